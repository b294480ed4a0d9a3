"""The real command: what it prints, writes and returns, for good input and for bad."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click import Command, Option
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from pypdf import PdfReader

import cli
from generator import ExitCode, __version__
from generator.library import example_clinics
from generator.source import read_yaml
from tests.helpers import (
    CLINIC,
    ROOT,
    SMALL_CLINIC,
    clinic_folder,
    command,
    form_yaml,
    group_yaml,
    handout_yaml,
    paperwell,
)

NAMES = ("Asha", "Deshmukh", "محمد", "Ferry")
PATIENTS = """\
id,given,family,birth_date,address
P-1,Asha,Deshmukh,1992-02-29,1 Ferry Road
P-2,محمد,Deshmukh,1980-01-01,1 Ferry Road
P-3,Asha 😀,Deshmukh,1980-01-01,1 Ferry Road
P-4,Asha,Deshmukh,1980-13-01,1 Ferry Road
P-5,Asha,Deshmukh,1980-01-01,1 Ferry Road
P-5,Asha,Deshmukh,1980-01-01,1 Ferry Road
"""
TWICE = group_yaml("- {linkId: pain, type: string, text: Pain}\n- {linkId: pain, type: string, text: Again}\n")
BOTH = group_yaml(
    "- {linkId: pain, type: strin, text: Pain}\n- {linkId: sleep, type: text, text: Sleep, lines: many}\n"
)
FILES = {
    "patients.csv": PATIENTS,
    "handouts/plain.yaml": handout_yaml("- Hello\n", id="plain", title="Plain"),
    "handouts/broken.yaml": "id: broken\ntitle: [Broken\n",
    "handouts/empty.yaml": "",
    "handouts/key.yaml": handout_yaml("- kind: note\n  titel: Note\n  text: Text\n", id="key"),
    "handouts/code.yaml": handout_yaml('- "{{ 7*7 }}"\n', id="code"),
    "handouts/huge.yaml": handout_yaml(f"- kind: note\n  title: Note\n  text: {'word ' * 2000}\n", id="huge"),
    "handouts/rocket.yaml": handout_yaml("- To the 🚀 moon\n", id="rocket"),
    "handouts/renamed.yaml": handout_yaml("- Hello\n", id="other"),
    "forms/short.yaml": form_yaml(group_yaml("- {linkId: pain, type: string, text: Pain}\n"), id="short"),
    "forms/twice.yaml": form_yaml(TWICE, id="twice"),
    "forms/both.yaml": form_yaml(BOTH, id="both"),
}
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, without a clinic around."""
    path = tmp_path / "work"
    path.mkdir()
    monkeypatch.chdir(path)
    monkeypatch.delenv("PAPERWELL_CLINIC", raising=False)
    return path


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A clinic's folder with sound and faulty files."""
    return clinic_folder(tmp_path / "clinic", FILES)


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    """Run the command in this process: `run("handout", "sciatica")`."""
    hook = sys.excepthook

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(cli.main, [str(each) for each in arguments], prog_name="paperwell")

    yield invoke
    sys.excepthook = hook


def succeeded(result: Result) -> Result:
    assert result.exit_code == ExitCode.OK, result.output
    return result


