"""Draw the lower body from behind: lumbar spine, pelvis, leg bones and the right sciatic nerve.

The frame is that of `lower_body`. Seen from behind, the person's right is on the right of the page: lateral is +x.
"""

from collections.abc import Iterator, Sequence

from generator.figures.curves import circle, mirrored, moved, polyline, smooth, symmetric, tapered
from generator.figures.lower_body import (
    HEIGHT,
    ILIUM,
    OBTURATOR,
    PUBIS,
    SACRUM,
    WIDTH,
    body_behind,
    both_sides,
    leg_bones_behind,
    placed,
)
from generator.figures.shapes import Drawing, Paint, Point, Shape

_BONE = Paint("bone")
_BONE_SHADE = Paint("bone", "line", 0.14)
_BONE_LINE = Paint("line", "bone", 0.12)
_FORAMEN = Paint("line", "bone", 0.5)
_DISC = Paint("shirt", amount=0.1)
_NERVE = Paint("accent")

_BONE_PT, _HALO_PT = 0.55, 1.3

# ---- pelvis ------------------------------------------------------------------------------------------------

_ILIAC_RIDGE: tuple[Point, ...] = ((7.2, 115.0), (9.8, 116.9), (12.5, 116.8), (14.4, 114.8))
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
    shapes = (*body_behind(), *leg_bones_behind(), *_pelvis(), *_spine(), *_nerve())
    anchors = _anchors()
    return Drawing(WIDTH, HEIGHT, shapes, dict(zip(anchors, placed(anchors.values()), strict=True)))


def _anchors() -> dict[str, Point]:
    l1, l3 = (_L5_FLOOR + above * _PITCH for above in (4, 2))
    return {
        "vertebra": (6.2, l1 + _VERTEBRA_HEIGHT * 0.7),
        "disc": (3.6, l3 - 0.65),
        "roots": _JOIN,
        "nerve": _MID_THIGH,
        "fork": _FORK,
    }


def _pelvis() -> Iterator[Shape]:
    # The hole runs against its rim: non-zero winding leaves it open.
    pubis = (*both_sides(PUBIS), *both_sides(OBTURATOR[::-1]))
    yield Shape(pubis, _BONE, _BONE_LINE, _BONE_PT)
    yield Shape(both_sides(ILIUM), _BONE, _BONE_LINE, _BONE_PT)
    yield Shape(both_sides(_ILIAC_RIDGE, closed=False), stroke=_BONE_SHADE, width_pt=_BONE_PT)
    yield _outline(SACRUM, _BONE, _BONE_LINE)
    yield _outline(_SACRAL_CREST, _BONE_SHADE)
    # Left side only: the roots of the right nerve come out of the right holes and cover them.
    holes = (circle(hole, _FORAMEN_RADIUS) for hole in placed(mirrored(_FORAMINA)))
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
    yield Shape(polyline(placed(moved(symmetric(disc), 0, floor)), closed=True), soft, line, _BONE_PT)
    yield _outline(moved(bone, 0, floor), _BONE, line)
    yield _outline(moved(arch, 0, floor), Paint("bone", "line", _BONE_SHADE.amount * (1 - fade)))
    yield _outline(moved(spinous, 0, floor), _BONE, line)


def _nerve() -> Iterator[Shape]:
    """Draw the nerve in one piece, on a halo of paper that lifts it off the bones."""
    strokes = (
        *(tapered(placed(root), 0.75, 1.5) for root in _ROOTS),
        tapered(placed(_SCIATIC_TO_TIBIAL), 1.9, 0.6),
        tapered(placed(_FIBULAR), 1.1, 0.5),
    )
    path = tuple(segment for stroke in strokes for segment in stroke)
    yield Shape(path, stroke=Paint("paper"), width_pt=_HALO_PT)
    yield Shape(path, _NERVE)


def _outline(half: Sequence[Point], fill: Paint, line: Paint | None = None) -> Shape:
    """Close the right *half* of an outline across the midline."""
    return Shape(smooth(placed(symmetric(half)), closed=True), fill, line, _BONE_PT if line else 0.0)
