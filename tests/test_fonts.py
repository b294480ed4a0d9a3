"""Embedded fonts: whole, honest about widths and meanings, and able to show every name."""

from __future__ import annotations

import datetime
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name, Object, Pdf
from ruamel.yaml import YAML

import generator
from generator import Built, MissingGlyphError
from tests import helpers

FONTS = Path(__file__).parent.parent / "fonts"
DAY = datetime.date(2026, 11, 23)
NAMES = [
    "Aoife O'Brien",
    "Łukasz Wiśniewski",
    "Ελένη Παπαδοπούλου",
    "Иван Соколов",
    "आशा कुलकर्णी",
    "क्षमा ज्ञानेश्वर श्रीवास्तव",
    "Zoë “Zo” Ångström-O’Hara",
    "Nguyễn Thị Hồng",
    "office fluff affix",
    "AVATAR To. Ty, LT",
    "Łukasz Ελένη Иван आशा",
]


def listed() -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load((FONTS / "fonts.yaml").read_text(encoding="utf-8"))
    return content


def fonts_of(pdf: Pdf) -> list[Object]:
    return [found for found in pdf.objects if isinstance(found, Dictionary) and found.get("/Type") == Name.Font]


def whole_fonts_of(pdf: Pdf) -> list[Object]:
    return [font for font in fonts_of(pdf) if Name.Type0 == font.Subtype]


def meanings(font: Object) -> dict[int, str]:
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>", cmap)
    return {int(gid, 16): bytes.fromhex(text).decode("utf-16-be") for gid, text in pairs}


def widths(font: Object) -> Iterator[tuple[int, int]]:
    array = font.DescendantFonts[0].W
    for first, run in zip(array[::2], array[1::2], strict=True):
        for offset, width in enumerate(run):
            yield int(first) + offset, int(width)


@cache
def font_file(name: str) -> TTFont:
    """Return a font of the folder fonts/."""
    return TTFont(BytesIO((FONTS / name).read_bytes()), lazy=True)


def source(font: Object) -> TTFont:
    """Return the font that *font* is a subset of."""
    return font_file(file_of(font))


def file_of(font: Object) -> str:
    """Return the file in fonts/ that *font* is a subset of."""
    return f"{str(font.BaseFont).partition('+')[2]}.ttf"


def sheet_for(name: str) -> bytes:
    return generator.build_handout(helpers.small_clinic(), "hello", on=DAY, values={"name": name}).data


@cache
def sciatica() -> bytes:
    return generator.build_handout(helpers.riverside(), "sciatica", on=DAY).data


def form_for(name: str) -> bytes:
    values = {"given": name, "preferred_name": name}
    return generator.build_form(generator.load_library("riverside"), "new-patient", on=DAY, values=values).data


