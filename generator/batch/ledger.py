"""What is done, in SQLite beside the output: keyed hashes of inputs → files, sizes and checksums. No patient's text.

A name is reserved before its file is written and marked as done after it is on the disk, each in one transaction for
some hundred files. So whatever a killed run leaves behind is known by name.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.errors import Location, Problem, UsageError, WriteError

LEDGER = ".paperwell-batch.sqlite"
LOCK = ".paperwell-batch.lock"
_SHAPE = 1  # of the tables; another one is of another version
_TABLES = """
CREATE TABLE IF NOT EXISTS file(
  key TEXT PRIMARY KEY, name TEXT NOT NULL, run INTEGER NOT NULL, copies INTEGER NOT NULL,
  inputs BLOB, wanted BLOB, size INTEGER, sum BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unfinished ON file(key) WHERE wanted IS NOT NULL;
CREATE TABLE IF NOT EXISTS fact(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
_COLUMNS = "key, name, run, copies, inputs, wanted, size, sum"
_MOST_KEYS = 250  # of one question: older SQLite takes 999 values


@dataclass(slots=True)
class Entry:
    """A file: *inputs* made it; *wanted* are those it is being made of; *copies* share its name up to a number."""

    key: str
    name: str
    run: int
    copies: int = 1
    inputs: bytes | None = None
    wanted: bytes | None = None
    size: int | None = None
    sum: bytes | None = None


class Ledger:
    """The ledger of a folder, held by one run at a time."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        """Open or make the ledger in *folder*; UsageError when another run holds it, WriteError when it cannot be."""
        self.path = folder / LEDGER
        self._lock = _lock(folder / LOCK)
        try:
            self._open(durable)
        except WriteError:
            os.close(self._lock)
            raise

    def _open(self, durable: bool) -> None:
        with self._told():
            if not self.path.exists():  # SQLite would make it readable by others
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._base = sqlite3.connect(self.path, isolation_level=None)
            self._base.execute("PRAGMA locking_mode=EXCLUSIVE")  # no shared memory beside it: works on network drives
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
            self._base.executescript(_TABLES)
        if int(self.fact("shape") or _SHAPE) != _SHAPE:
            raise WriteError(Problem("the ledger is of another version of Paperwell", Location(str(self.path)), _MOVE))
        self.key = self.fact("key") or os.urandom(32)
        self.run = int(self.fact("run") or 0) + 1
        self.ended_cleanly = self.fact("open") != b"1"
        with self._told():
            self._set(("shape", str(_SHAPE)), ("key", self.key), ("run", str(self.run)), ("open", "1"))

    def fact(self, name: str) -> bytes | None:
        """Return a fact about the folder."""
        with self._told():
            found = self._base.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return found if found is None else bytes(found[0], "utf-8") if isinstance(found[0], str) else bytes(found[0])

    def _set(self, *facts: tuple[str, str | bytes]) -> None:
        self._base.executemany("INSERT OR REPLACE INTO fact VALUES(?, ?)", facts)

    def remember(self, name: str, value: str | bytes | None) -> None:
        """Keep a fact about the folder, or forget it."""
        with self._told():
            if value is None:
                self._base.execute("DELETE FROM fact WHERE name = ?", (name,))
            else:
                self._set((name, value))

    def look_up(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Return the entries of those of *keys* that have one."""
        found: dict[str, Entry] = {}
        asked = list(keys)
        with self._told():
            for start in range(0, len(asked), _MOST_KEYS):
                some = asked[start : start + _MOST_KEYS]
                marks = ",".join("?" * len(some))
                rows = self._base.execute(f"SELECT {_COLUMNS} FROM file WHERE key IN ({marks})", some)
                found.update((row[0], Entry(*row)) for row in rows)
        return found

    def keep(self, entries: Sequence[Entry]) -> None:
        """Write *entries* down, all or none."""
        if not entries:
            return
        rows = [(e.key, e.name, e.run, e.copies, e.inputs, e.wanted, e.size, e.sum) for e in entries]
        with self._told(), self._transaction():
            self._base.executemany("INSERT OR REPLACE INTO file VALUES(?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def drop(self, keys: Iterable[str]) -> None:
        """Forget the files of *keys*."""
        with self._told(), self._transaction():
            self._base.executemany("DELETE FROM file WHERE key = ?", [(key,) for key in keys])

    def unfinished(self) -> list[Entry]:
        """Return the files that a killed run may have left half-way: at most some hundred."""
        with self._told():
            rows = self._base.execute(f"SELECT {_COLUMNS} FROM file WHERE wanted IS NOT NULL")
            return [Entry(*row) for row in rows]

    def files(self) -> Iterator[tuple[str, int, bytes]]:
        """Yield name, size and checksum of the finished files that this run asked for, in order of their names."""
        query = "SELECT name, size, sum FROM file WHERE sum IS NOT NULL AND run = ? ORDER BY key"
        with self._told(), closing(self._base.cursor()) as cursor:
            yield from cursor.execute(query, (self.run,))

    def count_others(self) -> int:
        """Return how many finished files this run did not ask for."""
        with self._told():
            query = "SELECT count(*) FROM file WHERE sum IS NOT NULL AND run <> ?"
            return int(self._base.execute(query, (self.run,)).fetchone()[0])

    def end(self, *, cleanly: bool) -> None:
        """Note that the run has ended; *cleanly* where every file is as the ledger says."""
        if cleanly:
            self.remember("open", "0")

    def close(self) -> None:
        """Let go of the ledger."""
        try:
            with self._told():
                self._base.close()
        finally:
            os.close(self._lock)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN")
        try:
            yield
            self._base.execute("COMMIT")
        finally:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", None)
            hint = "the disk is full: make room, then run it again" if code == sqlite3.SQLITE_FULL else _MOVE
            what = f"cannot keep the ledger: {getattr(error, 'sqlite_errorname', type(error).__name__)}"
            raise WriteError(Problem(what, Location(str(self.path)), hint)) from None
        except OSError as error:
            what = f"cannot keep the ledger: {error.strerror}"
            raise WriteError(Problem(what, Location(str(self.path)), "choose another folder")) from None


_MOVE = "choose another folder, or move the files of this one elsewhere"


def _lock(path: Path) -> int:
    """Return an open file that this process alone holds; the system lets go of it when the process ends, however."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        what = f"cannot write to the folder: {error.strerror}"
        raise WriteError(Problem(what, Location(str(path.parent)), "choose another folder")) from None
    try:
        import fcntl
    except ImportError:  # Windows: the ledger's own lock refuses the second run, with a plainer message
        return descriptor
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        hint = "wait until it is done, or choose another folder"
        raise UsageError(Problem("another run is writing to this folder", Location(str(path.parent)), hint)) from None
    except OSError:  # a network drive without locks: the ledger's own has to do
        return descriptor
    return descriptor
