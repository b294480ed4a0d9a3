"""One lumbar vertebra from behind, in millimetres: the origin is the middle of its body, y up.

Tables hold the right half; the lower joint processes reach between the upper ones of the vertebra below.
"""

from collections.abc import Iterator, Sequence

from generator.figures.curves import Frame, mirrored, smooth, symmetric
from generator.figures.paints import BONE, BONE_FAR, BONE_LINE, BONE_PT, DISC
from generator.figures.shapes import Point, Shape

PITCH = 37.0
_PLATE, _WAIST = 13.0, 22.2
# The side corner towards the disc above: as it is, and with the small smooth lip that years of use give it.
_CORNER: tuple[Point, ...] = ((20.5, 13.6), (24.4, 11.8))
_LIP: tuple[Point, ...] = ((20.5, 13.4), (25.2, 14.1), (28.2, 14.2), (28.9, 12.4), (26.2, 9.4), (23.4, 5.4))
_TRANSVERSE: tuple[Point, ...] = ((0, 8.4), (24, 8.6), (35.6, 9.6), (38, 6.4), (35, 3), (24, 1.4), (0, -2))
# The arch from its upper edge: upper joint process at the side, waist, lower joint process towards the middle.
_UPPER_EDGE: tuple[Point, ...] = ((0, 4.4), (6.4, 5.4), (11.6, 8.6))
_UPPER: tuple[Point, ...] = ((14.0, 13.4), (15.4, 19.0), (18.6, 20.4), (21.6, 17.2), (22.0, 10.4), (18.6, 3.6))
_ARCH_WAIST: Point = (15.6, -3.4)
_LOWER: tuple[Point, ...] = ((14.8, -9.4), (14.4, -16.4), (12.8, -23.4), (9.8, -26.2), (7.2, -23), (6.4, -16.2))
_LOWER_EDGE: tuple[Point, ...] = ((3.6, -11.4), (0, -10.4))
# The joint processes broader and rounder, as they get with the years.
_BROAD_UPPER: tuple[Point, ...] = (
    (14.0, 13.4), (15.0, 19.4), (18.6, 22.4), (23.4, 21.0), (25.4, 16.0), (24.0, 9.4), (19.2, 3.4),
)  # fmt: skip
_BROAD_LOWER: tuple[Point, ...] = (
    (15.4, -9.4), (16.4, -16.4), (15.6, -22.6), (12.8, -26.8), (9.0, -27.0), (6.2, -23.0), (5.6, -16.2),
)  # fmt: skip
# The lower joint process and the lower edge of the arch after surgery through a small window beside the midline.
_OPENED: tuple[Point, ...] = (
    (15.0, -9.4), (15.2, -16.4), (14.6, -23.0), (12.6, -26.4), (11.0, -24.0), (11.4, -18.4), (12.0, -12.6),
    (11.4, -7.0), (8.4, -4.2), (5.0, -5.0), (3.8, -8.4), (2.0, -10.6), (0, -10.4),
)  # fmt: skip
_SPINOUS: tuple[Point, ...] = ((0, 3.4), (2.6, -1), (3.2, -9), (4.4, -16.4), (3.2, -20.6), (0, -22))
# Where upper and lower process meet, below the vertebra: the space of the right facet joint.
FACET: tuple[Point, ...] = ((14.9, -14.8), (14.7, -18.4), (13.6, -22.6), (12.4, -26.0))


def vertebra_behind(frame: Frame) -> Iterator[Shape]:
    """Draw the vertebra on its own."""
    yield from body_behind(frame)
    yield from arch_behind(frame)


def body_behind(frame: Frame, *lips: int) -> Iterator[Shape]:
    """Draw the body, which is far from the reader; *lips* are at its upper edge (1) or its lower one (-1)."""
    upper, lower = (_LIP if side in lips else _CORNER for side in (1, -1))
    half = ((0, _PLATE), *upper, (_WAIST, 0), *((x, -y) for x, y in lower[::-1]), (0, -_PLATE))
    yield Shape(smooth(frame.points(symmetric(half)), closed=True), BONE_FAR, BONE_LINE, BONE_PT)


def disc_behind(frame: Frame, pitch: float = PITCH, half_width: float = 25.4) -> Shape:
    """Draw the disc below the vertebra, whose neighbour is *pitch* millimetres lower."""
    top, foot = -12.4, 12.4 - pitch
    half = ((0, top), (22.6, top), (half_width, (top + foot) / 2), (22.6, foot), (0, foot))
    return Shape(smooth(frame.points(symmetric(half)), closed=True), DISC, BONE_LINE, BONE_PT)


def arch_behind(frame: Frame, *broad: int) -> Iterator[Shape]:
    """Draw the arch and its processes; the joint processes above (1) or below (-1) may be *broad*."""
    upper, lower = _BROAD_UPPER if 1 in broad else _UPPER, _BROAD_LOWER if -1 in broad else _LOWER
    yield from _arch(frame, symmetric((*_UPPER_EDGE, *upper, _ARCH_WAIST, *lower, *_LOWER_EDGE)))


def opened_arch_behind(frame: Frame) -> Iterator[Shape]:
    """Draw the arch with a small window in its lower edge, on the right, as surgery on the disc below leaves it."""
    above = (*_UPPER_EDGE, *_UPPER, _ARCH_WAIST)
    left = mirrored((*above, *_LOWER, *_LOWER_EDGE)[1:-1])
    yield from _arch(frame, (*above, *_OPENED, *left[::-1]))


def _arch(frame: Frame, outline: Sequence[Point]) -> Iterator[Shape]:
    for part in (symmetric(_TRANSVERSE), outline, symmetric(_SPINOUS)):
        yield Shape(smooth(frame.points(part), closed=True), BONE, BONE_LINE, BONE_PT)
