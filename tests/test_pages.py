"""Finished pages as printed, by poppler: where words stand, what stands on which page, how grey it comes out."""

from __future__ import annotations

import datetime
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import generator
from generator import Built
from generator.library import Library
from tests.test_conformance import ODD_NAMES, write_clinic, write_long_form, write_long_handout

pytestmark = pytest.mark.external("poppler")
DAY = datetime.date(2026, 11, 23)
PUNCH_ZONE = 28.0  # points at the left that a hole punch takes (DIN 5005: holes 8 to 18 mm from the edge)
RAIL = (40.0, 66.0)  # where the numbers on the rail stand
LEFT, RIGHT, TOP, BOTTOM = 78.0, 42.0, 26.0, 20.0  # page margins
HIGH_NAMES = ("longest", "one_word_of_300_letters", "mixed")  # those that take most room, or a font with high lines
CLINICS = ("riverside", "human-mechanic", "crawley")
DPI = 72


@dataclass(frozen=True)
class Word:
    """A word and its box in points from the upper left corner, from the capitals' top to just below the baseline."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    def overlaps(self, other: Word, tolerance: float = 1.0) -> bool:
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        high = min(self.y1, other.y1) - max(self.y0, other.y0)
        return wide > tolerance and high > tolerance


@dataclass(frozen=True)
class Page:
    """A page's size and words."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def word_of(element: ElementTree.Element) -> Word:
    """Return a word; poppler's box is as high as the font's ascent and descent, which overlap by design."""
    x0, y0, x1, y1 = (float(element.get(key, "")) for key in ("xMin", "yMin", "xMax", "yMax"))
    high = y1 - y0
    return Word(element.text or "", x0, y0 + 0.26 * high, x1, y1 - 0.16 * high)


def pages(path: Path) -> list[Page]:
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True)
    root = ElementTree.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", done.stdout))
    tag = "{http://www.w3.org/1999/xhtml}"
    return [
        Page(
            float(page.get("width", "")),
            float(page.get("height", "")),
            tuple(word_of(word) for word in page.iter(f"{tag}word")),
        )
        for page in root.iter(f"{tag}page")
    ]


def every_sheet(library: Library, **values: str) -> Iterator[tuple[str, Built]]:
    for branch in library.clinic.branches:
        yield branch.id, generator.build_handout(library, "sciatica", on=DAY, branch=branch.id, values=values)


def documents(folder: Path) -> Iterator[tuple[str, Built]]:
    """Yield what strains the layout: long names, letter paper, many pages."""
    riverside = generator.load_library("riverside")
    for row, branch in (("P-1003", "weir-street"), ("P-1006", "mill-avenue"), ("P-1007", "quay-road")):
        patient = generator.read_patient(riverside.folder / "patients.csv", row, riverside)
        sheet = generator.build_handout(riverside, "sciatica", on=DAY, patient=patient, branch=branch)
        form = generator.build_form(riverside, "new-patient", on=DAY, patient=patient, branch=branch)
        yield f"{row}-{branch}-sciatica.pdf", sheet
        yield f"{row}-{branch}-new-patient.pdf", form
    for clinic in CLINICS:
        values = {"name": ODD_NAMES["longest"], "id": "P-1", "therapist": "Dana Reed", "note": "Walk. " * 20}
        for branch, sheet in every_sheet(generator.load_library(clinic), **values):
            yield f"{clinic}-{branch}-longest-name.pdf", sheet
    own = generator.load_library(write_clinic(folder / "letter", paper="letter"))
    yield "letter-sciatica.pdf", generator.build_handout(own, "sciatica", on=DAY)
    yield "letter-new-patient.pdf", generator.build_form(own, "new-patient", on=DAY)
    write_long_handout(write_clinic(folder / "long"))
    write_long_form(folder / "long")
    long = generator.load_library(folder / "long")
    yield "long-handout.pdf", generator.build_handout(long, "long", on=DAY)
    yield "long-form.pdf", generator.build_form(long, "long", on=DAY)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, all_samples: Mapping[str, Built]) -> dict[str, Path]:
    """Every document as a file, by its name."""
    folder = tmp_path_factory.mktemp("pages")
    return {name: generator.save(built, folder / name) for name, built in (*all_samples.items(), *documents(folder))}


@pytest.fixture(scope="module")
def printed(files: dict[str, Path]) -> dict[str, list[Page]]:
    """The pages of every document, by its name."""
    return {name: pages(path) for name, path in files.items()}


Printed = Mapping[str, list[Page]]


# -- where words stand ------------------------------------------------------------------------------------------------


