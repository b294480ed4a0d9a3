"""What is wrong with a form, told with its line and a way out; and what is only large and gets a good page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from textwrap import dedent
from time import perf_counter

import pikepdf
import pypdfium2
import pytest

import generator
from generator import Built
from generator.check.form import form_problems
from generator.errors import ExitCode, FitError, InputError, Problem
from generator.library import open_library
from generator.model.form import Form
from generator.source import load_model, parse_yaml
from tests.helpers import DAY, clinic_folder, command, form_yaml

HERE = "# here"  # marks the line that a message must name


def quiz(items: str, *, more: str = "") -> str:
    """Return a form with one section of *items*, and what else stands at its end."""
    body = "- linkId: one\n  type: group\n  text: One\n  item:\n"
    return form_yaml(body + "".join(f"    {line}\n" for line in dedent(items).splitlines())) + dedent(more)


def problems(text: str) -> list[Problem]:
    """Return everything that is wrong with the form *text*."""
    try:
        return list(form_problems(load_model(Form, parse_yaml(text, "quiz.yaml"), "quiz.yaml")))
    except InputError as error:
        return list(error.problems)


def marked(text: str) -> list[int]:
    """Return the numbers of the marked lines."""
    return [number for number, line in enumerate(text.splitlines(), 1) if line.endswith(HERE)]


def told(text: str) -> list[tuple[str, str]]:
    """Return message and hint of each problem of *text*, after making sure that they are of the marked lines."""
    found = problems(text)
    assert [problem.at.line if problem.at else None for problem in found] == marked(text), found
    assert {problem.at.file for problem in found if problem.at} <= {"quiz.yaml"}
    return [(problem.what, problem.hint) for problem in found]


def sample(*items: str) -> str:
    """Return *items* one below the other."""
    return "".join(f"- {{{item}}}\n" for item in items)


YES_NO = "linkId: works, type: boolean, text: Works"
DEGREE = "linkId: degree, type: choice, text: Degree, answerOption: [{code: mild, display: M}, {code: bad, display: B}]"
NUMBER = "linkId: days, type: integer, text: Days, minValue: 0, maxValue: 7"
TABLE = "linkId: drugs, type: group, control: table, text: Drugs, rows: 2, item: [{linkId: name, text: N, span: 12}]"
SIGNED = "linkId: signed, type: signature, text: Signed"
MATRIX = "linkId: had, type: group, control: matrix, text: Had, item: [{linkId: fall, text: Fall}]"


def test_form_without_faults_has_none() -> None:
    rules = "enableWhen: [{question: works, answer: true}, {question: had.fall, answer: false}]"
    asked = (YES_NO, NUMBER, MATRIX, f"linkId: why, type: string, text: Why, {rules}")
    assert told(quiz(sample(*asked))) == []


# -- rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "rule", "what", "hint"),
    [
        (YES_NO, "question: work, answer: true", "the rule asks about “work”, and no question is called that",
         "did you mean “works”?"),
        (YES_NO, "question: zzz, answer: true", "the rule asks about “zzz”, and no question is called that",
         "known: why, works"),
        (YES_NO, "question: one, answer: true", "the rule asks about “one”, and no question is called that",
         "known: why, works"),
        (MATRIX, "question: had.fal, answer: true", "the rule asks about “had.fal”, and no question is called that",
         "did you mean “had.fall”?"),
        (TABLE, "question: drugs, answer: x", "“drugs” has no single answer to ask about",
         "ask about another question"),
        (TABLE.replace("rows: 2", "rows: 1"), "question: drugs, answer: x", "“drugs” has no single answer to ask about",
         "ask about another question"),
        (SIGNED, "question: signed, operator: exists, answer: true", "“signed” has no single answer to ask about",
         "ask about another question"),
        (MATRIX.replace("]", ", {linkId: burn, text: Burn}]"), "question: had, answer: true",
         "“had” has no single answer to ask about", "name one row, as linkId.row"),
        (MATRIX, "question: had.fall, answer: maybe",
         "“had.fall” can never have this answer: it is neither yes nor no", "use false or true"),
        (YES_NO, "question: works, answer: maybe",
         "“works” can never have this answer: it is neither yes nor no", "use false or true"),
        (DEGREE, "question: degree, answer: worse",
         "“degree” can never have this answer: it is none of its answers", "use mild, bad"),
        (NUMBER, "question: days, answer: 8", "“days” can never have this answer: it is out of bounds",
         "at least 0 and at most 7"),
        (NUMBER, 'question: days, operator: ">", answer: 1.5',
         "“days” can never have this answer: it is not a whole number", "use digits"),
        ("linkId: born, type: date, text: Born", "question: born, answer: 1990",
         "“born” can never have this answer: it is not a date", "write it as 2026-11-30"),
        (YES_NO, "question: works, operator: exists, answer: maybe", "“exists” is true or false",
         "write “answer: true”"),
        (DEGREE, 'question: degree, operator: ">=", answer: mild', "“degree” cannot be more or less than something",
         "use = or !="),
        (YES_NO, "question: works, operator: like, answer: true", "“like” is not known for “operator”",
         "use 'exists', '=', '!=', '>', '<', '>=' or '<='"),
        (YES_NO, "question: Works, answer: true", "“Works” cannot be a value of “question”",
         "write its linkId, or linkId.row of a matrix"),
        (YES_NO, "question: works", "“answer” is missing", "add it"),
    ],
)  # fmt: skip
def test_rule_that_can_never_hold_is_told(asked: str, rule: str, what: str, hint: str) -> None:
    ruled = f"- {{linkId: why, type: string, text: Why, enableWhen: [{{{rule}}}]}}  {HERE}\n"
    assert told(quiz(sample(asked) + ruled)) == [(what, hint)]


def test_rule_is_told_at_its_own_line() -> None:
    items = f"""\
        - {{{YES_NO}}}
        - linkId: why
          type: string
          text: Why
          enableWhen:
            - {{question: works, answer: true}}
            - {{question: work, answer: true}}  {HERE}
        """
    assert [what for what, _ in told(quiz(items))] == ["the rule asks about “work”, and no question is called that"]


@pytest.mark.parametrize("kind", ["type: display", "type: group, item: [{linkId: x, type: string, text: X}]"])
def test_rules_of_words_and_groups_are_checked_too(kind: str) -> None:
    ruled = f"- {{linkId: why, text: Why, {kind}, enableWhen: [{{question: work, answer: true}}]}}  {HERE}\n"
    assert told(quiz(sample(YES_NO) + ruled))


def ruled_by(name: str, asked: str) -> str:
    return f"linkId: {name}, type: boolean, text: T, enableWhen: [{{question: {asked}, answer: true}}]"


def test_rule_about_a_later_question_is_told() -> None:
    items = f"- {{{ruled_by('why', 'works')}}}  {HERE}\n" + sample(YES_NO)
    hint = "move the question up: people fill in a form from the top"
    assert told(quiz(items)) == [("the rule asks about “works”, which comes later", hint)]


def test_group_whose_rule_asks_about_a_question_in_it_is_told() -> None:
    inner = f"linkId: why, type: group, text: W, item: [{{{YES_NO}}}], enableWhen: [{{question: works, answer: true}}]"
    assert told(quiz(f"- {{{inner}}}  {HERE}\n"))[0][0] == "the rule asks about “works”, which comes later"


def test_rule_about_itself_is_told() -> None:
    found = told(quiz(f"- {{{ruled_by('why', 'why')}}}  {HERE}\n"))
    assert found == [("the rules go round in a circle: why → why", "drop one of them")]


def test_rules_that_go_round_in_a_circle_are_told_with_the_way_round() -> None:
    rules = (("a", "c"), ("b", "a"), ("c", "b"))
    found = told(quiz("".join(f"- {{{ruled_by(name, asked)}}}  {HERE}\n" for name, asked in rules)))
    ways = ["a → c → b → a", "b → a → c → b", "c → b → a → c"]
    assert found == [(f"the rules go round in a circle: {way}", "drop one of them") for way in ways]


def test_rule_about_a_question_that_nobody_sees_is_told() -> None:
    hidden = "linkId: works, type: boolean, text: W, hidden: true, initial: true"
    assert told(quiz(f"- {{{hidden}}}\n- {{{ruled_by('why', 'works')}}}  {HERE}\n"))


def test_many_rules_are_checked_in_little_time() -> None:
    asked = ["linkId: q0, type: boolean, text: T", "linkId: q1, type: boolean, text: T"]
    for number in range(2, 26):
        rules = ", ".join(f"{{question: q{number - back}, answer: true}}" for back in (1, 2))
        asked.append(f"linkId: q{number}, type: boolean, text: T, enableWhen: [{rules}]")
    made = load_model(Form, parse_yaml(quiz(sample(*asked)), "quiz.yaml"), "quiz.yaml")
    start = perf_counter()
    assert not list(form_problems(made))
    assert perf_counter() - start < 0.15  # it doubles with every third question, or takes some milliseconds


# -- first answers ------------------------------------------------------------------------------------------------

UNKNOWN = "is none of its answers"
OPTIONS = "answerOption: [{code: mild, display: M}, {code: bad, display: B}, {code: no, display: N, exclusive: true}]"


@pytest.mark.parametrize(
    ("item", "what", "hint"),
    [
        ("type: boolean, initial: maybe", "is neither yes nor no", "use false or true"),
        ("type: boolean, initial: [true, false]", "has more than one answer", "one is right"),
        (f"type: choice, {OPTIONS}, initial: worse", UNKNOWN, "use mild, bad, no"),
        (f"type: choice, {OPTIONS}, initial: [mild, bad]", "has more than one answer", "one is right"),
        (f"type: choice, {OPTIONS}, repeats: true, initial: [mild, no]",
         "has an answer that excludes the others beside it", "one of them is right"),
        (f"type: open-choice, {OPTIONS}, initial: none", UNKNOWN, "use mild, bad, no, other"),
        ("type: integer, minValue: 0, maxValue: 9, initial: 10", "is out of bounds", "at least 0 and at most 9"),
        ("type: quantity, unit: cm, minValue: 50, initial: 5", "is out of bounds", "at least 50"),
        ("type: decimal, maxValue: 1, initial: 1.5", "is out of bounds", "at most 1"),
        ("type: integer, initial: 1.5", "is not a whole number", "use digits"),
        ("type: decimal, initial: much", "is not a number", "use digits"),
        ("type: date, initial: tomorrow", "is not a date", "write it as 2026-11-30"),
        ("type: date, initial: 2026-02-30", "is not a date", "write it as 2026-11-30"),
        ("type: string, maxLength: 3, initial: abcd", "is too long", "at most 3 characters"),
        ("type: string, initial: [a, b]", "has more than one answer", "one is right"),
        ("type: url, initial: nowhere", "is not an address on the web", "write it as www.example.org/page"),
    ],
)  # fmt: skip
def test_first_answer_that_is_none_is_told(item: str, what: str, hint: str) -> None:
    text = quiz(f"- {{linkId: asked, text: Asked, {item}}}  {HERE}\n")
    assert told(text) == [(f"the first answer of “asked” {what}", hint)]


@pytest.mark.parametrize("item", [
    "type: signature", "type: attachment", "type: time", "type: dateTime",
    "type: group, control: matrix, item: [{linkId: fall, text: Fall}]",
    "type: group, control: table, rows: 2, item: [{linkId: name, text: N, span: 12}]",
])  # fmt: skip
def test_first_answer_that_nothing_shows_is_told(item: str) -> None:
    text = quiz(f"- {{linkId: asked, text: Asked, {item}, initial: x}}  {HERE}\n")
    assert told(text) == [("“asked” can have no first answer", "drop “initial”")]


@pytest.mark.parametrize(
    "item",
    ["type: date, initial: today", "type: boolean, initial: false", "type: decimal, initial: 1.5",
     f"type: choice, {OPTIONS}, repeats: true, initial: [mild, bad]",
     "type: group, control: body-chart, initial: [chest, belly]"],
)  # fmt: skip
def test_first_answer_that_is_one_is_taken(item: str) -> None:
    assert told(quiz(f"- {{linkId: asked, text: Asked, {item}}}\n")) == []


def test_question_that_nobody_sees_cannot_be_required() -> None:
    found = told(quiz(f"- {{linkId: asked, type: string, text: A, hidden: true, required: true}}  {HERE}\n"))
    assert found == [("“asked” is required and hidden", "give it “initial”, or show it")]


# -- scores -------------------------------------------------------------------------------------------------------

COUNTED = (
    NUMBER,
    "linkId: times, type: integer, text: Times",
    "linkId: story, type: text, text: Story",
    "linkId: half, type: choice, text: H, answerOption: [{code: a, display: A, score: 1}, {code: b, display: B}]",
    "linkId: born, type: date, text: Born",
    DEGREE.replace("degree", "worst").replace("display", "score: 0, display"),
    MATRIX,
    TABLE,
)
ITEM_LINE = {"days": 0, "times": 1, "story": 2, "half": 3, "born": 4, "worst": 5, "had": 6, "drugs": 7}


def scored(score: str, *, at: str = "") -> str:
    """Return a form with a score; the line of the question *at* is marked, or that of the score."""
    lines = [f"- {{{item}}}" for item in COUNTED]
    if at:
        lines[ITEM_LINE[at]] += f"  {HERE}"
    own = "" if at else f"  {HERE}"
    end = f"scores:\n  - {{linkId: total, text: T, source: own, licence: CC0-1.0, {score}}}{own}\n"
    return quiz("\n".join(lines) + "\n", more=end)


KNOWN = "known: born, days, drugs, had, had.fall, half, story, times, worst"


@pytest.mark.parametrize(
    ("score", "at", "what", "hint"),
    [
        ("method: sum, item: [story]", "story", "the score counts “story”, which is text: nothing to add up",
         "leave it out of the score"),
        ("method: sum, item: [half]", "half", "the score counts “half”, which has answers without a score, such as “b”",
         "leave it out of the score"),
        ("method: mean, item: [born]", "born", "the score counts “born”, which has no number to add up",
         "leave it out of the score"),
        ("method: count, item: [drugs]", "drugs", "the score counts “drugs”, which has no number to add up",
         "leave it out of the score"),
        ("method: sum, item: [day]", "", "the score counts “day”, and no question is called that",
         "did you mean “days”?"),
        ("method: sum, item: [qqq]", "", "the score counts “qqq”, and no question is called that", KNOWN),
        ("method: percentage, item: [days, times]", "times",
         "the score is a percentage, and “times” has no greatest answer", "give it “maxValue”, or answers with scores"),
        ("method: percentage, item: [worst]", "worst", "the score is a percentage, and “worst” has no greatest answer",
         "give it “maxValue”, or answers with scores"),
        ("method: sum, item: [days, times], missing: {most: 2}", "", "the score would be worked out of nothing",
         "let “most” be below 2"),
        ("method: sum, item: [days], missing: {most: -1}", "", "“most” is too small", "at least 0"),
        ("method: sum, item: []", "", "“item” has too few entries", "give at least 1"),
        ("method: product, item: [days]", "", "“product” is not known for “method”",
         "use 'sum', 'mean', 'count' or 'percentage'"),
        ("method: sum, item: [days], decimals: 3", "", "“decimals” is too large", "at most 2"),
        ("method: sum, item: [days], band: [{from: 5, to: 1, text: B}]", "", "“from” is above “to”", "exchange them"),
        ("method: sum, item: [days], band: [{from: 0, to: 5, text: A}, {from: 5, to: 7, text: B}]", "",
         "two bands overlap", "start it above the one before"),
        ("method: sum, item: [days], band: [{from: 4, to: 7, text: A}, {from: 0, to: 3, text: B}]", "",
         "two bands overlap", "start it above the one before"),
    ],
)  # fmt: skip
def test_score_that_cannot_be_worked_out_is_told(score: str, at: str, what: str, hint: str) -> None:
    assert told(scored(score, at=at)) == [(what, hint)]


def test_question_that_a_score_names_twice_counts_once() -> None:
    assert told(scored("method: sum, item: [days, days]")) == [("the score counts “days” twice", "name it once")]


def test_overlap_is_told_at_the_second_band() -> None:
    bands = f"\n      - {{from: 0, to: 5, text: A}}\n      - {{from: 5, to: 7, text: B}}  {HERE}\n"
    start = "scores:\n  - linkId: total\n    text: T\n    method: sum\n    item: [days]\n    source: own\n"
    found = told(quiz(sample(NUMBER), more=f"{start}    licence: CC0-1.0\n    band:{bands}"))
    assert found == [("two bands overlap", "start it above the one before")]


@pytest.mark.parametrize("key", ["source", "licence"])
def test_score_says_where_it_comes_from(key: str) -> None:
    found = told(scored("method: sum, item: [days]").replace(f"{key}: {'own' if key == 'source' else 'CC0-1.0'}, ", ""))
    assert found == [(f"“{key}” is missing", "add it")]


def test_scores_have_linkids_of_their_own() -> None:
    line = "  - {{linkId: {0}, text: T, method: sum, item: [days], source: own, licence: CC0-1.0}}  {1}\n"
    more = "scores:\n" + "".join(line.format(name, HERE) for name in ("total", "total", "days"))
    hint = "give the score a linkId of its own"
    assert told(quiz(sample(NUMBER), more=more)) == [
        (f"“{name}” is used twice", hint) for name in ("total", "total", "days")
    ]


def test_sound_scores_have_no_faults() -> None:
    assert told(scored("method: percentage, item: [days, had], missing: {most: 1}").replace(HERE, "")) == []


# -- what a question may be ---------------------------------------------------------------------------------------


def matrix(answers: int, more: str = "") -> str:
    """Return a matrix with *answers* answers, its line of answers marked."""
    options = "".join(f"    - {{code: c{number}, display: Answer {number}}}\n" for number in range(answers))
    rows = "  item: [{linkId: fall, text: Fall}]\n"
    return f"- linkId: had\n  type: group\n  control: matrix\n  text: Had\n{more}{rows}  answerOption:\n{options}"


SIDES = "  sides: true\n  repeats: true\n"


@pytest.mark.parametrize("items", [matrix(2), matrix(12), matrix(6, SIDES)])
def test_matrix_with_as_many_answers_as_have_room_is_taken(items: str) -> None:
    assert told(quiz(items)) == []


def test_matrix_with_more_answers_than_have_room_is_told() -> None:
    items = matrix(13).replace("code: c0, display: Answer 0}", f"code: c0, display: Answer 0}}  {HERE}")
    assert told(quiz(items)) == [("“answerOption” has too many entries", "at most 12 have room")]


def test_matrix_with_two_sides_holds_six_answers() -> None:
    items = matrix(7, SIDES).replace("linkId: had", f"linkId: had  {HERE}")
    assert told(quiz(items)) == [("there is room for at most six answers with two sides", "split the matrix")]


@pytest.mark.parametrize(
    ("item", "what", "hint"),
    [
        ("type: integer, minValue: 9, maxValue: 1", "“minValue” is not below “maxValue”", "exchange them, or drop one"),
        ("type: decimal, minValue: 1, maxValue: 1", "“minValue” is not below “maxValue”", "exchange them, or drop one"),
        ("type: choice, answerOption: [{code: a, display: A}, {display: B}]", "“code” is missing", "add it"),
        ("type: choice, answerOption: [{code: a, display: A}]", "“answerOption” has too few entries",
         "give at least 2"),
        ("type: choice", "“answerOption” is missing", "add it"),
        ("type: choice, answerOption: [{code: a b, display: A}, {code: b, display: B}]",
         "“a b” cannot be a value of “code”", "use up to 40 letters, digits, - and _"),
        ("type: choice, answerOption: [{code: Off, display: A}, {code: b, display: B}]",
         "the code “Off” is PDF's own word for an empty box", "use another code"),
        ("type: group, control: matrix, sides: true, repeats: true, item: [{linkId: fall, text: Fall}]",
         "yes and no exclude each other", "give answerOption"),
        (f"type: group, control: matrix, sides: true, {OPTIONS}, item: [{{linkId: fall, text: Fall}}]",
         "a row with two sides has several answers", "add “repeats: true”"),
        ("type: group, control: matrix, item: []", "“item” has too few entries", "give at least 1"),
        ("type: group, control: matrix, item: [{linkId: fall, text: A}, {linkId: fall, text: B}]",
         "two entries have the linkId “fall”", "rename one"),
        ("type: group, control: grid, item: []", "“grid” is not a known kind here",
         "use 'matrix', 'table', 'body-chart'"),
        ("type: group, control: body-chart, views: [front, front]", "a view stands twice", "name each once"),
        ("type: group, control: body-chart, height: 60", "“height” is too small", "at least 70"),
        ("type: integer, control: vas, low: A, high: B, maxValue: 10",
         "a visual analogue scale goes from 0 to 100", "drop minValue and maxValue"),
        ("type: integer, control: vas, low: A", "a scale needs its ends", "give minValue, maxValue, low and high"),
        ("type: quantity", "“unit” is missing", "add it"),
        ("type: string, span: 13", "“span” is too large", "at most 12"),
        ("type: string, enableBehavior: some", "“some” is not known for “enableBehavior”", "use 'all' or 'any'"),
        ("type: string, enableWhen: {question: a, answer: b}", "“enableWhen” should be a list",
         "start each entry with “- ”"),
        ("type: string, required: true, optional: true", "a question cannot be both required and optional",
         "drop one"),
    ],
)  # fmt: skip
def test_question_that_makes_no_sense_is_told(item: str, what: str, hint: str) -> None:
    assert told(quiz(f"- {{linkId: asked, text: Asked, {item}}}  {HERE}\n")) == [(what, hint)]


@pytest.mark.parametrize(
    "item",
    [
        "type: string, comb: [17]",
        "type: string, prefix: far too long",
        "type: group, control: table, rows: 41, item: [{linkId: name, text: N, span: 12}]",
        "type: group, control: table, rows: some, item: [{linkId: name, text: N, span: 12}]",
    ],
)
def test_fault_is_told_once_and_in_an_authors_words(item: str) -> None:
    ((what, hint),) = told(quiz(f"- {{linkId: asked, text: Asked, {item}}}  {HERE}\n"))
    assert hint
    assert not [word for word in ("constrained", "tuple", "literal[", "function-", "String") if word in what]


def test_fault_of_an_answer_is_told_at_its_own_line() -> None:
    options = f"    - {{code: a, display: A}}\n    - {{display: B}}  {HERE}\n"
    items = f"- linkId: asked\n  type: choice\n  text: Asked\n  answerOption:\n{options}"
    assert told(quiz(items)) == [("“code” is missing", "add it")]


@pytest.mark.parametrize("key", ["type: choice\n  answerOption", "type: group\n  control: matrix\n  item"])
def test_code_that_stands_twice_is_told_at_the_second(key: str) -> None:
    name, words = ("code", "display") if "choice" in key else ("linkId", "text")
    lines = (
        f"    - {{{name}: a, {words}: A}}\n    - {{{name}: b, {words}: B}}\n    - {{{name}: a, {words}: C}}  {HERE}\n"
    )
    found = told(quiz(f"- linkId: asked\n  text: Asked\n  {key}:\n{lines}"))
    assert [what for what, _ in found] == [f"two {'answers have' if name == 'code' else 'entries have'} the {name} “a”"]


# -- the form -----------------------------------------------------------------------------------------------------


def nested(depth: int, inner: str) -> str:
    """Return *inner* inside *depth* groups, the innermost group's line marked."""
    for level in range(depth, 0, -1):
        mark = f"  {HERE}" if level == depth else ""
        lines = "".join(f"    {line}\n" for line in inner.splitlines())
        inner = f"- linkId: g{level}{mark}\n  type: group\n  text: G\n  item:\n{lines}"
    return inner


