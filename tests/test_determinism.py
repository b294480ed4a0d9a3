"""Equal inputs give equal bytes; a patient's data are where they are printed and nowhere else."""

from __future__ import annotations

import datetime
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import segno
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf

import generator
from generator import Built
from tests.helpers import small_clinic

ROOT = Path(__file__).parent.parent
DAY = datetime.date(2026, 11, 23)
GIVEN, FAMILY, NOTE = "Zqxvanka", "Wjhkqfest", "Xylqkvmemo"
REFERENCE, STREET, MAIL = "QZX-77141", "Vqxkzlane", "zqxv@wjhkq.example"
CANARIES = (GIVEN, FAMILY, NOTE, REFERENCE, STREET, MAIL)
PATIENT = {"id": REFERENCE, "given": GIVEN, "family": FAMILY}
CONTACT = {"address": f"7 {STREET}", "email": MAIL, "preferred_name": GIVEN, "birth_date": "1979-04-02"}
FACES = ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSans-BoldItalic")
EVERYTHING = """\
import datetime, hashlib, generator
for sample in generator.samples(datetime.date(2026, 11, 23)):
    print(sample.file, sample.built.name, hashlib.sha256(sample.built.data).hexdigest())
"""


def sheet(**values: str) -> Built:
    return generator.build_handout(small_clinic(), "small", on=DAY, values=values)


def form(**values: str) -> Built:
    return generator.build_form(generator.load_library("riverside"), "new-patient", on=DAY, values=values)


def both_blank(**values: str) -> dict[str, Built]:
    return {"sheet": sheet(**values), "form": form(**values)}


def both_personal() -> dict[str, Built]:
    return {"sheet": sheet(**PATIENT, note=NOTE), "form": form(**PATIENT, **CONTACT)}


@cache
def once_personal() -> dict[str, Built]:
    """Return both documents of the patient, made once."""
    return both_personal()


def in_fresh_process(code: str, hash_seed: str) -> str:
    """Return what *code* prints in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return done.stdout


# -- where a word can stand in a file ---------------------------------------------------------------------------------


@cache
def numbers_of(face: str) -> dict[int, str]:
    """Return character → glyph number in hexadecimal of a font file in fonts/."""
    font = TTFont(BytesIO((ROOT / "fonts" / f"{face}.ttf").read_bytes()), lazy=True)
    order = font.getReverseGlyphMap()
    return {character: f"{order[name]:04X}" for character, name in font.getBestCmap().items()}


def as_glyphs(word: str) -> set[str]:
    """Return *word* in hexadecimal glyph numbers, as a page shows it, in each face."""
    return {"".join(numbers_of(face).get(ord(c), "----") for c in word) for face in FACES}


def spellings(word: str) -> set[bytes]:
    """Return *word* as bytes in each way a PDF may hold it."""
    sixteen = word.encode("utf-16-be")
    return {
        word.encode(),
        sixteen,
        sixteen.hex().upper().encode(),
        sixteen.hex().encode(),
        word.encode().hex().encode(),
    }


def shown_glyphs(content: Object) -> str:
    """Return the glyph numbers that a page's content or an appearance shows, kerning left out."""
    codes = ""
    for instruction in pikepdf.parse_content_stream(content):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            codes += "".join(bytes(part).hex().upper() for part in parts if isinstance(part, pikepdf.String))
    return codes


def streams(pdf: Pdf) -> Iterator[tuple[Object, bytes]]:
    """Yield every stream of the file with what it holds, unpacked."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Type") not in (Name.ObjStm, Name.XRef):
            yield found, found.read_bytes()


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string and name inside one object, with the keys that lead to it."""
    if isinstance(value, pikepdf.String | pikepdf.Name):
        yield path, str(value)
    elif isinstance(value, Array):
        for child in value:
            if not getattr(child, "is_indirect", False):
                yield from strings(child, path)
    elif isinstance(value, Dictionary | pikepdf.Stream):
        for key, child in value.items():
            yield from strings(key, path)
            if not getattr(child, "is_indirect", False):
                yield from strings(child, f"{path}{key}")


def places(data: bytes, word: str) -> set[str]:
    """Return where *word* stands in a file: the path of a string, “content”, “appearance”, “stream” or “raw”."""
    found = set()
    if any(spelling in data for spelling in spellings(word)):
        found.add("raw")
    with pikepdf.open(BytesIO(data)) as pdf:
        contents = {page.obj.Contents.objgen for page in pdf.pages}
        for value in pdf.objects:
            found |= {path for path, text in strings(value) if word in text}
        found |= {path for path, text in strings(pdf.trailer) if word in text}
        for stream, held in streams(pdf):
            glyphs = shown_glyphs(stream) if is_content(stream, contents) else ""
            if any(s in held for s in spellings(word)) or any(g in glyphs for g in as_glyphs(word)):
                is_page = stream.objgen in contents
                is_form = stream.get("/Subtype") == Name.Form
                found.add("content" if is_page else "appearance" if is_form else "stream")
    return found


def is_content(stream: Object, contents: set[tuple[int, int]]) -> bool:
    return stream.objgen in contents or stream.get("/Subtype") == Name.Form


# -- equal bytes ------------------------------------------------------------------------------------------------------


def test_samples_are_the_same_in_two_processes(all_samples: Mapping[str, Built]) -> None:
    here = "".join(
        f"{file} {built.name} {hashlib.sha256(built.data).hexdigest()}\n" for file, built in all_samples.items()
    )
    assert here.count("\n") >= 14
    assert in_fresh_process(EVERYTHING, "4711") == here  # ours has a seed by chance, unless it was given one


@pytest.mark.parametrize("make", [both_blank, both_personal], ids=["blank", "personalised"])
def test_same_input_gives_same_bytes_twice_in_a_process(make: Any) -> None:
    assert make() == make()


