"""Draw the body chart: a standing adult from the front, the back and both sides, and the marks to draw on it.

Way-points are in the body's own frame: x = 0 is the midline (from the side the plumb line), y = 0 the ground,
200 the height of a standing adult. Tables of the front and the back hold the half at page right, tables of the
side the right side, which faces page right; the other half and the other side are mirrored. A doubled point is a
corner. One decimal in the tables keeps mirror images exact: the curves' thirds and sixths never round at a tie.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias

from generator.figures.curves import circle, mirrored, moved, polyline, smooth, symmetric
from generator.figures.shapes import Drawing, Paint, Path, Point, Segment, Shape

Box: TypeAlias = tuple[float, float, float, float]  # x0, y0, x1, y1
_Boxes: TypeAlias = tuple[tuple[str, Box], ...]
_Lines: TypeAlias = tuple[tuple[Point, ...], ...]

VIEWS: tuple[str, ...] = ("front", "back", "right", "left")

_HEIGHT, _GROUND = 201.6, 0.8
_WIDTH, _MIDLINE = 94.0, 47.0
_SIDE_WIDTH, _PLUMB = 44.8, 15.8

_PAPER = Paint("paper")
_CONTOUR, _CONTOUR_PT = Paint("line"), 0.9
_DETAIL, _DETAIL_PT = Paint("line", amount=0.5), 0.5
_SPINE_DASH_PT = (2.0, 2.2)
_WORD_X, _WORD_Y = 15.0, 186.0  # where the words beside the head start

# ---- front and back: one outline but for the feet ----------------------------------------------------------

_HEAD_TO_ANKLE: tuple[Point, ...] = (
    (0, 200), (6.2, 198.2), (9.5, 192.6), (9.7, 186.0), (8.5, 179.4), (6.2, 174.2), (6.0, 169.6), (8.8, 165.9),
    (15.4, 163.2), (22.0, 160.6), (26.2, 155.0), (28.2, 144.6), (29.8, 133.5), (32.2, 122.4), (35.8, 110.4),
    (38.2, 100.4), (41.0, 95.8), (44.2, 90.0), (45.4, 85.0), (43.8, 84.0), (42.2, 87.8), (42.2, 87.8), (42.4, 81.0),
    (41.4, 75.6), (38.7, 73.4), (35.6, 75.2), (33.8, 82.6), (33.0, 95.0), (31.0, 105.6), (27.3, 117.6),
    (24.5, 130.4), (22.6, 141.6), (20.7, 150.0), (20.7, 150.0), (19.2, 140.0), (17.1, 129.4), (16.4, 122.6),
    (17.2, 115.2), (19.3, 105.8), (20.3, 95.6), (19.7, 83.6), (17.9, 68.4), (16.0, 54.8), (16.1, 47.0),
    (16.8, 38.6), (15.5, 25.6), (13.2, 14.6),
)  # fmt: skip
_FOOT: tuple[Point, ...] = (
    (13.1, 8.6), (15.2, 4.6), (17.0, 1.7), (15.0, 0.1), (10.8, 0), (7.2, 0.3), (6.4, 2.8), (6.8, 8.4),
)  # fmt: skip
_HEEL: tuple[Point, ...] = ((12.8, 8.4), (12.6, 3.0), (11.4, 0.2), (8.2, 0.2), (6.9, 3.0), (6.9, 8.4))
_ANKLE_TO_CROTCH: tuple[Point, ...] = (
    (7.2, 15.4), (6.2, 26.0), (5.4, 37.0), (6.5, 48.6), (6.0, 56.8), (3.9, 70.6), (1.5, 86.4), (0, 93.0),
)  # fmt: skip
_EAR: tuple[Point, ...] = ((9.4, 189.0), (11.1, 189.2), (11.0, 185.4), (9.2, 181.8))
_FOREFOOT: tuple[Point, ...] = ((12.0, 8.0), (15.0, 4.8), (17.2, 2.0), (15.4, 0.2), (10.8, 0.2))
_FINGER_GAPS: _Lines = (
    ((40.3, 75.6), (39.9, 83.6)), ((38.1, 74.8), (38.0, 83.4)), ((36.0, 77.0), (36.1, 83.2)),
)  # fmt: skip
_FRONT_DETAIL: _Lines = (
    ((0, 173.0), (3.7, 173.9), (6.6, 177.0)),  # chin
    ((2.2, 160.8), (8.4, 161.3), (18.0, 158.8)),  # collar bone
    ((5.4, 141.4), (11.2, 139.8), (16.4, 143.4)),  # chest
    ((15.4, 107.0), (10.0, 100.6), (4.2, 95.4)),  # groin
    ((8.2, 57.6), (11.2, 59.4), (14.2, 57.6)),  # knee cap
    ((8.6, 51.4), (11.2, 49.8), (13.8, 51.4)),
    ((8.6, 0.6), (8.9, 2.6)), ((11.2, 0.5), (11.4, 2.6)), ((13.6, 0.6), (13.5, 2.4)),  # toes
)  # fmt: skip
_NAVEL: tuple[Point, ...] = ((-0.9, 119.8), (0, 119.0), (0.9, 119.8))
_BACK_DETAIL: _Lines = (
    ((6.6, 155.0), (5.8, 147.6), (8.4, 140.4), (12.4, 141.6), (15.4, 149.6)),  # shoulder blade
    ((5.6, 112.0), (4.8, 110.2)),  # dimple above the sacrum
    ((1.4, 93.6), (7.0, 91.0), (12.8, 91.8), (16.8, 95.2)),  # fold below the buttock
    ((7.8, 54.0), (11.2, 52.8), (14.6, 54.0)),  # crease behind the knee
    ((27.6, 124.4), (29.4, 125.4)),  # elbow
)  # fmt: skip
_SPINE: tuple[Point, ...] = ((0, 168.0), (0, 105.0))
_CLEFT: tuple[Point, ...] = ((0, 103.0), (0, 93.0))

# ---- side --------------------------------------------------------------------------------------------------

SIDE: tuple[Point, ...] = (
    (0.4, 200), (6.8, 197.6), (10.4, 192.4), (10.9, 187.4), (11.2, 185.0), (12.9, 181.8), (11.5, 180.4),
    (11.8, 178.2), (11.1, 176.4), (10.8, 174.0), (8.9, 172.4), (6.1, 171.4), (5.0, 169.0), (5.4, 165.8), (7.0, 162.4),
    (9.7, 156.6), (11.4, 149.6), (11.5, 142.2), (10.6, 134.4), (10.6, 126.6), (11.2, 118.4), (10.7, 110.8),
    (9.3, 104.2), (9.2, 97.6), (9.9, 89.6), (9.6, 79.6), (8.2, 69.4), (6.9, 61.6), (7.0, 56.2), (5.9, 50.6),
    (4.9, 44.0), (3.9, 34.6), (2.4, 24.0), (1.2, 14.4), (2.6, 9.8), (7.4, 7.2), (13.2, 4.9), (18.2, 3.2),
    (19.4, 1.2), (16.4, 0), (10.4, 0.4), (4.4, 1.0), (-1.8, 0.2), (-6.4, 0.2), (-8.4, 2.4), (-7.6, 6.8),
    (-6.1, 11.4), (-5.9, 17.0), (-7.5, 25.4), (-9.5, 33.8), (-9.5, 41.0), (-7.7, 48.2), (-6.8, 54.4), (-7.3, 61.4),
    (-9.2, 71.4), (-10.9, 81.2), (-11.9, 88.6), (-13.1, 93.4), (-14.6, 98.6), (-14.8, 104.8), (-13.0, 111.4),
    (-10.8, 117.8), (-9.9, 124.0), (-10.7, 131.4), (-12.4, 139.4), (-13.6, 147.4), (-13.2, 155.0), (-10.8, 161.6),
    (-7.9, 167.0), (-6.9, 172.0), (-8.0, 176.8), (-10.4, 182.4), (-11.3, 188.4), (-9.6, 194.6), (-5.4, 198.8),
)  # fmt: skip
_ARM: tuple[Point, ...] = (
    (5.0, 154.0), (6.4, 147.0), (7.4, 138.8), (9.2, 130.8), (13.0, 122.4), (17.2, 114.0), (20.6, 106.6),
    (23.2, 103.2), (25.8, 99.0), (26.9, 95.4), (25.9, 94.7), (24.8, 96.4), (24.8, 96.4), (27.0, 91.6), (27.9, 86.9),
    (26.2, 84.9), (23.6, 87.6), (21.2, 92.4), (18.2, 98.2), (15.8, 103.8), (11.4, 110.8), (6.0, 118.0),
    (2.0, 124.0), (-0.6, 131.0), (-3.4, 139.0), (-5.6, 146.0), (-6.6, 152.0),
)  # fmt: skip
_SIDE_DETAIL: _Lines = (
    (_ARM[-1], (-5.8, 157.4), (-2.8, 161.0), (1.0, 161.4), (3.9, 158.6), _ARM[0]),  # shoulder
    ((-0.2, 187.4), (-0.9, 189.3), (-2.9, 189.2), (-3.5, 186.4), (-2.4, 183.0), (-0.9, 182.2), (-0.6, 184.4)),  # ear
    ((-11.6, 91.4), (-7.4, 91.6), (-4.0, 93.6)),  # fold below the buttock
    ((3.2, 58.6), (2.6, 55.6), (3.8, 52.6)),  # knee cap
    ((-3.8, 8.6), (-3.3, 10.4), (-1.7, 10.6), (-0.9, 9.0)),  # ankle bone
)  # fmt: skip

# ---- regions: on the midline and at page right; then of the right side -----------------------

_FRONT_MIDDLE: _Boxes = (
    ("head_front", (-9.0, 176.0, 9.0, 198.0)), ("neck_front", (-5.5, 164.5, 5.5, 174.5)),
    ("chest", (-12.0, 138.0, 12.0, 163.0)), ("belly", (-15.0, 122.0, 15.0, 137.0)),
    ("belly_lower", (-15.0, 107.0, 15.0, 121.0)),
)  # fmt: skip
_FRONT_PAIRS: _Boxes = (
    ("shoulder_front", (13.0, 152.0, 27.0, 163.0)), ("arm_front", (20.8, 127.0, 32.0, 151.0)),
    ("forearm_front", (26.2, 101.0, 37.4, 126.0)), ("hand_front", (33.2, 74.0, 45.2, 98.0)),
    ("groin", (0.4, 94.5, 11.4, 106.0)), ("hip_front", (11.8, 94.5, 23.0, 106.0)),
    ("thigh_inner", (0.2, 64.0, 10.9, 93.5)), ("thigh_front", (11.3, 64.0, 22.0, 93.5)),
    ("knee_front", (5.7, 48.5, 16.7, 63.0)), ("shin", (5.4, 21.5, 16.4, 47.5)),
    ("ankle_front", (4.6, 10.6, 15.6, 20.5)), ("foot_top", (5.8, 0.4, 17.2, 9.6)),
)  # fmt: skip
_BACK_MIDDLE: _Boxes = (
    ("head_back", (-9.0, 176.0, 9.0, 198.0)), ("neck_back", (-5.5, 164.5, 5.5, 175.0)),
    ("upper_back", (-12.0, 149.0, 12.0, 163.0)), ("mid_back", (-16.0, 131.5, 16.0, 148.0)),
    ("low_back_middle", (-5.4, 114.5, 5.4, 130.5)), ("sacrum", (-5.4, 104.0, 5.4, 113.5)),
    ("tailbone", (-5.4, 93.5, 5.4, 103.0)),
)  # fmt: skip
_BACK_PAIRS: _Boxes = (
    ("shoulder_back", (13.0, 152.0, 27.0, 163.0)), ("arm_back", (20.8, 127.0, 32.0, 151.0)),
    ("forearm_back", (26.2, 101.0, 37.4, 126.0)), ("hand_back", (33.2, 74.0, 45.2, 98.0)),
    ("low_back", (5.8, 114.5, 17.0, 130.5)), ("buttock", (5.8, 93.5, 20.0, 113.5)),
    ("thigh_back", (3.0, 64.0, 19.6, 92.5)), ("knee_back", (5.7, 48.5, 16.7, 63.0)),
    ("calf", (5.4, 21.5, 16.4, 47.5)), ("ankle_back", (4.6, 10.6, 15.6, 20.5)), ("heel", (4.2, 0.4, 15.2, 9.6)),
)  # fmt: skip
_SIDE_BOXES: _Boxes = (
    ("head_side", (-9.5, 176.0, 10.5, 198.0)), ("neck_side", (-6.6, 163.5, 5.0, 175.0)),
    ("shoulder_side", (-6.4, 150.0, 6.0, 162.5)), ("arm_side", (-3.2, 128.0, 8.2, 149.0)),
    ("back_side", (-14.2, 128.0, -3.6, 149.0)), ("forearm_side", (9.6, 105.0, 20.4, 124.0)),
    ("hand_side", (17.4, 85.0, 28.4, 104.0)), ("low_back_side", (-12.6, 112.5, -1.9, 127.0)),
    ("flank", (-1.6, 112.5, 9.2, 127.0)), ("buttock_side", (-14.8, 93.5, -4.0, 111.5)),
    ("hip", (-3.6, 93.5, 9.2, 111.5)), ("thigh_outer", (-10.0, 64.0, 8.6, 92.5)),
    ("knee_outer", (-6.2, 48.5, 6.2, 63.0)), ("lower_leg_outer", (-8.6, 21.5, 3.4, 47.5)),
    ("ankle_outer", (-8.0, 10.6, 3.4, 20.5)), ("heel_outer", (-8.6, 0.4, 2.4, 9.6)),
    ("foot_outer", (2.8, 0.4, 19.0, 9.6)),
)  # fmt: skip

# ---- marks: a glyph about its centre, three side by side --------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Glyph:
    """Hold the lines and the (centre, radius) of the circles of a mark; *is_filled* paints, else they are stroked."""

    lines: _Lines = ()
    circles: tuple[tuple[Point, float], ...] = ()
    is_filled: bool = False


_MARK_WIDTH, _MARK_HEIGHT, _MARK_PT = 24.0, 9.0, 1.1
_MARK_CENTRES: tuple[Point, ...] = ((4.6, 4.5), (12.0, 4.5), (19.4, 4.5))
_INK = Paint("ink")
_GLYPHS = {
    "aching": _Glyph(lines=(((-1.6, -3.4), (1.6, 3.4)),)),
    "burning": _Glyph(lines=(((-2.3, -2.6), (2.3, 2.6)), ((-2.3, 2.6), (2.3, -2.6)))),
    "pins_and_needles": _Glyph(circles=(((-2.2, 2.2), 0.8), ((1.4, 0.2), 0.8), ((-1.8, -2.2), 0.8)), is_filled=True),
    "numbness": _Glyph(circles=(((0, 0), 2.5),)),
    "stabbing": _Glyph(lines=(((-2.3, 3.0), (0, -3.2), (2.3, 3.0)),)),
}
MARKS: tuple[str, ...] = tuple(_GLYPHS)


@dataclass(frozen=True, slots=True)
class Region:
    """Name a part of the body that can be ticked: *box* is x0, y0, x1, y1 in the frame of its drawing."""

    code: str
    box: Box


@dataclass(frozen=True, slots=True)
class BodyView:
    """Hold a view and its regions: by their top edges from the head down, then from page left to page right.

    Anchors: "feet" is the middle of the lower edge. The front and the back have "head_left" and "head_right" too,
    beside the head at page left and page right: a word starts there and grows away from the head. "person_left"
    and "person_right" are the same two points by the person's own sides.
    """

    drawing: Drawing
    regions: tuple[Region, ...]


@cache
def body_view(view: str) -> BodyView:
    """Draw one of `VIEWS`; another name is a KeyError.

    From the front the person's right is at page left, from the back at page right. The right view shows the right
    side of the body and faces page right; the left view is its mirror image.
    """
    draw: Mapping[str, Callable[[], BodyView]] = {
        "front": _front, "back": _back, "right": partial(_side, "right"), "left": partial(_side, "left"),
    }  # fmt: skip
    return draw[view]()


def mark(kind: str) -> Drawing:
    """Draw the sample of one of `MARKS`, 24 by 9 units, for 1 pt a unit; another name is a KeyError."""
    glyph = _GLYPHS[kind]
    path: Path = tuple(segment for centre in _MARK_CENTRES for segment in _glyph_at(glyph, centre))
    shape = Shape(path, _INK) if glyph.is_filled else Shape(path, stroke=_INK, width_pt=_MARK_PT)
    return Drawing(_MARK_WIDTH, _MARK_HEIGHT, (shape,), {})


def _glyph_at(glyph: _Glyph, at: Point) -> Iterator[Segment]:
    for line in glyph.lines:
        yield from polyline(moved(line, *at))
    for (x, y), radius in glyph.circles:
        yield from circle((at[0] + x, at[1] + y), radius)


def _front() -> BodyView:
    shapes = (*_contour(_FOOT), _fine_lines(_FRONT_DETAIL, _NAVEL))
    return _facing(shapes, _FRONT_MIDDLE, _FRONT_PAIRS, ("right", "left"))


def _back() -> BodyView:
    forefoot = Shape(_both_sides(_FOREFOOT), _PAPER, _CONTOUR, _CONTOUR_PT)
    spine = Shape(polyline(_placed(_SPINE)), None, _DETAIL, _DETAIL_PT, _SPINE_DASH_PT)
    shapes = (forefoot, *_contour(_HEEL), _fine_lines(_BACK_DETAIL, _CLEFT), spine)
    return _facing(shapes, _BACK_MIDDLE, _BACK_PAIRS, ("left", "right"))


def _contour(foot: tuple[Point, ...]) -> Iterator[Shape]:
    """Draw the ears, and the body over them."""
    yield Shape(_both_sides(_EAR), _PAPER, _CONTOUR, _CONTOUR_PT)
    outline = symmetric((*_HEAD_TO_ANKLE, *foot, *_ANKLE_TO_CROTCH))
    yield Shape(smooth(_placed(outline), closed=True), _PAPER, _CONTOUR, _CONTOUR_PT)


def _fine_lines(halves: _Lines, middle: Sequence[Point]) -> Shape:
    path = (segment for line in (*halves, *_FINGER_GAPS) for segment in _both_sides(line))
    return Shape((*path, *smooth(_placed(middle))), None, _DETAIL, _DETAIL_PT)


def _facing(shapes: tuple[Shape, ...], middle: _Boxes, pairs: _Boxes, sides: tuple[str, str]) -> BodyView:
    """Complete a view with the mirror image of *pairs*; *sides* are the person's at page left and page right."""
    at_left, at_right = sides
    regions = (
        *(Region(name, _in_drawing(box, _MIDLINE)) for name, box in middle),
        *(Region(f"{name}_{at_left}", _in_drawing(_turned(box), _MIDLINE)) for name, box in pairs),
        *(Region(f"{name}_{at_right}", _in_drawing(box, _MIDLINE)) for name, box in pairs),
    )
    left, right = _placed(((-_WORD_X, _WORD_Y), (_WORD_X, _WORD_Y)))
    anchors = {"head_left": left, "head_right": right, f"person_{at_left}": left, f"person_{at_right}": right}
    return _view(_WIDTH, shapes, anchors, regions)


