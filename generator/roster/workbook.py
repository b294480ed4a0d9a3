"""Excel workbook → rows, read as a stream: dates as ISO, whole numbers without .0, formulas as their last values."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from generator.errors import InputError, Location, Problem, nearest
from generator.roster.headings import field_of, name_of
from generator.roster.place import RosterSource, Stream
from generator.roster.rows import Row, Table, written

_ROWS_ABOVE = 20  # a title and a logo may stand above the headings
_AT_ONCE = 500
# What openpyxl raises for files that are no workbooks, or damaged ones; XML's errors are SyntaxErrors.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
)


def read_workbook(stream: Stream, source: RosterSource, stack: ExitStack) -> Table:
    """Return the table of the sheet that *source* names, else of the first visible one with a known heading.

    Raises InputError when the file is damaged, or has no such sheet.
    """
    from openpyxl import load_workbook

    file = _seekable(stream, stack)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and charts that nobody asks for
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except _DAMAGE:
        raise _damaged(source.at) from None
    stack.callback(book.close)
    sheet, line = _sheet(book, source)
    at = Location(f"{source.shown}, sheet “{sheet.title}”")
    rows = _filled(sheet, line, at)
    heads = _texts(next((row for _, row in rows), ()))
    while heads and not heads[-1]:
        heads = heads[:-1]
    return Table(Location(at.file, line if heads else None), tuple(heads), _rows(rows, len(heads)))


def _seekable(stream: Stream, stack: ExitStack) -> BinaryIO:
    """Return the workbook as a file that can be gone through at will; a pipe is kept in a file without a name."""
    if stream.file.seekable():
        stream.file.seek(0)
        return stream.file
    spool = stack.enter_context(TemporaryFile())  # noqa: SIM115 — the stack closes it
    while block := stream.read(1 << 20):
        spool.write(block)
    spool.seek(0)
    return spool


def _damaged(at: Location) -> InputError:
    return InputError(Problem("not readable as an Excel workbook", at, "open it in Excel and save it as .xlsx again"))


def _sheet(book: Any, source: RosterSource) -> tuple[Any, int]:
    """Return the sheet and the line of its headings."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if source.sheet is not None:
        if source.sheet not in sheets:
            raise InputError(Problem(f"there is no sheet “{source.sheet}”", source.at, nearest(source.sheet, sheets)))
        chosen = [sheets[source.sheet]]
    else:
        chosen = [sheet for sheet in sheets.values() if sheet.sheet_state == "visible"]
    for sheet in chosen:
        if line := _heading_line(sheet, source):
            return sheet, line
    # Nothing is known: the first sheet's first line says so, or is empty.
    if not chosen:
        raise InputError(Problem("the workbook has no visible sheet", source.at, "name one"))
    return chosen[0], 1


def _heading_line(sheet: Any, source: RosterSource) -> int | None:
    """Return the number of the row with the most known headings among the first."""
    mapped = {name_of(head) for head in source.columns.values()}
    best, most = None, 0
    for number, row in islice(_filled(sheet, 1, source.at), _ROWS_ABOVE):
        known = sum(1 for head in _texts(row) if field_of(head) or (head and name_of(head) in mapped))
        if known > most:
            best, most = number, known
    return best


def _filled(sheet: Any, start: int, at: Location) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the rows that are not empty, with their numbers. Raises InputError where the sheet is damaged."""
    sheet.reset_dimensions()  # other programs write wrong ones
    rows = sheet.iter_rows(min_row=start, values_only=True)
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                block = list(islice(rows, _AT_ONCE))
        except _DAMAGE:
            raise _damaged(at) from None
        if not block:
            return
        for number, row in enumerate(block, start):
            if any(cell is not None and cell != "" for cell in row):
                yield number, row
        start += len(block)


def _texts(row: Sequence[object]) -> list[str]:
    return [" ".join(written(cell).split()) for cell in row]


def _rows(rows: Iterator[tuple[int, Sequence[object]]], width: int) -> Iterator[Row]:
    for number, row in rows:
        cells = [written(cell) for cell in row[:width]]  # notes beside the table are none of its cells
        if any(map(str.strip, cells)):
            yield Row(number, cells)
