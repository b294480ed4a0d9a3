"""Every type of question: what it becomes, what it is called in the PDF, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

import generator
from generator import blocks
from generator.blocks import Block, plain
from generator.compose.form import compose_form
from generator.errors import InputError
from tests.helpers import clinic_folder, form, group_yaml, setting

ON = date(2026, 11, 20)
EVERY_TYPE = (Path(__file__).parent / "data" / "types.yaml").read_text(encoding="utf-8")


def asked(item: str) -> Block:
    """Return the only block of a form with the one question *item*."""
    document = compose_form(form(group_yaml(f"- {{linkId: q, {item}}}\n")), setting())
    (section,) = (block for block in document.body if isinstance(block, blocks.Section))
    (block,) = section.body
    return block


def field(item: str) -> blocks.Field:
    """Return the only field of a form with the one question *item*."""
    row = asked(item)
    assert isinstance(row, blocks.FieldRow)
    return row.fields[0]


def fault(item: str) -> str:
    """Return what is wrong with the one question *item*."""
    with pytest.raises(InputError) as caught:
        asked(item)
    return str(caught.value)


@pytest.fixture(scope="module")
def every_type(tmp_path_factory: pytest.TempPathFactory) -> generator.Built:
    """The form that asks in every way, some answers given."""
    folder = clinic_folder(tmp_path_factory.mktemp("clinic"), {"forms/types.yaml": EVERY_TYPE})
    values = {"a.back": "7", "b.smoke": "false", "b.worse": "sit walk", "a.age": "74"}
    return generator.build_form(generator.load_library(folder), "types", on=ON, values=values)


# -- what each type becomes ---------------------------------------------------------------------------------------


def test_boolean_is_two_answers_no_first() -> None:
    found = field("type: boolean, text: Sure")
    assert isinstance(found, blocks.ChoiceField)
    assert [(option.code, plain(option.text)) for option in found.options] == [("false", "No"), ("true", "Yes")]
    assert not found.several


@pytest.mark.parametrize(
    ("bounds", "cells"), [("minValue: 0, maxValue: 120", 3), ("minValue: 1, maxValue: 9", 1), ("minValue: 0", None)]
)
def test_whole_number_has_as_many_cells_as_its_bounds_need(bounds: str, cells: int | None) -> None:
    found = field(f"type: integer, text: How many, {bounds}")
    assert (found.groups[0].cells if isinstance(found, blocks.CombField) else None) == cells


def test_number_that_may_be_negative_is_a_box() -> None:
    assert isinstance(field("type: integer, text: How many, minValue: -5, maxValue: 5"), blocks.TextField)


def test_quantity_has_its_unit_beside_the_box() -> None:
    found = field("type: quantity, text: Height, unit: cm")
    assert isinstance(found, blocks.TextField)
    assert plain(found.unit) == "cm"


def test_scale_has_a_cell_for_each_number() -> None:
    found = field("type: integer, text: Pain, control: scale, minValue: 0, maxValue: 10, low: None, high: Worst")
    assert isinstance(found, blocks.ScaleField)
    assert found.numbers == tuple(range(11))


@pytest.mark.parametrize(
    ("kind", "suffixes"),
    [
        ("date", ["day", "month", "year"]),
        ("time", ["hour", "minute"]),
        ("dateTime", ["day", "month", "year", "hour", "minute"]),
    ],
)
def test_moment_is_cells_with_a_field_for_each_part(kind: str, suffixes: list[str]) -> None:
    found = field(f"type: {kind}, text: When")
    assert isinstance(found, blocks.CombField)
    assert [group.suffix for group in found.groups] == suffixes


def test_other_answer_has_a_line_and_stands_before_the_one_that_excludes_all() -> None:
    options = "{code: a, display: A}, {code: none, display: None of these, exclusive: true}"
    found = field(f"type: open-choice, text: Which, answerOption: [{options}]")
    assert isinstance(found, blocks.ChoiceField)
    assert [(option.code, option.apart, option.line is not None) for option in found.options] == [
        ("a", False, False), ("other", False, True), ("none", True, False)
    ]  # fmt: skip


def test_matrix_has_a_field_for_each_row() -> None:
    answers = "[{code: l, display: L}, {code: r, display: R}]"
    found = asked(
        f"type: group, control: matrix, text: Where, answerOption: {answers}, item: [{{linkId: hip, text: Hip}}]"
    )
    assert isinstance(found, blocks.Matrix)
    assert [(row.name, row.tooltip) for row in found.rows] == [("group.q.hip", "Group: Where: Hip")]


def test_table_has_a_field_for_each_cell() -> None:
    columns = "[{linkId: name, text: Name, span: 8}, {linkId: since, text: Since, span: 4}]"
    found = asked(f"type: group, control: table, text: Medicines, rows: 2, item: {columns}")
    assert isinstance(found, blocks.EntryTable)
    names = [cell.question.name for row in found.rows for cell in row]
    assert names == ["group.q.row1.name", "group.q.row1.since", "group.q.row2.name", "group.q.row2.since"]


def test_line_for_another_answer_is_a_field_of_its_own_beside_the_choice() -> None:
    found = field("type: open-choice, text: Which, answerOption: [{code: a, display: A}, {code: b, display: B}]")
    assert isinstance(found, blocks.ChoiceField)
    assert [option.line.question.name for option in found.options if option.line] == ["group.q_other"]


# -- what they refuse ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("type: integer, text: N, minValue: 5, maxValue: 5", "“minValue” is not below “maxValue”"),
        ("type: integer, text: N, minValue: 0.5, maxValue: 5", "the bounds are no whole numbers"),
        ("type: integer, text: N, control: scale, minValue: 0, maxValue: 10", "a scale needs its ends"),
        (
            "type: integer, text: N, control: scale, minValue: 0, maxValue: 100, low: a, high: b",
            "a scale has at most eleven cells",
        ),
        (
            "type: open-choice, text: N, answerOption: [{code: other, display: O}, {code: b, display: B}]",
            "“other” is the code of the line that open-choice adds",
        ),
        (
            "type: group, control: table, text: N, rows: 1, item: [{linkId: a, text: A, span: 5}]",
            "the spans of the columns sum to 5",
        ),
        (
            "type: group, control: table, text: N, rows: 1, "
            "item: [{linkId: a, text: A, span: 6}, {linkId: a, text: B, span: 6}]",
            "two entries have the linkId “a”",
        ),
    ],
)
def test_question_that_makes_no_sense_is_refused(item: str, message: str) -> None:
    assert message in fault(item)


@pytest.mark.parametrize("value", ["maybe", "true false"])
def test_answer_that_is_not_offered_is_refused(value: str, tmp_path: Path) -> None:
    folder = clinic_folder(tmp_path, {"forms/types.yaml": EVERY_TYPE})
    with pytest.raises(InputError, match="the value of “smoke” is neither yes nor no"):
        generator.build_form(generator.load_library(folder), "types", on=ON, values={"b.smoke": value})


# -- pages --------------------------------------------------------------------------------------------------------


def titles(data: bytes) -> list[list[str]]:
    """Return the words “Part …” of each page."""
    pages = pypdf.PdfReader(BytesIO(data)).pages
    return [[word.strip() for word in page.extract_text().split("\n") if word.startswith("Part")] for page in pages]


def parts(folder: Path, page: str, lines: int) -> list[list[str]]:
    """Return which parts stand on which page of a form whose second group asks for *page*."""
    text = "- {{linkId: t{0}, type: text, text: Part {0}, lines: {1}}}\n"
    first = group_yaml(text.format(1, lines), link_id="one")
    second = group_yaml(text.format(2, 4) + text.format(3, 4), link_id="two").replace(
        "  type: group\n", f"  type: group\n  page: {page}\n", 1
    )
    head = EVERY_TYPE.split("item:")[0].replace("id: types", "id: parts")
    body = "".join(f"  {line}\n" for line in (first + second).splitlines())
    clinic = clinic_folder(folder, {"forms/parts.yaml": f"{head}item:\n{body}"})
    return titles(generator.build_form(generator.load_library(clinic), "parts", on=ON).data)


def test_group_can_start_a_page(tmp_path: Path) -> None:
    assert parts(tmp_path, "new", 4) == [["Part 1"], ["Part 2", "Part 3"]]


def test_group_can_stay_together(tmp_path: Path) -> None:
    assert parts(tmp_path, "together", 25) == [["Part 1"], ["Part 2", "Part 3"]]
    assert parts(tmp_path / "short", "together", 4) == [["Part 1", "Part 2", "Part 3"]]


# -- the file -----------------------------------------------------------------------------------------------------


def test_every_type_conforms(every_type: generator.Built, assert_conforms: Callable[[bytes], None]) -> None:
    assert_conforms(every_type.data)


def test_every_type_has_the_tags_and_fields_as_reviewed(
    every_type: generator.Built, golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    file = generator.save(every_type, tmp_path / "types.pdf")
    golden("types.txt", generator.outline(file))


def test_every_answer_can_be_given_and_read_back(every_type: generator.Built) -> None:
    answers = {
        "a.visits": "12", "a.height": "172", "a.sleep.hour": "22", "a.back": "/3", "b.night": "/true",
        "b.job": "/other", "b.job_other": "Łukasz’s farm", "c.agree.x": "/very", "c.meds.row2.name": "Aspirin",
        "c.where.foot.right": "/right", "b.worse.none": "/none",
    }  # fmt: skip
    writer = pypdf.PdfWriter(clone_from=BytesIO(every_type.data))
    for page in writer.pages:
        writer.update_page_form_field_values(page, answers, auto_regenerate=False)
    out = BytesIO()
    writer.write(out)
    found = pypdf.PdfReader(out).get_fields() or {}
    assert {name: str(found[name].value) for name in answers} == answers


def test_chosen_number_of_a_scale_is_ringed(every_type: generator.Built) -> None:
    with pikepdf.open(BytesIO(every_type.data)) as pdf:
        scale = next(kid for kid in pdf.Root.AcroForm.Fields[0].Kids if str(kid.T) == "back")
        states = [str(kid.AS) for kid in scale.Kids]
    assert states == ["/7" if number == 7 else "/Off" for number in range(11)]
