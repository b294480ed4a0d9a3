"""Print files: each page, tag and field as in the patient's own file; conforming; written as they go."""

from __future__ import annotations

import re
import subprocess
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import WriteError
from generator.library import Library
from generator.model.patient import Patient
from generator.pdf.outline import outline_of
from generator.stamp import LaidOut, Order, Press, printfile
from generator.stamp.base import Base, Filled
from generator.stamp.print_objects import ObjectFile
from generator.stamp.print_values import Reference, constant, dictionary, parse, quoted, referred
from generator.stamp.printfile import PrintFile, Totals
from tests.batching import clinic
from tests.conftest import AssertConforms
from tests.helpers import DAY, form_yaml, group_yaml, handout_yaml, riverside
from tests.verapdf import Verapdf

SCIATICA, REGISTRATION = Order("handout", "sciatica"), Order("form", "new-patient")
ANN = Patient(id="P-1001", given="Ann", family="Arden", birth_date="1980-02-01")  # type: ignore[arg-type]
BEN = Patient(id="P-1002", given="Ben", family="Bright", birth_date="1975-12-31")  # type: ignore[arg-type]
ASHA = Patient(id="P-1003", given="आशा", family="कुलकर्णी")
LETTER = handout_yaml(
    """
    - kind: section
      title: At home
      body: [Walk a little]
    - kind: therapist_note
      title: A note
    """,
    id="letter",
)
CARD = form_yaml(
    group_yaml(
        """
        - {linkId: name, type: text, text: Name, prefill: given}
        - {linkId: sure, type: boolean, text: Are you sure}
        - {linkId: story, type: text, text: Your story, lines: 2}
        """
    ),
    id="card",
)
SMALL_LETTER, SMALL_CARD = Order("handout", "letter"), Order("form", "card")
Job = tuple[Order, Patient]


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(riverside(), DAY)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """Return a press with a sheet and a form of one page each: a validator is done with them soon."""
    return Press(small_library(tmp_path_factory.mktemp("small")), DAY)


def small_library(folder: Path) -> Library:
    return clinic(folder, {"handouts/letter.yaml": LETTER, "forms/card.yaml": CARD})


class Made:
    """A print file in memory, and what was put in."""

    def __init__(self, press: Press, **options: Any) -> None:
        self._out, self._press = BytesIO(), press
        keys = {"title": "Print", "author": "Own Clinic", "language": "en-GB", "on": DAY, "creator": "Test", **options}
        self.file = PrintFile(self._out.write, **keys)
        self.singles: list[bytes] = []
        self.totals = Totals(0, 0, 0)

    def parts(self, order: Order, patient: Patient) -> tuple[Base, Filled] | LaidOut:
        return self._press.fill(order, patient) or self._press.lay_out(order, patient)

    def add(self, order: Order, patient: Patient, **options: Any) -> int:
        single = self._press.stamp(order, patient) or self._press.lay_out(order, patient)
        self.singles.append(b"".join(single.parts))
        return self.file.add(self.parts(order, patient), **{"label": patient.id or "nobody", **options})

    def close(self) -> bytes:
        self.totals = self.file.close()
        return self._out.getvalue()


def made(press: Press, jobs: Sequence[Job], **options: Any) -> tuple[bytes, list[bytes]]:
    """Return a print file of *jobs*, those of one patient in a row being of that patient, and their own files."""
    making, before = Made(press, **options), None
    for order, patient in jobs:
        making.add(order, patient, new_patient=patient is not before)
        before = patient
    return making.close(), making.singles


