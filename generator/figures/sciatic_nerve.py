"""Draw the lower body from behind: lumbar spine, pelvis, leg bones and the right sciatic nerve.

Way-points are in the body's own frame: x = 0 is the midline, y = 0 the ground, 200 the height of a standing
adult, so 2 units are 1 % of standing height. Seen from behind, the person's right is on the right of the
page: lateral is +x. Tables hold the right half, which `symmetric` and `_both_sides` mirror; a doubled point
is a corner. `_placed` moves a finished outline into the drawing's box.
"""

from collections.abc import Iterable, Iterator, Sequence

from generator.figures.curves import circle, mirrored, moved, polyline, smooth, symmetric, tapered
from generator.figures.shapes import Drawing, Paint, Path, Point, Shape

_WIDTH, _HEIGHT = 42.0, 149.4
_MIDLINE, _GROUND = 21.0, 0.6  # the origin of the body's frame in the box

_PALE = 0.25  # the skin is this much paler than the theme's tone, so that the nerve stands out
_SKIN = Paint("skin", amount=_PALE)
_FAR_SKIN = Paint("skin", "skin_far", 0.25)
_CONTOUR = Paint("line")
_BONE = Paint("bone")
_BONE_SHADE = Paint("bone", "line", 0.14)
_BONE_LINE = Paint("line", "bone", 0.12)
_FORAMEN = Paint("line", "bone", 0.5)
_LEG_BONE = Paint("bone", "skin", 0.35)  # quieter than spine and pelvis, which the text is about
_LEG_BONE_LINE = Paint("line", "skin", 0.6)
_DISC = Paint("shirt", amount=0.1)
_NERVE = Paint("accent")

_CONTOUR_PT, _BONE_PT, _FINE_PT, _HALO_PT = 0.9, 0.55, 0.4, 1.3

# ---- body: the flank is straight where it fades, then waist, hip, leg and heel -----------------------------

_FLANK_TOP: Point = (18.4, 148.4)
_FLANK_FOOT: Point = (17.4, 133.0)
_FADE_START = 136.5  # height at which the skin begins to pale
_LEG: tuple[Point, ...] = (
    _FLANK_FOOT, (17.0, 127.4), (16.5, 122.4), (16.9, 117), (18.5, 110), (19.9, 103.5), (20.5, 97),
    (20.3, 90), (19.4, 79), (16.7, 61), (15.9, 54), (16.0, 49), (16.7, 41), (16.2, 31), (14.4, 20.5),
    (13.1, 13.5), (13.2, 8.8), (12.6, 6.2), (12.8, 3), (11.6, 0.4), (9.7, -0.1), (7.8, 0.4), (6.6, 3),
    (6.9, 6.4), (6.1, 10.4), (6.8, 15), (6.5, 22), (5.2, 33), (5.4, 41), (6.3, 49), (6.1, 55), (4.6, 66),
    (1.7, 86), (0.8, 91.6), (0, 93.2),
)  # fmt: skip
_FOREFOOT: tuple[Point, ...] = (
    (11, 7.6), (11, 7.6), (13.2, 6.6), (15.4, 4.6), (17.3, 3.0), (17.6, 1.0), (15.8, 0), (11, 0), (11, 0),
)  # fmt: skip

# ---- leg bones ---------------------------------------------------------------------------------------------

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

# ---- pelvis ------------------------------------------------------------------------------------------------

_ILIUM: tuple[Point, ...] = (
    (4.7, 109.6), (5.3, 113.4), (7.6, 117.3), (10.9, 119.2), (14.2, 118.4), (16.2, 115.2), (15.6, 111.2),
    (13.6, 108.0), (14.2, 105.2), (13.4, 102.2), (11.8, 99.6), (11.9, 95.6), (10.2, 92.2), (7.6, 93.2),
    (7.3, 99.4), (6.5, 102.2), (8.4, 104.6), (7.8, 106.7), (5.6, 107.4),
)  # fmt: skip
_PUBIS: tuple[Point, ...] = (
    (0.6, 101.0), (2.4, 102.2), (9.0, 103.2), (10.4, 96.0), (8.6, 93.0), (4.0, 96.2), (1.0, 96.8), (0.6, 98),
)  # fmt: skip
_OBTURATOR: tuple[Point, ...] = ((4.3, 98.8), (6.0, 100.3), (8.6, 99.8), (8.4, 96.2), (6.2, 96.4))
_ILIAC_RIDGE: tuple[Point, ...] = ((7.2, 115.0), (9.8, 116.9), (12.5, 116.8), (14.4, 114.8))
_SACRUM: tuple[Point, ...] = (
    (0, 112.9), (3.4, 113.1), (6.0, 112.2), (6.2, 109.6), (4.7, 105.4), (2.0, 101.0), (1.2, 98.8),
    (0.8, 96.8), (0, 95.8),
)  # fmt: skip
_SACRAL_CREST: tuple[Point, ...] = ((0, 112.0), (0.6, 108.6), (0, 102.6))
_FORAMINA: tuple[Point, ...] = ((3.3, 110.2), (2.8, 107.4), (2.25, 104.8))
_FORAMEN_RADIUS = 0.5

