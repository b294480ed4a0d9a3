"""One patient's row from a CSV file as practice software exports it: any delimiter, encoding and header names.

Messages name lines and columns, never a value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from generator.errors import InputError, Location, MissingAssetError, Problem
from generator.model.patient import Patient
from generator.text import clean_line

_SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "patientid", "patientno", "patientnumber", "reference", "ref", "mrn", "number"),
        "title": ("title", "salutation"),
        "given": (
            "given",
            "givenname",
            "givennames",
            "first",
            "firstname",
            "firstnames",
            "forename",
            "forenames",
        ),
        "family": ("family", "familyname", "last", "lastname", "surname"),
        "name": ("name", "fullname", "patient", "patientname"),
        "preferred_name": ("preferredname", "knownas", "preferred"),
        "birth_date": ("birthdate", "dateofbirth", "dob", "birthday", "born"),
        "sex": ("sex", "gender"),
        "address": ("address", "addressline", "streetaddress", "street", "city", "town"),
        "postcode": ("postcode", "postalcode", "zip", "zipcode", "pincode", "eircode"),
        "phone": ("phone", "telephone", "tel", "mobile", "mobilephone", "phonenumber"),
        "email": ("email", "emailaddress", "mail"),
        "language": ("language", "preferredlanguage"),
        "therapist": ("therapist", "physiotherapist", "clinician", "practitioner"),
    }
)
_FIELD_OF = {name: field for field, names in _SYNONYMS.items() for name in names}
_DELIMITERS = ",;\t|"
_MAX_BYTES = 200_000_000
_SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one line, by the names of Patient."""

    line: int
    values: Mapping[str, str]


def read_patient(path: Path, row_id: str | None, date_order: str = "dmy") -> Patient:
    """Return the patient in the row *row_id* of a CSV file; without an id, of its only row.

    Dates are ISO or in *date_order*. Raises MissingAssetError when the file cannot be read, InputError when the
    row is not there, is there twice, or holds what is no date.
    """
    file = str(path)
    wanted = (row for row in _rows(path, file) if row_id is None or row.values.get("id") == row_id)
    rows = list(islice(wanted, _SHOWN_ROWS))  # more than one is a mistake already
    if not rows and row_id is not None:
        hint = "check the id and the file; the id column is the one called “id”, “patient no” or the like"
        raise InputError(Problem(f"no row has the id “{row_id}”", Location(file), hint))
    if not rows:
        raise InputError(Problem("the file has no rows", Location(file), "export it again"))
    if len(rows) > 1:
        lines = ", ".join(str(row.line) for row in rows)
        what = f"the id “{row_id}” stands twice" if row_id else "the file has several rows"
        hint = f"see lines {lines}" if row_id else "say which one with --row ID"
        raise InputError(Problem(what, Location(file, rows[0].line), hint))
    return _patient(rows[0], file, date_order)


def _text(path: Path, file: str) -> str:
    """Return the file's text: UTF-8 or UTF-16 by its mark, UTF-8 without one, Windows-1252 else."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(Problem("the file is larger than 200 MB", Location(file), "split it"))
        raw = path.read_bytes()
    except OSError as error:
        hint = "check its name and rights"
        raise MissingAssetError(Problem(f"cannot read it: {error.strerror}", Location(file), hint)) from None
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(Problem("the file is no text", Location(file), "save it as CSV in UTF-8"))


def _rows(path: Path, file: str) -> Iterator[Row]:
    text = _text(path, file)
    if "\0" in text:
        raise InputError(Problem("the file is no text", Location(file), "save it as CSV in UTF-8"))
    body = text.lstrip("\r\n")
    skipped = text[: len(text) - len(body)].count("\n")  # blank lines above the heads
    head = body.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lambda sign: re.sub(r'"[^"]*"', "", head).count(sign))
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        fields = [_FIELD_OF.get(re.sub(r"[^a-z]", "", name.casefold())) for name in next(reader, [])]
        if not any(fields):
            hint = "name the columns in the first line: id, given, family, birth_date …"
            raise InputError(Problem("no column is known", Location(file, skipped + 1), hint))
        start = skipped + reader.line_num + 1
        for cells in reader:
            line, start = start, skipped + reader.line_num + 1
            if len(cells) > len(fields):
                hint = "put quotes around values that hold the delimiter"
                raise InputError(Problem("the row has more cells than columns", Location(file, line), hint))
            if any(cell.strip() for cell in cells):
                yield Row(line, _values(fields, cells))
    except csv.Error as error:
        hint = "check the quotes"
        raise InputError(
            Problem(f"not readable as CSV: {error}", Location(file, skipped + reader.line_num), hint)
        ) from None


def _values(fields: list[str | None], cells: list[str]) -> dict[str, str]:
    """Return the values by field: numbered address columns are joined, of other doubles the first filled counts."""
    values: dict[str, str] = {}
    for field, cell in zip(fields, cells, strict=False):
        if field is None or not cell.strip():
            continue
        if field == "address" and field in values:
            values[field] += f", {clean_line(cell)}"
        else:
            values.setdefault(field, clean_line(cell))
    return values


def _patient(row: Row, file: str, date_order: str) -> Patient:
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


def parse_date(text: str, order: str) -> date | None:
    """Return the date of *text*: ISO, or day, month and year in *order* (“dmy”, “mdy”, “ymd”); None if it is none."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text):
        parts = dict(zip("ymd", match.groups(), strict=True))
    elif match := re.fullmatch(r"(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})", text):
        parts = dict(zip(order, match.groups(), strict=True))
    else:
        return None
    if len(parts["y"]) != 4:
        return None
    try:
        return date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None
