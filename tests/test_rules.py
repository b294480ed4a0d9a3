"""Rules of a form as instructions on paper: jumps, conditions, numbers; a patient with a pen who follows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from generator import blocks
from generator.blocks import Block, Text, plain
from generator.check.form import form_problems
from generator.compose.form import compose_form
from generator.compose.skips import END, letters, skips
from generator.layout import render
from generator.model import question as q
from generator.model.form import Form, places
from generator.theme import make_theme
from tests.helpers import form, riverside, setting

# -- the page as a patient reads it -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """A heading: its number, words, and the condition beside it."""

    number: str
    title: str
    condition: str = ""


@dataclass(frozen=True)
class Asked:
    """A question or words between questions, below its headings; `go` is what stands after each answer."""

    heads: tuple[Head, ...]
    name: str
    number: str
    words: str
    condition: str = ""
    go: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        answers = " / ".join(f"{answer} {go}".strip() for answer, go in self.go.items())
        words = f"{self.number} {self.words}".strip()
        return " ".join(part for part in (words, f"({self.condition})" if self.condition else "", answers) if part)


def page(items: Form) -> list[Asked]:
    """Return what stands on the pages of a form, in reading order."""
    body = compose_form(items, setting()).body
    return [asked for block in body if isinstance(block, blocks.Section) for asked in _section(block, ())]


def _section(block: blocks.Section, above: tuple[Head, ...]) -> Iterator[Asked]:
    note = plain(block.heading.note)
    condition = note if note.startswith("only if") else ""
    head = Head(str(block.heading.number or ""), plain(block.heading.text), condition)
    for child in block.body:
        match child:
            case blocks.Section():
                yield from _section(child, (*above, head))
            case blocks.FieldRow():
                yield from (_asked(each, (*above, head)) for each in child.fields)
            case _:
                yield _asked(child, (*above, head))


def _asked(block: Block | blocks.Field, heads: tuple[Head, ...]) -> Asked:
    if isinstance(block, blocks.Paragraph | blocks.Alert):
        condition, _, words = plain(block.text).rpartition(": ")
        return Asked(heads, words, "", words, condition)
    question = block.field.question if isinstance(block, blocks.AnalogueScale) else block.question
    number, words = _number(question.label)
    go = {}
    if isinstance(block, blocks.ChoiceField):
        go = {plain(option.text): plain(option.go) for option in block.options}
    return Asked(heads, question.name.rpartition(".")[2], number, words, plain(question.hint), go)


def _number(label: Text) -> tuple[str, str]:
    """Return the number before the words of a question, and the words."""
    if label and label[0].bold and label[0].text.endswith(" "):
        return label[0].text.strip(), plain(label[1:])
    return "", plain(label)


def lines(groups: str) -> list[str]:
    """Return a form's headings and questions as lines; headings once, with their conditions."""
    return lines_of(form(groups))


def lines_of(items: Form) -> list[str]:
    found: list[str] = []
    seen: tuple[Head, ...] = ()
    for asked in page(items):
        for head in asked.heads:
            if head not in seen:
                seen = (*seen, head)
                condition = f"({head.condition})" if head.condition else ""
                found.append(" ".join(filter(None, ("#", head.number, head.title, condition))))
        found.append(str(asked))
    return found


# -- small forms --------------------------------------------------------------------------------------------------


def item(name: str, kind: str, *more: str) -> str:
    """Return an item called *name*; *more* says what else it has."""
    return ", ".join((f"linkId: {name}, type: {kind}, text: {name.capitalize()}", *more))


def words(name: str, *more: str) -> str:
    """Return a question for words."""
    return item(name, "string", *more)


def yes_no(name: str, *more: str) -> str:
    """Return a question for yes or no."""
    return item(name, "boolean", *more)


def number(name: str, *more: str) -> str:
    """Return a question for a whole number."""
    return item(name, "integer", *more)


def choice(name: str, *more: str, kind: str = "choice") -> str:
    """Return a question with the answers Desk, Field and None."""
    answers = ", ".join(f"{{code: {word.lower()}, display: {word}}}" for word in ("Desk", "Field", "None"))
    return item(name, kind, f"answerOption: [{answers}]", *more)


def group(name: str, *items: str, more: str = "page: together") -> str:
    """Return a group of *items*."""
    return item(name, "group", more, f"item: [{', '.join(f'{{{each}}}' for each in items)}]")