def test_every_word_stands_inside_the_margins(printed: Printed, subtests: pytest.Subtests) -> None:
    for name, found in printed.items():
        with subtests.test(name):
            strays = [
                word
                for page in found
                for word in page.words
                if not (
                    (word.x0 > LEFT - 2 or (RAIL[0] < word.x0 and word.x1 < RAIL[1]))
                    and word.x1 < page.width - RIGHT + 1
                    and word.y0 > TOP
                    and word.y1 < page.height - BOTTOM
                )
            ]
            assert strays == []


def test_only_numbers_and_the_danger_sign_stand_on_the_rail(printed: Printed, subtests: pytest.Subtests) -> None:
    for name, found in printed.items():
        with subtests.test(name):
            on_rail = [word.text for page in found for word in page.words if word.x0 < LEFT - 2]
            assert all(re.fullmatch(r"!|\d+", text) for text in on_rail)


def test_nothing_is_printed_where_holes_are_punched(files: dict[str, Path], subtests: pytest.Subtests) -> None:
    for name, path in files.items():
        with subtests.test(name):
            strips = list(pictures(path, width=int(PUNCH_ZONE * DPI / 72)))
            assert strips
            assert {strip.getextrema() for strip in strips} == {(255, 255)}


def test_no_word_is_printed_over_another(printed: Printed, subtests: pytest.Subtests) -> None:
    for name, found in printed.items():
        with subtests.test(name):
            assert [(one.text, other.text) for page in found for one, other in clashes(page.words)] == []


def clashes(words: Iterable[Word]) -> Iterator[tuple[Word, Word]]:
    """Yield each two words that overlap."""
    above: list[Word] = []  # those that reach down to the words that come
    for word in sorted(words, key=lambda word: word.y0):
        above = [one for one in above if one.y1 > word.y0]
        yield from ((one, word) for one in above if one.overlaps(word))
        above.append(word)


# -- what stands on which page ----------------------------------------------------------------------------------------


PAGES = {
    "sciatica-early": 5,
    "sciatica": 4,
    "easy": 1,
    "card": 5,
    "back-and-leg-pain": 4,
    "new-patient": 1,
    "programme": 1,
}


def test_every_sample_has_as_many_pages_as_it_was_made_for(printed: Printed, all_samples: Mapping[str, Built]) -> None:
    wanted = {name: next(pages for part, pages in PAGES.items() if part in name) for name in all_samples}
    assert {name: len(printed[name]) for name in all_samples} == wanted


def test_sciatica_takes_as_many_pages_on_letter_paper(printed: Printed) -> None:
    assert len(printed["letter-sciatica.pdf"]) == PAGES["sciatica"]


def test_built_document_knows_how_many_pages_it_has(printed: Printed, all_samples: Mapping[str, Built]) -> None:
    counted = {name: len(printed[name]) for name in all_samples}
    assert {name: built.pages for name, built in all_samples.items()} == counted


def assert_emergency_box_is_whole(built: Built, folder: Path) -> None:
    first, *_ = pages(generator.save(built, folder / "sheet.pdf", overwrite=True))
    assert re.search(r"Call \d+( or \d+)?, or go to an emergency department", first.text)
    for words in ("Numb or tingling genitals", "Leaking pee", "Weak or numb in both legs"):
        assert words in first.text


