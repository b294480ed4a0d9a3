"""Exercise programme → blocks: a card for each exercise, chips with its dose, a week to tick."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from generator import blocks
from generator.blocks import Block, Document, Run, Text, plain
from generator.compose.setting import Setting, Texts, colophon, identity_cells, letterhead, value_run
from generator.dose import DoseError, Prescription, Range, parse_dose
from generator.errors import InputError, Location, Problem
from generator.figures import BodySide, exercise_alt, exercise_scene
from generator.model.exercise import DOSE_FIELDS, Dose, Exercise
from generator.model.figure_words import FigureWords
from generator.model.programme import PerPage, Prescribed, Programme, ProgrammePage
from generator.text import clean_line, literal

USUAL = "usual"  # the dose that stands in the exercise's own file
_SHORT_DOSE = 13  # characters
_MOST_BOXES = 3  # a day in the log
_BLANK = "\u2007" * 4  # room for a number to write


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What programmes are made of: exercises by id, the words of their pictures, what every page says."""

    exercises: Mapping[str, Exercise]
    pictures: FigureWords
    page: ProgrammePage
    advice: Mapping[str, tuple[str, ...]]  # exercise id → what this patient should mind


@dataclass(frozen=True, slots=True)
class _Task:
    """One exercise of a programme, its dose understood."""

    number: int
    exercise: Exercise
    dose: Prescription
    entry: Prescribed

    @property
    def side(self) -> BodySide:
        """The side that the picture shows."""
        return "left" if self.dose.side == "left" else "right"


def compose_programme(programme: Programme, catalogue: Catalogue, setting: Setting) -> Document:
    """Return a programme as a document of its own; raises InputError with every fault of its doses and texts."""
    text = Texts(setting)
    page = catalogue.page
    aside = _own(programme, "title")
    body: list[Block] = [blocks.Title(literal(page.title), (), aside=aside)]
    body.append(_strip(programme, setting))
    body += programme_blocks(programme, catalogue, setting, text)
    foot = colophon(page, text(page.disclaimer), setting, online=False)
    if text.problems:
        raise InputError(text.problems)
    return Document(
        id=page.id,
        title=page.title,
        subject=page.title,  # the title is a therapist's word for one patient: not for metadata
        author=setting.clinic.name,
        language=setting.language,
        date=setting.date,
        letterhead=letterhead(setting, compact=True),
        colophon=foot,
        body=tuple(body),
    )


def programme_section(programme: Programme, catalogue: Catalogue, setting: Setting, text: Texts) -> Block:
    """Return a programme as the last section of an advice sheet, on a page of its own."""
    heading = blocks.Heading(literal(catalogue.page.title), note=_own(programme, "title"))
    body = programme_blocks(programme, catalogue, setting, text, level=3)
    return blocks.Section(heading, tuple(body), page="new")


def programme_blocks(
    programme: Programme, catalogue: Catalogue, setting: Setting, text: Texts, level: int = 2
) -> Iterator[Block]:
    """Yield goal, rule, cards and week of *programme*; headings of cards are of *level*. Faults go to *text*."""
    words = setting.words.programme
    if programme.goal:
        yield blocks.Paragraph((Run(f"{words.goal} ", bold=True), *_own(programme, "goal")))
    yield blocks.Paragraph(text(catalogue.page.lead))
    tasks = list(_tasks(programme, catalogue, text.problems))
    cards = tuple(_card(task, catalogue, setting, programme.per_page or 6) for task in tasks)
    yield blocks.CardGrid(cards, programme.per_page or 6, level)
    said = (value_run(setting.note),) if setting.note else _own(programme, "note")
    panel = blocks.TherapistNote(literal(words.note), said, level)
    yield blocks.WeekPanel(panel, _log(tasks, setting), level)


def _own(programme: Programme, key: Literal["title", "goal", "note"]) -> Text:
    """Return what *programme* says itself under *key*: in its file, or as an option of the command."""
    at = programme.at if programme.at.line else Location(f"--{key}")
    lines = (getattr(programme, key) or "").splitlines()
    return literal("\n".join(filter(None, map(clean_line, lines))), at)


def _strip(programme: Programme, setting: Setting) -> Block:
    """Return who it is for, from when, and when it is looked at again; a blank one has room for the pen."""
    words = setting.words
    cells = []
    for label, name, share in identity_cells(words):
        value = setting.patient_value(name)
        cells.append(blocks.Cell(literal(label), (value_run(value),) if value else (), share))
    for label, day in ((words.programme.start, programme.start), (words.programme.review, programme.review)):
        cells.append(blocks.Cell(literal(label), literal(setting.long_date(day), programme.at) if day else ()))
    known = tuple(cell for cell in cells if cell.value)
    return blocks.PatientStrip(known if setting.has_patient and known else tuple(cells))


