"""The lower body from waist to feet, from behind or from the front: skin that fades upwards, leg bones, hip bones.

Way-points are in the body's own frame: x = 0 is the midline, y = 0 the ground, 200 the height of a standing
adult, so 2 units are 1 % of standing height. Tables hold the half at page right, which `symmetric` and `both_sides`
mirror: lateral is +x. A doubled point is a corner. `placed` moves a finished outline into a drawing's box.
"""

from collections.abc import Iterable, Iterator, Sequence

from generator.figures.curves import mirrored, moved, polyline, smooth, symmetric
from generator.figures.shapes import Paint, Path, Point, Shape

WIDTH, HEIGHT = 42.0, 149.4
_MIDLINE, _GROUND = 21.0, 0.6  # the origin of the body's frame in the box

_CONTOUR, _CONTOUR_PT = Paint("line"), 0.9
_PALE = 0.25  # the skin is this much paler than the theme's tone, so that a nerve or a vessel stands out
_FAR_SKIN = Paint("skin", "skin_far", 0.25)
LEG_BONE = Paint("bone", "skin", 0.35)  # quieter than spine and pelvis, which the text is about
LEG_BONE_LINE, _LEG_BONE_PT = Paint("line", "skin", 0.6), 0.4
_GHOST, _GHOST_LINE = Paint("bone", "skin", 0.15), Paint("line", "skin", 0.85)

# ---- body: the flank is straight where it fades, then waist, hip, leg and foot -----------------------------

_FLANK_TOP: Point = (18.4, 148.4)
_FLANK_FOOT: Point = (17.4, 133.0)
_FADE_START = 136.5  # height at which the skin begins to pale
_WAIST_TO_ANKLE: tuple[Point, ...] = (
    _FLANK_FOOT, (17.0, 127.4), (16.5, 122.4), (16.9, 117), (18.5, 110), (19.9, 103.5), (20.5, 97),
    (20.3, 90), (19.4, 79), (16.7, 61), (15.9, 54), (16.0, 49), (16.7, 41), (16.2, 31), (14.4, 20.5),
    (13.1, 13.5),
)  # fmt: skip
_HEEL: tuple[Point, ...] = (
    (13.2, 8.8), (12.6, 6.2), (12.8, 3), (11.6, 0.4), (9.7, -0.1), (7.8, 0.4), (6.6, 3), (6.9, 6.4),
)  # fmt: skip
_FOOT: tuple[Point, ...] = (
    (13.4, 9.4), (15.4, 5.2), (17.6, 2.0), (16.4, 0.1), (12.6, -0.1), (8.6, 0), (6.4, 0.9), (6.0, 3.6), (6.3, 7.0),
)  # fmt: skip
_ANKLE_TO_CROTCH: tuple[Point, ...] = (
    (6.1, 10.4), (6.8, 15), (6.5, 22), (5.2, 33), (5.4, 41), (6.3, 49), (6.1, 55), (4.6, 66), (1.7, 86),
    (0.8, 91.6), (0, 93.2),
)  # fmt: skip
_FOREFOOT: tuple[Point, ...] = (
    (11, 7.6), (11, 7.6), (13.2, 6.6), (15.4, 4.6), (17.3, 3.0), (17.6, 1.0), (15.8, 0), (11, 0), (11, 0),
)  # fmt: skip
_TOES: tuple[tuple[Point, ...], ...] = (
    ((9.2, 0.2), (9.4, 2.4)), ((11.6, 0.1), (11.8, 2.3)), ((13.8, 0.1), (13.8, 2.0)),
)  # fmt: skip

# ---- bones -------------------------------------------------------------------------------------------------

