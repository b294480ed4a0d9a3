"""Draw the minutes of walking a day that grow step by step, and someone who walks up to the goal.

The height of a step is its minutes: five more on each, thirty on the last one, where a small flag stands. The walker is
the figure of the exercises, seen from the right side.
"""

from collections.abc import Iterator
from dataclasses import replace

from generator.figures.curves import Frame, polyline
from generator.figures.mannequin.sketch import draw_figure, to_shapes
from generator.figures.mannequin.staging import stage
from generator.figures.paints import BONE_LINE, FINE_PT, NERVE, PAPER
from generator.figures.shapes import Close, Curve, Drawing, Line, Move, Paint, Point, Segment, Shape
from generator.model.pose import Pose, Scene

MINUTES = (5, 10, 15, 20, 25, 30)
_PER_MINUTE, _TREAD = 1.05, 7.4
_EDGE, _GOAL, _FRONT_STEP = 0.8, 5, 4
_MAST, _FLAG = 9.0, (4.2, 3.6)
_WIDTH, _HEIGHT = round(2 * _EDGE + len(MINUTES) * _TREAD, 1), 55.0
_SIZE = 0.32  # of the walker: standing is 100 high
_RISE, _REACH = 5 * _PER_MINUTE / _SIZE, _TREAD / _SIZE  # from one step to the next, in the walker's units
_ASIDE = 50.0  # keeps the walker's coordinates positive, as `to_shapes` wants them
CLIMBING = {
    "posture": "standing", "trunk": 82, "lordosis": 16, "hip_x": 1.5, "hip_y": 53.5,
    "working_leg": {"foot_at": _REACH / 2 - 0.5, "lift": _RISE}, "other_leg": {"tucked_at": -_REACH / 2, "sole": -40},
    "working_arm": {"shoulder": -26, "elbow": 24}, "other_arm": {"shoulder": 24, "elbow": 34},
}  # fmt: skip


def draw_walking_steps() -> Drawing:
    """Draw the figure from back to front."""
    return Drawing(_WIDTH, _HEIGHT, (*_steps(), *_flag(), *_walker()), _anchors())


def _corner(step: int) -> Point:
    """Return the upper left corner of a step, counted from 0."""
    return (_EDGE + step * _TREAD, _EDGE + MINUTES[step] * _PER_MINUTE)


def _steps() -> Iterator[Shape]:
    for step in range(len(MINUTES)):
        left, top = _corner(step)
        corners = ((left, _EDGE), (left, top), (left + _TREAD, top), (left + _TREAD, _EDGE))
        yield Shape(polyline(corners, closed=True), Paint("skin", "shirt", 0.13 * step), PAPER, 1.2)


def _flag() -> Iterator[Shape]:
    left, foot = _corner(_GOAL)
    x, top = left + _TREAD * 0.46, foot + _MAST
    length, height = _FLAG
    yield Shape(polyline(((x, foot), (x, top))), stroke=BONE_LINE, width_pt=2 * FINE_PT)
    yield Shape(polyline(((x, top), (x + length, top - height / 2), (x, top - height)), closed=True), NERVE)


def _walker() -> Iterator[Shape]:
    """Put one foot on a step, the other one on the step before."""
    (edge, _), (_, under) = _corner(_FRONT_STEP), _corner(_FRONT_STEP - 1)
    frame = Frame(edge - _ASIDE * _SIZE, under, _SIZE)
    figure = draw_figure(stage([Pose.model_validate(CLIMBING)], Scene(show="single")).dressed[0])
    for shape in to_shapes(tuple(figure), _ASIDE, 0.0):
        yield replace(shape, path=tuple(_moved(each, frame) for each in shape.path), width_pt=shape.width_pt / 2)


def _moved(segment: Segment, frame: Frame) -> Segment:
    def at(x: float, y: float) -> Point:
        right, up = frame.point(x, y)
        return (round(right, 2), round(up, 2))

    match segment:
        case Move(x, y):
            return Move(*at(x, y))
        case Line(x, y):
            return Line(*at(x, y))
        case Curve(x1, y1, x2, y2, x3, y3):
            return Curve(*at(x1, y1), *at(x2, y2), *at(x3, y3))
        case Close():
            return segment


def _anchors() -> dict[str, Point]:
    places = {"goal": _GOAL, "middle": 2, "start": 0}
    return {name: (_corner(step)[0] + _TREAD / 2, _corner(step)[1] - 1.8) for name, step in places.items()}
