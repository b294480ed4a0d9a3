"""The posable figure by its values: joints, contacts, floor, arrows, mirrors; how it looks is for a person to judge."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from math import hypot, isfinite
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.figures import exercise_alt, exercise_scene
from generator.figures.mannequin.arrows import LEAST, MOST, SHORTER
from generator.figures.mannequin.flesh import clothe
from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.limits import LIMITS, beyond_limits, joint_angles
from generator.figures.mannequin.marks import RING
from generator.figures.mannequin.postures import POSTURES, take_stance
from generator.figures.mannequin.proportions import HEAD_RADIUS
from generator.figures.mannequin.props import AMID, BEFORE, BEHIND, supports_of
from generator.figures.mannequin.scene import draw_scene
from generator.figures.mannequin.skeleton import solve
from generator.figures.mannequin.sketch import TONES
from generator.figures.mannequin.space import distance, make_camera
from generator.figures.mannequin.staging import stage
from generator.figures.shapes import ROLES, Close, Curve, Drawing, Line, Path, Point, Shape
from generator.figures.shapes import Move as MoveTo
from generator.layout.picture import draw_shapes
from generator.library import open_library
from generator.model.exercise import Exercise
from generator.model.pose import Move, Pose, Prop, Scene
from generator.theme import make_theme
from tests.helpers import with_each

PENETRATION = 0.3  # of the height, in %
REACH = 0.35  # contacts are met to this many units
MAX_COMPRESSED_BYTES = 8000
SMALLEST_SCALE = 0.75  # points a unit, DESIGN section 6
BEYOND, BESIDE = 1.0, 20.0  # how far an arrow's head stands past the end position, and away from it


@cache
def catalogue() -> dict[str, Exercise]:
    return open_library(None).exercises()


every_exercise = with_each("id_", open_library(None).exercise_ids())


def points(path: Path) -> Iterator[Point]:
    """Yield the points of a path, curves sampled."""
    x0 = y0 = 0.0
    for segment in path:
        match segment:
            case MoveTo(x, y) | Line(x, y):
                yield (x, y)
                x0, y0 = x, y
            case Curve(x1, y1, x2, y2, x3, y3):
                for t in (0.25, 0.5, 0.75, 1.0):
                    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                    yield (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)
                x0, y0 = x3, y3
            case Close():
                pass


def operators(drawing: Drawing) -> str:
    """Return what the layout writes for *drawing*."""
    written: list[str] = []
    canvas = SimpleNamespace(saveState=lambda: None, restoreState=lambda: None, addLiteral=written.append)
    sheet: Any = SimpleNamespace(canvas=canvas, theme=make_theme("#0B7272"))
    draw_shapes(sheet, drawing, 0.0, 0.0, 1.6)
    return "\n".join(written)


# -- poses of the catalogue -------------------------------------------------------------------------------------------


@every_exercise
def test_joints_stay_within_their_limits(id_: str) -> None:
    exercise = catalogue()[id_]
    assert [beyond_limits(body) for body in stage(exercise.poses, exercise.scene).bodies] == [[]] * len(exercise.poses)


@every_exercise
def test_contacts_are_met(id_: str) -> None:
    exercise = catalogue()[id_]
    for body in stage(exercise.poses, exercise.scene).bodies:
        misses = {f"{side} leg": leg.miss for side, leg in body.legs.items()}
        misses |= {f"{side} arm": arm.miss for side, arm in body.arms.items()}
        assert {name: miss for name, miss in misses.items() if miss > REACH} == {}


@every_exercise
def test_nothing_goes_through_the_floor(id_: str) -> None:
    exercise = catalogue()[id_]
    if exercise.scene.rise or exercise.scene.view == "top":
        return  # the floor is no line there; the same bodies are tested by their joints
    for groups in stage(exercise.poses, exercise.scene).dressed:
        lowest = min(y for group in groups for outline in group.outlines for _, y in outline.points)
        assert lowest >= -PENETRATION


@every_exercise
def test_joints_stay_above_the_floor(id_: str) -> None:
    exercise = catalogue()[id_]
    for body in stage(exercise.poses, exercise.scene).bodies:
        joints = [station.at for station in body.stations]
        joints += [joint for leg in body.legs.values() for joint in (leg.hip, leg.knee, leg.ankle)]
        joints += [joint for arm in body.arms.values() for joint in (arm.shoulder, arm.elbow, arm.wrist)]
        assert min(joint[1] for joint in joints) > 1.0


@every_exercise
def test_feet_in_contact_do_not_slide_between_pictures(id_: str) -> None:
    exercise = catalogue()[id_]
    stances = [take_stance(pose) for pose in exercise.poses]
    bodies = stage(exercise.poses, exercise.scene).bodies
    for side in ("working", "other"):
        legs = [stance.leg(side) for stance in stances]
        if all(leg == legs[0] and leg.foot_at is not None for leg in legs):
            assert all(distance(body.legs[side].ankle, bodies[0].legs[side].ankle) < REACH * 2 for body in bodies)


# -- the drawing ------------------------------------------------------------------------------------------------------


@every_exercise
def test_box_contains_every_shape_and_its_stroke(id_: str) -> None:
    drawing = exercise_scene(catalogue()[id_])
    for shape in drawing.shapes:
        halo = shape.stroke is not None and shape.stroke.role == "paper"
        edge = 0.0 if halo or shape.stroke is None else shape.width_pt / 2 / SMALLEST_SCALE
        for x, y in points(shape.path):
            assert edge - 0.3 <= x <= drawing.width - edge + 0.3
            assert edge - 0.3 <= y <= drawing.height - edge + 0.3


@every_exercise
def test_scene_fits_a_card(id_: str) -> None:
    drawing = exercise_scene(catalogue()[id_])
    assert drawing.width < 260
    assert drawing.height < 125


@every_exercise
def test_scene_is_light(id_: str) -> None:
    assert len(zlib.compress(operators(exercise_scene(catalogue()[id_])).encode(), 9)) <= MAX_COMPRESSED_BYTES


@every_exercise
def test_drawing_is_deterministic(id_: str) -> None:
    exercise = catalogue()[id_]
    assert draw_scene(exercise.poses, exercise.scene) == draw_scene(exercise.poses, exercise.scene)


@every_exercise
def test_arrows_keep_clear_of_faces(id_: str) -> None:
    exercise = catalogue()[id_]
    staging = stage(exercise.poses, exercise.scene)
    drawn = 0
    for picture in staging.pictures:
        x, y = staging.camera.flat(staging.bodies[picture].head)
        for _, way in staging.arrows(picture):
            drawn += 1
            assert min(hypot(px - x, py - y) for px, py in way) > HEAD_RADIUS
    assert drawn == len(exercise.scene.arrows)  # none belongs to a pose without a picture


@every_exercise
def test_arrows_end_at_the_end_position(id_: str) -> None:
    """An arrow that went on would say “further than this”: its head stands at the end of the way, or short of it."""
    exercise = catalogue()[id_]
    staging = stage(exercise.poses, exercise.scene)
    flat = staging.camera.flat
    for picture in staging.pictures:
        for arrow, way in staging.arrows(picture):
            if "turn" in arrow.kind or "both" in arrow.kind:
                continue
            last = staging.bodies[arrow.towards - 1 if arrow.towards else picture]
            x, y = flat(landmark(last, arrow.of, arrow.side)[0])
            (bx, by), (tx, ty) = way[-2:]
            length = hypot(tx - bx, ty - by)
            beyond = ((tx - x) * (tx - bx) + (ty - y) * (ty - by)) / length
            assert beyond <= BEYOND
            if not arrow.towards:
                assert hypot(tx - x, ty - y) <= BESIDE
            assert LEAST * SHORTER - 0.1 <= sum(_steps(way)) <= MOST * 1.2


def _steps(way: Sequence[Point]) -> Iterator[float]:
    """Yield the lengths of a way's parts."""
    for (ax, ay), (bx, by) in pairwise(way):
        yield hypot(bx - ax, by - ay)


