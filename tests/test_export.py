"""What is read, as JSON, CSV and FHIR, from the command as users run it: whole, private, and safe to open."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given
from hypothesis import strategies as st

import cli
import generator
from generator import ExitCode, PaperwellError, WriteError
from generator.answers.export import Table, json_of
from generator.answers.fhir import questionnaire_response
from generator.answers.result import Answers
from generator.library import Library, open_library
from tests.filling import fill_with_pypdf
from tests.helpers import DAY, ROOT, clinic_folder, form_yaml, group_yaml
from tests.test_read import FILLED, TYPES

STORY = "=1+1, “quoted”;\nsecond line"
STORY_FORM = form_yaml(group_yaml("- {linkId: story, type: text, text: Story}\n", link_id="g"), id="story")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clinic, and its inbox: two forms of all types, one story, one bad file."""
    folder = clinic_folder(tmp_path_factory.mktemp("work"), {"forms/types.yaml": TYPES, "forms/story.yaml": STORY_FORM})
    library = open_library(folder)
    types = generator.build_form(library, "types", on=DAY).data
    story = generator.build_form(library, "story", on=DAY).data
    files = {
        "inbox/1.pdf": fill_with_pypdf(types, FILLED),
        "inbox/2.pdf": fill_with_pypdf(
            types, {"a.age": "SECRET", "f.by": "@sum(A1)", "a.temp": "-7", "b.smoke": "true"}
        ),
        "inbox/sub/3.pdf": fill_with_pypdf(story, {"g.story": STORY}),
        "bad/4.pdf": b"%PDF-1.7 no more",
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def library(inbox: Path) -> Library:
    return open_library(inbox)


@pytest.fixture(scope="module")
def full(inbox: Path, library: Library) -> Answers:
    return generator.read(inbox / "inbox/1.pdf", library)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@dataclass(frozen=True)
class Done:
    """What the command has done."""

    returncode: int
    stdout: str
    stderr: str


def read(folder: Path, *arguments: str) -> Done:
    """Run `paperwell read` in *folder*, inside this process: that saves half a second."""
    hook = sys.excepthook
    try:
        with chdir(folder):
            done = CliRunner(catch_exceptions=False).invoke(cli.main, ["read", *arguments])
    finally:
        sys.excepthook = hook
    return Done(done.exit_code, done.stdout_bytes.decode("utf-8"), done.stderr)


# -- JSON -------------------------------------------------------------------------------------------------------------


def test_json_has_its_keys_in_order_and_plain_values(full: Answers) -> None:
    found = json_of(full)
    assert list(found) == [
        "file", "form", "version", "questions", "status", "answers", "scores", "flags", "problems", "notes",
    ]  # fmt: skip
    assert found["answers"]["a.sleep"] == "22:05:00"
    assert found["answers"]["a.started"] == "2026-11-03T09:30:00"
    assert found["answers"]["b.smoke"] is False
    assert found["answers"]["b.worse"] == ["sit", "cough"]
    assert found["scores"] == {"total": {"value": 3.5, "band": "mild", "answered": 2, "of": 2, "reason": ""}}
    assert found["flags"] == [
        {"level": "emergency", "path": "c.safe.saddle", "label": "Numb between the legs"},
    ]
    assert json.loads(json.dumps(found)) == found


def test_one_file_is_an_object_and_several_are_a_list(inbox: Path) -> None:
    one = read(inbox, "inbox/1.pdf")
    assert json.loads(one.stdout)["file"] == "inbox/1.pdf"
    many = read(inbox, "inbox/1.pdf", "inbox/2.pdf")
    assert [each["file"] for each in json.loads(many.stdout)] == ["inbox/1.pdf", "inbox/2.pdf"]
    folder = read(inbox, "inbox/sub")
    assert [each["form"] for each in json.loads(folder.stdout)] == ["story"]


def test_problems_are_told_by_name_and_without_the_answer(inbox: Path) -> None:
    done = read(inbox, "inbox/2.pdf")
    assert done.returncode == ExitCode.OK
    assert "inbox/2.pdf: “a.age” is not a whole number\n  what to do: use digits\n" in done.stderr
    assert "SECRET" not in done.stderr + done.stdout


# -- CSV --------------------------------------------------------------------------------------------------------------


def test_csv_has_a_row_a_file_and_a_column_a_question(inbox: Path) -> None:
    done = read(inbox, "inbox/1.pdf", "inbox/2.pdf", "--format", "csv")
    assert done.stdout.startswith("\ufefffile,form,version,")
    assert done.stdout.count("\r\n") == done.stdout.count("\n") == 3
    header, first, second = rows(done.stdout.removeprefix("\ufeff"))
    assert header[-5:] == ["scores.total", "scores.total.band", "flags", "status", "problems"]
    one, two = dict(zip(header, first, strict=True)), dict(zip(header, second, strict=True))
    assert (one["file"], one["form"], one["version"]) == ("inbox/1.pdf", "types", "1.0")
    assert (one["a.age"], one["a.back"], one["b.smoke"], one["b.preg"]) == ("42", "0", "false", "")
    assert (one["b.worse"], one["b.job"], one["b.job_other"]) == ("sit cough", "other", "Łódź baker")
    assert (one["a.sleep"], one["a.started"]) == ("22:05:00", "2026-11-03T09:30:00")
    assert (one["scores.total"], one["scores.total.band"]) == ("3.5", "mild")
    assert (one["flags"], one["status"], one["problems"]) == ("emergency:c.safe.saddle", "completed", "0")
    assert (two["f.by"], two["a.temp"], two["a.age"], two["problems"]) == ("'@sum(A1)", "-7.0", "", "1")
    assert two["scores.total"] == ""


def test_line_breaks_stay_in_their_cell(inbox: Path) -> None:
    done = read(inbox, "inbox/sub/3.pdf", "--format", "csv")
    header, row = rows(done.stdout)
    assert dict(zip(header, row, strict=True))["g.story"] == f"'{STORY}"


@given(text=st.text(st.sampled_from("=+-@\t\r\n＝＋－＠ a1'\";,|!")))
def test_no_text_can_run_as_a_formula(library: Library, text: str) -> None:
    answers = Answers(text or "x", "story", "1.0", "ABCDEFGH", "completed", {"g.story": text})
    (row,) = rows(Table(library.form("story")).row(answers))
    for cell in row:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert row[3] in (text, f"'{text}")


def test_files_of_another_form_are_bad_in_one_table(inbox: Path) -> None:
    done = read(inbox, "inbox", "--format", "csv")
    assert done.returncode == ExitCode.BAD_INPUT
    assert "inbox/sub/3.pdf: it is the form “story”, and the first one is “types”" in done.stderr
    assert len(rows(done.stdout)) == 3


def test_folder_gets_a_table_for_each_form(inbox: Path, tmp_path: Path) -> None:
    done = read(inbox, "inbox", "--format", "csv", "-o", f"{tmp_path}/tables/")
    assert done.returncode == ExitCode.OK
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["story.csv", "types.csv"]
    assert [len(rows((tmp_path / "tables" / name).read_text("utf-8-sig"))) for name in ("story.csv", "types.csv")] == [
        2,
        3,
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "tables").iterdir()} == {0o600}


