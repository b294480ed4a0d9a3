"""Draw the right hip from the side, its big muscle taken away: gluteus medius, its tendon, and the band over both.

The tendon holds on to the greater trochanter, the bony point at the side of the hip. The iliotibial band runs over it
from the pelvis to the knee; it is cut open there, dashes show where it was. The person faces right; 4.7 mm are one
unit. In the tables, in millimetres, the origin is the middle of the hip joint.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, circle, smooth
from generator.figures.paints import (
    BONE,
    BONE_LINE,
    BONE_PT,
    BONE_SHADE,
    DISC_PALE,
    FINE_PT,
    MUSCLE,
    MUSCLE_LINE,
    MUSCLE_PALE,
    SKIN,
)
from generator.figures.rings import feel_it_here
from generator.figures.shapes import Drawing, Point, Shape
from generator.figures.skin import skin_between
from generator.figures.vertebrae import Vertebra, disc, sacrum, stacked

_WIDTH, _HEIGHT = 50.0, 83.0
_SCALE = 0.213
_FRAME = Frame(28.6, 40.4, _SCALE)
_SACRUM = Frame(*_FRAME.point(-24, 106), _SCALE, 40)
_L5 = Vertebra(stacked(_SACRUM, 9.5, 23, half_below=0, scale=_SCALE), spine=0.62)
_L4 = Vertebra(stacked(_L5.frame, 10.0, 8, half_below=13.5, scale=_SCALE), spine=0.85)

_BACK: tuple[Point, ...] = (
    (-82, 197), (-87, 166), (-92, 138), (-101, 108), (-115, 72), (-127, 34), (-132, -4), (-130, -40), (-121, -70),
    (-108, -92), (-102, -112), (-98, -140), (-93, -188),
)  # fmt: skip
_BELLY: tuple[Point, ...] = (
    (92, 197), (96, 160), (98, 124), (96, 92), (90, 54), (82, 20), (79, -8), (83, -38), (88, -76), (90, -116),
    (86, -188),
)  # fmt: skip
_HIP_BONE: tuple[Point, ...] = (
    (53, 84), (48, 98), (30, 121), (5, 135), (-25, 140), (-55, 133), (-78, 119), (-91, 105), (-88, 94), (-82, 84),
    (-80, 70), (-66, 66), (-52, 54), (-45, 36), (-44, 14), (-54, -9), (-46, -18), (-45, -34), (-53, -52), (-50, -70),
    (-36, -84), (-18, -82), (0, -76), (22, -70), (44, -60), (60, -46), (68, -30), (66, -16), (52, -8), (36, 4),
    (30, 18), (40, 40), (38, 52), (44, 68),
)  # fmt: skip
_OBTURATOR: tuple[Point, ...] = ((-14, -44), (-4, -30), (14, -28), (32, -34), (36, -46), (16, -60), (-6, -60))
THIGH_BONE: tuple[Point, ...] = (
    (-18, -188), (-21, -120), (-26, -64), (-33, -34), (-31, -6), (-20, 10), (-6, 9), (10, -1), (19, -20), (19, -52),
    (18, -110), (18, -188),
)  # fmt: skip
MUSCLE_EDGE: tuple[Point, ...] = (
    (46, 90), (40, 103), (24, 118), (2, 127), (-25, 131), (-52, 125), (-74, 111), (-70, 94), (-54, 66), (-36, 36),
    (-26, 8), (-18, -10), (-4, -14), (8, -10), (14, 8), (24, 40), (36, 66),
)  # fmt: skip
_TENDON: tuple[Point, ...] = (
    (19, 24), (12, 34), (5, 30), (-4, 46), (-10, 36), (-16, 40), (-22, 52), (-28, 40), (-35, 34), (-26, 8), (-18, -10),
    (-4, -14), (8, -10), (14, 8),
)  # fmt: skip
_FIBRES: tuple[tuple[Point, ...], ...] = (
    ((36, 94), (26, 66), (12, 36)),
    ((20, 112), (12, 76), (2, 44)),
    ((-2, 120), (-6, 86), (-8, 54)),
    ((-26, 123), (-22, 88), (-16, 56)),
    ((-48, 118), (-38, 84), (-24, 56)),
    ((-64, 104), (-50, 76), (-32, 46)),
)
_TENSOR: tuple[Point, ...] = (
    (54, 80), (48, 96), (38, 110), (38, 110), (30, 84), (24, 40), (21, -10), (20, -60), (22, -100), (30, -84),
    (44, -40), (55, 10), (58, 50),
)  # fmt: skip
BAND: tuple[Point, ...] = (
    (-24, -50), (-24, -50), (-8, -43), (10, -46), (26, -56), (26, -56), (28, -96), (25, -140), (22, -188), (22, -188),
    (-8, -188), (-8, -188), (-12, -120),
)  # fmt: skip
_BAND_FIBRES: tuple[tuple[Point, ...], ...] = (
    ((-12, -56), (-4, -120), (-1, -180)), ((0, -54), (5, -120), (7, -180)), ((13, -58), (15, -120), (14, -180)),
)  # fmt: skip
_BAND_WAS: tuple[Point, ...] = ((-24, -50), (-34, -6), (-38, 40), (-40, 86), (-38, 124))  # its rear edge
SPOT: Point = (-6, -8)
RINGS = (4.0, 5.6)
_DASH_PT = (1.8, 2.2)


def draw_side_of_hip() -> Drawing:
    """Draw the figure from back to front."""
    rings = feel_it_here(_FRAME.point(*SPOT), RINGS)
    shapes = (*_skin(), *_spine(), *_bones(), *_muscles(), *_band(), *rings)
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _skin() -> Iterator[Shape]:
    yield from skin_between(_FRAME.points(_BELLY), _FRAME.points(_BACK))


def _spine() -> Iterator[Shape]:
    yield disc(_L5.frame, _SACRUM, on_sacrum=True)
    yield disc(_L4.frame, _L5.frame)
    yield from sacrum(_SACRUM)
    for vertebra in (_L5, _L4):
        yield vertebra.body()
        yield from vertebra.arch()


def _bones() -> Iterator[Shape]:
    yield Shape(smooth(_FRAME.points(_HIP_BONE), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(_FRAME.points(_OBTURATOR), closed=True), SKIN, BONE_LINE, FINE_PT)
    yield Shape(circle(_FRAME.point(0, 0), 27 * _SCALE), BONE_SHADE, BONE_LINE, FINE_PT)
    yield Shape(smooth(_FRAME.points(THIGH_BONE)), BONE, BONE_LINE, BONE_PT)


def _muscles() -> Iterator[Shape]:
    yield Shape(smooth(_FRAME.points(MUSCLE_EDGE), closed=True), MUSCLE, BONE_LINE, BONE_PT)
    yield Shape(smooth(_FRAME.points(_TENDON), closed=True), BONE, BONE_LINE, FINE_PT)
    yield _lines(_FIBRES)
    yield Shape(smooth(_FRAME.points(_TENSOR), closed=True), MUSCLE_PALE, MUSCLE_LINE, FINE_PT)


def _band() -> Iterator[Shape]:
    yield Shape(smooth(_FRAME.points(_BAND_WAS)), stroke=BONE_LINE, width_pt=BONE_PT, dash=_DASH_PT)
    yield Shape(smooth(_FRAME.points(BAND), closed=True), DISC_PALE, BONE_LINE, BONE_PT)
    yield _lines(_BAND_FIBRES)


def _lines(lines: tuple[tuple[Point, ...], ...]) -> Shape:
    return Shape(_FRAME.curves(lines), stroke=MUSCLE_LINE, width_pt=FINE_PT)


def _anchors() -> Mapping[str, Point]:
    return {
        "pelvis": _FRAME.point(23, 122.4),
        "muscle": _FRAME.point(14, 86),
        "tendon": _FRAME.point(4, 20),
        "sore": _FRAME.point(*SPOT),
        "band": _FRAME.point(14, -120),
    }
