"""Exercise cards: wide ones with the picture above the words, tall ones with it at the right; chips at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from generator.blocks import CardGrid, Chip, ExerciseCard, Run
from generator.figures.shapes import Drawing
from generator.layout.flow import Flowable, Sheet
from generator.layout.picture import place_drawing
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.theme import CardMeasures, Theme

Placing = Literal["above", "corner", "right"]  # of the words; the corner is that beside the name
_LARGER = 1.15  # so much larger a picture must get beside the words to stand there


@dataclass(frozen=True, slots=True)
class _PlacedChip:
    """A chip and where it stands in its row of chips, from the upper left corner."""

    chip: Chip
    words: Typeset
    x: float
    drop: float
    width: float


@dataclass(eq=False)
class _Card:
    """One card in a width of its own; its height is asked first, then given."""

    card: ExerciseCard
    theme: Theme
    setter: Typesetter
    measures: CardMeasures
    width: float
    level: int

    @property
    def drawing(self) -> Drawing:
        found: Drawing = self.card.drawing
        return found

    @property
    def _inner(self) -> float:
        return self.width - 2 * self.theme.measures.card_pad

    @cached_property
    def _fit(self) -> tuple[Placing, float]:
        """Where the picture stands, and points a figure unit: where it gets largest, words above all in full width."""
        m, box = self.measures, self.drawing
        above = min(self._inner / box.width, m.wide_height / box.height, m.largest)
        corner = min((m.wide_height + self._head) / box.height, m.largest)
        right = min(self._inner * m.tall_share / box.width, m.tall_height / box.height, m.largest)
        free = self._inner - self._disc - self.name.width - self.theme.measures.card_gap
        best: tuple[Placing, float] = ("corner", corner) if above < corner <= free / box.width else ("above", above)
        return ("right", right) if right > best[1] * _LARGER else best

    @property
    def placing(self) -> Placing:
        return self._fit[0]

    @property
    def scale(self) -> float:
        """Points a figure unit."""
        return self._fit[1]

    @property
    def is_tall(self) -> bool:
        """Whether the picture stands at the right of the words."""
        return self.placing == "right"

    @cached_property
    def _words_width(self) -> float:
        if not self.is_tall:
            return self._inner
        return self._inner - self.drawing.width * self.scale - self.theme.measures.card_gap

    @property
    def _disc(self) -> float:
        """The room of the number before the name."""
        m = self.theme.measures
        return 2 * m.card_disc + m.option_hang if self.card.number else 0.0

    @cached_property
    def name(self) -> Typeset:
        """The name, beside the disc with its number."""
        return self.setter.set(self.card.name, self.theme.type["card_name"], self._inner - self._disc)

    @cached_property
    def texts(self) -> list[Typeset]:
        """The lines, then what to mind."""
        types = self.theme.type
        lines = [self.setter.set(line, types["card_text"], self._words_width) for line in self.card.lines]
        return lines + [self.setter.set(note, types["card_note"], self._words_width) for note in self.card.notes]

    @cached_property
    def chips(self) -> list[_PlacedChip]:
        """The chips, as many in a row as there is room for."""
        m, style = self.theme.measures, self.theme.type["chip"]
        places: list[_PlacedChip] = []
        x = drop = 0.0
        for chip in self.card.chips:
            words = self.setter.set(chip.text, style, self._words_width - 2 * m.chip_pad)
            wide = words.width + 2 * m.chip_pad
            if x and x + wide > self._words_width:
                x, drop = 0.0, drop + self._chip_height + m.chip_gap
            places.append(_PlacedChip(chip, words, x, drop, wide))
            x += wide + m.chip_gap
        return places

    @property
    def _chip_height(self) -> float:
        blank = any(chip.blank for chip in self.card.chips)
        return self.theme.measures.chip_blank_height if blank else self.theme.measures.chip_height

    @property
    def _chips_height(self) -> float:
        return self.chips[-1].drop + self._chip_height + self.theme.measures.card_gap if self.chips else 0.0

    @property
    def _head(self) -> float:
        return max(self.name.height, 2 * self.theme.measures.card_disc) + self.theme.measures.card_text_gap

    @property
    def _text_height(self) -> float:
        return sum(text.height + self.theme.measures.card_line_gap for text in self.texts)

    def height(self) -> float:
        """Return the least height of the card."""
        m, picture = self.theme.measures, self._picture_height
        words = self._text_height + self._chips_height
        beside = max(words, picture) if self.is_tall else picture + m.card_gap + words
        return 2 * m.card_pad + self._head + beside

    @property
    def _picture_height(self) -> float:
        """The height that the picture needs below the name."""
        tall = self.drawing.height * self.scale
        return max(0.0, tall - self._head) if self.placing == "corner" else tall

    def draw(self, sheet: Sheet, x: float, top: float, height: float) -> None:
        """Draw the card in *height*; picture and chips stand on the bottom line of their part."""
        m, canvas = self.theme.measures, sheet.canvas
        sheet.rect(x, top - height, self.width, height, fill="paper", stroke="rule", line=m.rule, radius=m.card_radius)
        left, y = x + m.card_pad, top - m.card_pad
        with canvas.element("Sect"):
            self._draw_name(sheet, left, y)
            y -= self._head
            foot = top - height + m.card_pad
            if self.is_tall:
                right = x + self.width - m.card_pad - self.drawing.width * self.scale
                self._draw_picture(sheet, right, foot)
            else:
                free, wide = height - self.height(), self._inner - self.drawing.width * self.scale
                bottom = y - self._picture_height - free
                self._draw_picture(sheet, left + (wide if self.placing == "corner" else wide / 2), bottom)
                y = y - free - self._picture_height - m.card_gap
            self._draw_texts(sheet, left, y)
            self._draw_chips(sheet, left, foot + self._chips_height - m.card_gap)

    def _draw_name(self, sheet: Sheet, x: float, top: float) -> None:
        m, canvas, number = self.theme.measures, sheet.canvas, self.card.number
        middle = top - max(self.name.height, 2 * m.card_disc) / 2
        with canvas.element(f"H{self.level}"):
            if number:
                sheet.circle(x + m.card_disc, middle, m.card_disc, fill="primary")
                disc = self.setter.set((Run(str(number)),), self.theme.type["node"], 2 * m.card_disc)
                y = middle + disc.height / 2
                draw(canvas, sheet.theme, disc, x, y, align="centre", width=2 * m.card_disc)
                x += 2 * m.card_disc + m.option_hang
            draw(canvas, sheet.theme, self.name, x, middle + self.name.height / 2)

    def _draw_picture(self, sheet: Sheet, x: float, y: float) -> None:
        box = (x, y, x + self.drawing.width * self.scale, y + self.drawing.height * self.scale)
        attributes = {"Layout": {"Placement": "/Block", "BBox": box}}
        with sheet.canvas.element("Figure", alt=self.card.alt, attributes=attributes), sheet.canvas.marked():
            place_drawing(sheet, self.drawing, x, y, self.scale)

    def _draw_texts(self, sheet: Sheet, x: float, top: float) -> None:
        for text in self.texts:
            with sheet.canvas.element("P"):
                draw(sheet.canvas, sheet.theme, text, x, top)
            top -= text.height + self.theme.measures.card_line_gap

    def _draw_chips(self, sheet: Sheet, x: float, top: float) -> None:
        if not self.chips:
            return
        m, canvas, tall = self.theme.measures, sheet.canvas, self._chip_height
        with canvas.element("L", attributes={"List": {"ListNumbering": "/None"}}):
            for place in self.chips:
                y = top - place.drop
                fill = "paper" if place.chip.blank else "tint1"
                sheet.rect(
                    x + place.x, y - tall, place.width, tall,
                    fill=fill, stroke="primary", line=m.chip_border, radius=m.chip_height / 2,
                )  # fmt: skip
                with canvas.element("LI"), canvas.element("LBody"):
                    words = place.words
                    draw(canvas, sheet.theme, words, x + place.x + m.chip_pad, y - (tall - words.height) / 2)


@dataclass(eq=False)
class CardRow(Flowable):
    """Cards side by side, as high as the highest of them."""

    cards: Sequence[ExerciseCard]
    columns: int
    measures: CardMeasures
    level: int
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.card_row_gap

    def _made(self, width: float) -> list[_Card]:
        gap = self.theme.measures.gutter
        wide = (width - gap * (self.columns - 1)) / self.columns
        if self._width != width:
            self._width = width
            self._cards = [_Card(card, self.theme, self.setter, self.measures, wide, self.level) for card in self.cards]
        return self._cards

    _width: float = 0.0

    def wrap(self, width: float) -> float:
        return max(self.measures.least, *(card.height() for card in self._made(width)))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        height = self.wrap(width)
        for card in self._made(width):
            card.draw(sheet, x, top, height)
            x += card.width + self.theme.measures.gutter


def card_rows(block: CardGrid, theme: Theme, setter: Typesetter) -> list[Flowable]:
    """Return the rows of a grid of cards: three columns for nine a page, two for six or four, one else."""
    columns = 3 if block.per_page == 9 else 2 if block.per_page >= 4 else 1
    measures = theme.cards[block.per_page]
    rows: list[Flowable] = []
    for start in range(0, len(block.cards), columns):
        cards = block.cards[start : start + columns]
        row = CardRow(cards, columns, measures, block.level, theme, setter)
        row.at = cards[0].name[0].at
        rows.append(row)
    return rows
