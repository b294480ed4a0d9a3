"""A spine from the side, small on the page: a vertebra is one outline of straight lines. Frame: `vertebrae`."""

from collections.abc import Iterator, Sequence

from generator.figures.curves import Frame, polyline
from generator.figures.paints import BONE, BONE_LINE, BONE_PT, DISC, FINE_PT
from generator.figures.shapes import Path, Point, Shape

_VERTEBRA: tuple[Point, ...] = (  # round the body, then the arch from its upper edge
    (-15.2, -5), (-15, -13), (15.4, -13.2), (16.8, -11.6), (15, 0), (16.8, 11.6), (15.4, 13.2), (-15, 13), (-15.4, 10),
    (-19, 9.4), (-23.6, 16), (-26, 19.4), (-29, 17), (-32.4, 7), (-40, 4.8), (-58, 3), (-62, 0), (-63.4, -8),
    (-60, -15.6), (-42, -11.6), (-38.6, -19), (-35.6, -25.4), (-33, -24), (-31, -17.5), (-28.4, -8), (-22.6, -3.6),
)  # fmt: skip
_ABOVE_A_DISC: tuple[Point, ...] = ((-14.8, -12.6), (15.4, -12.6))
_BELOW_A_DISC: tuple[Point, ...] = ((16.8, 14.4), (15.2, 12.6), (-14.8, 12.6))
_HALF_BODY = 13.0


def small_column(sacrum: Frame, levels: Sequence[Frame]) -> Iterator[Shape]:
    """Draw the vertebrae of *levels*, listed from below, and the discs between them down to the *sacrum*."""
    on_sacrum = sacrum.points((x, y - _HALF_BODY) for x, y in _BELOW_A_DISC)
    floors = [on_sacrum, *(level.points(_BELOW_A_DISC) for level in levels[:-1])]
    discs: Path = ()
    for level, floor in zip(levels, floors, strict=True):
        discs += polyline((*level.points(_ABOVE_A_DISC), *floor), closed=True)
    yield Shape(discs, DISC, BONE_LINE, FINE_PT)
    bones = tuple(segment for level in levels for segment in polyline(level.points(_VERTEBRA), closed=True))
    yield Shape(bones, BONE, BONE_LINE, BONE_PT)
