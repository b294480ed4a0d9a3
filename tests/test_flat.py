"""Forms for paper alone: what is known stands on the page, since there is no field to show it."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import pypdfium2
import pytest

import generator
from generator.model.patient import Patient
from generator.stamp import Order, Press
from tests.conftest import AssertConforms
from tests.helpers import DAY, riverside
from tests.stamping import differences

PATIENT = Patient(
    id="P-77",
    given="Ana",
    family="Nowak",
    birth_date=datetime.date(1968, 11, 30),
    address="1 Weir Street",
    postcode="ZZ1 4AB",
    phone="07700 900123",
    sex="female",
)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(document[index].get_textpage().get_text_bounded() for index in range(len(document)))


def flat(patient: Patient | None, values: dict[str, str] | None = None) -> bytes:
    made = generator.build_form(riverside(), "new-patient", on=DAY, patient=patient, values=values, medium="paper")
    return made.data


def test_values_stand_on_the_page() -> None:
    text = "".join(text_of(flat(PATIENT)).split())
    for printed in ("Ana", "Nowak", "30", "11", "1968", "1WeirStreet", "ZZ1", "4AB", "07700900123"):
        assert printed in text


def test_a_blank_form_stays_as_it_was() -> None:
    assert "Nowak" not in text_of(flat(None))


def test_answers_that_are_given_are_marked() -> None:
    blank, marked = flat(None), flat(None, {"about_you.contact_by": "call text"})
    assert tree(marked).count("alt=“✓”") == tree(blank).count("alt=“✓”") + 2


def tree(pdf: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.pdf"
        path.write_bytes(pdf)
        return generator.outline(path)


def test_a_filled_form_for_paper_conforms(assert_conforms: AssertConforms) -> None:
    assert_conforms(flat(PATIENT, {"about_you.contact_by": "call text"}))


@pytest.mark.parametrize(
    "fields", [{"id", "given", "family", "address"}, {"given", "phone", "postcode"}, {"birth_date"}]
)
def test_a_stamped_form_for_paper_equals_a_laid_out_one(fields: set[str]) -> None:
    press, order = Press(riverside(), DAY), Order("form", "new-patient", medium="paper")
    patient = Patient(**{name: getattr(PATIENT, name) for name in fields})
    stamped = press.stamp(order, patient)
    assert stamped is not None
    assert differences(b"".join(stamped.parts), press.lay_out(order, patient).data) == []
