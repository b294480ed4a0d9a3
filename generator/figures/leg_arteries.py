"""Draw the arteries of the lower body from the front; one is narrowed in the thigh, and its calf gets too little blood.

The frame is that of `lower_body`: 8.6 mm are one unit; vessels are drawn somewhat wider than they are. The person's
left, on the right of the page, has the narrow stretch, at its commonest place: low in the thigh. The lens beside the
knee shows it cut open along its middle.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import exp

from generator.figures.curves import circle, mirrored, polyline, smooth, tapered
from generator.figures.lower_body import (
    HEIGHT,
    body_front,
    leg_bones_front,
    placed,
    quiet_pelvis_front,
    quiet_spine_front,
)
from generator.figures.paints import (
    BONE,
    BONE_PT,
    FINE_PT,
    HALO_PT,
    MUSCLE,
    MUSCLE_LINE,
    MUSCLE_PALE,
    NERVE,
    NERVE_PALE,
    PAPER,
    SKIN,
    SKIN_LINE,
)
from generator.figures.shapes import Drawing, Paint, Path, Point, Shape

_WIDTH = 48.0

_DIVIDES: Point = (0.7, 120.4)  # before L4
_AORTA: tuple[Point, ...] = ((0.9, 139.4), (1.0, 134), (0.9, 127), _DIVIDES)
_AORTA_WIDTH, _FADE_TOP = 2.9, 147.4
_GROIN_TO_THIGH: tuple[Point, ...] = (
    _DIVIDES, (2.9, 116.0), (5.0, 112.0), (7.5, 107.2), (9.2, 102.6), (9.8, 97.4), (9.5, 89), (9.0, 80.0),
)  # fmt: skip
NARROW: Point = (8.9, 75.0)
_THIGH_TO_CALF: tuple[Point, ...] = ((9.4, 69.4), (10.3, 62.5), (10.9, 56), (11.2, 48.6))
_INNER_ILIAC: tuple[Point, ...] = ((5.0, 112.0), (5.7, 108.4), (5.0, 104.0))
_DEEP: tuple[Point, ...] = ((9.8, 98.6), (11.5, 94.4), (12.7, 87), (12.6, 78))
_FRONT_TIBIAL: tuple[Point, ...] = (
    (11.2, 48.6), (12.5, 46.2), (12.6, 36), (11.8, 22), (10.8, 12), (11.2, 8), (11.8, 4.6),
)  # fmt: skip
_BACK_TIBIAL: tuple[Point, ...] = ((11.2, 48.6), (10.4, 43), (9.0, 32), (7.7, 18), (7.1, 11), (7.6, 6.6))
_CALF: tuple[Point, ...] = (
    (8.0, 52.6), (6.9, 49.4), (6.1, 45), (5.9, 40), (6.4, 34.0), (7.8, 28.6), (9.3, 24.6), (9.6, 16), (10.6, 16),
    (11.4, 24.6), (13.6, 28.6), (15.4, 34.0), (16.1, 40), (15.7, 45), (15.0, 49.4), (13.8, 52.6), (11, 50.4),
)  # fmt: skip
# Width at the start and at the end; past the narrow stretch the arteries carry less.
_BRANCHES: tuple[tuple[tuple[Point, ...], float, float], ...] = ((_INNER_ILIAC, 1.1, 0.6), (_DEEP, 0.9, 0.5))
_HEALTHY: tuple[tuple[tuple[Point, ...], float, float], ...] = (
    ((*_GROIN_TO_THIGH, NARROW, *_THIGH_TO_CALF), 1.9, 1.0), (_FRONT_TIBIAL, 0.8, 0.45), (_BACK_TIBIAL, 0.8, 0.45),
)  # fmt: skip
_NARROWED: tuple[tuple[tuple[Point, ...], float, float], ...] = (
    (_GROIN_TO_THIGH, 1.9, 1.3), ((_GROIN_TO_THIGH[-1], (8.95, 77.5), NARROW), 1.3, 0.4),
    ((NARROW, (9.1, 72.2), _THIGH_TO_CALF[0]), 0.4, 0.9), (_THIGH_TO_CALF, 0.9, 0.75),
    (_FRONT_TIBIAL, 0.5, 0.35), (_BACK_TIBIAL, 0.5, 0.35),
)  # fmt: skip

LENS: Point = (42.2, 57.6)
_LENS_RADIUS, _LENS_RISE = 5.0, 4.0  # a capsule: of its round ends, and from its middle to theirs
_WALL, OPEN, THROAT, _LENGTH = 3.3, 2.6, 0.8, 3.6  # half widths of wall and opening, length of what narrows it
_RING = 3.3


def draw_leg_arteries() -> Drawing:
    """Draw the figure from back to front."""
    bones = (*quiet_spine_front(), *leg_bones_front(), *quiet_pelvis_front())
    return Drawing(_WIDTH, HEIGHT, (*body_front(), *_calves(), *bones, *_arteries(), *_lens()), _anchors())


def half_opening(y: float) -> float:
    """Return half the width of what the narrowed artery leaves open, *y* above the middle of the lens."""
    return OPEN - (OPEN - THROAT) * exp(-((y / _LENGTH) ** 2))


def _calves() -> Iterator[Shape]:
    for points, paint in ((mirrored(_CALF), MUSCLE), (_CALF, MUSCLE_PALE)):
        yield Shape(smooth(placed(points), closed=True), paint, MUSCLE_LINE, FINE_PT)


def _arteries() -> Iterator[Shape]:
    strokes = [(_AORTA, _AORTA_WIDTH, 2.6), *_BRANCHES, *_NARROWED]
    strokes += [(mirrored(points), start, end) for points, start, end in (*_BRANCHES, *_HEALTHY)]
    path = _joined(tapered(placed(points), start, end) for points, start, end in strokes)
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(tapered(placed((_GROIN_TO_THIGH[-1], NARROW, _THIGH_TO_CALF[0])), 1.6, 1.4), NERVE_PALE)
    yield Shape(path, NERVE)
    yield from _fading_aorta()


def _fading_aorta() -> Iterator[Shape]:
    """Let the aorta come out of the fading body: bands that pale upwards, each over the rim of the one below."""
    steps = 12
    (x, foot), rise = _AORTA[0], (_FADE_TOP - _AORTA[0][1]) / steps
    for i in range(steps):
        low, high = foot + (i - 0.2) * rise, foot + (i + 1) * rise
        band = tuple((x + side * _AORTA_WIDTH / 2, y) for side, y in ((-1, low), (-1, high), (1, high), (1, low)))
        yield Shape(polyline(placed(band), closed=True), Paint("accent", amount=(i + 0.5) / steps))


def _lens() -> Iterator[Shape]:
    (x, y), (mx, my) = placed((NARROW,))[0], LENS
    for side in (1, -1):
        ends = ((x, y + side * _RING), (mx - _LENS_RADIUS * 0.6, my + side * (_LENS_RISE + _LENS_RADIUS * 0.8)))
        yield Shape(polyline(ends), stroke=SKIN_LINE, width_pt=FINE_PT)
    yield Shape(circle((x, y), _RING), stroke=SKIN_LINE, width_pt=BONE_PT)
    capsule = tapered(((mx, my - _LENS_RISE), (mx, my + _LENS_RISE)), 2 * _LENS_RADIUS, 2 * _LENS_RADIUS)
    yield Shape(capsule, SKIN)
    yield Shape(_lengthwise((_WALL, _WALL)), NERVE_PALE)
    yield Shape(_lengthwise((OPEN, OPEN)), BONE)
    heights = [i * 0.9 for i in range(-8, 9)]
    yield Shape(_lengthwise([half_opening(height) for height in heights]), NERVE)
    yield Shape(capsule, stroke=SKIN_LINE, width_pt=BONE_PT)


def _lengthwise(half_widths: Iterable[float]) -> Path:
    """Outline a tube of these *half_widths* from the foot of the lens to its top, where it ends on the rim."""
    (mx, my), halves = LENS, tuple(half_widths)
    end = (_LENS_RADIUS**2 - halves[0] ** 2) ** 0.5
    step = 2 * (_LENS_RISE + end) / (len(halves) - 1)
    right = [(mx + half, my - _LENS_RISE - end + i * step) for i, half in enumerate(halves)]
    left = [(2 * mx - x, y) for x, y in right[::-1]]
    top, foot = (mx, my + _LENS_RISE + _LENS_RADIUS), (mx, my - _LENS_RISE - _LENS_RADIUS)
    corners = (right[0], *right, right[-1], top, left[0], *left, left[-1], foot)
    return smooth(corners, closed=True)


def _joined(paths: Iterable[Path]) -> Path:
    return tuple(segment for path in paths for segment in path)


def _anchors() -> Mapping[str, Point]:
    aorta, artery, calf = placed(((1.6, 133.0), (9.5, 89), (15.0, 38.6)))
    return {"aorta": aorta, "artery": artery, "narrow": (LENS[0] + THROAT, LENS[1]), "calf": calf}
