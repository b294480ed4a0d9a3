"""Small exercise cards of an advice sheet: picture at the left, name and dose beside it, two in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.blocks import ExerciseCard
from generator.layout.flow import Flowable, Sheet
from generator.layout.picture import place_drawing
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.theme import Theme

_A_ROW = 2
_LEAST_WIDTH = 190.0  # of a card beside another; in a narrower column they stand one below the other
_PICTURE_SHARE = 0.4  # of a card's width, at most


@dataclass(eq=False)
class StripRow(Flowable):
    """Small cards side by side, as high as the highest of them; in a narrow column one below the other."""

    cards: Sequence[ExerciseCard]
    level: int
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.strip_row_gap

    def _is_narrow(self, width: float) -> bool:
        return (width - self.theme.measures.gutter) / _A_ROW < _LEAST_WIDTH

    def _card_width(self, width: float) -> float:
        return width if self._is_narrow(width) else (width - self.theme.measures.gutter) / _A_ROW

    def _picture_width(self, width: float) -> float:
        """Return the room for the picture in a card of *width*."""
        return min(self.theme.measures.strip_picture[0], width * _PICTURE_SHARE)

    def _words(self, card: ExerciseCard, width: float) -> list[Typeset]:
        """Return the name and the lines below it, in the width beside the picture."""
        m, types = self.theme.measures, self.theme.type
        free = width - self._picture_width(width) - 2 * m.card_pad - m.card_gap
        name = self.setter.set(card.name, types["strip_name"], free)
        return [name, *(self.setter.set(line, types["strip_dose"], free) for line in card.lines)]

    def _card_height(self, width: float) -> float:
        """Return the height of each card: that of the highest."""
        wide, m = self._card_width(width), self.theme.measures
        words = max(sum(text.height for text in self._words(card, wide)) for card in self.cards)
        return max(words, m.strip_picture[1]) + 2 * m.strip_card_pad

    def wrap(self, width: float) -> float:
        rows = len(self.cards) if self._is_narrow(width) else 1
        return rows * self._card_height(width) + (rows - 1) * self.theme.measures.strip_row_gap

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        height, wide, m = self._card_height(width), self._card_width(width), self.theme.measures
        for card in self.cards:
            self._draw_card(sheet, card, (x, top, wide, height))
            if self._is_narrow(width):
                top -= height + m.strip_row_gap
            else:
                x += wide + m.gutter

    def _draw_card(self, sheet: Sheet, card: ExerciseCard, frame: tuple[float, float, float, float]) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        x, top, width, height = frame
        sheet.rect(x, top - height, width, height, stroke="rule", line=m.rule, radius=m.card_radius)
        name, *lines = self._words(card, width)
        left = x + m.card_pad + self._picture_width(width) + m.card_gap
        y = top - (height - name.height - sum(line.height for line in lines)) / 2
        with canvas.element("Sect"):
            with canvas.element(f"H{self.level}"):
                draw(canvas, sheet.theme, name, left, y)
            self._draw_picture(sheet, card, (x + m.card_pad, top - height, self._picture_width(width), height))
            y -= name.height
            for line in lines:
                with canvas.element("P"):
                    draw(canvas, sheet.theme, line, left, y)
                y -= line.height

    def _draw_picture(self, sheet: Sheet, card: ExerciseCard, frame: tuple[float, float, float, float]) -> None:
        """Draw the picture in the middle of its part of the card."""
        m, drawing = self.theme.measures, card.drawing
        x, bottom, wide, height = frame
        tall = m.strip_picture[1]
        scale = min(wide / drawing.width, tall / drawing.height, m.strip_largest)
        left, y = x + (wide - drawing.width * scale) / 2, bottom + (height - drawing.height * scale) / 2
        box = (left, y, left + drawing.width * scale, y + drawing.height * scale)
        attributes = {"Layout": {"Placement": "/Block", "BBox": box}}
        with sheet.canvas.element("Figure", alt=card.alt, attributes=attributes), sheet.canvas.marked():
            place_drawing(sheet, drawing, left, y, scale)


def strip_rows(cards: Sequence[ExerciseCard], level: int, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return *cards* in rows of two."""
    rows: list[Flowable] = []
    for start in range(0, len(cards), _A_ROW):
        row = StripRow(cards[start : start + _A_ROW], level, theme, setter)
        row.at = cards[start].name[0].at
        rows.append(row)
    return rows
