"""Scores: methods, blanks, bands, exact rounding; and never a 0 where there is no score."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import generator
from generator.answers.result import ScoreResult
from generator.answers.score import rounded
from generator.model.form import Form
from generator.source import load_model, parse_yaml
from tests.helpers import form_yaml, group_yaml

ITEMS = """
- {linkId: a, type: integer, control: scale, minValue: 0, maxValue: 10, low: L, high: H, text: A}
- {linkId: b, type: integer, control: scale, minValue: 0, maxValue: 10, low: L, high: H, text: B}
- {linkId: c, type: integer, control: scale, minValue: 0, maxValue: 10, low: L, high: H, text: C}
- {linkId: d, type: decimal, text: D, maxValue: 5}
- {linkId: yes, type: boolean, text: "Yes?", flag: soon}
- linkId: one
  type: choice
  text: One
  answerOption: [{code: x, display: X, score: 0}, {code: y, display: Y, score: 2.5}, {code: na, display: N}]
- linkId: many
  type: choice
  repeats: true
  text: Many
  answerOption:
    - {code: x, display: X, score: 1}
    - {code: y, display: Y, score: 2}
    - {code: none, display: N, exclusive: true}
- linkId: grid
  type: group
  control: matrix
  text: Grid
  answerOption:
    - {code: n, display: Never, score: 0}
    - {code: s, display: Some, score: 1}
    - {code: o, display: Often, score: 2}
  item: [{linkId: p, text: P}, {linkId: q, text: Q}]
- linkId: signs
  type: group
  control: matrix
  text: Signs
  item: [{linkId: p, text: P, flag: today}, {linkId: q, text: Q}]
- linkId: sides
  type: group
  control: matrix
  sides: true
  repeats: true
  text: Sides
  answerOption: [{code: hip, display: Hip, score: 1}, {code: knee, display: Knee, score: 2}]
  item: [{linkId: p, text: P}]