@pytest.mark.parametrize("name", HIGH_NAMES)
@pytest.mark.parametrize("clinic", CLINICS)
def test_emergency_box_stands_whole_on_page_one_whatever_room_a_name_takes(
    clinic: str, name: str, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    values = {"name": ODD_NAMES[name], "id": "P-1", "therapist": "Dana Reed"}
    for branch, built in every_sheet(generator.load_library(clinic), **values):
        with subtests.test(branch):
            assert_emergency_box_is_whole(built, tmp_path)


@pytest.mark.parametrize("name", [name for name in ODD_NAMES if name not in HIGH_NAMES])
def test_emergency_box_stands_whole_on_page_one_whatever_a_name_holds(name: str, tmp_path: Path) -> None:
    values = {"name": ODD_NAMES[name], "id": "P-1", "therapist": "Dana Reed"}
    built = generator.build_handout(generator.load_library("riverside"), "sciatica", on=DAY, values=values)
    assert_emergency_box_is_whole(built, tmp_path)


@pytest.mark.parametrize(
    ("clinic", "branch", "number"),
    [
        ("riverside", "weir-street", "999"),
        ("riverside", "quay-road", "112"),
        ("riverside", "mill-avenue", "911"),
        ("human-mechanic", "pune", "112"),
        ("crawley", "crawley", "999"),
    ],
)
def test_emergency_box_names_the_number_of_the_branchs_country(
    clinic: str, branch: str, number: str, tmp_path: Path
) -> None:
    built = generator.build_handout(generator.load_library(clinic), "sciatica", on=DAY, branch=branch)
    text = pages(generator.save(built, tmp_path / "sheet.pdf"))[0].text
    title = re.search(r"Call (.*?), or go to an emergency", text)
    assert title is not None
    assert number in title[1].split()


def test_every_page_has_its_number_and_the_clinics_name(printed: Printed, subtests: pytest.Subtests) -> None:
    for name, found in printed.items():
        with subtests.test(name):
            for number, page in enumerate(found, start=1):
                assert f"Page {number} of {len(found)}" in page.text
                assert re.search("Riverside|Human Mechanic|Crawley|Test Clinic", page.text)


def test_head_of_a_table_stands_on_every_page_of_the_table(printed: Printed) -> None:
    with_rows = [page.text for page in printed["long-handout.pdf"] if re.search(r"Row \d+", page.text)]
    assert len(with_rows) > 1
    assert [text for text in with_rows if "Left head" not in text] == []


def test_no_heading_stands_alone_at_the_foot_of_a_page(printed: Printed) -> None:
    for page in printed["long-handout.pdf"]:
        in_body = [word for word in page.words if word.y1 < page.height - 66 and word.x0 >= LEFT - 2]
        last = max(word.y1 for word in in_body)
        assert not {word.text for word in in_body if last - word.y1 < 3} & {"Paragraphs", "Lists", "Table", "Sources"}


def test_long_documents_lose_no_item_row_or_question(printed: Printed) -> None:
    sheet = " ".join(page.text for page in printed["long-handout.pdf"])
    form = " ".join(page.text for page in printed["long-form.pdf"])
    assert [n for n in range(30) if f"Row {n} " not in sheet] == []
    assert [n for n in range(12) if sheet.count(f"Number {n}. ") != 3] == []
    assert [n for n in range(4) if f"In your own words, part {n}" not in form] == []


def test_long_name_is_printed_whole(printed: Printed) -> None:
    for clinic, branch in (("riverside", "weir-street"), ("human-mechanic", "pune"), ("crawley", "crawley")):
        text = printed[f"{clinic}-{branch}-longest-name.pdf"][0].text
        assert "".join(ODD_NAMES["longest"].split()) in "".join(text.split())


def test_therapists_note_is_printed_once(tmp_path: Path) -> None:
    library = generator.load_library("riverside")
    built = generator.build_handout(library, "sciatica", on=DAY, values={"note": "Walk after breakfast, please."})
    text = " ".join(page.text for page in pages(generator.save(built, tmp_path / "note.pdf")))
    assert text.count("Walk after breakfast, please.") == 1


# -- in grey ----------------------------------------------------------------------------------------------------------


def pictures(path: Path, width: int = 0) -> Iterator[Image.Image]:
    """Yield the pages as a black-and-white printer gets them, at one pixel a point: all, or *width* from the left."""
    target = path.parent / f"{path.stem}-grey"
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-x", "0", "-W", str(width), path, target]
    subprocess.run(command, check=True, capture_output=True)
    for picture in sorted(path.parent.glob(f"{path.stem}-grey-*.pgm")):
        with Image.open(picture) as image:
            yield image.copy()
        picture.unlink()


def share_of(image: Image.Image, darker_than: int) -> float:
    counts = image.histogram()
    return sum(counts[:darker_than]) / sum(counts)


@pytest.mark.parametrize("clinic", CLINICS)
def test_emergency_bar_is_the_darkest_band_of_the_page_in_grey(clinic: str, tmp_path: Path) -> None:
    built = generator.build_handout(generator.load_library(clinic), "sciatica", on=DAY)
    path = generator.save(built, tmp_path / "sheet.pdf")
    (page, *_), (image, *_) = pages(path), pictures(path)
    title = next(word for word in page.words if word.text == "emergency")
    bands = {
        top: share_of(image.crop((int(LEFT) + 4, top, int(page.width - RIGHT) - 4, top + 16)), 110)
        for top in range(40, int(page.height) - 60, 4)
    }
    darkest = max(bands, key=lambda top: bands[top])
    assert darkest - 12 < title.y0 < darkest + 28
    assert bands[darkest] > 0.5
    assert max(share for top, share in bands.items() if abs(top - darkest) > 24) < 0.5 * bands[darkest]
