"""Random answers to every built-in form, filled in by four programs and read back equal."""

from __future__ import annotations

import datetime
import string
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import generator
from generator import Built
from generator.answer import codes, several
from generator.answers.result import Answer
from generator.model import question as q
from generator.model.form import Entry, Form, entries
from tests.filling import Value, fill_with_pdf_lib, fill_with_pdftk, fill_with_pypdf, type_with_pdfium

DAY = datetime.date(2026, 11, 23)
LIBRARY = generator.load_library("riverside")
FORMS = LIBRARY.form_ids()
every_form = pytest.mark.parametrize("id_", FORMS)
one = settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
Filled = tuple[dict[str, Answer], dict[str, Value]]
"""The answers by path, and what the fields hold then."""

# What people type: no control characters, no blanks at the ends.
WORDS = st.text(string.ascii_letters + string.digits + " ,.-'=+@éüñŁß", min_size=1, max_size=24).map(str.strip)
CELLS = string.ascii_uppercase + string.digits


@cache
def built(id_: str) -> Built:
    return generator.build_form(LIBRARY, id_, on=DAY)


@cache
def fields(id_: str) -> Mapping[str, int | None]:
    """Return the longest text that each text field takes, None for buttons."""
    found = built(id_).map
    assert found is not None
    return {mark["field"]: None for page in found.pages for mark in page["marks"]}


def one_answer(draw: st.DrawFn, entry: Entry) -> Filled:
    """Return a random answer to one question, and the fields that say so."""
    item, path = entry.item, entry.path
    match item:
        case q.DateItem():
            day = draw(st.dates(datetime.date(1920, 1, 1), datetime.date(2030, 1, 1)))
            return {path: day}, date_fields(path, day)
        case q.TimeItem():
            time = draw(st.times()).replace(second=0, microsecond=0)
            return {path: time}, time_fields(path, time)
        case q.DateTimeItem():
            moment = draw(st.datetimes(datetime.datetime(2000, 1, 1), datetime.datetime(2030, 1, 1)))
            moment = moment.replace(second=0, microsecond=0)
            return {path: moment}, {**date_fields(path, moment), **time_fields(path, moment.time())}
        case q.BooleanItem() | q.Matrix(answerOption=None):
            yes = draw(st.booleans())
            return {path: yes}, {path: str(yes).lower()}
        case q.IntegerItem():
            low, high = int(item.minValue or 0), int(99 if item.maxValue is None else item.maxValue)
            number = draw(st.integers(low, high))
            return {path: number}, {path: str(number)}
        case q.DecimalItem() | q.QuantityItem():
            share = draw(st.integers(0, 4)) / 4
            low, high = item.minValue or 0.0, 99.0 if item.maxValue is None else item.maxValue
            amount = round(low + (high - low) * share, 2)
            return {path: amount}, {path: f"{amount:g}".replace(".", draw(st.sampled_from(".,")))}
        case q.ChoiceItem() | q.Matrix() | q.BodyChart():
            return chosen(draw, item, path)
        case q.StringItem(comb=None) | q.TextItem() | q.AttachmentItem():
            text = words(draw, item.maxLength)
            return {path: text}, {path: text}
        case q.StringItem():
            text = draw(st.text(CELLS, min_size=1, max_size=3))
            return {path: text}, {path: text}
        case q.UrlItem():
            return {path: "www.clinic.example/page"}, {path: "www.clinic.example/page"}
        case q.EntryTable():
            cell = words(draw, entry.part.maxLength if isinstance(entry.part, q.TableColumn) else 1)
            return {path: cell}, {path: cell}
    return {}, {}


def words(draw: st.DrawFn, longest: int) -> str:
    """Return a text of at most *longest* characters."""
    return draw(WORDS)[:longest].strip() or "x"


