"""Each rule of “paperwell check”, with a fault planted for it and with what it must leave alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from generator.audit.pages import fit_findings
from generator.check import evidence, sheets, words
from generator.check.finding import Finding
from generator.check.passages import Chapter, Kind, Passage, chapters
from generator.errors import Location
from generator.layout import PageFit
from generator.library import Library, open_library
from generator.model.base import Template
from generator.model.evidence import GuidelineSet, SignOff, Source
from generator.model.handout import Handout, Part, SameSheet
from generator.source import load_model, parse_yaml
from tests.checking import HEAT, SHEET, findings, sheets_folder, spoiled, told
from tests.helpers import DAY, handout, riverside

AT = Location("sheet.yaml", 3)
WORDING = riverside().wording("en")
assert WORDING is not None
VOCABULARY = words.Vocabulary(WORDING)


def read(text: str, kind: Kind = "prose") -> list[Passage]:
    return [Passage(text, AT, kind)]


def sheet_of(text: str) -> Handout:
    return load_model(Handout, parse_yaml(text, "sheet.yaml"), "sheet.yaml")


def what(found: Iterable[Finding]) -> list[str]:
    return [finding.what for finding in found]


# -- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "kind", "instead"),
    [
        ("Your back has wear and tear.", "wear and tear", "myth", "age-related change"),
        ("The discs are crumbling.", "crumbling", "myth", "age-related change"),
        ("A RUPTURED disc", "RUPTURED", "fear", "disc bulge"),
        ("Don't worry about it.", "Don't worry", "fear", "say the fact that comforts"),
        ("It hurts because you sit.", "because you", "blame", "say what happens without “because you”"),
        ("This cures back pain.", "cures", "promise", "helps, eases"),
        ("Do it bilateral.", "bilateral", "jargon", "on both sides"),
        ("You must walk.", "You must", "order", "say the act: “walk”, “stop”"),
    ],
)
def test_a_word_of_each_kind_is_told_with_why_and_a_better_one(text: str, word: str, kind: str, instead: str) -> None:
    assert WORDING is not None
    (finding,) = words.avoided_words(read(text), VOCABULARY)
    assert (finding.rule, finding.at, finding.what) == ("word", AT, f"“{word}”")
    assert (finding.why, finding.instead) == ({str(k): v for k, v in WORDING.why.items()}[kind], instead)


def test_a_word_may_have_a_reason_of_its_own() -> None:
    (finding,) = words.avoided_words(read("The patient walks."), VOCABULARY)
    assert finding.why == "it makes the reader somebody else"


def test_words_are_found_whole_and_over_the_end_of_a_line() -> None:
    assert what(words.avoided_words(read("A secure, chronicled fixture of time."), VOCABULARY)) == []
    assert what(words.avoided_words(read("a pinched\n nerve"), VOCABULARY)) == ["“pinched\n nerve”"]


def test_forms_may_use_words_that_only_sheets_avoid() -> None:
    passages = read("What do you have to do? Tick if the patient is in agony.", "item")
    assert what(words.avoided_words(passages, VOCABULARY, in_form=True)) == ["“agony”"]


@pytest.mark.parametrize("dose", ["400 mg", "400mg", "two tablets", "half a tablet", "1.5 ml", "Six drops", "2 pills"])
def test_a_dose_of_a_drug_is_found(dose: str) -> None:
    (finding,) = words.drug_doses(read(f"{dose} of it, three times a day."), VOCABULARY)
    assert (finding.rule, finding.what) == ("dose", f"a dose: “{dose}”")


def test_doses_of_exercise_and_pills_without_a_number_are_no_dose() -> None:
    text = "Do 10 of each, 3 times a day. Take your tablets with food. 2 puffins. Your foot drops."
    assert list(words.drug_doses(read(text), VOCABULARY)) == []


def test_a_sentence_may_have_twenty_words_and_no_more() -> None:
    twenty = " ".join(["go"] * 19) + " 5."
    assert list(words.long_sentences(read(twenty))) == []
    (finding,) = words.long_sentences(read(f"Go. Go {twenty}"))
    assert (finding.rule, finding.what[:24]) == ("sentence", "a sentence of 21 words: ")


def test_a_passive_is_told_with_its_sentence() -> None:
    (finding,) = words.passive_voice(read("It eases. Pain is caused by many things. You are tired."))
    assert (finding.rule, finding.what) == ("passive", "passive voice: “is caused” in “Pain is caused by many things.”")


# -- reading grade --------------------------------------------------------------------------------------------------

EASY = "Walk a bit each day. Rest if it hurts. Then walk on. "
MIDDLING = "Take a little walk in the morning, and then take a rest before dinner. "
HARD = "Physiotherapists recommend gradually increasing cardiovascular activity, notwithstanding temporary discomfort. "


def chapter(text: str, title: str = "What helps", line: int = 5) -> Chapter:
    return Chapter(title, Location("sheet.yaml", line), read(text))


def test_a_section_that_is_hard_to_read_is_named_with_the_words_that_weigh_most() -> None:
    found = list(words.grades([chapter(EASY * 20, "Easy", 5), chapter(HARD * 4, "Hard", 9)], VOCABULARY, 6))
    (finding,) = [finding for finding in found if finding.subject == "Hard"]
    assert (finding.rule, finding.at.line) == ("grade", 9)
    assert "(Flesch–Kincaid), at most 6" in finding.what
    assert "“cardiovascular”" in finding.instead
    assert "Easy" not in [finding.subject for finding in found]


def test_an_easy_sheet_has_a_lower_grade() -> None:
    assert list(words.grades([chapter(MIDDLING * 4)], VOCABULARY, words.GRADE)) == []
    (finding,) = words.grades([chapter(MIDDLING * 4)], VOCABULARY, words.EASY_GRADE)
    assert "at most 4" in finding.what


def test_sections_too_short_for_a_grade_have_one_together() -> None:
    assert list(words.grades([chapter(HARD)], VOCABULARY, 6)) == []
    found = list(words.grades([chapter(HARD)] * 4, VOCABULARY, 6))
    assert [finding.subject for finding in found] == ["Flesch–Kincaid"]


def test_long_words_over_the_whole_sheet_are_told_by_smog_unless_every_reader_knows_them() -> None:
    unknown = "The pelvic capsular area is fine. Go on. " * 8
    (finding,) = words.grades([chapter(unknown)], VOCABULARY, 6)
    assert (finding.subject, finding.instead) == ("SMOG", "shorter words than “capsular”")
    known = "The therapist and the hospital help. Go on. " * 8
    assert list(words.grades([chapter(known)], VOCABULARY, 6)) == []


def test_smog_is_not_asked_of_a_few_sentences() -> None:
    assert list(words.grades([chapter("The pelvic capsular rim is fine. " * 9)], VOCABULARY, 6)) == []


# -- treatments -----------------------------------------------------------------------------------------------------


def praised(text: str, chosen: GuidelineSet, kind: Kind = "prose") -> list[Finding]:
    chapters = [Chapter("Treatments", AT, read(text, kind))]
    return list(words.praised_treatments(chapters, VOCABULARY, riverside().guidelines, chosen))


def test_acupuncture_is_praised_against_one_guideline_and_not_against_the_other() -> None:
    (finding,) = praised("Acupuncture can help.", "uk")
    assert (finding.rule, finding.what) == ("treatment", "“Acupuncture” as something that helps")
    assert finding.why == "NICE guideline NG59 (UK) advises against it"
    assert praised("Acupuncture can help.", "us") == []


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("Acupuncture does not help.", "prose", 0),
        ("Some clinics offer acupuncture.", "prose", 0),
        ("Acupuncture", "do", 1),
        ("Acupuncture helps", "avoid", 0),
        ("Walking helps. Acupuncture has been studied.", "prose", 0),
        ("Traction works, and TENS eases pain.", "prose", 2),
    ],
)
def test_a_treatment_is_praised_where_the_text_says_that_it_helps(text: str, kind: Kind, count: int) -> None:
    assert len(praised(text, "uk", kind)) == count


# -- sources --------------------------------------------------------------------------------------------------------


def unsourced(body: str) -> list[str]:
    return [finding.what for finding in evidence.unsourced(handout(body))]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("- {kind: paragraph, text: About 6 in 10 people get better.}", "“About 6 in 10 people get better.”"),
        ("- {kind: note, title: Rest, text: One in three people rest.}", "“Rest”"),
        ("- {kind: paragraph, text: Pain eases.}", None),
        ("- {kind: paragraph, text: 'Call {{ branch.phone }}.'}", None),
        ("- {kind: points, items: [It eases, It takes 6 weeks]}", "“It eases”"),
        ("- {kind: points, items: [It eases, It takes time]}", None),
        ("- {kind: do, items: [Walk]}", "“Walk”"),
        ("- {kind: do, items: [Walk], sources: [nhs]}", None),
        ("- {kind: avoid, items: [Bed rest]}", "“Bed rest”"),
        ("- {kind: come_back, title: Come back, signs: [it is worse]}", "“Come back”"),
        ("- {kind: table, title: Plan, columns: [When, What], rows: [[Now, Walk]]}", "“Plan”"),
        ("- {kind: fill_in, id: log, title: My log, columns: [Day, Done], widths: [6, 6], rows: [Day 1, Day 2]}", None),
        (
            "- {kind: fill_in, id: log, title: Log, columns: [Act, Done], widths: [6, 6], rows: [Drive after 2 weeks]}",
            "“Log”",
        ),
    ],
)
def test_figures_and_advice_need_a_source(body: str, shown: str | None) -> None:
    assert unsourced(body) == ([f"{shown} names no source"] if shown else [])


def test_a_fact_at_a_glance_needs_a_source_of_its_own() -> None:
    body = """
        - kind: glance
          facts:
            - {title: Weeks, text: It takes weeks., sources: [nhs]}
            - {title: Move, text: Moving helps.}
            - {title: Warmth, text: It eases., sources: [nhs]}
    """
    assert unsourced(body) == ["“Move” names no source"]


def test_the_sources_of_a_section_hold_for_all_that_stands_in_it() -> None:
    section = "- {{kind: section, title: Help, body: [{{kind: do, items: [Walk]}}, 6 in 10 get better]{}}}"
    assert len(unsourced(section.format(""))) == 2
    assert unsourced(section.format(", sources: [nhs]")) == []


def test_a_programme_needs_a_source() -> None:
    text = spoiled("sheet", {'3/week"}\n    sources: [nhs]\n': '3/week"}\n'})
    assert what(evidence.unsourced(sheet_of(text))) == ["programme “early” names no source"]


def source(**fields: object) -> Source:
    given = {"id": "study", "cite": "Study 2020", "supports": "A figure", "read": "yes", **fields}
    return Source.model_validate(given)


def test_a_source_that_nobody_names_is_a_warning() -> None:
    (finding,) = evidence.register_findings({"study": source(author="A. Author", title="A study")}, set())
    assert (finding.rule, finding.level, finding.subject) == ("unused", "warning", "study")


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 1),
        ({"author": "A. Author"}, 1),
        ({"title": "A study"}, 1),
        ({"author": "A. Author", "doi": "10.1136/bmj.1"}, 0),
        ({"author": "A. Author", "number": "NG59"}, 0),
        ({"printed": False}, 0),
    ],
)
def test_a_printed_source_can_be_looked_up(fields: Mapping[str, object], count: int) -> None:
    found = list(evidence.register_findings({"study": source(**fields)}, {"study"}))
    assert [finding.rule for finding in found] == ["register"] * count


def test_a_shared_part_that_no_sheet_includes_is_a_warning() -> None:
    parts = [
        load_model(Part, parse_yaml(f"id: {id_}\nlanguage: en\nbody: [Text]\n", "part.yaml"), "part.yaml")
        for id_ in ("heat", "lonely", "card")
    ]
    (finding,) = sheets.unused_parts(parts, [sheet_of(SHEET)], ["card"])
    assert (finding.rule, finding.level, finding.subject) == ("unused", "warning", "lonely")


# -- reviews --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("review", "told"),
    [
        ("{written: 2026-11-20, next_review: 2028-11-20}", None),
        ("{written: 2023-11-20, next_review: 2025-11-20}", "the review was due on 2025-11-20"),
        ("{written: 2026-11-20, next_review: 2030-11-20}", "the next review is more than 3 years after"),
        ("{written: 2027-11-20, next_review: 2026-12-20}", "the dates of the review are not in order"),
        (
            "{written: 2026-11-20, reviewed: 2026-11-10, reviewer: Dr A, next_review: 2028-11-20}",
            "the dates of the review are not in order",
        ),
        (
            "{written: 2026-11-20, reviewed: 2027-11-10, reviewer: Dr A, next_review: 2028-11-20}",
            "the dates of the review are not in order",
        ),
    ],
)
def test_the_dates_of_a_review_are_looked_at(review: str, told: str | None) -> None:
    sheet = sheet_of(SHEET.replace("{written: 2026-11-20, next_review: 2028-11-20}", review))
    found = [finding.what for finding in evidence.review_findings(sheet, DAY)]
    assert [fault.startswith(told or "") for fault in found] == [True] * (told is not None)


def test_a_review_is_due_on_its_day_and_overdue_the_day_after() -> None:
    sheet, due = sheet_of(SHEET), datetime.date(2028, 11, 20)
    assert list(evidence.review_findings(sheet, due)) == []
    assert [f.rule for f in evidence.review_findings(sheet, due + datetime.timedelta(days=1))] == ["review"]


def signed(text: str) -> SignOff:
    given = {"version": "1.0", "text": text, "reviewed": DAY, "reviewer": "Dr A", "next_review": DAY}
    return SignOff.model_validate(given)


def test_a_sign_off_holds_for_the_text_that_was_read() -> None:
    sign_offs = {"good": signed("AAAAAAAA"), "stale": signed("AAAAAAAA"), "gone": signed("AAAAAAAA")}
    found = list(evidence.sign_off_findings("handouts", sign_offs, {"good": "AAAAAAAA", "stale": "BBBBBBBB"}))
    assert [(finding.rule, finding.subject) for finding in found] == [("sign-off", "stale"), ("sign-off", "gone")]
    assert found[0].instead == "review it, then write “text: BBBBBBBB” and its version"
    assert found[1].what == "there is no “gone” among the handouts"


# -- what a sheet has -----------------------------------------------------------------------------------------------

BLOCKS = {
    "emergency": "- {kind: emergency, title: Now, lead: Call, signs: [Numb, Weak]}",
    "do": "- {kind: do, items: [Walk]}",
    "come_back": "- {kind: come_back, title: Come back, signs: [it is worse]}",
    "sources": "- {kind: sources, title: Sources}",
    "call_us": "- {kind: call_us, title: Call us, signs: [a fever]}",
    "glance": "- {kind: glance, facts: [{title: A, text: B}, {title: A, text: B}, {title: A, text: B}]}",
    "figure": "- {kind: figure, figure: back_muscles, alt: Muscles run up on both sides of the spine.}",
}


def missing(kinds: Iterable[str], audience: str = "everybody") -> list[str]:
    made = handout("\n".join(BLOCKS[kind] for kind in kinds)).model_copy(update={"audience": audience})
    return [finding.subject for finding in sheets.missing_blocks(made)]


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_sheet_without_one_of_the_blocks_it_has_to_have_is_told(kind: str) -> None:
    assert missing(other for other in BLOCKS if other != kind) == [kind]


def test_an_easy_sheet_needs_no_amber_box_and_no_facts_at_a_glance() -> None:
    assert missing(["emergency", "do", "come_back", "sources", "figure"], "easy") == []


@pytest.mark.parametrize(
    ("alt", "caption", "told"),
    [
        ("Muscles run up on both sides of the spine.", "The back", None),
        ("The back", None, "alt text “The back” says little"),
        ("The back from behind, and the hips.", "The back from behind, and the hips", "says little"),
        ("Long " * 100 + "muscles", None, "alt text of 507 characters"),
        ("A picture of the muscles of the back.", None, "“A picture of the muscles of the back.”"),
    ],
)
def test_an_alt_text_says_what_the_picture_shows(alt: str, caption: str | None, told: str | None) -> None:
    extra = f", caption: '{caption}'" if caption else ""
    found = what(sheets.alt_texts(handout(f"- {{kind: figure, figure: back_muscles, alt: '{alt}'{extra}}}")))
    assert len(found) == (told is not None)
    assert told is None or told in found[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Read [how to walk](https://www.nhs.uk/walking).", None),
        ("Read https://www.nhs.uk/walking.", "a bare address: https://www.nhs.uk/walking."),
        ("Read [how to walk](https://localhost).", "“https://localhost” is no address"),
        ("Read it [here](https://www.nhs.uk).", "“here” as the words of a link"),
    ],
)
def test_a_link_leads_somewhere_and_says_where(text: str, told: str | None) -> None:
    sheet = handout(f"- {{kind: section, title: Read, body: ['{text}']}}")
    found = what(sheets.links(sheet, chapters(sheet, plain, riverside().guidelines, "uk")))
    assert found == ([told] if told else [])


def plain(text: Template) -> str:
    """Return a text as it is printed: the words of a link without its address."""
    return text.source.replace("](https://www.nhs.uk/walking)", "").replace("](https://", "").replace("[", "")


def titled(id_: str, title: str, *aliases: str) -> Handout:
    return sheet_of(SHEET).model_copy(update={"id": id_, "title": title, "aliases": aliases})


def test_other_names_lead_to_one_sheet() -> None:
    named = [
        titled("first", "Sore back", "stiff back", "Sore  Back", "old back", "old back"),
        titled("second", "Stiff neck", "Stiff Back", "sore back"),
        titled("third", "Sore knee"),
        titled("third-easy", "Sore knee").model_copy(update={"audience": "easy"}),
    ]
    assert what(sheets.alias_findings({sheet.id: sheet for sheet in named})) == [
        "“Sore  Back” is the title already",
        "“old back” stands here twice",
        "“Stiff Back” leads to “first” too",
        "“sore back” leads to “first” too",
        "no aliases",
    ]


def test_a_sheet_under_another_name_may_be_one_of_the_names_of_the_first() -> None:
    text = SHEET[: SHEET.index("topic:")] + "same_as: sore_back\nlead: A lead\naliases: [tired back]\n"
    other = load_model(SameSheet, parse_yaml(text.replace("id: sore_back", "id: stiff_back"), "s.yaml"), "s.yaml")
    named = {
        "sore_back": titled("sore_back", "Sore back", "stiff back"),
        "stiff_back": other.model_copy(update={"title": "Stiff back"}),
    }
    assert list(sheets.alias_findings(named)) == []


def test_an_exercise_that_the_condition_speaks_against_is_told() -> None:
    text = spoiled("sheet", {"{id: cat_cow,": "{id: prone_hip_extension,"})
    pictures = "- {kind: pictures, items: [{exercise: prone_hip_extension, title: Lift}]}"
    exercises = riverside().exercises()
    for sheet in (sheet_of(text), handout(pictures)):
        for id_, count in (("spinal_stenosis", 1), ("spinal_stenosis-easy", 1), ("sciatica", 0)):
            found = list(sheets.exercise_cautions(sheet.model_copy(update={"id": id_}), exercises))
            assert [finding.subject for finding in found] == ["prone_hip_extension"] * count


# -- pages ----------------------------------------------------------------------------------------------------------

FULL = PageFit(0.9, 0.0, lonely=False)


@pytest.mark.parametrize(
    ("pages", "fault"),
    [
        ([FULL, FULL], None),
        ([FULL], "A4: 1 page"),
        ([FULL] * 5, "A4: 5 pages"),
        ([FULL, PageFit(0.1, 0.0, lonely=False)], "A4: page 2 is 10% full"),
        ([PageFit(1.0, 0.2, lonely=False), FULL], "A4: page 1 has a hole of 20% of the page"),
        ([FULL, PageFit(0.6, 0.4, lonely=False), FULL], "A4: page 2 has a hole of 40% of the page"),
        ([FULL, PageFit(0.9, 0.0, lonely=True), FULL], "A4: page 2 ends with a heading"),
    ],
)
def test_pages_are_two_to_four_and_well_filled(pages: list[PageFit], fault: str | None) -> None:
    assert what(fit_findings(sheet_of(SHEET), "a4", pages, in_order=True)) == ([fault] if fault else [])


def test_an_easy_sheet_has_one_page() -> None:
    easy = sheet_of(SHEET).model_copy(update={"audience": "easy"})
    assert list(fit_findings(easy, "a4", [FULL], in_order=True)) == []
    assert what(fit_findings(easy, "letter", [FULL, FULL], in_order=True)) == ["Letter: 2 pages"]


# -- whole files, through the audit ---------------------------------------------------------------------------------

LONG = "  - kind: paragraph\n    text: " + "Your back is strong and can move. " * 60 + "\n"
BOX = "  - {kind: include, part: danger_signs}\n"
ACUPUNCTURE = "  - kind: section\n    title: More\n    body: [Acupuncture helps some people.]\n"
PRAISE = "Acupuncture helps{% if branch.guidelines == 'uk' %} nobody: it does not{% endif %}."
TIP = """\
id: tip
language: en
body:
  - kind: note
    title: A tip
    text: It is wear and tear.
    sources: [nhs]
  - kind: note
    title: Ask {{ country.doctor }}
    text: Ask {{ country.doctor }} about it if you want to know more about any of the things that stand on this page
      here.
