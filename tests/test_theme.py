"""One brand colour → colour roles, sizes and lengths: readable for every brand, the same greys for all of them."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import generator.theme
from generator.theme import PAPERS, TYPE, Theme, make_theme
from generator.theme.colour import RGB, code, contrast, darken, grey, mix, rgb, tone
from tests.helpers import ROOT

WHITE = (1.0, 1.0, 1.0)
YELLOW, TEAL, ORANGE = "#FFE14D", "#0B7272", "#C2410C"
TONES = {
    "tint1": 0.955,
    "tint2": 0.895,
    "tint3": 0.74,
    "skin": 0.86,
    "skin_far": 0.74,
    "shirt": 0.61,
    "shorts": 0.27,
}
ROLES = [field.name for field in fields(generator.theme.Colours)]

colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda parts: "#{:02X}{:02X}{:02X}".format(*parts))
units = st.floats(0, 1)
triples = st.tuples(units, units, units)


def theme(brand: str = TEAL, accent: str = ORANGE, *, large_print: bool = False, greyscale: bool = False) -> Theme:
    return make_theme(brand, accent, large_print=large_print, greyscale=greyscale)


# -- contrast -----------------------------------------------------------------------------------------------------


@given(colours)
@example("#FFFFFF")
@example("#000000")
@example(YELLOW)
def test_titles_have_9_to_1_on_white_for_every_brand(brand: str) -> None:
    assert contrast(theme(brand).colours.strong, WHITE) >= 9


@pytest.mark.parametrize("role", ["strong", "primary", "accent", "soft", "ink"])
@given(brand=colours, accent=colours)
def test_text_has_4_5_to_1_on_white_and_on_panels_for_every_brand(role: str, brand: str, accent: str) -> None:
    found = theme(brand, accent).colours
    assert contrast(found.role(role), WHITE) >= 4.5
    assert contrast(found.role(role), found.tint1) >= 4.5


@given(colours)
def test_white_text_on_the_brands_tile_has_4_5_to_1(brand: str) -> None:
    found = theme(brand).colours
    assert contrast(found.paper, found.primary) >= 4.5


@given(colours)
def test_borders_of_fields_have_3_to_1_for_every_brand(brand: str) -> None:
    assert contrast(theme(brand).colours.field, WHITE) >= 3


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "danger_tint"),
        ("paper", "danger"),
        ("danger", "paper"),
        ("warn", "warn_tint"),
        ("ink", "warn_tint"),
        ("ink", "staff"),
        ("soft", "staff"),
    ],
)
@pytest.mark.parametrize("greyscale", [False, True])
def test_text_on_boxes_has_4_5_to_1(text: str, ground: str, greyscale: bool) -> None:
    found = theme(greyscale=greyscale).colours
    assert contrast(found.role(text), found.role(ground)) >= 4.5


@given(colours, colours)
def test_greyscale_keeps_the_contrast_of_text(brand: str, accent: str) -> None:
    found = theme(brand, accent, greyscale=True).colours
    for role in ("strong", "primary", "accent", "soft", "ink", "danger"):
        assert contrast(found.role(role), WHITE) >= 4.45
        assert contrast(found.role(role), found.tint1) >= 4.45


@given(colours)
def test_emergency_red_is_the_same_for_every_brand(brand: str) -> None:
    assert code(theme(brand).colours.danger) == "#A61B1B"


# -- tones --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "value"), TONES.items())
@given(brand=colours)
def test_tones_print_with_the_same_grey_for_every_brand(role: str, value: float, brand: str) -> None:
    assert grey(theme(brand).colours.role(role))[0] == pytest.approx(value, abs=0.01)


@given(colours, colours)
def test_greyscale_has_only_greys(brand: str, accent: str) -> None:
    found = theme(brand, accent, greyscale=True).colours
    assert all(len(set(found.role(role))) == 1 for role in ROLES)


def test_greyscale_prints_urgency_and_nerve_darkest_of_all_colours() -> None:
    found = theme(greyscale=True).colours
    others = [found.role(role)[0] for role in ROLES if role not in ("danger", "accent", "ink", "strong", "line")]
    assert max(found.danger[0], found.accent[0]) < min(others)


@given(colours)
def test_every_role_is_a_colour(brand: str) -> None:
    found = theme(brand).colours
    assert all(0 <= part <= 1 for role in ROLES for part in found.role(role))


def test_unknown_role_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        theme().colours.role("primry")


# -- notes --------------------------------------------------------------------------------------------------------


def test_yellow_brand_gives_a_note_that_names_both_colours() -> None:
    found = theme(YELLOW)
    assert len(found.notes) == 1
    assert YELLOW in found.notes[0]
    assert code(found.colours.primary) in found.notes[0]


def test_light_accent_gives_a_note() -> None:
    assert [note for note in theme(accent="#FFD0B0").notes if "#FFD0B0" in note]


def test_dark_brand_gives_no_note() -> None:
    assert theme().notes == ()


@given(colours)
def test_brand_without_a_note_is_printed_nearly_as_it_is(brand: str) -> None:
    found = theme(brand)
    difference = max(abs(a - b) for a, b in zip(found.colours.primary, rgb(brand), strict=True))
    assert found.notes or difference < 0.1


# -- colour arithmetic --------------------------------------------------------------------------------------------


@given(colours)
def test_colour_code_reads_back(text: str) -> None:
    assert code(rgb(text)) == text


@given(triples, triples)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(a: RGB, b: RGB) -> None:
    assert contrast(a, b) == contrast(b, a)
    assert 1 <= contrast(a, b) <= 21.0001


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast((0.0, 0.0, 0.0), WHITE) == pytest.approx(21)


@given(triples)
def test_grey_is_as_light_as_its_colour(colour: RGB) -> None:
    assert contrast(grey(colour), colour) == pytest.approx(1, abs=0.001)


@given(triples, st.floats(1, 15))
def test_darkened_colour_reaches_its_contrast(colour: RGB, ratio: float) -> None:
    assert contrast(darken(colour, ratio), WHITE) >= ratio


@given(triples, st.floats(1, 15))
def test_colour_that_has_the_contrast_is_not_darkened(colour: RGB, ratio: float) -> None:
    assert contrast(colour, WHITE) < ratio or darken(colour, ratio) == colour


@given(triples, st.floats(0.15, 1))
def test_tone_has_the_grey_asked_for(colour: RGB, value: float) -> None:
    assert grey(tone(colour, value))[0] == pytest.approx(value, abs=0.01)


@given(triples, triples)
def test_mix_starts_at_one_colour_and_ends_at_the_other(a: RGB, b: RGB) -> None:
    assert mix(a, b, 0.0) == a
    assert mix(a, b, 1.0) == pytest.approx(b)


# -- sizes --------------------------------------------------------------------------------------------------------


def test_large_print_is_never_smaller_than_16_points() -> None:
    sizes = {role: style.size for role, style in theme(large_print=True).type.items() if role != "footer"}
    assert sizes.keys() == TYPE.keys() - {"footer"}
    assert {role: size for role, size in sizes.items() if size < 16} == {}


def test_small_print_of_the_footer_is_at_least_15_points_in_large_print() -> None:  # the design allows 15 there
    assert theme(large_print=True).type["footer"].size >= 15


def test_large_print_has_no_capitals_for_effect() -> None:
    large = theme(large_print=True).type
    assert [role for role in TYPE if large[role].caps] == []


@pytest.mark.parametrize("role", ["body", "fact", "cell", "alert", "soft"])
def test_body_text_is_at_least_11_points(role: str) -> None:
    assert theme().type[role].size >= 11


@pytest.mark.parametrize("large_print", [False, True])
def test_lines_are_further_apart_than_their_size(large_print: bool) -> None:
    styles = theme(large_print=large_print).type
    assert [role for role in TYPE if styles[role].leading <= styles[role].size] == []


def test_every_type_role_names_a_colour_role() -> None:
    assert {role: style.colour for role, style in TYPE.items() if style.colour not in ROLES} == {}


def test_snug_layout_has_smaller_gaps_and_the_same_type() -> None:
    open_, snug = (make_theme(TEAL, ORANGE, density=density) for density in ("open", "snug"))
    assert snug.measures.block_gap < open_.measures.block_gap
    assert snug.type == open_.type


# -- paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "millimetres"), [("a4", (210.0, 297.0)), ("letter", (215.9, 279.4))], ids=["a4", "letter"]
)
def test_papers_have_their_standard_size(name: str, millimetres: tuple[float, float]) -> None:
    paper = make_theme(TEAL, ORANGE, paper=name).paper
    size = (paper.width * 25.4 / 72, paper.height * 25.4 / 72)
    assert size == pytest.approx(millimetres, abs=0.01)


def test_unknown_paper_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        make_theme(TEAL, ORANGE, paper="a5")


@pytest.mark.parametrize("name", PAPERS)
def test_content_stands_inside_the_page(name: str) -> None:
    paper = PAPERS[name]
    assert 0 < paper.rail_x < paper.content_x
    assert paper.content_x + paper.content_width + paper.right == pytest.approx(paper.width)
    assert 0 < paper.footer_y < paper.usable_y < paper.height - paper.top


@pytest.mark.parametrize("name", PAPERS)
def test_twelve_columns_fill_the_content(name: str) -> None:
    found = make_theme(TEAL, ORANGE, paper=name)
    assert found.span(12) == pytest.approx(found.paper.content_width)


@given(st.integers(1, 11))
def test_two_spans_and_a_gutter_fill_the_content(columns: int) -> None:
    found = theme()
    both = found.span(columns) + found.measures.gutter + found.span(12 - columns)
    assert both == pytest.approx(found.paper.content_width)


# -- the look has one home ----------------------------------------------------------------------------------------

ELSEWHERE = [
    path
    for path in sorted([ROOT / "cli.py", *(ROOT / "generator").rglob("*.py")])
    if not path.is_relative_to(ROOT / "generator" / "theme")
]
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
_PAGE_SIZE = re.compile(r"\b(595|596|841|842|612|792|210|297|215\.9|279\.4)(\.\d+)?\b")


def named(what: re.Pattern[str]) -> dict[str, list[str]]:
    """Return the modules outside the theme that hold *what*, each with what it holds."""
    found = {str(path.relative_to(ROOT)): what.findall(path.read_text(encoding="utf-8")) for path in ELSEWHERE}
    assert len(found) > 100
    return {path: held for path, held in found.items() if held}


def test_no_module_outside_the_theme_names_a_colour() -> None:
    assert named(_COLOUR) == {}


def test_no_module_outside_the_theme_names_a_page_size() -> None:
    assert named(_PAGE_SIZE) == {}
