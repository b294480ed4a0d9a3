"""The comparison of a stamped document with a full layout sees one thing that is changed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Name, Pdf, String

from generator.stamp import Order, Press
from tests.stamp_patients import SMALL, joined, patient, riverside_press, small_press, stamped_of
from tests.stamping import differences


@pytest.fixture(scope="module")
def press() -> Press:
    """A press for the example clinic."""
    return riverside_press()


def changed(data: bytes, change: Callable[[Pdf], None]) -> bytes:
    """Return a file with one thing changed by hand."""
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def _other_glyph(pdf: Pdf) -> None:
    """Change the last letter that the first page shows."""
    page = pdf.pages[0]
    instructions = list(pikepdf.parse_content_stream(page))
    index = max(
        i for i, each in enumerate(instructions) if str(each.operator) == "TJ" and len(bytes(each.operands[0][-1])) > 2
    )
    array = instructions[index].operands[0]
    last = bytes(array[-1])
    array[-1] = String(last[:-2] + last[-4:-2])
    instructions[index] = pikepdf.ContentStreamInstruction([array], pikepdf.Operator("TJ"))
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _moved_link_or_field(pdf: Pdf) -> None:
    rect = pdf.pages[0].obj.Annots[0].Rect
    rect[0] = float(rect[0]) + 0.5


def _other_tag(pdf: Pdf) -> None:
    element = pdf.Root.StructTreeRoot.K.K[0]
    element.S = Name.Sect if Name.Div == element.S else Name.Div


def _swapped_content(pdf: Pdf) -> None:
    """Give two elements each other's text."""
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    owners = [each for each in parents if isinstance(each.get("/K"), pikepdf.Array) and len(each.K) == 1]
    first, second = owners[0], owners[-1]
    first.K, second.K = second.K, first.K


def _other_meaning(pdf: Pdf) -> None:
    """Let a font say that its letters mean others."""
    for font in pdf.pages[0].obj.Resources.Font.values():
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b" <0061>", b" <0062>"))


def _other_title(pdf: Pdf) -> None:
    pdf.docinfo.Title = String("Another title")


def _other_metadata(pdf: Pdf) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"Test Clinic", b"Other Clinic"))


def _without_page(pdf: Pdf) -> None:
    del pdf.pages[-1]


def _fields(pdf: Pdf) -> Iterator[Any]:
    return (each for each in pdf.pages[0].obj.Annots if each.get("/FT") == Name.Tx and str(each.get("/V", "")))


def _other_value(pdf: Pdf) -> None:
    next(_fields(pdf)).V = String("Another")


def _other_look(pdf: Pdf) -> None:
    look = next(_fields(pdf)).AP.N
    look.write(look.read_bytes().replace(b" Tm", b" Tm 1 Ts", 1))


def _other_default(pdf: Pdf) -> None:
    field = next(_fields(pdf))
    field.DA = String(str(field.DA).replace(" Tf", "1 Tf", 1))


def _other_tooltip(pdf: Pdf) -> None:
    next(_fields(pdf)).TU = String("Another")


def _other_length(pdf: Pdf) -> None:
    field = next(_fields(pdf))
    field.MaxLen = int(field.MaxLen) + 1


def _other_flag(pdf: Pdf) -> None:
    field = next(_fields(pdf))
    field.Ff = int(field.Ff) | 2


CHANGES = (
    _other_glyph,
    _other_tag,
    _swapped_content,
    _other_meaning,
    _other_title,
    _other_metadata,
    _without_page,
)
CHANGES_OF_FIELDS = (_other_value, _other_look, _other_default, _other_tooltip, _other_length, _other_flag)


@pytest.mark.parametrize("change", [_moved_link_or_field, *CHANGES_OF_FIELDS])
def test_comparison_objects_to_a_form_with_one_thing_changed(press: Press, change: Callable[[Pdf], None]) -> None:
    data = joined(stamped_of(press, Order("form", "new-patient"), patient()))
    assert differences(changed(data, change), data)


def test_comparison_does_not_object_to_a_form_that_is_packed_anew(press: Press) -> None:
    data = joined(stamped_of(press, Order("form", "new-patient"), patient()))
    assert differences(changed(data, lambda pdf: None), data) == []


@pytest.mark.parametrize("change", CHANGES)
def test_comparison_objects_to_a_sheet_with_one_thing_changed(change: Callable[[Pdf], None]) -> None:
    data = joined(stamped_of(small_press(), SMALL, patient()))
    assert differences(changed(data, change), data)
