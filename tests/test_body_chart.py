"""The body chart by its values: outlines, regions that can be ticked, marks; how it looks is for a person to judge."""

import pickle
import re
from collections.abc import Iterator
from itertools import combinations
from math import isfinite

import pytest

from generator.figures.body_chart import MARKS, VIEWS, BodyView, Box, Region, body_view, mark
from generator.figures.shapes import ROLES, Close, Curve, Drawing, Line, Move, Paint, Path, Point, Segment, Shape

PRINTED_PT = 210.0  # the height of the chart on a page
MIN_WIDTH_PT, MIN_HEIGHT_PT = 11.0, 9.0
MAX_OPERATOR_BYTES = 6000
OTHER_SIDE = {"left": "right", "right": "left"}

every_view = pytest.mark.parametrize("view", VIEWS)
every_mark = pytest.mark.parametrize("kind", MARKS)
symmetric_views = pytest.mark.parametrize("view", ["front", "back"])


def coordinates(segment: Segment) -> tuple[float, ...]:
    match segment:
        case Move(x, y) | Line(x, y):
            return (x, y)
        case Curve(x1, y1, x2, y2, x3, y3):
            return (x1, y1, x2, y2, x3, y3)
        case Close():
            return ()


def points(path: Path) -> list[Point]:
    values = [coordinates(segment) for segment in path]
    return [point for row in values for point in zip(row[::2], row[1::2], strict=True)]


def operators(drawing: Drawing) -> str:
    letters = {Move: "m", Line: "l", Curve: "c", Close: "h"}
    return " ".join(
        " ".join([*(f"{value:g}" for value in coordinates(segment)), letters[type(segment)]])
        for shape in drawing.shapes
        for segment in shape.path
    )


def polygons(path: Path, steps: int = 6) -> Iterator[list[Point]]:
    """Flatten each subpath; filling closes it."""
    ring: list[Point] = []
    for segment in path:
        match segment:
            case Move(x, y):
                if ring:
                    yield ring
                ring = [(x, y)]
            case Line(x, y):
                ring.append((x, y))
            case Curve(x1, y1, x2, y2, x3, y3):
                x0, y0 = ring[-1]
                for t in (i / steps for i in range(1, steps + 1)):
                    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                    ring.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
            case Close():
                pass
    yield ring


def is_inside(point: Point, ring: list[Point]) -> bool:
    x, y = point
    crossings = 0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (x1 - x0) * (y - y0) / (y1 - y0):
            crossings += 1
    return crossings % 2 == 1


def is_on(point: Point, shape: Shape) -> bool:
    return shape.fill is not None and any(is_inside(point, ring) for ring in polygons(shape.path))


def is_on_body(point: Point, view: BodyView) -> bool:
    return any(is_on(point, shape) for shape in view.drawing.shapes)


def centre(box: Box) -> Point:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def turned(box: Box, width: float) -> Box:
    x0, y0, x1, y1 = box
    return (round(width - x1, 2), y0, round(width - x0, 2), y1)


def boxes(view: str) -> dict[str, Box]:
    return {region.code: region.box for region in body_view(view).regions}


def twin(code: str) -> str | None:
    """Name the same part of the person's other side; None for a part of the middle."""
    part, _, side = code.rpartition("_")
    return f"{part}_{OTHER_SIDE[side]}" if side in OTHER_SIDE else None


# ---- views -------------------------------------------------------------------------------------------------


def test_there_are_four_views() -> None:
    assert VIEWS == ("front", "back", "right", "left")


@pytest.mark.parametrize("view", ["", "top", "Front", "right_side"])
def test_unknown_view_is_a_key_error(view: str) -> None:
    with pytest.raises(KeyError):
        body_view(view)


@every_view
def test_view_is_drawn_once(view: str) -> None:
    assert body_view(view) is body_view(view)


@every_view
def test_view_is_deterministic(view: str) -> None:
    again = body_view.__wrapped__(view)
    assert again is not body_view(view)
    assert again == body_view(view)


@every_view
def test_view_crosses_a_process_pool(view: str) -> None:
    assert pickle.loads(pickle.dumps(body_view(view))) == body_view(view)


def test_all_views_stand_at_one_height() -> None:
    heights = {body_view(view).drawing.height for view in VIEWS}
    soles = {min(y for shape in body_view(view).drawing.shapes for _, y in points(shape.path)) for view in VIEWS}
    assert len(heights) == 1
    assert max(soles) - min(soles) < 0.5


@every_view
def test_box_contains_every_point_and_the_strokes_round_it(view: str) -> None:
    drawing = body_view(view).drawing
    scale = PRINTED_PT / drawing.height
    for shape in drawing.shapes:
        edge = shape.width_pt / 2 / scale
        for x, y in points(shape.path):
            assert isfinite(x)
            assert isfinite(y)
            assert edge <= x <= drawing.width - edge
            assert edge <= y <= drawing.height - edge


