"""Say what a scene shows, from the data it is drawn from: position, moves, hands, things, the place of the ring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Literal

from generator.figures.mannequin.postures import SIDES, take_stance
from generator.figures.mannequin.staging import stage
from generator.model.exercise import Exercise
from generator.model.figure_words import FigureWords
from generator.model.pose import Move, Pose, Scene

BodySide = Literal["left", "right"]
_SILENT = ("mat", "floor", "gap", "bike")  # what every picture has, and what the position names
_TURNED = 60.0  # degrees: the head lies on its side
# Which support of a limb a thing gives; a hand on a step holds its rail.
_CARRIES: Mapping[str, str] = {
    "worktop": "worktop",
    "wall": "wall",
    "chair_front": "chair",
    "bike": "bars",
}


def describe(exercise: Exercise, side: BodySide, words: FigureWords) -> str:
    """Return the alternative text of the scene that `exercise_scene` draws for *side*."""
    teller = _Teller(words, side)
    poses, scene = exercise.poses, exercise.scene
    position = teller.position(exercise)
    what = [*teller.crossed(poses[-1])]
    if scene.moves:
        what.append(teller.moves(scene.moves))
    what += teller.hands(poses[-1])
    held = tuple(teller.held(exercise))
    what += (words.holds.format(hands=limb, part=words.things[f"on_{thing}"]) for limb, thing in held)
    sentence = words.sentence if what else words.still
    text = sentence.format(position=position, what=words.list.join(what))
    told = {*_SILENT, *(thing for _, thing in held)}
    if things := [words.things[prop.kind] for prop in scene.props if prop.kind not in told]:
        text += " " + words.props.format(things=teller.listed(things))
    whole = exercise.sides == "both"
    if felt := [teller.part(feel.at_part, "both" if whole else feel.side) for feel in scene.feel]:
        text += " " + words.felt.format(part=teller.listed(felt))
    if _is_numbered(poses, scene):
        text = words.pictured.format(pictures=words.pictures[str(len(poses))], text=text)
    return text


@lru_cache(maxsize=256)
def _is_numbered(poses: tuple[Pose, ...], scene: Scene) -> bool:
    """Tell whether the poses stand side by side; to know it, the whole scene is solved."""
    return stage(poses, scene).show == "numbered"


class _Teller:
    """Puts parts and moves into words for one side."""

    def __init__(self, words: FigureWords, side: BodySide) -> None:
        other = "left" if side == "right" else "right"
        self.words = words
        self.names = {"working": words.sides[side], "other": words.sides[other]}

    def listed(self, parts: Sequence[str]) -> str:
        head, last = parts[:-1], parts[-1]
        return self.words.list.join(head) + self.words.last + last if head else last

    def position(self, exercise: Exercise) -> str:
        if exercise.start_position == "walking":
            return self.words.positions["walking"]
        first, last = exercise.poses[0].posture, exercise.poses[-1].posture
        position = self._named(exercise)
        if last == first:
            return position
        return self.words.then.format(first=position, second=self.words.next_positions[last])

    def _named(self, exercise: Exercise) -> str:
        """Return the words for the first pose; who lies on the side lies on the side that does not work."""
        pose = exercise.poses[0]
        name: str = pose.posture
        if any(prop.kind == "bike" for prop in exercise.scene.props):
            name = "bike"
        elif len(exercise.poses) == 1 and abs(take_stance(pose).head_turn) > _TURNED:
            name += "_head_turned"
        return self.words.positions[name].format(side=self.names["working"], other=self.names["other"])

    def crossed(self, pose: Pose) -> Iterator[str]:
        """Yield which ankle rests on which knee."""
        for leg, side, other in ((pose.working_leg, "working", "other"), (pose.other_leg, "other", "working")):
            if leg is not None and leg.ankle_on_knee:
                yield self.words.crossed.format(ankle=self.part("ankle", side), knee=self.part("knee", other))

    def part(self, name: str, side: str) -> str:
        one, both = self.words.parts[name]
        return both if side == "both" else one.format(side=self.names[side])

    def moves(self, moves: Sequence[Move]) -> str:
        """Put moves into words; parts that move alike share a verb, and moves of one part share its name."""
        told: list[str] = []
        for to, alike in groupby(moves, key=attrgetter("to")):
            group = list(alike)
            one, several = self.words.moves[to]
            part = self.listed([self.part(move.part, move.side) for move in group])
            verb = several if len(group) > 1 or self._several(group[0]) else one
            again = told and told[-1].startswith(part)
            told.append(verb.format(part="" if again else part).strip())
        return self.listed(told)

    def _several(self, move: Move) -> bool:
        paired = "{side}" in self.words.parts[move.part][0]
        return (move.side == "both" and paired) or move.part in self.words.plural

    def hands(self, pose: Pose) -> Iterator[str]:
        """Yield where hands lie on the body in the last picture."""
        held = [
            (side, arm.hand_on, arm.of or side)
            for side, arm in (("working", pose.working_arm or pose.arms), ("other", pose.other_arm or pose.arms))
            if arm is not None and arm.hand_on is not None
        ]
        one, both = self.words.hand
        if len(held) == 2 and held[0][1] == held[1][1]:
            side = held[0][2] if held[0][2] == held[1][2] else "both"
            yield self.words.holds.format(hands=both, part=self.part(held[0][1], side))
            return
        for hand, part, side in held:
            yield self.words.holds.format(hands=one.format(side=self.names[hand]), part=self.part(part, side))

    def held(self, exercise: Exercise) -> Iterator[tuple[str, str]]:
        """Yield which hands or forearms rest on a thing in the last picture, and on what kind of thing."""
        pose, kinds = take_stance(exercise.poses[-1]), [prop.kind for prop in exercise.scene.props]
        limbs = [("hand", side, pose.arm(side).on) for side in SIDES if pose.arm(side).hand_at is not None]
        limbs += [("forearm", side, "floor") for side in SIDES if pose.arm(side).elbow_at is not None]
        for (limb, on), same in groupby(limbs, key=itemgetter(0, 2)):
            sides = [side for _, side, _ in same]
            part = self.part(limb, "both" if len(sides) > 1 else sides[0])
            if limb == "forearm" or (limb == "hand" and on == "step"):
                yield part, "floor" if on == "floor" else "rail"
            elif kind := next((kind for kind in kinds if on and _CARRIES.get(kind) == on), None):
                yield part, kind
