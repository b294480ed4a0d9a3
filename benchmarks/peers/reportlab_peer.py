"""A sheet → ReportLab the usual way: for each patient a Platypus story, without tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate
from svglib.svglib import svg2rlg

from benchmarks.peers.parts import (
    BOLD,
    BOTTOM,
    MARGIN,
    REGULAR,
    TOP,
    Sheet,
)
from benchmarks.peers.reportlab_story import WIDTH, Story


class ReportLab:
    """Prints sheets with ReportLab and Platypus, untagged."""

    name = "ReportLab, Platypus"
    version = version_of("reportlab")
    tagged = False

    def __init__(self, sheets: Sequence[Sheet], folder: Path) -> None:
        """Register the fonts, make the styles and read the logo; *folder* stays empty."""
        pdfmetrics.registerFont(TTFont("Noto", str(REGULAR)))
        pdfmetrics.registerFont(TTFont("Noto-Bold", str(BOLD)))
        pdfmetrics.registerFontFamily("Noto", normal="Noto", bold="Noto-Bold", italic="Noto", boldItalic="Noto-Bold")
        self._styles = _styles(sheets[0].colours)
        self._logo = svg2rlg(str(sheets[0].logo))

    def make(self, sheet: Sheet, patient: Mapping[str, str], path: Path) -> None:
        """Print *sheet* for *patient*."""
        story = Story(sheet, patient, self._styles, self._logo)
        document = SimpleDocTemplate(
            str(path), pagesize=A4, leftMargin=MARGIN - 6, rightMargin=MARGIN - 6, topMargin=TOP - 6,
            bottomMargin=BOTTOM - 6, title=sheet.title, author=sheet.author, lang=sheet.language,
        )  # fmt: skip

        class Numbered(_Numbered):
            finish = staticmethod(story.furniture)

        document.build(list(story.parts(sheet.parts, WIDTH)), canvasmaker=Numbered)


class _Numbered(Canvas):
    """The usual canvas for “Page 1 of 2”: pages are kept until their number is known."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for state in self._kept:
            self.__dict__.update(state)
            self.finish(self, len(self._kept))
            super().showPage()
        super().save()


def _styles(colours: Mapping[str, str]) -> dict[str, ParagraphStyle]:
    def style(name: str, size: float, leading: float, colour: str, **more: Any) -> ParagraphStyle:
        ink = HexColor(colours.get(colour, colour))
        return ParagraphStyle(name, fontName="Noto", fontSize=size, leading=leading, textColor=ink, **more)

    styles = (
        style("h1", 30, 36, "strong", spaceAfter=4),
        style("h2", 14, 18, "strong", spaceBefore=5, spaceAfter=4),
        style("body", 10.5, 14.5, "ink", spaceAfter=5),
        style("lead", 12.5, 16.5, "soft", spaceAfter=5),
        style("small", 8.5, 11, "soft", spaceAfter=5),
        style("eyebrow", 8.5, 12, "primary"),
        style("bullet", 10.5, 14.5, "ink", leftIndent=12, bulletIndent=0, spaceAfter=1),
        style("cell", 10, 13, "ink"),
        style("day", 9, 12, "ink"),
        style("head", 9, 12, "soft"),
        style("head_right", 9, 12, "soft", alignment=TA_RIGHT),
        style("foot", 8, 10.5, "soft"),
        style("foot_right", 8, 10.5, "soft", alignment=TA_RIGHT),
        style("name", 12, 15, "ink"),
        style("dose", 9, 13, "strong"),
    )
    return {each.name: each for each in styles}
