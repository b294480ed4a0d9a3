"""Pages that scanners can read: codes, white boxes, distances; the field map, its hash, and what is kept of it."""

from __future__ import annotations

import gc
import json
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from io import BytesIO
from math import ceil, floor
from pathlib import Path
from typing import Any

import jsonschema
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

import cli
import generator
from generator import Built
from generator.layout.fieldmap import FieldMap, page_code
from generator.library import Library, open_library
from generator.model.form import Form
from generator.model.patient import Patient
from generator.source import load_model, parse_yaml
from tests.helpers import DAY, ROOT, clinic_folder, form_yaml, paperwell, riverside

Box = tuple[float, float, float, float]
MM = 72 / 25.4
DPI = 150
SCALE = DPI / 72
BUILT_IN = sorted(path.stem for path in (ROOT / "forms").glob("*.yaml"))
CLINICS = ("riverside", "human-mechanic", "crawley")
SCHEMA = json.loads((ROOT / "docs" / "field-map.schema.json").read_text(encoding="utf-8"))


@cache
def library(clinic: str, paper: str) -> Library:
    """Return an example clinic's library, printed on *paper*."""
    found = open_library(Path(clinic))
    known = riverside()._read  # no example clinic has forms or words of its own: each file is read once
    return replace(found, clinic=found.clinic.model_copy(update={"paper": paper}), _read=known)


@dataclass(frozen=True)
class Printed:
    """A form, its map as other programs read it, and its pages as a scanner would see them at best."""

    built: Built
    map: FieldMap
    told: dict[str, Any]
    images: tuple[Image.Image, ...]

    @property
    def pages(self) -> Iterator[tuple[dict[str, Any], Image.Image]]:
        """What the map tells of each page, and its image."""
        return zip(self.told["pages"], self.images, strict=True)


def images(data: bytes, dpi: float = DPI) -> tuple[Image.Image, ...]:
    """Return the pages of a PDF in shades of grey."""
    document = pypdfium2.PdfDocument(data)
    return tuple(page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document)


def printed(built: Built) -> Printed:
    assert built.map
    return Printed(built, built.map, json.loads(built.map.as_json()), images(built.data))


# Each form of each clinic, and of both the clinics and the forms each on both papers.
DOCUMENTS = [
    (clinic, ("a4", "letter")[(number + place) % 2], form)
    for place, clinic in enumerate(CLINICS)
    for number, form in enumerate(BUILT_IN)
]


def forms_with(key: str) -> pytest.MarkDecorator:
    """Choose those of the fixture's forms whose file says *key*."""
    said = {id_ for id_ in BUILT_IN if key in (ROOT / "forms" / f"{id_}.yaml").read_text(encoding="utf-8")}
    assert said, key
    return pytest.mark.parametrize("form", [each for each in DOCUMENTS if each[2] in said], ids=" ".join, indirect=True)


@pytest.fixture(scope="module", params=DOCUMENTS, ids=" ".join)
def form(request: pytest.FixtureRequest) -> Printed:
    """Each built-in form of each example clinic, every second one on US Letter."""
    clinic, paper, id_ = request.param
    return printed(generator.build_form(library(clinic, paper), id_, on=DAY))


TYPES = (ROOT / "tests" / "data" / "types.yaml").read_text(encoding="utf-8")


def own(text: str, *, clinic: str = "riverside", paper: str = "a4", on: date = DAY, **options: Any) -> Built:
    """Return the form *text*."""
    made = load_model(Form, parse_yaml(text, "own.yaml"), "own.yaml")
    found = library(clinic, paper)
    known = replace(found, _read={**found._read, ("forms", made.id): made})
    return generator.build_form(known, made.id, on=on, **options)


@pytest.fixture(scope="module")
def types() -> Printed:
    """The form that asks in every way."""
    return printed(own(TYPES))


def pixels(page: Mapping[str, Any], rect: Box, grow: float = 0.0) -> tuple[int, int, int, int]:
    """Return *rect* of *page*, *grow* points larger on all sides, in whole pixels that lie within it."""
    x0, y0, x1, y1 = rect
    top = page["height"]
    left, upper = ceil((x0 - grow) * SCALE), ceil((top - y1 - grow) * SCALE)
    return left, upper, floor((x1 + grow) * SCALE), floor((top - y0 + grow) * SCALE)


