"""Vectors and turning frames in space, as plain tuples: the figure is small, speed matters more than a library."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import TypeAlias

Vec: TypeAlias = tuple[float, float, float]


def add(a: Vec, b: Vec) -> Vec:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def along(start: Vec, direction: Vec, length: float) -> Vec:
    """Return the point *length* units from *start* along *direction*."""
    return (start[0] + direction[0] * length, start[1] + direction[1] * length, start[2] + direction[2] * length)


def opposite(a: Vec) -> Vec:
    return (-a[0], -a[1], -a[2])


def scaled(a: Vec, by: float) -> Vec:
    return (a[0] * by, a[1] * by, a[2] * by)


def between(a: Vec, b: Vec, share: float = 0.5) -> Vec:
    """Return the point *share* of the way from *a* to *b*."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def norm(a: Vec) -> float:
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


def distance(a: Vec, b: Vec) -> float:
    return norm(sub(a, b))


def unit(a: Vec, otherwise: Vec = (1.0, 0.0, 0.0)) -> Vec:
    """Return *a* at length 1, or *otherwise* where *a* has no direction."""
    length = norm(a)
    return (a[0] / length, a[1] / length, a[2] / length) if length > 1e-6 else otherwise


def square(a: Vec, axis: Vec, otherwise: Vec = (0.0, 0.0, 1.0)) -> Vec:
    """Return the part of *a* at right angles to the unit vector *axis*, at length 1."""
    share = dot(a, axis)
    return unit((a[0] - axis[0] * share, a[1] - axis[1] * share, a[2] - axis[2] * share), otherwise)


def blend(a: Vec, b: Vec, degrees: float) -> Vec:
    """Turn *a* towards *b*, which stands at right angles to it."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (a[0] * c + b[0] * s, a[1] * c + b[1] * s, a[2] * c + b[2] * s)


def reach(start: Vec, target: Vec, first: float, second: float, pole: Vec) -> tuple[Vec, Vec]:
    """Return the middle and end joint of two bones from *start* to *target*, bent towards *pole*.

    A target out of reach is approached as far as the bones allow.
    """
    towards = sub(target, start)
    length = min(max(norm(towards), abs(first - second) + 0.02), (first + second) * 0.9998)
    direction = unit(towards, (0.0, -1.0, 0.0))
    share = (first * first + length * length - second * second) / (2 * length)
    height = sqrt(max(0.0, first * first - share * share))
    middle = along(along(start, direction, share), square(pole, direction), height)
    return middle, along(start, direction, length)


def heading(degrees: float) -> Vec:
    """Return the direction at an angle in the figure's own plane: 0 to the right, 90 up."""
    return (cos(radians(degrees)), sin(radians(degrees)), 0.0)


def sign_of(side: str) -> float:
    """Return 1 for the working side, -1 for the other."""
    return 1.0 if side == "working" else -1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Three directions of a body part: to the head, to the front, to the working side."""

    up: Vec
    front: Vec
    right: Vec

    def flexed(self, degrees: float) -> Frame:
        """Bow forward."""
        return self if not degrees else Frame(*_turned(self.up, self.front, degrees), self.right)

    def bent(self, degrees: float) -> Frame:
        """Lean to the working side."""
        if not degrees:
            return self
        up, right = _turned(self.up, self.right, degrees)
        return Frame(up, self.front, right)

    def twisted(self, degrees: float) -> Frame:
        """Turn the front to the working side."""
        return self if not degrees else Frame(self.up, *_turned(self.front, self.right, degrees))


def _turned(a: Vec, b: Vec, degrees: float) -> tuple[Vec, Vec]:
    """Turn *a* towards *b*, and *b* away from it."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (
        (a[0] * c + b[0] * s, a[1] * c + b[1] * s, a[2] * c + b[2] * s),
        (b[0] * c - a[0] * s, b[1] * c - a[1] * s, b[2] * c - a[2] * s),
    )


@dataclass(frozen=True, slots=True)
class Camera:
    """Project space on the picture: *across* and *upward* lie in it, *near* points to the viewer.

    *across* may lean out of the picture plane (an oblique view), which sets the far limbs a little apart.
    """

    across: Vec
    upward: Vec
    near: Vec

    def flat(self, point: Vec) -> tuple[float, float]:
        a, u = self.across, self.upward
        return (
            point[0] * a[0] + point[1] * a[1] + point[2] * a[2],
            point[0] * u[0] + point[1] * u[1] + point[2] * u[2],
        )

    def depth(self, point: Vec) -> float:
        return dot(point, self.near)

    @property
    def level(self) -> bool:
        """Is the floor seen as a line?"""
        return abs(self.near[1]) < 1e-9


FAR_SHIFT = 0.10  # of the depth: sets hips, shoulders and feet of a side view apart


def make_camera(view: str, rise: float = 0.0, turn: float = 0.0) -> Camera:
    """Return the camera of a *view*: side, front, back or top; raised and turned round the figure by degrees."""
    if view == "top":
        return Camera((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0))
    azimuth = radians({"side": 0.0, "front": 90.0, "back": -90.0}[view] + turn)
    flat_near = (sin(azimuth), 0.0, cos(azimuth))
    across = (cos(azimuth), 0.0, -sin(azimuth))
    lift = radians(rise)
    near = (flat_near[0] * cos(lift), sin(lift), flat_near[2] * cos(lift))
    upward = (-flat_near[0] * sin(lift), cos(lift), -flat_near[2] * sin(lift))
    if view == "side" and not turn:
        across = (1.0, 0.0, -FAR_SHIFT)
    return Camera(across, upward, near)
