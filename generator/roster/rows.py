"""What every format is read into: headings and rows of text; and how a value that is no text is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from generator.errors import Location


class Row(NamedTuple):
    """One row as read: where it starts, its cells, and what is wrong with it already.

    No dataclass: a million of them are made, and a tuple is made three times as fast.
    """

    line: int
    cells: Sequence[str]
    fault: str = ""


def to_mend(line: int, cells: Sequence[str], width: int, fault: str) -> Row:
    """Return a row whose *cells* are not what its owner meant: a cell beyond the headings says so.

    It keeps the row from being printed when the rejected rows are read again and nobody has looked at it.
    """
    return Row(line, (*cells, *[""] * (width - len(cells)), "mend the row, then delete this cell"), fault)


@dataclass(frozen=True, slots=True)
class Table:
    """A roster as read, from whatever format: *rows* can be gone through once."""

    at: Location
    heads: tuple[str, ...]
    rows: Iterator[Row]


def written(value: object) -> str:
    """Return a cell's *value* as text: whole numbers without .0, dates as ISO, yes and no as true and false."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() | Decimal() if value != value:
            return ""  # “not a number” is how pandas writes an empty cell
        case float():
            return _whole(value) or f"{value:.15g}"
        case Decimal():
            return _whole(value) or f"{value:f}"
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case bytes() | bytearray() | memoryview():
            return "\ud800"  # binary data are no text: the row's check refuses a lone surrogate
        case _:
            return str(value)


def _whole(value: float | Decimal) -> str:
    """Return a whole *value* as its owner sees it: 44105.0 is the number 44105."""
    return str(int(value)) if -(10**15) < value < 10**15 and value == int(value) else ""


def _moment(value: datetime) -> str:
    """Return a date alone where the time is midnight: spreadsheets keep dates of birth as midnights."""
    return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
