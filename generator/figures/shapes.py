"""Values of a figure: paths painted in colour roles. What a figure shows, and nothing of how it is written.

Frame: figure units, origin bottom-left, x to the right, y up. The theme turns a `Paint` into a colour, the
layout turns a unit into points. Only stroke widths and dashes are points on paper: a thin line stays thin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

ROLES = frozenset({"paper", "line", "skin", "skin_far", "shirt", "shorts", "accent", "ink", "bone"})


@dataclass(frozen=True, slots=True)
class Paint:
    """Name a colour: *role*, mixed *amount* (0 to 1) of the way *towards* another role of `ROLES`."""

    role: str
    towards: str = "paper"
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Move:
    """Start a subpath (PDF operator m)."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """Draw a straight line (PDF operator l)."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Draw a cubic Bézier with two control points to (x3, y3) (PDF operator c)."""

    x1: float
    y1: float
    x2: float
    y2: float
    x3: float
    y3: float


@dataclass(frozen=True, slots=True)
class Close:
    """Close the subpath (PDF operator h)."""


Segment: TypeAlias = Move | Line | Curve | Close
Path: TypeAlias = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Paint one path: fill by the non-zero winding rule, then stroke with round caps and joins.

    *width_pt* and *dash* are points on paper, whatever the scale of the figure.
    """

    path: Path
    fill: Paint | None = None
    stroke: Paint | None = None
    width_pt: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold a whole figure: shapes from back to front in the box (0, 0) to (width, height).

    *anchors* are the points a label's leader line ends on.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    # A plain dict at run time: a read-only proxy cannot be pickled, and drawings cross the process pool.
    anchors: Mapping[str, Point]
