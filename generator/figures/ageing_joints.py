"""Draw osteoarthritis of the low back: two vertebrae from behind, their disc lower, their joints broader and rounder.

The person's right is on the right; 1.6 mm are one unit. The edges of the bodies beside the disc have small lips. The
joints are marked by the cartilage between their two bones.
"""

from collections.abc import Mapping

from generator.figures.curves import Frame, mirrored, tapered
from generator.figures.paints import DISC, HALO_PT, PAPER
from generator.figures.shapes import Drawing, Point, Shape
from generator.figures.skin import skin_window
from generator.figures.vertebra_behind import arch_behind, body_behind, disc_behind

_WIDTH, _HEIGHT = 50.0, 59.0
_SCALE = 0.62
PITCH_MM = 34.0  # the disc has lost a third of its height
UPPER = Frame(_WIDTH / 2, 42.8, _SCALE)
LOWER = Frame(_WIDTH / 2, 42.8 - PITCH_MM * _SCALE, _SCALE)
JOINT: tuple[Point, ...] = ((16.6, -13.2), (16.8, -17.4), (16.0, -22.2), (14.0, -26.0))


def draw_ageing_joints() -> Drawing:
    """Draw the figure from back to front."""
    marks = (*tapered(UPPER.points(JOINT), 1.7, 1.3), *tapered(UPPER.points(mirrored(JOINT)), 1.7, 1.3))
    shapes = (
        skin_window(_WIDTH, _HEIGHT),
        disc_behind(UPPER, PITCH_MM, 28.2),
        *body_behind(LOWER, 1),
        *body_behind(UPPER, -1),
        *arch_behind(LOWER, 1),
        *arch_behind(UPPER, -1),
        Shape(marks, stroke=PAPER, width_pt=HALO_PT),
        Shape(marks, DISC),
    )
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _anchors() -> Mapping[str, Point]:
    return {
        "vertebra": UPPER.point(33, 6),
        "edge": UPPER.point(27.4, -12.6),
        "disc": UPPER.point(26.6, -17.0),
        "joint": UPPER.point(*JOINT[2]),
    }
