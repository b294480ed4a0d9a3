"""A sheet → fpdf2, for each patient a document of its own; pictures are parsed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from pathlib import Path

from fpdf.svg import SVGObject

from benchmarks.peers.fpdf2_document import Document, Kept
from benchmarks.peers.parts import Sheet


class Fpdf2:
    """Prints sheets with fpdf2, which has no tags."""

    name = "fpdf2"
    version = version_of("fpdf2")
    tagged = False

    def __init__(self, sheets: Sequence[Sheet], folder: Path) -> None:
        """Parse the pictures; *folder* stays empty."""
        self._kept = Kept(SVGObject(sheets[0].logo.read_bytes()), {}, {})
        for art in (card.art for sheet in sheets for card in sheet.cards):
            self._kept.picture(art)

    def make(self, sheet: Sheet, patient: Mapping[str, str], path: Path) -> None:
        """Print *sheet* for *patient*."""
        pdf = Document(sheet, patient, self._kept)
        pdf.add_page()
        pdf.parts(sheet.parts)
        pdf.output(str(path))
