"""A PDF's tag tree and fields as text: for authors, for golden tests, for the curious."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from generator.errors import InputError, Location, MissingAssetError, Problem

_SHOWN = 60  # characters of text shown for an element
_FLAGS = ((1, "read-only"), (1 << 1, "required"), (1 << 12, "multi-line"), (1 << 24, "comb"))
_RADIO = 1 << 15


def outline_of(path: Path) -> str:
    """Return the tag tree (tag, text, alternative text, attributes) and the fields (name, kind, value, tooltip).

    Raises MissingAssetError when the file cannot be read, InputError when it is no PDF or has no tags.
    """
    at = Location(str(path))
    try:
        with pikepdf.open(path) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                raise InputError(Problem("the PDF has no tags", at, "only tagged PDFs have an outline"))
            text = _texts(pdf)
            lines = [*_elements(pdf.Root.StructTreeRoot.K, text, 0), "", *_fields(pdf)]
            return "\n".join(lines).rstrip() + "\n"
    except pikepdf.PasswordError:
        raise InputError(Problem("the PDF is locked with a password", at, "unlock it first")) from None
    except pikepdf.PdfError:
        raise InputError(Problem("the file is no PDF, or it is broken", at, "check the file")) from None
    except OSError as error:
        hint = "check its name and rights"
        raise MissingAssetError(Problem(f"cannot read it: {error.strerror}", at, hint)) from None


# -- text of marked content ---------------------------------------------------------------------------------------

Key = tuple[Any, int]  # object number of the page, MCID


@dataclass(slots=True)
class _Reader:
    """Gathers the text of one page by its MCID."""

    fonts: dict[str, dict[int, str]]
    page: Any
    found: dict[Key, str]
    stack: list[tuple[int | None, str | None]] = field(default_factory=list)
    font: str = ""

    def operator(self, operands: list[Any], name: str) -> None:
        match name:
            case "BDC":
                properties = operands[1] if isinstance(operands[1], Dictionary) else Dictionary()
                mcid = int(properties.MCID) if "/MCID" in properties else self._mcid
                actual = str(properties.ActualText) if "/ActualText" in properties else None
                self.stack.append((mcid, actual))
                if actual is not None:
                    self._add(actual)
            case "BMC":
                self.stack.append((None, None))
            case "EMC":
                self.stack.pop()
            case "Tf":
                self.font = str(operands[0])
            case "Tj":
                self._show(bytes(operands[0]))
            case "TJ":
                for part in operands[0]:
                    if isinstance(part, pikepdf.String):
                        self._show(bytes(part))

    @property
    def _mcid(self) -> int | None:
        return self.stack[-1][0] if self.stack else None

    def _show(self, codes: bytes) -> None:
        if any(actual is not None for _, actual in self.stack):
            return  # ActualText stands for these glyphs
        meanings = self.fonts.get(self.font, {})
        pairs = (int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2))
        self._add("".join(meanings.get(code, "\ufffd") for code in pairs))

    def _add(self, text: str) -> None:
        if self._mcid is not None:
            key = (self.page, self._mcid)
            self.found[key] = self.found.get(key, "") + text


def _texts(pdf: pikepdf.Pdf) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for page in pdf.pages:
        fonts = {name: _meanings(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
        reader = _Reader(fonts, page.objgen, found)
        for instruction in pikepdf.parse_content_stream(page):
            reader.operator(list(instruction.operands), str(instruction.operator))
    return found


def _meanings(font: Object) -> dict[int, str]:
    """Return glyph number → text from a ToUnicode CMap of single mappings."""
    if "/ToUnicode" not in font:
        return {}
    cmap = font.ToUnicode.read_bytes().decode("ascii", "replace")
    pairs = re.findall(r"^<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>$", cmap, re.MULTILINE)
    return {int(gid, 16): bytes.fromhex(text).decode("utf-16-be") for gid, text in pairs}


# -- the tree -----------------------------------------------------------------------------------------------------


def _elements(elem: Object, text: dict[Key, str], depth: int, page: Object | None = None) -> Iterator[str]:
    page = elem.get("/Pg", page)
    content: Any = elem.get("/K", Array())
    kids: list[Any] = list(content) if isinstance(content, Array) else [content]
    words = " ".join(filter(None, (_words(kid, page, text) for kid in kids)))
    yield "  " * depth + " ".join(filter(None, (str(elem.S)[1:], _quoted(words), *_properties(elem))))
    for kid in kids:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from _elements(kid, text, depth + 1, page)


def _words(kid: Any, page: Object | None, text: dict[Key, str]) -> str:
    if isinstance(kid, int) and page is not None:
        return text.get((page.objgen, int(kid)), "").strip()
    if isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
        home = kid.get("/Pg", page)
        return text.get((home.objgen, int(kid.MCID)), "").strip() if home is not None else ""
    return ""


def _quoted(words: str) -> str:
    words = " ".join(words.split())
    return f"“{words[: _SHOWN - 1]}…”" if len(words) > _SHOWN else f"“{words}”" if words else ""


def _properties(elem: Object) -> Iterator[str]:
    if "/Alt" in elem:
        yield f"alt={_quoted(str(elem.Alt))}"
    if "/Lang" in elem:
        yield f"lang={elem.Lang}"
    attributes = elem.get("/A", Array())
    for attribute in attributes if isinstance(attributes, Array) else [attributes]:
        if "/Scope" in attribute:
            yield f"scope={str(attribute.Scope)[1:]}"
        if "/Summary" in attribute:
            yield f"summary={_quoted(str(attribute.Summary))}"


# -- fields -------------------------------------------------------------------------------------------------------


def _fields(pdf: pikepdf.Pdf) -> Iterator[str]:
    form = pdf.Root.get("/AcroForm")
    if form is None or not len(form.Fields):
        return
    yield "Fields"
    for root in form.Fields:
        yield from _field(root, "")


def _field(node: Object, path: str) -> Iterator[str]:
    name = f"{path}.{node.T}" if path else str(node.T)
    if "/FT" not in node:
        for kid in node.Kids:
            yield from _field(kid, name)
        return
    flags = int(node.get("/Ff", 0))
    parts = [f"  {name}", _kind(node, flags)]
    parts += [word for bit, word in _FLAGS if flags & bit]
    if "/MaxLen" in node:
        parts.append(f"max={int(node.MaxLen)}")
    if "/V" in node and Name.Off != node.V:
        parts.append(f"value={_quoted(str(node.V).removeprefix('/'))}")
    yield " ".join([*parts, f"tooltip={_quoted(str(node.get('/TU', '')))}"])


def _kind(node: Object, flags: int) -> str:
    if Name.Tx == node.FT:
        return "text"
    if flags & _RADIO:
        return f"radio({', '.join(_on_state(kid) for kid in node.Kids)})"
    return f"tick({_on_state(node)})"


def _on_state(widget: Object) -> str:
    """Return the export value of a button: the name of its appearance that is not Off."""
    return next(str(state)[1:] for state in widget.AP.N.keys() if state != "/Off")  # noqa: SIM118 - a PDF dictionary
