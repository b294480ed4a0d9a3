"""Writing places of a form: boxes for words, combs for single characters, the line to sign on.

The box is drawn on the page, the widget lies on it: the page looks the same printed empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from generator.blocks import AttachmentFrame, CombField, CombGroup, Question, Run, TextField, plain
from generator.errors import FitError, Problem
from generator.layout.flow import Sheet
from generator.layout.open import OpenBox, OpenComb, OpenLine, is_open
from generator.layout.typeset import CAP_HEIGHT, Typeset, Typesetter, baseline, clusters, draw
from generator.pdf.widgets import TextLine, TextWidget
from generator.theme import Theme, TypeStyle


@dataclass(eq=False)
class TextBox:
    """A box; grows with a prefilled value that neither fits nor shrinks into one line."""

    field: TextField
    theme: Theme
    setter: Typesetter

    @property
    def _style(self) -> TypeStyle:
        return self.theme.type["field"]

    def _unit(self, width: float) -> Typeset:
        return self.setter.set(self.field.unit, self.theme.type["option"], width * 0.5)

    def _box_width(self, width: float) -> float:
        """Return the width of the box: what the unit beside it leaves."""
        unit = self._unit(width)
        return width - unit.width - self.theme.measures.option_hang if unit.lines else width

    def _value(self, width: float) -> Typeset | None:
        value = self.field.question.value
        if value is None:
            return None
        room = self._box_width(width) - 2 * self.theme.measures.field_pad
        if self.field.lines > 1:
            return self.setter.set((value,), self._style, room)
        return self.setter.fit((value,), self._style, room, self.theme.measures.shrink)

    def _empty(self) -> float:
        m = self.theme.measures
        return m.field_height if self.field.lines == 1 else self.field.lines * m.text_line + m.field_pad_y

    def height(self, width: float) -> float:
        value = self._value(width)
        need = value.height + 2 * self.theme.measures.field_pad_y if value and len(value.lines) > 1 else 0.0
        return max(self._empty(), need)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m = self.theme.measures
        height, wide = self.height(width), self._box_width(width)
        sheet.rect(
            x, top - height, wide, height,
            fill="paper", stroke="field", line=m.field_border, radius=m.field_radius,
        )  # fmt: skip
        value = self._value(width)
        many = self.field.lines > 1 or (value is not None and len(value.lines) > 1)
        question = self.field.question
        hole = self._hole(sheet, value, height, many)
        longest = len(question.value.text) if question.value and hole is None else 0
        rect = (x, top - height, x + wide, top)
        sheet.zone(question, "text", rect)
        with sheet.canvas.element("P"):
            sheet.field(
                TextWidget(
                    name=question.name,
                    tooltip=question.tooltip,
                    rect=rect,
                    size=value.style.size if value else self._style.size,
                    max_length=max(self.field.max_length, longest),
                    multiline=many,
                    required=question.required,
                    read_only=question.read_only,
                    value=question.value.text if question.value else "",
                    lines=value_lines(value, height, (m.field_pad, m.field_pad_y), many) if value else (),
                    hole=hole,
                ),
                question,
            )
            if sheet.flat and value:
                first = m.field_pad_y if many else (height - self._style.leading) / 2
                draw(sheet.canvas, sheet.theme, value, x + m.field_pad, top - first)
        self._draw_unit(sheet, x + wide + m.option_hang, top - height / 2, width)

    def _draw_unit(self, sheet: Sheet, x: float, middle: float, width: float) -> None:
        unit = self._unit(width)
        if unit.lines:
            with sheet.canvas.element("P"):
                draw(sheet.canvas, sheet.theme, unit, x, middle + unit.style.leading / 2)

    def _hole(self, sheet: Sheet, value: Typeset | None, height: float, several: bool) -> int | None:
        """Leave the value of the field open where it is one that differs by patient; return the hole's number."""
        run, m = self.field.question.value, self.theme.measures
        if value is None or run is None or not is_open(value) or sheet.flat:
            return None
        line = value.lines[0]
        source = line.of if isinstance(line, OpenLine) else None
        if source is None:
            return None
        pad = (m.field_pad, m.field_pad_y)
        return sheet.canvas.leave(OpenBox(source, len(value.lines), run, height, pad, several, self.field.max_length))


