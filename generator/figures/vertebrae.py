"""Lumbar vertebrae and the sacrum from the side, in millimetres.

View from the person's right, who faces right: +x is the front. A vertebra's origin is the middle of its body,
the sacrum's the middle of its upper end-plate, y up along its own axis. A doubled way-point is a corner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians, sin

from generator.figures.curves import Frame, circle, polyline, smooth
from generator.figures.paints import (
    BONE,
    BONE_LINE,
    BONE_PT,
    BONE_SHADE,
    DISC,
    FINE_PT,
)
from generator.figures.shapes import Paint, Point, Shape

BODY_HEIGHT, BODY_DEPTH = 27.0, 34.0
_END_PLATE: tuple[Point, ...] = ((-14.6, 13.3), (0, 12.4))
_WAIST: tuple[Point, Point] = ((15.0, 0), (-15.6, 0))
# The front corner towards the disc above: as it is, and with the small smooth lip that years of use give it.
_CORNER: tuple[Point, ...] = ((14.8, 13.4), (17.1, 12.0))
_LIP: tuple[Point, ...] = ((14.0, 13.2), (18.0, 14.2), (20.3, 13.6), (20.7, 11.8), (18.3, 8.6), (16.1, 5.0))
# The arch from the upper edge of its pedicle backwards: superior process, lamina, spinous process, inferior process.
_PEDICLE: tuple[Point, ...] = ((-15.2, 10.2), (-15.2, 10.2), (-19.0, 9.4))
_SUPERIOR: tuple[Point, ...] = ((-23.4, 16.2), (-25.4, 19.8), (-28.0, 18.4), (-31.4, 12.0))
_LAMINA: Point = (-32.4, 7.0)
_SPINOUS: tuple[Point, ...] = (
    (-40, 4.8), (-54, 3.6), (-61.6, 1.8), (-63.8, -7), (-60.8, -16.2), (-53, -14), (-41.6, -11.6),
)  # fmt: skip
_INFERIOR: tuple[Point, ...] = ((-38.8, -18.5), (-36.0, -25.6), (-33.0, -24.4), (-31.0, -17.5))
_NECK: tuple[Point, ...] = ((-28.2, -7.6), (-22.6, -3.0), (-15.5, -4.2), (-15.5, -4.2))
_IN_THE_BODY: tuple[Point, Point] = ((-14.0, -4.2), (-14.0, 10.2))  # where the fill of an arch ends
# The gap in the arch, from its upper end to its lower one.
_FRONT_EDGE: tuple[Point, ...] = ((-31.2, 6.4), (-28.0, 1.0), (-25.4, -3.6))
_REAR_EDGE: tuple[Point, ...] = ((-25.0, -2.0), (-27.6, 3.0), (-30.6, 6.4), (-35.0, 6.2))
_REAR_NECK: tuple[Point, ...] = ((-27.6, -7.0),)
_TRANSVERSE: Point = (-22.4, 3.4)

# A spine that stands: lean (degrees forwards), disc below (mm), size, length of the spinous process, from below.
LUMBAR: tuple[tuple[float, float, float, float], ...] = (
    (23.0, 9.5, 1.0, 0.62), (8.0, 10.0, 1.0, 0.85), (-2.0, 9.5, 0.98, 1.0), (-8.0, 9.0, 0.98, 1.0),
    (-12.0, 8.5, 0.98, 0.95),
)  # fmt: skip
LOWER_THORACIC: tuple[tuple[float, float, float, float], ...] = (
    (-14.0, 7.0, 0.93, 0.85), (-13.0, 6.0, 0.9, 0.8), (-10.0, 5.5, 0.87, 0.8), (-6.0, 5.0, 0.85, 0.8),
)  # fmt: skip

SACRUM_DEPTH = 34.0
_SACRUM: tuple[Point, ...] = (
    (-15.6, -0.6), (0, -1.2), (14.6, 0), (17.0, -1.6), (12.6, -15), (9.4, -32), (8.6, -48), (11.6, -65), (19.0, -81),
    (26.4, -91), (24.0, -96.6), (13, -94.6), (2.6, -87), (-4, -79.6), (-9.4, -73), (-14.6, -67.6), (-18.4, -58.6),
    (-25, -51.6), (-26.4, -42.6), (-33.2, -34.6), (-33.6, -25.6), (-39.6, -16.6), (-37.6, -8.6), (-32.4, -5.4),
    (-29.6, 6.6), (-26.4, 9.6), (-23.4, 4.6), (-20.0, -1.6),
)  # fmt: skip
_CUT_FRONT, _CUT, _ABOVE_CUT = (11.6, -65.0), (-5.4, -78.2), (-9.4, -73.0)  # level where the sacrum leans by 38°
_COCCYX: tuple[Point, ...] = (
    (25.6, -92), (33, -97.6), (42, -101.6), (50, -101.2), (51, -104.2), (43, -107.4), (31.6, -104.6), (20, -96.2),
)  # fmt: skip
_EAR: tuple[Point, ...] = (  # where the hip bone joins: ear-shaped
    (8.0, -6), (6.6, -22), (2.0, -37), (-4.6, -42.4), (-8.4, -38), (-7.6, -28), (-13.6, -18), (-9.6, -8.6),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vertebra:
    """Stand for one vertebra in its place; *spine* and *facet* stretch its spinous and lower joint processes.

    *lips*: which front edges of its body are those of an older spine, 1 for the upper one and -1 for the lower one.
    """

    frame: Frame
    spine: float = 1.0
    facet: float = 1.0
    lips: frozenset[int] = frozenset()

    def body(self) -> Shape:
        """Draw the body."""
        front, back = _WAIST
        upper, lower = ((*_END_PLATE, *(_LIP if side in self.lips else _CORNER)) for side in (1, -1))
        outline = (*upper, front, *((x, -y) for x, y in lower[::-1]), back)
        return Shape(smooth(self.frame.points(outline), closed=True), BONE, BONE_LINE, BONE_PT)

    def arch(self) -> Iterator[Shape]:
        """Draw the arch, open towards the body, and the end of the transverse process that points at the reader."""
        yield from self._open_to_body((*_PEDICLE, *_SUPERIOR, _LAMINA, *self._spinous(), *self._inferior(), *_NECK))
        yield self.transverse_process()

    def broken_arch(self, behind: Frame) -> Iterator[Shape]:
        """Draw the arch in two: the front stays with the body, the rest with the frame *behind*."""
        rest = (*_REAR_EDGE, *self._spinous(), *self._inferior(), *_REAR_NECK)
        yield Shape(smooth(behind.points(rest), closed=True), BONE, BONE_LINE, BONE_PT)
        front = (*_PEDICLE, *_SUPERIOR, *_FRONT_EDGE, *_NECK[1:])
        yield from self._open_to_body(front)
        yield self.transverse_process()

    def _open_to_body(self, outline: tuple[Point, ...]) -> Iterator[Shape]:
        edge = smooth(self.frame.points(outline))
        yield Shape((*edge, *polyline((self.frame.points(outline)[-1], *self.frame.points(_IN_THE_BODY)))[1:]), BONE)
        yield Shape(edge, stroke=BONE_LINE, width_pt=BONE_PT)

    def transverse_process(self) -> Shape:
        """Draw the end of the transverse process."""
        return Shape(circle(self.frame.point(*_TRANSVERSE), 3.9 * self.frame.scale), BONE_SHADE, BONE_LINE, FINE_PT)

    def _spinous(self) -> Iterator[Point]:
        for x, y in _SPINOUS:
            beyond = min(x + 38, 0)
            yield (x - beyond + beyond * self.spine, y if y > 0 else y * (0.5 + self.spine / 2))

    def _inferior(self) -> Iterator[Point]:
        for x, y in _INFERIOR:
            yield (x, -10 + (y + 10) * self.facet)


def stacked(
    below: Frame, gap: float, degrees: float, *, half_below: float, scale: float, forward: float = 0.0
) -> Frame:
    """Return the frame of the vertebra above *below*, leaning forward by *degrees*, *gap* millimetres of disc between.

    *half_below* is how far the end-plate lies above the origin of *below*; *forward* slides along that plate.
    """
    lean = radians((below.degrees + degrees) / 2)
    up = below.point(forward, half_below)
    rise, half = gap * scale, BODY_HEIGHT / 2 * scale
    own = radians(degrees)
    return Frame(
        up[0] + rise * sin(lean) + half * sin(own),
        up[1] + rise * cos(lean) + half * cos(own),
        scale,
        degrees,
    )


def column_on(sacrum: Frame, levels: Iterable[tuple[float, float, float, float]]) -> tuple[Vertebra, ...]:
    """Stack vertebrae on the sacrum in the frame *sacrum*, from L5 up, by *levels* such as `LUMBAR`."""
    column: list[Vertebra] = []
    below, half = sacrum, 0.0
    for degrees, gap, scale, spine in levels:
        frame = stacked(below, gap, degrees, half_below=half, scale=scale * sacrum.scale)
        column.append(Vertebra(frame, spine))
        below, half = frame, BODY_HEIGHT / 2
    return tuple(column)


def disc(
    above: Frame, below: Frame, *, on_sacrum: bool = False, paint: Paint = DISC, front: float = 1.6, back: float = 1.3
) -> Shape:
    """Draw the disc between two bodies, or between the last one and the sacrum.

    It comes out in front of them and behind them by *front* and *back* millimetres.
    """
    floor = above.points([(-14.8, -12.4), (0, -11.4), (15.2, -12.4)])
    top = 0.0 if on_sacrum else 13.0
    roof = below.points([(15.0, top - 0.6), (0, top - 1.8), (-14.8, top - 0.6)])
    sides = _between(floor[-1], roof[0], front, below), _between(roof[-1], floor[0], -back, below)
    return Shape(smooth((*floor, sides[0], *roof, sides[1]), closed=True), paint, BONE_LINE, BONE_PT)


def upper_sacrum(frame: Frame) -> Iterator[Shape]:
    """Draw the sacrum as far as a level cut through its fourth piece, open below."""
    outline = (_CUT, *_SACRUM[_SACRUM.index(_ABOVE_CUT) :], *_SACRUM[: _SACRUM.index(_CUT_FRONT) + 1])
    yield Shape(smooth(frame.points(outline)), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(frame.points(_EAR), closed=True), BONE_SHADE)


def sacrum(frame: Frame) -> Iterator[Shape]:
    """Draw sacrum and tail bone."""
    yield Shape(smooth(frame.points(_COCCYX), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(frame.points(_SACRUM), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(frame.points(_EAR), closed=True), BONE_SHADE)


def _between(a: Point, b: Point, out: float, frame: Frame) -> Point:
    c, s = cos(radians(frame.degrees)) * frame.scale, sin(radians(frame.degrees)) * frame.scale
    return ((a[0] + b[0]) / 2 + out * c, (a[1] + b[1]) / 2 - out * s)
