"""Every kind of document is PDF/UA-1 and PDF/A-2a, by the word of veraPDF; and veraPDF does object to broken ones."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Object, Pdf
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

import generator
from generator import Built
from tests.conftest import CONFORMANCE, AssertConforms
from tests.verapdf import Verapdf

DAY = datetime.date(2026, 11, 23)
ODD_NAMES = {
    "longest": "Wolfeschlegelsteinhausenbergerdorff " * 8 + "Abcdefghijkl",
    "one_word_of_300_letters": "Ab" * 150,
    "markup": "O'Brien <b>",
    "template": "{{ 7*7 }}",
    "entity": "&amp;",
    "polish": "Łukasz",
    "greek": "Ελένη",
    "russian": "Иван",
    "marathi": "आशा क्षीरसागर",
    "mixed": "Łukasz Ελένη Иван क्षमा “O’Brien”",
}
WIDE_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60" viewBox="0 0 300 60">'
    '<rect x="2" y="2" width="296" height="56" rx="8" fill="#0B7272" stroke="#16202A" stroke-width="2"/>'
    '<path d="M20 40 C 80 0, 160 90, 280 20" fill="none" stroke="#FFFFFF" stroke-width="5"/></svg>'
)
REVIEW = "version: '1.0'\nreview: {written: 2026-11-20, next_review: 2028-11-20}\nlicence: CC-BY-4.0\n"


def write_clinic(folder: Path, *, colour: str = "#0B7272", logo: str = "", paper: str = "a4") -> Path:
    """Write a clinic with one branch into *folder* and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clinic.yaml").write_text(
        f"""\
id: test-clinic
name: Test Clinic
tagline: Only for tests
language: en-GB
brand: {{colour: "{colour}"{f", logo: {logo}" if logo else ""}}}
website: test.example
online: https://test.example/{{id}}
paper: {paper}
branches:
  - {{id: one, name: Branch One, country: GB, address: "1 Test Street", phone: 01632 960 000}}
""",
        encoding="utf-8",
    )
    return folder


def write_long_handout(folder: Path) -> None:
    """Write a sheet whose table, lists and paragraphs run over pages."""
    words = "Walk a little every day and add to it bit by bit, as far as you are comfortable with it. "
    items = "".join(f"              - Number {n}. {words * 2}\n" for n in range(12))
    rows = "".join(f'          - ["Row {n}", "{words}", "{words}"]\n' for n in range(30))
    paragraphs = "".join(f"      - {words * 12}\n" for _ in range(3))
    lists = "".join(f"      - kind: {kind}\n        items:\n{items}" for kind in ("do", "avoid", "points"))
    (folder / "handouts").mkdir(parents=True, exist_ok=True)
    (folder / "handouts" / "sources.yaml").write_text(
        "sources:\n"
        '  - {id: one, cite: A source with an address, url: "https://source.example/one", supports: All, read: "no"}\n',
        encoding="utf-8",
    )
    (folder / "handouts" / "long.yaml").write_text(
        f"""\
id: long
title: A long sheet
language: en
code: T-1
{REVIEW}topic: Test sheet
lead: Long enough for four pages.
disclaimer: For tests only.
body:
  - kind: section
    title: Paragraphs
    body:
{paragraphs}  - kind: section
    title: Lists
    body:
{lists}  - kind: section
    title: Table
    body:
      - kind: table
        title: A table over pages
        columns: ["Left head", "Middle head", "Right head"]
        widths: [2, 5, 5]
        rows:
{rows}  - kind: note
    title: Remember
    text: See **this** and [that page](https://source.example/a-page) of ours.
    sources: [one]
  - kind: sources
    title: Sources
""",
        encoding="utf-8",
    )


def write_long_form(folder: Path) -> None:
    """Write a questionnaire of three pages with every type of question."""
    texts = "".join(
        f"""\
      - {{linkId: words_{n}, type: text, text: "In your own words, part {n}", lines: 14, hint: take your time}}
      - {{linkId: line_{n}, type: string, text: A line, span: 6, required: true}}
      - {{linkId: day_{n}, type: date, text: A day, span: 6}}
      - linkId: many_{n}
        type: choice
        text: All that apply
        repeats: true
        columns: 2
        answerOption: [{{code: a, display: First}}, {{code: b, display: Second}}, {{code: c, display: Third}}]
      - linkId: one_{n}
        type: choice
        text: Only one
        answerOption: [{{code: "0", display: None}}, {{code: "1", display: Some}}, {{code: "2", display: A lot}}]
"""
        for n in range(4)
    )
    (folder / "forms").mkdir(parents=True, exist_ok=True)
    (folder / "forms" / "long.yaml").write_text(
        f"""\
id: long
title: A long form
language: en
code: T-2
{REVIEW}lead: Long enough for three pages.
footer: For tests only.
item:
  - linkId: all
    type: group
    text: All kinds of questions
    item:
      - {{linkId: intro, type: display, text: "Words between **questions**."}}
      - {{linkId: cells, type: string, text: Cells, comb: [4, 3], maxLength: 7, span: 6}}
{texts}      - {{linkId: signature, type: signature, text: Signature}}
""",
        encoding="utf-8",
    )


