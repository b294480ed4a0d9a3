"""Arrows along the way that a part of the body moves, and rings where it should be felt.

An arrow runs along the joint's own way between two poses and steps aside until it is clear of body and face. Its head
stands at the end of the way or just short of it: an arrow that went on would ask for more than the pose shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import NamedTuple

from generator.figures.mannequin.bones import Skeleton
from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.proportions import HEAD_RADIUS, TRUNK
from generator.figures.mannequin.space import Camera, Vec, add, between, norm, sub
from generator.figures.shapes import Point
from generator.model.pose import Arrow

LEAST, MOST, MOST_STRAIGHT = 10.0, 24.0, 18.0  # length of an arrow
SHORTER = 0.72  # where there is no room for its whole length
_CLEAR = 2.2  # from the skin
_NEAR = 12.0  # how far beside a part's way its arrow still looks for what is in its way
_STEPS = 4  # of a way while it is tried
_FACE_CLEAR = HEAD_RADIUS + 1.6
_PIVOTS: Mapping[str, str] = {
    "knee": "hip", "thigh": "hip", "ankle": "leg", "heel": "leg", "toes": "leg", "shin": "leg", "calf": "leg",
    "elbow": "shoulder", "hand": "shoulder", "forearm": "shoulder", "head": "hips", "chest": "hips",
    "upper_back": "hips", "shoulder": "hips", "neck": "hips",
}  # fmt: skip


class Capsule(NamedTuple):
    """A part of the body in the picture, for keeping clear of it: a line, and how near an arrow may come."""

    left: float
    right: float
    bottom: float
    top: float
    line: tuple[float, float, float, float, float, float]  # its start, the way to its end, that squared, the reach


def _capsule(start: Point, end: Point, radius: float) -> Capsule:
    (ax, ay), (bx, by), reach = start, end, radius + _CLEAR
    dx, dy = bx - ax, by - ay
    return Capsule(
        min(ax, bx) - reach, max(ax, bx) + reach, min(ay, by) - reach, max(ay, by) + reach,
        (ax, ay, dx, dy, dx * dx + dy * dy or 1.0, reach),
    )  # fmt: skip


def capsules(body: Skeleton, camera: Camera) -> tuple[Capsule, ...]:
    """Return the body as capsules in the picture; a limb behind its twin is left out."""
    flat = camera.flat
    limbs: list[list[tuple[Point, Point, float]]] = []
    for leg in body.legs.values():
        hip, knee, ankle = flat(leg.hip), flat(leg.knee), flat(leg.ankle)
        tip = flat((leg.ankle[0] + leg.toes[0] * 9, leg.ankle[1] + leg.toes[1] * 9, leg.ankle[2] + leg.toes[2] * 9))
        limbs.append([(hip, knee, 5.0), (knee, ankle, 3.4), (ankle, tip, 3.4)])
    for arm in body.arms.values():
        shoulder, elbow, wrist = flat(arm.shoulder), flat(arm.elbow), flat(arm.wrist)
        tip = flat((arm.wrist[0] + arm.hand[0] * 6, arm.wrist[1] + arm.hand[1] * 6, arm.wrist[2] + arm.hand[2] * 6))
        limbs.append([(shoulder, elbow, 2.9), (elbow, wrist, 2.2), (wrist, tip, 1.9)])
    found = limbs[0] + limbs[2]
    for one, two in ((0, 1), (2, 3)):
        found += [part for part, twin in zip(limbs[two], limbs[one], strict=True) if not _covered(part, twin)]
    line = [flat(station.at) for station in body.stations]
    found += [(line[i], line[i + 2], (TRUNK[i][1] + TRUNK[i][2]) / 2) for i in (1, 3, 5, 7, 9)]
    return tuple(_capsule(*part) for part in found)


def _covered(part: tuple[Point, Point, float], twin: tuple[Point, Point, float]) -> bool:
    return all(abs(x - tx) + abs(y - ty) < 3.0 for (x, y), (tx, ty) in zip(part[:2], twin[:2], strict=True))


@dataclass(frozen=True, slots=True)
class Space:
    """What an arrow has to keep clear of."""

    body: tuple[Capsule, ...]
    heads: tuple[Point, ...]
    others: tuple[Point, ...] = ()

    def near(self, spots: Sequence[Point], end: Point) -> Space:
        """Return what is near enough to matter to an arrow along *spots* that stands at one *end* of them."""
        (left, right), (bottom, top) = (
            (max(min(each) - _NEAR, middle - MOST), min(max(each) + _NEAR, middle + MOST))
            for each, middle in zip(zip(*spots, strict=True), end, strict=True)
        )
        body = [part for part in self.body if part[0] < right and part[1] > left]
        return Space(tuple(part for part in body if part[2] < top and part[3] > bottom), self.heads, self.others)

    def cost(self, way: Arc | Straight, limit: float) -> float:
        """Return how badly *way* runs over the body, a head or another arrow; stop counting past *limit*."""
        total, worst, limit = 0.0, 0.0, limit * _STEPS
        for x, y in way.backwards(_STEPS):  # the head is most often in the way
            for hx, hy in self.heads:
                if (near := _FACE_CLEAR + 0.6 - hypot(x - hx, y - hy)) > 0.0:
                    total += near * 40.0
            if y < 2.0:  # the floor
                total += (2.0 - y) * 3.0
            for ox, oy in self.others:
                if (near := 6.0 - hypot(x - ox, y - oy)) > 0.0:
                    total += near * 2.0
            over = self._trespass(x, y)
            if over > worst:
                total, worst = total + (over - worst) * _WORST, over
            total += over
            if total > limit:
                break
        return total / _STEPS

    def _trespass(self, x: float, y: float) -> float:
        """Return how much too near a point is to the body; 0 when it is clear."""
        most = 0.0
        for left, right, bottom, top, line in self.body:
            if left < x < right and bottom < y < top:
                px, py, dx, dy, square, reach = line
                ax, ay = x - px, y - py
                share = (ax * dx + ay * dy) / square
                if share > 0.0:
                    share = min(share, 1.0)
                    ax, ay = ax - dx * share, ay - dy * share
                if (far := ax * ax + ay * ay) < reach * reach:
                    most = max(most, reach - sqrt(far))
        return most


@dataclass(frozen=True, slots=True)
class Move:
    """A move from one pose to another, drawn beside the body that is *shown*: one of the two."""

    start: Skeleton
    end: Skeleton
    shown: Skeleton


class Arc(NamedTuple):
    """A way round *centre* from an angle, *sweep* radians long, from one radius to another."""

    centre: Point
    start: float
    sweep: float
    first_radius: float
    last_radius: float

    def backwards(self, steps: int) -> Iterator[Point]:
        """Yield points from the head to the tail."""
        (x, y), start, sweep, radius, last_radius = self
        grow = last_radius - radius
        for k in range(steps, -1, -1):
            share = k / steps
            angle, reach = start + sweep * share, radius + grow * share
            yield (x + cos(angle) * reach, y + sin(angle) * reach)


class Straight(NamedTuple):
    """A straight way."""

    start: Point
    step: Point

    def backwards(self, steps: int) -> Iterator[Point]:
        """Yield points from the head to the tail."""
        (x, y), (dx, dy) = self
        for k in range(steps, -1, -1):
            yield (x + dx * k / steps, y + dy * k / steps)


# How much a way costs by itself, before what it runs over: cheap ones first, worked out only as far as they are tried.
_Candidates = Iterator[tuple[float, Arc | Straight]]


class Place(NamedTuple):
    """How an arrow stands to the joint's way: so far short of its end, so far aside, with this share of its length."""

    cost: float
    gap: float
    aside: float
    share: float


