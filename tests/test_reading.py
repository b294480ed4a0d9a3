"""How hard a text is to read: syllables, sentences, the two grades, passive voice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.check.reading import Reading, length, passive, reading, sentences, syllables, words

# Counted by ear, in British English.
SYLLABLES = {
    1: """
        pain leg back nerve walk stretch bend breathe breathed strength eased helped moved changed caused walked
        stiff numb weight aches ached clothes lie lies tried knees thigh calf height whole eye hours months through
        bones spine hip toes don’t you’re they’re aren’t I’ve disc’s bruised lunge squeeze cough sneeze choose loose
        rough tight tensed weeks scans health joint nerves sleep scale pee poo used shoes prone
    """,
    2: """
        body bodies muscle muscles ankle ankles little table gentle bladder toilet being doing going lying trying
        seeing knowing staying people quiet really started lifted rested needed settled tingled stiffness weakness
        careful useful hopeful careless homeless movement moment statement placement safely likely lovely sometimes
        someone something disease bridges doses changes houses noises pieces pulses bruises blisters patient surgeon
        region caution spinal lumbar sacrum pelvis fever power tired hurried worried studies carried clearly diet
        science client fluid create react massage tendon posture balance active urine bowel buttock shoulder elbow
        hamstring stomach kidney vessel swollen minutes rhythm isn’t couldn’t doesn’t nurse’s drowsy cushion pressure
        tissue anxious tingling fatigue giant lion riot heroes fuel cruel centre metre fibre layer headaches language
    """,
    3: """
        area areas idea medial medium serious various previous obvious curious hernia arthritis injection vertebra
        vertebrae ligament cartilage stenosis ambulance pregnancy energy appetite genitals erection sensation abdomen
        artery tenderness improvement management implement everyone somebody yesterday tomorrow afternoon reaction
        radius therapist therapist’s hospital pharmacist medicine exercise telephone everyday important direction
        another however everything bicycle specialist theatre surgery recovered remember gradual manual
        casual usual ultrasound operate circular imagine continue sciatic annual period museum sensitive relaxing
        easier earliest
    """,
    4: """
        sciatica insomnia bacteria pneumonia inflammation medication ibuprofen anaesthetic acupuncture piriformis
        claudication scoliosis emergency operation diabetes maternity activity circulation gradually regularly
        especially necessary exercises relaxation situation mechanism experience anxiety society variety material
        information certificate radiation comfortable appropriate diarrhoea everybody
    """,
    5: """
        paracetamol degeneration degenerative sacroiliac immediately examination physiology imagination university
        subcutaneous
    """,
    6: "physiotherapy physiotherapist osteoporosis osteoarthritis spondylolisthesis radiculopathy deterioration",
}


@pytest.mark.parametrize("count", SYLLABLES)
def test_syllables_are_counted_as_they_are_spoken(count: int) -> None:
    assert {word: found for word in SYLLABLES[count].split() if (found := syllables(word)) != count} == {}


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_every_word_has_a_syllable(word: str) -> None:
    assert syllables(word) >= 1


# -- sentences ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Walk. Rest. Then walk on.", ["Walk.", "Rest.", "Then walk on."]),
        ("Is it worse? Call us! Do it today …", ["Is it worse?", "Call us!", "Do it today …"]),
        ("A first point\nA second one", ["A first point", "A second one"]),
        ("Move often, e.g. on the phone. Dr. Rao agrees.", ["Move often, e.g. on the phone.", "Dr. Rao agrees."]),
        ("Hold for 2.5 seconds at 3 p.m. each day.", ["Hold for 2.5 seconds at 3 p.m. each day."]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("It helps. “Sciatica” is its name.", ["It helps.", "“Sciatica” is its name."]),
        ("", []),
    ],
)
def test_a_text_is_taken_apart_into_its_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@given(st.text(alphabet="aB1 .?!\n“”’()e.gDr", max_size=60))
@settings(max_examples=100, deadline=None)
def test_sentences_keep_all_of_the_text_in_its_order(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["It eases.", "Walk", "Is it 3?", "(Rest.)", "“Stop!”"]), max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_grade_is_worked_out_from_every_word_of_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    found = reading(text)
    assert found.words == len(words(text))
    assert found.syllables >= found.words


def test_figures_count_for_the_length_of_a_sentence_and_not_for_its_words() -> None:
    assert words("About 7 in 10 don’t: it’s 2.5 weeks.") == ["About", "in", "don’t", "it’s", "weeks"]
    assert length("About 7 in 10 don’t: it’s 2.5 weeks.") == 8


# -- grades ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "counts", "grade"),
    [
        # 0.39 × 6 + 11.8 × 1 − 15.59
        ("The cat sat on the mat.", (1, 6, 6), -1.45),
        # 0.39 × 10 / 2 + 11.8 × 14 / 10 − 15.59
        ("Walk a little each day. Moving often eases the pain.", (2, 10, 14), 2.88),
        # 0.39 × 8 + 11.8 × 30 / 8 − 15.59
        ("Physiotherapy after immediate examination improves general mobility gradually.", (1, 8, 30), 31.78),
    ],
)
def test_flesch_kincaid_grade_is_that_of_the_formula(text: str, counts: tuple[int, int, int], grade: float) -> None:
    found = reading(text)
    assert (found.sentences, found.words, found.syllables) == counts
    assert found.flesch_kincaid == pytest.approx(grade)


def test_smog_grade_counts_long_words_in_thirty_sentences() -> None:
    text = "The medicine helps. " * 9 + "Walk on. " * 21
    assert reading(text).smog == pytest.approx(1.043 * 3 + 3.1291)


def test_smog_grade_of_fewer_sentences_is_scaled_to_thirty() -> None:
    assert reading("The medicine helps. Walk on. Rest. Wait.").smog == pytest.approx(1.043 * 7.5**0.5 + 3.1291)


def test_spared_words_do_not_count_for_smog_in_any_form_of_theirs() -> None:
    found = reading("The therapist’s plan. Therapist and hospital.", frozenset({"therapist"}))
    assert found.long == ("therapist’s", "Therapist", "hospital")
    assert found.spared == 2
    assert found.smog == pytest.approx(1.043 * 15**0.5 + 3.1291)


def test_a_text_without_words_has_no_grade() -> None:
    assert reading("3 × 10. …") == Reading(0, 0, 0, ())
    assert (reading("").flesch_kincaid, reading("").smog) == (0.0, 0.0)


# -- passive voice --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The pain is caused by a disc.", "is caused"),
        ("This is called sciatica.", "is called"),
        ("It isn't often caused by a fall.", "isn’t often caused"),
        ("Heat can be used.", "be used"),
        ("The scan has been shown to help few.", "been shown"),
        ("You may get told to rest.", "get told"),
        ("It was usually found late.", "was usually found"),
        ("They’re held in place.", "’re held"),
        ("The nerve is being pressed.", "being pressed"),
    ],
)
def test_a_passive_is_found(sentence: str, found: str) -> None:
    assert passive(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "The calf is red.",
        "You are tired.",
        "Are you worried?",
        "Get dressed on the edge of the bed.",
        "The nerve gets irritated.",
        "You are used to it.",
        "The worst is bed rest.",
        "It is well-known.",
        "You were born with it.",
        "We are closed on Sundays.",
        "If you are aged 50 or more, ask us.",
        "The nerve may have healed.",
        "Walking helped.",
    ],
)
def test_a_state_is_no_passive(sentence: str) -> None:
    assert passive(sentence) is None
