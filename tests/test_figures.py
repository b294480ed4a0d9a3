"""Figures by their values: boxes, anchors, paints and weight; how they look is for a person to judge."""

import pickle
import zlib
from collections.abc import Iterator

import pytest

from generator.figures import FIGURES, figure
from generator.figures.curves import circle, mirrored, polyline, smooth, symmetric, tapered
from generator.figures.lower_body import body_outline
from generator.figures.shapes import ROLES, Close, Curve, Drawing, Line, Move, Path, Point, Segment

MAX_COMPRESSED_BYTES = 8000

every_figure = pytest.mark.parametrize("figure_id", FIGURES)


def coordinates(segment: Segment) -> tuple[float, ...]:
    match segment:
        case Move(x, y) | Line(x, y):
            return (x, y)
        case Curve(x1, y1, x2, y2, x3, y3):
            return (x1, y1, x2, y2, x3, y3)
        case Close():
            return ()


def points(path: Path) -> Iterator[Point]:
    for segment in path:
        values = coordinates(segment)
        yield from zip(values[::2], values[1::2], strict=True)


def operators(drawing: Drawing) -> str:
    letters = {Move: "m", Line: "l", Curve: "c", Close: "h"}
    return "\n".join(
        " ".join([*(f"{value:g}" for value in coordinates(segment)), letters[type(segment)]])
        for shape in drawing.shapes
        for segment in shape.path
    )


def signed_area(path: Path) -> float:
    ring = list(points(path))
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def test_unknown_figure_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        figure("no_such_figure")


@every_figure
def test_figure_is_drawn_once(figure_id: str) -> None:
    assert figure(figure_id) is figure(figure_id)


@every_figure
def test_drawing_is_deterministic(figure_id: str) -> None:
    assert FIGURES[figure_id]() == FIGURES[figure_id]()


@every_figure
def test_drawing_crosses_a_process_pool(figure_id: str) -> None:
    drawing = figure(figure_id)
    assert pickle.loads(pickle.dumps(drawing)) == drawing


@every_figure
def test_box_contains_every_point_and_the_strokes_round_it(figure_id: str) -> None:
    drawing = figure(figure_id)
    for shape in drawing.shapes:
        edge = shape.width_pt / 2 / 1.78 if shape.stroke else 0.0  # at the size of the advice sheet
        for x, y in points(shape.path):
            assert edge <= x <= drawing.width - edge
            assert edge <= y <= drawing.height - edge


@every_figure
def test_anchors_lie_in_the_box(figure_id: str) -> None:
    drawing = figure(figure_id)
    assert drawing.anchors
    assert all(0 < x < drawing.width and 0 < y < drawing.height for x, y in drawing.anchors.values())


@every_figure
def test_paints_use_only_roles_of_the_palette(figure_id: str) -> None:
    paints = [paint for shape in figure(figure_id).shapes for paint in (shape.fill, shape.stroke) if paint]
    assert {paint.role for paint in paints} | {paint.towards for paint in paints} <= ROLES
    assert all(0 <= paint.amount <= 1 for paint in paints)


@every_figure
def test_every_shape_is_painted_and_every_stroke_has_a_width(figure_id: str) -> None:
    for shape in figure(figure_id).shapes:
        assert shape.fill or shape.stroke
        assert bool(shape.stroke) == (shape.width_pt > 0)


@every_figure
def test_every_path_starts_with_a_move(figure_id: str) -> None:
    assert all(isinstance(shape.path[0], Move) for shape in figure(figure_id).shapes)


@every_figure
def test_coordinates_have_two_decimals(figure_id: str) -> None:
    for shape in figure(figure_id).shapes:
        for segment in shape.path:
            assert all(value == round(value, 2) for value in coordinates(segment))


@every_figure
def test_figure_is_light(figure_id: str) -> None:
    assert len(zlib.compress(operators(figure(figure_id)).encode(), 9)) <= MAX_COMPRESSED_BYTES


