"""A stamped file beside the same document laid out afresh: what differs, in words. Fonts may differ in their subset."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from generator.pdf.outline import outline_of

_PACKING = ("/Length", "/Filter", "/DecodeParms")  # how a stream is stored, not what it holds
_KNOWN_BY_CONTEXT = (b"Tf", b"Tj", b"TJ", b"BMC", b"BDC", b"EMC")  # operators that fonts and marks give a meaning
_SUBSET = re.compile(r"^/[A-Z]{6}\+")


def differences(stamped: bytes, laid_out: bytes) -> list[str]:
    """Return what a reader, a screen reader or a program could tell apart; nothing for equal documents.

    Compared are size, pixels and text of each page, every operator with the text that it shows, and all objects from
    the trailer on: tags, fields, annotations, metadata.
    """
    found = [*_looks(stamped, laid_out)]
    with pikepdf.open(BytesIO(stamped)) as first, pikepdf.open(BytesIO(laid_out)) as second:
        found += _Comparison(first, second).differences()
    return found


# -- what is seen -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    size: tuple[float, float]
    pixels: bytes
    text: str


def _seen(data: bytes) -> list[_Seen]:
    """Return size in points, pixels at 72 dpi and text of each page."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        pages = []
        for page in document:
            bitmap = page.render(scale=1)
            pages.append(_Seen(page.get_size(), bytes(bitmap.buffer), page.get_textpage().get_text_range()))
        return pages
    finally:
        document.close()


def _looks(stamped: bytes, laid_out: bytes) -> Iterator[str]:
    for number, (first, second) in enumerate(zip_longest(_seen(stamped), _seen(laid_out)), start=1):
        if first is None or second is None:
            yield f"page {number}: only one file has it"
            continue
        for name in ("size", "pixels", "text"):
            if getattr(first, name) != getattr(second, name):
                yield f"page {number}: {name}"


def outline(data: bytes) -> str:
    """Return the outline of tags and fields of a file in memory."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        return outline_of(Path(file.name))


# -- what is painted, with the text that its fonts say it means ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One operator: inside which marked content, and with which text."""

    mcid: int | None
    name: str
    operands: tuple[Any, ...]
    text: str = ""


@dataclass(slots=True)
class _Painter:
    """Reads operators one by one; fonts are known by their PostScript names."""

    fonts: Any
    font: str = ""
    meanings: dict[str, dict[bytes, str]] = field(default_factory=dict)
    marks: list[tuple[int | None, bool]] = field(default_factory=list)  # MCID, and whether other text stands for it

    def next(self, instruction: Any) -> Step | None:
        """Return what *instruction* does, or None after the last one."""
        if instruction is None:
            return None
        operands, name = list(instruction.operands), str(instruction.operator)
        mcid = self.marks[-1][0] if self.marks else None
        given, text = tuple(operands), ""
        if name == "Tf":
            self.font = str(operands[0])
            given = (font_name(self.fonts[self.font]), *given[1:])
        elif name in ("Tj", "TJ"):
            given = tuple(_plain(operand) for operand in operands)
            if not any(replaced for _, replaced in self.marks):
                text = "".join(map(self._meaning, operands[0] if name == "TJ" else operands))
        elif name == "BMC":
            self.marks.append((mcid, False))
        elif name == "BDC":
            given = tuple(_plain(operand) for operand in operands)
            keys = operands[1] if isinstance(operands[1], Dictionary) else Dictionary()
            mcid = int(keys["/MCID"]) if "/MCID" in keys else mcid
            self.marks.append((mcid, "/ActualText" in keys))
        elif name == "EMC":
            self.marks.pop()
        return Step(mcid, name, given, text)

    def _meaning(self, part: Any) -> str:
        if not isinstance(part, String):
            return ""
        if self.font not in self.meanings:
            self.meanings[self.font] = _meanings(self.fonts[self.font].ToUnicode.read_bytes())
        known, codes = self.meanings[self.font], bytes(part)
        return "".join(known.get(codes[i : i + 2], "\ufffd") for i in range(0, len(codes), 2))


def font_name(font: Object) -> str:
    """Return the PostScript name of *font* without the mark of its subset."""
    return _SUBSET.sub("", str(font.BaseFont))


