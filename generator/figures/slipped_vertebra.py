"""Draw a spondylolisthesis from the side: L5, with L4 on it, sits forward on the sacrum; its arch has a gap.

This is the isthmic kind at its commonest level: the gap in the pars interarticularis lets the body slide while
the back of the arch stays. View from the person's right, who faces right; 2.3 mm are one unit.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, polyline, tapered
from generator.figures.paints import FINE_PT, HALO_PT, NERVE, NERVE_PALE, PAPER
from generator.figures.shapes import Drawing, Paint, Point, Shape
from generator.figures.skin import fading_skin
from generator.figures.vertebrae import SACRUM_DEPTH, Vertebra, disc, stacked, upper_sacrum

_WIDTH, _HEIGHT = 50.0, 62.4
SLIP = 0.26  # of the depth of the sacrum's end-plate: grade 1 ends at a quarter, grade 2 at a half
_SCALE = 0.44
SACRUM = Frame(25.8, 26.2, _SCALE, 38)
_STEP_MM = SLIP * SACRUM_DEPTH
L5_BEFORE = stacked(SACRUM, 7.0, 31, half_below=0, scale=_SCALE, forward=0)
L5 = Vertebra(stacked(SACRUM, 7.0, 31, half_below=0, scale=_SCALE, forward=_STEP_MM), spine=0.62)
L4 = Vertebra(stacked(L5.frame, 10.0, 15, half_below=13.5, scale=_SCALE, forward=0), spine=0.85)
_BACK: tuple[Point, ...] = ((6.2, 62.0), (5.8, 55), (4.2, 45), (1.8, 33), (0.6, 20), (0.4, 0.6))
_FADE_FROM = 40.0
_ROOT: tuple[Point, ...] = ((-20.5, -8.5), (-16.5, -16), (-11.0, -25.0))  # in its vertebra's frame
_L5_ON: tuple[Point, ...] = ((3.0, -9.0), (11.0, -26), (15.4, -44))  # the rest in the sacrum's frame
_EDGE: tuple[Point, Point] = ((17.0, -3.0), (17.0, 39.0))  # along the front of the sacrum, in its frame
_ARROW: tuple[Point, ...] = (
    (-9.5, 0.7), (0.5, 0.7), (0.5, 4.4), (7.5, -0.5), (0.5, -5.4), (0.5, -1.7), (-9.5, -1.7),
)  # fmt: skip


def draw_slipped_vertebra() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (*fading_skin(_BACK, _FADE_FROM, _WIDTH), *_bones(), *_nerve(), *_step())
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _bones() -> Iterator[Shape]:
    canal = (L4.frame.point(-22, 12), L4.frame.point(-23, -12), L5.frame.point(-23, -6), SACRUM.point(-19, -8))
    yield Shape(tapered(canal, 4.8, 3.6), NERVE_PALE)
    yield disc(L5.frame, SACRUM, on_sacrum=True)
    yield disc(L4.frame, L5.frame)
    yield from upper_sacrum(SACRUM)
    yield L5.body()
    yield L4.body()
    yield from L5.broken_arch(L5_BEFORE)
    yield from L4.arch()


def _nerve() -> Iterator[Shape]:
    x, _ = SACRUM.point(*_L5_ON[-1])
    l5 = tapered((*L5.frame.points(_ROOT[:2]), *SACRUM.points(_L5_ON), (x - 2.6, 1.4)), 1.7, 1.7)
    path = (*tapered(L4.frame.points(_ROOT), 1.7, 0.9), *l5)
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)


def _step() -> Iterator[Shape]:
    """Draw where the front of L5 would stand, and which way it went."""
    yield Shape(polyline(SACRUM.points(_EDGE)), stroke=Paint("ink"), width_pt=FINE_PT * 2, dash=(1.8, 2.2))
    yield Shape(polyline(L5.frame.points(_ARROW), closed=True), NERVE)


def _anchors() -> Mapping[str, Point]:
    return {
        "vertebra": L4.frame.point(8, 0),
        "slipped": L5.frame.point(14.4, 4.5),
        "step": SACRUM.point(21.5, 4.5),
        "gap": L5.frame.point(-29.5, 2.0),
        "nerve": SACRUM.point(*_L5_ON[2]),
        "sacrum": SACRUM.point(12, -5),
    }
