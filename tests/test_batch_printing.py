"""Print files of a batch: what goes in, in which order; whole or not there; not printed twice."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from generator.batch import Blank, Options, PrintLook, Report, load_job, run_batch
from generator.batch.spool import time_key
from generator.errors import InputError, WriteError
from generator.library import Library
from generator.stamp import LaidOut
from generator.stamp.base import Base, Filled
from tests.batching import clinic, files, here, people, roster
from tests.helpers import DAY


class Lines:
    """A print file for tests: a line for each document, with its bookmark, its pages and whether a patient starts."""

    def __init__(self, write: Callable[[bytes], object], look: PrintLook) -> None:
        self._write = write
        self._line({"title": look.title, "tagged": look.tagged, "duplex": look.duplex})

    def _line(self, data: dict[str, Any]) -> None:
        self._write(json.dumps(data).encode() + b"\n")

    def add(
        self, printed: tuple[Base, Filled] | LaidOut, *, label: str, new_patient: bool = True, copies: int = 1
    ) -> None:
        pages = printed.pages if isinstance(printed, LaidOut) else printed[0].pages
        self._line({"label": label, "new": new_patient, "pages": pages, "copies": copies})

    def close(self) -> None:
        self._line({"end": True})


QUICK = Options(fsync="none", start=here, print_file=Lines)
HEADS = "id,given,family,time,therapist,branch"
ROWS = [
    "P-1,Cleo,Young,9:30,Reed,north",
    "P-2,Adam,Évans,11:00,Okoro,main",
    "P-3,Bea,Adams,8.15 am,Reed,main",
    "P-4,Dan,zulu,2 pm,Adler,north",
]


def printed(folder: Path, library: Library, rows: list[str] = ROWS, options: Options = QUICK, **job: Any) -> Report:
    merge = {"file": str(folder / "print.pdf"), **job.pop("merge", {})}
    keys = {"roster": str(roster(folder, rows, HEADS)), "documents": ["handout:sheet"], "merge": merge, **job}
    return run_batch(load_job(None, keys), library, on=DAY, options=options)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def labels(path: Path) -> list[str]:
    return [line["label"] for line in lines(path) if "label" in line]


def test_each_branch_has_a_print_file_of_its_own(tmp_path: Path) -> None:
    report = printed(tmp_path, clinic(tmp_path))
    assert [path.name for path in report.print_files] == ["print-main.pdf", "print-north.pdf"]
    assert labels(tmp_path / "print-main.pdf") == ["Bea Adams", "Adam Évans"]
    assert labels(tmp_path / "print-north.pdf") == ["Cleo Young", "Dan zulu"]
    assert lines(tmp_path / "print-main.pdf")[0]["title"] == "Own Clinic · Main Street · 23 November 2026"


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (["name"], ["P-3", "P-2", "P-1", "P-4"]),
        (["time"], ["P-3", "P-1", "P-2", "P-4"]),
        (["therapist", "time"], ["P-4", "P-2", "P-3", "P-1"]),
        (["branch", "roster"], ["P-2", "P-3", "P-1", "P-4"]),
        (["roster"], ["P-1", "P-2", "P-3", "P-4"]),
    ],
)
def test_print_file_is_sorted(tmp_path: Path, keys: list[str], order: list[str]) -> None:
    names = {"P-1": "Cleo Young", "P-2": "Adam Évans", "P-3": "Bea Adams", "P-4": "Dan zulu"}
    printed(tmp_path, clinic(tmp_path), merge={"sort": keys, "per": []})
    assert labels(tmp_path / "print.pdf") == [names[id_] for id_ in order]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("9:30", "10:00"), ("9.30", "09:45"), ("8 am", "1 pm"), ("12:15 am", "1:00"), ("11:59 a.m.", "12 p.m.")],
)
def test_times_sort_as_the_clock_does(earlier: str, later: str) -> None:
    assert time_key(earlier) < time_key(later)


def test_sorting_by_a_time_that_no_column_has_is_refused(tmp_path: Path) -> None:
    library = clinic(tmp_path)
    keys = {"roster": str(roster(tmp_path, people(1))), "documents": ["handout:sheet"]}
    job = load_job(None, {**keys, "merge": {"file": str(tmp_path / "print.pdf"), "sort": ["time"]}})
    with pytest.raises(InputError) as error:
        run_batch(job, library, on=DAY, options=QUICK)
    assert "no column to sort by time" in str(error.value)


def test_each_tray_has_a_print_file_of_its_own(tmp_path: Path) -> None:
    documents = ["handout:sheet", {"document": "form:quiz", "tray": "letterhead"}]
    printed(tmp_path, clinic(tmp_path), documents=documents, branch="main", merge={"sort": ["roster"]})
    assert labels(tmp_path / "print.pdf") == labels(tmp_path / "print-letterhead.pdf")
    assert len(labels(tmp_path / "print.pdf")) == 4


def test_first_document_of_a_patient_starts_a_patient(tmp_path: Path) -> None:
    documents = [{"document": "handout:sheet", "copies": 2}, "form:quiz"]
    printed(tmp_path, clinic(tmp_path), documents=documents, merge={"per": [], "sort": ["roster"]})
    starts = [line["new"] for line in lines(tmp_path / "print.pdf") if "label" in line]
    assert starts == [True, False] * 4


def test_pick_sheet_and_separators_stand_between(tmp_path: Path) -> None:
    printed(tmp_path, clinic(tmp_path), merge={"separator": "patient", "pick_sheet": True})
    assert labels(tmp_path / "print-main.pdf") == [
        "Own Clinic · Main Street · 23 November 2026",
        "Pick sheet",
        *("Bea Adams", "Bea Adams"),  # the sheet with the name, then the papers
        *("Adam Évans", "Adam Évans"),
    ]


def test_pick_sheet_survives_a_name_that_no_font_has(tmp_path: Path) -> None:
    rows = [*ROWS, "P-5,你,好,9:00,Reed,main"]
    report = printed(tmp_path, clinic(tmp_path), rows, merge={"pick_sheet": True})
    assert report.failed <= 1
    assert "Pick sheet" in labels(tmp_path / "print-main.pdf")


def test_blank_stock_has_as_many_copies_as_are_wanted(tmp_path: Path) -> None:
    library = clinic(tmp_path)
    job = load_job(None, {"documents": ["form:quiz"], "merge": str(tmp_path / "stock.pdf")})
    report = run_batch(job, library, on=DAY, options=QUICK, blank=Blank(("main", "north"), 50))
    assert (report.documents, report.laid_out) == (2, 2)
    for branch in ("main", "north"):
        found = [line for line in lines(tmp_path / f"stock-{branch}.pdf") if "label" in line]
        assert [(line["label"], line["copies"], line["new"]) for line in found] == [("form:quiz", 50, True)]


def test_separate_files_and_print_file_come_from_one_run(tmp_path: Path) -> None:
    report = printed(tmp_path, clinic(tmp_path), out=str(tmp_path / "out"))
    assert report.stamped == 4
    assert len(files(tmp_path / "out")) == 4
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["file"] for entry in manifest["print_files"]] == ["print-main.pdf", "print-north.pdf"]
    assert len(manifest["files"]) == 4


def test_rows_are_counted_once_however_often_they_are_gone_through(tmp_path: Path) -> None:
    heads = f"{HEADS},language"
    rows = [f"P-{number},A,B,9:00,R,main,Klingon" for number in range(2_010)]  # more than are kept in memory
    who = roster(tmp_path, rows, heads)
    documents = ["handout:sheet", {"document": "form:quiz", "when": "id == 'P-7'"}]
    merge = {"file": str(tmp_path / "print.pdf"), "pick_sheet": False}
    job = load_job(None, {"roster": str(who), "documents": documents, "merge": merge})
    report = run_batch(job, clinic(tmp_path), on=DAY, options=QUICK)
    assert (report.documents, report.skipped) == (2_011, 2_009)
    assert "2010 rows ask for handout:sheet in a language it does not have: printed as it is" in report.notes


# -- again --------------------------------------------------------------------------------------------------------


def test_rerun_does_not_print_again(tmp_path: Path) -> None:
    library = clinic(tmp_path)
    printed(tmp_path, library)
    before = (tmp_path / "print-main.pdf").stat().st_ino
    report = printed(tmp_path, library)
    assert (report.there, report.made) == (4, 0)
    assert (tmp_path / "print-main.pdf").stat().st_ino == before


def test_print_file_of_a_changed_row_is_made_again(tmp_path: Path) -> None:
    library = clinic(tmp_path)
    printed(tmp_path, library)
    report = printed(tmp_path, library, [*ROWS[:1], ROWS[1].replace("Adam", "Ada"), *ROWS[2:]])
    assert (report.there, report.made) == (2, 2)
    assert labels(tmp_path / "print-main.pdf") == ["Bea Adams", "Ada Évans"]


def test_print_file_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "print-main.pdf").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError) as error:
        printed(tmp_path, clinic(tmp_path))
    assert "none of ours" in str(error.value)
    assert (tmp_path / "print-main.pdf").read_text(encoding="utf-8") == "mine"


def test_print_file_that_nobody_is_in_any_more_is_told(tmp_path: Path) -> None:
    library = clinic(tmp_path)
    printed(tmp_path, library)
    report = printed(tmp_path, library, ROWS[1:3])
    assert "print-north.pdf is of an earlier run: nobody is in it now" in report.notes


def test_killed_run_leaves_the_print_file_as_it_was(tmp_path: Path) -> None:
    library = clinic(tmp_path)
    printed(tmp_path, library)
    before = lines(tmp_path / "print-main.pdf")
    changed = [row.replace("Bea", "Beatrice") for row in ROWS]
    if (child := os.fork()) == 0:
        dying = Options(fsync="none", start=here, print_file=Killing)
        printed(tmp_path, library, changed, dying)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert lines(tmp_path / "print-main.pdf") == before
    printed(tmp_path, library, changed)
    assert labels(tmp_path / "print-main.pdf") == ["Beatrice Adams", "Adam Évans"]
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


class Killing(Lines):
    """A print file whose process is killed at the second document."""

    _count = 0

    def add(
        self, printed: tuple[Base, Filled] | LaidOut, *, label: str, new_patient: bool = True, copies: int = 1
    ) -> None:
        super().add(printed, label=label, new_patient=new_patient, copies=copies)
        self._count += 1
        if self._count == 2:
            os.kill(os.getpid(), signal.SIGKILL)


# -- the real one -------------------------------------------------------------------------------------------------


def test_print_file_has_everybodys_pages_and_bookmarks(tmp_path: Path) -> None:
    merge = {"per": [], "sort": ["name"], "pick_sheet": True, "duplex": True}
    printed(tmp_path, clinic(tmp_path), options=Options(fsync="none", start=here), merge=merge)
    with pikepdf.open(tmp_path / "print.pdf") as pdf, pdf.open_outline() as outline:
        assert [str(item.title) for item in outline.root] == [
            "Pick sheet", "Bea Adams", "Adam Évans", "Cleo Young", "Dan zulu"
        ]  # fmt: skip
        assert len(pdf.pages) == 9  # a blank page on the back of each sheet but the last
        assert str(pdf.docinfo.Title) == "Own Clinic · 23 November 2026"
