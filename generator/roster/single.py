"""One patient's row from a CSV file as practice software exports it: any delimiter, encoding and header names.

Messages name lines and columns, never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from generator.errors import InputError, Location, Problem
from generator.model.patient import Patient
from generator.roster.dates import parse_date
from generator.roster.delimited import read_delimited
from generator.roster.headings import read_headings
from generator.roster.letters import no_text
from generator.roster.place import RosterSource, open_stream
from generator.text import clean_line

_SHOWN_ROWS = 5
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Found:
    """The fields of one line, by the names of Patient."""

    line: int
    values: Mapping[str, str]


def read_patient(path: Path, row_id: str | None, date_order: str = "dmy") -> Patient:
    """Return the patient in the row *row_id* of a CSV file; without an id, of its only row.

    Dates are ISO or in *date_order*. Raises MissingAssetError when the file cannot be read, InputError when the
    row is not there, is there twice, or holds what is no date.
    """
    file = str(path)
    with ExitStack() as stack:
        wanted = (row for row in _rows(file, stack) if row_id is None or row.values.get("id") == row_id)
        rows = list(islice(wanted, _SHOWN_ROWS))  # more than one is a mistake already
    if not rows and row_id is not None:
        hint = "check the id and the file; the id column is the one called “id”, “patient no” or the like"
        raise InputError(Problem(f"no row has the id “{row_id}”", Location(file), hint))
    if not rows:
        raise InputError(Problem("the file has no rows", Location(file), "export it again"))
    if len(rows) > 1:
        numbers = ", ".join(str(row.line) for row in rows)
        what = f"the id “{row_id}” stands twice" if row_id else "the file has several rows"
        hint = f"see lines {numbers}" if row_id else "say which one with --row ID"
        raise InputError(Problem(what, Location(file, rows[0].line), hint))
    return _patient(rows[0], file, date_order)


def _rows(file: str, stack: ExitStack) -> Iterator[_Found]:
    """Yield the rows of a file in which everything must be readable: who is asked for may be in any of them."""
    source = RosterSource(file, format="csv")
    stream = open_stream(source, None, stack)
    if b"\0" in stream.first and not stream.first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise no_text(source.at)
    table = read_delimited(stream, source)
    headings = read_headings(table.heads, {}, table.at) if table.heads else None
    for row in table.rows if headings else ():
        at = Location(file, row.line)
        if any(map(_UNREADABLE.search, row.cells)):
            raise no_text(source.at)
        if row.fault:
            raise InputError(Problem(f"not readable as CSV: {row.fault}", at, "check the quotes"))
        if len(row.cells) > len(table.heads) and any(cell.strip() for cell in row.cells[len(table.heads) :]):
            hint = "put quotes around values that hold the delimiter"
            raise InputError(Problem("the row has more cells than columns", at, hint))
        if headings:
            yield _Found(row.line, headings.values([clean_line(cell) for cell in row.cells]))


def _patient(row: _Found, file: str, date_order: str) -> Patient:
    at = Location(file, row.line)
    values: dict[str, object] = dict(row.values)
    if "birth_date" in values:
        born = parse_date(row.values["birth_date"], date_order)
        if born is None:
            hint = "write it as 1968-11-30"
            raise InputError(Problem("the date of birth is no date", at, hint))
        values["birth_date"] = born
    return Patient.model_validate(_Located(values, at))


class _Located(dict[str, object]):
    """A row that knows its place, for the model to keep."""

    def __init__(self, values: Mapping[str, object], at: Location) -> None:
        super().__init__(values)
        self.at = at