@every_exercise
def test_arrows_keep_clear_of_rings_and_each_other(id_: str) -> None:
    exercise = catalogue()[id_]
    staging = stage(exercise.poses, exercise.scene)
    for picture in staging.pictures:
        rings, ways = staging.rings(picture), [way for _, way in staging.arrows(picture)]
        for way in ways:
            assert all(hypot(px - x, py - y) > RING for x, y in rings for px, py in way)
        for one, two in combinations(ways, 2):
            assert min(hypot(ax - bx, ay - by) for ax, ay in one for bx, by in two) > 2.0


def test_pedals_turn_about_the_crank() -> None:
    exercise = catalogue()["cycling"]
    staging = stage(exercise.poses, exercise.scene)
    ((_, way),) = staging.arrows(1)
    feet = [staging.camera.flat(landmark(staging.bodies[1], "toes", side)[0]) for side in ("working", "other")]
    x, y = ((a + b) / 2 for a, b in zip(*feet, strict=True))
    distances = [hypot(px - x, py - y) for px, py in way]
    assert max(distances) - min(distances) < 2.0
    assert way[0][1] > way[-1][1]


def test_hand_above_a_step_holds_a_rail() -> None:
    arm = {"hand_at": 16, "on": "step", "lift": 40, "grip": "fist"}
    held = Pose.model_validate({"posture": "standing", "other_arm": arm})
    scene = Scene(props=(Prop(kind="step"),))
    plain, drawing = draw_scene([Pose(posture="standing")], scene), draw_scene([held], scene)
    assert len(drawing.shapes) >= len(plain.shapes) + 3  # two posts and the rail


