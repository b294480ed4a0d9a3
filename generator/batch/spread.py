"""Tasks → files that workers make and write, sheaf by sheaf; the ledger stays here.

A document's name is reserved in the ledger before a worker hears of it, and noted as done once the worker has said so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from generator.batch.aside import Aside
from generator.batch.cloud import Target
from generator.batch.crew import Answer, Crew, Ticket
from generator.batch.filing import Filed, Filing
from generator.batch.layouts import Shop
from generator.batch.plan import Task
from generator.batch.report import CHANGED, Failure, Report
from generator.batch.run import CHUNK, Watch
from generator.batch.sheaf import Made, Outcome, Piece, Refused, Sheaf
from generator.errors import Problem, WriteError
from generator.stamp import Order

SMALL, LARGE = 50, 200  # documents of a sheaf: small ones first, so that every worker has one; a last one is smaller


@dataclass(frozen=True, slots=True)
class Bundling:
    """What all sheaves of a run share; *library* gives the hash of what the library holds for an order."""

    shop: Shop
    target: Target
    library: Callable[[Order], bytes]

    def piece(self, filed: Filed) -> Piece:
        """Return what a worker needs to make a document."""
        task = filed.task
        order = task.item.order
        return Piece(filed.entry.name, filed.replace, self.library(order), order, task.patient, task.values)

    def sheaf(self, pieces: Iterable[Piece]) -> Sheaf:
        """Return *pieces* with what a worker needs besides."""
        return Sheaf(self.shop, self.target, tuple(pieces))


@dataclass(slots=True)
class _Parcel:
    """A sheaf being filled, under way, or answered."""

    pieces: list[Piece] = field(default_factory=list)
    ticket: Ticket | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """A document on its way: what is known of it, or the parcel that it is in and its number there."""

    filed: Filed
    failure: Failure | None = None
    parcel: _Parcel | None = None
    number: int = 0


class Spread:
    """Makes the documents of tasks by workers; what became of them is noted in the order of the tasks."""

    def __init__(
        self, crew: Crew, bundling: Bundling, filing: Filing, aside: Aside, report: Report, watch: Watch
    ) -> None:
        self._crew, self._bundling, self._filing = crew, bundling, filing
        self._aside, self.report, self._watch = aside, report, watch
        self._steps: deque[_Step] = deque()
        self._filling = _Parcel()
        self._under_way = 0
        self._sent = 0
        self._most_waiting = (crew.most_ahead + 1) * LARGE + CHUNK
        self._trouble: Problem | None = None  # what ends the run, once what is under way is noted

    def make(self, tasks: Iterable[Task]) -> None:
        """Make the documents of *tasks*. Raises WriteError or MissingAssetError for what ends the run."""
        tasks = iter(tasks)
        while not self._ends() and (block := list(islice(tasks, CHUNK))):
            for task in block:
                self.report.ask(task.item.document, task.item.order.branch)
            for filed in self._filing.reserve(block):
                self._begin(filed)
            self._make_room()
        if not self._ends():
            self._send()
        while self._steps:
            self._finish(self._steps.popleft())
        if self._trouble is not None:
            raise WriteError(self._trouble)

    def _ends(self) -> bool:
        return self._trouble is not None or self._watch.stopped()

    def _begin(self, filed: Filed) -> None:
        """Have a document made, or note that it is there."""
        failure = filed.task.item.failure
        if failure or filed.state == "changed":
            self._steps.append(_Step(filed, failure or CHANGED))
            return
        if filed.state == "there":
            self.report.there += 1
            self._watch.finished(self.report)
            return
        parcel = self._filling
        self._steps.append(_Step(filed, None, parcel, len(parcel.pieces)))
        parcel.pieces.append(self._bundling.piece(filed))
        if len(parcel.pieces) >= (LARGE if self._sent >= self._crew.most_ahead else SMALL):
            self._send()

    def _make_room(self) -> None:
        """Wait for the first ones where enough is under way: memory is flat however long the roster is."""
        while self._under_way > self._crew.most_ahead and not self._ends():
            self._finish(self._steps.popleft())
        if len(self._steps) > self._most_waiting:  # behind a few to be made are many that cannot be
            self._send()
        while len(self._steps) > self._most_waiting and not self._ends():
            self._finish(self._steps.popleft())

    def _send(self) -> None:
        """Have the sheaf made that is being filled."""
        if self._filling.pieces:
            self._filling.ticket = self._crew.ask(self._bundling.sheaf(self._filling.pieces))
            self._filling.pieces.clear()
            self._under_way += 1
            self._sent += 1
        self._filling = _Parcel()

    def _finish(self, step: _Step) -> None:
        filed = step.filed
        match step.failure or self._outcome(step.parcel, step.number):
            case Made() as made:
                self._filing.made(filed, made.size, made.sum)
                self.report.made_one(made.how, made.notes)
                self.report.example(filed.entry.name)
            case Failure() as failure:
                if failure is CHANGED:
                    self.report.changed += 1
                self._filing.give_up(filed)
                self._aside.document(filed.task, failure)
            case Problem() as problem:  # it may be there or not: the ledger has it as unfinished
                self._trouble = self._trouble or problem
            case None:  # the run was stopped before it was sent
                self._filing.give_up(filed)
                return
        self._watch.finished(self.report)

    def _outcome(self, parcel: _Parcel | None, number: int) -> Outcome | None:
        """Wait for a document, and return what came of it; None where it was not sent."""
        if parcel is None:
            return None
        if parcel.ticket is not None:
            parcel.answer = self._crew.result(parcel.ticket)
            parcel.ticket = None
            self._under_way -= 1
        match parcel.answer:
            case None:
                return None
            case Refused(problem):
                return problem
            case outcomes:
                return outcomes[number]
