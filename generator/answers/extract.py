"""PDF file → its raw fields and the form it says it is. Reads what any program may have written, trusts none of it.

Nothing but the fields and the metadata is looked at: neither pages nor scripts nor XFA. Broken files are not mended,
since a mended one could have lost what was filled in.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, Literal, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String, settings

from generator.answers.identity import MAX_PACKET, form_facts
from generator.errors import InputError, Location, MissingAssetError, Problem, shown
from generator.pdf.metadata import FormFacts
from generator.pdf.widgets import RADIO

MAX_BYTES = 10_000_000  # a form with logo, fonts and answers has a twentieth of that
_MAX_NODES = 30_000  # fields and their parts; 300 questions with 60 answers each have 18,000
_MAX_DEPTH = 20
_MAX_NAME = 300  # characters
_MAX_TEXT = 20_000  # characters of one answer
_PUSH_BUTTON = 1 << 16
_MAX_UNPACKED = 4_000_000  # bytes of one stream
_MAX_WARNINGS = 100
_USUAL_PACKET = 20_000  # bytes of metadata
_TURN_OFF = re.compile("\x1b[^\x1b]{0,20}\x1b")  # the language of what follows (ISO 32000-1, 7.9.2.2)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")

Kind = Literal["text", "radio", "tick"]


@dataclass(frozen=True, slots=True)
class RawField:
    """What one field holds: `text`, or the export values `chosen` among its `codes`.

    `differs`: it holds one thing and shows, or holds a second time, another.
    """

    kind: Kind
    text: str = ""
    chosen: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    differs: bool = False


@dataclass(frozen=True, slots=True)
class RawForm:
    """The fields of one file by their full names; `facts` is None where the file does not say which form it is."""

    at: Location
    facts: FormFacts | None
    fields: Mapping[str, RawField]


def named(path: Path) -> Location:
    """Return *path* as it can be shown anywhere: without signs that steer a terminal or fit no encoding."""
    text = shown(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Location("".join(sign if sign.isprintable() else "\ufffd" for sign in text))


def extract(path: Path, *, codes: bool = False) -> RawForm:
    """Return what the PDF *path* holds; which states its buttons can have, too, with *codes*: half as fast.

    Raises MissingAssetError when it cannot be read at all, InputError when it is no PDF, is locked or broken.
    """
    at = named(path)
    try:
        _look_at(path, at)
        with _limits(), pikepdf.open(path, attempt_recovery=False, inherit_page_attributes=False) as pdf:
            return RawForm(at, _facts(pdf), _Tree(at, codes).fields(pdf))
    except pikepdf.PasswordError:
        hint = "open it with its password and save a copy without one"
        raise InputError(Problem("the PDF is locked with a password", at, hint)) from None
    except (pikepdf.PikepdfError, UnicodeDecodeError):  # the second: a name in no known encoding
        raise _broken(at) from None
    except OSError as error:
        raise MissingAssetError(
            Problem(f"cannot read it: {error.strerror or type(error).__name__}", at, "check its name and rights")
        ) from None


def _broken(at: Location) -> InputError:
    hint = "ask for it again; or open it in a PDF program, check the answers and save it under a new name"
    return InputError(Problem("the PDF is broken or cut short", at, hint))


def _look_at(path: Path, at: Location) -> None:
    """Refuse what is no PDF, or no whole one, before much of it is read."""
    found = path.stat()
    if S_ISDIR(found.st_mode):
        hint = "give a PDF file, or a folder that has some and may be read"
        raise InputError(Problem("it is a folder, with no PDF file to read", at, hint))
    if not S_ISREG(found.st_mode):
        raise InputError(Problem("it is no ordinary file", at, "give a PDF file"))
    if not found.st_size:
        raise InputError(Problem("the file is empty", at, "ask for it again"))
    with path.open("rb") as file:
        head = file.read(1024)
        if b"%PDF-" not in head:
            raise InputError(Problem("the file is no PDF", at, "give a form that was filled in as a PDF"))
        if found.st_size > MAX_BYTES:
            what = f"the file is too large for a form: {found.st_size / 1e6:.0f} MB"
            raise InputError(Problem(what, at, f"a form has at most {MAX_BYTES / 1e6:.0f} MB: check the file"))
        file.seek(max(0, found.st_size - 2048))
        *_, rest = file.read().rpartition(b"%%EOF")
    # Answers are often added after the end of the blank form. Cut off there, the blank form would be read.
    if re.match(rb"\s*\d", rest) or b" obj" in rest:
        raise _broken(at)


@contextmanager
def _limits() -> Iterator[None]:
    """Bound what qpdf may unpack meanwhile."""
    before = settings.set_qpdf_limits(
        doc_max_warnings=_MAX_WARNINGS,
        flate_max_memory=_MAX_UNPACKED,
        run_length_max_memory=_MAX_UNPACKED,
        png_max_memory=_MAX_UNPACKED,
        tiff_max_memory=_MAX_UNPACKED,
    )
    try:
        yield
    finally:
        settings.set_qpdf_limits(**before)  # type: ignore[arg-type]  # each has the type it came with


def _facts(pdf: Pdf) -> FormFacts | None:
    metadata = pdf.Root.get("/Metadata")
    packet = _unpacked(metadata, MAX_PACKET) if isinstance(metadata, Stream) else b""
    read = _same_facts if len(packet) < _USUAL_PACKET else form_facts
    return read(packet) if packet else None


_same_facts = lru_cache(64)(form_facts)  # all copies of a form have the same metadata, unless a program changed them


def _unpacked(stream: Stream, most: int) -> bytes:
    """Return the bytes of a stream; nothing when they are more than *most*, or packed in an unusual way."""
    packing = stream.get("/Filter")
    if isinstance(packing, Array) and len(packing) <= 1:
        packing = packing[0] if len(packing) else None
    if packing is not None and (packing != Name.FlateDecode or stream.get("/DecodeParms") is not None):
        return b""
    packed = stream.read_raw_bytes()
    if packing is None:
        return packed if len(packed) <= most else b""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, most)
    except zlib.error:
        return b""
    return data if not unpacker.unconsumed_tail else b""


# -- the tree of fields -----------------------------------------------------------------------------------------------


class _Above(NamedTuple):
    """What a field has from the parts of the tree above it (ISO 32000-1, 12.7.3.1)."""

    name: str = ""
    depth: int = 0
    type: str = ""
    flags: int = 0


class _Tree:
    """Walks the tree of fields; circles, depth and number are bounded."""

    def __init__(self, at: Location, codes: bool) -> None:
        self._at = at
        self._codes = codes
        self._seen: set[tuple[int, int]] = set()
        self._left = _MAX_NODES

    def fields(self, pdf: Pdf) -> dict[str, RawField]:
        form = pdf.Root.get("/AcroForm")
        found: dict[str, RawField] = {}
        root = _Above()
        roots = form.get("/Fields") if form is not None and _is_map(form) else None
        stack = [(node, root) for node in reversed(self._nodes(roots))]
        while stack:
            node, above = stack.pop()
            if above.depth > _MAX_DEPTH or self._was_here(node):
                continue
            here = _below(node, above)
            kids = self._nodes(_get(node, "/Kids"))
            if kids and (not here.type or any("/T" in kid for kid in kids)):
                stack += [(kid, here) for kid in reversed(kids)]
            elif here.name and len(here.name) <= _MAX_NAME and (field := self._field(node, here, kids)):
                found[here.name] = _joined(found[here.name], field) if here.name in found else field
        return found

    def _nodes(self, found: object) -> list[Any]:
        """Return the dictionaries in an array; refuses more of them than any form has."""
        if not isinstance(found, Array):
            return []
        self._left -= len(found)
        if self._left < 0:
            hint = f"a form has at most {_MAX_NODES:,}: check the file"
            raise InputError(Problem("the PDF has too many fields", self._at, hint))
        return [node for node in found if _is_map(node)]

    def _was_here(self, node: Any) -> bool:
        number = node.objgen
        if number in self._seen:
            return True
        if number != (0, 0):
            self._seen.add(number)
        return False

    def _field(self, node: Any, here: _Above, kids: list[Any]) -> RawField | None:
        """Return what the field holds; None for signatures, lists and push buttons, which no form of ours has."""
        held = _get(node, "/V")
        if here.type == "/Tx":
            return RawField("text", text=_text(held)[:_MAX_TEXT] if held is not None else "")
        if here.type != "/Btn" or here.flags & _PUSH_BUTTON:
            return None
        buttons = kids or [node]
        value = _state(held)
        shown = [code for button in buttons if (code := _state(_get(button, "/AS")))]
        chosen = tuple(dict.fromkeys((value, *shown) if value else shown))
        codes = tuple(code for button in buttons for code in _codes(button)) if self._codes else ()
        if here.flags & RADIO:
            return RawField("radio", chosen=chosen, codes=codes)
        return RawField("tick", chosen=chosen, codes=codes, differs=bool(shown and held is not None and not value))


@lru_cache(4096)
def _name(data: bytes) -> str:
    return _clean(_decoded(data))


def _is_map(found: object) -> bool:
    return isinstance(found, Dictionary) and not isinstance(found, Stream)


def _get(node: Any, key: str) -> Any:
    """Return `node.get(key)`, which takes ten times as long for a key that is not there."""
    return node[key] if key in node else None  # noqa: SIM401


def _below(node: Any, above: _Above) -> _Above:
    """Return what *node* and all below it have from above and from itself."""
    own, own_type, name = _get(node, "/T"), _get(node, "/FT"), above.name
    if isinstance(own, String) and (last := _name(bytes(own)[:_MAX_NAME])):
        name = f"{name}.{last}" if name else last
    type_ = str(own_type) if isinstance(own_type, Name) else above.type
    flags = _get(node, "/Ff") if type_ != "/Tx" else None  # those of texts tell nothing here
    return _Above(name, above.depth + 1, type_, flags if isinstance(flags, int) else above.flags)


def _joined(first: RawField, second: RawField) -> RawField:
    """Return two fields of one name as one: they should hold the same (ISO 32000-1, 12.7.3.2)."""
    chosen = tuple(dict.fromkeys(first.chosen + second.chosen))
    two = first.kind != second.kind or bool(first.text and second.text and first.text != second.text)
    return RawField(first.kind, first.text or second.text, chosen, first.codes, first.differs or second.differs or two)


def _codes(button: Any) -> Iterator[str]:
    """Yield the states in which a button is on."""
    looks = button.get("/AP")
    normal: Any = looks.get("/N") if _is_map(looks) else None
    if _is_map(normal):
        yield from (code for name in normal.keys() if (code := _plain(name[1:])) != "Off")  # noqa: SIM118


def _state(value: object) -> str:
    """Return the state of a button, nothing when it is off."""
    if isinstance(value, Name):
        code = str(value)
    elif isinstance(value, String):  # pypdf writes the state of a radio group so, with its slash
        code = _text(value)
    else:
        return ""
    return "" if code in ("/Off", "Off") else _plain(code.removeprefix("/"))


def _plain(code: str) -> str:
    return _CONTROL.sub("", code)[:_MAX_NAME]


def _text(value: object) -> str:
    """Return a text of any of PDF's encodings, with “\\n” between lines and without control characters."""
    if isinstance(value, Stream):
        data = _unpacked(value, 8 * _MAX_TEXT)
    elif isinstance(value, String):
        data = bytes(value)
    elif isinstance(value, bool) or value is None or isinstance(value, Array | Dictionary):
        return ""
    else:  # a number or a name, where a program writes these for texts
        return _CONTROL.sub("", str(value).removeprefix("/"))
    return _clean(_decoded(data[: 8 * _MAX_TEXT]))


def _clean(text: str) -> str:
    return _CONTROL.sub("", _TURN_OFF.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode("pdfdoc", "replace")
