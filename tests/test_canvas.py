"""The tagged canvas fails closed: what nobody claims is never painted."""

from __future__ import annotations

import pytest

from generator.pdf.canvas import TaggedCanvas, UntaggedContentError
from generator.pdf.tags import MarkedContent


@pytest.fixture
def canvas() -> TaggedCanvas:
    return TaggedCanvas((200.0, 100.0), "en")


def test_painting_that_nobody_claims_is_refused(canvas: TaggedCanvas) -> None:
    with pytest.raises(UntaggedContentError, match="nobody claims"):
        canvas.rect(0, 0, 10, 10, stroke=0, fill=1)


def test_state_may_change_outside_of_content(canvas: TaggedCanvas) -> None:
    canvas.saveState()
    canvas.setLineWidth(2)
    canvas.translate(5, 5)
    canvas.restoreState()
    assert not canvas.claimed


def test_decoration_is_an_artifact_and_no_element(canvas: TaggedCanvas) -> None:
    with canvas.artifact():
        canvas.line(0, 0, 10, 10)
    assert canvas.tree.root.kids == []


def test_content_belongs_to_the_open_element(canvas: TaggedCanvas) -> None:
    with canvas.element("P") as paragraph, canvas.marked():
        canvas.line(0, 0, 10, 10)
    assert canvas.tree.root.kids == [paragraph]
    assert paragraph.kids == [MarkedContent(page=0, mcid=0)]


def test_content_inside_other_content_is_refused(canvas: TaggedCanvas) -> None:
    with canvas.element("P"), canvas.marked(), pytest.raises(UntaggedContentError, match="inside other"):
        canvas.marked().__enter__()


def test_content_inside_an_artifact_is_refused(canvas: TaggedCanvas) -> None:
    with canvas.artifact(), canvas.element("P"), pytest.raises(UntaggedContentError, match="inside other"):
        canvas.marked().__enter__()


def test_painting_after_the_content_has_ended_is_refused(canvas: TaggedCanvas) -> None:
    with canvas.element("P"), canvas.marked():
        canvas.line(0, 0, 10, 10)
    with pytest.raises(UntaggedContentError):
        canvas.line(0, 0, 10, 10)


def test_text_in_fonts_of_its_own_is_refused(canvas: TaggedCanvas) -> None:
    with canvas.artifact(), pytest.raises(UntaggedContentError, match="show"):
        canvas.drawString(0, 0, "Helvetica")


def test_structure_type_that_pdf_does_not_know_is_refused(canvas: TaggedCanvas) -> None:
    with pytest.raises(ValueError, match="Chapter"):
        canvas.tree.open("Chapter")


def test_element_of_one_key_stays_one_element(canvas: TaggedCanvas) -> None:
    for _ in range(2):
        with canvas.element("P", "key"), canvas.marked():
            canvas.line(0, 0, 10, 10)
        canvas.showPage()
    (paragraph,) = canvas.tree.root.kids
    assert [kid.page for kid in paragraph.kids] == [0, 1]  # type: ignore[union-attr]