def section(*items: str, name: str = "one", more: str = "page: together") -> str:
    """Return a section of *items*."""
    return f"- {{{group(name, *items, more=more)}}}\n"


def when(*rules: str, behaviour: str = "all") -> str:
    """Return rules written as “question operator answer”."""
    found = (rule.split(maxsplit=2) for rule in rules)
    said = ", ".join(f'{{question: {name}, operator: "{sign}", answer: "{answer}"}}' for name, sign, answer in found)
    return f"enableWhen: [{said}], enableBehavior: {behaviour}"


WORKS = when("work = true")
DESK = when("work = desk")

# -- jumps --------------------------------------------------------------------------------------------------------


def test_answer_that_switches_off_several_questions_leads_over_them() -> None:
    found = lines(section(yes_no("work"), words("job", WORKS), words("hours", WORKS), words("sleep")))
    assert found == ["# 1 One", "1a Work No – go to 1d / Yes", "1b Job", "1c Hours", "1d Sleep"]


def test_jump_to_another_section_names_its_number() -> None:
    first = section(yes_no("work"), words("job", WORKS), words("hours", WORKS))
    found = lines(first + section(words("sleep"), name="two"))
    assert found == ["# 1 One", "Work No – go to 2 / Yes", "Job", "Hours", "# 2 Two", "Sleep"]


def test_jump_into_a_section_names_the_question_there() -> None:
    first = section(yes_no("work"), words("job", WORKS))
    found = lines(first + section(words("hours", WORKS), words("sleep"), name="two"))
    assert found == ["# 1 One", "Work No – go to 2b / Yes", "Job", "# 2 Two", "2a Hours", "2b Sleep"]


def test_jump_over_all_the_rest_leads_to_the_end() -> None:
    found = lines(section(yes_no("work"), words("job", WORKS), words("hours", WORKS)))
    assert found == ["# 1 One", "Work No – go to the end / Yes", "Job", "Hours"]


def test_staff_strip_is_no_place_to_go_to() -> None:
    first = section(yes_no("work"), words("job", WORKS), words("hours", WORKS))
    found = skips(form(first + section(words("read_by"), name="staff", more="staff: true")))
    assert found.jumps == {("work", "false"): END}
    assert "staff" not in found.numbers


def test_jump_leads_over_whole_sections() -> None:
    rest = section(words("job"), words("hours"), name="two", more=WORKS) + section(words("sleep"), name="three")
    found = lines(section(yes_no("work")) + rest)
    assert found == ["# 1 One", "Work No – go to 3 / Yes", "# 2 Two", "Job", "Hours", "# 3 Three", "Sleep"]


def test_each_answer_of_a_choice_leads_on_by_itself() -> None:
    found = lines(section(choice("work"), words("chair", DESK), words("screen", DESK), words("sleep")))
    assert found[1:] == ["1a Work Desk / Field – go to 1d / None – go to 1d", "1b Chair", "1c Screen", "1d Sleep"]


def test_only_what_no_jump_tells_is_told_at_the_question() -> None:
    idle = when("work = false")
    found = lines(section(yes_no("work"), words("job", WORKS), words("hours", WORKS), words("since", idle)))
    assert found[1:] == ["1a Work No – go to 1d / Yes", "1b Job", "1c Hours", "1d Since (only if No in 1a)"]


def test_jump_passes_what_depends_on_a_question_it_passes() -> None:
    ill = when("ill = true")
    items = (yes_no("work"), yes_no("ill", WORKS), words("since", ill), words("why", ill), words("sleep"))
    found = lines(section(*items))
    assert found[1:3] == ["1a Work No – go to 1e / Yes", "1b Ill No – go to 1e / Yes"]
    assert found[3:] == ["1c Since", "1d Why", "1e Sleep"]


def test_jump_does_not_tell_who_may_not_have_been_asked() -> None:
    ill = when("ill = true")
    items = (yes_no("work"), words("pay"), yes_no("ill", WORKS), words("since", ill), words("why", ill))
    found = lines(section(*items))
    assert found[3:] == [
        "1c Ill (only if Yes in 1a) No – go to the end / Yes",
        "1d Since (only if Yes)",
        "1e Why (only if Yes in 1c)",
    ]


