"""Draw the trunk from behind with a gentle side curve of the spine: about 25 degrees by Cobb, to the person's right.

The person's right is on the right; 10 mm are one unit. The frame is that of `pelvis`. The pelvis is level. The apex is
where chest and low back meet: there the trunk leans over, and the other side of the waist is deeper. The dashed line is
the plumb line through the sacrum.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import cos, exp, radians, sin

from generator.figures.curves import Frame, polyline, smooth
from generator.figures.paints import CONTOUR_PT, FINE_PT, HALO_PT, NERVE, PAPER, SKIN, SKIN_LINE
from generator.figures.pelvis import hip_bone, sacrum
from generator.figures.shapes import Drawing, Line, Move, Paint, Path, Point, Shape
from generator.figures.trunk_behind import FLANK, buttock_folds, ribs, small_spine
from generator.figures.vertebra_behind import PITCH

_WIDTH, _HEIGHT = 51.6, 79.0
_FRAME = Frame(_WIDTH / 2, 4.8, 0.1)

# Lean to the right in degrees and size of each vertebra, from L5 up to T1.
LEANS = (6.0, 10.5, 12.5, 11.0, 7.0, 2.0, -2.5, -6.5, -9.5, -11.5, -12.5, -12.0, -10.0, -6.0, -2.0, 0.5, 1.0)
_SIZES = (1.05, 1.05, 1.04, 1.02, 1.0, 0.93, 0.88, 0.84, 0.8, 0.78, 0.76, 0.74, 0.72, 0.7, 0.68, 0.66, 0.64)
_L5: Point = (0.0, 207.0)
_RIB_LEAN = 0.45  # a rib follows the lean of its vertebra so far

_SHOULDER: tuple[Point, ...] = (  # from the neck along the outside of the arm
    (56, 738), (58, 716), (74, 690), (118, 664), (172, 648), (204, 628), (222, 590), (230, 535), (233, 450), (241, 340),
    (250, 240), (249, 140), (242, 30), (240, -45),
)  # fmt: skip
_ARM: tuple[Point, ...] = (  # from below along its inside
    (196, -45), (198, 10), (193, 80), (186, 150), (176, 240), (169, 320), (166, 430),
)  # fmt: skip
_ARMPIT: tuple[Point, ...] = ((178, 524), (171, 505), (166.4, 470), (164, 430))
_TILT, _TILTED = 0.03, (350.0, 640.0, 738.0)  # the shoulder on the side of the curve stands a little higher
_SHIFT, _SHIFT_AT, _SHIFT_SPREAD = {1: 4.0, -1: 13.0}, 315.0, 80.0  # of the flanks, to the side of the curve


def spine() -> tuple[Frame, ...]:
    """Return the frames of the vertebrae from L5 up to T1, each on the one below."""
    x, y = _L5
    frames = [Frame(*_FRAME.point(x, y), _SIZES[0] * _FRAME.scale, LEANS[0])]
    for (lean, size), (above, next_size) in pairwise(zip(LEANS, _SIZES, strict=True)):
        rise, tilt = PITCH * (size + next_size) / 2, radians((lean + above) / 2)
        x, y = x + rise * sin(tilt), y + rise * cos(tilt)
        frames.append(Frame(*_FRAME.point(x, y), next_size * _FRAME.scale, above))
    return tuple(frames)


def draw_scoliosis() -> Drawing:
    """Draw the figure from back to front."""
    levels = spine()
    thorax = [Frame(level.x, level.y, _FRAME.scale, level.degrees * _RIB_LEAN) for level in levels[5:]]
    shapes = (
        *_body(),
        *ribs(thorax),
        *small_spine(levels),
        *hip_bone(_FRAME, -1, 1),
        *sacrum(_FRAME, holes=False),
        *_lines(levels),
    )
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors(levels))


def _body() -> Iterator[Shape]:
    for side in (1, -1):
        *contours, armpit = (smooth(_FRAME.points(line)) for line in _contours(side))
        middle = _FRAME.points(((-side, FLANK[-1][1]), (-side, _SHOULDER[0][1])))  # the halves overlap
        yield Shape((*_joined(contours), *polyline((middle[0], *middle))[1:]), SKIN)
        yield Shape((*(s for line in (*contours, armpit) for s in line),), stroke=SKIN_LINE, width_pt=CONTOUR_PT)
    yield buttock_folds(_FRAME)


def _joined(lines: Sequence[Path]) -> Path:
    """Run through *lines* in one subpath."""
    first, *others = lines
    return (*first, *(Line(s.x, s.y) if isinstance(s, Move) else s for line in others for s in line))


def _contours(side: int) -> tuple[tuple[Point, ...], ...]:
    """Return, on a *side*, the outside of the arm, its inside from below, the flank, and the fold of the armpit."""
    flank = (_ARMPIT[-1], *((x + side * _shift(side, y), y) for x, y in FLANK if y < 400))
    lines = (_SHOULDER, _ARM, flank, _ARMPIT)
    return tuple(tuple((x * side, y + _lift(x * side, y)) for x, y in line) for line in lines)


def _shift(side: int, y: float) -> float:
    return _SHIFT[side] * exp(-(((y - _SHIFT_AT) / _SHIFT_SPREAD) ** 2))


def _lift(x: float, y: float) -> float:
    foot, most, top = _TILTED
    return _TILT * x * max(0.0, min((y - foot) / (most - foot), (top - y) / (top - most)))


def _lines(levels: Sequence[Frame]) -> Iterator[Shape]:
    plumb = polyline(_FRAME.points(((0, 120), (0, 716))))
    yield Shape(plumb, stroke=Paint("ink"), width_pt=FINE_PT * 2, dash=(1.8, 2.2))
    curve = smooth((_FRAME.point(0, 160), *(level.point(0, -8) for level in levels[::2])))
    yield Shape(curve, stroke=PAPER, width_pt=1.5 + HALO_PT)
    yield Shape(curve, stroke=NERVE, width_pt=1.5)


def _anchors(levels: Sequence[Frame]) -> Mapping[str, Point]:
    return {
        "shoulder": _FRAME.point(172, 652),
        "rib": _FRAME.point(128, 470),
        "curve": levels[5].point(0, -4),
        "spine": levels[2].point(16, 4),
        "pelvis": _FRAME.point(118, 146),
    }
