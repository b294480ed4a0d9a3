"""A roster and a job → tasks: one document for one person, with the name of its file. Memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from generator.batch.choose import Chooser, Item, Refused
from generator.batch.naming import Naming, naming
from generator.errors import InputError, Location, Problem, UsageError, nearest
from generator.model.base import Template
from generator.roster import Person, Rejected, Roster

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.job import Job
    from generator.model.patient import Patient

OURS = ("document", "kind", "branch", "language", "date", "row")  # what a pattern may print besides columns
_NAMED = "{{ branch }}/{{ document }}-{{ id }}.pdf"
_NUMBERED = "{{ branch }}/{{ document }}-row-{{ row }}.pdf"
_MOST_ITEMS = 1_000
_MORE = 4_096  # bytes
_BLANK = "{{ branch }}/{{ document }}.pdf"


@dataclass(frozen=True, slots=True)
class Task:
    """One document for one person, or for nobody in blank stock: row 0."""

    row: int
    item: Item
    name: str
    patient: Patient | None = None
    person: Person | None = None

    @property
    def values(self) -> dict[str, str] | None:
        """What the document says besides the patient's fields."""
        return {"note": self.item.note} if self.item.note else None


@dataclass(frozen=True, slots=True)
class Blank:
    """Stock without names: for which branches, and how many of each in the print file, if not as the job has it."""

    branches: tuple[str, ...]
    copies: int | None = None


class Plan:
    """Makes tasks of rows."""

    def __init__(self, job: Job, library: Library, on: date, blank: Blank | None = None) -> None:
        self.chooser = Chooser(job, library)
        self._job, self._on, self._blank = job, on.isoformat(), blank
        self._rows = bytearray()
        self._known: dict[int, tuple[Item, dict[str, str]]] = {}
        self._naming: Naming | None = naming(job.name) if job.name else None
        if blank is not None:
            self._check_blank()
            for id_ in blank.branches:
                library.branch(id_)
            self._naming = self._naming or naming(Template(_BLANK))
            self._check_names(())

    def _check_blank(self) -> None:
        if not any(wanted.document or wanted.map for wanted in self._job.documents):
            hint = "name them with --document form:ID"
            raise UsageError(Problem("blank stock needs documents by name", None, hint))
        for wanted in self._job.documents:
            if wanted.document == "programme" and wanted.programme and not wanted.programme.value:
                hint = "list the exercises in the job, or leave the programme out"
                at = wanted.at if wanted.at.line else None
                raise UsageError(Problem("a blank programme needs exercises by name", at, hint))

    def check_columns(self, roster: Roster, at: Location) -> None:
        """Raise InputError where the job names columns that *roster* does not have."""
        self.chooser.check_columns(roster.names, at)
        self._naming = self._naming or naming(Template(_NAMED if "id" in roster.names else _NUMBERED))
        self._check_names(roster.names)

    def _check_names(self, columns: Sequence[str]) -> None:
        known = {*columns, *OURS}
        at = self._job.name.at if self._job.name else None
        missing = sorted(self._naming.names - known) if self._naming else []
        if missing:
            raise InputError(
                Problem(f"the pattern of file names prints “{name}”, which is no column", at, nearest(name, known))
                for name in missing
            )

    def tasks_of(self, person: Person) -> list[Task] | Refused:
        """Return the tasks of a row, or why it gets none."""
        items = self.chooser(person.columns, again=self._seen(person.number))
        if isinstance(items, Refused):
            return items
        return [Task(person.number, item, self._name(item, person), person.patient, person) for item in items]

    def _seen(self, number: int) -> bool:
        """Return whether the row was asked for before, as print files go through them again; a bit for each row."""
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(self._rows):
            self._rows.extend(bytes(place + _MORE - len(self._rows)))
        is_seen = bool(self._rows[place] & bit)
        self._rows[place] |= bit
        return is_seen

    def branch_of(self, person: Person) -> str:
        """Return the id of a row's branch; an empty text where it has none that is known."""
        found = self.chooser.branch(person.columns)
        return "" if isinstance(found, Refused) else found

    def blank_tasks(self) -> Iterator[Task]:
        """Yield the tasks of blank stock."""
        for item in self.chooser.blank(self._blank.branches) if self._blank else ():
            if self._blank and self._blank.copies:
                item = replace(item, copies=self._blank.copies)
            yield Task(0, item, self._name(item, None))

    def _name(self, item: Item, person: Person | None) -> str:
        if self._naming is None:
            raise AssertionError("the columns have not been checked")
        row = person.number if person else 0
        known = self._known.get(id(item))
        if known is None:
            if len(self._known) >= _MOST_ITEMS:
                self._known.clear()
            known = self._known[id(item)] = (item, self._of_item(item, self._naming))  # holding it keeps its id its own
        values = dict(known[1])
        if "row" in self._naming.names:
            values["row"] = str(row)
        if person is not None:
            for name in self._naming.names:
                if name not in values:
                    values[name] = person.columns.get(name, "")
        return self._naming(values, row)

    def _of_item(self, item: Item, names: Naming) -> dict[str, str]:
        """Return what a pattern may print of a document, whoever gets it."""
        order = item.order
        ours = {
            "document": order.id or order.kind,
            "kind": order.kind,
            "branch": order.branch or "",
            "language": item.language,
            "date": self._on,
        }
        return {name: ours[name] for name in names.names & ours.keys()}


def set_aside(person: Person, reason: str, column: str | None = None) -> Rejected:
    """Return the row of *person* for the file of rejected rows."""
    return Rejected(person.number, person.patient.at, reason, column, person.cells)
