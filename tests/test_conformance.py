"""Every kind of document is PDF/UA-1 and PDF/A-2a, by the word of veraPDF; and veraPDF does object to broken ones."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Object, Pdf
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

import generator
from generator import Built
from generator.library import Library
from tests.conftest import AssertAllConform, AssertConforms, breaches
from tests.helpers import SMALL_CLINIC, small_clinic
from tests.verapdf import Verapdf, has_long_number

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
    (folder / "handouts" / "sources.yaml").write_bytes((SMALL_CLINIC / "handouts" / "sources.yaml").read_bytes())
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


def write_small(folder: Path) -> None:
    """Write the sheet and the form “small”, which hold every kind of block and most kinds of questions."""
    for name in ("handouts/small.yaml", "handouts/sources.yaml", "forms/small.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((SMALL_CLINIC / name).read_bytes())


def write_png(path: Path, size: tuple[int, int], mode: str) -> None:
    """Write a picture; in mode RGBA its corners are see-through and its middle is half so."""
    picture = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else (255, 255, 255))
    colour = (11, 114, 114, 140) if mode == "RGBA" else (11, 114, 114)
    ImageDraw.Draw(picture).ellipse((4, 4, size[0] - 4, size[1] - 4), fill=colour)
    picture.save(path)


def both_kinds(library: Library) -> Iterator[tuple[str, bytes]]:
    """Yield the small sheet and the small form of a clinic, by their kind."""
    yield "handout", generator.build_handout(library, "small", on=DAY).data
    yield "form", generator.build_form(library, "small", on=DAY).data


@cache
def small() -> Mapping[str, bytes]:
    """Return the small sheet and the small form by their kind, each made once."""
    return dict(both_kinds(small_clinic()))


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


KNOWN = {  # as of another branch or clinic but for words and brand; or as in the library, whose every document conforms
    "riverside-quay-road-sciatica.pdf",
    "riverside-quay-road-new-patient.pdf",
    "riverside-weir-street-sciatica.pdf",
    "riverside-weir-street-new-patient.pdf",
    "human-mechanic-back-and-leg-pain.pdf",
    "crawley-back-and-leg-pain.pdf",
    "crawley-sciatica-early.pdf",
}


def test_every_sample_conforms(
    all_samples: Mapping[str, Built], assert_conforms: AssertConforms, subtests: pytest.Subtests
) -> None:
    assert all_samples.keys() > KNOWN
    for file, built in all_samples.items():
        if file in KNOWN:
            continue
        with subtests.test(file):
            assert_conforms(built.data)


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_sheet_for_an_odd_name_conforms(name: str, assert_conforms: AssertConforms) -> None:
    assert_conforms(generator.build_handout(small_clinic(), "hello", on=DAY, values={"name": name}).data)


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_form_for_an_odd_name_conforms(name: str, assert_conforms: AssertConforms) -> None:
    values = {"given": name, "family": name, "birth_date": "1979-04-02", "about_you.contact_by": "call text"}
    assert_conforms(generator.build_form(small_clinic(), "small", on=DAY, values=values).data)


@pytest.mark.parametrize("size", [(200, 200), (600, 120)], ids=["square", "wide"])
@pytest.mark.parametrize("mode", ["RGBA", "RGB"])
def test_png_logo_conforms(
    size: tuple[int, int], mode: str, tmp_path: Path, assert_all_conform: AssertAllConform
) -> None:
    clinic = write_clinic(tmp_path, logo="logo.png")
    write_small(clinic)
    write_png(clinic / "logo.png", size, mode)
    assert_all_conform(both_kinds(generator.load_library(clinic)))


def test_wide_svg_logo_conforms(tmp_path: Path, assert_all_conform: AssertAllConform) -> None:
    clinic = write_clinic(tmp_path, logo="logo.svg")
    write_small(clinic)
    (clinic / "logo.svg").write_text(WIDE_SVG, encoding="utf-8")
    assert_all_conform(both_kinds(generator.load_library(clinic)))


def test_yellow_brand_conforms(tmp_path: Path, assert_all_conform: AssertAllConform) -> None:
    clinic = write_clinic(tmp_path, colour="#FFD400")
    write_small(clinic)
    assert_all_conform(both_kinds(generator.load_library(clinic)))


def test_letter_paper_conforms(tmp_path: Path, assert_all_conform: AssertAllConform) -> None:
    clinic = write_clinic(tmp_path, paper="letter")
    write_small(clinic)
    assert_all_conform(both_kinds(generator.load_library(clinic)))


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
    assert_conforms(generator.build_handout(small_clinic(), "small", on=DAY, values=values).data)


def test_form_filled_in_with_pypdf_conforms(assert_conforms: AssertConforms) -> None:
    assert_conforms(fill_with_pypdf(small()["form"]))


# -- broken files ---------------------------------------------------------------------------------------------------


def elements(elem: Object) -> Iterator[Object]:
    yield elem
    content = elem.get("/K", pikepdf.Array())
    for kid in content if isinstance(content, pikepdf.Array) else [content]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from elements(kid)


def first(pdf: Pdf, tag: str) -> Object:
    return next(elem for elem in elements(pdf.Root.StructTreeRoot.K) if str(elem.S) == tag)


def annotations(pdf: Pdf, subtype: Name) -> Iterator[Object]:
    for page in pdf.pages:
        yield from (found for found in page.obj.get("/Annots", pikepdf.Array()) if found.Subtype == subtype)


def link(pdf: Pdf) -> Object:
    return next(annotations(pdf, Name.Link))


def field(pdf: Pdf) -> Object:
    return next(annotations(pdf, Name.Widget))


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


def integer_of_33_bits(pdf: Pdf) -> None:
    page = pdf.pages[0]
    page.Contents.write(page.Contents.read_bytes() + b"\n/Artifact BMC q 4294967296 w Q EMC")


def number_next_to_nothing(pdf: Pdf) -> None:
    form = next(
        found for found in pdf.objects if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form"
    )
    form.write(form.read_bytes() + b"\nq 0." + 40 * b"0" + b"1 w Q")


def place_beyond_all_bounds(pdf: Pdf) -> None:
    link(pdf)["/Rect"] = [0, 0, pikepdf.Object.parse(b"1" + 40 * b"0" + b".5"), 9]


def link_without_contents(pdf: Pdf) -> None:
    del link(pdf)["/Contents"]


def link_without_structure_parent(pdf: Pdf) -> None:
    del link(pdf)["/StructParent"]


def link_tagged_as_span(pdf: Pdf) -> None:
    first(pdf, "/Link")["/S"] = Name("/Span")


def no_tab_order(pdf: Pdf) -> None:
    for page in pdf.pages:
        del page.obj["/Tabs"]


def field_without_any_name(pdf: Pdf) -> None:
    del field(pdf)["/TU"]
    del first(pdf, "/Form")["/Alt"]


def field_tagged_as_span(pdf: Pdf) -> None:
    first(pdf, "/Form")["/S"] = Name("/Span")


def field_that_does_not_print(pdf: Pdf) -> None:
    field(pdf)["/F"] = 0


def field_without_appearance(pdf: Pdf) -> None:
    del field(pdf)["/AP"]


def appearances_left_to_the_viewer(pdf: Pdf) -> None:
    pdf.Root.AcroForm["/NeedAppearances"] = True


def field_with_a_script(pdf: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("1"))
    field(pdf)["/AA"] = Dictionary(F=script)


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
OF_NUMBERS: tuple[Fault, ...] = (integer_of_33_bits, number_next_to_nothing, place_beyond_all_bounds)
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


def with_fault(data: bytes, fault: Fault) -> bytes:
    """Return a good file with one fault in it."""
    broken = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        fault(pdf)
        pdf.save(broken)
    return broken.getvalue()


@pytest.mark.parametrize("fault", ON_SHEETS, ids=lambda fault: fault.__name__)
def test_validator_objects_to_one_fault_in_a_sheet(fault: Fault, verapdf: Verapdf) -> None:
    assert breaches(verapdf, with_fault(small()["handout"], fault))


@pytest.mark.parametrize("fault", ON_FORMS, ids=lambda fault: fault.__name__)
def test_validator_objects_to_one_fault_in_a_form(fault: Fault, verapdf: Verapdf) -> None:
    assert breaches(verapdf, with_fault(small()["form"], fault))


@pytest.mark.parametrize("fault", OF_NUMBERS, ids=lambda fault: fault.__name__)
def test_validator_objects_to_numbers_that_are_too_large_or_too_small(fault: Fault, verapdf: Verapdf) -> None:
    broken = breaches(verapdf, with_fault(small()["handout"], fault))
    assert [failure.clause for result in broken for failure in result.failures] == ["6.1.13"]


def test_numbers_of_our_files_are_so_short_that_their_size_need_not_be_checked() -> None:
    assert [kind for kind, data in small().items() if has_long_number(data)] == []


def test_verdicts_on_both_standards_are_told_apart(verapdf: Verapdf) -> None:
    sheet = small()["handout"]
    for fault, standard in ((title_not_shown, "ua1"), (no_output_intent, "2a")):
        assert [result.flavour for result in breaches(verapdf, with_fault(sheet, fault))] == [standard]


def test_all_files_that_do_not_conform_are_named_with_the_broken_clauses(assert_all_conform: AssertAllConform) -> None:
    form = small()["form"]
    broken = with_fault(form, no_tab_order), with_fault(form, no_output_intent)
    with pytest.raises(pytest.fail.Exception) as caught:
        assert_all_conform([("first.pdf", broken[0]), ("second.pdf", form), ("third.pdf", broken[1])])
    verdicts = [line for line in str(caught.value).splitlines() if not line.startswith(" ")]
    assert [re.sub(r"\(.*| ×.*", "", line).rstrip() for line in verdicts] == [
        "first.pdf does not conform to PDFUA-1",
        "7.18.3-1",
        "third.pdf does not conform to PDFA-2A",
        "6.2.4.3-2",
    ]


def test_nothing_to_check_is_no_success(assert_all_conform: AssertAllConform) -> None:
    with pytest.raises(AssertionError, match="no PDF"):
        assert_all_conform([])
