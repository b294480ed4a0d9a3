"""What “paperwell check” tells: what is wrong, where, why it matters, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from generator.errors import Location
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


def without_allowed(findings: Iterable[Finding], allowed: Iterable[tuple[str, Allowance]]) -> Iterator[Finding]:
    """Yield *findings* without those that a file allows itself, and allowances that allow nothing.

    *allowed* are allowances with the file they stand in; they hold for findings in that file alone.
    """
    listed = list(allowed)
    used: set[int] = set()
    for finding in findings:
        fitting = {number for number, (file, one) in enumerate(listed) if _fits(finding, file, one)}
        used |= fitting
        if not fitting:
            yield finding
    for number, (_, one) in enumerate(listed):
        if number not in used:
            what = f"“allow” lets “{one.rule}” pass, and nothing here is found fault with for that"
            yield Finding("allow", one.at, what, "an old exception hides the next mistake", "delete it", one.rule)


def _fits(finding: Finding, file: str, allowance: Allowance) -> bool:
    named = allowance.text is None or allowance.text.lower() in finding.subject.lower()
    return finding.rule == allowance.rule and finding.at.file == file and named
