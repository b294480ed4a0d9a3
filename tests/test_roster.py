"""Exports of practice software → one patient, whatever the delimiter, encoding and headers; errors hold no value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputError, Location, MissingAssetError, PaperwellError, Problem
from generator.model.patient import Patient
from generator.roster import parse_date, read_patient

SECRETS = ("Asha", "Kulkarni", "1992", "Ferry", "asha@")
HEADER = "id,given,family,birth_date,address,email"
ASHA = "P-1,Asha,Kulkarni,1992-02-29,1 Ferry Road,asha@patients.example"
BO = "P-2,Bo,Ng,2009-06-15,9 Eel Yard,"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "patients.csv"


def read(path: Path, content: str | bytes, row: str | None = "P-1", order: str = "dmy") -> Patient:
    """Return the patient of the row *row* in a file that holds *content*."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_patient(path, row, order)


def read_or_fail(path: Path) -> Patient | InputError:
    try:
        return read_patient(path, None)
    except InputError as error:
        return error


def fault(path: Path, content: str | bytes, row: str | None = "P-1", order: str = "dmy") -> Problem:
    """Return what is told about *content*, after making sure that it shows nothing of a patient."""
    with pytest.raises(PaperwellError) as caught:
        read(path, content, row, order)
    told = str(caught.value)
    assert not [secret for secret in SECRETS if secret in told]
    assert isinstance(caught.value, InputError)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


# -- what is read -------------------------------------------------------------------------------------------------


def test_row_becomes_a_patient(csv: Path) -> None:
    assert read(csv, lines(HEADER, ASHA, BO)).model_dump(exclude_none=True) == {
        "id": "P-1",
        "given": "Asha",
        "family": "Kulkarni",
        "birth_date": date(1992, 2, 29),
        "address": "1 Ferry Road",
        "email": "asha@patients.example",
    }


def test_empty_cell_is_no_value(csv: Path) -> None:
    assert read(csv, lines(HEADER, ASHA, BO), "P-2").email is None


def test_short_row_has_no_values_for_the_columns_it_lacks(csv: Path) -> None:
    patient = read(csv, lines(HEADER, "P-1,Asha"))
    assert (patient.given, patient.family) == ("Asha", None)


def test_patient_knows_the_line_and_column_of_a_value(csv: Path) -> None:
    patient = read(csv, lines(HEADER, BO, ASHA))
    assert patient.at == Location(str(csv), 3)
    assert str(patient.place("given")).endswith(":3, column “given”")


def test_line_of_a_row_counts_line_breaks_inside_quotes(csv: Path) -> None:
    patient = read(csv, 'id,address\nP-0,"1 Road\nTown\nCounty"\nP-1,2 Road\n')
    assert patient.at.line == 5


def test_only_row_needs_no_id(csv: Path) -> None:
    assert read(csv, lines(HEADER, ASHA), None).given == "Asha"


def test_file_without_a_last_line_break_is_read_whole(csv: Path) -> None:
    assert read(csv, f"{HEADER}\n{BO}\n{ASHA}").given == "Asha"


@pytest.mark.parametrize("blank", ["", "   ", ",,,,,", '"",""'])
def test_empty_lines_are_skipped(csv: Path, blank: str) -> None:
    assert read(csv, lines(HEADER, blank, ASHA, blank), None).given == "Asha"


def test_empty_lines_above_the_header_are_skipped(csv: Path) -> None:
    assert read(csv, "\n\n" + lines(HEADER, ASHA)).given == "Asha"


def test_unknown_columns_are_left_out(csv: Path) -> None:
    patient = read(csv, "id,shoe size,given\nP-1,38,Asha\n")
    assert patient.model_dump(exclude_none=True) == {"id": "P-1", "given": "Asha"}


# -- delimiters and quotes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_in_the_header(csv: Path, delimiter: str) -> None:
    content = lines(HEADER, ASHA).replace(",", delimiter)
    assert read(csv, content).family == "Kulkarni"


def test_delimiter_inside_a_quoted_header_does_not_count(csv: Path) -> None:
    assert read(csv, '"id";"a, b, c, d";"given"\nP-1;x;Asha\n').given == "Asha"


