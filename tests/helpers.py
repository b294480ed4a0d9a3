"""Small clinics, forms and handouts that tests put together: as models, or as files in a folder."""

from __future__ import annotations

import datetime
import gc
import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import chdir
from functools import cache, wraps
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from click.testing import CliRunner, Result

import cli
from generator.compose.setting import Setting
from generator.library import Library, open_library
from generator.model.clinic import Branch
from generator.model.form import Form
from generator.model.handout import Handout
from generator.model.patient import Patient
from generator.source import load_model, parse_yaml
from generator.text import Value

ROOT = Path(__file__).parent.parent
SMALL_CLINIC = Path(__file__).parent / "data" / "clinic"
DAY = datetime.date(2026, 11, 23)
_HEAD = """\
id: {id}
title: {title}
language: en
code: T-1
version: "1.0"
review: {{written: 2026-11-20, next_review: 2028-11-20}}
licence: CC-BY-4.0
lead: A lead
"""
CLINIC = """\
id: own
name: Own Clinic
language: en-GB
brand: {colour: "#0B7272"}
branches:
  - {id: main, name: Main Street, country: GB}
"""


def handout_yaml(body: str, *, id: str = "sheet", title: str = "Sheet") -> str:
    """Return a whole handout around the list entries *body*."""
    head = _HEAD.format(id=id, title=title)
    return f"{head}topic: A topic\ndisclaimer: Small print\nbody:\n{indent(dedent(body), '  ')}"


def form_yaml(groups: str, *, id: str = "quiz", title: str = "Quiz") -> str:
    """Return a whole form around the list of groups *groups*."""
    head = _HEAD.format(id=id, title=title)
    return f"{head}footer: Small print\nitem:\n{indent(dedent(groups), '  ')}"


def group_yaml(items: str, *, link_id: str = "group", text: str = "Group") -> str:
    """Return one group of a form around the list of questions *items*."""
    head = f"- linkId: {link_id}\n  type: group\n  text: {text}\n  item:\n"
    return head + indent(dedent(items), "    ")


def handout(body: str) -> Handout:
    """Return a handout with the list entries *body*, as if it were read from sheet.yaml."""
    return load_model(Handout, parse_yaml(handout_yaml(body), "sheet.yaml"), "sheet.yaml")


def form(groups: str) -> Form:
    """Return a form with the groups *groups*, as if it were read from quiz.yaml."""
    return load_model(Form, parse_yaml(form_yaml(groups), "quiz.yaml"), "quiz.yaml")


def clinic_folder(folder: Path, files: Mapping[str, str] | None = None, *, clinic: str = CLINIC) -> Path:
    """Write a clinic's folder with *files*, by their paths inside it; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"clinic.yaml": clinic, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@cache
def riverside() -> Library:
    """Return the library under the example clinic Riverside; nothing in it changes."""
    return open_library(None)


@cache
def small_clinic() -> Library:
    """Return the library under tests/data/clinic: sheets “small” and “hello”, form “small”; nothing in it changes."""
    return open_library(SMALL_CLINIC)


def setting(
    country: str = "GB",
    *,
    emergency: str | None = None,
    patient: Mapping[str, Any] | None = None,
    note: str | None = None,
    answers: Mapping[str, str] | None = None,
) -> Setting:
    """Return a setting at a branch in *country*."""
    library = riverside()
    branch = Branch(id="here", name="Here", country=country, emergency=emergency)
    return Setting(
        clinic=library.clinic,
        language="en-GB",
        branch=branch,
        logo=None,
        words=library.words("en"),
        country=library.country(country),
        date=DAY,
        patient=Patient(**patient) if patient is not None else None,
        note=Value(note, "note") if note else None,
        answers={path: Value(text, path) for path, text in (answers or {}).items()},
    )


def with_each(name: str, values: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test with each of *values* in turn, and tell all with which it fails.

    For tests that are over in less time than pytest takes to start one.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(test)
        others = [parameter for parameter in signature.parameters.values() if parameter.name != name]

        @wraps(test)
        def run(**given: Any) -> None:
            failed = []
            tried = 0
            for tried, value in enumerate(values, start=1):  # noqa: B007
                try:
                    test(**given, **{name: value})
                except AssertionError as error:
                    failed.append(f"with {value}: {error}")
            assert tried, f"there is no {name}"
            assert not failed, "\n".join(failed)

        run.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return run

    return decorate


def command(*arguments: str | Path, cwd: Path) -> Result:
    """Run the command in this process, as if started in *cwd*: quicker by far than as a program of its own."""
    hook = sys.excepthook
    try:
        with chdir(cwd):
            return CliRunner().invoke(cli.main, [str(each) for each in arguments], prog_name="paperwell")
    finally:
        sys.excepthook = hook
        gc.enable()  # the command does without


def paperwell(
    *arguments: str | Path,
    cwd: Path,
    stdout: Any = subprocess.PIPE,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the real command in *cwd*; *before* runs in its process first."""
    inherited = {name: value for name, value in os.environ.items() if name != "PAPERWELL_CLINIC"}
    return subprocess.run(
        [sys.executable, ROOT / "cli.py", *arguments],
        cwd=cwd,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**inherited, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        preexec_fn=before,
        timeout=60,
        check=False,
    )
