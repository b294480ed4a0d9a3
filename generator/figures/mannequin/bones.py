"""The skeleton as values: spine, legs and arms in space, and the supports that carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.figures.mannequin.space import Frame, Vec


@dataclass(frozen=True, slots=True)
class Supports:
    """What carries the figure: heights, and the x of a wall."""

    seat: float = 25.5
    step: float = 12.0
    lying: float = 0.0
    stool: float = 25.5
    worktop: float = 52.0
    chair_back: float = 51.0
    bars: float = 66.0
    wall: float | None = None

    def height(self, support: str) -> float:
        """Return how high *support* is; the floor is 0."""
        return {
            "step": self.step, "seat": self.seat, "stool": self.stool, "bed": self.lying, "worktop": self.worktop,
            "chair": self.chair_back, "bars": self.bars,
        }.get(support, 0.0)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LegBones:
    """A leg in space. *miss* is how far the contact lies out of reach."""

    hip: Vec
    knee: Vec
    ankle: Vec
    thigh_front: Vec
    shank_front: Vec
    toes: Vec  # direction of the foot
    instep: Vec  # up from the sole
    tucked: bool = False
    sole_down: bool = False
    miss: float = 0.0


@dataclass(frozen=True, slots=True)
class ArmBones:
    """An arm in space; the hand points along *hand*, its thumb to *thumb*, and rests *on* a support."""

    shoulder: Vec
    elbow: Vec
    wrist: Vec
    upper_front: Vec
    fore_front: Vec
    hand: Vec
    thumb: Vec
    grip: str
    miss: float = 0.0
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """A point of the trunk's line with its directions."""

    at: Vec
    frame: Frame


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Joints in space. `base` is the trunk's own frame, from which the joints of the legs are measured."""

    stations: tuple[Station, ...]
    base: Frame
    head: Vec
    head_frame: Frame
    legs: Mapping[str, LegBones]
    arms: Mapping[str, ArmBones]
    seated: bool = False

    @property
    def hips(self) -> Vec:
        return self.stations[2].at
