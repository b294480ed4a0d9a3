"""One lumbar vertebra from behind, in millimetres: the origin is the middle of its body, y up.

Tables hold the right half; the lower joint processes reach between the upper ones of the vertebra below.
"""

from collections.abc import Iterator

from generator.figures.curves import Frame, smooth, symmetric
from generator.figures.paints import BONE, BONE_FAR, BONE_LINE, BONE_PT, DISC
from generator.figures.shapes import Point, Shape

PITCH = 37.0
_BODY: tuple[Point, ...] = (
    (0, 13), (20.5, 13.6), (24.4, 11.8), (22.2, 0), (24.4, -11.8), (20.5, -13.6), (0, -13),
)  # fmt: skip
_DISC: tuple[Point, ...] = ((0, -12.4), (22.6, -12.4), (25.4, -18.5), (22.6, -24.6), (0, -24.6))
_TRANSVERSE: tuple[Point, ...] = ((0, 8.4), (24, 8.6), (35.6, 9.6), (38, 6.4), (35, 3), (24, 1.4), (0, -2))
# Upper joint process at the side, waist, lower joint process towards the middle.
_ARCH: tuple[Point, ...] = (
    (0, 4.4), (6.4, 5.4), (11.6, 8.6), (14.0, 13.4), (15.4, 19.0), (18.6, 20.4), (21.6, 17.2), (22.0, 10.4),
    (18.6, 3.6), (15.6, -3.4), (14.8, -9.4), (14.4, -16.4), (12.8, -23.4), (9.8, -26.2), (7.2, -23), (6.4, -16.2),
    (3.6, -11.4), (0, -10.4),
)  # fmt: skip
_SPINOUS: tuple[Point, ...] = ((0, 3.4), (2.6, -1), (3.2, -9), (4.4, -16.4), (3.2, -20.6), (0, -22))
# Where upper and lower process meet, below the vertebra: the space of the right facet joint.
FACET: tuple[Point, ...] = ((14.9, -14.8), (14.7, -18.4), (13.6, -22.6), (12.4, -26.0))


def vertebra_behind(frame: Frame) -> Iterator[Shape]:
    """Draw the vertebra on its own."""
    yield from body_behind(frame)
    yield from arch_behind(frame)


def body_behind(frame: Frame) -> Iterator[Shape]:
    """Draw the body, which is far from the reader."""
    yield Shape(smooth(frame.points(symmetric(_BODY)), closed=True), BONE_FAR, BONE_LINE, BONE_PT)


def disc_behind(frame: Frame) -> Shape:
    """Draw the disc below the vertebra."""
    return Shape(smooth(frame.points(symmetric(_DISC)), closed=True), DISC, BONE_LINE, BONE_PT)


def arch_behind(frame: Frame) -> Iterator[Shape]:
    """Draw the arch with its joint, transverse and spinous processes."""
    yield Shape(smooth(frame.points(symmetric(_TRANSVERSE)), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(frame.points(symmetric(_ARCH)), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(frame.points(symmetric(_SPINOUS)), closed=True), BONE, BONE_LINE, BONE_PT)
