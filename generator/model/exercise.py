"""Exercises: what a therapist prescribes and a patient does at home, with the poses it is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from generator.errors import Problem, nearest
from generator.model.base import Id, LanguageTag, Line, Node, Review, Version
from generator.model.pose import Pose, Scene

MOST_WORDS = 12  # of a step: one breath, one line on the card
MOST_IN_SHORT = 18  # words of the whole exercise in short: two lines on a small card
StartPosition = Literal[
    "lying_back", "lying_front", "lying_side", "all_fours", "kneeling", "sitting", "standing", "walking"
]  # fmt: skip
Condition = Literal[
    "balance", "calf_clot", "disc_surgery", "dizziness", "facet_pain", "foot_drop", "gluteal_tendon_pain",
    "high_blood_pressure", "hip_arthritis", "hip_replacement", "knee_pain", "knee_replacement", "neck_pain",
    "new_weakness", "osteoporosis", "pelvic_girdle_pain", "poor_leg_circulation", "postnatal", "pregnancy",
    "prolapse", "sciatica", "shoulder_pain", "spinal_stenosis", "spondylolisthesis", "wrist_pain",
]  # fmt: skip


def _at_most(most: int, hint: str) -> Callable[[str], str]:
    """Return what refuses a text of more than *most* words."""

    def check(text: str) -> str:
        words = len(text.split())
        if words > most:
            raise PydanticCustomError(
                "words_many", "this has {words} words", {"words": words, "hint": f"at most {most}: {hint}"}
            )
        return text

    return check


Step = Annotated[Line, AfterValidator(_at_most(MOST_WORDS, "make it two"))]
Count = Annotated[int, Field(ge=1, le=600)]
Amount = Count | tuple[Count, Count]


class Dose(Node):
    """How much: a number, or a pair from least to most. What is not given is left to the therapist's pen."""

    sets: Amount | None = None
    repetitions: Amount | None = None
    hold_seconds: Amount | None = None
    minutes: Amount | None = None
    times_a_day: Annotated[int, Field(ge=1, le=24)] | tuple[Count, Count] | None = None
    days_a_week: Annotated[int, Field(ge=1, le=7)] | tuple[Count, Count] | None = None
    each_side: bool = False
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _says_how_much(self) -> Dose:
        amounts = {name: getattr(self, name) for name in DOSE_FIELDS}
        if not any(amounts.values()):
            raise PydanticCustomError(
                "dose_empty", "this dose says nothing", {"hint": "give repetitions, hold_seconds or minutes"}
            )
        for name, amount in amounts.items():
            if isinstance(amount, tuple) and amount[0] >= amount[1]:
                raise PydanticCustomError(
                    "dose_order", "“{name}” does not rise", {"name": name, "hint": "write the smaller number first"}
                )
        return self


DOSE_FIELDS = ("sets", "repetitions", "hold_seconds", "minutes", "times_a_day", "days_a_week")


class Caution(Node):
    """A condition with which the exercise needs thought."""

    condition: Condition
    action: Literal["avoid", "adapt", "ask"] = Field(description="Leave it out, change it, or ask the therapist first")
    advice: Step
    from_week: Annotated[int | None, Field(ge=1, le=42)] = Field(None, description="Of a pregnancy or after surgery")
    until_week: Annotated[int | None, Field(ge=1, le=52)] = None


