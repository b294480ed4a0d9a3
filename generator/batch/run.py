"""A job → files, print files, and a report. What is wrong for every row is found before the first one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from generator.batch.aside import Aside
from generator.batch.choose import Refused
from generator.batch.filing import Filed, Filing
from generator.batch.layouts import Layouts, Ticket, Work, processes
from generator.batch.ledger import Entry
from generator.batch.plan import Plan, Task, set_aside
from generator.batch.printing import Printing
from generator.batch.report import CHANGED, MISTAKES, TAKEN, Failure, Progress, Report, failure_of
from generator.batch.sink import MakeSink, Spliced, print_file
from generator.errors import PaperwellError
from generator.roster import Person, Rejected, Roster
from generator.stamp import LaidOut, Press, Stamped

if TYPE_CHECKING:
    from generator.model.patient import Patient

Fsync = Literal["each", "batch", "none"]
CHUNK = 500  # documents that are reserved in the ledger at once
_TELL_EVERY = 10
_MOST_WAITING = 2 * CHUNK


@dataclass(frozen=True, slots=True)
class Options:
    """How to run; *start* makes a pool for a number of workers, *print_file* a print file.

    *scheduler* is the address of a Dask scheduler whose workers make and write the documents.
    """

    workers: int = 1
    fsync: Fsync = "batch"
    force: bool = False
    start: Callable[[int], Executor] = processes
    print_file: MakeSink = print_file
    scheduler: str | None = None


Made = Stamped | Spliced | LaidOut


@dataclass(slots=True)
class _Step:
    """A document on its way: what comes of it, or who is making it."""

    filed: Filed
    result: Made | Failure | Ticket | None


class Run:
    """Makes the documents of tasks, in order, while others are laid out ahead."""

    def __init__(
        self,
        press: Press,
        layouts: Layouts,
        filing: Filing | None,
        aside: Aside,
        report: Report,
        watch: Watch,
    ) -> None:
        self._press, self._layouts, self._filing = press, layouts, filing
        self._aside, self.report, self._watch = aside, report, watch
        self._steps: deque[_Step] = deque()
        self._laid_out_ahead = 0

    def make(self, tasks: Iterable[Task], printing: Printing | None = None) -> None:
        """Make the documents of *tasks*, for files of their own, for *printing*, or for both."""
        tasks = iter(tasks)
        while not self._watch.stopped() and (chunk := list(islice(tasks, CHUNK))):
            for filed in self._reserved(chunk):
                self._steps.append(_Step(filed, self._started(filed, printing)))
                while self._laid_out_ahead > self._layouts.most_ahead or len(self._steps) > _MOST_WAITING:
                    self._finish(self._steps.popleft(), printing)
                if self._watch.stopped():
                    break
        while self._steps and not self._watch.stopped():
            self._finish(self._steps.popleft(), printing)

    def count(self, task: Task) -> None:
        """Count a document that is asked for."""
        self.report.ask(task.item.document, task.item.order.branch)

    def _reserved(self, chunk: Sequence[Task]) -> list[Filed]:
        for task in chunk:
            self.count(task)
        if self._filing is not None:
            return self._filing.reserve(chunk)
        return [Filed(task, Entry("", task.name, 0), "make") for task in chunk]

    def _started(self, filed: Filed, printing: Printing | None) -> Made | Failure | Ticket | None:
        """Return the stamped document, the ticket of one that is being laid out, or why there is none."""
        task = filed.task
        if task.item.failure:
            return task.item.failure
        if filed.state != "make" and printing is None:
            return None
        if task.patient is not None:
            try:
                stamped = self._stamped(task, task.patient, apart=printing is not None)
            except PaperwellError as error:
                return failure_of(error)
            except MISTAKES as error:
                self.report.said[f"a stamp failed ({type(error).__name__}), please report it: laid out instead"] += 1
                stamped = None
            if stamped is not None:
                return stamped
        self._laid_out_ahead += 1
        return self._layouts.ask(Work(task.item.order, task.patient, task.values))

    def _stamped(self, task: Task, patient: Patient, *, apart: bool) -> Stamped | Spliced | None:
        """Return the stamped document, in its parts if it goes to a print file; None where it has to be laid out."""
        if not apart:
            return self._press.stamp(task.item.order, patient, task.values)
        filled = self._press.fill(task.item.order, patient, task.values)
        return None if filled is None else Spliced(*filled)

    def _finish(self, step: _Step, printing: Printing | None) -> None:
        filed, result = step.filed, step.result
        if isinstance(result, Ticket):
            self._laid_out_ahead -= 1
            result = self._layouts.result(result)
        if isinstance(result, Failure):
            if self._filing is not None:
                self._filing.give_up(filed)
            self._aside.document(filed.task, result)
        else:
            if printing is not None and result is not None and not isinstance(result, Stamped):
                printing.add(filed.task, result)
            self._file(filed, result)
        self._watch.finished(self.report)

    def _file(self, filed: Filed, result: Made | None) -> None:
        """Write the document's own file, and count it as what it is."""
        match filed.state:
            case "there":
                self.report.there += 1
                return
            case "changed":
                self.report.changed += 1
                self._aside.document(filed.task, CHANGED)
                return
        if result is None:
            raise AssertionError("a document to be made was not made")
        if self._filing is not None and not self._filing.write(filed, result.parts):
            self._aside.document(filed.task, TAKEN)
            return
        self.report.made_one(result.how, result.notes)
        if self._filing is not None:
            self.report.example(filed.entry.name)


class Watch:
    """Tells how far the run is, and asks whether to stop."""

    def __init__(
        self, progress: Callable[[Progress], None], stop: Callable[[], bool], all_rows: int | None = None
    ) -> None:
        self._progress, self._stop, self._all_rows = progress, stop, all_rows
        self._documents = 0
        self._stopped = False

    def stopped(self) -> bool:
        """Return whether the user wants the run to end."""
        self._stopped = self._stopped or self._stop()
        return self._stopped

    def finished(self, report: Report) -> None:
        """Note that one more document is done."""
        self._documents += 1
        if self._documents % _TELL_EVERY == 0:
            self.tell(report)

    def tell(self, report: Report) -> None:
        """Tell how far the run is."""
        self._progress(Progress(report.rows, self._all_rows, self._documents))


def good_people(roster: Roster, aside: Aside, report: Report) -> Iterator[Person]:
    """Yield the good rows; bad ones are set aside."""
    for row in roster:
        report.rows += 1
        if isinstance(row, Rejected):
            aside.row(row)
        else:
            yield row


def tasks_of(people: Iterable[Person], plan: Plan) -> Iterator[Task | Rejected]:
    """Yield the tasks of people; who gets none for a reason is yielded as a rejected row."""
    for person in people:
        tasks = plan.tasks_of(person)
        if isinstance(tasks, Refused):
            yield set_aside(person, tasks.reason, tasks.column)
        else:
            yield from tasks


def accepted(tasks: Iterable[Task | Rejected], aside: Aside) -> Iterator[Task]:
    """Yield the tasks alone; rejected rows are set aside."""
    for task in tasks:
        if isinstance(task, Rejected):
            aside.row(task)
        else:
            yield task