def test_jump_over_a_question_does_not_tell_what_depends_on_its_answer() -> None:
    items = (yes_no("work"), words("job", WORKS), yes_no("ill", WORKS))
    items += (words("sport", when("ill != true")), words("why", when("ill = false")), words("sleep"))
    assert lines(section(*items))[1:] == [
        "1a Work No – go to 1d / Yes", "1b Job", "1c Ill No / Yes – go to 1f",
        "1d Sport", "1e Why (only if No in 1c)", "1f Sleep",
    ]  # fmt: skip


def test_line_for_another_answer_leads_nowhere_so_that_the_questions_say_when_they_are_meant() -> None:
    items = (choice("work", kind="open-choice"), words("chair", DESK), words("screen", DESK), words("sleep"))
    assert lines(section(*items))[1:] == [
        "1a Work Desk / Field – go to 1d / None – go to 1d / Other",
        "1b Chair (only if Desk)", "1c Screen (only if Desk in 1a)", "1d Sleep",
    ]  # fmt: skip


def test_nobody_jumps_over_words_that_are_meant_for_all() -> None:
    warning = item("warning", "display", "control: danger")
    found = lines(section(yes_no("work"), words("job", WORKS), words("hours", WORKS), warning, words("sleep")))
    assert found[1:] == [
        "1a Work No / Yes",
        "1b Job (only if Yes)",
        "1c Hours (only if Yes in 1a)",
        "Warning",
        "1d Sleep",
    ]


def test_words_that_go_with_the_questions_are_jumped_over_with_them() -> None:
    advice = item("advice", "display", WORKS)
    found = lines(section(yes_no("work"), words("job", WORKS), advice, words("sleep")))
    assert found[1:] == ["1a Work No – go to 1c / Yes", "1b Job", "Advice", "1c Sleep"]


def test_jump_does_not_lead_past_a_heading_that_says_when_it_is_meant() -> None:
    off = when("ill = true")
    inner = section(words("since", off), words("why", off), words("doctor"), name="two", more=WORKS)
    found = lines(section(yes_no("work"), yes_no("ill"), words("a", off), words("b", off)) + inner)
    assert found == [
        "# 1 One", "1a Work No / Yes", "1b Ill No – go to 2 / Yes", "1c A", "1d B",
        "# 2 Two (only if Yes in 1a)", "Since (only if Yes in 1b)", "Why (only if Yes in 1b)", "Doctor",
    ]  # fmt: skip


def test_several_answers_lead_nowhere() -> None:
    found = lines(section(choice("work", "repeats: true"), words("chair", DESK), words("screen", DESK)))
    assert found[1:] == ["1a Work Desk / Field / None", "1b Chair (only if Desk)", "1c Screen (only if Desk in 1a)"]


def test_hidden_questions_are_neither_counted_nor_numbered() -> None:
    hidden = words("secret", WORKS, "hidden: true")
    assert lines(section(yes_no("work"), hidden, words("job", WORKS), words("sleep")))[1:] == [
        "Work No / Yes", "Job (only if Yes)", "Sleep",
    ]  # fmt: skip
    found = skips(form(section(yes_no("work"), hidden, words("job", WORKS), words("hours", WORKS), words("sleep"))))
    assert "secret" not in found.numbers
    assert found.numbers[found.jumps["work", "false"]] == "1d"


# -- conditions ---------------------------------------------------------------------------------------------------


def test_question_just_below_says_when_it_is_meant_without_numbers() -> None:
    found = lines(section(yes_no("work"), words("job", WORKS), words("sleep")))
    assert found == ["# 1 One", "Work No / Yes", "Job (only if Yes)", "Sleep"]


def test_question_further_down_names_the_question_it_depends_on() -> None:
    found = lines(section(yes_no("work"), words("pay"), words("job", WORKS)) + section(words("sleep"), name="two"))
    assert found[1:4] == ["1a Work No / Yes", "1b Pay", "1c Job (only if Yes in 1a)"]
    assert found[4:] == ["# 2 Two", "Sleep"]  # numbers stand only in the section that needs them


def test_heading_of_a_section_names_the_question_even_just_above() -> None:
    found = lines(section(yes_no("work")) + section(words("job"), name="two", more=WORKS))
    assert found == ["# 1 One", "1a Work No / Yes", "# 2 Two (only if Yes in 1a)", "Job"]


