"""The anatomical figures by their geometry: what a clinician would check with a ruler."""

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, radians, sin

import pytest

from generator.figures import FIGURES, figure
from generator.figures.cross_section import CANAL, RING
from generator.figures.curves import Frame, mirrored, rounded_box, smooth, symmetric, tapered
from generator.figures.deep_gluteal import nerve, piriformis
from generator.figures.lumbar_spine import SACRUM, lumbar_column
from generator.figures.muscle_trigger import RINGS, SPOT, half_width
from generator.figures.narrow_canal import NARROW, WIDE, Level
from generator.figures.paints import DISC, MUSCLE, MUSCLE_PALE, NERVE
from generator.figures.pelvis_front import CARTILAGE, CUP, HEAD, HEAD_RADIUS, JOINT_SPACE, SOCKET
from generator.figures.shapes import Close, Curve, Drawing, Line, Move, Paint, Path, Point, Shape
from generator.figures.slipped_vertebra import L4, L5, L5_BEFORE
from generator.figures.slipped_vertebra import SACRUM as SLIPPED_SACRUM
from generator.figures.vertebrae import BODY_DEPTH, BODY_HEIGHT, SACRUM_DEPTH
from tests.test_figures import operators

ANATOMY = tuple(name for name in FIGURES if name != "sciatic_nerve")
MAX_COMPRESSED_BYTES = 6000
LABEL_X = 98 / 1.78  # where the labels of an advice sheet begin, in figure units
ANCHORS = {
    "ageing_disc": {"edge", "older_disc", "vertebra", "young_disc"},
    "ageing_joints": {"disc", "edge", "joint", "vertebra"},
    "back_muscles": {"muscles", "pelvis", "sore", "spine"},
    "body_organs": {"aorta", "bladder", "hip", "kidney"},
    "deep_gluteal": {"hip_bone", "nerve", "piriformis", "rotators", "sacrum", "thigh_bone"},
    "disc_bulge": {"bone", "bulge", "canal", "joint", "nucleus", "ring", "root"},
    "disc_healthy": {"bone", "canal", "joint", "nucleus", "ring", "root"},
    "disc_surgery": {"disc", "root", "scar", "spine", "window"},
    "facet_joint": {"disc", "joint", "spinous", "transverse", "vertebra"},
    "flare_line": {"better", "first_days", "flare"},
    "foot_drop": {"foot", "ghost", "knee", "muscle", "nerve"},
    "hip_joint": {"ball", "cartilage", "pelvis", "socket", "thigh_bone"},
    "leg_arteries": {"aorta", "artery", "calf", "narrow"},
    "leg_joints": {"ankle", "back", "hip", "knee"},
    "lumbar_spine": {"disc", "l1", "l5", "lowest_disc", "nerve", "roots", "sacrum", "vertebra"},
    "muscle_trigger": {"band", "muscle", "spot", "tendon"},
    "narrow_canal": {"disc", "healthy_disc", "joint", "ligament", "narrow", "wide"},
    "pain_alarm": {"back", "brain", "cord", "nerve"},
    "pain_places": {"back", "buttock", "knee", "thigh"},
    "pelvic_girdle": {"back_joint", "front_joint", "hip_bone", "spine", "thigh_bone"},
    "sacroiliac_joints": {"hip_bone", "joint", "sacrum", "sitting_bone", "spine", "tail_bone"},
    "scan_ages": {"age_20", "age_50", "age_80"},
    "scoliosis": {"curve", "pelvis", "rib", "shoulder", "spine"},
    "side_of_hip": {"band", "muscle", "pelvis", "sore", "tendon"},
    "slipped_vertebra": {"gap", "nerve", "sacrum", "slipped", "step", "vertebra"},
    "trunk_muscles": {"back_muscles", "belly_muscles", "diaphragm", "pelvic_floor", "spine"},
    "walking_steps": {"goal", "middle", "start"},
}

every_figure = pytest.mark.parametrize("figure_id", ANATOMY)


