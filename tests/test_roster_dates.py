"""Dates of birth in rosters: an order that is declared or seen, and no date that could be two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.roster import Person, Rejected, RosterSource, open_roster
from generator.roster.dates import NotADateError, detect_order, read_date

Order = Literal["dmy", "mdy", "ymd"]


def people(folder: Path, dates: Sequence[str], order: Order | None = None, default: str = "dmy") -> list[date | str]:
    """Return the dates of birth, or the reasons against them, of a roster with these *dates*."""
    path = folder / "dates.csv"
    path.write_text("id;dob\n" + "".join(f"P-{number};{text}\n" for number, text in enumerate(dates)))
    found: list[date | str] = []
    with open_roster(RosterSource(str(path), date_order=order), default_order=default) as roster:
        for row in roster:
            if isinstance(row, Rejected):
                assert row.column == "dob"
                found.append(row.reason)
            else:
                assert row.patient.birth_date is not None
                found.append(row.patient.birth_date)
    return found


def reason(text: str, order: str | None) -> str:
    with pytest.raises(NotADateError) as caught:
        read_date(text, order)
    assert not any(part in str(caught.value) for part in text.split("/") if len(part) == 4)
    return str(caught.value)


# -- one date -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "1979-04-12",
        "1979-4-12",
        "19790412",
        "1979-04-12T00:00:00Z",
        "1979-04-12 00:00:00.000",
        "1979/04/12",
        "12 Apr 1979",
        "12-Apr-1979",
        "12-APR-1979",
        "12th April 1979",
        "April 12, 1979",
        "Apr 12 1979",
        "12. April 1979",
    ],
)
def test_date_that_reads_one_way_needs_no_order(text: str) -> None:
    assert read_date(text, None) == date(1979, 4, 12)


@pytest.mark.parametrize("text", ["3 Sept 2001", "3 September 2001", "3 Sep 2001"])
def test_september_has_three_spellings(text: str) -> None:
    assert read_date(text, "mdy") == date(2001, 9, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [("25/12/1980", date(1980, 12, 25)), ("12/25/1980", date(1980, 12, 25)), ("05/05/1980", date(1980, 5, 5))],
)
def test_numbers_that_fit_one_order_need_none(text: str, day: date) -> None:
    assert read_date(text, None) == day


def test_time_after_a_date_is_left_out() -> None:
    assert read_date("25/12/1980 00:00:00", "dmy") == date(1980, 12, 25)


def test_digits_of_other_scripts_are_digits() -> None:
    assert read_date("१२/०४/१९७९", "dmy") == date(1979, 4, 12)


@pytest.mark.parametrize("text", ["03/04/1979", "3.4.1979", "12-11-1979"])
def test_date_that_reads_two_ways_is_refused_without_an_order(text: str) -> None:
    assert "two ways: declare date_order" in reason(text, None)


@pytest.mark.parametrize("text", ["03/04/79", "25/12/80", "12 Apr 79", "Apr 12, 79"])
@pytest.mark.parametrize("order", [None, "dmy", "mdy", "ymd"])
def test_year_of_two_digits_is_refused(text: str, order: str | None) -> None:
    assert "year of two digits" in reason(text, order)


@pytest.mark.parametrize("text", ["1879-12-31", "01/01/1066", "1 Jan 1700", "0001-01-01"])
def test_year_before_anybody_alive_is_refused(text: str) -> None:
    assert "before 1880" in reason(text, "dmy")


@pytest.mark.parametrize("text", ["30/02/1980", "1979-13-01", "31 Apr 1980", "00/05/1980", "32/12/1980"])
def test_day_that_the_calendar_has_not_is_refused(text: str) -> None:
    assert "no date of the calendar" in reason(text, "dmy")


@pytest.mark.parametrize(("text", "order"), [("12/25/1980", "dmy"), ("25/12/1980", "mdy"), ("25/12/1980", "ymd")])
def test_date_against_the_order_of_the_file_is_refused(text: str, order: str) -> None:
    assert "not in the order of the file" in reason(text, order)


@pytest.mark.parametrize("text", ["unknown", "33663", "12 Avril 1979 ou 1980", "5 Foo 1980", "1/2/3/4", "12//1980"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert "write it as 1968-11-30" in reason(text, "dmy")


@given(st.dates(min_value=date(1880, 1, 1)), st.sampled_from(["dmy", "mdy", "ymd"]), st.sampled_from("./-"))
def test_every_date_comes_back_in_its_order(day: date, order: str, sign: str) -> None:
    parts = {"d": f"{day.day:02}", "m": f"{day.month}", "y": f"{day.year}"}
    assert read_date(sign.join(parts[part] for part in order), order) == day


@given(st.text(max_size=20) | st.from_regex(r"\d{1,4}[./-]\d{1,4}[./-]\d{1,4}", fullmatch=True))
def test_any_text_is_a_date_or_has_a_reason(text: str) -> None:
    assert read_or_reason(text)


def read_or_reason(text: str) -> date | str:
    try:
        return read_date(text, None)
    except NotADateError as error:
        return str(error)


# -- the order of a file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/1979", "25/12/1980"], "dmy"),
        (["03/04/1979", "12/25/1980"], "mdy"),
        (["1979/04/03"], "ymd"),
        (["1979/04/03", "25/12/1980"], "dmy"),
        (["03/04/1979", "1979-04-03", "", "soon"], None),
        (["25/12/1980", "12/25/1980"], None),
        ([], None),
        (["25/12/1980", *["03/04/1979"] * 20], "dmy"),
        (["25/12/1980", *["03/04/1979"] * 21], None),
    ],
)
def test_order_is_seen_in_what_can_be_read_one_way(texts: list[str], order: str | None) -> None:
    assert detect_order(texts) == order


def test_order_that_a_later_row_shows_holds_for_the_earlier_ones(tmp_path: Path) -> None:
    assert people(tmp_path, ["03/04/1979", "25/12/1980"]) == [date(1979, 4, 3), date(1980, 12, 25)]
    assert people(tmp_path, ["03/04/1979", "12/25/1980"]) == [date(1979, 3, 4), date(1980, 12, 25)]


def test_file_that_shows_no_order_has_its_ambiguous_dates_refused_alone(tmp_path: Path) -> None:
    first, second, third = people(tmp_path, ["03/04/1979", "1980-12-25", "5 May 1981"])
    assert "declare date_order, such as dmy" in str(first)
    assert (second, third) == (date(1980, 12, 25), date(1981, 5, 5))


def test_refusal_suggests_the_order_of_the_country(tmp_path: Path) -> None:
    assert "such as mdy" in str(people(tmp_path, ["03/04/1979"], default="mdy")[0])


def test_declared_order_needs_no_proof(tmp_path: Path) -> None:
    assert people(tmp_path, ["03/04/1979"], "mdy") == [date(1979, 3, 4)]


def test_declared_order_wins_over_what_is_seen(tmp_path: Path) -> None:
    found = people(tmp_path, ["03/04/1979", "25/12/1980"], "mdy")
    assert found[0] == date(1979, 3, 4)
    assert "not in the order of the file (month, day, year)" in str(found[1])


def test_file_with_both_orders_has_its_ambiguous_dates_refused(tmp_path: Path) -> None:
    found = people(tmp_path, ["03/04/1979", "25/12/1980", "12/26/1980"])
    assert "two ways" in str(found[0])
    assert found[1:] == [date(1980, 12, 25), date(1980, 12, 26)]


def test_date_against_the_order_seen_is_refused_after_the_rows_read_ahead(tmp_path: Path) -> None:
    found = people(tmp_path, ["25/12/1980"] * 2000 + ["03/04/1979", "12/25/1980"])
    assert found[2000] == date(1979, 4, 3)
    assert "not in the order of the file" in str(found[2001])


def test_roster_tells_its_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,dob\n1,12/25/1980\n")
    with open_roster(RosterSource(str(path))) as roster:
        assert roster.date_order == "mdy"


def test_columns_hold_the_date_of_birth_as_iso_and_as_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,DOB\n1,25/12/1980\n")
    with open_roster(RosterSource(str(path))) as roster:
        (row,) = roster
    assert isinstance(row, Person)
    assert (row.columns["birth_date"], row.columns["dob"]) == ("1980-12-25", "25/12/1980")


def test_empty_date_of_birth_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,dob\n1,\n")
    with open_roster(RosterSource(str(path))) as roster:
        (row,) = roster
    assert isinstance(row, Person)
    assert (row.patient.birth_date, row.columns["birth_date"]) == (None, "")
