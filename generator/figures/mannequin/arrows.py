"""Arrows along the way that a part of the body moves, and rings where it should be felt.

An arrow starts from the joint's own way between two poses and steps aside until it is clear of body and face.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from operator import itemgetter

from generator.figures.mannequin.bones import Skeleton
from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.proportions import HEAD_RADIUS, TRUNK
from generator.figures.mannequin.space import Camera
from generator.figures.shapes import Point
from generator.model.pose import Arrow

LEAST, MOST = 11.0, 24.0  # length of an arrow
_CLEAR = 2.2  # from the skin
_FACE_CLEAR = HEAD_RADIUS + 1.6
_PIVOTS: Mapping[str, str] = {
    "knee": "hip", "thigh": "hip", "ankle": "leg", "heel": "leg", "toes": "leg", "shin": "leg", "calf": "leg",
    "elbow": "shoulder", "hand": "shoulder", "forearm": "shoulder", "head": "hips", "chest": "hips",
    "upper_back": "hips", "shoulder": "hips", "neck": "hips",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Capsule:
    """A part of the body in the picture, for keeping clear of it: a line, and how near an arrow may come."""

    start: Point
    way: Point  # from the start to the end
    square: float  # of its length
    reach: float
    left: float
    right: float
    bottom: float
    top: float


def _capsule(start: Point, end: Point, radius: float) -> Capsule:
    (ax, ay), (bx, by), reach = start, end, radius + _CLEAR
    dx, dy = bx - ax, by - ay
    return Capsule(
        start, (dx, dy), dx * dx + dy * dy or 1.0, reach,
        min(ax, bx) - reach, max(ax, bx) + reach, min(ay, by) - reach, max(ay, by) + reach,
    )  # fmt: skip


def capsules(body: Skeleton, camera: Camera) -> tuple[Capsule, ...]:
    """Return the body as capsules in the picture."""
    flat = camera.flat
    found: list[Capsule] = []
    for leg in body.legs.values():
        hip, knee, ankle = flat(leg.hip), flat(leg.knee), flat(leg.ankle)
        tip = flat((leg.ankle[0] + leg.toes[0] * 9, leg.ankle[1] + leg.toes[1] * 9, leg.ankle[2] + leg.toes[2] * 9))
        found += [_capsule(hip, knee, 5.0), _capsule(knee, ankle, 3.4), _capsule(ankle, tip, 3.4)]
    for arm in body.arms.values():
        shoulder, elbow, wrist = flat(arm.shoulder), flat(arm.elbow), flat(arm.wrist)
        tip = flat((arm.wrist[0] + arm.hand[0] * 6, arm.wrist[1] + arm.hand[1] * 6, arm.wrist[2] + arm.hand[2] * 6))
        found += [_capsule(shoulder, elbow, 2.9), _capsule(elbow, wrist, 2.2), _capsule(wrist, tip, 1.9)]
    line = [flat(station.at) for station in body.stations]
    for index in (1, 3, 5, 7, 9):
        found.append(_capsule(line[index], line[index + 2], (TRUNK[index][1] + TRUNK[index][2]) / 2))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Space:
    """What an arrow has to keep clear of."""

    body: tuple[Capsule, ...]
    heads: tuple[Point, ...]
    others: tuple[Point, ...] = ()

    def cost(self, way: Sequence[Point], limit: float) -> float:
        """Return how badly *way* runs over the body, a head or another arrow; stop counting past *limit*."""
        total, limit = 0.0, limit * len(way)
        for x, y in way:
            for hx, hy in self.heads:
                total += max(0.0, _FACE_CLEAR + 0.6 - hypot(x - hx, y - hy)) * 40.0
            total += max(0.0, 2.0 - y) * 3.0  # the floor
            for ox, oy in self.others:
                total += max(0.0, 6.0 - hypot(x - ox, y - oy)) * 2.0
            if total > limit:
                return limit
            total += self._trespass(x, y)
        return total / len(way)

    def _trespass(self, x: float, y: float) -> float:
        """Return how much too near a point is to the body; 0 when it is clear."""
        most = 0.0
        for part in self.body:
            if part.left < x < part.right and part.bottom < y < part.top:
                (px, py), (dx, dy) = part.start, part.way
                ax, ay = x - px, y - py
                share = (ax * dx + ay * dy) / part.square
                if share > 0.0:
                    share = min(share, 1.0)
                    ax, ay = ax - dx * share, ay - dy * share
                most = max(most, part.reach - sqrt(ax * ax + ay * ay))
        return most


@dataclass(frozen=True, slots=True)
class Move:
    """A move from one pose to another, drawn beside the body that is *shown*: one of the two."""

    start: Skeleton
    end: Skeleton
    shown: Skeleton


@dataclass(frozen=True, slots=True)
class Arc:
    """A way round *centre* from an angle, *sweep* radians long, from one radius to another."""

    centre: Point
    start: float
    sweep: float
    first_radius: float
    last_radius: float

    def points(self) -> tuple[Point, ...]:
        (x, y), grow = self.centre, self.last_radius - self.first_radius
        turns = [(self.start + self.sweep * k / 8, self.first_radius + grow * k / 8) for k in range(9)]
        return tuple((x + cos(angle) * radius, y + sin(angle) * radius) for angle, radius in turns)


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight way."""

    start: Point
    step: Point

    def points(self) -> tuple[Point, ...]:
        (x, y), (dx, dy) = self.start, self.step
        return tuple((x + dx * k / 4, y + dy * k / 4) for k in range(5))


