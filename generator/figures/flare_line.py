"""Draw pain over weeks as a line that falls with ups and downs: three flares, each lower than the one before.

Weeks run to the right, a mark each; more pain is higher. Below lies the band of good days; the trend is dashed.
The curve shows the usual pattern and stands for no one person and no one study.
"""

from collections.abc import Iterator
from math import exp

from generator.figures.curves import polyline, rounded_box, smooth
from generator.figures.paints import NERVE, PAPER
from generator.figures.shapes import Drawing, Paint, Point, Shape

_WIDTH, _HEIGHT = 45.0, 58.0
WEEKS = 12
FLARES: tuple[Point, ...] = (
    (3.6, 12.0),
    (6.9, 8.5),
    (10.1, 5.0),
)  # week of the peak, height above the trend in figure units
GOOD_DAYS = 15.0  # less pain than this
_LEFT, _FLOOR, _WEEK = 3.0, 6.0, 3.25
_GROUND = Paint("skin", amount=0.72)
_BAND = Paint("skin", amount=0.15)
_LINE = Paint("line", amount=0.35)
_STEPS = 6  # a week
_FLARE_WEEKS = 0.95  # from the peak to where the line meets the trend


def draw_flare_line() -> Drawing:
    """Draw the figure from back to front."""
    return Drawing(_WIDTH, _HEIGHT, (*_ground(), *_lines()), _anchors())


def trend(week: float) -> float:
    """Return how much pain there is without the ups and downs, in figure units."""
    return 7.0 + 38.0 * exp(-((week / 5.0) ** 1.3))


def pain(week: float) -> float:
    """Return how much pain there is, in figure units: each flare has a better spell before and after it."""
    waves = ((height, ((week - peak) / _FLARE_WEEKS) ** 2) for peak, height in FLARES)
    return trend(week) + sum(height * (1 - square) * exp(-square / 2) for height, square in waves)


def _at(week: float, height: float) -> Point:
    return (_LEFT + week * _WEEK, _FLOOR + height)


def _ground() -> Iterator[Shape]:
    yield Shape(rounded_box(_WIDTH, _HEIGHT, 3.0), _GROUND)
    band = [(0.0, _FLOOR), (0.0, _FLOOR + GOOD_DAYS), (_WIDTH, _FLOOR + GOOD_DAYS), (_WIDTH, _FLOOR)]
    yield Shape(polyline(band, closed=True), _BAND)
    ticks = [polyline((_at(week, 0), _at(week, -1.6))) for week in range(WEEKS + 1)]
    yield Shape(
        (*polyline((_at(-0.6, 0), _at(WEEKS + 0.6, 0))), *(s for tick in ticks for s in tick)),
        stroke=_LINE,
        width_pt=0.7,
    )


def _lines() -> Iterator[Shape]:
    weeks = [i / _STEPS for i in range(WEEKS * _STEPS + 1)]
    yield Shape(
        smooth([_at(week, trend(week)) for week in weeks[::_STEPS]]), stroke=_LINE, width_pt=0.8, dash=(2.2, 2.6)
    )
    line = smooth([_at(week, pain(week)) for week in weeks])
    yield Shape(line, stroke=PAPER, width_pt=3.8)
    yield Shape(line, stroke=NERVE, width_pt=2.0)


def _anchors() -> dict[str, Point]:
    return {
        "first_days": _at(0.2, pain(0.2)),
        "flare": _at(FLARES[1][0], pain(FLARES[1][0])),
        "better": _at(11.6, pain(11.6)),
    }