def test_groups_are_three_deep_at_most() -> None:
    asked = f"- {{{YES_NO}}}\n"
    assert told(quiz(nested(2, asked)).replace(f"  {HERE}", "")) == []
    assert told(quiz(nested(3, asked))) == [("groups are nested more than three deep", "write it flatter")]


def test_linkid_that_stands_twice_in_nested_groups_is_told_with_the_first() -> None:
    items = sample(YES_NO) + nested(1, f"- {{linkId: works, type: string, text: W}}  {HERE}\n").replace(
        f"g1  {HERE}", "g1"
    )
    hint = "rename one: answers are kept by linkId"
    assert told(quiz(items)) == [("two items have the linkId “works” (the first is on line 15)", hint)]


def test_line_for_another_answer_takes_a_linkid_too() -> None:
    asked = f"- {{linkId: job, type: open-choice, text: Job, {OPTIONS}}}\n"
    found = told(quiz(f"{asked}- {{linkId: job_other, type: string, text: O}}  {HERE}\n"))
    assert found[0][0] == "two items have the linkId “job_other” (the first is on line 15)"


@pytest.mark.parametrize("first", [True, False], ids=["not last", "nested"])
def test_staff_strip_that_is_not_last_is_told(first: bool) -> None:
    staff = f"linkId: staff, type: group, text: S, staff: true, item: [{{{YES_NO}}}]"
    text = form_yaml(f"- {{{staff}}}  {HERE}\n- {{linkId: two, type: group, text: T, item: [{{{NUMBER}}}]}}\n")
    if not first:
        text = quiz(f"- {{{staff}}}  {HERE}\n")
    assert told(text) == [("the staff-only group is not the last one", "move it to the end")]


