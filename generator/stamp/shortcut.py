"""The answers that lead to one layout, put so that a usual patient is known to give them after a few comparisons."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from operator import attrgetter
from typing import Generic, TypeVar

from generator.layout.open import OpenText
from generator.model.patient import Patient
from generator.stamp.person import Person
from generator.stamp.quick import Desk, PairFace
from generator.stamp.trace import FitsLine, IsKnown, LinesOf, Query

LEAF = TypeVar("LEAF")
_PREFIX = "patient."


class Shortcut(Generic[LEAF]):
    """Tells of people who surely give all answers *asked*: they get *leaf*. Of others it says nothing."""

    def __init__(self, asked: Mapping[Query, Hashable], leaf: LEAF, desk: Desk) -> None:
        self._leaf = leaf
        self._others: list[tuple[Query, Hashable]] = []
        self._limits: dict[tuple[PairFace, str], float] = {}
        self._noted: bool | None = None
        self._named: bool | None = None
        known: dict[str, bool] = {}
        for query, answer in asked.items():
            match query:
                case IsKnown(name="note"):
                    self._noted = answer is True
                case IsKnown(name="patient.name"):
                    self._named = answer is True
                case IsKnown(name=name) if name.removeprefix(_PREFIX) in Patient.model_fields:
                    known[name.removeprefix(_PREFIX)] = answer is True
                case LinesOf(source=source) if answer == 1 and self._limit(source, desk):
                    pass
                case FitsLine(source=source) if answer is True and self._limit(source, desk):
                    pass
                case _:
                    self._others.append((query, answer))
        self._known = list(known.values())
        # attrgetter gives a tuple for two names or more
        self._fields = attrgetter("id", "id", *known) if known else None

    def _limit(self, source: OpenText, desk: Desk) -> bool:
        """Keep how long the value of *source* may be; return whether that says it all."""
        line = desk.quick_line(source)
        longest = line.longest(source.width) if line else 0.0
        if line is None or line.lead is None or longest <= 0:
            return False
        key = (line.lead.value.pairs, str(line.lead.value.name))
        self._limits[key] = min(self._limits.get(key, longest), longest)
        return True

    def find(self, person: Person) -> LEAF | None:
        """Return the leaf for a *person* who surely belongs to it, else None."""
        if self._fields and list(map(bool, self._fields(person.patient)[2:])) != self._known:
            return None
        if self._noted is not None and bool(person.note) is not self._noted:
            return None
        if self._named is not None and bool(person.text("patient.name")) is not self._named:
            return None
        for (pairs, name), longest in self._limits.items():
            line = person.line(pairs, name)
            if line is None or line[0] > longest:
                return None
        for query, answer in self._others:
            if query.answer(person) != answer:
                return None
        person.is_sure = True
        return self._leaf