@lru_cache(maxsize=64)
def _meanings(cmap: bytes) -> dict[bytes, str]:
    pairs = re.findall(rb"^<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>$", cmap, re.MULTILINE)
    return {bytes.fromhex(gid.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for gid, text in pairs}


def _plain(value: Any) -> Any:
    match value:
        case Array():
            return tuple(_plain(each) for each in value)
        case Dictionary():
            return tuple((key, _plain(each)) for key, each in sorted(value.items()))
        case String():
            return bytes(value)
        case Name():
            return str(value)
    return value


def _stored(value: Any) -> Any:
    """Return a string as the text it means: there are two ways to code one (ISO 32000-1, 7.9.2.2)."""
    return str(value) if isinstance(value, String) else _plain(value)


def steps(content: pikepdf.Page | Object, fonts: Any) -> list[Step]:
    """Return the operators of a page or a form XObject; *fonts* are those of its resources."""
    painter = _Painter(fonts)
    return [step for each in pikepdf.parse_content_stream(content) if (step := painter.next(each))]


def _operators(content: Object) -> list[tuple[bytes, Any]]:
    """Return the operators of *content*, each as bytes too: quick to compare."""
    found = list(pikepdf.parse_content_stream(content))
    return list(zip(pikepdf.unparse_content_stream(found).split(b"\n"), found, strict=True))


def texts(pdf: Pdf) -> list[dict[int, str]]:
    """Return the text of each page by MCID."""
    found: list[dict[int, str]] = []
    for page in pdf.pages:
        by_mcid: dict[int, str] = {}
        for step in steps(page, page.obj.Resources.get("/Font", {})):
            if step.mcid is not None:
                by_mcid[step.mcid] = by_mcid.get(step.mcid, "") + step.text
        found.append(by_mcid)
    return found


# -- what is stored: all objects, from the trailer on -------------------------------------------------------------


class _Comparison:
    """Walks two files side by side. Left out are fonts, which `Step` resolves, and how streams are packed."""

    def __init__(self, first: Pdf, second: Pdf) -> None:
        self._first, self._second = first, second
        self._met: set[tuple[Any, Any]] = set()
        self._found: list[str] = []

    def differences(self) -> list[str]:
        for key in ("/Root", "/Info"):
            self._compare(self._first.trailer.get(key), self._second.trailer.get(key), key)
        return self._found

    def _compare(self, first: Any, second: Any, path: str) -> None:
        waiting = [(first, second, path)]
        while waiting:
            one, other, at = waiting.pop()
            if getattr(one, "is_indirect", False) and getattr(other, "is_indirect", False):
                pair = (one.objgen, other.objgen)
                if pair in self._met:
                    continue
                self._met.add(pair)
            waiting += reversed(self._parts(one, other, at))

    def _parts(self, one: Any, other: Any, at: str) -> list[tuple[Any, Any, str]]:
        """Note how *one* and *other* differ themselves; return their parts side by side."""
        if isinstance(one, Stream) and isinstance(other, Stream):
            self._streams(one, other, at)
            return self._keys(one.stream_dict, other.stream_dict, at)
        if isinstance(one, Dictionary) and isinstance(other, Dictionary):
            return self._keys(one, other, at)
        if isinstance(one, Array) and isinstance(other, Array):
            if len(one) != len(other):
                self._found.append(f"{at}: {len(one)} entries ≠ {len(other)}")
            return [(a, b, f"{at}[{i}]") for i, (a, b) in enumerate(zip(one, other, strict=False))]
        if type(one) is not type(other) or _stored(one) != _stored(other):
            self._found.append(f"{at}: {_shown(one)} ≠ {_shown(other)}")
        return []

    def _keys(self, one: Object, other: Object, at: str) -> list[tuple[Any, Any, str]]:
        if one.get("/Type") == Name.Page and other.get("/Type") == Name.Page:
            self._steps(one, one, other, other, f"{at}/Contents")
        parts: list[tuple[Any, Any, str]] = []
        for key in sorted({*one.keys(), *other.keys()} - {*_PACKING, "/Font", "/Contents"} | self._said(one, other)):
            a, b = one.get(key), other.get(key)
            if key == "/DA" and a is not None and b is not None:
                a, b = _default_look(self._first, a), _default_look(self._second, b)
            parts.append((a, b, f"{at}{key}"))
        return parts

    @staticmethod
    def _said(one: Object, other: Object) -> set[str]:
        """Return /Contents where it is the text of an annotation, not the content of a page."""
        return {"/Contents"} if any("/Contents" in d and d.get("/Type") != Name.Page for d in (one, other)) else set()

    def _streams(self, one: Stream, other: Stream, at: str) -> None:
        if one.stream_dict.get("/Subtype") == Name.Form and other.stream_dict.get("/Subtype") == Name.Form:
            shown = one.read_bytes()
            if b"Tf" in shown or shown != other.read_bytes():
                self._steps(one, one.stream_dict, other, other.stream_dict, at)
        elif one.read_bytes() != other.read_bytes():
            self._found.append(f"{at}: data of a stream")

    def _steps(self, one: Object, one_keys: Object, other: Object, other_keys: Object, at: str) -> None:
        """Note the first operator that differs: what it does, or the text that it shows."""
        first, second = _Painter(_fonts(one_keys)), _Painter(_fonts(other_keys))
        pairs = zip_longest(_operators(one), _operators(other), fillvalue=(b"", None))
        for number, ((here, mine), (there, yours)) in enumerate(pairs):
            if here == there and not here.endswith(_KNOWN_BY_CONTEXT):
                continue
            a, b = first.next(mine), second.next(yours)
            if a != b:
                self._found.append(f"{at}, operator {number}: {a} ≠ {b}")
                return


def _fonts(keys: Object) -> Any:
    return keys.get("/Resources", Dictionary()).get("/Font", {})


def _default_look(pdf: Pdf, look: Object) -> String:
    """Return a field's default appearance with the font's PostScript name."""
    font, rest = str(look).split(" ", 1)
    return String(f"{font_name(pdf.Root.AcroForm.DR.Font[font])} {rest}")


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(_stored(value))[:80]
