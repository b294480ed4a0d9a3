"""Solve a leg: from its joint angles, or from the contact it has to meet."""

from __future__ import annotations

from functools import lru_cache
from math import cos, radians, sin

from generator.figures.mannequin.bones import LegBones, Supports
from generator.figures.mannequin.proportions import (
    FOOT,
    FOOT_TUCKED,
    SHANK_LENGTH,
    THIGH_LENGTH,
)
from generator.figures.mannequin.space import (
    Frame,
    Vec,
    along,
    blend,
    cross,
    distance,
    heading,
    opposite,
    reach,
    scaled,
    sign_of,
    square,
    sub,
    unit,
)
from generator.figures.shapes import Point
from generator.model.pose import Leg


def solve_leg(
    leg: Leg, side: str, hip: Vec, base: Frame, supports: Supports, other: LegBones | None = None
) -> LegBones:
    """Return the bones of *leg* from its *hip*; *other* is the leg whose knee the ankle rests on."""
    if leg.feet_together and other is not None:
        sole = along(other.ankle, base.right, 3.6 * sign_of(side))
        return _reaching(leg, side, hip, base, sole)
    if leg.ankle_on_knee and other is not None:
        return _crossed(leg, side, hip, base, other)
    target = _ankle_target(leg, side, hip, supports)
    return _hanging(leg, side, hip, base) if target is None else _reaching(leg, side, hip, base, target)


def _hanging(leg: Leg, side: str, hip: Vec, base: Frame) -> LegBones:
    """Solve a leg from its joint angles."""
    out = scaled(base.right, sign_of(side))
    down = opposite(base.up)
    flex = leg.hip or 0.0
    thigh, front = blend(down, base.front, flex), blend(base.front, base.up, flex)
    thigh, out = blend(thigh, out, leg.out), blend(out, thigh, -leg.out)
    front = blend(front, out, leg.turn)
    bend = leg.knee or 0.0
    shank = blend(thigh, front, -bend)
    shin_front = blend(front, thigh, bend)
    toes, instep = _foot(shank, shin_front, leg.ankle or 0.0)
    knee = along(hip, thigh, THIGH_LENGTH)
    return LegBones(hip, knee, along(knee, shank, SHANK_LENGTH), front, shin_front, toes, instep)


def _foot(shank: Vec, front: Vec, ankle: float) -> tuple[Vec, Vec]:
    back = opposite(shank)
    return blend(front, back, ankle), blend(back, front, -ankle)


def _ankle_target(leg: Leg, side: str, hip: Vec, supports: Supports) -> Vec | None:
    """Return where the ankle has to be for the contact of *leg*: the foot just touches its support."""
    contact = next((name for name in _SOLES if getattr(leg, name) is not None), None)
    base, z = supports.height(leg.on) + leg.lift, hip[2] if leg.aside is None else leg.aside * sign_of(side)
    if leg.calf_on is not None:
        return (hip[0] + 23.0, supports.height(leg.calf_on) + 3.1, z)
    if contact is None:
        return None
    at, foot = getattr(leg, contact), FOOT_TUCKED if contact == "tucked_at" else FOOT
    if contact == "knee_at":
        at -= SHANK_LENGTH
    sole = _sole(leg)
    if leg.on == "wall" and supports.wall is not None:
        return (supports.wall - _reach_of(foot, sole, 0.0), at, z)
    return (at, base + _reach_of(foot, sole, -90.0), z)


@lru_cache(maxsize=256)
def _reach_of(foot: tuple[Point, ...], sole: float, towards: float) -> float:
    """Return how far the outline of a foot turned to *sole* reaches from the ankle in a direction."""
    turn = radians(sole - towards)
    return max(x * cos(turn) - y * sin(turn) for x, y in foot)


def _sole(leg: Leg) -> float:
    """Return the direction of a foot in contact: as given, or as the contact asks for."""
    if leg.sole is not None:
        return leg.sole
    if leg.on == "wall":
        return 90.0 if leg.foot_at is not None else 150.0
    return next(angle for name, angle in _SOLES.items() if getattr(leg, name) is not None)


def _reaching(leg: Leg, side: str, hip: Vec, base: Frame, target: Vec) -> LegBones:
    """Solve a leg from where its ankle has to be; the knee points to the front of the body."""
    direction = unit(sub(target, hip), (0.0, -1.0, 0.0))
    pole = square(cross(base.right, direction), direction, base.front)
    if leg.turn:
        pole = blend(pole, square(base.right, direction), leg.turn * sign_of(side))
    knee, ankle = reach(hip, target, THIGH_LENGTH, SHANK_LENGTH, pole)
    thigh, shank = unit(sub(knee, hip)), unit(sub(ankle, knee))
    front, shin_front = square(pole, thigh), square(pole, shank)
    toes, instep = _foot(shank, shin_front, leg.ankle or 0.0)
    if leg.sole is not None or any(getattr(leg, name) is not None for name in _SOLES):
        sole = _sole(leg)
        toes, instep = heading(sole), heading(sole + 90.0)
        if leg.turn and leg.foot_at is not None and leg.on != "wall":
            toes = blend(toes, (0.0, 0.0, sign_of(side)), leg.turn * 0.6)
    return LegBones(
        hip, knee, ankle, front, shin_front, toes, instep,
        tucked=leg.tucked_at is not None or (leg.knee_at is not None and leg.sole == 270.0),
        sole_down=leg.foot_at is not None, miss=distance(ankle, target),
    )  # fmt: skip


_SOLES = {"foot_at": 0.0, "heel_at": 80.0, "instep_at": 188.0, "tucked_at": -62.0, "knee_at": 188.0}


def _crossed(leg: Leg, side: str, hip: Vec, base: Frame, other: LegBones) -> LegBones:
    """Rest the ankle on the other thigh just above the knee; the own knee drops out to the side."""
    thigh = unit(sub(other.knee, other.hip))
    seat = along(along(other.knee, thigh, -3.5), other.thigh_front, 5.6)
    target = along(seat, base.right, -2.0 * sign_of(side))
    direction = unit(sub(target, hip))
    out = scaled(base.right, sign_of(side))
    pole = blend(square(out, direction), square(cross(base.right, direction), direction), leg.turn)
    knee, ankle = reach(hip, target, THIGH_LENGTH, SHANK_LENGTH, pole)
    own, shank = unit(sub(knee, hip)), unit(sub(ankle, knee))
    # The sole looks away from the knee, the toes hang over the other thigh's far side.
    toes = square(other.thigh_front, shank)
    front = square(pole, own)
    return LegBones(
        hip, knee, ankle, front, square(toes, shank), blend(toes, shank, 25.0),
        opposite(shank), miss=distance(ankle, target),
    )  # fmt: skip