def value_lines(value: Typeset, height: float, pad: tuple[float, float], many: bool) -> tuple[TextLine, ...]:
    """Return a value's lines in its widget: one line centred, several from the top."""
    style = value.style
    first = height - pad[1] - baseline(style) if many else height / 2 - style.size * CAP_HEIGHT / 2
    lines = []
    for number, line in enumerate(value.lines):
        pieces = []
        for index, word in enumerate(line.words):
            pieces += [value.space] if index else []
            pieces += [piece.shaped for piece in word.pieces]
        lines.append(TextLine(tuple(pieces), pad[0], first - number * style.leading))
    return tuple(lines)


@dataclass(eq=False)
class Comb:
    """Cells for single characters, in groups; narrower cells where the row is full."""

    field: CombField
    theme: Theme
    setter: Typesetter

    def height(self, width: float) -> float:
        if self._cell(width) < self.theme.measures.comb_least:
            at = self.field.question.label[0].at
            raise FitError(Problem("the cells have no room side by side", at, "give the question a larger “span”"))
        return self.theme.measures.field_height

    def _cell(self, width: float) -> float:
        m, groups = self.theme.measures, self.field.groups
        free = width - m.comb_gap * (len(groups) - 1)
        return min(m.comb_cell, free / sum(group.cells for group in groups))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, cell = self.theme.measures, self._cell(width)
        height = m.field_height
        question = self.field.question
        for group in self.field.groups:
            wide = cell * group.cells
            sheet.rect(
                x, top - height, wide, height,
                fill="paper", stroke="field", line=m.field_border, radius=m.field_radius,
            )  # fmt: skip
            borders = set(accumulate(group.parts))
            for tick in range(1, group.cells):
                at = x + tick * cell
                tall = height - m.field_border if tick in borders else height * m.comb_tick
                sheet.line(at, top - height + m.field_border, at, top - height + tall, stroke="field", line=m.comb_line)
            if sheet.flat and group.value is None:
                self._draw_letters(sheet, plain(group.letters), x, top, cell)
            rect = (x, top - height, x + wide, top)
            sheet.zone(question, "text", rect)
            with sheet.canvas.element("P"):
                sheet.field(
                    TextWidget(
                        name=f"{question.name}.{group.suffix}" if group.suffix else question.name,
                        tooltip=group.tooltip or question.tooltip,
                        rect=rect,
                        size=self.theme.type["field"].size,
                        max_length=group.cells,
                        comb=True,
                        required=question.required,
                        read_only=question.read_only,
                        value=group.value.text if group.value else "",
                        lines=self._lines(group, cell, height),
                        hole=None if sheet.flat else self._hole(sheet, group, cell),
                        hint=group.value is None,
                    ),
                    question,
                )
                if sheet.flat and group.value:
                    self._draw_value(sheet, group, (x, top - height), cell)
            x += wide + m.comb_gap

    def _draw_value(self, sheet: Sheet, group: CombGroup, at: tuple[float, float], cell: float) -> None:
        """Print the value in its cells: on paper there is no field to show it."""
        style, colours = self.theme.type["field"], self.theme.colours
        hole = self._hole(sheet, group, cell, at)
        with sheet.canvas.marked():
            if hole is not None:
                sheet.canvas.mark_hole(hole, 0)
            else:
                lines = self._lines(group, cell, self.theme.measures.field_height)
                sheet.canvas.show_lines(lines, at, style.size, colours.role(style.colour))

    def _draw_letters(self, sheet: Sheet, letters: str, x: float, top: float, cell: float) -> None:
        """Print pale letters in the cells: a hint for the pen, decoration for a screen reader."""
        style = self.theme.type["comb_letter"]
        drop = (self.theme.measures.field_height - style.leading) / 2
        with sheet.canvas.artifact():
            for index, letter in enumerate(letters):
                text = self.setter.set((Run(letter),), style, cell * 2)
                at = x + index * cell
                draw(sheet.canvas, sheet.theme, text, at, top - drop, align="centre", width=cell)

    def _lines(self, group: CombGroup, cell: float, height: float) -> tuple[TextLine, ...]:
        """Return the value, or the letters that tell what goes into the cells, a character in each cell.

        The letters are the look of the empty field: what is typed takes their place.
        """
        if group.value and self.setter.leaves_open((group.value,)):
            return ()
        text = group.value.text if group.value else plain(group.letters)
        return cell_lines(self.setter, text, self.theme.type["field"], cell, height, remember=group.value is None)

    def _hole(self, sheet: Sheet, group: CombGroup, cell: float, at: tuple[float, float] | None = None) -> int | None:
        """Leave the value of the cells open where it is one that differs by patient; return the hole's number."""
        if group.value is None or not self.setter.leaves_open((group.value,)):
            return None
        height = self.theme.measures.field_height
        hole = OpenComb(group.value, self.theme.type["field"], cell, cell * group.cells, height, at)
        return sheet.canvas.leave(hole)