def test_same_patient_in_an_odd_script_gives_same_bytes_twice() -> None:
    assert sheet(name="आशा क्षीरसागर") == sheet(name="आशा क्षीरसागर")


@pytest.mark.parametrize("kind", ["sheet", "form"])
def test_other_date_gives_other_bytes(kind: str) -> None:
    library, later = generator.load_library("riverside"), datetime.date(2027, 1, 1)
    after = {
        "sheet": lambda: generator.build_handout(small_clinic(), "small", on=later),
        "form": lambda: generator.build_form(library, "new-patient", on=later),
    }
    assert after[kind]().data != both_blank()[kind].data


def test_other_patient_gives_another_file_number() -> None:
    numbers = set()
    for built in (sheet(), sheet(name="A"), sheet(name="B")):
        with pikepdf.open(BytesIO(built.data)) as pdf:
            numbers.add(bytes(pdf.trailer.ID[1]))
    assert len(numbers) == 3


# -- the file's own facts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sheet", "form"])
def test_creation_date_is_the_date_asked_for(kind: str) -> None:
    with pikepdf.open(BytesIO(both_blank()[kind].data)) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20261123000000+00'00'"
        assert str(pdf.docinfo.ModDate) == str(pdf.docinfo.CreationDate)
        with pdf.open_metadata() as xmp:
            assert xmp["xmp:CreateDate"] == "2026-11-23T00:00:00+00:00"
            assert xmp["xmp:ModifyDate"] == xmp["xmp:CreateDate"]


@pytest.mark.parametrize("kind", ["sheet", "form"])
def test_file_says_the_same_of_itself_for_every_patient(kind: str) -> None:
    facts = []
    for built in (both_blank()[kind], once_personal()[kind]):
        with pikepdf.open(BytesIO(built.data)) as pdf:
            info = {key: str(value) for key, value in pdf.docinfo.items()}
            facts.append((built.name, info, pdf.Root.Metadata.read_bytes()))
    assert facts[0] == facts[1]


# -- a patient's data -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [GIVEN, FAMILY, NOTE, REFERENCE])
def test_personal_sheet_holds_the_patients_data_in_its_content_only(word: str) -> None:
    assert places(once_personal()["sheet"].data, word) == {"content"}


@pytest.mark.parametrize("word", [GIVEN, FAMILY, REFERENCE, STREET, MAIL])
def test_personal_form_holds_the_patients_data_in_its_fields_only(word: str) -> None:
    foot = {"content"} if word == REFERENCE else set()  # the reference tells loose pages apart
    assert places(once_personal()["form"].data, word) == {"/V", "appearance"} | foot


def test_shaped_name_is_in_the_content_only() -> None:
    assert places(sheet(name="क्षमा").data, "क्षमा") == {"content"}


def test_qr_code_holds_the_address_of_the_sheet_and_nothing_of_the_patient() -> None:
    address = small_clinic().clinic.online
    assert address is not None
    wanted = [[bool(module) for module in row] for row in segno.make(address.format(id="small"), error="m").matrix]
    for built in (sheet(), sheet(**PATIENT, note=NOTE)):
        with pikepdf.open(BytesIO(built.data)) as pdf:
            for page in pdf.pages:
                assert printed_code(page, len(wanted)) == wanted


def printed_code(page: pikepdf.Page, side: int) -> list[list[bool]]:
    """Return the modules of the QR code: the rectangles in the footer that are one unit high."""
    modules = [[False] * side for _ in range(side)]
    in_footer = False
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "BDC":
            in_footer = isinstance(operands[1], Dictionary) and operands[1].get("/Subtype") == Name.Footer
        if str(operator) == "re" and in_footer and operands[3] == 1:
            x, y, width = (int(operands[index]) for index in range(3))
            for column in range(x, x + width):
                modules[side - 1 - y][column] = True
    return modules


@pytest.mark.parametrize("kind", ["sheet", "form"])
def test_blank_after_a_personal_document_holds_nothing_of_the_patient(kind: str) -> None:
    both_personal()
    blank = both_blank()[kind].data
    assert {word: places(blank, word) for word in CANARIES} == {word: set() for word in CANARIES}


def test_blank_after_a_personal_document_is_the_blank_of_a_fresh_process() -> None:
    library = generator.load_library("riverside")
    generator.build_handout(library, "sciatica", on=DAY, values={"name": "क्षमा Ελένη", "note": NOTE})
    generator.build_form(library, "new-patient", on=DAY, values={**PATIENT, **CONTACT})
    blanks = (
        generator.build_handout(library, "sciatica", on=DAY),
        generator.build_form(library, "new-patient", on=DAY),
    )
    code = (
        "import datetime, hashlib, generator as g; l = g.load_library('riverside'); d = datetime.date(2026, 11, 23)\n"
        "for b in (g.build_handout(l, 'sciatica', on=d), g.build_form(l, 'new-patient', on=d)):\n"
        "    print(hashlib.sha256(b.data).hexdigest())\n"
    )
    assert in_fresh_process(code, "1").split() == [hashlib.sha256(blank.data).hexdigest() for blank in blanks]


def test_fonts_of_a_blank_after_a_personal_document_hold_no_glyph_of_the_patient() -> None:
    def shown(built: Built) -> set[bytes]:
        with pikepdf.open(BytesIO(built.data)) as pdf:
            return {bytes(found.ToUnicode.read_bytes()) for found in pdf.objects if has_meanings(found)}

    before = shown(sheet())
    sheet(name="Ωμέγα क्षमा Ёжик")
    assert shown(sheet()) == before


def has_meanings(found: Object) -> bool:
    return isinstance(found, Dictionary) and "/ToUnicode" in found
