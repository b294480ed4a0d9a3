"""Turn way-points into path segments: smooth curves, polylines, tapered strokes, circles, mirrored outlines.

A `Frame` puts a part that is drawn in its own units into the figure.

Lengths are figure units, y up. Coordinates are rounded here and nowhere else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

from generator.figures.shapes import Close, Curve, Line, Move, Path, Point, Segment

_ARM = 0.5523  # control arm of a quarter circle of radius 1: round to 0.03 %


def smooth(points: Sequence[Point], *, closed: bool = False) -> Path:
    """Run a Catmull-Rom curve through *points*; a doubled point is a sharp corner."""
    padded = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    segments: list[Segment] = [_move(points[0])]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        if start != end:
            segments.append(_catmull_rom(before, start, end, after))
    return (*segments, Close()) if closed else tuple(segments)


def polyline(points: Sequence[Point], *, closed: bool = False) -> Path:
    """Join *points* with straight lines."""
    lines = [Line(round(x, 2), round(y, 2)) for x, y in points[1:]]
    return (_move(points[0]), *lines, *([Close()] if closed else []))


def tapered(points: Sequence[Point], start_width: float, end_width: float) -> Path:
    """Outline a smooth stroke with round ends whose width changes evenly from way-point to way-point.

    The outline always runs clockwise: strokes that cross in one path stay filled under non-zero winding.
    """
    last = len(points) - 1
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(points):
        radius = (start_width + (end_width - start_width) * i / last) / 2
        dx, dy = _direction(points[max(i - 1, 0)], points[min(i + 1, last)])
        left.append((x - dy * radius, y + dx * radius))
        right.append((x + dy * radius, y - dx * radius))
    tip = _half_circle(points[-1], end_width / 2, _direction(points[-2], points[-1]))
    root = _half_circle(points[0], start_width / 2, _direction(points[1], points[0]))
    return (*smooth(left), *tip, *smooth(right[::-1])[1:], *root, Close())


def circle(centre: Point, radius: float) -> Path:
    """Draw a circle clockwise, as `tapered` does."""
    top = (centre[0], centre[1] + radius)
    right, left = _half_circle(centre, radius, (1, 0)), _half_circle(centre, radius, (-1, 0))
    return (_move(top), *right, *left, Close())


def rounded_box(width: float, height: float, radius: float, *, foot: float = 0.0) -> Path:
    """Draw the box from (0, *foot*), *width* by *height*, clockwise with round corners."""
    corners: list[Segment] = []
    for x, y, start in (
        (width - radius, foot + height - radius, (0.0, 1.0)),
        (width - radius, foot + radius, (1.0, 0.0)),
        (radius, foot + radius, (0.0, -1.0)),
        (radius, foot + height - radius, (-1.0, 0.0)),
    ):
        dx, dy = start
        corners += [
            Line(round(x + dx * radius, 2), round(y + dy * radius, 2)),
            _quarter_circle((x, y), radius, start),
        ]
    return (_move((radius, foot + height)), *corners, Close())


def mirrored(points: Iterable[Point]) -> tuple[Point, ...]:
    """Reflect *points* in the midline x = 0, in the same order."""
    return tuple((-x, y) for x, y in points)


def symmetric(half: Sequence[Point]) -> tuple[Point, ...]:
    """Complete the right *half* of an outline with its mirror image; midline points are not doubled."""
    return (*half, *mirrored(point for point in reversed(half) if point[0] > 0))


def moved(points: Iterable[Point], dx: float, dy: float) -> tuple[Point, ...]:
    """Shift *points* by (*dx*, *dy*)."""
    return tuple((x + dx, y + dy) for x, y in points)


@dataclass(frozen=True, slots=True)
class Frame:
    """Place a part: its origin at (*x*, *y*), turned clockwise by *degrees*, *scale* units for one of its own."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    degrees: float = 0.0

    def point(self, x: float, y: float) -> Point:
        """Return where the part's point (*x*, *y*) comes to lie."""
        c, s = cos(radians(self.degrees)) * self.scale, sin(radians(self.degrees)) * self.scale
        return (self.x + x * c + y * s, self.y - x * s + y * c)

    def points(self, points: Iterable[Point]) -> tuple[Point, ...]:
        """Return where the part's *points* come to lie."""
        return tuple(self.point(x, y) for x, y in points)

    def curves(self, lines: Iterable[Iterable[Point]]) -> Path:
        """Return a smooth curve through each of the part's *lines*, all in one path."""
        return tuple(segment for line in lines for segment in smooth(self.points(line)))


def _move(point: Point) -> Move:
    return Move(round(point[0], 2), round(point[1], 2))


def _curve(first: Point, second: Point, end: Point) -> Curve:
    (x1, y1), (x2, y2), (x3, y3) = first, second, end
    return Curve(round(x1, 2), round(y1, 2), round(x2, 2), round(y2, 2), round(x3, 2), round(y3, 2))


def _catmull_rom(before: Point, start: Point, end: Point, after: Point) -> Line | Curve:
    if before == start and end == after:  # from corner to corner the curve is straight
        return Line(round(end[0], 2), round(end[1], 2))
    first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
    second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
    return _curve(first, second, end)


def _direction(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    return (dx / length, dy / length)


def _half_circle(centre: Point, radius: float, outwards: Point) -> tuple[Curve, Curve]:
    # Clockwise round the far side of the centre; outwards has length 1.
    dx, dy = outwards
    return (_quarter_circle(centre, radius, (-dy, dx)), _quarter_circle(centre, radius, outwards))


def _quarter_circle(centre: Point, radius: float, start: Point) -> Curve:
    (x, y), (ux, uy) = centre, start
    vx, vy = uy, -ux  # the end of the quarter, a right angle clockwise
    arm = radius * _ARM
    return _curve(
        (x + ux * radius + vx * arm, y + uy * radius + vy * arm),
        (x + vx * radius + ux * arm, y + vy * radius + uy * arm),
        (x + vx * radius, y + vy * radius),
    )