@pytest.mark.parametrize(("behaviour", "joint"), [("all", "and"), ("any", "or")])
def test_rules_are_joined(behaviour: str, joint: str) -> None:
    asked = words("job", when("work = true", "ill = false", behaviour=behaviour))
    found = lines(section(yes_no("work"), yes_no("ill"), asked))
    assert found[3] == f"1c Job (only if Yes in 1a {joint} only if No in 1b)"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("days = 3", "3"),
        ("days != 3", "not 3"),
        ("days > 3", "more than 3"),
        ("days >= 3", "3 or more"),
        ("days < 3", "less than 3"),
        ("days <= 3", "3 or less"),
        ("days exists true", "answered"),
        ("days exists false", "left blank"),
    ],
)
def test_each_operator_is_said_in_words(rule: str, said: str) -> None:
    found = lines(section(number("days"), words("x"), words("why", when(rule)), words("how", when(rule))))
    assert found[3] == f"1c Why (only if {said} in 1a)"


@pytest.mark.parametrize(
    ("asked", "rule", "said"),
    [
        (choice("work"), "work = field", "Field in 1a"),
        (choice("work"), "work != field", "not Field in 1a"),
        (choice("work", kind="open-choice"), "work = other", "Other in 1a"),
        (choice("work", "repeats: true"), "work = field", "Field in 1a"),
        (words("work"), "work = other", "other in 1a"),
        (item("work", "group", "control: body-chart"), "work = hip_front_left", "Front of the hip, Left in 1a"),
    ],
)
def test_answers_are_said_as_they_are_printed(asked: str, rule: str, said: str) -> None:
    found = lines(section(asked, words("x"), words("why", when(rule)), words("how", when(rule))))
    assert found[3] == f"1c Why (only if {said})"


MATRIX = "control: matrix, item: [{linkId: fall, text: A bad fall}, {linkId: fever, text: A fever}]"
SIDES = (
    f"{MATRIX}, repeats: true, sides: true, answerOption: [{{code: hip, display: Hip}}, {{code: leg, display: Leg}}]"
)
WORST = f"{MATRIX}, answerOption: [{{code: mild, display: Mild}}, {{code: bad, display: Bad}}]"


@pytest.mark.parametrize(
    ("matrix", "rule", "said"),
    [
        (MATRIX, "had.fever = true", "Yes in 1a “A fever”"),
        (WORST, "had.fall != bad", "not Bad in 1a “A bad fall”"),
        (SIDES, "had.fall = leg_right", "Leg: Right in 1a “A bad fall”"),
    ],
)
def test_row_of_a_matrix_is_named_by_its_words(matrix: str, rule: str, said: str) -> None:
    found = lines(section(item("had", "group", matrix), words("x"), words("why", when(rule))))
    assert found[1:] == ["1a Had", "1b X", f"1c Why (only if {said})"]


def test_group_says_when_it_is_meant_in_its_heading_and_its_note_moves_below() -> None:
    inner = group("inner", words("job"), words("hours"), more=f"note: in short, {when('ill = true')}")
    body = compose_form(form(section(yes_no("ill"), words("x"), inner)), setting()).body
    (block,) = (block for block in body if isinstance(block, blocks.Section))
    inside = block.body[-1]
    assert isinstance(inside, blocks.Section)
    assert plain(inside.heading.note) == "only if Yes in 1a"
    note = inside.body[0]
    assert isinstance(note, blocks.Paragraph)
    assert plain(note.text) == "in short"


def test_rules_of_nested_groups_and_their_questions_add_up() -> None:
    inner = group("inner", words("a"), words("b", when("ill = true")), more=WORKS)
    found = lines(section(yes_no("work"), yes_no("ill"), group("outer", inner, words("c"), more=when("ill = true"))))
    assert found == [
        "# 1 One", "1a Work No / Yes", "1b Ill No – go to the end / Yes",
        "# Outer", "# Inner (only if Yes in 1a)", "1c A", "1d B", "1e C",
    ]  # fmt: skip


def test_words_between_questions_say_when_they_are_meant() -> None:
    found = page(form(section(yes_no("work"), words("x"), item("call", "display", WORKS))))[-1]
    assert (found.condition, found.words) == ("only if Yes in 1a", "Call")


def test_staff_strip_says_nothing_of_rules() -> None:
    staff = section(words("read_by", WORKS), name="staff", more="staff: true")
    assert not skips(form(section(yes_no("work"), words("x")) + staff)).conditions


