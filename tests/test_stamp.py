"""A stamped document is the one that a full layout gives, or there is none: over all kinds of patients."""

from __future__ import annotations

import datetime
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build import print_content
from generator.compose.setting import Medium
from generator.errors import MissingGlyphError
from generator.library import Library, open_library
from generator.model.patient import Patient
from generator.stamp import Order, Press
from generator.stamp.press import content_of
from tests.conftest import AssertConforms
from tests.helpers import DAY, ROOT, clinic_folder, riverside, small_clinic
from tests.stamp_patients import (
    DOCUMENTS,
    NOTES,
    PATIENTS,
    PLAIN_NAMES,
    PROGRAMME,
    SCIATICA,
    SMALL,
    equal_or_none,
    examples,
    found,
    joined,
    note_of,
    patient,
    riverside_press,
    small_press,
    stamped_of,
    title,
)
from tests.stamping import differences, outline, steps


@pytest.fixture(scope="module")
def press() -> Press:
    """A press for the example clinic."""
    return riverside_press()


@pytest.fixture(scope="module")
def small() -> Press:
    """A press for a clinic whose sheet has every kind of block, and is small."""
    return small_press()


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


# -- plain patients are stamped, and get what a layout gives ------------------------------------------------------


@pytest.mark.parametrize("order", DOCUMENTS, ids=title)
def test_plain_patients_are_stamped_with_what_a_layout_gives(press: Press, order: Order) -> None:
    who = patient(given="Zoë", family="Łuk-Παππά")
    assert found(press, order, who, note_of(order, "Well done. Keep going.")) == (True, [])


@pytest.mark.parametrize("order", [SCIATICA, PROGRAMME, Order("form", "new-patient")], ids=title)
@pytest.mark.parametrize("name", ["Zoë Παππά", "क्षमा शर्मा"])
def test_layout_of_a_press_is_what_a_single_document_gets(press: Press, order: Order, name: str) -> None:
    who, note = patient(name=name, given=name), note_of(order, "Well done.")
    built = print_content(riverside(), content_of(riverside(), order), on=DAY, patient=who, values=note)
    laid_out = press.lay_out(order, who, note)
    assert differences(laid_out.data, built.data) == []
    assert (laid_out.pages, laid_out.notes) == (built.pages, built.notes)


@pytest.mark.parametrize("branch", ["weir-street", "quay-road", "mill-avenue"])
def test_each_branch_on_letter_paper_is_stamped_with_what_a_layout_gives(letter: Press, branch: str) -> None:
    assert found(letter, Order("form", "new-patient", branch=branch), patient()) == (True, [])
    assert found(letter, replace(SCIATICA, branch=branch), patient()) == (True, [])


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_names_in_latin_greek_and_cyrillic_are_stamped(small: Press, name: str) -> None:
    assert found(small, SMALL, patient(name=name)) == (True, [])


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


@examples(6)
@given(who=PATIENTS, note=NOTES, phase=st.sampled_from([None, None, "first"]))
def test_any_patients_sheet_is_what_a_layout_gives(
    small: Press, who: Patient, note: str | None, phase: str | None
) -> None:
    equal_or_none(small, replace(SMALL, phase=phase), who, {"note": note} if note else None)


@examples(6)
@given(who=PATIENTS, form=st.sampled_from(["new-patient", "new-patient", "medical-history", "back-and-leg-pain"]))
def test_any_patients_form_is_what_a_layout_gives(press: Press, who: Patient, form: str) -> None:
    equal_or_none(press, Order("form", form), who)


@examples(4)
@given(who=PATIENTS, note=NOTES, form=st.booleans())
def test_any_patients_document_on_letter_paper_is_what_a_layout_gives(
    letter: Press, who: Patient, note: str | None, form: bool
) -> None:
    order = Order("form", "new-patient", branch="mill-avenue") if form else SCIATICA
    equal_or_none(letter, order, who, note_of(order, note))


@examples(4)
@given(who=PATIENTS, note=NOTES)
def test_any_patients_programme_is_what_a_layout_gives(press: Press, who: Patient, note: str | None) -> None:
    equal_or_none(press, PROGRAMME, who, {"note": note} if note else None)


@pytest.mark.parametrize("name", ["王小明", "Smile 😀", "علي أحمد"])
def test_name_that_no_font_has_is_refused_both_ways(small: Press, name: str) -> None:
    with pytest.raises(MissingGlyphError):
        small.lay_out(SMALL, patient(name=name))
    assert not equal_or_none(small, SMALL, patient(name=name))


