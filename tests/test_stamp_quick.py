"""Text set by pairs of letters is what the shaper gives, or is declined; in our fonts pairs are enough."""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.blocks import Run
from generator.compose.setting import Setting
from generator.layout.open import OpenText
from generator.layout.typeset import Typesetter
from generator.pdf.fonts import STYLES, Face, Fonts
from generator.stamp.base import TIERS
from generator.stamp.person import Person
from generator.stamp.quick import BREAK, Desk, PairFace
from generator.theme import TypeStyle
from tests.helpers import riverside, setting
from tests.stamp_patients import patient

ALL = sorted(set().union(*TIERS))
SCRIPTS = ("DFLT", "latn", "grek", "cyrl")
# Features that HarfBuzz applies by itself to horizontal text, less those that Paperwell turns off
APPLIED = frozenset(
    {"rvrn", "ltra", "ltrm", "rand", "ccmp", "locl", "rlig", "calt", "rclt", "curs", "dist", "kern", "mark", "mkmk"}
    | {"abvm", "blwm"}
)
FRACTION_SLASH = "\u2044"  # makes HarfBuzz apply frac, numr and dnom to the digits around it
MARK = 3  # glyph class in GDEF
WORDS = st.text(st.sampled_from([c for c in ALL if c != " "]), min_size=1, max_size=24)
KERNED = st.text(st.sampled_from("AVTWYLPFrftvwyo.,’“-ΑΤΥΓΔΛАТУГДЛЧ"), min_size=1, max_size=40)


def fonts() -> Fonts:
    return riverside().fonts


@cache
def pairs_of(style: str) -> PairFace:
    return PairFace(fonts().first(style), Typesetter(fonts()).space)


def shaped(face: Face, text: str) -> tuple[float, str, int]:
    """Return width, operator and number of glyphs of *text* from the shaper."""
    found = face.shape(text, remember=False)
    assert found.simple
    assert len(found.shown) == 1
    return found.width, f"[{found.shown[0][1]}] TJ", len(found.glyphs)


def assert_set_or_declined(pairs: PairFace, word: str) -> bool:
    """Assert that *pairs* sets *word* as the shaper does; return whether it does."""
    quick = pairs.word(word)
    if quick is None:
        return False
    width, shown, count = shaped(pairs.face, word)
    assert quick[0] == pytest.approx(width, abs=1e-6)
    assert quick[1:] == (shown, count)
    return True


# -- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_first_family_is_set_by_pairs_in_all_its_faces(style: str) -> None:
    assert fonts().first(style).pairwise


@pytest.mark.parametrize("style", STYLES)
def test_each_pair_of_usual_letters_is_set_and_not_declined(style: str) -> None:
    usual = "AFLPTVWYaefijorstvwy17.,-’(éČȚΑΤΥόςАГТУдф"
    pairs = pairs_of(style)
    declined = [a + b for a, b in itertools.product(usual, usual) if not assert_set_or_declined(pairs, a + b)]
    assert declined == []


@pytest.mark.parametrize("style", STYLES)
def test_letters_of_a_base_stand_alone_as_the_shaper_sets_them(style: str) -> None:
    pairs = pairs_of(style)
    known = [c for c in ALL if c != " " and ord(c) in pairs.face.characters]
    declined = {c for c in known if not assert_set_or_declined(pairs, c)}
    assert {unicodedata.category(c) for c in declined} <= {"Mn", "Me", "Cf"}


@pytest.mark.parametrize("style", STYLES)
def test_long_run_of_all_letters_in_any_order_is_what_the_shaper_gives(style: str) -> None:
    pairs = pairs_of(style)
    known = [c for c in ALL if ord(c) in pairs.face.characters and unicodedata.category(c) not in ("Mn", "Me", "Zs")]
    turn = random.Random(style)
    for _ in range(4):
        turn.shuffle(known)
        for start in range(0, len(known), 30):
            assert assert_set_or_declined(pairs, "".join(known[start : start + 30]))


@settings(max_examples=150, deadline=None)
@given(word=st.one_of(WORDS, KERNED), style=st.sampled_from(STYLES))
def test_any_word_is_what_the_shaper_gives_or_is_declined(word: str, style: str) -> None:
    assert_set_or_declined(pairs_of(style), word)


@settings(max_examples=60, deadline=None)
@given(
    word=st.text(
        st.sampled_from("AVToijАТУ\u0300\u0301\u0308\u0323\u0483\u0487\u200d\u00ad\ufb01ẹ"), min_size=2, max_size=9
    ),
    style=st.sampled_from(STYLES),
)
def test_word_with_marks_is_what_the_shaper_gives_or_is_declined(word: str, style: str) -> None:
    assert_set_or_declined(pairs_of(style), word)


@pytest.mark.parametrize(
    "word", [" ", "a b", "a\u0301", "a\nb", "\0a", "a\0", "\u4e2d", "\u0915\u094d\u0937", "\ue000"]
)
def test_what_is_no_plain_word_is_declined(word: str) -> None:
    assert pairs_of("regular").word(word) is None


