"""Nothing of one patient reaches another's file, what a press keeps, an error or a log: searched for in every shape."""

from __future__ import annotations

import functools
import gc
import logging
import re
import sys
import types
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Stream

from generator.errors import FitError, MissingGlyphError, PaperwellError
from generator.library import open_library
from generator.model.patient import Patient
from generator.stamp import Order, Press
from tests.helpers import DAY, clinic_folder, handout_yaml
from tests.stamp_patients import PROGRAMME, SCIATICA, joined, patient, stamped_of
from tests.test_determinism import as_glyphs, spellings

CANARIES = {
    "id": "QZX-77141",
    "title": "Mxqz",
    "given": "Vqzxanka",
    "family": "Wjhkqfest",
    "preferred_name": "Jqzxpreff",
    "address": "77 Vqxkzlane",
    "postcode": "QZ7 9XK",
    "phone": "09753 186420",
    "email": "zqxv@wjhkq.example",
    "language": "Qzxlangish",
    "therapist": "Kqzwtherap",
}
NOTE = "Xylqkvmemo twice, Bzqkwalk " * 9
PARTS = (part for value in CANARIES.values() for part in value.split() if len(part) > 3)
WORDS = frozenset({"Xylqkvmemo", "Bzqkwalk", *PARTS})
LETTER = """\
- Dear {{ patient.name }}, call {{ patient.phone }} or write to {{ patient.email }}; ask for {{ patient.therapist }}.
- "{% if patient.given == 'Anna' %}Hello Anna.{% endif %}"
"""
SMALL_PRINT = "For {{ patient.preferred_name }}"
FORM, OWN = Order("form", "new-patient"), Order("handout", "letter")
ORDERS = (SCIATICA, FORM, OWN, PROGRAMME)
_KERNING = re.compile(rb">-?[\d.]+<|> *\] *TJ[^<]*\[ *<")


def marked(**values: Any) -> Patient:
    """Return the patient whose every value is a word that no file holds otherwise."""
    given: dict[str, Any] = {**CANARIES, **values}
    return Patient(**given)


def new_press(folder: Path) -> Press:
    """Return a press for a clinic with a letter that names the patient."""
    sheet = handout_yaml(LETTER, id="letter").replace("Small print", f'"{SMALL_PRINT}"')
    return Press(open_library(clinic_folder(folder / "own", {"handouts/letter.yaml": sheet})), DAY)


def note_for(order: Order, note: str) -> dict[str, str] | None:
    return {"note": note} if order is SCIATICA else None


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return new_press(tmp_path)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """A press that has served the marked patient in each way: stamped, wrapped again, laid out, refused."""
    press = new_press(tmp_path_factory.mktemp("used"))
    serve(press)
    return press


def serve(press: Press) -> None:
    long = " ".join(CANARIES.values())
    for order in ORDERS:
        assert press.stamp(order, marked(), note_for(order, NOTE))
        for who in (marked(), marked(name=long), marked(given="क्षमा Vqzxanka")):
            press.stamp(order, who, note_for(order, NOTE))
            press.lay_out(order, who, note_for(order, NOTE))
        with pytest.raises(MissingGlyphError):
            press.lay_out(order, marked(given="Vqzxanka王", family=CANARIES["family"], therapist="Kqzwtherap王"), None)
    with pytest.raises(FitError):
        press.stamp(OWN, marked(preferred_name="Jqzxpreff " * 90))


# -- what is searched ---------------------------------------------------------------------------------------------


def held(data: bytes) -> bytes:
    """Return a file's bytes, every object and every stream unpacked, and what is shown without kerning."""
    parts = [data]
    with pikepdf.open(BytesIO(data)) as pdf:
        for found in pdf.objects:
            if isinstance(found, Stream):
                parts += [found.stream_dict.unparse(), found.read_bytes()]
            else:
                parts.append(found.unparse(resolved=True))
    whole = b"\0".join(parts)
    return whole + _KERNING.sub(b"", whole)


@functools.cache
def shapes(word: str) -> frozenset[bytes]:
    """Return *word* as a file or memory may hold it: text in each coding, hexadecimal, glyph numbers of each face."""
    glyphs = {numbers.encode() for numbers in as_glyphs(word)}
    small = {numbers.lower() for numbers in glyphs}
    raw = {bytes.fromhex(numbers.decode()) for numbers in glyphs if b"-" not in numbers}
    return frozenset({*spellings(word), word.encode("utf-16-le"), *glyphs, *small, *raw})


def words_in(data: bytes, words: Iterable[str] = WORDS) -> set[str]:
    return {word for word in words if any(shape in data for shape in shapes(word))}


def reachable(*roots: object) -> Iterator[object]:
    """Yield everything that *roots* lead to, but for modules, classes and the globals of functions."""
    waiting, met = list(roots), set()
    while waiting:
        found = waiting.pop()
        if id(found) in met or isinstance(found, type | types.ModuleType):
            continue
        met.add(id(found))
        yield found
        if isinstance(found, types.FunctionType):
            waiting += [found.__closure__, found.__defaults__, found.__kwdefaults__, found.__dict__]
        else:
            waiting += gc.get_referents(found)


