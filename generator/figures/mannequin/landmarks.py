"""Points of the body by name: where a hand lies, a ring is drawn, an arrow starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.figures.mannequin.bones import ArmBones, LegBones, Skeleton
from generator.figures.mannequin.proportions import TRUNK
from generator.figures.mannequin.space import Vec, along, between, blend, opposite, sub, unit

# station, side of the trunk (front, back, out), sideways offset
_ON_TRUNK: Mapping[str, tuple[int, str, float]] = {
    "chest": (8, "front", 0.0), "upper_back": (8, "back", 0.0), "mid_back": (6, "back", 0.0),
    "tummy": (4, "front", 0.0), "waist": (5, "in", 0.0), "low_back": (4, "back", 0.0), "pelvis": (2, "in", 0.0),
    "tail": (1, "back", 0.0), "buttock": (1, "back", 3.6), "hip_front": (2, "front", 3.6),
    "hip_side": (3, "out", 0.0), "waist_side": (5, "out", 0.0), "neck": (12, "back", 0.0), "groin": (1, "front", 3.6),
}  # fmt: skip


def _thigh(leg: LegBones, share: float, outward: Vec, radius: float) -> tuple[Vec, Vec]:
    return along(between(leg.hip, leg.knee, share), outward, radius), outward


def _shank(leg: LegBones, share: float, outward: Vec, radius: float) -> tuple[Vec, Vec]:
    return along(between(leg.knee, leg.ankle, share), outward, radius), outward


_ON_LEG: Mapping[str, Callable[[LegBones], tuple[Vec, Vec]]] = {
    "hip": lambda leg: (leg.hip, leg.thigh_front),
    "thigh": lambda leg: _thigh(leg, 0.6, leg.thigh_front, 4.6),
    "thigh_front": lambda leg: _thigh(leg, 0.34, leg.thigh_front, 5.8),
    "thigh_back": lambda leg: _thigh(leg, 0.62, opposite(leg.thigh_front), 4.8),
    "knee": lambda leg: (along(leg.knee, unit(_knee_out(leg)), 3.4), unit(_knee_out(leg))),
    "shin": lambda leg: _shank(leg, 0.28, leg.shank_front, 3.2),
    "calf": lambda leg: _shank(leg, 0.36, opposite(leg.shank_front), 4.2),
    "ankle": lambda leg: _shank(leg, 0.93, leg.shank_front, 2.2),
    "heel": lambda leg: (along(along(leg.ankle, leg.toes, -2.6), leg.instep, -2.6), opposite(leg.toes)),
    "toes": lambda leg: (along(along(leg.ankle, leg.toes, 8.0), leg.instep, -2.6), leg.toes),
}
_ON_ARM: Mapping[str, Callable[[ArmBones], tuple[Vec, Vec]]] = {
    "shoulder": lambda arm: (arm.shoulder, arm.upper_front),
    "elbow": lambda arm: (arm.elbow, opposite(arm.upper_front)),
    "forearm": lambda arm: (between(arm.elbow, arm.wrist), arm.fore_front),
    "hand": lambda arm: (along(arm.wrist, arm.hand, 3.5), arm.hand),
}


def _knee_out(leg: LegBones) -> Vec:
    a, b = unit(sub(leg.knee, leg.hip)), unit(sub(leg.knee, leg.ankle))
    return (a[0] + b[0] + leg.thigh_front[0], a[1] + b[1] + leg.thigh_front[1], a[2] + b[2] + leg.thigh_front[2])


def landmark(body: Skeleton, part: str, side: str = "working") -> tuple[Vec, Vec]:
    """Return the point on the skin at *part* and the direction out of the body; *side* “both” means the middle."""
    if side == "both" and part not in _ON_TRUNK and part != "head":
        (a, out), (b, _) = landmark(body, part, "working"), landmark(body, part, "other")
        return between(a, b), out
    if part == "head":
        return along(body.head, body.head_frame.up, 6.5), body.head_frame.up
    if part in _ON_LEG:
        return _ON_LEG[part](body.legs[side])
    if part in _ON_ARM:
        return _ON_ARM[part](body.arms[side])
    index, where, aside = _ON_TRUNK[part]
    station, (_, front, back, half) = body.stations[index], TRUNK[index]
    sign = {"working": 1.0, "other": -1.0, "both": 0.0}[side]
    frame = station.frame
    at = along(station.at, frame.right, aside * sign)
    match where:
        case "front":
            return along(at, frame.front, front), frame.front
        case "back":
            return along(at, frame.front, -back), opposite(frame.front)
        case "out":
            right = blend(frame.right, frame.front, 0.0 if sign > 0 else 180.0)
            return along(at, right, half), right
    return at, frame.front