def failed(result: Result, code: ExitCode) -> str:
    """Return what *result* told, after making sure that it told it well."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not [name for name in NAMES if name in result.stderr]
    return result.stderr


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


# -- documents ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "id_"), [("form", "new-patient"), ("handout", "sciatica")])
def test_document_is_written_into_the_current_folder(run: Run, folder: Path, kind: str, id_: str) -> None:
    result = succeeded(run(kind, id_, "--clinic", "riverside"))
    kept = [name for name in everything(folder) if name.startswith("issued/")]
    assert set(everything(folder)) - {"issued", *kept} == {f"{id_}.pdf"}
    assert len(kept) == (2 if kind == "form" else 0)
    assert result.stdout.startswith(f"{id_}.pdf  (")
    assert len(PdfReader(folder / f"{id_}.pdf").pages) >= 1


def test_document_is_private(run: Run, folder: Path) -> None:
    succeeded(run("form", "new-patient", "--clinic", "riverside"))
    assert stat.S_IMODE((folder / "new-patient.pdf").stat().st_mode) == 0o600


def test_output_can_be_a_file(run: Run, folder: Path) -> None:
    succeeded(run("handout", "sciatica", "--clinic", "riverside", "-o", "mine.pdf"))
    assert everything(folder) == ["mine.pdf"]


def test_output_can_be_a_folder(run: Run, folder: Path) -> None:
    (folder / "out").mkdir()
    succeeded(run("handout", "sciatica", "--clinic", "riverside", "-o", "out"))
    assert everything(folder) == ["out", "out/sciatica.pdf"]


def test_folder_that_is_not_there_does_not_become_a_file(run: Run, folder: Path) -> None:
    run("handout", "sciatica", "--clinic", "riverside", "-o", "out/")
    assert not (folder / "out").is_file()


def test_output_can_be_standard_output(run: Run, folder: Path) -> None:
    result = succeeded(run("handout", "sciatica", "--clinic", "riverside", "-o", "-"))
    assert result.stdout_bytes.startswith(b"%PDF-1.")
    assert everything(folder) == []


def test_existing_file_is_kept_without_force(run: Run, folder: Path) -> None:
    (folder / "sciatica.pdf").write_bytes(b"old")
    told = failed(run("handout", "sciatica", "--clinic", "riverside"), ExitCode.CANNOT_WRITE)
    assert "sciatica.pdf: cannot write the file: it exists" in told
    assert "what to do: choose another name with -o, or add --force" in told
    assert (folder / "sciatica.pdf").read_bytes() == b"old"


def test_existing_file_is_overwritten_with_force(run: Run, folder: Path) -> None:
    (folder / "sciatica.pdf").write_bytes(b"old")
    succeeded(run("handout", "sciatica", "--clinic", "riverside", "--force"))
    assert everything(folder) == ["sciatica.pdf"]
    assert (folder / "sciatica.pdf").read_bytes().startswith(b"%PDF")


def test_file_name_never_holds_the_patients_name(run: Run, folder: Path, clinic: Path) -> None:
    patient = ("--patient", clinic / "patients.csv", "--row", "P-1")
    result = succeeded(run("handout", "sciatica", "--clinic", clinic, *patient))
    assert everything(folder) == ["sciatica.pdf"]
    assert not [name for name in NAMES if name in result.output]


def test_patients_row_is_printed(run: Run, folder: Path, clinic: Path) -> None:
    patient = ("--patient", clinic / "patients.csv", "--row", "P-1")
    succeeded(run("handout", "sciatica", "--clinic", clinic, *patient))
    assert "Asha Deshmukh" in PdfReader(folder / "sciatica.pdf").pages[0].extract_text()


def test_values_by_hand_are_printed_and_stay_literal(run: Run, folder: Path) -> None:
    succeeded(run("handout", "sciatica", "--clinic", "riverside", "--set", "name=O'Brien <b>{{ 7*7 }} &amp; **x**"))
    assert "O'Brien <b>{{ 7*7 }} &amp; **x**" in PdfReader(folder / "sciatica.pdf").pages[0].extract_text()


def test_value_by_hand_may_hold_an_equals_sign(run: Run, folder: Path) -> None:
    succeeded(run("handout", "sciatica", "--clinic", "riverside", "--set", "note=a=b"))
    assert "a=b" in "".join(page.extract_text() for page in PdfReader(folder / "sciatica.pdf").pages)


def test_date_is_printed_for_the_patient(run: Run, folder: Path) -> None:
    succeeded(run("handout", "sciatica", "--clinic", "riverside", "--set", "name=Bo", "--date", "2026-11-30"))
    assert "30 November 2026" in PdfReader(folder / "sciatica.pdf").pages[0].extract_text()


@pytest.mark.parametrize(("branch", "number"), [("weir-street", "999"), ("quay-road", "112"), ("mill-avenue", "911")])
def test_branch_decides_the_emergency_number(run: Run, folder: Path, branch: str, number: str) -> None:
    succeeded(run("handout", "sciatica", "--clinic", "riverside", "--branch", branch))
    assert f"Call {number}" in PdfReader(folder / "sciatica.pdf").pages[0].extract_text()


# -- which clinic -------------------------------------------------------------------------------------------------


def title_of(folder: Path, name: str = "sciatica.pdf") -> str:
    metadata = PdfReader(folder / name).metadata
    assert metadata is not None
    return str(metadata.title)


def author_of(folder: Path, name: str = "sciatica.pdf") -> str:
    metadata = PdfReader(folder / name).metadata
    assert metadata is not None
    return str(metadata.author)


def test_without_a_clinic_the_example_is_used_and_told(run: Run, folder: Path) -> None:
    result = succeeded(run("handout", "sciatica"))
    assert "note: no clinic given" in result.stderr
    assert author_of(folder) == "Riverside Physiotherapy"


def test_clinic_of_the_current_folder_is_found(run: Run, folder: Path) -> None:
    clinic_folder(folder)
    result = succeeded(run("handout", "sciatica"))
    assert author_of(folder) == "Own Clinic"
    assert "note" not in result.stderr


def test_clinic_of_the_environment_is_found(
    run: Run, folder: Path, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERWELL_CLINIC", str(clinic))
    succeeded(run("handout", "sciatica"))
    assert author_of(folder) == "Own Clinic"


def test_option_goes_before_the_environment(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERWELL_CLINIC", "nowhere")
    succeeded(run("handout", "sciatica", "--clinic", "crawley"))
    assert author_of(folder) == "Physiotherapy in Crawley"


def test_environment_goes_before_the_current_folder(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic_folder(folder)
    monkeypatch.setenv("PAPERWELL_CLINIC", "crawley")
    succeeded(run("handout", "sciatica"))
    assert author_of(folder) == "Physiotherapy in Crawley"


def test_clinics_own_handout_wins_over_the_built_in_one(run: Run, folder: Path, clinic: Path) -> None:
    own = handout_yaml("- Our own words\n", id="sciatica", title="Our Sciatica")
    clinic_folder(clinic, {"handouts/sciatica.yaml": own})
    succeeded(run("handout", "sciatica", "--clinic", clinic))
    assert title_of(folder) == "Our Sciatica"
    assert "Our own words" in PdfReader(folder / "sciatica.pdf").pages[0].extract_text()


def test_built_in_handout_is_found_from_every_clinic(run: Run, folder: Path, clinic: Path) -> None:
    succeeded(run("handout", "sciatica", "--clinic", clinic))
    assert title_of(folder) == "Sciatica"


def test_light_brand_colour_is_told(run: Run, clinic: Path) -> None:
    clinic_folder(clinic, clinic=CLINIC.replace("#0B7272", "#FFE14D"))
    result = succeeded(run("handout", "plain", "--clinic", clinic))
    assert "note: brand colour #FFE14D is too light" in result.stderr


# -- bad commands (2) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "what", "hint"),
    [
        (["handout", "sciatca"], "there is no “sciatca” in handouts", "did you mean “sciatica”?"),
        (["form", "new-patent"], "there is no “new-patent” in forms", "did you mean “new-patient”?"),
        (["handout", "../clinic"], "there is no “../clinic” in handouts", "known: "),
        (["handout", "sciatica", "--branch", "mian"], "has no branch “mian”", "did you mean “main”?"),
        (["handout", "sciatica", "--set", "nmae=Asha"], "called “nmae”", "did you mean “name”?"),
        (["form", "short", "--set", "group.pian=much"], "called “group.pian”", "did you mean “group.pain”?"),
        (["handout", "plain", "--set", "note=Walk"], "has no place for a note", "leave the note out"),
        (["form", "short", "--set", "birth_date=soon"], "--set birth_date: this is no date", "1968-11-30"),
    ],
)
def test_what_is_not_there_is_told_with_what_to_do(
    run: Run, folder: Path, clinic: Path, arguments: list[str], what: str, hint: str
) -> None:
    told = failed(run(*arguments, "--clinic", clinic), ExitCode.USAGE)
    assert what in told
    assert hint in told.split("what to do: ")[1]
    assert everything(folder) == []


def test_clinic_that_is_not_there_is_told_with_the_examples(run: Run, folder: Path) -> None:
    told = failed(run("handout", "sciatica", "--clinic", "nowhere"), ExitCode.USAGE)
    assert "there is no clinic in “nowhere”" in told
    assert "riverside" in told.split("what to do: ")[1]
    assert everything(folder) == []


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["handout", "sciatica", "--row", "P-1"], "--row needs --patient FILE"),
        (["handout", "sciatica", "--date", "tomorrow"], "write it as YYYY-MM-DD"),
        (["handout", "sciatica", "--date", "2026-02-30"], "write it as YYYY-MM-DD"),
        (["handout", "sciatica", "--date", "30/11/2026"], "write it as YYYY-MM-DD"),
        (["handout", "sciatica", "--date", ""], "write it as YYYY-MM-DD"),
        (["handout", "sciatica", "--set", "name"], "write it as KEY=VALUE"),
        (["handout", "sciatica", "--set", "=Asha"], "write it as KEY=VALUE"),
        (["handout"], "Missing argument 'ID'"),
        (["hadnout", "sciatica"], "No such command 'hadnout'"),
        (["list", "things"], "is not one of"),
        (["schema", "things"], "is not one of"),
        (["handout", "sciatica", "--colour", "red"], "No such option"),
    ],
)
def test_command_that_is_off_is_told_with_its_right_form(
    run: Run, folder: Path, arguments: list[str], what: str
) -> None:
    assert what in failed(run(*arguments), ExitCode.USAGE)
    assert everything(folder) == []


# -- bad files (3) ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "where", "what"),
    [
        (["handout", "broken"], "handouts/broken.yaml:3:1: ", "this is not valid YAML"),
        (["handout", "empty"], "handouts/empty.yaml: ", "the file is empty"),
        (["handout", "key"], "handouts/key.yaml:13:5: ", "unknown key “titel”"),
        (["handout", "code"], "handouts/code.yaml:12:5: ", "templates cannot use “mul”"),
        (["handout", "renamed"], "handouts/renamed.yaml:1: ", "the file's id is “other”"),
        (["form", "both"], "forms/both.yaml:", "“strin” is not a known kind here"),
    ],
)
def test_fault_of_a_file_is_told_with_its_place(
    run: Run, folder: Path, clinic: Path, arguments: list[str], where: str, what: str
) -> None:
    told = failed(run(*arguments, "--clinic", clinic), ExitCode.BAD_INPUT)
    assert f"{where}{what}" in told or (where in told and what in told)
    assert "what to do: " in told
    assert everything(folder) == []


def test_two_items_with_one_link_id_are_told_with_both_lines(run: Run, clinic: Path) -> None:
    told = failed(run("form", "twice", "--clinic", clinic), ExitCode.BAD_INPUT)
    lines = (clinic / "forms/twice.yaml").read_text().splitlines()
    first, second = (number for number, line in enumerate(lines, start=1) if "linkId: pain" in line)
    assert "two items have the linkId “pain”" in told
    assert f"line {first}" in told
    assert f"line {second}" in told or f":{second}:" in told


def test_all_faults_of_a_file_are_told_at_once(run: Run, clinic: Path) -> None:
    told = failed(run("form", "both", "--clinic", clinic), ExitCode.BAD_INPUT)
    assert "2 problems:" in told
    assert "“strin” is not a known kind here" in told
    assert "“lines” should be a whole number" in told


def test_misspelt_key_suggests_the_nearest(run: Run, clinic: Path) -> None:
    told = failed(run("handout", "key", "--clinic", clinic), ExitCode.BAD_INPUT)
    assert "what to do: did you mean “title”?" in told


@pytest.mark.parametrize(
    ("before", "after", "where", "what"),
    [
        ("id: own", "id: Own Clinic", "clinic.yaml:1:5", "“Own Clinic” cannot be a value of “id”"),
        ('"#0B7272"', "teal", "clinic.yaml:4:17", "“teal” cannot be a value of “colour”"),
        ('"#0B7272"', "#0B7272", "clinic.yaml:", "this is not valid YAML"),
        ("country: GB", "country: gb", "clinic.yaml:6:", "“gb” cannot be a value of “country”"),
        ("country: GB", "country: QQ", "clinic.yaml:6:", "the emergency number of “QQ” is not known"),
        ("name: Own Clinic", "nmae: Own Clinic", "clinic.yaml:2:1", "unknown key “nmae”"),
    ],
)
def test_fault_of_the_clinic_is_told_with_its_place(
    run: Run, folder: Path, clinic: Path, before: str, after: str, where: str, what: str
) -> None:
    clinic_folder(clinic, clinic=CLINIC.replace(before, after))
    told = failed(run("handout", "plain", "--clinic", clinic), ExitCode.BAD_INPUT)
    assert where in told
    assert what in told
    assert "what to do: " in told
    assert everything(folder) == []


def test_two_branches_with_one_id_are_told(run: Run, clinic: Path) -> None:
    clinic_folder(clinic, clinic=CLINIC + "  - {id: main, name: Other, country: IE}\n")
    told = failed(run("handout", "plain", "--clinic", clinic), ExitCode.BAD_INPUT)
    assert "two branches have the id “main”" in told


@pytest.mark.parametrize(
    ("row", "what", "hint"),
    [
        ("P-9", "no row has the id “P-9”", "check the id"),
        ("P-4", "the date of birth is no date", "write it as 1968-11-30"),
        ("P-5", "the id “P-5” stands twice", "see lines 6, 7"),
    ],
)
def test_fault_of_a_patients_row_is_told_without_its_values(
    run: Run, folder: Path, clinic: Path, row: str, what: str, hint: str
) -> None:
    patient = ("--patient", clinic / "patients.csv", "--row", row)
    told = failed(run("handout", "plain", "--clinic", clinic, *patient), ExitCode.BAD_INPUT)
    assert what in told
    assert hint in told.split("what to do: ")[1]
    assert everything(folder) == []


def test_patients_without_a_row_ask_for_one(run: Run, clinic: Path) -> None:
    told = failed(run("handout", "plain", "--clinic", clinic, "--patient", clinic / "patients.csv"), ExitCode.BAD_INPUT)
    assert "say which one with --row ID" in told


def test_file_that_is_no_pdf_has_no_outline(run: Run, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"no pdf")
    assert "what to do: " in failed(run("outline", "a.pdf"), ExitCode.BAD_INPUT)


# -- missing files (4) --------------------------------------------------------------------------------------------


def test_missing_logo_is_told_with_its_place(run: Run, folder: Path, clinic: Path) -> None:
    clinic_folder(clinic, clinic=CLINIC.replace('"#0B7272"', '"#0B7272", logo: logo.svg'))
    told = failed(run("handout", "plain", "--clinic", clinic), ExitCode.MISSING_ASSET)
    assert f"{clinic / 'logo.svg'}: the logo is not there" in told
    assert "what to do: put the file there, or correct “logo” in clinic.yaml" in told
    assert everything(folder) == []


@pytest.mark.parametrize(("row", "character"), [("P-2", "U+0645 ARABIC LETTER MEEM"), ("P-3", "U+1F600 GRINNING FACE")])
def test_name_that_no_font_has_is_told_by_character_and_column(
    run: Run, folder: Path, clinic: Path, row: str, character: str
) -> None:
    patient = ("--patient", clinic / "patients.csv", "--row", row)
    told = failed(run("handout", "plain", "--clinic", clinic, *patient), ExitCode.MISSING_ASSET)
    assert character in told
    assert f"patients.csv:{int(row[-1]) + 1}, column “" in told
    assert "what to do: " in told
    assert everything(folder) == []


def test_value_by_hand_that_no_font_has_is_told_by_its_key(run: Run) -> None:
    told = failed(run("handout", "sciatica", "--clinic", "riverside", "--set", "name=Bo 🚀"), ExitCode.MISSING_ASSET)
    assert "--set name: no font has “🚀” (U+1F680 ROCKET)" in told


def test_text_that_no_font_has_is_told_with_its_line(run: Run, clinic: Path) -> None:
    told = failed(run("handout", "rocket", "--clinic", clinic), ExitCode.MISSING_ASSET)
    assert "handouts/rocket.yaml:12:5: no font has “🚀”" in told


def test_missing_pdf_has_no_outline(run: Run) -> None:
    assert "what to do: " in failed(run("outline", "missing.pdf"), ExitCode.MISSING_ASSET)


def test_missing_patients_file_is_told(run: Run) -> None:
    told = failed(run("handout", "sciatica", "--patient", "missing.csv"), ExitCode.MISSING_ASSET)
    assert "missing.csv: cannot read it: No such file or directory" in told
    assert "what to do: " in told


def test_language_without_words_is_told(run: Run, clinic: Path) -> None:
    french = handout_yaml("- Bonjour\n", id="french").replace("language: en", "language: fr")
    clinic_folder(clinic, {"handouts/french.yaml": french})
    told = failed(run("handout", "french", "--clinic", clinic), ExitCode.MISSING_ASSET)
    assert "there are no words in “fr”" in told
    assert "what to do: add fr.yaml" in told


def test_language_that_nobody_knows_still_prints(run: Run, folder: Path, clinic: Path) -> None:
    clinic_folder(clinic, clinic=CLINIC.replace("en-GB", "qq-ZZ"))
    succeeded(run("handout", "plain", "--clinic", clinic, "--set", "name=Bo"))
    assert everything(folder) == ["plain.pdf"]


# -- what does not fit (5), what cannot be written (7) ------------------------------------------------------------


def test_part_larger_than_a_page_is_told_with_its_line(run: Run, folder: Path, clinic: Path) -> None:
    told = failed(run("handout", "huge", "--clinic", clinic), ExitCode.DOES_NOT_FIT)
    assert "handouts/huge.yaml:12:" in told
    assert "what to do: shorten it, or split it in two" in told
    assert everything(folder) == []


@pytest.mark.parametrize("output", ["missing/a.pdf", "file/a.pdf", "a" * 300])
def test_place_where_no_file_can_be_is_told(run: Run, folder: Path, output: str) -> None:
    (folder / "file").write_bytes(b"")
    told = failed(run("handout", "sciatica", "--clinic", "riverside", "-o", output), ExitCode.CANNOT_WRITE)
    assert "cannot write the file" in told
    assert "what to do: " in told
    assert everything(folder) == ["file"]


def test_demo_below_a_file_is_told(run: Run, folder: Path) -> None:
    (folder / "file").write_bytes(b"")
    assert "what to do: " in failed(run("demo", "file/demo"), ExitCode.CANNOT_WRITE)


# -- list, schema, outline, demo ----------------------------------------------------------------------------------


def test_list_shows_forms_handouts_and_clinics(run: Run) -> None:
    shown = succeeded(run("list", "--clinic", "riverside")).stdout
    assert all(word in shown for word in ("Forms", "new-patient", "Handouts", "sciatica", "Clinics", "crawley"))


def test_list_as_json_is_json(run: Run) -> None:
    found = json.loads(succeeded(run("list", "--json", "--clinic", "riverside")).stdout)
    assert set(found) == {"forms", "handouts", "clinics"}
    assert {"id": "sciatica", "title": "Sciatica", "version": "1.0", "own": False} in found["handouts"]
    assert {each["id"] for each in found["clinics"]} == set(example_clinics())


@pytest.mark.parametrize("what", ["forms", "handouts", "clinics"])
def test_list_of_one_kind_has_that_kind_alone(run: Run, what: str) -> None:
    assert list(json.loads(succeeded(run("list", what, "--json", "--clinic", "riverside")).stdout)) == [what]


def test_list_marks_what_is_the_clinics_own(run: Run, clinic: Path) -> None:
    for name in ("broken", "empty", "key", "code", "huge", "rocket", "renamed"):
        (clinic / "handouts" / f"{name}.yaml").unlink()
    found = json.loads(succeeded(run("list", "handouts", "--json", "--clinic", clinic)).stdout)
    assert [each["id"] for each in found["handouts"] if each["own"]] == ["plain"]
    assert "sciatica" in {each["id"] for each in found["handouts"]}


def test_list_tells_faulty_files_and_still_lists_the_others(run: Run, clinic: Path) -> None:
    result = run("list", "--json", "--clinic", clinic)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "sciatica" in {each["id"] for each in json.loads(result.stdout)["handouts"]}
    assert "unknown key “titel”" in result.stderr


SCHEMA_FILES = {
    "form": sorted((ROOT / "forms").glob("*.yaml")),
    "handout": sorted(p for p in (ROOT / "handouts").glob("*.yaml") if p.stem not in ("sources", "guidelines")),
    "part": sorted((ROOT / "handouts" / "parts").glob("*.yaml")),
    "sources": [ROOT / "handouts" / "sources.yaml"],
    "guidelines": [ROOT / "handouts" / "guidelines.yaml"],
    "clinic": sorted((ROOT / "examples").glob("*/clinic.yaml")),
}


@cache
def schema(kind: str) -> Any:
    return json.loads(succeeded(command("schema", kind, cwd=ROOT)).stdout)


@pytest.mark.parametrize("kind", SCHEMA_FILES)
def test_schema_is_a_json_schema(kind: str) -> None:
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    assert found["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize(
    ("kind", "path"),
    [(kind, path) for kind, paths in SCHEMA_FILES.items() for path in paths],
    ids=lambda value: value if isinstance(value, str) else str(value.relative_to(ROOT)),
)
def test_schema_accepts_the_built_in_files(kind: str, path: Path) -> None:
    faults = Draft202012Validator(schema(kind)).iter_errors(read_yaml(path))
    assert [fault.message for fault in faults] == []


@pytest.mark.parametrize("kind", SCHEMA_FILES)
def test_schema_refuses_unknown_keys(kind: str) -> None:
    data = {**read_yaml(SCHEMA_FILES[kind][0]), "titel": "x"}
    assert not Draft202012Validator(schema(kind)).is_valid(data)


@pytest.mark.parametrize("kind", SCHEMA_FILES)
def test_schema_refuses_an_empty_file(kind: str) -> None:
    assert not Draft202012Validator(schema(kind)).is_valid({})


def test_outline_shows_tags_and_fields(run: Run, folder: Path) -> None:
    succeeded(run("form", "new-patient", "--clinic", "riverside"))
    shown = succeeded(run("outline", folder / "new-patient.pdf")).stdout
    assert "H1" in shown
    assert "about_you.family" in shown


def test_demo_writes_every_file_it_lists(run: Run, folder: Path) -> None:
    shown = succeeded(run("demo", "samples", "--date", "2026-11-23")).stdout
    files = [name for name in everything(folder) if name.endswith(".pdf")]
    assert len(files) >= 10
    assert all(Path(name).stem[:30] in shown.replace("\n", "") for name in files)
    assert everything(folder) == ["samples", *files]


# -- help ---------------------------------------------------------------------------------------------------------

COMMANDS: Mapping[str, Command] = cli.main.commands


@pytest.mark.parametrize("command", [None, *sorted(COMMANDS)])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_every_command_has_an_example(run: Run, command: str | None, option: str) -> None:
    shown = succeeded(run(*([command] if command else []), option)).stdout
    assert "Example" in shown
    assert f"paperwell {command or 'list'}" in shown.split("Example")[1]


def test_help_names_every_exit_code(run: Run) -> None:
    shown = succeeded(run("--help")).stdout.split("Exit codes:")[1]
    assert all(f"{code.value}  " in shown for code in ExitCode)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_of_every_command_has_its_help(command: str) -> None:
    options = [each for each in COMMANDS[command].params if isinstance(each, Option)]
    assert [option.name for option in options if not option.help] == []


def test_version_is_told(run: Run) -> None:
    assert succeeded(run("--version")).stdout == f"paperwell, version {__version__}\n"


# -- as a program -------------------------------------------------------------------------------------------------


def test_program_returns_its_exit_code_without_a_traceback(folder: Path) -> None:
    done = paperwell("form", "new-patien", "--clinic", "riverside", cwd=folder)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr == "there is no “new-patien” in forms\n  what to do: did you mean “new-patient”?\n"
    assert done.stdout == ""


def test_debug_shows_the_traceback(folder: Path) -> None:
    done = paperwell("--debug", "form", "new-patien", "--clinic", "riverside", cwd=folder)
    assert done.returncode != ExitCode.OK
    assert "Traceback (most recent call last)" in done.stderr


def test_program_finds_the_clinic_of_its_environment(folder: Path, clinic: Path) -> None:
    done = paperwell("handout", "plain", cwd=folder, environment={"PAPERWELL_CLINIC": str(clinic)})
    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    assert author_of(folder, "plain.pdf") == "Own Clinic"


def test_standard_output_has_the_same_bytes_as_the_file(folder: Path, run: Run) -> None:
    command = ("handout", "hello", "--clinic", SMALL_CLINIC, "--date", "2026-11-23", "-o")
    with (folder / "piped.pdf").open("wb") as file:
        piped = paperwell(*command, "-", cwd=folder, stdout=file)
    written = run(*command, "written.pdf")
    assert (piped.returncode, written.exit_code) == (ExitCode.OK, ExitCode.OK)
    assert (folder / "piped.pdf").read_bytes() == (folder / "written.pdf").read_bytes()


def test_reader_that_goes_away_gets_no_complaint(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, ROOT / "cli.py", "handout", "hello", "--clinic", SMALL_CLINIC, "-o", "-"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == ExitCode.CANNOT_WRITE


def test_closed_output_is_told(folder: Path) -> None:
    done = paperwell(
        "handout", "hello", "--clinic", SMALL_CLINIC, "-o", "-", cwd=folder, stdout=None, before=lambda: os.close(1)
    )
    assert "Traceback" not in done.stderr
    assert "what to do: " in done.stderr
    assert done.returncode == ExitCode.CANNOT_WRITE


def test_terminal_that_knows_ascii_only_still_gets_the_message(folder: Path) -> None:
    plain = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = paperwell("form", "new-patien", "--clinic", "riverside", cwd=folder, environment=plain)
    assert done.returncode == ExitCode.USAGE
    assert "did you mean" in done.stderr


@pytest.mark.parametrize("what", ["list", "schema"])
def test_terminal_that_knows_ascii_only_still_gets_the_list(folder: Path, what: str) -> None:
    plain = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    arguments = {"list": ("list", "clinics"), "schema": ("schema", "handout")}[what]
    done = paperwell(*arguments, cwd=folder, environment=plain)
    assert "Traceback" not in done.stderr
    assert done.returncode == ExitCode.OK
