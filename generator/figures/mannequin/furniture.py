"""Chairs, walls, steps and other things that stand: each at the hips, hands or feet that use it."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.prop_shapes import Setting, bar, box, rounded
from generator.figures.mannequin.sketch import PROP_PT, Sketch
from generator.figures.mannequin.space import along
from generator.model.pose import Prop


def _leg_of_chair(x: float, foot: float, seat: float) -> Sketch:
    points = ((x - 0.9, seat - 2.0), (x + 0.9, seat - 2.0), (foot + 0.7, 0.0), (foot - 0.7, 0.0))
    return Sketch((points,), "prop", "prop_line", PROP_PT, smooth=False)


def draw_chair(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A chair under the hips, facing right; its back edge stands behind the hips."""
    seat = setting.supports.seat
    back = setting.bodies[0].hips[0] - 11.0 if prop.x is None else prop.x
    depth, tall = 24.0, 26.0
    if abs(setting.camera.near[2]) < 0.99:
        yield from _chair_in_space(setting, back, depth, tall)
        return
    yield _leg_of_chair(back + 1.2, back - 1.0, seat)
    yield _leg_of_chair(back + depth - 1.2, back + depth + 0.2, seat)
    slat = ((back - 0.2, seat - 1.0), (back + 1.8, seat - 1.0), (back - 0.9, seat + tall), (back - 2.9, seat + tall))
    yield Sketch((slat,), "prop", "prop_line", PROP_PT, smooth=False)
    yield Sketch(
        (rounded(back - 1.0, seat - 2.8, back + depth, seat, 0.9),), "prop", "prop_line", PROP_PT, smooth=False
    )


def _chair_in_space(setting: Setting, back: float, depth: float, tall: float) -> Iterator[Sketch]:
    seat, half, front = setting.supports.seat, 10.5, back + depth
    for x, z in ((back, -half), (front - 2.0, -half), (back, half - 2.0), (front - 2.0, half - 2.0)):
        yield from box(setting, (x, 0.0, z), (x + 2.0, seat - 2.5, z + 2.0), "prop")
    yield from box(setting, (back - 2.0, seat - 2.6, -half), (front, seat, half), "prop_light")
    yield from box(setting, (back - 2.0, seat + 8.0, -half), (back, seat + tall, half), "prop_light")


