"""Font files → shaped glyphs and embedded Type0 subsets. Glyph numbers stay those of the file (Identity-H).

A glyph so has the same code in every document and every subset. Lengths are in 1/1000 em unless said.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from generator.errors import InputError, Location, MissingAssetError, Problem, shown

# What people type in form fields: Latin with its extensions, Greek, Cyrillic, Vietnamese, punctuation, the euro.
FIELD_CHARACTERS = frozenset(
    (
        *range(0x20, 0x7F),
        *range(0xA0, 0x250),
        *range(0x370, 0x530),
        *range(0x1E00, 0x1F00),
        *range(0x2010, 0x2028),
        0x20AC,
    )
)
_JOINERS = frozenset("\u200c\u200d")
# Tables that a PDF viewer does not need (ISO 32000-1, 9.9, table 126 lists those it does)
_DROPPED_TABLES = tuple("GSUB GPOS GDEF BASE JSTF STAT MATH DSIG cmap post name OS/2 gasp kern".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of shaped text; `text` are the characters it stands for ("" for parts of a cluster)."""

    gid: int
    advance: float
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """A piece of text in one face.

    `simple`: each glyph stands for itself, so no ActualText is needed. `shown` are the glyphs as contents of
    TJ arrays, each with its rise above the baseline.
    """

    face: Face
    text: str
    glyphs: tuple[Glyph, ...]
    width: float
    simple: bool
    shown: tuple[tuple[float, str], ...]