def chosen(draw: st.DrawFn, item: q.ChoiceItem | q.Matrix | q.BodyChart, path: str) -> Filled:
    """Return one code, or several that do not exclude each other."""
    offered = [code for code in codes(item) if code != q.OTHER]
    if not several(item):
        code = draw(st.sampled_from(offered))
        return {path: code}, {path: code}
    options = item.answerOption or () if isinstance(item, q.ChoiceItem | q.Matrix) else ()
    alone = {option.code for option in options if option.exclusive}
    ticked = draw(st.sets(st.sampled_from([code for code in offered if code not in alone]), min_size=1, max_size=5))
    in_order = tuple(code for code in codes(item) if code in ticked)
    return {path: in_order}, {f"{path}.{code}": True for code in in_order}


def date_fields(path: str, day: datetime.date) -> dict[str, Value]:
    return {f"{path}.day": f"{day.day:02}", f"{path}.month": f"{day.month:02}", f"{path}.year": f"{day.year:04}"}


def time_fields(path: str, time: datetime.time) -> dict[str, Value]:
    return {f"{path}.hour": f"{time.hour:02}", f"{path}.minute": f"{time.minute:02}"}


@st.composite
def filled(draw: st.DrawFn, form: Form) -> Filled:
    """Answer most questions of *form*; the rest stay blank."""
    answers: dict[str, Answer] = {}
    values: dict[str, Value] = {}
    for entry in entries(form):
        if entry.item.hidden or isinstance(entry.item, q.SignatureItem) or draw(st.integers(0, 3)) == 0:
            continue
        answer, held = one_answer(draw, entry)
        answers |= answer
        values |= held
    return answers, values


def read_back(data: bytes, folder: Path) -> dict[str, Answer]:
    file = folder / "filled.pdf"
    file.write_bytes(data)
    found = generator.read(file, LIBRARY)
    return {path: answer for path, answer in found.answers.items() if path not in hidden(found.form)}


@cache
def hidden(id_: str) -> frozenset[str]:
    return frozenset(entry.path for entry in entries(LIBRARY.form(id_)) if entry.item.hidden)


Fill = Callable[[str, Mapping[str, Value], Path], bytes]
PROGRAMS: dict[str, Fill] = {
    "pypdf": lambda id_, values, folder: by_pypdf(id_),
    "pdf-lib": lambda id_, values, folder: fill_with_pdf_lib(built(id_).data, values, folder)[0],
    "PDFium": lambda id_, values, folder: type_with_pdfium(built(id_).data, values),
    "pdftk": lambda id_, values, folder: fill_with_pdftk(built(id_).data, values, folder),
}
every_program = pytest.mark.parametrize(
    "program",
    [
        "pypdf",
        pytest.param("pdf-lib", marks=pytest.mark.external("node")),
        "PDFium",
        pytest.param("pdftk", marks=pytest.mark.external("pdftk")),
    ],
)


@cache
def case(id_: str) -> Filled:
    """Return one random case for a form, the same in every run; the first that comes to hypothesis has no answer."""
    drawn: list[Filled] = []

    @one
    @given(filled(LIBRARY.form(id_)))
    def draw(found: Filled) -> None:
        assume(found[0])
        drawn.append(found)

    draw()
    (found,) = drawn
    return found


@cache
def by_pypdf(id_: str) -> bytes:
    return fill_with_pypdf(built(id_).data, case(id_)[1])


@every_program
@every_form
def test_answers_come_back_equal(id_: str, program: str, tmp_path: Path) -> None:
    answers, values = case(id_)
    assert set(values) <= set(fields(id_))
    assert read_back(PROGRAMS[program](id_, values, tmp_path), tmp_path) == answers


@every_form
def test_blank_form_has_no_answers(id_: str, tmp_path: Path) -> None:
    assert read_back(built(id_).data, tmp_path) == {}


@every_form
def test_form_conforms_after_it_was_filled_in(id_: str, assert_conforms: Callable[..., None]) -> None:
    assert_conforms(by_pypdf(id_))