def test_sciatic_anchors_run_from_top_to_bottom_on_the_right_half() -> None:
    drawing = figure("sciatic_nerve")
    assert list(drawing.anchors) == ["vertebra", "disc", "roots", "nerve", "fork"]
    heights = [y for _, y in drawing.anchors.values()]
    assert heights == sorted(heights, reverse=True)
    assert all(x > drawing.width / 2 for x, _ in drawing.anchors.values())


def test_sciatic_body_outline_is_mirror_symmetric() -> None:
    outline = body_outline()
    assert sorted(outline) == sorted((-x, y) for x, y in outline)


def test_sciatic_contour_is_drawn_mirror_symmetric() -> None:
    drawing = figure("sciatic_nerve")
    skin = next(shape for shape in drawing.shapes if shape.fill and shape.stroke is None)
    drawn = list(points(skin.path))
    for x, y in drawn:
        mirror_image = drawing.width - x
        assert any(abs(px - mirror_image) + abs(py - y) < 0.03 for px, py in drawn)


def test_sciatic_nerve_is_on_the_right_half_only() -> None:
    drawing = figure("sciatic_nerve")
    nerve = [shape for shape in drawing.shapes if shape.fill and shape.fill.role == "accent"]
    assert len(nerve) == 1
    assert all(x > drawing.width / 2 for x, _ in points(nerve[0].path))


def test_sciatic_anchors_of_the_nerve_lie_on_it() -> None:
    drawing = figure("sciatic_nerve")
    nerve = next(shape for shape in drawing.shapes if shape.fill and shape.fill.role == "accent")
    for name in ("roots", "nerve", "fork"):
        x, y = drawing.anchors[name]
        assert min((x - px) ** 2 + (y - py) ** 2 for px, py in points(nerve.path)) <= 1.0


def test_smooth_curve_passes_through_its_points() -> None:
    path = smooth([(0, 0), (1, 2), (3, 1)])
    assert [(s.x3, s.y3) for s in path if isinstance(s, Curve)] == [(1, 2), (3, 1)]


def test_smooth_curve_of_a_straight_row_is_straight() -> None:
    assert all(y == 0 for _, y in points(smooth([(0, 0), (1, 0), (5, 0)])))


def test_doubled_point_is_a_corner_without_a_segment_of_its_own() -> None:
    start, corner, end = (0, 0), (6, 0), (6, 6)
    into, out_of = smooth([start, (3, 1), corner, corner, (5, 3), end])[2:4]
    assert into == Curve(4, 1, 5.5, 0.17, 6, 0)
    assert out_of == Curve(5.83, 0.5, 5, 2, 5, 3)


def test_from_corner_to_corner_runs_a_line() -> None:
    path = smooth([(0, 0), (0, 0), (3, 1), (3, 1)])
    assert path == (Move(0, 0), Line(3, 1))


def test_polyline_closes_on_request() -> None:
    assert polyline([(0, 0), (1, 0), (1, 1)], closed=True) == (Move(0, 0), Line(1, 0), Line(1, 1), Close())


def test_circle_keeps_its_radius() -> None:
    ends = [(s.x3, s.y3) for s in circle((2, 3), 1) if isinstance(s, Curve)]
    assert ends == [(3, 3), (2, 2), (1, 3), (2, 4)]


def test_tapered_stroke_has_its_two_widths() -> None:
    path = tapered([(0, 0), (5, 0), (10, 0)], 2, 1)
    ends = {(s.x3, s.y3) for s in path if isinstance(s, Curve)}
    assert path[0] == Move(0, 1)
    assert {(10, 0.5), (10.5, 0), (10, -0.5), (0, -1), (-1, 0), (0, 1)} <= ends


@pytest.mark.parametrize("end", [(10, 0), (-10, 0), (0, 10), (3, -7)])
def test_strokes_and_circles_turn_the_same_way(end: Point) -> None:
    assert signed_area(tapered([(0, 0), end], 2, 1)) < 0
    assert signed_area(circle(end, 1)) < 0


def test_symmetric_outline_does_not_double_the_midline() -> None:
    assert mirrored([(1, 2)]) == ((-1, 2),)
    assert symmetric([(0, 3), (2, 1), (0, 0)]) == ((0, 3), (2, 1), (0, 0), (-2, 1))
