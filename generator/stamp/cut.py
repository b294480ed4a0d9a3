"""A base's file → the bytes that all patients share, and templates of the few objects that differ.

A patient's file is: head (the same for all), the open objects filled in, a cross-reference stream (ISO 32000-1,
7.5.8). Structure tree, marked-content numbers, page dictionaries, fonts and metadata all lie in the head.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_MARK = re.compile(rb"%@(\d+)\.(\d+)@")  # the end of its line stays: operators follow
_NAME = re.compile(rb"/HOLE\.([A-Z]+)\.(\d+)")
_INLINE = 160  # constant operators shorter than this between two holes stay with them: a stream costs as much
_WORTH_PACKING = 120  # bytes of a stream
_PER_STREAM = 200  # objects in an object stream

HoleKey = tuple[int, str]  # number of the hole; its part: a line's number, or the key of a field


@dataclass(frozen=True, slots=True)
class OpenObject:
    """An object that differs by patient: a %-template with a %b for each of *holes*.

    That of a stream is its data; *head* is its dictionary up to the number of /Length.
    """

    number: int
    head: bytes
    template: bytes
    holes: tuple[HoleKey, ...]
    stream: bool


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Which object numbers of a base's file are what: for print files, which repeat some of them per patient."""

    root: int
    info: int
    page_tree: int
    pages: tuple[int, ...]
    structure: int
    document: int
    elements: tuple[int, ...]
    parent_tree: int
    parents: tuple[tuple[int, int], ...]  # key in the parent tree, object number
    next_key: int
    annotations: tuple[int, ...]
    fields: tuple[int, ...]  # all objects of the field tree
    field_roots: tuple[int, ...]
    field_form: int  # the AcroForm, or 0
    language: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A base's file in pieces; *constant* are its other objects by number, as they stand in a file."""

    head: bytes
    open: tuple[OpenObject, ...]
    constant: Mapping[int, bytes]
    packed: Mapping[int, tuple[int, int, int]]  # cross-reference entries of the constant objects
    size: int
    anatomy: Anatomy


@dataclass(frozen=True, slots=True)
class Pieces:
    """The objects of a file: those with holes, and the others by number."""

    open: tuple[OpenObject, ...]
    constant: Mapping[int, bytes]
    anatomy: Anatomy


def take_apart(data: bytes) -> Pieces:
    """Return the objects of a document that was laid out: whatever its patient is called, it has no holes."""
    with pikepdf.open(BytesIO(data)) as pdf:
        _, streams, plain = _sorted(pdf, holes=False)
        return Pieces((), {**streams, **plain}, _anatomy(pdf, plain))


def cut(pdf: Pdf, marks: int) -> Cut:
    """Return *pdf*, which has *marks* places to fill, in pieces; raises ValueError when it has others."""
    for page in pdf.pages:
        _split_contents(pdf, page.obj)
    out = BytesIO()  # saved once, so that objects are numbered without gaps
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        recompress_flate=False,
        compress_streams=False,
        deterministic_id=True,
    )
    with pikepdf.open(BytesIO(out.getvalue())) as numbered:
        opened, streams, plain = _sorted(numbered, holes=True)
        found = sum(len(each.holes) for each in opened)
        if found != marks:
            raise ValueError(f"{marks} places were left open, {found} are found again")
        head, entries, last = _head(streams, plain, len(numbered.objects))
        return Cut(head, tuple(opened), {**streams, **plain}, entries, last + 2, _anatomy(numbered, plain))


def _split_contents(pdf: Pdf, page: Object) -> None:
    """Turn a page's content into constant and open streams in turn (ISO 32000-1, 7.8.2)."""
    content = page.Contents.read_bytes()
    if _MARK.search(content):
        page.Contents = Array([pdf.make_stream(chunk) for chunk in _chunks(content)])


def _chunks(content: bytes) -> Iterator[bytes]:
    pieces: list[tuple[bool, bytes]] = []
    at = 0
    for match in _MARK.finditer(content):
        between = content[at : match.start()]
        if pieces and pieces[-1][0] and len(between) < _INLINE:
            pieces[-1] = (True, pieces[-1][1] + between + match[0])
        else:
            pieces += [(False, between), (True, match[0])]
        at = match.end()
    pieces.append((False, content[at:]))
    return (piece for _, piece in pieces if piece)


def _sorted(pdf: Pdf, *, holes: bool) -> tuple[list[OpenObject], dict[int, bytes], dict[int, bytes]]:
    """Return the open objects, the other streams, and all else by number."""
    opened: list[OpenObject] = []
    streams: dict[int, bytes] = {}
    plain: dict[int, bytes] = {}
    for number in range(1, len(pdf.objects) + 1):
        obj = pdf.get_object(number, 0)
        if isinstance(obj, Stream):
            found = _open_stream(number, obj) if holes else None
            if found:
                opened.append(found)
            else:
                streams[number] = _as_stream(obj)
            continue
        text = obj.unparse(resolved=True)
        if holes and _NAME.search(text):
            template, marks = _template(text, _NAME)
            keys = tuple((int(hole), key.decode()) for key, hole in marks)
            opened.append(OpenObject(number, b"%d 0 obj\n" % number, template, keys, stream=False))
        else:
            plain[number] = text
    return opened, streams, plain