@every_exercise
def test_left_side_is_the_mirror_image(id_: str) -> None:
    right, left = (exercise_scene(catalogue()[id_], side) for side in ("right", "left"))
    assert (right.width, right.height) == (left.width, left.height)
    sums = [_mirror_axis(a, b) for a, b in zip(right.shapes, left.shapes, strict=True)]
    digits = [total for total in sums if total is None]
    panels = {round(total, 1) for total in sums if total is not None}
    assert len(panels) == max(len(digits), 1)  # one axis a panel, and one digit that stays readable
    if not digits:
        assert panels == {right.width}


def _mirror_axis(a: Shape, b: Shape) -> float | None:
    """Return the sum of x of mirrored points, or None for a shape that is moved and not mirrored."""
    pairs = list(zip(points(a.path), points(b.path), strict=True))
    assert all(abs(p[1] - q[1]) < 0.011 for p, q in pairs)
    sums = [p[0] + q[0] for p, q in pairs]
    if max(sums) - min(sums) < 0.05:
        return sum(sums) / len(sums)
    shifts = [p[0] - q[0] for p, q in pairs]
    assert max(shifts) - min(shifts) < 0.05
    return None


@every_exercise
def test_paints_are_roles_of_the_palette(id_: str) -> None:
    for shape in exercise_scene(catalogue()[id_]).shapes:
        assert shape.fill or shape.stroke
        assert bool(shape.stroke) == (shape.width_pt > 0)
        for paint in filter(None, (shape.fill, shape.stroke)):
            assert {paint.role, paint.towards} <= ROLES


@every_exercise
def test_alt_text_tells_the_side(id_: str) -> None:
    exercise, words = catalogue()[id_], open_library(None).figure_words("en")
    right, left = (exercise_alt(exercise, side, words) for side in ("right", "left"))
    assert right.endswith(".")
    assert len(right) > 7
    assert "{" not in right + left
    numbered = len(stage(exercise.poses, exercise.scene).pictures) > 1
    assert right.startswith("Two pictures. ") == numbered
    swapped = right.replace("right", "¶").replace("left", "right").replace("¶", "left")
    assert swapped == left
    if exercise.sides in ("each", "alternate") and len(exercise.poses) > 1 and exercise.id != "lumbar_rotation_supine":
        assert right != left


def test_alt_text_is_made_from_the_data() -> None:
    words = open_library(None).figure_words("en")
    assert exercise_alt(catalogue()["knee_to_chest_single"], "right", words) == (
        "Lying on the back with bent knees: the right knee moves to the chest, both hands on the right shin. "
        "With a pillow under the head. Felt in the right buttock."
    )


