"""What “paperwell check” tells: what is wrong, where, why it matters, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.errors import Location, PaperwellError
from generator.model.handout import Allowance

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. *subject* is the text it is about, by which an allowance may name it."""

    rule: str
    at: Location
    what: str
    why: str
    instead: str
    subject: str = ""
    level: Level = "error"


def unusable(error: PaperwellError, at: Location) -> Iterator[Finding]:
    """Yield what makes a file unusable; *at* stands in where a problem names no place."""
    for problem in error.problems:
        why = "a document with this cannot be printed"
        yield Finding("file", problem.at or at, problem.what, why, problem.hint or "mend it")


def without_allowed(
    findings: Iterable[Finding], allowed: Sequence[Allowance], others: Sequence[Allowance] = ()
) -> Iterator[Finding]:
    """Yield *findings* without those that a file allows itself, and those of *allowed* that allow nothing.

    An allowance holds for findings in its own file alone. *others* are of files that are looked at in part.
    """
    listed = (*allowed, *others)
    used: set[int] = set()
    for finding in findings:
        fitting = {number for number, one in enumerate(listed) if _fits(finding, one)}
        used |= fitting
        if not fitting:
            yield finding
    for number, one in enumerate(allowed):
        if number not in used:
            what = f"“allow” lets “{one.rule}” pass, and nothing here is found fault with for that"
            yield Finding("allow", one.at, what, "an old exception hides the next mistake", "delete it", one.rule)


def _fits(finding: Finding, allowance: Allowance) -> bool:
    named = allowance.text is None or allowance.text.lower() in finding.subject.lower()
    return finding.rule == allowance.rule and finding.at.file == allowance.at.file and named
