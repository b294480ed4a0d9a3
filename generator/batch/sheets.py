"""The clinic, its branches and who is next → the sheets between the documents of a print file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from generator.batch.plan import Task
from generator.batch.sink import Spliced
from generator.batch.spool import TIME_COLUMNS
from generator.build import Built, build, make_setting
from generator.compose.pick import PickRow, compose_pick_sheet
from generator.compose.setting import Setting
from generator.errors import MissingGlyphError, PaperwellError
from generator.stamp import LaidOut, Order, Press

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.patient import Patient


class Sheets:
    """Lays out separators and pick sheets."""

    def __init__(self, library: Library, press: Press, on: date) -> None:
        self._library, self._press, self._on = library, press, on
        self._separators: dict[str | None, LaidOut] = {}

    def setting(self, branch: str | None) -> Setting:
        """Return where a sheet is printed."""
        return make_setting(self._library, self._library.programme_page(), self._on, branch, None, {}, ())

    def heading(self, branch: str | None) -> str:
        """Return the title of a print file."""
        setting = self.setting(branch)
        names = [setting.clinic.name, *([setting.branch.name] if branch else [])]
        return " · ".join([*names, setting.long_date(self._on)])

    def separator(self, branch: str | None, patient: Patient | None = None) -> Spliced | LaidOut:
        """Return the sheet that says whose papers follow, or which branch's."""
        order = Order("separator", branch=branch)
        if patient is not None:
            try:
                filled = self._press.fill(order, patient)
                return Spliced(*filled) if filled else self._press.lay_out(order, patient)
            except MissingGlyphError:  # their own documents fail for it, and are told
                patient = None
        if branch not in self._separators:
            self._separators[branch] = self._press.lay_out(order, None)
        return self._separators[branch]

    def pick_sheet(self, branch: str | None, tasks: Iterable[Task]) -> LaidOut:
        """Return the list of who gets which documents, in the order of *tasks*."""
        rows = [self._printable(row) for row in self._rows(tasks)]
        return _laid_out(build(self._library, compose_pick_sheet(rows, self.setting(branch))))

    def pick_title(self) -> str:
        """Return what the pick sheet is called."""
        return self.setting(None).words.pick.title

    def title_of(self, document: str) -> str:
        """Return the title of a document such as handout:sciatica."""
        kind, _, id_ = document.partition(":")
        try:
            match kind:
                case "form":
                    return self._library.form(id_).title
                case "handout":
                    return self._library.handout(id_).title
        except PaperwellError:  # a sheet that only a row names is broken: that row says so
            return document
        return self._library.programme_page().title

    def _rows(self, tasks: Iterable[Task]) -> Iterable[PickRow]:
        person: Task | None = None
        documents: list[str] = []
        for task in tasks:
            if person is not None and person.row != task.row:
                yield _row(person, documents)
                documents = []
            person = task
            copies = f" × {task.item.copies}" if task.item.copies > 1 else ""
            documents.append(self.title_of(task.item.document) + copies)
        if person is not None:
            yield _row(person, documents)

    def _printable(self, row: PickRow) -> PickRow:
        """Return *row* with a mark for each character that no font has: a list must not fail for one name."""
        odd = self._library.fonts.missing("".join(row))
        if not odd:
            return row
        table = dict.fromkeys(map(ord, odd), "?")
        time, name, reference, documents = (cell.translate(table) for cell in row)
        return time, name, reference, documents


def label_of(task: Task) -> str:
    """Return what the bookmark of a task's patient says."""
    patient = task.patient
    if patient is None:
        return task.item.document
    return patient.full_name or patient.id or f"row {task.row}"


def _row(task: Task, documents: Sequence[str]) -> PickRow:
    columns = task.person.columns if task.person else {}
    time = next((columns[name] for name in TIME_COLUMNS if columns.get(name)), "")
    reference = task.patient.id if task.patient else None
    return time, label_of(task) if task.patient else "", reference or "", ", ".join(documents)


def _laid_out(built: Built) -> LaidOut:
    return LaidOut(built.data, built.pages, built.notes)
