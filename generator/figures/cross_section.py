"""A lumbar disc from above, with the bone behind it and the nerves in the canal, in millimetres.

The front of the body is at the top; the person's right is on the right, as for one who looks down at himself.
Origin: the middle of the disc's back edge. Tables hold the right half, which `symmetric` completes.
"""

from collections.abc import Iterable, Iterator, Sequence

from generator.figures.curves import Frame, circle, mirrored, smooth, symmetric, tapered
from generator.figures.paints import (
    BONE,
    BONE_FAR,
    BONE_LINE,
    BONE_PT,
    CONTOUR_PT,
    DISC,
    DISC_PALE,
    FINE_PT,
    HALO_PT,
    MUSCLE,
    NERVE,
    NERVE_PALE,
    NERVE_TINT,
    PAPER,
)
from generator.figures.shapes import Path, Point, Shape

RING: tuple[Point, ...] = ((0, 35), (10.5, 33.8), (20, 28), (25, 18), (24, 8), (18.4, 0.6), (10.5, -1.4), (0, 0.2))
# The vertebra below, seen past the disc: pedicle and transverse process; the arch is cut through.
_PEDICLE: tuple[Point, ...] = (
    (13.5, 3), (22.5, 4), (23.2, -4.5), (27.5, -6.6), (31.6, -10.2), (31.4, -13.6), (28, -14.6), (22.5, -13.6),
    (15.6, -12.6), (13.0, -5),
)  # fmt: skip
_ARCH: tuple[Point, ...] = (
    (0, -19.2), (6.4, -17.2), (11.6, -13.6), (15.6, -16.2), (18.6, -19.6), (19.4, -23.4), (16.2, -25.4),
    (9.6, -25.6), (4.4, -28.6), (3.2, -33), (4.0, -38.4), (3.0, -41), (0, -41.6),
)  # fmt: skip
SUPERIOR: tuple[Point, ...] = (
    (13.0, -10.6), (14.4, -7.6), (19.4, -7.8), (24, -12.0), (25.2, -17.8), (23.4, -22.4), (20.9, -22.9),
    (20.2, -18.6), (16.8, -14.4),
)  # fmt: skip
RING_LAYERS = (0.86, 0.73)
_RING_CENTRE: Point = (0, 15.5)
NUCLEUS: tuple[Point, ...] = ((0, 24.6), (7.4, 23), (11.6, 17.4), (9.8, 10.6), (4.6, 8.2), (0, 8.4))
CANAL: tuple[Point, ...] = (
    (0, 0.2),
    (8, -1.2),
    (13, -0.6),
    (12.6, -6),
    (13.2, -10.6),
    (11.8, -13.8),
    (6.4, -17.2),
    (0, -19),
)
SAC: tuple[Point, ...] = ((0, -2.4), (5.4, -3.0), (8.4, -6.4), (7.8, -10.8), (4.4, -14.2), (0, -15.4))
NERVES: tuple[Point, ...] = (
    (2.0, -5.8),
    (5.6, -6.6),
    (5.9, -10.2),
    (2.6, -9.6),
    (3.4, -12.6),
)  # and their mirror images
ROOT: tuple[Point, ...] = ((7.6, -6.4), (11.6, -6.4), (17, -4.2), (24, -3.8), (30.0, -6.0))
ROOT_WIDTH = 3.2
_NERVE_RADIUS = 1.05


def vertebra_below(frame: Frame) -> Iterator[Shape]:
    """Draw what shows of the vertebra below."""
    yield Shape(both_sides(frame, _PEDICLE), BONE_FAR, BONE_LINE, FINE_PT)


def arch(frame: Frame, superior: Sequence[Point] = SUPERIOR) -> Iterator[Shape]:
    """Draw the bone behind the canal: joint processes of the vertebra below, cut arch of the one above."""
    yield Shape(smooth(frame.points(symmetric(_ARCH)), closed=True), BONE, BONE_LINE, BONE_PT)
    yield Shape(both_sides(frame, superior), BONE, BONE_LINE, BONE_PT)


def ligament(frame: Frame, inner: Sequence[Point]) -> Iterator[Shape]:
    """Draw the ligament that lines the arch, from the right half of its *inner* edge, listed from the back."""
    outer = ((13.6, -10.2), (12.0, -13.9), (6.4, -17.4), (0, -19.4))
    yield Shape(smooth(frame.points(symmetric((*inner, *outer))), closed=True), MUSCLE, BONE_LINE, FINE_PT)


def disc_from_above(frame: Frame, ring: Sequence[Point], nucleus: Sequence[Point]) -> Iterator[Shape]:
    """Draw a disc with its whole outlines: tough *ring* in layers, soft *nucleus*."""
    yield Shape(smooth(frame.points(ring), closed=True), DISC, BONE_LINE, CONTOUR_PT)
    cx, cy = _RING_CENTRE
    for layer in RING_LAYERS:
        inner = [(cx + (x - cx) * layer, cy + (y - cy) * layer) for x, y in ring]
        yield Shape(smooth(frame.points(inner), closed=True), stroke=BONE_LINE, width_pt=FINE_PT)
    yield Shape(smooth(frame.points(nucleus), closed=True), DISC_PALE, BONE_LINE, FINE_PT)


def nerves_in_canal(frame: Frame, sac: Sequence[Point], nerves: Sequence[Point]) -> Iterator[Shape]:
    """Draw the sac of nerves from its right halves."""
    yield Shape(smooth(frame.points(symmetric(sac)), closed=True), NERVE_TINT, NERVE_PALE, BONE_PT)
    dots = (*nerves, *mirrored(nerves))
    radius = _NERVE_RADIUS * frame.scale
    yield Shape(tuple(segment for dot in frame.points(dots) for segment in circle(dot, radius)), NERVE)


def roots(frame: Frame, *paths: Sequence[Point]) -> Iterator[Shape]:
    """Draw nerve roots on their way out, on a halo of paper."""
    width = ROOT_WIDTH * frame.scale
    path = tuple(s for points in paths for s in tapered(frame.points(points), width, width * 0.85))
    yield Shape(path, stroke=PAPER, width_pt=HALO_PT)
    yield Shape(path, NERVE)


def both_sides(frame: Frame, points: Iterable[Point]) -> Path:
    """Draw a right-hand part and its mirror image, turning the same way."""
    right = tuple(points)
    left = mirrored(right[::-1])
    return (*smooth(frame.points(right), closed=True), *smooth(frame.points(left), closed=True))
