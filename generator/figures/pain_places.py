"""Draw the lower body from behind with soft areas where pain from the back is felt without any nerve being involved.

The areas are densest in the low back, weaker in the buttock and faint down the back and side of the thigh; they end
above the knee. The person's right is on the right; such pain may be felt on either side. The frame is that of
`lower_body`: 8.6 mm are one unit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import acos, cos, pi, sin, sqrt

from generator.figures.curves import Frame, smooth
from generator.figures.lower_body import HEIGHT, LEG_BONE_LINE, WIDTH, body_behind, both_sides, placed
from generator.figures.paints import FINE_PT
from generator.figures.shapes import Drawing, Paint, Path, Point, Shape

_SKIN_PALE = 0.65  # paler than in other figures, so that the areas run out into it without a rim
_FOLDS: tuple[tuple[Point, ...], ...] = (
    ((5.6, 112.0), (4.8, 110.2)),  # dimple above the sacrum
    ((1.4, 93.6), (7.0, 91.0), (12.8, 91.8), (16.8, 95.2)),  # below the buttock
    ((7.8, 54.0), (11.2, 52.8), (14.6, 54.0)),  # behind the knee
)
_MIDLINES: tuple[tuple[Point, ...], ...] = (((0, 138), (0, 110)), ((0, 104.0), (0, 93.6)))

LEVELS = 13
_FAINT, _DENSE = 0.945, 0.42  # how far the accent is mixed towards paper
_CORNERS = 8


@dataclass(frozen=True, slots=True)
class Area:
    """An oval that is *most* dense in its middle and fades to nothing at its rim."""

    middle: Frame
    half_width: float
    half_height: float
    most: float

    def outline(self, density: float) -> tuple[Point, ...]:
        """List points, clockwise, where the density is just *density*; it falls outwards as a cosine squared."""
        reach = acos(sqrt(density / self.most)) * 2 / pi
        angles = (-2 * pi * i / _CORNERS for i in range(_CORNERS))
        wide, high = self.half_width * reach, self.half_height * reach
        return self.middle.points((wide * cos(angle), high * sin(angle)) for angle in angles)


AREAS = {
    "back": Area(Frame(0, 119.6), 15.4, 12.0, 1.3),
    "buttock": Area(Frame(10.2, 105.4, degrees=-16), 8.4, 11.6, 0.75),
    "thigh": Area(Frame(12.6, 82.8, degrees=-1), 6.0, 21.0, 0.5),
}


def draw_pain_places() -> Drawing:
    """Draw the figure from back to front."""
    return Drawing(WIDTH, HEIGHT, (*body_behind(_SKIN_PALE), *_areas(), *_folds()), _anchors())


def _areas() -> Iterator[Shape]:
    """Draw what is denser than ever higher densities, all areas together: they melt into each other."""
    for level in range(LEVELS):
        density = (level / LEVELS) ** 1.3  # finer steps where an area begins
        outlines = (area.outline(density) for area in AREAS.values() if area.most > density)
        path = tuple(segment for points in outlines for segment in smooth(placed(points), closed=True))
        yield Shape(path, Paint("accent", amount=_FAINT + (_DENSE - _FAINT) * density))


def _folds() -> Iterator[Shape]:
    path: Path = tuple(segment for fold in _FOLDS for segment in both_sides(fold, closed=False))
    path += tuple(segment for line in _MIDLINES for segment in smooth(placed(line)))
    yield Shape(path, stroke=LEG_BONE_LINE, width_pt=FINE_PT)


def _anchors() -> Mapping[str, Point]:
    back, buttock, thigh, knee = placed(((8, 120), (13, 104), (15, 84), (13.0, 64.4)))
    return {"back": back, "buttock": buttock, "thigh": thigh, "knee": knee}
