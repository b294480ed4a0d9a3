"""What a scene is made of before it is moved into its box: outlines in picture coordinates, tones, strokes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from generator.figures.curves import polyline
from generator.figures.mannequin.flesh import Group
from generator.figures.shapes import Close, Curve, Line, Move, Paint, Path, Point, Segment, Shape

# Grey values (DESIGN section 6): skin .86, far skin .74, shirt .61, shorts .27, hair .20, mat .82, ghost .93.
TONES: Mapping[str, Paint] = MappingProxyType({
    "skin": Paint("skin"), "skin_far": Paint("skin_far"), "shirt": Paint("shirt"),
    "shirt_far": Paint("shirt", "shorts", 0.22), "shorts": Paint("shorts"),
    "shorts_far": Paint("shorts", "shirt", 0.24),
    "hair": Paint("shorts", "ink", 0.5), "line": Paint("line"), "paper": Paint("paper"), "accent": Paint("accent"),
    "mat": Paint("skin", "skin_far", 0.35), "mat_side": Paint("skin_far", "shirt", 0.3),
    "ghost": Paint("ink", "paper", 0.92), "ghost_line": Paint("ink", "paper", 0.58),
    "prop": Paint("ink", "paper", 0.76), "prop_light": Paint("ink", "paper", 0.86),
    "prop_line": Paint("ink", "paper", 0.3), "cloth": Paint("accent", "paper", 0.55),
})  # fmt: skip
Box: TypeAlias = tuple[float, float, float, float]  # left, bottom, right, top
CONTOUR_PT, HALO_PT, GHOST_PT, PROP_PT = 1.2, 2.3, 1.0, 0.7


@dataclass(frozen=True, slots=True)
class Sketch:
    """One or several outlines that are painted together."""

    outlines: tuple[tuple[Point, ...], ...]
    fill: str | None = None
    stroke: str | None = None
    width_pt: float = 0.0
    smooth: bool = True
    closed: bool = True
    upright: bool = False  # digits are moved, not mirrored


def extent(sketches: Iterable[Sketch], box: Box | None = None) -> Box:
    """Return left, bottom, right and top of all outlines, and of *box*."""
    corners = [(box[0], box[1]), (box[2], box[3])] if box else []
    xs, ys = zip(*corners, *edge_points(sketches), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def edge_points(sketches: Iterable[Sketch]) -> Iterator[Point]:
    """Yield the points of all outlines once: halos and fills of the figure repeat its contours."""
    for sketch in sketches:
        if sketch.width_pt != HALO_PT and (sketch.stroke or sketch.fill == "prop_light"):
            for outline in sketch.outlines:
                yield from outline


def _far(role: str, far: bool) -> str:
    return f"{role}_far" if far and role in ("skin", "shirt", "shorts") else role


def draw_figure(groups: Sequence[Group]) -> Iterator[Sketch]:
    """Draw the groups from back to front; shorts that meet are filled again, so that no seam cuts them."""
    names = [group.name for group in groups]
    trunk = groups[names.index("trunk")]
    shorts = trunk.outlines[-1].points
    for place, group in enumerate(groups):
        outlines = tuple(outline.points for outline in group.outlines)
        yield Sketch(outlines, stroke="paper", width_pt=HALO_PT)
        yield Sketch(outlines, stroke="line", width_pt=CONTOUR_PT)
        for outline in group.outlines:
            yield Sketch((outline.points,), fill=_far(outline.role, group.far))
        if group.name.endswith("leg") and place > names.index("trunk") and not group.far:
            yield Sketch((shorts,), fill="shorts")
        if group is trunk:
            for leg in groups[:place]:
                if leg.name.endswith("leg") and not leg.far:
                    yield Sketch((leg.outlines[-1].points,), fill="shorts")


def draw_ghost(groups: Sequence[Group], later: Sequence[Group]) -> Iterator[Sketch]:
    """Draw as one pale union what *later* has moved away from."""
    end = {group.name: group for group in later}
    moved = [group for group in groups if _moved(group, end[group.name])]
    if not moved:
        return
    outlines = tuple(
        outline.points for group in moved for outline in group.outlines if outline.role in ("skin", "hair", "shirt")
        or (outline.role == "shorts" and group.name == "trunk")
    )  # fmt: skip
    yield Sketch(outlines, stroke="ghost_line", width_pt=GHOST_PT)
    for outline in outlines:
        yield Sketch((outline,), fill="ghost")


def _moved(group: Group, end: Group) -> bool:
    least = 7.0 if group.name.endswith("arm") else 4.0
    pairs = zip(group.outlines, end.outlines, strict=False)
    return any(
        abs(a[0] - b[0]) + abs(a[1] - b[1]) > least
        for first, second in pairs
        for a, b in zip(first.points, second.points, strict=False)
    )


def to_shapes(sketches: Sequence[Sketch], dx: float, dy: float) -> Iterator[Shape]:
    """Move sketches by (dx, dy) and turn them into shapes; what is the same outline becomes the same path."""
    # By identity: hashing all points again and again would cost more than the curves. The sketches outlive the dicts.
    paths: dict[int, Path] = {}
    joined: dict[int, Path] = {}  # a halo and a contour run along the same outlines
    for sketch in sketches:
        path = joined.get(id(sketch.outlines))
        if path is None:
            for outline in sketch.outlines:
                if id(outline) not in paths:
                    points = [(x + dx, y + dy) for x, y in outline]
                    paths[id(outline)] = _curved(points) if sketch.smooth else polyline(points, closed=sketch.closed)
            path = paths[id(sketch.outlines[0])]
            if len(sketch.outlines) > 1:
                path = tuple(chain.from_iterable(paths[id(outline)] for outline in sketch.outlines))
            joined[id(sketch.outlines)] = path
        fill, stroke = sketch.fill, sketch.stroke
        yield Shape(path, TONES[fill] if fill else None, TONES[stroke] if stroke else None, sketch.width_pt)


def _curved(points: Sequence[Point]) -> Path:
    """Run a closed curve through *points* as `smooth` does, but to a tenth of a unit.

    That is 0.06 mm on a card and takes half the bytes. Points lie in the box, so cutting off after adding a half
    rounds them, in a third of the time of round().
    """
    grid = [(int(x * 10 + 0.5), int(y * 10 + 0.5)) for x, y in points]
    (x0, y0), (x1, y1), (x2, y2) = grid[-1], grid[0], grid[1]
    segments: list[Segment] = [Move(x1 / 10, y1 / 10)]
    for x3, y3 in (*grid[2:], grid[0], grid[1]):
        if x1 != x2 or y1 != y2:
            if x0 == x1 and y0 == y1 and x3 == x2 and y3 == y2:
                segments.append(Line(x2 / 10, y2 / 10))
            else:
                segments.append(curve := _new(Curve))
                _x1(curve, (6 * x1 + x2 - x0 + 3) // 6 / 10)
                _y1(curve, (6 * y1 + y2 - y0 + 3) // 6 / 10)
                _x2(curve, (6 * x2 - x3 + x1 + 3) // 6 / 10)
                _y2(curve, (6 * y2 - y3 + y1 + 3) // 6 / 10)
                _x3(curve, x2 / 10)
                _y3(curve, y2 / 10)
        x0, y0, x1, y1, x2, y2 = x1, y1, x2, y2, x3, y3
    segments.append(_CLOSE)
    return tuple(segments)


_CLOSE = Close()
# A scene has 300 to 600 curves: the constructor of a frozen dataclass takes twice the time of filling its slots.
_new = object.__new__
_x1, _y1, _x2, _y2, _x3, _y3 = (getattr(Curve, name).__set__ for name in ("x1", "y1", "x2", "y2", "x3", "y3"))


def mirrored_shape(shape: Shape, width: float) -> Shape:
    """Return *shape* reflected in the middle of a box *width* wide."""
    return Shape(tuple(_mirrored(each, width) for each in shape.path), shape.fill, shape.stroke, shape.width_pt)


def _mirrored(segment: Segment, width: float) -> Segment:
    match segment:
        case Curve(x1, y1, x2, y2, x3, y3):
            return Curve(round(width - x1, 2), y1, round(width - x2, 2), y2, round(width - x3, 2), y3)
        case Line(x, y):
            return Line(round(width - x, 2), y)
        case Move(x, y):
            return Move(round(width - x, 2), y)
        case Close():
            return segment
