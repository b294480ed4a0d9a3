"""Draw the low back from the side: five lumbar vertebrae, their discs, the sacrum and the nerve roots that leave.

View from the person's right, who faces right; 3 mm are one unit. The skin of the back is the left edge.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, tapered
from generator.figures.paints import HALO_PT, NERVE, NERVE_PALE, PAPER
from generator.figures.shapes import Drawing, Point, Shape
from generator.figures.skin import fading_skin
from generator.figures.vertebrae import LUMBAR, Vertebra, column_on, disc, sacrum

_WIDTH, _HEIGHT = 50.0, 98.0
SACRUM = Frame(30.5, 36.8, 0.322, 40)
_BACK: tuple[Point, ...] = (
    (8.0, 97.4), (9.8, 84), (11.2, 70), (11.0, 58), (8.6, 47), (5.0, 37), (2.2, 26), (0.9, 14), (1.2, 0.6),
)  # fmt: skip
_FADE_FROM = 40.0

_ROOT: tuple[Point, ...] = ((-20.5, -8.5), (-16.5, -16), (-10.5, -26.0), (-6.5, -35.0))  # in its vertebra's frame
_JOIN: Point = (17.5, -55.0)  # the rest in the sacrum's frame
_L4_ON: tuple[Point, ...] = ((3.0, 6.0), (12.5, -12), (16.5, -34), _JOIN)
_L5_ON: tuple[Point, ...] = ((-3.0, -6.0), (7.0, -22), (14.0, -40), _JOIN)
_SACRAL_ROOTS: tuple[tuple[Point, ...], ...] = (((11.8, -18), (14.6, -36), _JOIN), ((8.8, -38), (12.6, -48), _JOIN))


def draw_lumbar_spine() -> Drawing:
    """Draw the figure from back to front."""
    column = lumbar_column()
    return Drawing(
        _WIDTH, _HEIGHT, (*fading_skin(_BACK, _FADE_FROM, _WIDTH), *_bones(column), *_nerves(column)), _anchors(column)
    )


def lumbar_column() -> tuple[Vertebra, ...]:
    """Stack the vertebrae on the sacrum, from L5 up to L1."""
    return column_on(SACRUM, LUMBAR)


def _bones(column: tuple[Vertebra, ...]) -> Iterator[Shape]:
    canal = (column[-1].frame.point(-22, 12), *(v.frame.point(-22, -6) for v in column[::-1]), SACRUM.point(-20, -8))
    yield Shape(tapered(canal, 3.2, 2.6), NERVE_PALE)
    below = SACRUM
    for vertebra in column:
        yield disc(vertebra.frame, below, on_sacrum=below is SACRUM)
        below = vertebra.frame
    yield from sacrum(SACRUM)
    for vertebra in column:
        yield vertebra.body()
        yield from vertebra.arch()


def _nerves(column: tuple[Vertebra, ...]) -> Iterator[Shape]:
    l5, l4, *upper = column
    strokes = [tapered(v.frame.points(_ROOT), 1.2, 0.5) for v in upper]
    strokes.append(tapered((*l4.frame.points(_ROOT[:3]), *SACRUM.points(_L4_ON)), 1.2, 1.2))
    strokes.append(tapered((*l5.frame.points(_ROOT[:2]), *SACRUM.points(_L5_ON)), 1.2, 1.2))
    strokes += [tapered(SACRUM.points(root), 0.8, 1.2) for root in _SACRAL_ROOTS]
    x, y = SACRUM.point(*_JOIN)
    strokes.append(tapered(((x, y), (x - 0.6, y - 7), (x - 1.6, 1.6)), 1.9, 1.7))
    path = tuple(segment for stroke in strokes for segment in stroke)
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)


def _anchors(column: tuple[Vertebra, ...]) -> Mapping[str, Point]:
    l5, _, l3, l2, l1 = (vertebra.frame for vertebra in column)
    return {
        "l1": l1.point(8, 3),
        "vertebra": l2.point(8, 0),
        "disc": l3.point(10, 18.5),
        "roots": l3.point(*_ROOT[2]),
        "l5": l5.point(8, 2),
        "lowest_disc": SACRUM.point(8, 5),
        "sacrum": SACRUM.point(1, -24),
        "nerve": SACRUM.point(*_JOIN),
    }
