"""Rows of form fields on the twelve columns: labels above, boxes on one line."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from generator.blocks import (
    AnalogueScale,
    AttachmentFrame,
    ChoiceField,
    CombField,
    Field,
    FieldRow,
    Question,
    ScaleField,
    Signature,
    TextField,
)
from generator.layout.boxes import Attachment, Comb, SignatureLine, TextBox
from generator.layout.choices import Choice
from generator.layout.flow import Flowable, Sheet
from generator.layout.scales import LineScale, Scale
from generator.layout.typeset import Typeset, Typesetter, baseline, draw
from generator.theme import Theme


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
            and bool(label.lines)
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
    key: object = dataclasses.field(default_factory=object)

    def __post_init__(self) -> None:
        self.space_before = self.theme.measures.row_gap
        self._labels = [_Label(_worded(field), self.theme, self.setter) for field in self.block.fields]
        m = self.theme.measures
        signed = any(isinstance(field, Signature) for field in self.block.fields)
        theme = replace(self.theme, measures=replace(m, field_height=m.signature_height)) if signed else self.theme
        self._entries = [
            _entry(field, theme, self.setter, (self.key, number)) for number, field in enumerate(self.block.fields)
        ]

    def _places(self) -> list[tuple[float, float]]:
        """Return offset and width of each field."""
        places, column = [], 0
        for field in self.block.fields:
            x = self.theme.span(column) + self.theme.measures.gutter if column else 0.0
            places.append((x, self.theme.span(field.question.span)))
            column += field.question.span
        return places

    @cached_property
    def _heights(self) -> tuple[float, float]:
        """The height of the highest label and of the highest entry; rows are as wide as the page is."""
        m = self.theme.measures
        heights = [label.height(width) for label, (_, width) in zip(self._labels, self._places(), strict=True)]
        labels = [height + m.label_gap if height else 0.0 for height in heights]
        entries = [entry.height(width) for entry, (_, width) in zip(self._entries, self._places(), strict=True)]
        return max(labels), max(entries)

    def wrap(self, width: float) -> float:
        return sum(self._heights)

    def split(self, width: float, height: float) -> tuple[Flowable, Flowable] | None:
        """Split the answers of a lone question: at least two lines' worth of them stay with its words."""
        field, entry = self.block.fields[0], self._entries[0]
        if len(self.block.fields) > 1 or not isinstance(field, ChoiceField) or not isinstance(entry, Choice):
            return None
        wide = self._places()[0][1]
        count = entry.fitting(wide, height - self._heights[0])
        low = self.wrap(width) <= self.theme.paper.height / 2
        if low or field.label == "beside" or not min(2, len(field.options) - 1) <= count < len(field.options):
            return None
        parts = (
            replace(field, options=field.options[:count]),
            replace(field, options=field.options[count:], label="heading", question=replace(field.question, hint=())),
        )
        rows = [replace(self, block=FieldRow((part,))) for part in parts]
        for row in rows:
            row.within, row.at = self.within, self.at
        return rows[0], rows[1]

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        tallest, _ = self._heights
        m = self.theme.measures
        for number, (label, entry, (offset, wide)) in enumerate(
            zip(self._labels, self._entries, self._places(), strict=True)
        ):
            with sheet.canvas.element("Div", (self.key, number)):
                if label.height(wide):
                    label_top = top - tallest + label.height(wide) + m.label_gap
                    label.draw(sheet, x + offset, label_top, wide)
                    sheet.label = (x + offset, label_top - label.height(wide), x + offset + wide, label_top)
                entry.draw(sheet, x + offset, top - tallest, wide)
                sheet.label = None


def _worded(field: Field) -> Question:
    """Return the question with the words that stand above its answers: the hint alone where they stand elsewhere."""
    elsewhere = isinstance(field, ChoiceField) and field.label != "above"
    return replace(field.question, label=()) if elsewhere else field.question


def _entry(field: Field, theme: Theme, setter: Typesetter, key: object) -> _Entry:
    match field:
        case TextField():
            return TextBox(field, theme, setter)
        case CombField():
            return Comb(field, theme, setter)
        case ChoiceField():
            return Choice(field, theme, setter, (key, "answers"))
        case ScaleField():
            return Scale(field, theme, setter)
        case Signature():
            return SignatureLine(field.question, theme)
        case AnalogueScale():
            return LineScale(field, theme, setter)
        case AttachmentFrame():
            return Attachment(field, theme, setter)
