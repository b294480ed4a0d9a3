"""Draw a person who walks with a limp, from the side: a sore joint of the leg makes the low back work harder.

The person leans forward and faces left; the near leg is the left one. A line runs from the ankle over knee and hip up
to the low back. The body is that of the exercise pictures: a standing adult is 100 units tall.
"""

from collections.abc import Iterator
from math import cos, pi, sin

from generator.figures.mannequin.bones import Skeleton
from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.marks import draw_ring
from generator.figures.mannequin.sketch import Sketch, draw_figure, extent, mirrored_shape, to_shapes
from generator.figures.mannequin.space import along, between
from generator.figures.mannequin.staging import stage
from generator.figures.shapes import Drawing, Point
from generator.model.pose import Pose, Scene

_EDGE = 1.2  # of the box, for strokes
_POSE = Pose.model_validate(
    {
        "posture": "standing",
        "trunk": 79,
        "lordosis": 28,
        "hip_y": 50.2,
        "working_leg": {"tucked_at": -11.5, "sole": -30},
        "other_leg": {"foot_at": 10},
        "working_arm": {"shoulder": 18, "elbow": 26},
        "other_arm": {"shoulder": -8, "elbow": 14},
    }
)
_UNDER_SKIN = 3.0  # of the middle of the ring
_JOINT, _CORNERS = 1.8, 8


def draw_leg_joints() -> Drawing:
    """Draw the figure from back to front."""
    staging = stage((_POSE,), Scene.model_validate({}))
    (body,), flat = staging.bodies, staging.camera.flat
    places = {name: flat(at) for name, at in _places(body).items()}
    sketches = (*draw_figure(staging.dressed[0]), *_marks(tuple(places.values())))
    left, bottom, right, top = extent(sketches)
    sketches = (*sketches, _floor(left, right))
    width, height = round(right - left + 2 * _EDGE, 1), round(top - bottom + 2 * _EDGE, 1)
    shapes = tuple(mirrored_shape(shape, width) for shape in to_shapes(sketches, _EDGE - left, _EDGE - bottom))
    anchors = {name: (width - (x - left + _EDGE), y - bottom + _EDGE) for name, (x, y) in places.items()}
    return Drawing(width, height, shapes, anchors)


def _places(body: Skeleton) -> dict[str, tuple[float, float, float]]:
    """Return the middle of the low back, a little under the skin, and the joints of the near leg."""
    (low, outward), (high, _) = landmark(body, "low_back"), landmark(body, "mid_back")
    leg = body.legs["working"]
    back = along(between(low, high, 0.55), outward, -_UNDER_SKIN)
    return {"back": back, "hip": leg.hip, "knee": leg.knee, "ankle": leg.ankle}


def _floor(left: float, right: float) -> Sketch:
    return Sketch((((left, 0.0), (right, 0.0)),), None, "line", 0.7, smooth=False, closed=False)


def _marks(places: tuple[Point, ...]) -> Iterator[Sketch]:
    for role, width_pt in (("line", 2.8), ("paper", 1.5)):
        yield Sketch((places,), None, role, width_pt, smooth=False, closed=False)
    back, *joints = places
    for x, y in joints:
        angles = [2 * pi * i / _CORNERS for i in range(_CORNERS)]
        yield Sketch((tuple((x + _JOINT * cos(a), y + _JOINT * sin(a)) for a in angles),), "paper", "line", 1.0)
    yield from draw_ring(back)
