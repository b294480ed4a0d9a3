"""Patients of FHIR R4 (a Bundle, a list, one resource, or one per line) → rows with our own headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from generator.errors import InputError, Location, Problem
from generator.roster.json_text import BROKEN, Element
from generator.roster.rows import Row, Table, to_mend, written

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2})?")
_USES = ("official", "usual")

Resource = Mapping[str, object]


class _MalformedError(ValueError):
    """A value is not of the shape that FHIR gives it; the message names the element."""


def read_patients(source: Iterator[Element], at: Location) -> Table:
    """Return the Patient resources as rows; other resources are left out. Raises InputError where no entry is FHIR."""
    return Table(at, tuple(_COLUMNS), _rows(source, at))


def _rows(source: Iterator[Element], at: Location) -> Iterator[Row]:
    for line, element in source:
        if not isinstance(element, dict):
            yield to_mend(
                line, (), len(_COLUMNS), "the line is no JSON" if element is BROKEN else "the entry is no FHIR resource"
            )
            continue
        if element.get("resourceType") == "Bundle":
            hint = "save each Bundle as a file of its own"
            raise InputError(Problem("a Bundle inside a list", Location(at.file, line), hint))
        resource = element.get("resource", element)
        if isinstance(resource, dict) and resource.get("resourceType") == "Patient":
            yield _row(line, resource)
        elif "resourceType" not in element and "resource" not in element and "fullUrl" not in element:
            yield to_mend(line, (), len(_COLUMNS), "the entry is no FHIR resource")


def _row(line: int, patient: Resource) -> Row:
    cells, fault = [], ""
    for read in _COLUMNS.values():
        try:
            cells.append(read(patient))
        except _MalformedError as error:
            cells.append("")
            fault = fault or f"the Patient's “{error}” is not as FHIR R4 has it"
    return to_mend(line, cells, len(_COLUMNS), fault) if fault else Row(line, cells)


def _text(of: Resource, key: str) -> str:
    value = of.get(key)
    if isinstance(value, dict | list):
        raise _MalformedError(key)
    return written(value)


def _texts(of: Resource, key: str) -> str:
    values = of.get(key) or []
    if not isinstance(values, list) or any(isinstance(value, dict | list) for value in values):
        raise _MalformedError(key)
    return " ".join(filter(None, map(written, values)))


def _objects(of: Resource, key: str) -> Sequence[Resource]:
    values = of.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise _MalformedError(key)
    return values


def _object(of: Resource, key: str) -> Resource:
    value = of.get(key) or {}
    if not isinstance(value, dict):
        raise _MalformedError(key)
    return value


def _by_use(values: Sequence[Resource], *uses: str) -> Resource:
    """Return the first of the best use; what is “old” only where there is nothing else."""
    ranks = {use: rank for rank, use in enumerate(uses)} | {"old": len(uses) + 1}
    return min(values, key=lambda value: ranks.get(str(value.get("use")), len(uses)), default={})


def _id(patient: Resource) -> str:
    """Return the medical record number, else the first identifier, else the resource's id."""
    identifiers = [each for each in _objects(patient, "identifier") if _text(each, "value")]
    records = [each for each in identifiers if _codes(_object(each, "type")) & {"MR", "MRN"}]
    return _text((records or identifiers)[0], "value") if identifiers else _text(patient, "id")


def _codes(concept: Resource) -> set[str]:
    return {_text(coding, "code") for coding in _objects(concept, "coding")}


def _name(patient: Resource) -> Resource:
    return _by_use(_objects(patient, "name"), *_USES)


def _address(patient: Resource) -> Resource:
    return _by_use(_objects(patient, "address"), "home")


def _street(patient: Resource) -> str:
    address = _address(patient)
    lines = address.get("line") or []
    if not isinstance(lines, list) or any(isinstance(line, dict | list) for line in lines):
        raise _MalformedError("line")
    parts = [*map(written, lines), _text(address, "city")]
    return ", ".join(filter(None, parts)) or _text(address, "text")


def _telecom(system: str) -> Callable[[Resource], str]:
    def read(patient: Resource) -> str:
        contacts = [each for each in _objects(patient, "telecom") if each.get("system") == system]
        return _text(_by_use(contacts, "mobile", "home"), "value")

    return read


def _birth_date(patient: Resource) -> str:
    """Return the date of birth if it is known to the day; 1968 and 1968-11 are good FHIR, but no dates."""
    text = _text(patient, "birthDate")
    return "" if _PARTIAL_DATE.fullmatch(text) else text


def _language(patient: Resource) -> str:
    known = _objects(patient, "communication")
    best = next((each for each in known if each.get("preferred") is True), known[0] if known else {})
    language = _object(best, "language")
    return next((code for coding in _objects(language, "coding") if (code := _text(coding, "code"))), "") or _text(
        language, "text"
    )


def _therapist(patient: Resource) -> str:
    return next(filter(None, (_text(each, "display") for each in _objects(patient, "generalPractitioner"))), "")


def _known_as(patient: Resource) -> str:
    nicknames = [each for each in _objects(patient, "name") if each.get("use") == "nickname"]
    return (_texts(nicknames[0], "given") or _text(nicknames[0], "text")) if nicknames else ""


def _deceased(patient: Resource) -> str:
    """Return true for who has died: a rule can leave them out."""
    return "true" if patient.get("deceasedBoolean") is True or patient.get("deceasedDateTime") else ""


_COLUMNS: Mapping[str, Callable[[Resource], str]] = MappingProxyType(
    {
        "id": _id,
        "title": lambda patient: _texts(_name(patient), "prefix"),
        "given": lambda patient: _texts(_name(patient), "given"),
        "family": lambda patient: _text(_name(patient), "family"),
        "name": lambda patient: _text(_name(patient), "text"),
        "preferred_name": _known_as,
        "birth_date": _birth_date,
        "sex": lambda patient: _text(patient, "gender"),
        "address": _street,
        "postcode": lambda patient: _text(_address(patient), "postalCode"),
        "phone": _telecom("phone"),
        "email": _telecom("email"),
        "language": _language,
        "therapist": _therapist,
        "active": lambda patient: _text(patient, "active"),
        "deceased": _deceased,
    }
)
