"""The exercise catalogue: every file's structure, its words, its links, and what its model refuses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from generator.errors import UsageError
from generator.library import built_in, open_library
from generator.model.exercise import MOST_WORDS, Exercise, link_problems
from generator.source import parse_yaml
from tests.helpers import with_each

FOLDER = built_in() / "handouts" / "exercises"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "programme")
every_file = with_each("path", FILES)
NEVER = re.compile(
    r"\b(cure[sd]?|heal(s|ed)?|guarantee\w*|damage\w*|slipped|crumbl\w*|out of place|wrong|lazy|mg|tablets?"
    r"|ibuprofen|paracetamol|must)\b",
    re.IGNORECASE,
)
LONG_WORDS = 0.12  # share of words of four syllables and more that a child of ten still reads


@cache
def catalogue() -> dict[str, Exercise]:
    return open_library(None).exercises()


def texts(exercise: Exercise) -> list[str]:
    """Return everything a patient may read."""
    found = [exercise.name, *exercise.steps, exercise.feel, exercise.avoid, exercise.easier_how, exercise.harder_how]
    return [text for text in found if text] + [caution.advice for caution in exercise.cautions]


def knee_hug(**changes: Any) -> dict[str, Any]:
    """Return the data of a sound exercise with *changes*."""
    data = parse_yaml((FOLDER / "knee_to_chest_single.yaml").read_text(encoding="utf-8"), "x.yaml")
    return {**data, **changes}


def test_catalogue_holds_the_draft_and_what_the_sheets_still_need() -> None:
    assert len(catalogue()) == 51
    assert {"femoral_nerve_slider", "pelvic_floor", "pelvic_tilt", "walking"} <= set(catalogue())


@every_file
def test_file_is_named_like_its_exercise(path: Path) -> None:
    assert catalogue()[path.stem].id == path.stem


@every_file
def test_file_is_small(path: Path) -> None:
    assert path.stat().st_size < 4000


@every_file
def test_steps_are_short_and_plain(path: Path) -> None:
    exercise = catalogue()[path.stem]
    assert all(len(step.split()) <= MOST_WORDS for step in exercise.steps)
    for step in exercise.steps:  # brackets hold what only both sides need
        bare = step.replace("[", "").replace("]", "")
        assert bare[0].isupper()
        assert bare.endswith(".")
        assert step.count("[") == step.count("]") <= 1


@every_file
def test_words_promise_nothing_blame_nobody_and_name_no_drug(path: Path) -> None:
    assert [text for text in texts(catalogue()[path.stem]) if NEVER.search(text)] == []


@every_file
def test_words_are_easy(path: Path) -> None:
    words = re.findall(r"[a-z]+", " ".join(texts(catalogue()[path.stem])).lower())
    hard = [word for word in words if len(re.findall(r"[aeiouy]+", word.removesuffix("e"))) >= 4]
    assert len(hard) / len(words) <= LONG_WORDS


@every_file
def test_each_exercise_has_a_dose_with_a_source(path: Path) -> None:
    exercise = catalogue()[path.stem]
    assert exercise.dose.sources
    assert exercise.dose.repetitions or exercise.dose.hold_seconds or exercise.dose.minutes


@every_file
def test_each_exercise_shows_what_moves(path: Path) -> None:
    exercise = catalogue()[path.stem]
    if len(exercise.poses) > 1:
        assert exercise.scene.arrows
        assert exercise.scene.moves
    assert len(exercise.scene.arrows) <= 3


def test_every_way_easier_or_harder_leads_somewhere() -> None:
    for exercise in catalogue().values():
        assert exercise.easier or exercise.easier_how or exercise.kind in ("position", "circulation")


def test_easier_and_harder_do_not_contradict_each_other() -> None:
    for exercise in catalogue().values():
        assert not set(exercise.easier) & set(exercise.harder)


def test_unknown_link_and_source_are_told_with_a_hint() -> None:
    one = Exercise.model_validate(knee_hug(harder=["knees_to_chest_doubel"]))
    two = Exercise.model_validate(knee_hug(id="knees_to_chest_double", harder=[]))
    problems = list(link_problems({"knee_to_chest_single": one, "knees_to_chest_double": two}, ["backcare"]))
    assert [problem.what for problem in problems][:1] == [
        "“harder” of “knee_to_chest_single” names no exercise: “knees_to_chest_doubel”"
    ]
    assert "knees_to_chest_double" in problems[0].hint
    assert "there is no source “versus_arthritis”" in [problem.what for problem in problems]


def test_unknown_exercise_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no exercise"):
        open_library(None).exercise("knee_to_chest_singel")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        (
            {"steps": ["One two three four five six seven eight nine ten eleven twelve thirteen.", "Stop."]},
            "words_many",
        ),
        ({"steps": ["Only one."]}, "too_short"),
        ({"dose": {"sources": ["backcare"]}}, "dose_empty"),
        ({"dose": {"repetitions": [10, 5], "sources": ["backcare"]}}, "dose_order"),
        ({"dose": {"repetitions": 5, "sources": []}}, "too_short"),
        ({"poses": [{"posture": "standing"}]}, "arrow_without_move"),
        ({"colour": "red"}, "extra_forbidden"),
        ({"cautions": [{"condition": "bad_luck", "action": "avoid", "advice": "No."}]}, "literal_error"),
        ({"poses": [{"posture": "standing"}] * 4}, "too_long"),
    ],
)
def test_model_refuses(changes: dict[str, Any], kind: str) -> None:
    with pytest.raises(ValidationError) as error:
        Exercise.model_validate(knee_hug(**changes))
    assert kind in {detail["type"] for detail in error.value.errors()}


@pytest.mark.parametrize(
    ("limb", "kind"),
    [
        ({"working_leg": {"hip": 30, "foot_at": 20}}, "leg_solved"),
        ({"working_leg": {"foot_at": 20, "heel_at": 30}}, "leg_contacts"),
        ({"working_leg": {"hip": 170}}, "less_than_equal"),
        ({"arms": {"hand_on": "shin", "hand_at": 20}}, "arm_solved"),
        ({"arms": {"shoulder": 20, "hand_on": "shin"}}, "arm_solved"),
        ({"trunk": 400}, "less_than_equal"),
        ({"hip_x": float("nan")}, "less_than_equal"),
        ({"arms": {"hand_at": 70, "on": "wall"}}, "prop_missing"),
        ({"legs": {"calf_on": "stool"}}, "prop_missing"),
    ],
)
def test_pose_refuses_what_cannot_be_meant(limb: dict[str, Any], kind: str) -> None:
    poses = [{"posture": "standing"}, {"posture": "standing", **limb}]
    with pytest.raises(ValidationError) as error:
        Exercise.model_validate(knee_hug(poses=poses))
    assert kind in {detail["type"] for detail in error.value.errors()}
