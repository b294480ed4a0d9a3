"""Doses as therapists type them: every spelling the documentation names, every error, and any text at all."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.dose import DoseError, Prescription, Side, parse_dose
from tests.helpers import ROOT

FIELDS = {
    "sets": "sets",
    "reps": "repetitions",
    "hold": "hold_seconds",
    "min": "minutes",
    "a_day": "times_a_day",
    "a_week": "days_a_week",
}


def dose(**amounts: Any) -> Prescription:
    """Return a prescription by short names: `dose(reps=10, a_day=(2, 3), side="left")`."""
    made = {FIELDS.get(name, name): (value, value) if type(value) is int else value for name, value in amounts.items()}
    return Prescription(**made)


SPELLINGS: dict[str, Prescription] = {
    # repetitions
    **dict.fromkeys(
        ["10", "10 times", "10times", "10 reps", "10reps", "10 rep.", "10 repetitions", "x10", "x 10", "10x", "10 x",
         "×10", "10 ×", "ten times", "TEN TIMES", " 10  times ", "reps 10", "reps: 10", "Repetitions = 10", "(10)"],
        dose(reps=10),
    ),
    **dict.fromkeys(["once", "1 time"], dose(reps=1)),
    **dict.fromkeys(["twice", "2 times", "two reps"], dose(reps=2)),
    **dict.fromkeys(
        ["8-12 reps", "8 - 12 reps", "8–12 reps", "8—12 times", "8 to 12 times", "8 or 12 times", "8−12", "8‑12"],
        dose(reps=(8, 12)),
    ),
    "५ times": dose(reps=5),
    # sets
    **dict.fromkeys(["2 sets", "2sets", "two sets", "sets 2", "Sets: 2", "2 set"], dose(sets=2)),
    "1 set": dose(sets=1),
    "2-3 sets": dose(sets=(2, 3)),
    **dict.fromkeys(
        ["3x10", "3×10", "3*10", "3X10", "3 x 10", "3 x10", "3x 10", "3 × 10", "3 sets of 10", "3 sets x 10",
         "3 sets x10", "3 sets × 10", "3 sets 10", "3 sets of 10 reps", "3 sets 10 times", "three sets of ten",
         "10 reps x 3 sets", "10 x 3 sets", "10 reps, 3 sets", "10 times in 3 sets", "sets 3, reps 10",
         "sets: 3; reps: 10", "3x10 reps"],
        dose(sets=3, reps=10),
    ),
    "2–3 × 8–12": dose(sets=(2, 3), reps=(8, 12)),
    # holding
    **dict.fromkeys(
        ["hold 5 s", "hold 5s", "hold 5", "hold for 5s", "hold for 5 seconds", "hold it for 5 secs", "hold: 5 s",
         "5 s", "5s", "5 sec", "5 sec.", "5 seconds", '5"', "5″", "5 s hold", "5 sec hold", "5-second hold",
         "with a 5 second hold", "for 5 s", "holds 5 s", "Hold each for 5 s", "holds of 5 s".replace(" of", "")],
        dose(hold=5),
    ),
    **dict.fromkeys(["hold 20-30 s", "hold 20 – 30", "20 to 30 second holds"], dose(hold=(20, 30))),
    **dict.fromkeys(["hold 1 min", "hold for 1 minute", "1 min hold", "a 1 minute hold", "60 s"], dose(hold=60)),
    "hold 1-2 min": dose(hold=(60, 120)),
    **dict.fromkeys(["3x30s", "3 x 30 s", "3 × 30 sec hold", "3 times, 30 s", "3 times x 30 s"], dose(reps=3, hold=30)),
    **dict.fromkeys(["3x10x5s", "3 x 10 x 5 s", "3 sets of 10 x 5 s hold"], dose(sets=3, reps=10, hold=5)),
    "3 sets of 30 s": dose(sets=3, hold=30),
    # minutes
    **dict.fromkeys(["10 min", "10min", "10 mins", "10 minutes", "for 10 min", "10 Min."], dose(min=10)),
    "1 min": dose(min=1),
    "5-10 min": dose(min=(5, 10)),
    # how often a day
    **dict.fromkeys(
        ["2/day", "2 / day", "2/d", "2x/day", "x2/day", "2 x a day", "2 × a day", "2 times a day", "2 times per day",
         "twice a day", "twice daily", "twice each day", "2 daily", "2x daily", "2 per day", "bd", "BD", "b.d.", "bid"],
        dose(a_day=2),
    ),
    **dict.fromkeys(["once a day", "once daily", "1/day", "one time a day"], dose(a_day=1)),
    **dict.fromkeys(["2-3 times a day", "2–3/day", "2 or 3 times a day", "2 to 3x/day"], dose(a_day=(2, 3))),
    **dict.fromkeys(["tds", "t.d.s.", "tid", "3/day"], dose(a_day=3)),
    **dict.fromkeys(["qds", "qid", "four times a day"], dose(a_day=4)),
    # how often a week
    **dict.fromkeys(
        ["3/week", "3/wk", "3/w", "3x/week", "3 x a week", "3 days a week", "3 days/week", "3 days per week",
         "3 times a week", "three times per week", "3 times weekly", "3 per week"],
        dose(a_week=3),
    ),
    **dict.fromkeys(["daily", "every day", "each day", "7/week", "7 days a week"], dose(a_week=7)),
    **dict.fromkeys(
        ["every other day", "every second day", "every 2 days", "alternate days", "3-4/week"], dose(a_week=(3, 4))
    ),
    "once a week": dose(a_week=1),
    # sides
    **dict.fromkeys(
        ["left", "L", "l", "Lt", "left side", "left leg", "left knee", "on the left", "left only", "left side only",
         "on your left leg", "(left)"],
        dose(side="left"),
    ),
    **dict.fromkeys(["right", "R", "rt.", "right side", "right arm", "on the right"], dose(side="right")),
    **dict.fromkeys(["both", "both sides", "both legs", "both knees", "on both sides"], dose(side="both")),
    **dict.fromkeys(
        ["each", "each side", "each leg", "per side", "a side", "every leg", "on each side", "left and right", "L + R",
         "l/r", "left & right"],
        dose(side="each"),
    ),
    **dict.fromkeys(
        ["alternate", "alternating", "alternate sides", "alternating legs", "alternately"], dose(side="alternate")
    ),
    **dict.fromkeys(
        ["5 each side", "5 each", "5 per leg", "5/side", "5 / leg", "5 times each side", "5 reps per side",
         "each side 5 times"],
        dose(reps=5, side="each"),
    ),
    "3x10 each side": dose(sets=3, reps=10, side="each"),
    # the rest
    **dict.fromkeys(["slow", "slowly", "Slow."], dose(slow=True)),
    **dict.fromkeys(["", "  ", "blank", "Blank", "pen", ",", ";,\n"], dose()),
    # together
    **dict.fromkeys(
        ["3x10, hold 5 s, 2/day, left", "left, 2/day, hold 5 s, 3x10", "3x10; hold 5 s; 2/day; left",
         "3x10\nhold 5 s\n2/day\nleft", "3x10 hold 5s 2/day left", "3 sets of 10 and hold 5 s, twice a day, left leg",
         "3 sets of 10 reps with a 5-second hold, on the left, twice daily.", "3 x 10. Hold 5 sec. Twice a day. Left.",
         "3x10,hold 5 s,2/day,L"],
        dose(sets=3, reps=10, hold=5, a_day=2, side="left"),
    ),
    "10 times 2/day": dose(reps=10, a_day=2),
    **dict.fromkeys(["3 days a week and right", "right and 3/week"], dose(a_week=3, side="right")),
    **dict.fromkeys(["left and slow", "slow and left"], dose(side="left", slow=True)),
    "5 times and left and right": dose(reps=5, side="each"),
    "3x10 daily": dose(sets=3, reps=10, a_week=7),
    # each number keeps to its own words where commas are missing
    "10x 2 daily": dose(reps=10, a_day=2),
    "10x 2/day": dose(reps=10, a_day=2),
    "3 sets twice daily": dose(sets=3, a_day=2),
    "3 sets 2 times a day": dose(sets=3, a_day=2),
    "3 sets 2 days a week": dose(sets=3, a_week=2),
    "3 sets 5 min": dose(sets=3, min=5),
    "2 sets 30 s": dose(sets=2, hold=30),
    "hold 5 10 times": dose(hold=5, reps=10),
    "twice a day for 10 min": dose(a_day=2, min=10),
    # a second time, but the same
    "left, left leg": dose(side="left"),
    "3x10, 3 sets": dose(sets=3, reps=10),
}  # fmt: skip


def test_every_spelling_is_understood() -> None:
    assert {text: parse_dose(text) for text in SPELLINGS} == SPELLINGS


LIKE = "write it like 3x10, hold 5 s, 2/day, left"
RISES = "write the smaller number first"
FAULTS = {
    "hold tight": ("“hold tight” is no dose", LIKE),
    "usual": ("“usual” is no dose", LIKE),
    "until tired": ("“until tired” is no dose", LIKE),
    "10 breaths": ("“10 breaths” is no dose", LIKE),
    "10 times, lefft": ("“lefft” is no dose", "did you mean “left”?"),
    "10 tmes": ("“10 tmes” is no dose", "did you mean “10 times”?"),
    "3 days": ("“3 days” is no dose", "did you mean “3 days a week”?"),
    "Each Sid": ("“Each Sid” is no dose", "did you mean “each side”?"),
    "1000 times": ("“1000 times” is no dose", "did you mean “10 times”?"),
    "2.5 min": ("“2.5 min” is no dose", "did you mean “10 min”?"),
    "3x10 min": ("“3x10 min” is no dose", "did you mean “10 min”?"),
    "10 m": ("“10 m” is no dose", "write 5 min for minutes"),
    "every 2 hours": ("“every 2 hours” is no dose", "say how often a day, such as 6/day, or how many minutes"),
    "1 hour": ("“1 hour” is no dose", "say how often a day, such as 6/day, or how many minutes"),
    "0 times": ("“0 times” does not rise from a number above 0", RISES),
    "12-8": ("“12-8” does not rise from a number above 0", RISES),
    "3x0": ("“3x0” does not rise from a number above 0", RISES),
    "hold 9-3 s": ("“hold 9-3 s” does not rise from a number above 0", RISES),
    "8 days a week": ("“8 days a week” is more than the days of a week", "at most 7"),
    "5-8/week": ("“5-8/week” is more than the days of a week", "at most 7"),
    "25/day": ("“25/day” is more than the hours of a day", "at most 24"),
    "2 sets, 3x10": ("“3x10” says the sets a second time", "keep one of them"),
    "10 times, 12 reps": ("“12 reps” says the repetitions a second time", "keep one of them"),
    "hold 5 s, 6 s": ("“6 s” says how long to hold a second time", "keep one of them"),
    "5 min, 10 min": ("“10 min” says the minutes a second time", "keep one of them"),
    "bd, tds": ("“tds” says how often a day a second time", "keep one of them"),
    "daily, 3/week": ("“3/week” says how often a week a second time", "keep one of them"),
    "left, right": ("“right” says the side a second time", "keep one of them"),
    "5 each, left": ("“left” says the side a second time", "keep one of them"),
    "2 3 times": ("“2 3 times” says the repetitions a second time", "keep one of them"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_fault_is_told_in_the_therapists_words_with_what_to_do(text: str) -> None:
    with pytest.raises(DoseError) as error:
        parse_dose(text)
    assert (str(error.value), error.value.hint) == FAULTS[text]
    assert error.value.part in text


def test_dose_is_blank_when_nothing_says_how_much() -> None:
    assert parse_dose("left, slow").is_blank
    assert not parse_dose("2/day").is_blank


def test_every_spelling_of_the_documentation_is_understood() -> None:
    """The table of docs/programmes.md: its second column lists spellings, its third what they mean."""
    text = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
    table = re.search(r"<!-- doses -->\n(.*?)\n\n", text, re.DOTALL)
    assert table
    rows = [row.strip("|").split("|") for row in table[1].splitlines()[2:]]
    assert len(rows) >= 8
    for _, spellings, *_ in rows:
        meant = {parse_dose(spelling) for spelling in re.findall(r"`([^`]+)`", spellings)}
        assert len(meant) == 1, spellings


# -- any dose, any text -----------------------------------------------------------------------------------------------

RANGES = st.integers(1, 600).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, 999)))
FEW = st.integers(1, 7).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, 7)))
OFTEN = st.integers(1, 24).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, 24)))
DOSES = st.builds(
    Prescription,
    sets=st.none() | RANGES,
    repetitions=st.none() | RANGES,
    hold_seconds=st.none() | RANGES,
    minutes=st.none() | RANGES,
    times_a_day=st.none() | OFTEN,
    days_a_week=st.none() | FEW,
    side=st.none() | st.sampled_from(get_args(Side)),
    slow=st.booleans(),
)
WORDS = {
    "sets": ["{} sets", "{}set", "sets: {}"],
    "repetitions": ["{} times", "{}reps", "x{}", "{}x", "{} repetitions", "reps {}"],
    "hold_seconds": ["hold {} s", "{} sec hold", "hold for {}s", "{}-second hold", "{} seconds"],
    "minutes": ["{} min", "{}mins", "for {} minutes"],
    "times_a_day": ["{}/day", "{} times a day", "{} x daily", "{} per day"],
    "days_a_week": ["{} days a week", "{}/wk", "{} times per week"],
}
SIDES = {
    "left": ["left", "L", "left leg"],
    "right": ["right", "R", "on the right"],
    "both": ["both", "both sides"],
    "each": ["each side", "per leg"],
    "alternate": ["alternate", "alternating legs"],
}


@st.composite
def written(draw: st.DrawFn) -> tuple[Prescription, str]:
    """Return a dose and one of the ways to write it."""
    meant = draw(DOSES)
    parts = []
    for name, spellings in WORDS.items():
        if (amount := getattr(meant, name)) is not None:
            low, high = amount
            both = draw(st.sampled_from([f"{low}-{high}", f"{low} – {high}", f"{low} to {high}"]))
            parts.append(draw(st.sampled_from(spellings)).format(low if low == high else both))
    if meant.side:
        parts.append(draw(st.sampled_from(SIDES[meant.side])))
    if meant.slow:
        parts.append(draw(st.sampled_from(["slow", "slowly"])))
    text = "|".join(draw(st.permutations(parts)))
    return meant, draw(st.sampled_from([text, text.upper(), text.replace("x", "×")]))


@given(written(), st.sampled_from([", ", "; ", ",", "\n", " and "]))
@settings(max_examples=150, deadline=None)
def test_dose_that_is_written_out_is_read_back(case: tuple[Prescription, str], between: str) -> None:
    meant, text = case
    assert parse_dose(text.replace("|", between)) == meant


@given(written())
@settings(max_examples=150, deadline=None)
def test_dose_without_commas_is_read_back_or_refused_and_never_misread(case: tuple[Prescription, str]) -> None:
    meant, text = case
    with suppress(DoseError):
        assert parse_dose(text.replace("|", " ")) == meant


PIECES = [
    *("1", "10", "999", "x", "×", "-", "–", ",", ";", ".", "/", "day", "week", "sets", "of", "times", "reps", "hold"),
    *("for", "s", "min", "a", "per", "each", "left", "both", "alternate", "side", "daily", "every", "other", "and"),
    *("to", "or", "twice", "slow", "İ", "²", "٣", "“", "{}", " ", " ", "\n"),
]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_dose_or_is_refused_with_a_hint(text: str) -> None:
    found = read_or_refused(text)
    if isinstance(found, DoseError):
        assert found.hint
    else:
        amounts = [getattr(found, name) for name in FIELDS.values()]
        assert all(0 < amount[0] <= amount[1] for amount in amounts if amount)


def read_or_refused(text: str) -> Prescription | DoseError:
    try:
        return parse_dose(text)
    except DoseError as error:
        return error


LONG = ["1 ", "1-", "1 to ", "1 x ", "x", " ", "hold ", "a ", "each ", "3 sets of ", "slow ", "left/", "1 times x "]


@pytest.mark.parametrize("piece", LONG)
def test_long_text_is_read_in_no_time(piece: str) -> None:
    start = time.perf_counter()
    read_or_refused(piece * 4000)
    assert time.perf_counter() - start < 1.0
