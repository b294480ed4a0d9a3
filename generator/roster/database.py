"""A query of a database → rows: SQLite by itself, every other database through SQLAlchemy; it is only ever read."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from generator.errors import InputError, Location, MissingAssetError, Problem
from generator.roster.place import RosterSource
from generator.roster.rows import Row, Table, written

_SQLITE_ADDRESS = re.compile(r"sqlite:///([^?]+)")
_AT_ONCE = 1000
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/", re.DOTALL)
_WRITING = re.compile(r"\b(insert|update|delete|drop|alter|create|truncate|merge|into|grant|attach)\b", re.IGNORECASE)
_READ_ONLY: tuple[int, ...] = (
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
)


def read_database(source: RosterSource, stack: ExitStack) -> Table:
    """Return what the query of *source* selects; of an SQLite file without a query, its only table.

    Raises InputError when the query is not a SELECT or fails, MissingAssetError when SQLAlchemy, a driver or the
    file is missing. Messages hold neither passwords nor values.
    """
    if source.query is not None:
        _check_query(source.query, source.at)
    if match := _SQLITE_ADDRESS.fullmatch(source.place):
        return _read_sqlite(Path(match[1]), source, stack)
    if not source.is_address:
        return _read_sqlite(Path(source.place), source, stack)
    return _read_address(source, stack)


def _check_query(query: str, at: Location) -> None:
    """Refuse what is not one SELECT: this program has no business changing a practice's data."""
    bare = _QUOTED.sub(" ", query).strip().rstrip(";")
    if re.match(r"(select|with|values)\b", bare, re.IGNORECASE) and ";" not in bare and not _WRITING.search(bare):
        return
    hint = "give one query that starts with SELECT; quote a column that is called like a command"
    raise InputError(Problem("the query does not only read", at, hint))


def _read_sqlite(path: Path, source: RosterSource, stack: ExitStack) -> Table:
    if not path.is_file():
        raise MissingAssetError(Problem("cannot read it: no such file", source.at, "check its name and rights"))
    try:
        connection = stack.enter_context(closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)))
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        query = source.query or _only_table(connection, source.at)
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READ_ONLY else sqlite3.SQLITE_DENY)
        cursor = connection.execute(query)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        # The text is about the query and its names: no row has been read.
        raise InputError(Problem(f"the database refuses: {error}", source.at, "check the query")) from None
    heads = tuple(column[0] for column in cursor.description)
    return Table(source.at, heads, _sqlite_rows(cursor, source.at))


def _only_table(connection: sqlite3.Connection, at: Location) -> str:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    names = [name for (name,) in found]
    if len(names) != 1:
        hint = f"give a query, such as SELECT * FROM {names[0]}" if names else "export it again"
        tables = ", ".join(f"“{name}”" for name in names)
        raise InputError(Problem(f"the database has several tables: {tables}" if names else "no table", at, hint))
    quoted = names[0].replace('"', '""')
    return f'SELECT * FROM "{quoted}"'


def _sqlite_rows(cursor: sqlite3.Cursor, at: Location) -> Iterator[Row]:
    number = 0
    while True:
        try:
            block = cursor.fetchmany(_AT_ONCE)
        except sqlite3.Error as error:
            raise _stopped(error, at) from None
        if not block:
            return
        yield from _rows(block, number)
        number += len(block)


def _rows(block: Sequence[Sequence[object]], number: int) -> Iterator[Row]:
    """Yield the rows that are not empty; their lines count from 1."""
    for line, values in enumerate(block, number + 1):
        cells = [written(value) for value in values]
        if any(map(str.strip, cells)):
            yield Row(line, cells)


def _stopped(error: Exception, at: Location) -> InputError:
    """Return the error for a query that fails midway: other libraries' texts may hold values, so only their kind."""
    return InputError(Problem(f"the database stopped: {type(error).__name__}", at, "check the query and the database"))


def _read_address(source: RosterSource, stack: ExitStack) -> Table:
    try:
        import sqlalchemy
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
    except ModuleNotFoundError:
        hint = "pip install 'paperwell[sql]'"
        raise MissingAssetError(Problem("databases need SQLAlchemy", source.at, hint)) from None
    if source.query is None:
        raise InputError(Problem("a database needs a query", source.at, "give one, such as SELECT * FROM patients"))
    try:
        engine = sqlalchemy.create_engine(source.place, hide_parameters=True)
    except ModuleNotFoundError as error:
        hint = f"install the driver “{error.name}” beside Paperwell, or name another one: postgresql+psycopg://…"
        raise MissingAssetError(Problem("the driver of this database is missing", source.at, hint)) from None
    except (ArgumentError, NoSuchModuleError, ValueError):
        hint = "write it as postgresql://user@host/database"
        raise InputError(Problem("this is no address of a database", source.at, hint)) from None
    stack.callback(engine.dispose)
    try:
        result = _execute(engine, sqlalchemy.text(_without_parameters(source.query)), stack)
        heads = tuple(map(str, result.keys()))
    except SQLAlchemyError as error:
        what = f"the database refuses: {type(getattr(error, 'orig', None) or error).__name__}"
        hint = "check the address, the password and the query"
        raise InputError(Problem(what, source.at, hint)) from None
    return Table(source.at, heads, _address_rows(result, source.at))


def _without_parameters(query: str) -> str:
    """Return *query* with its colons escaped: SQLAlchemy would take “:name” for a parameter."""
    return re.sub(r"(?<![:\\]):(?=\w)", r"\\:", query)


def _execute(engine: Any, query: Any, stack: ExitStack) -> Any:
    """Return the running query, in a transaction that is read-only where the database can, and never committed."""
    options: dict[str, object] = {"stream_results": True, "max_row_buffer": _AT_ONCE}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    connection = stack.enter_context(engine.connect()).execution_options(**options)
    if engine.dialect.name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.rollback()  # it holds from the next transaction on
    return connection.execute(query)


def _address_rows(result: Any, at: Location) -> Iterator[Row]:
    from sqlalchemy.exc import SQLAlchemyError

    number = 0
    while True:
        try:
            block = result.fetchmany(_AT_ONCE)
        except SQLAlchemyError as error:
            raise _stopped(error, at) from None
        if not block:
            return
        yield from _rows(block, number)
        number += len(block)