# -- FHIR: R4B differs from R4 in other resources only ----------------------------------------------------------------


def items(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the answers in a resource by linkId."""
    for item in found.get("item", ()):
        if "answer" in item:
            yield item["linkId"], item["answer"]
        yield from items(item)


def test_fhir_resource_is_valid_and_has_every_answer(library: Library, full: Answers) -> None:
    found = questionnaire_response(
        library.form("types"), full, zone=ZoneInfo("Europe/London"), authored=datetime(2026, 11, 23, 10, tzinfo=UTC)
    )
    QuestionnaireResponse.model_validate(found)
    assert found["questionnaire"] == "urn:paperwell:form:types|1.0"
    assert found["status"] == "completed"
    assert found["authored"] == "2026-11-23T10:00:00+00:00"
    answers = dict(items(found))
    assert answers.keys() == {*full.answers, "scores.total"} - {"b.job_other"}
    assert answers["a.age"] == [{"valueInteger": 42}]
    assert answers["a.height"] == [{"valueQuantity": {"value": 172.5, "unit": "cm"}}]
    assert answers["a.temp"] == [{"valueDecimal": -0.5}]
    assert answers["a.sleep"] == [{"valueTime": "22:05:00"}]
    assert answers["a.started"] == [{"valueDateTime": "2026-11-03T09:30:00+00:00"}]
    assert answers["a.web"] == [{"valueUri": "www.example.org/page"}]
    assert answers["b.smoke"] == [{"valueBoolean": False}]
    assert answers["b.job"] == [{"valueString": "Łódź baker"}]
    assert answers["b.worse"] == [
        {"valueCoding": {"code": "sit", "display": "Sitting"}},
        {"valueCoding": {"code": "cough", "display": "Coughing or sneezing"}},
    ]
    assert answers["c.agree.x"] == [{"valueCoding": {"code": "very", "display": "Very true"}}]
    assert answers["c.spots.pins"] == [{"valueCoding": {"code": "calf_left"}}]
    assert answers["c.safe.saddle"] == [{"valueBoolean": True}]
    assert answers["e.body"][0] == {"valueCoding": {"code": "belly"}}
    assert answers["scores.total"] == [{"valueDecimal": 3.5}]


def test_fhir_items_are_nested_as_the_groups_are(library: Library, full: Answers) -> None:
    found = questionnaire_response(library.form("types"), full)
    groups = {group["linkId"]: group for group in found["item"]}
    assert list(groups) == ["a", "b", "c", "d", "e", "f", "scores"]
    inside = {item["linkId"]: item for item in groups["c"]["item"]}
    assert [row["linkId"] for row in inside["c.meds"]["item"]] == ["c.meds.row1", "c.meds.row4"]
    assert inside["c.week"]["item"][0] == {
        "linkId": "c.week.row2",
        "text": "Tuesday",
        "item": [{"linkId": "c.week.row2.pain", "text": "Pain", "answer": [{"valueString": "3"}]}],
    }
    assert [row["linkId"] for row in inside["c.where"]["item"]] == ["c.where.buttock"]


def test_fhir_moment_without_a_zone_is_a_string_since_no_zone_is_known(library: Library, full: Answers) -> None:
    found = questionnaire_response(library.form("types"), full)
    QuestionnaireResponse.model_validate(found)
    assert dict(items(found))["a.started"] == [{"valueString": "2026-11-03T09:30:00"}]
    assert "authored" not in found


@pytest.mark.parametrize(
    ("path", "answer", "expected"),
    [
        ("a.visits", 2**31, {"valueDecimal": 2**31}),
        ("d.inner.letter", "The letter of May", {"valueAttachment": {"title": "The letter of May"}}),
        ("b.job", "other", {"valueCoding": {"code": "other"}}),
        ("b.worse", ("sit", "other"), {"valueCoding": {"code": "sit", "display": "Sitting"}}),
        ("d.hobby", date(2026, 2, 28), {"valueDate": "2026-02-28"}),
    ],
)
def test_fhir_value_has_the_type_of_the_answer(library: Library, path: str, answer: Any, expected: Any) -> None:
    answers = Answers("a.pdf", "types", "1.0", "ABCDEFGH", "in-progress", {path: answer})
    found = questionnaire_response(library.form("types"), answers)
    QuestionnaireResponse.model_validate(found)
    assert dict(items(found))[path][0] == expected


def test_fhir_of_a_blank_form_is_valid(library: Library) -> None:
    found = questionnaire_response(
        library.form("story"), Answers("a.pdf", "story", "1.0", "ABCDEFGH", "in-progress", {})
    )
    QuestionnaireResponse.model_validate(found)
    assert "item" not in found


def test_several_files_are_a_fhir_bundle(inbox: Path, tmp_path: Path) -> None:
    done = read(inbox, "inbox", "--format", "fhir", "-o", str(tmp_path / "b.json"), "--zone", "Asia/Kolkata")
    assert done.returncode == ExitCode.OK
    found = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    Bundle.model_validate(found)
    assert found["type"] == "collection"
    resources = [entry["resource"] for entry in found["entry"]]
    assert [each["identifier"]["value"] for each in resources] == ["inbox/1.pdf", "inbox/2.pdf", "inbox/sub/3.pdf"]
    assert dict(items(resources[0]))["a.started"] == [{"valueDateTime": "2026-11-03T09:30:00+05:30"}]


# -- where it goes ----------------------------------------------------------------------------------------------------


def test_bad_files_are_told_and_the_others_kept(inbox: Path, tmp_path: Path) -> None:
    done = read(inbox, "bad", "inbox", "nowhere.pdf", "-o", str(tmp_path / "a.json"))
    assert done.returncode == ExitCode.BAD_INPUT
    assert "bad/4.pdf: the PDF is broken or cut short" in done.stderr
    assert "nowhere.pdf: cannot read it: No such file or directory" in done.stderr
    assert "2 of 5 files could not be read" in done.stderr
    assert done.stdout == f"{tmp_path / 'a.json'}  (3 files read)\n"
    assert [each["file"] for each in json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))] == [
        "inbox/1.pdf", "inbox/2.pdf", "inbox/sub/3.pdf",
    ]  # fmt: skip
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600


def test_nothing_is_written_where_no_file_is_good(inbox: Path, tmp_path: Path) -> None:
    done = read(inbox, "bad", "-o", str(tmp_path / "a.json"))
    assert (done.returncode, done.stdout) == (ExitCode.BAD_INPUT, "")
    assert list(tmp_path.iterdir()) == []


def test_existing_file_is_kept_unless_forced(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    out.write_text("old")
    refused = read(inbox, "inbox/1.pdf", "-o", str(out))
    assert refused.returncode == ExitCode.CANNOT_WRITE
    assert "it exists" in refused.stderr
    assert out.read_text() == "old"
    assert read(inbox, "inbox/1.pdf", "-o", str(out), "--force").returncode == ExitCode.OK
    assert json.loads(out.read_text(encoding="utf-8"))["form"] == "types"


def test_folder_is_given_a_file_name(inbox: Path, tmp_path: Path) -> None:
    assert read(inbox, "inbox/1.pdf", "-o", str(tmp_path)).returncode == ExitCode.OK
    assert [path.name for path in tmp_path.iterdir()] == ["answers.json"]


def test_reader_that_stops_half_way_leaves_nothing(inbox: Path, library: Library, tmp_path: Path) -> None:
    results = generator.export([inbox / "inbox"], str(tmp_path / "a.json"), library)
    next(results)
    assert len(list(tmp_path.iterdir())) == 1  # under a name of its own
    results.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_stream_is_written_to(inbox: Path, library: Library) -> None:
    stream = io.BytesIO()
    found = list(generator.export([inbox / "inbox/sub/3.pdf"], stream, library, format="csv"))
    assert not any(isinstance(each, PaperwellError) for each in found)
    assert stream.getvalue().startswith(b"\xef\xbb\xbffile,")


def test_place_that_cannot_be_written_is_told_before_any_file_is_read(library: Library, tmp_path: Path) -> None:
    with pytest.raises(WriteError):
        next(generator.export([tmp_path / "missing.pdf"], str(tmp_path / "no" / "a.json"), library))


def test_command_without_a_file_is_told(tmp_path: Path) -> None:
    done = read(tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "Missing argument 'FILE...'" in done.stderr


def test_unknown_zone_is_told(inbox: Path) -> None:
    done = read(inbox, "inbox/1.pdf", "--zone", "London")
    assert done.returncode == ExitCode.USAGE
    assert "Europe/London" in done.stderr


def test_terminal_shows_how_far_many_files_are(inbox: Path, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, str(ROOT / "cli.py"), "read", *["inbox/sub/3.pdf"] * 25, "-o", str(tmp_path / "a.json")]
    environment = {**os.environ, "TERM": "xterm", "PAPERWELL_CLINIC": str(inbox)}
    done = subprocess.run(command, cwd=inbox, stdout=subprocess.PIPE, stderr=slave, env=environment, check=False)
    os.close(slave)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert done.returncode == ExitCode.OK
    assert "Reading" in shown
    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))) == 25
