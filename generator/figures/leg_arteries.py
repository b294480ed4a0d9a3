"""Draw the arteries of the lower body from the front; one is narrowed in the thigh, and its calf gets too little blood.

The frame is that of `lower_body`: 8.6 mm are one unit; vessels are drawn somewhat wider than they are. The person's
left, on the right of the page, has the narrow stretch, at its commonest place: low in the thigh. The lens beside the
knee shows it cut open along its middle.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
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
AORTA: tuple[Point, ...] = ((0.9, 139.4), _DIVIDES)
_AORTA_WIDTH, _FADE_TOP = 2.9, 147.4
_TO_THIGH: tuple[Point, ...] = (_DIVIDES, (4.8, 112.4), (8.9, 103.8), (9.7, 92), (9.0, 80.0))
NARROW: Point = (8.9, 75.0)
_TO_CALF: tuple[Point, ...] = ((9.4, 69.4), (10.7, 59), (11.2, 48.6))
_FINE: tuple[tuple[Point, ...], ...] = (  # inner branch to the pelvis, deep one to the thigh, two to the foot
    ((5.0, 112.0), (5.8, 108.4), (5.0, 104.0)),
    ((9.5, 98.8), (11.8, 93.6), (12.6, 78)),
    ((11.2, 48.6), (12.6, 45), (12.0, 24), (10.8, 11), (11.8, 4.6)),
    ((11.2, 48.6), (10.2, 42), (7.8, 19), (7.1, 11), (7.6, 6.6)),
)
_FINE_ARTERY_PT, _FINER_PT, _WALL_PT = 1.15, 0.8, 2.7
# Width at the start and at the end; past the narrow stretch the artery carries less.
_HEALTHY: tuple[tuple[tuple[Point, ...], float, float], ...] = (((*_TO_THIGH, NARROW, *_TO_CALF), 1.9, 1.0),)
_NARROWED: tuple[tuple[tuple[Point, ...], float, float], ...] = (
    (_TO_THIGH, 1.9, 1.3), ((_TO_THIGH[-1], (8.95, 77.5), NARROW), 1.3, 0.4),
    ((NARROW, (9.1, 72.2), _TO_CALF[0]), 0.4, 0.9), (_TO_CALF, 0.9, 0.75),
)  # fmt: skip
_CALF: tuple[Point, ...] = (
    (8.0, 52.6), (6.1, 46), (6.1, 36.0), (9.3, 24.6), (10.6, 24.6), (15.7, 36.0), (15.8, 46), (13.8, 52.6),
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
    strokes = [(AORTA, _AORTA_WIDTH, 2.6), *_NARROWED]
    strokes += [(mirrored(points), start, end) for points, start, end in _HEALTHY]
    path = _joined(tapered(placed(points), start, end) for points, start, end in strokes)
    fine = _joined(smooth(placed(line)) for line in (*_FINE[:2], *map(mirrored, _FINE)))
    finer = _joined(smooth(placed(line)) for line in _FINE[2:])
    for branch, width_pt in ((fine, _FINE_ARTERY_PT), (finer, _FINER_PT)):
        yield Shape(branch, stroke=PAPER, width_pt=width_pt + HALO_PT)
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    for branch, width_pt in ((fine, _FINE_ARTERY_PT), (finer, _FINER_PT)):
        yield Shape(branch, stroke=NERVE, width_pt=width_pt)
    yield Shape(smooth(placed((_TO_THIGH[-1], NARROW, _TO_CALF[0]))), stroke=NERVE_PALE, width_pt=_WALL_PT)
    yield Shape(path, NERVE)
    yield from _fading_aorta()


def _fading_aorta() -> Iterator[Shape]:
    """Let the aorta come out of the fading body: ever shorter and darker pieces, each over the last."""
    steps = 10
    (x, foot), half = AORTA[0], _AORTA_WIDTH / 2
    for i in range(steps, 0, -1):
        top = foot + (_FADE_TOP - foot) * i / steps
        piece = ((x - half, foot), (x - half, top), (x + half, top), (x + half, foot))
        yield Shape(polyline(placed(piece), closed=True), Paint("accent", amount=(i - 0.5) / steps))


def _lens() -> Iterator[Shape]:
    (x, y), (mx, my) = placed((NARROW,))[0], LENS
    for side in (1, -1):
        ends = ((x, y + side * _RING), (mx - _LENS_RADIUS * 0.6, my + side * (_LENS_RISE + _LENS_RADIUS * 0.8)))
        yield Shape(polyline(ends), stroke=SKIN_LINE, width_pt=FINE_PT)
    yield Shape(circle((x, y), _RING), stroke=SKIN_LINE, width_pt=BONE_PT)
    capsule = tapered(((mx, my - _LENS_RISE), (mx, my + _LENS_RISE)), 2 * _LENS_RADIUS, 2 * _LENS_RADIUS)
    yield Shape(capsule, SKIN)
    yield Shape(_lengthwise(lambda _: _WALL, 1), NERVE_PALE)
    yield Shape(_lengthwise(lambda _: OPEN, 1), BONE)
    yield Shape(_lengthwise(half_opening, 8), NERVE)
    yield Shape(capsule, stroke=SKIN_LINE, width_pt=BONE_PT)


def _lengthwise(half_width: Callable[[float], float], steps: int) -> Path:
    """Outline a tube in the lens, of this *half_width* so far above the middle: it ends on the rim."""
    x, y = LENS
    end = _LENS_RISE + (_LENS_RADIUS**2 - half_width(_LENS_RISE) ** 2) ** 0.5
    heights = [end * (2 * i / steps - 1) for i in range(steps + 1)]
    right = [(x + half_width(height), y + height) for height in heights]
    left = [(2 * x - rx, ry) for rx, ry in right[::-1]]
    top, foot = (x, y + _LENS_RISE + _LENS_RADIUS), (x, y - _LENS_RISE - _LENS_RADIUS)
    return smooth((right[0], *right, right[-1], top, left[0], *left, left[-1], foot), closed=True)


def _joined(paths: Iterable[Path]) -> Path:
    return tuple(segment for path in paths for segment in path)


def _anchors() -> Mapping[str, Point]:
    aorta, artery, calf = placed(((1.6, 133.0), (9.5, 89), (15.0, 38.6)))
    return {"aorta": aorta, "artery": artery, "narrow": (LENS[0] + THROAT, LENS[1]), "calf": calf}