@settings(max_examples=80, deadline=None)
@given(text=st.lists(st.one_of(WORDS, KERNED), min_size=1, max_size=5).map(" ".join), style=st.sampled_from(STYLES))
def test_line_is_its_words_with_blanks_between(text: str, style: str) -> None:
    pairs = pairs_of(style)
    line, words = pairs.line(text), [pairs.word(word) for word in text.split(" ")]
    if line is None:
        assert None in words
        return
    found = [word for word in words if word]
    assert line[1].split(BREAK) == [shown for _, shown, _ in found]
    blanks = (len(words) - 1) * Typesetter(fonts()).space.width
    assert line[0] == pytest.approx(sum(em for em, _, _ in found) + blanks, abs=1e-6)


@pytest.mark.parametrize("text", [" ", " a", "a ", "a  b", "a\nb"])
def test_line_with_blanks_that_typesetting_drops_is_declined(text: str) -> None:
    assert pairs_of("regular").line(text) is None


# -- lines with a value in them -----------------------------------------------------------------------------------

AROUND = st.text(st.sampled_from("AVTo. ,“”(’"), max_size=12)


def who(name: str) -> tuple[Person, Desk]:
    here: Setting = setting()
    desk = Desk(Typesetter(fonts()), lambda face: PairFace(face, Typesetter(fonts()).space))
    return Person(patient(name=name), None, here, desk), desk


@settings(max_examples=60, deadline=None)
@given(
    before=AROUND,
    after=AROUND,
    name=st.lists(st.one_of(WORDS, KERNED), min_size=1, max_size=4).map(" ".join),
    bold=st.booleans(),
    tracking=st.sampled_from([0.0, 0.35]),
)
def test_width_of_a_line_is_the_typesetters_to_the_last_bit(
    before: str, after: str, name: str, bold: bool, tracking: float
) -> None:
    runs = (Run(before, bold=bold), Run("\ue000", value="patient.name"), Run(after))
    style = TypeStyle(11, 15.5, tracking=tracking)
    source = OpenText(tuple(run for run in runs if run.text), style, 1e9, None)
    person, _ = who(name)
    quick = person.quick(source)
    if quick is not None:
        assert quick.width == person.typeset(source).width


# -- what the fonts hold ------------------------------------------------------------------------------------------


@cache
def font_of(style: str) -> TTFont:
    return TTFont(fonts().first(style).path, lazy=True)


def reached(style: str, table: str) -> dict[str, set[int]]:
    """Return the lookups that plain text of each script reaches, by feature."""
    found: dict[str, set[int]] = {}
    held = font_of(style)[table].table
    scripts = {record.ScriptTag: record.Script for record in held.ScriptList.ScriptRecord}
    for script in SCRIPTS:
        language = scripts[script].DefaultLangSys
        assert language.ReqFeatureIndex == 0xFFFF
        for index in language.FeatureIndex:
            record = held.FeatureList.FeatureRecord[index]
            if record.FeatureTag in APPLIED:
                found.setdefault(f"{script} {record.FeatureTag}", set()).update(record.Feature.LookupListIndex)
    return found


def subtables(style: str, table: str) -> Iterator[Any]:
    """Yield the parts of each lookup that plain text reaches."""
    lookups = font_of(style)[table].table.LookupList.Lookup
    for index in sorted(set().union(*reached(style, table).values())):
        for part in lookups[index].SubTable:
            yield getattr(part, "ExtSubTable", part)


def needs(part: Any) -> Iterator[list[set[str]]]:
    """Yield what must stand side by side for *part* to change more than one letter or pair: sets of glyphs."""
    match type(part).__name__:
        case "LigatureSubst":
            for first, ligatures in part.ligatures.items():
                for ligature in ligatures:
                    yield [{first}, *({component} for component in ligature.Component)]
        case "ChainContextSubst" | "ChainContextPos":
            assert part.Format == 3
            covers = [*part.BacktrackCoverage, *part.InputCoverage, *part.LookAheadCoverage]
            yield [set(cover.glyphs) for cover in covers]
        case "MarkBasePos":
            yield [set(part.MarkCoverage.glyphs)]
        case "MarkMarkPos":
            yield [set(part.Mark1Coverage.glyphs)]
        case "MarkLigPos":
            yield [set(part.MarkCoverage.glyphs)]
        case name:
            assert name in ("SingleSubst", "MultipleSubst", "SinglePos", "PairPos")


@pytest.mark.parametrize("table", ["GSUB", "GPOS"])
@pytest.mark.parametrize("style", STYLES)
def test_whatever_reaches_beyond_a_pair_needs_a_mark_or_a_letter_that_no_base_has(style: str, table: str) -> None:
    font = font_of(style)
    classes, cmap = font["GDEF"].table.GlyphClassDef.classDefs, font.getBestCmap()
    letters = {cmap[ord(c)] for c in ALL if ord(c) in cmap and classes.get(cmap[ord(c)]) != MARK}
    rules = [rule for part in subtables(style, table) for rule in needs(part)]
    assert rules
    assert [rule for rule in rules if all(glyphs & letters for glyphs in rule)] == []


@pytest.mark.parametrize("style", STYLES)
def test_letters_kern_alike_in_all_scripts(style: str) -> None:
    found = reached(style, "GPOS")
    assert len({frozenset(found[f"{script} kern"]) for script in SCRIPTS}) == 1


def test_no_base_has_the_sign_that_makes_fractions_of_digits() -> None:
    assert FRACTION_SLASH not in ALL


def test_characters_of_a_base_do_not_turn_the_order_of_letters() -> None:
    assert {unicodedata.bidirectional(c) for c in ALL} & {"R", "AL", "RLE", "LRE", "RLO", "LRO", "RLI", "LRI"} == set()
