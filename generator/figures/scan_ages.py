"""Draw how many of ten people without back pain have ageing discs on a scan: aged 20, 50 and 80, from top to bottom.

Ten small people a row are filled from the left; where a share ends within a person, that part of their area is filled.

Source of the shares: Brinjikji et al., “Systematic literature review of imaging features of spinal degeneration in
asymptomatic populations”, AJNR American Journal of Neuroradiology 2015;36(4):811-816, disc degeneration by age.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import cos, floor, radians, sin
from types import MappingProxyType

from generator.figures.curves import Frame, polyline, symmetric
from generator.figures.paints import BONE_LINE, FINE_PT, PAPER
from generator.figures.shapes import Drawing, Paint, Path, Point, Shape
from generator.figures.skin import skin_window

PEOPLE = 10
SHARES: Mapping[str, float] = MappingProxyType({"age_20": 0.37, "age_50": 0.80, "age_80": 0.96})
FILLED = Paint("shorts", "shirt", 0.45)

_PITCH, _SIDE = 4.3, 1.5
_ROW, _GAP, _UNDER_FEET = 16.6, 3.0, 2.25
_HALF_WIDTH = 1.85
_WIDTH, _HEIGHT = PEOPLE * _PITCH + 2 * _SIDE, round(3 * _ROW + 2 * _GAP, 1)
_HALF: tuple[Point, ...] = (  # the right half of a person from the neck down, feet at y = 0
    (0, 8.95), (0.9, 8.95), (1.4, 8.75), (1.74, 8.3), (_HALF_WIDTH, 7.6), (1.8, 4.9), (1.6, 4.5), (1.36, 4.8),
    (1.3, 6.2), (1.24, 0.4), (1.0, 0), (0.45, 0), (0.2, 0.4), (0.14, 4.2), (0, 4.2),
)  # fmt: skip
_HEAD, _HEAD_RADIUS = 10.75, 1.4
PERSON: tuple[tuple[Point, ...], ...] = (
    tuple((_HEAD_RADIUS * sin(radians(a)), _HEAD + _HEAD_RADIUS * cos(radians(a))) for a in range(0, 360, 20)),
    symmetric(_HALF),
)


def draw_scan_ages() -> Drawing:
    """Draw the three rows."""
    feet = [i * (_ROW + _GAP) for i in (2, 1, 0)]
    shapes = tuple(shape for share, foot in zip(SHARES.values(), feet, strict=True) for shape in _row(share, foot))
    anchors = {name: (_WIDTH - 0.7, foot + _ROW / 2) for name, foot in zip(SHARES, feet, strict=True)}
    return Drawing(_WIDTH, _HEIGHT, shapes, anchors)


def _row(share: float, foot: float) -> Iterator[Shape]:
    people = [Frame(_SIDE + (i + 0.5) * _PITCH, foot + _UNDER_FEET) for i in range(PEOPLE)]
    everyone = _at(people, PERSON)
    whole = floor(share * PEOPLE + 1e-9)
    filled = (*_at(people[:whole], PERSON), *_at(people[whole : whole + 1], left_part(share * PEOPLE - whole)))
    yield skin_window(_WIDTH, _ROW, 2.4, foot=foot)
    yield Shape(everyone, PAPER)
    yield Shape(filled, FILLED)
    yield Shape(everyone, stroke=BONE_LINE, width_pt=FINE_PT)


def _at(people: Sequence[Frame], parts: Sequence[Sequence[Point]]) -> Path:
    outlines = [polyline(frame.points(part), closed=True) for frame in people for part in parts]
    return tuple(segment for outline in outlines for segment in outline)


def left_part(share: float) -> tuple[tuple[Point, ...], ...]:
    """Return what lies left of the upright line that cuts off this *share* of a person's area; nothing for none."""
    if share < 1e-9:
        return ()
    low, high = -_HALF_WIDTH, _HALF_WIDTH
    while high - low > 1e-4:
        cut = (low + high) / 2
        low, high = (cut, high) if _area(_left_of(cut)) < share * _area(PERSON) else (low, cut)
    return _left_of(high)


def _left_of(cut: float) -> tuple[tuple[Point, ...], ...]:
    return tuple(tuple(_clipped(part, cut)) for part in PERSON)


def _clipped(outline: Sequence[Point], cut: float) -> Iterator[Point]:
    for (x0, y0), (x1, y1) in pairwise((*outline, outline[0])):
        if x0 <= cut:
            yield (x0, y0)
        if (x0 <= cut) != (x1 <= cut):
            yield (cut, y0 + (y1 - y0) * (cut - x0) / (x1 - x0))


def _area(outlines: Sequence[Sequence[Point]]) -> float:
    rings = (pairwise((*outline, outline[0])) for outline in outlines if outline)
    return sum(abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in ring)) / 2 for ring in rings)
