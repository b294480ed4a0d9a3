"""Forms filled in by other programs (pypdf, pdf-lib, PDFium as a browser does) and read back by yet others."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader
from ruamel.yaml import YAML

import generator
from generator import InputError
from tests.filling import (
    Value,
    Values,
    codes,
    fill_with_pdf_lib,
    fill_with_pypdf,
    is_comb,
    is_radio,
    is_text,
    read_back,
    terminals,
    type_with_pdfium,
    widgets,
)
from tests.test_conformance import REVIEW, write_clinic

ROOT = Path(__file__).parent.parent
DAY = datetime.date(2026, 11, 23)
SCALE = 2.0  # pixels a point

NAMES = {
    "about_you.given": "Łukasz",
    "about_you.family": "Ελένη",
    "about_you.preferred_name": "Иван",
    "help.language": "français, “polski”, ελληνικά – Русский",
}


@pytest.fixture(scope="module")
def blank() -> bytes:
    """The registration form of the first branch, nothing filled in."""
    return generator.build_form(generator.load_library("riverside"), "new-patient", on=DAY).data


@pytest.fixture(scope="module")
def answers(blank: bytes) -> dict[str, Value]:
    """An answer to every question: every box ticked, the last of each radio group, all cells of a comb."""
    found: dict[str, Value] = {}
    with pikepdf.open(BytesIO(blank)) as pdf:
        for name, field in terminals(pdf).items():
            if is_radio(field):
                found[name] = codes(field)[-1]
            elif not is_text(field):
                found[name] = True
            else:
                cells = int(field.MaxLen)
                found[name] = "1234567890123456"[:cells] if is_comb(field) else f"Answer {len(found)}"[:cells]
    return {**found, **NAMES}


@pytest.fixture(scope="module")
def by_pypdf(blank: bytes, answers: dict[str, Value]) -> bytes:
    return fill_with_pypdf(blank, answers)


@pytest.fixture(scope="module")
def by_pdfium(blank: bytes, answers: dict[str, Value]) -> bytes:
    return type_with_pdfium(blank, answers)


# -- filled in and read back ------------------------------------------------------------------------------------------


def test_every_question_can_be_answered_with_pypdf(by_pypdf: bytes, answers: dict[str, Value]) -> None:
    assert len(answers) > 35
    assert read_back(by_pypdf) == answers


@pytest.mark.external("node")
def test_every_question_can_be_answered_with_pdf_lib(blank: bytes, answers: dict[str, Value], tmp_path: Path) -> None:
    filled, said = fill_with_pdf_lib(blank, answers, tmp_path)
    assert read_back(filled) == answers
    assert said["values"] == answers


def test_every_question_can_be_answered_by_typing_in_pdfium(by_pdfium: bytes, answers: dict[str, Value]) -> None:
    assert read_back(by_pdfium) == answers


def test_pypdf_reads_what_was_typed_in_pdfium(by_pdfium: bytes, answers: dict[str, Value]) -> None:
    fields = PdfReader(BytesIO(by_pdfium)).get_fields() or {}
    texts = {name: value for name, value in answers.items() if name in fields and fields[name].get("/FT") == "/Tx"}
    assert len(texts) > 20
    assert {name: fields[name].get("/V") for name in texts} == texts


def test_form_that_is_prefilled_holds_the_patients_values() -> None:
    library = generator.load_library("riverside")
    patient = generator.read_patient(library.folder / "patients.csv", "P-1002", library)
    built = generator.build_form(
        library, "new-patient", on=DAY, patient=patient, values={"about_you.contact_by": "text email"}
    )
    found = read_back(built.data)
    assert {name: value for name, value in found.items() if value} == {
        "about_you.title": "Mr",
        "about_you.given": "Łukasz",
        "about_you.family": "Wiśniewski",
        "about_you.birth_date.day": "17",
        "about_you.birth_date.month": "11",
        "about_you.birth_date.year": "1988",
        "about_you.address": "Flat 2, 41 Weir Street, Example Town",
        "about_you.postcode": "ZZ1 4AC",
        "about_you.phone": "07700900456",
        "about_you.email": "lukasz@patients.example",
        "about_you.contact_by.text": True,
        "about_you.contact_by.email": True,
        "help.language": "Polish",
        "staff.patient_number": "P-1002",
    }


# -- single answers ---------------------------------------------------------------------------------------------------


def test_second_answer_of_a_radio_group_takes_the_place_of_the_first(blank: bytes) -> None:
    name = "contacts.referred_by"
    for fill in (fill_with_pypdf, type_with_pdfium):
        once = fill(blank, {name: "doctor"})
        assert read_back(once)[name] == "doctor"
        assert read_back(fill(once, {name: "self"}))[name] == "self"


@pytest.mark.external("node")
def test_pdf_lib_offers_the_codes_of_the_answers(blank: bytes, tmp_path: Path) -> None:
    _, said = fill_with_pdf_lib(blank, {}, tmp_path)
    assert said["options"] == {
        "about_you.sex": ["female", "male", "other"],
        "contacts.referred_by": ["doctor", "self", "other"],
    }


def test_box_can_be_ticked_and_emptied_again(blank: bytes) -> None:
    name = "help.support.interpreter"
    ticked = fill_with_pypdf(blank, {name: True})
    assert read_back(ticked)[name] is True
    assert read_back(fill_with_pypdf(ticked, {name: False}))[name] is False
    assert read_back(type_with_pdfium(ticked, {name: True}))[name] is False  # a second click


def test_export_values_are_the_codes_of_the_answers(blank: bytes) -> None:
    form = YAML(typ="safe").load((ROOT / "forms" / "new-patient.yaml").read_text(encoding="utf-8"))
    wanted: dict[str, list[str]] = {}
    for group in form["item"]:
        for item in (item for item in group["item"] if "answerOption" in item):
            name, offered = f"{group['linkId']}.{item['linkId']}", [option["code"] for option in item["answerOption"]]
            wanted |= {f"{name}.{code}": [code] for code in offered} if item.get("repeats") else {name: offered}
    with pikepdf.open(BytesIO(blank)) as pdf:
        assert {name: codes(field) for name, field in terminals(pdf).items() if not is_text(field)} == wanted


def test_comb_has_as_many_cells_as_it_takes_characters(blank: bytes) -> None:
    with pikepdf.open(BytesIO(blank)) as pdf:
        cells = {name: int(field.MaxLen) for name, field in terminals(pdf).items() if is_text(field) and is_comb(field)}
        # ISO 32000-1, table 228: a comb has MaxLen and is neither multi-line nor a password nor a file.
        assert not any(int(f.Ff) & (1 << 12 | 1 << 13 | 1 << 20) for n, f in terminals(pdf).items() if n in cells)
    assert cells == {
        "about_you.birth_date.day": 2,
        "about_you.birth_date.month": 2,
        "about_you.birth_date.year": 4,
        "about_you.postcode": 7,
        "about_you.phone": 11,
        "agreement.signed_on.day": 2,
        "agreement.signed_on.month": 2,
        "agreement.signed_on.year": 4,
    }


def test_comb_takes_no_more_characters_than_it_has_cells(blank: bytes) -> None:
    assert read_back(type_with_pdfium(blank, {"about_you.birth_date.day": "123"}))["about_you.birth_date.day"] == "12"


def test_text_field_takes_no_more_characters_than_its_question_allows(blank: bytes) -> None:
    typed = read_back(type_with_pdfium(blank, {"about_you.title": "x" * 25}))["about_you.title"]
    assert typed == "x" * 20


def test_no_field_is_read_only_or_hidden(blank: bytes) -> None:
    with pikepdf.open(BytesIO(blank)) as pdf:
        fields = terminals(pdf).values()
        assert not any(int(field.Ff) & 1 for field in fields)
        assert {int(widget.F) for field in fields for widget in widgets(field)} == {4}  # it prints, and is not hidden


# -- odd forms --------------------------------------------------------------------------------------------------------


def form_of(folder: Path, question: str) -> bytes:
    """Return a form with the one *question*, in YAML."""
    write_clinic(folder)
    (folder / "forms").mkdir()
    head = f"id: odd\ntitle: Odd\nlanguage: en\ncode: T-1\n{REVIEW}lead: A lead\nfooter: Small print\n"
    group = f"item:\n  - linkId: all\n    type: group\n    text: All\n    item:\n      - {question}\n"
    (folder / "forms" / "odd.yaml").write_text(head + group, encoding="utf-8")
    return generator.build_form(generator.load_library(folder), "odd", on=DAY).data


def test_form_of_ticks_alone_names_no_font_that_it_does_not_have(tmp_path: Path) -> None:
    options = "[{code: a, display: First}, {code: b, display: Second}]"
    data = form_of(tmp_path, f"{{linkId: q, type: choice, text: Which, repeats: true, answerOption: {options}}}")
    with pikepdf.open(BytesIO(data)) as pdf:
        acro = pdf.Root.AcroForm
        if "/DA" in acro:  # ISO 32000-1, 12.7.3.3: it sets a font of the resources
            assert str(acro.DA).split()[0] in acro.DR.Font


def test_answer_with_the_code_off_is_refused_since_pdf_keeps_it_for_the_empty_button(tmp_path: Path) -> None:
    options = '[{code: "On", display: Works}, {code: "Off", display: Broken}]'
    with pytest.raises(InputError, match="Off"):
        form_of(tmp_path, f"{{linkId: q, type: choice, text: Which, answerOption: {options}}}")


def test_answer_with_a_number_for_a_code_can_be_chosen(tmp_path: Path) -> None:
    options = '[{code: "0", display: None}, {code: "10", display: Most}]'
    data = form_of(tmp_path, f"{{linkId: q, type: choice, text: How much, answerOption: {options}}}")
    for fill in (fill_with_pypdf, type_with_pdfium):
        assert read_back(fill(data, {"all.q": "0"})) == {"all.q": "0"}


# -- how it looks -----------------------------------------------------------------------------------------------------


def picture(data: bytes, *, fields: bool = True) -> Image.Image:
    """Return the first page as PDFium draws it, with or without what stands in the fields."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        image: Image.Image = document[0].render(scale=SCALE, may_draw_forms=fields, draw_annots=fields).to_pil()
        return image.convert("L")
    finally:
        document.close()


