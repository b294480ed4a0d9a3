"""Finished documents → files of their own, each known to the ledger before it is there and after.

A file is ours while it is as the ledger says; what somebody else wrote or changed is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from generator.batch.ledger import Entry, Ledger
from generator.batch.naming import collision_key, numbered
from generator.batch.place import Place, Sums, TakenError
from generator.batch.plan import Task

State = Literal["make", "there", "changed"]
HashOf = Callable[[Task], bytes]


@dataclass(slots=True)
class Filed:
    """A task with its file: to be made, already there, or changed by somebody."""

    task: Task
    entry: Entry
    state: State
    replace: bool = False


class Filing:
    """Keeps the files of a run and its ledger in step."""

    def __init__(self, place: Place, ledger: Ledger, hash_of: HashOf, *, force: bool = False) -> None:
        self._place, self._ledger, self._hash_of, self._force = place, ledger, hash_of, force
        self._flying: dict[str, Entry] = {}  # reserved in the ledger, not yet finished there
        self._finished: list[Entry] = []
        self._sum_of = Sums()

    def recover(self) -> int:
        """Remove what a killed run left half-way; return how many files that were."""
        self._place.tidy()
        entries = self._ledger.unfinished()
        sums = self._sums(entry for entry in entries if entry.sum is not None)
        new = [entry for entry in entries if entry.sum is None or sums[entry.name] != entry.sum]
        sizes = self._place.sizes(entry.name for entry in new)
        self._place.each(partial(self._place.remove, name) for name in sizes)
        for entry in new:  # the others are older files, which were to be replaced
            entry.inputs = entry.size = entry.sum = None
        for entry in entries:
            entry.wanted = None
        self._ledger.keep(entries)
        return len(sizes)

    def _sums(self, entries: Iterable[Entry]) -> dict[str, bytes | None]:
        names = [entry.name for entry in entries]
        return dict(zip(names, self._place.each(partial(self._place.sum, name) for name in names), strict=True))

    def reserve(self, tasks: Sequence[Task]) -> list[Filed]:
        """Give each task its file name, and write down which files are going to be made."""
        known = self._ledger.look_up({collision_key(task.name) for task in tasks})
        known |= self._flying
        changed: dict[str, Entry] = {}
        entries = [self._claimed(task.name, known, changed) for task in tasks]
        # a file that is there and no run of ours made is met when it is written: most names are new, and a store slow
        sizes = self._place.sizes(entry.name for entry in entries if entry.sum is not None)
        sums = {} if self._ledger.ended_cleanly else self._sums(e for e in entries if e.size == sizes.get(e.name, -1))
        filed = [self._filed(*pair, sizes, sums) for pair in zip(tasks, entries, strict=True)]
        self._keep_finished(more=changed)
        return filed

    def _claimed(self, name: str, known: dict[str, Entry], changed: dict[str, Entry]) -> Entry:
        """Return the entry of *name*, or of name-2, name-3 … where this run has given the name away."""
        key = collision_key(name)
        entry = first = known.get(key)
        while entry is not None and entry.run == self._ledger.run and first is not None:
            first.copies += 1
            changed[key] = first
            other = numbered(name, first.copies)
            other_key = collision_key(other)
            entry = known.get(other_key) or self._ledger.look_up([other_key]).get(other_key)
            if entry is None:
                entry = Entry(other_key, other, 0)
            known[other_key] = entry
        if entry is None:
            entry = Entry(key, name, 0)
        entry.run, entry.copies = self._ledger.run, 1
        known[entry.key] = changed[entry.key] = entry
        return entry

    def _filed(self, task: Task, entry: Entry, sizes: Mapping[str, int], sums: Mapping[str, bytes | None]) -> Filed:
        if task.item.failure:
            return Filed(task, entry, "make")
        inputs = self._hash_of(task)
        state, replace = self._state(entry, inputs, sizes.get(entry.name), sums.get(entry.name))
        if state == "make":
            entry.wanted = inputs
            self._flying[entry.key] = entry
        return Filed(task, entry, state, replace)

    def _state(self, entry: Entry, inputs: bytes, size: int | None, total: bytes | None) -> tuple[State, bool]:
        """Return what to do about a file of *size* bytes, and whether something is to be replaced.

        *total* is its checksum; it has been reckoned where the run before may have left another file than it noted.
        """
        if entry.sum is None:
            return "make", self._force
        if size is None:
            return "make", False
        same = size == entry.size
        if entry.inputs == inputs:
            if same and (self._ledger.ended_cleanly or total == entry.sum):
                return "there", False
        elif same and (total or self._place.sum(entry.name)) == entry.sum:
            return "make", True
        if self._force or not self._place.is_whole(entry.name):
            return "make", True
        return "changed", False

    def write(self, filed: Filed, parts: Sequence[bytes]) -> bool:
        """Write the file; return whether its name was still free. Raises WriteError."""
        entry = filed.entry
        try:
            self._place.write(entry.name, parts, replace=filed.replace)
        except TakenError:
            self.give_up(filed)
            return False
        self.made(filed, sum(map(len, parts)), self._sum_of(parts))
        return True

    def made(self, filed: Filed, size: int, total: bytes) -> None:
        """Note that the file is there, with its size and checksum."""
        entry = filed.entry
        entry.size, entry.sum = size, total
        entry.inputs, entry.wanted = entry.wanted, None
        self._finished.append(entry)

    def give_up(self, filed: Filed) -> None:
        """Note that no file was made; an older one of ours stays."""
        if filed.entry.wanted is not None:
            filed.entry.wanted = None
            self._finished.append(filed.entry)

    def flush(self) -> None:
        """Write down everything that is finished."""
        self._keep_finished(more={})

    def _keep_finished(self, more: dict[str, Entry]) -> None:
        """Write finished files down once they are safe on the disk, and with them what is going to be made."""
        if self._finished:
            self._place.settle()
        entries = {entry.key: entry for entry in self._finished} | more
        self._ledger.keep(list(entries.values()))
        for entry in self._finished:
            self._flying.pop(entry.key, None)
        self._finished.clear()