def write_png(path: Path, size: tuple[int, int], mode: str) -> None:
    """Write a picture; in mode RGBA its corners are see-through and its middle is half so."""
    picture = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else (255, 255, 255))
    colour = (11, 114, 114, 140) if mode == "RGBA" else (11, 114, 114)
    ImageDraw.Draw(picture).ellipse((4, 4, size[0] - 4, size[1] - 4), fill=colour)
    picture.save(path)


def both_kinds(folder: Path) -> Iterator[tuple[str, Built]]:
    library = generator.load_library(folder)
    yield "handout", generator.build_handout(library, "sciatica", on=DAY)
    yield "form", generator.build_form(library, "new-patient", on=DAY)


def fill_with_pypdf(data: bytes) -> bytes:
    """Return the form with every kind of field filled in."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    values = {
        "about_you.given": "Łukasz",
        "about_you.family": "O'Brien",
        "about_you.birth_date.day": "07",
        "about_you.sex": "/other",
        "about_you.contact_by.email": "/email",
    }
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


# -- good files -----------------------------------------------------------------------------------------------------


def test_every_sample_conforms(assert_conforms: AssertConforms, subtests: pytest.Subtests) -> None:
    for sample in generator.samples(DAY):
        if "quay-road" in sample.file:  # as the other branches but for its words
            continue
        with subtests.test(sample.file):
            assert_conforms(sample.built.data)


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_sheet_for_an_odd_name_conforms(name: str, assert_conforms: AssertConforms) -> None:
    library = generator.load_library("riverside")
    assert_conforms(generator.build_handout(library, "sciatica", on=DAY, values={"name": name}).data)


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_form_for_an_odd_name_conforms(name: str, assert_conforms: AssertConforms) -> None:
    library = generator.load_library("riverside")
    values = {"given": name, "family": name, "birth_date": "1979-04-02", "about_you.contact_by": "call text"}
    assert_conforms(generator.build_form(library, "new-patient", on=DAY, values=values).data)


@pytest.mark.parametrize("size", [(200, 200), (600, 120)], ids=["square", "wide"])
@pytest.mark.parametrize("mode", ["RGBA", "RGB"])
def test_png_logo_conforms(
    size: tuple[int, int], mode: str, tmp_path: Path, assert_conforms: AssertConforms, subtests: pytest.Subtests
) -> None:
    clinic = write_clinic(tmp_path, logo="logo.png")
    write_png(clinic / "logo.png", size, mode)
    for kind, built in both_kinds(clinic):
        with subtests.test(kind):
            assert_conforms(built.data)


def test_wide_svg_logo_conforms(tmp_path: Path, assert_conforms: AssertConforms, subtests: pytest.Subtests) -> None:
    clinic = write_clinic(tmp_path, logo="logo.svg")
    (clinic / "logo.svg").write_text(WIDE_SVG, encoding="utf-8")
    for kind, built in both_kinds(clinic):
        with subtests.test(kind):
            assert_conforms(built.data)


def test_yellow_brand_conforms(tmp_path: Path, assert_conforms: AssertConforms, subtests: pytest.Subtests) -> None:
    for kind, built in both_kinds(write_clinic(tmp_path, colour="#FFD400")):
        with subtests.test(kind):
            assert_conforms(built.data)


def test_letter_paper_conforms(tmp_path: Path, assert_conforms: AssertConforms, subtests: pytest.Subtests) -> None:
    for kind, built in both_kinds(write_clinic(tmp_path, paper="letter")):
        with subtests.test(kind):
            assert_conforms(built.data)


def test_sheet_whose_table_and_lists_run_over_pages_conforms(tmp_path: Path, assert_conforms: AssertConforms) -> None:
    write_long_handout(write_clinic(tmp_path))
    built = generator.build_handout(generator.load_library(tmp_path), "long", on=DAY)
    assert built.pages >= 3
    assert_conforms(built.data)


def test_form_of_three_pages_conforms(tmp_path: Path, assert_conforms: AssertConforms) -> None:
    write_long_form(write_clinic(tmp_path))
    built = generator.build_form(generator.load_library(tmp_path), "long", on=DAY)
    assert built.pages >= 3
    assert_conforms(built.data)


def test_sheet_with_a_note_of_the_therapist_conforms(assert_conforms: AssertConforms) -> None:
    values = {"name": "Asha Example", "note": "Walk after breakfast. “Little and often”, as we said: 2 × 10 minutes."}
    library = generator.load_library("riverside")
    assert_conforms(generator.build_handout(library, "sciatica", on=DAY, values=values).data)


def test_form_filled_in_with_pypdf_conforms(assert_conforms: AssertConforms) -> None:
    built = generator.build_form(generator.load_library("riverside"), "new-patient", on=DAY)
    assert_conforms(fill_with_pypdf(built.data))


# -- broken files ---------------------------------------------------------------------------------------------------


def elements(elem: Object) -> Iterator[Object]:
    yield elem
    content = elem.get("/K", pikepdf.Array())
    for kid in content if isinstance(content, pikepdf.Array) else [content]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from elements(kid)


def first(pdf: Pdf, tag: str) -> Object:
    return next(elem for elem in elements(pdf.Root.StructTreeRoot.K) if str(elem.S) == tag)


def all_annotations(pdf: Pdf) -> Iterator[Object]:
    for page in pdf.pages:
        yield from page.obj.get("/Annots", pikepdf.Array())


def figure_without_alternative(pdf: Pdf) -> None:
    del first(pdf, "/Figure")["/Alt"]


def skipped_heading_level(pdf: Pdf) -> None:
    first(pdf, "/H2")["/S"] = Name("/H4")


def head_cells_without_scope(pdf: Pdf) -> None:
    for elem in elements(pdf.Root.StructTreeRoot.K):
        if elem.S == Name.TH and "/A" in elem:
            del elem["/A"]


def list_item_outside_a_list(pdf: Pdf) -> None:
    first(pdf, "/L")["/S"] = Name("/Sect")


def unknown_tag(pdf: Pdf) -> None:
    first(pdf, "/H2")["/S"] = Name("/Titel")


def no_language(pdf: Pdf) -> None:
    del pdf.Root["/Lang"]


def title_not_shown(pdf: Pdf) -> None:
    del pdf.Root.ViewerPreferences["/DisplayDocTitle"]


def no_output_intent(pdf: Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def no_metadata(pdf: Pdf) -> None:
    del pdf.Root["/Metadata"]


def content_that_nobody_claims(pdf: Pdf) -> None:
    page = pdf.pages[0]
    code = page.Contents.read_bytes()
    page.Contents.write(code.replace(b"/Artifact <</Type /Pagination /Subtype /Header>> BDC", b"/Foo BMC"))


def first_link(pdf: Pdf) -> Any:
    """Return the first link's annotation."""
    return next(found for found in all_annotations(pdf) if found.Subtype == Name.Link)


