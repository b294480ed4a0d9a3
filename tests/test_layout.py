"""Blocks → lines, columns and pages: nothing wider than its place, nothing lost, the emergency box on page 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pypdf import PdfReader

from generator.blocks import Document, Run, Text, plain
from generator.check.handout import Shelf, handout_problems
from generator.compose.form import compose_form
from generator.compose.handout import compose_handout
from generator.errors import ExitCode, FitError, Location, MissingGlyphError, Problem
from generator.layout import render
from generator.layout.flow import Flowable, Sheet, fill, stack_height
from generator.layout.prose import Prose
from generator.layout.typeset import Line, Typeset, Typesetter, clusters
from generator.theme import TYPE, Density, make_theme
from tests.helpers import form, group_yaml, handout, riverside, setting

BODY = TYPE["body"]
LONG_WORD = "Wolfeschlegelsteinhausenbergerdorff"
LONG_NAME = (" ".join([LONG_WORD] * 9))[:300]
EMERGENCY = """\
- kind: emergency
  title: Call {{ branch.emergency }} now
  lead: Go now
  signs: [numb feet, weak legs]
"""
PARAGRAPH = f"- {'word ' * 200}\n"
LETTERS = "abcdefghij MNOPQR áßø Ωλ Жш कीक्ष .,-"

texts = st.text(LETTERS, max_size=300)
widths = st.floats(40, 500)


@pytest.fixture(scope="module")
def setter() -> Typesetter:
    return Typesetter(riverside().fonts)


def run(text: str) -> Text:
    return (Run(text),)


def words_of(line: Line) -> list[str]:
    return ["".join(piece.shaped.text for piece in word.pieces) for word in line.words]


def words(typeset: Typeset) -> list[str]:
    return [word for line in typeset.lines for word in words_of(line)]


def sizes(typeset: Typeset) -> list[int]:
    return [len(line.words) for line in typeset.lines]


# -- lines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["body", "title", "figure_label"])
@example(text="\u094d\u0940", width=40.0)
@given(text=texts, width=widths)
def test_no_line_is_wider_than_its_width(setter: Typesetter, role: str, text: str, width: float) -> None:
    typeset = setter.set(run(text), TYPE[role], width)
    for line in typeset.lines:
        alone = len(line.words) == 1 and len(list(clusters(words_of(line)[0]))) == 1  # cannot be broken
        assert alone or line.width <= width + 0.001


@given(texts, widths)
def test_all_characters_are_set_in_their_order(setter: Typesetter, text: str, width: float) -> None:
    typeset = setter.set(run(text), BODY, width)
    assert "".join(words(typeset)) == "".join(text.split())


@given(texts)
def test_words_stay_whole_where_they_have_room(setter: Typesetter, text: str) -> None:
    widest = max((setter.width(run(word), BODY) for word in text.split()), default=0.0)
    assert words(setter.set(run(text), BODY, widest + 1)) == text.split()


@given(st.lists(texts, max_size=4), widths)
def test_runs_are_set_one_after_the_other(setter: Typesetter, parts: list[str], width: float) -> None:
    text = tuple(Run(part, bold=number % 2 == 1) for number, part in enumerate(parts))
    assert "".join(words(setter.set(text, BODY, width))) == "".join(plain(text).split())


def test_word_that_changes_its_face_inside_is_not_broken(setter: Typesetter) -> None:
    typeset = setter.set((Run("un"), Run("believ", bold=True), Run("able story")), BODY, 500)
    assert words(typeset) == ["unbelievable", "story"]


def test_empty_text_has_no_lines_and_no_height(setter: Typesetter) -> None:
    typeset = setter.set((), BODY, 100)
    assert (typeset.lines, typeset.height, typeset.width) == ((), 0.0, 0.0)


@given(texts, widths)
def test_height_is_the_number_of_lines_times_their_leading(setter: Typesetter, text: str, width: float) -> None:
    typeset = setter.set(run(text), BODY, width)
    assert typeset.height == pytest.approx(len(typeset.lines) * BODY.leading)


def test_one_word_is_not_left_alone_on_the_last_line(setter: Typesetter) -> None:
    text = "one two three four five six seven eight nine ten eleven"
    room = setter.width(run(text.removesuffix(" eleven")), BODY) + 2
    assert sizes(setter.set(run(text), BODY, room)) == [9, 2]


def test_one_word_stays_alone_where_the_line_above_cannot_spare_one(setter: Typesetter) -> None:
    assert sizes(setter.set(run(f"{LONG_WORD} {LONG_WORD}"), BODY, 250)) == [1, 1]


@given(texts, widths)
def test_avoiding_a_lonely_word_never_costs_a_line(setter: Typesetter, text: str, width: float) -> None:
    found = setter.set(run(text), BODY, width)
    blank = setter.width(run("a b"), BODY) - setter.width(run("a"), BODY) - setter.width(run("b"), BODY)
    least, reach = 0, width
    for word in words(found):
        wide = setter.width(run(word), BODY)
        least, reach = (least, reach + blank + wide) if reach + blank + wide <= width else (least + 1, wide)
    assert len(found.lines) <= least


# -- values that must fit -----------------------------------------------------------------------------------------


@given(text=texts, width=widths, shrink=st.floats(0.5, 1))
def test_fitted_text_shrinks_at_most_to_its_share(setter: Typesetter, text: str, width: float, shrink: float) -> None:
    found = setter.fit(run(text), BODY, width, shrink)
    long = len(setter.set(run(text), BODY, width).lines) > 4  # set small, so that it does not fill the page
    least = 0.7 if long else shrink - 0.01  # sizes go in steps of a hundredth
    assert least * BODY.size - 0.001 <= found.style.size <= BODY.size


@given(text=texts, width=widths, shrink=st.floats(0.5, 1))
def test_fitted_text_is_never_wider_than_its_width(setter: Typesetter, text: str, width: float, shrink: float) -> None:
    assert setter.fit(run(text), BODY, width, shrink).width <= width + 0.001


@given(text=texts, width=widths)
def test_fitted_text_stays_on_one_line_as_long_as_it_may_shrink(setter: Typesetter, text: str, width: float) -> None:
    assume(0 < setter.width(run(text), BODY) <= width / 0.76)
    assert len(setter.fit(run(text), BODY, width, 0.75).lines) == 1


def test_fitted_text_that_has_room_keeps_its_size(setter: Typesetter) -> None:
    assert setter.fit(run("Bo Ng"), BODY, 200, 0.75).style == BODY


@pytest.mark.parametrize("name", [LONG_NAME, "x" * 300, "क्ष" * 100])
@pytest.mark.parametrize("width", [30.0, 120.0, 475.0])
def test_name_of_300_characters_wraps_inside_its_width(setter: Typesetter, name: str, width: float) -> None:
    typeset = setter.fit(run(name), TYPE["strip_value"], width, 0.75)
    assert len(typeset.lines) > 1
    assert typeset.width <= width + 0.001
    assert "".join(words(typeset)) == name.replace(" ", "")


# -- columns ------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Piece(Flowable):
    """A flowable of a given number of lines, ten points each."""

    name: int
    lines: int
    space_before: float = 0.0
    keep_with_next: bool = False
    splits: bool = False

    def wrap(self, width: float) -> float:
        return self.lines * 10.0

    def split(self, width: float, height: float) -> tuple[Flowable, Flowable] | None:
        fit = min(int(height // 10), self.lines - 1)
        if not self.splits or fit < 1:
            return None
        return Piece(self.name, fit, self.space_before), Piece(self.name, self.lines - fit, 0.0, splits=True)

    def draw(self, sheet: Sheet, x: float, top: float, width: float) -> None:
        raise NotImplementedError


@st.composite
def pieces(draw: st.DrawFn, *, plain: bool = False) -> list[Piece]:
    """Draw pieces that each fit a column of 100 points; *plain* ones neither split nor stay with the next."""
    flags = st.just(False) if plain else st.booleans()
    kinds = st.tuples(st.integers(1, 9), st.sampled_from([0.0, 3.0, 12.0]), flags, flags)
    return [
        Piece(name, lines, space, keep, splits and not keep)
        for name, (lines, space, keep, splits) in enumerate(draw(st.lists(kinds, max_size=25)))
    ]


def columns(flow: Sequence[Flowable], height: float = 100.0) -> list[list[Piece]]:
    """Return what stands in each column; what is kept together and higher than a column is cut anyway."""
    found: list[list[Piece]] = []
    rest = list(flow)
    while rest:
        placed, rest = fill(rest, 200.0, height)
        taken = [item.flowable for item in placed] or [rest.pop(0)]
        found.append([piece for piece in taken if isinstance(piece, Piece)])
    return found


@given(pieces())
def test_columns_hold_every_line_once_and_in_order(flow: list[Piece]) -> None:
    found = [piece.name for column in columns(flow) for piece in column for _ in range(piece.lines)]
    assert found == [piece.name for piece in flow for _ in range(piece.lines)]


@given(pieces())
def test_column_is_never_fuller_than_its_height(flow: list[Piece]) -> None:
    placed, _ = fill(flow, 200.0, 100.0)
    assert all(item.offset + item.height <= 100.01 for item in placed)


@given(pieces())
def test_pieces_of_a_column_do_not_overlap(flow: list[Piece]) -> None:
    placed, _ = fill(flow, 200.0, 100.0)
    assert all(upper.offset + upper.height <= lower.offset for upper, lower in pairwise(placed))


@given(pieces())
def test_column_starts_at_its_top(flow: list[Piece]) -> None:
    placed, _ = fill(flow, 200.0, 100.0)
    assert not placed or placed[0].offset == 0.0


@given(pieces())
def test_piece_that_stays_with_the_next_never_ends_a_column(flow: list[Piece]) -> None:
    placed, rest = fill(flow, 200.0, 100.0)
    assert not rest or not placed or not placed[-1].flowable.keep_with_next


@given(pieces(plain=True))
def test_column_is_filled_as_far_as_it_goes(flow: list[Piece]) -> None:
    placed, rest = fill(flow, 200.0, 100.0)
    used = placed[-1].offset + placed[-1].height if placed else 0.0
    assert not rest or used + rest[0].space_before + rest[0].wrap(200.0) > 100.0


@given(pieces())
def test_endless_column_takes_everything(flow: list[Piece]) -> None:
    gaps = sum(piece.space_before for piece in flow[1:])
    assert stack_height(flow, 200.0) == pytest.approx(sum(piece.lines for piece in flow) * 10 + gaps)


@given(
    st.lists(st.text("abcdef", min_size=3, max_size=8), min_size=30, max_size=80),
    st.floats(60, 120),
    st.floats(2 * BODY.leading, 200),
)
def test_split_paragraph_loses_no_line_and_leaves_two_on_each_side(
    setter: Typesetter, paragraph: list[str], width: float, height: float
) -> None:
    whole = Prose(run(" ".join(paragraph)), BODY, setter)
    parts = whole.split(width, height)
    assert parts is not None
    heights = [part.wrap(width) for part in parts]
    assert heights[0] <= height
    assert min(heights) >= 2 * BODY.leading
    assert sum(heights) == pytest.approx(whole.wrap(width))


# -- pages --------------------------------------------------------------------------------------------------------


def pdf_of(document: Document, *, paper: str = "a4", large_print: bool = False) -> PdfReader:
    densities: tuple[Density, ...] = ("open", "snug")
    themes = [
        make_theme("#0B7272", "#B4530A", paper=paper, density=density, large_print=large_print) for density in densities
    ]
    return PdfReader(BytesIO(render(document, themes, riverside().fonts, "tests").data))


def pages_of(body: str) -> list[str]:
    """Return the text of each page of a handout."""
    return [page.extract_text() for page in pdf_of(compose_handout(handout(body), setting(), riverside())).pages]


def too_large(body: str) -> Problem:
    with pytest.raises(FitError) as caught:
        pages_of(body)
    assert caught.value.exit_code == ExitCode.DOES_NOT_FIT
    return caught.value.problems[0]


@pytest.mark.parametrize("paragraphs", [0, 1, 3, 9, 30])
def test_emergency_box_stands_on_page_1_however_long_the_text_before_it_is(paragraphs: int) -> None:
    pages = pages_of(PARAGRAPH * paragraphs + EMERGENCY + "- The end\n")
    assert ["Call 999 now" in page for page in pages] == [True] + [False] * (len(pages) - 1)


def test_emergency_box_inside_a_section_stands_on_page_1() -> None:
    section = "- kind: section\n  title: Beware\n  body:\n" + "".join(f"    {x}\n" for x in EMERGENCY.splitlines())
    assert "Call 999 now" in pages_of(PARAGRAPH * 9 + section)[0]


def sheet_problem(body: str) -> Problem:
    """Return the one thing that is wrong with a sheet when it is loaded."""
    (problem,) = handout_problems(handout(body), Shelf((), (), lambda: ()))
    return problem


def test_emergency_box_in_columns_is_refused_with_its_line() -> None:
    box = "".join(f"    {line}\n" for line in EMERGENCY.splitlines())
    problem = sheet_problem(f"- kind: columns\n  main:\n{box}  side:\n    - Beside\n")
    assert problem.what == "the emergency box cannot stand in columns"
    assert str(problem.at) == "sheet.yaml:14:9"


def test_second_emergency_box_is_refused() -> None:
    problem = sheet_problem(f"{EMERGENCY}- Between\n{EMERGENCY.replace('Call', 'Ring')}")
    assert problem.what == "a sheet has one emergency box"


def test_short_sheet_with_an_emergency_box_is_one_page() -> None:
    pages = pages_of(f"- Before\n{EMERGENCY}- After\n")
    assert len(pages) == 1
    assert "After" in pages[0]


def test_text_behind_the_emergency_box_follows_in_order() -> None:
    pages = "".join(pages_of(f"{PARAGRAPH * 9}- Alpha\n{EMERGENCY}- Beta\n- Gamma\n"))
    assert pages.index("Alpha") < pages.index("Beta") < pages.index("Gamma")


def test_every_word_of_a_long_sheet_is_printed_once() -> None:
    marks = [f"mark{number}" for number in range(120)]
    pages = "".join(pages_of("".join(f"- {mark} {'word ' * (number % 40)}\n" for number, mark in enumerate(marks))))
    assert [pages.split().count(mark) for mark in marks] == [1] * len(marks)


def test_paragraph_longer_than_a_page_runs_over_pages() -> None:
    assert len(pages_of(f"- {'word ' * 3000}\n")) > 2


LONG = "word " * 2000


@pytest.mark.parametrize(
    ("body", "last_line"),
    [
        (f"- Hello\n- kind: points\n  items:\n    - short\n    - {LONG}\n", 16),
        (f"- Hello\n- kind: note\n  title: Note\n  text: {LONG}\n", 15),
        (f"- Hello\n- kind: emergency\n  title: Help\n  lead: {LONG}\n  signs: [a, b]\n", 15),
        (f"- Hello\n- kind: call_us\n  title: Call\n  signs:\n    - {LONG}\n", 16),
        (f"- Hello\n- kind: table\n  title: Table\n  columns: [a, b]\n  rows:\n    - [a, b]\n    - [x, {LONG}]\n", 18),
        (
            "- Hello\n- kind: glance\n  facts:\n" + "".join(f"    - {{title: fact, text: {LONG}}}\n" for _ in range(3)),
            17,
        ),
        (
            "- Hello\n- kind: columns\n  main:\n    - text\n  side:\n    - kind: points\n      items:\n"
            + f"        - {'word ' * 60}\n" * 12,
            30,
        ),
        (
            "- Hello\n- kind: section\n  title: Section\n  body:\n    - kind: points\n      items:\n"
            + f"        - {LONG}\n",
            18,
        ),
    ],
    ids=["points", "note", "emergency", "call_us", "table", "glance", "columns", "section"],
)
def test_part_larger_than_a_page_is_told_with_its_line(body: str, last_line: int) -> None:
    at = too_large(body).at
    assert isinstance(at, Location)
    assert at.file == "sheet.yaml"
    assert at.line is not None
    assert 13 <= at.line <= last_line  # the part, or what in it is too large


def test_question_larger_than_a_page_is_told_with_its_line() -> None:
    items = f"- {{linkId: long, type: string, span: 2, text: '{'many words ' * 200}'}}\n"
    with pytest.raises(FitError) as caught:
        pdf_of(compose_form(form(group_yaml(items)), setting()))
    at = caught.value.problems[0].at
    assert at is not None
    assert at.file == "quiz.yaml"


def test_patients_own_long_values_always_fit_the_strip() -> None:
    patient = {"id": "P" * 60, "name": LONG_NAME, "therapist": LONG_NAME}
    document = compose_handout(handout("- Hello\n"), setting(patient=patient), riverside())
    text = pdf_of(document).pages[0].extract_text()
    assert "".join(text.split()).count("".join(LONG_NAME.split())) == 2


def test_character_that_no_font_has_is_told_with_its_name_and_line() -> None:
    with pytest.raises(MissingGlyphError) as caught:
        pages_of("- Hello\n- To the 🚀 moon\n")
    found = caught.value.problems[0]
    assert "U+1F680 ROCKET" in found.what
    assert (found.at, caught.value.exit_code) == (Location("sheet.yaml", 13, 5), ExitCode.MISSING_ASSET)


def test_all_characters_that_no_font_has_are_told_at_once() -> None:
    with pytest.raises(MissingGlyphError) as caught:
        pages_of("- 🚀 and 🚀\n- 𓀀\n")
    assert len(caught.value.problems) == 2


# -- fields on a page ---------------------------------------------------------------------------------------------


def boxes(pdf: PdfReader) -> list[list[tuple[str, list[float]]]]:
    """Return name and rectangle of the widgets on each page."""
    found = []
    for page in pdf.pages:
        widgets = [note.get_object() for note in page.get("/Annots", [])]
        rects = [(str(note.get("/TU", note.get("/T"))), [float(x) for x in note["/Rect"]]) for note in widgets]
        found.append([(name, rect) for (name, rect), note in zip(rects, widgets, strict=True) if _is_widget(note)])
    return found


def _is_widget(note: dict[str, object]) -> bool:
    return note.get("/Subtype") == "/Widget"


def overlap(a: Sequence[float], b: Sequence[float]) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5


LONG_PATIENT = dict.fromkeys(("id", "given", "family", "address", "email", "language", "postcode"), LONG_NAME)


@pytest.mark.parametrize("patient", [None, {"given": "Bo"}, LONG_PATIENT], ids=["blank", "short", "long"])
@pytest.mark.parametrize(
    ("paper", "large_print"), [("a4", False), ("letter", False), ("a4", True)], ids=["a4", "letter", "large print"]
)
def test_fields_do_not_overlap_and_stay_on_the_paper(
    patient: dict[str, str] | None, paper: str, large_print: bool
) -> None:
    document = compose_form(riverside().form("new-patient"), setting(patient=patient))
    theme = make_theme("#0B7272", "#B4530A", paper=paper, large_print=large_print)
    for page in boxes(pdf_of(document, paper=paper, large_print=large_print)):
        assert [(a, b) for (a, one), (b, other) in combinations(page, 2) if overlap(one, other)] == []
        outside = [
            name
            for name, (left, bottom, right, top) in page
            if left < theme.paper.rail_x
            or right > theme.paper.width - theme.paper.right + 0.5
            or bottom < theme.paper.footer_y
            or top > theme.paper.height - theme.paper.top
        ]
        assert outside == []


def test_line_break_of_a_therapists_note_is_kept(setter: Typesetter) -> None:
    lines = setter.set(run("Walk after breakfast.\nCall me on Friday."), BODY, 400).lines
    assert ["".join(piece.shaped.text for piece in line.words[0].pieces) for line in lines] == ["Walk", "Call"]
