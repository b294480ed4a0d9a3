"""What is read from one filled file, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from generator.errors import Problem
from generator.model.question import Flag

Answer = bool | int | float | str | date | datetime | time | tuple[str, ...]
"""A code for one choice, a tuple of codes where several may be ticked, a number without its unit."""
Status = Literal["completed", "in-progress"]


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A score: its value, rounded, or None with the reason why it cannot be worked out; what the value means.

    `answered` of the `of` questions that were asked have an answer that counts.
    """

    linkId: str  # noqa: N815 - FHIR's name
    value: Decimal | None
    band: str | None
    answered: int
    of: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """An answer that asks for action; `label` is the form's wording, `path` the question's place in it."""

    level: Flag
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Answers:
    """One filled form. `answers` is in the order of the form; a blank question is absent.

    `version` and `questions` (a hash) are those of the form that was filled in. `problems` are answers that cannot
    be used and are left out, or fields that are missing; `notes` are for information. Neither quotes an answer.
    """

    file: str
    form: str
    version: str
    questions: str
    status: Status
    answers: Mapping[str, Answer]
    scores: tuple[ScoreResult, ...] = ()
    flags: tuple[RaisedFlag, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
