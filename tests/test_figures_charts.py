"""Organs, the alarm of pain and the charts: what is true of them by their geometry."""

from itertools import pairwise

import pytest

from generator.figures import figure
from generator.figures.body_organs import AORTA, KIDNEYS
from generator.figures.flare_line import GOOD_DAYS, WEEKS, pain, trend
from generator.figures.mannequin.staging import stage
from generator.figures.pain_alarm import BRAIN
from generator.figures.paints import BONE, DISC, NERVE, PAPER, SKIN
from generator.figures.scan_ages import FILLED, PEOPLE, SHARES
from generator.figures.walking_steps import CLIMBING, MINUTES
from generator.model.pose import Pose, Scene
from tests.test_anatomy import area, distance, inside, outline, outlines, painted

ANCHORS = {
    "body_organs": ("kidney", "aorta", "bladder", "hip"),
    "flare_line": ("first_days", "flare", "better"),
    "pain_alarm": ("brain", "cord", "nerve", "back"),
    "scan_ages": ("age_20", "age_50", "age_80"),
    "walking_steps": ("goal", "middle", "start"),
}


@pytest.mark.parametrize("figure_id", ANCHORS)
def test_anchors_run_from_top_to_bottom(figure_id: str) -> None:
    anchors = figure(figure_id).anchors
    heights = [y for _, y in anchors.values()]
    assert tuple(anchors) == ANCHORS[figure_id]
    assert all(above - below > 1 for above, below in pairwise(heights))


# ---- organs ------------------------------------------------------------------------------------------------


def test_the_aorta_lies_on_the_persons_left_and_the_right_kidney_lower() -> None:
    assert all(x > 0 for x, _, _ in AORTA)
    assert KIDNEYS[-1].y < KIDNEYS[1].y


def test_anchors_of_the_organs_lie_in_them() -> None:
    drawing = figure("body_organs")
    for name, paint in (("kidney", DISC), ("bladder", DISC), ("aorta", NERVE)):
        rings = [ring for shape in painted(drawing, paint) for ring in outlines(shape.path)]
        assert any(inside(drawing.anchors[name], ring) for ring in rings)


# ---- alarm -------------------------------------------------------------------------------------------------


def test_the_way_from_the_back_to_the_brain_is_unbroken() -> None:
    drawing = figure("pain_alarm")
    body, brain = outline(painted(drawing, SKIN)[0]), outline(painted(drawing, BRAIN)[0])
    nerve, cord = outlines(painted(drawing, NERVE)[0].path)
    assert inside(drawing.anchors["back"], nerve)
    assert distance(nerve, cord) == 0 == distance(cord, brain)
    assert all(inside(point, body) for ring in (nerve, cord, brain) for point in ring)


def test_every_vertebra_from_the_second_of_the_neck_to_the_last_is_there() -> None:
    bodies = painted(figure("pain_alarm"), BONE)[-1]
    assert len(outlines(bodies.path)) == 6 + 12 + 5


# ---- charts ------------------------------------------------------------------------------------------------


def test_the_filled_part_of_each_row_is_the_share_of_its_age() -> None:
    drawing = figure("scan_ages")
    rows = zip(SHARES.values(), painted(drawing, PAPER), painted(drawing, FILLED), strict=True)
    for share, everyone, filled in rows:
        people = outlines(everyone.path)
        assert len(people) == 2 * PEOPLE  # heads and bodies
        assert sum(map(area, outlines(filled.path))) / sum(map(area, people)) == pytest.approx(share, abs=0.001)


def test_the_shares_are_those_of_the_review() -> None:
    assert dict(SHARES) == {"age_20": 0.37, "age_50": 0.80, "age_80": 0.96}


def test_flares_get_lower_and_the_line_ends_in_the_good_days() -> None:
    line = [pain(day / 7) for day in range(WEEKS * 7 + 1)]
    flares = [high for before, high, after in zip(line, line[1:], line[2:], strict=False) if before < high > after]
    assert len(flares) == 3
    assert flares == sorted(flares, reverse=True)
    assert max(flares) < line[0]
    assert line[-1] < GOOD_DAYS


def test_the_trend_of_pain_only_falls() -> None:
    assert all(trend(week) > trend(week + 1) for week in range(WEEKS))


def test_the_height_of_a_step_is_its_minutes() -> None:
    steps = [outline(shape) for shape in figure("walking_steps").shapes[: len(MINUTES)]]
    heights = [max(y for _, y in step) - min(y for _, y in step) for step in steps]
    assert MINUTES[-1] == 30
    assert [height / heights[-1] for height in heights] == pytest.approx(
        [minutes / 30 for minutes in MINUTES], abs=0.01
    )


def test_both_feet_of_the_walker_reach_their_steps() -> None:
    (body,) = stage([Pose.model_validate(CLIMBING)], Scene(show="single")).bodies
    assert all(leg.miss < 0.01 for leg in body.legs.values())
