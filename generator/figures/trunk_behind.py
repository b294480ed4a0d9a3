"""The trunk from behind, in millimetres, in the frame of `pelvis`: x = 0 is the midline, y = 0 the sitting bone.

The person's right is on the right. Tables hold the right half.
"""

from collections.abc import Iterator, Sequence

from generator.figures.curves import Frame, mirrored, polyline, symmetric, tapered
from generator.figures.paints import (
    BONE,
    BONE_LINE,
    BONE_PT,
    DISC,
    FINE_PT,
    MUSCLE_LINE,
)
from generator.figures.shapes import Paint, Path, Point, Shape

FLANK: tuple[Point, ...] = (  # from the ribs down to the thigh
    (163, 475), (160, 435), (156, 390), (150, 345), (144.6, 305), (141, 270), (140, 243), (142.6, 216), (150, 187),
    (163, 150), (174, 112), (178.6, 78), (177.6, 44), (171, 2), (164, -45),
)  # fmt: skip
_CLEFT: tuple[Point, ...] = ((0, 66), (0.8, 36), (0, 4), (0.8, -24), (0, -45))
_FOLD: tuple[Point, ...] = ((2, -6), (22, -19), (58, -24), (96, -17))
# How far the ribs reach to the side, and how far they sink on the way until they turn forwards: T12 up to T2.
RIBS: tuple[Point, ...] = (
    (82, 44), (109, 57), (124, 61), (131, 61), (133, 60), (132, 57), (128, 53), (121, 48), (111, 42), (97, 35),
    (79, 28),
)  # fmt: skip
_RIB: tuple[Point, ...] = ((0, 0), (0.6, -0.12), (1, -1))  # shares of reach and sinking
_RIB_ROOT = 16.0
# A vertebra of a spine that is shown whole, small on the page: few straight lines, its frame that of `vertebra_behind`.
_VERTEBRA: tuple[Point, ...] = (
    (0, 12.8), (22, 12.8), (21.6, 8), (36, 9.6), (36, 5), (21, 1.6), (22.4, -12.6), (0, -12.6),
)  # fmt: skip
_SPINOUS: tuple[Point, ...] = ((0, 4), (2.4, 0), (3.4, -10), (4.4, -17), (2.6, -21), (0, -21.6))
_DISC_WIDTH = 44.0
_RIB_FILL, _RIB_LINE = Paint("bone", "skin", 0.4), Paint("line", "skin", 0.5)
_RIB_PT, _RIB_EDGE_PT = 1.6, 2.3


def buttock_folds(frame: Frame) -> Shape:
    """Draw the cleft and the fold below either buttock."""
    lines = (_CLEFT, _FOLD, mirrored(_FOLD))
    return Shape(frame.curves(lines), stroke=MUSCLE_LINE, width_pt=FINE_PT)


def ribs(vertebrae: Sequence[Frame]) -> Iterator[Shape]:
    """Hint at pairs of ribs, each in the frame of its vertebra, from T12 up."""
    path: Path = ()
    for frame, (reach, sinking) in zip(vertebrae, RIBS, strict=False):
        rib = tuple((_RIB_ROOT + (reach - _RIB_ROOT) * out, sinking * down) for out, down in _RIB)
        path += frame.curves((rib, mirrored(rib)))
    yield Shape(path, stroke=_RIB_LINE, width_pt=_RIB_EDGE_PT)
    yield Shape(path, stroke=_RIB_FILL, width_pt=_RIB_PT)


def small_spine(levels: Sequence[Frame]) -> Iterator[Shape]:
    """Draw vertebrae, listed from below, and the discs between them; no spinous processes."""
    lowest, top = levels[0], levels[-1]
    middle = (lowest.point(0, -17), *(level.point(0, 0) for level in levels[::2]), top.point(0, -16))
    yield Shape(tapered(middle, _DISC_WIDTH * lowest.scale, _DISC_WIDTH * top.scale), DISC, BONE_LINE, FINE_PT)
    yield Shape(_at_each(levels, _VERTEBRA), BONE, BONE_LINE, BONE_PT)


def small_spinous_processes(levels: Sequence[Frame]) -> Shape:
    """Draw the spinous process of each of these vertebrae."""
    return Shape(_at_each(levels, _SPINOUS), BONE, BONE_LINE, FINE_PT)


def _at_each(levels: Sequence[Frame], half: Sequence[Point]) -> Path:
    outline = symmetric(half)
    return tuple(segment for level in levels for segment in polyline(level.points(outline), closed=True))
