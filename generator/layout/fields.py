"""Form fields: pleasant with a pen, fillable on screen. The box is drawn on the page, the widget lies on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol

from generator.blocks import (
    ChoiceField,
    CombField,
    Field,
    FieldRow,
    Option,
    Question,
    Run,
    Signature,
    StaffStrip,
    TextField,
    plain,
)
from generator.layout.flow import Flowable, Sheet
from generator.layout.typeset import CAP_HEIGHT, Typeset, Typesetter, baseline, clusters, draw
from generator.pdf.widgets import RadioWidget, TextLine, TextWidget, TickWidget
from generator.theme import Theme, TypeStyle


@dataclass(eq=False)
class _Label:
    """The words above a field: bold label, then the hint in grey."""

    question: Question
    theme: Theme
    setter: Typesetter

    def set(self, width: float) -> tuple[Typeset, Typeset]:
        """Return label and hint; the hint goes below the label where the line is full."""
        label = self.setter.set(self.question.label, self.theme.type["label"], width)
        hint = self.setter.set(self.question.hint, self.theme.type["hint"], width)
        return label, hint

    def _hint_beside(self, label: Typeset, hint: Typeset, width: float) -> bool:
        return (
            bool(hint.lines)
            and len(hint.lines) == 1
            and label.lines[-1].width + self.theme.measures.hint_gap + hint.width <= width
        )

    def height(self, width: float) -> float:
        """Return the height of the words, 0 for a field without any."""
        label, hint = self.set(width)
        return label.height + (0.0 if not hint.lines or self._hint_beside(label, hint, width) else hint.height)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw the words as a paragraph."""
        label, hint = self.set(width)
        with sheet.canvas.element("P"):
            draw(sheet.canvas, sheet.theme, label, x, top)
            if self._hint_beside(label, hint, width):
                y = top - label.height + label.style.leading
                y += baseline(hint.style) - baseline(label.style)
                draw(sheet.canvas, sheet.theme, hint, x + label.lines[-1].width + self.theme.measures.hint_gap, y)
            elif hint.lines:
                draw(sheet.canvas, sheet.theme, hint, x, top - label.height)


class _Entry(Protocol):
    """The writing place of a field."""

    def height(self, width: float) -> float:
        """Return the height in *width*."""

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        """Draw box and widget with the upper left corner at (x, top)."""


@dataclass(eq=False)
class Row(Flowable):
    """Fields side by side on the twelve columns; labels above, boxes on one line."""

    block: FieldRow
    theme: Theme
    setter: Typesetter
    space_before: float = 0.0

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.row_gap
        self._labels = [_Label(field.question, self.theme, self.setter) for field in self.block.fields]
        self._entries = [_entry(field, self.theme, self.setter) for field in self.block.fields]

    def _places(self) -> list[tuple[float, float]]:
        """Return offset and width of each field."""
        places, column = [], 0
        for field in self.block.fields:
            x = self.theme.span(column) + self.theme.measures.gutter if column else 0.0
            places.append((x, self.theme.span(field.question.span)))
            column += field.question.span
        return places

    def _heights(self) -> tuple[float, float]:
        """Return the height of the highest label and of the highest entry."""
        m = self.theme.measures
        labels = [
            0.0 if _has_own_label(field) else label.height(width) + m.label_gap
            for field, label, (_, width) in zip(self.block.fields, self._labels, self._places(), strict=True)
        ]
        entries = [entry.height(width) for entry, (_, width) in zip(self._entries, self._places(), strict=True)]
        return max(labels), max(entries)

    def wrap(self, width: float) -> float:
        return sum(self._heights())

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        tallest, _ = self._heights()
        m = self.theme.measures
        for field, label, entry, (offset, wide) in zip(
            self.block.fields, self._labels, self._entries, self._places(), strict=True
        ):
            with sheet.canvas.element("Div"):
                if not _has_own_label(field):
                    label_top = top - tallest + label.height(wide) + m.label_gap
                    label.draw(sheet, x + offset, label_top, wide)
                entry.draw(sheet, x + offset, top - tallest, wide)


