"""The address of a Dask scheduler → its workers, as an executor. The connection is Dask's own; tls:// protects it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.batch.crew import Workers, near
from generator.errors import Location, MissingAssetError, Problem, UsageError, WriteError

if TYPE_CHECKING:
    from generator.batch.run import Options

_CONNECT = 5  # seconds
_WAIT = 30  # seconds for a first worker
_LOOKS = 60  # times that a run looks for workers, each after half a second, before it ends without any


@contextmanager
def workers_for(options: Options, *, is_store: bool) -> Iterator[Workers | None]:
    """Give who makes and writes the files; None where the run does it itself: into a folder nothing is quicker.

    A store is slow to answer, and has them written by several. Raises what `cluster` raises.
    """
    if options.scheduler:
        with cluster(options.scheduler) as far:
            yield far
        return
    yield near(options.workers, options.start) if is_store else None


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Connect to the scheduler at *address*, such as tcp://10.0.0.5:8786, and give its workers.

    Raises MissingAssetError without Dask, UsageError for what is no address, WriteError when nobody answers.
    """
    at = Location(address)
    try:
        import distributed
    except ModuleNotFoundError:
        hint = "pip install 'paperwell[dask]'"
        raise MissingAssetError(Problem("a scheduler needs Dask", at, hint)) from None
    dask: Any = distributed  # without types
    try:
        client = dask.Client(address, timeout=_CONNECT, set_as_default=False)
    except ValueError:
        raise UsageError(Problem("this is no address of a scheduler", at, "write it as tcp://HOST:8786")) from None
    except TypeError:
        hint = "name the certificates in Dask's settings, distributed.comm.tls (docs/scale.md)"
        raise UsageError(Problem("tls:// needs certificates", at, hint)) from None
    except OSError:
        hint = "start it with “dask scheduler”, or check the address"
        raise WriteError(Problem("no scheduler answers", at, hint)) from None
    try:
        count = _count(client, at)
        yield Workers(count, address, partial(client.get_executor, pure=False), (dask.KilledWorker,), _Looks(client))
    finally:
        client.close(timeout=_CONNECT)


def _count(client: Any, at: Location) -> int:
    """Return how many documents the workers make at once; waits for a first worker."""
    hint = "start workers with “dask worker ADDRESS”"
    try:
        client.wait_for_workers(1, timeout=_WAIT)
        return sum(client.nthreads().values()) or 1
    except OSError:  # Dask's own time-out is one too
        raise WriteError(Problem("the scheduler has no workers", at, hint)) from None


class _Looks:
    """Tells why nothing more is to be expected of a cluster; an empty text while it works."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._without = 0

    def __call__(self) -> str:
        if self._client.status != "running":
            return "the scheduler is gone"
        self._without = 0 if self._client.scheduler_info()["workers"] else self._without + 1
        return "the scheduler has no workers left" if self._without >= _LOOKS else ""
