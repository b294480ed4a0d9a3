"""A sheet → ReportLab the usual way: for each patient a Platypus story, without tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from svglib.svglib import svg2rlg

from benchmarks.peers.art import Art
from benchmarks.peers.parts import (
    BOLD,
    BOTTOM,
    MARGIN,
    REGULAR,
    TOP,
    Box,
    Break,
    Bullets,
    Card,
    Cards,
    Columns,
    Grid,
    Heading,
    Para,
    Part,
    Picture,
    Sheet,
    Span,
    Words,
)

_WIDTH = A4[0] - 2 * MARGIN
_FLUSH = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
_TIGHT = [
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


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
        story = _Story(sheet, patient, self._styles, self._logo)
        document = SimpleDocTemplate(
            str(path), pagesize=A4, leftMargin=MARGIN - 6, rightMargin=MARGIN - 6, topMargin=TOP - 6,
            bottomMargin=BOTTOM - 6, title=sheet.title, author=sheet.author, lang=sheet.language,
        )  # fmt: skip

        class Numbered(_Numbered):
            finish = staticmethod(story.furniture)

        document.build(list(story.parts(sheet.parts, _WIDTH)), canvasmaker=Numbered)


class _Numbered(Canvas):  # type: ignore[misc]  # a library without types
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


class _Drawn(Flowable):  # type: ignore[misc]  # a library without types
    """A picture among paragraphs, with its labels."""

    def __init__(self, art: Art, labels: Sequence[tuple[Paragraph, float, tuple[float, float]]] = ()) -> None:
        super().__init__()
        self.width, self.height = art.width, art.height
        self._art, self._labels = art, labels

    def draw(self) -> None:
        paint(self.canv, self._art, 0, 0)
        at = self.width + 12
        self.canv.setLineWidth(0.6)
        for words, y, point in self._labels:
            self.canv.line(point[0], self.height - point[1], at - 3, self.height - y)
            words.wrapOn(self.canv, 140, 20)
            words.drawOn(self.canv, at, self.height - y - 4)


def paint(canvas: Canvas, art: Art, x: float, y: float) -> None:
    """Draw *art* with its lower left corner at (x, y)."""
    canvas.saveState()
    canvas.transform(1, 0, 0, -1, x, y + art.height)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for shape in art.shapes:
        path = canvas.beginPath()
        draw = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}
        for operator, numbers in shape.path:
            draw[operator](*numbers)
        if shape.fill:
            canvas.setFillColor(HexColor(shape.fill))
        if shape.stroke:
            canvas.setStrokeColor(HexColor(shape.stroke))
            canvas.setLineWidth(shape.width)
            canvas.setDash(list(shape.dash))
        canvas.drawPath(path, stroke=bool(shape.stroke), fill=bool(shape.fill), fillMode=1)
    canvas.restoreState()


class _Story:
    """Turns a sheet into flowables for one patient."""

    def __init__(
        self, sheet: Sheet, patient: Mapping[str, str], styles: Mapping[str, ParagraphStyle], logo: Any
    ) -> None:
        self._sheet, self._patient, self._styles, self._logo = sheet, patient, styles, logo
        self._tint, self._rule = HexColor(sheet.colours["tint1"]), HexColor(sheet.colours["rule"])

    def parts(self, parts: Sequence[Part], width: float) -> Iterator[Flowable]:
        """Yield the flowables of *parts*, *width* points wide."""
        for part in parts:
            yield from self._part(part, width)

    def _part(self, part: Part, width: float) -> Iterator[Flowable]:
        match part:
            case Heading():
                yield self._paragraph([Span(span.text, True) for span in part.words], f"h{part.level}")
            case Para():
                yield self._paragraph(part.words, part.look)
            case Bullets():
                yield from (self._paragraph(item, "bullet", bulletText="•") for item in part.items)
                yield Spacer(1, 4)
            case Grid():
                yield self._grid(part, width)
                yield Spacer(1, 7)
            case Box():
                yield self._box(part, width)
                yield Spacer(1, 8)
            case Picture():
                labels = [(self._paragraph(each.words, "small"), each.y, each.point) for each in part.labels]
                yield _Drawn(part.art, labels)
                yield self._paragraph(part.caption, "small")
            case Columns():
                shares = (width * part.share, width * (1 - part.share))
                cells = [list(self.parts(part.left, shares[0] - 12)), list(self.parts(part.right, shares[1]))]
                yield Table(
                    [cells], colWidths=shares, style=TableStyle([*_FLUSH, ("RIGHTPADDING", (0, 0), (0, 0), 12)])
                )
            case Cards():
                yield self._cards(part, width)
            case Break():
                yield PageBreak()

    def _paragraph(self, words: Sequence[Span], style: str, **more: str) -> Paragraph:
        return Paragraph(self._markup(words), self._styles[style], **more)

    def _markup(self, words: Sequence[Span]) -> str:
        out = []
        for span in words:
            said = escape(span.said(self._patient)).replace("\n", "<br/>")
            said = f"<b>{said}</b>" if span.bold else said
            out.append(f'<a href="{span.href}"><u>{said}</u></a>' if span.href else said)
        return "".join(out)

    def _grid(self, grid: Grid, width: float) -> Table:
        style = "day" if grid.week else "cell"
        cells = [[self._paragraph(cell, style) for cell in row] for row in grid.rows]
        tints = [("BACKGROUND", (0, row), (-1, row), self._tint) for row in range(len(cells)) if grid.panel or row % 2]
        total = sum(grid.widths)
        return Table(
            cells, colWidths=[width * each / total for each in grid.widths], style=TableStyle([*_TIGHT, *tints])
        )

    def _box(self, box: Box, width: float) -> Table:
        inner: list[Flowable] = [
            Paragraph(f'<font color="{box.edge}">{self._markup(box.title)}</font>', self._styles["name"])
        ]
        if box.lead:
            inner.append(self._paragraph(box.lead, "body"))
        inner += [self._paragraph(item, "bullet", bulletText="•") for item in box.items]
        rows = [[inner], *([""] for _ in range(box.lines))]
        lines = [("LINEBELOW", (0, row), (-1, row), 0.7, self._rule) for row in range(1, len(rows))]
        frame = [
            ("BOX", (0, 0), (-1, -1), 1.2, HexColor(box.edge)),
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(box.fill)),
        ]
        return Table(rows, colWidths=[width], style=TableStyle([*_TIGHT, *frame, *lines], cornerRadii=[5] * 4))

    def _cards(self, cards: Cards, width: float) -> Table:
        cells = [self._card(card) for card in cards.cards]
        rows = [cells[start : start + 2] for start in range(0, len(cells), 2)]
        if len(rows[-1]) < 2:
            rows[-1].append([])
        return Table(
            rows,
            colWidths=[width / 2] * 2,
            rowHeights=[154] * len(rows),
            style=TableStyle([*_TIGHT, ("GRID", (0, 0), (-1, -1), 0.7, self._rule)]),
        )

    def _card(self, card: Card) -> list[Flowable]:
        lines = "<br/>".join(map(escape, card.lines))
        return [
            self._paragraph((Span(card.name, True),), "name"),
            _Drawn(card.art),
            Paragraph(lines, self._styles["body"]),
            self._paragraph((Span(card.dose, True),), "dose"),
        ]

    def furniture(self, canvas: Canvas, pages: int) -> None:
        """Draw head and foot of the page."""
        sheet, edge = self._sheet, A4[0] - MARGIN
        renderPDF.draw(self._logo, canvas, MARGIN, A4[1] - 70)
        self._place(canvas, sheet.head[0], "head", MARGIN + 44, A4[1] - 38, 250)
        self._place(canvas, sheet.head[1], "head_right", edge - 220, A4[1] - 38, 220)
        canvas.setStrokeColor(self._rule)
        canvas.setLineWidth(0.7)
        canvas.line(MARGIN, A4[1] - 78, edge, A4[1] - 78)
        canvas.line(MARGIN, BOTTOM - 8, edge, BOTTOM - 8)
        self._place(canvas, sheet.foot[0], "foot", MARGIN, BOTTOM - 14, 280)
        if sheet.qr:
            paint(canvas, sheet.qr, edge - sheet.qr.width, BOTTOM - 14 - sheet.qr.height)
            edge -= sheet.qr.width + 10
        page = str(canvas.getPageNumber())
        numbered = tuple(
            Span(span.text.replace("{page}", page).replace("{pages}", str(pages)), span.bold, None, span.value)
            for span in sheet.foot[1]
        )
        self._place(canvas, numbered, "foot_right", edge - 150, BOTTOM - 14, 150)

    def _place(self, canvas: Canvas, words: Words, style: str, x: float, top: float, width: float) -> None:
        paragraph = self._paragraph(words, style)
        _, height = paragraph.wrapOn(canvas, width, 100)
        paragraph.drawOn(canvas, x, top - height)