def link_without_contents(pdf: Pdf) -> None:
    del first_link(pdf)["/Contents"]


def link_without_structure_parent(pdf: Pdf) -> None:
    del first_link(pdf)["/StructParent"]


def link_tagged_as_span(pdf: Pdf) -> None:
    first(pdf, "/Link")["/S"] = Name("/Span")


def no_tab_order(pdf: Pdf) -> None:
    for page in pdf.pages:
        del page.obj["/Tabs"]


def field_without_any_name(pdf: Pdf) -> None:
    del next(all_annotations(pdf))["/TU"]
    del first(pdf, "/Form")["/Alt"]


def field_tagged_as_span(pdf: Pdf) -> None:
    first(pdf, "/Form")["/S"] = Name("/Span")


def field_that_does_not_print(pdf: Pdf) -> None:
    next(all_annotations(pdf))["/F"] = 0


def field_without_appearance(pdf: Pdf) -> None:
    del next(all_annotations(pdf))["/AP"]


def appearances_left_to_the_viewer(pdf: Pdf) -> None:
    pdf.Root.AcroForm["/NeedAppearances"] = True


def field_with_a_script(pdf: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("1"))
    next(all_annotations(pdf))["/AA"] = Dictionary(F=script)


def font_not_embedded(pdf: Pdf) -> None:
    for font in pdf.pages[0].Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


Fault = Callable[[Pdf], None]
ON_SHEETS: tuple[Fault, ...] = (
    figure_without_alternative,
    skipped_heading_level,
    head_cells_without_scope,
    list_item_outside_a_list,
    unknown_tag,
    no_language,
    title_not_shown,
    no_output_intent,
    no_metadata,
    content_that_nobody_claims,
    link_without_contents,
    link_without_structure_parent,
    link_tagged_as_span,
)
ON_FORMS: tuple[Fault, ...] = (
    no_tab_order,
    field_without_any_name,
    field_tagged_as_span,
    field_that_does_not_print,
    field_without_appearance,
    appearances_left_to_the_viewer,
    field_with_a_script,
    font_not_embedded,
)


def assert_refused(data: bytes, fault: Fault, verapdf: Verapdf) -> None:
    """Put one fault into a good file and assert that one of both standards is broken then."""
    broken = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        fault(pdf)
        pdf.save(broken)
    assert not all(verapdf.check(broken.getvalue(), flavour).compliant for flavour in CONFORMANCE)


@pytest.mark.parametrize("fault", ON_SHEETS, ids=lambda fault: fault.__name__)
def test_validator_objects_to_one_fault_in_a_sheet(fault: Fault, verapdf: Verapdf) -> None:
    library = generator.load_library("riverside")
    assert_refused(generator.build_handout(library, "sciatica", on=DAY).data, fault, verapdf)


@pytest.mark.parametrize("fault", ON_FORMS, ids=lambda fault: fault.__name__)
def test_validator_objects_to_one_fault_in_a_form(fault: Fault, verapdf: Verapdf) -> None:
    library = generator.load_library("riverside")
    assert_refused(generator.build_form(library, "new-patient", on=DAY).data, fault, verapdf)