_FEMUR: tuple[Point, ...] = (
    (10.6, 106.0), (13.2, 105.4), (14.7, 103.6), (16.1, 105.0), (17.8, 102.4), (16.4, 94), (14.3, 72),
    (13.8, 63), (14.9, 57.2), (13.0, 54.7), (10.9, 56.2), (8.9, 54.7), (7.1, 57.2), (10.3, 64), (11.3, 72),
    (13.2, 92), (10.6, 100.0),
)  # fmt: skip
_TIBIA: tuple[Point, ...] = (
    (7.2, 53.1), (10.9, 53.7), (14.6, 53.1), (14.5, 51.0), (12.4, 46), (11.3, 30), (10.8, 10.4), (8.6, 10.1),
    (7.8, 8.3), (7.2, 9.2), (8.6, 30), (8.6, 46), (7.3, 51.0),
)  # fmt: skip
_FIBULA: tuple[Point, ...] = (
    (14.2, 50.6), (15.0, 49.0), (14.3, 42), (12.2, 13.0), (11.9, 7.6), (11.2, 12.0), (13.5, 42), (13.5, 48.4),
)  # fmt: skip
_HEEL_BONE: tuple[Point, ...] = ((8.6, 9.2), (10.4, 9.2), (11.4, 5.0), (10.7, 1.5), (8.9, 1.5), (8.0, 5.0))
_KNEE_CAP: tuple[Point, ...] = ((9.1, 60.8), (11.0, 62.2), (12.9, 60.8), (11.0, 56.6))
ILIUM: tuple[Point, ...] = (
    (4.7, 109.6), (5.3, 113.4), (7.6, 117.3), (10.9, 119.2), (14.2, 118.4), (16.2, 115.2), (15.6, 111.2),
    (13.6, 108.0), (14.2, 105.2), (13.4, 102.2), (11.8, 99.6), (11.9, 95.6), (10.2, 92.2), (7.6, 93.2),
    (7.3, 99.4), (6.5, 102.2), (8.4, 104.6), (7.8, 106.7), (5.6, 107.4),
)  # fmt: skip
PUBIS: tuple[Point, ...] = (
    (0.6, 101.0), (2.4, 102.2), (9.0, 103.2), (10.4, 96.0), (8.6, 93.0), (4.0, 96.2), (1.0, 96.8), (0.6, 98),
)  # fmt: skip
OBTURATOR: tuple[Point, ...] = ((4.3, 98.8), (6.0, 100.3), (8.6, 99.8), (8.4, 96.2), (6.2, 96.4))
SACRUM: tuple[Point, ...] = (
    (0, 112.9), (3.4, 113.1), (6.0, 112.2), (6.2, 109.6), (4.7, 105.4), (2.0, 101.0), (1.2, 98.8),
    (0.8, 96.8), (0, 95.8),
)  # fmt: skip

_L5_FLOOR, _PITCH = 114.4, 5.5
_VERTEBRA: tuple[Point, ...] = (
    (4.4, 4.2), (4.8, 3.8), (4.3, 2.9), (4.3, 1.3), (4.8, 0.4), (4.4, 0),
)  # fmt: skip


def body_outline() -> tuple[Point, ...]:
    """List the way-points round the body from behind, below the fade, in the frame of the tables."""
    return _outline(_HEEL)


def body_behind(pale: float = _PALE) -> Iterator[Shape]:
    """Draw the body from behind, its skin *pale* of the way to paper: the person's right is on the right."""
    yield Shape(both_sides(_FOREFOOT), _FAR_SKIN, _CONTOUR, _CONTOUR_PT)
    yield from _body(_HEEL, pale)


def body_front() -> Iterator[Shape]:
    """Draw the body from the front: the person's left is on the right."""
    yield from _body(_FOOT, _PALE)
    toes = (segment for toe in _TOES for segment in both_sides(toe, closed=False))
    yield Shape(tuple(toes), stroke=LEG_BONE_LINE, width_pt=_LEG_BONE_PT)


def leg_bones_behind() -> Iterator[Shape]:
    """Draw the bones of both legs from behind, quietly."""
    for bone in (_HEEL_BONE, _FIBULA, _TIBIA, _FEMUR):
        yield _quiet_bone(bone)


def leg_bones_front() -> Iterator[Shape]:
    """Draw the bones of both legs from the front down to the ankles, quietly."""
    for bone in (_FIBULA, _TIBIA, _FEMUR, _KNEE_CAP):
        yield _quiet_bone(bone)


