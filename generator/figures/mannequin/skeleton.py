"""Solve a stance: stations of the spine, joints of the limbs, contacts met by inverse kinematics.

The trunk comes first and is set down on what carries it; the legs hang on it, or reach for their contacts; the arms
come last, because hands hold legs.
"""

from __future__ import annotations

from dataclasses import replace
from math import atan2, cos, degrees, hypot, radians, sqrt

from generator.figures.mannequin.arms import solve_arm
from generator.figures.mannequin.bones import Skeleton, Station, Supports
from generator.figures.mannequin.legs import solve_leg
from generator.figures.mannequin.postures import SIDES, Stance
from generator.figures.mannequin.proportions import (
    ANKLE_HEIGHT,
    HIP_HALF,
    KNEE_HEIGHT,
    LUMBAR,
    NECK_BENDS,
    SHANK_LENGTH,
    THIGH_LENGTH,
    THORAX,
    TIPTOE,
    TRUNK,
)
from generator.figures.mannequin.space import Frame, Vec, along, sign_of

SINK = 0.8  # how far flesh gives way on the floor
LYING_RISE = 5.3  # hips above the floor at least: the thigh lies on it
SEAT_RISE = 5.7  # hips above a seat: the radius of the thigh, pressed
_UPRIGHT = Frame((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def solve(stance: Stance, supports: Supports) -> Skeleton:
    """Return the skeleton of *stance* on its supports."""
    trunk, lying = _levelled(stance)
    root = (stance.hip_x, _hip_height(stance, lying, supports), stance.hip_z)
    base = _base(stance, trunk)
    stations = _spine(stance, base, root)
    legs = {side: solve_leg(stance.leg(side), side, _hip(stations, base, side), base, supports) for side in SIDES}
    for side, leg in legs.items():
        if stance.leg(side).ankle_on_knee or stance.leg(side).feet_together:
            legs[side] = solve_leg(stance.leg(side), side, leg.hip, base, supports, legs[_opposite(side)])
    neck = stations[-1]
    head_frame = neck.frame.flexed(stance.nod).twisted(stance.head_turn)
    head = along(along(neck.at, head_frame.up, 4.6), head_frame.front, 0.9)
    body = Skeleton(stations, base, head, head_frame, legs, {}, stance.rest == "seat")
    arms = {side: solve_arm(stance.arm(side), side, body, supports) for side in SIDES}
    return replace(body, arms=arms)


def _opposite(side: str) -> str:
    return SIDES[1] if side == SIDES[0] else SIDES[0]


def _hip(stations: tuple[Station, ...], base: Frame, side: str) -> Vec:
    return along(stations[2].at, base.right, HIP_HALF * sign_of(side))


def _base(stance: Stance, trunk: float) -> Frame:
    return _UPRIGHT.flexed(90.0 - trunk).twisted(stance.roll).bent(stance.lean)


def _spine(stance: Stance, base: Frame, root: Vec = (0.0, 0.0, 0.0), neck: bool = True) -> tuple[Station, ...]:
    """Walk up from the hips. The pelvis leans forward by half the lordosis, the low back takes it back."""
    arch = stance.lordosis
    frame = base.flexed(arch * 0.5 - stance.tilt)
    stations = [Station(along(root, frame.up, row[0]), frame) for row in TRUNK[:4]]
    at = stations[-1].at
    turns = (
        (_LUMBAR, stance.low_back + stance.tilt - arch, stance.bend * 0.5, stance.twist * 0.4),
        (_THORAX, stance.upper_back + arch * 0.95, stance.bend * 0.42, stance.twist * 0.6),
        (_NECK, stance.neck - arch * 0.15, stance.bend * 0.08, 0.0),
    )
    for segments, flex, bend, twist in turns if neck else turns[:2]:
        for length, share in segments:
            frame = frame.flexed(flex * share)
            if bend or twist:
                frame = frame.bent(bend * share).twisted(twist * share)
            at = along(at, frame.up, length)
            stations.append(Station(at, frame))
    return tuple(stations)


def _segments(first: int, last: int) -> tuple[tuple[float, float], ...]:
    """Return the lengths of the trunk's segments between two stations, and their shares of the whole."""
    whole = TRUNK[last][0] - TRUNK[first][0]
    lengths = [TRUNK[index + 1][0] - TRUNK[index][0] for index in range(first, last)]
    return tuple((length, length / whole) for length in lengths)


_LUMBAR, _THORAX, _NECK = (_segments(*part) for part in (LUMBAR, THORAX, NECK_BENDS))


def depth_below(station: Station, row: tuple[float, float, float, float], bony: float = 1.0) -> float:
    """Return how far the flesh at *station* reaches down from the trunk's line."""
    front, side = -station.frame.front[1], -station.frame.right[1]
    radius = row[1] if front > 0 else row[2]
    return hypot(radius * front, row[3] * side) * bony


def _lowest(stations: tuple[Station, ...], first: int, last: int) -> tuple[float, float]:
    """Return height and x of the lowest flesh between two stations."""
    lowest = (1e9, 0.0)
    for station, row in zip(stations[first:last], TRUNK[first:last], strict=True):
        x, y, _ = station.at
        if (low := y - depth_below(station, row)) < lowest[0]:
            lowest = (low, x)
    return lowest


_HIPS, _RIBS = (1, 4), (6, 11)
_LYING = {"trunk": (1, 11), "shoulders": _RIBS, "hips": (1, 6)}  # what carries the weight, by its stations


def _levelled(stance: Stance) -> tuple[float, tuple[Station, ...]]:
    """Return a direction of the trunk and its stations, none where they carry nothing.

    A trunk lying flat is turned until pelvis and ribs both touch what it lies on.
    """
    trunk = stance.trunk
    if stance.rest not in _LYING:
        return trunk, ()
    stations = _spine(stance, _base(stance, trunk), neck=False)
    if stance.rest != "trunk" or abs(stance.roll) >= 45 or stance.twist:
        return trunk, stations
    for _ in range(4):
        (hips, x0), (ribs, x1) = _lowest(stations, *_HIPS), _lowest(stations, *_RIBS)
        slope = degrees(atan2(ribs - hips, abs(x1 - x0)))
        if abs(slope) < 0.1:
            break
        trunk -= slope * (1 if x1 > x0 else -1)
        stations = _spine(stance, _base(stance, trunk), neck=False)
    return trunk, stations


def _hip_height(stance: Stance, lying: tuple[Station, ...], supports: Supports) -> float:
    """Return the height of the hips: as given, or as the contacts ask for."""
    if stance.hip_y is not None:
        return stance.hip_y
    if stance.rest == "seat":
        return supports.seat + SEAT_RISE
    if lying:
        return supports.lying + max(LYING_RISE, -SINK - _lowest(lying, *_LYING[stance.rest])[0])
    heights = [height for side in SIDES if (height := _standing_height(stance, side, supports)) is not None]
    return min(heights, default=THIGH_LENGTH + SHANK_LENGTH + ANKLE_HEIGHT)


def _standing_height(stance: Stance, side: str, supports: Supports) -> float | None:
    """Return the height of the hips over a foot or knee on the floor, or None when the leg carries nothing."""
    leg = stance.leg(side)
    drop = THIGH_LENGTH
    if leg.knee_at is not None:
        dx, height = stance.hip_x - leg.knee_at, KNEE_HEIGHT
    elif leg.knee is not None and (leg.foot_at is not None or leg.tucked_at is not None):
        at = leg.foot_at if leg.foot_at is not None else leg.tucked_at or 0.0
        rise = 0.0 if leg.foot_at is not None else TIPTOE
        dx, height = stance.hip_x - at, ANKLE_HEIGHT + rise + supports.height(leg.on) + leg.lift
        a, b = THIGH_LENGTH, SHANK_LENGTH
        drop = sqrt(a * a + b * b + 2 * a * b * cos(radians(leg.knee)))
        if leg.aside is not None:
            sign = sign_of(side)
            dx = hypot(dx, leg.aside - HIP_HALF - stance.hip_z * sign)
    else:
        return None
    return height + sqrt(max(drop * drop - dx * dx, 1.0))