def _side(side: str) -> BodyView:
    """Draw the right side, or the left as its mirror image."""
    is_left = side == "left"
    plumb = _SIDE_WIDTH - _PLUMB if is_left else _PLUMB

    def drawn(points: Sequence[Point], *, closed: bool = False) -> Path:
        return smooth(moved(mirrored(points) if is_left else points, plumb, _GROUND), closed=closed)

    shapes = (
        Shape(drawn(SIDE, closed=True), _PAPER, _CONTOUR, _CONTOUR_PT),
        Shape(drawn(_ARM), _PAPER, _CONTOUR, _CONTOUR_PT),
        Shape(tuple(segment for line in _SIDE_DETAIL for segment in drawn(line)), None, _DETAIL, _DETAIL_PT),
    )
    regions = (
        Region(f"{name}_{side}", _in_drawing(_turned(box) if is_left else box, plumb)) for name, box in _SIDE_BOXES
    )
    return _view(_SIDE_WIDTH, shapes, {}, regions)


def _view(width: float, shapes: tuple[Shape, ...], anchors: dict[str, Point], regions: Iterable[Region]) -> BodyView:
    ordered = sorted(regions, key=lambda region: (-region.box[3], region.box[0]))
    return BodyView(Drawing(width, _HEIGHT, shapes, {**anchors, "feet": (width / 2, 0.0)}), tuple(ordered))


def _turned(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return (-x1, y0, -x0, y1)


def _in_drawing(box: Box, middle: float) -> Box:
    x0, y0, x1, y1 = box
    return (round(x0 + middle, 2), round(y0 + _GROUND, 2), round(x1 + middle, 2), round(y1 + _GROUND, 2))


def _both_sides(points: Sequence[Point]) -> Path:
    """Draw an open line of the right half and its mirror image."""
    return (*smooth(_placed(points)), *smooth(_placed(mirrored(points))))


def _placed(points: Iterable[Point]) -> tuple[Point, ...]:
    return moved(points, _MIDLINE, _GROUND)
