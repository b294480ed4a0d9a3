"""A stamped document is the one that a full layout gives, or there is none: over all kinds of patients and places."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Name, Pdf, String

from generator.compose.setting import Medium
from generator.errors import MissingGlyphError
from generator.library import Library, open_library
from generator.model.patient import Patient
from generator.stamp import Order, Press, Stamped
from tests.conftest import AssertConforms
from tests.helpers import DAY, ROOT, clinic_folder, form_yaml, group_yaml, handout_yaml, riverside
from tests.stamping import differences, outline, steps

BORN = datetime.date(1968, 11, 30)
PLAIN: dict[str, Any] = {
    "id": "A-1042",
    "title": "Ms",
    "given": "Anna",
    "family": "Example",
    "birth_date": BORN,
    "sex": "female",
    "address": "7 Weir Lane, Example Town",
    "postcode": "ZZ3 1GH",
    "phone": "01632 960142",
    "email": "anna@example.org",
    "therapist": "T. Example",
}
PLAIN_NAMES = ("Ib", "Anna Example", "Zoë Łukasz-Çelik", "Nguyễn Thị Ánh Nguyệt", "Ελένη Παπαδοπούλου", "Ольга Петрова")
HARD_NAMES = (
    "O’Brien & Søn",
    "O'Brien <b>bold</b>",
    "<a href='https://x.example'>A</a>",
    "{{ x }} {% if %}",
    "**Anna** [b](https://x.example) \\*",
    "%@3.0@",
    "%@0.0@\n%@1.0@",
    "/HOLE.V.1",
    "%b %d %% 100 %",
    "(\\) ) ( \\(",
    "12 0 R endobj stream",
    "\ue000patient.name\ue001",
    "a\ue000b",
    "Two  blanks   more",
    " outer blanks ",
    "Tab\there",
    "Line\nbreak",
    "E\u0301va decomposed",
    "Anna\u00a0Maria\u2009Thin",
    "Soft\u00adhyphen",
    "Zero\u200bwidth\u200djoiner\u200c",
    "\u202eMirrored\u202c \u200fmark",
    "नमस्ते शर्मा",
    "क्षमा Ёжик",
    "علي أحمد",
    "王小明",
    "Smile 😀",
    "Нгуен ẹ́ q\u0323\u0307",
    "fi ffi fl AV To Ty Wa",
    "Maximiliane von der Hohenfels-Weissenstein zu Oberunterwaldstadt",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe",
    "W" * 300,
    "x y " * 60,
    "Αβγ Ольга Łódź Ánh",
    "\u0410\u0301нна",
    "-",
    ".",
)
SCIATICA = Order("handout", "sciatica")
PROGRAMME = Order("programme", exercises=("glute_bridge", "walking"))
DOCUMENTS = (
    SCIATICA,
    Order("handout", "sciatica", phase="early"),
    PROGRAMME,
    Order("form", "new-patient"),
    Order("form", "medical-history"),
    Order("form", "back-and-leg-pain"),
)


def patient(**values: Any) -> Patient:
    """Return the plain patient with other *values*; a name takes the place of its parts."""
    return Patient(**{**PLAIN, **values})


def title(order: Order) -> str:
    return "-".join(filter(None, (order.kind, order.id, order.phase)))


def joined(stamped: Stamped) -> bytes:
    return b"".join(stamped.parts)


def found(press: Press, order: Order, who: Patient, values: Mapping[str, str] | None = None) -> tuple[bool, list[str]]:
    """Return whether *who* gets a stamped document, and how that differs from a full layout."""
    stamped = press.stamp(order, who, values)
    if stamped is None:
        return False, []
    laid_out = press.lay_out(order, who, values)
    assert stamped.pages == laid_out.pages
    return True, differences(joined(stamped), laid_out.data)


def equal_or_none(press: Press, order: Order, who: Patient, values: Mapping[str, str] | None = None) -> bool:
    """Assert that a stamp gives what a layout gives, where it gives anything; return whether it does.

    What no font can print is refused both ways.
    """
    try:
        stamped, differing = found(press, order, who, values)
    except MissingGlyphError:
        with pytest.raises(MissingGlyphError):
            press.lay_out(order, who, values)
        return False
    assert differing == []
    return stamped


# -- own sheets and forms: a value in each place that can hold one ------------------------------------------------

NAMED = "{{ patient.preferred_name }}"
FILLER = "- Words that fill the page with something to read, line by line, as every advice sheet does. " + "More. " * 20
SHEETS = {
    "paragraph": f"- Dear {NAMED}, keep **moving** as you can, day by day, and rest when your leg tells you so.",
    "twice": f"- Dear {NAMED}, see {{{{ patient.therapist }}}}; ask {{{{ patient.therapist }}}} for more.",
    "alone": f"- '{NAMED}'",
    "long": f"- {'Words before it that take more than a line. ' * 3}{NAMED}{' and words after it' * 9}.",
    "glued": f"- Is it “{NAMED}”, or ({NAMED})? Born {{{{ patient.birth_date }}}}.",
    "bold": f"- Dear **{NAMED} and all** of the others, read this well.",
    "bullet": f"- kind: points\n  items: [One, 'For {NAMED} alone', Three]",
    "tick": f"- kind: do\n  items: ['Walk, {NAMED}: a little more each day until you walk as you did before it began']",
    "cell": (
        "- kind: table\n  title: Days\n  columns: [Day, What]\n"
        f"  rows: [[Monday, 'Walk with {NAMED} for half an hour'], [Tuesday, Rest]]"
    ),
    "table head": f"- kind: table\n  title: Days\n  columns: [Day, 'For {NAMED}']\n  rows: [[Monday, Walk]]",
    "emergency": f"- kind: emergency\n  title: Call now\n  lead: 'If {NAMED}:'\n  signs: [Numb, 'Is {NAMED} weak']",
    "emergency title": f"- kind: emergency\n  title: 'Call for {NAMED}'\n  lead: 'If:'\n  signs: [Cannot pee, Is weak]",
    "heading": f"- kind: section\n  title: 'For {NAMED}'\n  body: [Some words]",
    "callout": f"- kind: call_us\n  title: Call us\n  lead: 'Dear {NAMED},'\n  signs: ['If {NAMED} is worse']",
    "note": f"- kind: note\n  title: 'To {NAMED}'\n  text: 'You, {NAMED}, may bring somebody along to the visit.'",
    "glance": (
        f"- kind: glance\n  facts:\n    - {{title: '{NAMED}', text: 'For {NAMED}'}}\n"
        "    - {title: B, text: C}\n    - {title: D, text: E}"
    ),
    "columns": (
        f"- kind: columns\n  main: ['Dear {NAMED}, look at the figure, where the nerve runs down.']\n  side:\n"
        "    - kind: figure\n      figure: sciatic_nerve\n      alt: A leg\n"
        f"      caption: 'The leg of {NAMED}'\n      labels: {{nerve: 'Nerve of {NAMED}'}}"
    ),
    "beside a link": f"- Dear {NAMED}, see [our pages](https://riverside.example/visit) for all the rest.",
    "sex": "- \"{% if patient.sex == 'female' %}Dear Madam,{% elif patient.sex %}Dear Sir,{% endif %} read on.\"",
    "phone": '- "{% if patient.phone %}We call you on {{ patient.phone }}.{% else %}Give us a number.{% endif %}"',
    "two alike": '- "{% if patient.given == patient.family %}Both alike.{% else %}Not alike.{% endif %}"',
    "lead": "- Some words",
    "topic": "- Some words",
    "disclaimer": "- Some words",
    "page break": "\n".join(
        [FILLER] * 14 + [f"- {'Dear ' + NAMED + ', a paragraph that the page cuts. ' * 9}"] + [FILLER] * 3
    ),
    "therapist note": "- kind: therapist_note\n  title: A note",
    "alternative text": (
        "- kind: columns\n  main: [Words]\n  side:\n    - kind: figure\n      figure: sciatic_nerve\n"
        f"      alt: 'The leg of {NAMED}'"
    ),
    "table title": f"- kind: table\n  title: 'Days of {NAMED}'\n  columns: [Day, What]\n  rows: [[Monday, Walk]]",
}
HEADS = {"lead": "A lead", "topic": "A topic", "disclaimer": "Small print"}
FIELDS = {
    "boxes": """\
        - {linkId: name, type: string, text: Name, span: 6, prefill: name}
        - {linkId: mail, type: string, text: Mail, span: 6, prefill: email}
        - {linkId: narrow, type: string, text: Narrow, span: 2, prefill: name}
        - {linkId: short, type: string, text: Short, span: 4, prefill: name, maxLength: 8}
        """,
    "lines": """\
        - {linkId: address, type: text, text: Address, lines: 2, prefill: address}
        - {linkId: story, type: text, text: Story, lines: 3, span: 6, prefill: name, maxLength: 60}
        """,
    "cells": """\
        - {linkId: postcode, type: string, comb: postcode, text: Postcode, span: 6, prefill: postcode}
        - {linkId: phone, type: string, comb: phone, text: Phone, span: 6, prefill: phone}
        - {linkId: card, type: string, comb: [4, 3], text: Card, span: 6, prefill: id}
        - {linkId: named, type: string, comb: [12], text: Cells, span: 6, prefill: given}
        - {linkId: born, type: date, text: Date of birth, span: 5, prefill: birth_date}
        """,
    "choices": """\
        - linkId: sex
          type: choice
          text: Sex
          prefill: sex
          answerOption: [{code: f, display: Female}, {code: m, display: Male}]
        - {linkId: sure, type: boolean, text: Sure, prefill: title}
        """,
    "numbers": """\
        - {linkId: bounded, type: integer, text: Bounded, minValue: 0, maxValue: 9999, span: 4, prefill: id}
        - {linkId: free, type: integer, text: Free, span: 4, prefill: id}
        - {linkId: part, type: decimal, text: Part, span: 4, prefill: id}
        - {linkId: weight, type: quantity, text: Weight, unit: kg, span: 4, prefill: id}
        """,
    "label": f"- {{linkId: how, type: string, text: 'How is {NAMED}?', hint: 'ask {{{{ patient.given }}}}', span: 6}}",
    "hint": "- {linkId: how, type: string, text: Feelings, hint: 'ask {{ patient.given }}', span: 6}",
    "display": f"- {{linkId: intro, type: display, text: 'Dear {NAMED}, think of the **last** two weeks.'}}",
}
# Where a value is no text of the page, or decides where other things stand: laid out for each patient
NEVER = frozenset({"alternative text", "table title", "beside a link", "topic", "label", "hint"})


def own_library(folder: Path) -> Library:
    """Return a clinic with a sheet or form for each place."""
    files = {}
    for place, body in SHEETS.items():
        text = handout_yaml(body, id=place.replace(" ", "-"))
        if place in HEADS:
            text = text.replace(HEADS[place], f'"{HEADS[place]} for {NAMED}, who knows {NAMED}"')
        files[f"handouts/{place.replace(' ', '-')}.yaml"] = text
    for place, items in FIELDS.items():
        files[f"forms/{place}.yaml"] = form_yaml(group_yaml(items), id=place)
    return open_library(clinic_folder(folder / "own", files))


def order_of(place: str) -> Order:
    return Order("form", place) if place in FIELDS else Order("handout", place.replace(" ", "-"))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """A press for the clinic with a sheet or form for each place."""
    return Press(own_library(tmp_path_factory.mktemp("clinics")), DAY)


@pytest.fixture(scope="module")
def press() -> Press:
    """A press for the example clinic."""
    return Press(riverside(), DAY)


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """A press for the example clinic on US Letter, in three countries."""
    return Press(letter_library(tmp_path_factory.mktemp("letter")), DAY)


def letter_library(folder: Path) -> Library:
    source = ROOT / "examples" / "riverside"
    clinic = (source / "clinic.yaml").read_text(encoding="utf-8") + "paper: letter\n"
    made = clinic_folder(folder / "riverside", clinic=clinic)
    (made / "logo.svg").write_bytes((source / "logo.svg").read_bytes())
    return open_library(made)


def note_of(order: Order, note: str | None) -> dict[str, str] | None:
    return {"note": note} if note and order.kind != "form" else None


# -- plain patients are stamped, and get what a layout gives ------------------------------------------------------


@pytest.mark.parametrize("order", DOCUMENTS, ids=title)
def test_plain_patients_are_stamped_with_what_a_layout_gives(press: Press, order: Order) -> None:
    for name in ("Zoë Łuk-Çelik", "Ελένη Παππά"):
        given, _, family = name.partition(" ")
        who = patient(given=given, family=family or None)
        assert found(press, order, who, note_of(order, "Well done. Keep going.")) == (True, [])


@pytest.mark.parametrize("branch", ["weir-street", "quay-road", "mill-avenue"])
def test_each_branch_on_letter_paper_is_stamped_with_what_a_layout_gives(letter: Press, branch: str) -> None:
    for order in (replace(SCIATICA, branch=branch), Order("form", "new-patient", branch=branch)):
        assert found(letter, order, patient()) == (True, [])


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_names_in_latin_greek_and_cyrillic_are_stamped(press: Press, name: str) -> None:
    assert found(press, SCIATICA, patient(name=name)) == (True, [])


@pytest.mark.parametrize("medium", ["paper", "screen"])
def test_forms_for_one_medium_are_stamped_with_what_a_layout_gives(press: Press, medium: Medium) -> None:
    assert found(press, Order("form", "new-patient", medium=medium), patient()) == (True, [])


def test_dates_are_stamped_in_the_order_of_the_branchs_country(press: Press) -> None:
    american = Order("form", "new-patient", branch="mill-avenue")
    assert found(press, american, patient(birth_date=datetime.date(1904, 2, 29))) == (True, [])


def test_patient_of_whom_nothing_is_known_gets_what_a_layout_gives(press: Press) -> None:
    for order in (SCIATICA, Order("form", "new-patient")):
        assert equal_or_none(press, order, Patient())


# -- all kinds of patients ----------------------------------------------------------------------------------------

LETTERS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F),
    st.characters(min_codepoint=0x370, max_codepoint=0x52F),
    st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF),
    st.characters(min_codepoint=0x300, max_codepoint=0x36F),
    st.sampled_from(
        "\u00a0\u00ad\u2009\u200b\u200d\u200f\u2011\ue000\ufb01\u0915\u094d\u0937\u0639\u4e2d😀%@/()\\<>{}"
    ),
)
TEXTS = st.one_of(
    st.sampled_from(PLAIN_NAMES),
    st.sampled_from(HARD_NAMES),
    st.text(LETTERS, max_size=40),
    st.text(st.sampled_from("AVTOfijlkWxyz .,-’"), max_size=60),
)
MAYBE = st.one_of(st.none(), TEXTS)
PATIENTS = st.builds(
    Patient,
    id=st.one_of(st.just("A-1042"), st.none(), st.text(LETTERS, max_size=24)),
    title=st.sampled_from([None, "", "Ms", "Dr", "mx", "Prof. Dr. med. habil."]),
    given=TEXTS,
    family=st.one_of(st.just("Example"), MAYBE),
    name=st.one_of(st.none(), st.none(), TEXTS),
    preferred_name=MAYBE,
    birth_date=st.one_of(st.none(), st.just(BORN), st.dates()),
    sex=st.sampled_from([None, "", "female", "Female", "male", "x", "prefer not to say"]),
    address=MAYBE,
    postcode=st.sampled_from([None, "", "ZZ3 1GH", "ZZ31GH", " zz3  1gh ", "12345-6789", "ẞ1 2Ä", "Γ", "A B C D"]),
    phone=st.sampled_from([None, "", "01632 960142", "(555) 555-0142", "+44 1632 960142 ext. 7", "0\u0301", "-"]),
    email=MAYBE,
    therapist=st.one_of(st.none(), st.just("T. Example"), TEXTS),
)
NOTES = st.one_of(
    st.none(),
    st.just("Well done."),
    st.lists(TEXTS, max_size=5).map("\n".join),
    st.lists(TEXTS, max_size=9).map(" ".join),
)


def examples(most: int) -> settings:
    return settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck))


@examples(12)
@given(who=PATIENTS, note=NOTES, phase=st.sampled_from([None, None, "early"]))
def test_any_patients_sheet_is_what_a_layout_gives(
    press: Press, who: Patient, note: str | None, phase: str | None
) -> None:
    equal_or_none(press, replace(SCIATICA, phase=phase), who, {"note": note} if note else None)


@examples(12)
@given(who=PATIENTS, form=st.sampled_from(["new-patient", "new-patient", "medical-history", "back-and-leg-pain"]))
def test_any_patients_form_is_what_a_layout_gives(press: Press, who: Patient, form: str) -> None:
    equal_or_none(press, Order("form", form), who)


@examples(6)
@given(who=PATIENTS, note=NOTES, form=st.booleans())
def test_any_patients_document_on_letter_paper_is_what_a_layout_gives(
    letter: Press, who: Patient, note: str | None, form: bool
) -> None:
    order = Order("form", "new-patient", branch="mill-avenue") if form else SCIATICA
    equal_or_none(letter, order, who, note_of(order, note))


@examples(5)
@given(who=PATIENTS, note=NOTES)
def test_any_patients_programme_is_what_a_layout_gives(press: Press, who: Patient, note: str | None) -> None:
    equal_or_none(press, PROGRAMME, who, {"note": note} if note else None)


@examples(40)
@given(place=st.sampled_from([*SHEETS, *FIELDS]), value=TEXTS, data=st.data())
def test_any_value_in_any_place_is_what_a_layout_gives(own: Press, place: str, value: str, data: st.DataObject) -> None:
    who = patient(name="Ib", preferred_name=f"x{value}" if value.isspace() or not value else value)
    if place in FIELDS:
        who = data.draw(PATIENTS.map(lambda other: who.with_values({"id": other.id, "title": other.title}, {})))
    equal_or_none(own, order_of(place), who)


@pytest.mark.parametrize("name", HARD_NAMES)
def test_hard_name_is_what_a_layout_gives_or_is_laid_out(own: Press, name: str) -> None:
    equal_or_none(own, order_of("glued"), patient(name="Ib", preferred_name=name))
    equal_or_none(own, order_of("boxes"), patient(name=name, email=name))


@pytest.mark.parametrize("name", ["王小明", "Smile 😀", "علي أحمد"])
def test_name_that_no_font_has_is_refused_both_ways(press: Press, name: str) -> None:
    with pytest.raises(MissingGlyphError):
        press.lay_out(SCIATICA, patient(name=name))
    assert not equal_or_none(press, SCIATICA, patient(name=name))


# -- each place ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [place for place in (*SHEETS, *FIELDS) if place not in NEVER])
def test_value_is_stamped_in_each_place_with_what_a_layout_gives(own: Press, place: str) -> None:
    for value in ("Ib", "Ελένη Παπαδοπούλου", "Maximiliane von der Hohenfels zu Weissenstein"):
        who = patient(name="Ib", preferred_name=value, email=value)
        note = {"note": f"{value} has done well. " * 6} if place == "therapist note" else None
        assert found(own, order_of(place), who, note) == (True, [])


@pytest.mark.parametrize("place", sorted(NEVER))
def test_value_that_decides_over_more_than_its_text_is_laid_out(own: Press, place: str) -> None:
    assert own.stamp(order_of(place), patient(preferred_name="Ib")) is None


@pytest.mark.parametrize("words", [1, 8, 20, 33])
def test_paragraph_of_any_number_of_lines_is_wrapped_as_a_layout_wraps_it(own: Press, words: int) -> None:
    who = patient(name="Ib", preferred_name=" ".join(["Maria", "Ευα", "Łucja", "von"][n % 4] for n in range(words)))
    stamped = own.stamp(order_of("paragraph"), who)
    assert stamped is not None
    assert stamped.how == "rewrapped"
    assert differences(joined(stamped), own.lay_out(order_of("paragraph"), who).data) == []


@pytest.mark.parametrize("place", ["sex", "phone", "two alike"])
def test_words_that_hang_on_a_patient_are_those_of_a_layout(own: Press, place: str) -> None:
    pages = []
    for values in ({}, {"sex": "male"}, {"sex": None, "phone": None}, {"given": "Example"}):
        who = patient(name="Ib", preferred_name="Ib", **values)
        assert found(own, order_of(place), who) == (True, [])
        pages.append(outline(joined(_stamped(own, order_of(place), who))))
    assert len(set(pages)) > 1


@pytest.mark.parametrize("field", ["id", "given", "address", "postcode", "phone"])
def test_value_of_blanks_alone_is_what_a_layout_gives(press: Press, field: str) -> None:
    equal_or_none(press, Order("form", "new-patient"), patient(**{field: " "}))


def test_empty_values_are_stamped_as_if_there_were_none(press: Press) -> None:
    order, empty = Order("form", "new-patient"), dict.fromkeys(["id", "title", "given", "address", "postcode"])
    none = joined(_stamped(press, order, patient(**empty)))
    assert joined(_stamped(press, order, patient(**dict.fromkeys(empty, "")))) == none
    assert differences(none, press.lay_out(order, patient(**empty)).data) == []


@pytest.mark.parametrize(
    "note", [" ", "One\nTwo", "One\n\n Two ", "One\r\nTwo\n", "E\u0301va  walks", "\u202eturned", "A\tb"]
)
def test_note_as_it_was_typed_is_what_a_layout_gives(press: Press, note: str) -> None:
    equal_or_none(press, SCIATICA, patient(), {"note": note})


def test_note_of_several_lines_is_stamped(press: Press) -> None:
    note = "Walk twice a day, a little further each time, until you reach the bridge and back. " * 3
    assert found(press, SCIATICA, patient(), {"note": note}) == (True, [])


def test_two_lines_of_one_value_are_apart_in_the_operators(press: Press) -> None:
    stamped = _stamped(press, SCIATICA, patient(), {"note": "Long words " * 30})
    with pikepdf.open(BytesIO(joined(stamped))) as pdf:
        names = {step.name for page in pdf.pages for step in steps(page, page.obj.Resources.Font)}
    assert not {name for name in names if len(name) > 3}  # the longest operators have three letters


def test_answers_of_a_form_are_laid_out(press: Press) -> None:
    assert press.stamp(Order("form", "new-patient"), patient(), {"you.given": "Anna"}) is None


def test_stamped_outline_of_tags_and_fields_is_that_of_a_layout(press: Press) -> None:
    for order in (SCIATICA, Order("form", "medical-history")):
        stamped = joined(_stamped(press, order, patient()))
        assert outline(stamped) == outline(press.lay_out(order, patient()).data)


def _stamped(press: Press, order: Order, who: Patient, values: Mapping[str, str] | None = None) -> Stamped:
    stamped = press.stamp(order, who, values)
    assert stamped is not None
    return stamped


# -- equal bytes --------------------------------------------------------------------------------------------------


def test_patients_file_does_not_depend_on_who_came_before() -> None:
    people = [patient(given=name) for name in ("Ib", "Ελένη", "Maximiliane Constanze", "W" * 60)]
    for order in (SCIATICA, Order("form", "new-patient")):
        files = set()
        for turn in (people, people[::-1], [*people, *people]):
            press = Press(riverside(), DAY)
            made = {who.given: press.stamp(order, who) for who in turn}
            stamped = [made[who.given] for who in people]
            files.add(tuple(joined(each) if each else None for each in stamped))
        assert len(files) == 1


def test_other_patient_gets_another_file_number(press: Press) -> None:
    numbers = set()
    for name in ("Ib", "Ida"):
        with pikepdf.open(BytesIO(joined(_stamped(press, SCIATICA, patient(name=name))))) as pdf:
            numbers.add(bytes(pdf.trailer.ID[1]))
    assert len(numbers) == 2


# -- what a reader's programs say ---------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [SCIATICA, Order("form", "new-patient"), PROGRAMME], ids=title)
def test_stamped_document_conforms(press: Press, assert_conforms: AssertConforms, order: Order) -> None:
    who = patient(given="Ελένη", family="Łódź")
    assert_conforms(joined(_stamped(press, order, who, note_of(order, "Long words and short " * 20))))


@pytest.mark.external("qpdf")
def test_stamped_document_is_clean_for_qpdf(press: Press, tmp_path: Path) -> None:
    for order in (SCIATICA, Order("form", "back-and-leg-pain"), PROGRAMME):
        path = tmp_path / f"{order.kind}.pdf"
        path.write_bytes(joined(_stamped(press, order, patient(), note_of(order, "Well done."))))
        done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


# -- the comparison sees what is changed --------------------------------------------------------------------------


def changed(data: bytes, change: Callable[[Pdf], None]) -> bytes:
    """Return a file with one thing changed by hand."""
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def _other_glyph(pdf: Pdf) -> None:
    """Change the last letter that the first page shows."""
    page = pdf.pages[0]
    instructions = list(pikepdf.parse_content_stream(page))
    index = max(
        i for i, each in enumerate(instructions) if str(each.operator) == "TJ" and len(bytes(each.operands[0][-1])) > 2
    )
    array = instructions[index].operands[0]
    last = bytes(array[-1])
    array[-1] = String(last[:-2] + last[-4:-2])
    instructions[index] = pikepdf.ContentStreamInstruction([array], pikepdf.Operator("TJ"))
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _moved_link_or_field(pdf: Pdf) -> None:
    rect = pdf.pages[0].obj.Annots[0].Rect
    rect[0] = float(rect[0]) + 0.5


def _other_tag(pdf: Pdf) -> None:
    element = pdf.Root.StructTreeRoot.K.K[0]
    element.S = Name.Sect if Name.Div == element.S else Name.Div


def _swapped_content(pdf: Pdf) -> None:
    """Give two elements each other's text."""
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    owners = [each for each in parents if isinstance(each.get("/K"), pikepdf.Array) and len(each.K) == 1]
    first, second = owners[0], owners[-1]
    first.K, second.K = second.K, first.K