# -- doses --------------------------------------------------------------------------------------------------------


def _tasks(programme: Programme, catalogue: Catalogue, problems: list[Problem]) -> Iterator[_Task]:
    for number, entry in enumerate(programme.exercise, 1):
        exercise = catalogue.exercises[entry.id]
        if fault := dose_problem(entry, exercise):
            problems.append(fault)
        else:
            yield _Task(number, exercise, prescription(entry, exercise), entry)


def dose_problem(entry: Prescribed, exercise: Exercise) -> Problem | None:
    """Return what is wrong with the dose of *entry*, if anything."""
    try:
        prescription(entry, exercise)
    except DoseError as error:
        at = entry.at if entry.at.line else None
        return Problem(f"the dose of “{entry.id}”: {error}", at, error.hint)
    return None


def prescription(entry: Prescribed, exercise: Exercise) -> Prescription:
    """Return the dose of *entry*; raises DoseError for one that cannot be read, or for a side there is not."""
    text = entry.dose or ""
    dose = usual_dose(exercise.dose) if text.strip().lower() == USUAL else parse_dose(text)
    if exercise.sides == "both":
        if dose.side in ("left", "right", "each", "alternate"):
            raise DoseError(dose.side, "is a side, and the exercise works both at once", "leave the side out")
        return replace(dose, side=None)
    if dose.side in (None, "both"):
        default = {"each": "each", "alternate": "alternate"}.get(exercise.sides)
        return replace(dose, side=default or ("each" if dose.side == "both" else None))  # type: ignore[arg-type]
    return dose


def usual_dose(dose: Dose) -> Prescription:
    """Return the dose of an exercise's own file."""
    amounts = {name: _as_range(getattr(dose, name)) for name in DOSE_FIELDS}
    return Prescription(
        sets=amounts["sets"],
        repetitions=amounts["repetitions"],
        hold_seconds=amounts["hold_seconds"],
        minutes=amounts["minutes"],
        times_a_day=amounts["times_a_day"],
        days_a_week=amounts["days_a_week"],
        side="each" if dose.each_side else None,
    )


def _as_range(amount: int | Range | None) -> Range | None:
    return (amount, amount) if isinstance(amount, int) else amount


# -- cards --------------------------------------------------------------------------------------------------------


def _card(task: _Task, catalogue: Catalogue, setting: Setting, per_page: PerPage) -> blocks.ExerciseCard:
    exercise, words = task.exercise, setting.words.programme
    side = _sides(task, setting).get(task.dose.side or "")
    name = literal(f"{exercise.name}, {side}" if side else exercise.name, exercise.at)
    written = (exercise.short,) if per_page == 6 else exercise.steps
    lines = tuple(filter(None, (for_side(line, task.dose.side) for line in written)))
    notes: list[Text] = [
        (Run(f"{words.avoid} ", bold=True), Run(text, at=exercise.at)) for text in catalogue.advice.get(exercise.id, ())
    ]
    if per_page in (1, 2):
        said = [(words.feel, exercise.feel)] + ([(words.avoid, exercise.avoid)] if exercise.avoid else [])
        notes = [(Run(f"{label} ", bold=True), Run(text, at=exercise.at)) for label, text in said] + notes
    notes.append(literal(task.entry.note or "", task.entry.at))
    return blocks.ExerciseCard(
        number=task.number,
        name=name,
        drawing=exercise_scene(exercise, task.side),
        alt=exercise_alt(exercise, task.side, catalogue.pictures),
        lines=tuple(literal(line, exercise.at) for line in lines),
        notes=tuple(filter(None, notes)),
        chips=tuple(_chips(task, setting)),
    )


def small_card(
    entry: Prescribed, exercise: Exercise, pictures: FigureWords, setting: Setting, problems: list[Problem]
) -> blocks.ExerciseCard | None:
    """Return a card with picture, name and dose, or none for a dose that is off: that goes to *problems*."""
    if fault := dose_problem(entry, exercise):
        problems.append(fault)
        return None
    task = _Task(0, exercise, prescription(entry, exercise), entry)
    return blocks.ExerciseCard(
        number=None,
        name=literal(exercise.name, exercise.at),
        drawing=exercise_scene(exercise, task.side),
        alt=exercise_alt(exercise, task.side, pictures),
        lines=(literal(", ".join(_unbroken(plain(chip.text)) for chip in _chips(task, setting))),),
    )


