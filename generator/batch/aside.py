"""Rows that got nothing, or not everything → rejected.csv beside the output, one line for a row, and the report."""

from __future__ import annotations

from pathlib import Path

from generator.batch.ledger import Ledger
from generator.batch.plan import Task, set_aside
from generator.batch.report import Failure, Report, with_column
from generator.errors import Location, Problem, WriteError
from generator.roster import Person, Rejected, RejectedRows, Roster

REJECTED = "rejected.csv"


class Aside:
    """Sets rows aside with their reasons."""

    def __init__(self, folder: Path, roster: Roster | None, ledger: Ledger, report: Report, *, force: bool) -> None:
        """Raises WriteError where a rejected.csv is there that no run of ours made."""
        self._ledger, self._report = ledger, report
        self._path = folder / REJECTED
        self._file = RejectedRows(self._path, roster.heads if roster else ())
        self._person: Person | None = None
        self._reasons: list[str] = []
        if not self._path.exists():
            return
        if ledger.fact(REJECTED) is None and not force:
            hint = "move it elsewhere: the rows that this run rejects go there"
            raise WriteError(Problem(f"there is a “{REJECTED}” already", Location(str(self._path)), hint))

    def clear(self) -> None:
        """Remove the rejected rows of the run before."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise WriteError(Problem(f"cannot remove it: {error.strerror}", Location(str(self._path)))) from None
        self._ledger.remember(REJECTED, None)

    def row(self, rejected: Rejected) -> None:
        """Set a whole row aside."""
        self._report.fault(rejected.number, with_column(rejected.reason, rejected.column))
        self._add(rejected)

    def document(self, task: Task, failure: Failure) -> None:
        """Set a row aside for one of its documents; its other ones are made."""
        self._report.fault(task.row, failure.reason, task.item.document)
        if task.person is None:
            return
        if self._person is not None and self._person.number != task.row:
            self._end_row()
        self._person = task.person
        self._reasons.append(f"{task.item.document}: {failure.detail or failure.reason}")

    def _end_row(self) -> None:
        if self._person is not None:
            self._add(set_aside(self._person, "; ".join(self._reasons)))
        self._person = None
        self._reasons = []

    def _add(self, rejected: Rejected) -> None:
        if not self._file.count:
            self._ledger.remember(REJECTED, "1")
        self._file.add(rejected)
        self._report.rejected_file = self._path

    def close(self) -> None:
        """Finish the file. Raises WriteError."""
        try:
            self._end_row()
        finally:
            self._file.close()