def text_of(data: bytes, folder: Path) -> str:
    """Return the text that poppler reads, blanks and line breaks alike."""
    (folder / "read.pdf").write_bytes(data)
    done = subprocess.run(["pdftotext", folder / "read.pdf", "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def samples(all_samples: Mapping[str, Built]) -> dict[str, bytes]:
    """All sample documents by file name."""
    return {file: built.data for file, built in all_samples.items()}


# -- embedding ------------------------------------------------------------------------------------------------------


def test_every_font_is_an_embedded_subset_with_unicode_meanings(
    samples: dict[str, bytes], subtests: pytest.Subtests
) -> None:
    for file, data in samples.items():
        with subtests.test(file), pikepdf.open(BytesIO(data)) as pdf:
            fonts = whole_fonts_of(pdf)
            assert 2 <= len(fonts) <= 6
            assert len(fonts_of(pdf)) == 2 * len(fonts)  # each with its descendant, and no simple font
            for font in fonts:
                (descendant,) = font.DescendantFonts
                assert re.fullmatch(r"/[A-Z]{6}\+NotoSans\S+", str(font.BaseFont))
                assert str(descendant.FontDescriptor.FontName) == str(descendant.BaseFont) == str(font.BaseFont)
                assert "/FontFile2" in descendant.FontDescriptor
                assert meanings(font)


def test_embedded_file_is_a_font_that_holds_the_outlines_of_its_glyphs(
    samples: dict[str, bytes], subtests: pytest.Subtests
) -> None:
    for file, data in samples.items():
        with subtests.test(file), pikepdf.open(BytesIO(data)) as pdf:
            for font in whole_fonts_of(pdf):
                packed = font.DescendantFonts[0].FontDescriptor.FontFile2
                embedded = packed.read_bytes()
                assert int(packed.Length1) == len(embedded)
                gids = tuple(gid for gid, _ in widths(font))
                assert outlines(embedded, gids) == outlines((FONTS / file_of(font)).read_bytes(), gids)


@cache
def outlines(font: bytes, gids: tuple[int, ...]) -> list[list[tuple[int, int]]]:
    """Return the outlines of some glyphs of a font file."""
    read = TTFont(BytesIO(font))
    glyphs = read["glyf"]
    return [list(glyphs[read.getGlyphName(gid)].getCoordinates(glyphs)[0]) for gid in gids]


def test_widths_are_those_of_the_font_file(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), pikepdf.open(BytesIO(data)) as pdf:
            for font in whole_fonts_of(pdf):
                original = source(font)
                scale, metrics, order = 1000 / original["head"].unitsPerEm, original["hmtx"], original.getGlyphOrder()
                wrong = {gid: width for gid, width in widths(font) if abs(width - metrics[order[gid]][0] * scale) > 0.5}
                assert wrong == {}


def test_every_glyph_shown_has_a_width_and_a_meaning(samples: dict[str, bytes], subtests: pytest.Subtests) -> None:
    for file, data in samples.items():
        with subtests.test(file), pikepdf.open(BytesIO(data)) as pdf:
            for page in pdf.pages:
                fonts = {name: (dict(widths(font)), meanings(font)) for name, font in page.obj.Resources.Font.items()}
                for name, gid in shown(page):
                    assert gid != 0
                    assert gid in fonts[name][0]
                    assert gid in fonts[name][1]


def shown(stream: Any) -> Iterator[tuple[str, int]]:
    """Yield font name and glyph number of everything a content stream shows."""
    font = ""
    for instruction in pikepdf.parse_content_stream(stream):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "Tf":
            font = str(operands[0])
        elif str(operator) == "TJ":
            for part in operands[0]:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    yield from ((font, int.from_bytes(codes[i : i + 2], "big")) for i in range(0, len(codes), 2))


# -- text that comes out as it went in --------------------------------------------------------------------------------


@pytest.mark.external("poppler")
@pytest.mark.parametrize("name", NAMES)
def test_name_on_a_sheet_is_read_as_it_was_given(name: str, tmp_path: Path) -> None:
    assert name in text_of(sheet_for(name), tmp_path)


@pytest.mark.external("poppler")
@pytest.mark.parametrize("name", NAMES)
def test_name_in_a_form_is_read_as_it_was_given(name: str, tmp_path: Path) -> None:
    assert name in text_of(form_for(name), tmp_path)


@pytest.mark.external("poppler")
def test_curly_quotes_are_read_as_they_were_written(tmp_path: Path) -> None:
    text = text_of(sciatica(), tmp_path)
    assert "Leaking pee, can’t start or stop, or no feeling" in text
    assert "Guy’s and St Thomas’ NHS Trust" in text


@pytest.mark.external("poppler")
def test_spaced_capitals_are_read_as_the_words_that_the_author_wrote(tmp_path: Path) -> None:
    assert "Advice sheet · back and leg pain" in text_of(sciatica(), tmp_path)


# -- scripts ----------------------------------------------------------------------------------------------------------


def test_devanagari_is_shaped_and_keeps_its_characters() -> None:
    name = "क्षमा"  # ka, virama, ssa, ma, aa: five characters, three glyphs
    with pikepdf.open(BytesIO(sheet_for(name))) as pdf:
        runs = spans(pdf.pages[0])
    glyphs = runs[name][:3]
    font = font_file("NotoSansDevanagari-Bold.ttf")
    order, nominal = font.getGlyphOrder(), set(font.getBestCmap().values())
    assert runs[name] == glyphs * 2  # in the strip and in the text
    assert order[glyphs[0]] not in nominal  # the conjunct has a glyph of its own


def test_devanagari_in_a_field_is_shaped() -> None:
    with pikepdf.open(BytesIO(form_for("क्षमा"))) as pdf:
        field = next(a for a in pdf.pages[0].Annots if str(a.get("/T", "")) == "preferred_name")
        assert str(field.V) == "क्षमा"
        assert len(spans(field.AP.N)["क्षमा"]) == 3


def spans(stream: Any) -> dict[str, list[int]]:
    """Return the glyphs of every piece of content that has an ActualText, by that text."""
    found: dict[str, list[int]] = {}
    stack: list[str | None] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) in ("BDC", "BMC"):
            properties: Any = operands[1] if str(operator) == "BDC" else {}
            stack.append(str(properties.ActualText) if "/ActualText" in properties else None)
        elif str(operator) == "EMC":
            stack.pop()
        elif str(operator) == "TJ" and stack and stack[-1] is not None:
            for part in operands[0]:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    numbers = (int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2))
                    found.setdefault(stack[-1], []).extend(numbers)
    return found


