"""Draw the right buttock from behind, its big muscles taken away: piriformis, and the nerve that leaves below it.

The person's right is on the right; 4.8 mm are one unit. The frame is that of `pelvis`. The muscles that turn the
hip out below the piriformis lie under the nerve and are paler.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, smooth, tapered
from generator.figures.paints import (
    BONE_LINE,
    BONE_PT,
    FINE_PT,
    HALO_PT,
    MUSCLE,
    MUSCLE_LINE,
    MUSCLE_PALE,
    NERVE,
    PAPER,
)
from generator.figures.pelvis import hip_bone, thigh_bone
from generator.figures.pelvis import sacrum as draw_sacrum
from generator.figures.shapes import Drawing, Point, Shape
from generator.figures.skin import skin_beside
from generator.figures.vertebra_behind import disc_behind, vertebra_behind

_WIDTH, _HEIGHT = 50.0, 67.2
_FRAME = Frame(12.1, 16.4, 0.208)
_L5 = Frame(_FRAME.x, _FRAME.y + 207 * _FRAME.scale, _FRAME.scale * 1.05)

_CONTOUR: tuple[Point, ...] = (
    (126, 241), (127, 220), (138, 190), (158, 150), (173, 112), (179, 78), (178, 44), (170, 2), (162, -36), (156, -75),
)  # fmt: skip
_FOLD: tuple[Point, ...] = ((5, -8), (30, -20), (70, -24), (112, -14))
_CLEFT: tuple[Point, ...] = ((0, 52), (1.5, 20), (5, -8), (9, -40), (10, -75))
_QUADRATUS: tuple[Point, ...] = (
    (79, 42), (104, 50), (132, 58), (137, 56), (133, 40), (130, 25), (126, 22), (100, 14), (80, 10), (76, 13), (77, 39),
)  # fmt: skip
_OBTURATOR: tuple[Point, ...] = (
    (56, 70), (84, 82), (118, 92), (148, 98), (150, 91), (134, 82), (104, 62), (78, 48), (58, 47), (55, 50), (54, 67),
)  # fmt: skip
_PIRIFORMIS: tuple[Point, ...] = (
    (20, 150), (44, 142), (72, 131), (104, 119), (132, 110), (152, 105), (154, 100), (150, 97), (126, 97), (98, 95),
    (66, 94), (44, 94), (20, 102),
)  # fmt: skip
_FIBRES: tuple[tuple[Point, ...], ...] = (
    ((36, 136), (72, 123), (108, 112), (144, 102.5)),
    ((34, 124), (72, 114), (108, 106), (144, 101)),
    ((34, 111), (72, 104), (108, 101), (140, 99)),
)
_OBTURATOR_FIBRES: tuple[tuple[Point, ...], ...] = (((60, 62), (92, 74), (134, 90)),)
_QUADRATUS_FIBRES: tuple[tuple[Point, ...], ...] = (((84, 32), (108, 40), (131, 44)), ((82, 20), (106, 26), (128, 31)))
NERVE_LINE: tuple[Point, ...] = ((52, 118), (68, 106), (86, 84), (98, 52), (102, 16), (101, -30), (99, -72))
NERVE_WIDTH = 11.0


def draw_deep_gluteal() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (*_skin(), *_bones(), *_deep_muscles(), *_nerve(), *_piriformis(), *draw_sacrum(_FRAME))
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def piriformis() -> tuple[Point, ...]:
    """List the way-points round the piriformis, in the figure's units."""
    return _FRAME.points(_PIRIFORMIS)


def nerve() -> tuple[Point, ...]:
    """List the way-points along the middle of the nerve, in the figure's units."""
    return _FRAME.points(NERVE_LINE)


def _skin() -> Iterator[Shape]:
    yield from skin_beside(_FRAME.points(_CONTOUR), 0.1)
    yield Shape((*smooth(_FRAME.points(_CLEFT)), *smooth(_FRAME.points(_FOLD))), stroke=MUSCLE_LINE, width_pt=FINE_PT)


def _bones() -> Iterator[Shape]:
    yield thigh_bone(_FRAME, 1)
    yield from hip_bone(_FRAME, 1)
    yield disc_behind(_L5)
    yield from vertebra_behind(_L5)


def _deep_muscles() -> Iterator[Shape]:
    for muscle in (_QUADRATUS, _OBTURATOR):
        yield Shape(smooth(_FRAME.points(muscle), closed=True), MUSCLE_PALE, MUSCLE_LINE, FINE_PT)
    yield _fibres((*_OBTURATOR_FIBRES, *_QUADRATUS_FIBRES))


def _nerve() -> Iterator[Shape]:
    width = NERVE_WIDTH * _FRAME.scale
    path = tapered(nerve(), width, width * 0.85)
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)


def _piriformis() -> Iterator[Shape]:
    yield Shape(smooth(piriformis(), closed=True), MUSCLE, BONE_LINE, BONE_PT)
    yield _fibres(_FIBRES)


def _fibres(lines: tuple[tuple[Point, ...], ...]) -> Shape:
    return Shape(_FRAME.curves(lines), stroke=MUSCLE_LINE, width_pt=FINE_PT)


def _anchors() -> Mapping[str, Point]:
    return {
        "hip_bone": _FRAME.point(118, 176),
        "piriformis": _FRAME.point(104, 108),
        "thigh_bone": _FRAME.point(158, 84),
        "rotators": _FRAME.point(124, 40),
        "nerve": _FRAME.point(*NERVE_LINE[4]),
        "sacrum": _FRAME.point(30, 168),
    }
