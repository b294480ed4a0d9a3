"""Draw the skin round a part of the body: filled from a contour, or as a window into its depth."""

from collections.abc import Iterator, Sequence

from generator.figures.curves import polyline, rounded_box, smooth
from generator.figures.paints import CONTOUR_PT, SKIN, SKIN_LINE
from generator.figures.shapes import Line, Paint, Point, Shape

_STEPS = 8


def fading_skin(contour: Sequence[Point], fade_from: float, fade_to: float) -> Iterator[Shape]:
    """Fill from the *contour*, listed from top to bottom, to the right and let it pale away between two x."""
    body, line = skin_beside(contour, fade_from)
    yield body
    (_, top), (_, foot) = contour[0], contour[-1]
    step = (fade_to - fade_from) / (_STEPS + 1)
    for i in range(_STEPS):
        left, right = fade_from + (i - 0.1) * step, fade_from + (i + 1) * step  # no hairline between two bands
        band = ((left, top), (right, top), (right, foot), (left, foot))
        paint = Paint(SKIN.role, amount=SKIN.amount + (1 - SKIN.amount) * (i + 1) / (_STEPS + 1))
        yield Shape(polyline(band, closed=True), paint)
    yield line


def skin_beside(contour: Sequence[Point], edge: float) -> tuple[Shape, Shape]:
    """Return the fill from the *contour*, listed from top to bottom, to x = *edge*, and the contour itself."""
    (_, top), (_, foot) = contour[0], contour[-1]
    line = smooth(contour)
    corners = polyline((contour[-1], (edge, foot), (edge, top)))
    return Shape((*line, *corners[1:]), SKIN), Shape(line, stroke=SKIN_LINE, width_pt=CONTOUR_PT)


def skin_between(right: Sequence[Point], left: Sequence[Point]) -> Iterator[Shape]:
    """Fill between two contours listed from top to bottom, open at both ends, and draw them."""
    one, other = smooth(right), smooth(left[::-1])
    x, y = left[-1]
    yield Shape((*one, Line(round(x, 2), round(y, 2)), *other[1:]), SKIN)
    yield Shape((*one, *other), stroke=SKIN_LINE, width_pt=CONTOUR_PT)


def skin_window(width: float, height: float, radius: float = 3.0, *, foot: float = 0.0) -> Shape:
    """Fill a box from x = 0 and y = *foot* with skin, corners rounded: the part lies deep in the body."""
    return Shape(rounded_box(width, height, radius, foot=foot), SKIN)
