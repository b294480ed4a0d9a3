"""Draw two spinal canals from above, one over the other: one with room for the nerves, one that age has narrowed.

Both are cross-sections at a disc, front at the top, the person's right on the right; 1.35 mm are one unit. Below, the
disc bulges all along its back edge, the joints are broader and the ligament behind the canal is thick.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.figures.cross_section import (
    CANAL,
    NERVES,
    NUCLEUS,
    RING,
    ROOT,
    SAC,
    SUPERIOR,
    arch,
    disc_from_above,
    ligament,
    nerves_in_canal,
    roots,
    vertebra_below,
)
from generator.figures.curves import Frame, mirrored, symmetric
from generator.figures.shapes import Drawing, Point, Shape

_WIDTH, _HEIGHT = 48.0, 117.0
_SCALE = 0.74


@dataclass(frozen=True, slots=True)
class Level:
    """Hold the right halves of what makes a canal wide or narrow, in the frame of `cross_section`."""

    ring: tuple[Point, ...]
    superior: tuple[Point, ...]
    ligament: tuple[Point, ...]  # its inner edge, from the midline outwards
    sac: tuple[Point, ...]
    nerves: tuple[Point, ...]
    root: tuple[Point, ...]
    canal: tuple[Point, ...]


WIDE = Level(RING, SUPERIOR, ((0, -17.4), (5.8, -15.6), (10.4, -12.6), (12.6, -10.0)), SAC, NERVES, ROOT, CANAL)
NARROW = Level(
    ring=(*RING[:4], (24.6, 7), (19.2, -0.6), (10.5, -3.8), (0, -3.4)),
    superior=((10.2, -9.6), (12.0, -7.0), (19.4, -7.8), (25.2, -11.4), (27.0, -17.8), (24.2, -23.0), *SUPERIOR[6:]),
    ligament=((0, -13.0), (4.6, -10.9), (8.6, -8.6), (11.0, -8.6)),
    sac=((0, -4.2), (4.8, -4.8), (6.6, -6.4), (4.4, -9.6), (0, -11.9)),
    nerves=((1.2, -5.6), (3.6, -6.1), (1.2, -7.9), (3.4, -8.4), (1.2, -10.2)),
    root=((6.2, -6.4), (11.4, -5.8), (17, -4.6), *ROOT[3:]),
    canal=((0, -3.4), (6, -4.0), (10, -4.4), (10.4, -7.4), (8.6, -8.6), (4.6, -10.9), (0, -13.0)),
)
_FRAMES = (Frame(_WIDTH / 2, 90.4, _SCALE), Frame(_WIDTH / 2, 31.6, _SCALE))


def draw_narrow_canal() -> Drawing:
    """Draw the wide canal above and the narrow one below."""
    shapes = (*_level(_FRAMES[0], WIDE), *_level(_FRAMES[1], NARROW))
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors(*_FRAMES))


def _level(frame: Frame, level: Level) -> Iterator[Shape]:
    yield from vertebra_below(frame)
    yield from nerves_in_canal(frame, level.sac, level.nerves)
    yield from arch(frame, level.superior)
    yield from ligament(frame, level.ligament)
    yield from disc_from_above(frame, symmetric(level.ring), symmetric(NUCLEUS))
    yield from roots(frame, level.root, mirrored(level.root))


def _anchors(wide: Frame, narrow: Frame) -> Mapping[str, Point]:
    return {
        "healthy_disc": wide.point(20, 20),
        "wide": wide.point(5.5, -13.5),
        "disc": narrow.point(16, 0.6),
        "narrow": narrow.point(2.6, -10.2),
        "ligament": narrow.point(7.6, -12.2),
        "joint": narrow.point(22.5, -16.5),
    }
