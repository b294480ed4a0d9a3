"""Mark where something is felt."""

from collections.abc import Iterator

from generator.figures.curves import circle
from generator.figures.paints import NERVE
from generator.figures.shapes import Point, Shape


def feel_it_here(spot: Point, radii: tuple[float, float]) -> Iterator[Shape]:
    """Draw the double ring round *spot*, the inner one thicker."""
    for radius, width_pt in zip(radii, (1.5, 0.8), strict=True):
        yield Shape(circle(spot, radius), stroke=NERVE, width_pt=width_pt)