def test_alt_text_names_sides_things_held_and_shared_moves() -> None:
    words = open_library(None).figure_words("en")
    told = {id_: exercise_alt(catalogue()[id_], "right", words) for id_ in catalogue()}
    assert told["walking"] == "Walking: the right leg and the left arm move forward."
    assert told["cycling"] == (
        "Sitting on a static bike: the right foot moves down and the left foot moves up, both hands on the bars."
    )
    assert told["cat_cow"].endswith("the back rounds up and dips down.")
    assert told["pelvic_floor"].count("the pelvic floor draws in") == 1
    assert told["prone_lying"] == "Lying on the front, head turned to one side."
    assert told["side_lying_hip_abduction"].startswith("Lying on the left side: the right leg")
    assert "Kneeling on the right knee" in told["hip_flexor_lunge"]
    assert "the left hand on the rail. With a step." in told["step_up"]
    assert "both hands on the worktop. Felt" in told["mini_squat"]
    assert "both forearms on the floor" in told["front_plank"]


def test_words_know_everything_a_scene_can_hold() -> None:
    words = open_library(None).figure_words("en")
    move, pose = Move.model_json_schema()["properties"], Pose.model_json_schema()["properties"]
    parts = {name for option in move["part"]["anyOf"] for name in option["enum"]}
    kinds = set(Prop.model_json_schema()["properties"]["kind"]["enum"])
    assert parts == set(words.parts)
    assert set(move["to"]["enum"]) == set(words.moves)
    supports = {"on_worktop", "on_wall", "on_chair_front", "on_bike", "on_rail", "on_floor"}
    assert (kinds - {"mat", "floor", "gap"}) | supports == set(words.things)
    special = {"walking", "bike", "lying_front_head_turned"}
    assert set(pose["posture"]["enum"]) | special == set(words.positions)


def test_scene_is_drawn_once() -> None:
    exercise = catalogue()["glute_bridge"]
    assert exercise_scene(exercise, "left") is exercise_scene(exercise, "left")


# -- the engine -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("posture", POSTURES)
def test_posture_stands_on_its_own(posture: Any) -> None:
    pose = Pose(posture=posture)
    (body,) = stage([pose], Scene()).bodies
    assert beyond_limits(body) == []
    (groups,) = stage([pose], Scene()).dressed
    assert min(y for group in groups for outline in group.outlines for _, y in outline.points) >= -PENETRATION


def test_standing_figure_is_a_hundred_units_tall() -> None:
    pose = Pose(posture="standing")
    (groups,) = stage([pose], Scene()).dressed
    heights = [y for group in groups for outline in group.outlines for _, y in outline.points]
    assert 96 < max(heights) - min(heights) < 101


def test_near_limbs_are_drawn_after_the_trunk_and_far_ones_before() -> None:
    pose = Pose(posture="standing")
    (groups,) = stage([pose], Scene()).dressed
    names = [group.name for group in groups]
    assert names.index("other_leg") < names.index("trunk") < names.index("working_leg") < names.index("working_arm")
    assert {group.name for group in groups if group.far} == {"other_leg", "other_arm"}


def test_flesh_is_pressed_flat_on_the_floor() -> None:
    pose = Pose(posture="lying_back")
    (groups,) = stage([pose], Scene()).dressed
    trunk = next(group for group in groups if group.name == "trunk")
    resting = [x for outline in trunk.outlines for x, y in outline.points if y == 0.0]
    assert len(resting) >= 4


def test_shoulder_blade_follows_the_arm() -> None:
    low, high = (
        stage([Pose.model_validate({"posture": "standing", "arms": {"shoulder": angle}})], Scene()).bodies[0]
        for angle in (0, 170)
    )
    assert high.arms["working"].shoulder[1] > low.arms["working"].shoulder[1] + 1.5


def test_hand_lies_on_the_part_it_holds() -> None:
    pose = Pose.model_validate(
        {"posture": "lying_back_knees_bent", "working_leg": {"hip": 120, "knee": 125}, "arms": {"hand_on": "shin"}}
    )
    (body,) = stage([pose], Scene()).bodies
    palm, _ = landmark(body, "hand", "working")
    shin, _ = landmark(body, "shin", "working")
    assert distance(palm, shin) < 2.5