def boxes(data: bytes) -> dict[str, tuple[float, float, float, float]]:
    """Return the rectangle of each widget in pixels of picture(), by field name and, for radios, code."""
    found = {}
    with pikepdf.open(BytesIO(data)) as pdf:
        height = float(pdf.pages[0].MediaBox[3])
        for name, field in terminals(pdf).items():
            names = [f"{name}={code}" for code in codes(field)] if is_radio(field) else [name]
            for label, widget in zip(names, widgets(field), strict=True):
                x0, y0, x1, y1 = (float(value) for value in widget.Rect)
                found[label] = (x0 * SCALE, (height - y1) * SCALE, x1 * SCALE, (height - y0) * SCALE)
    return found


def strongest(difference: Image.Image) -> int:
    return max(level for level, count in enumerate(difference.histogram()) if count)


def changed(before: Image.Image, after: Image.Image, box: tuple[float, float, float, float]) -> bool:
    """Say whether something dark came into the box."""
    x0, y0, x1, y1 = (round(value) for value in box)
    return strongest(ImageChops.subtract(before, after).crop((x0, y0, x1, y1))) > 100


def outside(before: Image.Image, after: Image.Image, places: Mapping[str, tuple[float, ...]]) -> bool:
    """Say whether anything changed outside of all boxes."""
    difference = ImageChops.difference(before, after)
    for x0, y0, x1, y1 in places.values():
        difference.paste(0, (int(x0) - 1, int(y0) - 1, int(x1) + 2, int(y1) + 2))
    return strongest(difference) > 8