def _places() -> Iterator[Place]:
    """Yield the places worth trying: on the way, short of the skin; beside the limb, close to it or further off."""
    tried = [(gap, 0.0, share) for gap in (2.5, 4.0, 6.0, 9.0, 13.0) for share in (1.0, SHORTER)]
    tried += [
        (gap, aside * turn, share) for aside in (4.5, 6.5, 9.0) for turn in (1, -1)
        for gap, share in ((2.5, 1.0), (0.0, 1.0), (6.0, 1.0), (0.0, SHORTER), (4.0, SHORTER))
    ]  # fmt: skip
    tried += [(2.5, aside, 1.0) for aside in (12.0, -12.0, 16.0, -16.0)]
    for gap, aside, share in tried:
        cost = abs(gap - 2.0) * 0.08 + abs(aside) * 0.05 + (0.1 if aside < 0 else 0.0) + (1.0 - share)
        yield Place(cost, gap, aside, share)


_PLACES = tuple(sorted(_places()))
_WORST = 3.0  # what the worst trespass weighs beside those of all points


def arrow_way(arrow: Arrow, move: Move, camera: Camera, space: Space) -> tuple[Point, ...]:
    """Return the way-points of *arrow*: along the part's own way, aside from the body."""
    kinds = (_turns(arrow, move, camera),) if "turn" in arrow.kind else _ways(arrow, move, camera)
    spots = [camera.flat(landmark(body, arrow.of, arrow.side)[0]) for body in (move.start, move.end)]
    space = space.near(spots, spots[move.shown is not move.start])
    best: Arc | Straight | None = None
    least = 1e9
    for candidates in kinds:
        for own, way in candidates:
            if own >= least:
                break  # the rest is dearer even where it is clear of everything
            if (cost := own + space.cost(way, least - own)) < least:
                best, least = way, cost
    return tuple(best.backwards(8 if isinstance(best, Arc) else 4))[::-1] if best else ()


