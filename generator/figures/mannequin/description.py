"""Say what a scene shows, from the data it is drawn from: position, moves, hands, things, the place of the ring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from generator.figures.mannequin.staging import stage
from generator.model.exercise import Exercise
from generator.model.figure_words import FigureWords
from generator.model.pose import Move, Pose, Scene

BodySide = Literal["left", "right"]
_SILENT = ("mat", "floor", "gap")  # what every picture has


def describe(exercise: Exercise, side: BodySide, words: FigureWords) -> str:
    """Return the alternative text of the scene that `exercise_scene` draws for *side*."""
    teller = _Teller(words, side)
    poses, scene = exercise.poses, exercise.scene
    position = teller.position(exercise)
    what = [*teller.crossed(poses[-1])]
    if scene.moves:
        what.append(teller.listed([teller.move(move) for move in scene.moves]))
    what += teller.hands(poses[-1])
    sentence = words.sentence if what else words.still
    text = sentence.format(position=position, what=words.list.join(what))
    if things := [words.things[prop.kind] for prop in scene.props if prop.kind not in _SILENT]:
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
        position = self.words.positions[first]
        if last == first:
            return position
        return self.words.then.format(first=position, second=self.words.next_positions[last])

    def crossed(self, pose: Pose) -> Iterator[str]:
        """Yield which ankle rests on which knee."""
        for leg, side, other in ((pose.working_leg, "working", "other"), (pose.other_leg, "other", "working")):
            if leg is not None and leg.ankle_on_knee:
                yield self.words.crossed.format(ankle=self.part("ankle", side), knee=self.part("knee", other))

    def part(self, name: str, side: str) -> str:
        one, both = self.words.parts[name]
        return both if side == "both" else one.format(side=self.names[side])

    def move(self, move: Move) -> str:
        one, several = self.words.moves[move.to]
        name = self.part(move.part, move.side)
        both = move.side == "both" and self.words.parts[move.part][0] != self.words.parts[move.part][1]
        return (several if both or move.part in self.words.plural else one).format(part=name)

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
