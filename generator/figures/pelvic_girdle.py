"""Draw the pelvis from the front with its three joints marked: two behind, at the sacrum, and one in front.

The person's left is on the right; 7.1 mm are one unit. In the tables, in millimetres, x = 0 is the midline and y = 0
the sitting bone, as in `pelvis_front`.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, circle, mirrored, smooth, symmetric, tapered
from generator.figures.paints import (
    BONE,
    BONE_LINE,
    BONE_PT,
    BONE_SHADE,
    CONTOUR_PT,
    DISC,
    FINE_PT,
    HALO_PT,
    NERVE,
    PAPER,
    SKIN,
    SKIN_LINE,
)
from generator.figures.pelvis import half
from generator.figures.pelvis_front import CUP, HEAD_RADIUS, SACRUM, SYMPHYSIS, crescent, hip_bone, thigh_bone
from generator.figures.shapes import Drawing, Paint, Path, Point, Shape

_WIDTH, _HEIGHT = 50.0, 53.2
_FRAME = Frame(_WIDTH / 2, 6.8, 0.14)
_SIDES = (-1, 1)

_FLANK: tuple[Point, ...] = (
    (136, 329), (131, 304), (127, 278), (126, 252), (129, 226), (139, 196), (153, 166), (165, 132), (173, 98),
    (176, 66), (174, 24), (168, -20), (165, -46),
)  # fmt: skip
_INNER_THIGH: tuple[Point, ...] = ((12, -46), (6, -22), (0, -9))
# A vertebra about the middle of its body, and the disc below it.
_BODY: tuple[Point, ...] = (
    (0, 13), (20.5, 13.6), (24.4, 11.8), (22.2, 0), (24.4, -11.8), (20.5, -13.6), (0, -13),
)  # fmt: skip
_TRANSVERSE: tuple[Point, ...] = ((0, 7), (22, 7.4), (36, 9.4), (40, 6), (36, 1.4), (22, 0), (0, -2))
_DISC: tuple[Point, ...] = ((0, -12.4), (22.6, -12.4), (25.4, -18.5), (22.6, -24.6), (0, -24.6))
_L5, _PITCH, _LEVELS = 207.0, 37.0, 3
_FORAMINA: tuple[Point, ...] = ((21, 163), (18, 148), (15, 134), (11.5, 121))
_PIECES: tuple[tuple[Point, Point], ...] = (
    ((15, 156), (0, 155)), ((12.6, 141.5), (0, 140.5)), ((10, 128), (0, 127)),
)  # fmt: skip
_COCCYX: tuple[Point, ...] = ((0, 97), (9, 96), (7, 86), (3, 78), (0, 76))
BACK_JOINT: tuple[Point, ...] = ((44.4, 179), (43.4, 166), (43.2, 155), (43.8, 146))
FRONT_JOINT: tuple[Point, ...] = ((0, 76), (0, 62), (0, 48))


def draw_pelvic_girdle() -> Drawing:
    """Draw the figure from back to front."""
    return Drawing(_WIDTH, _HEIGHT, (*_skin(), *_spine(), *_sacrum(), *_pelvis(), *_joints()), _anchors())


def _skin() -> Iterator[Shape]:
    corners = (_FLANK[0], *_FLANK, _FLANK[-1], _INNER_THIGH[0], *_INNER_THIGH)
    yield Shape(smooth(_FRAME.points(symmetric(corners)), closed=True), SKIN)
    edges = (_FLANK, mirrored(_FLANK), (*_INNER_THIGH, *mirrored(_INNER_THIGH[-2::-1])))
    path: Path = tuple(segment for edge in edges for segment in smooth(_FRAME.points(edge)))
    yield Shape(path, stroke=SKIN_LINE, width_pt=CONTOUR_PT)


def _spine() -> Iterator[Shape]:
    for above in range(_LEVELS):
        level = Frame(_FRAME.x, _FRAME.y + (_L5 + _PITCH * above) * _FRAME.scale, _FRAME.scale)
        for part, paint in ((_TRANSVERSE, BONE_SHADE), (_DISC, DISC), (_BODY, BONE)):
            yield Shape(smooth(level.points(symmetric(part)), closed=True), paint, BONE_LINE, BONE_PT)


def _sacrum() -> Iterator[Shape]:
    for part in (_COCCYX, SACRUM):
        yield Shape(smooth(_FRAME.points(symmetric(part)), closed=True), BONE_SHADE, BONE_LINE, BONE_PT)
    lines = (smooth(_FRAME.points(symmetric(piece))) for piece in _PIECES)
    yield Shape(tuple(s for line in lines for s in line), stroke=Paint("line", "bone", 0.55), width_pt=FINE_PT)
    holes = _FRAME.points((*_FORAMINA, *mirrored(_FORAMINA)))
    yield Shape(tuple(s for hole in holes for s in circle(hole, 2.6 * _FRAME.scale)), Paint("bone", "line", 0.42))


def _pelvis() -> Iterator[Shape]:
    yield Shape(smooth(_FRAME.points(symmetric(SYMPHYSIS)), closed=True), DISC, BONE_LINE, BONE_PT)
    for side in _SIDES:
        yield from hip_bone(_FRAME, side)
        yield thigh_bone(_FRAME, side)
        yield Shape(half(_FRAME, crescent(HEAD_RADIUS + 0.5, HEAD_RADIUS + 5, CUP), side), DISC, BONE_LINE, FINE_PT)


def _joints() -> Iterator[Shape]:
    marks = (BACK_JOINT, mirrored(BACK_JOINT), FRONT_JOINT)
    path = tuple(segment for mark in marks for segment in tapered(_FRAME.points(mark), 1.5, 1.2))
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)


def _anchors() -> Mapping[str, Point]:
    return {
        "spine": _FRAME.point(18, 246),
        "back_joint": _FRAME.point(*BACK_JOINT[1]),
        "hip_bone": _FRAME.point(112, 138),
        "front_joint": _FRAME.point(*FRONT_JOINT[1]),
        "thigh_bone": _FRAME.point(140, 10),
    }
