"""A sheet and a patient → fpdf2's calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.fonts import FontFace
from fpdf.svg import SVGObject

from benchmarks.peers.art import Art, svg
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
    Words,
)

_LOOKS = {
    "body": (10.5, 14.5, "ink"),
    "lead": (12.5, 16.5, "soft"),
    "small": (8.5, 11.0, "soft"),
    "eyebrow": (8.5, 12.0, "primary"),
}
_CARD = (233.0, 150.0)  # points: width and height


@dataclass(frozen=True, slots=True)
class Kept:
    """What documents share: pictures that are parsed, and the heights of boxes, which hold nothing of a patient."""

    logo: SVGObject
    pictures: dict[str, SVGObject]
    heights: dict[Box, float]

    def __deepcopy__(self, memo: object) -> Kept:
        return self  # a run that prints nothing copies the document, and these need not be copied

    def picture(self, art: Art) -> SVGObject:
        """Return *art* parsed."""
        if art.name not in self.pictures:
            self.pictures[art.name] = SVGObject(svg(art))
        return self.pictures[art.name]


class Document(FPDF):
    """One document for one patient."""

    def __init__(self, sheet: Sheet, patient: Mapping[str, str], kept: Kept) -> None:
        super().__init__(unit="pt", format="A4")
        self._sheet, self._patient, self._kept = sheet, patient, kept
        self.set_margins(MARGIN, TOP, MARGIN)
        self.set_auto_page_break(True, BOTTOM)
        self.add_font("Noto", "", REGULAR)
        self.add_font("Noto", "B", BOLD)
        self.c_margin = 0
        self.set_title(sheet.title)
        self.set_author(sheet.author)
        self.set_lang(sheet.language)

    def header(self) -> None:
        """Draw the head of a page."""
        left, right = self._sheet.head
        self._look(9, "soft")
        self._draw(self._kept.logo, MARGIN, 36)
        self.set_xy(MARGIN + 44, 38)
        self._write(left, 300, 12)
        self.set_xy(self.w - MARGIN - 220, 38)
        self._write(right, 220, 12, align="R")
        self._rule(MARGIN, 76, self.w - MARGIN)
        self.set_y(TOP)

    def footer(self) -> None:
        """Draw the foot of a page."""
        left, right = self._sheet.foot
        top = self.h - BOTTOM + 8
        self._rule(MARGIN, top, self.w - MARGIN)
        self._look(8, "soft")
        self.set_xy(MARGIN, top + 6)
        self._write(left, 280, 10.5)
        edge = self.w - MARGIN
        if self._sheet.qr:
            self._art(self._sheet.qr, edge - self._sheet.qr.width, top + 6)
            edge -= self._sheet.qr.width + 10
        self.set_xy(edge - 130, top + 6)
        self._write(right, 130, 10.5, align="R")

    def parts(self, parts: Sequence[Part]) -> None:
        """Draw *parts* between the margins, one below the other."""
        for part in parts:
            self._part(part)

    def _part(self, part: Part) -> None:
        match part:
            case Heading():
                size = 30.0 if part.level == 1 else 14.0
                self.ln(0 if part.level == 1 else 5)
                self._look(size, "strong", bold=True)
                self._write(part.words, self.epw, size * 1.25, bold=True)
                self.ln(3)
            case Para():
                size, leading, colour = _LOOKS[part.look]
                self._look(size, colour)
                self._write(part.words, self.epw, leading)
                self.ln(5)
            case Bullets():
                self._bullets(part.items)
            case Grid():
                self._grid(part)
            case Box():
                self._box(part)
            case Picture():
                self._labelled(part)
            case Columns():
                self._columns(part)
            case Cards():
                for start in range(0, len(part.cards), 2):
                    top = self.get_y()
                    for column, card in enumerate(part.cards[start : start + 2]):
                        self._card(card, MARGIN + column * (_CARD[0] + 8), top)
                    self.set_y(top + _CARD[1] + 8)
            case Break():
                self.add_page()

    def _look(self, size: float, colour: str, *, bold: bool = False) -> None:
        self.set_font("Noto", "B" if bold else "", size)
        self.set_text_color(self._sheet.colours.get(colour, colour))

    def _write(self, words: Words, width: float, leading: float, *, align: str = "L", bold: bool = False) -> None:
        text = self._marked(words, bold=bold)
        self.multi_cell(width, leading, text, align=align, markdown=True, new_x="LEFT", new_y="NEXT")

    def _marked(self, words: Words, *, bold: bool = False) -> str:
        """Return *words* in fpdf2's Markdown; what is *bold* as a whole needs no marks."""
        out = []
        for span in words:
            said = span.said(self._patient)
            said = said.replace("{page}", str(self.page_no())).replace("{pages}", "{nb}")
            said = f"**{said}**" if span.bold and not bold and said.strip() else said
            out.append(f"[{said}]({span.href})" if span.href else said)
        return "".join(out)

    def _art(self, art: Art, x: float, y: float) -> None:
        self._draw(self._kept.picture(art), x, y)

    def _draw(self, picture: SVGObject, x: float, y: float) -> None:
        """Draw as SVGObject.draw_to_page does, but without its deep copy of the picture: half the time of a page."""
        _, _, path = picture.transform_to_page_viewport(self)
        if path.transform:
            path.transform = path.transform.translate(x, y)
        self.set_xy(0, 0)
        self.draw_path(path, copy=False)

    def _rule(self, x: float, y: float, right: float) -> None:
        self.set_draw_color(self._sheet.colours["rule"])
        self.set_line_width(0.7)
        self.line(x, y, right, y)

    def _bullets(self, items: Sequence[Words]) -> None:
        self._look(10.5, "ink")
        left = self.l_margin
        for item in items:
            self.set_x(left)
            self.cell(12, 14.5, "•")
            self._write(item, self.w - self.r_margin - left - 12, 14.5)
            self.set_x(left)
        self.ln(4)

    def _grid(self, grid: Grid) -> None:
        self._look(9 if grid.week else 10, "ink")
        self.set_fill_color(255)
        tint = FontFace(fill_color=self._sheet.colours["tint1"])
        with self.table(
            col_widths=grid.widths, width=self.epw, align="LEFT", text_align="LEFT", markdown=True, padding=(3, 5),
            line_height=13, borders_layout="NONE", first_row_as_headings=grid.head, v_align="TOP",
            headings_style=FontFace(emphasis="BOLD"),
        ) as table:  # fmt: skip
            for number, words in enumerate(grid.rows):
                row = table.row(style=tint if grid.panel or number % 2 else None)
                for cell in words:
                    row.cell(self._marked(cell, bold=grid.head and not number))
        self.ln(8)

    def _box(self, box: Box) -> None:
        """Draw the frame of *box*, measured once by a run that prints nothing, then what is in it."""
        if box not in self._kept.heights:
            with self.offset_rendering() as trial:
                start = trial.get_y()
                trial._in_box(box)
                height = trial.get_y() - start
            self._kept.heights[box] = height
        self.set_draw_color(box.edge)
        self.set_fill_color(box.fill)
        self.set_line_width(1.2)
        x, y = self.l_margin, self.get_y()
        self.rect(x, y, self.epw, self._kept.heights[box], style="DF", round_corners=True, corner_radius=5)
        self._in_box(box)
        self.ln(8)

    def _in_box(self, box: Box) -> None:
        left, right = self.l_margin, self.r_margin
        self.set_left_margin(left + 9)
        self.set_right_margin(right + 9)
        self.set_y(self.get_y() + 7)
        self._look(12, box.edge, bold=True)
        self._write(box.title, self.epw, 15, bold=True)
        if box.lead:
            self._look(10.5, "ink")
            self._write(box.lead, self.epw, 14.5)
        if box.items:
            self._bullets(box.items)
        for _ in range(box.lines):
            self.ln(18)
            self._rule(self.l_margin, self.get_y(), self.w - self.r_margin)
        self.ln(6)
        self.set_left_margin(left)
        self.set_right_margin(right)
        self.set_x(left)

    def _columns(self, columns: Columns) -> None:
        left, right, top, width = self.l_margin, self.r_margin, self.get_y(), self.epw
        self.set_right_margin(right + width * (1 - columns.share) + 8)
        self.parts(columns.left)
        low = self.get_y()
        self.set_right_margin(right)
        self.set_left_margin(left + width * columns.share + 8)
        self.set_y(top)
        self.parts(columns.right)
        self.set_left_margin(left)
        self.set_y(max(low, self.get_y()))

    def _labelled(self, picture: Picture) -> None:
        x, y, art = self.l_margin, self.get_y(), picture.art
        self._art(art, x, y)
        self._look(8.5, "ink")
        at = x + art.width + 12
        self.set_draw_color(self._sheet.colours["ink"])
        self.set_line_width(0.6)
        for label in picture.labels:
            self.line(x + label.point[0], y + label.point[1], at - 3, y + label.y)
            self.set_xy(at, y + label.y - 6)
            self._write(label.words, 140, 11)
        self.set_xy(x, y + art.height + 3)
        self._write(picture.caption, self.epw, 11)
        self.ln(6)

    def _card(self, card: Card, x: float, y: float) -> None:
        self.set_draw_color(self._sheet.colours["rule"])
        self.set_line_width(0.7)
        self.rect(x, y, *_CARD, round_corners=True, corner_radius=6)
        self.set_xy(x + 8, y + 7)
        self._look(12, "ink", bold=True)
        self.multi_cell(_CARD[0] - 16, 15, card.name, align="L", new_x="LEFT", new_y="NEXT")
        self._art(card.art, x + 8, self.get_y() + 2)
        self.set_xy(x + 8, self.get_y() + card.art.height + 5)
        self._look(10.5, "ink")
        self.multi_cell(_CARD[0] - 16, 13, "\n".join(card.lines), align="L", new_x="LEFT", new_y="NEXT")
        self._look(9, "strong", bold=True)
        self.multi_cell(_CARD[0] - 16, 13, card.dose, align="L", new_x="LEFT", new_y="NEXT")
