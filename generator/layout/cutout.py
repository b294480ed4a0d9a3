"""The card of emergency signs to cut out: as large as a bank card, to fold or on both sides of a leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.blocks import CardFace, CutOutCard, Heading, Paragraph
from generator.layout.flow import Container, Flowable, Sheet, inside
from generator.layout.prose import HeadingLine, paragraph
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.theme import Theme

Side = Literal["front", "back"]


@dataclass(eq=False)
class CardFaces(Flowable):
    """Front and back side by side with the line to fold; or one of them twice, in the middle of the page.

    All faces are equally high, so that fronts and backs on two pages of a leaf meet.
    """

    block: CutOutCard
    side: Side | None  # None: both, to fold
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.paragraph_gap

    def _width(self, width: float) -> float:
        return min(width / 2, self.theme.measures.cut_card[0])

    def _parts(self, face: CardFace, width: float) -> tuple[Typeset, Typeset, list[Typeset]]:
        m, types = self.theme.measures, self.theme.type
        inner = width - 2 * m.cut_pad
        signs = [self.setter.set(sign, types["cut_text"], inner - m.cut_hang) for sign in face.signs]
        title, lead = self.setter.set(face.title, types["cut_title"], inner), face.lead
        return title, self.setter.set(lead, types["cut_text"], inner), signs

    def _bar(self, title: Typeset) -> float:
        return title.height + 2 * self.theme.measures.cut_bar_pad

    def _need(self, face: CardFace, width: float) -> float:
        m = self.theme.measures
        title, lead, signs = self._parts(face, width)
        rows = sum(sign.height + m.cut_gap for sign in signs)
        return self._bar(title) + lead.height + 2 * m.cut_pad + rows

    def _height(self, width: float) -> float:
        """Return the height of one face."""
        wide = self._width(width)
        return max(self.theme.measures.cut_card[1], *(self._need(face, wide) for face in self._faces))

    @property
    def _faces(self) -> tuple[CardFace, CardFace]:
        return self.block.front, self.block.back

    def wrap(self, width: float) -> float:
        tall = self._height(width)
        return tall if self.side is None else 2 * tall + self.theme.measures.block_gap

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, wide, tall = self.theme.measures, self._width(width), self._height(width)
        if self.side is None:
            self._draw_face(sheet, "front", (x, top, wide))
            self._draw_face(sheet, "back", (x + wide, top, wide))
            sheet.line(x + wide, top, x + wide, top - tall, stroke="rule")
            sheet.rect(x, top - tall, 2 * wide, tall, stroke="field", line=m.rule, dash=m.cut_dash)
            return
        left = (sheet.theme.paper.width - wide) / 2
        for _ in range(2):
            self._draw_face(sheet, self.side, (left, top, wide))
            sheet.rect(left, top - tall, wide, tall, stroke="field", line=m.rule, dash=m.cut_dash)
            top -= tall + m.block_gap

    def _draw_face(self, sheet: Sheet, side: Side, frame: tuple[float, float, float]) -> None:
        m, canvas, level = self.theme.measures, sheet.canvas, self.block.level + 1
        x, top, width = frame
        title, lead, signs = self._parts(self.block.front if side == "front" else self.block.back, width)
        bar, left = self._bar(title), x + m.cut_pad
        sheet.rect(x, top - bar, width, bar, fill="danger")
        with canvas.element("Sect"):
            with canvas.element(f"H{level}"):
                draw(canvas, sheet.theme, title, left, top - m.cut_bar_pad)
            y = top - bar - m.cut_pad
            if lead.lines:
                with canvas.element("P"):
                    draw(canvas, sheet.theme, lead, left, y)
            self._draw_signs(sheet, signs, left, y - lead.height - m.cut_gap)

    def _draw_signs(self, sheet: Sheet, signs: list[Typeset], x: float, y: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        if not signs:
            return
        with canvas.element("L", attributes={"List": {"ListNumbering": "/Square"}}):
            for sign in signs:
                middle = y - sign.style.leading / 2
                with canvas.element("LI"):
                    with canvas.element("Lbl", alt="■"), canvas.marked():
                        sheet.rect(x, middle - m.cut_mark / 2, m.cut_mark, m.cut_mark, fill="danger")
                    with canvas.element("LBody"):
                        draw(canvas, sheet.theme, sign, x + m.cut_hang, y)
                y -= sign.height + m.cut_gap


def cut_out(block: CutOutCard, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return a heading, what to do, and the card to fold; or the same on two pages of one leaf, fronts and backs.

    A leaf turns over its long edge: a card in the middle of the page, as far from the top on both, lies back to back.
    """
    if not block.duplex:
        return _page(block, None, theme, setter)
    front, back = (_page(block, side, theme, setter) for side in ("front", "back"))
    front[0].new_leaf = back[0].new_page = True
    return [*front, *back]


def _page(block: CutOutCard, side: Side | None, theme: Theme, setter: Typesetter) -> list[Flowable]:
    style, gap = theme.type["h2"], theme.measures.block_gap
    heading = HeadingLine(Heading(block.title, block.level), style, theme, setter, space_before=gap)
    note = paragraph(Paragraph(block.note), theme, setter)
    note.space_before, note.keep_with_next = 0.0, True
    return inside(Container("Sect", object()), [heading, note, CardFaces(block, side, theme, setter)])
