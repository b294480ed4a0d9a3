"""Fonts of a drawn document → embedded Type0 fonts of its file."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from generator.pdf.canvas import PlacedWidget, TaggedCanvas
from generator.pdf.fonts import FIELD_CHARACTERS, Face, to_unicode_cmap, width_array
from generator.pdf.widgets import TextWidget

_SYMBOLIC = 4  # font descriptor flag: glyphs outside Adobe's standard Latin set


class _Subset(NamedTuple):
    """A font with some of its glyphs, and what the file says of them."""

    data: bytes  # compressed
    length: int  # of the data before
    unicode: bytes
    widths: bytes
    tag: str


@lru_cache(maxsize=64)
def _wide_subset(face: Face, gids: frozenset[int]) -> _Subset:
    """Return a font with many glyphs: the same for many documents of a process."""
    return _subset(face, gids, to_unicode_cmap(face.to_unicode(gids)), 9)


def _subset(face: Face, gids: frozenset[int], cmap: bytes, level: int) -> _Subset:
    data = face.subset(gids)
    return _Subset(zlib.compress(data, level), len(data), cmap, _pdf_array(width_array(face, gids)), _tag_of(gids))


def _pdf_array(values: Iterable[Any]) -> bytes:
    parts = [_pdf_array(value) if isinstance(value, list) else b"%d" % value for value in values]
    return b"[" + b" ".join(parts) + b"]"


class EmbeddedFonts:
    """The embedded fonts of one file, by resource name, and the colours of its fields: ink, and pale for hints."""

    def __init__(self, pdf: Pdf, canvas: TaggedCanvas, field_face: Face, ink: str, pale: str) -> None:
        self.ink, self.pale = ink, pale
        self.field_name = ""
        if any(isinstance(a, PlacedWidget) and isinstance(a.widget, TextWidget) for a in canvas.annotations):
            self.field_name = canvas.font_name(field_face)
        for annotation in canvas.annotations:
            if isinstance(annotation, PlacedWidget) and isinstance(annotation.widget, TextWidget):
                for line in annotation.widget.lines:
                    for piece in line.pieces:
                        canvas.use(piece)
        self._pdf = pdf
        self._names = {face: canvas.font_name(face) for face in canvas.glyphs}
        self.resources = pdf.make_indirect(Dictionary())
        for face, glyphs in canvas.glyphs.items():
            name = self._names[face]
            more = canvas.reserved.get(face, frozenset()) | (FIELD_CHARACTERS if name == self.field_name else set())
            self.resources[name] = self._embed(face, glyphs, more)

    def name(self, face: Face) -> str:
        """Return the resource name of *face*."""
        return self._names[face]

    def _embed(self, face: Face, glyphs: Mapping[int, str], more: frozenset[int]) -> Object:
        """Return a Type0 font with a TrueType subset (ISO 32000-1, 9.7) that has the characters *more* as well."""
        gids = frozenset((0, *glyphs))
        if more:
            subset = _wide_subset(face, gids | face.glyphs_of(more))
        else:
            meanings = {gid: text or "\u200c" for gid, text in glyphs.items()} | face.to_unicode(gids)
            subset = _subset(face, gids, to_unicode_cmap(meanings), 6)
        metrics, pdf = face.metrics, self._pdf
        base_name = Name(f"/{subset.tag}+{metrics.postscript_name}")
        file = pikepdf.Stream(pdf, subset.data, Filter=Name.FlateDecode, Length1=subset.length)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=base_name,
            Flags=_SYMBOLIC,
            FontBBox=Array(metrics.bbox),
            ItalicAngle=round(metrics.italic_angle),
            Ascent=metrics.ascent,
            Descent=metrics.descent,
            CapHeight=metrics.cap_height,
            StemV=50 + (metrics.weight // 65) ** 2,  # no table holds it; the usual estimate from the weight
            FontFile2=pdf.make_indirect(file),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base_name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            CIDToGIDMap=Name.Identity,
            DW=0,
            W=Object.parse(subset.widths),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base_name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, subset.unicode)),
            )
        )


def _tag_of(gids: Iterable[int]) -> str:
    """Return the six capitals that mark a subset (ISO 32000-1, 9.6.4), the same for the same glyphs."""
    digest = zlib.crc32(repr(sorted(gids)).encode())
    return "".join(chr(65 + (digest // 26**place) % 26) for place in range(6))
