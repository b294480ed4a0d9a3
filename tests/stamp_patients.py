"""Patients of all kinds, plain and odd, and what a press gives them beside a full layout."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from generator.errors import MissingGlyphError
from generator.model.patient import Patient
from generator.stamp import Order, Press, Stamped
from generator.stamp.base import TIERS
from tests.helpers import DAY, riverside, small_clinic
from tests.stamping import differences

BORN = datetime.date(1968, 11, 30)
PLAIN: dict[str, Any] = {
    "id": "A-1042",
    "title": "Ms",
    "given": "Anna",
    "family": "Example",
    "birth_date": BORN,
    "sex": "female",
    "address": "7 Weir Lane, Example Town",
    "postcode": "ZZ3 1GH",
    "phone": "01632 960142",
    "email": "anna@example.org",
    "therapist": "T. Example",
}
PLAIN_NAMES = ("Ib", "Anna Example", "Zoë Łukasz-Çelik", "Nguyễn Thị Ánh Nguyệt", "Ελένη Παπαδοπούλου", "Ольга Петрова")
HARD_NAMES = (
    "O’Brien & Søn",
    "O'Brien <b>bold</b>",
    "<a href='https://x.example'>A</a>",
    "{{ x }} {% if %}",
    "**Anna** [b](https://x.example) \\*",
    "%@3.0@",
    "%@0.0@\n%@1.0@",
    "/HOLE.V.1",
    "%b %d %% 100 %",
    "(\\) ) ( \\(",
    "12 0 R endobj stream",
    "\ue000patient.name\ue001",
    "a\ue000b",
    "Two  blanks   more",
    " outer blanks ",
    "Tab\there",
    "Line\nbreak",
    "E\u0301va decomposed",
    "Anna\u00a0Maria\u2009Thin",
    "Soft\u00adhyphen",
    "Zero\u200bwidth\u200djoiner\u200c",
    "\u202eMirrored\u202c \u200fmark",
    "नमस्ते शर्मा",
    "क्षमा Ёжик",
    "علي أحمد",
    "王小明",
    "Smile 😀",
    "Нгуен ẹ́ q\u0323\u0307",
    "fi ffi fl AV To Ty Wa",
    "Maximiliane von der Hohenfels-Weissenstein zu Oberunterwaldstadt",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe",
    "W" * 300,
    "x y " * 60,
    "Αβγ Ольга Łódź Ánh",
    "\u0410\u0301нна",
    "-",
    ".",
)
SCIATICA = Order("handout", "sciatica")
SMALL = Order("handout", "small")  # every kind of block on little paper: see small_press
PROGRAMME = Order("programme", exercises=("glute_bridge", "walking"))
DOCUMENTS = (
    SCIATICA,
    Order("handout", "sciatica", phase="early"),
    PROGRAMME,
    Order("form", "new-patient"),
    Order("form", "medical-history"),
    Order("form", "back-and-leg-pain"),
)


def patient(**values: Any) -> Patient:
    """Return the plain patient with other *values*; a name takes the place of its parts."""
    return Patient(**{**PLAIN, **values})


def title(order: Order) -> str:
    return "-".join(filter(None, (order.kind, order.id, order.phase)))


def joined(stamped: Stamped) -> bytes:
    return b"".join(stamped.parts)


def found(press: Press, order: Order, who: Patient, values: Mapping[str, str] | None = None) -> tuple[bool, list[str]]:
    """Return whether *who* gets a stamped document, and how that differs from a full layout."""
    stamped = press.stamp(order, who, values)
    if stamped is None:
        return False, []
    laid_out = press.lay_out(order, who, values)
    assert stamped.pages == laid_out.pages
    return True, differences(joined(stamped), laid_out.data)


def equal_or_none(press: Press, order: Order, who: Patient, values: Mapping[str, str] | None = None) -> bool:
    """Assert that a stamp gives what a layout gives, where it gives anything; return whether it does.

    What no font can print is refused both ways.
    """
    try:
        stamped, differing = found(press, order, who, values)
    except MissingGlyphError:
        with pytest.raises(MissingGlyphError):
            press.lay_out(order, who, values)
        return False
    assert differing == []
    return stamped


def note_of(order: Order, note: str | None) -> dict[str, str] | None:
    return {"note": note} if note and order.kind != "form" else None


def stamped_of(press: Press, order: Order, who: Patient, values: Mapping[str, str] | None = None) -> Stamped:
    stamped = press.stamp(order, who, values)
    assert stamped is not None
    return stamped


@cache
def riverside_press() -> Press:
    """Return the press of the example clinic that tests share."""
    return Press(riverside(), DAY)


@cache
def small_press() -> Press:
    """Return the press of the clinic with small documents that tests share."""
    return Press(small_clinic(), DAY)


LETTERS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F),
    st.characters(min_codepoint=0x370, max_codepoint=0x52F),
    st.characters(min_codepoint=0x1E00, max_codepoint=0x1EFF),
    st.characters(min_codepoint=0x300, max_codepoint=0x36F),
    st.sampled_from(
        "\u00a0\u00ad\u2009\u200b\u200d\u200f\u2011\ue000\ufb01\u0915\u094d\u0937\u0639\u4e2d😀%@/()\\<>{}"
    ),
)
PRINTED = "".join(sorted(c for c in TIERS[1] if c.isalpha()))
TEXTS = st.one_of(
    st.sampled_from(PLAIN_NAMES),
    st.sampled_from(HARD_NAMES),
    st.text(st.sampled_from(PRINTED), min_size=1, max_size=18),
    st.text(st.sampled_from(PRINTED + "   -’."), min_size=1, max_size=50),
    st.text(LETTERS, max_size=40),
    st.text(st.sampled_from("AVTOfijlkWxyz .,-’"), max_size=60),
)
SHORT = st.text(st.sampled_from(PRINTED), min_size=1, max_size=12)


def patients_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Patient]:
    """Return patients whose names and other words are *texts*, and of whom more or less is known."""
    maybe = st.one_of(st.none(), texts)
    return st.builds(
        Patient,
        id=st.one_of(st.just("A-1042"), maybe),
        title=st.sampled_from([None, "", "Ms", "Dr", "mx", "Prof. Dr. med. habil."]),
        given=texts,
        family=st.one_of(st.just("Example"), maybe),
        name=st.one_of(st.none(), maybe),
        preferred_name=maybe,
        birth_date=st.one_of(st.none(), st.just(BORN), st.dates()),
        sex=st.sampled_from([None, "", "female", "Female", "male", "x", "prefer not to say"]),
        address=maybe,
        postcode=st.sampled_from([None, "", "ZZ3 1GH", "ZZ31GH", " zz3  1gh ", "12345-6789", "ẞ1 2Ä", "Γ", "A B C D"]),
        phone=st.sampled_from([None, "", "01632 960142", "(555) 555-0142", "+44 1632 960142 ext. 7", "0\u0301", "-"]),
        email=maybe,
        therapist=st.one_of(st.just("T. Example"), maybe),
    )


PATIENTS = st.one_of(patients_of(SHORT), patients_of(TEXTS))
NOTES = st.one_of(
    st.none(),
    st.just("Well done."),
    st.lists(TEXTS, max_size=5).map("\n".join),
    st.lists(TEXTS, max_size=9).map(" ".join),
)


def examples(most: int) -> settings:
    return settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck))
