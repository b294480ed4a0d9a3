"""What a stamp cannot do → processes that lay out. A worker that dies takes no document with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from generator.batch.report import Failure, failure_of, failure_of_ours
from generator.errors import PaperwellError
from generator.stamp import LaidOut, Order, Press

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from generator.model.patient import Patient

AHEAD = 6  # documents for each worker that may wait for it, or for us
_DIED = (BrokenExecutor, CancelledError)


@dataclass(frozen=True, slots=True)
class Shop:
    """All that a worker needs to print: the clinic's folder, the date, and what the library's files held then."""

    clinic: str
    on: date
    library: bytes = b""

    @classmethod
    def of(cls, folder: Path, on: date, library: bytes) -> Shop:
        """Return the shop of a clinic's folder."""
        return cls(str(folder), on, library)


@dataclass(frozen=True, slots=True)
class Work:
    """One document to lay out."""

    order: Order
    patient: Patient | None
    values: Mapping[str, str] | None


Result = LaidOut | Failure


@lru_cache(maxsize=2)
def _press(shop: Shop) -> Press:
    from generator.library import open_library

    press = Press(open_library(Path(shop.clinic)), shop.on)
    press.settle()
    return press


def lay_out(shop: Shop, work: Work) -> Result:
    """Return the document of *work*, or why there is none: what a worker does."""
    try:
        return _press(shop).lay_out(work.order, work.patient, work.values)
    except PaperwellError as error:
        return failure_of(error)


def _start_worker() -> None:
    """Leave Ctrl-C to the run, which stops its workers itself; end when the run is killed and cannot do so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(run: BaseProcess | None) -> None:
    """Wait for the end of *run*: a worker would wait for its work for ever, with a patient's data in its memory."""
    if run is not None:
        run.join()
        os.kill(os.getpid(), signal.SIGTERM)


def processes(workers: int) -> Executor:
    """Return a pool of *workers* processes; they are spawned, so that nothing of a patient is in them at first."""
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start_worker)


@dataclass(slots=True)
class Ticket:
    """A document that is being laid out."""

    work: Work
    pool: Executor
    future: Future[Result]


class Layouts:
    """Lays out in the pools that *start* makes for a number of workers; a pool is made on first need."""

    def __init__(self, shop: Shop, workers: int, start: Callable[[int], Executor] = processes) -> None:
        self.workers = workers
        self.most_ahead = workers * AHEAD
        self._start = start
        self._do = partial(lay_out, shop)
        self._pool: Executor | None = None
        self._apart: Executor | None = None

    def ask(self, work: Work) -> Ticket:
        """Have *work* laid out."""
        pool = self._running()
        try:
            return Ticket(work, pool, pool.submit(self._do, work))
        except BrokenExecutor:
            self._drop(pool)
            pool = self._running()
            return Ticket(work, pool, pool.submit(self._do, work))

    def _running(self) -> Executor:
        if self._pool is None:
            self._pool = self._start(self.workers)
        return self._pool

    def result(self, ticket: Ticket) -> Result:
        """Wait for *ticket* and return its document, or why there is none.

        A pool breaks for all that it holds when one worker dies. Each is then tried again in a pool of its own, so
        that only the document that kills its worker fails.
        """
        error = _error_of(ticket.future)
        if error is None:
            return ticket.future.result()
        if not isinstance(error, _DIED):
            return failure_of_ours(error)
        self._drop(ticket.pool)
        again = self._tried_apart(ticket.work)
        error = _error_of(again)
        if error is None:
            return again.result()
        if not isinstance(error, _DIED):
            return failure_of_ours(error)
        self._close(self._apart)
        self._apart = None
        return Failure("the worker process that laid it out died, twice")

    def _tried_apart(self, work: Work) -> Future[Result]:
        if self._apart is None:
            self._apart = self._start(1)
        return self._apart.submit(self._do, work)

    def _drop(self, pool: Executor) -> None:
        """Forget a broken pool: the next document gets a new one."""
        if pool is self._pool:
            self._close(pool)
            self._pool = None

    def close(self) -> None:
        """Stop the workers; what they have not finished is given up."""
        for pool in (self._pool, self._apart):
            self._close(pool)
        self._pool = self._apart = None

    @staticmethod
    def _close(pool: Executor | None) -> None:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _error_of(future: Future[Result]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error
