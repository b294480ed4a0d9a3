"""Filled PDFs + library → Answers. Problems name the question and never quote the answer."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from generator.answer import AnswerError
from generator.answers.extract import RawForm, extract, named
from generator.answers.flags import raised
from generator.answers.matching import Forms, Match, match
from generator.answers.result import Answer, Answers, ScoreResult
from generator.answers.rules import Rules
from generator.answers.score import scores_of
from generator.answers.shapes import SCORES, Plan, is_open
from generator.answers.values import answers_at, chosen_at
from generator.errors import InputError, PaperwellError, Problem
from generator.library import Library
from generator.model import question as q
from generator.model.form import Form


class Reader:
    """Reads files of the forms of one library; makes each form ready once."""

    def __init__(self, library: Library) -> None:
        self._forms = Forms(library)
        self._rules: dict[str, Rules] = {}

    def read(self, path: Path) -> Answers:
        """Return what was answered in *path*; raises InputError or MissingAssetError."""
        raw = extract(path)
        if not self._forms.made_from(raw.facts):
            raw = extract(path, codes=True)  # only then they are compared
        return self.answers(raw)

    def answers(self, raw: RawForm) -> Answers:
        """Return what the fields *raw* mean; raises InputError when they belong to no form that is known here."""
        found = match(raw, self._forms)
        form = found.plan.form
        if form.id not in self._rules:
            self._rules[form.id] = Rules(form)
        return _answers(raw, found, self._rules[form.id])


def read_each(reader: Reader, paths: Iterable[Path], *, one_form: bool = False) -> Iterator[Answers | PaperwellError]:
    """Yield what was answered in each of *paths*, or why it cannot be read.

    With *one_form*, a file of another form than the first is an error: one table has the columns of one form.
    """
    first: str | None = None
    for path in paths:
        try:
            found = reader.read(path)
        except PaperwellError as error:
            yield error
            continue
        first = first or found.form
        if one_form and found.form != first:
            what = f"it is the form “{found.form}”, and the first one is “{first}”"
            yield InputError(Problem(what, named(path), "read it by itself, or into a folder: -o FOLDER/"))
        else:
            yield found


def pdf_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as they are given, and for a folder the PDF files in it and in its folders, in order of their names.

    A folder without one, or that may not be read, is yielded itself: reading it tells. Hidden files and linked
    folders are left out.
    """
    for path in paths:
        found = _inside(path) if path.is_dir() else [path]
        yield from found or [path]


def _inside(folder: Path) -> list[Path]:
    found: list[Path] = []
    closed: list[OSError] = []
    for where, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(where, name) for name in names if name.lower().endswith(".pdf") and not name.startswith(".")]
    return sorted([*found, *(Path(error.filename) for error in closed)])


# -- one file -------------------------------------------------------------------------------------------------------


def _answers(raw: RawForm, found: Match, rules: Rules) -> Answers:
    form, at = found.plan.form, raw.at
    answers: dict[str, Answer] = {}
    doubtful: dict[str, Answer] = {}
    problems, notes = list(found.problems), list(found.notes)
    for entry in found.plan.entries:
        for path, answer in answers_at(entry, raw.fields):
            if isinstance(answer, AnswerError):
                problems.append(Problem(f"“{path}” {answer.what}", at, answer.hint))
                doubtful[entry.path] = chosen_at(entry, raw.fields)
            else:
                answers[path] = answer
    problems += _doubtful(raw, found.plan)
    not_asked = rules.not_asked(answers)
    scores = scores_of(form, answers, not_asked)
    problems += _differences(raw, form, scores)
    notes += _remarks(raw, found.plan, answers, not_asked)
    blank = list(_blank(found, answers, not_asked))
    notes += [Problem(f"“{path}” is required and has no answer", at) for path in blank]
    return Answers(
        file=at.file,
        form=form.id,
        version=found.facts.version,
        questions=found.facts.questions,
        status="in-progress" if blank else "completed",
        answers=answers,
        scores=scores,
        flags=raised(found.plan.entries, {**answers, **doubtful}),
        problems=tuple(problems),
        notes=tuple(notes),
    )


def _doubtful(raw: RawForm, plan: Plan) -> Iterator[Problem]:
    """Yield boxes that show a tick and do not hold it: they count, since everybody sees the tick."""
    ticks = (name for name, field in raw.fields.items() if field.kind == "tick" and field.differs)
    for path in dict.fromkeys(plan.shapes[name].path for name in ticks if name in plan.shapes):
        yield Problem(f"“{path}” shows a tick that it does not hold; it was counted", raw.at, "look at the file")


def _remarks(raw: RawForm, plan: Plan, answers: dict[str, Answer], not_asked: frozenset[str]) -> Iterator[Problem]:
    """Yield what readers should know of answers that are right in themselves."""
    for entry in plan.entries:
        if entry.path not in answers:
            continue
        if entry.item.linkId in not_asked and not entry.item.hidden:
            yield Problem(f"“{entry.path}” was answered and not asked; it counts in no score", raw.at)
        answer = answers[entry.path]
        chosen = answer if isinstance(answer, tuple) else (answer,)
        if is_open(entry.item) and q.OTHER in chosen and f"{entry.path}_{q.OTHER}" not in answers:
            yield Problem(f"“{entry.path}” has another answer, and its words are missing", raw.at)


def _blank(found: Match, answers: dict[str, Answer], not_asked: frozenset[str]) -> Iterator[str]:
    """Yield the required questions without an answer; what the file has no field for was never asked of the person."""
    for needed in found.plan.required:
        if needed.item.linkId in not_asked:
            continue
        paths = [path for path in needed.paths if path in found.asked]
        blank = [path for path in paths if path not in answers]
        if not needed.any:
            yield from blank
        elif blank and len(blank) == len(paths):
            yield needed.path


def _differences(raw: RawForm, form: Form, scores: Iterable[ScoreResult]) -> Iterator[Problem]:
    """Yield scores that were written into their boxes and are not what the answers give."""
    for score, result in zip(form.scores, scores, strict=True):
        path = f"{SCORES}.{score.linkId}"
        field = raw.fields.get(path)
        text = field.text.strip() if field else ""
        if not text:
            continue
        number = _typed(text)
        if number is None:
            yield Problem(f"“{path}” is not a number", raw.at, "look at the file")
        elif result.value is None:
            yield Problem(f"“{path}” was written, but there is no score: {result.reason}", raw.at, "look at the file")
        elif number != result.value:
            yield Problem(f"“{path}” differs from the score of the answers", raw.at, "work it out again")


def _typed(text: str) -> Decimal | None:
    """Return the number that somebody wrote into a score's box."""
    plain = text.removesuffix("%").strip().replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"[+-]?\d{1,9}(\.\d{1,9})?", plain) else None