def _open_stream(number: int, obj: Stream) -> OpenObject | None:
    data = obj.read_bytes() if len(obj.read_raw_bytes()) < 16_000 else b""  # holes stand in short streams
    if not _MARK.search(data):
        return None
    keys = obj.stream_dict.copy()
    for key in ("/Length", "/Filter", "/DecodeParms"):
        if key in keys:
            del keys[key]
    template, holes = _template(data, _MARK)
    head = b"%d 0 obj\n%b /Length " % (number, keys.unparse()[:-2].rstrip())
    return OpenObject(number, head, template, tuple((int(hole), part.decode()) for hole, part in holes), stream=True)


def _template(data: bytes, mark: re.Pattern[bytes]) -> tuple[bytes, list[tuple[bytes, ...]]]:
    """Return *data* as a %-template, and the groups of each mark in it."""
    parts: list[bytes] = []
    holes: list[tuple[bytes, ...]] = []
    at = 0
    for match in mark.finditer(data):
        parts += [data[at : match.start()].replace(b"%", b"%%"), b"%b"]
        holes.append(match.groups())
        at = match.end()
    return b"".join([*parts, data[at:].replace(b"%", b"%%")]), holes


def _as_stream(obj: Stream) -> bytes:
    raw, keys = obj.read_raw_bytes(), obj.stream_dict.copy()
    if "/Filter" not in keys and keys.get("/Type") != Name.Metadata and len(raw) > _WORTH_PACKING:
        raw = _packed(raw)
        keys.Filter = Name.FlateDecode
    keys.Length = len(raw)
    return keys.unparse() + b"\nstream\n" + raw + b"\nendstream"


@lru_cache(maxsize=64)
def _packed(data: bytes) -> bytes:
    """Return *data* compressed: a colour profile and what glyphs mean are the same in base after base."""
    return zlib.compress(data, 9)


def _head(
    streams: Mapping[int, bytes], plain: Mapping[int, bytes], last: int
) -> tuple[bytes, dict[int, tuple[int, int, int]], int]:
    """Return the constant bytes, where each object stands in them, and the last number used."""
    out, entries = BytesIO(), {}
    out.write(HEADER)

    def put(number: int, body: bytes) -> None:
        entries[number] = (1, out.tell(), 0)
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    for number, body in streams.items():
        put(number, body)
    numbers = list(plain)
    for start in range(0, len(numbers), _PER_STREAM):
        group = numbers[start : start + _PER_STREAM]
        last += 1
        put(last, object_stream([(number, plain[number]) for number in group], 9))
        entries |= {number: (2, last, index) for index, number in enumerate(group)}
    return out.getvalue(), entries, last


def object_stream(objects: Sequence[tuple[int, bytes]], level: int) -> bytes:
    """Return *objects* (number, body) as an object stream (ISO 32000-1, 7.5.7), compressed at *level*."""
    offsets, offset = [], 0
    for number, body in objects:
        offsets.append(b"%d %d" % (number, offset))
        offset += len(body) + 1
    index = b" ".join(offsets) + b"\n"
    packed = zlib.compress(index + b"\n".join([body for _, body in objects]), level)
    keys = (len(objects), len(index), len(packed))
    return b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (*keys, packed)


def _anatomy(pdf: Pdf, plain: Mapping[int, bytes]) -> Anatomy:
    root = pdf.Root
    tree = root.StructTreeRoot
    numbers = list(tree.ParentTree.Nums)
    pairs = [(int(numbers[i]), numbers[i + 1].objgen[0]) for i in range(0, len(numbers), 2)]
    form = root.get("/AcroForm")
    roots = tuple(each.objgen[0] for each in form.Fields) if form is not None else ()
    return Anatomy(
        root=root.objgen[0],
        info=pdf.trailer.Info.objgen[0],
        page_tree=root.Pages.objgen[0],
        pages=tuple(page.obj.objgen[0] for page in pdf.pages),
        structure=tree.objgen[0],
        document=tree.K.objgen[0],
        elements=tuple(number for number in plain if _is_element(pdf.get_object(number, 0))),
        parent_tree=tree.ParentTree.objgen[0],
        parents=tuple(pairs),
        next_key=int(tree.ParentTreeNextKey),
        annotations=tuple(each.objgen[0] for page in pdf.pages for each in page.obj.get("/Annots", Array())),
        fields=tuple(number for each in (form.Fields if form is not None else ()) for number in _fields(each)),
        field_roots=roots,
        field_form=form.objgen[0] if form is not None else 0,
        language=str(root.Lang),
    )


def _is_element(obj: Object) -> bool:
    return isinstance(obj, Dictionary) and obj.get("/Type") == Name.StructElem


def _fields(field: Object) -> Iterator[int]:
    yield field.objgen[0]
    for kid in field.get("/Kids", Array()):
        yield from _fields(kid)