def outlines(path: Path, steps: int = 8) -> list[list[Point]]:
    """Walk along every subpath in short steps."""
    rings: list[list[Point]] = []
    for segment in path:
        match segment:
            case Move(x, y):
                rings.append([(x, y)])
            case Line(x, y):
                rings[-1].append((x, y))
            case Curve():
                rings[-1].extend(along(rings[-1][-1], segment, steps))
            case Close():
                pass
    return rings


def along(start: Point, curve: Curve, steps: int) -> Iterator[Point]:
    corners = (start, (curve.x1, curve.y1), (curve.x2, curve.y2), (curve.x3, curve.y3))
    for i in range(1, steps + 1):
        t = i / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        yield (
            sum(w * x for w, (x, _) in zip(weights, corners, strict=True)),
            sum(w * y for w, (_, y) in zip(weights, corners, strict=True)),
        )


def outline(shape: Shape) -> list[Point]:
    return outlines(shape.path)[0]


def inside(point: Point, ring: Sequence[Point]) -> bool:
    x, y = point
    crossings = 0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            crossings += 1
    return crossings % 2 == 1


def area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def distance(ring: Sequence[Point], other: Sequence[Point]) -> float:
    """Return the gap between two outlines, 0 when one reaches into the other."""
    if any(inside(p, other) for p in ring) or any(inside(p, ring) for p in other):
        return 0.0
    return min(hypot(x0 - x1, y0 - y1) for x0, y0 in ring for x1, y1 in other)


def painted(drawing: Drawing, paint: Paint) -> list[Shape]:
    return [shape for shape in drawing.shapes if shape.fill == paint]


def order(drawing: Drawing, paint: Paint) -> int:
    return next(i for i, shape in enumerate(drawing.shapes) if shape.fill == paint)


# ---- all of them -------------------------------------------------------------------------------------------


def test_every_figure_is_known_here() -> None:
    assert set(ANCHORS) == set(ANATOMY)


@every_figure
def test_anchors_have_the_documented_names(figure_id: str) -> None:
    assert set(figure(figure_id).anchors) == ANCHORS[figure_id]


@every_figure
def test_figure_leaves_room_for_leader_lines(figure_id: str) -> None:
    assert figure(figure_id).width <= LABEL_X - 3


@every_figure
def test_operators_stay_small(figure_id: str) -> None:
    assert len(zlib.compress(operators(figure(figure_id)).encode(), 9)) <= MAX_COMPRESSED_BYTES


# ---- the spine from the side -------------------------------------------------------------------------------


def test_five_vertebrae_stand_in_a_lordosis() -> None:
    column = lumbar_column()
    leans = [vertebra.frame.degrees for vertebra in column]
    assert len(column) == 5
    assert leans == sorted(leans, reverse=True)
    assert 40 <= SACRUM.degrees - leans[-1] <= 60  # L1 to S1, standing


def test_no_two_bodies_touch() -> None:
    bodies = [outline(vertebra.body()) for vertebra in lumbar_column()]
    for below, above in pairwise(bodies):
        assert distance(below, above) > 1.0


def test_every_vertebra_has_its_disc() -> None:
    assert len(painted(figure("lumbar_spine"), DISC)) == 5


def test_roots_leave_behind_the_body_and_below_the_pedicle() -> None:
    (nerves,) = painted(figure("lumbar_spine"), NERVE)
    starts = [ring[0] for ring in outlines(nerves.path)]
    for vertebra in lumbar_column():
        frame = vertebra.frame
        assert any(
            -30 < x < -BODY_DEPTH / 2 and -BODY_HEIGHT / 2 - 10 < y < -3
            for x, y in (in_frame(frame, start) for start in starts)
        )


def in_frame(frame: Frame, point: Point) -> Point:
    dx, dy = (point[0] - frame.x) / frame.scale, (point[1] - frame.y) / frame.scale
    c, s = cos(radians(frame.degrees)), sin(radians(frame.degrees))
    return (dx * c - dy * s, dx * s + dy * c)


