"""Draw the muscles that hold the spine all round, from the side: like a can with a lid, a floor and walls.

View from the person's right, who faces right; 4.9 mm are one unit. The trunk is cut in the middle, the spine whole.
Tables are in millimetres about the middle of the upper end-plate of the sacrum, y up.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, smooth, tapered
from generator.figures.paints import BONE, BONE_LINE, BONE_PT, FINE_PT, MUSCLE, MUSCLE_LINE, MUSCLE_PALE
from generator.figures.shapes import Drawing, Path, Point, Shape
from generator.figures.skin import skin_between
from generator.figures.small_column import small_column
from generator.figures.vertebrae import LOWER_THORACIC, LUMBAR, column_on, sacrum

_WIDTH, _HEIGHT = 50.0, 96.8
_FRAME = Frame(22.2, 34.8, 0.205)
_SACRUM = Frame(_FRAME.x, _FRAME.y, _FRAME.scale, 40)

_BACK: tuple[Point, ...] = (
    (-86, 300), (-82, 270), (-75, 230), (-68, 185), (-63, 140), (-61, 100), (-62, 65), (-67, 30), (-77, -10),
    (-91, -45), (-101, -80), (-102, -110), (-95, -140), (-90, -166),
)  # fmt: skip
_FRONT: tuple[Point, ...] = (
    (131, 300), (129.6, 250), (126, 200), (123, 150), (121.6, 100), (123.6, 50), (126, 0), (122, -50), (110, -88),
    (103, -114), (104, -140), (109, -166),
)  # fmt: skip
_DIAPHRAGM: tuple[Point, ...] = (
    (37, 100), (33, 135), (26, 172), (19, 204), (18, 228), (28, 250), (50, 265), (76, 267), (100, 255), (117, 232),
)  # fmt: skip
_BELLY: tuple[Point, ...] = (
    (117, 232), (115, 200), (112, 150), (110, 100), (112, 50), (114, 0), (109, -48), (95, -82), (78, -103),
)  # fmt: skip
_FLOOR: tuple[Point, ...] = ((54, -128), (34, -140), (10, -144), (-12, -134), (-26, -112))
_ERECTOR: tuple[Point, ...] = (  # its front from the top, then its back from below
    (-58, 300), (-58, 300), (-52, 262), (-44, 222), (-37, 180), (-31, 140), (-28, 100), (-30, 60), (-38, 20),
    (-48, -16), (-58, -50), (-62, -44), (-60, -8), (-56, 30), (-53, 66), (-53, 100), (-55, 140), (-60, 180), (-67, 226),
    (-74, 266), (-79, 300), (-79, 300),
)  # fmt: skip
_PUBIS: tuple[Point, ...] = ((74, -98), (84, -104), (80, -116), (62, -134), (52, -136), (51, -126), (62, -110))
_STERNUM: tuple[Point, ...] = (
    (116, 300),
    (116, 300),
    (116, 264),
    (115, 242),
    (118, 237),
    (122, 244),
    (124, 300),
    (124, 300),
)
_WALL_FIBRES = (200.0, 170.0, 140.0, 110.0, 80.0, 50.0, 20.0, -10.0, -40.0)
_BACK_FIBRES: tuple[tuple[Point, ...], ...] = (
    ((-65, 300), (-52, 226), (-41, 150), (-37, 90), (-45, 24), (-56, -26)),
    ((-72, 300), (-60, 226), (-49, 150), (-45, 90), (-51, 30)),
)


def draw_trunk_muscles() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (
        *skin_between(_FRAME.points(_FRONT), _FRAME.points(_BACK)),
        *_far_wall(),
        *_bones(),
        *_muscles(),
    )
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _far_wall() -> Iterator[Shape]:
    """Draw the deep belly muscle on the far side, whose fibres run round the trunk."""
    ring = (*_DIAPHRAGM, *_BELLY[1:], *_FLOOR, (-50, -60), (0, 0))
    yield Shape(smooth(_FRAME.points(ring), closed=True), MUSCLE_PALE)
    path: Path = ()
    for y in _WALL_FIBRES:
        path += smooth(_FRAME.points(((20, y), (70, y - 6), (112, y))))
    yield Shape(path, stroke=MUSCLE_LINE, width_pt=FINE_PT)


def _bones() -> Iterator[Shape]:
    yield from small_column(_SACRUM, [v.frame for v in column_on(_SACRUM, (*LUMBAR, *LOWER_THORACIC))])
    yield from sacrum(_SACRUM)
    yield Shape(smooth(_FRAME.points(_PUBIS), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(smooth(_FRAME.points(_STERNUM), closed=True), BONE, BONE_LINE, BONE_PT)


def _muscles() -> Iterator[Shape]:
    yield Shape(smooth(_FRAME.points(_ERECTOR), closed=True), MUSCLE, MUSCLE_LINE, BONE_PT)
    fibres = tuple(segment for fibre in _BACK_FIBRES for segment in smooth(_FRAME.points(fibre)))
    yield Shape(fibres, stroke=MUSCLE_LINE, width_pt=FINE_PT)
    for line, start, end in ((_FLOOR, 2.1, 2.1), (_BELLY, 2.1, 2.1), (_DIAPHRAGM, 1.2, 2.3)):
        yield Shape(tapered(_FRAME.points(line), start, end), MUSCLE, MUSCLE_LINE, BONE_PT)


def _anchors() -> Mapping[str, Point]:
    return {
        "diaphragm": _FRAME.point(*_DIAPHRAGM[7]),
        "back_muscles": _FRAME.point(-45, 165),
        "spine": _FRAME.point(26, 92),
        "belly_muscles": _FRAME.point(112, 50),
        "pelvic_floor": _FRAME.point(*_FLOOR[1]),
    }