def shown(answers: Values, places: Mapping[str, Any]) -> set[str]:
    """Return the boxes that *answers* put a mark into."""
    return {name if value is True or name in places else f"{name}={value}" for name, value in answers.items()}


def test_every_answer_given_with_pypdf_is_seen_in_its_own_field_and_nowhere_else(
    blank: bytes, by_pypdf: bytes, answers: dict[str, Value]
) -> None:
    before, after, places = picture(blank), picture(by_pypdf), boxes(blank)
    assert {name for name, box in places.items() if changed(before, after, box)} == shown(answers, places)
    assert not outside(before, after, places)


def test_every_answer_typed_in_pdfium_is_seen_in_its_own_field_and_nowhere_else(
    blank: bytes, answers: dict[str, Value]
) -> None:
    # PDFium shows Greek and Cyrillic in a font of the computer, never in the field's own: here there may be none.
    latin = {**answers, **dict.fromkeys(NAMES, "Zoë")}
    before, after, places = picture(blank), picture(type_with_pdfium(blank, latin)), boxes(blank)
    assert {name for name, box in places.items() if changed(before, after, box)} == shown(latin, places)
    assert not outside(before, after, places)


@pytest.mark.external("poppler", "node")
def test_answers_given_with_pdf_lib_are_seen_by_poppler(
    blank: bytes, answers: dict[str, Value], tmp_path: Path
) -> None:
    filled, _ = fill_with_pdf_lib(blank, answers, tmp_path)
    before, after, places = poppler(blank, tmp_path), poppler(filled, tmp_path), boxes(blank)
    assert {name for name, box in places.items() if changed(before, after, box)} == shown(answers, places)


