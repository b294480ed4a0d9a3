"""A value in each place of a sheet or form that can hold one is set as a full layout sets it, or it is laid out."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name

from generator.library import Library, open_library
from generator.stamp import Order, Press
from tests.helpers import DAY, clinic_folder, form_yaml, group_yaml, handout_yaml
from tests.stamp_patients import (
    HARD_NAMES,
    PATIENTS,
    TEXTS,
    equal_or_none,
    examples,
    found,
    joined,
    patient,
    stamped_of,
)
from tests.stamping import differences, outline, steps

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
    "boxes": f"""\
        - {{linkId: intro, type: display, text: 'Dear {NAMED}, think of ({NAMED}).'}}
        - {{linkId: name, type: string, text: Name, span: 12, prefill: preferred_name}}
        - {{linkId: mail, type: string, text: Mail, span: 6, prefill: email}}
        """,
    "narrow": """\
        - {linkId: narrow, type: string, text: Narrow, span: 3, prefill: preferred_name}
        - {linkId: beside, type: string, text: Beside, span: 9, prefill: email}
        """,
    "short": """\
        - {linkId: short, type: string, text: Short, span: 6, prefill: title, maxLength: 3}
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
TIGHT = frozenset({"narrow", "short"})  # a long value has no room there


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


@pytest.mark.parametrize("place", [place for place in (*SHEETS, *FIELDS) if place not in NEVER | TIGHT])
def test_value_is_stamped_in_each_place_with_what_a_layout_gives(own: Press, place: str) -> None:
    for value in ("Ελένη Παπαδοπούλου", "Maximiliane von der Hohenfels zu Weissenstein"):
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
        pages.append(outline(joined(stamped_of(own, order_of(place), who))))
    assert len(set(pages)) > 1


@examples(15)
@given(place=st.sampled_from([*SHEETS, *FIELDS]), value=TEXTS, data=st.data())
def test_any_value_in_any_place_is_what_a_layout_gives(own: Press, place: str, value: str, data: st.DataObject) -> None:
    who = patient(name="Ib", preferred_name=f"x{value}" if value.isspace() or not value else value)
    if place in FIELDS:
        who = data.draw(PATIENTS.map(lambda other: who.with_values({"id": other.id, "title": other.title}, {})))
    equal_or_none(own, order_of(place), who)


@pytest.mark.parametrize("value", HARD_NAMES)
def test_hard_value_is_what_a_layout_gives_or_is_laid_out(own: Press, value: str) -> None:
    who = patient(name="Ib", preferred_name=value, email=value[:60])
    stamped = equal_or_none(own, order_of("boxes"), who)
    plain = len(value) < 40 and value.isascii() and value.isprintable()
    assert stamped or not plain


def test_value_that_is_longer_than_its_field_is_laid_out(own: Press) -> None:
    assert found(own, order_of("short"), patient(title="Mrs")) == (True, [])
    assert own.stamp(order_of("short"), patient(title="Prof")) is None


@pytest.mark.parametrize(
    ("place", "field", "value"),
    [("narrow", "preferred_name", "Maria Anna Sofia von d"), ("alone", "name", "Maria Anna Sofia von der Hoh")],
)
def test_value_a_little_too_wide_is_stamped_smaller_as_a_layout_does_it(
    own: Press, place: str, field: str, value: str
) -> None:
    usual = {"name": "Ib", "preferred_name": "Ib"}
    short, long = patient(**usual), patient(**{**usual, field: value})
    assert found(own, order_of(place), long) == (True, [])
    smaller, sizes = (sizes_of(joined(stamped_of(own, order_of(place), who))) for who in (long, short))
    assert len(smaller - sizes) == 1
    assert (smaller - sizes).pop() < max(sizes)


def sizes_of(data: bytes) -> set[float]:
    """Return the sizes of type on the pages and in the fields of a file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        shown: list[tuple[Any, Any]] = [(page, page.obj.Resources.get("/Font", {})) for page in pdf.pages]
        for page in pdf.pages:
            fields = [each for each in page.obj.get("/Annots", []) if each.get("/FT") == Name.Tx]
            shown += [(field.AP.N, field.AP.N.Resources.Font) for field in fields]
        return {float(step.operands[1]) for part, fonts in shown for step in steps(part, fonts) if step.name == "Tf"}


def test_value_that_fills_several_lines_of_a_small_box_is_what_a_layout_gives(own: Press) -> None:
    for value in ("Ib", "Maria Anna Sofia", "Maria Anna Sofia von der Hohenfels-Weissenstein", "W" * 40):
        equal_or_none(own, order_of("narrow"), patient(preferred_name=value))
