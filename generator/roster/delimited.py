"""CSV text → rows, one at a time; a row with broken quotes is set aside alone, the next line is read afresh."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain

from generator.errors import InputError, Location, Problem
from generator.roster.letters import lines, no_text
from generator.roster.place import RosterSource, Stream
from generator.roster.rows import Row, Table, to_mend

_DELIMITERS = ",;\t|"
_EXCEL_HINT = re.compile(r'"?sep=(.)"?\s*')
_NO_LETTERS = re.compile("[\0\ud800-\udfff]")
# A quote that nothing closes would swallow the file. Addresses have a handful of lines.
_LONGEST_ROW = 50
_BROKEN = "the quotes do not fit: put them around the whole value, and double those inside"
_OPEN = f"a quote is not closed within {_LONGEST_ROW} lines"


class _OpenQuoteError(Exception):
    """A row goes on and on."""


class _Lines:
    """Lines for the csv module that can be taken back."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._back: deque[str] = deque()
        self.taken: list[str] = []  # of the row at hand
        self.count = 0  # of all rows before it

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._source)
        self.taken.append(line)
        if len(self.taken) > _LONGEST_ROW:
            raise _OpenQuoteError
        return line

    def settle(self) -> int:
        """Count the lines of the row at hand as read and return the number of its first."""
        first = self.count + 1
        self.count += len(self.taken)
        self.taken.clear()
        return first

    def take_back(self) -> int:
        """Give back all lines of the row at hand but the first; return the number of the last."""
        last = self.count + len(self.taken)
        self._back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        return last


def read_delimited(stream: Stream, source: RosterSource) -> Table:
    """Return the table in a CSV file: delimiter, quotes and encoding as they come, blank lines left out.

    Raises InputError when the file is no text or its headings cannot be read.
    """
    text = _Lines(_without_nothing(lines(stream, source.encoding)))
    head, delimiter = _first_line(text)
    delimiter = source.delimiter or delimiter or _delimiter(head)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise InputError(Problem("the delimiter must be one character", stream.at, "use “,”, “;”, “|” or a tab"))
    reader = csv.reader(chain([head], text) if head else text, delimiter=delimiter, strict=True)
    try:
        heads = tuple(name.strip() for name in next(reader, []))
    except (csv.Error, _OpenQuoteError):
        at = Location(stream.at.file, text.count + 1)
        raise InputError(
            Problem("not readable as CSV: the quotes of the headings do not fit", at, "mend them")
        ) from None
    if _NO_LETTERS.search("".join(heads)):
        raise no_text(stream.at)
    at = Location(stream.at.file, text.settle())
    while heads and not heads[-1]:
        heads = heads[:-1]
    rows = _rows(csv.reader(text, delimiter=delimiter, strict=True), text, delimiter, len(heads))
    return Table(at, heads, rows if heads else iter(()))


def _without_nothing(source: Iterator[str]) -> Iterator[str]:
    """Yield the lines without a byte order mark that an editor pasted at the start."""
    for first in source:
        yield first.removeprefix("\ufeff")
        break
    yield from source


def _first_line(text: _Lines) -> tuple[str, str]:
    """Return the first line that is not blank and the delimiter that a line “sep=;” above it names."""
    delimiter = ""
    for line in text:
        if match := _EXCEL_HINT.fullmatch(line):
            delimiter = match[1]
        elif line.strip():
            text.taken[:-1] = []
            return line, delimiter
        if line.strip() == "" or match:
            text.settle()
    return "", delimiter


def _delimiter(head: str) -> str:
    plain = re.sub(r'"[^"]*"', "", head)
    return max(_DELIMITERS, key=plain.count)


def _rows(reader: Iterator[list[str]], text: _Lines, delimiter: str, width: int) -> Iterator[Row]:
    suspect = 0  # up to this line a broken quote reached: a row with fewer cells is the rest of another one
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _OpenQuoteError) as error:
            suspect = max(suspect, text.take_back())
            loose = _loosely(text.taken[0], delimiter)
            line = text.settle()
            yield to_mend(line, loose, width, _OPEN if isinstance(error, _OpenQuoteError) else _BROKEN)
            continue
        line = text.settle()
        if not cells or not any(map(str.strip, cells)):
            continue
        if line <= suspect and len(cells) < width:
            yield to_mend(line, cells, width, "the row belongs to one above whose quotes do not fit")
        else:
            yield Row(line, cells)


def _loosely(line: str, delimiter: str) -> list[str]:
    """Return the cells of *line* with its quotes as they stand, for the owner to mend."""
    return line.rstrip("\r\n").split(delimiter)