def test_field_font_has_the_letters_people_type() -> None:
    with pikepdf.open(BytesIO(form_for("A"))) as pdf:
        acro = pdf.Root.AcroForm
        name = str(acro.DA).split()[0]
        font = acro.DR.Font[name]
        covered = set(meanings(font).values())
        sizes = dict(widths(font))
        fields = [a for a in pdf.pages[0].Annots if a.get("/FT") == Name.Tx]
    wanted = "Łukasz Wiśniewski Ελένη Παπαδοπούλου Иван Соколов Nguyễn O’Brien “Zoë” – 20 € çÇğşİı"
    assert set(wanted) - covered == set()
    assert len(sizes) > 900
    assert fields
    assert all(str(field.DA).startswith(f"{name} ") for field in fields)


# -- characters without a glyph ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "character"), [("李小龙", "李"), ("Anna 🙂", "🙂"), ("عمر", "ع"), ("A\u0007B", "\u0007")]
)
def test_missing_glyph_is_named_with_the_value_it_stands_in(name: str, character: str) -> None:
    with pytest.raises(MissingGlyphError) as caught:
        sheet_for(name)
    problem = caught.value.problems[0]
    assert f"U+{ord(character):04X}" in problem.what
    assert f"“{character}”" in problem.what
    assert str(problem.at) == "--set name"


def test_missing_glyph_in_an_export_is_named_with_its_row_and_column(tmp_path: Path) -> None:
    export = tmp_path / "patients.csv"
    export.write_text("id,given,family\nP-1,Anna,Berg\nP-2,小龙,李\n", encoding="utf-8")
    library = generator.load_library("riverside")
    patient = generator.read_patient(export, "P-2", library)
    with pytest.raises(MissingGlyphError) as caught:
        generator.build_handout(library, "sciatica", on=DAY, patient=patient)
    assert len(caught.value.problems) == 3
    assert all(str(problem.at).startswith(f"{export}:3, column “") for problem in caught.value.problems)
    assert "U+5C0F CJK UNIFIED IDEOGRAPH-5C0F" in str(caught.value)


def test_missing_glyph_in_a_form_is_named_with_the_column_it_came_from(tmp_path: Path) -> None:
    export = tmp_path / "patients.csv"
    export.write_text("id,given,family\nP-2,Anna,李\n", encoding="utf-8")
    library = generator.load_library("riverside")
    patient = generator.read_patient(export, None, library)
    with pytest.raises(MissingGlyphError) as caught:
        generator.build_form(library, "new-patient", on=DAY, patient=patient)
    (problem,) = caught.value.problems
    assert str(problem.at) == f"{export}:2, column “family”"


# -- the folder fonts/ ------------------------------------------------------------------------------------------------


def test_font_files_are_those_that_are_listed() -> None:
    named = [name for family in listed()["families"] for name in family["faces"].values()]
    assert sorted(named) == sorted(path.name for path in FONTS.glob("*.ttf"))


def test_every_family_has_its_licence_beside_it() -> None:
    for family in listed()["families"]:
        text = (FONTS / family["licence"]).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_font_files_hold_the_family_and_licence_that_are_listed() -> None:
    for family in listed()["families"]:
        for file in family["faces"].values():
            names = font_file(file)["name"]
            assert str(names.getDebugName(16) or names.getDebugName(1)) == family["name"]
            assert "SIL Open Font License" in str(names.getDebugName(13))


def test_font_files_may_be_embedded() -> None:
    rights = {path.name: font_file(path.name)["OS/2"].fsType for path in FONTS.glob("*.ttf")}
    assert rights
    assert set(rights.values()) == {0}


def test_field_family_is_one_of_those_listed() -> None:
    assert listed()["field"] in [family["name"] for family in listed()["families"]]
