"""Put flesh and clothes on a skeleton: closed outlines as the camera sees them, limb by limb.

Each limb is a group that is drawn as one: a paper halo, a contour, then the fills without strokes. That gives the
outline of the union without any boolean geometry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import hypot, sqrt

from generator.figures.mannequin import proportions as size
from generator.figures.mannequin.bones import ArmBones, LegBones, Skeleton
from generator.figures.mannequin.space import Camera, Vec, cross, dot, square
from generator.figures.shapes import Point

Table = Sequence[tuple[float, float, float, float]]
_PRESS = 2.6  # flesh gives way this far and no further: deeper is a fault of the pose


_HANGING, _SEATED = 0.6, 0.3  # how round the pelvis ends below


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed outline and the role of its fill."""

    role: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A limb, the trunk or the head: what is outlined as one. *depth* grows towards the viewer."""

    name: str
    outlines: tuple[Outline, ...]
    depth: float
    far: bool = False


@dataclass(frozen=True, slots=True)
class Surface:
    """A plane seen edge-on that flesh rests on: below *y* between two x, or behind *x*."""

    y: float | None = None
    x: float | None = None
    low: float = -1e9
    high: float = 1e9
    from_left: bool = False
    give: float = _PRESS

    def press(self, points: list[Point]) -> list[Point]:
        if self.y is not None:
            y = self.y
            return [
                (px, y) if y - self.give < py < y and self.low <= px <= self.high else (px, py) for px, py in points
            ]
        x = self.x or 0.0
        if self.from_left:
            return [(x, py) if x - self.give < px < x else (px, py) for px, py in points]
        return [(x, py) if x < px < x + self.give else (px, py) for px, py in points]


def _cap(a: Point, b: Point, outward: Point, bulge: float = 1.0) -> list[Point]:
    """Return two points of the half circle from *a* to *b*, at 60 and 120 degrees; *bulge* flattens it."""
    cx, cy = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    hx, hy = (a[0] - cx) * 0.5, (a[1] - cy) * 0.5
    r = hypot(hx, hy) * 1.7321 * bulge
    ox, oy = outward[0] * r, outward[1] * r
    return [(cx + hx + ox, cy + hy + oy), (cx - hx + ox, cy - hy + oy)]


def _swept(
    left: list[Point], right: list[Point], start: Point, end: Point, round_start: float, round_end: bool
) -> tuple[Point, ...]:
    """Close two sides to an outline: round caps, or square hems with doubled corners; the start may be half round."""
    out = list(left)
    if round_end:
        out += _cap(left[-1], right[-1], end)
        out += right[::-1]
    else:
        out = [*left, left[-1], right[-1], *right[::-1]]
    if round_start:
        out += _cap(right[0], left[0], start, round_start)
    else:
        out = [out[0], *out, out[-1]]
    return tuple(out)


def _extent(c: float, s: float, row: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return how far flesh reaches along a normal and against it; *c* and *s* are its shares to front and side."""
    fore, aft, flank = row[1] * c, row[2] * c, row[3] * s
    a, b = sqrt(fore * fore + flank * flank), sqrt(aft * aft + flank * flank)
    return (a, b) if c >= 0 else (b, a)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A skeleton in front of a camera."""

    body: Skeleton
    camera: Camera
    surfaces: tuple[Surface, ...]

    def _pressed(self, points: list[Point]) -> list[Point]:
        for surface in self.surfaces:
            points = surface.press(points)
        return points

    def _space(self, x: float, y: float) -> Vec:
        a, u = self.camera.across, self.camera.upward
        return (a[0] * x + u[0] * y, a[1] * x + u[1] * y, a[2] * x + u[2] * y)

    def bone(
        self, start: Vec, end: Vec, front: Vec, table: Table, cut: float | None = None, round_start: bool = False
    ) -> tuple[Point, ...]:
        """Outline a limb segment; *cut* ends it early with a square hem, one cloth wider."""
        (px, py), (qx, qy) = self.camera.flat(start), self.camera.flat(end)
        dx, dy = qx - px, qy - py
        length = hypot(dx, dy)
        ux, uy = (dx / length, dy / length) if length > 0.4 else (0.0, -1.0)
        normal = self._space(-uy, ux)
        axis = (end[0] - start[0], end[1] - start[1], end[2] - start[2])
        side = square(cross(axis, front), front)
        c, s = dot(normal, front), dot(normal, side)
        rows = table if cut is None else _cut(table, cut)
        grow = 0.0 if cut is None else size.CLOTH
        left, right = [], []
        for row in rows:
            a, b = _extent(c, s, row)
            a, b = a + grow, b + grow
            x, y = px + dx * row[0], py + dy * row[0]
            left.append((x - uy * a, y + ux * a))
            right.append((x + uy * b, y - ux * b))
        outline = _swept(left, right, (-ux, -uy), (ux, uy), round_start, cut is None)
        return tuple(self._pressed(list(outline)))

    def trunk(
        self, part: tuple[int, int], grow: float, round_start: float = 0.0, round_end: bool = False
    ) -> tuple[Point, ...]:
        """Outline the trunk from station to station; ends that others cover are square."""
        stations, rows = self.body.stations[part[0] : part[1]], size.TRUNK[part[0] : part[1]]
        flat = [self.camera.flat(station.at) for station in stations]
        left, right = [], []
        ux, uy = 0.0, 1.0
        first: Point = (0.0, -1.0)
        for i, (station, row) in enumerate(zip(stations, rows, strict=True)):
            (ax, ay), (bx, by) = flat[max(i - 1, 0)], flat[min(i + 1, len(flat) - 1)]
            length = hypot(bx - ax, by - ay)
            if length > 0.2:
                ux, uy = (bx - ax) / length, (by - ay) / length
            if i == 0:
                first = (-ux, -uy)
            normal = self._space(-uy, ux)
            a, b = _extent(dot(normal, station.frame.front), dot(normal, station.frame.right), row)
            a, b = a + grow, b + grow
            x, y = flat[i]
            left.append((x - uy * a, y + ux * a))
            right.append((x + uy * b, y - ux * b))
        return tuple(self._pressed(list(_swept(left, right, first, (ux, uy), round_start, round_end))))

    def stamp(self, points: Sequence[Point], at: Vec, main: Vec, across: Vec, shrink: bool = True) -> tuple[Point, ...]:
        """Lay a flat outline into the picture: its x along *main*, its y to the side where *across* points."""
        ox, oy = self.camera.flat(at)
        mx, my = self.camera.flat(main)
        length = hypot(mx, my)
        ux, uy = (mx / length, my / length) if length > 0.05 else (1.0, 0.0)
        stretch = max(0.5, min(1.0, length)) if shrink else 1.0
        ax, ay = self.camera.flat(across)
        flip = 1.0 if -uy * ax + ux * ay >= 0 else -1.0
        ux_, uy_ = ux * stretch, uy * stretch
        vx, vy = -uy * flip, ux * flip
        return tuple((ox + x * ux_ + y * vx, oy + x * uy_ + y * vy) for x, y in points)

    # -- limbs --------------------------------------------------------------------------------------------------

    def leg(self, side: str, far: bool) -> Group:
        leg = self.body.legs[side]
        thigh = self.bone(leg.hip, leg.knee, leg.thigh_front, size.THIGH[1:])
        shank = self.bone(leg.knee, leg.ankle, leg.shank_front, size.SHANK)
        hem = self.bone(leg.hip, leg.knee, leg.thigh_front, size.THIGH, size.LEG_HEM, True)
        outlines = (
            Outline("skin", self._foot(leg)), Outline("skin", shank), Outline("skin", thigh), Outline("shorts", hem)
        )  # fmt: skip
        near = self.camera.near
        depth = dot(leg.knee, near) * 0.5 + dot(leg.ankle, near) * 0.3 + dot(leg.hip, near) * 0.2
        return Group(f"{side}_leg", outlines, depth - 1.0, far)

    def _foot(self, leg: LegBones) -> tuple[Point, ...]:
        near = self.camera.near
        end_on, from_above = abs(dot(leg.toes, near)), abs(dot(leg.instep, near))
        side = cross(leg.toes, leg.instep)
        if end_on > 0.8:
            return self.stamp([(y, x) for x, y in size.FOOT_FRONT], leg.ankle, leg.instep, side)
        if from_above > 0.8:
            return self.stamp(size.FOOT_PLAN, leg.ankle, leg.toes, side)
        return self.stamp(size.FOOT_TUCKED if leg.tucked else size.FOOT, leg.ankle, leg.toes, leg.instep)

    def arm(self, side: str, far: bool) -> Group:
        arm = self.body.arms[side]
        upper = self.bone(arm.shoulder, arm.elbow, arm.upper_front, size.UPPER[1:])
        fore = self.bone(arm.elbow, arm.wrist, arm.fore_front, size.FORE)
        sleeve = self.bone(arm.shoulder, arm.elbow, arm.upper_front, size.UPPER, size.SLEEVE_HEM, True)
        outlines = (
            *self._hand(arm), Outline("skin", fore), Outline("skin", upper), Outline("shirt", sleeve)
        )  # fmt: skip
        near = self.camera.near
        depth = dot(arm.elbow, near) * 0.5 + dot(arm.wrist, near) * 0.4 + dot(arm.shoulder, near) * 0.1
        return Group(f"{side}_arm", outlines, depth + 1.5, far)

    def _hand(self, arm: ArmBones) -> Iterator[Outline]:
        shape, thumb = (size.FIST, size.FIST_THUMB) if arm.grip in ("hold", "fist") else (size.HAND, size.THUMB)
        if arm.grip == "flat":
            yield Outline("skin", self.stamp(size.HAND_FLAT, arm.wrist, arm.hand, arm.thumb))
            return
        yield Outline("skin", self.stamp(thumb, arm.wrist, arm.hand, arm.thumb))
        yield Outline("skin", self.stamp(shape, arm.wrist, arm.hand, arm.thumb))

    def head(self) -> tuple[Outline, Outline]:
        frame, near = self.body.head_frame, self.camera.near
        at = self.body.head
        facing = dot(frame.front, near)
        if facing > 0.75:
            skull, hair = size.FACE, size.FACE_HAIR
        elif facing < -0.75 or abs(dot(frame.up, near)) > 0.9:
            skull, hair = size.FACE, size.NAPE_HAIR
        else:
            skull, hair = size.HEAD, size.HAIR
        across = frame.right if skull is size.FACE else (-frame.front[0], -frame.front[1], -frame.front[2])
        turned = [[(y, -x) for x, y in outline] for outline in (skull, hair)]
        first, second = (self.stamp(outline, at, frame.up, across, shrink=False) for outline in turned)
        return Outline("skin", first), Outline("hair", second)

    def torso(self) -> Group:
        outlines = (
            Outline("skin", self.trunk(size.NECK, 0.0)), *self.head(),
            Outline("shirt", self.trunk(size.SHIRT, 0.0, round_end=True)),
            Outline("shorts", self.trunk(size.SHORTS, 0.25, round_start=_SEATED if self.body.seated else _HANGING)),
        )  # fmt: skip
        depth = dot(self.body.stations[5].at, self.camera.near)
        return Group("trunk", outlines, depth, False)


@lru_cache(maxsize=8)
def _cut(table: Table, share: float) -> Table:
    """Return the rows of *table* up to *share*."""
    return [*(row for row in table if row[0] < share), _at(table, share)]


def _at(table: Table, share: float) -> tuple[float, float, float, float]:
    """Return the row of *table* at *share*, between its neighbours."""
    for low, high in pairwise(table):
        if low[0] <= share <= high[0]:
            t = (share - low[0]) / (high[0] - low[0])
            return (share, *(a + (b - a) * t for a, b in zip(low[1:], high[1:], strict=True)))  # type: ignore[return-value]
    return table[-1]


def clothe(
    body: Skeleton, camera: Camera, surfaces: tuple[Surface, ...] = (), in_front: tuple[str, ...] = ()
) -> tuple[Group, ...]:
    """Return the groups of *body* from back to front; *in_front* names groups that are drawn last, in that order."""
    figure = _Figure(body, camera, surfaces)
    middle = dot(body.stations[5].at, camera.near)
    groups = [figure.torso()]
    for side in ("other", "working"):
        leg, arm = body.legs[side], body.arms[side]
        far = dot(leg.knee, camera.near) < middle - 2.5
        groups.append(figure.leg(side, far))
        far = dot(arm.elbow, camera.near) < middle - 3.5
        groups.append(figure.arm(side, far))
    order = {name: index + 1 for index, name in enumerate(in_front)}
    return tuple(sorted(groups, key=lambda group: (order.get(group.name, 0), group.depth)))
