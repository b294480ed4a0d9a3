"""XMP packet → which form a file is. Programs that fill in a form may have written the packet anew, in their own way.

RDF lets a property be an element or an attribute, under any prefix (ISO 16684-1, 7).
"""

from __future__ import annotations

import re
from xml.parsers import expat

from generator.pdf.metadata import FORM_NAMESPACE, FormFacts

MAX_PACKET = 1_000_000  # bytes; ours has 5,000
_WRITTEN_AS = {
    "form": r"[a-z][a-z0-9_-]{0,79}",
    "version": r"\d+(\.\d+)*",
    "questions": r"[A-Z2-7]{8}",
    "layout": r"[A-Z2-7]{8}",
}
_NEEDED = ("form", "version", "questions")


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """The packet has a document type: entities could unfold to anything."""


def form_facts(packet: bytes) -> FormFacts | None:
    """Return which form the packet names, or None when it names none, or two."""
    if len(packet) > MAX_PACKET:
        return None
    found = _Found()
    try:
        found.read(packet)
    except (expat.ExpatError, _Refused):
        return None
    values = {name: next(iter(texts)) for name, texts in found.texts.items() if len(texts) == 1}
    values = {name: text for name, text in values.items() if re.fullmatch(_WRITTEN_AS[name], text, re.ASCII)}
    if not all(name in values for name in _NEEDED):
        return None
    return FormFacts(values["form"], values["version"], values["questions"], values.get("layout", ""))


class _Found:
    """Gathers the text of the properties of our namespace."""

    def __init__(self) -> None:
        self.texts: dict[str, set[str]] = {}
        self._inside: list[str] = []  # the property that is open, and what is open in it
        self._text = ""

    def read(self, packet: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(packet.strip(b"\0 \r\n\t") if packet[:1] not in (b"\xfe", b"\xff") else packet, True)

    def _refuse(self, *_: object) -> None:
        raise _Refused

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            self._keep(_property(key), value)
        if self._inside or _property(name):
            if not self._inside:
                self._text = ""
            self._inside.append(name)

    def _characters(self, text: str) -> None:
        if self._inside:
            self._text += text

    def _end(self, name: str) -> None:
        if not self._inside:
            return
        self._inside.pop()
        if not self._inside:
            self._keep(_property(name), self._text)

    def _keep(self, name: str | None, text: str) -> None:
        if name:
            self.texts.setdefault(name, set()).add(text.strip())


def _property(name: str) -> str | None:
    """Return the local name of a property of ours."""
    namespace, _, local = name.rpartition(" ")
    return local if namespace == FORM_NAMESPACE and local in _WRITTEN_AS else None
