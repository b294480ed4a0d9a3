"""Jobs: who gets what, at which branch, in which language; bad rows are set aside, bad jobs are refused at once."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.batch import Fsync, Options, load_job, plan_batch, run_batch
from generator.batch.naming import MOST_BYTES, numbered, safe_path, slug
from generator.errors import ExitCode, InputError, PaperwellError, UsageError, WriteError
from generator.library import open_library
from generator.model.base import Template
from generator.text import pattern, rule
from tests.batching import NECK, QUICK, SHEET, clinic, files, people, roster, run
from tests.helpers import DAY, ROOT, command, paperwell

HEADS = "id,given,family,condition,age,branch,programme,note,language"
ROWS = [
    "P-1,Ann,A,neck,70,main,,Walk daily,",
    "P-2,Bob,B,Stiff  Neck,30,North Road,,,",
    "P-3,Cat,C,gout,50,main,,,",
    "P-4,Dan,D,,50,main,,,",
]


def rejected(out: Path) -> list[dict[str, str]]:
    with (out / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_options_of_the_command_change_the_keys_of_the_job(tmp_path: Path) -> None:
    path = tmp_path / "job.yaml"
    path.write_text(
        "roster: patients.csv\ndocuments:\n  - form:quiz\nout: out\nmerge: {file: print.pdf}\n", encoding="utf-8"
    )
    job = load_job(path, {"roster": {"columns": {"id": "Nr"}}, "merge": {"duplex": True}, "documents": ["form:other"]})
    assert job.roster
    assert job.merge
    assert (job.roster.file, dict(job.roster.columns)) == (str(tmp_path / "patients.csv"), {"id": "Nr"})
    assert (job.merge.file, job.merge.duplex) == (str(tmp_path / "print.pdf"), True)
    assert [wanted.document for wanted in job.documents] == ["form:other"]
    assert job.out == str(tmp_path / "out")


def test_every_mistake_of_a_job_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "job.yaml"
    path.write_text("rooster: p.csv\ndocuments:\n  - sheet\n  - {column: x, wen: y}\nout: 3\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_job(path, {})
    assert [problem.at.line for problem in error.value.problems if problem.at] == [1, 3, 4, 5]
    assert "did you mean “roster”?" in str(error.value)


# -- which documents ----------------------------------------------------------------------------------------------


def test_column_names_the_document_and_an_unknown_word_rejects_its_row(tmp_path: Path) -> None:
    documents = ["form:quiz", {"column": "condition", "map": {"stiff neck": "handout:neck"}}]
    report = run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, ROWS, HEADS), documents=documents)
    assert sorted(files(tmp_path / "out")) == [
        "main/neck-P-1.pdf", "main/quiz-P-1.pdf", "north/neck-P-2.pdf", "north/quiz-P-2.pdf", "rejected.csv"
    ]  # fmt: skip
    assert [str(fault) for fault in report.faults] == [
        "row 3: no document is known for what it says (column “condition”)",
        "row 4: it is empty, and names no document (column “condition”)",
    ]
    assert [(row["rejected_row"], row["id"]) for row in rejected(tmp_path / "out")] == [("3", "P-3"), ("4", "P-4")]


def test_rows_of_unknown_words_can_go_without_the_document(tmp_path: Path) -> None:
    documents = [{"column": "condition", "otherwise": "skip"}]
    report = run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, ROWS, HEADS), documents=documents)
    assert (report.made, report.skipped, report.rejected) == (1, 3, 0)


@pytest.mark.parametrize(
    ("when", "ids"),
    [
        ("condition == 'neck'", {"P-1"}),
        ("age|int >= 50 and condition != ''", {"P-1", "P-3"}),
        ("condition|lower in ['gout', 'neck']", {"P-1", "P-3"}),
        ("not condition", {"P-4"}),
    ],
)
def test_rule_chooses_rows(tmp_path: Path, when: str, ids: set[str]) -> None:
    documents = [{"document": "handout:sheet", "when": when}]
    run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, ROWS, HEADS), documents=documents, name="{{ id }}")
    assert {name.removesuffix(".pdf") for name in files(tmp_path / "out")} == ids


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("condition ==", "cannot be read"),
        ("conditon == 'neck'", "no column “conditon”"),
        ("condition.__class__", "cannot use “getattr”"),
        ("age > 65", "write “age|int >= 65”"),
        ("range(10)", "cannot use “call”"),
        ("condition) }}{{ (age", "cannot be read"),
        ("condition == true", "texts and whole numbers"),
        ("condition|attr('x')", "cannot use “|attr”"),
    ],
)
def test_bad_rule_is_refused_with_its_line_before_anything_is_written(tmp_path: Path, when: str, what: str) -> None:
    roster(tmp_path, ROWS, HEADS)
    job = tmp_path / "job.yaml"
    text = f'roster: patients.csv\nout: out\ndocuments:\n  - document: handout:sheet\n    when: "{when}"\n'
    job.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        run_batch(load_job(job, {}), clinic(tmp_path), on=DAY, options=QUICK)
    assert what in str(error.value)
    assert "job.yaml:5" in str(error.value)
    assert not (tmp_path / "out").exists()


def test_sheet_in_the_language_of_the_row_is_used_where_there_is_one(tmp_path: Path) -> None:
    german = SHEET.replace("id: sheet", "id: sheet-de").replace("language: en", "language: de")
    words = (ROOT / "generator" / "locales" / "en.yaml").read_text(encoding="utf-8")
    library = clinic(tmp_path, {"handouts/sheet-de.yaml": german, "locales/de.yaml": words})
    rows = ["P-1,A,A,,,main,,,German", "P-2,B,B,,,main,,,de-AT", "P-3,C,C,,,main,,,English", "P-4,D,D,,,main,,,Klingon"]
    report = run(library, tmp_path / "out", roster=roster(tmp_path, rows, HEADS))
    assert sorted(files(tmp_path / "out")) == [
        "main/sheet-P-3.pdf", "main/sheet-P-4.pdf", "main/sheet-de-P-1.pdf", "main/sheet-de-P-2.pdf"
    ]  # fmt: skip
    assert report.notes == ["1 row asks for handout:sheet in a language it does not have: printed as it is"]


def test_branch_that_the_clinic_does_not_have_rejects_the_row(tmp_path: Path) -> None:
    rows = [*people(2), *people(1, branch="south"), *people(1, branch="")]
    report = run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, rows))
    assert [fault.reason for fault in report.faults] == [
        "the clinic has no branch of this name (column “branch”)",
        "the branch is empty (column “branch”)",
    ]
    assert report.made == 2


def test_note_and_programme_come_from_columns(tmp_path: Path) -> None:
    rows = ["P-1,A,A,,,main,pelvic_tilt:3x10; cat_cow,Walk daily,", "P-2,B,B,,,main,no_such_exercise,,"]
    documents = [
        {"document": "programme", "programme": {"column": "programme"}},
        {"document": "handout:neck", "note": {"column": "note"}},
    ]
    library = clinic(tmp_path)
    report = run(library, tmp_path / "out", roster=roster(tmp_path, rows, HEADS), documents=documents)
    assert sorted(files(tmp_path / "out")) == [
        "main/neck-P-1.pdf", "main/neck-P-2.pdf", "main/programme-P-1.pdf", "rejected.csv"
    ]  # fmt: skip
    assert [str(fault) for fault in report.faults] == ["row 2, programme: there is no exercise “…”"]
    assert "no_such_exercise" in rejected(tmp_path / "out")[0]["rejected_reason"]


# -- bad rows -----------------------------------------------------------------------------------------------------


def test_bad_row_is_set_aside_and_the_others_are_made(tmp_path: Path) -> None:
    rows = [*people(2), "P-9,Zebedee,Q,31/31/1980,main", "P-10,X,Y,1980-01-02,main"]
    report = run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, rows))
    assert (report.made, report.rejected) == (3, 1)
    assert not report.is_whole
    assert rejected(tmp_path / "out")[0]["given"] == "Zebedee"
    assert "Zebedee" not in json.dumps(report.as_json())


def test_document_without_a_glyph_fails_alone(tmp_path: Path) -> None:
    rows = ["P-1,你,好,1980-01-02,main", *people(1)[0:1]]
    report = run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, rows))
    assert [str(fault) for fault in report.faults] == ["row 1, handout:sheet: no font has one of its characters"]
    assert (report.made, report.failed) == (1, 1)


def test_rejected_rows_are_gone_once_they_are_mended(tmp_path: Path) -> None:
    library, out = clinic(tmp_path), tmp_path / "out"
    run(library, out, roster=roster(tmp_path, people(1, branch="south")))
    assert (out / "rejected.csv").exists()
    report = run(library, out, roster=roster(tmp_path, people(1)))
    assert not (out / "rejected.csv").exists()
    assert report.rejected_file is None


def test_rejected_csv_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "rejected.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError):
        run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, people(1)))
    assert (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8") == "mine"


def test_rejected_rows_cannot_be_the_roster_of_the_run_that_replaces_them(tmp_path: Path) -> None:
    library, out = clinic(tmp_path), tmp_path / "out"
    run(library, out, roster=roster(tmp_path, people(1, branch="south")))
    with pytest.raises(UsageError) as error:
        run(library, out, roster=out / "rejected.csv")
    assert "where this run puts rejected rows" in str(error.value)
    assert len(rejected(out)) == 1


@pytest.mark.parametrize("text", ["", "id,given,family,birth_date,branch\n"])
def test_roster_without_rows_makes_nothing_and_is_no_fault(tmp_path: Path, text: str) -> None:
    who = tmp_path / "empty.csv"
    who.write_text(text, encoding="utf-8")
    report = run(clinic(tmp_path), tmp_path / "out", roster=who)
    assert (report.rows, report.documents) == (0, 0)
    assert report.is_whole


# -- what is wrong for every row ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("job", "what"),
    [
        ({"documents": ["handout:shet"]}, "there is no “shet”"),
        ({"documents": ["sheet"]}, "form:ID, handout:ID or programme"),
        ({"documents": []}, "at least 1"),
        ({"branch": "south"}, "no branch “south”"),
        ({"branch": {"column": "place"}}, "no column “place”"),
        ({"documents": [{"column": "ailment"}]}, "no column “ailment”"),
        ({"documents": ["programme"]}, "a programme needs exercises"),
        ({"documents": [{"document": "handout:sheet", "programme": "no_such"}]}, "no exercise “no_such”"),
        ({"documents": [{"document": "form:quiz", "note": "Hello"}]}, "takes no “note”"),
        ({"documents": [{"document": "handout:sheet", "note": "Hello"}]}, "no place for a note"),
        ({"name": "{{ place }}.pdf"}, "prints “place”"),
    ],
)
def test_what_is_wrong_for_every_row_is_refused_before_anything_is_written(
    tmp_path: Path, job: dict[str, Any], what: str
) -> None:
    with pytest.raises(PaperwellError) as error:
        run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, people(2)), **job)
    assert what in str(error.value)
    assert not (tmp_path / "out").exists()


def test_broken_sheet_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    library = clinic(tmp_path, {"handouts/sheet.yaml": SHEET.replace("every day", "**every day")})
    with pytest.raises(InputError) as error:
        run(library, tmp_path / "out", roster=roster(tmp_path, people(2)))
    assert "opens bold text" in str(error.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("logo", ["none.svg", "huge.svg", "huge.png"])
def test_logo_that_cannot_be_used_is_refused_before_anything_is_written(tmp_path: Path, logo: str) -> None:
    library = clinic(tmp_path)
    text = (library.folder / "clinic.yaml").read_text(encoding="utf-8")
    (library.folder / "clinic.yaml").write_text(
        text.replace('brand: {colour: "#0B7272"}', f'brand: {{colour: "#0B7272", logo: {logo}}}'), encoding="utf-8"
    )
    if logo.startswith("huge"):
        (library.folder / logo).write_bytes(b"\x89PNG\r\n\x1a\n" * 5_000_000)  # 40 MB
    with pytest.raises(PaperwellError) as error:
        run(open_library(library.folder), tmp_path / "out", roster=roster(tmp_path, people(2)))
    assert "logo" in str(error.value)
    assert not (tmp_path / "out").exists()


def test_job_without_a_place_to_write_is_refused(tmp_path: Path) -> None:
    done = command("batch", "--roster", "p.csv", "--document", "form:new-patient", cwd=tmp_path)
    assert done.exit_code == ExitCode.USAGE
    assert "--out DIR" in done.stderr
    assert "--merge FILE" in done.stderr


# -- file names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "/etc/{{ id }}",
        "a/../{{ id }}.pdf",
        "..",
        "C:\\{{ id }}",
        "~/{{ id }}.pdf",
        "./{{ id }}",
        "a//b",
        "ü{{ id }}",
    ],
)
def test_pattern_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as error:
        run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, people(1)), name=name)
    assert "--name" in str(error.value) or "pattern" in str(error.value)
    assert not (tmp_path / "out").exists()


def test_values_cannot_leave_the_folder(tmp_path: Path) -> None:
    rows = [
        "../../../etc/x,A,B,,main",
        "/abs,A,B,,main",
        "CON,A,B,,main",
        "..,A,B,,main",
        "आशा,A,B,,main",
        ".hid,A,B,,main",
    ]
    run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, rows), name="{{ id }}.pdf")
    assert sorted(files(tmp_path / "out")) == [
        "CON_.pdf", "abs.pdf", "etc-x.pdf", "hid.pdf", "row-4.pdf", "row-5.pdf"
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clinic", "out", "patients.csv"]


@given(st.text(max_size=300))
def test_slug_is_safe_in_every_file_system(text: str) -> None:
    name = slug(text)
    assert name.isascii()
    assert not set(name) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
    assert not name.startswith(".")
    assert ".." not in name


@given(st.text(max_size=400), st.integers(1, 10**6))
def test_path_stays_inside_and_short_enough(text: str, row: int) -> None:
    parts = safe_path(text, row).split("/")
    assert all(part and not part.startswith(".") for part in parts)
    assert all(len(part.encode()) <= MOST_BYTES for part in parts)
    assert parts[-1].endswith(".pdf")
    assert not any(part.split(".")[0].upper() in ("CON", "NUL", "AUX", "COM1") for part in parts)


def test_rows_of_one_name_get_numbers(tmp_path: Path) -> None:
    who = roster(tmp_path, ["P-1,A,A,,main", "p-1,B,B,,main", "P-1,C,C,,main", "P-1-2,D,D,,main"])
    run(clinic(tmp_path), tmp_path / "out", roster=who, name="{{ id }}.pdf")
    first = files(tmp_path / "out")
    assert list(first) == ["P-1-2-2.pdf", "P-1-3.pdf", "P-1.pdf", "p-1-2.pdf"]
    report = run(clinic(tmp_path), tmp_path / "out", roster=who, name="{{ id }}.pdf")
    assert (report.there, report.made) == (4, 0)


def test_many_copies_of_one_patient_are_many_files(tmp_path: Path) -> None:
    report = run(clinic(tmp_path), tmp_path / "out", roster=roster(tmp_path, people(1) * 1_100))
    assert report.made == 1_100
    assert len(files(tmp_path / "out")) == 1_100
    assert (tmp_path / "out" / "main" / numbered("sheet-P-1.pdf", 1_100)).exists()


def test_names_from_every_script_are_printed_or_told(tmp_path: Path) -> None:
    names = ["Łukasz", "Ελένη", "Иван", "आशा", "José", "O'Brien", "Nguyễn", "דוד", "محمد", "ทิพย์", "김", "王"]
    who = roster(tmp_path, [f"P-{number},{name},X,,main" for number, name in enumerate(names)])
    report = run(clinic(tmp_path), tmp_path / "out", roster=who)
    assert report.made + report.failed == len(names)
    assert report.made >= 7
    assert {fault.reason for fault in report.faults} == {"no font has one of its characters"}


def test_roster_without_ids_names_files_by_rows(tmp_path: Path) -> None:
    who = roster(tmp_path, ["Ann,A", "Bob,B"], heads="given,family")
    run(clinic(tmp_path), tmp_path / "out", roster=who)
    assert list(files(tmp_path / "out")) == ["main/sheet-row-1.pdf", "main/sheet-row-2.pdf"]


# -- files that change --------------------------------------------------------------------------------------------


def test_file_that_was_there_before_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "out" / "main" / "sheet-P-1.pdf"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    library, who = clinic(tmp_path), roster(tmp_path, people(2))
    report = run(library, tmp_path / "out", roster=who)
    assert (report.made, report.failed) == (1, 1)
    assert mine.read_bytes() == b"mine"
    forced = run(library, tmp_path / "out", roster=who, options=Options(fsync="none", force=True))
    assert (forced.made, forced.there) == (1, 1)
    assert mine.read_bytes().startswith(b"%PDF")


def test_file_that_somebody_filled_in_is_left_alone(tmp_path: Path) -> None:
    library, who, out = clinic(tmp_path), roster(tmp_path, people(2)), tmp_path / "out"
    run(library, out, roster=who)
    filled = out / "main" / "sheet-P-1.pdf"
    filled.write_bytes(filled.read_bytes() + b"more\n%%EOF\n")
    report = run(library, out, roster=who)
    assert (report.changed, report.there) == (1, 1)
    assert filled.read_bytes().endswith(b"more\n%%EOF\n")


def test_file_that_was_deleted_is_made_again(tmp_path: Path) -> None:
    library, who, out = clinic(tmp_path), roster(tmp_path, people(2)), tmp_path / "out"
    run(library, out, roster=who)
    before = files(out)
    (out / "main" / "sheet-P-1.pdf").unlink()
    report = run(library, out, roster=who)
    assert (report.made, report.there) == (1, 1)
    assert files(out) == before


def test_files_of_rows_that_have_left_the_roster_stay(tmp_path: Path) -> None:
    library, out = clinic(tmp_path), tmp_path / "out"
    run(library, out, roster=roster(tmp_path, people(3)))
    report = run(library, out, roster=roster(tmp_path, people(2)))
    assert (report.others, len(files(out))) == (1, 3)
    assert report.notes == ["left where they are, for this run does not ask for them: 1 file"]


def test_changed_row_replaces_its_own_file(tmp_path: Path) -> None:
    library, out = clinic(tmp_path), tmp_path / "out"
    run(library, out, roster=roster(tmp_path, people(2)))
    before = files(out)
    report = run(library, out, roster=roster(tmp_path, [people(2)[0], people(2)[1].replace("Given2", "Other")]))
    after = files(out)
    assert (report.made, report.there) == (1, 1)
    assert [name for name in before if before[name] != after[name]] == ["main/sheet-P-2.pdf"]


def test_changed_sheet_replaces_the_files_made_of_it_alone(tmp_path: Path) -> None:
    who, out, documents = roster(tmp_path, people(2)), tmp_path / "out", ["handout:sheet", "handout:neck"]
    run(clinic(tmp_path), out, roster=who, documents=documents)
    changed = clinic(tmp_path, {"handouts/neck.yaml": NECK.replace("slowly", "gently")})
    report = run(changed, out, roster=who, documents=documents)
    assert (report.made, report.there) == (2, 2)


def test_other_date_makes_documents_again(tmp_path: Path) -> None:
    library, who, out = clinic(tmp_path), roster(tmp_path, people(1)), tmp_path / "out"
    run(library, out, roster=who)
    assert run(library, out, roster=who, date=date(2026, 12, 1)).made == 1


@pytest.mark.parametrize("fsync", ["each", "batch", "none"])
def test_rerun_repeats_nothing_however_files_are_synced(tmp_path: Path, fsync: Fsync) -> None:
    library, who = clinic(tmp_path), roster(tmp_path, people(3))
    run(library, tmp_path / "out", roster=who, options=Options(fsync=fsync))
    assert run(library, tmp_path / "out", roster=who, options=Options(fsync=fsync)).there == 3


@pytest.mark.parametrize("moment", [0, 4_000_000_000])
def test_nothing_depends_on_the_clock(tmp_path: Path, moment: int) -> None:
    library, who, out = clinic(tmp_path), roster(tmp_path, people(3)), tmp_path / "out"
    run(library, out, roster=who)
    for path in out.rglob("*"):
        os.utime(path, (moment, moment))
    report = run(library, out, roster=who)
    assert (report.there, report.made) == (3, 0)


# -- the example --------------------------------------------------------------------------------------------------


def test_example_job_makes_what_its_rules_say(tmp_path: Path) -> None:
    riverside = ROOT / "examples" / "riverside"
    job = load_job(riverside / "evening.yaml", {"out": str(tmp_path / "out")})
    report = run_batch(job, open_library(riverside), on=DAY, options=QUICK)
    assert report.is_whole
    assert sorted(files(tmp_path / "out")) == [
        "quay-road/new-patient-P-1007.pdf",
        "quay-road/pain-diary-P-1006.pdf",
        "quay-road/sciatica-P-1006.pdf",
        "weir-street/new-patient-P-1001.pdf",
        "weir-street/new-patient-P-1003.pdf",
        "weir-street/pain-diary-P-1002.pdf",
        "weir-street/sciatica-P-1001.pdf",
        "weir-street/sciatica-P-1002.pdf",
        "weir-street/treatment-consent-P-1001.pdf",
        "weir-street/treatment-consent-P-1003.pdf",
    ]


# -- the command --------------------------------------------------------------------------------------------------


def test_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    library, before = clinic(tmp_path), sorted(tmp_path.rglob("*"))
    who = roster(tmp_path, [*people(2), *people(1, branch="north"), *people(1, branch="south")])
    job = load_job(None, {"roster": str(who), "documents": ["handout:sheet"], "out": str(tmp_path / "out")})
    report = plan_batch(job, library, on=DAY)
    assert dict(report.per) == {("handout:sheet", "main"): 2, ("handout:sheet", "north"): 1}
    assert report.examples == ["main/sheet-P-1.pdf", "main/sheet-P-2.pdf", "north/sheet-P-1.pdf"]
    assert report.rejected == 1
    assert sorted(tmp_path.rglob("*")) == sorted([*before, who])


def test_command_reads_a_pipe_and_tells_the_result_as_json(tmp_path: Path) -> None:
    clinic(tmp_path)
    rows = "\n".join([HEADS, *ROWS, "P-5,E,E,,,south,,,"])
    command = [sys.executable, str(ROOT / "cli.py"), "batch", "--roster", "-", "--document", "handout:sheet"]
    command += ["--out", "out", "--json", "--clinic", "clinic"]
    done = subprocess.run(command, cwd=tmp_path, input=rows, capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.SOME_FAILED
    told = json.loads(done.stdout)
    assert (told["rows"], told["stamped"], told["rejected"]) == (5, 4, 1)


def test_quiet_command_tells_nothing_when_all_is_well(tmp_path: Path) -> None:
    clinic(tmp_path)
    who = roster(tmp_path, people(1))
    command = ("batch", "--roster", str(who), "--document", "handout:sheet", "--out", "out", "--quiet")
    done = paperwell(*command, "--clinic", "clinic", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_pattern_and_rule_take_what_is_missing_for_empty() -> None:
    assert pattern(Template("{{ a }}-{{ b|lower }}.pdf"))({"b": "X"}) == "-x.pdf"
    assert rule(Template("not a and b == 'X'"))({"b": "X"})
