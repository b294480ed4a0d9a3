"""Rows of a roster → people, and rows set aside: headings, columns, bad rows, encodings, streams, rejected.csv."""

from __future__ import annotations

import csv
import io
import os
import tracemalloc
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import InputError, Location, MissingAssetError, PaperwellError, UsageError, WriteError
from generator.roster import Person, Rejected, RejectedRows, RosterSource, open_roster
from generator.roster.letters import lines
from generator.roster.place import Stream
from tests.helpers import ROOT

SECRET = "Kulkarni"
NAMES = (
    "Zoë Müller",
    "Łukasz Żółć",
    "Αλέξανδρος",
    "Владимир",
    "आशा कुलकर्णी",
    "অরুণিমা",
    "தமிழ்ச்செல்வி",
    "ਹਰਪ੍ਰੀਤ",
    "محمد بن علی",
    "אברהם",
    "王小明",
    "さくら",
    "김민준",
    "สมชาย",
    "ကျော်",
    "𞤀𞤣𞤢𞤥",
    "𠮷野",
)

Found = list[Person | Rejected]


def read(content: str | bytes, source: RosterSource | None = None) -> Found:
    """Return the rows of what comes from standard input."""
    raw = content if isinstance(content, bytes) else content.encode()
    with open_roster(source or RosterSource("-"), stdin=io.BytesIO(raw)) as roster:
        return list(roster)


def good(rows: Found) -> list[Person]:
    return [row for row in rows if isinstance(row, Person)]


def bad(rows: Found) -> list[Rejected]:
    """Return the rows set aside, after making sure that their reasons show nothing of a patient."""
    found = [row for row in rows if isinstance(row, Rejected)]
    assert not [row for row in found if SECRET in row.reason or SECRET in str(row.at)]
    return found


def fault(content: str | bytes, source: RosterSource | None = None) -> PaperwellError:
    with pytest.raises(PaperwellError) as caught:
        read(content, source)
    assert SECRET not in str(caught.value)
    return caught.value