def _has_own_label(field: Field) -> bool:
    return isinstance(field, ChoiceField) and field.label != "above"


def _entry(field: Field, theme: Theme, setter: Typesetter) -> _Entry:
    match field:
        case TextField():
            return _TextBox(field, theme, setter)
        case CombField():
            return _Comb(field, theme, setter)
        case ChoiceField():
            return _Choice(field, theme, setter)
        case Signature():
            return _SignatureLine(theme)


# -- boxes for words ----------------------------------------------------------------------------------------------


@dataclass(eq=False)
class _TextBox:
    """A box; grows with a prefilled value that neither fits nor shrinks into one line."""

    field: TextField
    theme: Theme
    setter: Typesetter

    @property
    def _style(self) -> TypeStyle:
        return self.theme.type["field"]

    def _value(self, width: float) -> Typeset | None:
        value = self.field.question.value
        if value is None:
            return None
        room = width - 2 * self.theme.measures.field_pad
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
        height = self.height(width)
        sheet.rect(
            x, top - height, width, height,
            fill="paper", stroke="field", line=m.field_border, radius=m.field_radius,
        )  # fmt: skip
        value = self._value(width)
        many = self.field.lines > 1 or (value is not None and len(value.lines) > 1)
        question = self.field.question
        with sheet.canvas.element("P"):
            sheet.canvas.widget(
                TextWidget(
                    name=question.name,
                    tooltip=question.tooltip,
                    rect=(x, top - height, x + width, top),
                    size=value.style.size if value else self._style.size,
                    max_length=max(self.field.max_length, len(question.value.text) if question.value else 0),
                    multiline=many,
                    required=question.required,
                    read_only=question.read_only,
                    value=question.value.text if question.value else "",
                    lines=_value_lines(value, height, (m.field_pad, m.field_pad_y), many) if value else (),
                )
            )


def _value_lines(value: Typeset, height: float, pad: tuple[float, float], many: bool) -> tuple[TextLine, ...]:
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


# -- combs --------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class _Comb:
    """Cells for single characters, in groups; narrower cells where the row is full."""

    field: CombField
    theme: Theme
    setter: Typesetter

    def height(self, width: float) -> float:
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
            if group.value is None:
                self._draw_letters(sheet, group.letters, x, top, cell)
            with sheet.canvas.element("P"):
                sheet.canvas.widget(
                    TextWidget(
                        name=f"{question.name}.{group.suffix}" if group.suffix else question.name,
                        tooltip=group.tooltip or question.tooltip,
                        rect=(x, top - height, x + wide, top),
                        size=self.theme.type["field"].size,
                        max_length=group.cells,
                        comb=True,
                        required=question.required,
                        read_only=question.read_only,
                        value=group.value.text if group.value else "",
                        lines=self._value_lines(group.value, cell, height) if group.value else (),
                    )
                )
            x += wide + m.comb_gap

    def _draw_letters(self, sheet: Sheet, letters: str, x: float, top: float, cell: float) -> None:
        """Print pale letters in the cells: a hint for the pen, decoration for a screen reader."""
        style = self.theme.type["comb_letter"]
        drop = (self.theme.measures.field_height - style.leading) / 2
        with sheet.canvas.artifact():
            for index, letter in enumerate(letters):
                text = self.setter.set((Run(letter),), style, cell * 2)
                at = x + index * cell
                draw(sheet.canvas, sheet.theme, text, at, top - drop, align="centre", width=cell)

    def _value_lines(self, value: Run, cell: float, height: float) -> tuple[TextLine, ...]:
        style = self.theme.type["field"]
        y = height / 2 - style.size * CAP_HEIGHT / 2
        lines = []
        for index, character in enumerate(clusters(value.text)):
            pieces = self.setter.fonts.shape(character, "regular", remember=False)
            wide = sum(piece.width for piece in pieces) * style.size / 1000
            lines.append(TextLine(pieces, index * cell + (cell - wide) / 2, y))
        return tuple(lines)


