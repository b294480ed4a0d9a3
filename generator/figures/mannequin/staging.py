"""Poses and scene → bodies solved and clothed before a camera, with the ways of arrows and the spots of rings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from generator.figures.mannequin.arrows import Move, Space, arrow_way, capsules
from generator.figures.mannequin.bones import Skeleton, Supports
from generator.figures.mannequin.flesh import Group, Surface, clothe
from generator.figures.mannequin.landmarks import landmark
from generator.figures.mannequin.postures import take_stance
from generator.figures.mannequin.props import supports_of
from generator.figures.mannequin.skeleton import solve
from generator.figures.mannequin.space import Camera, along, make_camera
from generator.figures.shapes import Point
from generator.model.pose import Arrow, Pose, Prop, Scene

_WHOLE_BODY = 6.0  # the trunk moves further than this: two pictures, not a ghost
_UNDER_SKIN = 3.0  # of a ring's middle


@dataclass(frozen=True, slots=True)
class Staging:
    """A scene with nothing left to solve. Pictures count from 0; *show* is single, ghost or numbered."""

    scene: Scene
    camera: Camera
    supports: Supports
    bodies: tuple[Skeleton, ...]
    dressed: tuple[tuple[Group, ...], ...]
    show: str

    @property
    def last(self) -> int:
        return len(self.bodies) - 1

    @property
    def pictures(self) -> range:
        """Which poses have a picture of their own: all when numbered, else the last one."""
        return range(len(self.bodies)) if self.show == "numbered" else range(self.last, self.last + 1)

    def rings(self, picture: int) -> tuple[Point, ...]:
        """Return the middles of the rings in *picture*: on the flesh, a little under the skin."""
        spots = [
            landmark(self.bodies[picture], feel.at_part, feel.side)
            for feel in self.scene.feel
            if (feel.panel - 1 if feel.panel else self.last) == picture
        ]
        return tuple(self.camera.flat(along(spot, outward, -_UNDER_SKIN)) for spot, outward in spots)

    def arrows(self, picture: int) -> Iterator[tuple[Arrow, tuple[Point, ...]]]:
        """Yield the arrows of *picture* with their way-points, clear of heads, rings and each other."""
        body, flat = self.bodies[picture], self.camera.flat
        heads = [flat(body.head)]
        if self.show == "ghost":
            heads.append(flat(self.bodies[0].head))
        arrows = [arrow for arrow in self.scene.arrows if (arrow.panel - 1 if arrow.panel else self.last) == picture]
        taken = list(self.rings(picture))
        shape = capsules(body, self.camera) if arrows else ()
        for arrow in arrows:
            towards = self.bodies[arrow.towards - 1] if arrow.towards else body
            move = Move(body if arrow.towards else self.bodies[picture - 1], towards, body)
            way = arrow_way(arrow, move, self.camera, Space(shape, tuple(heads), tuple(taken)))
            taken += way[::3]
            yield arrow, way


def stage(poses: Sequence[Pose], scene: Scene) -> Staging:
    """Solve and clothe every pose of *scene*."""
    camera, supports = make_camera(scene.view, scene.rise, scene.turn), supports_of(scene.props)
    bodies = tuple(solve(take_stance(pose), supports) for pose in poses)
    dressed = tuple(
        clothe(body, camera, _surfaces(scene.props, supports, camera, body), pose.in_front)
        for body, pose in zip(bodies, poses, strict=True)
    )
    return Staging(scene, camera, supports, bodies, dressed, _shown_as(scene, bodies))


def _shown_as(scene: Scene, bodies: Sequence[Skeleton]) -> str:
    """Return how start and end are shown: as given, or by how much of the body moves."""
    if len(bodies) == 1:
        return "single"
    if scene.show is not None:
        return scene.show
    if len(bodies) > 2:
        return "numbered"
    pairs = zip(bodies[0].stations, bodies[-1].stations, strict=True)
    moved = max(hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) for a, b in pairs)
    return "numbered" if moved > _WHOLE_BODY else "ghost"


def _surfaces(props: Sequence[Prop], supports: Supports, camera: Camera, body: Skeleton) -> tuple[Surface, ...]:
    """Return what flesh is pressed against in a view that sees the floor as a line."""
    if not camera.level:
        return ()
    kinds = {prop.kind for prop in props}
    found = [Surface(y=supports.lying)] if "bed" in kinds else [Surface(y=0.0)]
    if "chair" in kinds or "bike" in kinds:
        x = body.hips[0]
        found.append(Surface(y=supports.seat, low=x - 12.0, high=x + 13.5, give=6.0))
    if "wall" in kinds and supports.wall is not None and camera.near[2] > 0.99:
        found.append(Surface(x=supports.wall, from_left=supports.wall < body.hips[0]))
    return tuple(found)
