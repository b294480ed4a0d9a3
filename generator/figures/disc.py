"""Draw a lumbar disc from above: healthy, and with a bulge that touches the right nerve root.

The front of the body is at the top, the person's right on the right; 1.3 mm are one unit.
"""

from collections.abc import Iterator, Sequence

from generator.figures.cross_section import (
    NERVES,
    NUCLEUS,
    RING,
    ROOT,
    SAC,
    arch,
    disc_from_above,
    nerves_in_canal,
    roots,
    vertebra_below,
)
from generator.figures.curves import Frame, mirrored, symmetric
from generator.figures.shapes import Drawing, Point, Shape

_WIDTH, _HEIGHT = 50.0, 60.6
_FRAME = Frame(25.0, 32.9, 0.77)

# The bulge leaves the disc behind on the right, beside the tough band along the midline, as most do.
_BULGED_RING: tuple[Point, ...] = (
    *RING[:6], (17.0, -2.6), (13.4, -6.2), (9.6, -6.0), (6.2, -2.0), *mirrored(RING[:0:-1]),
)  # fmt: skip
_BULGED_NUCLEUS: tuple[Point, ...] = (
    *NUCLEUS[:3], (11.4, 9.6), (12.2, 3.4), (14.2, -1.4), (13.0, -4.2), (10.2, -3.8), (8.4, 0.6), (6.0, 6.6),
    *mirrored(NUCLEUS[:0:-1]),
)  # fmt: skip
_PUSHED_ROOT: tuple[Point, ...] = ((6.8, -8.4), (11.6, -8.2), (17.4, -5.6), *ROOT[3:])


def draw_disc_healthy() -> Drawing:
    """Draw the disc with an even edge; both roots are free."""
    shapes = _section(symmetric(RING), symmetric(NUCLEUS), ROOT)
    return Drawing(_WIDTH, _HEIGHT, tuple(shapes), {**_anchors(), "root": _FRAME.point(*ROOT[3])})


def draw_disc_bulge() -> Drawing:
    """Draw the disc with its bulge; the right root bends round it."""
    shapes = _section(_BULGED_RING, _BULGED_NUCLEUS, _PUSHED_ROOT)
    anchors = {**_anchors(), "bulge": _FRAME.point(12.6, -3.0), "root": _FRAME.point(*ROOT[3])}
    return Drawing(_WIDTH, _HEIGHT, tuple(shapes), anchors)


def _section(ring: Sequence[Point], nucleus: Sequence[Point], right_root: Sequence[Point]) -> Iterator[Shape]:
    yield from vertebra_below(_FRAME)
    yield from nerves_in_canal(_FRAME, SAC, NERVES)
    yield from arch(_FRAME)
    yield from disc_from_above(_FRAME, ring, nucleus)
    yield from roots(_FRAME, right_root, mirrored(ROOT))


def _anchors() -> dict[str, Point]:
    return {
        "ring": _FRAME.point(21.5, 22),
        "nucleus": _FRAME.point(5, 18),
        "canal": _FRAME.point(4.0, -16),
        "joint": _FRAME.point(19, -15.5),
        "bone": _FRAME.point(2.4, -34),
    }
