"""The figures of age, muscles, surgery and curves of the back: what a clinician would check with a ruler."""

import pytest

from generator.figures import figure
from generator.figures.ageing_disc import OLDER, YOUNG
from generator.figures.ageing_joints import JOINT, LOWER, PITCH_MM, UPPER
from generator.figures.back_muscles import RINGS, SPOT
from generator.figures.disc_surgery import LOWER as LOWER_ARCH
from generator.figures.disc_surgery import ROOT
from generator.figures.disc_surgery import UPPER as UPPER_ARCH
from generator.figures.paints import BONE, DISC, MUSCLE, NERVE
from generator.figures.scoliosis import LEANS, spine
from generator.figures.vertebra_behind import PITCH, arch_behind, opened_arch_behind
from tests.test_anatomy import area, distance, inside, order, outline, outlines, painted

# ---- age ---------------------------------------------------------------------------------------------------


def test_the_older_disc_is_flatter_and_its_bones_are_not() -> None:
    (young_lower, young_upper), (lower, upper) = YOUNG, OLDER
    young = distance(outline(young_lower.body()), outline(young_upper.body()))
    older = distance(outline(lower.body()), outline(upper.body()))
    assert 0.25 * young < older < 0.7 * young
    assert area(outline(lower.body())) == pytest.approx(area(outline(young_lower.body())), rel=0.06)


def test_only_the_edges_beside_the_older_disc_have_lips() -> None:
    lower, upper = OLDER
    assert (lower.lips, upper.lips) == ({1}, {-1})
    assert not any(vertebra.lips for vertebra in YOUNG)


def test_the_older_joints_lie_where_the_two_bones_meet() -> None:
    drawing = figure("ageing_joints")
    bones = [ring for shape in painted(drawing, BONE) for ring in outlines(shape.path)]
    for mark in outlines(painted(drawing, DISC)[-1].path):
        assert sum(distance(mark, bone) == 0 for bone in bones) >= 2
    assert UPPER.y - LOWER.y == pytest.approx(PITCH_MM * UPPER.scale)
    assert PITCH_MM < PITCH
    assert drawing.anchors["joint"] == UPPER.point(*JOINT[2])


# ---- muscles -----------------------------------------------------------------------------------------------


def test_the_sore_area_lies_in_the_right_muscle() -> None:
    right, left = outlines(painted(figure("back_muscles"), MUSCLE)[0].path)
    assert inside(SPOT, right)
    assert not inside(SPOT, left)
    assert RINGS[0] < RINGS[1]


# ---- scoliosis ---------------------------------------------------------------------------------------------


def test_the_curve_has_the_angle_it_says_and_stands_over_the_pelvis() -> None:
    levels = spine()
    middle = figure("scoliosis").width / 2
    assert max(LEANS) - min(LEANS) == 25
    assert [level.degrees for level in levels] == list(LEANS)
    assert max(level.x for level in levels) - middle > 2.5  # 25 mm from the plumb line
    assert abs(levels[-1].x - middle) < 0.6


# ---- surgery -----------------------------------------------------------------------------------------------


def test_the_window_shows_the_root_and_the_other_half_of_the_arch_is_whole() -> None:
    _, arch, _ = (outline(shape) for shape in opened_arch_behind(UPPER_ARCH))
    shown = UPPER_ARCH.point(*ROOT[1])
    assert not inside(shown, arch)
    assert inside((2 * UPPER_ARCH.x - shown[0], shown[1]), arch)


def test_the_free_root_runs_over_the_disc_and_under_the_arches() -> None:
    drawing = figure("disc_surgery")
    arches = (*arch_behind(LOWER_ARCH), *opened_arch_behind(UPPER_ARCH))
    assert order(drawing, DISC) < order(drawing, NERVE) < min(drawing.shapes.index(arch) for arch in arches)


# ---- the muscles round the trunk ---------------------------------------------------------------------------


def test_the_muscles_round_the_trunk_close_like_a_can() -> None:
    drawing = figure("trunk_muscles")
    _, floor, belly, lid = (outline(shape) for shape in painted(drawing, MUSCLE))
    spine, (tail_bone,), *_, (pubis,), _ = (outlines(shape.path) for shape in painted(drawing, BONE))
    assert distance(lid, belly) == 0
    assert all(distance(wall, pubis) == 0 for wall in (belly, floor))
    assert distance(floor, tail_bone) == 0
    assert any(distance(lid, vertebra) == 0 for vertebra in spine)
