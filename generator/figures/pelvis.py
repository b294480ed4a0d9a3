"""The pelvis from behind, in millimetres: the person's right is on the right.

x = 0 is the midline, y = 0 the sitting bone. Tables hold the right half.
"""

from collections.abc import Iterator

from generator.figures.curves import Frame, circle, smooth, symmetric
from generator.figures.paints import BONE, BONE_FAR, BONE_LINE, BONE_PT, BONE_SHADE, FINE_PT, SKIN
from generator.figures.shapes import Paint, Path, Point, Shape

HIP_BONE: tuple[Point, ...] = (
    (38, 147), (41, 158), (44, 172), (52, 189), (66, 202), (86, 208), (108, 204), (127, 191), (138, 171),
    (136, 152), (127, 134), (117, 118), (113, 104), (114, 88), (108, 68), (96, 50), (88, 32), (83, 14), (74, 2),
    (63, 0), (55, 8), (54, 26), (57, 46), (57, 58), (47, 74), (58, 84), (67, 98), (69, 114), (62, 127), (50, 134),
    (40, 139),
)  # fmt: skip
_PUBIS: tuple[Point, ...] = (
    (80, 92), (60, 88), (36, 80), (14, 76), (3, 70), (3, 36), (12, 26), (34, 14), (56, 2), (72, 12), (72, 50),
)  # fmt: skip
_OBTURATOR: tuple[Point, ...] = ((26, 56), (36, 66), (52, 66), (60, 52), (54, 30), (40, 30))
_GLUTEAL_LINE: tuple[Point, ...] = ((57, 184), (74, 193), (96, 193), (115, 183), (126, 168))
_THIGH_BONE: tuple[Point, ...] = (
    (148, -75), (150, -30), (156, 20), (162, 60), (167, 80), (165, 96), (156, 106), (144, 104), (128, 92), (116, 92),
    (104, 100), (88, 103), (68, 80), (84, 58), (100, 58), (112, 54), (119, 36), (118, 24), (125, 10), (126, -20),
    (124, -75),
)  # fmt: skip
SACRUM: tuple[Point, ...] = (
    (0, 180), (9, 178), (13, 186), (19, 188), (24, 180), (40, 181), (52, 175), (52, 158), (45, 140), (36, 124),
    (27, 108), (20, 95), (12, 88), (0, 85),
)  # fmt: skip
_COCCYX: tuple[Point, ...] = ((0, 86), (8, 84), (9, 77), (5, 66), (3, 58), (0, 56))
_CREST: tuple[Point, ...] = ((0, 172), (3, 160), (2.4, 140), (0, 122))
_FORAMINA: tuple[Point, ...] = ((22, 160), (19, 143), (16, 127), (13, 112))


def hip_bone(frame: Frame, *sides: int) -> Iterator[Shape]:
    """Draw the hip bones of *sides*, 1 for the right and -1 for the left: pubis behind, then the rest."""
    for side in sides:
        yield Shape(half(frame, _PUBIS, side), BONE_SHADE, BONE_LINE, BONE_PT)
        yield Shape(half(frame, _OBTURATOR, side), SKIN, BONE_LINE, FINE_PT)
    for side in sides:
        yield Shape(half(frame, HIP_BONE, side), BONE, BONE_LINE, BONE_PT)
        yield Shape(
            half(frame, _GLUTEAL_LINE, side, closed=False), stroke=Paint("line", "bone", 0.55), width_pt=FINE_PT
        )


def thigh_bone(frame: Frame, side: int) -> Shape:
    """Draw the upper part of the thigh bone, open below at y = -75; the hip bone then covers the middle of its ball."""
    return Shape(half(frame, _THIGH_BONE, side, closed=False), BONE, BONE_LINE, BONE_PT)


def sacrum(frame: Frame, *, holes: bool = True) -> Iterator[Shape]:
    """Draw sacrum and tail bone; the *holes* of the nerves may be left out where they would be specks."""
    yield Shape(smooth(frame.points(symmetric(_COCCYX)), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(frame.points(symmetric(SACRUM)), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(frame.points(symmetric(_CREST)), closed=True), BONE_SHADE)
    if holes:
        middles = frame.points(symmetric(_FORAMINA))
        yield Shape(tuple(s for middle in middles for s in circle(middle, 2.6 * frame.scale)), BONE_FAR)


def half(frame: Frame, points: tuple[Point, ...], side: int, *, closed: bool = True) -> Path:
    """Draw a right-hand part on its *side*."""
    return smooth(frame.points((x * side, y) for x, y in points), closed=closed)