"""
SHEETS: Mapping[str, Mapping[str, str]] = {
    "too_full": {BOX: LONG + BOX},
    "acupuncture": {HEAT: HEAT + ACUPUNCTURE},
    "by_set": {HEAT: HEAT + ACUPUNCTURE.replace("Acupuncture helps some people.", f'"{PRAISE}"')},
    "lost_part": {"part: heat": "part: heta"},
    "lost_exercise": {"{id: walking,": "{id: wlking,"},
    "odd_dose": {"5-10 min, 2/day": "5-10 min, 2 per moon"},
    "lost_glyph": {"Moving helps": "Moving 🚀 helps"},
    "allowing": {"eases in": "feels worn out in", "body:\n  - kind: glance": "{}body:\n  - kind: glance"},
    "first_tip": {HEAT: "  - {kind: include, part: tip}\n"},
    "second_tip": {HEAT: "  - {kind: include, part: tip}\n"},
}
ALLOW = "allow:\n  - {{rule: word, text: {}, reason: {}}}\n"
REASON = "This is the word that people say."


def allowing(text: str, reason: str = REASON) -> str:
    return spoiled("allowing", SHEETS["allowing"]).replace("{}", ALLOW.format(text, reason))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A clinic with one sheet that is right and one for each fault."""
    files = {
        "handouts/allowing.yaml": allowing("worn out"),
        "handouts/allowing_more.yaml": allowing("worn in").replace("id: allowing", "id: allowing_more"),
        "handouts/no_reason.yaml": allowing("worn out", "because").replace("id: allowing", "id: no_reason"),
        "handouts/broken.yaml": "id: broken\ntitle: [Broken\n",
        "handouts/parts/tip.yaml": TIP,
    }
    return open_library(sheets_folder(tmp_path_factory.mktemp("check") / "clinic", SHEETS, files))