def is_white(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return image.crop(box).getextrema()[0] >= 250


def inside(outer: Box, inner: Box, slack: float = 0.02) -> bool:
    """Tell whether *inner* lies in *outer*."""
    low = all(inner[i] >= outer[i] - slack for i in (0, 1))
    return low and all(inner[i] <= outer[i] + slack for i in (2, 3))


def apart(one: Box, other: Box, slack: float = 0.02) -> bool:
    """Tell whether two rectangles share nothing."""
    return any(one[i + 2] <= other[i] + slack or other[i + 2] <= one[i] + slack for i in (0, 1))


def regions(page: Mapping[str, Any]) -> list[Box]:
    """Return where pictures to draw on stand."""
    return [zone["rect"] for zone in page["zones"] if zone["kind"] == "drawing"]


def answers(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the boxes for answers: all places but the parts of pictures, which are ticked on screen only."""
    return [mark for mark in page["marks"] if not any(inside(rect, mark["rect"]) for rect in regions(page))]


def is_scale(mark: Mapping[str, Any]) -> bool:
    return bool(mark["kind"] == "radio" and mark["type"] == "integer")


# -- the page's code ----------------------------------------------------------------------------------------------


def test_code_of_each_page_is_read_by_a_decoder(form: Printed) -> None:
    for number, image in enumerate(form.images):
        (code,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode, try_downscale=False)
        assert code.text == form.map.payload(number) == form.told["pages"][number]["qr"]["text"]
        named = (code.text[:-10], code.text[-10:-2], int(code.text[-2:], 36))
        assert named == (form.told["code"], form.told["layout"], number + 1)
        assert (code.ec_level, code.extra["Version"]) == ("Q", "1")


def test_code_stands_bottom_right_in_modules_of_0_6_mm(form: Printed) -> None:
    for page, image in form.pages:
        rect = page["qr"]["rect"]
        assert rect[0] > page["width"] * 0.8
        assert rect[3] < page["height"] * 0.1
        place = pixels(page, rect, grow=2)
        dark = image.crop(place).point(lambda level: 255 if level < 128 else 0).getbbox()
        assert dark
        for side in (dark[2] - dark[0], dark[3] - dark[1]):
            assert side / SCALE / MM == pytest.approx(21 * 0.6, abs=1 / SCALE / MM)  # to a pixel


def test_four_modules_around_the_code_are_white(form: Printed) -> None:
    for page, image in form.pages:
        rect, pixel = page["qr"]["rect"], 1 / SCALE
        place = pixels(page, rect, grow=4 * 0.6 * MM - 1.5 * pixel)
        blanked = image.crop(place)
        left, upper, right, lower = pixels(page, rect, grow=2 * pixel)
        blanked.paste(255, (left - place[0], upper - place[1], right - place[0], lower - place[1]))
        assert blanked.getextrema()[0] >= 250


def test_white_around_the_code_is_four_modules(types: Printed) -> None:
    fine = 1200 / 72
    page = types.told["pages"][0]
    x0, y0, x1, y1 = page["qr"]["rect"]
    drawn = pypdfium2.PdfDocument(types.built.data)[0]
    edge = 4 * MM
    crop = (x0 - edge, y0 - edge, page["width"] - x1 - edge, page["height"] - y1 - edge)
    image = drawn.render(scale=fine, grayscale=True, crop=crop).to_pil()
    column = image.crop((image.width // 2 - 2, 0, image.width // 2 + 2, image.height))
    levels = [column.getpixel((1, y)) for y in range(round((edge + 0.3) * fine))]
    line = max(y for y, level in enumerate(levels[: round(edge * fine) - 10]) if level < 250)
    assert (edge * fine - line - 1) / fine / MM >= 2.4 - 0.02


@pytest.mark.parametrize(("code", "page"), [("F-02", 1), ("A", 36), ("ABC-12", 1295)])
def test_payload_can_be_taken_apart(code: str, page: int) -> None:
    text = page_code(code, "ABCD2345", page)
    found = re.fullmatch(r"([A-Z0-9-]{1,6})([A-Z2-7]{8})([0-9A-Z]{2})", text)
    assert found
    assert (found[1], found[2], int(found[3], 36)) == (code, "ABCD2345", page)
    assert len(text) <= 16  # what version 1 holds at level Q


# -- boxes --------------------------------------------------------------------------------------------------------


def parts(mark: Mapping[str, Any]) -> Iterator[Box]:
    """Yield what of a box is left white: within its border; beside the number of a scale's cell."""
    x0, y0, x1, y1 = mark["rect"]
    if is_scale(mark):
        middle, edge = (x0 + x1) / 2, 2.0
        yield (x0 + edge, y0 + edge, middle - 8, y1 - edge)
        yield (middle + 8, y0 + edge, x1 - edge, y1 - edge)
        yield (x0 + 4, y0 + edge, x1 - 4, y0 + 5)
        yield (x0 + 4, y1 - 5, x1 - 4, y1 - edge)
        return
    edge = (x1 - x0) * 0.24 if mark["kind"] == "radio" else 2.2  # the square in a circle
    yield (x0 + edge, y0 + edge, x1 - edge, y1 - edge)


def assert_white(form: Printed) -> None:
    for page, image in form.pages:
        for mark in answers(page):
            if mark["kind"] == "comb":
                box = image.crop(pixels(page, mark["rect"], grow=-2.2))  # with pale letters and lines between cells
                white = sum(box.histogram()[250:])
                assert white / (box.width * box.height) > 0.6, mark["field"]
                continue
            for part in parts(mark):
                box = pixels(page, part)
                if box[2] > box[0] and box[3] > box[1]:
                    assert is_white(image, box), f"{mark['field']} {mark['code']} on page {page['page']}"


def test_boxes_are_white_inside(form: Printed) -> None:
    assert_white(form)


def test_boxes_of_every_type_are_white_inside(types: Printed) -> None:
    assert_white(types)


def scale_rows(page: Mapping[str, Any]) -> list[Box]:
    """Return each row of a scale's cells as one rectangle."""
    rows: dict[str, list[Box]] = {}
    for mark in filter(is_scale, page["marks"]):
        rows.setdefault(mark["group"], []).append(mark["rect"])
    return [
        (min(r[0] for r in row), min(r[1] for r in row), max(r[2] for r in row), max(r[3] for r in row))
        for row in rows.values()
    ]


def assert_rows_apart(form: Printed) -> None:
    for page in form.told["pages"]:
        rows = sorted(scale_rows(page), key=lambda row: -row[1])
        for index, upper in enumerate(rows):
            for lower in rows[index + 1 :]:
                if lower[0] < upper[2] and upper[0] < lower[2] and lower[1] < upper[1]:
                    assert upper[1] - lower[3] >= 10, "rows of cells stand too close"


@forms_with("control: scale")
def test_rows_of_cells_are_10_points_apart(form: Printed) -> None:
    assert_rows_apart(form)


def test_scales_without_end_words_above_one_another_are_10_points_apart(types: Printed) -> None:
    assert len(scale_rows(types.told["pages"][0])) == 2
    assert_rows_apart(types)


def assert_labels_outside(form: Printed) -> None:
    for page in form.told["pages"]:
        boxes = [mark["rect"] for mark in answers(page)]
        labels = {tuple(mark["label"]) for mark in page["marks"] if mark["label"]}
        for label in labels:
            assert all(apart(label, box) for box in boxes), f"{label} on page {page['page']}"


def test_words_of_each_box_stand_where_the_map_says(types: Printed) -> None:
    for number, page in enumerate(types.told["pages"]):
        for mark in page["marks"]:
            if mark["label"]:
                assert words_in(types.built.data, number, mark["label"]), mark["field"]


def test_words_stand_outside_the_boxes(form: Printed) -> None:
    assert_labels_outside(form)


def test_words_of_every_type_stand_outside_the_boxes(types: Printed) -> None:
    assert_labels_outside(types)


def test_boxes_stand_apart_and_on_the_page(form: Printed) -> None:
    for page in form.told["pages"]:
        boxes = [mark["rect"] for mark in answers(page)]
        whole = (0, page["qr"]["rect"][3], page["width"], page["height"])
        assert all(inside(whole, box) for box in boxes)
        for index, box in enumerate(boxes):
            assert all(apart(box, other) for other in boxes[index + 1 :])


def assert_pictures_high(form: Printed) -> None:
    pictures = [rect for page in form.told["pages"] for rect in regions(page)]
    assert pictures
    assert all(y1 - y0 >= 70 * MM for _, y0, _, y1 in pictures)


@forms_with("control: body-chart")
def test_pictures_to_draw_on_are_70_mm_high(form: Printed) -> None:
    assert_pictures_high(form)


def test_four_pictures_in_a_row_are_70_mm_high_too(types: Printed) -> None:
    assert_pictures_high(types)


def test_forms_with_a_body_chart_have_pictures(types: Printed) -> None:
    assert [len(regions(page)) for page in types.told["pages"] if regions(page)] == [6]


def test_line_of_the_visual_analogue_scale_is_100_mm(types: Printed) -> None:
    (found,) = (
        (page, image, zone["rect"]) for page, image in types.pages for zone in page["zones"] if zone["kind"] == "line"
    )
    page, image, (x0, y0, x1, y1) = found
    assert x1 - x0 == pytest.approx(283.46, abs=0.1)
    left, upper, right, lower = pixels(page, (x0, y0, x1, y1), grow=4)
    middle = (upper + lower) // 2
    rows = image.crop((left, middle - 1, right, middle + 2))
    dark = rows.point(lambda level: 255 if level < 128 else 0).getbbox()
    assert dark
    assert (dark[2] - dark[0]) / SCALE == pytest.approx(283.46 + 0.9, abs=1.0)  # with the width of its end lines


# -- map and file -------------------------------------------------------------------------------------------------


def widgets(data: bytes) -> list[tuple[int, str, str | None, list[float]]]:
    """Return page, field, code and rectangle of every widget in the file."""
    found = []
    with pikepdf.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for annotation in page.obj.get("/Annots", []):
                if annotation.Subtype == "/Widget":
                    on = [str(key)[1:] for key in annotation.get("/AP", {}).get("/N", {}) if key != "/Off"]
                    code = on[0] if "/AS" in annotation else None
                    found.append((number, field_name(annotation), code, [float(value) for value in annotation.Rect]))
    return found


def field_name(widget: pikepdf.Object) -> str:
    """Return the full name of a widget's field."""
    names: list[str] = []
    at: pikepdf.Object | None = widget
    while at is not None:
        names += [str(at.T)] if "/T" in at else []
        at = at.get("/Parent")
    return ".".join(reversed(names))


def assert_same_as_widgets(form: Printed) -> None:
    told = [
        (page["page"], mark["field"], mark["code"], mark["rect"])
        for page in form.told["pages"]
        for mark in page["marks"]
    ]
    assert told
    key = lambda entry: (entry[:2], str(entry[2]), entry[3])  # noqa: E731
    assert sorted(told, key=key) == sorted(widgets(form.built.data), key=key)


def test_map_and_fields_of_the_file_are_the_same(form: Printed) -> None:
    assert_same_as_widgets(form)


def test_map_and_fields_of_every_type_are_the_same(types: Printed) -> None:
    assert_same_as_widgets(types)


def assert_as_documented(told: Mapping[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(told)


@pytest.mark.parametrize("form", [("crawley", "letter", id_) for id_ in BUILT_IN], ids=" ".join, indirect=True)
def test_map_is_as_documented(form: Printed) -> None:
    assert_as_documented(form.told)


def test_map_of_every_type_is_as_documented(types: Printed) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert_as_documented(types.told)
    kinds = {mark["kind"] for page in types.told["pages"] for mark in page["marks"]}
    zones = {zone["kind"] for page in types.told["pages"] for zone in page["zones"]}
    assert (kinds, zones) == ({"text", "comb", "radio", "tick"}, {"text", "line", "drawing", "attachment"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("formatVersion",), 2), (("layout",), "abc"), (("paper",), "a5"), (("pages", 0, "marks", 0, "kind"), "box"),
        (("pages", 0, "marks", 0, "rect"), [1, 2, 3]), (("pages", 0, "marks", 0, "patient"), "x"),
        (("pages", 0, "marks", 0, "code"), "x"), (("pages", 0, "qr", "text"), "F-02"), (("pages",), []),
    ],
)  # fmt: skip
def test_schema_refuses_what_is_no_map(types: Printed, path: tuple[str | int, ...], value: object) -> None:
    told = json.loads(json.dumps(types.told))
    at = told
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        assert_as_documented(told)


# -- the hash of the layout ---------------------------------------------------------------------------------------

NAME = "    - {linkId: name, type: string, text: Your name, prefill: family, span: 6}\n"
BORN = "    - {linkId: born, type: date, text: Your birthday, prefill: birth_date, span: 6}\n"
MILD, BAD = "{code: mild, display: Mild}", "{code: bad, display: Bad}"
PAIN = f"    - {{linkId: pain, type: choice, text: How is it, answerOption: [{MILD}, {BAD}]}}\n"
STORY = "    - {linkId: story, type: text, text: Your story, lines: 2}\n"


def quiz(*items: str) -> str:
    """Return a form with one section of *items*."""
    return form_yaml("".join(("- linkId: one\n  type: group\n  text: One\n  item:\n", *items)))


QUIZ = quiz(NAME, BORN, PAIN, STORY)


def layout(built: Built) -> str:
    assert built.map
    return built.map.layout


@pytest.mark.parametrize(
    "changed",
    [
        QUIZ.replace("linkId: pain", "linkId: ache"),
        QUIZ.replace("linkId: one", "linkId: first"),
        QUIZ.replace("code: bad", "code: worse"),
        QUIZ.replace(f"{MILD}, {BAD}", f"{BAD}, {MILD}"),
        quiz(BORN, NAME, PAIN, STORY),
        QUIZ.replace("text: How is it", "text: How was it"),
        QUIZ.replace("display: Bad", "display: Big"),
        QUIZ.replace("language: en\n", "language: en-US\n"),
        QUIZ.replace("code: T-1", "code: T-2"),
        QUIZ.replace("type: text", "type: text, required: true"),
    ],
    ids=["linkId", "linkId of a group", "option code", "order of options", "order of questions", "question's words",
         "option's words", "language", "form code", "required"],
)  # fmt: skip
def test_hash_changes_with_what_a_mark_means(changed: str) -> None:
    assert changed != QUIZ
    assert layout(own(changed)) != layout(own(QUIZ))


def test_hash_changes_when_boxes_move_while_the_questions_stay() -> None:
    moved = own(QUIZ.replace("lead: A lead", f"lead: {'A lead ' * 30}")).map
    same = own(QUIZ).map
    assert moved
    assert same
    assert (moved.form.questions == same.form.questions, moved.layout == same.layout) == (True, False)


def test_hash_changes_with_the_language_of_the_clinic() -> None:
    found = library("riverside", "a4")
    other = replace(found, clinic=found.clinic.model_copy(update={"language": "en-US"}))
    made = load_model(Form, parse_yaml(QUIZ, "own.yaml"), "own.yaml")
    pair = [replace(each, _read={**each._read, ("forms", "quiz"): made}) for each in (found, other)]
    british, american = (generator.build_form(each, "quiz", on=DAY) for each in pair)
    assert layout(british) != layout(american)


def test_hash_changes_with_the_paper() -> None:
    assert layout(own(QUIZ, paper="letter")) != layout(own(QUIZ))


def test_hash_changes_with_a_box_that_a_long_answer_made_grow() -> None:
    assert layout(own(QUIZ, values={"one.story": "long " * 100})) != layout(own(QUIZ))


PATIENT = Patient(
    **{name: f"Zq{name}" for name in Patient.model_fields if name != "birth_date"}, birth_date=DAY.replace(year=1931)
)


@pytest.mark.parametrize(
    "options",
    [{"clinic": "crawley"}, {"patient": PATIENT}, {"on": DAY.replace(year=2027)}, {"medium": "paper"},
     {"medium": "screen"}, {"values": {"one.pain": "bad"}}],
    ids=["brand", "patient", "date", "flat", "fillable only", "answers"],
)  # fmt: skip
def test_hash_stays_the_same_for_other(options: dict[str, Any]) -> None:
    assert layout(own(QUIZ, **options)) == layout(own(QUIZ))


def test_hash_stays_the_same_with_another_brand_colour() -> None:
    found = library("riverside", "a4")
    brand = found.clinic.brand.model_copy(update={"colour": "#8A1C7C", "accent": "#1A1A1A", "logo": None})
    other = replace(found, clinic=found.clinic.model_copy(update={"brand": brand}))
    one, same = (generator.build_form(each, "back-and-leg-pain", on=DAY) for each in (found, other))
    assert layout(one) == layout(same)
    assert one.data != same.data


# -- nothing of a patient -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", BUILT_IN)
def test_map_and_code_hold_nothing_of_a_patient(id_: str) -> None:
    built = generator.build_form(library("riverside", "a4"), id_, on=DAY, patient=PATIENT)
    assert built.map
    told = built.map.as_json()
    assert "Zq" not in told
    assert "1931" not in told
    assert all("ZQ" not in page["qr"]["text"].upper() for page in json.loads(told)["pages"])


# -- for paper alone, for the screen alone ------------------------------------------------------------------------


def words_in(data: bytes, page: int, rect: Box | None = None) -> str:
    """Return the words on a page, or in a rectangle of it."""
    text = pypdfium2.PdfDocument(data)[page].get_textpage()
    return " ".join((text.get_text_bounded(*rect) if rect else text.get_text_bounded()).split())


@pytest.mark.parametrize("id_", ["new-patient", "pain-diary"])
def test_flat_form_has_no_fields_and_the_same_map(id_: str) -> None:
    both, flat = (generator.build_form(library("riverside", "a4"), id_, on=DAY, medium=m) for m in ("both", "paper"))
    with pikepdf.open(BytesIO(flat.data)) as pdf:
        assert "/AcroForm" not in pdf.Root
    assert widgets(flat.data) == []
    assert widgets(both.data)
    assert both.map
    assert flat.map
    assert flat.map.as_json() == both.map.as_json()


@pytest.mark.parametrize("id_", ["new-patient", "pain-diary"])
def test_form_for_the_screen_has_no_hints_for_the_pen(id_: str) -> None:
    found = library("riverside", "a4")
    both, screen = (generator.build_form(found, id_, on=DAY, medium=medium) for medium in ("both", "screen"))
    pen = found.words("en").pen
    assert both.map
    letters = {"day": "D D", "month": "M M", "year": "Y Y Y Y", "hour": "H H", "minute": "M M"}
    for number, page in enumerate(both.map.pages):
        assert pen in words_in(both.data, number)
        assert pen not in words_in(screen.data, number)
        for mark in page["marks"]:
            hint = letters.get(mark["field"].rpartition(".")[2]) if mark["kind"] == "comb" else None
            if hint:
                flat = generator.build_form(found, id_, on=DAY, medium="paper").data
                assert words_in(flat, number, mark["rect"]).replace(" ", "") == hint.replace(" ", "")
                assert words_in(screen.data, number, mark["rect"]) == ""


# -- through the command ------------------------------------------------------------------------------------------

CANARY = "Quetzalcoatl"
ROWS = f"id,family,birth_date\nP-{CANARY},{CANARY},1931-07-19\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, beside a clinic with a form of its own and a patient."""
    clinic_folder(tmp_path / "clinic", {"forms/quiz.yaml": QUIZ, "patients.csv": ROWS})
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    hook = sys.excepthook
    yield tmp_path / "work"
    sys.excepthook = hook
    gc.enable()  # the command does without


COMMAND = ("form", "quiz", "--clinic", "../clinic", "--date", "2026-11-23")


def made(folder: Path, *options: str) -> list[str]:
    """Make the form in *folder*, the current one; return what is there then."""
    result = CliRunner().invoke(cli.main, [*COMMAND, *options], prog_name="paperwell")
    assert result.exit_code == 0, result.output
    return everything(folder)


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def words_of(file: Path) -> str:
    """Return all that a PDF says anywhere: its objects, unpacked streams, and the words on its first page."""
    data = file.read_bytes()
    with pikepdf.open(BytesIO(data)) as pdf:
        parts = [each.read_bytes() if isinstance(each, pikepdf.Stream) else each.unparse() for each in pdf.objects]
        values = [str(each.V) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/V" in each]
    return " ".join([words_in(data, 0), *values, *(part.decode("latin-1") for part in parts)])


def test_command_writes_the_map_and_keeps_it_with_the_blank_form(folder: Path) -> None:
    personal = ("--patient", "../clinic/patients.csv", "--row", f"P-{CANARY}", "--set", f"one.story={CANARY}")
    files = made(folder, *personal, "--field-map", "map.json")
    told = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    kept = folder / "issued" / told["layout"]
    assert files == [f"issued/{kept.name}.json", f"issued/{kept.name}.pdf", "map.json", "quiz.pdf"]
    assert [mode(folder / file) for file in files] == [0o600] * 4
    assert mode(folder / "issued") == 0o700
    assert_as_documented(told)
    assert kept.with_suffix(".json").read_bytes() == (folder / "map.json").read_bytes()
    (code,) = zxingcpp.read_barcodes(images((folder / "quiz.pdf").read_bytes())[0])
    assert code.text == told["pages"][0]["qr"]["text"] == f"T-1{told['layout']}01"

    blank = kept.with_suffix(".pdf").read_bytes()
    assert widgets(blank) == widgets((folder / "quiz.pdf").read_bytes())
    assert CANARY in words_of(folder / "quiz.pdf")
    for data in (blank, (folder / "map.json").read_bytes()):
        assert CANARY.encode() not in data
        assert b"1931" not in data
    assert CANARY not in words_of(kept.with_suffix(".pdf"))


def test_form_is_kept_once(folder: Path) -> None:
    first = made(folder)
    stamps = {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder / "issued").iterdir()}
    assert len(stamps) == 2
    assert made(folder, "--set", f"family={CANARY}", "--flat", "--force") == first
    again = {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder / "issued").iterdir()}
    assert again == stamps


def test_form_whose_box_grew_keeps_its_map_alone(folder: Path) -> None:
    files = made(folder, "--set", f"one.story={CANARY * 3} " + "word " * 150)
    assert len(files) == 2
    assert (files[0].startswith("issued/"), files[0].endswith(".json"), files[1]) == (True, True, "quiz.pdf")
    assert CANARY not in (folder / files[0]).read_text(encoding="utf-8")
    assert len(made(folder, "--force")) == 4  # the blank form is of another layout


@pytest.mark.parametrize("options", [("--no-issued",), ("--fillable-only",)])
def test_form_that_needs_not_be_scanned_is_not_kept(folder: Path, options: tuple[str, ...]) -> None:
    assert made(folder, *options) == ["quiz.pdf"]


def test_form_on_standard_output_is_not_kept(folder: Path) -> None:
    with (folder.parent / "out.pdf").open("wb") as out:
        run = paperwell(*COMMAND, "-o", "-", "--field-map", "map.json", cwd=folder, stdout=out)
    assert run.returncode == 0
    assert [path.name for path in folder.iterdir()] == ["map.json"]
    told = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    (code,) = zxingcpp.read_barcodes(images((folder.parent / "out.pdf").read_bytes())[0])
    assert code.text == told["pages"][0]["qr"]["text"]


@pytest.mark.parametrize("place", ["kept.json", "nowhere/map.json"])
def test_nothing_is_written_when_the_map_cannot_be(folder: Path, place: str) -> None:
    (folder / "kept.json").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(cli.main, [*COMMAND, "--field-map", place], prog_name="paperwell")
    assert result.exit_code == generator.ExitCode.CANNOT_WRITE
    assert everything(folder) == ["kept.json"]
    assert (folder / "kept.json").read_text(encoding="utf-8") == "mine"


def test_map_and_form_cannot_be_one_file(folder: Path) -> None:
    options = ("-o", "one.pdf", "--field-map", "one.pdf", "--force")
    result = CliRunner().invoke(cli.main, [*COMMAND, *options], prog_name="paperwell")
    assert result.exit_code in (generator.ExitCode.USAGE, generator.ExitCode.CANNOT_WRITE)


def test_map_goes_where_the_form_goes(folder: Path) -> None:
    files = made(folder, "-o", "out/", "--field-map", "maps/")
    assert [file for file in files if "issued" not in file] == ["maps/quiz.json", "out/quiz.pdf"]
    assert [Path(file).parts[:2] for file in files if "issued" in file] == [("out", "issued")] * 2


def test_only_forms_have_a_map(folder: Path) -> None:
    built = generator.build_handout(library("riverside", "a4"), "sciatica", on=DAY)
    assert built.map is None
    with pytest.raises(generator.UsageError, match="has no places for answers"):
        generator.save_field_map(built, folder / "map.json")
    generator.keep_issued(built, folder / "issued", lambda: built)
    assert not list(folder.iterdir())


def test_map_goes_to_standard_output(folder: Path) -> None:
    result = CliRunner().invoke(cli.main, [*COMMAND, "-o", "one.pdf", "--field-map", "-"], prog_name="paperwell")
    assert json.loads(result.stdout)["form"] == "quiz"
    assert (folder / "one.pdf").is_file()
    assert not (folder / "-").exists()


def test_form_is_not_written_when_its_map_cannot_be_kept(folder: Path) -> None:
    (folder / "issued").write_text("a file of that name", encoding="utf-8")
    result = CliRunner().invoke(cli.main, COMMAND, prog_name="paperwell")
    assert result.exit_code == generator.ExitCode.CANNOT_WRITE
    assert everything(folder) == ["issued"]
