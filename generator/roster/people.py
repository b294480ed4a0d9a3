"""Rows of text → people, and what is wrong with the rows that are none; nothing here knows where the rows came from.

Reasons name columns, never a value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from generator.errors import Location
from generator.model.patient import Patient
from generator.roster.dates import NotADateError, detect_order, read_date
from generator.roster.headings import FIELDS, Headings
from generator.roster.rows import Row, Table
from generator.text import clean_line

SEEN_ROWS = 2000  # read ahead to find out the order of dates, and the keys of JSON
LONGEST_VALUE = 2000  # characters
# Control characters, lone surrogates, private use, and what stands where a character was lost.
_UNPRINTABLE = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffd-\uffff\U000e0000\U000f0000-\U0010ffff]"
)
# What a spreadsheet writes for a formula without a result, into its exports too.
_NO_RESULT = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_NOBODY = Patient()


@dataclass(frozen=True, slots=True)
class Person:
    """One good row: its running number from 1, the patient, and all its columns by name (Roster.names).

    *cells* are as read, for whoever has to set the row aside after all: *columns* hold joined addresses and ISO dates.
    """

    number: int
    patient: Patient
    columns: Mapping[str, str]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row set aside. *cells* are as read, for the file of rejected rows alone: never shown, never logged."""

    number: int
    at: Location
    reason: str
    column: str | None
    cells: tuple[str, ...]


class _BadCellError(ValueError):
    def __init__(self, reason: str, column: int | None = None) -> None:
        super().__init__(reason)
        self.column = column


class Roster:
    """The rows of an open roster, to be gone through once; close it, or use it in a with statement.

    *heads* are the headings as read, *names* all names a person's columns have, *date_order* what was declared or
    seen, None if nothing told. Going through it raises InputError when the file cannot be read on.
    """

    def __init__(
        self, table: Table, headings: Headings, order: str | None, default_order: str, closing: ExitStack
    ) -> None:
        self.heads = headings.heads
        self.names = headings.all_names
        self._headings = headings
        # A column that is only called like a field must not show where the field's own column is empty.
        self._no_values = {field: "" for field, _ in headings.fields}
        self._fields = [field for field in self._no_values if field in FIELDS]
        self._file = table.at.file
        self._default_order = default_order
        self._closing = closing
        self._born = headings.column("birth_date")
        self._rows: Iterator[Row] = table.rows
        self.date_order = order or self._see_order()

    def __enter__(self) -> Roster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file or the database."""
        self._closing.close()

    def _see_order(self) -> str | None:
        """Return the order that the dates of birth of the first rows show; keep these rows for the reader."""
        column = self._born
        if column is None:
            return None
        seen = list(islice(self._rows, SEEN_ROWS))
        self._rows = chain(seen, self._rows)
        return detect_order(row.cells[column] for row in seen if column < len(row.cells))

    def __iter__(self) -> Iterator[Person | Rejected]:
        for number, row in enumerate(self._rows, 1):
            try:
                yield self._person(number, row)
            except _BadCellError as error:
                index = error.column
                named = self.heads[index] or self._headings.names[index] if index is not None else None
                yield Rejected(number, Location(self._file, row.line), str(error), named, tuple(row.cells))

    def _person(self, number: int, row: Row) -> Person:
        if row.fault:
            raise _BadCellError(row.fault)
        cells = self._clean(row.cells)
        values = self._headings.values(cells)
        columns = {**dict(zip(self._headings.names, cells, strict=True)), **self._no_values, **values}
        fields: dict[str, object] = {field: values[field] for field in self._fields if field in values}
        if "birth_date" in values:
            born = self._birth_date(values["birth_date"])
            fields["birth_date"] = born
            columns["birth_date"] = born.isoformat()
        # All values are clean texts and dates: to have the model check them again would take four times as long.
        patient = _NOBODY.model_copy(update=fields)
        patient._at = Location(self._file, row.line)
        return Person(number, patient, columns, tuple(row.cells))

    def _clean(self, cells: Sequence[str]) -> list[str]:
        """Return the cells on one line each, one for each heading. Raises _BadCellError for what cannot be printed."""
        width = len(self.heads)
        if len(cells) > width:
            if any(map(str.strip, cells[width:])):
                raise _BadCellError("the row has more cells than columns: put quotes around values with the delimiter")
            cells = cells[:width]
        # The usual row, at once: no signs that need care, so nothing to compose, turn or refuse.
        text = "|".join(cells)
        if text.isprintable() and "\ufffd" not in text and unicodedata.is_normalized("NFC", text):
            loose = "  " in text or " |" in text or "| " in text or text[:1] == " " or text[-1:] == " "
            cleaned = [" ".join(cell.split()) for cell in cells] if loose else list(cells)
        else:
            cleaned = [self._careful(cell, index) for index, cell in enumerate(cells)]
        if "#" in text and not _NO_RESULT.isdisjoint(cleaned):
            column = next(index for index, cell in enumerate(cleaned) if cell in _NO_RESULT)
            raise _BadCellError("a formula has no result (such as #N/A): mend it in the spreadsheet", column)
        if len(text) > LONGEST_VALUE:
            for index, cell in enumerate(cleaned):
                if len(cell) > LONGEST_VALUE:
                    raise _BadCellError(f"a value is longer than {LONGEST_VALUE} characters: shorten it", index)
        if len(cleaned) < width:
            cleaned += [""] * (width - len(cleaned))
        return cleaned

    def _careful(self, cell: str, index: int) -> str:
        if _UNPRINTABLE.search(cell):
            raise _BadCellError("a value holds a character that cannot be printed: type the value anew", index)
        return clean_line(cell)

    def _birth_date(self, text: str) -> date:
        try:
            return read_date(text, self.date_order, self._default_order)
        except NotADateError as error:
            raise _BadCellError(f"the date of birth {error}", self._born) from None