# -- blanks, notes and other odd values --------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["id", "given", "address", "postcode", "phone"])
def test_value_of_blanks_alone_is_what_a_layout_gives(press: Press, field: str) -> None:
    equal_or_none(press, Order("form", "new-patient"), patient(**{field: " "}))


@pytest.mark.parametrize("number", ["-", "()", "- -", "+44 1632 960142", "01632 960142", "0"])
def test_number_that_leaves_cells_empty_or_does_not_fit_them_is_stamped(press: Press, number: str) -> None:
    assert found(press, Order("form", "new-patient"), patient(phone=number)) == (True, [])


def test_empty_values_are_stamped_as_if_there_were_none(press: Press) -> None:
    order, empty = Order("form", "new-patient"), dict.fromkeys(["id", "title", "given", "address", "postcode"])
    none = joined(stamped_of(press, order, patient(**empty)))
    assert joined(stamped_of(press, order, patient(**dict.fromkeys(empty, "")))) == none
    assert differences(none, press.lay_out(order, patient(**empty)).data) == []


@pytest.mark.parametrize(
    "note",
    [
        " ",
        " \n ",
        "One\nTwo",
        "One\n\n Two ",
        "One\r\nTwo\n",
        "E\u0301va  walks",
        "\u202eturned",
        "A\tb",
        "So\u037e\u0387",
    ],
)
def test_note_is_stamped_as_it_is_cleaned_for_a_layout(small: Press, note: str) -> None:
    assert found(small, SMALL, patient(), {"note": note}) == (True, [])


def test_note_of_several_lines_is_stamped(small: Press) -> None:
    long = "Walk twice a day, a little further each time, until you reach the bridge and back. "
    for note in (long * 3, f"First:\n{long}\nΜετά:\n{long}"):
        assert found(small, SMALL, patient(), {"note": note}) == (True, [])


def test_two_lines_of_one_value_are_apart_in_the_operators(small: Press) -> None:
    stamped = stamped_of(small, SMALL, patient(), {"note": "Long words " * 30})
    with pikepdf.open(BytesIO(joined(stamped))) as pdf:
        names = {step.name for page in pdf.pages for step in steps(page, page.obj.Resources.Font)}
    assert not {name for name in names if len(name) > 3}  # the longest operators have three letters


def test_answers_of_a_form_are_laid_out(press: Press) -> None:
    assert press.stamp(Order("form", "new-patient"), patient(), {"you.given": "Anna"}) is None


def test_stamped_outline_of_tags_and_fields_is_that_of_a_layout(press: Press) -> None:
    for order in (SCIATICA, Order("form", "medical-history")):
        stamped = joined(stamped_of(press, order, patient()))
        assert outline(stamped) == outline(press.lay_out(order, patient()).data)


# -- equal bytes --------------------------------------------------------------------------------------------------


def test_patients_file_does_not_depend_on_who_came_before() -> None:
    people = [patient(given=name) for name in ("Ib", "Ελένη", "Maximiliane Constanze", "W" * 60)]
    for order in (SMALL, Order("form", "small")):
        files = set()
        for turn in (people, people[::-1], [*people, *people]):
            press = Press(small_clinic(), DAY)
            made = {who.given: press.stamp(order, who) for who in turn}
            stamped = [made[who.given] for who in people]
            files.add(tuple(joined(each) if each else None for each in stamped))
        assert len(files) == 1


def test_other_patient_gets_another_file_number(small: Press) -> None:
    numbers = set()
    for name in ("Ib", "Ida"):
        with pikepdf.open(BytesIO(joined(stamped_of(small, SMALL, patient(name=name))))) as pdf:
            numbers.add(bytes(pdf.trailer.ID[1]))
    assert len(numbers) == 2


# -- what a reader's programs say ---------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [SCIATICA, Order("form", "new-patient"), PROGRAMME], ids=title)
def test_stamped_document_conforms(press: Press, assert_conforms: AssertConforms, order: Order) -> None:
    who = patient(given="Ελένη", family="Łódź")
    assert_conforms(joined(stamped_of(press, order, who, note_of(order, "Long words and short " * 20))))


@pytest.mark.external("qpdf")
def test_stamped_document_is_clean_for_qpdf(press: Press, tmp_path: Path) -> None:
    for order in (SCIATICA, Order("form", "back-and-leg-pain"), PROGRAMME):
        path = tmp_path / f"{order.kind}.pdf"
        path.write_bytes(joined(stamped_of(press, order, patient(), note_of(order, "Well done."))))
        done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
