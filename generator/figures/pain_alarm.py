"""Draw long-lasting pain as an alarm: head and trunk from the side, the way from the low back to the brain, its bell.

View from the person's right, who faces right; the frame is that of `body_chart`: 200 units are the height of a standing
adult. The spinal cord ends at the first lumbar vertebra; below it the nerve runs up in the canal.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import atan2, cos, degrees, dist, radians, sin

from generator.figures.body_chart import SIDE
from generator.figures.curves import Frame, circle, moved, polyline, smooth, tapered
from generator.figures.paints import BONE, BONE_LINE, CONTOUR_PT, DISC, FINE_PT, HALO_PT, NERVE, PAPER, SKIN, SKIN_LINE
from generator.figures.shapes import Drawing, Paint, Point, Shape

_WIDTH, _HEIGHT = 43.4, 112.4
_PLUMB, _CUT = 29.4, 89.0  # x of the plumb line in the box, height of the level cut through the thighs

# Through the middles of the bodies from C2 down to L5.
_SPINE: tuple[Point, ...] = (
    (-1.1, 178), (-0.4, 172), (-1.0, 168), (-2.2, 164.8), (-5.0, 158), (-6.2, 150), (-5.4, 142), (-3.6, 135.4),
    (-1.5, 129), (-0.6, 124), (-1.0, 119.6), (-2.4, 115.4),
)  # fmt: skip
BRAIN = Paint("accent", amount=0.85)
_BRAIN: tuple[Point, ...] = (
    (8.8, 190.6), (8.9, 193.4), (6.1, 196.7), (0.9, 198.2), (-4.6, 197.1), (-8.4, 193.6), (-9.6, 189.2), (-8.4, 185.8),
    (-7.3, 182.9), (-4.4, 182.4), (-2.5, 184.8), (0.6, 184.7), (4.2, 186.0), (4.9, 188.3), (7.2, 188.9),
)  # fmt: skip
_FOLDS: tuple[tuple[Point, ...], ...] = (
    ((4.9, 188.3), (1.9, 189.6), (-2.3, 191.0)),  # between the lobes
    ((1.5, 198.1), (0.6, 194.8), (1.1, 191.7)),
    ((-2.7, 197.6), (-3.5, 195.0), (-2.1, 193.2)),
    ((5.3, 197.1), (4.4, 194.4), (5.1, 191.5)),
    ((-8.4, 185.8), (-5.4, 186.9), (-2.5, 184.8)),  # cerebellum below
    ((-6.3, 195.5), (-5.7, 192.5), (-7.1, 190.0)),
    ((-1.5, 187.9), (1.1, 187.3), (2.8, 186.6)),
)  # fmt: skip
_PITCHES = (*(2.0,) * 6, *(2.25 + 0.08 * i for i in range(12)), *(4.0,) * 5)  # from the middle of a body to the next
_SACRUM: tuple[Point, ...] = (
    (-1.2, 111.8), (-4.6, 106.4), (-8.0, 102.4), (-9.0, 99.0), (-7.6, 95.8), (-10.2, 98.0), (-11.0, 103.2),
    (-9.0, 108.4), (-5.2, 113.8),
)  # fmt: skip
_RING: Point = (-7.4, 117.0)
_RINGS = (2.1, 3.4)
_NERVE: tuple[Point, ...] = (_RING, (-6.2, 119.4), (-4.4, 121.2), (-3.6, 124.2), (-3.9, 129), (-5.2, 133.0))
_CORD: tuple[Point, ...] = (
    (-4.6, 131.4), (-6.2, 135.8), (-8.0, 142), (-8.7, 150), (-7.5, 158), (-4.6, 164.8), (-2.9, 168.6), (-2.2, 172),
    (-2.7, 177.8), (-2.9, 181.6), (-1.6, 186.4),
)  # fmt: skip
_BELL_AT: Point = (-20.6, 189.6)
_BUBBLE = 7.0
_BELL: tuple[Point, ...] = (
    (-3.4, -2.2), (-3.4, -2.2), (-2.4, -0.8), (-2.1, 1.4), (-1.5, 3.0), (0, 3.7), (1.5, 3.0), (2.1, 1.4), (2.4, -0.8),
    (3.4, -2.2), (3.4, -2.2),
)  # fmt: skip


def draw_pain_alarm() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (*_body(), *_spine(), *_brain(), *_way(), *_bell())
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _placed(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return moved(points, _PLUMB, -_CUT + 0.6)


def _body() -> Iterator[Shape]:
    """Draw the side of the body down to the cut: front and back meet at the crown, where the outline starts."""
    front = [point for point in SIDE[: len(SIDE) // 2] if point[1] > _CUT + 1]
    back = [point for point in SIDE[len(SIDE) // 2 :] if point[1] > _CUT + 1]
    outline = _placed(((-12.0, _CUT), *back, *front, (9.9, _CUT)))
    yield Shape((*smooth(outline), *polyline((outline[-1], outline[0]))[1:]), SKIN)
    yield Shape(smooth(outline), stroke=SKIN_LINE, width_pt=CONTOUR_PT)


def _spine() -> Iterator[Shape]:
    yield Shape(smooth(_placed(_SACRUM), closed=True), BONE, BONE_LINE, FINE_PT)
    yield Shape(tapered(_placed(_SPINE), 1.7, 3.5), DISC)
    bodies, processes = [], []
    for frame, deep, high, process in _vertebrae():
        corners = ((deep, high), (deep, -high), (-deep, -high), (-deep, high))
        bodies.append(polyline(frame.points(corners), closed=True))
        processes.append(polyline(frame.points(((-deep - 1.9, 0.2), process))))
    arches = tuple(segment for process in processes for segment in process)
    yield Shape(arches, stroke=BONE_LINE, width_pt=2.1)
    yield Shape(arches, stroke=BONE, width_pt=1.3)
    yield Shape(tuple(segment for body in bodies for segment in body), BONE, BONE_LINE, FINE_PT)


def _vertebrae() -> Iterator[tuple[Frame, float, float, Point]]:
    """Yield the frame of each vertebra in the drawing, half its body's depth and height, the tip of its process."""
    line = _placed(_SPINE)
    reach = sum(dist(start, end) for start, end in pairwise(line)) / sum(_PITCHES[:-1])
    for i, pitch in enumerate(_PITCHES):
        far = sum(_PITCHES[:i]) * reach
        (x, y), (x0, y0), (x1, y1) = (_along(line, far + step) for step in (0, -2.5, 2.5))
        deep = 1.0 + 0.9 * min(i / 17, 1)
        tip = (-deep - 4.4, -2.4) if 6 <= i < 17 else (-deep - 4.4, -0.9)
        yield Frame(x, y, 1, degrees(atan2(x0 - x1, y0 - y1))), deep, pitch * 0.37, tip


