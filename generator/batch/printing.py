"""Documents in print order → print files, one for each branch and tray; each is whole, or as it was before the run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from generator.batch.filing import HashOf
from generator.batch.ledger import Ledger
from generator.batch.place import checksum, checksum_of, write_error
from generator.batch.plan import Task
from generator.batch.sheets import Sheets, label_of
from generator.batch.sink import MakeSink, PrintLook, Spliced
from generator.errors import Location, Problem, WriteError
from generator.roster import Rejected
from generator.stamp import LaidOut

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.job import Job, Merge

_MOST_KEPT = 2_000  # documents


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger knows of a print file: what it was made of, how many documents that were, how it was then."""

    inputs: str
    documents: int
    size: int
    sum: str


class Group:
    """The people of a branch, or all; *make* gives their documents in print order, as often as it is asked."""

    def __init__(self, make: Callable[[], Iterator[Task | Rejected]]) -> None:
        self._make = make
        self._kept: list[Task | Rejected] | None = None
        self._is_long = False

    def tasks(self) -> Iterator[Task | Rejected]:
        """Yield the documents; those of a group that is not long are kept, as it is gone through several times."""
        if self._kept is None and not self._is_long:
            some = list(islice(self._make(), _MOST_KEPT + 1))
            self._is_long = len(some) > _MOST_KEPT
            self._kept = None if self._is_long else some
        return self._make() if self._kept is None else iter(self._kept)

    def good(self) -> Iterator[Task]:
        """Yield the tasks without the rows that are set aside."""
        return (task for task in self.tasks() if isinstance(task, Task))