@pytest.mark.parametrize(
    ("old", "new", "what", "hint"),
    [
        ("code: T-1", f"code: ABCDEFG  {HERE}", "“ABCDEFG” cannot be a value of “code”",
         "use up to 6 capitals, digits and -"),
        ("code: T-1", f"code: t-1  {HERE}", "“t-1” cannot be a value of “code”",
         "use up to 6 capitals, digits and -"),
        ("id: quiz\n", f"id: quiz  {HERE}\n", "“licence” is missing", "add it"),
    ],
)  # fmt: skip
def test_fault_of_the_forms_head_is_told(old: str, new: str, what: str, hint: str) -> None:
    text = quiz(sample(YES_NO)).replace(old, new)
    assert told(text.replace("licence: CC-BY-4.0\n", "") if "licence" in what else text) == [(what, hint)]


# -- through the command ------------------------------------------------------------------------------------------


def test_command_tells_all_faults_at_once_and_writes_nothing(tmp_path: Path) -> None:
    asked = (YES_NO, NUMBER, ruled_by("why", "work"), ruled_by("how", "how"))
    asked += ("linkId: asked, type: boolean, text: A, initial: maybe", "linkId: story, type: text, text: S")
    score = "scores:\n  - {linkId: total, text: T, method: sum, item: [story], source: own, licence: CC0-1.0}\n"
    text = quiz(sample(*asked), more=score)
    clinic = clinic_folder(tmp_path / "clinic", {"forms/quiz.yaml": text})
    out = tmp_path / "out"
    out.mkdir()
    run = command("form", "quiz", "--clinic", clinic, "-o", "quiz.pdf", "--field-map", "map.json", cwd=out)
    assert run.exit_code == ExitCode.BAD_INPUT
    assert run.stderr.replace(f"{clinic}/", "").splitlines() == [
        "4 problems:",
        "forms/quiz.yaml:17:60: the rule asks about “work”, and no question is called that",
        "  what to do: did you mean “works”?",
        "forms/quiz.yaml:18:60: the rules go round in a circle: how → how",
        "  what to do: drop one of them",
        "forms/quiz.yaml:19:9: the first answer of “asked” is neither yes nor no",
        "  what to do: use false or true",
        "forms/quiz.yaml:20:9: the score counts “story”, which is text: nothing to add up",
        "  what to do: leave it out of the score",
    ]
    assert run.stdout == ""
    assert not list(out.iterdir())


