"""A patient as layouts ask for one: texts by the names that runs carry. Forgotten after each document."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from generator.compose.setting import Setting, day_values, squeezed
from generator.layout.typeset import Typeset, Typesetter

if TYPE_CHECKING:
    from generator.layout.open import OpenText
    from generator.model.patient import Patient
    from generator.stamp.quick import Desk, PairFace, QuickLine, QuickSet

NOTE = "note"
_PREFIX = "patient."
_CELLS = "#"


def cells_name(name: str, parts: tuple[int, ...]) -> str:
    """Return the name of the value *name* as it goes into cells of *parts*."""
    return f"{name}{_CELLS}{','.join(map(str, parts))}"


class Person:
    """One patient, the therapist's note, and what has been set of them for the document at hand."""

    __slots__ = (
        "_desk",
        "_lines",
        "_plain",
        "_quick",
        "_setter",
        "_setting",
        "_texts",
        "_words",
        "is_sure",
        "note",
        "patient",
    )

    def __init__(self, patient: Patient, note: str | None, setting: Setting, desk: Desk) -> None:
        self.patient, self.note = patient, note
        self._setting, self._desk = setting, desk
        self._texts: dict[str, str | None] = {}
        self._lines: dict[int, Typeset] = {}
        self._quick: dict[QuickLine, QuickSet | None] = {}
        self._plain: dict[tuple[str, PairFace], tuple[float, str] | None] = {}
        self._setter: Typesetter | None = None
        self.is_sure = False
        self._words: dict[tuple[str, PairFace], list[tuple[float, str, int]] | None] = {}

    def text(self, name: str) -> str | None:
        """Return the text of the value *name*, such as patient.name or patient.birth_date.d, or None."""
        try:
            return self._texts[name]
        except KeyError:
            found = self._texts[name] = self._find(name)
            return found

    def has(self, name: str) -> bool:
        """Return whether there is a value *name*: cheaper than its text."""
        return bool(self._texts[name]) if name in self._texts else bool(_source(name)(self))

    def _find(self, name: str) -> str | None:
        value = _source(name)(self)
        return self._setting.long_date(value) if isinstance(value, datetime.date) else value or None

    def is_day(self, field: str) -> bool:
        """Return whether the patient's *field* is a date."""
        return isinstance(getattr(self.patient, field, None), datetime.date)

    def words(self, pairs: PairFace, name: str) -> list[tuple[float, str, int]] | None:
        """Return the words of the value *name* as *pairs* sets them, or None when they are not plain."""
        key = (name, pairs)
        try:
            return self._words[key]
        except KeyError:
            text = self.text(name)
            line = self._plain.get(key)
            if line and text and " " not in text:  # a line of one word is that word
                self._words[key] = [(*line, len(text))]
                return self._words[key]
            found: list[tuple[float, str, int]] | None = []
            for part in text.split(" ") if text else ("",):
                word = pairs.word(part) if part else None
                if word is None or found is None:
                    found = None
                    break
                found.append(word)
            self._words[key] = found
            return found

    def line(self, pairs: PairFace, name: str) -> tuple[float, str] | None:
        """Return the value *name* on one line as *pairs* sets it, or None when it is not plain."""
        key = (name, pairs)
        try:
            return self._plain[key]
        except KeyError:
            text = self.text(name)
            found = self._plain[key] = pairs.line(text) if text else None
            return found

    def quick(self, source: OpenText) -> QuickSet | None:
        """Return *source* with this patient's values on one line at full size, or None where that is not plain."""
        line = self._desk.quick_line(source)
        if line is None:
            return None
        try:
            return self._quick[line]
        except KeyError:
            found = self._quick[line] = line.set(self)
            return found

    def lines(self, source: OpenText) -> int:
        """Return how many lines *source* has with this patient's values."""
        quick = self.quick(source)
        if quick and quick.width * (source.shrink or 1.0) <= source.width:
            return 1
        return len(self.typeset(source).lines)

    def _own_setter(self) -> Typesetter:
        """Return a typesetter that is forgotten with this person, since it remembers their words."""
        if self._setter is None:
            self._setter = Typesetter(self._desk.setter.fonts)
        return self._setter

    def typeset(self, source: OpenText) -> Typeset:
        """Return the open text *source* with this patient's values in it, as a full layout sets it."""
        found = self._lines.get(id(source))
        if found is None:
            text = tuple(replace(run, text=self.text(run.value) or "") if run.value else run for run in source.text)
            setter, style, width = self._own_setter(), source.style, source.width
            found = (
                setter.set_once(text, style, width)
                if source.shrink is None
                else setter.fit_once(text, style, width, source.shrink)
            )
            self._lines[id(source)] = found
        return found


@cache
def _source(name: str) -> Callable[[Person], str | datetime.date | None]:
    """Return what looks up the value *name*; a date stays one, to be put into words only when it is printed."""
    if name == NOTE:
        return lambda person: person.note
    name, _, cells = name.partition(_CELLS)
    field, _, part = name.removeprefix(_PREFIX).partition(".")
    if cells:
        parts = tuple(map(int, cells.split(",")))
        return lambda person: squeezed(person.text(name) or "", parts)
    if part:
        return lambda person: day_values(getattr(person.patient, field), None, None)[part].text
    if field == "name":
        return lambda person: person.patient.full_name
    return lambda person: getattr(person.patient, field)
