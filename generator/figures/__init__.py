"""Find a figure by id, draw an exercise: pure geometry in theme roles, with no words and no PDF in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from generator.figures.shapes import Drawing

if TYPE_CHECKING:
    from generator.model.exercise import Exercise
    from generator.model.figure_words import FigureWords

_MODULES = {
    "ageing_disc": "ageing_disc",
    "ageing_joints": "ageing_joints",
    "back_muscles": "back_muscles",
    "body_organs": "body_organs",
    "deep_gluteal": "deep_gluteal",
    "disc_bulge": "disc",
    "disc_healthy": "disc",
    "disc_surgery": "disc_surgery",
    "facet_joint": "facet_joint",
    "flare_line": "flare_line",
    "foot_drop": "foot_drop",
    "hip_joint": "hip_joint",
    "leg_arteries": "leg_arteries",
    "leg_joints": "leg_joints",
    "lumbar_spine": "lumbar_spine",
    "muscle_trigger": "muscle_trigger",
    "narrow_canal": "narrow_canal",
    "pain_alarm": "pain_alarm",
    "pain_places": "pain_places",
    "pelvic_girdle": "pelvic_girdle",
    "sacroiliac_joints": "sacroiliac_joints",
    "scan_ages": "scan_ages",
    "sciatic_nerve": "sciatic_nerve",
    "scoliosis": "scoliosis",
    "side_of_hip": "side_of_hip",
    "slipped_vertebra": "slipped_vertebra",
    "trunk_muscles": "trunk_muscles",
    "walking_steps": "walking_steps",
}


def _drawn_by(figure_id: str, module: str) -> Callable[[], Drawing]:
    def draw() -> Drawing:
        found: Callable[[], Drawing] = getattr(import_module(f"generator.figures.{module}"), f"draw_{figure_id}")
        return found()

    return draw


# A figure's module is imported when it is drawn: all of them cost 20 ms, and a form needs none.
FIGURES: Mapping[str, Callable[[], Drawing]] = MappingProxyType(
    {figure_id: _drawn_by(figure_id, module) for figure_id, module in _MODULES.items()}
)
BodySide = Literal["left", "right"]


@cache
def figure(figure_id: str) -> Drawing:
    """Draw the figure *figure_id* once and keep it; raise `KeyError` for an unknown id."""
    return FIGURES[figure_id]()


@lru_cache(maxsize=256)
def exercise_scene(exercise: Exercise, side: BodySide = "right") -> Drawing:
    """Draw the scene of *exercise* for one side of the body and keep it: the left one is the right one mirrored.

    Figure units: a standing figure is 100 high. The drawing's box holds every shape, strokes included.
    """
    from generator.figures.mannequin.scene import draw_scene  # the models behind it cost 20 ms

    return draw_scene(exercise.poses, exercise.scene, mirrored=side == "left")


def exercise_alt(exercise: Exercise, side: BodySide, words: FigureWords) -> str:
    """Return what the scene of *exercise* shows, in *words* of one language."""
    from generator.figures.mannequin.description import describe

    return describe(exercise, side, words)
