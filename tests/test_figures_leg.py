"""The figures of hip, leg and pelvis by their geometry: what a clinician would check with a ruler."""

from itertools import pairwise
from math import hypot

import pytest

from generator.figures import figure
from generator.figures.curves import mirrored, smooth
from generator.figures.foot_drop import DROPPED, FIBULA, LIFTED, NERVE_LINE
from generator.figures.foot_drop import MUSCLE_EDGE as SHIN_MUSCLE
from generator.figures.leg_arteries import AORTA, LENS, NARROW, OPEN, THROAT, half_opening
from generator.figures.lower_body import body_outline, placed
from generator.figures.pain_places import AREAS
from generator.figures.paints import NERVE
from generator.figures.pelvic_girdle import BACK_JOINT, FRONT_JOINT
from generator.figures.pelvis_front import HIP_BONE, SACRUM
from generator.figures.shapes import Point
from generator.figures.side_of_hip import MUSCLE_EDGE, SPOT, THIGH_BONE
from tests.test_anatomy import distance, inside, outlines, painted

LABELLED = ("foot_drop", "leg_arteries", "leg_joints", "pain_places", "pelvic_girdle", "side_of_hip")
KNEE = 54.5  # the joint's height in the frame of the lower body


def ring(points: tuple[Point, ...]) -> list[Point]:
    return outlines(smooth(points, closed=True))[0]


@pytest.mark.parametrize("figure_id", LABELLED)
def test_anchors_run_from_top_to_bottom(figure_id: str) -> None:
    heights = [y for _, y in figure(figure_id).anchors.values()]
    assert all(above - below > 2 for above, below in pairwise(heights))


# ---- arteries ----------------------------------------------------------------------------------------------


def test_the_aorta_lies_left_of_the_midline_and_divides_above_the_pelvis() -> None:
    assert all(0 < x < 2 for x, _ in AORTA)  # from the front the person's left is on the right
    assert 117 < AORTA[-1][1] < 124


def test_the_narrow_stretch_is_low_in_the_left_thigh() -> None:
    assert NARROW[0] > 0
    assert KNEE + 10 < NARROW[1] < KNEE + 30
    assert LENS[0] > placed((NARROW,))[0][0]


def test_the_artery_is_narrow_in_the_middle_of_the_lens_and_open_at_its_ends() -> None:
    assert half_opening(0) == pytest.approx(THROAT)
    assert half_opening(8) == pytest.approx(OPEN, abs=0.05)
    assert THROAT / OPEN < 0.5  # less than half of the width: it takes that much to be felt on walking


# ---- hip and pelvis ----------------------------------------------------------------------------------------


def test_the_sore_place_is_where_the_muscle_holds_on_to_the_thigh_bone() -> None:
    assert inside(SPOT, ring(MUSCLE_EDGE))
    assert inside(SPOT, outlines(smooth(THIGH_BONE))[0])
    assert SPOT[1] < min(y for _, y in MUSCLE_EDGE) + 15


def test_the_pelvis_has_two_joints_behind_and_one_in_front() -> None:
    drawing = figure("pelvic_girdle")
    (marks,) = painted(drawing, NERVE)
    left, front, right = sorted(outlines(marks.path), key=lambda mark: mark[0][0])
    middle = drawing.width / 2
    assert min(x for x, _ in right) - middle == pytest.approx(middle - max(x for x, _ in left), abs=0.1)
    assert {x for x, _ in FRONT_JOINT} == {0}
    assert max(y for _, y in front) < min(y for _, y in right)


def test_the_back_joints_lie_between_sacrum_and_hip_bone() -> None:
    sacrum, hip_bone = ring((*SACRUM, *mirrored(SACRUM[::-1]))), ring(HIP_BONE)
    for x, y in BACK_JOINT:
        assert all(distance([(x - 0.1, y), (x + 0.1, y)], bone) < 4 for bone in (sacrum, hip_bone))  # millimetres


# ---- foot drop ---------------------------------------------------------------------------------------------


def test_the_foot_hangs_within_what_an_ankle_allows() -> None:
    assert 30 <= DROPPED <= 50
    assert -20 <= LIFTED < 0


def test_the_nerve_winds_round_the_neck_of_the_fibula_into_the_muscle() -> None:
    nerve, fibula, muscle = outlines(smooth(NERVE_LINE))[0], ring(FIBULA), ring(SHIN_MUSCLE)
    crossing = [y for x, y in nerve if inside((x, y), fibula)]
    head = max(y for _, y in FIBULA)
    assert crossing
    assert all(10 < head - y < 50 for y in crossing)
    assert nerve[0][0] < min(x for x, _ in FIBULA)  # it comes from behind
    assert any(inside(point, muscle) for point in nerve)


# ---- limp --------------------------------------------------------------------------------------------------


def test_the_joints_of_the_leg_are_as_far_apart_as_in_a_person() -> None:
    _, hip, knee, ankle = figure("leg_joints").anchors.values()
    thigh, shank = hypot(hip[0] - knee[0], hip[1] - knee[1]), hypot(knee[0] - ankle[0], knee[1] - ankle[1])
    assert 22 < shank < thigh < 27  # of 100 units of height


# ---- places of pain ----------------------------------------------------------------------------------------


def test_pain_is_densest_in_the_low_back_and_ends_above_the_knee() -> None:
    back, buttock, thigh = AREAS["back"], AREAS["buttock"], AREAS["thigh"]
    assert back.most > buttock.most > thigh.most
    assert min(y for _, y in thigh.outline(0)) > KNEE + 5


def test_areas_stay_within_the_skin_and_shrink_with_density() -> None:
    body = ring(body_outline())
    for area in AREAS.values():
        rim, core = area.outline(0), area.outline(area.most / 2)
        assert all(inside(point, body) for point in rim)
        assert all(inside(point, ring(rim)) for point in core)
