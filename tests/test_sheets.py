"""The built-in advice sheets, and the card to cut out that each of them can bring along."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from generator import build_handout
from generator.audit import Audit, audit
from generator.blocks import Block, Callout, Columns, Document, Section, Table, plain
from generator.build import handout_content, themes_of
from generator.layout import page_fit
from generator.model.evidence import GuidelineSet
from generator.model.handout import Handout
from tests import batching
from tests.helpers import DAY, riverside, setting

IDS = riverside().handout_ids()
EASY = tuple(id_ for id_ in IDS if id_.endswith("-easy"))


@pytest.fixture(scope="module")
def audited() -> Audit:
    """All documents of the built-in library, looked at once."""
    return audit(riverside(), on=DAY)


def composed(id_: str, country: str = "GB", guidelines: GuidelineSet | None = None) -> Document:
    place = setting(country)
    branch = place.branch.model_copy(update={"guidelines": guidelines})
    return handout_content(riverside(), id_).compose(replace(place, branch=branch))


def within(body: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block of *body* and what stands in it."""
    for block in body:
        yield block
        match block:
            case Section():
                yield from within(block.body)
            case Columns():
                yield from within((*block.main, *block.side))


def red_boxes(document: Document) -> list[Callout]:
    return [block for block in within(document.body) if isinstance(block, Callout) and block.kind == "emergency"]


# -- all sheets -----------------------------------------------------------------------------------------------------


def test_the_library_has_a_sheet_for_every_condition() -> None:
    assert len([id_ for id_ in IDS if id_ not in EASY]) >= 28
    assert len(EASY) >= 5


def test_check_finds_no_fault_with_the_built_in_library(audited: Audit) -> None:
    told = [f"{finding.at}: {finding.what} [{finding.rule}]" for finding in audited.findings]
    assert told == []
    assert audited.looked_at > 90


def test_each_sheet_has_nine_in_ten_of_the_pemat_items_that_apply_to_it(audited: Audit) -> None:
    for sheet in audited.sheets:
        applying = [has for has in sheet.pemat.values() if has is not None]
        assert sum(applying) >= 0.9 * len(applying), sheet.id


@pytest.mark.parametrize("id_", IDS)
def test_each_sheet_has_one_red_box_with_the_signs_of_cauda_equina_and_the_number_to_call(id_: str) -> None:
    (box,) = red_boxes(composed(id_, "GB"))
    signs = " ".join(plain(sign).lower() for sign in box.signs)
    assert [word for word in ("numb", "bottom", "pee", "poo", "both legs") if word not in signs] == []
    assert "999" in plain(box.title) + plain(box.lead)


@pytest.mark.parametrize(("country", "number"), [("GB", "999"), ("US", "911"), ("IE", "112"), ("IN", "112")])
def test_the_emergency_number_is_that_of_the_branch(country: str, number: str) -> None:
    (box,) = red_boxes(composed("sciatica", country))
    assert plain(box.title).startswith(f"Any of these? Call {number}")


def test_a_guideline_set_has_its_own_word_on_acupuncture() -> None:
    answers = {}
    for chosen in ("uk", "us", "who"):
        tables = [block for block in within(composed("sciatica", guidelines=chosen).body) if isinstance(block, Table)]
        rows = [[plain(cell) for cell in row] for table in tables for row in table.rows]
        answers[chosen] = next(row[1] for row in rows if row[0].startswith("Acupuncture"))
    assert answers == {"uk": "Not advised", "us": "Maybe a little", "who": "Maybe a little"}


@pytest.mark.parametrize("id_", EASY)
def test_an_easy_sheet_has_one_page_on_both_papers(id_: str) -> None:
    content = handout_content(riverside(), id_)
    document = composed(id_)
    for paper in ("a4", "letter"):
        pages, _ = page_fit(document, themes_of(riverside(), content.looks, paper), riverside().fonts)
        assert len(pages) == 1, paper


def test_an_easy_sheet_belongs_to_a_full_one() -> None:
    assert [id_ for id_ in EASY if id_.removesuffix("-easy") not in IDS] == []
    assert [id_ for id_ in IDS if (riverside().handout(id_).audience == "easy") != (id_ in EASY)] == []


def test_the_sheet_on_the_pinched_nerve_prints_the_text_on_sciatica_under_its_own_name() -> None:
    pinched, sciatica = composed("pinched_nerve"), composed("sciatica")
    assert pinched.body[1:] == sciatica.body[1:]
    assert (pinched.title, sciatica.title) == ("Pinched nerve", "Sciatica")
    assert pinched.body[0] != sciatica.body[0]
    assert isinstance(riverside().written_handout("sciatica"), Handout)


# -- the card to cut out --------------------------------------------------------------------------------------------

FRONT, BACK = "Get help now: 999", "Show this at the desk"
Box = tuple[float, float, float, float]


def page_texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def bars(data: bytes, page: int) -> list[Box]:
    """Return the boxes of the bars on a page that are as wide as a bank card: left, bottom, right, top."""
    document = pypdfium2.PdfDocument(data)
    try:
        return sorted(box for box in _painted(document[page]) if 230 < box[2] - box[0] < 245 and box[3] - box[1] < 60)
    finally:
        document.close()


def _painted(page: pypdfium2.PdfPage) -> Iterator[Box]:
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        edges = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(shape, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        yield left, bottom, right, top


def test_a_card_to_fold_has_both_faces_on_one_page(tmp_path: Path) -> None:
    data = build_handout(batching.clinic(tmp_path), "sheet", on=DAY, card="fold").data
    assert [(FRONT in text, BACK in text) for text in page_texts(data)] == [(True, True)]
    (left,), (right,) = [[bar] for bar in bars(data, 0)]
    assert left[1:4:2] == pytest.approx(right[1:4:2])
    assert left[2] == pytest.approx(right[0], abs=2)


def test_a_card_for_both_sides_lies_back_to_back_on_one_leaf(tmp_path: Path) -> None:
    data = build_handout(batching.clinic(tmp_path), "sheet", on=DAY, card="duplex").data
    texts = page_texts(data)
    assert [(text.count(FRONT), text.count(BACK)) for text in texts] == [(0, 0), (0, 0), (2, 0), (0, 2)]
    width = pypdfium2.PdfDocument(data)[2].get_width()
    mirrored = [(width - right, bottom, width - left, top) for left, bottom, right, top in bars(data, 2)]
    assert len(mirrored) == 2
    for front, back in zip(mirrored, bars(data, 3), strict=True):
        assert front == pytest.approx(back, abs=0.1)


def test_a_sheet_without_a_card_is_printed_without_one(tmp_path: Path) -> None:
    data = build_handout(batching.clinic(tmp_path), "sheet", on=DAY).data
    assert [FRONT in text for text in page_texts(data)] == [False]


@pytest.mark.parametrize(("card", "faces"), [("fold", [(1, 1)]), ("duplex", [(0, 0), (0, 0), (2, 0), (0, 2)])])
def test_a_batch_adds_the_card_that_its_job_asks_for(tmp_path: Path, card: str, faces: list[tuple[int, int]]) -> None:
    library, roster = batching.clinic(tmp_path), batching.roster(tmp_path, batching.people(2))
    documents = [{"document": "handout:sheet", "card": card}]
    report = batching.run(library, tmp_path / "out", roster=roster, documents=documents)
    made = batching.files(tmp_path / "out")
    assert (report.documents, report.failed, len(made)) == (2, 0, 2)
    for data in made.values():
        assert [(text.count(FRONT), text.count(BACK)) for text in page_texts(data)] == faces