def test_condition_is_read_out_with_the_field() -> None:
    body = compose_form(form(section(yes_no("work"), words("job", WORKS, "hint: in short"))), setting()).body
    row = next(block for block in body if isinstance(block, blocks.Section)).body[1]
    assert isinstance(row, blocks.FieldRow)
    assert plain(row.fields[0].question.hint) == "only if Yes · in short"
    assert row.fields[0].question.tooltip == "One: Job: only if Yes: in short"


@pytest.mark.parametrize("label", ["beside", "heading"])
def test_condition_is_printed_wherever_the_question_stands(label: str) -> None:
    asked = choice("hurts", WORKS, f"label: {label}")
    document = compose_form(form(section(yes_no("work"), words("pay"), asked)), setting())
    drawn = render(document, [make_theme("#0B7272")], riverside().fonts, "test")
    text = pypdfium2.PdfDocument(drawn.data)[0].get_textpage().get_text_bounded()
    assert "only if Yes in 1a" in " ".join(text.split())


# -- numbers ------------------------------------------------------------------------------------------------------


def test_form_without_rules_has_no_numbers() -> None:
    assert lines(section(yes_no("work"), words("job"))) == ["# 1 One", "Work No / Yes", "Job"]


def test_authors_own_numbers_are_kept_and_gone_to() -> None:
    asked = yes_no("work", "prefix: Q7")
    items = (asked, words("job", WORKS), words("hours", WORKS), words("sleep", "prefix: Q9"), words("pay", WORKS))
    found = lines(section(*items))
    assert found[1:] == [
        "Q7 Work No – go to Q9 / Yes", "1b Job", "1c Hours", "Q9 Sleep", "1e Pay (only if Yes in Q7)"
    ]  # fmt: skip


def test_no_number_stands_twice() -> None:
    found = lines(section(yes_no("work"), words("pay", "prefix: 1c"), words("sleep"), words("job", WORKS)))
    assert found[1:] == ["1a Work No / Yes", "1c Pay", "1d Sleep", "1e Job (only if Yes in 1a)"]


def test_question_that_stands_in_the_heading_has_the_headings_number() -> None:
    found = lines(section(choice("work", "label: heading"), words("pay"), words("chair", DESK)))
    assert found[1:] == ["1 Work Desk / Field / None", "1a Pay", "1b Chair (only if Desk in 1)"]


def test_questions_are_lettered_past_z() -> None:
    assert [letters(index) for index in (0, 25, 26, 51, 52, 701, 702)] == ["a", "z", "aa", "az", "ba", "zz", "aaa"]


# -- a patient with a pen -----------------------------------------------------------------------------------------


@dataclass
class Patient:
    """Reads a form from the top, obeys what is printed and nothing else. `answers`: what each question would get."""

    answers: Mapping[str, str]
    given: dict[str, str] = field(default_factory=dict)  # by what is printed: name, and number
    asked: list[str] = field(default_factory=list)

    def fill_in(self, form_page: Sequence[Asked]) -> list[str]:
        """Return the names of what was read and answered."""
        to = ""
        heads: dict[Head, bool] = {}  # read → its condition held
        above = ""
        for index, item in enumerate(form_page):
            new = [head for head in item.heads if not index or head not in form_page[index - 1].heads]
            above = form_page[index - 1].name if index else ""
            if to and to not in (item.number, *(head.number for head in new)):
                continue
            to = ""
            heads |= {head: self._holds(head.condition, above) for head in new}
            if all(heads.get(head, True) for head in item.heads) and self._holds(item.condition, above):
                to = self._answer(item)
            if to == "the end":
                break
        else:
            assert not to, f"“{to}” is nowhere"
        return self.asked

    def _answer(self, item: Asked) -> str:
        """Answer a question, or read words; return where to go on from there."""
        self.asked.append(item.name)
        answer = self.answers.get(item.name, "")
        self.given |= {item.name: answer, item.number: answer}
        go = item.go.get(answer, "")
        return go.removeprefix("– go to ")

    def _holds(self, condition: str, above: str) -> bool:
        if not condition:
            return True
        parts = [self._rule(part, above) for part in re.split(" (?:and|or) (?=only if)", condition)]
        return any(parts) if " or only if" in condition else all(parts)

    def _rule(self, rule: str, above: str) -> bool:
        found = re.fullmatch(r"only if (not )?(.+?)(?: in (\S+))?", rule)
        assert found, rule
        no, answer, number = found.groups()
        given = self.given.get(number or above, "")
        if answer in ("answered", "left blank"):
            return bool(given) == (answer == "answered")
        return (given == answer) != bool(no)


