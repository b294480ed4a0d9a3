"""Draw the trunk from the front, its organs that can send pain to the back, the hip or the leg: kidneys with their
ureters, bladder, aorta with the arteries of the legs, hip joints.

The person's left is on the right; 7.7 mm are one unit. In the tables, in millimetres, x = 0 is the midline and y = 0
the sitting bone. The bones behind the organs tell how high they lie; bowel and womb are left out.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, mirrored, polyline, smooth, symmetric, tapered
from generator.figures.paints import (
    BONE,
    BONE_LINE,
    BONE_PT,
    BONE_SHADE,
    CONTOUR_PT,
    DISC,
    DISC_PALE,
    FINE_PT,
    HALO_PT,
    NERVE,
    PAPER,
    SKIN,
    SKIN_LINE,
)
from generator.figures.pelvis import half
from generator.figures.pelvis_front import CUP, HEAD_RADIUS, SACRUM, SYMPHYSIS, crescent, hip_bone, thigh_bone
from generator.figures.shapes import Drawing, Path, Point, Shape

_WIDTH, _HEIGHT = 48.2, 60.4
_FRAME = Frame(_WIDTH / 2, 6.4, 0.133)
_SIDES = (-1, 1)

_FLANK: tuple[Point, ...] = (
    (150, 403), (147, 370), (141, 320), (136, 276), (135, 240), (141, 200), (155, 154), (168, 112), (176, 70),
    (177, 30), (173, -14), (168, -46),
)  # fmt: skip
_INNER_THIGH: tuple[Point, ...] = ((7, -46), (5, -30), (0, -14))
_LEVELS = (182.0, 219.5, 257.0, 293.5, 330.0, 366.0)  # floor of the disc below L5, L4 … T12
_BODY: tuple[Point, ...] = ((23, 36.6), (21.4, 30), (21.4, 18), (23, 11))
_DISC: tuple[Point, ...] = ((22, 12), (24.4, 6), (22, 0.4))
_TRANSVERSE: tuple[Point, ...] = ((22, 31), (38, 31.6), (40, 28.6), (37, 26), (22, 23))
_KIDNEY: tuple[Point, ...] = (  # about its middle, long axis upright
    (0, 55), (22, 43), (30.6, 6), (22, -36), (1, -54), (-19, -44), (-20, -24), (-11, -1), (-20, 22), (-20, 46),
)  # fmt: skip
KIDNEYS = {1: Frame(64, 336, 1, -13), -1: Frame(64, 321, 1, -13)}  # the liver keeps the right one lower
_SINUS: tuple[Point, ...] = (
    (-10, 11), (-3, 14), (2, -2), (-2, -18), (-9, -20), (-16, -24), (-21.5, -33), (-28, -29), (-23, -14), (-13, -4),
)  # fmt: skip
_URETER: tuple[Point, ...] = ((45, 304), (41, 292), (37.6, 262), (36, 214), (41, 168), (48, 134), (40, 106))
# From the left edge of the cut above over the dome; the lower edge is that of the pubic bones, which hide the rest.
BLADDER: tuple[Point, ...] = (
    (0, 140), (22, 137), (39, 125), (46, 107), (43, 91), (38, 86), (38, 86), (14, 84), (4, 78), (4, 78), (0, 78),
)  # fmt: skip
AORTA = ((5.0, 403.0, 11.0), (8.0, 345.0, 10.0), (9.0, 285.0, 9.0), (7.0, 240.0, 8.5))  # x, y, half the width
_ILIAC: tuple[Point, ...] = ((0, 246), (18, 214), (36, 184), (54, 154), (66, 134), (72, 120))  # from the fork


def draw_body_organs() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (*_skin(), *_spine(), *_pelvis(), *_aorta(), *_kidneys(), *_ureters(), *_bladder(), *_contour())
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _skin() -> Iterator[Shape]:
    corners = (_FLANK[0], *_FLANK, _FLANK[-1], _INNER_THIGH[0], *_INNER_THIGH)
    yield Shape(smooth(_FRAME.points(symmetric(corners)), closed=True), SKIN)


def _contour() -> Iterator[Shape]:
    edges = (_FLANK, mirrored(_FLANK), (*_INNER_THIGH, *mirrored(_INNER_THIGH[-2::-1])))
    path: Path = tuple(segment for edge in edges for segment in smooth(_FRAME.points(edge)))
    yield Shape(path, stroke=SKIN_LINE, width_pt=CONTOUR_PT)


def _spine() -> Iterator[Shape]:
    for floor in _LEVELS:
        for part, paint in ((_TRANSVERSE, BONE_SHADE), (_DISC, DISC_PALE), (_BODY, BONE)):
            points = _FRAME.points((x, y + floor) for x, y in symmetric(part))
            yield Shape(polyline(points, closed=True), paint, BONE_LINE, FINE_PT)
    yield Shape(smooth(_FRAME.points(symmetric(SACRUM)), closed=True), BONE_SHADE, BONE_LINE, FINE_PT)


def _pelvis() -> Iterator[Shape]:
    yield Shape(polyline(_FRAME.points(symmetric(SYMPHYSIS)), closed=True), DISC, BONE_LINE, FINE_PT)
    for side in _SIDES:
        yield from hip_bone(_FRAME, side)
        yield thigh_bone(_FRAME, side)
        yield Shape(half(_FRAME, crescent(HEAD_RADIUS - 2, HEAD_RADIUS + 6, CUP), side), DISC, BONE_LINE, FINE_PT)


def _kidneys() -> Iterator[Shape]:
    for side, frame in KIDNEYS.items():
        for part, paint in ((_KIDNEY, DISC), (_SINUS, DISC_PALE)):
            yield Shape(half(_FRAME, frame.points(part), side), paint, BONE_LINE, FINE_PT)


def _aorta() -> Iterator[Shape]:
    right, left = ([(x + side * wide, y) for x, y, wide in AORTA] for side in (1, -1))
    trunk = (right[0], *right, *left[::-1], left[0])  # clockwise, as the strokes are, and flat at the cut above
    strokes = [smooth(_FRAME.points(trunk), closed=True)]
    for side in _SIDES:
        iliac = [(AORTA[-1][0] + x * side, y) for x, y in _ILIAC]
        strokes.append(tapered(_FRAME.points(iliac), 12 * _FRAME.scale, 6 * _FRAME.scale))
    path = tuple(segment for stroke in strokes for segment in stroke)
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)


def _ureters() -> Iterator[Shape]:
    for side, kidney in KIDNEYS.items():
        lower = kidney.y - KIDNEYS[1].y
        points = _FRAME.points((x * side, y + lower if y > 270 else y) for x, y in _URETER)
        yield Shape(tapered(points, 8 * _FRAME.scale, 5 * _FRAME.scale), DISC, BONE_LINE, FINE_PT)


def _bladder() -> Iterator[Shape]:
    yield Shape(smooth(_FRAME.points(symmetric(BLADDER)), closed=True), DISC, BONE_LINE, BONE_PT)


def _anchors() -> Mapping[str, Point]:
    return {
        "kidney": _FRAME.point(72, 368),
        "aorta": _FRAME.point(9, 276),
        "bladder": _FRAME.point(22, 128),
        "hip": _FRAME.point(99, 68),
    }
