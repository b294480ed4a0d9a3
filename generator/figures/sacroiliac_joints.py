"""Draw the pelvis from behind with the two sacroiliac joints marked, and the lowest vertebrae above.

The person's right is on the right; 5.8 mm are one unit.
"""

from collections.abc import Mapping

from generator.figures.curves import Frame, mirrored, tapered
from generator.figures.paints import HALO_PT, NERVE, PAPER
from generator.figures.pelvis import hip_bone, sacrum
from generator.figures.shapes import Drawing, Point, Shape
from generator.figures.skin import skin_window
from generator.figures.vertebra_behind import PITCH, disc_behind, vertebra_behind

_WIDTH, _HEIGHT = 50.0, 52.0
_FRAME = Frame(25.0, 1.8, 0.168)
_JOINT: tuple[Point, ...] = ((50, 187), (43.5, 171), (40.4, 157), (38.4, 144))
_L5 = Frame(_FRAME.x, _FRAME.y + 207 * _FRAME.scale, _FRAME.scale * 1.05)
_L4 = Frame(_L5.x, _L5.y + PITCH * _L5.scale, _L5.scale)


def draw_sacroiliac_joints() -> Drawing:
    """Draw the figure from back to front."""
    mark = (*tapered(_FRAME.points(_JOINT), 1.5, 1.1), *tapered(_FRAME.points(mirrored(_JOINT)), 1.5, 1.1))
    shapes = (
        skin_window(_WIDTH, _HEIGHT),
        *(disc_behind(level) for level in (_L4, _L5)),
        *vertebra_behind(_L5),
        *vertebra_behind(_L4),
        *sacrum(_FRAME),
        *hip_bone(_FRAME, -1, 1),
        Shape(mark, stroke=PAPER, width_pt=HALO_PT),
        Shape(mark, NERVE),
    )
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _anchors() -> Mapping[str, Point]:
    return {
        "spine": _L5.point(20, 3),
        "joint": _FRAME.point(*_JOINT[1]),
        "hip_bone": _FRAME.point(112, 160),
        "sacrum": _FRAME.point(8, 132),
        "tail_bone": _FRAME.point(2, 72),
        "sitting_bone": _FRAME.point(68, 12),
    }