def enabled(items: Form, answers: Mapping[str, str]) -> list[str]:
    """Return the names of what the rules enable (FHIR R4), a question that is not asked being blank."""
    given: dict[str, str] = {}
    on: set[str] = set()

    def holds(rule: q.EnableWhen) -> bool:
        answer = given.get(rule.question, "")
        if rule.operator == "exists":
            return bool(answer) == (rule.answer == "true")
        return (answer == rule.answer) == (rule.operator == "=")

    for place in places(items):
        results = [holds(rule) for rule in place.item.enableWhen]
        own = (any if place.item.enableBehavior == "any" else all)(results or [True])
        if own and all(group.linkId in on for group in place.groups):
            on.add(place.item.linkId)
            given[place.item.linkId] = answers.get(place.item.linkId, "")
    return [
        place.item.linkId
        for place in places(items)
        if place.item.linkId in on and not isinstance(place.item, q.Group) and not getattr(place.item, "hidden", False)
    ]


ANSWERS = {
    "boolean": {"true": "Yes", "false": "No"},
    "choice": {"a": "Alpha", "b": "Beta", "c": "Gamma"},
    "open-choice": {"a": "Alpha", "b": "Beta", "other": "Other"},
    "string": {"": "", "x": "x"},
}


@st.composite
def rules(draw: st.DrawFn, asked: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Rules about some of the questions *asked*, as (linkId, type)."""
    if not asked or draw(st.integers(0, 2)) == 0:
        return {}
    found = []
    for name, kind in draw(st.lists(st.sampled_from(asked[-4:]), min_size=1, max_size=2)):
        operator = "exists" if kind == "string" else draw(st.sampled_from(["=", "=", "!=", "exists"]))
        codes = ["true", "false"] if operator == "exists" else sorted(ANSWERS[kind])
        found.append({"question": name, "operator": operator, "answer": draw(st.sampled_from(codes))})
    return {"enableWhen": found, "enableBehavior": draw(st.sampled_from(["all", "any"]))}


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Sections with questions, words and groups whose rules are about questions before them."""
    asked: list[tuple[str, str]] = []
    count = iter(range(1000))

    def item(depth: int) -> dict[str, Any]:
        name = f"q{next(count)}"
        kind = draw(
            st.sampled_from(["boolean"] * 4 + ["choice", "open-choice", "string", "display"] + ["group"] * (depth < 2))
        )
        made = {"linkId": name, "type": kind, "text": name, **draw(rules(asked))}
        if kind == "group":
            return {**made, "item": [item(depth + 1) for _ in range(draw(st.integers(1, 3)))]}
        if kind.endswith("choice"):
            shown = {code: words for code, words in ANSWERS[kind].items() if code != "other"}
            made["answerOption"] = [{"code": code, "display": words} for code, words in shown.items()]
        if kind != "display":
            asked.append((name, kind))
            if kind == "string" and draw(st.booleans()):
                return {**made, "hidden": True} if not asked.remove((name, kind)) else made
        return made

    def section() -> dict[str, Any]:
        name = f"s{next(count)}"
        made = {"linkId": name, "type": "group", "text": name, **draw(rules(asked))}
        return {**made, "item": [item(0) for _ in range(draw(st.integers(1, 5)))]}

    made = form(json.dumps([section() for _ in range(draw(st.integers(1, 3)))]))
    assert not list(form_problems(made))
    return made


@settings(max_examples=80, deadline=None)
@given(forms(), st.data())
def test_who_follows_the_page_is_asked_what_the_rules_enable(items: Form, data: st.DataObject) -> None:
    printed = page(items)
    note("\n".join(lines_of(items)))
    for _ in range(4):
        codes = {
            place.item.linkId: data.draw(st.sampled_from(sorted(ANSWERS[place.item.type])), place.item.linkId)
            for place in places(items)
            if place.item.type in ANSWERS and not getattr(place.item, "hidden", False)
        }
        kinds = {place.item.linkId: place.item.type for place in places(items)}
        said = {name: ANSWERS[kinds[name]][code] for name, code in codes.items()}
        assert Patient(said).fill_in(printed) == enabled(items, codes)