def _other_meaning(pdf: Pdf) -> None:
    """Let a font say that its letters mean others."""
    for font in pdf.pages[0].obj.Resources.Font.values():
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b" <0061>", b" <0062>"))


def _other_title(pdf: Pdf) -> None:
    pdf.docinfo.Title = String("Another title")


def _other_metadata(pdf: Pdf) -> None:
    pdf.Root.Metadata.write(
        pdf.Root.Metadata.read_bytes().replace(b"riverside", b"riverbank").replace(b"Riverside", b"Bank")
    )


def _without_page(pdf: Pdf) -> None:
    del pdf.pages[-1]


def _fields(pdf: Pdf) -> Iterator[Any]:
    return (each for each in pdf.pages[0].obj.Annots if each.get("/FT") == Name.Tx and str(each.get("/V", "")))


def _other_value(pdf: Pdf) -> None:
    next(_fields(pdf)).V = String("Another")


def _other_look(pdf: Pdf) -> None:
    look = next(_fields(pdf)).AP.N
    look.write(look.read_bytes().replace(b" Tm", b" Tm 1 Ts", 1))


def _other_default(pdf: Pdf) -> None:
    field = next(_fields(pdf))
    field.DA = String(str(field.DA).replace(" Tf", "1 Tf", 1))


def _other_tooltip(pdf: Pdf) -> None:
    next(_fields(pdf)).TU = String("Another")


