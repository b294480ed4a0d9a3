"""Authored text → runs: values name themselves and stay literal; templates know values and conditions only."""

from __future__ import annotations

from itertools import pairwise

import jinja2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator.blocks import Run, Text, plain
from generator.errors import InputError, Location, Problem
from generator.model.base import Template
from generator.text import TextRenderer, Value, _is_simple, check, clean_line, literal

AT = Location("sheet.yaml", 3, 5)
NAMES = {
    "patient": {"name": Value("Asha Example", "patient.name"), "phone": Value("")},
    "clinic": {"name": Value("Riverside"), "tagline": Value("")},
}
UNUSUAL_VALUES = [
    "O'Brien <b>",
    "{{ 7*7 }}",
    "{% if x %}",
    "{# x #}",
    "&amp;",
    "**x**",
    "[a](https://b)",
    "\\*\\*",
    "  two  blanks  ",
    "\ue0000\ue001",
]


def render(source: str, **values: str) -> Text:
    """Return the runs of *source*; each of *values* is a value of the patient."""
    patient = {name: Value(text, f"patient.{name}") for name, text in values.items()}
    return TextRenderer({**NAMES, "patient": {**NAMES["patient"], **patient}})(Template(source, AT))


def rendered(source: str) -> Text | InputError:
    try:
        return render(source)
    except InputError as error:
        return error


def the_fault(source: str) -> Problem:
    found = check(Template(source, AT))
    assert len(found) == 1, found
    return found[0]


# -- values -------------------------------------------------------------------------------------------------------


def test_patients_value_becomes_a_run_that_names_itself() -> None:
    assert render("Dear {{ patient.name }},") == (
        Run("Dear ", at=AT),
        Run("Asha Example", value="patient.name", at=AT),
        Run(",", at=AT),
    )


def test_value_of_the_clinic_is_plain_text() -> None:
    assert render("From {{ clinic.name }}.") == (Run("From Riverside.", at=AT),)


def test_value_keeps_the_place_it_came_from() -> None:
    row = Location("patients.csv", 7)
    renderer = TextRenderer({"patient": {"name": Value("Asha", "patient.name", row)}})
    assert renderer(Template("{{ patient.name }}", AT))[0].at == row


def test_value_in_bold_text_is_bold() -> None:
    assert render("**{{ patient.name }}**") == (Run("Asha Example", bold=True, value="patient.name", at=AT),)


@pytest.mark.parametrize("value", UNUSUAL_VALUES)
def test_markup_and_templates_in_a_patients_value_stay_literal(value: str) -> None:
    assert render("a {{ patient.given }} b", given=value) == (
        Run("a ", at=AT),
        Run(value, value="patient.given", at=AT),
        Run(" b", at=AT),
    )


@pytest.mark.parametrize("value", UNUSUAL_VALUES)
def test_markup_and_templates_in_a_clinics_value_stay_literal(value: str) -> None:
    renderer = TextRenderer({"clinic": {"name": Value(value)}})
    assert renderer(Template("a {{ clinic.name }} b", AT)) == (Run(f"a {value} b", at=AT),)


@given(st.text(min_size=1))
def test_any_value_is_printed_as_it_is(value: str) -> None:
    (run,) = render("{{ patient.given }}", given=value)
    assert (run.text, run.value) == (value, "patient.given")


@given(st.lists(st.text(min_size=1), min_size=2, max_size=2))
def test_values_never_change_the_text_around_them(values: list[str]) -> None:
    found = render("a {{ patient.given }} **b** {{ patient.family }} c", given=values[0], family=values[1])
    assert [run.text for run in found] == ["a ", values[0], " ", "b", " ", values[1], " c"]


def test_value_inside_the_words_of_a_link_is_printed_or_refused() -> None:
    source = "[{{ patient.name }}](https://b.example)"
    assert check(Template(source, AT)) or plain(render(source)) == "Asha Example"


def test_value_inside_an_address_is_refused() -> None:
    assert check(Template("[words](https://b.example/{{ patient.name }})", AT))


def test_values_are_equal_by_their_text() -> None:
    assert Value("a", "x") == Value("a", "y") == "a"


# -- conditions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% if patient.name %}yes{% else %}no{% endif %}", "yes"),
        ("{% if patient.phone %}yes{% else %}no{% endif %}", "no"),
        ("{% if not patient.phone and clinic.name %}yes{% endif %}", "yes"),
        ("{% if patient.name == 'Asha Example' %}yes{% endif %}", "yes"),
        ("{% if patient.name != 'Asha Example' %}yes{% elif clinic.name %}other{% endif %}", "other"),
        ("{{ patient.phone or patient.name }}", "Asha Example"),
        ("{{ patient.name if patient.name else 'friend' }}", "Asha Example"),
    ],
)
def test_conditions_choose_the_text(source: str, text: str) -> None:
    assert check(Template(source, AT)) == []
    assert plain(render(source)) == text


