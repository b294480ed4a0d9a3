"""YAML files → located data → models: what the data are, and how every fault is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import NOWHERE, InputError, Location, MissingAssetError, Problem
from generator.model.base import Day, Line, Node, Template, Version
from generator.source import MAX_BYTES, SourceDict, load_model, parse_yaml, read_yaml

Model = TypeVar("Model", bound=Node)


class Box(Node):
    """Something an author could write."""

    name: Line
    colour: Literal["red", "blue"] = "red"
    count: int = 1
    made: Day | None = None
    open: bool = False
    labels: tuple[str, ...] = ()
    inside: tuple[Box, ...] = ()
    text: Template | None = None


class Edition(Node):
    """Something with a version."""

    version: Version


def load(text: str) -> Box:
    return load_model(Box, parse_yaml(text, "box.yaml"), "box.yaml")


def loaded(model: type[Model], raw: bytes, path: Path) -> Model | InputError:
    path.write_bytes(raw)
    try:
        return load_model(model, read_yaml(path), path.name)
    except InputError as error:
        return error


def parsed(text: str) -> Any:
    try:
        return parse_yaml(text, "box.yaml")
    except InputError as error:
        return error


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load(text)
    return caught.value.problems


def the_problem(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def value(text: str) -> Any:
    return parse_yaml(f"key: {text}", "box.yaml")["key"]


# -- places -------------------------------------------------------------------------------------------------------


def test_text_knows_its_line_and_column() -> None:
    data = parse_yaml("name: Box\ninside:\n  - name: Small\n", "box.yaml")
    assert data["inside"][0]["name"].at == Location("box.yaml", 3, 11)


def test_mapping_knows_the_places_of_its_keys() -> None:
    data = parse_yaml("\nname: Box\n  # a remark\ncolour: red\n", "box.yaml")
    assert data.keys_at == {"name": Location("box.yaml", 2, 1), "colour": Location("box.yaml", 4, 1)}


def test_list_knows_its_place() -> None:
    assert parse_yaml("labels:\n  - a\n", "box.yaml")["labels"].at == Location("box.yaml", 2, 3)


def test_model_knows_the_line_it_was_written_on() -> None:
    box = load("name: Box\ninside:\n  - name: Small\n")
    assert (box.at, box.inside[0].at) == (Location("box.yaml", 1, 1), Location("box.yaml", 3, 5))


def test_model_that_was_not_read_from_a_file_is_nowhere() -> None:
    assert Box(name="Box").at == NOWHERE


def test_template_knows_the_line_it_was_written_on() -> None:
    text = load("name: Box\ntext: Hello\n").text
    assert text == Template("Hello", Location("box.yaml", 2, 7))


@given(st.lists(st.text("abcdefg", min_size=1), min_size=1, unique=True), st.integers(0, 5))
def test_every_key_is_found_on_its_own_line(keys: list[str], blank_lines: int) -> None:
    text = "\n" * blank_lines + "".join(f"{key}: x\n" for key in keys)
    places = parse_yaml(text, "box.yaml").keys_at
    assert {key: at.line for key, at in places.items()} == {
        key: blank_lines + number for number, key in enumerate(keys, start=1)
    }


# -- YAML 1.2 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["No", "no", "yes", "Yes", "on", "off", "y", "n"])
def test_words_that_yaml_1_1_took_for_truth_values_stay_text(word: str) -> None:
    assert value(word) == word


@pytest.mark.parametrize(("word", "truth"), [("true", True), ("false", False), ("True", True), ("FALSE", False)])
def test_true_and_false_are_truth_values(word: str, truth: bool) -> None:
    assert value(word) is truth


def test_number_with_a_leading_zero_is_decimal() -> None:
    assert value("012") == 12


def test_octal_number_needs_its_mark() -> None:
    assert value("0o14") == 12


def test_clock_time_stays_text() -> None:
    assert value("1:30") == "1:30"


def test_date_stays_text_until_a_model_asks_for_it() -> None:
    assert value("2026-11-20") == "2026-11-20"
    assert load("name: Box\nmade: 2026-11-20\n").made == date(2026, 11, 20)


def test_merge_key_is_an_ordinary_key() -> None:
    assert parse_yaml("<<: {a: 1}", "box.yaml") == {"<<": {"a": 1}}


def test_tag_of_a_python_object_makes_no_object() -> None:
    assert value("!!python/object/apply:os.getcwd []") == []


def test_author_who_asks_for_yaml_1_1_still_gets_no_as_text() -> None:
    assert parse_yaml("%YAML 1.1\n---\nkey: No\n", "box.yaml") == {"key": "No"}


def test_number_where_text_is_meant_is_an_error_that_asks_for_quotes() -> None:
    found = the_problem("name: 007\n")
    assert (found.what, found.at, found.hint) == (
        "“name” should be a text",
        Location("box.yaml", 1, 7),
        "put it in quotes",
    )


def test_version_keeps_its_last_zero() -> None:
    edition = load_model(Edition, parse_yaml('version: "1.10"', "box.yaml"), "box.yaml")
    assert edition.version == "1.10"


def test_version_without_quotes_never_loses_its_last_zero(tmp_path: Path) -> None:
    found = loaded(Edition, b"version: 1.10", tmp_path / "box.yaml")
    if isinstance(found, InputError):
        assert found.problems[0].hint == "put it in quotes"
    else:
        assert found.version == "1.10"


# -- aliases ------------------------------------------------------------------------------------------------------


def test_alias_stands_for_what_it_names() -> None:
    assert parse_yaml("a: &x [1, 2]\nb: *x\n", "box.yaml") == {"a": [1, 2], "b": [1, 2]}


def test_alias_of_itself_is_an_error() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        parse_yaml("a: &x [*x]", "box.yaml")


def test_alias_without_an_anchor_is_an_error_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        parse_yaml("a: 1\nb: *x\n", "box.yaml")
    assert caught.value.problems[0].at == Location("box.yaml", 2, 4)


def test_few_aliases_that_unfold_to_half_a_million_entries_are_an_error() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcde", "bcdef", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    with pytest.raises(InputError):
        parse_yaml("\n".join(lines), "box.yaml")


# -- files that are no data ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "  \n\n", "# only a remark\n"])
def test_file_without_anything_in_it_is_empty(text: str) -> None:
    assert the_problem(text).what == "the file is empty"


def test_broken_yaml_is_told_with_its_line() -> None:
    found = the_problem("name: Box\nlabels: [a, b\ncolour: red\n")
    assert found.what.startswith("this is not valid YAML")
    assert found.at is not None
    assert found.at.line in (2, 3)


def test_tab_as_indent_is_told_with_its_line() -> None:
    assert the_problem("name: Box\ninside:\n\t- name: Small\n").at == Location("box.yaml", 3, 1)


def test_control_character_is_an_error() -> None:
    assert the_problem("name: a\x01b\n").what.startswith("this is not valid YAML")


def test_second_document_in_a_file_is_an_error() -> None:
    assert the_problem("---\nname: Box\n---\nname: Other\n").at == Location("box.yaml", 3, 1)


@pytest.mark.parametrize("depth", [50, 500, 5000])
def test_deep_nesting_is_one_error_with_its_place(depth: int) -> None:
    with pytest.raises(InputError) as caught:
        parse_yaml("[" * depth + "]" * depth, "box.yaml")
    assert [problem.what for problem in caught.value.problems] == ["nested too deeply"]
    assert caught.value.problems[0].at == Location("box.yaml", 1, 42)


def test_list_where_a_mapping_is_meant_is_an_error() -> None:
    assert the_problem("- name: Box\n").what == "“the file” should hold “key: value” lines"


def test_key_that_is_a_list_is_an_error_without_our_own_words() -> None:
    assert all("ScalarNode" not in str(problem) for problem in problems("name: Box\n? [a, b]\n: red\n"))


def test_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_bytes("name: Box\ncolour: grün\n".encode("cp1252"))
    with pytest.raises(InputError) as caught:
        read_yaml(path, "box.yaml")
    assert caught.value.problems[0].what == "the file is not UTF-8"
    assert caught.value.problems[0].at == Location("box.yaml", 2)


def test_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: Box\n")
    assert list(read_yaml(path)) == ["name"]


def test_windows_line_ends_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_bytes(b"name: Box\r\ncolour: red\r\n")
    data = read_yaml(path)
    assert data == {"name": "Box", "colour": "red"}
    assert data.keys_at["colour"].line == 2


def test_file_of_two_megabytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    text = "name: Box\n#"
    path.write_text(text + "x" * (MAX_BYTES - len(text)))
    assert read_yaml(path) == {"name": "Box"}


def test_file_larger_than_two_megabytes_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_text("name: Box\n#" + "x" * MAX_BYTES)
    with pytest.raises(InputError, match="larger than 2 MB"):
        read_yaml(path)


def test_file_that_is_not_there_is_a_missing_asset(tmp_path: Path) -> None:
    with pytest.raises(MissingAssetError, match=r"box\.yaml: cannot read the file"):
        read_yaml(tmp_path / "box.yaml", "box.yaml")


def test_folder_in_place_of_a_file_is_a_missing_asset(tmp_path: Path) -> None:
    with pytest.raises(MissingAssetError, match="cannot read the file"):
        read_yaml(tmp_path)


# -- faults of the data -------------------------------------------------------------------------------------------


def test_key_that_stands_twice_names_both_lines() -> None:
    found = the_problem("name: Box\ncolour: red\nname: Other\n")
    assert (found.what, found.at) == ("“name” stands twice", Location("box.yaml", 3, 1))
    assert "line 1" in found.hint


def test_unknown_key_has_its_line_and_the_nearest_known_key() -> None:
    found = the_problem("name: Box\ncolor: red\n")
    assert (found.what, found.at) == ("unknown key “color”", Location("box.yaml", 2, 1))
    assert found.hint == "did you mean “colour”?"


def test_unknown_key_inside_a_list_is_compared_with_the_keys_of_its_own_model() -> None:
    found = the_problem("name: Box\ninside:\n  - name: Small\n    cuont: 3\n")
    assert (found.at, found.hint) == (Location("box.yaml", 4, 5), "did you mean “count”?")


def test_unknown_key_far_from_all_lists_the_known_ones() -> None:
    assert the_problem("name: Box\nzzz: 1\n").hint.startswith("known: colour, count, inside")


def test_missing_key_is_told_at_the_mapping_that_lacks_it() -> None:
    found = the_problem("name: Box\ninside:\n  - colour: red\n")
    assert (found.what, found.at) == ("“name” is missing", Location("box.yaml", 3, 5))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("count: many", "“count” should be a whole number"),
        ("count: [1]", "“count” should be a whole number"),
        ("open: maybe", "“open” should be true or false"),
        ("made: tomorrow", "“made” should be a date"),
        ("made: 2026-02-30", "“made” should be a date"),
        ("made: 0", "“made” should be a date"),
        ("made: 20261120", "“made” should be a date"),
        ("open: !!bool maybe", "“open” should be true or false"),
        ("labels: a", "“labels” should be a list"),
        ("inside: {name: Small}", "“inside” should be a list"),
        ("colour: green", "“green” is not known for “colour”"),
        ("text: [a]", "“text” should be a text"),
        ("text: ''", "“text” is empty"),
    ],
)
def test_wrong_type_is_told_in_the_authors_words_with_its_line(line: str, what: str) -> None:
    found = the_problem(f"name: Box\n{line}\n")
    assert found.what == what
    assert found.at is not None
    assert (found.at.file, found.at.line) == ("box.yaml", 2)


def test_null_where_a_text_is_meant_is_told_with_its_line() -> None:
    found = the_problem("colour: red\nname:\n")
    assert (found.what, found.at) == ("“name” should be a text", Location("box.yaml", 2, 1))


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems("colour: green\nname: 7\ninside:\n  - count: x\n    nmae: y\nzzz: 1\n")
    lines = [problem.at.line or 0 for problem in found if problem.at]
    assert lines == sorted(lines)
    assert [problem.what for problem in found] == [
        "“green” is not known for “colour”",
        "“name” should be a text",
        "“name” is missing",
        "“count” should be a whole number",
        "unknown key “nmae”",
        "unknown key “zzz”",
    ]


def test_all_doubled_keys_are_told_at_once() -> None:
    assert len(problems("a: 1\na: 2\nb: 1\nb: 2\n")) == 2


def test_no_message_shows_pydantics_own_words() -> None:
    told = " ".join(map(str, problems("name: {a: 1}\ncount: 1.5\nopen: 3\nlabels: [1]\ninside: 3\nmade: 5\n")))
    assert "pydantic" not in told
    assert "Input should be" not in told


# -- any file at all ----------------------------------------------------------------------------------------------


@given(st.text())
def test_any_text_is_data_or_an_input_error(text: str) -> None:
    found = parsed(text)
    if isinstance(found, InputError):
        assert found.problems
    else:
        assert found is None or isinstance(found, SourceDict | list | str | int | float)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_model_or_an_input_error(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    found = loaded(Box, raw, path)
    assert all(problem.what for problem in found.problems) if isinstance(found, InputError) else found.name