def test_frame_turns_clockwise() -> None:
    assert Frame(1, 2, 3, 90).point(1, 0) == pytest.approx((1, -1))
    assert Frame(1, 2, 3, 90).point(0, 1) == pytest.approx((4, 2))


# ---- slipped vertebra --------------------------------------------------------------------------------------


def slip(vertebra: Frame, sacrum: Frame) -> float:
    """Measure as Taillard does: the lower back corner of the body over the end-plate of the sacrum."""
    x, _ = in_frame(sacrum, vertebra.point(-BODY_DEPTH / 2, -BODY_HEIGHT / 2))
    return (x + SACRUM_DEPTH / 2) / SACRUM_DEPTH


def test_l5_sits_forward_by_a_quarter_of_the_end_plate() -> None:
    assert 0.20 <= slip(L5.frame, SLIPPED_SACRUM) <= 0.30


def test_l5_of_the_healthy_spine_does_not() -> None:
    assert abs(slip(lumbar_column()[0].frame, SACRUM)) <= 0.10


def test_l4_goes_along_with_l5() -> None:
    x, _ = in_frame(L5.frame, L4.frame.point(-BODY_DEPTH / 2, -BODY_HEIGHT / 2))
    assert abs(x + BODY_DEPTH / 2) / BODY_DEPTH < 0.12


def test_the_arch_of_l5_is_in_two_and_its_back_stays() -> None:
    rear, front, *_ = L5.broken_arch(L5_BEFORE)
    assert distance(outline(rear), outline(front)) > 0.8
    assert {rear, front} <= set(figure("slipped_vertebra").shapes)
    assert slip(L5_BEFORE, SLIPPED_SACRUM) < 0.05


def test_the_arrow_points_forward_and_shows_on_the_slipped_body() -> None:
    arrow = painted(figure("slipped_vertebra"), NERVE)[-1]
    assert all(inside(point, outline(L5.body())) for point in outline(arrow))


# ---- disc from above ---------------------------------------------------------------------------------------


def sides(roots: Shape) -> tuple[list[Point], list[Point]]:
    """Return the outlines of the right root and of the left one."""
    right, left = outlines(roots.path)
    assert max(x for x, _ in right) > max(x for x, _ in left)
    return right, left


def test_the_bulge_touches_the_right_root_and_only_that() -> None:
    drawing = figure("disc_bulge")
    ring, roots = painted(drawing, DISC)[0], painted(drawing, NERVE)[-1]
    right, left = sides(roots)
    assert distance(outline(ring), right) <= 0.2
    assert distance(outline(ring), left) >= 0.8


def test_roots_of_a_healthy_disc_are_free() -> None:
    drawing = figure("disc_healthy")
    ring, roots = painted(drawing, DISC)[0], painted(drawing, NERVE)[-1]
    assert all(distance(outline(ring), root) >= 0.8 for root in sides(roots))


def test_the_soft_centre_stays_within_the_ring() -> None:
    for figure_id in ("disc_bulge", "disc_healthy"):
        shapes = figure(figure_id).shapes
        i = order(figure(figure_id), DISC)
        ring, nucleus = outline(shapes[i]), outline(shapes[i + 3])
        assert all(inside(point, ring) for point in nucleus)


def test_the_bulge_is_the_only_difference_of_the_rings() -> None:
    healthy, bulged = (outline(painted(figure(name), DISC)[0]) for name in ("disc_healthy", "disc_bulge"))
    assert min(y for _, y in bulged) < min(y for _, y in healthy) - 2.5
    assert max(y for _, y in bulged) == max(y for _, y in healthy)
    assert 1.0 < area(bulged) / area(healthy) < 1.06


# ---- narrow canal ------------------------------------------------------------------------------------------


def canal(level: Level) -> list[Point]:
    return outlines(smooth(symmetric(level.canal), closed=True))[0]


def sac(level: Level) -> list[Point]:
    return outlines(smooth(symmetric(level.sac), closed=True))[0]