def test_quoted_delimiter_is_part_of_the_value(csv: Path) -> None:
    assert read(csv, 'id,address\nP-1,"1 Ferry Road, Town"\n').address == "1 Ferry Road, Town"


def test_quoted_line_break_becomes_a_blank(csv: Path) -> None:
    assert read(csv, 'id,address\nP-1,"1 Ferry Road\r\nTown"\n').address == "1 Ferry Road Town"


def test_doubled_quotes_are_one(csv: Path) -> None:
    assert read(csv, 'id,given\nP-1,"Asha ""Ash"""\n').given == 'Asha "Ash"'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(csv: Path, end: str) -> None:
    assert read(csv, lines(HEADER, ASHA, BO).replace("\n", end)).family == "Kulkarni"


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip))
def test_any_quoted_value_comes_back_on_one_line(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    from unicodedata import normalize

    path = tmp_path_factory.getbasetemp() / "any.csv"
    quoted = value.replace('"', '""')
    found = read(path, f'id,address\nP-1,"{quoted}"\n').address
    assert found == " ".join(normalize("NFC", value).split())


# -- encodings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encoding_is_found(csv: Path, encoding: str) -> None:
    assert read(csv, "id,given\nP-1,Zoë Müller\n".encode(encoding)).given == "Zoë Müller"


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_is_read_in_both_byte_orders(csv: Path, mark: bytes, encoding: str) -> None:
    assert read(csv, mark + "id;given\nP-1;आशा\n".encode(encoding)).given == "आशा"


def test_byte_order_mark_is_no_part_of_the_first_header(csv: Path) -> None:
    assert read(csv, b"\xef\xbb\xbf" + lines(HEADER, ASHA).encode()).id == "P-1"


def test_characters_are_composed(csv: Path) -> None:
    assert read(csv, "id,given\nP-1,Zoe\u0308\n").given == "Zoë"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x06\x00xl/workbook.xml",
        "id,given\nP-1,Asha\n".encode("utf-16-le"),
        b"\xff\xfea",
        b"id,given\nP-1,\x81\x8d\n",
    ],
)
def test_file_that_is_no_text_is_told_so(csv: Path, content: bytes) -> None:
    assert fault(csv, content).what == "the file is no text"


# -- headers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Forename", "given"),
        ("First name", "given"),
        ("FIRST_NAME", "given"),
        ("Surname", "family"),
        ("Last-Name", "family"),
        ("Full name", "name"),
        ("Known as", "preferred_name"),
        ("E-mail", "email"),
        ("Mobile phone", "phone"),
        ("Tel.", "phone"),
        ("Post code", "postcode"),
        ("ZIP", "postcode"),
        ("PIN code", "postcode"),
        ("Eircode", "postcode"),
        ("Gender", "sex"),
        ("Salutation", "title"),
        ("Clinician", "therapist"),
        (" given ", "given"),
    ],
)
def test_headers_of_other_programs_are_known(csv: Path, header: str, field: str) -> None:
    assert getattr(read(csv, f"{header},Patient No.\nsomething,P-1\n"), field) == "something"


@pytest.mark.parametrize("header", ["ID", "Patient ID", "Patient no.", "MRN", "Ref", "patient_number"])
def test_id_column_has_many_names(csv: Path, header: str) -> None:
    assert read(csv, f"given,{header}\nAsha,P-1\n").given == "Asha"


@pytest.mark.parametrize("header", ["DOB", "Date of birth", "Birthday", "birthdate"])
def test_date_of_birth_has_many_names(csv: Path, header: str) -> None:
    assert read(csv, f"id,{header}\nP-1,1992-02-29\n").birth_date == date(1992, 2, 29)


# -- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("1992-02-29", "dmy", date(1992, 2, 29)),
        ("1992-02-29", "mdy", date(1992, 2, 29)),
        ("1992-02-29T00:00:00", "mdy", date(1992, 2, 29)),
        ("03/04/1992", "dmy", date(1992, 4, 3)),
        ("03/04/1992", "mdy", date(1992, 3, 4)),
        ("3.4.1992", "dmy", date(1992, 4, 3)),
        ("3-4-1992", "mdy", date(1992, 3, 4)),
        ("1992/4/3", "ymd", date(1992, 4, 3)),
    ],
)
def test_date_is_read_in_the_order_of_the_country(text: str, order: str, day: date) -> None:
    assert parse_date(text, order) == day