def _other_length(pdf: Pdf) -> None:
    field = next(_fields(pdf))
    field.MaxLen = int(field.MaxLen) + 1


def _other_flag(pdf: Pdf) -> None:
    field = next(_fields(pdf))
    field.Ff = int(field.Ff) | 2


CHANGES = (
    _other_glyph,
    _moved_link_or_field,
    _other_tag,
    _swapped_content,
    _other_meaning,
    _other_title,
    _other_metadata,
)
CHANGES_OF_FIELDS = (_other_value, _other_look, _other_default, _other_tooltip, _other_length, _other_flag)


@pytest.mark.parametrize("change", [*CHANGES, *CHANGES_OF_FIELDS])
def test_comparison_objects_to_a_form_with_one_thing_changed(press: Press, change: Callable[[Pdf], None]) -> None:
    data = joined(_stamped(press, Order("form", "new-patient"), patient()))
    assert differences(changed(data, change), data)


def test_comparison_does_not_object_to_a_form_that_is_packed_anew(press: Press) -> None:
    data = joined(_stamped(press, Order("form", "new-patient"), patient()))
    assert differences(changed(data, lambda pdf: None), data) == []


@pytest.mark.parametrize("change", [_other_glyph, _other_tag, _swapped_content, _other_meaning, _without_page])
def test_comparison_objects_to_a_sheet_with_one_thing_changed(press: Press, change: Callable[[Pdf], None]) -> None:
    data = joined(_stamped(press, SCIATICA, patient()))
    assert differences(changed(data, change), data)