def cell_lines(
    setter: Typesetter, text: str, style: TypeStyle, cell: float, height: float, *, remember: bool
) -> tuple[TextLine, ...]:
    """Return *text* with a character in each cell, *cell* points wide and *height* high."""
    y = height / 2 - style.size * CAP_HEIGHT / 2
    lines = []
    for index, character in enumerate(clusters(text)):
        pieces = setter.fonts.shape(character, "regular", remember=remember)
        wide = sum(piece.width for piece in pieces) * style.size / 1000
        lines.append(TextLine(pieces, index * cell + (cell - wide) / 2, y))
    return tuple(lines)


@dataclass(frozen=True)
class SignatureLine:
    """A tinted place to sign, with a cross where the pen starts. Signed by hand: it has no widget."""

    question: Question
    theme: Theme

    def height(self, width: float) -> float:
        return self.theme.measures.signature_height

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m = self.theme.measures
        bottom, size = top - m.signature_height, m.signature_cross
        sheet.zone(self.question, "signature", (x, bottom, x + width, top))
        sheet.rect(x, bottom, width, m.signature_height, fill="tint1", radius=m.field_radius)
        sheet.line(x, bottom, x + width, bottom, stroke="field", line=1.0)
        for rise in (0.0, size):
            sheet.line(
                x + size + 2, bottom + size + rise, x + 2 * size + 2, bottom + 2 * size - rise, stroke="field", line=1.2
            )


@dataclass(eq=False)
class Attachment:
    """A dashed frame to glue or clip a copy on, with a box above it to say what it is."""

    field: AttachmentFrame
    theme: Theme
    setter: Typesetter

    def _box(self) -> TextBox:
        return TextBox(self.field.field, self.theme, self.setter)

    def height(self, width: float) -> float:
        return self._box().height(width) + self.theme.measures.label_gap + self.field.height

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, box = self.theme.measures, self._box()
        box.draw(sheet, x, top, width)
        bottom = top - self.height(width)
        sheet.rect(
            x, bottom, width, self.field.height,
            fill="paper", stroke="field", line=m.field_border, radius=m.field_radius, dash=m.staff_dash,
        )  # fmt: skip
        sheet.zone(self.field.question, "attachment", (x, bottom, x + width, bottom + self.field.height))
        note = self.setter.set(self.field.note, self.theme.type["hint"], width - 2 * m.field_pad)
        y = bottom + self.field.height - m.field_pad_y
        with sheet.canvas.element("P"):
            draw(sheet.canvas, sheet.theme, note, x, y, align="centre", width=width)
