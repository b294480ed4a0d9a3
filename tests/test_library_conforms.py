"""Every form and sheet of the built-in library: it conforms, and ends on a page that is not left over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pypdf
import pytest

import generator

ON = date(2026, 11, 20)
LIBRARY = generator.load_library("riverside")
FORMS = LIBRARY.form_ids()
HANDOUTS = LIBRARY.handout_ids()
PATIENT = {"given": "Łucja", "family": "O'Brien", "birth_date": "1951-03-04", "id": "P-7"}


def test_library_has_no_broken_entry() -> None:
    assert [entry.problem for entry in (*LIBRARY.forms(), *LIBRARY.handouts()) if entry.problem] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("values", [{}, PATIENT], ids=["blank", "personal"])
def test_every_form_conforms(form: str, values: dict[str, str], assert_conforms: Callable[[bytes], None]) -> None:
    assert_conforms(generator.build_form(LIBRARY, form, on=ON, values=values).data)


@pytest.mark.parametrize("handout", HANDOUTS)
def test_every_sheet_conforms(handout: str, assert_conforms: Callable[[bytes], None]) -> None:
    assert_conforms(generator.build_handout(LIBRARY, handout, on=ON).data)


@pytest.mark.parametrize("clinic", ["riverside", "human-mechanic", "crawley"])
@pytest.mark.parametrize("form", FORMS)
def test_last_page_of_a_form_holds_more_than_the_clinics_strip(form: str, clinic: str) -> None:
    data = generator.build_form(generator.load_library(clinic), form, on=ON).data
    last = pypdf.PdfReader(BytesIO(data)).pages[-1]
    fields = [note for note in last.get("/Annots", []) if note.get_object()["/Subtype"] == "/Widget"]
    strip = [note for note in fields if str(note.get_object().get("/TU", "")).startswith("Clinic use only")]
    assert len(fields) > len(strip)
