"""A patient as layouts ask for one: texts by the names that runs carry. Forgotten after each document."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.compose.setting import Setting, day_values, squeezed
from generator.layout.typeset import Typeset, Typesetter

if TYPE_CHECKING:
    from generator.layout.open import OpenText
    from generator.model.patient import Patient
    from generator.stamp.quick import QuickLine, QuickSet

NOTE = "note"
_PREFIX = "patient."
_CELLS = "#"


def cells_name(name: str, parts: tuple[int, ...]) -> str:
    """Return the name of the value *name* as it goes into cells of *parts*."""
    return f"{name}{_CELLS}{','.join(map(str, parts))}"


class Person:
    """One patient, the therapist's note, and what has been set of them for the document at hand."""

    __slots__ = ("_lines", "_quick", "_setter", "_setting", "_texts", "note", "patient")

    def __init__(self, patient: Patient, note: str | None, setting: Setting, setter: Typesetter) -> None:
        self.patient, self.note = patient, note
        self._setting, self._setter = setting, setter
        self._texts: dict[str, str | None] = {}
        self._lines: dict[int, Typeset] = {}
        self._quick: dict[int, QuickSet | None] = {}

    def text(self, name: str) -> str | None:
        """Return the text of the value *name*, such as patient.name or patient.birth_date.d, or None."""
        try:
            return self._texts[name]
        except KeyError:
            found = self._texts[name] = self._find(name)
            return found

    def _find(self, name: str) -> str | None:
        if name == NOTE:
            return self.note or None
        name, _, cells = name.partition(_CELLS)
        field, _, part = name.removeprefix(_PREFIX).partition(".")
        value = self.patient.full_name if field == "name" else getattr(self.patient, field)
        if isinstance(value, datetime.date):
            value = day_values(value, None, None)[part].text if part else self._setting.long_date(value)
        if cells and value is not None:
            return squeezed(value, tuple(map(int, cells.split(","))))
        return value or None

    def is_day(self, field: str) -> bool:
        """Return whether the patient's *field* is a date."""
        return isinstance(getattr(self.patient, field, None), datetime.date)

    def quick(self, source: OpenText, line: QuickLine) -> QuickSet | None:
        """Return *source*, which is *line*, with this patient's values on one line at full size, or None."""
        key = id(source)
        if key not in self._quick:
            self._quick[key] = line.set(self)
        return self._quick[key]

    def typeset(self, source: OpenText) -> Typeset:
        """Return the open text *source* with this patient's values in it, as a full layout sets it."""
        found = self._lines.get(id(source))
        if found is None:
            text = tuple(replace(run, text=self.text(run.value) or "") if run.value else run for run in source.text)
            setter, style, width = self._setter, source.style, source.width
            found = (
                setter.set_once(text, style, width)
                if source.shrink is None
                else setter.fit_once(text, style, width, source.shrink)
            )
            self._lines[id(source)] = found
        return found