class Face:
    """One font file."""

    def __init__(self, path: Path, script: str, *, pairwise: bool = False) -> None:
        try:
            blob = hb.Blob.from_file_path(path)
        except hb.HarfBuzzError:
            raise MissingAssetError(
                Problem("the font file cannot be read", Location(shown(path)), "put it back, or correct fonts.yaml")
            ) from None
        self.path = path
        self.script = script
        self.pairwise = pairwise
        self._hb_face = hb.Face(blob)
        if "glyf" not in self._hb_face.table_tags:
            hint = "give a TrueType file (.ttf with outlines in “glyf”)"
            raise InputError(Problem("this is no TrueType font", Location(shown(path)), hint))
        self._font = hb.Font(self._hb_face)
        self._scale: float = 1000 / self._hb_face.upem
        self._words: dict[str, Shaped] = {}
        self._sets: dict[frozenset[int], frozenset[int]] = {}

    @cached_property
    def characters(self) -> frozenset[int]:
        """Code points that the face has a glyph for."""
        return frozenset(self._hb_face.unicodes)

    @cached_property
    def metrics(self) -> FontMetrics:
        """Metrics of the whole font, for its descriptor."""
        k, tags, font = self._scale, hb.OTMetricsTag, self._font
        # head.xMin … yMax: four signed 16-bit numbers at offset 36 (OpenType, head table)
        box = struct.unpack_from(">4h", self._hb_face.reference_table("head").data, 36)
        return FontMetrics(
            postscript_name=self._hb_face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME).replace(" ", ""),
            bbox=(round(box[0] * k), round(box[1] * k), round(box[2] * k), round(box[3] * k)),
            ascent=round(font.get_metric_position_with_fallback(tags.HORIZONTAL_ASCENDER) * k),
            descent=round(font.get_metric_position_with_fallback(tags.HORIZONTAL_DESCENDER) * k),
            cap_height=round(font.get_metric_position_with_fallback(tags.CAP_HEIGHT) * k),
            italic_angle=round(font.get_style_value(hb.StyleTag.SLANT_ANGLE), 1),
            weight=round(font.get_style_value(hb.StyleTag.WEIGHT)),
        )

    def advance(self, gid: int) -> int:
        """Return the advance of a glyph as the PDF's /W gives it: rounded."""
        units: int = self._font.get_glyph_h_advance(gid)
        return round(units * self._scale)

    def glyph(self, character: int) -> int:
        """Return the glyph number of a code point; KeyError when the face has none."""
        gid = self._font.get_nominal_glyph(character)
        if gid is None:
            raise KeyError(character)
        return int(gid)

    def glyphs_of(self, characters: frozenset[int]) -> frozenset[int]:
        """Return the glyph numbers of those of *characters* that the face has; remembered."""
        if characters not in self._sets:
            self._sets[characters] = frozenset(self.glyph(each) for each in characters & self.characters)
        return self._sets[characters]

    def shape(self, text: str, *, remember: bool) -> Shaped:
        """Return *text* as glyphs, kerned and shaped. Values of patients are not remembered."""
        found = self._words.get(text)
        if found is None:
            found = self._shape(text)
            if remember:
                self._words[text] = found
        return found

    def _shape(self, text: str) -> Shaped:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = "und"  # the guess is the machine's locale, which would decide over glyphs
        hb.shape(self._font, buffer, {"liga": False, "clig": False, "dlig": False})
        infos, positions, k = buffer.glyph_infos, buffer.glyph_positions, self._scale
        starts = [*sorted({info.cluster for info in infos}), len(text)]
        cluster_text = {start: text[start:end] for start, end in pairwise(starts)}
        glyphs = []
        for info, place in zip(infos, positions, strict=True):
            glyphs.append(
                Glyph(
                    info.codepoint,
                    place.x_advance * k,
                    place.x_offset * k,
                    place.y_offset * k,
                    cluster_text.pop(info.cluster, ""),
                )
            )
        simple = len(glyphs) == len(text) and all(
            len(g.text) == 1 and self._font.get_nominal_glyph(ord(g.text)) == g.gid for g in glyphs
        )
        width = sum(g.advance for g in glyphs)
        return Shaped(self, text, tuple(glyphs), width, simple, tuple(self._shown(glyphs)))

    def _shown(self, glyphs: Iterable[Glyph]) -> Iterator[tuple[float, str]]:
        """Yield rise and TJ contents; numbers in a TJ array move left (ISO 32000-1, 9.4.3)."""
        rise, parts = 0.0, [""]
        for glyph in glyphs:
            if glyph.y != rise:
                if parts[-1]:
                    yield rise, "".join(parts)
                rise, parts = glyph.y, [""]
            before, after = round(-glyph.x), round(self.advance(glyph.gid) - glyph.advance + glyph.x)
            parts.append(f"{before or ''}<{glyph.gid:04X}>{after or ''}")
        yield rise, "".join(parts).replace("><", "")

    def subset(self, gids: Iterable[int]) -> bytes:
        """Return a font file with the outlines of *gids*, numbered as before, without hints and layout tables."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(sorted(gids))
        wanted.drop_table_tag_set.update(int.from_bytes(tag.ljust(4).encode(), "big") for tag in _DROPPED_TABLES)
        wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        return bytes(hb.subset(self._hb_face, wanted).blob.data)

    def to_unicode(self, gids: Iterable[int]) -> dict[int, str]:
        """Return what each glyph means when it stands for one character (two characters: the lower one)."""
        gids = set(gids)
        found: dict[int, str] = {}
        for character in sorted(self.characters):
            gid = self._font.get_nominal_glyph(character)
            if gid in gids:
                found.setdefault(gid, chr(character))
        return found


@dataclass(frozen=True, slots=True)
class FontMetrics:
    """What a font descriptor says (ISO 32000-1, table 122)."""

    postscript_name: str
    bbox: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int
    italic_angle: float
    weight: int


STYLES = ("regular", "bold", "italic", "bold_italic")


@dataclass(frozen=True, slots=True)
class Family:
    """Faces that belong together; a style that is missing is set in the nearest one."""

    name: str
    script: str
    files: Mapping[str, Path]
    pairwise: bool = False


class Fonts:
    """The families in fallback order: the first that has a character prints it."""

    def __init__(self, families: Iterable[Family], field_family: str) -> None:
        self._families = tuple(families)
        self._faces: dict[Path, Face] = {}
        self._styled: dict[tuple[int, str], Face] = {}
        self._field = next(family for family in self._families if family.name == field_family)

    @property
    def field_face(self) -> Face:
        """The face people type with in form fields."""
        return self._face(self._field, "regular")

    def first(self, style: str) -> Face:
        """Return the face of the first family in *style*."""
        return self._face(self._families[0], style)

    def _face(self, family: Family, style: str) -> Face:
        key = (id(family), style)
        if key not in self._styled:
            self._styled[key] = self._nearest(family, style)
        return self._styled[key]

    def _nearest(self, family: Family, style: str) -> Face:
        nearest = {"bold_italic": ("bold_italic", "bold", "regular"), "italic": ("italic", "regular")}
        path = next(family.files[s] for s in (*nearest.get(style, (style,)), "regular") if s in family.files)
        if path not in self._faces:
            self._faces[path] = Face(path, family.script, pairwise=family.pairwise)
        return self._faces[path]

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters of *text* that no font has, each once, in order."""
        known = self._known_characters
        return tuple(dict.fromkeys(c for c in text if ord(c) not in known and c not in _JOINERS))

    @cached_property
    def _first_is_ascii(self) -> bool:
        """Whether the first family has all of ASCII, so that plain text needs no look at each character."""
        wanted = frozenset(range(0x20, 0x7F))
        return all(wanted <= self._face(self._families[0], style).characters for style in STYLES)

    @cached_property
    def _known_characters(self) -> frozenset[int]:
        return frozenset().union(
            *(
                frozenset.intersection(*(self._face(family, style).characters for style in STYLES))
                for family in self._families
            )
        )

    def itemise(self, text: str, style: str) -> list[tuple[Face, str]]:
        """Return *text* cut where the face changes; marks stay with their base, blanks with what precedes them."""
        pieces: list[tuple[Face, str]] = []
        for character in text:
            face = self._choose(character, style, pieces[-1][0] if pieces else None)
            if pieces and pieces[-1][0] is face:
                pieces[-1] = (face, pieces[-1][1] + character)
            else:
                pieces.append((face, character))
        return pieces

    def _choose(self, character: str, style: str, before: Face | None) -> Face:
        point = ord(character)
        clings = character in _JOINERS or unicodedata.category(character) in ("Mn", "Mc", "Zs")
        if before is not None and clings and (point in before.characters or character in _JOINERS):
            return before
        for family in self._families:
            face = self._face(family, style)
            if point in face.characters:
                return face
        return self._face(self._families[0], style)

    def shape(self, text: str, style: str, *, remember: bool = True) -> tuple[Shaped, ...]:
        """Return *text* as shaped pieces, one for each change of face."""
        first = self._face(self._families[0], style)
        if text.isascii() and self._first_is_ascii:
            return (first.shape(text, remember=remember),)
        return tuple(face.shape(piece, remember=remember) for face, piece in self.itemise(text, style))


def to_unicode_cmap(meanings: Mapping[int, str]) -> bytes:
    """Return a ToUnicode CMap (ISO 32000-1, 9.10.3) that maps glyph numbers to text."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    pairs = sorted(meanings.items())
    for start in range(0, len(pairs), 100):  # at most 100 entries a block
        block = pairs[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{gid:04X}> <{text.encode('utf-16-be').hex().upper()}>" for gid, text in block]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def width_array(face: Face, gids: Iterable[int]) -> list[Any]:
    """Return the /W array of a CIDFont: runs of neighbouring glyph numbers with their advances."""
    array: list[Any] = []
    last = None
    for gid in sorted(gids):
        if last is None or gid != last + 1:
            array += [gid, []]
        array[-1].append(face.advance(gid))
        last = gid
    return array
