"""Draw a muscle with a taut band and the tender spot in it.

A plain muscle between two tendons, of no one place in the body and to no scale; its fibres run from top to bottom.
"""

from collections.abc import Iterator, Mapping
from math import exp, pi, sin

from generator.figures.curves import smooth
from generator.figures.paints import BONE, BONE_LINE, BONE_PT, FINE_PT, MUSCLE, MUSCLE_LINE
from generator.figures.rings import feel_it_here
from generator.figures.shapes import Drawing, Paint, Path, Point, Shape
from generator.figures.skin import skin_window

_WIDTH, _HEIGHT = 50.0, 64.0
_MIDDLE, _HALF_WIDTH = 24.0, 14.5
_FOOT, _TOP = 3.6, 60.4
_BELLY = tuple(_FOOT + (_TOP - _FOOT) * i / 8 for i in range(9))
_FIBRES = (-0.82, -0.62, -0.42, -0.22, -0.02, 0.16, 0.72, 0.86)  # shares of the half width
_BAND_EDGES, _BAND_MIDDLE = (0.3, 0.58), 0.44
_BAND = Paint("shirt", "line", 0.22)
_KNOT = Paint("shorts", "shirt", 0.4)
_KNOT_HEIGHT, _KNOT_SWELL = 4.6, 1.5
SPOT: Point = (_MIDDLE + _BAND_MIDDLE * _HALF_WIDTH, (_FOOT + _TOP) / 2)
RINGS = (6.4, 8.2)


def draw_muscle_trigger() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (skin_window(_WIDTH, _HEIGHT), *_muscle(), *_band(), *_tendons(), *feel_it_here(SPOT, RINGS))
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def half_width(y: float) -> float:
    """Return half the width of the muscle at the height *y*."""
    share = (y - _FOOT) / (_TOP - _FOOT)
    return 2.4 + (_HALF_WIDTH - 2.4) * float(sin(pi * share) ** 1.15)


def _fibre(share: float) -> tuple[Point, ...]:
    return tuple((_MIDDLE + share * half_width(y), y) for y in _BELLY)


def _muscle() -> Iterator[Shape]:
    outline = (*_fibre(1), *_fibre(-1)[::-1])
    ends = (outline[0], outline[8], outline[9], outline[-1])
    yield Shape(smooth(_with_corners(outline, ends), closed=True), MUSCLE, BONE_LINE, BONE_PT)
    fibres: Path = tuple(segment for share in _FIBRES for segment in smooth(_fibre(share)))
    yield Shape(fibres, stroke=MUSCLE_LINE, width_pt=FINE_PT)


def _tendons() -> Iterator[Shape]:
    for end, belly in ((_FOOT, 15.0), (_TOP, 49.0)):
        yield _tendon(end, belly)


def _tendon(end: float, belly: float) -> Shape:
    """Draw a tendon from its *end* to where it runs out between the fibres."""
    w = half_width(end)
    third = end + (belly - end) / 3
    side = half_width(third) * 0.92
    points = ((-w, end), (-w, end), (-side, third), (0, belly), (side, third), (w, end), (w, end))
    return Shape(smooth([(_MIDDLE + x, y) for x, y in points], closed=True), BONE, BONE_LINE, FINE_PT)


def _band() -> Iterator[Shape]:
    left, right = (_fibre(share) for share in _BAND_EDGES)
    band = (*_swollen(left, -1), *_swollen(right, 1)[::-1])
    middle = len(left)
    yield Shape(
        smooth(_with_corners(band, (band[0], band[middle - 1], band[middle], band[-1])), closed=True),
        _BAND,
        MUSCLE_LINE,
        FINE_PT,
    )
    x, y = SPOT
    knot = ((x, y + _KNOT_HEIGHT), (x + 2.7, y), (x, y - _KNOT_HEIGHT), (x - 2.7, y))
    yield Shape(smooth(knot, closed=True), _KNOT)


def _swollen(edge: tuple[Point, ...], side: int) -> tuple[Point, ...]:
    return tuple((x + side * _KNOT_SWELL * exp(-(((y - SPOT[1]) / _KNOT_HEIGHT) ** 2)), y) for x, y in edge)


def _with_corners(points: tuple[Point, ...], corners: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(point for p in points for point in ((p, p) if p in corners else (p,)))


def _anchors() -> Mapping[str, Point]:
    x, y = SPOT
    return {
        "tendon": (_MIDDLE + 0.6, _TOP - 3.2),
        "band": (_MIDDLE + _BAND_MIDDLE * half_width(45), 45.0),
        "spot": (x + 1.6, y),
        "muscle": (_MIDDLE + 0.1 * half_width(18), 18.0),
    }