def poppler(data: bytes, folder: Path, *options: str) -> Image.Image:
    """Return the first page as poppler draws it."""
    (folder / "page.pdf").write_bytes(data)
    command = ["pdftoppm", "-r", str(72 * SCALE), "-gray", "-f", "1", "-l", "1", "-singlefile", *options]
    subprocess.run([*command, folder / "page.pdf", folder / "page"], check=True, capture_output=True)
    with Image.open(folder / "page.pgm") as image:
        return image.copy()


def test_empty_form_looks_the_same_in_pdfium_with_and_without_its_fields(blank: bytes) -> None:
    """But for the pale letters of dates: they are the look of the empty cells, so that typing replaces them."""
    difference = ImageChops.difference(picture(blank), picture(blank, fields=False))
    assert without_cells(difference, blank).getbbox() is None


def without_cells(difference: Image.Image, form: bytes) -> Image.Image:
    """Return *difference* with the cells of dates left out; a picture of page 1 at any scale."""
    scale = difference.width / picture(form).width
    for name, box in boxes(form).items():
        if name.rpartition(".")[2] in ("day", "month", "year"):
            x0, y0, x1, y1 = (value * scale for value in box)
            difference.paste(0, (int(x0), int(y0), int(x1) + 1, int(y1) + 1))
    return difference


@pytest.mark.external("poppler")
def test_empty_form_looks_the_same_in_poppler_with_and_without_its_fields(blank: bytes, tmp_path: Path) -> None:
    difference = ImageChops.difference(poppler(blank, tmp_path), poppler(blank, tmp_path, "-hide-annotations"))
    assert without_cells(difference, blank).getbbox() is None


def test_every_field_lies_on_a_white_place_of_the_page(blank: bytes) -> None:
    """Cells show pale letters and ticks between them, the rest is white but for its border."""
    page = picture(blank, fields=False)
    for name, (x0, y0, x1, y1) in boxes(blank).items():
        inner = page.crop((round(x0) + 4, round(y0) + 4, round(x1) - 4, round(y1) - 4))
        shares = inner.histogram()
        assert sum(shares[250:]) / sum(shares) > 0.7, name
