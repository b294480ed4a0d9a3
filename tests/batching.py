"""What the tests of batches share: a tiny clinic, its rosters and runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from generator.batch import Options, Report, load_job, run_batch
from generator.library import Library, open_library
from tests.helpers import DAY, clinic_folder, form_yaml, group_yaml, handout_yaml

CLINIC = """\
id: own
name: Own Clinic
language: en-GB
brand: {colour: "#0B7272"}
branches:
  - {id: main, name: Main Street, country: GB}
  - {id: north, name: North Road, country: GB}
"""
SHEET = handout_yaml(
    """
    - kind: paragraph
      text: Walk a little every day.
    """
)
NECK = handout_yaml(
    """
    - kind: paragraph
      text: Turn your head slowly.
    - kind: therapist_note
      title: A note
    """,
    id="neck",
    title="Neck",
)
QUIZ = form_yaml(group_yaml("- {linkId: story, type: text, text: Your story, lines: 2}"))
HEADS = "id,given,family,birth_date,branch"
FILES = {"handouts/sheet.yaml": SHEET, "handouts/neck.yaml": NECK, "forms/quiz.yaml": QUIZ}


Given = ParamSpec("Given")
Result = TypeVar("Result")


class Here(Executor):
    """Does the work at once, in the test's own process: starting others takes a second."""

    def submit(self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def here(_: int) -> Executor:
    """Return the pool of a test."""
    return Here()


QUICK = Options(fsync="none", start=here)


def clinic(folder: Path, files: Mapping[str, str] | None = None) -> Library:
    """Return the library of a clinic with two branches, two sheets and a form, made in *folder*."""
    return open_library(clinic_folder(folder / "clinic", {**FILES, **(files or {})}, clinic=CLINIC))


def roster(folder: Path, rows: Iterable[str], heads: str = HEADS, name: str = "patients.csv") -> Path:
    """Write a roster of *rows* and return it."""
    path = folder / name
    path.write_text("\n".join([heads, *rows, ""]), encoding="utf-8")
    return path


def people(count: int, branch: str = "main") -> list[str]:
    """Return rows for *count* made-up people."""
    return [f"P-{number},Given{number},Family{number},1980-01-02,{branch}" for number in range(1, count + 1)]


def run(library: Library, out: Path, *, roster: Path, options: Options | None = None, **job: Any) -> Report:
    """Run a job of one sheet, unless *job* says otherwise, into *out*."""
    keys = {"roster": {"file": str(roster)}, "documents": ["handout:sheet"], "out": str(out), **job}
    return run_batch(load_job(None, keys), library, on=DAY, options=options or QUICK)


def files(folder: Path) -> dict[str, bytes]:
    """Return what a batch left in *folder*, by name, but for its ledger and manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".paperwell-batch") and path.name != "manifest.json"
    }