class _Output:
    """One print file being written, aside until it is whole."""

    def __init__(self, path: Path, make: MakeSink, look: PrintLook) -> None:
        self.path, self._aside = path, aside_of(path)
        self._running, self.size, self.documents = checksum(), 0, 0
        self.row: int | None = None  # whose documents came last
        try:
            self._aside.unlink(missing_ok=True)
            self._file = os.fdopen(os.open(self._aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except OSError as error:
            raise write_error(error, path) from None
        self._sink = make(self._write, look)

    def _write(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise write_error(error, self.path) from None
        self._running.update(data)
        self.size += len(data)

    def add(self, printed: Spliced | LaidOut, label: str, *, new_patient: bool, copies: int = 1) -> None:
        parts = printed if isinstance(printed, LaidOut) else (printed.base, printed.filled)
        self._sink.add(parts, label=label, new_patient=new_patient, copies=copies)

    def finish(self) -> str:
        """Write what is left, safe on the disk; return the checksum."""
        self._sink.close()
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise write_error(error, self.path) from None
        return self._running.hexdigest()

    def keep(self) -> None:
        """Give the finished file its name."""
        try:
            self._aside.replace(self.path)
        except OSError as error:
            raise write_error(error, self.path) from None

    def drop(self) -> None:
        """Forget the file; one that has its name stays."""
        with suppress(OSError):  # a full disk has been told
            self._file.close()
        with suppress(OSError):  # it has its name already, or its folder is gone
            self._aside.unlink()


class Printing:
    """The print files of one group."""

    def __init__(self, files: PrintFiles, group: Group) -> None:
        self._files, self._group = files, group
        self._outputs: dict[str, _Output] = {}

    def add(self, task: Task, printed: Spliced | LaidOut) -> None:
        """Print the next document, as often as it is wanted."""
        output = self._outputs.get(task.item.tray) or self._open(task)
        label, branch = label_of(task), task.item.order.branch
        new = task.row == 0 or output.row != task.row
        if new and self._files.merge.separator == "patient":
            output.add(self._files.sheets.separator(branch, task.patient), label, new_patient=True)
        output.row = task.row
        output.documents += 1
        output.add(printed, label, new_patient=new, copies=task.item.copies)

    def _open(self, task: Task) -> _Output:
        files, tray, branch = self._files, task.item.tray, task.item.order.branch
        output = _Output(files.path(task), files.make, files.look(branch))
        self._outputs[tray] = output
        if files.merge.separator != "none":
            output.add(files.sheets.separator(branch), files.sheets.heading(branch), new_patient=True)
        if files.merge.pick_sheet:
            tasks = (other for other in self._group.good() if other.item.tray == tray)
            output.add(files.sheets.pick_sheet(branch, tasks), files.sheets.pick_title(), new_patient=True)
        return output

    def keep(self, inputs: str) -> list[Path]:
        """Give the files their names; without *inputs*, a rerun prints them again. Return them."""
        for output in self._outputs.values():
            total = output.finish()
            self._files.keep(output, Kept(inputs, output.documents, output.size, total))
        return [output.path for output in self._outputs.values()]

    def drop(self) -> None:
        """Forget the files that have not got their names."""
        for output in self._outputs.values():
            output.drop()


class PrintFiles:
    """All print files of a job: where they go, and what the ledger knows of them."""

    def __init__(
        self, job: Job, merge: Merge, library: Library, sheets: Sheets, ledger: Ledger, make: MakeSink
    ) -> None:
        self.merge, self.sheets, self.make = merge, sheets, make
        self._ledger = ledger
        self._file = Path(merge.file)
        fixed = job.branch is not None and job.branch.value is not None
        several = "branch" in merge.per and len(library.clinic.branches) > 1 and not fixed
        self._branches = [branch.id for branch in library.clinic.branches] if several else []
        self._trays = sorted({wanted.tray or "" for wanted in job.documents}) if "tray" in merge.per else []

    @property
    def parts(self) -> int:
        """How many parts of the sort key tell the groups apart."""
        return 1 if "branch" in self.merge.per else 0

    def path(self, task: Task) -> Path:
        """Return the print file of a task: print-BRANCH-TRAY.pdf where there are several of either."""
        return self._path(task.item.order.branch or "", task.item.tray)

    def _path(self, branch: str, tray: str) -> Path:
        parts = [branch if self._branches else "", tray if self._trays else ""]
        stem = "-".join([self._file.stem, *filter(None, parts)])
        return self._file.with_name(f"{stem}{self._file.suffix or '.pdf'}")

    def possible(self) -> list[Path]:
        """Return every print file that the job can make."""
        paths = (self._path(branch, tray) for branch in self._branches or [""] for tray in self._trays or [""])
        return list(dict.fromkeys(paths))

    def look(self, branch: str | None) -> PrintLook:
        """Return what the print file of a branch is like."""
        title = self.sheets.heading(branch if self._branches else None)
        setting = self.sheets.setting(None)
        merge = self.merge
        return PrintLook(title, setting.clinic.name, setting.language, setting.date, merge.tagged, merge.duplex)

    def prepare(self, *, force: bool) -> None:
        """Make the folder, remove what a killed run left; WriteError where a file is there that is none of ours."""
        for path in self.possible():
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                aside_of(path).unlink(missing_ok=True)
            except OSError as error:
                raise write_error(error, path) from None
            if path.exists() and not force and not self._found(path):
                hint = "move it elsewhere, choose another name, or add --force"
                what = "a file of this name is there already, and is none of ours or was changed"
                raise WriteError(Problem(what, Location(str(path)), hint))

    def of_before(self) -> list[Path]:
        """Return the print files that are there of an earlier run of this job."""
        return [path for path in self.possible() if self._known(path) and path.exists()]

    def inputs(self, group: Group, hash_of: HashOf) -> tuple[str, dict[Path, int]]:
        """Return the hash of all that a group's print files are made of, and how many documents each has."""
        running = blake2b(repr(self.merge).encode(), digest_size=16)
        documents: dict[Path, int] = {}
        for task in group.good():
            item = task.item
            if item.failure:
                continue
            running.update(hash_of(task) + f"{item.copies} {item.tray} {task.row and label_of(task)}".encode())
            path = self.path(task)
            documents[path] = documents.get(path, 0) + 1
        return running.hexdigest(), documents

    def are_there(self, inputs: str, documents: dict[Path, int]) -> bool:
        """Return whether the print files of a group are there as they should be."""
        for path, count in documents.items():
            found = self._found(path)
            if found is None or (found.inputs, found.documents) != (inputs, count):
                return False
        return bool(documents)

    def _found(self, path: Path) -> Kept | None:
        """Return what is known of the file that is there; None where it is another one."""
        try:
            size = path.stat().st_size
            total = checksum_of(path).hexdigest()
        except OSError:
            return None
        return next((kept for kept in self._known(path) if (kept.size, kept.sum) == (size, total)), None)

    def _known(self, path: Path) -> list[Kept]:
        fact = self._ledger.fact(_fact(path))
        return [Kept(**kept) for kept in json.loads(fact)] if fact else []

    def keep(self, output: _Output, kept: Kept) -> None:
        """Give a print file its name; whenever the run is killed, the ledger knows the file that is there."""
        self._remember(output.path, [kept, *self._known(output.path)[:1]])
        output.keep()
        self._remember(output.path, [kept])

    def _remember(self, path: Path, kept: list[Kept]) -> None:
        self._ledger.remember(_fact(path), json.dumps([asdict(each) for each in kept]))

    def manifest(self, paths: Iterable[Path]) -> Iterator[tuple[str, int, str]]:
        """Yield the name, size and checksum of print files."""
        for path in paths:
            for known in self._known(path)[:1]:
                yield path.name, known.size, known.sum


def aside_of(path: Path) -> Path:
    """Return where a print file is written before it has its name: one name, so that a rerun finds it."""
    return path.with_name(f".{path.name}.part")


def _fact(path: Path) -> str:
    return f"print {path.absolute()}"