def draw_seat(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A stool or sofa edge under the calves."""
    top = prop.height or setting.supports.stool
    x = min(setting.camera.flat(leg.knee)[0] for leg in setting.body.legs.values()) + 5.5 if prop.x is None else prop.x
    yield _leg_of_chair(x + 2.0, x + 1.4, top)
    yield _leg_of_chair(x + 22.0, x + 22.6, top)
    yield Sketch((rounded(x, top - 4.0, x + 24.0, top - 0.2, 1.4),), "prop", "prop_line", PROP_PT, smooth=False)


def draw_chair_front(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A chair to hold: its back stands at the hands, the seat looks away."""
    hands = [landmark(setting.bodies[0], "hand", side)[0] for side in ("working", "other")]
    x = max(setting.camera.flat(hand)[0] for hand in hands) - 1.0 if prop.x is None else prop.x
    top, seat = setting.supports.chair_back, 25.5
    yield _leg_of_chair(x + 2.0, x + 0.6, seat)
    yield _leg_of_chair(x + 22.0, x + 23.2, seat)
    slat = ((x - 1.6, top), (x + 0.4, top), (x + 2.6, seat - 1.0), (x + 0.6, seat - 1.0))
    yield Sketch((slat,), "prop", "prop_line", PROP_PT, smooth=False)
    yield Sketch((rounded(x, seat - 2.8, x + 24.0, seat, 0.9),), "prop", "prop_line", PROP_PT, smooth=False)


def draw_wall(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A wall seen edge-on; it stands on the side away from the figure."""
    if setting.camera.near[2] > 0.99:
        x = setting.supports.wall if setting.supports.wall is not None else 0.0
    else:  # seen from the front: at the elbow that leans on it
        arm = setting.bodies[0].arms["working"]
        x = min(setting.camera.flat(joint)[0] for joint in (arm.elbow, arm.shoulder)) - 3.2
    middle = setting.camera.flat(setting.bodies[0].hips)[0]
    thick = 3.0 if x > middle else -3.0
    high = prop.height or 92.0
    yield Sketch((((x, 0.0), (x, high), (x + thick, high), (x + thick, 0.0)),), "prop_light", None, smooth=False)
    yield Sketch((((x, 0.0), (x, high)),), None, "prop_line", 1.0, smooth=False, closed=False)


def draw_step(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    x = prop.x if prop.x is not None else 6.0
    high = setting.supports.step
    yield from _rail(setting, x, x + 27.0)
    yield Sketch((rounded(x, 0.0, x + 27.0, high, 0.7),), "prop", "prop_line", PROP_PT, smooth=False)


def _rail(setting: Setting, left: float, right: float) -> Iterator[Sketch]:
    """A rail through the places where a hand holds on, pose by pose, on two posts: one before the step, one on it."""
    spots = [
        setting.camera.flat(along(arm.wrist, arm.hand, 2.6))
        for body in setting.bodies for arm in body.arms.values() if arm.on == "step"
    ]  # fmt: skip
    if not spots:
        return
    (x0, y0), (x1, y1) = min(spots), max(spots)
    rise = (y1 - y0) / (x1 - x0) if x1 - x0 > 1.0 else 0.0
    low, high = x0 - 16.0, x1 + 9.0

    def at(x: float) -> float:
        return y0 + (x - x0) * rise

    for post, foot in ((left - 4.0, 0.0), (right - 3.0, setting.supports.step)):
        yield from bar((post, foot), (post, at(post)), 1.3)
    yield from bar((low, at(low)), (high, at(high)), 2.2)


def draw_worktop(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    hands = [landmark(setting.bodies[0], "hand", side)[0] for side in ("working", "other")]
    x = max(setting.camera.flat(hand)[0] for hand in hands) - 4.0 if prop.x is None else prop.x
    top = setting.supports.worktop
    yield Sketch((rounded(x + 2.0, 0.0, x + 20.0, top - 2.4, 0.4),), "prop_light", "prop_line", PROP_PT, smooth=False)
    yield Sketch((rounded(x, top - 2.8, x + 21.0, top - 0.2, 0.8),), "prop", "prop_line", PROP_PT, smooth=False)


def draw_bed(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    top = setting.supports.lying
    right = setting.right + 5.0 if prop.x is None else prop.x
    left = setting.left - 5.0
    yield Sketch((rounded(left, top - 11.0, right, top, 2.0),), "prop_light", "prop_line", PROP_PT, smooth=False)
    for x in (left + 4.0, right - 4.0):
        yield Sketch((rounded(x - 1.4, 0.0, x + 1.4, top - 11.0, 0.2),), "prop", "prop_line", PROP_PT, smooth=False)


def draw_bike(prop: Prop, setting: Setting) -> Iterator[Sketch]:
    """A static bike: saddle under the hips, bars in the hands, pedals under the feet."""
    s, flat = setting.supports, setting.camera.flat
    hip = flat(setting.bodies[0].hips)
    hands = [flat(landmark(setting.bodies[0], "hand", side)[0]) for side in ("working", "other")]
    grips = (sum(x for x, _ in hands) / 2, sum(y for _, y in hands) / 2 - 1.6)
    feet = [flat(along(along(leg.ankle, leg.toes, 4.0), leg.instep, -4.6)) for leg in setting.bodies[0].legs.values()]
    crank = (sum(x for x, _ in feet) / 2, sum(y for _, y in feet) / 2)
    saddle = (hip[0] - 1.0, s.seat)
    head = (grips[0] - 3.0, grips[1] - 12.0)
    for a, b, width in (
        (saddle, crank, 2.4), (crank, head, 2.4), (head, (grips[0] - 1.0, grips[1]), 2.0),
        ((saddle[0] - 6.0, 1.2), (grips[0] + 4.0, 1.2), 2.4), (crank, (crank[0], 1.2), 3.0),
        ((head[0] + 3, 2.0), head, 2.4),
    ):  # fmt: skip
        yield from bar(a, b, width)
    ring = tuple((crank[0] + cos(k * pi / 6) * 5.5, crank[1] + sin(k * pi / 6) * 5.5) for k in range(12))
    yield Sketch((ring,), "prop", "prop_line", PROP_PT)
    for foot in feet:
        yield from bar(crank, foot, 1.3)
        yield from bar((foot[0] - 3.0, foot[1]), (foot[0] + 3.0, foot[1]), 1.3)
    yield Sketch(
        (rounded(saddle[0] - 8.0, s.seat - 3.0, saddle[0] + 7.0, s.seat, 1.4),),
        "prop",
        "prop_line",
        PROP_PT,
        smooth=False,
    )
    yield from bar((grips[0] - 4.0, grips[1]), (grips[0] + 2.0, grips[1]), 1.8)