def _unbroken(words: str) -> str:
    """Return *words* held on one line by no-break spaces, if they are short enough for a narrow column."""
    return words.replace(" ", "\u00a0") if len(words) <= _SHORT_DOSE else words


def _sides(task: _Task, setting: Setting) -> dict[str, str]:
    """Return what left and right are called for the exercise."""
    words = setting.words.programme
    if task.exercise.trains == "side":
        return {"left": words.left_side, "right": words.right_side}
    return {"left": words.left, "right": words.right}


def for_side(line: str, side: str | None) -> str:
    """Return *line* with what stands in brackets, or without it where one side alone is trained."""
    if side in ("left", "right"):
        return re.sub(r"\s*\[[^\]]*\]", "", line).strip()
    return line.replace("[", "").replace("]", "")


def _chips(task: _Task, setting: Setting) -> Iterator[blocks.Chip]:
    """Yield the dose as chips: side, count, hold, how often. Without a dose they are left to the pen."""
    words, dose = setting.words.programme, task.dose
    sides = {**_sides(task, setting), "each": words.each, "alternate": words.alternate}
    counted = dose.side == "each" and dose.repetitions
    if dose.side and not counted:
        yield blocks.Chip(literal(sides[dose.side]))
    elif task.exercise.sides == "one" and not dose.side:
        yield blocks.Chip(literal(words.which), blank=True)
    if dose.is_blank:
        usual = task.exercise.dose
        much = (words.minutes,) if usual.minutes and not usual.repetitions else (words.times, words.hold)
        for pattern in (*much, words.a_day):
            yield blocks.Chip(literal(pattern.replace("{n}", _BLANK)), blank=True)
    for pattern, amount in _said(dose, setting):
        yield blocks.Chip(literal(pattern.replace("{n}", _shown(amount)) if amount else pattern))


def _said(dose: Prescription, setting: Setting) -> Iterator[tuple[str, Range | None]]:
    """Yield the pattern and the number of each chip."""
    words = setting.words.programme
    sets = dose.sets and dose.sets != (1, 1)
    if dose.repetitions:
        pattern = words.sets_of.replace("{sets}", _shown(dose.sets or (1, 1))) if sets else words.times
        if dose.side == "each":
            pattern = words.sets_each_side.replace("{sets}", _shown(dose.sets or (1, 1))) if sets else words.each_side
        yield (
            (words.once, None) if pattern == words.times and dose.repetitions == (1, 1) else (pattern, dose.repetitions)
        )
    elif dose.sets:
        yield words.sets, dose.sets
    if dose.hold_seconds:
        yield words.hold, dose.hold_seconds
    if dose.minutes:
        yield words.minutes, dose.minutes
    if dose.times_a_day:
        yield (words.once_a_day, None) if dose.times_a_day == (1, 1) else (words.a_day, dose.times_a_day)
    if dose.days_a_week:
        fixed = {(7, 7): words.every_day, (1, 1): words.once_a_week}.get(dose.days_a_week)
        yield (fixed, None) if fixed else (words.a_week, dose.days_a_week)
    if dose.slow:
        yield words.slow, None


def _shown(amount: Range) -> str:
    return str(amount[0]) if amount[0] == amount[1] else f"{amount[0]}–{amount[1]}"


# -- the week -----------------------------------------------------------------------------------------------------


def _log(tasks: Sequence[_Task], setting: Setting) -> blocks.WeekLog:
    """Return the week: a box for each planned time of each day."""
    words = setting.words.programme
    rows = []
    for task in tasks:
        often = task.dose.times_a_day[1] if task.dose.times_a_day else 1
        days = task.dose.days_a_week
        remark = words.days_short.replace("{n}", _shown(days)) if days and days != (7, 7) else ""
        if often > _MOST_BOXES and task.dose.times_a_day:
            remark = words.a_day.replace("{n}", _shown(task.dose.times_a_day))
        name: Text = literal(task.exercise.name, task.exercise.at)
        rows.append(blocks.LogRow(task.number, name, min(often, _MOST_BOXES), literal(remark)))
    return blocks.WeekLog(
        literal(words.week), literal(words.tick), tuple(literal(day) for day in words.days), tuple(rows),
        literal(words.walk),
    )  # fmt: skip
