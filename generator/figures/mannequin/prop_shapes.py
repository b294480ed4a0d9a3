"""What all props are made of: boxes, cushions, strips and rods, and the setting they are drawn in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from generator.figures.mannequin.bones import Skeleton, Supports
from generator.figures.mannequin.sketch import PROP_PT, Sketch
from generator.figures.mannequin.space import Camera, Vec, dot
from generator.figures.shapes import Point


@dataclass(frozen=True, slots=True)
class Setting:
    """What props know: the poses of all panels, the one of this panel, the camera, and how wide the figure is."""

    bodies: Sequence[Skeleton]
    body: Skeleton
    camera: Camera
    supports: Supports
    left: float
    right: float


def box(
    setting: Setting, low: Vec, high: Vec, fill: str, line: str = "prop_line", radius: float = 0.8
) -> Iterator[Sketch]:
    """Draw a box: a rectangle seen from the side, three faces seen from above."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    camera = setting.camera
    if camera.level and abs(camera.near[2]) > 0.99:
        yield Sketch((rounded(x0, y0, x1, y1, 0.8),), fill, line, PROP_PT, smooth=False)
        return
    faces = (
        ((x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)),
        ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)),
        ((x1, y0, z0), (x1, y0, z1), (x1, y1, z1), (x1, y1, z0)),
        ((x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)),
    )
    normals: tuple[Vec, ...] = ((0, 1, 0), (0, 0, 1), (1, 0, 0), (-1, 0, 0))
    for face, normal in zip(faces, normals, strict=True):
        if dot(normal, camera.near) > 0.02:
            tone = fill if normal[1] else ("mat_side" if fill == "mat" else "prop")
            yield Sketch((tuple(camera.flat(corner) for corner in face),), tone, line, PROP_PT, smooth=False)


def rounded(x0: float, y0: float, x1: float, y1: float, r: float) -> tuple[Point, ...]:
    """Outline a rectangle with round corners."""
    r = min(r, (x1 - x0) / 2, (y1 - y0) / 2)
    corners = ((x1 - r, y1 - r, 0.0), (x0 + r, y1 - r, 0.5), (x0 + r, y0 + r, 1.0), (x1 - r, y0 + r, 1.5))
    return tuple(
        (cx + cos((turn + step / 4) * pi) * r, cy + sin((turn + step / 4) * pi) * r)
        for cx, cy, turn in corners
        for step in range(3)
    )


def cushion(x: float, y: float, width: float, height: float) -> Sketch:
    """Draw a cushion: its lower left corner, its size."""
    points = (
        (x, y + 0.5), (x + width * 0.5, y), (x + width, y + 0.5), (x + width + 0.6, y + height * 0.5),
        (x + width - 0.4, y + height - 0.4), (x + width * 0.5, y + height), (x + 0.4, y + height - 0.4),
        (x - 0.6, y + height * 0.5),
    )  # fmt: skip
    return Sketch((points,), "prop_light", "prop_line", PROP_PT)


def strip(points: tuple[Point, Point], width: float) -> Iterator[Sketch]:
    """Draw a straight strip of cloth or wood between two points."""
    (ax, ay), (bx, by) = points
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    nx, ny = -(by - ay) / length * width / 2, (bx - ax) / length * width / 2
    band = ((ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny))
    yield Sketch((band,), "cloth", "line", 0.8, smooth=False)


def bar(a: Point, b: Point, width: float) -> Iterator[Sketch]:
    """Draw a rod of the furniture."""
    for sketch in strip((a, b), width):
        yield Sketch(sketch.outlines, "prop", "prop_line", PROP_PT, smooth=False)
