"""What a sheet names and what of it is there: sources, figures, exercises, treatments, its one emergency box."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.errors import Problem, nearest
from generator.figures import FIGURES, figure
from generator.model import handout as model
from generator.model.handout import Block, Handout, Part, parts_of, sourced


@dataclass(frozen=True, slots=True)
class Shelf:
    """The ids that a sheet may name. *treatments* is asked only by sheets with a table of them: it costs a file."""

    sources: Collection[str]
    exercises: Collection[str]
    treatments: Callable[[], Collection[str]]


def with_parts(handout: Handout, parts: Mapping[str, Part]) -> Handout:
    """Return *handout* with each include replaced by its part; includes of parts that are not there stay.

    `include_problems` tells of those.
    """
    made = handout.model_copy(update={"body": tuple(_expanded(handout.body, parts))})
    made._at = handout.at
    return made


def included(body: Iterable[Block]) -> tuple[str, ...]:
    """Return the ids of the shared parts that *body* includes, in order of first use."""
    return tuple(dict.fromkeys(block.part for block in parts_of(body) if isinstance(block, model.Include)))


def _expanded(body: Iterable[Block], parts: Mapping[str, Part]) -> Iterator[Block]:
    for block in body:
        match block:
            case model.Include() if block.part in parts:
                yield from _with_more(parts[block.part].body, block)
            case model.Section():
                yield _copy(block, body=tuple(_expanded(block.body, parts)))
            case model.Columns():
                main, side = (tuple(_expanded(half, parts)) for half in (block.main, block.side))
                yield _copy(block, main=main, side=side)
            case _:
                yield block


def _with_more(body: Iterable[Block], include: model.Include) -> Iterator[Block]:
    """Yield *body* with the entries of *include* first in its first list or box."""
    more = include.more
    for block in body:
        if more and isinstance(block, model.Section) and any(_holds_list(part) for part in block.body):
            yield _copy(block, body=tuple(_with_more(block.body, include)))
            more = ()
        elif more and _holds_list(block):
            key = "items" if isinstance(block, model.Points) else "signs"
            sources = tuple(dict.fromkeys((*include.sources, *getattr(block, "sources", ()))))
            yield _copy(block, **{key: (*more, *getattr(block, key)), "sources": sources})
            more = ()
        else:
            yield block


def _holds_list(block: Block) -> bool:
    return isinstance(block, model.Points | model.Emergency | model.CallUs | model.ComeBack)


def _copy(block: Block, **changes: object) -> Block:
    made: Block = block.model_copy(update=changes)  # type: ignore[union-attr]
    made._at = block.at  # type: ignore[union-attr]
    return made


def include_problems(body: Iterable[Block], parts: Collection[str]) -> Iterator[Problem]:
    """Yield the includes of *body* that name no part, as authors wrote it."""
    for block in parts_of(body):
        if isinstance(block, model.Include) and block.part not in parts:
            yield Problem(f"there is no shared part “{block.part}”", block.at, nearest(block.part, parts))


def part_problems(part: Part) -> Iterator[Problem]:
    """Yield what a shared part may not hold."""
    for block in parts_of(part.body):
        if isinstance(block, model.Include):
            yield Problem("a shared part cannot include another", block.at, "include both in the sheet")


def handout_problems(handout: Handout, shelf: Shelf) -> Iterator[Problem]:
    """Yield what *handout*, its parts in place, names and nobody has, and boxes that stand where they cannot."""
    yield from _emergency_problems(handout)
    ids = {phase.id for phase in handout.programmes}
    fields: set[str] = set()
    for phase in handout.programmes:
        yield from (
            Problem(f"there is no exercise “{entry.id}”", entry.at, nearest(entry.id, shelf.exercises))
            for entry in phase.exercise
            if entry.id not in shelf.exercises
        )
    for block in parts_of(handout.body):
        match block:
            case model.Figure():
                yield from _figure_problems(block)
            case model.ExerciseStrip() if block.phase not in ids:
                yield Problem(f"the sheet has no programme “{block.phase}”", block.at, nearest(block.phase, ids))
            case model.Pictures():
                for scene in block.items:
                    yield from _scene_problems(scene, shelf)
            case model.TreatmentTable():
                known = shelf.treatments()
                yield from (
                    Problem(f"guidelines.yaml has no treatment “{id_}”", block.at, nearest(id_, known))
                    for id_ in block.show
                    if id_ not in known
                )
            case model.TickList() | model.FillIn():
                if block.id in fields:
                    yield Problem(f"“{block.id}” is used twice", block.at, "give each an id of its own")
                fields.add(block.id)
    for part in (*sourced(handout.body), *handout.programmes):
        yield from unknown_sources(part, shelf.sources)


def unknown_sources(part: object, known: Collection[str]) -> Iterator[Problem]:
    """Yield the sources that *part* names and the register does not have."""
    for id_ in getattr(part, "sources", ()):
        if id_ not in known:
            at = getattr(part, "at", None)
            yield Problem(f"source “{id_}” is not in sources.yaml", at, nearest(id_, known))


def _emergency_problems(handout: Handout) -> Iterator[Problem]:
    boxes = [block for block in parts_of(handout.body) if isinstance(block, model.Emergency)]
    if len(boxes) > 1:
        hint = "join the two, or make one a “call_us” box"
        yield Problem("a sheet has one emergency box", boxes[1].at, hint)
    for block in parts_of(handout.body):
        if isinstance(block, model.Columns):
            for inner in parts_of(block.main + block.side):
                if isinstance(inner, model.Emergency):
                    hint = "put it outside: it takes the whole width of page 1"
                    yield Problem("the emergency box cannot stand in columns", inner.at, hint)


def _figure_problems(part: model.Figure) -> Iterator[Problem]:
    if part.figure not in FIGURES:
        yield Problem(f"there is no figure “{part.figure}”", part.at, nearest(part.figure, FIGURES))
        return
    anchors = figure(part.figure).anchors
    for label in part.labels:
        if label not in anchors:
            yield Problem(f"figure “{part.figure}” has no part “{label}”", part.at, nearest(label, anchors))


def _scene_problems(scene: model.Scene, shelf: Shelf) -> Iterator[Problem]:
    if scene.figure and scene.figure not in FIGURES:
        yield Problem(f"there is no figure “{scene.figure}”", scene.at, nearest(scene.figure, FIGURES))
    if scene.exercise and scene.exercise not in shelf.exercises:
        yield Problem(f"there is no exercise “{scene.exercise}”", scene.at, nearest(scene.exercise, shelf.exercises))
