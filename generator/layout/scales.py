"""Scales: a row of cells to circle or click, and the line of 100 mm to mark with a pen."""

from __future__ import annotations

from dataclasses import dataclass

from generator.blocks import AnalogueScale, Run, ScaleField
from generator.errors import FitError, Problem
from generator.layout.boxes import TextBox
from generator.layout.flow import Sheet
from generator.layout.typeset import Typeset, Typesetter, draw
from generator.pdf.widgets import RadioWidget
from generator.theme import Theme

_LINE = 100 * 72 / 25.4  # 100 mm: the number is measured, so its length is no matter of looks


@dataclass(eq=False)
class Scale:
    """A row of white cells, one for each number, to circle with a pen or to click; words below its ends."""

    field: ScaleField
    theme: Theme
    setter: Typesetter

    def _ends(self, width: float) -> tuple[Typeset, Typeset]:
        style = self.theme.type["hint"]
        return (
            self.setter.set(self.field.low, style, width * 0.45),
            self.setter.set(self.field.high, style, width * 0.45),
        )

    def _cell(self, width: float) -> float:
        """Return the width of one cell."""
        numbers = self.field.numbers
        return (width - self.theme.measures.scale_gap * (len(numbers) - 1)) / len(numbers)

    def height(self, width: float) -> float:
        m = self.theme.measures
        if self._cell(width) < m.scale_least:
            at = self.field.question.label[0].at
            raise FitError(Problem("the numbers of the scale have no room side by side", at, "give it a larger “span”"))
        return m.scale_cell + m.label_gap + max(words.height for words in self._ends(width))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas, numbers = self.theme.measures, sheet.canvas, self.field.numbers
        cell = self._cell(width)
        with canvas.element("L", attributes={"List": {"ListNumbering": "/None"}}):
            for index, number in enumerate(numbers):
                self._draw_cell(sheet, number, (x + index * (cell + m.scale_gap), top, cell))
        low, high = self._ends(width)
        y = top - m.scale_cell - m.label_gap
        for words, align in ((low, "left"), (high, "right")):
            with canvas.element("P"):
                draw(canvas, sheet.theme, words, x, y, align=align, width=width)

    def _draw_cell(self, sheet: Sheet, number: int, frame: tuple[float, float, float]) -> None:
        m, canvas, style = self.theme.measures, sheet.canvas, self.theme.type["scale"]
        x, top, wide = frame
        bottom = top - m.scale_cell
        sheet.rect(
            x, bottom, wide, m.scale_cell, fill="paper", stroke="field", line=m.field_border, radius=m.scale_radius
        )
        question = self.field.question
        words = self.setter.set((Run(str(number)),), style, wide)
        with canvas.element("LI"):
            with canvas.element("Lbl"):
                sheet.field(
                    RadioWidget(
                        question.name, f"{question.tooltip}: {number}", question.tooltip,
                        (x, bottom, x + wide, top), str(number),
                        checked=bool(question.value and question.value.text == str(number)),
                        required=question.required, read_only=question.read_only, ring=True,
                    ),
                    question,
                )  # fmt: skip
            with canvas.element("LBody"):
                y = top - m.scale_cell / 2 + style.leading / 2
                draw(canvas, sheet.theme, words, x, y, align="centre", width=wide)


@dataclass(eq=False)
class LineScale:
    """The visual analogue scale: a line of true 100 mm between its end words, and the box for the millimetres."""

    field: AnalogueScale
    theme: Theme
    setter: Typesetter

    def _ends(self, width: float) -> tuple[Typeset, Typeset]:
        style = self.theme.type["hint"]
        return self.setter.set(self.field.low, style, _LINE * 0.48), self.setter.set(
            self.field.high, style, _LINE * 0.48
        )

    def height(self, width: float) -> float:
        m = self.theme.measures
        return max(m.field_height, m.vas_tick) + m.label_gap + max(words.height for words in self._ends(width))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        left, middle, half = x + m.vas_inset, top - max(m.field_height, m.vas_tick) / 2, m.vas_tick / 2
        if left + _LINE + m.gutter + m.vas_box > x + width:
            raise FitError(Problem("a line of 100 mm does not fit here", self.field.low[0].at, "give it “span: 12”"))
        sheet.line(left, middle, left + _LINE, middle, stroke="ink", line=m.vas_line)
        for end in (left, left + _LINE):
            sheet.line(end, middle - half, end, middle + half, stroke="ink", line=m.vas_line)
        sheet.zone(self.field.question, "line", (left, middle - half, left + _LINE, middle + half))
        low, high = self._ends(width)
        y = top - max(m.field_height, m.vas_tick) - m.label_gap
        for words, align in ((low, "left"), (high, "right")):
            with canvas.element("P"):
                draw(canvas, sheet.theme, words, left, y, align=align, width=_LINE)
        box = TextBox(self.field.field, self.theme, self.setter)
        start = left + _LINE + m.gutter
        box.draw(sheet, start, middle + m.field_height / 2, m.vas_box)
