"""Filled PDFs read back: real files, every type of question, what programs do to files, other versions."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

import generator
from generator import InputError
from generator.answer import codes, several
from generator.answers.extract import RawField, RawForm, extract
from generator.answers.identity import form_facts
from generator.answers.read import Reader
from generator.answers.result import Answers
from generator.answers.shapes import Shape, plan
from generator.errors import Location
from generator.library import Library, open_library
from generator.model import question as q
from generator.pdf.metadata import FORM_NAMESPACE, FormFacts
from tests.filling import fill_with_pypdf, terminals
from tests.helpers import DAY, ROOT, clinic_folder, form_yaml, group_yaml, riverside

Change = Callable[[Pdf], None]
TYPES = (ROOT / "tests" / "data" / "types.yaml").read_text(encoding="utf-8")
BUILT_IN = sorted(path.stem for path in (ROOT / "forms").glob("*.yaml"))

# What is typed and ticked in the form of all types, by field, and what it means, by path.
FILLED: dict[str, str | bool] = {
    "a.age": "042",
    "a.height": "1 72,5",
    "a.temp": "-0.5",
    "a.visits": "12",
    "a.sleep.hour": "22",
    "a.sleep.minute": "5",
    "a.started.day": "3",
    "a.started.month": "11",
    "a.started.year": "2026",
    "a.started.hour": "09",
    "a.started.minute": "30",
    "a.web": "www.example.org/page",
    "a.back": "0",
    "a.leg": "7",
    "b.smoke": "false",
    "b.night": "true",
    "b.job": "other",
    "b.job_other": "Łódź baker",
    "b.worse.sit": True,
    "b.worse.cough": True,
    "c.where.buttock.left": True,
    "c.where.buttock.right": True,
    "c.agree.x": "very",
    "c.meds.row1.name": "Ibuprofen",
    "c.meds.row4.since": "May",
    "c.spots.pins.calf_left": True,
    "c.safe.saddle": "true",
    "c.safe.fall": "false",
    "c.week.row2.pain": "3",
    "d.inner.vas": "64",
    "e.body.low_back_left": True,
    "e.body.belly": True,
    "f.by": "R. K.",
    "scores.total": "3,5",
}
MEANT: dict[str, Any] = {
    "a.age": 42,
    "a.height": 172.5,
    "a.temp": -0.5,
    "a.visits": 12,
    "a.sleep": datetime.time(22, 5),
    "a.started": datetime.datetime(2026, 11, 3, 9, 30),
    "a.web": "www.example.org/page",
    "a.back": 0,
    "a.leg": 7,
    "b.smoke": False,
    "b.night": True,
    "b.job": "other",
    "b.job_other": "Łódź baker",
    "b.worse": ("sit", "cough"),
    "c.where.buttock": ("left", "right"),
    "c.agree.x": "very",
    "c.meds.row1.name": "Ibuprofen",
    "c.meds.row4.since": "May",
    "c.spots.pins": ("calf_left",),
    "c.safe.saddle": True,
    "c.safe.fall": False,
    "c.week.row2.pain": "3",
    "d.inner.vas": 64,
    "d.inner.secret": "kept",
    "e.body": ("belly", "low_back_left"),
    "f.by": "R. K.",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The built-in forms and the form of all types."""
    return open_library(clinic_folder(tmp_path_factory.mktemp("clinic"), {"forms/types.yaml": TYPES}))


@pytest.fixture(scope="module")
def blank(library: Library) -> bytes:
    return generator.build_form(library, "types", on=DAY).data


@pytest.fixture(scope="module")
def filled(blank: bytes) -> bytes:
    return fill_with_pypdf(blank, FILLED)