@every_view
def test_drawing_fills_its_box(view: str) -> None:
    drawing = body_view(view).drawing
    drawn = [point for shape in drawing.shapes for point in points(shape.path)]
    assert max(x for x, _ in drawn) - min(x for x, _ in drawn) > drawing.width - 4
    assert max(y for _, y in drawn) - min(y for _, y in drawn) > drawing.height - 2


@every_view
def test_body_is_paper_within_a_contour_and_the_rest_is_finer_lines(view: str) -> None:
    for shape in body_view(view).drawing.shapes:
        if shape.fill:
            assert (shape.fill, shape.stroke, shape.width_pt) == (Paint("paper"), Paint("line"), 0.9)
        else:
            assert shape.stroke == Paint("line", "paper", 0.5)
            assert shape.width_pt == 0.5


@every_view
def test_paths_start_with_a_move_and_have_two_decimals(view: str) -> None:
    for shape in body_view(view).drawing.shapes:
        assert isinstance(shape.path[0], Move)
        assert all(value == round(value, 2) for segment in shape.path for value in coordinates(segment))


@every_view
def test_view_is_light(view: str) -> None:
    assert len(operators(body_view(view).drawing)) <= MAX_OPERATOR_BYTES


@symmetric_views
def test_front_and_back_are_mirror_symmetric(view: str) -> None:
    drawing = body_view(view).drawing
    for shape in drawing.shapes:
        drawn = set(points(shape.path))
        assert {(round(drawing.width - x, 2), y) for x, y in drawn} == drawn


def test_left_side_is_the_exact_mirror_of_the_right() -> None:
    right, left = body_view("right"), body_view("left")
    width = right.drawing.width
    assert (left.drawing.width, len(left.drawing.shapes)) == (width, len(right.drawing.shapes))
    for ours, theirs in zip(right.drawing.shapes, left.drawing.shapes, strict=True):
        assert (ours.fill, ours.stroke, ours.width_pt) == (theirs.fill, theirs.stroke, theirs.width_pt)
        assert [type(segment) for segment in ours.path] == [type(segment) for segment in theirs.path]
        assert [(round(width - x, 2), y) for x, y in points(ours.path)] == points(theirs.path)
    mirrored = {twin(code): turned(box, width) for code, box in boxes("right").items()}
    assert mirrored == boxes("left")


def test_right_side_faces_page_right() -> None:
    right, left = boxes("right"), boxes("left")
    assert right["heel_outer_right"][0] < right["foot_outer_right"][0]
    assert left["heel_outer_left"][0] > left["foot_outer_left"][0]


@pytest.mark.parametrize("part", ["low_back_side", "flank", "buttock_side", "hip", "thigh_outer"])
def test_arm_leaves_low_back_and_hip_free_to_draw_on(part: str) -> None:
    _, arm, _ = body_view("right").drawing.shapes
    assert is_on(centre(boxes("right")["arm_side_right"]), arm)
    assert not is_on(centre(boxes("right")[f"{part}_right"]), arm)


# ---- anchors -----------------------------------------------------------------------------------------------


@every_view
def test_feet_anchor_is_the_middle_of_the_lower_edge(view: str) -> None:
    drawing = body_view(view).drawing
    assert drawing.anchors["feet"] == (drawing.width / 2, 0)


@symmetric_views
def test_head_anchors_lie_beside_the_head(view: str) -> None:
    drawing = body_view(view).drawing
    head = boxes(view)[f"head_{view}"]
    (left, low), (right, high) = drawing.anchors["head_left"], drawing.anchors["head_right"]
    assert low == high
    assert head[1] < low < head[3]
    assert 0 < left < head[0] < head[2] < right == drawing.width - left
    assert not any(is_on_body((x, low), body_view(view)) for x in (left, right))


def test_sides_swap_between_front_and_back() -> None:
    front, back = body_view("front").drawing.anchors, body_view("back").drawing.anchors
    assert (front["person_right"], front["person_left"]) == (front["head_left"], front["head_right"])
    assert (back["person_right"], back["person_left"]) == (back["head_right"], back["head_left"])


def test_side_views_have_no_word_beside_the_head() -> None:
    assert [set(body_view(view).drawing.anchors) for view in ("right", "left")] == [{"feet"}, {"feet"}]


# ---- regions -----------------------------------------------------------------------------------------------


def test_codes_are_unique_over_all_views() -> None:
    codes = [region.code for view in VIEWS for region in body_view(view).regions]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code) for code in codes)


