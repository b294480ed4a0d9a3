"""Draw what points at the body: arrows, “feel it here” rings, numbers of pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import cos, hypot, pi, sin

from generator.figures.mannequin.sketch import Sketch
from generator.figures.shapes import Point

_SHAFT, _HEAD_LONG, _HEAD_HALF = 0.65, 4.2, 2.3
RING, RING_PT = 3.1, 1.1
NUMBER = 3.5  # radius of the ring round a picture's number


def draw_arrow(way: Sequence[Point], both_ways: bool = False) -> Iterator[Sketch]:
    """Draw an arrow along *way*: paper halo, then shaft and head as one outline."""
    outline = _outline(way, both_ways)
    yield Sketch((outline,), "paper", "paper", 2.6, smooth=False)
    yield Sketch((outline,), "accent", None, smooth=False)


def _outline(way: Sequence[Point], both_ways: bool) -> tuple[Point, ...]:
    points = list(way)
    head, points = _cut(points)
    tail: tuple[Point, ...] = ()
    if both_ways:
        tail, points = _cut(points[::-1])
        points = points[::-1]
    left, right = [], []
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
        length = hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / length * _SHAFT, (bx - ax) / length * _SHAFT
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return (*left, *head, *right[::-1], *tail)


def _cut(points: list[Point]) -> tuple[tuple[Point, ...], list[Point]]:
    """Return the head at the end of *points*, and the points that are left for the shaft."""
    tip = points[-1]
    rest = [point for point in points if hypot(point[0] - tip[0], point[1] - tip[1]) > _HEAD_LONG * 0.92]
    if len(rest) < 2:
        rest = points[:2]
    base = rest[-1]
    length = hypot(tip[0] - base[0], tip[1] - base[1]) or 1.0
    ux, uy = (tip[0] - base[0]) / length, (tip[1] - base[1]) / length
    neck = (tip[0] - ux * _HEAD_LONG, tip[1] - uy * _HEAD_LONG)
    rest = [*rest[:-1], neck] if length < _HEAD_LONG + 0.8 else [*rest, neck]
    head = (
        (neck[0] - uy * _HEAD_HALF, neck[1] + ux * _HEAD_HALF),
        tip,
        (neck[0] + uy * _HEAD_HALF, neck[1] - ux * _HEAD_HALF),
    )
    return head, rest


def draw_ring(at: Point) -> Iterator[Sketch]:
    """Draw the target of “feel it here”."""
    circle = tuple((at[0] + cos(k * pi / 4) * RING, at[1] + sin(k * pi / 4) * RING) for k in range(8))
    dot = tuple((at[0] + cos(k * pi / 4) * RING * 0.42, at[1] + sin(k * pi / 4) * RING * 0.42) for k in range(8))
    yield Sketch((circle,), None, "paper", 2.8)
    yield Sketch((circle,), None, "accent", RING_PT)
    yield Sketch((dot,), "accent", "paper", 0.8)


_DIGITS: Mapping[int, tuple[tuple[Point, ...], ...]] = {
    1: (((-0.9, 0.9), (0.25, 1.75), (0.25, -1.8)),),
    2: (((-1.05, 0.95), (-0.75, 1.55), (0.0, 1.8), (0.8, 1.5), (1.0, 0.8), (0.6, 0.0), (-1.1, -1.75), (1.15, -1.75)),),
    3: (((-1.0, 1.3), (-0.3, 1.8), (0.6, 1.7), (1.0, 1.0), (0.6, 0.3), (-0.2, 0.1), (0.7, -0.1), (1.1, -0.9),
         (0.6, -1.6), (-0.3, -1.8), (-1.1, -1.3)),),
}  # fmt: skip


def draw_number(digit: int, at: Point) -> Iterator[Sketch]:
    """Draw a picture's number in a ring; digits are strokes, so that figures need no font."""
    ring = tuple((at[0] + cos(k * pi / 4) * NUMBER, at[1] + sin(k * pi / 4) * NUMBER) for k in range(8))
    yield Sketch((ring,), "paper", "line", 0.9)
    for stroke in _DIGITS[digit]:
        points = tuple((at[0] + x, at[1] + y) for x, y in stroke)
        yield Sketch((points,), None, "line", 1.1, smooth=False, closed=False, upright=True)