def _along(line: Sequence[Point], far: float) -> Point:
    """Return the point *far* along the *line*, or straight on from its ends."""
    for start, end in pairwise(line):
        step = dist(start, end)
        if far <= step or end == line[-1]:
            return (start[0] + (end[0] - start[0]) * far / step, start[1] + (end[1] - start[1]) * far / step)
        far -= step
    raise ValueError("a line has two points at least")


def _brain() -> Iterator[Shape]:
    yield Shape(smooth(_placed(_BRAIN), closed=True), BRAIN, NERVE, FINE_PT * 2)
    yield Shape(tuple(s for fold in _FOLDS for s in smooth(_placed(fold))), stroke=NERVE, width_pt=FINE_PT)


def _way() -> Iterator[Shape]:
    strokes = (tapered(_placed(_NERVE), 0.75, 0.75), tapered(_placed(_CORD), 1.0, 1.7))
    path = tuple(segment for stroke in strokes for segment in stroke)
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)
    for radius, width_pt in zip(_RINGS, (1.3, 0.7), strict=True):
        yield Shape(circle(_placed((_RING,))[0], radius), stroke=NERVE, width_pt=width_pt)


def _bell() -> Iterator[Shape]:
    """Draw the bell in a bubble that points to the brain, with the waves of its sound."""
    x, y = _placed((_BELL_AT,))[0]
    tail = (x + _BUBBLE + 2.7, y - 0.4)
    rim = _arc((x, y), _BUBBLE, (12, 348))
    yield Shape(smooth((rim[0], *rim, rim[-1], tail, tail), closed=True), PAPER, SKIN_LINE, FINE_PT * 2)
    yield Shape((*smooth(moved(_BELL, x, y), closed=True), *circle((x, y - 3.5), 0.9)), NERVE)
    waves = [_arc((x, y + 0.6), radius, (turn - 32, turn + 32)) for radius in (4.4, 5.8) for turn in (0, 180)]
    yield Shape(tuple(segment for wave in waves for segment in smooth(wave)), stroke=NERVE, width_pt=0.8)


def _arc(centre: Point, radius: float, ends: tuple[float, float]) -> tuple[Point, ...]:
    """List points every 25 degrees or so."""
    steps = max(round((ends[1] - ends[0]) / 25), 1)
    angles = (radians(ends[0] + (ends[1] - ends[0]) * i / steps) for i in range(steps + 1))
    return tuple((centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)) for angle in angles)


def _anchors() -> Mapping[str, Point]:
    names = ("brain", "cord", "nerve", "back")
    return dict(zip(names, _placed(((4.6, 192.6), (-8.6, 152.0), (-3.7, 126.6), _RING)), strict=True))