# How much a way costs by itself, before what it runs over; the points are worked out for the few that are tried.
_Candidates = Iterator[tuple[float, Arc | Straight]]


def arrow_way(arrow: Arrow, move: Move, camera: Camera, space: Space) -> tuple[Point, ...]:
    """Return the way-points of *arrow*: along the part's own way, aside from the body."""
    candidates = _turns(arrow, move, camera) if "turn" in arrow.kind else _ways(arrow, move, camera)
    best: tuple[Point, ...] = ()
    least = 1e9
    for own, way in sorted(candidates, key=itemgetter(0)):
        if own >= least:
            break  # the rest is dearer even where it is clear of everything
        points = way.points()
        if (cost := own + space.cost(points, least - own)) < least:
            best, least = points, cost
    return best


def _pivot(body: Skeleton, part: str, side: str, knee_still: bool) -> tuple[float, float, float] | None:
    kind = _PIVOTS.get(part)
    one = "working" if side == "both" else side
    if kind == "leg":
        return body.legs[one].knee if knee_still else body.legs[one].hip
    if kind == "hip":
        return body.legs[one].hip
    if kind == "shoulder":
        return body.arms[one].shoulder
    return body.hips if kind == "hips" else None


def _ways(arrow: Arrow, move: Move, camera: Camera) -> _Candidates:
    part, side = arrow.of, arrow.side
    start, end = move.start, move.end
    (at0, _), (at1, _) = landmark(start, part, side), landmark(end, part, side)
    p0, p1 = camera.flat(at0), camera.flat(at1)
    here, out = landmark(move.shown, part, side)
    outward = camera.flat(out)
    dx, dy = p1[0] - p0[0], p1[1] - p0[1]
    moved = hypot(dx, dy)
    one = "working" if side == "both" else side
    k0, k1 = camera.flat(start.legs[one].knee), camera.flat(end.legs[one].knee)
    pivot = _pivot(end, part, side, hypot(k0[0] - k1[0], k0[1] - k1[1]) < 5.0)
    if pivot is not None and moved > 6.0:
        centre = camera.flat(pivot)
        a0, a1 = atan2(p0[1] - centre[1], p0[0] - centre[0]), atan2(p1[1] - centre[1], p1[0] - centre[0])
        sweep = (a1 - a0 + pi) % (2 * pi) - pi
        r0, r1 = hypot(p0[0] - centre[0], p0[1] - centre[1]), hypot(p1[0] - centre[0], p1[1] - centre[1])
        if abs(sweep) > radians(12) and min(r0, r1) > 4.0:
            yield from _arcs(centre, a0, sweep, r0, r1)
            for cost, way in _straight(camera.flat(here), (dx / moved, dy / moved), moved, outward):
                yield cost + 0.5, way
            return
    yield from _straight(camera.flat(here), (dx / moved, dy / moved) if moved > 0.05 else (0.0, 1.0), moved, outward)


def _arcs(centre: Point, start: float, sweep: float, r0: float, r1: float) -> _Candidates:
    for aside in (4.5, 6.5, 9.0, 12.0, 16.0, -6.0, -9.0):
        length = abs(sweep) * ((r0 + r1) / 2 + aside)
        if length < 4.0:
            continue
        stretch = 0.96 * (min(1.0, MOST / length) if length >= LEAST else min(LEAST / length, 2.2))
        for middle in (0.55, 0.35, 0.75):
            low = middle - stretch / 2
            if stretch <= 0.96:
                low = min(max(low, 0.02), 0.98 - stretch)
            ends = [r0 + (r1 - r0) * min(max(share, 0.0), 1.0) + aside for share in (low, low + stretch)]
            cost = abs(aside) * 0.05 + (0.6 if aside < 0 else 0.0) + abs(middle - 0.55) * 0.4
            yield cost, Arc(centre, start + sweep * low, sweep * stretch, ends[0], ends[1])


def _straight(at: Point, direction: Point, moved: float, outward: Point) -> _Candidates:
    ux, uy = direction
    length = min(max(moved, LEAST), MOST * 0.75)
    across = ux * outward[0] + uy * outward[1]
    nx, ny = -uy, ux
    for gap in (2.5, 4.0, 6.0, 8.5, 11.5, 15.0):
        for aside in (0.0, 4.0, -4.0, 8.0, -8.0, 12.0, -12.0):
            for mode in (1.0, -1.0, 0.0):
                if mode:  # away from the skin, or towards it
                    start = gap if mode > 0 else -gap - length
                    cost = 0.0 if across * mode > -0.2 else 1.2
                else:
                    if abs(aside) < 4.0:
                        continue
                    start, cost = -length / 2, 0.4
                off = aside * (1.0 if mode else 1.4)
                tail = (at[0] + nx * off + ux * start, at[1] + ny * off + uy * start)
                yield cost + gap * 0.05 + abs(aside) * 0.06, Straight(tail, (ux * length, uy * length))


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
    for off in (0, 20, -20, 40, -40, 60, -60, 90, -90, 130, -130, 180):
        for more in (0.0, 2.0, 4.0):
            middle = atan2(stand[1], stand[0]) + radians(off)
            way = Arc(centre, middle - span / 2, span, radius + more, radius + more)
            yield abs(off) * 0.012 + more * 0.05, way