class Exercise(Node):
    """One exercise of the catalogue."""

    id: Id
    name: Line
    other_names: tuple[Line, ...] = ()
    language: LanguageTag
    version: Version
    review: Review
    licence: Line
    kind: Literal[
        "mobility", "stretch", "strength", "control", "nerve", "position", "balance", "aerobic", "circulation"
    ]  # fmt: skip
    start_position: StartPosition
    sides: Literal["both", "each", "alternate", "one"] = Field(
        description="“both” at once, “each” in turn, “alternate” to and fro, “one”: the side the therapist marks"
    )
    trains: Literal["leg", "side"] = Field(
        "leg", description="What left and right mean: the leg, or the side of the body"
    )
    short: Annotated[Line, AfterValidator(_at_most(MOST_IN_SHORT, "the steps say the rest"))] = Field(
        description="The whole exercise in one or two sentences, beside a picture of the start"
    )
    steps: Annotated[tuple[Step, ...], Field(min_length=2, max_length=5)]
    feel: Step
    avoid: Step | None = None
    dose: Dose
    build_to: Dose | None = None
    easier: tuple[Id, ...] = ()
    harder: tuple[Id, ...] = ()
    easier_how: Step | None = Field(None, description="What makes this exercise itself easier")
    harder_how: Step | None = None
    needs: tuple[Literal["mat", "pillow", "towel", "chair", "wall", "doorway", "step", "worktop", "bike", "shoes",
                         "band", "ball", "stick", "bed"], ...] = ()  # fmt: skip
    cautions: tuple[Caution, ...] = ()
    poses: Annotated[tuple[Pose, ...], Field(min_length=1, max_length=3)]
    scene: Scene

    @model_validator(mode="after")
    def _marks_fit_the_poses(self) -> Exercise:
        panels = [arrow.panel or arrow.towards for arrow in self.scene.arrows]
        panels += [feel.panel for feel in self.scene.feel]
        if any((panel or 1) > len(self.poses) for panel in panels):
            raise PydanticCustomError(
                "no_panel", "a mark stands in a picture that there is not", {"hint": "give “panel” a pose's number"}
            )
        if self.scene.arrows and len(self.poses) == 1:
            raise PydanticCustomError(
                "arrow_without_move", "an arrow needs a start and an end", {"hint": "add a second pose, or drop it"}
            )
        return self

    @model_validator(mode="after")
    def _contacts_have_their_props(self) -> Exercise:
        there = {prop.kind for prop in self.scene.props}
        for pose in self.poses:
            for support in CARRIERS:
                if support in _supports(pose) and not there & CARRIERS[support]:
                    kinds = " or ".join(sorted(CARRIERS[support]))
                    raise PydanticCustomError(
                        "prop_missing", "a pose rests on “{support}”, which is not in the scene",
                        {"support": support, "at": pose.at, "hint": f"add {kinds} to “props”"},
                    )  # fmt: skip
        return self


def _supports(pose: Pose) -> set[str | None]:
    """Return what *pose* says it rests on."""
    legs, arms = (pose.legs, pose.working_leg, pose.other_leg), (pose.arms, pose.working_arm, pose.other_arm)
    found: set[str | None] = {leg.on for leg in legs if leg} | {leg.calf_on for leg in legs if leg}
    found |= {arm.on for arm in arms if arm}
    return found | {"seat"} if pose.posture == "sitting" else found


# What a contact rests on, and the props that have it.
CARRIERS: dict[str, set[str]] = {
    "wall": {"wall", "doorway"}, "step": {"step"}, "seat": {"chair", "seat", "bike"}, "stool": {"seat", "chair"},
    "bed": {"bed"}, "worktop": {"worktop"}, "chair": {"chair_front"}, "bars": {"bike"},
}  # fmt: skip


def link_problems(exercises: Mapping[str, Exercise], sources: Iterable[str]) -> Iterator[Problem]:
    """Yield easier and harder exercises that do not exist, and sources that nobody lists."""
    known = set(sources)
    for exercise in exercises.values():
        for kind in ("easier", "harder"):
            for link in getattr(exercise, kind):
                if link not in exercises or link == exercise.id:
                    hint = nearest(link, [id_ for id_ in exercises if id_ != exercise.id])
                    yield Problem(f"“{kind}” of “{exercise.id}” names no exercise: “{link}”", exercise.at, hint)
        for dose in filter(None, (exercise.dose, exercise.build_to)):
            for source in dose.sources:
                if source not in known:
                    yield Problem(f"there is no source “{source}”", dose.at, nearest(source, known))