def test_the_narrow_canal_is_narrower_by_a_third_at_least() -> None:
    assert area(canal(NARROW)) <= 0.7 * area(canal(WIDE))
    assert area(sac(NARROW)) <= 0.7 * area(sac(WIDE))


def test_nerves_lie_in_their_sac_and_the_sac_in_the_canal() -> None:
    for level in (WIDE, NARROW):
        assert all(inside(nerve_, sac(level)) for nerve_ in (*level.nerves, *mirrored(level.nerves)))
        assert all(inside(point, canal(level)) for point in sac(level))


def test_both_canals_hold_the_same_nerves() -> None:
    assert len(WIDE.nerves) == len(NARROW.nerves)


def test_disc_and_ligament_take_the_room() -> None:
    assert min(y for _, y in NARROW.ring) < min(y for _, y in RING)
    assert max(y for x, y in NARROW.ligament if x == 0) > max(y for x, y in WIDE.ligament if x == 0)
    assert WIDE.canal == CANAL


# ---- buttock -----------------------------------------------------------------------------------------------


def test_the_nerve_starts_under_the_piriformis_and_leaves_at_its_lower_edge() -> None:
    muscle = outlines(smooth(piriformis(), closed=True))[0]
    middle = outlines(smooth(nerve()), steps=12)[0]
    assert inside(middle[0], muscle)
    out = next(point for point in middle if not inside(point, muscle))
    assert out[1] < min(y for x, y in muscle if abs(x - out[0]) < 2) + 1
    assert not any(inside(point, muscle) for point in middle[middle.index(out) :])


def test_the_nerve_runs_over_the_rotators_and_under_the_piriformis() -> None:
    drawing = figure("deep_gluteal")
    assert order(drawing, MUSCLE_PALE) < order(drawing, NERVE) < order(drawing, MUSCLE)


# ---- joints ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("figure_id", ["sacroiliac_joints", "facet_joint"])
def test_both_joints_are_marked_alike(figure_id: str) -> None:
    drawing = figure(figure_id)
    (marks,) = painted(drawing, NERVE)
    one, other = outlines(marks.path)
    assert all(min(hypot(drawing.width - x - px, y - py) for px, py in other) < 0.1 for x, y in one)


@pytest.mark.parametrize("figure_id", ["sacroiliac_joints", "facet_joint"])
def test_a_mark_lies_where_two_bones_meet(figure_id: str) -> None:
    drawing = figure(figure_id)
    (marks,) = painted(drawing, NERVE)
    bones = [ring for shape in drawing.shapes if shape.fill == Paint("bone") for ring in outlines(shape.path)]
    for mark in outlines(marks.path):
        assert sum(distance(mark, bone) == 0 for bone in bones) >= 2


def test_the_hip_is_a_ball_in_a_deep_socket() -> None:
    start, end = CUP
    assert 180 <= end - start <= 220  # the socket holds about half of the ball
    assert 0 < JOINT_SPACE < CARTILAGE < SOCKET < HEAD_RADIUS / 4
    assert HEAD[0] > 0


def test_the_tender_spot_lies_in_the_muscle() -> None:
    x, y = SPOT
    middle = figure("muscle_trigger").width / 2
    assert abs(x - middle) < half_width(y)
    assert RINGS[0] < RINGS[1] < half_width(y)


# ---- curves ------------------------------------------------------------------------------------------------


def test_rounded_box_fills_its_box() -> None:
    (ring,) = outlines(rounded_box(20, 10, 2), steps=4)
    assert (min(x for x, _ in ring), max(x for x, _ in ring)) == (0, 20)
    assert (min(y for _, y in ring), max(y for _, y in ring)) == (0, 10)
    assert area(ring) == pytest.approx(200 - (4 - 3.1416) * 4, abs=0.4)
    assert not inside((0.2, 0.2), ring)


def test_a_stroke_is_as_wide_as_it_says() -> None:
    assert area(outlines(tapered([(0, 0), (5, 0), (10, 0)], 2, 2))[0]) == pytest.approx(20 + 3.14, abs=0.2)
