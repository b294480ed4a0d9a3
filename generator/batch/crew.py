"""Sheaves → workers that make them, near or far, and what came of each; a worker that dies takes no document with it.

The near ones are processes of this computer, the far ones those of a Dask cluster: both are executors.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace
from functools import partial

from generator.batch.report import Failure
from generator.batch.sheaf import Outcome, Refused, Sheaf, make_sheaf
from generator.errors import Location, Problem, WriteError

AHEAD = 3  # sheaves for each worker that wait for it, or for us
_LOOK_EVERY = 0.5  # seconds between looks at whether the workers are still there
_DIED = Failure("the workers that made it died, again and again")

Answer = list[Outcome] | Refused


@dataclass(slots=True)
class Ticket:
    """A sheaf that is being made."""

    sheaf: Sheaf
    pool: Executor
    future: Future[Answer]


@dataclass(frozen=True, slots=True)
class Workers:
    """Who works: *start* makes an executor for *count* of them, *trouble* tells why no more can be expected of them.

    *deaths* are the errors that say that a worker died over what it was given.
    """

    count: int
    where: str
    start: Callable[[], Executor]
    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    trouble: Callable[[], str] = str


def near(workers: int, start: Callable[[int], Executor]) -> Workers:
    """Return *workers* processes of this computer."""
    return Workers(workers, "this computer", partial(start, workers))


class Crew:
    """Has sheaves made. Everything raises WriteError once the workers are out of reach."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._pool: Executor | None = None
        self.most_ahead = max(4, workers.count * AHEAD)

    def ask(self, sheaf: Sheaf) -> Ticket:
        """Have *sheaf* made."""
        pool = self._running()
        try:
            return Ticket(sheaf, pool, pool.submit(make_sheaf, sheaf))
        except BrokenExecutor:
            self._drop(pool)
            pool = self._running()
            return Ticket(sheaf, pool, pool.submit(make_sheaf, sheaf))

    def result(self, ticket: Ticket) -> Answer:
        """Wait for *ticket* and return what came of it.

        Where its worker died, the sheaf is made again; where that kills another one, each of its documents by itself,
        so that only the one that kills fails. What the dead ones wrote already is met again, and taken as done.
        """
        answer = self._answer(ticket) or self._answer(self.ask(ticket.sheaf))
        return answer or self._apart(ticket.sheaf)

    def _apart(self, sheaf: Sheaf) -> Answer:
        outcomes: list[Outcome] = []
        for piece in sheaf.pieces:
            match self._answer(self.ask(replace(sheaf, pieces=(piece,)))):
                case Refused() as refused:
                    return refused
                case None:
                    outcomes.append(_DIED)
                case made:
                    outcomes += made
        return outcomes

    def _answer(self, ticket: Ticket) -> Answer | None:
        """Wait for *ticket*; return None where its worker died."""
        future = ticket.future
        while not wait([future], timeout=_LOOK_EVERY).done:
            if trouble := self._workers.trouble():
                raise self._lost(trouble)
        try:
            error = future.exception()
        except CancelledError:
            raise self._lost(self._workers.trouble() or "the connection to them was lost") from None
        if error is None:
            return future.result()
        if isinstance(error, self._workers.deaths):
            self._drop(ticket.pool)
            return None
        # a mistake of ours, or a worker that cannot even read what it is sent; the text may hold a patient's data
        what = f"a worker failed ({type(error).__name__})"
        hint = "see that all computers have the same version of Paperwell and of Dask"
        return Refused(Problem(what, Location(self._workers.where), hint))

    def _lost(self, why: str) -> WriteError:
        hint = "start them again, then run the same command again: it makes what is missing"
        return WriteError(Problem(f"the workers are out of reach: {why}", Location(self._workers.where), hint))

    def _running(self) -> Executor:
        if self._pool is None:
            self._pool = self._workers.start()
        return self._pool

    def _drop(self, pool: Executor) -> None:
        """Forget a pool that is broken for all that it holds: the next sheaf gets a new one."""
        if pool is self._pool and BrokenExecutor in self._workers.deaths:
            self.close()

    def close(self) -> None:
        """Stop the workers, or let go of them; what they have not begun is given up."""
        if self._pool is not None:
            if BrokenExecutor in self._workers.deaths:
                self._pool.shutdown(wait=True, cancel_futures=True)
            else:
                self._pool.shutdown(wait=False)
            self._pool = None
