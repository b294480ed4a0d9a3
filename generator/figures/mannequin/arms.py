"""Solve an arm: from its joint angles, or from what its hand or forearm rests on. The shoulder follows the arm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import copysign, sqrt

from generator.figures.mannequin.bones import ArmBones, Skeleton, Supports
from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.proportions import (
    ELBOW_HEIGHT,
    FORE_LENGTH,
    SHOULDER_HALF,
    UPPER_LENGTH,
    WRIST_HEIGHT,
)
from generator.figures.mannequin.space import (
    Frame,
    Vec,
    along,
    between,
    blend,
    cross,
    distance,
    dot,
    heading,
    opposite,
    reach,
    scaled,
    sign_of,
    square,
    sub,
    unit,
)
from generator.model.pose import Arm

_FLAT_ON = ("floor", "seat", "step", "wall", "worktop", "bed")  # the palm lies on these, the fingers close on the rest
_PALM, _GRASP = 3.4, 2.4  # from the wrist to the middle of an open hand, and of a closed one
_UP: Vec = (0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Shoulder:
    """The arm to be solved, on its body."""

    arm: Arm
    side: str
    body: Skeleton

    @property
    def sign(self) -> float:
        return sign_of(self.side)

    @property
    def frame(self) -> Frame:
        """The directions an arm is measured from: it hangs a little behind the ribs' own line."""
        return self.body.stations[9].frame.flexed(-8.0)

    def joint(self, direction: Vec) -> Vec:
        """Return the joint for an arm along *direction*: the shoulder blade follows it forward and up."""
        station = self.body.stations[9]
        frame = station.frame
        forward, upward = dot(direction, frame.front), 1.0 + dot(direction, frame.up)
        at = along(along(station.at, frame.front, 1.5 * forward), frame.up, 1.1 * upward - 0.6)
        return along(at, frame.right, (SHOULDER_HALF - 0.35 * upward) * self.sign)

    def pole(self, direction: Vec) -> Vec:
        """Return where the elbow points: back for a hanging arm, down for one held forward; out with `turn`."""
        frame = self.frame
        back = cross(direction, frame.right)
        pole = square(back if dot(back, back) >= 0.05 else opposite(frame.up), direction)
        return blend(pole, scaled(square(frame.right, direction, pole), self.sign), self.arm.turn)


@dataclass(frozen=True, slots=True)
class _Contact:
    """Where a wrist has to be and how the hand lies there; a hand without a direction follows the forearm."""

    wrist: Vec
    grip: str
    hand: Vec | None = None
    thumb: Vec | None = None


def solve_arm(arm: Arm, side: str, body: Skeleton, supports: Supports) -> ArmBones:
    """Return the bones of *arm*, its shoulder following the arm."""
    shoulder = _Shoulder(arm, side, body)
    if arm.hand_on is not None:
        return _holding(shoulder)
    if arm.hand_at is not None:
        return replace(_reaching(shoulder, _on_support(shoulder, supports)), on=arm.on or "floor")
    if arm.elbow_at is not None:
        return _leaning(shoulder, supports)
    return _hanging(shoulder)


def _hanging(shoulder: _Shoulder) -> ArmBones:
    """Solve an arm from its joint angles."""
    arm, frame = shoulder.arm, shoulder.frame
    out, down = scaled(frame.right, shoulder.sign), opposite(frame.up)
    flex = arm.shoulder or 0.0
    upper, front = blend(down, frame.front, flex), blend(frame.front, frame.up, flex)
    upper, out = blend(upper, out, arm.out), blend(out, upper, -arm.out)
    front = blend(front, out, arm.turn)
    bend = arm.elbow or 0.0
    fore, fore_front = blend(upper, front, bend), blend(front, upper, -bend)
    joint = shoulder.joint(upper)
    elbow = along(joint, upper, UPPER_LENGTH)
    wrist = along(elbow, fore, FORE_LENGTH)
    hand = blend(fore, fore_front, arm.wrist) if arm.hand is None else heading(arm.hand)
    return ArmBones(joint, elbow, wrist, front, fore_front, hand, square(fore_front, hand), arm.grip or "rest")


