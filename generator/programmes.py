"""Programmes as therapists give them (words, a file, a phase of a sheet) → what compose needs, and what to mind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.check.cautions import MANY, MOST_EXERCISES, Concern, State, advice_by_exercise, concerns
from generator.compose.programme import Catalogue, dose_problem
from generator.dose import EXAMPLE
from generator.errors import InputError, Location, PaperwellError, Problem, UsageError, nearest, shown
from generator.model.programme import MAX_EXERCISES, Prescribed, Programme
from generator.source import load_model, read_yaml

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.exercise import Exercise
    from generator.model.handout import Handout


MOST_TYPED = 200  # characters of a dose


@dataclass(frozen=True, slots=True)
class Planned:
    """A programme with all it is made of; *notes* are for the therapist, and no part of the page."""

    programme: Programme
    catalogue: Catalogue
    notes: tuple[str, ...]


def read_programme(path: Path) -> Programme:
    """Return the programme of a YAML file; raises InputError with every problem of it."""
    return load_model(Programme, read_yaml(path, shown(path)), shown(path))


def programme_of(specs: Sequence[str], library: Library, base: Programme | None = None) -> Programme:
    """Return *base* with the exercises of *specs* after its own: “pelvic_tilt”, or “pelvic_tilt:3x10, hold 5 s”.

    Exercises may be named by id or by any of their names. Raises UsageError with every one that is not known.
    """
    entries = list(base.exercise if base else ())
    problems: list[Problem] = []
    for spec in specs:
        try:
            entries.append(_prescribed(spec, library))
        except PaperwellError as error:
            problems += error.problems
    if len(entries) > MAX_EXERCISES:
        problems.append(Problem(f"“{len(entries)} exercises” are too many", None, f"at most {MAX_EXERCISES}"))
    if problems:
        raise UsageError(problems)
    if not entries:
        raise UsageError(Problem("no exercise is named", None, "name one, such as pelvic_tilt:“10 times, 2/day”"))
    kept = {name: getattr(base, name) for name in Programme.model_fields} if base else {}
    made = Programme.model_validate({**kept, "exercise": tuple(entries)})
    made._at = base.at if base else made.at
    return made


def _prescribed(spec: str, library: Library) -> Prescribed:
    """Return the exercise and the dose that *spec* names; raises UsageError when either cannot be understood."""
    name, _, typed = spec.partition(":")
    id_, dose = exercise_id(name, library), " ".join(typed.split())
    if len(dose) > MOST_TYPED:
        raise UsageError(Problem(f"the dose of “{id_}” is too long", None, f"write it like {EXAMPLE}"))
    entry = Prescribed.model_construct(id=id_, dose=dose or None, note=None)
    if problem := dose_problem(entry, library.exercise(id_)):
        raise UsageError(problem)
    return Prescribed(id=id_, dose=dose or None, note=None)


def exercise_id(name: str, library: Library) -> str:
    """Return the id of the exercise that *name* means; raises UsageError when there is none."""
    wanted = re.sub(r"[\s-]+", "_", name.strip().lower())
    if wanted in library.exercise_ids():
        return wanted
    known = {id_: id_ for id_ in library.exercise_ids()}
    for id_ in library.exercise_ids():
        exercise = library.exercise(id_)
        known |= {other.lower(): id_ for other in (exercise.name, *exercise.other_names)}
    words = " ".join(name.lower().split())
    if words not in known:
        close = nearest(words, known)
        hint = close if close.startswith("did") else "“paperwell list exercises” shows their names"
        raise UsageError(Problem(f"there is no exercise “{name.strip()}”", None, hint))
    return known[words]


_LONGEST = {"title": 80, "goal": 200, "note": 600}


def changed(programme: Programme, changes: Mapping[str, object]) -> Programme:
    """Return *programme* with *changes*; raises UsageError for what is too long, or for a review before the start."""
    problems = []
    for name, most in _LONGEST.items():
        value = changes.get(name)
        if isinstance(value, str) and len(value) > most:
            problems.append(Problem(f"the {name} is too long", Location(f"--{name}"), f"at most {most} characters"))
    made = programme.model_copy(update=dict(changes))
    if made.start and made.review and made.review < made.start:
        problems.append(Problem("the review is before the start", Location("--review"), "exchange the two"))
    if problems:
        raise UsageError(problems)
    return made


def phase_of(handout: Handout, id_: str) -> Programme:
    """Return the phase *id_* of an advice sheet; raises UsageError when it has none of that name."""
    for phase in handout.programmes:
        if phase.id == id_:
            return phase
    hint = nearest(id_, [phase.id for phase in handout.programmes]) if handout.programmes else "name exercises instead"
    raise UsageError(Problem(f"“{handout.id}” has no programme “{id_}”", handout.at, hint))


def plan(programme: Programme, library: Library, states: Sequence[State], *, strict: bool) -> Planned:
    """Return *programme* with its exercises and what the patient's *states* say about them.

    Raises InputError for exercises that do not exist; with *strict*, also for those that should be left out or
    asked about first.
    """
    chosen = _chosen(programme, library)
    found: tuple[Concern, ...] = ()
    if states:
        found = concerns(list(chosen.values()), states, library.exercises())
    notes = [_said(concern, chosen) for concern in found]
    if strict and any(concern.action != "adapt" for concern in found):
        raise InputError(_refusal(concern, chosen) for concern in found if concern.action != "adapt")
    if len(programme.exercise) > MOST_EXERCISES:
        notes.append(MANY.replace("{count}", str(len(programme.exercise))))
    words = library.figure_words(library.programme_page().language)
    catalogue = Catalogue(chosen, words, library.programme_page(), advice_by_exercise(found))
    return Planned(programme, catalogue, tuple(notes))


def _chosen(programme: Programme, library: Library) -> dict[str, Exercise]:
    """Return the exercises by id; raises InputError with every one that is not there, and every dose that is off."""
    found: dict[str, Exercise] = {}
    problems: list[Problem] = []
    for entry in programme.exercise:
        try:
            found[entry.id] = library.exercise(entry.id)
        except PaperwellError as error:
            at = entry.at if entry.at.line else None
            problems += [Problem(problem.what, problem.at or at, problem.hint) for problem in error.problems]
        else:
            problems += filter(None, [dose_problem(entry, found[entry.id])])
    if problems:
        raise InputError(problems)
    return found


_ACTIONS = {"avoid": "leave it out", "adapt": "change it", "ask": "ask first"}


def _said(concern: Concern, chosen: dict[str, Exercise]) -> str:
    state = concern.state.replace("_", " ")
    told = f"{chosen[concern.exercise].name} with {state}: {_ACTIONS[concern.action]}. {concern.advice}"
    return f"{told} Instead: {', '.join(concern.instead)}." if concern.instead else told


def _refusal(concern: Concern, chosen: dict[str, Exercise]) -> Problem:
    what = f"“{concern.exercise}” with {concern.state.replace('_', ' ')}: {concern.advice}"
    hint = f"take {' or '.join(concern.instead)}" if concern.instead else "leave it out, or drop --strict"
    at = chosen[concern.exercise].at
    return Problem(what, Location(at.file, at.line), hint)


def contact_sheet(ids: Iterable[str], library: Library) -> tuple[str, ...]:
    """Return the exercises to print for authors: those named, or all; raises UsageError for unknown ones."""
    names = tuple(ids)
    if not names:
        return library.exercise_ids()
    problems: list[Problem] = []
    found = []
    for name in names:
        try:
            found.append(exercise_id(name, library))
        except UsageError as error:
            problems += error.problems
    if problems:
        raise UsageError(problems)
    return tuple(found)
