"""Find what draws a prop, and what of the props carries the figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from generator.figures.mannequin.bones import Supports
from generator.figures.mannequin.furniture import (
    draw_bed,
    draw_bike,
    draw_chair,
    draw_chair_front,
    draw_seat,
    draw_step,
    draw_wall,
    draw_worktop,
)
from generator.figures.mannequin.prop_shapes import Setting
from generator.figures.mannequin.sketch import Sketch
from generator.figures.mannequin.soft_props import (
    draw_ball,
    draw_band,
    draw_floor,
    draw_gap,
    draw_mat,
    draw_pillow_head,
    draw_pillow_knees,
    draw_pillow_tummy,
    draw_stick,
    draw_towel,
)
from generator.model.pose import Prop


def supports_of(props: Sequence[Prop]) -> Supports:
    """Return what carries the figure, from the props of its scene."""
    found: dict[str, float] = {}
    for prop in props:
        match prop.kind:
            case "chair" | "seat":
                found["seat"] = prop.height or 25.5
                found["stool"] = prop.height or 25.5
            case "step":
                found["step"] = prop.height or 12.0
            case "bed":
                found["lying"] = prop.height or 30.0
            case "wall" | "doorway":
                found["wall"] = prop.x if prop.x is not None else 30.0
            case "worktop":
                found["worktop"] = prop.height or 52.0
            case "chair_front":
                found["chair_back"] = prop.height or 51.0
            case "bike":
                found["seat"] = prop.height or 47.0
    return Supports(**found)


Builder = Callable[[Prop, Setting], Iterator[Sketch]]
BEHIND: Mapping[str, Builder] = MappingProxyType({  # drawn before the figure
    "mat": draw_mat, "floor": draw_floor, "pillow_head": draw_pillow_head, "pillow_tummy": draw_pillow_tummy,
    "chair": draw_chair, "seat": draw_seat, "chair_front": draw_chair_front, "wall": draw_wall, "doorway": draw_wall,
    "step": draw_step, "worktop": draw_worktop, "bed": draw_bed, "bike": draw_bike, "stick": draw_stick,
    "gap": draw_gap,
})  # fmt: skip
AMID: Mapping[str, Builder] = MappingProxyType({"pillow_knees": draw_pillow_knees, "ball": draw_ball})  # between legs
BEFORE: Mapping[str, Builder] = MappingProxyType({"towel": draw_towel, "band": draw_band})  # over the figure