def seen(data: bytes) -> list[tuple[str, bytes]]:
    """Return text and pixels of each page, fields included."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        return [
            (page.get_textpage().get_text_range(), bytes(page.render(scale=0.5).buffer)) for page in document
        ]  # fmt: skip
    finally:
        document.close()


def outline(folder: Path, data: bytes) -> tuple[list[str], list[str]]:
    """Return the lines of tags and of fields."""
    path = folder / "outline.pdf"
    path.write_bytes(data)
    tags, _, fields = outline_of(path).partition("\n\n")
    return tags.splitlines(), fields.splitlines()


def parts_of(tags: Sequence[str], depth: int) -> Iterator[list[str]]:
    """Yield the lines below each element at *depth*, moved to the left."""
    found: list[list[str]] = []
    for line in tags:
        own = (len(line) - len(line.lstrip(" "))) // 2
        if own == depth:
            found.append([])
        elif own > depth:
            found[-1].append(line[2 * depth + 2 :])
    yield from found


def every_byte(data: bytes) -> bytes:
    """Return the bytes of all objects and of all streams, unpacked."""
    with pikepdf.open(BytesIO(data)) as pdf:
        out = [data]
        for obj in pdf.objects:
            out.append(obj.unparse(resolved=True))
            if isinstance(obj, pikepdf.Stream):
                out.append(obj.read_bytes())
        return b"\n".join(out)


def glyph_text(data: bytes) -> str:
    return "".join(text for text, _ in seen(data))


MIXED: list[Job] = [(SCIATICA, ANN), (REGISTRATION, ANN), (SCIATICA, ASHA), (SCIATICA, BEN), (REGISTRATION, BEN)]


@pytest.fixture(scope="module")
def mixed(press: Press) -> tuple[bytes, list[bytes]]:
    """Return a print file of stamped and laid-out documents, two of some patients, and their own files."""
    return made(press, MIXED)


# -- each page as in the patient's own file -----------------------------------------------------------------------


def test_pages_look_and_read_as_in_the_patients_own_files(mixed: tuple[bytes, list[bytes]]) -> None:
    data, singles = mixed
    assert seen(data) == [page for single in singles for page in seen(single)]


def test_pages_without_tags_look_and_read_as_in_the_patients_own_files(press: Press) -> None:
    data, singles = made(press, MIXED, tagged=False)
    assert seen(data) == [page for single in singles for page in seen(single)]


def test_name_that_was_laid_out_is_among_those_that_were_stamped(
    press: Press, mixed: tuple[bytes, list[bytes]]
) -> None:
    assert press.fill(SCIATICA, ASHA) is None
    assert "आशा" in glyph_text(mixed[0])


def test_tags_below_each_document_are_those_of_its_own_file(tmp_path: Path, mixed: tuple[bytes, list[bytes]]) -> None:
    data, singles = mixed
    tags, _ = outline(tmp_path, data)
    documents = [part for patient in parts_of(tags, 1) for part in parts_of(patient, 0)]
    assert documents == [next(parts_of(outline(tmp_path, single)[0], 0)) for single in singles]


def test_each_patient_has_one_part_with_a_section_for_each_document(
    tmp_path: Path, mixed: tuple[bytes, list[bytes]]
) -> None:
    tags, _ = outline(tmp_path, mixed[0])
    outer = [
        line for line in tags if len(line) - len(line.lstrip()) <= 4 and line.strip() in ("Document", "Part", "Sect")
    ]
    assert outer == [
        "Document",
        *("  Part", "    Sect", "    Sect"),
        *("  Part", "    Sect"),
        *("  Part", "    Sect", "    Sect"),
    ]


def test_fields_of_each_patient_have_names_and_values_of_their_own(
    tmp_path: Path, mixed: tuple[bytes, list[bytes]]
) -> None:
    data, singles = mixed
    _, fields = outline(tmp_path, data)
    expected = [
        f"  {patient}.{line.strip()}"
        for patient, single in zip(
            ("p000001_1", "p000001_2", "p000002_1", "p000003_1", "p000003_2"), singles, strict=True
        )
        for line in outline(tmp_path, single)[1][1:]
    ]
    assert fields[1:] == expected
    names = [line.split()[0] for line in expected]
    assert len(set(names)) == len(names)


def test_copies_have_fields_of_their_own(tmp_path: Path, small: Press) -> None:
    making = Made(small)
    assert making.add(SMALL_CARD, ANN, copies=3) == 3
    making.add(SMALL_CARD, ANN, new_patient=False)
    _, fields = outline(tmp_path, making.close())
    assert {line.split(".")[0].strip() for line in fields[1:]} == {f"p000001_{form}" for form in (1, 2, 3, 4)}
    assert making.totals == Totals(patients=1, documents=4, pages=4)


def test_copies_share_their_streams(small: Press) -> None:
    sizes = []
    for copies in (1, 1001):
        making = Made(small)
        making.add(SMALL_LETTER, ANN, copies=copies)
        sizes.append(len(making.close()))
    assert (sizes[1] - sizes[0]) / 1000 < 700


def test_fonts_of_fields_keep_their_names_apart(press: Press) -> None:
    """Latin names and Greek ones are set with two subsets, which call their fonts alike."""
    greek = Patient(id="P-1004", given="Ελένη", family="Δημητρίου")
    data, singles = made(press, [(REGISTRATION, ANN), (REGISTRATION, greek), (REGISTRATION, ASHA)])
    with pikepdf.open(BytesIO(data)) as pdf:
        fonts = pdf.Root.AcroForm.DR.Font
        assert len({font.objgen for font in fonts.values()}) == len(fonts)
        for page, single in zip(pdf.pages, singles, strict=True):
            with pikepdf.open(BytesIO(single)) as own:
                for widget, wanted in zip(page.Annots, own.pages[0].Annots, strict=True):
                    if "/DA" in widget:
                        name, wanted_name = str(widget.DA).split()[0], str(wanted.DA).split()[0]
                        font, wanted_font = fonts[name], own.Root.AcroForm.DR.Font[wanted_name]
                        assert font.BaseFont == wanted_font.BaseFont
                        assert str(widget.DA).split()[1:] == str(wanted.DA).split()[1:]


def labels_of(pdf: pikepdf.Pdf, pages: Iterable[int] | None = None) -> list[Any]:
    """Return the labels of *pages*, or of all."""
    return [pdf.pages[index].label for index in (range(len(pdf.pages)) if pages is None else pages)]


# -- finding one's way --------------------------------------------------------------------------------------------


def test_bookmark_of_each_patient_leads_to_their_first_page(mixed: tuple[bytes, list[bytes]]) -> None:
    with pikepdf.open(BytesIO(mixed[0])) as pdf, pdf.open_outline() as bookmarks:
        numbers: dict[Any, int] = {page.objgen: index for index, page in enumerate(pdf.pages)}
        places: list[Any] = [item.destination for item in bookmarks.root]
        found = [(item.title, numbers[place[0].objgen]) for item, place in zip(bookmarks.root, places, strict=True)]
        assert pdf.Root.PageMode == "/UseOutlines"
    assert found == [("P-1001", 0), ("P-1003", 5), ("P-1002", 9)]


def test_page_labels_count_from_one_for_each_patient(mixed: tuple[bytes, list[bytes]]) -> None:
    with pikepdf.open(BytesIO(mixed[0])) as pdf:
        labels = labels_of(pdf)
    assert labels == [
        f"P-100{patient} · {page}" for patient, pages in ((1, 5), (3, 4), (2, 5)) for page in range(1, pages + 1)
    ]


def test_labels_may_be_in_any_script_and_hold_brackets(small: Press) -> None:
    making = Made(small)
    labels = ["आशा (2)", "12 0 R", ") /Evil <<", "100%d %b"]
    for label in labels:
        making.add(SMALL_LETTER, ANN, label=label)
    with pikepdf.open(BytesIO(making.close())) as pdf, pdf.open_outline() as bookmarks:
        assert [item.title for item in bookmarks.root] == labels
        assert labels_of(pdf) == [f"{label} · 1" for label in labels]


def test_trees_hold_many_patients(small: Press) -> None:
    making = Made(small)
    parts = making.parts(SMALL_LETTER, ANN)
    for number in range(4300):  # more than 64 leaves of 64 pages
        making.file.add(parts, label=f"P-{number}")
    with pikepdf.open(BytesIO(making.close())) as pdf:
        assert len(pdf.pages) == 4300
        assert labels_of(pdf, (0, 64, 4299)) == ["P-0 · 1", "P-64 · 1", "P-4299 · 1"]
        assert pdf.Root.Outlines.Count == 4300
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        page = pdf.pages[4299].obj
        elements = tree[int(page.StructParents)]
        assert elements[0].Pg.objgen == page.objgen
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == len(list(tree.keys()))
        with pdf.open_outline() as bookmarks:
            assert sum(1 for _ in bookmarks.root) == 4300


# -- both sides ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tagged", [True, False])
def test_each_patient_starts_on_a_fresh_sheet(press: Press, tagged: bool) -> None:
    making = Made(press, duplex=True, tagged=tagged)
    taken = [
        making.add(REGISTRATION, ANN),
        making.add(SCIATICA, BEN),
        making.add(REGISTRATION, BEN, new_patient=False),
        making.add(REGISTRATION, ASHA),
    ]
    data = making.close()
    assert taken == [1, 5, 1, 2]
    assert [not text.strip() for text, _ in seen(data)] == [False, True, *[False] * 5, True, False]
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.pages[1].mediabox == pdf.pages[0].mediabox
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        assert labels_of(pdf)[:3] == ["P-1001 · 1", "P-1001 · 2", "P-1002 · 1"]


def test_each_copy_starts_on_a_fresh_sheet(press: Press) -> None:
    making = Made(press, duplex=True)
    assert making.add(REGISTRATION, ANN, copies=3) == 5


def test_one_side_has_no_blank_pages(press: Press) -> None:
    making = Made(press)
    assert [making.add(REGISTRATION, who) for who in (ANN, BEN)] == [1, 1]


# -- conforming ---------------------------------------------------------------------------------------------------


def small_jobs() -> list[Job]:
    return [(SMALL_LETTER, ANN), (SMALL_CARD, ANN), (SMALL_CARD, ASHA), (SMALL_CARD, BEN)]


def test_tagged_print_file_conforms(small: Press, assert_conforms: AssertConforms) -> None:
    assert_conforms(made(small, small_jobs(), duplex=True)[0])


def test_sheet_and_form_of_the_library_conform_in_a_print_file(press: Press, assert_conforms: AssertConforms) -> None:
    assert_conforms(made(press, [(SCIATICA, ANN), (REGISTRATION, BEN)])[0])


def test_print_file_without_tags_conforms_to_the_lower_level(small: Press, verapdf: Verapdf) -> None:
    data, _ = made(small, small_jobs(), duplex=True, tagged=False)
    assert verapdf.check(data, "2u").compliant, str(verapdf.check(data, "2u"))


def test_print_file_without_tags_claims_none(small: Press) -> None:
    data, _ = made(small, small_jobs(), tagged=False)
    with pikepdf.open(BytesIO(data)) as pdf:
        assert {"/StructTreeRoot", "/MarkInfo"} & set(pdf.Root.keys()) == set()
        assert pdf.open_metadata().get("pdfaid:conformance") == "U"
    everything = every_byte(data)
    for word in (b"/StructParent", b"pdfuaid", b"/StructElem"):
        assert word not in everything


@pytest.mark.external("qpdf")
@pytest.mark.parametrize("tagged", [True, False])
def test_print_file_is_clean_for_qpdf(tmp_path: Path, press: Press, tagged: bool) -> None:
    path = tmp_path / "print.pdf"
    path.write_bytes(made(press, MIXED, duplex=True, tagged=tagged)[0])
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_document_in_another_language_says_so(small: Press) -> None:
    data, _ = made(small, [(SMALL_LETTER, ANN)], language="fr")
    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.Root.StructTreeRoot.K.K[0].K[0].Lang) == "en-GB"


# -- nothing of another patient, nothing changed by what it looks like ---------------------------------------------


def test_print_file_holds_nothing_of_whom_it_was_not_printed_for(press: Press) -> None:
    canary = Patient(id="CANARY-77", given="Quetzal", family="Xylograph", phone="07700900077")
    for order in (SCIATICA, REGISTRATION):
        assert press.fill(order, canary) is not None
    whole, _ = made(press, [(REGISTRATION, canary)])
    without, _ = made(press, [(SCIATICA, ANN), (REGISTRATION, ANN), (REGISTRATION, BEN)])
    for word in (b"CANARY-77", b"Quetzal", b"Xylograph"):
        coded = word.hex().encode()
        assert coded in every_byte(whole).lower() or word in every_byte(whole)
        assert coded not in every_byte(without).lower()
        assert word not in every_byte(without)


@pytest.mark.parametrize(
    "name", ["12 0 R", "(12 0 R)", "<< /Type /StructElem >>", "/HOLE.V.0", "%b %d 100%", "\\) 3 0 R"]
)
@pytest.mark.parametrize("laid_out", [False, True])
def test_name_that_looks_like_code_stays_a_name(small: Press, tmp_path: Path, name: str, laid_out: bool) -> None:
    patient = Patient(id="P-9", given=name, family="Bee")
    parts = small.lay_out(SMALL_CARD, patient) if laid_out else small.fill(SMALL_CARD, patient)
    assert parts is not None
    making = Made(small)
    making.add(SMALL_LETTER, ANN)
    making.file.add(parts, label=name)
    data = making.close()
    single = small.lay_out(SMALL_CARD, patient).data
    assert seen(data)[1:] == seen(single)
    _, fields = outline(tmp_path, data)
    assert [line.replace("p000002_1.", "") for line in fields] == outline(tmp_path, single)[1]


@given(st.recursive(
    st.one_of(
        st.integers(0, 99_999).map(Reference),
        st.sampled_from([b"/Name", b"null", b"true", b"12", b"-0.5", b"(12 0 R)", b"(a\\)b\\(12 0 R)", b"<feff0020>"]),
    ),
    lambda kids: st.lists(kids, max_size=4) | st.dictionaries(st.sampled_from([b"/A", b"/B", b"/C"]), kids, max_size=3),
    max_leaves=12,
))  # fmt: skip
def test_object_is_read_as_it_was_written(value: Any) -> None:
    written = constant(referred(value, lambda number: b"%d 0 R" % number))
    assert parse(quoted(written)) == value


def test_reference_in_a_string_is_not_renumbered() -> None:
    text = b"<< /A 1 0 R /B (1 0 R \\(1 0 R\\) %d) /C [ 12 0 R 1 0 obj ] /D <31203020> >>"
    keys = dictionary(referred(parse(quoted(text)), lambda number: b"%d 0 R" % (number + 700)))
    assert constant(keys) == b"<</A 701 0 R/B(1 0 R \\(1 0 R\\) %d)/C[712 0 R 1 0 obj]/D<31203020>>>"


def test_equal_print_files_have_equal_bytes(small: Press) -> None:
    assert made(small, small_jobs())[0] == made(small, small_jobs())[0]


def test_nobody_else_changes_the_number_of_a_file(small: Press) -> None:
    found = re.search(rb"/ID\[<(\w+)>", made(small, small_jobs())[0])
    other = re.search(rb"/ID\[<(\w+)>", made(small, small_jobs()[1:])[0])
    assert found
    assert other
    assert found[1] != other[1]


# -- bounds -------------------------------------------------------------------------------------------------------


def test_print_file_without_documents_is_refused(small: Press) -> None:
    with pytest.raises(ValueError, match="without documents"):
        Made(small).close()


def test_print_file_that_is_full_says_what_to_do(small: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printfile, "_MOST", 20_400)
    making = Made(small)
    parts = making.parts(SMALL_LETTER, ANN)
    for number in range(5):
        making.file.add(parts, label=f"P-{number}")
    with pytest.raises(WriteError, match=r"cannot hold more than 5 of these patients — .* for each branch"):
        making.file.add(parts, label="P-5", copies=100)
    with pikepdf.open(BytesIO(making.close())) as pdf:
        assert len(pdf.pages) == 5


@pytest.mark.parametrize("tagged", [True, False])
def test_memory_does_not_grow_with_the_patients(small: Press, tagged: bool) -> None:
    size = 0

    def count(data: bytes) -> None:
        nonlocal size
        size += len(data)

    file = PrintFile(count, title="T", author="A", language="en-GB", on=DAY, creator="C", tagged=tagged)
    parts = small.fill(SMALL_LETTER, ANN)
    assert parts is not None
    for number in range(300):
        file.add(parts, label=f"P-{number:06}")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(300, 2300):
        file.add(parts, label=f"P-{number:06}")
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    file.close()
    assert size > 1_000_000
    assert grown < 2000 * 200 + 300_000  # what is kept of each patient, and what waits to be written


def test_objects_of_a_long_object_stream_are_found(small: Press) -> None:
    out = BytesIO()
    file = ObjectFile(out.write)
    later = file.reserve()
    numbers = range(file.next, file.next + 700)
    block, index = (b"\n".join(b"(%d)" % number for number in range(700)), b"".join(b"%d %%d " % n for n in numbers))
    assert file.add_block(block, index, 700) == numbers[0]
    stream = file.stream(b"<</Length ", b"abc")
    pages = file.add(b"<</Type/Pages/Count 0/Kids[]>>")
    file.put(later, b"(later)")
    file.close(file.add(b"<</Type/Catalog/Pages %d 0 R>>" % pages), file.add(b"<<>>"))
    with pikepdf.open(BytesIO(out.getvalue())) as pdf:
        texts = [str(pdf.get_object(number, 0)) for number in numbers]
        assert texts == [str(number) for number in range(700)]
        assert str(pdf.get_object(later, 0)) == "later"
        assert pdf.get_object(stream, 0).read_bytes() == b"abc"


def test_object_that_was_never_written_is_noticed() -> None:
    file = ObjectFile(BytesIO().write)
    file.reserve()
    with pytest.raises(ValueError, match="never written"):
        file.close(file.add(b"<<>>"), file.add(b"<<>>"))