@pytest.mark.parametrize("text", ["", "today", "29 Feb 1992", "1992", "31/02/1992", "03/04/92", "99/99/9999", "0-0-0"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, "dmy") is None


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["dmy", "mdy", "ymd"]), st.sampled_from("./-"))
def test_every_date_is_read_in_every_order(day: date, order: str, sign: str) -> None:
    parts = {"d": str(day.day), "m": f"{day.month:02}", "y": f"{day.year:04}"}
    assert parse_date(sign.join(parts[part] for part in order), order) == day


@given(st.text(max_size=20), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_any_text_is_a_date_or_none(text: str, order: str) -> None:
    found = parse_date(text, order)
    assert found is None or str(found.year) in text


def test_bad_date_is_told_with_its_line_and_what_to_write(csv: Path) -> None:
    found = fault(csv, lines(HEADER, BO, ASHA.replace("1992-02-29", "1992-02-30")))
    assert (found.what, found.at) == ("the date of birth is no date", Location(str(csv), 3))
    assert "1968-11-30" in found.hint


def test_bad_date_of_another_patient_does_not_matter(csv: Path) -> None:
    assert read(csv, lines(HEADER, ASHA, BO.replace("2009-06-15", "soon"))).given == "Asha"


# -- faults -------------------------------------------------------------------------------------------------------


def test_row_that_is_not_there_is_told_by_the_id_that_was_asked_for(csv: Path) -> None:
    assert fault(csv, lines(HEADER, ASHA), "P-9").what == "no row has the id “P-9”"


def test_id_that_stands_twice_is_told_with_its_lines(csv: Path) -> None:
    found = fault(csv, lines(HEADER, ASHA, BO, ASHA))
    assert found.what == "the id “P-1” stands twice"
    assert "2, 4" in found.hint


def test_file_with_several_rows_needs_an_id(csv: Path) -> None:
    assert "--row" in fault(csv, lines(HEADER, ASHA, BO), None).hint


def test_row_with_more_cells_than_columns_is_told_with_its_line(csv: Path) -> None:
    found = fault(csv, lines(HEADER, BO, f"{ASHA},extra"))
    assert (found.what, found.at) == ("the row has more cells than columns", Location(str(csv), 3))


def test_quote_that_nothing_closes_is_told(csv: Path) -> None:
    assert fault(csv, 'id,given\nP-1,"Asha\n').what.startswith("not readable as CSV")


def test_text_after_a_closing_quote_is_told_with_its_line(csv: Path) -> None:
    assert fault(csv, 'id,given\nP-1,"Asha" Kulkarni\n').at == Location(str(csv), 2)


def test_file_without_a_known_column_is_told_what_to_name_them(csv: Path) -> None:
    found = fault(csv, lines("a,b", "Asha,Kulkarni"))
    assert (found.what, found.at) == ("no column is known", Location(str(csv), 1))
    assert "given" in found.hint


@pytest.mark.parametrize("content", ["", "\n", b"\xef\xbb\xbf"])
def test_empty_file_is_told(csv: Path, content: str | bytes) -> None:
    assert fault(csv, content).at is not None


def test_file_with_headers_only_has_no_rows(csv: Path) -> None:
    assert fault(csv, f"{HEADER}\n", None).what == "the file has no rows"


def test_two_columns_of_one_meaning_keep_the_value_that_is_there(csv: Path) -> None:
    assert read(csv, "id,phone,mobile\nP-1,07700 900123,\n").phone == "07700 900123"


def test_file_that_is_not_there_is_a_missing_asset(csv: Path) -> None:
    with pytest.raises(MissingAssetError, match="cannot read it"):
        read_patient(csv, "P-1")


def test_folder_in_place_of_a_file_is_a_missing_asset(tmp_path: Path) -> None:
    with pytest.raises(MissingAssetError, match="cannot read it"):
        read_patient(tmp_path, "P-1")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_patient_or_an_input_error(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.csv"
    path.write_bytes(b"id,given\n" + raw)
    found = read_or_fail(path)
    assert found.problems if isinstance(found, InputError) else found.id or found.given
