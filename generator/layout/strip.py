"""Small exercise cards of an advice sheet: picture at the left, name and dose beside it, two in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.blocks import ExerciseCard
from generator.layout.flow import Flowable, Sheet
from generator.layout.picture import place_drawing
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.theme import Theme

COLUMNS = 2


@dataclass(eq=False)
class StripRow(Flowable):
    """Small cards side by side, as high as the highest of them."""

    cards: Sequence[ExerciseCard]
    level: int
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.strip_row_gap

    def _card_width(self, width: float) -> float:
        return (width - self.theme.measures.gutter * (COLUMNS - 1)) / COLUMNS

    def _words(self, card: ExerciseCard, width: float) -> list[Typeset]:
        """Return the name and the lines below it, in the width beside the picture."""
        m, types = self.theme.measures, self.theme.type
        free = width - m.strip_picture[0] - 2 * m.card_pad - m.card_gap
        name = self.setter.set(card.name, types["strip_name"], free)
        return [name, *(self.setter.set(line, types["strip_dose"], free) for line in card.lines)]

    def wrap(self, width: float) -> float:
        wide, m = self._card_width(width), self.theme.measures
        words = max(sum(text.height for text in self._words(card, wide)) for card in self.cards)
        return max(words, m.strip_picture[1]) + 2 * m.strip_card_pad

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        height, wide = self.wrap(width), self._card_width(width)
        for card in self.cards:
            self._draw_card(sheet, card, (x, top, wide, height))
            x += wide + self.theme.measures.gutter

    def _draw_card(self, sheet: Sheet, card: ExerciseCard, frame: tuple[float, float, float, float]) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        x, top, width, height = frame
        sheet.rect(x, top - height, width, height, stroke="rule", line=m.rule, radius=m.card_radius)
        name, *lines = self._words(card, width)
        left = x + m.card_pad + m.strip_picture[0] + m.card_gap
        y = top - (height - name.height - sum(line.height for line in lines)) / 2
        with canvas.element("Sect"):
            with canvas.element(f"H{self.level}"):
                draw(canvas, sheet.theme, name, left, y)
            self._draw_picture(sheet, card, (x + m.card_pad, top - height, height))
            y -= name.height
            for line in lines:
                with canvas.element("P"):
                    draw(canvas, sheet.theme, line, left, y)
                y -= line.height

    def _draw_picture(self, sheet: Sheet, card: ExerciseCard, frame: tuple[float, float, float]) -> None:
        """Draw the picture in the middle of its part of the card."""
        m, drawing = self.theme.measures, card.drawing
        x, bottom, height = frame
        wide, tall = m.strip_picture
        scale = min(wide / drawing.width, tall / drawing.height, m.strip_largest)
        left, y = x + (wide - drawing.width * scale) / 2, bottom + (height - drawing.height * scale) / 2
        box = (left, y, left + drawing.width * scale, y + drawing.height * scale)
        attributes = {"Layout": {"Placement": "/Block", "BBox": box}}
        with sheet.canvas.element("Figure", alt=card.alt, attributes=attributes), sheet.canvas.marked():
            place_drawing(sheet, drawing, left, y, scale)


def strip_rows(cards: Sequence[ExerciseCard], level: int, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return *cards* in rows of two."""
    rows: list[Flowable] = []
    for start in range(0, len(cards), COLUMNS):
        row = StripRow(cards[start : start + COLUMNS], level, theme, setter)
        row.at = cards[start].name[0].at
        rows.append(row)
    return rows
