"""Mats, pillows and what is held: each is set where the body touches it."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.prop_shapes import Setting, box, cushion, rounded, strip
from generator.figures.mannequin.proportions import TRUNK
from generator.figures.mannequin.sketch import PROP_PT, Sketch
from generator.figures.mannequin.space import add, along, between
from generator.model.pose import Prop

_MAT_SLACK, _MAT_DEEP, _MAT_HALF = 4.0, 2.4, 23.0


def draw_mat(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    if setting.camera.level:
        yield Sketch(
            (rounded(setting.left - _MAT_SLACK, -_MAT_DEEP, setting.right + _MAT_SLACK, 0.0, 1.1),),
            "mat", "line", PROP_PT, smooth=False,
        )  # fmt: skip
        return
    low = (setting.left - _MAT_SLACK, -_MAT_DEEP, -_MAT_HALF)
    yield from box(setting, low, (setting.right + _MAT_SLACK, 0.0, _MAT_HALF), "mat", "line")


def draw_floor(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    ends = ((setting.left - 5.0, 0.0), (setting.right + 5.0, 0.0))
    yield Sketch((ends,), None, "prop_line", 0.8, smooth=False, closed=False)


def draw_pillow_head(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    x, y = setting.camera.flat(setting.body.head)
    if not setting.camera.level:
        yield cushion(x - 9.0, y - 9.5, 18.0, 19.0)
        return
    height = max(2.4, y - 5.6 - setting.supports.lying)
    yield cushion(x - 8.5, setting.supports.lying, 17.0, height)


def draw_pillow_tummy(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    x, _ = setting.camera.flat(setting.body.stations[4].at)
    yield cushion(x - 8.0, 0.0, 16.0, prop.height or 2.6)


def draw_pillow_knees(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    legs = setting.body.legs
    (ax, ay), (bx, by) = (setting.camera.flat(between(leg.knee, leg.ankle, 0.25)) for leg in legs.values())
    x, y, width = (ax + bx) / 2, (ay + by) / 2, prop.height or 20.0
    if setting.camera.level and abs(ax - bx) < 4 and abs(ay - by) < 4:  # lies under the knees of a figure on its back
        yield cushion(x - width / 2, 0.0, width, max(y - 3.6, 2.0))
        return
    yield cushion(x - width / 2, y - 2.6, width, 5.2)


def draw_towel(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A towel round the sole, its ends in both hands."""
    leg = setting.body.legs["working"]
    flat = setting.camera.flat
    under = along(along(leg.ankle, leg.toes, 4.2), leg.instep, -4.3)
    over = along(under, leg.toes, 1.6)
    hands = [along(arm.wrist, arm.hand, 2.6) for arm in setting.body.arms.values()]
    for hand in hands:
        yield from strip((flat(hand), flat(over)), 1.5)
    yield from strip((flat(along(under, leg.toes, -2.0)), flat(along(under, leg.toes, 3.2))), 2.0)


def draw_band(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A band round both thighs, just above the knees."""
    a, b = (setting.camera.flat(between(leg.hip, leg.knee, 0.8)) for leg in setting.body.legs.values())
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    over = 4.6 / length
    yield from strip(((a[0] - dx * over, a[1] - dy * over), (b[0] + dx * over, b[1] + dy * over)), 2.4)


def draw_ball(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A ball between the knees."""
    a, b = (leg.knee for leg in setting.body.legs.values())
    x, y = setting.camera.flat(between(a, b))
    radius = prop.height or 6.0
    ring = tuple((x + cos(k * pi / 4) * radius, y + sin(k * pi / 4) * radius) for k in range(8))
    yield Sketch((ring,), "cloth", "line", 0.8)


def draw_stick(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A stick along the back: behind head, ribs and tail."""
    body, flat = setting.body, setting.camera.flat
    low, out = landmark(body, "tail", "both")
    high = along(body.head, body.head_frame.front, -6.8)
    ends = (flat(add(low, (out[0] * 1.2, out[1] * 1.2, out[2] * 1.2))), flat(high))
    (ax, ay), (bx, by) = ends
    dx, dy = bx - ax, by - ay
    yield from strip(((ax - dx * 0.12, ay - dy * 0.12), (bx + dx * 0.14, by + dy * 0.14)), 1.6)


def draw_gap(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """The space under the low back, tinted: what a pelvic tilt closes."""
    under = []
    for station, row in zip(setting.body.stations[2:9], TRUNK[2:9], strict=True):
        under.append(setting.camera.flat(along(station.at, station.frame.front, 0.6 - row[2])))
    floor = setting.supports.lying
    if max(y for _, y in under) > floor + 1.0:
        yield Sketch(((*under, (under[-1][0], floor), (under[0][0], floor)),), "accent", None, smooth=False)
