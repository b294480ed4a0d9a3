"""Excel, JSON, FHIR, SQLite and other databases → the same people as from CSV; each with its own bad input."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from generator.errors import InputError, MissingAssetError, PaperwellError
from generator.roster import Person, Rejected, RejectedRows, RosterSource, open_roster
from generator.roster.json_text import elements
from generator.roster.place import Stream, detect_format
from generator.roster.rows import written

SECRET = "Kulkarni"
Found = list[Person | Rejected]


def read(content: object, **how: Any) -> Found:
    """Return the rows of what comes from standard input: bytes, text, or a value to write as JSON."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    raw = content if isinstance(content, bytes) else content.encode()
    with open_roster(RosterSource("-", **how), stdin=io.BytesIO(raw)) as roster:
        return list(roster)


def read_file(path: Path | str, **how: Any) -> Found:
    with open_roster(RosterSource(str(path), **how)) as roster:
        return list(roster)


def good(rows: Found) -> list[Person]:
    return [row for row in rows if isinstance(row, Person)]


def bad(rows: Found) -> list[Rejected]:
    """Return the rows set aside, after making sure that their reasons show nothing of a patient."""
    found = [row for row in rows if isinstance(row, Rejected)]
    assert not [row for row in found if SECRET in row.reason]
    return found


def values(row: Person) -> dict[str, object]:
    return row.patient.model_dump(exclude_none=True)


def fault(content: object, **how: Any) -> PaperwellError:
    with pytest.raises(PaperwellError) as caught:
        read(content, **how)
    assert SECRET not in str(caught.value)
    return caught.value


# -- which format -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "first", "format_"),
    [
        ("a.csv", b"id,given", "csv"),
        ("a.TSV", b"id\tgiven", "csv"),
        ("-", b"id,given", "csv"),
        ("-", b"", "csv"),
        ("a.xlsx", b"", "xlsx"),
        ("a.csv", b"PK\x03\x04", "xlsx"),
        ("-", b"PK\x03\x04", "xlsx"),
        ("a.db", b"", "sql"),
        ("a.dat", b"SQLite format 3\0", "sql"),
        ("-", b'[{"id": 1}]', "json"),
        ("-", b'\xef\xbb\xbf {"id": 1}', "json"),
        ("-", b'{"id": 1}\n{"id": 2}', "jsonl"),
        ("-", b'{"patients": [\n{"id": 2}]}', "json"),
        ("a.jsonl", b'{"id": 1}', "jsonl"),
        ("a.json", b'{"resourceType": "Bundle"}', "fhir"),
        ("a.ndjson", b'{"id": "a", "resourceType":"Patient"}', "fhir"),
        ("a.csv", b"{id},given", "csv"),
    ],
)
def test_format_is_found_by_bytes_ending_and_content(place: str, first: bytes, format_: str) -> None:
    assert detect_format(RosterSource(place), first) == format_


def test_declared_format_is_taken() -> None:
    assert detect_format(RosterSource("a.json", format="csv"), b"[") == "csv"


def test_old_excel_file_is_told_what_to_do() -> None:
    assert "save it as .xlsx" in str(fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500))


# -- values that are no text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (44105.0, "44105"),
        (44105, "44105"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1e300, "1e+300"),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (Decimal("7.00"), "7"),
        (Decimal("7.50"), "7.50"),
        (True, "true"),
        (False, "false"),
        (datetime(1979, 4, 12), "1979-04-12"),
        (datetime(2026, 11, 23, 9, 30), "2026-11-23 09:30"),
        (date(1979, 4, 12), "1979-04-12"),
        (time(9, 5), "09:05"),
    ],
)
def test_values_are_written_as_their_owner_sees_them(value: object, text: str) -> None:
    assert written(value) == text