def quiet_spine_front() -> Iterator[Shape]:
    """Draw the bodies of the lumbar vertebrae from the front, quietly, and T12 as a ghost."""
    for levels, bone, line in ((range(5), LEG_BONE, LEG_BONE_LINE), (range(5, 6), _GHOST, _GHOST_LINE)):
        bodies = (moved(symmetric(_VERTEBRA), 0, _L5_FLOOR + above * _PITCH) for above in levels)
        path = tuple(segment for body in bodies for segment in polyline(placed(body), closed=True))
        yield Shape(path, bone, line, _LEG_BONE_PT)


def quiet_pelvis_front() -> Iterator[Shape]:
    """Draw the pelvis from the front, quietly: the sacrum behind, then the hip bones."""
    yield Shape(smooth(placed(symmetric(SACRUM)), closed=True), LEG_BONE, LEG_BONE_LINE, _LEG_BONE_PT)
    yield _quiet_bone(ILIUM)
    pubis = (*both_sides(PUBIS), *both_sides(OBTURATOR[::-1]))  # the hole runs against its rim
    yield Shape(pubis, LEG_BONE, LEG_BONE_LINE, _LEG_BONE_PT)


def _quiet_bone(points: Sequence[Point]) -> Shape:
    """Draw a bone of both sides in the tone of the leg bones."""
    return Shape(both_sides(points), LEG_BONE, LEG_BONE_LINE, _LEG_BONE_PT)


def both_sides(points: Sequence[Point], *, closed: bool = True) -> Path:
    """Draw a right-hand part and its mirror image, turning the same way."""
    return (
        *smooth(placed(points), closed=closed),
        *smooth(placed(mirrored(points[::-1])), closed=closed),
    )


def placed(points: Iterable[Point]) -> tuple[Point, ...]:
    """Move *points* from the body's frame into the box."""
    return moved(points, _MIDLINE, _GROUND)


def _body(foot: Sequence[Point], pale: float) -> Iterator[Shape]:
    yield Shape(smooth(placed(_outline(foot)), closed=True), Paint("skin", amount=pale))
    yield from _fading_skin(pale)
    yield from _fading_contour()
    yield Shape(smooth(placed(symmetric(_leg(foot)))), stroke=_CONTOUR, width_pt=_CONTOUR_PT)


def _outline(foot: Sequence[Point]) -> tuple[Point, ...]:
    corner = _on_flank(_FADE_START)
    return symmetric((corner, corner, *_leg(foot)))


def _leg(foot: Sequence[Point]) -> tuple[Point, ...]:
    return (*_WAIST_TO_ANKLE, *foot, *_ANKLE_TO_CROTCH)


def _fading_skin(pale: float) -> Iterator[Shape]:
    """Pale the skin upwards to paper in steps too small to see; each covers the rim of the one below."""
    steps = 12
    rise = (_FLANK_TOP[1] - _FADE_START) / (steps + 1)
    for i in range(steps):
        floor = _FADE_START + (i - 0.5) * rise
        band = symmetric((_on_flank(floor + 2 * rise), _on_flank(floor)))
        paint = Paint("skin", amount=pale + (1 - pale) * (i + 1) / (steps + 1))
        yield Shape(polyline(placed(band), closed=True), paint)


def _fading_contour() -> Iterator[Shape]:
    """Pale the flanks' contour upwards: ever shorter and darker lines, each over the last."""
    steps = 9
    for i in range(steps, 0, -1):
        top = _FLANK_FOOT[1] + (_FLANK_TOP[1] - _FLANK_FOOT[1]) * i / steps
        flank = (_FLANK_FOOT, _on_flank(top))
        path = (*polyline(placed(flank)), *polyline(placed(mirrored(flank))))
        yield Shape(path, stroke=Paint("line", amount=i / (steps + 1)), width_pt=_CONTOUR_PT)


def _on_flank(y: float) -> Point:
    (x0, y0), (x1, y1) = _FLANK_FOOT, _FLANK_TOP
    return (x0 + (x1 - x0) * (y - y0) / (y1 - y0), y)
