"""How an exercise is drawn, as data: poses in joint angles and contacts, and the scene round them.

Angles are degrees, flexion positive; lengths are figure units, of which a standing figure is 100 tall. The figure
faces right when upright; on its back its head is left, on its front right. x runs to the right, y up from the floor.
Sides are “working” and “other”: the scene draws the working side as the right one and mirrors it for the left.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from generator.model.base import Node

Posture = Literal[
    "lying_back", "lying_back_knees_bent", "lying_front", "lying_side", "all_fours", "half_kneeling", "sitting",
    "standing", "standing_front",
]  # fmt: skip
View = Literal["side", "front", "back", "top"]
Side = Literal["working", "other", "both"]
Part = Literal[
    "head", "neck", "chest", "upper_back", "mid_back", "tummy", "waist", "low_back", "pelvis", "tail", "buttock", "hip",
    "hip_front", "hip_side", "groin", "thigh", "thigh_front", "thigh_back", "knee", "shin", "calf", "ankle", "heel",
    "toes", "shoulder", "elbow", "forearm", "hand", "waist_side",
]  # fmt: skip
Support = Literal["floor", "step", "seat", "wall", "stool", "bed"]
Grip = Literal["flat", "hold", "rest", "fist"]


Length = Annotated[float, Field(ge=-150, le=150)]  # figure units; bounds keep out what cannot be drawn


def _angle(low: float, high: float) -> object:
    return Field(None, ge=low, le=high)


class Leg(Node):
    """A leg: joint angles, or one contact from which they are solved; with `foot_at`, `knee` sets the hips' height."""

    hip: Annotated[float | None, _angle(-30, 140)] = None
    knee: Annotated[float | None, _angle(0, 165)] = None
    ankle: Annotated[float | None, _angle(-65, 40)] = None
    out: Annotated[float, Field(ge=-40, le=60, description="The thigh moves out to the side")] = 0.0
    turn: Annotated[float, Field(ge=-90, le=90, description="The knee points outwards")] = 0.0
    foot_at: Length | None = Field(None, description="x of the ankle, sole on the support")
    heel_at: Length | None = Field(None, description="x of the ankle, heel on the support, toes up")
    instep_at: Length | None = Field(None, description="x of the ankle, top of the foot on the floor")
    tucked_at: Length | None = Field(None, description="x of the ankle, weight on tucked toes")
    knee_at: Length | None = Field(None, description="x of the knee on the floor, shin behind it")
    calf_on: Support | None = Field(None, description="The lower leg rests on a seat")
    ankle_on_knee: bool = Field(False, description="The ankle rests on the other knee, the knee drops out")
    feet_together: bool = Field(False, description="The foot stays on the other foot, the knee opens by “turn”")
    on: Support = "floor"
    sole: Annotated[float | None, Field(ge=-180, le=270)] = Field(
        None, description="Direction of the foot: 0 points right"
    )
    lift: Annotated[float, Field(ge=0, le=60, description="Height of the contact above its support")] = 0.0
    aside: Length | None = Field(None, description="Depth of the contact to the working side")

    @model_validator(mode="after")
    def _one_contact(self) -> Leg:
        given = [name for name in _LEG_CONTACTS if getattr(self, name) not in (None, False)]
        if len(given) > 1:
            raise PydanticCustomError(
                "leg_contacts", "a leg has one contact, here are {names}",
                {"names": " and ".join(given), "hint": "keep one of them"},
            )  # fmt: skip
        if given and self.hip is not None:
            raise PydanticCustomError(
                "leg_solved", "“hip” and “{name}” both place the leg", {"name": given[0], "hint": "keep one of them"}
            )
        return self


_LEG_CONTACTS = ("foot_at", "heel_at", "instep_at", "tucked_at", "knee_at", "calf_on", "ankle_on_knee", "feet_together")


class Arm(Node):
    """An arm: joint angles, or one contact: a hand on a part of the body, on a support, or a forearm on the floor."""

    shoulder: Annotated[float | None, _angle(-70, 185)] = None
    elbow: Annotated[float | None, _angle(0, 155)] = None
    out: Annotated[float, Field(ge=-40, le=180, description="The arm moves out to the side")] = 0.0
    turn: Annotated[float, Field(ge=-90, le=90, description="The elbow points outwards")] = 0.0
    wrist: Annotated[float, Field(ge=-90, le=90, description="The hand bends to its palm")] = 0.0
    hand_on: Part | None = Field(None, description="The hand lies on this part")
    of: Literal["working", "other"] | None = Field(None, description="Side of the part; the hand's own without it")
    hand_at: Length | None = Field(None, description="x of the wrist, palm on the support; y on a wall")
    elbow_at: Length | None = Field(None, description="x of the elbow, forearm on the floor, pointing right")
    on: Support | Literal["worktop", "chair", "bars"] | None = Field(
        None, description="What the hand rests on or holds"
    )
    grip: Grip | None = None
    hand: Annotated[float | None, Field(ge=-180, le=270)] = Field(
        None, description="Direction of the hand: 0 points right"
    )
    aside: Length | None = Field(None, description="Depth of the contact to the working side")
    lift: Annotated[float, Field(ge=-10, le=60, description="Height of the contact above its support")] = 0.0

    @model_validator(mode="after")
    def _one_contact(self) -> Arm:
        given = [name for name in ("hand_on", "hand_at", "elbow_at") if getattr(self, name) is not None]
        if len(given) > 1 or (given and self.shoulder is not None):
            raise PydanticCustomError(
                "arm_solved", "an arm is placed by angles or by one contact, here are several",
                {"hint": "keep “shoulder” and “elbow”, or one of hand_on, hand_at and elbow_at"},
            )  # fmt: skip
        return self


