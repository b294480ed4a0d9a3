"""People in a roster's order → people in print order; only their places are in memory, they themselves on the disk.

The file has no name: what a killed run leaves of it is nothing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from generator.errors import InputError, Location, Problem, WriteError
from generator.model.patient import Patient
from generator.roster import Person

if TYPE_CHECKING:
    from generator.model.job import SortKey

TIME_COLUMNS = ("time", "appointment_time", "appointment", "start_time", "start", "slot")
_TIME = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)[T ])?(\d{1,2})(?:[:.h](\d\d))?(?::\d\d)?\s*([ap])?\.?(?:m\.?)?", re.I)
_END = "\0"


class PrintOrder:
    """Sorts people by keys; *branches* are in the clinic's order."""

    def __init__(self, keys: Sequence[SortKey], branches: Sequence[str], columns: Sequence[str], at: Location) -> None:
        """Raises InputError where the roster has no column to sort by."""
        self._keys = keys
        self._branches = {id_: f"{index:06}" for index, id_ in enumerate(branches)}
        self._time = next((name for name in TIME_COLUMNS if name in columns), None)
        if "time" in keys and self._time is None:
            hint = f"name the column {TIME_COLUMNS[0]} with “columns”, or sort by something else"
            raise InputError(Problem("the roster has no column to sort by time", at, hint))

    def key(self, person: Person, branch: str) -> str:
        """Return what is smaller for those who come first."""
        return _END.join([*(self._part(key, person, branch) for key in self._keys), f"{person.number:012}"])

    def _part(self, key: SortKey, person: Person, branch: str) -> str:
        match key:
            case "branch":
                return self._branches.get(branch, "")
            case "time":
                return time_key(person.columns.get(self._time or "", ""))
            case "therapist":
                return _plain(person.patient.therapist or "")
            case "name":
                patient = person.patient
                return _plain(f"{patient.family or ''} {patient.given or ''}".strip() or patient.full_name or "")
            case "roster":
                return ""


def time_key(text: str) -> str:
    """Return a time of day so that it sorts: 9:30, 09.30 and 9.30 am alike; what is none comes last, as it is."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return f"~{text.casefold()}"
    year, month, day, hour, minute, half = found.groups()
    hours = int(hour) % 12 + (12 if half.lower() == "p" else 0) if half else int(hour)
    return f"{year or '0000'}{month or '00'}{day or '00'}{hours:02}{int(minute or 0):02}"


def _plain(text: str) -> str:
    """Return *text* for sorting: without case and accents, as an index of names has it."""
    split = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in split if not unicodedata.combining(sign)).casefold()


class Spool:
    """People on the disk, in *folder*, to be taken back in another order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: list[tuple[str, int]] = []
        try:
            self._file: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115
        except OSError as error:
            raise self._cannot(error) from None

    def add(self, key: str, person: Person) -> None:
        """Keep *person* under *key*. Raises WriteError when the disk is full."""
        try:
            self._places.append((key, self._file.tell()))
            self._file.write(_written(person) + b"\n")
        except OSError as error:
            raise self._cannot(error) from None

    def sort(self) -> None:
        """Put everybody in order of the keys."""
        self._places.sort()
        try:
            self._file.flush()
        except OSError as error:
            raise self._cannot(error) from None

    def __len__(self) -> int:
        return len(self._places)

    def groups(self, parts: int) -> Iterator[range]:
        """Yield the ranges of people whose keys agree in their first *parts* parts."""
        start = 0
        for index in range(1, len(self._places) + 1):
            if index == len(self._places) or self._head(index, parts) != self._head(start, parts):
                yield range(start, index)
                start = index

    def _head(self, index: int, parts: int) -> list[str]:
        return self._places[index][0].split(_END)[:parts]

    def people(self, which: Iterable[int]) -> Iterator[Person]:
        """Yield the people at the places *which*."""
        for index in which:
            self._file.seek(self._places[index][1])
            yield _read(self._file.readline())

    def close(self) -> None:
        """Forget everybody."""
        self._places.clear()
        self._file.close()

    def _cannot(self, error: OSError) -> WriteError:
        why = error.strerror or type(error).__name__
        what = f"cannot sort the roster: {why}"
        return WriteError(Problem(what, Location(str(self._folder)), "make room, then run the same command again"))


def _written(person: Person) -> bytes:
    patient, at = person.patient, person.patient.at
    fields = {name: value for name, value in patient.__dict__.items() if value is not None}
    if patient.birth_date:
        fields["birth_date"] = patient.birth_date.isoformat()
    kept = [person.number, fields, dict(person.columns), person.cells, [at.file, at.line, at.column]]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def _read(line: bytes) -> Person:
    number, fields, columns, cells, at = json.loads(line)
    if "birth_date" in fields:
        fields["birth_date"] = date.fromisoformat(fields["birth_date"])
    patient = _patient(fields)
    patient._at = Location(*at)
    return Person(number, patient, columns, tuple(cells))


_NOBODY = Patient()


def _patient(fields: Mapping[str, object]) -> Patient:
    """Return the patient of values that the roster has checked: the model need not do it again."""
    return _NOBODY.model_copy(update=fields)
