"""Where a roster is and how to read it → an open roster: one table for each format, one meaning for all."""

from __future__ import annotations

from contextlib import ExitStack
from typing import BinaryIO

from generator.errors import InputError, Problem
from generator.roster.delimited import read_delimited
from generator.roster.headings import Headings, read_headings
from generator.roster.letters import no_text
from generator.roster.people import Roster
from generator.roster.place import RosterSource, Stream, detect_format, has_object_per_line, open_stream
from generator.roster.rows import Table

_NO_HEADINGS = Headings((), (), ())


def open_roster(source: RosterSource, *, default_order: str = "dmy", stdin: BinaryIO | None = None) -> Roster:
    """Return the roster at *source*, open; without headings it is empty, and has no rows.

    *default_order* is the order of dates in the clinic's country: the one to suggest where a date can be read two
    ways and neither the source nor the file tells. Raises MissingAssetError when it cannot be opened, InputError
    when it cannot be read as a roster.
    """
    with ExitStack() as stack:
        table, first = _table(source, stdin, stack)
        try:
            headings = read_headings(table.heads, source.columns, table.at) if table.heads else _NO_HEADINGS
        except InputError:
            if b"\0" in first:
                raise no_text(source.at) from None
            raise
        closing = ExitStack()
        roster = Roster(table, headings, source.date_order, default_order, closing)
        closing.push(stack.pop_all())  # only now: the roster reads ahead, and may find nothing but faults
    return roster


def _table(source: RosterSource, stdin: BinaryIO | None, stack: ExitStack) -> tuple[Table, bytes]:
    """Return the table, and the first bytes if they should be text."""
    from generator.roster.database import read_database

    if source.is_address:
        if source.format not in (None, "sql"):
            raise InputError(Problem("an address is read as sql only", source.at, "download the file first"))
        return read_database(source, stack), b""
    stream = open_stream(source, stdin, stack)
    match detect_format(source, stream.first):
        case "csv":
            return read_delimited(stream, source), stream.first if not _is_utf_16(stream) else b""
        case "xlsx":
            from generator.roster.workbook import read_workbook

            return read_workbook(stream, source, stack), b""
        case "sql":
            if source.place == "-":
                raise InputError(Problem("a database cannot come from standard input", source.at, "name its file"))
            return read_database(source, stack), b""
        case "json" | "jsonl" | "fhir" as format_:
            return _objects(stream, source, format_), b""


def _is_utf_16(stream: Stream) -> bool:
    return stream.first.startswith((b"\xff\xfe", b"\xfe\xff"))


def _objects(stream: Stream, source: RosterSource, format_: str) -> Table:
    from generator.roster.fhir import read_patients
    from generator.roster.json_text import elements, elements_by_line
    from generator.roster.objects import read_objects

    by_line = format_ == "jsonl" or (format_ == "fhir" and has_object_per_line(stream.first))
    found = (elements_by_line if by_line else elements)(stream, source.encoding)
    return read_patients(found, source.at) if format_ == "fhir" else read_objects(found, source.at)