def test_a_sheet_without_a_fault_has_no_finding(library: Library) -> None:
    assert findings(library, ["sore_back"]) == ()


def test_a_finding_has_file_line_why_and_what_to_write_instead(library: Library) -> None:
    (finding,) = [one for one in findings(library, ["allowing_more"]) if one.rule == "word"]
    path = Path(finding.at.file)
    assert path.name == "allowing_more.yaml"
    line = path.read_text(encoding="utf-8").splitlines()[(finding.at.line or 0) - 1]
    assert line.strip().startswith("text: Most people stay at work")
    assert (finding.what, finding.level) == ("“worn out”", "error")
    assert finding.why == "it says what is not so, and people move less for it"
    assert finding.instead == "age-related change"


def test_text_before_the_red_box_that_runs_over_page_1_is_told_for_both_papers(library: Library) -> None:
    pages = [fault for rule, fault in told(findings(library, ["too_full"])) if rule == "page"]
    assert pages[:2] == ["A4: page 1 is too full", "Letter: page 1 is too full"]


def test_a_treatment_is_judged_by_the_guidelines_that_the_branch_follows(library: Library) -> None:
    (finding,) = [one for one in findings(library, ["acupuncture"]) if one.rule == "treatment"]
    assert finding.why == "NICE guideline NG59 (UK) advises against it"
    assert [one for one in findings(library, ["by_set"]) if one.rule == "treatment"] == []