def _reaching(shoulder: _Shoulder, contact: _Contact) -> ArmBones:
    """Solve an arm from where its wrist has to be."""
    joint = shoulder.joint(opposite(shoulder.frame.up))
    for _ in range(2):
        joint = shoulder.joint(unit(sub(contact.wrist, joint)))
    pole = shoulder.pole(unit(sub(contact.wrist, joint)))
    elbow, wrist = reach(joint, contact.wrist, UPPER_LENGTH, FORE_LENGTH, pole)
    upper, fore = unit(sub(elbow, joint)), unit(sub(wrist, elbow))
    fore_front = opposite(square(pole, fore))
    hand = contact.hand or fore
    return ArmBones(
        joint, elbow, wrist, opposite(square(pole, upper)), fore_front, hand,
        contact.thumb or square(fore_front, hand), contact.grip, distance(wrist, contact.wrist),
    )  # fmt: skip


def _leaning(shoulder: _Shoulder, supports: Supports) -> ArmBones:
    """Solve an arm that leans on its forearm: the elbow comes down at about the place asked for."""
    arm, sign = shoulder.arm, shoulder.sign
    z = (SHOULDER_HALF if arm.aside is None else arm.aside) * sign
    ground = supports.height(str(arm.on or "floor")) + ELBOW_HEIGHT
    joint = shoulder.joint(opposite(shoulder.frame.up))
    down, aside = ground - joint[1], z - joint[2]
    free = UPPER_LENGTH * UPPER_LENGTH - down * down - aside * aside  # what is left to reach forward or back
    ahead = copysign(sqrt(max(free, 0.0)), (arm.elbow_at or 0.0) - joint[0])
    target = (joint[0] + ahead, ground, z)
    upper = unit(sub(target, joint), (0.0, -1.0, 0.0))
    elbow = along(joint, upper, UPPER_LENGTH)
    fore = blend(heading(arm.hand or 0.0), (0.0, 0.0, 1.0), arm.turn)
    wrist = along((elbow[0], ground, elbow[2]), fore, FORE_LENGTH)
    grip = arm.grip or "flat"
    return ArmBones(joint, elbow, wrist, square(fore, upper), _UP, fore, _UP, grip, distance(elbow, target))


def _on_support(shoulder: _Shoulder, supports: Supports) -> _Contact:
    """Return the contact of a hand on the floor, a wall, a worktop, a chair's back or handlebars."""
    arm, on = shoulder.arm, str(shoulder.arm.on or "floor")
    at, z = arm.hand_at or 0.0, (SHOULDER_HALF if arm.aside is None else arm.aside) * shoulder.sign
    grip = arm.grip or ("flat" if on in _FLAT_ON else "fist")
    if on == "wall" and supports.wall is not None:
        up = heading(90.0 if arm.hand is None else arm.hand)
        return _Contact((supports.wall - WRIST_HEIGHT, at, z * 0.6), grip, up, (-1.0, 0.0, 0.0))
    wrist = (at, supports.height(on) + WRIST_HEIGHT + arm.lift, z)
    if grip == "flat":
        return _Contact(wrist, grip, heading(arm.hand or 0.0), _UP)
    return _Contact(wrist, grip, None if arm.hand is None else heading(arm.hand))


def _holding(shoulder: _Shoulder) -> ArmBones:
    """Bring the hand to a part of the body: the palm on its skin, the wrist half a hand before it."""
    arm, body = shoulder.arm, shoulder.body
    spot, outward = landmark(body, str(arm.hand_on), arm.of or shoulder.side)
    grip = arm.grip or "rest"
    palm, back = along(spot, outward, 1.2), _PALM if grip in ("rest", "flat") else _GRASP
    if arm.hand is not None:
        hand = heading(arm.hand)
        return _reaching(shoulder, _Contact(along(palm, hand, -back), grip, hand))
    joint = shoulder.joint(unit(sub(spot, body.stations[9].at)))
    hand = unit(sub(palm, between(joint, palm)))
    for _ in range(2):  # the hand follows the forearm, which moves with the wrist
        solved = _reaching(shoulder, _Contact(along(palm, hand, -back), grip))
        hand = solved.hand
    return solved