# ---- spine: one vertebra about the middle of its floor, repeated upwards from L5 ---------------------------

_L5_FLOOR, _PITCH, _VERTEBRA_HEIGHT = 114.4, 5.5, 4.2
_FADES = (0.0, 0.0, 0.0, 0.0, 0.0, 0.55)  # L5 to L1, then T12 as a ghost: the spine goes on

# ---- nerve -------------------------------------------------------------------------------------------------

_JOIN: Point = (7.7, 105.2)
_MID_THIGH: Point = (12.3, 83.0)
_FORK: Point = (11.1, 62.0)
_ROOTS: tuple[tuple[Point, ...], ...] = (
    ((4.9, 119.4), (6.2, 114.6), (7.0, 109.6), _JOIN),
    ((5.0, 113.8), (6.4, 111.2), (7.1, 108.4), _JOIN),
    ((3.3, 110.2), (5.6, 108.8), _JOIN),
    ((2.8, 107.4), (5.3, 107.0), _JOIN),
    ((2.25, 104.8), (5.0, 105.4), _JOIN),
)  # fmt: skip
_SCIATIC_TO_TIBIAL: tuple[Point, ...] = (
    _JOIN, (8.8, 102.4), (11.0, 98.0), (12.2, 92.6), _MID_THIGH, (11.7, 72), _FORK, (10.9, 53), (11.0, 42),
    (10.6, 30), (9.4, 18), (7.9, 10.4), (7.6, 5.4),
)  # fmt: skip
_FIBULAR: tuple[Point, ...] = (
    _FORK, (12.2, 57), (14.5, 51), (15.2, 46), (14.6, 38), (13.2, 24), (11.9, 12), (12.0, 7.4),
)  # fmt: skip


def draw_sciatic_nerve() -> Drawing:
    """Draw the figure from back to front."""
    shapes = (*_body(), *_leg_bones(), *_pelvis(), *_spine(), *_nerve())
    anchors = _anchors()
    return Drawing(_WIDTH, _HEIGHT, shapes, dict(zip(anchors, _placed(anchors.values()), strict=True)))


def body_outline() -> tuple[Point, ...]:
    """List the way-points round the body below the fade, in the frame of the tables."""
    corner = _on_flank(_FADE_START)
    return symmetric((corner, corner, *_LEG))


def _anchors() -> dict[str, Point]:
    l1, l3 = (_L5_FLOOR + above * _PITCH for above in (4, 2))
    return {
        "vertebra": (6.2, l1 + _VERTEBRA_HEIGHT * 0.7),
        "disc": (3.6, l3 - 0.65),
        "roots": _JOIN,
        "nerve": _MID_THIGH,
        "fork": _FORK,
    }


def _body() -> Iterator[Shape]:
    yield Shape(_both_sides(_FOREFOOT), _FAR_SKIN, _CONTOUR, _CONTOUR_PT)
    yield Shape(smooth(_placed(body_outline()), closed=True), _SKIN)
    yield from _fading_skin()
    yield from _fading_contour()
    yield Shape(smooth(_placed(symmetric(_LEG))), stroke=_CONTOUR, width_pt=_CONTOUR_PT)


def _fading_skin() -> Iterator[Shape]:
    """Pale the skin upwards to paper in steps too small to see; each covers the rim of the one below."""
    steps = 12
    rise = (_FLANK_TOP[1] - _FADE_START) / (steps + 1)
    for i in range(steps):
        floor = _FADE_START + (i - 0.5) * rise
        band = symmetric((_on_flank(floor + 2 * rise), _on_flank(floor)))
        paint = Paint("skin", amount=_PALE + (1 - _PALE) * (i + 1) / (steps + 1))
        yield Shape(polyline(_placed(band), closed=True), paint)


def _fading_contour() -> Iterator[Shape]:
    """Pale the flanks' contour upwards: ever shorter and darker lines, each over the last."""
    steps = 9
    for i in range(steps, 0, -1):
        top = _FLANK_FOOT[1] + (_FLANK_TOP[1] - _FLANK_FOOT[1]) * i / steps
        flank = (_FLANK_FOOT, _on_flank(top))
        path = (*polyline(_placed(flank)), *polyline(_placed(mirrored(flank))))
        yield Shape(path, stroke=Paint("line", amount=i / (steps + 1)), width_pt=_CONTOUR_PT)