@pytest.mark.parametrize(
    ("id_", "line", "fault", "instead"),
    [
        ("broken", 3, "this is not valid YAML: did not find expected ',' or ']'", "check the indents and the quotes"),
        ("lost_part", 68, "there is no shared part “heta”", "did you mean “heat”?"),
        ("lost_exercise", 17, "there is no exercise “wlking”", "did you mean “walking”?"),
        ("odd_dose", 17, "the dose of “walking”: “2 per moon” is no dose", "write it like 3x10, hold 5 s, 2/day, left"),
        ("lost_glyph", 34, "no font has “🚀” (U+1F680 ROCKET)", "write it otherwise, or add a font to fonts.yaml"),
        ("no_reason", 23, "“because” cannot be a value of “reason”", "say why it may stay, in 12 to 400 letters"),
    ],
)
def test_a_file_that_cannot_be_printed_is_a_finding(
    library: Library, id_: str, line: int, fault: str, instead: str
) -> None:
    (finding,) = findings(library, [id_])
    assert (finding.rule, finding.at.line, finding.what, finding.instead) == ("file", line, fault, instead)


def test_a_shared_file_that_is_broken_is_a_finding_too(tmp_path: Path) -> None:
    folder = sheets_folder(tmp_path, {}, {"handouts/parts/heat.yaml": "id: [heat\n"})
    (finding,) = findings(open_library(folder), ["sore_back"])
    assert (finding.rule, Path(finding.at.file).name) == ("file", "heat.yaml")


def test_a_fault_may_be_allowed_with_a_reason(library: Library) -> None:
    assert findings(library, ["allowing"]) == ()


def test_an_allowance_for_other_words_allows_nothing_and_is_told(library: Library) -> None:
    found = told(findings(library, ["allowing_more"]))
    assert sorted(found) == [
        ("allow", "“allow” lets “word” pass, and nothing here is found fault with for that"),
        ("word", "“worn out”"),
    ]


def test_a_fault_of_a_shared_part_is_told_once_at_its_own_line_for_all_sheets_and_branches(library: Library) -> None:
    found = findings(library, ["first_tip", "second_tip"])
    assert [(Path(one.at.file).name, one.at.line, one.rule) for one in found] == [
        ("tip.yaml", 6, "word"),
        ("tip.yaml", 10, "sentence"),
    ]
