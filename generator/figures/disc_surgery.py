"""Draw the low back after surgery on a disc: above, the short scar in the skin; below, the bones under it from behind.

The person's right is on the right; 10.5 mm are one unit above, 1.6 mm below. A small window in the right half of the
arch leads to the disc between L4 and L5; the right root of L5 runs past it and is free.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, polyline, smooth, symmetric, tapered
from generator.figures.paints import FINE_PT, HALO_PT, MUSCLE_LINE, NERVE, NERVE_TINT, PAPER, SKIN_LINE
from generator.figures.shapes import Drawing, Paint, Point, Shape
from generator.figures.skin import skin_between, skin_window
from generator.figures.trunk_behind import FLANK
from generator.figures.vertebra_behind import (
    PITCH,
    arch_behind,
    body_behind,
    disc_behind,
    opened_arch_behind,
)

_WIDTH, _HEIGHT = 50.0, 93.0
_WINDOW = 57.0
_SCALE = 0.62
UPPER = Frame(_WIDTH / 2, 42.6, _SCALE)
LOWER = Frame(_WIDTH / 2, 42.6 - PITCH * _SCALE, _SCALE)
_SKIN = Frame(_WIDTH / 2, 55.2, 0.095)  # that of `pelvis`
SCAR: tuple[Point, Point] = ((0, 244), (0, 212))
_LENS: tuple[Point, ...] = ((-40, 262), (40, 262), (40, 194), (-40, 194))
_FURROW: tuple[Point, ...] = ((0, 388), (0.6, 335), (0, 278))
_CLEFT: tuple[Point, ...] = ((0, 142), (1, 100), (0, 46))
_PALE_LINE = Paint("line", amount=0.45)

_SAC: tuple[Point, ...] = ((7.4, 23.2), (7.2, 0), (6.6, -20), (6.0, -40), (5.4, -68.7))
ROOT: tuple[Point, ...] = ((5.6, -2.0), (6.8, -13.0), (8.6, -24.0), (10.8, -35), (14.6, -44), (22.0, -51), (31.0, -57))
_ROOT_WIDTH = 2.9


def draw_disc_surgery() -> Drawing:
    """Draw the skin above, the bones below."""
    shapes = (*_skin(), skin_window(_WIDTH, _WINDOW), *_bones())
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _skin() -> Iterator[Shape]:
    contour = _SKIN.points((x, y) for x, y in FLANK if 40 < y < 400)
    left = tuple((_WIDTH - x, y) for x, y in contour)
    yield from skin_between(contour, left)
    lines = (*smooth(_SKIN.points(_FURROW)), *smooth(_SKIN.points(_CLEFT)))
    yield Shape(lines, stroke=MUSCLE_LINE, width_pt=FINE_PT)
    lens = _SKIN.points(_LENS)
    rays = (*polyline(((1.0, _WINDOW), lens[3])), *polyline(((_WIDTH - 1.0, _WINDOW), lens[2])))
    yield Shape((*polyline(lens, closed=True), *rays), stroke=_PALE_LINE, width_pt=FINE_PT)
    yield Shape(polyline(_SKIN.points(SCAR)), stroke=SKIN_LINE, width_pt=1.6)


def _bones() -> Iterator[Shape]:
    for level in (LOWER, UPPER):
        yield from body_behind(level)
    yield disc_behind(UPPER)
    sac = symmetric((_SAC[0], *_SAC, _SAC[-1]))
    yield Shape(smooth(UPPER.points(sac), closed=True), NERVE_TINT)
    root = tapered(UPPER.points(ROOT), _ROOT_WIDTH * _SCALE, _ROOT_WIDTH * _SCALE * 0.9)
    yield Shape(root, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(root, NERVE)
    yield from arch_behind(LOWER)
    yield from opened_arch_behind(UPPER)


def _anchors() -> Mapping[str, Point]:
    return {
        "scar": _SKIN.point(0, 229),
        "spine": UPPER.point(33, 6),
        "window": UPPER.point(9.6, -5.4),
        "disc": UPPER.point(22.4, -18.5),
        "root": UPPER.point(*ROOT[5]),
    }
