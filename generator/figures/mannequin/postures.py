"""Starting postures, and the stance that a pose and its posture make together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from generator.model.pose import Arm, Leg, Pose

SIDES = ("working", "other")
FAR_FOOT, FAR_HAND = 2.6, 2.2  # the other side's contact stands this much further right, so that both are seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """A pose with nothing left open: every angle of the trunk, every limb."""

    trunk: float = 90.0
    roll: float = 0.0
    lean: float = 0.0
    tilt: float = 0.0
    lordosis: float = 16.0
    low_back: float = 0.0
    upper_back: float = 0.0
    neck: float = 0.0
    nod: float = 0.0
    bend: float = 0.0
    twist: float = 0.0
    head_turn: float = 0.0
    rest: str = "nothing"
    hip_x: float = 0.0
    hip_y: float | None = None
    hip_z: float = 0.0
    working_leg: Leg
    other_leg: Leg
    working_arm: Arm
    other_arm: Arm

    def leg(self, side: str) -> Leg:
        return self.working_leg if side == "working" else self.other_leg

    def arm(self, side: str) -> Arm:
        return self.working_arm if side == "working" else self.other_arm


def _further(limb: Any, by: float) -> Any:
    """Move a shared contact on for the far side."""
    contacts = ("foot_at", "knee_at", "hand_at", "elbow_at")
    if getattr(limb, "on", None) == "wall":
        return limb
    moved = {name: getattr(limb, name) + by for name in contacts if getattr(limb, name, None) is not None}
    return limb.model_copy(update=moved) if moved else limb


def _leg(**given: Any) -> Leg:
    return Leg.model_validate(given)


def _arm(**given: Any) -> Arm:
    return Arm.model_validate(given)


def _both(leg: Leg, arm: Arm) -> dict[str, Any]:
    return {
        "working_leg": leg, "other_leg": _further(leg, FAR_FOOT),
        "working_arm": arm, "other_arm": _further(arm, FAR_HAND),
    }  # fmt: skip


_BY_SIDE = _arm(hand_at=2.6, turn=88, aside=12.0)
POSTURES: Mapping[str, Stance] = MappingProxyType({
    "lying_back": Stance(
        trunk=180, lordosis=14, neck=8, nod=6, rest="trunk", **_both(_leg(heel_at=47.7), _BY_SIDE)
    ),
    "lying_back_knees_bent": Stance(
        trunk=180, lordosis=14, neck=8, nod=6, rest="trunk", **_both(_leg(foot_at=25.0), _BY_SIDE)
    ),
    "lying_front": Stance(
        trunk=0, lordosis=12, neck=-6, head_turn=90, rest="trunk",
        **_both(_leg(instep_at=-47.85), _arm(hand_at=33.0, aside=13.0, turn=80)),
    ),
    "lying_side": Stance(
        trunk=0, roll=90, lordosis=8, rest="trunk",
        working_leg=_leg(hip=45, knee=90), other_leg=_leg(hip=45, knee=90),
        working_arm=_arm(shoulder=60, elbow=40), other_arm=_arm(shoulder=90, elbow=95, out=-9),
    ),
    "all_fours": Stance(
        trunk=4, lordosis=14, neck=-4, **_both(_leg(knee_at=0.0), _arm(hand_at=26.5)),
    ),
    "half_kneeling": Stance(
        trunk=90, lordosis=12, working_leg=_leg(knee_at=-4.0), other_leg=_leg(foot_at=20.0),
        working_arm=_arm(shoulder=6, elbow=14), other_arm=_arm(shoulder=24, elbow=24),
    ),
    "sitting": Stance(
        trunk=90, lordosis=8, rest="seat", **_both(_leg(foot_at=23.0), _arm(hand_on="thigh")),
    ),
    "standing": Stance(
        trunk=90, lordosis=18, working_arm=_arm(shoulder=-6, elbow=14), other_arm=_arm(shoulder=6, elbow=14),
        working_leg=_leg(foot_at=0.0, knee=9), other_leg=_leg(foot_at=-1.6, knee=9),
    ),
    "standing_front": Stance(
        trunk=90, lordosis=14, working_leg=_leg(foot_at=0.0, knee=6, aside=6.2),
        other_leg=_leg(foot_at=0.0, knee=6, aside=6.2),
        working_arm=_arm(shoulder=4, elbow=8, out=8), other_arm=_arm(shoulder=4, elbow=8, out=8),
    ),
})  # fmt: skip

_PLAIN = (
    "trunk", "roll", "lean", "tilt", "lordosis", "low_back", "upper_back", "neck", "nod", "bend", "twist", "head_turn",
    "rest", "hip_x", "hip_y", "hip_z",
)  # fmt: skip


def take_stance(pose: Pose) -> Stance:
    """Return *pose* with everything it leaves open taken from its posture."""
    changes: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(pose, name)) is not None}
    if pose.legs:
        changes |= {"working_leg": pose.legs, "other_leg": _further(pose.legs, FAR_FOOT)}
    if pose.arms:
        changes |= {"working_arm": pose.arms, "other_arm": _further(pose.arms, FAR_HAND)}
    for name in ("working_leg", "other_leg", "working_arm", "other_arm"):
        if (limb := getattr(pose, name)) is not None:
            changes[name] = limb
    return replace(POSTURES[pose.posture], **changes)