def texts_in(*roots: object) -> bytes:
    """Return all texts and bytes that *roots* lead to, with what is shown without kerning."""
    parts = []
    for found in reachable(*roots):
        if isinstance(found, str):
            parts.append(found.encode("utf-8", "surrogatepass"))
        elif isinstance(found, bytes | bytearray):
            parts.append(bytes(found))
    whole = b"\0".join(parts)
    return whole + _KERNING.sub(b"", whole)


def caches() -> list[Any]:
    """Return the functions of the engine that remember results."""
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] in ("generator", "cli")]
    members = [member for module in modules for member in vars(module).values()]
    return [member for member in members if isinstance(member, functools._lru_cache_wrapper)]


# -- files --------------------------------------------------------------------------------------------------------


def test_search_finds_each_word_of_a_patient_in_that_patients_own_files(press: Press) -> None:
    files = [joined(stamped_of(press, order, marked(), note_for(order, NOTE))) for order in ORDERS]
    found = set().union(*(words_in(held(data)) for data in files))
    squeezed = {"QZ7 9XK", "09753186420"}  # how cells hold a postcode and a phone number
    assert found >= WORDS - {"09753", "186420"}
    assert words_in(held(files[1]), squeezed) == squeezed


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.id or order.kind)
def test_next_patients_file_holds_nothing_of_the_one_before(used: Press, order: Order) -> None:
    who = patient(preferred_name="Anna", language="English")
    data = held(joined(stamped_of(used, order, who, note_for(order, "Well done."))))
    assert words_in(data) == set()
    assert words_in(held(used.lay_out(order, who, note_for(order, "Well done.")).data)) == set()


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.id or order.kind)
def test_first_patient_of_a_press_leaves_no_trace_in_the_bytes_of_others(
    used: Press, press: Press, order: Order
) -> None:
    who = patient(preferred_name="Anna", language="English")
    assert joined(stamped_of(used, order, who)) == joined(stamped_of(press, order, who))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.id or order.kind)
def test_bytes_that_all_patients_share_hold_no_patient_and_nothing_that_stands_for_one(
    used: Press, order: Order
) -> None:
    stamped = stamped_of(used, order, marked(), note_for(order, NOTE))
    assert words_in(stamped.head) == set()
    whole = held(joined(stamped))
    for name in ("given", "name", "id", "phone", "note"):
        assert f"patient.{name}".encode("utf-16-be").hex().encode() not in whole.lower()
        assert f"\ue000patient.{name}".encode() not in whole
    assert not re.search(rb"%@\d+\.\d+@", whole)
    assert b"/HOLE" not in whole


# -- memory -------------------------------------------------------------------------------------------------------


def test_search_of_memory_finds_what_a_press_would_keep(tmp_path: Path) -> None:
    press = new_press(tmp_path)
    kept = functools.partial(press.stamp, SCIATICA, marked())
    assert words_in(texts_in(kept)) >= {"Vqzxanka", "Wjhkqfest"}
    closure = (lambda who: lambda: who)(marked())
    assert words_in(texts_in(closure)) >= {"Vqzxanka", "Wjhkqfest"}
    remembering = functools.cache(lambda who: who.full_name)
    remembering(marked())
    assert words_in(texts_in(remembering)) >= {"Vqzxanka", "Wjhkqfest"}


def test_press_keeps_nothing_of_a_patient_it_has_served(used: Press) -> None:
    assert words_in(texts_in(used)) == set()


def test_engine_remembers_nothing_of_a_patient_it_has_served(used: Press) -> None:
    found = caches()
    assert found
    assert words_in(texts_in(*found)) == set()


def test_no_object_of_the_engine_that_lives_on_holds_a_patient(used: Press) -> None:
    gc.collect()
    alive = [each for each in gc.get_objects() if isinstance(each, Patient)]
    assert [each for each in alive if each.given and "Vqzxanka" in each.given] == []


# -- errors and logs ----------------------------------------------------------------------------------------------


def test_errors_name_no_value_of_a_patient(press: Press) -> None:
    told = []
    for order in ORDERS:
        with pytest.raises(PaperwellError) as raised:
            press.lay_out(order, marked(given="Vqzxanka王", therapist="Kqzwtherap王"), note_for(order, f"{NOTE}王"))
        told.append(f"{raised.value} {raised.value!r} {raised.value.args}")
    with pytest.raises(FitError) as unfit:
        press.stamp(OWN, marked(preferred_name="Jqzxpreff " * 90))
    told.append(f"{unfit.value} {unfit.value!r} {unfit.value.args}")
    assert words_in("\n".join(told).encode()) == set()


def test_logs_name_no_value_of_a_patient(press: Press, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        serve(press)
    assert words_in(caplog.text.encode()) == set()