def names_of(content: str, columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the columns of the only row."""
    (row,) = good(read(content, RosterSource("-", columns=columns or {})))
    return dict(row.columns)


# -- people -------------------------------------------------------------------------------------------------------


def test_row_becomes_a_person_with_a_number_a_patient_and_columns() -> None:
    (row,) = good(read("Patient No;Surname;Leg condition\nP-1;Ng;sciatica\n"))
    assert (row.number, row.patient.id, row.patient.family) == (1, "P-1", "Ng")
    assert row.columns == {
        "patient_no": "P-1",
        "surname": "Ng",
        "leg_condition": "sciatica",
        "id": "P-1",
        "family": "Ng",
    }


def test_patient_knows_the_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,address\nP-1,"1 Road\nTown"\nP-2,x\n')
    with open_roster(RosterSource(str(path))) as roster:
        first, second = good(list(roster))
    assert (first.patient.at, second.patient.at) == (Location(str(path), 2), Location(str(path), 4))
    assert str(second.patient.place("address")).endswith(":4, column “address”")


def test_patient_of_a_roster_can_be_changed_like_any_other() -> None:
    (row,) = good(read("id,given\nP-1,Bo\n"))
    changed = row.patient.with_values({"given": "Ann"}, {"given": Location("--set given")})
    assert (changed.given, row.patient.given, str(changed.place("given"))) == ("Ann", "Bo", "--set given")


def test_two_patients_share_nothing() -> None:
    first, second = good(read("id,given\nP-1,Bo\nP-2,\n"))
    assert (second.patient.given, first.patient.given) == (None, "Bo")
    assert second.columns["given"] == ""


def test_every_row_has_all_names_of_the_roster() -> None:
    with open_roster(RosterSource("-"), stdin=io.BytesIO(b"No,First name,,Phone,Phone\nP-1\n")) as roster:
        assert roster.names == ("no", "first_name", "column_3", "phone", "phone_2", "given")
        assert roster.heads == ("No", "First name", "", "Phone", "Phone")
        (row,) = good(list(roster))
    assert set(row.columns) == set(roster.names)


def test_good_row_keeps_its_cells_as_read() -> None:
    (row,) = good(read("id,Street,Town,dob\nP-1, 1 Road ,Weir,25/12/1980\n"))
    assert row.cells == ("P-1", " 1 Road ", "Weir", "25/12/1980")


def test_doubled_ids_are_two_people() -> None:
    assert [row.number for row in good(read("id\nP-1\nP-1\n"))] == [1, 2]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_names_of_every_script_are_read(name: str, encoding: str) -> None:
    (row,) = good(read(f"id,name\nP-1,{name}\n".encode(encoding)))
    assert row.patient.name == unicodedata.normalize("NFC", name)


def test_example_roster_is_read() -> None:
    with open_roster(RosterSource(str(ROOT / "examples/riverside/patients.csv"), date_order="dmy")) as roster:
        rows = list(roster)
    assert good(rows)
    assert bad(rows) == []


# -- headings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Client ID", "id"),
        ("Chart No.", "id"),
        ("UHID", "id"),
        ("Patienten-Nr.", "id"),
        ("N° patient", "id"),
        ("Número de paciente", "id"),
        ("Vorname", "given"),
        ("Prénom", "given"),
        ("NOMBRE", "given"),
        ("पहला नाम", "given"),
        ("Nachname", "family"),
        ("Nom de famille", "family"),
        ("Apellidos", "family"),
        ("उपनाम", "family"),
        ("पूरा नाम", "name"),
        ("Straße", "address"),
        ("STRASSE", "address"),
        ("Ville", "address"),
        ("PLZ", "postcode"),
        ("Código postal", "postcode"),
        ("Teléfono", "phone"),
        ("मोबाइल नंबर", "phone"),
        ("Courriel", "email"),
        ("Sprache", "language"),
        ("Kinésithérapeute", "therapist"),
        ("birth_date_of_nobody", None),
        ("NHS Number", None),
        ("Social security no", None),
    ],
)
def test_headings_of_other_languages_are_known(head: str, field: str | None) -> None:
    row = names_of(f"{head};mrn;sex\nvalue;M-1;f\n" if field != "id" else f"{head};sex\nvalue;f\n")
    assert [name for name in row if row[name] == "value" and name == field] == ([field] if field else [])


@pytest.mark.parametrize("head", ["Geburtsdatum", "Date de naissance", "Fecha de nacimiento", "जन्म तिथि", "D.O.B."])
def test_date_of_birth_has_a_name_in_each_language(head: str) -> None:
    assert names_of(f"id;{head}\n1;1979-04-12\n")["birth_date"] == "1979-04-12"


def test_german_name_beside_a_first_name_is_the_family_name() -> None:
    (row,) = good(read("Name;Vorname\nMüller;Zoë\n"))
    assert row.patient.full_name == "Zoë Müller"


def test_headings_of_other_scripts_keep_their_letters_in_names() -> None:
    assert names_of("id,पैर की स्थिति\n1,x\n")["पैर_की_स्थिति"] == "x"


def test_name_that_starts_with_a_digit_gets_a_word_in_front() -> None:
    assert names_of("id,2nd visit\n1,x\n")["column_2nd_visit"] == "x"


def test_our_own_name_goes_before_a_synonym() -> None:
    assert names_of("surname,family\nOld,New\n")["family"] == "New"


def test_parts_of_an_address_are_joined_in_the_order_of_the_file() -> None:
    row = names_of("id,Street,Address,Town\n1,2 Eel Yard,,Weir\n")
    assert row["address"] == "2 Eel Yard, Weir"


def test_map_of_columns_wins_over_synonyms() -> None:
    row = names_of("id,Patient No,Problem\n7,P-1,knee\n", {"id": "patient no", "condition": "Problem"})
    assert (row["id"], row["condition"], row["problem"]) == ("P-1", "knee", "knee")


def test_mapped_field_does_not_fall_back_to_a_column_of_its_name() -> None:
    row = names_of("id,Patient No,given\n7,,Bo\n", {"id": "Patient No"})
    assert row["id"] == ""


def test_map_may_be_all_that_makes_the_columns_known() -> None:
    assert names_of("Wer,Was\nBo,x\n", {"given": "Wer"})["given"] == "Bo"


def test_map_tells_all_that_is_wrong_at_once() -> None:
    source = RosterSource("-", columns={"id": "Patient Nr", "Birth Date": "dob", "time": "Slot"})
    told = fault("Patient No,dob\nP-1,1979-04-12\n", source)
    assert len(told.problems) == 3
    assert "did you mean “Patient No”?" in str(told)
    assert "“Birth Date” cannot be the name of a column" in str(told)
    assert "known: Patient No, dob" in str(told)


def test_file_without_a_known_column_is_an_error() -> None:
    assert fault("a,b\n1,2\n").problems[0].what == "no column is known"


# -- bad rows -----------------------------------------------------------------------------------------------------

BAD = {
    "more cells": f"P-2,{SECRET},1979-04-12,extra",
    "no date": f"P-2,{SECRET},soon",
    "character that cannot be printed": f"P-2,{SECRET}\0,",
    "that cannot be printed": f"P-2,{SECRET}\x07,",
    "cannot be printed": f"P-2,{SECRET}\ue000,",
    "cannot be": f"P-2,{SECRET}\ufffd,",
    "longer than 2000": f"P-2,{SECRET * 300},",
    "quotes do not fit": f'P-2,"{SECRET}" x,',
    "two digits": f"P-2,{SECRET},12/04/79",
}


@pytest.mark.parametrize(("reason", "line"), BAD.items())
def test_bad_row_is_set_aside_and_the_rest_goes_on(reason: str, line: str) -> None:
    rows = read(f"id,family,dob\nP-1,Ng,1979-04-12\n{line}\nP-3,Ox,1980-04-12\n")
    assert [row.number for row in good(rows)] == [1, 3]
    (row,) = bad(rows)
    assert (row.number, row.at.line) == (2, 3)
    assert reason in row.reason
    assert SECRET in "".join(row.cells)


def test_reason_names_the_column() -> None:
    (row,) = bad(read("id,Family name,note\nP-1,Ng,a\x07b\n"))
    assert row.column == "note"


def test_empty_cells_beyond_the_headings_are_no_fault() -> None:
    assert [row.patient.id for row in good(read("id,given\nP-1,Bo,,, \n"))] == ["P-1"]


@pytest.mark.parametrize("blank", ["", "   ", ",,", '"",""', "\t"])
def test_empty_rows_are_no_rows(blank: str) -> None:
    assert [row.number for row in read(f"id,given\n{blank}\nP-1,Bo\n{blank}\n\n")] == [1]


def test_joiners_that_scripts_need_are_kept() -> None:
    (row,) = good(read("id,name\nP-1,क्\u200dष می\u200cخواهم\n"))
    assert row.patient.name == "क्\u200dष می\u200cخواهم"


def test_signs_that_turn_the_order_of_letters_are_dropped() -> None:
    assert names_of("id,name\nP-1,Bo\u202e Ng\n")["name"] == "Bo Ng"


def test_blanks_of_all_kinds_become_one() -> None:
    row = names_of('id,name,address\nP-1,  Bo \u00a0  Ng ,"1 Road\x0bTown"\n')
    assert (row["name"], row["address"]) == ("Bo Ng", "1 Road Town")


def test_quote_that_nothing_closes_costs_its_row_alone() -> None:
    content = 'id,given\nP-1,Bo\nP-2,"Ann\n' + "".join(f"P-{n},Cy\n" for n in range(3, 200))
    rows = read(content)
    assert [row.number for row in bad(rows)] == [2]
    assert [row.patient.id for row in good(rows)] == ["P-1", *(f"P-{n}" for n in range(3, 200))]


def test_open_quote_in_the_last_row_costs_that_row() -> None:
    rows = read('id,given\nP-1,Bo\nP-2,"Ann\n')
    assert [(row.number, row.at.line) for row in bad(rows)] == [(2, 3)]


def test_open_quote_that_the_next_row_seems_to_close_costs_one_row() -> None:
    rows = read('id,given\nP-1,"Bo\nP-2,"Ann"\nP-3,Cy\n')
    assert [row.number for row in bad(rows)] == [1]
    assert [row.patient.id for row in good(rows)] == ["P-2", "P-3"]


def test_rest_of_a_broken_row_never_becomes_a_person() -> None:
    rows = read('id,given,address\nP-1,Bo,"1 Road\nTown" x\nP-2,Ann,y\n')
    assert [row.patient.id for row in good(rows)] == ["P-2"]
    assert [row.at.line for row in bad(rows)] == [2, 3]


def test_line_longer_than_the_csv_module_takes_is_set_aside() -> None:
    rows = read("id,given\nP-1," + "x" * 200_000 + "\nP-2,Bo\n")
    assert [row.number for row in bad(rows)] == [1]
    assert [row.patient.id for row in good(rows)] == ["P-2"]


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_rows_or_an_input_error(raw: bytes) -> None:
    assert all(isinstance(row, Person | Rejected) for row in rows_or_none(b"id,given,dob\n" + raw))
    assert all(isinstance(row, Person | Rejected) for row in rows_or_none(raw))


def rows_or_none(raw: bytes) -> Found:
    try:
        return read(raw)
    except InputError as error:
        assert error.problems  # noqa: PT017 — any bytes at all: an error is as good as rows
        return []


# -- empty --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "id,given\n", "id,given", "[]", '{"patients": []}', "{}"])
def test_empty_roster_has_no_rows(content: str) -> None:
    assert read(content) == []


# -- encodings ----------------------------------------------------------------------------------------------------


def test_windows_text_is_read() -> None:
    assert names_of_bytes("id,name\n1,Zoë Müller – €\n".encode("cp1252")) == "Zoë Müller – €"


def names_of_bytes(raw: bytes, encoding: str | None = None) -> str | None:
    (row,) = good(read(raw, RosterSource("-", encoding=encoding)))
    return row.patient.name


def last_line(raw: bytes) -> str:
    """Return the last line of *raw*, read block by block."""
    *_, last = lines(Stream(io.BytesIO(raw), Location("standard input")))
    return last


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_first_letter_above_ascii_decides_however_late_it_comes(encoding: str) -> None:
    assert last_line(b"1,plain\n" * 400_000 + "2,Zoë\n".encode(encoding)) == "2,Zoë\n"


@pytest.mark.parametrize("before", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("start", ["", "ä\n"])
def test_character_that_two_blocks_share_is_whole(before: int, start: str) -> None:
    head = start.encode()
    assert last_line(head + b"\n" * ((1 << 20) - len(head) - before) + "आशा\n".encode()) == "आशा\n"


@pytest.mark.parametrize("before", [0, 1, 2, 3])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_end_that_two_blocks_share_is_one(before: int, end: str) -> None:
    raw = b"x" * ((1 << 20) - before) + end.encode() + b"2" + end.encode()
    assert [line[-3:] for line in lines(Stream(io.BytesIO(raw), Location("a")))][1:] == [f"2{end}"]


def test_byte_that_is_no_utf_8_costs_its_row_alone() -> None:
    rows = read("id,name\n1,आशा\n".encode() + b"2,Zo\xeb\n" + "3,ङ\n".encode())
    assert [row.number for row in bad(rows)] == [2]
    assert "cannot be printed" in bad(rows)[0].reason
    assert [row.number for row in good(rows)] == [1, 3]


def test_declared_encoding_is_taken() -> None:
    assert names_of_bytes("id,name\n1,Łódź\n".encode("iso8859-2"), "iso8859-2") == "Łódź"
    assert names_of_bytes("id,name\n1,山田\n".encode("shift_jis"), "shift_jis") == "山田"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "a\0b"])
def test_encoding_that_there_is_not_is_told(encoding: str) -> None:
    assert "there is no encoding" in str(fault("id\n1\n", RosterSource("-", encoding=encoding)))


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "id,given\nP-1,Bo\n".encode("utf-16-le"),
        b"id,given\n\x81\x8d\n",
        b"\xff\xfea",
    ],
)
def test_file_that_is_no_text_is_told_so(raw: bytes) -> None:
    assert fault(raw).problems[0].what == "the file is no text"


def test_line_without_an_end_is_no_table() -> None:
    assert "16 million" in str(fault(b"id" * (1 << 24)))


scripts = st.text(
    st.characters(exclude_categories=["C"], exclude_characters="\ufffd\u2028\u2029"), min_size=1, max_size=20
).filter(str.strip)
western = st.text(st.sampled_from("abcdeéèüßñç \"',;|\t\n€–ÆØ"), min_size=1, max_size=20).filter(str.strip)


@given(
    st.sampled_from([",", ";", "\t", "|"]),
    st.one_of(
        st.tuples(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.lists(scripts, min_size=3, max_size=3)),
        st.tuples(st.just("cp1252"), st.lists(western, min_size=3, max_size=3)),
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_cells_come_back_from_any_delimiter_and_encoding(
    delimiter: str, written: tuple[str, list[str]], end: str
) -> None:
    encoding, cells = written
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("id", "note", "Größe"), cells, cells])
    declared = "cp1252" if encoding == "cp1252" else None
    rows = good(read(text.getvalue().encode(encoding), RosterSource("-", encoding=declared)))
    expected = [" ".join(_cleaned(cell).split()) for cell in cells]
    assert [list(row.columns.values())[:3] for row in rows] == [expected, expected]


def _cleaned(cell: str) -> str:
    return unicodedata.normalize("NFC", cell)


# -- delimiters ---------------------------------------------------------------------------------------------------


def test_line_of_excel_that_names_the_delimiter_is_no_heading() -> None:
    assert names_of("sep=|\nid|a,b,c\n1|x\n")["a_b_c"] == "x"


def test_declared_delimiter_is_taken() -> None:
    (row,) = good(read("id^given\nP-1^Bo\n", RosterSource("-", delimiter="^")))
    assert row.patient.given == "Bo"


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n"])
def test_delimiter_that_cannot_be_one_is_told(delimiter: str) -> None:
    source = RosterSource("-", format="csv", delimiter=delimiter)
    told = "one character" in str(fault("id;given\n1;Bo\n", source)) if delimiter else read("id\n1\n", source)
    assert told


# -- places -------------------------------------------------------------------------------------------------------


def test_missing_file_is_a_missing_asset(tmp_path: Path) -> None:
    with pytest.raises(MissingAssetError, match="cannot read it: No such file"):
        open_roster(RosterSource(str(tmp_path / "none.csv")))


@pytest.mark.parametrize("place", [".", "a\0b"])
def test_what_is_no_file_is_a_missing_asset(place: str) -> None:
    with pytest.raises(MissingAssetError, match="cannot read it"):
        open_roster(RosterSource(place))


def test_standard_input_has_to_be_given() -> None:
    with pytest.raises(UsageError, match="standard input"):
        open_roster(RosterSource("-"))


def test_pipe_is_read() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as file:
        file.write(b"id,given\nP-1,Bo\n")
    with os.fdopen(reader, "rb") as stdin, open_roster(RosterSource("-"), stdin=stdin) as roster:
        assert [row.patient.given for row in good(list(roster))] == ["Bo"]


def test_rows_appended_while_it_is_read_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "growing.csv"
    path.write_text("id,given\n" + "".join(f"P-{number},Bo\n" for number in range(3000)))
    with open_roster(RosterSource(str(path))) as roster, path.open("a") as appending:
        rows = iter(roster)
        first = next(rows)
        appending.write("P-3000,Ann\n" * 50_000)
        appending.flush()
        assert [first.number, *(row.number for row in rows)] == list(range(1, 3001))


def test_last_line_that_is_still_being_written_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "growing.csv"
    path.write_text("id,given\nP-1,Bo\nP-2,Al")
    with open_roster(RosterSource(str(path))) as roster, path.open("a") as appending:
        appending.write("exander\n")
        appending.flush()
        assert [row.patient.given for row in good(list(roster))] == ["Bo"]


def test_last_line_without_an_end_is_read_where_nobody_writes(tmp_path: Path) -> None:
    path = tmp_path / "still.csv"
    path.write_text("id,given\nP-1,Bo\nP-2,Al")
    with open_roster(RosterSource(str(path))) as roster:
        assert len(good(list(roster))) == 2


def test_file_that_becomes_shorter_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "shrinking.csv"
    path.write_text("id,given\n" + f"P-1,{'x' * 1900}\n" * 3000)
    with open_roster(RosterSource(str(path))) as roster:
        path.write_text("id,given\n")
        with pytest.raises(InputError, match="became shorter"):
            list(roster)


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("id,given,dob\n" + "P-1,Zoë,25/12/1980\n" * 500_000)
    with open_roster(RosterSource(str(path))) as roster:
        rows = iter(roster)
        next(rows)
        tracemalloc.start()
        try:
            count = sum(1 for number, _ in zip(range(10_000), rows, strict=False))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert count == 10_000
    assert peak < 7_000_000  # a block of a megabyte, as bytes, text and lines


# -- rejected rows ------------------------------------------------------------------------------------------------


def set_aside(folder: Path, content: str | bytes) -> Path:
    """Return the file of the rejected rows of *content*."""
    path = folder / "rejected.csv"
    raw = content if isinstance(content, bytes) else content.encode()
    with open_roster(RosterSource("-"), stdin=io.BytesIO(raw)) as roster, RejectedRows(path, roster.heads) as rejected:
        for row in roster:
            if isinstance(row, Rejected):
                rejected.add(row)
    return path


def test_rejected_rows_are_written_with_number_and_reason(tmp_path: Path) -> None:
    path = set_aside(tmp_path, "id;given;dob\nP-1;Bo;\nP-2;आशा;soon\n")
    assert list(csv.reader(path.read_text("utf-8-sig").splitlines())) == [
        ["rejected_row", "rejected_reason", "id", "given", "dob"],
        ["2", "the date of birth is no date: write it as 1968-11-30 (column “dob”)", "P-2", "आशा", "soon"],
    ]


def test_file_of_rejected_rows_is_private(tmp_path: Path) -> None:
    assert set_aside(tmp_path, "id,dob\nP-1,soon\n").stat().st_mode & 0o777 == 0o600


def test_no_file_is_made_where_all_rows_are_good(tmp_path: Path) -> None:
    assert not set_aside(tmp_path, "id,dob\nP-1,\n").exists()


def test_rejected_rows_replace_those_of_the_last_run_but_follow_no_link(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine")
    (tmp_path / "rejected.csv").symlink_to(other)
    path = set_aside(tmp_path, "id,dob\nP-1,soon\n")
    assert (other.read_text(), path.is_symlink()) == ("mine", False)


def test_mended_rejected_rows_are_read_as_a_roster(tmp_path: Path) -> None:
    path = set_aside(tmp_path, 'id;address;dob\nP-1;"1 Road\nTown; County";soon\n')
    path.write_text(path.read_text("utf-8-sig").replace("soon", "1979-04-12"), "utf-8-sig")
    with open_roster(RosterSource(str(path))) as roster:
        (row,) = good(list(roster))
    assert (row.patient.address, row.columns["dob"]) == ("1 Road Town; County", "1979-04-12")


def test_rejected_rows_that_nobody_mended_are_rejected_again(tmp_path: Path) -> None:
    content = 'id,given,dob\nP-1,Bo,soon\nP-2,Bo,,extra\nP-3,a\x07b,\nP-4,\ue000,\nP-5,#N/A,\nP-6,"Bo" x,\nP-7,"Bo\n'
    again = set_aside(tmp_path, set_aside(tmp_path, content).read_bytes())
    rows = list(csv.reader(again.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["rejected_row", "rejected_reason", "id", "given", "dob"]
    assert [row[2] for row in rows[1:]] == [f"P-{number}" for number in range(1, 8)]


def test_bytes_that_are_no_characters_are_marked_and_rejected_again(tmp_path: Path) -> None:
    path = set_aside(tmp_path, "id,name\n1,आशा\n".encode() + b"2,Zo\xeb\n")
    assert "Zo\ufffd" in path.read_text("utf-8-sig")
    assert set_aside(tmp_path, path.read_bytes()).exists()


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    rejected = RejectedRows(tmp_path / "file" / "rejected.csv", ("id",))
    with pytest.raises(WriteError, match="cannot write the rejected rows"):
        rejected.add(Rejected(1, Location("a.csv", 2), "bad", None, ("P-1",)))


def test_each_rejected_row_is_on_its_way_to_the_disk_at_once(tmp_path: Path) -> None:
    with RejectedRows(tmp_path / "rejected.csv", ("id",)) as rejected:
        rejected.add(Rejected(1, Location("a.csv", 2), "bad", None, ("P-1",)))
        assert "P-1" in rejected.path.read_text("utf-8-sig")
        assert rejected.count == 1
