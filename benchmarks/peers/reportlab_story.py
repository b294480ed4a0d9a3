"""A sheet and a patient → Platypus flowables, and what stands at the head and the foot of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, Spacer, Table, TableStyle

from benchmarks.peers.art import Art
from benchmarks.peers.parts import (
    BOTTOM,
    MARGIN,
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

WIDTH = A4[0] - 2 * MARGIN
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


_ink = lru_cache(HexColor)


class _Drawn(Flowable):
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
            canvas.setFillColor(_ink(shape.fill))
        if shape.stroke:
            canvas.setStrokeColor(_ink(shape.stroke))
            canvas.setLineWidth(shape.width)
            canvas.setDash(list(shape.dash))
        canvas.drawPath(path, stroke=bool(shape.stroke), fill=bool(shape.fill), fillMode=1)
    canvas.restoreState()


class Story:
    """Turns a sheet into flowables for one patient."""

    def __init__(
        self, sheet: Sheet, patient: Mapping[str, str], styles: Mapping[str, ParagraphStyle], logo: Any
    ) -> None:
        self._sheet, self._patient, self._styles, self._logo = sheet, patient, styles, logo
        self._tint, self._rule = _ink(sheet.colours["tint1"]), _ink(sheet.colours["rule"])

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
            ("BOX", (0, 0), (-1, -1), 1.2, _ink(box.edge)),
            ("BACKGROUND", (0, 0), (-1, -1), _ink(box.fill)),
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
