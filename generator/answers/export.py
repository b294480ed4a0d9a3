"""Answers → JSON and the cells of a table: the same words in both, in an order that never changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

from generator.answers.result import Answer, Answers
from generator.answers.shapes import SCORES, is_open
from generator.errors import Problem
from generator.model import question as q
from generator.model.form import Form, entries

BOM = "\ufeff"  # tells Excel that the file is UTF-8
Cell = str | int | float | Decimal | None
Column = tuple[str, Callable[[Answers], Cell]]
# A cell that starts so runs as a formula in Excel, LibreOffice or Google Sheets; the last four are full-width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


# -- JSON -------------------------------------------------------------------------------------------------------------


def json_of(answers: Answers) -> dict[str, Any]:
    """Return one file as plain data; moments are ISO 8601, several answers a list."""
    return {
        "file": answers.file,
        "form": answers.form,
        "version": answers.version,
        "questions": answers.questions,
        "status": answers.status,
        "answers": {path: _plain(answer) for path, answer in answers.answers.items()},
        "scores": {
            score.linkId: {
                "value": None if score.value is None else number(score.value),
                "band": score.band,
                "answered": score.answered,
                "of": score.of,
                "reason": score.reason,
            }
            for score in answers.scores
        },
        "flags": [{"level": flag.level, "path": flag.path, "label": flag.label} for flag in answers.flags],
        "problems": [_problem(problem) for problem in answers.problems],
        "notes": [_problem(note) for note in answers.notes],
    }


def _plain(answer: Answer) -> bool | int | float | str | list[str]:
    match answer:
        case tuple():
            return list(answer)
        case date() | time():  # a date with a time is a date
            return answer.isoformat()
    return answer


def number(value: Decimal) -> int | float:
    """Return *value* as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _problem(problem: Problem) -> dict[str, str]:
    return {"what": problem.what, "hint": problem.hint}


# -- CSV --------------------------------------------------------------------------------------------------------------


class Table:
    """The table of one form: its columns come from the form alone, so that all files of it fit together."""

    def __init__(self, form: Form) -> None:
        self._columns = tuple(_columns(form))

    def header(self) -> str:
        """Return the first line, with the mark of UTF-8 before it."""
        return BOM + _line(name for name, _ in self._columns)

    def row(self, answers: Answers) -> str:
        """Return the line of one file."""
        return _line(_guarded(cell(answers)) for _, cell in self._columns)


def _columns(form: Form) -> Iterator[Column]:
    yield "file", lambda answers: answers.file
    yield "form", lambda answers: answers.form
    yield "version", lambda answers: answers.version
    for path in _paths(form):
        yield path, _answer(path)
    for score in form.scores:
        yield f"{SCORES}.{score.linkId}", _score(score.linkId)
        if score.band:
            yield f"{SCORES}.{score.linkId}.band", _band(score.linkId)
    yield "flags", lambda answers: " ".join(f"{flag.level}:{flag.path}" for flag in answers.flags)
    yield "status", lambda answers: answers.status
    yield "problems", lambda answers: len(answers.problems)


def _paths(form: Form) -> Iterator[str]:
    for entry in entries(form):
        if not isinstance(entry.item, q.SignatureItem):
            yield entry.path
        if is_open(entry.item):
            yield f"{entry.path}_{q.OTHER}"


def _answer(path: str) -> Callable[[Answers], Cell]:
    return lambda answers: _cell(answers.answers.get(path))


def _score(link_id: str) -> Callable[[Answers], Cell]:
    return lambda answers: next((score.value for score in answers.scores if score.linkId == link_id), None)


def _band(link_id: str) -> Callable[[Answers], Cell]:
    return lambda answers: next((score.band for score in answers.scores if score.linkId == link_id), None)


def _cell(answer: Answer | None) -> Cell:
    match answer:
        case None:
            return None
        case bool():
            return str(answer).lower()
        case tuple():
            return " ".join(answer)
        case date() | time():  # a date with a time is a date
            return answer.isoformat()
    return answer


def _guarded(cell: Cell) -> Cell:
    """Return a text so that no program takes it for a formula; numbers are none."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _line(cells: Iterable[Cell]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