# -- Excel --------------------------------------------------------------------------------------------------------


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook with these sheets of rows."""
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_workbook_is_read_with_dates_numbers_and_booleans() -> None:
    rows = [
        ("Patient No", "Surname", "DOB", "Visit", "Consent"),
        (44105.0, "Müller", date(1979, 4, 3), time(9, 5), True),
    ]
    (row,) = good(read(workbook(("A", rows))))
    assert values(row) == {"id": "44105", "family": "Müller", "birth_date": date(1979, 4, 3)}
    assert (row.columns["visit"], row.columns["consent"]) == ("09:05", "true")


def test_first_visible_sheet_with_a_known_heading_is_taken() -> None:
    book = Workbook()
    book["Sheet"].append(("Notes",))
    hidden = book.create_sheet("Old")
    hidden.append(("id",))
    hidden.append(("old",))
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("New")
    shown.append(("id",))
    shown.append(("new",))
    file = io.BytesIO()
    book.save(file)
    assert [row.patient.id for row in good(read(file.getvalue()))] == ["new"]
    assert [row.patient.id for row in good(read(file.getvalue(), sheet="Old"))] == ["old"]


def test_sheet_that_is_not_there_is_told_with_those_that_are() -> None:
    assert "did you mean “Today”?" in str(fault(workbook(("Today", [("id",)])), sheet="today"))


def test_title_and_merged_cells_above_the_headings_are_no_headings() -> None:
    book = Workbook()
    sheet = book["Sheet"]
    sheet["A1"] = "Patients of 23 November"
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A4:B4")
    for column, text in zip("ACD", ("Surname", "First name", "DOB"), strict=True):
        sheet[f"{column}4"] = text
    sheet["A6"], sheet["B6"], sheet["C6"] = "Ng", "extra", "Bo"
    file = io.BytesIO()
    book.save(file)
    (row,) = good(read(file.getvalue()))
    assert (row.patient.full_name, row.patient.at.line, row.columns["column_2"]) == ("Bo Ng", 6, "extra")


def test_empty_rows_and_notes_beside_the_table_are_no_rows() -> None:
    rows = [("id",), (None, None, "a note"), ("P-1",), (None,), ("P-2", None, "note")]
    assert [row.patient.id for row in good(read(workbook(("A", rows))))] == ["P-1", "P-2"]


def test_formula_that_failed_costs_its_row_alone() -> None:
    rows = [("id", "given"), ("P-1", "#N/A"), ("P-2", "Bo")]
    found = read(workbook(("A", rows)))
    assert [row.number for row in good(found)] == [2]
    assert "formula" in bad(found)[0].reason


def test_date_typed_as_text_in_excel_needs_an_order_like_any_other() -> None:
    rows = [("id", "dob"), ("P-1", "03/04/1979"), ("P-2", date(1979, 4, 3))]
    found = read(workbook(("A", rows)))
    assert "two ways" in bad(found)[0].reason
    assert [row.patient.birth_date for row in good(found)] == [date(1979, 4, 3)]


def test_workbook_lies_in_a_file_or_comes_through_a_pipe(tmp_path: Path) -> None:
    import os

    data = workbook(("A", [("id",), ("P-1",)]))
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as file:
        file.write(data)
    with os.fdopen(reader, "rb") as stdin, open_roster(RosterSource("-"), stdin=stdin) as roster:
        piped = list(roster)
    assert [row.patient.id for row in good(piped)] == [row.patient.id for row in good(read_file(path))] == ["P-1"]


def test_empty_workbook_has_no_rows() -> None:
    assert read(workbook(("A", []))) == []
    assert read(workbook(("A", [("id", "given")]))) == []


def test_workbook_without_a_known_heading_is_told_with_its_sheet() -> None:
    assert "sheet “A”:1: no column is known" in str(fault(workbook(("A", [("x", "y"), (1, 2)]))))


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500, zipped("a.txt", b"a"), zipped("xl/workbook.xml", b"<")]
)
def test_damaged_workbook_is_told(raw: bytes) -> None:
    assert "not readable as an Excel workbook" in str(fault(raw))


def test_workbook_that_ends_in_the_middle_is_told() -> None:
    whole = workbook(("A", [("id",), *((f"P-{number}",) for number in range(100))]))
    for end in range(100, len(whole), 500):
        assert "not readable as an Excel workbook" in str(fault(whole[:end]))


def test_sheet_with_broken_xml_is_told() -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook(("A", [("id",), *(("P-1",) for _ in range(2000))]))))
    file = io.BytesIO()
    with source, zipfile.ZipFile(file, "w") as broken:
        for name in source.namelist():
            data = source.read(name)
            broken.writestr(name, data[: len(data) // 2] if "worksheets/sheet" in name else data)
    assert "not readable as an Excel workbook" in str(fault(file.getvalue()))


# -- JSON ---------------------------------------------------------------------------------------------------------

BO = {"id": 7, "name": {"given": ["Bo", "Li"], "family": "Ng"}, "birth_date": "1979-04-12"}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([BO]),
        json.dumps([BO], indent=2),
        json.dumps({"count": 1, "patients": [BO], "next": None}),
        json.dumps({"data": [BO]}),
        json.dumps(BO),
        json.dumps(BO, indent=1),
        f"{json.dumps(BO)}\n\n",
        "\ufeff" + json.dumps([BO]),
    ],
)
def test_json_is_read_in_its_usual_shapes(content: str) -> None:
    (row,) = good(read(content))
    assert values(row) == {"id": "7", "given": "Bo Li", "family": "Ng", "birth_date": date(1979, 4, 12)}


def test_lines_of_json_are_read() -> None:
    content = f"{json.dumps(BO)}\r\n\r\n{json.dumps({**BO, 'id': 8})}\n"
    rows = good(read(content))
    assert [(row.patient.id, row.patient.at.line) for row in rows] == [("7", 1), ("8", 3)]


def test_nested_values_have_names() -> None:
    (row,) = good(
        read([{"id": 1, "visit": {"room": 3, "with": ["Ann", "Cy"]}, "gp": {"phone": "0123", "name": "Dr X"}}])
    )
    assert row.columns["visit_room"] == "3"
    assert row.columns["visit_with"] == "Ann, Cy"
    assert (row.patient.phone, row.patient.name) == (None, None)


def test_lists_of_objects_are_numbered() -> None:
    (row,) = good(read([{"id": 1, "visits": [{"day": "Mon"}, {"day": "Tue"}]}]))
    assert (row.columns["visits_1_day"], row.columns["visits_2_day"]) == ("Mon", "Tue")


def test_numbers_stay_as_they_were_written() -> None:
    (row,) = good(
        read('[{"id": 12345678901234567890123, "mass": 70.0, "dose": 1.5, "ok": true, "no": null, "nan": NaN}]')
    )
    assert [row.columns[name] for name in ("id", "mass", "dose", "ok", "no", "nan")] == [
        "12345678901234567890123",
        "70",
        "1.5",
        "true",
        "",
        "",
    ]


def test_keys_may_come_in_any_order_and_be_absent() -> None:
    rows = good(read([{"given": "Bo", "id": 1}, {"id": 2, "phone": "0123"}, {"id": 3, "given": ""}]))
    assert [row.patient.phone for row in rows] == [None, "0123", None]
    assert [set(row.columns) for row in rows] == [{"given", "id", "phone"}] * 3


def test_key_that_comes_late_sets_its_row_aside_rather_than_lose_its_value() -> None:
    content = "\n".join([*('{"id": 1}' for _ in range(2001)), '{"id": 2, "phone": "0123"}', '{"id": 3, "phone": ""}'])
    found = read(content)
    assert [row.number for row in bad(found)] == [2002]
    assert "none of the first 2000 has" in bad(found)[0].reason
    assert len(good(found)) == 2002


@pytest.mark.parametrize("entry", ["7", '"Kulkarni"', "[]", "null"])
def test_entry_that_is_no_object_is_set_aside(entry: str) -> None:
    found = read(f'[{{"id": 1}}, {entry}, {{"id": 2}}]')
    assert [(row.number, row.reason) for row in bad(found)] == [(2, "the entry is no object with names and values")]


def test_line_that_is_no_json_is_set_aside() -> None:
    found = read('{"id": 1}\n{"id": 2, "name": "Kulkarni\n{"id": 3}\n', format="jsonl")
    assert [(row.number, row.at.line, row.reason) for row in bad(found)] == [(2, 2, "the line is no JSON")]
    assert [row.patient.id for row in good(found)] == ["1", "3"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('[\n{"id": 1},\n{"id": Kulkarni}]', ":3: not readable as JSON"),
        ('[{"id": 1}', "ends in the middle"),
        ('[{"id": 1},', "not readable as JSON"),
        ('[{"id": 1} {"id": 2}]', "not readable as JSON"),
        ('[{"id": 1}]\nKulkarni', ":2: the file goes on after its end"),
        ('{"patients": [{"id": 1}]', "ends in the middle"),
        ('{"patients" [', "not readable as JSON"),
        ("{7: 8}", "not readable as JSON"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_broken_json_is_told_with_its_line(content: str, what: str) -> None:
    assert what in str(fault(content, format="json"))


def test_text_that_is_no_json_is_told() -> None:
    assert "no JSON" in str(fault("Kulkarni", format="json"))


def test_json_without_a_known_key_is_told() -> None:
    assert "no column is known" in str(fault([{"a": 1}]))


def test_object_with_too_many_keys_is_set_aside() -> None:
    found = read([{"id": 1}, {f"k{number}": 1 for number in range(1001)}])
    assert [row.number for row in bad(found)] == [2]


def test_long_json_list_is_never_held_whole() -> None:
    import tracemalloc

    raw = b'[{"id": "P-1", "given": "Zo"}' + b', {"id": "P-2", "given": "Ann"}' * 60_000 + b"]"
    tracemalloc.start()
    try:
        count = sum(1 for _ in elements(Stream(io.BytesIO(raw), RosterSource("-").at)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 60_001
    assert peak < 6_000_000


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=5), st.integers(1, 40), st.sampled_from([None, 1]))
def test_list_comes_back_however_it_is_cut(content: list[object], size: int, indent: int | None) -> None:
    raw = json.dumps(content, indent=indent, ensure_ascii=False).encode("utf-8", "replace")
    expected = [json.loads(raw, parse_int=str)] if not content else json.loads(raw, parse_int=str)
    stream = _Sips(raw, size)
    assert [value for _, value in elements(stream)] == (expected if content else [])


class _Sips(Stream):
    """A stream that gives a few bytes at a time, as a pipe may."""

    def __init__(self, raw: bytes, size: int) -> None:
        super().__init__(io.BytesIO(raw), RosterSource("-").at)
        self._size = size

    def read(self, size: int) -> bytes:
        return super().read(min(size, self._size))


@given(json_values)
def test_any_json_is_rows_or_an_input_error(content: object) -> None:
    try:
        assert all(isinstance(row, Person | Rejected) for row in read(content, format="json"))
    except InputError as error:
        assert error.problems  # noqa: PT017 — any value at all: an error is as good as rows


@pytest.mark.parametrize(
    "content",
    [
        [{"id": 1}, 7],
        '{"id": 1}\n{"id": 2\n{"id": 3}',
        "\n".join([*('{"id": 1}' for _ in range(2000)), '{"id": 2, "phone": "0123"}']),
        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "r", "name": SECRET}}]},
    ],
)
def test_entry_that_nobody_mended_is_rejected_again(tmp_path: Path, content: object) -> None:
    raw = content if isinstance(content, str) else json.dumps(content)
    source = RosterSource("-", format="jsonl") if isinstance(content, str) else RosterSource("-")
    with open_roster(source, stdin=io.BytesIO(raw.encode())) as roster:
        (row,) = bad(list(roster))
    with RejectedRows(tmp_path / "rejected.csv", roster.heads) as rejected:
        rejected.add(row)
    again = read_file(tmp_path / "rejected.csv")
    assert [row.reason for row in bad(again)] == [
        "the row has more cells than columns: put quotes around values with the delimiter"
    ]
    assert good(again) == []


# -- FHIR ---------------------------------------------------------------------------------------------------------

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "r-1",
    "identifier": [
        {"system": "urn:nhs", "value": "999"},
        {"type": {"coding": [{"code": "MR"}]}, "value": "M-7"},
    ],
    "name": [
        {"use": "nickname", "given": ["Ash"]},
        {"use": "usual", "given": ["Wrong"]},
        {"use": "official", "prefix": ["Dr"], "given": ["Asha", "Maria"], "family": "Rao"},
    ],
    "gender": "female",
    "birthDate": "1992-02-29",
    "address": [
        {"use": "old", "line": ["9 Gone"]},
        {"use": "home", "line": ["1 Ferry Road", "Flat 2"], "city": "Weir", "postalCode": "AB1 2CD"},
    ],
    "telecom": [
        {"system": "email", "value": "asha@patients.example"},
        {"system": "phone", "use": "home", "value": "01632 960 001"},
        {"system": "phone", "use": "mobile", "value": "07700 900 123"},
    ],
    "communication": [
        {"language": {"coding": [{"code": "en"}]}},
        {"language": {"coding": [{"code": "hi"}]}, "preferred": True},
    ],
    "generalPractitioner": [{"reference": "Practitioner/1"}, {"display": "Jo Ox"}],
    "active": True,
}


def bundle(*resources: object) -> dict[str, object]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


@pytest.mark.parametrize(
    "content",
    [bundle({"resourceType": "Observation"}, PATIENT), PATIENT, [PATIENT], json.dumps(bundle(PATIENT), indent=2)],
)
def test_patient_of_fhir_becomes_a_person(content: object) -> None:
    (row,) = good(read(content))
    assert values(row) == {
        "id": "M-7",
        "title": "Dr",
        "given": "Asha Maria",
        "family": "Rao",
        "preferred_name": "Ash",
        "birth_date": date(1992, 2, 29),
        "sex": "female",
        "address": "1 Ferry Road, Flat 2, Weir",
        "postcode": "AB1 2CD",
        "phone": "07700 900 123",
        "email": "asha@patients.example",
        "language": "hi",
        "therapist": "Jo Ox",
    }
    assert (row.columns["active"], row.columns["deceased"]) == ("true", "")


def test_patients_come_one_per_line_too(tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_text("".join(f"{json.dumps({**PATIENT, 'identifier': [], 'id': str(number)})}\n" for number in range(3)))
    assert [row.patient.id for row in good(read_file(path))] == ["0", "1", "2"]


def test_id_is_the_first_identifier_without_a_record_number() -> None:
    (row,) = good(read({**PATIENT, "identifier": [{"value": "A"}, {"value": "B"}]}))
    assert row.patient.id == "A"


@pytest.mark.parametrize("partial", ["1992", "1992-02"])
def test_date_of_birth_that_is_known_in_part_is_none(partial: str) -> None:
    (row,) = good(read({**PATIENT, "birthDate": partial}))
    assert row.patient.birth_date is None


def test_name_as_text_is_the_name() -> None:
    (row,) = good(read({**PATIENT, "name": [{"text": "Asha Rao"}]}))
    assert values(row)["name"] == "Asha Rao"


def test_resource_with_next_to_nothing_is_a_person() -> None:
    assert [values(row) for row in good(read({"resourceType": "Patient", "id": "r"}))] == [{"id": "r"}]


def test_who_has_died_is_told_to_the_rules() -> None:
    (row,) = good(read({**PATIENT, "deceasedDateTime": "2026-01-01"}))
    assert row.columns["deceased"] == "true"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", SECRET),
        ("name", [SECRET]),
        ("name", [{"given": SECRET}]),
        ("name", [{"family": [SECRET]}]),
        ("identifier", {"value": SECRET}),
        ("address", [{"line": [[SECRET]]}]),
        ("telecom", SECRET),
        ("communication", [{"language": SECRET}]),
    ],
)
def test_patient_that_is_not_as_fhir_has_it_is_set_aside(key: str, value: object) -> None:
    found = read(bundle({**PATIENT, key: value}, PATIENT))
    assert "is not as FHIR R4 has it" in bad(found)[0].reason
    assert [row.number for row in good(found)] == [2]


def test_bad_date_of_birth_in_fhir_is_set_aside() -> None:
    found = read(bundle({**PATIENT, "birthDate": "1992-02-30"}))
    assert "no date of the calendar" in bad(found)[0].reason


def test_empty_bundle_has_no_rows() -> None:
    assert read({"resourceType": "Bundle", "type": "collection"}) == []
    assert read(bundle()) == []


def test_entry_that_is_no_resource_is_set_aside() -> None:
    found = read(f'{{"resourceType": "Bundle", "entry": [7, {{"a": 1}}, {{"resource": {json.dumps(PATIENT)}}}]}}')
    assert [row.number for row in bad(found)] == [1, 2]
    assert [row.number for row in good(found)] == [3]


# -- databases ----------------------------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a practice's #1.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE patients (patient_no INTEGER, surname TEXT, dob TEXT, weight REAL, note)")
        connection.executemany(
            "INSERT INTO patients VALUES (?, ?, ?, ?, ?)",
            [(1, "Ng", "1979-04-12", 70.0, None), (2, "Müller", "soon", 71.5, None), (3, "Ox", None, None, b"\1\2")],
        )
    return path


WAYS = ["{}", "sqlite:///{}", "sqlite+pysqlite:///{}"]


@pytest.mark.parametrize("way", WAYS)
def test_query_gives_people(database: Path, way: str) -> None:
    query = "SELECT patient_no, surname, dob, weight, '9:30' AS slot FROM patients ORDER BY 1"
    found = read_file(way.format(database), query=query)
    (first, third) = good(found)
    assert values(first) == {"id": "1", "family": "Ng", "birth_date": date(1979, 4, 12)}
    assert (first.columns["weight"], first.columns["slot"], third.columns["weight"]) == ("70", "9:30", "")
    assert [(row.number, row.column) for row in bad(found)] == [(2, "dob")]


@pytest.mark.parametrize("way", WAYS)
def test_value_that_is_no_text_sets_its_row_aside(database: Path, way: str) -> None:
    found = read_file(way.format(database), query="SELECT patient_no, note FROM patients")
    assert [(row.number, row.column) for row in bad(found)] == [(3, "note")]


def test_text_with_broken_bytes_sets_its_row_aside(database: Path) -> None:
    query = "SELECT patient_no, CAST(X'5AEB' AS TEXT) AS surname FROM patients LIMIT 1"
    assert [row.column for row in bad(read_file(database, query=query))] == ["surname"]


def test_only_table_needs_no_query(database: Path) -> None:
    assert len(read_file(database)) == 3


def test_several_tables_need_a_query_and_are_named(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE visits (day TEXT)")
    with pytest.raises(InputError, match=r"“patients”, “visits” — give a query, such as SELECT \* FROM patients"):
        read_file(database)


@pytest.mark.parametrize("way", WAYS)
def test_query_without_rows_is_an_empty_roster(database: Path, way: str) -> None:
    assert read_file(way.format(database), query="SELECT * FROM patients WHERE 0") == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM patients",
        "SELECT 1 AS id; DELETE FROM patients",
        "WITH x AS (SELECT 1) DELETE FROM patients",
        "PRAGMA writable_schema = 1",
        "ATTACH 'other.db' AS other",
        "SELECT * INTO copy FROM patients",
        "/* SELECT */ DROP TABLE patients",
        "",
    ],
)
def test_query_that_does_more_than_read_is_refused(database: Path, way: str, query: str) -> None:
    before = database.read_bytes()
    with pytest.raises(InputError, match="does not only read"):
        read_file(way.format(database), query=query)
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    "query", ["select 'delete; this' as id", "-- drop\nSELECT 1 AS id;", 'SELECT 1 AS "id", 2 AS "update"']
)
def test_words_in_quotes_and_comments_are_no_commands(database: Path, query: str) -> None:
    assert len(good(read_file(database, query=query))) == 1


@pytest.mark.parametrize("way", WAYS)
def test_query_that_fails_is_told(database: Path, way: str) -> None:
    with pytest.raises(InputError, match="the database refuses"):
        read_file(way.format(database), query="SELECT nothing FROM nowhere")


@pytest.mark.parametrize("way", WAYS)
def test_database_with_a_damaged_file_is_told(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(InputError, match="the database refuses"):
        read_file(way.format(path), query="SELECT * FROM patients")


@pytest.mark.parametrize("place", ["none.db", "sqlite:///none.db"])
def test_missing_database_is_a_missing_asset_and_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingAssetError, match="cannot read it"):
        read_file(place, query="SELECT 1 AS id")
    assert list(tmp_path.iterdir()) == []


def test_address_needs_a_query() -> None:
    with pytest.raises(InputError, match="needs a query"):
        read_file("sqlite+pysqlite:///a.db")


@pytest.mark.parametrize("place", ["nosuch://u:hunter2@host/db", "postgresql+nosuch://u:hunter2@host/db"])
def test_address_of_no_database_is_told_without_its_password(place: str) -> None:
    with pytest.raises(InputError, match="no address of a database") as caught:
        read_file(place, query="SELECT 1 AS id")
    assert "hunter2" not in str(caught.value)


def test_missing_driver_is_a_missing_asset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingAssetError, match="install the driver “psycopg”"):
        read_file("postgresql+psycopg://u:p@host/db", query="SELECT 1 AS id")


def test_missing_sqlalchemy_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(MissingAssetError, match=r"pip install 'paperwell\[sql\]'"):
        read_file("postgresql://host/db", query="SELECT 1 AS id")


@pytest.mark.parametrize(
    "place",
    ["postgresql://ann:hunter2@host/db", "mysql://ann:hunt@er2:x@host/db?a=b", "x://host/db?user=ann&password=hunter2"],
)
def test_password_is_never_shown(place: str) -> None:
    source = RosterSource(place)
    for text in (source.shown, repr(source), str(source.at)):
        assert "hunter2" not in text
        assert "er2" not in text
    assert "host/db" in source.shown


def test_table_that_changes_while_it_is_read_is_read_as_it_was(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executemany("INSERT INTO patients (patient_no) VALUES (?)", [(n,) for n in range(4, 3000)])
    with open_roster(RosterSource(str(database), query="SELECT patient_no FROM patients")) as roster:
        rows = iter(roster)
        next(rows)
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("INSERT INTO patients (patient_no) VALUES (9999)")
        assert sum(1 for _ in rows) == 2998


def test_database_cannot_come_from_standard_input() -> None:
    assert "name its file" in str(fault(b"SQLite format 3\0"))