@pytest.mark.parametrize(
    "source",
    [
        "{% if patient.name > 3 %}x{% endif %}",
        "{% if 'A' in patient.name %}x{% endif %}",
        "{% if patient.name < 'B' %}x{% endif %}",
    ],
)
def test_comparison_that_values_cannot_answer_is_refused(source: str) -> None:
    assert check(Template(source, AT))


# -- what templates may not do ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{{ 7*7 }}",
        "{{ -1 }}",
        "{{ patient.name|upper }}",
        "{{ patient.name ~ 'x' }}",
        "{{ patient['name'] }}",
        "{{ range(3) }}",
        "{{ patient.name.upper() }}",
        "{{ [1, 2] }}",
        "{{ patient is defined }}",
        "{% for x in patient %}{% endfor %}",
        "{% set x = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'other.yaml' %}",
        "{% import 'other.yaml' as x %}",
        "{% extends 'other.yaml' %}",
        "{% block x %}{% endblock %}",
        "{% filter upper %}x{% endfilter %}",
        "{% with x = 1 %}{% endwith %}",
        "{% call x() %}{% endcall %}",
    ],
)
def test_only_values_and_conditions_are_allowed(source: str) -> None:
    found = the_fault(source)
    assert found.what.startswith("templates cannot use")
    assert (found.at, found.hint) == (AT, "use {{ values }} and {% if %} only")


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ patient.__class__ }}",
        "{{ patient.name.__class__.__mro__ }}",
        "{{ patient.name.text }}",
        "{{ patient.name.at }}",
        "{{ clinic.name.text.upper }}",
        "{{ patient }}",
        "{{ self }}",
        "{{ lipsum }}",
        "{{ cycler }}",
        "{{ lipsum.__globals__ }}",
        "{% if patient.name.__class__ %}x{% endif %}",
    ],
)
def test_ways_around_the_values_are_refused(source: str) -> None:
    assert check(Template(source, AT))


def test_whole_patient_is_never_printed() -> None:
    with pytest.raises(InputError):
        render("{{ patient }}")


def test_fault_below_the_first_line_has_its_own_line() -> None:
    assert the_fault("Hello\n{{ 7*7 }}").at == Location("sheet.yaml", 4)


@pytest.mark.parametrize("source", ["{{ patient.name", "{% if %}x{% endif %}", "{% if patient.name %}x", "{{ }}"])
def test_template_that_cannot_be_read_is_told_with_its_place(source: str) -> None:
    found = the_fault(source)
    assert found.what.startswith("the template cannot be read")
    assert found.at is not None
    assert (found.at.file, found.at.line) == ("sheet.yaml", 3)


def test_bold_that_nothing_closes_is_told() -> None:
    assert "nothing closes" in the_fault("one **two").what


@pytest.mark.parametrize("character", ["\ue000", "\ue001"])
def test_private_use_characters_that_fence_values_are_refused(character: str) -> None:
    assert "private-use" in the_fault(f"a{character}b").what


@pytest.mark.parametrize("source", ["plain", "**bold** text", "[a](https://b.example)", "{{ patient.name }}, hello"])
def test_sound_template_has_no_faults(source: str) -> None:
    assert check(Template(source, AT)) == []


# -- missing values -----------------------------------------------------------------------------------------------


def told_by_rendering(source: str) -> Problem:
    with pytest.raises(InputError) as caught:
        render(source)
    return caught.value.problems[0]


def test_value_that_is_empty_here_is_an_error_that_says_how_to_guard_it() -> None:
    found = told_by_rendering("Ring {{ patient.phone }}")
    assert (found.at, found.hint) == (AT, "guard it with {% if %}")


@pytest.mark.parametrize("source", ["{{ patient.nme }}", "{% if patient.nme %}x{% endif %}"])
def test_misspelt_value_is_told_with_the_nearest_name(source: str) -> None:
    found = told_by_rendering(source)
    assert "“nme”" in found.what
    assert (found.at, found.hint) == (AT, "did you mean “name”?")


@pytest.mark.parametrize("source", ["{{ patent.name }}", "{% if patent.name %}x{% endif %}"])
def test_unknown_group_of_values_is_told_by_its_name(source: str) -> None:
    found = told_by_rendering(source)
    assert "patent" in found.what
    assert "undefined" not in found.what


