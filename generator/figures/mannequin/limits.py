"""How far joints go, and how far they are in a skeleton: the check that no pose asks for more than a body can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import acos, asin, atan2, degrees
from types import MappingProxyType

from generator.figures.mannequin.bones import ArmBones, LegBones, Skeleton
from generator.figures.mannequin.proportions import LUMBAR, NECK_BENDS, THORAX
from generator.figures.mannequin.space import Frame, Vec, dot, sign_of, sub, unit

# Degrees from least to most, flexion positive. Ranges of an easy adult, a little wider than textbooks' means
# because the figure's hip and shoulder also stand for pelvis and shoulder blade, and its ankle for the whole foot.
LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType({
    "hip": (-30, 140), "hip_out": (-40, 60), "knee": (-1, 165), "ankle": (-85, 45),
    "shoulder": (-75, 185), "elbow": (-1, 155), "low_back": (-70, 60), "upper_back": (-40, 65), "neck": (-55, 65),
})  # fmt: skip


def _turned(a: Vec, b: Vec) -> float:
    return degrees(acos(max(-1.0, min(1.0, dot(a, b)))))


def _leg(leg: LegBones, side: str, base: Frame) -> Iterator[tuple[str, float]]:
    thigh, shank = unit(sub(leg.knee, leg.hip)), unit(sub(leg.ankle, leg.knee))
    out = asin(max(-1.0, min(1.0, dot(thigh, base.right) * sign_of(side))))
    yield "hip_out", degrees(out)
    if abs(degrees(out)) < 60:  # nearer to the axis, flexion has no meaning
        yield "hip", degrees(atan2(dot(thigh, base.front), -dot(thigh, base.up)))
    bent = _turned(thigh, shank)
    yield "knee", bent if dot(shank, leg.thigh_front) <= 1e-6 else -bent
    yield "ankle", degrees(asin(max(-1.0, min(1.0, -dot(leg.toes, shank)))))


def _arm(arm: ArmBones, frame: Frame) -> Iterator[tuple[str, float]]:
    upper, fore = unit(sub(arm.elbow, arm.shoulder)), unit(sub(arm.wrist, arm.elbow))
    lift = _turned(upper, (-frame.up[0], -frame.up[1], -frame.up[2]))
    yield "shoulder", lift if dot(upper, frame.front) > -0.1 or lift > 110 else -lift
    yield "elbow", _turned(upper, fore)


def joint_angles(body: Skeleton) -> Iterator[tuple[str, float]]:
    """Yield the angle of every joint of *body* by the names of `LIMITS`."""
    for side, leg in body.legs.items():
        yield from _leg(leg, side, body.base)
    for arm in body.arms.values():
        yield from _arm(arm, body.stations[9].frame)
    for name, (first, last) in (("low_back", LUMBAR), ("upper_back", THORAX), ("neck", NECK_BENDS)):
        low, high = body.stations[first].frame, body.stations[last].frame
        bow = dot(high.up, low.front)
        yield name, _turned(low.up, high.up) * (1 if bow >= 0 else -1)


def beyond_limits(body: Skeleton) -> list[str]:
    """Return what a body could not do, such as “knee 172”."""
    return [
        f"{name} {angle:.0f}"
        for name, angle in joint_angles(body)
        if not LIMITS[name][0] - 0.5 <= angle <= LIMITS[name][1] + 0.5
    ]
