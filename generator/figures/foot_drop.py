"""Draw the right lower leg from the side with a foot that hangs, as the nerve to the shin muscle does not lift it.

The common peroneal nerve comes from behind the knee, winds round the neck of the fibula and runs to the muscle in front
of the shin. The dashed foot behind is lifted as it should be. The person faces right; 6.2 mm are one unit. In the
tables, in millimetres, the origin is the middle of the ankle joint; those of the foot turn about it.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, smooth, tapered
from generator.figures.lower_body import LEG_BONE, LEG_BONE_LINE
from generator.figures.paints import (
    BONE,
    BONE_LINE,
    BONE_PT,
    CONTOUR_PT,
    FINE_PT,
    HALO_PT,
    MUSCLE,
    MUSCLE_LINE,
    NERVE,
    PAPER,
    SKIN,
    SKIN_LINE,
)
from generator.figures.shapes import Drawing, Paint, Point, Shape

_WIDTH, _HEIGHT = 46.0, 106.0
_SCALE = 0.162
DROPPED, LIFTED = 38.0, -6.0  # degrees the foot points down
_FRAME = Frame(14.2, 28.0, _SCALE)
_FOOT = Frame(_FRAME.x, _FRAME.y, _SCALE, DROPPED)
_GHOST = Frame(_FRAME.x, _FRAME.y, _SCALE, LIFTED)

_SHIN: tuple[Point, ...] = (
    (86, 476), (80, 456), (80, 430), (79, 404), (71, 372), (67, 340), (62, 300), (53, 220), (42, 140), (33, 70),
)  # fmt: skip
_CALF: tuple[Point, ...] = (
    (-45, 36), (-40, 68), (-42, 104), (-48, 150), (-60, 206), (-63, 262), (-52, 326), (-42, 380), (-44, 430),
    (-51, 476),
)  # fmt: skip
_FOOT_OUTLINE: tuple[Point, ...] = (
    (46, 12), (66, -8), (102, -30), (142, -47), (170, -53), (184, -61), (182, -72), (164, -77), (130, -75), (80, -70),
    (30, -73), (-16, -79), (-42, -76), (-53, -60), (-50, -34),
)  # fmt: skip
FIBULA: tuple[Point, ...] = (
    (-6, 375), (6, 372), (8, 358), (2, 340), (2, 260), (2, 180), (2, 90), (6, 30), (8, 4), (2, -20), (-8, -20),
    (-13, 0), (-12, 40), (-12, 120), (-12, 220), (-10, 330), (-14, 350), (-14, 366),
)  # fmt: skip
_LEG_BONES: tuple[tuple[Point, ...], ...] = (
    (  # thigh bone
        (14, 476), (8, 452), (-16, 436), (-22, 412), (-10, 394), (16, 389), (42, 394), (54, 410), (52, 436), (46, 456),
        (50, 476),
    ),
    (  # shin bone
        (-18, 384), (18, 382), (52, 387), (59, 372), (62, 348), (54, 310), (47, 240), (38, 150), (26, 60), (26, 16),
        (14, 3), (-14, 3), (-18, 20), (-6, 80), (8, 200), (10, 300), (-8, 350), (-18, 370),
    ),
    FIBULA,
    ((62, 440), (71, 432), (74, 414), (66, 401), (60, 412), (58, 428)),  # knee cap
)  # fmt: skip
_FOOT_BONES: tuple[tuple[Point, ...], ...] = (
    ((-18, -6), (0, 4), (20, -2), (34, -16), (40, -30), (20, -35), (-6, -28), (-22, -20)),
    ((-44, -70), (-48, -50), (-38, -34), (-14, -27), (10, -35), (34, -43), (36, -56), (10, -60), (-20, -70)),
    ((42, -20), (62, -30), (76, -42), (72, -60), (40, -58), (38, -40)),
)  # fmt: skip
_FOOT_RAYS: tuple[tuple[Point, ...], ...] = (
    ((78, -60), (104, -65), (126, -68)), ((78, -53), (108, -60), (134, -65)), ((80, -46), (110, -54), (138, -60)),
    ((146, -62), (158, -65), (170, -66)),
)  # fmt: skip
MUSCLE_EDGE: tuple[Point, ...] = (
    (34, 364), (50, 346), (58, 310), (53, 256), (46, 200), (39, 150), (33, 118), (28, 118), (26, 150), (21, 200),
    (17, 256), (17, 310), (24, 350),
)  # fmt: skip
_FIBRES: tuple[tuple[Point, ...], ...] = (
    ((38, 346), (46, 300), (44, 240), (35, 160)), ((30, 340), (32, 290), (32, 230), (31, 150)),
)  # fmt: skip
NERVE_LINE: tuple[Point, ...] = (
    (-26, 470), (-26, 436), (-24, 398), (-17, 366), (-4, 346), (12, 334), (22, 312), (27, 276), (28, 220),
    (25, 160), (20, 104), (17, 48),
)  # fmt: skip
_TWIGS: tuple[tuple[Point, ...], ...] = (((23, 308), (34, 304), (43, 292)), ((27.6, 262), (36, 256), (43, 244)))
_SKIN_BRANCH: tuple[Point, ...] = ((4, 340), (9, 316), (6, 266), (5, 200), (7, 136))
_BEHIND_ANKLE: Point = (-26, 40)  # where the dashed foot ends, covered by the leg
_DASH_PT = (2.0, 2.2)


def draw_foot_drop() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (*_ghost(), *_skin(), *_bones(), *_muscle(), *_nerve())
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _outline(foot: Frame) -> tuple[Point, ...]:
    return (*_FRAME.points(_SHIN), *foot.points(_FOOT_OUTLINE), *_FRAME.points(_CALF))


def _ghost() -> Iterator[Shape]:
    foot = (*_FRAME.points(_SHIN[-1:]), *_GHOST.points(_FOOT_OUTLINE), _FRAME.point(*_BEHIND_ANKLE))
    yield Shape(smooth(foot), Paint("skin_far", amount=0.62), SKIN_LINE, BONE_PT, _DASH_PT)


def _skin() -> Iterator[Shape]:
    outline = smooth(_outline(_FOOT))
    yield Shape(outline, SKIN)
    yield Shape(outline, stroke=SKIN_LINE, width_pt=CONTOUR_PT)


def _bones() -> Iterator[Shape]:
    thigh, *rest = _LEG_BONES
    yield Shape(smooth(_FRAME.points(thigh)), LEG_BONE, LEG_BONE_LINE, FINE_PT)
    for bones, frame in ((_FOOT_BONES, _FOOT), (rest, _FRAME)):
        for bone in bones:
            yield Shape(smooth(frame.points(bone), closed=True), LEG_BONE, LEG_BONE_LINE, FINE_PT)
    for ray in _FOOT_RAYS:
        yield Shape(tapered(_FOOT.points(ray), 1.6, 1.2), LEG_BONE, LEG_BONE_LINE, FINE_PT)


def _muscle() -> Iterator[Shape]:
    tendon = (*_FRAME.points(((31, 124), (27, 60), (30, 24))), *_FOOT.points(((52, -8), (74, -24))))
    yield Shape(tapered(tendon, 1.3, 1.0), BONE, BONE_LINE, FINE_PT)
    yield Shape(smooth(_FRAME.points(MUSCLE_EDGE), closed=True), MUSCLE, BONE_LINE, BONE_PT)
    yield Shape(_FRAME.curves(_FIBRES), stroke=MUSCLE_LINE, width_pt=FINE_PT)


def _nerve() -> Iterator[Shape]:
    strokes = [(NERVE_LINE, 1.8, 0.5), (_SKIN_BRANCH, 1.0, 0.5), *((twig, 0.7, 0.4) for twig in _TWIGS)]
    path = tuple(s for line, start, end in strokes for s in tapered(_FRAME.points(line), start, end))
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)


def _anchors() -> Mapping[str, Point]:
    return {
        "knee": _FRAME.point(68, 420),
        "nerve": _FRAME.point(*NERVE_LINE[4]),
        "muscle": _FRAME.point(46, 260),
        "ghost": _GHOST.point(150, -58),
        "foot": _FOOT.point(130, -58),
    }