@pytest.mark.parametrize("source", ["{{ patient.phone }}", "{{ patient.nme }}", "{% if patient.nme %}x{% endif %}"])
def test_errors_of_a_template_never_hold_a_patients_value(source: str) -> None:
    assert "Asha" not in str(told_by_rendering(source))


# -- markup -------------------------------------------------------------------------------------------------------


def test_double_asterisks_make_bold() -> None:
    assert render("a **b** c") == (Run("a ", at=AT), Run("b", bold=True, at=AT), Run(" c", at=AT))


def test_single_asterisk_is_text() -> None:
    assert render("2 * 3") == (Run("2 * 3", at=AT),)


def test_link_is_a_run_with_its_address() -> None:
    assert render("see [the page](https://b.example/x?a=1&b=2).") == (
        Run("see ", at=AT),
        Run("the page", href="https://b.example/x?a=1&b=2", at=AT),
        Run(".", at=AT),
    )


def test_bold_around_a_link_makes_it_bold() -> None:
    assert render("**[page](https://b.example)**") == (Run("page", bold=True, href="https://b.example", at=AT),)


@pytest.mark.parametrize("address", ["http://b.example", "javascript:alert(1)", "file:///etc/passwd", "b.html"])
def test_only_https_addresses_become_links(address: str) -> None:
    source = f"[page]({address})"
    assert render(source) == (Run(source, at=AT),)


@pytest.mark.parametrize("sign", ["*", "[", "]", "{", "}", "\\"])
def test_backslash_keeps_a_sign_as_it_is(sign: str) -> None:
    assert plain(render(f"a \\{sign} b")) == f"a {sign} b"


def test_escaped_asterisks_do_not_open_bold() -> None:
    template = Template("5 \\*\\* 3", AT)
    assert check(template) == []
    assert plain(render(template.source)) == "5 ** 3"


def test_backslash_before_a_letter_is_text() -> None:
    assert plain(render("a\\b")) == "a\\b"


@pytest.mark.parametrize("source", ["&amp;", "<b>x</b>", "a & b < c", "&#65;"])
def test_html_is_text(source: str) -> None:
    assert render(source) == (Run(source, at=AT),)


def test_line_breaks_of_the_source_are_blanks() -> None:
    assert plain(render("one\n  two\n\n three")) == "one two three"


@given(st.text())
def test_text_without_markup_is_its_source_with_single_blanks(source: str) -> None:
    assume(not any(sign in source for sign in "*[{\\\ue000\ue001\u00a0\u202f"))
    assert plain(render(source)) == " ".join(source.split())


def test_no_break_space_of_the_author_stays() -> None:
    assert plain(render("15\u00a0minutes  a day")) == "15\u00a0minutes a day"


def test_signs_that_turn_the_order_of_letters_are_dropped_from_values() -> None:
    assert clean_line("  Asha\u202e  Example\n") == "Asha Example"


@given(st.text("ab*[](){}\\% \nhtps:/.", max_size=60))
def test_sound_template_renders_or_tells_an_input_error(source: str) -> None:
    assume(not check(Template(source, AT)))
    found = rendered(source)
    assert found.problems if isinstance(found, InputError) else all(run.text for run in found)


@given(st.lists(st.text("abc ", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_no_two_neighbouring_runs_are_set_alike(parts: list[str]) -> None:
    found = render("".join(f"{part}**{part.strip()}**" for part in parts))
    styles = [run.bold for run in found]
    assert all(left != right for left, right in pairwise(styles))


# -- literal texts ------------------------------------------------------------------------------------------------


@given(st.text(min_size=1))
def test_literal_text_is_one_run_as_it_stands(text: str) -> None:
    assert literal(text, AT) == (Run(text, at=AT),)


def test_empty_literal_text_has_no_runs() -> None:
    assert literal("") == ()


_PARTS = [
    "Call ",
    "{{ patient.name }}",
    " **now** ",
    "{% if patient.name %}",
    "{% if branch.phone %}",
    "{% endif %}",
    "on ",
]


@given(st.lists(st.sampled_from(_PARTS), max_size=7), st.sampled_from(["", "Asha"]), st.sampled_from(["", "555-0100"]))
def test_simple_templates_mean_what_they_mean_to_jinja(parts: list[str], name: str, phone: str) -> None:
    source = "".join(parts)
    assume(_is_simple(source))
    renderer = TextRenderer({"patient": {"name": Value(name)}, "branch": {"phone": Value(phone)}})
    values = {"patient": {"name": name}, "branch": {"phone": phone}}
    wanted = " ".join(jinja2.Environment().from_string(source).render(values).split())
    try:
        found = plain(renderer(Template(source, AT)))
    except InputError:
        assert not name  # it printed a value that is empty
    else:
        assert " ".join(found.split()) == wanted.replace("**", "").strip()