def _pivot(move: Move, part: str, side: str, camera: Camera) -> Vec | None:
    """Return what *part* turns about: a joint, or the crank between feet that go round each other."""
    kind, end = _PIVOTS.get(part), move.end
    one = "working" if side == "both" else side
    if kind == "leg":
        if _pedalling(move):
            return between(landmark(end, part, "working")[0], landmark(end, part, "other")[0])
        (ax, ay), (bx, by) = camera.flat(move.start.legs[one].knee), camera.flat(end.legs[one].knee)
        return end.legs[one].knee if hypot(bx - ax, by - ay) < 5.0 else end.legs[one].hip
    if kind == "hip":
        return end.legs[one].hip
    if kind == "shoulder":
        return end.arms[one].shoulder
    return end.hips if kind == "hips" else None


def _pedalling(move: Move) -> bool:
    """Tell whether one foot goes as far one way as the other goes back."""
    one, two = (sub(move.end.legs[side].ankle, move.start.legs[side].ankle) for side in ("working", "other"))
    return norm(one) > 6.0 and norm(add(one, two)) < 1.0


def _ways(arrow: Arrow, move: Move, camera: Camera) -> tuple[_Candidates, ...]:
    part, side = arrow.of, arrow.side
    p0, p1 = (camera.flat(landmark(body, part, side)[0]) for body in (move.start, move.end))
    dx, dy = p1[0] - p0[0], p1[1] - p0[1]
    moved = hypot(dx, dy)
    stand = "middle" if "both" in arrow.kind else "start" if move.shown is move.start else "end"
    if moved > 6.0 and (pivot := _pivot(move, part, side, camera)) is not None:
        centre = camera.flat(pivot)
        a0, a1 = atan2(p0[1] - centre[1], p0[0] - centre[0]), atan2(p1[1] - centre[1], p1[0] - centre[0])
        sweep = (a1 - a0 + pi) % (2 * pi) - pi
        r0, r1 = hypot(p0[0] - centre[0], p0[1] - centre[1]), hypot(p1[0] - centre[0], p1[1] - centre[1])
        if abs(sweep) > radians(12) and min(r0, r1) > 4.0:
            return _arcs(centre, a0, sweep, (r0, r1), stand), _straight(p0, (dx, dy), moved, stand, 0.5)
    return (_straight(p0, (dx, dy) if moved > 0.05 else (0.0, 0.1), max(moved, 0.1), stand),)