@pytest.mark.parametrize("kind", sorted({*BEHIND, *BEFORE, *AMID}))
def test_every_prop_can_be_drawn(kind: Any) -> None:
    poses = [Pose(posture="lying_back_knees_bent" if kind in ("bed", "gap") else "standing")]
    scene = Scene(props=(Prop(kind=kind),))
    plain, drawing = draw_scene(poses, Scene()), draw_scene(poses, scene)
    assert len(drawing.shapes) >= len(plain.shapes) + (kind != "gap")


def test_every_prop_of_the_model_is_drawn() -> None:
    kinds = set(Prop.model_json_schema()["properties"]["kind"]["enum"])
    assert kinds == {*BEHIND, *BEFORE, *AMID}


def test_lying_on_a_bed_is_lying_higher() -> None:
    poses = [Pose(posture="lying_back")]
    floor, bed = (stage(poses, Scene(props=props)).bodies[0] for props in ((), (Prop(kind="bed", height=30),)))
    assert bed.hips[1] == pytest.approx(floor.hips[1] + 30)


def test_tones_print_with_the_greys_of_the_design() -> None:
    assert {"skin", "shirt", "shorts", "hair", "mat", "ghost"} <= set(TONES)
    assert {paint.role for paint in TONES.values()} | {paint.towards for paint in TONES.values()} <= ROLES


# -- any pose within the limits ---------------------------------------------------------------------------------------


def _angles(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


LEGS = st.fixed_dictionaries(
    {"hip": _angles(-30, 140), "knee": _angles(0, 160), "ankle": _angles(-60, 40)},
    optional={"out": _angles(-40, 60), "turn": _angles(-90, 90)},
)
ARMS = st.one_of(
    st.fixed_dictionaries(
        {"shoulder": _angles(-70, 185), "elbow": _angles(0, 150)},
        optional={"out": _angles(0, 90), "turn": _angles(-90, 90)},
    ),
    st.fixed_dictionaries({"hand_on": st.sampled_from(["shin", "knee", "hip_side", "tummy", "thigh_back", "neck"])}),
)
POSES = st.fixed_dictionaries(
    {"posture": st.sampled_from(sorted(POSTURES)), "working_leg": LEGS, "other_leg": LEGS, "arms": ARMS},
    optional={
        "trunk": _angles(-90, 250), "low_back": _angles(-40, 40), "upper_back": _angles(-30, 40),
        "neck": _angles(-45, 45), "bend": _angles(-40, 40), "twist": _angles(-50, 50), "roll": _angles(-100, 100),
        "head_turn": _angles(-80, 80), "lean": _angles(-30, 30),
    },
)  # fmt: skip
VIEWS = st.tuples(st.sampled_from(["side", "front", "back", "top"]), _angles(0, 60), _angles(-60, 60))


@settings(max_examples=150, deadline=None)
@given(POSES, VIEWS)
def test_any_pose_within_limits_is_drawn(data: dict[str, Any], view: tuple[Any, float, float]) -> None:
    pose = Pose.model_validate(data)
    body = solve(take_stance(pose), supports_of(()))
    groups = clothe(body, make_camera(*view), (), pose.in_front)
    values = [value for group in groups for outline in group.outlines for point in outline.points for value in point]
    assert all(isfinite(value) and abs(value) < 400 for value in values)
    bones = [distance(leg.hip, leg.knee) for leg in body.legs.values()]
    assert bones == pytest.approx([24.5, 24.5])
    for name, angle in joint_angles(body):
        if name in ("knee", "elbow"):
            assert LIMITS[name][0] - 0.5 <= angle <= 179


@settings(max_examples=40, deadline=None)
@given(POSES, POSES, VIEWS)
def test_any_two_poses_make_a_scene(start: dict[str, Any], end: dict[str, Any], view: tuple[Any, float, float]) -> None:
    scene = Scene.model_validate(
        {
            "view": view[0], "rise": view[1], "turn": view[2], "props": [{"kind": "mat"}, {"kind": "pillow_head"}],
            "arrows": [{"of": "knee"}, {"of": "head", "kind": "turn"}], "feel": [{"at_part": "buttock"}],
        }
    )  # fmt: skip
    drawing = draw_scene([Pose.model_validate(start), Pose.model_validate(end)], scene)
    assert drawing.width > 10
    assert all(isfinite(x) and isfinite(y) for shape in drawing.shapes for x, y in points(shape.path))