class Pose(Node):
    """A posture and what differs from it. `legs` and `arms` move both sides; a side of its own wins."""

    posture: Posture
    trunk: Annotated[float | None, Field(ge=-180, le=270, description="Direction pelvis to head: 90 upright")] = None
    roll: Annotated[float | None, _angle(-120, 120)] = None
    lean: Annotated[float | None, Field(ge=-45, le=45, description="The whole trunk leans to the working side")] = None
    tilt: Annotated[float | None, _angle(-30, 30)] = None
    lordosis: Annotated[float | None, _angle(0, 56)] = None
    low_back: Annotated[float | None, _angle(-50, 60)] = None
    upper_back: Annotated[float | None, _angle(-30, 50)] = None
    neck: Annotated[float | None, _angle(-50, 60)] = None
    nod: Annotated[float | None, _angle(-30, 30)] = None
    bend: Annotated[float | None, _angle(-50, 50)] = None
    twist: Annotated[float | None, _angle(-60, 60)] = None
    head_turn: Annotated[float | None, _angle(-90, 90)] = None
    rest: Literal["trunk", "shoulders", "hips", "seat", "nothing"] | None = Field(
        None, description="What carries the weight of the trunk; the posture knows"
    )
    hip_x: Length | None = None
    hip_y: Annotated[float | None, Field(ge=0, le=70)] = None
    hip_z: Length | None = Field(None, description="Depth of the hips: they shift to the working side")
    legs: Leg | None = None
    working_leg: Leg | None = None
    other_leg: Leg | None = None
    arms: Arm | None = None
    working_arm: Arm | None = None
    other_arm: Arm | None = None
    in_front: tuple[Literal["working_leg", "other_leg", "working_arm", "other_arm", "trunk"], ...] = Field(
        (), description="Limbs drawn last, in this order, where depth alone would hide them"
    )


class Arrow(Node):
    """An arrow along the way that a part moves between two poses."""

    of: Part
    side: Side = "working"
    kind: Literal["move", "turn", "both_ways", "turn_both_ways"] = "move"
    panel: Annotated[int | None, Field(ge=1, le=3)] = Field(None, description="The picture it stands in; the last")
    towards: Annotated[int | None, Field(ge=1, le=3)] = Field(
        None, description="The pose the part moves to from here; without it, the move that led here"
    )


class Feel(Node):
    """A ring: feel it here."""

    at_part: Part
    side: Side = "working"
    panel: Annotated[int | None, Field(ge=1, le=3)] = None


class Prop(Node):
    """A thing in the scene; lengths place it, contacts of the poses rest on it."""

    kind: Literal[
        "mat", "floor", "pillow_head", "pillow_knees", "pillow_tummy", "chair", "chair_front", "seat", "wall",
        "doorway", "step", "worktop", "towel", "ball", "band", "bed", "stick", "bike", "gap",
    ]  # fmt: skip
    x: Length | None = Field(None, description="Its edge at the figure")
    height: Annotated[float | None, Field(gt=0, le=100)] = None


class Move(Node):
    """What moves where, for the words of the picture."""

    part: Part | Literal["leg", "arm", "back", "knees", "heels", "body"]
    side: Side = "working"
    to: Literal[
        "up", "down", "forward", "back", "out", "in", "chest", "floor", "wall", "straight", "bent", "round", "hollow",
        "far_side", "heels", "apart", "bottom", "point", "ahead", "still",
    ]  # fmt: skip


class Scene(Node):
    """The pictures of an exercise: one to three poses seen from one side."""

    view: View = "side"
    rise: Annotated[float, Field(ge=0, le=60, description="How far the viewer looks down")] = 0.0
    turn: Annotated[float, Field(ge=-60, le=60, description="How far the viewer walks round the figure")] = 0.0
    show: Literal["single", "ghost", "numbered"] | None = Field(
        None, description="Start and end in one picture or side by side; chosen by how much moves"
    )
    props: tuple[Prop, ...] = ()
    arrows: Annotated[tuple[Arrow, ...], Field(max_length=3)] = ()
    feel: Annotated[tuple[Feel, ...], Field(max_length=2)] = ()
    moves: Annotated[tuple[Move, ...], Field(max_length=4)] = ()