def test_command_tells_what_does_not_fit_and_writes_nothing(tmp_path: Path) -> None:
    text = quiz(f"- {{linkId: asked, type: string, text: {' '.join(['word'] * 400)}, span: 3}}\n")
    clinic = clinic_folder(tmp_path / "clinic", {"forms/quiz.yaml": text})
    (tmp_path / "out").mkdir()
    run = command("form", "quiz", "--clinic", clinic, cwd=tmp_path / "out")
    assert run.exit_code == ExitCode.DOES_NOT_FIT
    assert "this part is higher than a page" in run.stderr
    assert "what to do: shorten it, or split it in two" in run.stderr
    assert not list((tmp_path / "out").iterdir())


# -- what is large or long ----------------------------------------------------------------------------------------

Box = tuple[float, float, float, float]
LONG = " ".join(["word"] * 400)
WORD = "donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
FRAME = (73.0, 0.0, 558.5, 842.0)  # an A4 page between its margins; the ground of tables stands out a little


def built(items: str) -> Built:
    """Return the form of *items* as a PDF."""
    library = open_library(Path("riverside"))
    library._read["forms", "quiz"] = load_model(Form, parse_yaml(quiz(items), "quiz.yaml"), "quiz.yaml")
    assert not list(form_problems(library.form("quiz")))
    return generator.build_form(library, "quiz", on=DAY)


