"""What a patient's state says about the exercises of a programme: what to leave out, change or ask about first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from generator.errors import Location, Problem, UsageError, nearest
from generator.model.exercise import Caution, Condition, Exercise

Action = Literal["avoid", "adapt", "ask"]
MOST_EXERCISES = 6
MANY = (
    "“{count} exercises” is a lot: people do fewer of a long list (older adults did 2 better than 8: Henry 1999, "
    "Physical Therapy)"
)
# What therapists say, and the condition of the catalogue that it means.
SYNONYMS: Mapping[str, str] = {
    "pregnant": "pregnancy",
    "after_disc_surgery": "disc_surgery",
    "stenosis": "spinal_stenosis",
    "new_hip": "hip_replacement",
    "new_knee": "knee_replacement",
    "thin_bones": "osteoporosis",
}
_POSITIONS: Mapping[str, tuple[str, ...]] = {
    "cannot_lie_prone": ("lying_front",),
    "cannot_lie_back": ("lying_back",),
    "cannot_kneel": ("all_fours", "kneeling"),
    "cannot_stand": ("standing", "walking"),
}
_FLAT_UNTIL = 16  # weeks of a pregnancy: later, lying flat on the back is left to the therapist's eye
KNOWN = (*get_args(Condition), *SYNONYMS, *_POSITIONS)


@dataclass(frozen=True, slots=True)
class State:
    """One thing known of the patient: a condition, since how many weeks, or a position that is not possible."""

    name: str
    weeks: float | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """Why an exercise of the programme needs thought, and what could stand in its place."""

    exercise: str
    state: str
    action: Action
    advice: str
    instead: tuple[str, ...] = ()


def parse_states(texts: Iterable[str]) -> tuple[State, ...]:
    """Return what is known of the patient, written as in “osteoporosis”, “pregnant:28” or “disc_surgery:10d”.

    A number counts weeks, or with “d” days. Raises UsageError with everything that cannot be read.
    """
    found, problems = [], []
    for text in texts:
        match = re.fullmatch(r"([a-z_ -]+?)(?:[:= ]+(\d{1,3})\s*(w|weeks?|d|days?)?)?", text.strip().lower())
        name = re.sub(r"[ -]+", "_", match[1]) if match else text
        name = SYNONYMS.get(name, name)
        if match is None or name not in KNOWN:
            problems.append(Problem(f"“{text}” is not known of a patient", Location("--flag"), nearest(name, KNOWN)))
            continue
        amount = float(match[2]) if match[2] else None
        days = (match[3] or "").startswith("d")
        found.append(State(name, amount / 7 if amount is not None and days else amount))
    if problems:
        raise UsageError(problems)
    return tuple(dict.fromkeys(found))


def concerns(
    chosen: Sequence[Exercise], states: Sequence[State], catalogue: Mapping[str, Exercise]
) -> tuple[Concern, ...]:
    """Return what *states* say about the *chosen* exercises, in their order, with what could stand in their place."""
    taken = {exercise.id for exercise in chosen}
    found = []
    for exercise in chosen:
        for state in states:
            for action, advice in _against(exercise, state):
                instead = () if action == "adapt" else _instead(exercise, states, catalogue, taken)
                found.append(Concern(exercise.id, state.name, action, advice, instead))
    return tuple(found)


def _against(exercise: Exercise, state: State) -> Iterator[tuple[Action, str]]:
    """Yield what speaks against *exercise* in *state*."""
    if state.name in _POSITIONS:
        if exercise.start_position in _POSITIONS[state.name]:
            yield "avoid", "The start position is not possible."
        return
    for caution in exercise.cautions:
        if caution.condition == state.name and _applies(caution, state):
            yield caution.action, caution.advice
    late = state.name == "pregnancy" and (state.weeks is None or state.weeks > _FLAT_UNTIL)
    if late and exercise.start_position == "lying_back" and not _named(exercise, "pregnancy"):
        yield "ask", "Lying flat on the back late in pregnancy: prop up, or choose another."


def _applies(caution: Caution, state: State) -> bool:
    """Tell whether the weeks of *state* are those of *caution*; unknown weeks always are."""
    if state.weeks is None:
        return True
    after = caution.from_week is None or state.weeks >= caution.from_week
    return after and (caution.until_week is None or state.weeks <= caution.until_week)


def _named(exercise: Exercise, condition: str) -> bool:
    return any(caution.condition == condition for caution in exercise.cautions)


def _instead(
    exercise: Exercise, states: Sequence[State], catalogue: Mapping[str, Exercise], taken: set[str]
) -> tuple[str, ...]:
    """Return up to two exercises without a concern: the easier ones first, then others of the same kind."""
    alike = [other.id for other in catalogue.values() if other.kind == exercise.kind and other.id != exercise.id]
    free = []
    for id_ in dict.fromkeys((*exercise.easier, *alike)):
        other = catalogue.get(id_)
        if other and id_ not in taken and not any(True for state in states for _ in _against(other, state)):
            free.append(id_)
    return tuple(free[:2])


def advice_by_exercise(found: Iterable[Concern]) -> dict[str, tuple[str, ...]]:
    """Return what goes onto the patient's card: how to change an exercise that stays, or whom to ask first."""
    advice: dict[str, tuple[str, ...]] = {}
    for concern in found:
        if concern.action != "avoid" and concern.advice not in advice.get(concern.exercise, ()):
            advice[concern.exercise] = (*advice.get(concern.exercise, ()), concern.advice)
    return advice