# -- choices ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _OptionPlace:
    """Where an option's box and words stand, from the field's upper left corner."""

    option: Option
    words: Typeset
    x: float
    drop: float


@dataclass(eq=False)
class _Choice:
    """Radio buttons or tick boxes: flowing in a row, or in columns."""

    field: ChoiceField
    theme: Theme
    setter: Typesetter

    @property
    def _box(self) -> float:
        m = self.theme.measures
        return m.tick_box if self.field.several else 2 * m.radio_radius

    def _lead_in(self, width: float) -> Typeset | None:
        """Return the question where it stands left of its answers."""
        if self.field.label != "beside":
            return None
        return self.setter.set(self.field.question.label, self.theme.type["label"], width * 0.4)

    def _places(self, width: float) -> list[_OptionPlace]:
        return self._grid(width) if self.field.columns else self._flow(width)

    def _grid(self, width: float) -> list[_OptionPlace]:
        """Options in columns, read row by row."""
        m, style = self.theme.measures, self.theme.type["option"]
        columns = self.field.columns or 1
        wide = (width - m.gutter * (columns - 1)) / columns
        hang = self._box + m.option_hang
        words = [self.setter.set(option.text, style, wide - hang) for option in self.field.options]
        places, drop = [], 0.0
        for start in range(0, len(words), columns):
            row = words[start : start + columns]
            for column, text in enumerate(row):
                x = column * (wide + m.gutter)
                places.append(_OptionPlace(self.field.options[start + column], text, x, drop))
            drop += max(m.option_row, *(text.height + m.hint_gap for text in row))
        return places

    def _flow(self, width: float) -> list[_OptionPlace]:
        """Options one after the other, on a new line where one would not fit."""
        m, style = self.theme.measures, self.theme.type["option"]
        lead_in = self._lead_in(width)
        left = lead_in.width + m.option_lead if lead_in else 0.0
        hang, places, x, drop = self._box + m.option_hang, [], left, self._first_drop
        for option in self.field.options:
            words = self.setter.set(option.text, style, width - left - hang)
            if x > left and x + hang + words.width > width:
                x, drop = left, drop + m.option_row
            places.append(_OptionPlace(option, words, x, drop))
            x += hang + words.width + m.option_gap
        return places

    @property
    def _first_drop(self) -> float:
        """A row of answers stands on the middle of the boxes beside it."""
        m = self.theme.measures
        if self.field.label == "above":
            return (m.field_height - m.option_row) / 2
        return 2.0

    def height(self, width: float) -> float:
        m = self.theme.measures
        last = self._places(width)[-1]
        foot = last.drop + max(m.option_row, last.words.height + m.hint_gap)
        return max(foot, m.field_height) if self.field.label == "above" else foot

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        canvas = sheet.canvas
        lead_in = self._lead_in(width)
        places = self._places(width)
        if lead_in:
            middle = top - places[0].drop - self.theme.measures.option_row / 2
            y = middle + baseline(lead_in.style) - lead_in.style.size * CAP_HEIGHT / 2
            with canvas.element("P"):
                draw(canvas, sheet.theme, lead_in, x, y)
        with canvas.element("L", attributes={"List": {"ListNumbering": "/None"}}):
            for place in places:
                self._draw_option(sheet, place, x, top)

    def _draw_option(self, sheet: Sheet, place: _OptionPlace, x: float, top: float) -> None:
        canvas, m, box = sheet.canvas, self.theme.measures, self._box
        style = place.words.style
        middle = top - place.drop - m.option_row / 2
        left = x + place.x
        if self.field.several:
            sheet.rect(
                left, middle - box / 2, box, box,
                fill="paper", stroke="field", line=m.tick_border, radius=m.tick_radius,
            )  # fmt: skip
        else:
            with canvas.artifact():
                canvas.setFillColorRGB(*self.theme.colours.paper)
                canvas.setStrokeColorRGB(*self.theme.colours.field)
                canvas.setLineWidth(m.tick_border)
                canvas.circle(left + box / 2, middle, box / 2, stroke=1, fill=1)
        with canvas.element("LI"):
            with canvas.element("Lbl"):
                canvas.widget(self._widget(place.option, (left, middle - box / 2, left + box, middle + box / 2)))
            with canvas.element("LBody"):
                y = middle + baseline(style) - style.size * CAP_HEIGHT / 2
                draw(canvas, sheet.theme, place.words, left + box + m.option_hang, y)

    def _widget(self, option: Option, rect: tuple[float, float, float, float]) -> TickWidget | RadioWidget:
        question = self.field.question
        chosen = question.value.text.split() if question.value else []
        tooltip = f"{question.tooltip}: {plain(option.text)}"
        if self.field.several:
            return TickWidget(
                f"{question.name}.{option.code}", tooltip, rect, option.code,
                checked=option.code in chosen, read_only=question.read_only,
            )  # fmt: skip
        return RadioWidget(
            question.name, tooltip, question.tooltip, rect, option.code,
            checked=option.code in chosen, required=question.required, read_only=question.read_only,
        )  # fmt: skip


