"""A scene of poses → one drawing: panels side by side on one floor, ghost, marks, numbers, mirrored sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.figures.mannequin.flesh import Group
from generator.figures.mannequin.marks import NUMBER, draw_arrow, draw_number, draw_ring
from generator.figures.mannequin.prop_shapes import Setting
from generator.figures.mannequin.props import AMID, BEFORE, BEHIND, Builder
from generator.figures.mannequin.sketch import (
    Box,
    Sketch,
    draw_figure,
    draw_ghost,
    edge_points,
    extent,
    mirrored_shape,
    to_shapes,
)
from generator.figures.mannequin.staging import Staging, stage
from generator.figures.shapes import Drawing, Point, Shape
from generator.model.pose import Pose, Scene

_GAP = 7.0  # between panels
_EDGE = 1.2  # of the box, for strokes
Panel = tuple[Sketch, ...]  # one picture, from back to front


def draw_scene(poses: Sequence[Pose], scene: Scene, mirrored: bool = False) -> Drawing:
    """Draw *poses* as *scene* shows them; *mirrored* puts the working side on the left."""
    staging = stage(poses, scene)
    drawn = [_panel(staging, picture) for picture in staging.pictures]
    panels, boxes = [panel for panel, _ in drawn], [box for _, box in drawn]
    if staging.show == "numbered":
        panels = list(_numbered(panels, boxes, staging.camera.level))
        boxes = [_with_number(panel, box) for panel, box in zip(panels, boxes, strict=True)]
    return _assemble(panels, boxes, mirrored)


def _with_number(panel: Panel, box: Box) -> Box:
    """Return *box* grown round the number, which stands last in the panel, within its left and right."""
    return (box[0], box[1], box[2], max(box[3], extent(panel[-2:])[3]))


def _panel(staging: Staging, picture: int) -> tuple[Panel, Box]:
    """Return one picture and its box."""
    groups = staging.dressed[picture]
    figure = tuple(draw_figure(groups))
    ghost = tuple(draw_ghost(staging.dressed[0], groups)) if staging.show == "ghost" else ()
    left, bottom, right, top = extent(figure + ghost)
    setting = Setting(staging.bodies, staging.bodies[picture], staging.camera, staging.supports, left, right)

    def props(builders: Mapping[str, Builder]) -> Panel:
        found = [prop for prop in staging.scene.props if prop.kind in builders]
        return tuple(sketch for prop in found for sketch in builders[prop.kind](prop, setting))

    behind, amid, before = props(BEHIND), props(AMID), props(BEFORE)
    marks = tuple(_marks(staging, picture))
    box = extent((*behind, *amid, *before, *marks), (left, bottom, right, top))
    if amid:
        figure = _between_legs(groups, amid)
    return (*behind, *ghost, *figure, *before, *marks), box


def _between_legs(groups: Sequence[Group], amid: Panel) -> Panel:
    """Draw *amid* after the first leg and before the second."""
    second = max(place for place, group in enumerate(groups) if group.name.endswith("leg"))
    own = tuple(draw_figure(groups))
    halos = [place for place, sketch in enumerate(own) if sketch.stroke == "paper"]  # each group begins with one
    return (*own[: halos[second]], *amid, *own[halos[second] :])


def _marks(staging: Staging, picture: int) -> Iterator[Sketch]:
    for spot in staging.rings(picture):
        yield from draw_ring(spot)
    for arrow, way in staging.arrows(picture):
        yield from draw_arrow(way, "both_ways" in arrow.kind)


# -- putting panels together -----------------------------------------------------------------------------------------


def _numbered(panels: Sequence[Panel], boxes: Sequence[Box], level: bool) -> Iterator[Panel]:
    """Yield each panel with its number, top left where it is free, else above."""
    top = max(box[3] for box in boxes)
    for number, (panel, box) in enumerate(zip(panels, boxes, strict=True), start=1):
        spot = _free_spot(panel, box[0], top) if level else None
        yield (*panel, *draw_number(number, spot or (box[0] + NUMBER, top + NUMBER + 1.0)))


def _free_spot(panel: Panel, left: float, top: float) -> Point | None:
    near = NUMBER + 1.8
    points = [point for point in edge_points(panel) if point[0] < left + 10.0 + near and point[1] > top - 2 * near]
    for y in (top - NUMBER, top + 2.0):
        for x in (left + NUMBER, left + 10.0):
            if not any(x - near < px < x + near and y - near < py < y + near for px, py in points):
                return (x, y)
    return None


def _assemble(panels: Sequence[Panel], boxes: Sequence[Box], mirrored: bool) -> Drawing:
    """Set panels side by side in one box; mirrored panels keep their order."""
    lowest, highest = min(box[1] for box in boxes), max(box[3] for box in boxes)
    width = round(sum(box[2] - box[0] for box in boxes) + _GAP * (len(boxes) - 1) + 2 * _EDGE, 1)
    shapes: list[Shape] = []
    x, dy = _EDGE, _EDGE - lowest
    for panel, (left, _, right, _) in zip(panels, boxes, strict=True):
        if mirrored:
            axis = width if len(panels) == 1 else round(2 * x + right - left, 1)
            shapes += _mirrored(panel, x - left, dy, axis)
        else:
            shapes += to_shapes(panel, x - left, dy)
        x += right - left + _GAP
    return Drawing(width, round(highest - lowest + 2 * _EDGE, 1), tuple(shapes), {})


def _mirrored(sketches: Sequence[Sketch], dx: float, dy: float, mirror: float) -> Iterator[Shape]:
    """Mirror a panel, x to *mirror* - x; digits move along and stay readable."""
    for sketch, shape in zip(sketches, to_shapes(sketches, dx, dy), strict=True):
        if not sketch.upright:
            yield mirrored_shape(shape, mirror)
            continue
        x0, _, x1, _ = extent([sketch])
        shift = mirror - (x0 + x1) - 2 * dx
        moved = Sketch(sketch.outlines, sketch.fill, sketch.stroke, sketch.width_pt, sketch.smooth, sketch.closed)
        yield next(iter(to_shapes([moved], dx + shift, dy)))
