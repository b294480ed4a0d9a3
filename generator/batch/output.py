"""A job and how it is run → where its files go, and where the run keeps its ledger and the rows it sets aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.batch.cloud import Target, is_address, ledger_name, local_folder, shown_address
from generator.errors import Location, Problem, UsageError

if TYPE_CHECKING:
    from generator.batch.run import Options
    from generator.model.job import Job

LEDGERS = "paperwell-ledger"  # holds a folder for the ledger of each store


@dataclass(frozen=True, slots=True)
class Output:
    """Where a run writes: *home* holds its ledger, *target* the files of their own, *shown* is how to tell of it."""

    home: Path
    target: Target | None
    shown: Path | str

    @property
    def is_store(self) -> bool:
        """Whether the files go elsewhere than the ledger."""
        return isinstance(self.shown, str)


def output_of(job: Job, options: Options) -> Output:
    """Return where *job* writes; raises UsageError for what does not go together."""
    out = job.out
    _check(job, options)
    if out is None:
        home = Path(job.merge.file if job.merge else "").parent
        return Output(home, None, home)
    each, sync = options.fsync == "each", options.fsync == "batch"
    if is_address(out):
        home = Path(job.ledger) if job.ledger else default_ledger(Path(), out)
        return Output(home, Target(out, each, sync), shown_address(out))
    home = local_folder(out)
    return Output(home, Target(str(home.absolute()), each, sync), home)


def default_ledger(folder: Path, address: str) -> Path:
    """Return the folder of the ledger of a store, for a job in *folder*."""
    return folder / LEDGERS / ledger_name(address)


def _check(job: Job, options: Options) -> None:
    out = job.out or ""
    at = Location(shown_address(out))
    if job.merge is not None and (options.scheduler or is_address(out)):
        what = "print files are made on this computer, into one of its folders"
        hint = "run it twice: for the print files without --scheduler and s3://, for the others without --merge"
        raise UsageError(Problem(what, job.merge.at if job.merge.at.line else None, hint))
    if job.ledger and not is_address(out):
        raise UsageError(Problem("a folder keeps its ledger itself", at, "leave --ledger out"))
    if options.scheduler and out.startswith("memory://"):
        raise UsageError(Problem("other computers cannot write to this one's memory", at, "write to s3:// or a folder"))
