"""Objects of JSON → rows: nested values get names such as address.city, lists are joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice

from generator.errors import Location
from generator.roster.json_text import BROKEN, Element
from generator.roster.people import SEEN_ROWS
from generator.roster.rows import Row, Table, to_mend, written

_MOST_KEYS = 1000
_NO_JSON = "the line is no JSON"
_NO_OBJECT = "the entry is no object with names and values"
_LATE = f"the entry has a key that none of the first {SEEN_ROWS} has: add it to the first, even if empty"
_NAMES = frozenset({"given", "given_name", "given_names", "first_name", "forenames", "name"})


class _TooManyKeysError(ValueError):
    """An object has more values than any table has columns."""


def read_objects(source: Iterator[Element], at: Location) -> Table:
    """Return the table that objects make: its headings are the keys of the first 2,000, in the order they come."""
    records = map(_record, source)
    seen = list(islice(records, SEEN_ROWS))
    heads = tuple(dict.fromkeys(key for _, values, _ in seen for key in values))
    known = frozenset(heads)
    rows = (_row(*record, heads, known) for record in chain(seen, records))
    return Table(at, heads, (row for row in rows if row.fault or any(map(str.strip, row.cells))))


def _record(element: Element) -> tuple[int, Mapping[str, str], str]:
    """Return the line, the flat values, and what is wrong."""
    line, value = element
    if not isinstance(value, dict):
        return line, {}, _NO_JSON if value is BROKEN else _NO_OBJECT
    flat: dict[str, str] = {}
    try:
        _flatten(value, "", flat)
    except _TooManyKeysError:
        return line, {}, f"the entry has more than {_MOST_KEYS} values"
    return line, flat, ""


def _row(line: int, values: Mapping[str, str], fault: str, heads: tuple[str, ...], known: frozenset[str]) -> Row:
    cells = [values.get(head, "") for head in heads]
    if not values.keys() <= known:
        late = [value for key, value in values.items() if key not in known and value.strip()]
        cells += late
        fault = fault or _LATE if late else fault
    return to_mend(line, cells, len(heads), fault) if fault else Row(line, cells)


def _flatten(value: object, key: str, into: dict[str, str]) -> None:
    """Put the texts in *value* into *into*, by the path of their keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(inner, f"{key}.{name}" if key else str(name), into)
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for number, inner in enumerate(value, 1):
            _flatten(inner, f"{key}.{number}", into)
    else:
        into[key] = _joined(value, key) if isinstance(value, list) else written(value)
        if len(into) > _MOST_KEYS:
            raise _TooManyKeysError


def _joined(values: list[object], key: str) -> str:
    name = key.rsplit(".", 1)[-1].casefold()
    return (" " if name in _NAMES else ", ").join(filter(None, map(written, values)))