- {linkId: hidden, type: integer, minValue: 0, maxValue: 9, hidden: true, initial: 4, text: Hidden}
- {linkId: note, type: string, text: Note}
- {linkId: after, type: integer, minValue: 0, maxValue: 10, text: After, enableWhen: [{question: yes, answer: true}]}
"""


def form(score: str) -> Form:
    """Return the form with one *score*."""
    scores = f"scores:\n  - {{linkId: s, text: S, source: own, licence: CC-BY-4.0, {score}}}\n"
    text = form_yaml(group_yaml(ITEMS, link_id="g")) + scores
    return load_model(Form, parse_yaml(text, "quiz.yaml"), "quiz.yaml")


def scored(score: str, **answers: Any) -> ScoreResult:
    """Return the score; “__” in the names of *answers* stands for the dot of a row."""
    paths = {f"g.{name.replace('__', '.')}": value for name, value in answers.items()}
    return generator.score(form(score), paths)[0]


def value(score: str, **answers: Any) -> str | None:
    found = scored(score, **answers).value
    return None if found is None else str(found)


# -- methods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "answers", "expected"),
    [
        ("method: sum, item: [a, b, c]", {"a": 0, "b": 3, "c": 10}, "13"),
        ("method: sum, item: [a, b, c]", {"a": 0, "b": 0, "c": 0}, "0"),
        ("method: mean, item: [a, b, c], decimals: 1", {"a": 1, "b": 2, "c": 2}, "1.7"),
        ("method: mean, item: [a, b], decimals: 2", {"a": 1, "b": 2}, "1.50"),
        ("method: sum, item: [d], decimals: 1", {"d": 0.1}, "0.1"),
        ("method: sum, item: [yes]", {"yes": True}, "1"),
        ("method: sum, item: [yes]", {"yes": False}, "0"),
        ("method: sum, item: [one, a], decimals: 1", {"one": "y", "a": 1}, "3.5"),
        ("method: sum, item: [many]", {"many": ("x", "y")}, "3"),
        ("method: sum, item: [many]", {"many": ("none",)}, "0"),
        ("method: sum, item: [grid]", {"grid__p": "o", "grid__q": "s"}, "3"),
        ("method: sum, item: [grid.q]", {"grid__p": "o", "grid__q": "s"}, "1"),
        ("method: sum, item: [signs]", {"signs__p": True, "signs__q": True}, "2"),
        ("method: sum, item: [sides]", {"sides__p": ("hip_left", "knee_right")}, "3"),
        ("method: count, item: [a, b, c]", {"a": 0, "b": 3, "c": 10}, "2"),
        ("method: count, item: [grid]", {"grid__p": "n", "grid__q": "s"}, "1"),
        ("method: count, item: [signs, yes]", {"signs__p": True, "signs__q": False, "yes": True}, "2"),
        ("method: percentage, item: [a, b]", {"a": 5, "b": 10}, "75"),
        ("method: percentage, item: [grid, one], decimals: 1", {"grid__p": "o", "grid__q": "n", "one": "x"}, "30.8"),
        ("method: percentage, item: [many]", {"many": ("y",)}, "67"),
        ("method: percentage, item: [sides]", {"sides__p": ("hip_left", "knee_right")}, "50"),
        ("method: percentage, item: [yes, d]", {"yes": True, "d": 2.5}, "58"),
    ],
)
def test_score_is_worked_out(score: str, answers: Mapping[str, Any], expected: str) -> None:
    assert value(score, **answers) == expected


# -- blanks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["sum", "mean", "count", "percentage"])
@pytest.mark.parametrize("most", [0, 2])
@pytest.mark.parametrize("rule", ["mean", "zero"])
def test_form_without_answers_has_no_score(method: str, most: int, rule: str) -> None:
    found = scored(f"method: {method}, item: [a, b, c], missing: {{most: {most}, rule: {rule}}}")
    assert (found.value, found.band, found.answered, found.of) == (None, None, 0, 3)
    assert found.reason == "none of its questions has an answer that counts"


def test_too_many_blanks_leave_no_score_and_say_why() -> None:
    found = scored("method: sum, item: [a, b, c], missing: {most: 1}", a=5)
    assert (found.value, found.answered, found.of) == (None, 1, 3)
    assert found.reason == "2 of 3 answers are missing; at most 1 may be"


@pytest.mark.parametrize(
    ("method", "rule", "expected"),
    [
        ("sum", "mean", "9"),
        ("sum", "zero", "6"),
        ("mean", "mean", "3"),
        ("mean", "zero", "2"),
        ("count", "mean", "3"),
        ("count", "zero", "2"),
        ("percentage", "mean", "30"),
        ("percentage", "zero", "20"),
    ],
)
def test_blank_counts_as_its_rule_says(method: str, rule: str, expected: str) -> None:
    assert value(f"method: {method}, item: [a, b, c], missing: {{most: 1, rule: {rule}}}", a=2, b=4) == expected


def test_answer_without_a_number_is_a_blank() -> None:
    found = scored("method: sum, item: [one, a]", one="na", a=3)
    assert (found.value, found.answered, found.of) == (None, 1, 2)


def test_hidden_question_counts_with_its_answer() -> None:
    assert value("method: sum, item: [hidden, a]", hidden=4, a=3) == "7"


def test_text_never_counts() -> None:
    assert value("method: sum, item: [note, a]", note="7", a=3) is None


def test_question_that_was_not_asked_is_neither_counted_nor_missing() -> None:
    score = "method: sum, item: [a, after]"
    assert value(score, a=3, yes=True, after=4) == "7"
    assert value(score, a=3, yes=True) is None
    assert value(score, a=3, yes=False) == "3"
    assert value(score, a=3, yes=False, after=4) == "3"
    assert scored("method: sum, item: [after]", yes=False).reason == "none of its questions was asked"


def test_percentage_of_no_greatest_answer_is_none() -> None:
    assert scored("method: percentage, item: [note]", note="x").value is None


# -- rounding and bands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        ("2.5", 0, "3"),
        ("0.5", 0, "1"),
        ("1.005", 2, "1.01"),
        ("0.125", 2, "0.13"),
        ("-2.5", 0, "-3"),
        ("2.4999999999999999999", 0, "2"),
        ("7", 2, "7.00"),
    ],
)
def test_half_is_rounded_up_as_people_do(number: str, decimals: int, expected: str) -> None:
    assert str(rounded(Fraction(number), decimals)) == expected


@given(number=st.decimals(-(10**6), 10**6, places=5), decimals=st.integers(0, 2))
def test_rounding_is_that_of_decimal(number: Decimal, decimals: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert rounded(Fraction(number), decimals) == expected


@pytest.mark.parametrize(
    ("answer", "band"),
    [(0, "low"), (4, "low"), (5, "middle"), (7, "middle"), (8, None), (9, "high"), (10, "high")],
)
def test_band_has_both_its_ends(answer: int, band: str | None) -> None:
    bands = "[{from: 0, to: 4, text: low}, {from: 5, to: 7, text: middle}, {from: 9, to: 10, text: '**high**'}]"
    assert scored(f"method: sum, item: [a], band: {bands}", a=answer).band == band


def test_band_goes_by_the_rounded_score() -> None:
    score = (
        "method: mean, item: [a, b], decimals: 0, band: [{from: 0, to: 4, text: low}, {from: 5, to: 10, text: high}]"
    )
    assert scored(score, a=4, b=5).band == "high"


@settings(max_examples=30)
@given(
    answers=st.dictionaries(st.sampled_from("abc"), st.integers(0, 10), min_size=1),
    most=st.integers(0, 2),
    rule=st.sampled_from(["mean", "zero"]),
)
def test_scores_agree_with_each_other(answers: dict[str, int], most: int, rule: str) -> None:
    """The mean is the sum over the number of questions, the percentage ten times the mean of scales from 0 to 10."""
    missing = f"decimals: 2, item: [a, b, c], missing: {{most: {most}, rule: {rule}}}"
    total, mean, share = (
        scored(f"method: {name}, {missing}", **answers).value for name in ("sum", "mean", "percentage")
    )
    if len(answers) < 3 - most:
        assert (total, mean, share) == (None, None, None)
        return
    assert total is not None
    assert mean is not None
    assert share is not None
    exact = Fraction(sum(answers.values()), 3 if rule == "zero" else len(answers))
    assert (total, mean, share) == (rounded(3 * exact, 2), rounded(exact, 2), rounded(10 * exact, 2))
