"""Forms and handouts with a setting → blocks, by their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator
from generator import blocks
from generator.blocks import CombField, Document, FieldRow, PatientStrip, TextField, plain
from generator.compose.form import compose_form, fields_of
from generator.compose.handout import compose_handout
from generator.errors import ExitCode, InputError, Problem, UsageError
from generator.library import example_clinics
from generator.model.form import Form
from tests.helpers import DAY, ROOT, form, group_yaml, handout, riverside, setting

COUNTRIES = ("GB", "IE", "US", "IN", "DE", "CA", "HU", "MT")
BUILT_IN_TEXTS = sorted([*(ROOT / "forms").glob("*.yaml"), *(ROOT / "handouts").rglob("*.yaml")])


def new_patient(country: str = "GB", **facts: Any) -> Document:
    return compose_form(riverside().form("new-patient"), setting(country, **facts))


def sciatica(country: str = "GB", **facts: Any) -> Document:
    return compose_handout(riverside().handout("sciatica"), setting(country, **facts), riverside())


def rows(document: Document) -> list[FieldRow]:
    sections = [part for part in document.body if isinstance(part, blocks.Section)]
    return [row for section in sections for row in section.body if isinstance(row, FieldRow)]


def fields(document: Document) -> dict[str, blocks.Field]:
    """Return all fields of a form by their names."""
    found: list[blocks.Field] = [field for row in rows(document) for field in row.fields]
    found += [field for part in document.body if isinstance(part, blocks.StaffStrip) for field in part.fields]
    return {field.question.name: field for field in found}


def all_text(document: Document) -> str:
    return "\n".join(run.text for run in blocks.runs((document.letterhead, document.body, document.colophon)))


def field(items: str, **facts: Any) -> blocks.Field:
    """Return the only field of a form with the question *items*."""
    (found,) = fields(compose_form(form(group_yaml(items)), setting(**facts))).values()
    return found


def comb(name: str, document: Document) -> CombField:
    found = fields(document)[name]
    assert isinstance(found, CombField)
    return found


# -- rows ---------------------------------------------------------------------------------------------------------


def spans(document: Document) -> list[list[int]]:
    return [[field.question.span for field in row.fields] for row in rows(document)]


def form_of(widths: list[int]) -> Form:
    items = "".join(f"- {{linkId: q{i}, type: string, text: Q, span: {span}}}\n" for i, span in enumerate(widths))
    return form(group_yaml(items))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_rows_hold_every_question_once_in_order_and_twelve_columns_at_most(widths: list[int]) -> None:
    found = spans(compose_form(form_of(widths), setting()))
    assert [span for row in found for span in row] == widths
    assert all(sum(row) <= 12 for row in found)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_row_ends_only_where_the_next_question_has_no_room(widths: list[int]) -> None:
    found = spans(compose_form(form_of(widths), setting()))
    assert all(sum(row) + following[0] > 12 for row, following in pairwise(found))


def test_rows_of_the_built_in_form_fill_the_page() -> None:
    assert {sum(row) for row in spans(new_patient())} == {12}


def test_words_between_questions_end_a_row_and_stand_alone() -> None:
    items = (
        "- {linkId: a, type: string, text: A, span: 3}\n"
        "- {linkId: b, type: display, text: Between}\n"
        "- {linkId: c, type: string, text: C, span: 3}\n"
    )
    (_, section) = compose_form(form(group_yaml(items)), setting()).body
    assert isinstance(section, blocks.Section)
    assert [type(part).__name__ for part in section.body] == ["FieldRow", "Paragraph", "FieldRow"]


def test_sections_are_numbered_and_the_staff_strip_is_not() -> None:
    document = new_patient()
    numbers = [part.heading.number for part in document.body if isinstance(part, blocks.Section)]
    assert numbers == [1, 2, 3, 4]
    assert isinstance(document.body[-1], blocks.StaffStrip)


def test_staff_strip_refuses_other_than_short_boxes() -> None:
    staff = group_yaml("- {linkId: when, type: date, text: When}\n").replace(
        "type: group", "type: group\n  staff: true"
    )
    with pytest.raises(InputError, match="the staff strip holds only short boxes"):
        compose_form(form(staff), setting())


# -- countries ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "order"), [("GB", "day month year"), ("US", "month day year"), ("CA", "year month day")]
)
def test_dates_have_the_order_of_the_country(country: str, order: str) -> None:
    groups = comb("about_you.birth_date", new_patient(country)).groups
    assert " ".join(group.suffix for group in groups) == order


@pytest.mark.parametrize("country", ["GB", "US", "CA"])
def test_date_cells_carry_the_letters_of_their_part(country: str) -> None:
    groups = comb("about_you.birth_date", new_patient(country)).groups
    assert {group.suffix: plain(group.letters) for group in groups} == {"day": "DD", "month": "MM", "year": "YYYY"}
    assert all(group.cells == len(plain(group.letters)) for group in groups)


@pytest.mark.parametrize(
    ("country", "parts"),
    [("GB", (4, 3)), ("IE", (3, 4)), ("US", (5,)), ("IN", (6,)), ("CA", (3, 3)), ("NL", (4, 2))],
)
def test_postcode_has_the_cells_of_the_country(country: str, parts: tuple[int, ...]) -> None:
    (group,) = comb("about_you.postcode", new_patient(country)).groups
    assert (group.parts, group.cells) == (parts, sum(parts))


def test_postcode_is_a_plain_box_where_the_country_has_no_groups() -> None:
    assert isinstance(fields(new_patient("MT"))["about_you.postcode"], TextField)


@pytest.mark.parametrize(
    ("country", "number"),
    [("GB", "999"), ("IE", "112 or 999"), ("US", "911"), ("IN", "112 or 108"), ("DE", "112"), ("AU", "000")],
)
def test_emergency_number_is_the_countrys(country: str, number: str) -> None:
    document = sciatica(country)
    box = next(part for part in document.body if isinstance(part, blocks.Callout) and part.kind == "emergency")
    assert plain(box.title) == f"Any of these? Call {number}, or go to an emergency department"


def test_emergency_number_of_the_branch_goes_first() -> None:
    text = all_text(sciatica("GB", emergency="0123 456"))
    assert "Call 0123 456, or" in text
    assert "999" not in text


@pytest.mark.parametrize("path", BUILT_IN_TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_built_in_texts_hold_no_emergency_number(path: Path) -> None:
    numbers = {number for code in COUNTRIES for number in riverside().country(code).emergency}
    assert numbers >= {"999", "911", "112", "108"}
    text = re.sub(r"^    (?:doi|number|url|published_in): .*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert re.findall(rf"\b(?:{'|'.join(sorted(numbers))})\b(?! days)", text) == []


@pytest.mark.parametrize(("country", "doctor"), [("GB", "your GP"), ("US", "your doctor")])
def test_doctor_is_called_as_the_country_calls_them(country: str, doctor: str) -> None:
    assert f"or {doctor} the same day" in all_text(sciatica(country))


@pytest.mark.parametrize("country", COUNTRIES)
def test_built_in_documents_compose_for_every_country(country: str) -> None:
    assert len(fields(new_patient(country))) == len(fields(new_patient()))
    assert sciatica(country).body


# -- fields -------------------------------------------------------------------------------------------------------


def test_field_is_named_by_its_path() -> None:
    form_ = riverside().form("new-patient")
    assert list(fields(new_patient())) == [
        f"{group.linkId}.{item.linkId}" for group in form_.item for item in group.item
    ]


def test_every_tooltip_holds_section_and_label() -> None:
    form_ = riverside().form("new-patient")
    for group in form_.item:
        for item in group.item:
            tooltip = fields(new_patient())[f"{group.linkId}.{item.linkId}"].question.tooltip
            assert str(group.text) in tooltip
            assert str(getattr(item, "text", "")).replace("{{ country.postcode }}", "Postcode") in tooltip


def test_tooltip_holds_the_hint_and_tells_what_is_required() -> None:
    question = "- {linkId: q, type: string, text: Weight, hint: in kg, required: true}\n"
    assert field(question).question.tooltip == "Group: Weight: in kg (required)"


def test_tooltips_of_a_date_tell_its_parts() -> None:
    found = field("- {linkId: q, type: date, text: Born}\n")
    assert isinstance(found, CombField)
    assert [group.tooltip for group in found.groups] == [
        "Group: Born: day, two digits",
        "Group: Born: month, two digits",
        "Group: Born: year, four digits",
    ]


def test_tooltips_differ_from_field_to_field() -> None:
    tooltips = [found.question.tooltip for found in fields(new_patient()).values()]
    assert len(set(tooltips)) == len(tooltips)


def test_optional_question_says_so_beside_its_label() -> None:
    assert plain(field("- {linkId: q, type: string, text: Fax, optional: true}\n").question.hint) == "optional"


# -- prefill ------------------------------------------------------------------------------------------------------

PATIENT: Mapping[str, Any] = {
    "id": "P-1",
    "given": "Asha",
    "family": "O'Brien <b>",
    "birth_date": DAY.replace(year=1992),
    "postcode": "ZZ1 4AB",
    "phone": "07700 900123",
}


def test_patients_value_fills_its_field_and_names_itself() -> None:
    found = fields(new_patient(patient=PATIENT))
    for name, path in (("given", "about_you.given"), ("family", "about_you.family"), ("id", "staff.patient_number")):
        value = found[path].question.value
        assert value is not None
        assert (value.text, value.value) == (PATIENT[name], f"patient.{name}")


def test_blank_form_has_no_values() -> None:
    found = fields(new_patient())
    assert [path for path, each in found.items() if each.question.value] == []
    assert [run.text for run in blocks.runs(new_patient().body) if run.value] == []


@pytest.mark.parametrize(("country", "parts"), [("GB", ["23", "11", "1992"]), ("US", ["11", "23", "1992"])])
def test_date_of_birth_fills_its_cells_in_the_order_of_the_country(country: str, parts: list[str]) -> None:
    groups = comb("about_you.birth_date", new_patient(country, patient=PATIENT)).groups
    assert [group.value.text for group in groups if group.value] == parts


@pytest.mark.parametrize(
    ("country", "postcode", "cells"),
    [
        ("GB", "ZZ1 4AB", "ZZ1 4AB"),
        ("GB", "ZZ11 4AB", "ZZ114AB"),
        ("GB", "ZZ114AB", "ZZ114AB"),
        ("US", "00000", "00000"),
        ("NL", "1234 AB", "1234AB"),
    ],
)
def test_postcode_goes_into_its_cells(country: str, postcode: str, cells: str) -> None:
    (group,) = comb("about_you.postcode", new_patient(country, patient={"postcode": postcode})).groups
    assert group.value is not None
    assert (group.value.text, group.value.value) == (cells, "patient.postcode")


@pytest.mark.parametrize(("country", "postcode"), [("US", "ZZ11 4AB"), ("GB", "12345-6789"), ("IN", "1234567")])
def test_value_that_does_not_fit_its_cells_is_kept_in_a_plain_box(country: str, postcode: str) -> None:
    found = fields(new_patient(country, patient={"postcode": postcode}))["about_you.postcode"]
    assert isinstance(found, TextField)
    assert found.question.value is not None
    assert found.question.value.text == postcode


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).filter(
        lambda text: any(map(str.isalnum, text))
    )
)
def test_cells_or_box_never_lose_a_letter_or_digit_of_a_value(value: str) -> None:
    found = field(
        "- {linkId: q, type: string, text: Q, comb: postcode, prefill: postcode}\n", patient={"postcode": value}
    )
    run = found.groups[0].value if isinstance(found, CombField) else found.question.value
    assert run is not None
    assert [c for c in run.text if c.isalnum()] == [c for c in value if c.isalnum()]
    assert not isinstance(found, CombField) or len(run.text) <= found.groups[0].cells


def test_answer_given_by_hand_goes_before_the_patients_value() -> None:
    found = new_patient(patient=PATIENT, answers={"about_you.given": "Bo"})
    value = fields(found)["about_you.given"].question.value
    assert value is not None
    assert value.text == "Bo"


def test_date_given_by_hand_fills_its_cells() -> None:
    groups = comb("agreement.signed_on", new_patient(answers={"agreement.signed_on": "2026-11-30"})).groups
    assert [group.value.text for group in groups if group.value] == ["30", "11", "2026"]


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("agreement.signed_on", "tomorrow", "the value of “signed_on” is not a date"),
        ("about_you.sex", "unknown", "the value of “sex” is none of its answers"),
        ("about_you.contact_by", "call pigeon", "the value of “contact_by” is none of its answers"),
    ],
)
def test_answer_that_a_question_cannot_take_is_told(path: str, value: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        new_patient(answers={path: value})
    assert [problem.what for problem in caught.value.problems] == [what]


def test_two_answers_to_a_question_that_takes_one_are_told() -> None:
    with pytest.raises(InputError):
        new_patient(answers={"about_you.sex": "female male"})


def test_several_answers_to_a_question_that_takes_several_are_kept() -> None:
    found = fields(new_patient(answers={"about_you.contact_by": "call text"}))["about_you.contact_by"]
    assert found.question.value is not None
    assert found.question.value.text == "call text"


# -- handouts -----------------------------------------------------------------------------------------------------


def strips(document: Document) -> Iterator[PatientStrip]:
    return (part for part in document.body if isinstance(part, PatientStrip))


def test_sheet_for_everybody_has_no_patient_strip() -> None:
    assert list(strips(sciatica())) == []


def test_sheet_for_a_patient_has_one_strip_with_what_is_known() -> None:
    (strip,) = strips(sciatica(patient={"id": "P-1", "given": "Asha", "family": "O'Brien"}))
    assert [(plain(cell.label), plain(cell.value)) for cell in strip.cells] == [
        ("Prepared for", "Asha O'Brien"),
        ("Reference", "P-1"),
        ("Date", "23 November 2026"),
    ]


def test_strips_values_name_themselves() -> None:
    (strip,) = strips(sciatica(patient={"id": "P-1", "name": "Asha", "therapist": "Dana Reed"}))
    assert [run.value for cell in strip.cells for run in cell.value] == [
        "patient.name",
        "patient.id",
        "patient.therapist",
        None,
    ]


def test_sheet_for_everybody_holds_no_value_of_a_patient() -> None:
    assert [run for run in blocks.runs(sciatica().body) if run.value] == []


def test_file_facts_hold_no_value_of_a_patient() -> None:
    found = sciatica(patient={"name": "Asha O'Brien"})
    assert "Asha" not in f"{found.id} {found.title} {found.subject} {found.author} {found.colophon}"


def notes(document: Document) -> list[blocks.TherapistNote]:
    columns = [part for part in document.body if isinstance(part, blocks.Columns)]
    parts = [part for column in columns for part in (*column.main, *column.side)]
    return [part for part in parts if isinstance(part, blocks.TherapistNote)]


def test_therapists_note_is_printed_as_it_is() -> None:
    (note,) = notes(sciatica(note="Walk **after** {{ breakfast }}"))
    assert [(run.text, run.bold, run.value) for run in note.text] == [("Walk **after** {{ breakfast }}", False, "note")]


def test_room_for_a_note_is_empty_without_one() -> None:
    (note,) = notes(sciatica())
    assert note.text == ()


def test_note_for_a_sheet_without_room_for_it_is_refused() -> None:
    with pytest.raises(UsageError, match="has no place for a note"):
        compose_handout(handout("- Hello\n"), setting(note="Walk"), riverside())


def test_all_faults_of_the_texts_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        compose_handout(handout("- Ring {{ patient.phone }}\n- Ask {{ patient.nme }}\n"), setting(), riverside())
    assert [problem.at.line for problem in caught.value.problems if problem.at] == [12, 13]


def test_fault_in_the_small_print_is_told_together_with_the_others() -> None:
    sheet = handout("- Ring {{ patient.phone }}\n")
    broken = sheet.model_copy(update={"disclaimer": handout('- "{{ patient.email }}"\n').body[0]})
    with pytest.raises(InputError) as caught:
        compose_handout(broken, setting(), riverside())
    assert len(caught.value.problems) == 2


def test_callouts_know_the_line_they_were_written_on() -> None:
    found = compose_handout(handout("- Hello\n- kind: note\n  title: Note\n  text: Text\n"), setting(), riverside())
    (callout,) = [part for part in found.body if isinstance(part, blocks.Callout)]
    assert (callout.at.file, callout.at.line) == ("sheet.yaml", 13)


def test_footer_tells_version_and_next_review() -> None:
    assert plain(sciatica().colophon.title) == "Sciatica · version 1.0 · next review November 2028"


def test_text_that_awaits_review_says_so() -> None:
    assert plain(sciatica().colophon.small_print).startswith("Awaiting clinical review.")


def test_qr_code_holds_the_address_of_the_sheet_and_nothing_of_the_patient() -> None:
    patient = {"name": "Asha"}
    assert sciatica(patient=patient).colophon.qr == "https://riverside.example/s/sciatica"
    assert new_patient(patient=patient).colophon.qr is None


# -- values by hand -----------------------------------------------------------------------------------------------


def unknown(build: Any, document: str, key: str) -> Problem:
    with pytest.raises(UsageError) as caught:
        build(riverside(), document, on=DAY, values={key: "x"})
    assert caught.value.exit_code == ExitCode.USAGE
    return caught.value.problems[0]


def test_unknown_key_for_a_sheet_suggests_the_nearest() -> None:
    found = unknown(generator.build_handout, "sciatica", "therapst")
    assert (found.what, found.hint) == ("nothing here is called “therapst”", "did you mean “therapist”?")


def test_unknown_key_for_a_form_suggests_the_nearest_question() -> None:
    assert unknown(generator.build_form, "new-patient", "about_you.sx").hint == "did you mean “about_you.sex”?"


def test_note_is_no_key_of_a_form() -> None:
    assert "note" in unknown(generator.build_form, "new-patient", "note").what


def test_all_unknown_keys_are_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        generator.build_handout(riverside(), "sciatica", on=DAY, values={"a": "1", "b": "2", "name": "Asha"})
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("kind", ["display", "signature"])
def test_item_that_takes_no_value_is_no_key_of_a_form(kind: str) -> None:
    items = f"- {{linkId: words, type: {kind}, text: Words}}\n- {{linkId: q, type: string, text: Q}}\n"
    assert list(fields_of(form(group_yaml(items)))) == ["group.q"]


@pytest.mark.parametrize("clinic", sorted(example_clinics()))
@pytest.mark.parametrize("document", ["form", "handout"])
def test_example_clinics_print_their_own_name(clinic: str, document: str) -> None:
    library = generator.load_library(clinic)
    branch = library.branch(None)
    facts = replace(setting(branch.country), clinic=library.clinic, branch=branch)
    made = (
        compose_form(library.form("new-patient"), facts)
        if document == "form"
        else compose_handout(library.handout("sciatica"), facts, library)
    )
    assert plain(made.letterhead.name) == library.clinic.name
    assert made.author == library.clinic.name