# -- signature and staff strip ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _SignatureLine:
    """A tinted place to sign, with a cross where the pen starts. Signed by hand: it has no widget."""

    theme: Theme

    def height(self, width: float) -> float:
        return self.theme.measures.signature_height

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m = self.theme.measures
        bottom, size = top - m.signature_height, m.signature_cross
        sheet.rect(x, bottom, width, m.signature_height, fill="tint1", radius=m.field_radius)
        sheet.line(x, bottom, x + width, bottom, stroke="field", line=1.0)
        for rise in (0.0, size):
            sheet.line(
                x + size + 2, bottom + size + rise, x + 2 * size + 2, bottom + 2 * size - rise, stroke="field", line=1.2
            )


@dataclass(eq=False)
class StaffBand(Flowable):
    """The grey strip for the clinic's own entries: title at the left, small white boxes."""

    block: StaffStrip
    theme: Theme
    setter: Typesetter

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.form_block_gap * 0.8

    def _boxes(self, width: float) -> list[tuple[_TextBox, float]]:
        """Return the boxes with their widths; they grow with a long value like any other."""
        m = self.theme.measures
        room = width - 2 * m.staff_pad - self._title(width).width - m.staff_title_gap
        free = room - m.staff_pad * (len(self.block.fields) - 1)
        total = sum(field.question.span for field in self.block.fields)
        low = replace(self.theme, measures=replace(m, field_height=m.staff_field))
        return [(_TextBox(field, low, self.setter), free * field.question.span / total) for field in self.block.fields]

    def _title(self, width: float) -> Typeset:
        return self.setter.set(self.block.title, self.theme.type["staff_title"], width * 0.3)

    def wrap(self, width: float) -> float:
        m = self.theme.measures
        return m.staff_height - m.staff_field + max(box.height(wide) for box, wide in self._boxes(width))

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        height, title = self.wrap(width), self._title(width)
        sheet.rect(x, top - height, width, height, fill="staff", radius=m.strip_radius)
        sheet.rect(
            x, top - height, width, height,
            stroke="field", line=m.staff_border, radius=m.strip_radius, dash=m.staff_dash,
        )  # fmt: skip
        with canvas.element("P"):
            draw(canvas, sheet.theme, title, x + m.staff_pad, top - m.staff_pad_y)
        left = x + m.staff_pad + title.width + m.staff_title_gap
        for box, wide in self._boxes(width):
            self._draw_field(sheet, box, left, top, wide)
            left += wide + m.staff_pad

    def _draw_field(self, sheet: Sheet, box: _TextBox, x: float, top: float, width: float) -> None:
        m, canvas = self.theme.measures, sheet.canvas
        label = self.setter.set(box.field.question.label, self.theme.type["staff_label"], width)
        with canvas.element("Div"):
            with canvas.element("P"):
                draw(canvas, sheet.theme, label, x, top - m.staff_pad_y)
            box.draw(sheet, x, top - m.staff_height + m.staff_pad_y + m.staff_field, width)
