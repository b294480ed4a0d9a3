"""What a run did, in numbers and reasons; none of it tells anything of a patient but the number of a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import FitError, MissingGlyphError, PaperwellError
from generator.stamp import How

EXAMPLES = 5  # names of files that are shown
_MOST_NOTES = 20
SHOWN = 100  # reasons that are kept to be shown; rejected.csv has all
_QUOTED = re.compile(r"“[^”]*”")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document was not made: *reason* may be shown to anybody, *detail* stands in rejected.csv alone."""

    reason: str
    detail: str = ""


CHANGED = Failure("its file was changed since it was made, and is left as it is")
TAKEN = Failure("a file of its name is there already, and is none of ours")
# What a mistake of ours raises over one odd row: it must not end the run of a whole evening, again and again.
MISTAKES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def failure_of_ours(error: BaseException) -> Failure:
    """Return what is told of a mistake of ours: its message may hold a patient's data."""
    return Failure(f"Paperwell itself failed ({type(error).__name__})")


def failure_of(error: PaperwellError) -> Failure:
    """Return what is told of *error*: what its message quotes may be a patient's, and is for rejected.csv alone."""
    first = error.problems[0]
    detail = f"{first.what} — {first.hint}" if first.hint else first.what
    match error:
        case MissingGlyphError():
            return Failure("no font has one of its characters", detail)
        case FitError():
            return Failure("something in it does not fit a page", detail)
    return Failure(_QUOTED.sub("“…”", first.what), detail)


def with_column(reason: str, column: str | None) -> str:
    """Return *reason* with the column it speaks of."""
    return f"{reason} (column “{column}”)" if column else reason


@dataclass(frozen=True, slots=True)
class Fault:
    """A row, or one document of it, that was not made."""

    row: int
    reason: str
    document: str = ""

    def __str__(self) -> str:
        who = f"row {self.row}" if self.row else "blank"
        return f"{who}, {self.document}: {self.reason}" if self.document else f"{who}: {self.reason}"


@dataclass(slots=True)
class Report:
    """What a run did, or with --dry-run would do."""

    rows: int = 0
    rejected: int = 0  # rows
    documents: int = 0  # of the other rows
    stamped: int = 0
    rewrapped: int = 0
    laid_out: int = 0
    there: int = 0
    changed: int = 0  # files that somebody changed, and that were left alone
    failed: int = 0  # documents
    skipped: int = 0  # documents that no rule or word asks for
    others: int = 0  # files of earlier runs that this one does not ask for
    per: Counter[tuple[str, str]] = field(default_factory=Counter)  # document, branch: how many
    faults: list[Fault] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)  # what documents had to say to their user
    out: Path | str | None = None  # a folder, or the address of a store
    print_files: list[Path] = field(default_factory=list)
    rejected_file: Path | None = None
    manifest: Path | None = None
    stopped: bool = False
    broken: PaperwellError | None = None  # what ended the run too early

    @property
    def made(self) -> int:
        """How many documents were made anew."""
        return self.stamped + self.rewrapped + self.laid_out

    @property
    def is_whole(self) -> bool:
        """Whether everything that was asked for is there."""
        return not (self.rejected or self.failed or self.changed or self.stopped or self.broken)

    def ask(self, document: str, branch: str | None) -> None:
        """Count a document that is asked for."""
        self.documents += 1
        self.per[document, branch or ""] += 1

    def made_one(self, how: How, notes: Iterable[str]) -> None:
        """Count a document that was made, and keep what it says."""
        match how:
            case "stamped":
                self.stamped += 1
            case "rewrapped":
                self.rewrapped += 1
            case "laid_out":
                self.laid_out += 1
        for note in notes:
            self.said[note] += 1

    def example(self, name: str) -> None:
        """Keep the name of a file to be shown, if it is one of the first."""
        if len(self.examples) < EXAMPLES:
            self.examples.append(name)

    def most_said(self) -> list[str]:
        """Return what documents had to say, most said first."""
        return [note for note, _ in self.said.most_common(_MOST_NOTES)]

    def fault(self, row: int, reason: str, document: str = "") -> None:
        """Count a fault, and keep the first ones to be shown."""
        if document:
            self.failed += 1
        else:
            self.rejected += 1
        if len(self.faults) < SHOWN:
            self.faults.append(Fault(row, reason, document))

    def as_json(self) -> dict[str, object]:
        """Return the numbers and reasons as plain data."""
        counts = ("rows", "rejected", "documents", "stamped", "rewrapped", "laid_out", "there", "changed", "failed")
        per = [{"document": d, "branch": b, "count": n} for (d, b), n in sorted(self.per.items())]
        return {
            **{name: getattr(self, name) for name in (*counts, "skipped", "others")},
            "per": per,
            "faults": [{"row": f.row, "document": f.document, "reason": f.reason} for f in self.faults],
            "examples": self.examples,
            "notes": self.notes,
            "out": str(self.out) if self.out else None,
            "print_files": [str(path) for path in self.print_files],
            "rejected_file": str(self.rejected_file) if self.rejected_file else None,
            "manifest": str(self.manifest) if self.manifest else None,
            "stopped": self.stopped,
            "broken": str(self.broken) if self.broken else None,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: rows read and, where it is known, rows in all; documents finished."""

    rows: int
    all_rows: int | None
    documents: int
