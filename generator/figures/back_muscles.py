"""Draw the low back from behind: the long muscles on both sides of the spine, and a sore area in the right one.

The person's right is on the right; 7.5 mm are one unit. The frame is that of `pelvis`.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, mirrored, smooth
from generator.figures.paints import BONE_PT, DISC_PALE, FINE_PT, MUSCLE, MUSCLE_LINE
from generator.figures.pelvis import hip_bone, sacrum
from generator.figures.rings import feel_it_here
from generator.figures.shapes import Drawing, Path, Point, Shape
from generator.figures.skin import skin_between
from generator.figures.trunk_behind import (
    FLANK,
    buttock_folds,
    ribs,
    small_spine,
    small_spinous_processes,
)
from generator.figures.vertebra_behind import PITCH

_WIDTH, _HEIGHT = 49.4, 70.4
_FRAME = Frame(_WIDTH / 2, 6.4, 0.134)
_L5_UP, _SIZE, _LEVELS = 207.0, 1.05, 7
_THORACIC = (5.0, 5.85, 6.65)  # T12 to T10, in levels above L5

_TOP = 475
_MUSCLE: tuple[Point, ...] = (  # inner edge from the top, then outer edge from below
    (8, _TOP), (8, _TOP), (8.4, 340), (9, 250), (10, 190), (15, 150), (12, 112), (20, 122), (34, 160), (46, 196),
    (58, 232), (66, 280), (69, 330), (66, 385), (60, 430), (54, _TOP), (54, _TOP),
)  # fmt: skip
_TENDON: tuple[Point, ...] = (
    (12, 112), (15, 150), (10.6, 190), (10.4, 214), (15, 240), (15, 240), (22, 224), (30, 232), (30, 232), (37, 216),
    (45, 219), (45, 219), (46.5, 206), (46, 196), (34, 160), (20, 122),
)  # fmt: skip
_FIBRES: tuple[tuple[Point, ...], ...] = (
    ((17, _TOP), (19, 340), (19, 260), (19, 214)),
    ((26, _TOP), (30, 340), (30, 260), (29, 206)),
    ((35, _TOP), (42, 340), (41, 270), (38, 211)),
    ((44, _TOP), (56, 350), (53, 280), (46, 226)),
)
SPOT: Point = _FRAME.point(38, 262)
RINGS = (4.4, 6.0)


def draw_back_muscles() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (*_body(), *_bones(), *_muscles(), *feel_it_here(SPOT, RINGS))
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _body() -> Iterator[Shape]:
    yield from skin_between(_FRAME.points(FLANK), _FRAME.points(mirrored(FLANK)))
    yield buttock_folds(_FRAME)


def _level(above: float) -> Frame:
    x, y = _FRAME.point(0, _L5_UP + above * PITCH * _SIZE)
    return Frame(x, y, _FRAME.scale * _SIZE)


def _bones() -> Iterator[Shape]:
    yield from ribs([_level(above) for above in _THORACIC])
    levels = [_level(above) for above in range(_LEVELS)]
    yield from small_spine(levels)
    yield small_spinous_processes(levels)
    yield from hip_bone(_FRAME, -1, 1)
    yield from sacrum(_FRAME)


def _muscles() -> Iterator[Shape]:
    edge = _both((_MUSCLE,), closed=True)
    yield Shape(edge, MUSCLE)
    yield Shape(_both((_TENDON,), closed=True), DISC_PALE)
    yield Shape(_both(_FIBRES), stroke=MUSCLE_LINE, width_pt=FINE_PT)
    yield Shape(edge, stroke=MUSCLE_LINE, width_pt=BONE_PT)


def _both(lines: tuple[tuple[Point, ...], ...], *, closed: bool = False) -> Path:
    sides = (side for line in lines for side in (line, mirrored(line)))
    return tuple(segment for side in sides for segment in smooth(_FRAME.points(side), closed=closed))


def _anchors() -> Mapping[str, Point]:
    x, y = SPOT
    return {
        "spine": _level(5).point(0, -8),
        "muscles": _FRAME.point(58, 330),
        "sore": (x + 1.6, y),
        "pelvis": _FRAME.point(118, 146),
    }
