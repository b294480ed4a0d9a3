"""The pelvis and the hip joints from the front, in millimetres: the person's left is on the right.

x = 0 is the midline, y = 0 the sitting bone. Tables hold the half at the right; a side is 1 there and -1 at the left.
"""

from collections.abc import Iterator
from math import cos, radians, sin

from generator.figures.curves import Frame
from generator.figures.paints import BONE, BONE_LINE, BONE_PT, DISC, FINE_PT, PAPER, SKIN
from generator.figures.pelvis import half
from generator.figures.shapes import Paint, Point, Shape

HIP_BONE: tuple[Point, ...] = (
    (44, 176), (56, 192), (76, 204), (100, 205), (120, 195), (134, 176), (138, 158), (131, 148), (122, 142),
    (117, 130), (119, 119), (114, 110), (116, 104), (112, 98), (98, 66), (90, 44), (82, 18), (70, 1), (58, 3),
    (46, 14), (26, 28), (10, 40), (4, 46), (4, 78), (14, 84), (38, 86), (58, 96), (68, 110), (66, 126), (54, 138),
    (46, 148), (42, 160),
)  # fmt: skip
SACRUM: tuple[Point, ...] = (
    (0, 183), (23, 182), (40, 178), (45, 164), (41, 148), (31, 130), (20, 112), (12, 99), (0, 94),
)  # fmt: skip
SYMPHYSIS: tuple[Point, ...] = ((0, 78), (4.4, 77), (4.4, 47), (0, 44))
HEAD: Point = (92, 79)
HEAD_RADIUS, CARTILAGE, JOINT_SPACE, SOCKET = 24.0, 3.4, 1.8, 3.6
_FORAMEN: tuple[Point, ...] = ((30, 70), (46, 76), (58, 72), (62, 54), (56, 34), (46, 34), (34, 48))
_CREST: tuple[Point, ...] = ((57, 178), (74, 190), (98, 192), (116, 183), (126, 166))
_HEAD_ARC, _HEAD_CARTILAGE, CUP = (  # degrees from the left side of the body, over the top
    (32, 282),
    (44, 272),
    (62, 262),
)
_TROCHANTERS: tuple[Point, ...] = (
    (147, -46), (152, 10), (158, 52), (163, 78), (160, 96), (152, 104), (140, 100), (128, 90), (118, 88),
)  # fmt: skip
_NECK_BELOW: tuple[Point, ...] = ((104, 52), (112, 40), (114, 26), (122, 14), (121.4, -16), (120, -46))


def hip_bone(frame: Frame, side: int) -> Iterator[Shape]:
    """Draw the hip bone of a *side*."""
    yield Shape(half(frame, HIP_BONE, side), BONE, BONE_LINE, BONE_PT)
    yield Shape(half(frame, _FORAMEN, side), SKIN, BONE_LINE, FINE_PT)
    yield Shape(half(frame, _CREST, side, closed=False), stroke=Paint("line", "bone", 0.55), width_pt=FINE_PT)


def thigh_bone(frame: Frame, side: int) -> Shape:
    """Draw the thigh bone from its shaft, which is open below, over the ball and back."""
    outline = (*_TROCHANTERS, *_arc(HEAD_RADIUS, _HEAD_ARC), *_NECK_BELOW)
    return Shape(half(frame, outline, side, closed=False), BONE, BONE_LINE, BONE_PT)


def joint_space(frame: Frame) -> Shape:
    """Draw the space of the joint at the right as a gap round the ball, which the thigh bone then covers."""
    return Shape(half(frame, crescent(HEAD_RADIUS - 2, HEAD_RADIUS + JOINT_SPACE, CUP), 1), PAPER)


def cartilage(frame: Frame) -> Iterator[Shape]:
    """Draw the cartilage of socket and ball at the right, as in a cut."""
    inner = HEAD_RADIUS + JOINT_SPACE
    for outline in (
        crescent(inner, inner + SOCKET, CUP),
        crescent(HEAD_RADIUS - CARTILAGE, HEAD_RADIUS, _HEAD_CARTILAGE),
    ):
        yield Shape(half(frame, outline, 1), DISC, BONE_LINE, FINE_PT)


def crescent(inner: float, outer: float, ends: tuple[int, int]) -> tuple[Point, ...]:
    """Outline the part of a ring round the ball between two radii and two angles."""
    far, near = _arc(outer, ends), _arc(inner, ends)
    return (far[0], *far, far[-1], near[-1], *near[::-1], near[0])


def _arc(radius: float, ends: tuple[int, int]) -> tuple[Point, ...]:
    """List points every 25 degrees or so on a circle about the middle of the ball."""
    (start, end), (x, y) = ends, HEAD
    steps = round((end - start) / 25)
    angles = (radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return tuple((x + radius * cos(a), y + radius * sin(a)) for a in angles)