def _span(whole: float, place: Place, stand: str, most: float) -> tuple[float, float]:
    """Return where an arrow on a way of length *whole* starts and ends, as shares of it.

    An arrow that stands at the end of the way ends there; one at the start begins there and ends no later.
    """
    length = max(min(whole, most), LEAST) * place.share
    match stand:
        case "start":
            end = min(place.gap + length, whole)
        case "middle":
            end = (whole + length) / 2
        case _:
            end = whole - place.gap
    return (end - length) / whole, end / whole


def _arcs(centre: Point, start: float, sweep: float, radii: Point, stand: str) -> _Candidates:
    first, grow = radii[0], radii[1] - radii[0]
    for place in _PLACES:
        if (whole := abs(sweep) * (first + grow / 2 + place.aside)) < 4.0:
            continue
        # Where the way also leads outwards, a place further out lies further on.
        on = max(0.0, place.aside * grow / hypot(grow, sweep * (first + grow)))
        low, high = (share * (1.0 - on / whole) for share in _span(whole - on, place, stand, MOST))
        near, far = (first + grow * min(max(share, 0.0), 1.0) + place.aside for share in (low, high))
        yield place.cost, Arc(centre, start + sweep * low, sweep * (high - low), near, far)


def _straight(start: Point, step: Point, moved: float, stand: str, dearer: float = 0.0) -> _Candidates:
    (x, y), (ux, uy) = start, (step[0] / moved, step[1] / moved)
    for place in _PLACES:
        low, high = _span(moved, place, stand, MOST_STRAIGHT)
        tail, length = low * moved, (high - low) * moved
        at = (x + ux * tail - uy * place.aside, y + uy * tail + ux * place.aside)
        yield place.cost + dearer, Straight(at, (ux * length, uy * length))


def _turn_of(part: str, side: str, body: Skeleton, camera: Camera) -> tuple[Point, Point, Point, float]:
    """Return centre, the segment's direction, where the arc stands, and its radius."""
    flat = camera.flat
    if part == "head":
        frame = body.head_frame
        return flat(body.head), flat(frame.up), flat(frame.up), HEAD_RADIUS + 4.6
    if part in ("toes", "heel", "ankle"):
        leg = body.legs["working" if side == "both" else side]
        return flat(leg.ankle), flat(leg.toes), flat(leg.toes), 15.0
    station = body.stations[2]
    back = station.frame.front
    down = flat((-station.frame.up[0] * 0.8 - back[0], -station.frame.up[1] * 0.8 - back[1], 0.0))
    return flat(station.at), flat(station.frame.up), down, 11.5


def _turns(arrow: Arrow, move: Move, camera: Camera) -> _Candidates:
    _, before, _, _ = _turn_of(arrow.of, arrow.side, move.start, camera)
    _, after, _, _ = _turn_of(arrow.of, arrow.side, move.end, camera)
    centre, _, stand, radius = _turn_of(arrow.of, arrow.side, move.shown, camera)
    turned = (degrees(atan2(after[1], after[0]) - atan2(before[1], before[0])) + 180) % 360 - 180
    way_round = 1.0 if turned >= 0 else -1.0
    span = radians(min(max(abs(turned), 52.0), 80.0)) * way_round
    for cost, off, more in _TURNS:
        middle = atan2(stand[1], stand[0]) + off
        yield cost, Arc(centre, middle - span / 2, span, radius + more, radius + more)


_TURNS = tuple(sorted(
    (abs(off) * 0.012 + more * 0.05, radians(off), more)
    for off in (0, 20, -20, 40, -40, 60, -60, 90, -90, 130, -130, 180)
    for more in (0.0, 2.0, 4.0)
))  # fmt: skip