@pytest.mark.parametrize(
    ("view", "parts"),
    [
        (
            "front",
            {"groin", "hip_front", "thigh_front", "thigh_inner", "knee_front", "shin", "ankle_front", "foot_top"},
        ),
        ("back", {"low_back", "buttock", "thigh_back", "knee_back", "calf", "ankle_back", "heel"}),
    ],
)
def test_back_and_leg_have_fine_regions_on_both_sides(view: str, parts: set[str]) -> None:
    assert {f"{part}_{side}" for part in parts for side in OTHER_SIDE} <= set(boxes(view))


def test_midline_of_the_back_has_regions_of_its_own() -> None:
    assert {"neck_back", "upper_back", "mid_back", "low_back_middle", "sacrum", "tailbone"} <= set(boxes("back"))


@every_view
def test_regions_lie_in_the_drawing(view: str) -> None:
    drawing = body_view(view).drawing
    for x0, y0, x1, y1 in boxes(view).values():
        assert 0 <= x0 < x1 <= drawing.width
        assert 0 <= y0 < y1 <= drawing.height


@every_view
def test_regions_do_not_overlap(view: str) -> None:
    assert [(a.code, b.code) for a, b in combinations(body_view(view).regions, 2) if overlap(a.box, b.box)] == []


@every_view
def test_centre_of_each_region_is_on_the_body(view: str) -> None:
    assert [code for code, box in boxes(view).items() if not is_on_body(centre(box), body_view(view))] == []


@every_view
def test_each_region_is_large_enough_to_tick(view: str) -> None:
    scale = PRINTED_PT / body_view(view).drawing.height
    for code, (x0, y0, x1, y1) in boxes(view).items():
        assert (x1 - x0) * scale >= MIN_WIDTH_PT, code
        assert (y1 - y0) * scale >= MIN_HEIGHT_PT, code


@symmetric_views
def test_left_and_right_regions_mirror_each_other(view: str) -> None:
    width, by_code = body_view(view).drawing.width, boxes(view)
    for code, box in by_code.items():
        assert turned(box, width) == by_code[twin(code) or code]


def test_person_is_seen_from_the_right_way_round() -> None:
    for view, right_is_at_page_left in (("front", True), ("back", False)):
        middle = body_view(view).drawing.width / 2
        for code, box in boxes(view).items():
            if twin(code):
                assert (centre(box)[0] < middle) == (code.endswith("_right") == right_is_at_page_left), code


@pytest.mark.parametrize("side", ["right", "left"])
def test_side_view_names_its_own_side_only(side: str) -> None:
    assert all(code.endswith(f"_{side}") for code in boxes(side))


@every_view
def test_regions_read_from_the_head_down_then_from_page_left(view: str) -> None:
    def place(region: Region) -> tuple[float, float]:
        return (-region.box[3], region.box[0])

    regions = body_view(view).regions
    assert list(regions) == sorted(regions, key=place)
    assert regions[0].code.startswith("head_")


# ---- marks -------------------------------------------------------------------------------------------------


def test_marks_keep_their_order() -> None:
    assert MARKS == ("aching", "burning", "pins_and_needles", "numbness", "stabbing")


@pytest.mark.parametrize("kind", ["", "itching", "Aching"])
def test_unknown_mark_is_a_key_error(kind: str) -> None:
    with pytest.raises(KeyError):
        mark(kind)


@every_mark
def test_mark_is_ink_within_its_box(kind: str) -> None:
    sample = mark(kind)
    assert (sample.width, sample.height) == (24, 9)
    assert sample == mark(kind)
    for shape in sample.shapes:
        assert (shape.fill or shape.stroke) == Paint("ink")
        assert bool(shape.stroke) == (shape.width_pt > 0)
        edge = shape.width_pt / 2
        assert all(edge <= x <= 24 - edge and edge <= y <= 9 - edge for x, y in points(shape.path))


def test_marks_differ_from_one_another() -> None:
    assert len({mark(kind).shapes for kind in MARKS}) == len(MARKS)


@pytest.mark.parametrize(
    ("kind", "strokes"),
    [("aching", 3), ("burning", 6), ("pins_and_needles", 9), ("numbness", 3), ("stabbing", 3)],
)
def test_mark_repeats_its_glyph_three_times(kind: str, strokes: int) -> None:
    (shape,) = mark(kind).shapes
    assert sum(isinstance(segment, Move) for segment in shape.path) == strokes


def test_paints_use_only_roles_of_the_palette() -> None:
    drawings = [*(body_view(view).drawing for view in VIEWS), *(mark(kind) for kind in MARKS)]
    paints = [
        paint for drawing in drawings for shape in drawing.shapes for paint in (shape.fill, shape.stroke) if paint
    ]
    assert {paint.role for paint in paints} | {paint.towards for paint in paints} <= ROLES
