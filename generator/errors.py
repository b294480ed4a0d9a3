"""What can go wrong, where it went wrong, and which exit code says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """Exit codes of the command; documented in docs/errors.md."""

    OK = 0
    USAGE = 2
    BAD_INPUT = 3
    MISSING_ASSET = 4
    DOES_NOT_FIT = 5
    WOULD_NOT_CONFORM = 6
    CANNOT_WRITE = 7
    SOME_FAILED = 10
    STOPPED = 130


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file that an author wrote; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


def shown(path: Path) -> str:
    """Return *path* as a user would write it: from the current folder if it lies there."""
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


NOWHERE = Location("built in")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and what to do about it."""

    what: str
    at: Location | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.at}: " if self.at else ""
        return f"{place}{self.what} — {self.hint}" if self.hint else f"{place}{self.what}"


class PaperwellError(Exception):
    """Base of every error a user can cause; carries all problems found at once."""

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class UsageError(PaperwellError):
    """What was asked for does not exist: an unknown id, branch or key."""

    exit_code = ExitCode.USAGE


class InputError(PaperwellError):
    """A file says something that Paperwell cannot use."""


class MissingAssetError(PaperwellError):
    """A file that a document needs is missing: a font, a logo, a data folder."""

    exit_code = ExitCode.MISSING_ASSET


class MissingGlyphError(MissingAssetError):
    """No font has a character of the text."""


class FitError(PaperwellError):
    """Something is larger than the page that must hold it."""

    exit_code = ExitCode.DOES_NOT_FIT


class ConformanceError(PaperwellError):
    """The file would claim PDF/UA-1 and PDF/A-2a and break them."""

    exit_code = ExitCode.WOULD_NOT_CONFORM


class WriteError(PaperwellError):
    """The result cannot be written where it should go."""

    exit_code = ExitCode.CANNOT_WRITE


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest of *known*, or lists them when nothing is close."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean “{close[0]}”?"
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"known: {shown}" if names else "none are known here"