def _on_flank(y: float) -> Point:
    (x0, y0), (x1, y1) = _FLANK_FOOT, _FLANK_TOP
    return (x0 + (x1 - x0) * (y - y0) / (y1 - y0), y)


def _leg_bones() -> Iterator[Shape]:
    for bone in (_HEEL_BONE, _FIBULA, _TIBIA, _FEMUR):
        yield Shape(_both_sides(bone), _LEG_BONE, _LEG_BONE_LINE, _FINE_PT)


def _pelvis() -> Iterator[Shape]:
    # The hole runs against its rim: non-zero winding leaves it open.
    pubis = (*_both_sides(_PUBIS), *_both_sides(_OBTURATOR[::-1]))
    yield Shape(pubis, _BONE, _BONE_LINE, _BONE_PT)
    yield Shape(_both_sides(_ILIUM), _BONE, _BONE_LINE, _BONE_PT)
    yield Shape(_both_sides(_ILIAC_RIDGE, closed=False), stroke=_BONE_SHADE, width_pt=_BONE_PT)
    yield _outline(_SACRUM, _BONE, _BONE_LINE)
    yield _outline(_SACRAL_CREST, _BONE_SHADE)
    # Left side only: the roots of the right nerve come out of the right holes and cover them.
    holes = (circle(hole, _FORAMEN_RADIUS) for hole in _placed(mirrored(_FORAMINA)))
    yield Shape(tuple(segment for hole in holes for segment in hole), _FORAMEN)


def _spine() -> Iterator[Shape]:
    """Draw from the lowest vertebra up: each lower facet and spinous process lies over the bone below."""
    for above, fade in enumerate(_FADES):
        yield from _vertebra(_L5_FLOOR + above * _PITCH, 4.9 - 0.16 * above, fade)


def _vertebra(floor: float, half_width: float, fade: float) -> Iterator[Shape]:
    """Draw the disc below a vertebra, its body, arch and spinous process, *fade* of the way to paper."""
    w, h = half_width, _VERTEBRA_HEIGHT
    disc = ((w - 0.3, 0.3), (w + 0.05, -0.65), (w - 0.2, -1.6))
    bone = (
        (w - 0.4, h), (w - 0.4, h), (w - 0.1, h * 0.8), (w + 2.5, h * 0.9), (w + 2.8, h * 0.6),
        (w - 0.2, h * 0.38), (w - 0.2, 0), (w - 0.2, 0),
    )  # fmt: skip
    arch = ((0.9, h * 0.72), (2.4, h * 1.05), (1.9, h * 0.36), (2.3, -0.8), (1.0, -0.5))
    spinous = ((0, h * 0.6), (0.85, -0.3), (0, -1.5))
    line = Paint("line", amount=max(fade, _BONE_LINE.amount))
    soft = Paint("shirt", amount=max(fade, _DISC.amount))
    yield Shape(polyline(_placed(moved(symmetric(disc), 0, floor)), closed=True), soft, line, _BONE_PT)
    yield _outline(moved(bone, 0, floor), _BONE, line)
    yield _outline(moved(arch, 0, floor), Paint("bone", "line", _BONE_SHADE.amount * (1 - fade)))
    yield _outline(moved(spinous, 0, floor), _BONE, line)


def _nerve() -> Iterator[Shape]:
    """Draw the nerve in one piece, on a halo of paper that lifts it off the bones."""
    strokes = (
        *(tapered(_placed(root), 0.75, 1.5) for root in _ROOTS),
        tapered(_placed(_SCIATIC_TO_TIBIAL), 1.9, 0.6),
        tapered(_placed(_FIBULAR), 1.1, 0.5),
    )
    path = tuple(segment for stroke in strokes for segment in stroke)
    yield Shape(path, stroke=Paint("paper"), width_pt=_HALO_PT)
    yield Shape(path, _NERVE)


def _outline(half: Sequence[Point], fill: Paint, line: Paint | None = None) -> Shape:
    """Close the right *half* of an outline across the midline."""
    return Shape(smooth(_placed(symmetric(half)), closed=True), fill, line, _BONE_PT if line else 0.0)


def _both_sides(points: Sequence[Point], *, closed: bool = True) -> Path:
    """Draw a right-hand part and its mirror image, turning the same way."""
    return (
        *smooth(_placed(points), closed=closed),
        *smooth(_placed(mirrored(points[::-1])), closed=closed),
    )


def _placed(points: Iterable[Point]) -> tuple[Point, ...]:
    return moved(points, _MIDLINE, _GROUND)