@pytest.fixture
def save(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write a file, with a change made to it if need be."""

    def write(data: bytes, change: Change | None = None) -> Path:
        path = tmp_path / "form.pdf"
        if change is None:
            path.write_bytes(data)
            return path
        with pikepdf.open(BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(path)
        return path

    return write


Save = Callable[..., Path]


def small(folder: Path, items: str, more: str = "") -> Library:
    """Return a library with the form “quiz” of the one group `g` with *items*."""
    text = form_yaml(group_yaml(items, link_id="g")) + more
    return open_library(clinic_folder(folder, {"forms/quiz.yaml": text}))


def answered(library: Library, values: Mapping[str, Any], form: str = "quiz") -> Answers:
    """Return what is read from fields with *values*: texts, or codes of what is chosen; the others are blank."""
    found = plan(library.form(form))
    raw = {name: _raw(shape, values.get(name)) for name, shape in found.shapes.items()}
    assert values.keys() <= raw.keys()
    facts = FormFacts(form, found.form.version, found.questions, "")
    return Reader(library).answers(RawForm(Location("filled.pdf"), facts, raw))


def _raw(shape: Shape, value: str | tuple[str, ...] | None) -> RawField:
    if value is None:
        return RawField(shape.kind)
    if shape.kind == "text":
        assert isinstance(value, str)
        return RawField("text", value)
    return RawField(shape.kind, chosen=(value,) if isinstance(value, str) else value)


def told(found: Answers) -> str:
    return "\n".join(map(str, found.problems))


# -- real files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", [*BUILT_IN, "types"])
def test_fields_of_the_file_are_those_that_are_read(library: Library, save: Save, id_: str) -> None:
    raw = extract(save(generator.build_form(library, id_, on=DAY).data), codes=True)
    expected = plan(library.form(id_))
    assert {name: (field.kind, set(field.codes)) for name, field in raw.fields.items()} == {
        name: (shape.kind, set(shape.codes)) for name, shape in expected.shapes.items()
    }
    assert raw.facts is not None
    assert (raw.facts.form, raw.facts.version, raw.facts.questions) == (id_, expected.form.version, expected.questions)


def test_blank_form_has_no_answers_but_the_hidden_ones(library: Library, save: Save, blank: bytes) -> None:
    found = generator.read(save(blank), library)
    assert found.answers == {"d.inner.secret": "kept"}
    assert (found.status, found.problems, found.notes, found.flags) == ("completed", (), (), ())
    assert [score.value for score in found.scores] == [None]


def test_every_type_is_read_back(library: Library, save: Save, filled: bytes) -> None:
    found = generator.read(save(filled), library)
    assert found.answers == MEANT
    assert list(found.answers) == list(MEANT)
    assert {path: type(value) for path, value in found.answers.items()} == {p: type(v) for p, v in MEANT.items()}
    assert (found.form, found.version, found.problems) == ("types", "1.0", ())
    assert [(score.linkId, str(score.value), score.band) for score in found.scores] == [("total", "3.5", "mild")]
    assert [(flag.level, flag.path) for flag in found.flags] == [("emergency", "c.safe.saddle")]


def test_file_is_recognised_without_a_library(save: Save) -> None:
    data = generator.build_form(riverside(), "feedback", on=DAY).data
    assert generator.read(save(data)).form == "feedback"


def test_prefilled_values_are_answers(save: Save) -> None:
    library = riverside()
    patient = generator.read_patient(library.folder / "patients.csv", "P-1002", library)
    data = generator.build_form(
        library, "new-patient", on=DAY, patient=patient, values={"about_you.contact_by": "text email"}
    ).data
    found = generator.read(save(data), library).answers
    assert found["about_you.family"] == "Wiśniewski"
    assert found["about_you.birth_date"] == datetime.date(1988, 11, 17)
    assert found["about_you.contact_by"] == ("text", "email")
    assert found["about_you.postcode"] == "ZZ1 4AC"


def test_many_files_come_in_their_order_with_the_bad_ones_among_them(
    library: Library, tmp_path: Path, filled: bytes
) -> None:
    for name, data in (
        ("1.pdf", filled),
        ("2.pdf", b"no PDF"),
        ("3.PDF", filled),
        (".hidden.pdf", b""),
        ("4.txt", b""),
    ):
        (tmp_path / name).write_bytes(data)
    found = list(generator.read_many([tmp_path, tmp_path / "5.pdf"], library))
    kinds = [type(each).__name__ for each in found]
    assert kinds == ["Answers", "InputError", "Answers", "MissingAssetError"]


# -- what programs that fill in do ------------------------------------------------------------------------------------


def test_state_that_is_only_shown_counts_where_nothing_is_held(library: Library, save: Save, filled: bytes) -> None:
    def forget(pdf: Pdf) -> None:
        for field in terminals(pdf).values():
            if Name.Btn == field.FT and "/V" in field:
                del field.V

    assert generator.read(save(filled, forget), library).answers == MEANT


def test_state_that_is_only_held_counts(library: Library, save: Save, filled: bytes) -> None:
    def hide(pdf: Pdf) -> None:
        for field in terminals(pdf).values():
            for widget in field.get("/Kids", [field]):
                if "/AS" in widget:
                    widget.AS = Name.Off

    assert generator.read(save(filled, hide), library).answers == MEANT


def test_tick_that_is_shown_and_not_held_counts_and_is_told(library: Library, save: Save, filled: bytes) -> None:
    def differ(pdf: Pdf) -> None:
        terminals(pdf)["b.worse.sit"].V = Name.Off

    found = generator.read(save(filled, differ), library)
    assert found.answers == MEANT
    assert "“b.worse” shows a tick that it does not hold" in told(found)


def test_radio_group_that_holds_one_and_shows_another_has_no_answer(
    library: Library, save: Save, filled: bytes
) -> None:
    def differ(pdf: Pdf) -> None:
        terminals(pdf)["b.smoke"].V = Name("/true")

    found = generator.read(save(filled, differ), library)
    assert "b.smoke" not in found.answers
    assert "“b.smoke” has more than one answer" in told(found)


@pytest.mark.parametrize(
    "value",
    [
        "Zoë – “naïve”".encode("utf-16"),
        b"\xfe\xff" + "Zoë – “naïve”".encode("utf-16-be"),
        b"\xef\xbb\xbf" + "Zoë – “naïve”".encode(),
        b"Zo\xeb \x85 \x8dna\xefve\x8e",
        b"\xfe\xff\x00\x1b\x00e\x00n\x00\x1b" + "Zoë – “naïve”".encode("utf-16-be"),
        b" Zo\xeb \x85\r\n\x8dna\xefve\x8e\x00\x07 ",
    ],
)
@pytest.mark.parametrize("in_stream", [False, True])
def test_text_of_any_encoding_is_read(
    library: Library, save: Save, blank: bytes, value: bytes, in_stream: bool
) -> None:
    def write(pdf: Pdf) -> None:
        terminals(pdf)["f.by"].V = Stream(pdf, value) if in_stream else String(value)

    assert generator.read(save(blank, write), library).answers["f.by"] == "Zoë – “naïve”"


def test_field_that_was_split_from_its_box_is_read(library: Library, save: Save, filled: bytes) -> None:
    def split(pdf: Pdf) -> None:
        for name in ("f.by", "b.worse.sit"):
            field = terminals(pdf)[name]
            kept = {key: field[key] for key in ("/AS", "/AP", "/Rect", "/Subtype") if key in field}
            for key in kept:
                del field[key]
            field.Kids = Array([pdf.make_indirect(Dictionary({**kept, "/Parent": field}))])

    assert generator.read(save(filled, split), library).answers == MEANT


def test_fields_that_share_type_and_flags_with_the_one_above_are_read(
    library: Library, save: Save, filled: bytes
) -> None:
    def share(pdf: Pdf) -> None:
        field = terminals(pdf)["f.by"]
        del field.FT
        field.Parent.FT = Name.Tx

    assert generator.read(save(filled, share), library).answers == MEANT


def test_lines_of_a_text_are_kept_and_those_of_a_box_are_joined(tmp_path: Path) -> None:
    library = small(
        tmp_path, "- {linkId: t, type: text, text: T}\n- {linkId: s, type: string, text: S, comb: [4, 3]}\n"
    )
    found = answered(library, {"g.t": "\n one \n\n two\n", "g.s": "ZZ1\n  4AC "})
    assert found.answers == {"g.t": "one\n\n two", "g.s": "ZZ1 4AC"}


def test_scripts_and_xfa_are_not_looked_at(library: Library, save: Save, filled: bytes) -> None:
    def add(pdf: Pdf) -> None:
        pdf.Root.AcroForm.XFA = Array([String("template"), Stream(pdf, b"<not xml")])
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(Dictionary(T=String("Sig1"), FT=Name.Sig)))

    found = generator.read(save(filled, add), library)
    assert (found.answers, found.problems, found.notes) == (MEANT, (), ())


def test_fields_that_are_missing_or_changed_are_told(library: Library, save: Save, filled: bytes) -> None:
    def lose(pdf: Pdf) -> None:
        strip = terminals(pdf)["f.by"].Parent
        strip.Kids = Array()
        strip.FT = Name.Sig
        terminals(pdf)["a.web"].FT = Name.Btn

    found = generator.read(save(filled, lose), library)
    assert "fields are missing: “f.by”" in told(found)
    assert "fields are not as they were made: “a.web”" in told(found)
    assert not {"f.by", "a.web"} & found.answers.keys()


# -- which form it is -------------------------------------------------------------------------------------------------

FACTS = FormFacts("types", "1.0", "ABCDEFGH", "ABCDEFG2")
VALUES = 'form="types" {0}:version="1.0" {0}:questions="ABCDEFGH" {0}:layout="ABCDEFG2"'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{}</rdf:RDF>'


def packet(inside: str) -> bytes:
    text = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{RDF.format(inside)}</x:xmpmeta>'
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{text}<?xpacket end="w"?>   \n'.encode()


AS_ATTRIBUTES = packet(f'<rdf:Description xmlns:p="{FORM_NAMESPACE}" p:{VALUES.format("p")}/>')
AS_LISTS = packet(
    f'<rdf:Description xmlns="{FORM_NAMESPACE}"><form>types</form>\n<version>\n1.0</version>'
    "<questions><rdf:Alt><rdf:li>ABCDEFGH</rdf:li></rdf:Alt></questions><layout>ABCDEFG2</layout></rdf:Description>"
)


@pytest.mark.parametrize(
    "given",
    [AS_ATTRIBUTES, AS_LISTS, AS_LISTS + b"\0" * 20, AS_ATTRIBUTES.decode().encode("utf-16"), b"\n" + AS_LISTS],
    ids=["attributes", "elements", "zeros behind", "UTF-16", "blank before"],
)
def test_identity_is_read_however_it_is_written(given: bytes) -> None:
    assert form_facts(given) == FACTS


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"\0",
        b"<a>",
        AS_ATTRIBUTES.replace(b"1.0", b"1.0\x1b[31m"),
        AS_ATTRIBUTES.replace(b"types", b"../types"),
        AS_ATTRIBUTES.replace(b"ABCDEFGH", b"ABCDEFG"),
        AS_ATTRIBUTES.replace(FORM_NAMESPACE.encode(), b"urn:other"),
        packet(
            f'<rdf:Description xmlns:p="{FORM_NAMESPACE}" p:{VALUES.format("p")}><p:form>b</p:form></rdf:Description>'
        ),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + AS_ATTRIBUTES,
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        AS_ATTRIBUTES + b" " * 2_000_000,
    ],
)
def test_identity_that_cannot_be_trusted_is_none(given: bytes) -> None:
    assert form_facts(given) is None


def drop_metadata(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def test_form_is_found_by_its_fields_where_a_program_dropped_the_metadata(
    library: Library, save: Save, filled: bytes
) -> None:
    found = generator.read(save(filled, drop_metadata), library)
    assert (found.form, found.answers) == ("types", MEANT)
    assert "by its fields it is “types”" in str(found.notes[0])


def bomb(pdf: Pdf) -> None:
    packed = zlib.compress(b" " * 50_000_000, 9)
    pdf.Root.Metadata = Stream(pdf, packed)
    pdf.Root.Metadata.Filter = Name.FlateDecode


def odd_filter(pdf: Pdf) -> None:
    pdf.Root.Metadata = Stream(pdf, AS_ATTRIBUTES.hex().encode())
    pdf.Root.Metadata.Filter = Name.ASCIIHexDecode


@pytest.mark.parametrize("change", [bomb, odd_filter])
def test_metadata_that_cannot_be_unpacked_are_as_good_as_none(
    library: Library, tmp_path: Path, filled: bytes, change: Change
) -> None:
    with pikepdf.open(BytesIO(filled)) as pdf:
        change(pdf)
        pdf.save(tmp_path / "form.pdf", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert generator.read(tmp_path / "form.pdf", library).answers == MEANT


def test_two_forms_with_the_same_fields_are_not_guessed_between(tmp_path: Path, filled: bytes) -> None:
    twin = TYPES.replace("id: types", "id: twin")
    library = open_library(clinic_folder(tmp_path / "c", {"forms/types.yaml": TYPES, "forms/twin.yaml": twin}))
    path = tmp_path / "form.pdf"
    with pikepdf.open(BytesIO(filled)) as pdf:
        drop_metadata(pdf)
        pdf.save(path)
    with pytest.raises(InputError, match="it could be “twin”, “types”"):
        generator.read(path, library)


def test_form_that_the_library_does_not_have_is_named(save: Save, filled: bytes) -> None:
    with pytest.raises(InputError, match="it is the form “types”, which is not known here"):
        generator.read(save(filled), riverside())


def test_form_for_paper_alone_is_told(library: Library, save: Save) -> None:
    data = generator.build_form(library, "feedback", on=DAY, medium="paper").data
    with pytest.raises(InputError, match="“feedback”, but has none of its fields"):
        generator.read(save(data), library)


# -- other versions ---------------------------------------------------------------------------------------------------


def changed(folder: Path, *changes: tuple[str, str]) -> Library:
    """Return a library with another version of the form of all types."""
    text = TYPES.replace('version: "1.0"', 'version: "1.1"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return open_library(clinic_folder(folder, {"forms/types.yaml": text}))


def test_file_of_another_version_is_read_where_its_questions_are_all_there_still(
    tmp_path: Path, save: Save, filled: bytes
) -> None:
    item = "- {linkId: hobby"
    new = f"- {{linkId: extra, type: string, text: Extra, required: true}}\n      {item}"
    library = changed(tmp_path / "c", (item, new), ("Do you smoke?", "Do you smoke now?"))
    found = generator.read(save(filled), library)
    assert found.answers == MEANT
    assert (found.version, found.status, found.problems) == ("1.0", "completed", ())
    note = found.notes[0].what
    assert note == "it is version 1.0 of “types”, and the one here is 1.1; new since then: “d.extra”"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("- {linkId: hobby", "- {linkId: pastime", "d.hobby"),
        ("- {linkId: smoke, type: boolean,", "- {linkId: smoke, type: string,", "b.smoke"),
        ("{code: desk,", "{code: table,", "b.job"),
        ("{code: sit,", "{code: sitting,", "b.worse.sit"),
        ("control: scale, minValue: 0, maxValue: 10", "control: scale, minValue: 0, maxValue: 5", "a.back"),
    ],
)
def test_file_of_another_version_is_refused_where_a_question_is_gone_or_another(
    tmp_path: Path, save: Save, filled: bytes, old: str, new: str, path: str
) -> None:
    library = changed(tmp_path / "c", (old, new))
    with pytest.raises(InputError) as caught:
        generator.read(save(filled), library)
    problem = caught.value.problems[0]
    assert "version 1.0 of “types”, and the one here is 1.1" in problem.what
    assert f"“{path}”" in problem.what
    assert "types.yaml" in problem.hint
    assert "types-1-0" in problem.hint


def test_file_of_an_old_version_is_read_with_the_form_that_was_kept(tmp_path: Path, save: Save, filled: bytes) -> None:
    new = TYPES.replace('version: "1.0"', 'version: "2.0"').replace("- {linkId: hobby", "- {linkId: pastime")
    old = TYPES.replace("id: types", "id: types-1-0")
    library = open_library(clinic_folder(tmp_path / "c", {"forms/types.yaml": new, "forms/types-1-0.yaml": old}))
    found = generator.read(save(filled), library)
    assert (found.form, found.version, found.answers) == ("types-1-0", "1.0", MEANT)
    assert [note.what for note in found.notes] == ["it is version 1.0 of “types”, kept here as “types-1-0”"]


# -- what was answered ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (("3", "", "2026"), "is not complete: no month"),
        (("", "", "2026"), "is not complete: no day, no month"),
        (("31", "02", "2026"), "is not a date"),
        (("3", "2", "26"), "has a year that is none"),
        (("x", "2", "2026"), "has a day that is none"),
    ],
)
def test_date_that_is_none_is_a_problem_and_no_answer(tmp_path: Path, parts: tuple[str, ...], problem: str) -> None:
    library = small(tmp_path, "- {linkId: d, type: date, text: D, required: true}\n")
    found = answered(library, dict(zip(("g.d.day", "g.d.month", "g.d.year"), parts, strict=True)))
    assert found.answers == {}
    assert f"“g.d” {problem}" in told(found)
    assert found.status == "in-progress"


NUMBERS = """
- {linkId: age, type: integer, text: Age, minValue: 0, maxValue: 120}
- {linkId: kg, type: quantity, unit: kg, text: Weight, minValue: 1}
- {linkId: word, type: string, text: Word, maxLength: 5}
- {linkId: web, type: url, text: Web}
- {linkId: at, type: time, text: At}
"""


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"g.age": "121"}, "“g.age” is out of bounds — at least 0 and at most 120"),
        ({"g.age": "4.5"}, "“g.age” is not a whole number"),
        ({"g.age": "SECRET"}, "“g.age” is not a whole number"),
        ({"g.kg": "0"}, "“g.kg” is out of bounds — at least 1"),
        ({"g.kg": "NaN"}, "“g.kg” is not a number"),
        ({"g.kg": "1e9"}, "“g.kg” is not a number"),
        ({"g.word": "SECRET"}, "“g.word” is too long — at most 5 characters"),
        ({"g.web": "javascript:SECRET"}, "“g.web” is not an address"),
        ({"g.web": "two words.org"}, "“g.web” is not an address"),
        ({"g.at.hour": "24", "g.at.minute": "00"}, "“g.at” is not a time of day"),
        ({"g.at.hour": "12"}, "“g.at” is not complete: no minute"),
    ],
)
def test_answer_that_does_not_fit_is_told_and_not_quoted(tmp_path: Path, values: dict[str, str], problem: str) -> None:
    found = answered(small(tmp_path, NUMBERS), values)
    assert found.answers == {}
    assert problem in told(found)
    assert str(found.problems[0]).startswith("filled.pdf: ")
    assert "SECRET" not in told(found)


CHOICES = """
- linkId: one
  type: open-choice
  text: One
  answerOption: [{code: a, display: A}, {code: b, display: B}]
- linkId: many
  type: open-choice
  repeats: true
  text: Many
  answerOption: [{code: a, display: A}, {code: b, display: B}, {code: none, display: None, exclusive: true}]
"""


def test_words_for_another_answer_count_as_its_tick(tmp_path: Path) -> None:
    values = {"g.one_other": "mine", "g.many.a": ("a",), "g.many_other": "mine too"}
    found = answered(small(tmp_path, CHOICES), values)
    assert found.answers == {
        "g.one": "other", "g.one_other": "mine", "g.many": ("a", "other"), "g.many_other": "mine too",
    }  # fmt: skip


def test_tick_for_another_answer_without_its_words_is_noted(tmp_path: Path) -> None:
    found = answered(small(tmp_path, CHOICES), {"g.one": "other"})
    assert found.answers == {"g.one": "other"}
    assert "“g.one” has another answer, and its words are missing" in str(found.notes[0])


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"g.one": ("a", "b")}, "“g.one” has more than one answer"),
        ({"g.one": "c"}, "“g.one” is none of its answers"),
        ({"g.one": "a", "g.one_other": "b"}, "“g.one” has an answer and another one in words"),
        ({"g.many.a": ("a",), "g.many.none": ("none",)}, "“g.many” has an answer that excludes the others"),
        ({"g.many.a": ("Yes",)}, "“g.many” has a box that holds something else"),
    ],
)
def test_answers_that_contradict_each_other_are_told(tmp_path: Path, values: dict[str, Any], problem: str) -> None:
    found = answered(small(tmp_path, CHOICES), values)
    assert problem in told(found)
    assert not {"g.one", "g.many"} & found.answers.keys()


def test_required_questions_without_an_answer_make_it_in_progress(tmp_path: Path) -> None:
    items = """
    - {linkId: a, type: string, text: A, required: true}
    - {linkId: sign, type: signature, text: Sign, required: true}
    - linkId: m
      type: group
      control: matrix
      required: true
      text: M
      item: [{linkId: x, text: X}, {linkId: y, text: Y}]
    - {linkId: t, type: group, control: table, required: true, text: T, rows: 3, item: [{linkId: n, text: N, span: 12}]}
    """
    library = small(tmp_path, items)
    found = answered(library, {"g.m.x": "false"})
    assert found.status == "in-progress"
    blank = [note.what.split("”")[0].removeprefix("“") for note in found.notes]
    assert blank == ["g.a", "g.m.y", "g.t"]
    done = answered(library, {"g.a": "x", "g.m.x": "true", "g.m.y": "false", "g.t.row2.n": "x"})
    assert (done.status, done.notes) == ("completed", ())


# -- rules ------------------------------------------------------------------------------------------------------------

RULED = """
- {linkId: works, type: boolean, text: Works}
- {linkId: pain, type: integer, control: scale, minValue: 0, maxValue: 10, low: L, high: H, text: Pain}
- linkId: why
  type: choice
  repeats: true
  text: Why
  answerOption: [{code: a, display: A}, {code: b, display: B}]
- linkId: grid
  type: group
  control: matrix
  text: Grid
  item: [{linkId: x, text: X}, {linkId: y, text: Y}]
- {linkId: on, type: date, text: On}
- {linkId: then, type: string, text: Then, required: true, RULE}
- linkId: later
  type: string
  text: Later
  required: true
  enableWhen: [{question: then, operator: exists, answer: true}]
"""


def asked(folder: Path, rule: str, values: Mapping[str, Any]) -> bool:
    """Tell whether the question with *rule* is asked, for it is required."""
    found = answered(small(folder, RULED.replace("RULE", rule)), values)
    return any("“g.then” is required" in note.what for note in found.notes)


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ("works, answer: true", {"g.works": "true"}, {"g.works": "false"}),
        ("works, operator: exists, answer: true", {"g.works": "false"}, {}),
        ("works, operator: exists, answer: false", {}, {"g.works": "false"}),
        ('works, operator: "!=", answer: true', {"g.works": "false"}, {"g.works": "true"}),
        ('pain, operator: ">", answer: 5', {"g.pain": "10"}, {"g.pain": "5"}),
        ('pain, operator: ">=", answer: 5', {"g.pain": "5"}, {"g.pain": "4"}),
        ('pain, operator: "<", answer: 5', {"g.pain": "4"}, {}),
        ('pain, operator: "<=", answer: 5', {"g.pain": "5"}, {"g.pain": "6"}),
        ("why, answer: b", {"g.why.a": ("a",), "g.why.b": ("b",)}, {"g.why.a": ("a",)}),
        ('why, operator: "!=", answer: b', {"g.why.a": ("a",)}, {"g.why.a": ("a",), "g.why.b": ("b",)}),
        ("grid.y, answer: true", {"g.grid.y": "true"}, {"g.grid.x": "true"}),
        ("why, operator: exists, answer: true", {"g.why.a": ("a",)}, {}),
        (
            'on, operator: ">", answer: 2026-02-01',
            {"g.on.day": "2", "g.on.month": "2", "g.on.year": "2026"},
            {"g.on.day": "1", "g.on.month": "2", "g.on.year": "2026"},
        ),
    ],
)
def test_question_is_asked_as_its_rule_says(tmp_path: Path, rule: str, yes: dict[str, Any], no: dict[str, Any]) -> None:
    text = f"enableWhen: [{{question: {rule}}}]"
    assert asked(tmp_path / "yes", text, yes)
    assert not asked(tmp_path / "no", text, no)


@pytest.mark.parametrize(("behaviour", "expected"), [("all", False), ("any", True)])
def test_rules_hold_together_or_any_of_them(tmp_path: Path, behaviour: str, expected: bool) -> None:
    rules = '[{question: works, answer: true}, {question: pain, operator: ">", answer: 5}]'
    rule = f"enableBehavior: {behaviour}, enableWhen: {rules}"
    assert asked(tmp_path, rule, {"g.works": "true", "g.pain": "2"}) is expected


def test_answer_to_a_question_that_was_not_asked_is_noted_and_is_blank_to_further_rules(tmp_path: Path) -> None:
    library = small(tmp_path, RULED.replace("RULE", "enableWhen: [{question: works, answer: true}]"))
    found = answered(library, {"g.works": "false", "g.then": "something"})
    assert found.answers["g.then"] == "something"
    assert [note.what for note in found.notes] == ["“g.then” was answered and not asked; it counts in no score"]
    assert found.status == "completed"  # g.later is not asked either


def test_questions_of_a_group_that_is_not_asked_are_not_asked(tmp_path: Path) -> None:
    items = """
    - {linkId: works, type: boolean, text: Works}
    - linkId: inner
      type: group
      text: Inner
      enableWhen: [{question: works, answer: true}]
      item: [{linkId: job, type: string, text: Job, required: true}]
    """
    library = small(tmp_path, items)
    assert answered(library, {"g.works": "false"}).status == "completed"
    assert answered(library, {"g.works": "true"}).status == "in-progress"


# -- flags ------------------------------------------------------------------------------------------------------------

FLAGGED = """
- {linkId: fever, type: boolean, text: "**Fever** now?", flag: today}
- linkId: one
  type: choice
  repeats: true
  text: One
  answerOption: [{code: a, display: A, flag: soon}, {code: b, display: B}]
- linkId: grid
  type: group
  control: matrix
  text: Grid
  answerOption: [{code: n, display: No}, {code: s, display: Some, flag: soon}, {code: y, display: Often, flag: today}]
  item: [{linkId: x, text: X}, {linkId: y, text: Y, flag: emergency}]
- linkId: yes_no
  type: group
  control: matrix
  text: Grid
  item: [{linkId: x, text: X}, {linkId: y, text: "Y {{ branch.name }}", flag: emergency}]
"""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"g.fever": "true"}, [("today", "g.fever", "Fever now?")]),
        ({"g.fever": "false"}, []),
        ({"g.one.a": ("a",), "g.one.b": ("b",)}, [("soon", "g.one", "One: A")]),
        ({"g.grid.x": "s"}, [("soon", "g.grid.x", "X: Some")]),
        ({"g.grid.y": "s"}, [("emergency", "g.grid.y", "Y: Some")]),
        ({"g.grid.y": "n"}, []),
        ({"g.yes_no.x": "true", "g.yes_no.y": "false"}, []),
        ({"g.yes_no.y": "true"}, [("emergency", "g.yes_no.y", "Y …")]),
        (
            {"g.fever": "true", "g.one.a": ("a",), "g.yes_no.y": "true"},
            [("emergency", "g.yes_no.y", "Y …"), ("today", "g.fever", "Fever now?"), ("soon", "g.one", "One: A")],
        ),
    ],
)
def test_flags_are_raised_by_the_answers_that_have_one(
    tmp_path: Path, values: dict[str, Any], expected: list[tuple[str, ...]]
) -> None:
    found = answered(small(tmp_path, FLAGGED), values)
    assert [(flag.level, flag.path, flag.label) for flag in found.flags] == expected


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"g.fever": ("false", "true")}, "g.fever"),
        ({"g.grid.y": ("n", "y")}, "g.grid.y"),
        ({"g.yes_no.y": ("true", "false")}, "g.yes_no.y"),
        ({"g.one.a": ("a", "Yes")}, "g.one"),
    ],
)
def test_flag_is_raised_by_answers_that_contradict_each_other_too(
    tmp_path: Path, values: dict[str, Any], path: str
) -> None:
    found = answered(small(tmp_path, FLAGGED), values)
    assert found.answers == {}
    assert [flag.path for flag in found.flags] == [path]
    assert f"“{path}”" in told(found)


# -- scores that were written -----------------------------------------------------------------------------------------

SCORED = "scores: [{linkId: total, text: Total, method: sum, item: [age], source: own, licence: CC-BY-4.0}]\n"


@pytest.mark.parametrize(
    ("age", "written", "problem"),
    [
        ("42", "42", ""),
        ("42", "42.0", ""),
        ("42", "", ""),
        ("42", "43", "“scores.total” differs from the score of the answers"),
        ("42", "about 42", "“scores.total” is not a number"),
        ("42", "NaN", "“scores.total” is not a number"),
        ("", "42", "“scores.total” was written, but there is no score"),
    ],
)
def test_score_that_was_written_is_compared(tmp_path: Path, age: str, written: str, problem: str) -> None:
    found = answered(small(tmp_path, NUMBERS, SCORED), {"g.age": age, "scores.total": written})
    assert told(found).removeprefix("filled.pdf: ").startswith(problem) if problem else found.problems == ()


# -- all answers there can be -----------------------------------------------------------------------------------------


def texts(most: int) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff")
    return st.text(letters, min_size=1, max_size=most)


@st.composite
def fillings(draw: st.DrawFn, library: Library) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return random answers to some of the questions of the form of all types: their fields, and what they mean."""
    fields: dict[str, Any] = {}
    meant: dict[str, Any] = {}
    found = plan(library.form("types"))
    for entry in found.entries:
        if entry.item.hidden or not draw(st.booleans()):
            continue
        for name, value, meaning in draw(_answer(entry.path, entry.item)):
            fields[name] = value
            meant[entry.path if not name.endswith("_other") else name] = meaning
    return fields, meant


def _answer(path: str, item: q.QuestionItem) -> st.SearchStrategy[list[tuple[str, Any, Any]]]:
    match item:
        case q.DateTimeItem():
            return st.datetimes(min_value=datetime.datetime(1900, 1, 1)).map(lambda at: _moment(path, at))
        case q.TimeItem():
            return st.times().map(lambda at: _moment(path, at))
        case q.BooleanItem() | q.Matrix(answerOption=None):
            return st.booleans().map(lambda yes: [(path, str(yes).lower(), yes)])
        case q.IntegerItem():
            numbers = st.integers(int(item.minValue or 0), int(item.maxValue or 99))
            return numbers.map(lambda number: [(path, str(number), number)])
        case q.DecimalItem() | q.QuantityItem():
            low, high = item.minValue or -1e6, item.maxValue or 1e6
            numbers_ = st.floats(low, high, allow_nan=False).map(lambda number: round(number, 3))
            return numbers_.map(lambda number: [(path, f"{number:.3f}", number)])
        case q.ChoiceItem() | q.Matrix() | q.BodyChart():
            options = [code for code in codes(item) if code not in ("none", "other")]
            if not several(item):
                return st.sampled_from(options).map(lambda code: [(path, code, code)])
            chosen = st.lists(st.sampled_from(options), min_size=1, unique=True)
            return chosen.map(lambda some: _ticked(path, tuple(c for c in codes(item) if c in some)))
        case q.UrlItem():
            return st.just([(path, "https://example.org/a?b=c", "https://example.org/a?b=c")])
        case q.SignatureItem():
            return st.just([])
        case _:
            return texts(20).map(lambda text: [(path, text, text)])


def _moment(path: str, at: Any) -> list[tuple[str, Any, Any]]:
    at = at.replace(second=0, microsecond=0)
    parts = ("day", "month", "year", "hour", "minute") if isinstance(at, datetime.datetime) else ("hour", "minute")
    return [(f"{path}.{part}", f"{getattr(at, part):02}", at) for part in parts]


def _ticked(path: str, codes: tuple[str, ...]) -> list[tuple[str, Any, Any]]:
    return [(f"{path}.{code}", (code,), codes) for code in codes]


@settings(max_examples=40)
@given(data=st.data())
def test_answers_are_read_as_they_were_given(library: Library, data: st.DataObject) -> None:
    values, meant = data.draw(fillings(library))
    found = answered(library, values, "types")
    assert found.problems == ()
    assert found.answers == {**meant, "d.inner.secret": "kept"}
