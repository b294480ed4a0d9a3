"""Draw two lumbar vertebrae from behind, with the pair of facet joints between them marked.

The person's right is on the right; 1.6 mm are one unit.
"""

from collections.abc import Mapping

from generator.figures.curves import Frame, mirrored, tapered
from generator.figures.paints import HALO_PT, NERVE, PAPER
from generator.figures.shapes import Drawing, Point, Shape
from generator.figures.skin import skin_window
from generator.figures.vertebra_behind import FACET, PITCH, arch_behind, body_behind, disc_behind

_WIDTH, _HEIGHT = 50.0, 59.0
_SCALE = 0.62
_UPPER = Frame(_WIDTH / 2, 44.2, _SCALE)
_LOWER = Frame(_WIDTH / 2, 44.2 - PITCH * _SCALE, _SCALE)


def draw_facet_joint() -> Drawing:
    """Draw the figure from back to front."""
    marks = (*tapered(_UPPER.points(FACET), 1.7, 1.3), *tapered(_UPPER.points(mirrored(FACET)), 1.7, 1.3))
    shapes = (
        skin_window(_WIDTH, _HEIGHT),
        disc_behind(_UPPER),
        *body_behind(_LOWER),
        *body_behind(_UPPER),
        *arch_behind(_LOWER),
        *arch_behind(_UPPER),
        Shape(marks, stroke=PAPER, width_pt=HALO_PT),
        Shape(marks, NERVE),
    )
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _anchors() -> Mapping[str, Point]:
    return {
        "transverse": _UPPER.point(33, 6),
        "spinous": _UPPER.point(2, -12),
        "disc": _UPPER.point(21.5, -19),
        "joint": _UPPER.point(*FACET[2]),
        "vertebra": _LOWER.point(21, -8),
    }