def common(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    wide, tall = (min(one[i + 2], other[i + 2]) - max(one[i], other[i]) for i in (0, 1))
    return max(wide, 0.0) * max(tall, 0.0)


def letters(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Yield the boxes of all printed letters."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        box = text.get_charbox(index)
        if common(box, box):
            yield box


def crossings(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield boxes that cover much of one another."""
    boxes = sorted(boxes)
    for index, box in enumerate(boxes):
        for other in boxes[index + 1 :]:
            if other[0] >= box[2]:
                break
            if common(box, other) > min(common(box, box), common(other, other)) * 0.4:
                yield box, other


def is_good(form: Built) -> None:
    """Assert that nothing on the pages of *form* lies on something else or outside the page's frame."""
    assert form.map
    for page, drawn in zip(form.map.pages, pypdfium2.PdfDocument(form.data), strict=True):
        marks = [tuple(mark["rect"]) for mark in page["marks"]]
        words = list(letters(drawn))
        assert not list(crossings(marks)), "answer boxes lie on one another"
        assert not list(crossings(words)), "letters lie on one another"
        content = [box for box in words if box[3] < 780]  # below the header, whose tile stands on the rail
        assert not [box for box in (*marks, *content) if box[0] < 43 or box[2] > FRAME[2]], "outside the frame"
        for mark in page["marks"]:
            assert mark["rect"][0] >= FRAME[0]
            assert mark["rect"][1] > 74, "in the footer"
            if (mark["kind"], mark["type"]) == ("radio", "integer"):
                assert drawn.get_textpage().get_text_bounded(*mark["rect"]).strip() == mark["code"], "not in its cell"


def many(count: int, more: str = "") -> str:
    """Return a question with *count* answers."""
    options = ", ".join(f"{{code: c{number}, display: Answer {number}}}" for number in range(count))
    return f"- {{linkId: asked, type: choice, text: Which, answerOption: [{options}]{more}}}\n"


def grid(answers: list[str], rows: int = 3) -> str:
    """Return a matrix."""
    heads = ", ".join(f"{{code: c{number}, display: {words}}}" for number, words in enumerate(answers))
    lines = ", ".join(f"{{linkId: r{number}, text: Row {number}}}" for number in range(rows))
    return f"- {{linkId: had, type: group, control: matrix, text: Had, answerOption: [{heads}], item: [{lines}]}}\n"


def scale(more: str = "") -> str:
    return (
        f"- {{linkId: s, type: integer, control: scale, text: S, minValue: 0, maxValue: 10, low: A, high: B{more}}}\n"
    )


LARGE: Mapping[str, tuple[str, int]] = {
    "60 answers in a row": (many(60), 1),
    "60 answers in 1 column": (many(60, ", columns: 1"), 2),
    "60 answers in 2 columns": (many(60, ", columns: 2, repeats: true"), 1),
    "60 answers in 4 columns": (many(60, ", columns: 4"), 1),
    "question of 400 words": (f"- {{linkId: asked, type: boolean, text: {LONG}}}\n", 1),
    "two questions of 400 words": (sample(*(f"linkId: {n}, type: text, text: {LONG}" for n in "ab")), 2),
    "hint of 400 words": (f"- {{linkId: asked, type: boolean, text: A, hint: {LONG}}}\n", 1),
    "answer of 400 words": (many(2).replace("Answer 1", LONG), 1),
    "answer of 150 words in 2 columns": (many(3, ", columns: 2").replace("Answer 1", LONG[:1000]), 1),
    "word of 80 letters": (many(3).replace("Answer 1", WORD), 1),
    "word of 80 letters in a column": (many(5, ", columns: 4").replace("Answer 1", WORD), 1),
    "question of 80 letters": (f"- {{linkId: asked, type: boolean, span: 3, text: {WORD}}}\n", 1),
    "table of 40 rows": (sample(TABLE.replace("rows: 2", "rows: 40")), 2),
    "matrix of 40 rows": (grid(["Never", "Often"], 40), 2),
    "matrix of 12 answers": (grid([f"Answer {number}" for number in range(12)]), 1),
    "12 answers with long words": (grid([f"Extraordinarily {number}" for number in range(12)]), 1),
    "scale over half a page": (scale(", span: 6"), 1),
}
CROWDED = {
    "12 answers of many words": grid(["Almost every single day of the week and mostly at night"] * 12),
    "12 answers of 80 letters": grid([WORD] * 12),
    "scale in 4 columns": scale(", span: 4"),
    "scale in 1 column": scale(", span: 1"),
    "date and time in 2 columns": sample("linkId: born, type: dateTime, text: Born, span: 2"),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_question_gets_a_good_page(name: str) -> None:
    items, pages = LARGE[name]
    form = built(items)
    assert form.pages == pages
    is_good(form)


@pytest.mark.parametrize("name", CROWDED)
def test_what_would_stand_on_one_another_is_told_at_the_question(name: str) -> None:
    for more in ("", ", enableWhen: [{question: works, answer: true}]"):  # with a number before its words, too
        crowded = CROWDED[name].replace(", text: ", f"{more}, text: ", 1)
        problem = unfit(sample(YES_NO, "linkId: between, type: string, text: B") + crowded)
        assert (problem.at and (problem.at.file, problem.at.line), bool(problem.hint)) == (("quiz.yaml", 17), True)


TALL = {
    "narrow question": sample(f"linkId: asked, type: string, span: 3, text: {LONG}"),
    "body chart": sample(f"linkId: asked, type: group, control: body-chart, text: {LONG} {LONG}"),
    "narrow answer": many(3, ", columns: 4").replace("Answer 1", LONG),
    "narrow line": sample("linkId: asked, type: integer, control: vas, text: A, low: A, high: B, span: 6"),
}


def unfit(items: str) -> Problem:
    """Return what does not fit a page."""
    with pytest.raises(FitError) as caught:
        built(items)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("name", TALL)
def test_what_has_no_room_is_told_in_its_file(name: str) -> None:
    problem = unfit(TALL[name])
    assert problem.at
    assert problem.at.file == "quiz.yaml"
    assert problem.hint


@pytest.mark.parametrize("name", ["narrow question", "body chart", "narrow answer"])
def test_what_has_no_room_is_told_at_its_own_line(name: str) -> None:
    problem = unfit(TALL[name])
    assert problem.at
    assert problem.at.line == 15


def turned(data: bytes) -> int:
    """Return how many times something is turned by a quarter on the first page."""
    with pikepdf.open(BytesIO(data)) as pdf:
        code = pikepdf.parse_content_stream(pdf.pages[0], "cm")
    return sum([float(value) for value in step.operands[:4]] == [0, 1, -1, 0] for step in code)


def test_heads_with_words_wider_than_their_columns_are_turned() -> None:
    assert turned(built(grid(["Extraordinarily"] * 12)).data) == 12
    assert turned(built(grid(["Often"] * 6)).data) == 0


@pytest.mark.parametrize(("name", "head"), [("matrix of 40 rows", "Never"), ("table of 40 rows", "N")])
def test_head_is_repeated_where_rows_go_on(name: str, head: str) -> None:
    pages = pypdfium2.PdfDocument(built(LARGE[name][0]).data)
    assert all(head in page.get_textpage().get_text_bounded().split() for page in pages)


def test_300_questions_take_little_time() -> None:
    kinds = ("boolean", "string", "date", "integer")
    asked = [f"linkId: q{number}, type: {kinds[number % 4]}, span: 6, text: Q {number}" for number in range(300)]
    asked[1::8] = [f"{item}, enableWhen: [{{question: q0, answer: true}}]" for item in asked[1::8]]
    start = perf_counter()
    form = built(sample(*asked))
    assert perf_counter() - start < 5  # a hundredth of it would be felt as well: this catches what grows without bound
    assert form.map
    names = [mark["linkId"] for page in form.map.pages for mark in page["marks"]]
    assert list(dict.fromkeys(names)) == [f"one.q{number}" for number in range(300)]
    is_good(form)
