"""Draw the left hip joint from the front: half of the pelvis, the thigh bone, cartilage on ball and socket.

The person's left is on the right; 3.6 mm are one unit. In the tables, in millimetres, x = 0 is the midline and
y = 0 the sitting bone. The socket is opened: its cartilage and that of the ball show as in a cut.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians, sin

from generator.figures.curves import Frame, smooth
from generator.figures.paints import (
    BONE,
    BONE_LINE,
    BONE_PT,
    BONE_SHADE,
    DISC,
    FINE_PT,
    PAPER,
    SKIN,
)
from generator.figures.shapes import Drawing, Paint, Point, Shape
from generator.figures.skin import skin_beside

_WIDTH, _HEIGHT = 50.0, 74.2
_FRAME = Frame(0.5, 13.1, 0.275)

_CONTOUR: tuple[Point, ...] = (
    (123, 221), (130, 198), (146, 168), (162, 130), (173, 96), (177, 64), (174, 24), (168, -22), (165.6, -46),
)  # fmt: skip
_HIP_BONE: tuple[Point, ...] = (
    (44, 176), (56, 192), (76, 204), (100, 205), (120, 195), (134, 176), (138, 158), (131, 148), (122, 142),
    (117, 130), (119, 119), (114, 110), (116, 104), (112, 98), (98, 66), (90, 44), (82, 18), (70, 1), (58, 3),
    (46, 14), (26, 28), (10, 40), (4, 46), (4, 78), (14, 84), (38, 86), (58, 96), (68, 110), (66, 126), (54, 138),
    (46, 148), (42, 160),
)  # fmt: skip
_FORAMEN: tuple[Point, ...] = ((30, 70), (46, 76), (58, 72), (62, 54), (56, 34), (46, 34), (34, 48))
_SACRUM: tuple[Point, ...] = (
    (0, 183), (23, 182), (40, 178), (45, 164), (41, 148), (31, 130), (20, 112), (12, 99), (0, 94),
)  # fmt: skip
_LOWEST_DISC: tuple[Point, ...] = ((0, 194), (24, 193.6), (26.4, 187.6), (23, 181.6), (0, 182.6))
_LOWEST_VERTEBRA: tuple[Point, ...] = (
    (0, 215),
    (23, 215),
    (25.4, 212.6),
    (23.4, 205),
    (25.4, 195.6),
    (23, 193.4),
    (0, 194),
)
_SYMPHYSIS: tuple[Point, ...] = ((0, 78), (4.4, 77), (4.4, 47), (0, 44))
_CREST: tuple[Point, ...] = ((57, 178), (74, 190), (98, 192), (116, 183), (126, 166))
HEAD: Point = (92, 79)
HEAD_RADIUS, CARTILAGE, JOINT_SPACE, SOCKET = 24.0, 3.4, 1.8, 3.6
_HEAD_ARC, _HEAD_CARTILAGE, CUP = (
    (32, 282),
    (44, 272),
    (62, 262),
)  # degrees from the left side of the body, over the top
_TROCHANTERS: tuple[Point, ...] = (
    (147, -46), (152, 10), (158, 52), (163, 78), (160, 96), (152, 104), (140, 100), (128, 90), (118, 88),
)  # fmt: skip
_NECK_BELOW: tuple[Point, ...] = ((104, 52), (112, 40), (114, 26), (122, 14), (121.4, -16), (120, -46))


def draw_hip_joint() -> Drawing:
    """Draw the figure from back to front."""
    skin = skin_beside(_FRAME.points(_CONTOUR), _FRAME.x)
    return Drawing(_WIDTH, _HEIGHT, (*skin, *_pelvis(), *_thigh_bone(), *_joint()), _anchors())


def _pelvis() -> Iterator[Shape]:
    for part, paint in ((_LOWEST_DISC, DISC), (_LOWEST_VERTEBRA, BONE_SHADE), (_SACRUM, BONE_SHADE)):
        yield Shape(smooth(_FRAME.points(part)), paint, BONE_LINE, BONE_PT)
    yield Shape(smooth(_FRAME.points(_SYMPHYSIS)), DISC, BONE_LINE, BONE_PT)
    yield _closed(_HIP_BONE, BONE)
    yield _closed(_FORAMEN, SKIN, FINE_PT)
    yield Shape(smooth(_FRAME.points(_CREST)), stroke=Paint("line", "bone", 0.55), width_pt=FINE_PT)


def _thigh_bone() -> Iterator[Shape]:
    """Draw the joint space as a gap round the ball, then the bone from its shaft over the ball and back."""
    yield Shape(smooth(_FRAME.points(_crescent(HEAD_RADIUS - 2, HEAD_RADIUS + JOINT_SPACE, CUP)), closed=True), PAPER)
    outline = (*_TROCHANTERS, *_arc(HEAD_RADIUS, _HEAD_ARC), *_NECK_BELOW)
    yield Shape(smooth(_FRAME.points(outline)), BONE, BONE_LINE, BONE_PT)


def _joint() -> Iterator[Shape]:
    inner = HEAD_RADIUS + JOINT_SPACE
    yield _closed(_crescent(inner, inner + SOCKET, CUP), DISC, FINE_PT)
    yield _closed(_crescent(HEAD_RADIUS - CARTILAGE, HEAD_RADIUS, _HEAD_CARTILAGE), DISC, FINE_PT)


def _crescent(inner: float, outer: float, ends: tuple[int, int]) -> tuple[Point, ...]:
    far, near = _arc(outer, ends), _arc(inner, ends)
    return (far[0], *far, far[-1], near[-1], *near[::-1], near[0])


def _arc(radius: float, ends: tuple[int, int]) -> tuple[Point, ...]:
    """List points every 25 degrees or so on a circle about the middle of the ball."""
    (start, end), (x, y) = ends, HEAD
    steps = round((end - start) / 25)
    angles = (radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return tuple((x + radius * cos(a), y + radius * sin(a)) for a in angles)


def _closed(points: Sequence[Point], paint: Paint, width_pt: float = BONE_PT) -> Shape:
    return Shape(smooth(_FRAME.points(points), closed=True), paint, BONE_LINE, width_pt)


def _anchors() -> Mapping[str, Point]:
    x, y = HEAD
    return {
        "pelvis": _FRAME.point(114, 176),
        "socket": _FRAME.point(103.6, 104.4),
        "cartilage": _FRAME.point(x + 15.6, y + 16),
        "ball": _FRAME.point(x + 6, y + 2),
        "thigh_bone": _FRAME.point(146, 30),
    }
