"""Radio buttons and tick boxes with their words: flowing in a row, or in columns."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace

from generator.blocks import ChoiceField, Option, Run
from generator.layout.boxes import TextBox
from generator.layout.flow import Sheet
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.pdf.widgets import RadioWidget, TickWidget
from generator.theme import Theme


def draw_answer_box(sheet: Sheet, x: float, y: float, size: float, *, several: bool) -> None:
    """Draw the place of one answer around (x, y): a tick box, or a circle where answers exclude each other."""
    m = sheet.theme.measures
    if several:
        sheet.rect(
            x - size / 2, y - size / 2, size, size,
            fill="paper", stroke="field", line=m.tick_border, radius=m.tick_radius,
        )  # fmt: skip
        return
    sheet.circle(x, y, size / 2, fill="paper", stroke="field", line=m.tick_border)


@dataclass(frozen=True, slots=True)
class _OptionPlace:
    """Where an option's box and words stand, from the field's upper left corner."""

    option: Option
    words: Typeset
    x: float
    drop: float


@dataclass(eq=False)
class Choice:
    """Radio buttons or tick boxes: flowing in a row, or in columns."""

    field: ChoiceField
    theme: Theme
    setter: Typesetter
    key: object = None  # keeps the answers one list where they run over pages
    _placed: dict[float, list[_OptionPlace]] = dataclasses.field(default_factory=dict)

    @property
    def _box(self) -> float:
        m = self.theme.measures
        return m.tick_box if self.field.several else 2 * m.radio_radius

    def _lead_in(self, width: float) -> Typeset | None:
        """Return the question where it stands left of its answers."""
        if self.field.label != "beside":
            return None
        return self.setter.set(self.field.question.label, self.theme.type["label"], width * 0.4)

    def _words(self, option: Option, width: float) -> Typeset:
        """Return an answer's words, and where to go on after it."""
        words = (*option.text, Run(" "), *option.go) if option.go else option.text
        return self.setter.set(words, self.theme.type["option"], width)

    def _places(self, width: float) -> list[_OptionPlace]:
        if width not in self._placed:
            self._placed[width] = self._grid(width) if self.field.columns else self._flow(width)
        return self._placed[width]

    def _grid(self, width: float) -> list[_OptionPlace]:
        """Options in columns, read row by row."""
        m = self.theme.measures
        columns = self.field.columns or 1
        wide = (width - m.gutter * (columns - 1)) / columns
        hang = self._box + m.option_hang
        places: list[_OptionPlace] = []
        drop, row, column = 0.0, 0.0, 0
        for option in self.field.options:
            words = self._words(option, wide - hang)
            own_row = places and (option.apart or option.line)
            if column == columns or own_row:
                drop, row, column = drop + row + (m.apart_gap if option.apart else 0.0), 0.0, 0
            places.append(_OptionPlace(option, words, column * (wide + m.gutter), drop))
            row, column = max(row, m.option_row, words.height + m.hint_gap), column + 1
        return places

    def _flow(self, width: float) -> list[_OptionPlace]:
        """Options one after the other, on a new line where one would not fit."""
        m = self.theme.measures
        lead_in = self._lead_in(width)
        left = lead_in.width + m.option_lead if lead_in else 0.0
        hang, places, x = self._box + m.option_hang, [], left
        drop, row = self._first_drop, 0.0
        for option in self.field.options:
            words = self._words(option, width - left - hang)
            room = self.theme.measures.other_line if option.line else 0.0
            if x > left and (option.apart or x + hang + words.width + room > width):
                x, drop, row = left, drop + row + (m.apart_gap if option.apart else 0.0), 0.0
            places.append(_OptionPlace(option, words, x, drop))
            x, row = x + hang + words.width + m.option_gap, max(row, m.option_row, words.height + m.hint_gap)
        return places

    @property
    def _first_drop(self) -> float:
        """A row of answers stands on the middle of the boxes beside it."""
        m = self.theme.measures
        if self.field.label == "above":
            return (m.field_height - m.option_row) / 2
        return m.option_rise

    def fitting(self, width: float, height: float) -> int:
        """Return how many answers fit *height*, whole lines of them."""
        places, m = self._places(width), self.theme.measures
        ends: dict[float, float] = {}
        for place in places:
            ends[place.drop] = max(ends.get(place.drop, 0.0), place.drop + max(m.option_row, place.words.height))
        return sum(ends[place.drop] <= height for place in places)

    def height(self, width: float) -> float:
        m = self.theme.measures
        last = self._places(width)[-1]
        row = [place.words.height + m.hint_gap for place in self._places(width) if place.drop == last.drop]
        foot = last.drop + max(m.option_row, *row)
        if lead_in := self._lead_in(width):
            foot = max(foot, self._first_drop + (m.option_row - lead_in.style.leading) / 2 + lead_in.height)
        return max(foot, m.field_height) if self.field.label == "above" else foot

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas = sheet.canvas
        lead_in = self._lead_in(width)
        places = self._places(width)
        if lead_in:
            middle = top - places[0].drop - self.theme.measures.option_row / 2
            y = middle + lead_in.style.leading / 2
            with canvas.element("P"):
                draw(canvas, sheet.theme, lead_in, x, y)
        with canvas.element("L", self.key, attributes={"List": {"ListNumbering": "/None"}}):
            for place in places:
                self._draw_option(sheet, place, x, top)
                self._draw_line(sheet, place, (x, top, width))

    def _draw_line(self, sheet: Sheet, place: _OptionPlace, frame: tuple[float, float, float]) -> None:
        """Draw the line for another answer from the end of its word to the edge."""
        if place.option.line is None:
            return
        m = self.theme.measures
        x, top, width = frame
        left = place.x + self._box + m.option_hang + place.words.width + m.hint_gap
        middle = top - place.drop - m.option_row / 2
        low = replace(self.theme, measures=replace(m, field_height=m.staff_field))
        with sheet.canvas.element("LI"), sheet.canvas.element("LBody"):
            box = TextBox(place.option.line, low, self.setter)
            box.draw(sheet, x + left, middle + m.staff_field / 2, width - left)

    def _draw_option(self, sheet: Sheet, place: _OptionPlace, x: float, top: float) -> None:
        canvas, m, box = sheet.canvas, self.theme.measures, self._box
        style = place.words.style
        middle = top - place.drop - m.option_row / 2
        left = x + place.x
        draw_answer_box(sheet, left + box / 2, middle, box, several=self.field.several)
        with canvas.element("LI"):
            y, start = middle + style.leading / 2, left + box + m.option_hang
            words = (start, y - place.words.height, start + place.words.width, y)
            with canvas.element("Lbl"):
                rect = (left, middle - box / 2, left + box, middle + box / 2)
                sheet.field(self._widget(place.option, rect), self.field.question, label=words)
            with canvas.element("LBody"):
                draw(canvas, sheet.theme, place.words, start, y)

    def _widget(self, option: Option, rect: tuple[float, float, float, float]) -> TickWidget | RadioWidget:
        question = self.field.question
        chosen = question.value.text.split() if question.value else []
        tooltip = f"{question.tooltip}: {option.tooltip}"
        if self.field.several:
            return TickWidget(
                f"{question.name}.{option.code}", tooltip, rect, option.code,
                checked=option.code in chosen, read_only=question.read_only,
            )  # fmt: skip
        return RadioWidget(
            question.name, tooltip, question.tooltip, rect, option.code,
            checked=option.code in chosen, required=question.required, read_only=question.read_only,
        )  # fmt: skip
