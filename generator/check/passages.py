"""A sheet's words as they are read: chapters of passages, each with its place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from generator.errors import Location
from generator.model import handout as model
from generator.model.base import Template
from generator.model.evidence import Guidelines, GuidelineSet
from generator.model.handout import Block, Handout

Kind = Literal["heading", "prose", "do", "avoid", "item", "sign", "cell", "label", "alt", "small"]
Say = Callable[[Template], str]
READ = frozenset({"prose", "do", "avoid", "item", "sign"})  # what is read as sentences


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as it is printed, without markup."""

    text: str
    at: Location
    kind: Kind


@dataclass(frozen=True, slots=True)
class Chapter:
    """What stands under one heading or in one box; the first has the lead and the panel of facts."""

    title: str
    at: Location
    passages: list[Passage] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is read as sentences, a line for each passage."""
        return "\n".join(passage.text for passage in self.passages if passage.kind in READ)


def chapters(handout: Handout, say: Say, guidelines: Guidelines, chosen: GuidelineSet) -> list[Chapter]:
    """Return the chapters of *handout*; *say* gives a template's words for one branch, *chosen* its guideline set."""
    walk = _Walk(say, guidelines, chosen, [Chapter(handout.title, handout.at)])
    walk.add("prose", handout.lead)
    walk.chapters[0].passages.append(Passage(handout.title, handout.at, "heading"))
    walk.add("heading", handout.topic)
    walk.body(handout.body)
    walk.chapters.append(Chapter("the foot of the page", handout.disclaimer.at))
    walk.add("small", handout.disclaimer)
    return walk.chapters


def programme_passages(handout: Handout) -> Iterator[Passage]:
    """Yield what the programmes of *handout* say besides their exercises; it stands on pages of its own."""
    for phase in handout.programmes:
        yield Passage(phase.title, phase.at, "heading")
        if phase.goal:
            yield Passage(phase.goal, phase.at, "prose")


def passages_of(found: list[Chapter]) -> Iterator[Passage]:
    """Yield all passages in reading order."""
    for chapter in found:
        yield from chapter.passages


@dataclass(frozen=True, slots=True)
class _Walk:
    say: Say
    guidelines: Guidelines
    chosen: GuidelineSet
    chapters: list[Chapter]

    def add(self, kind: Kind, *texts: Template | None) -> None:
        for text in texts:
            if text is not None and (said := self.say(text)):
                self.chapters[-1].passages.append(Passage(said, text.at, kind))

    def chapter(self, title: Template, at: Location) -> None:
        self.chapters.append(Chapter(self.say(title), at))
        self.add("heading", title)

    def body(self, body: tuple[Block, ...]) -> None:
        for block in body:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Template():
                self.add("prose", block)
            case model.Paragraph():
                self.add("prose", block.text)
            case model.Points():
                kind: Kind = "do" if block.kind == "do" else "avoid" if block.kind == "avoid" else "item"
                self.add(kind, *block.items)
            case model.Glance():
                for fact in block.facts:
                    self.add("heading", fact.title)
                    self.add("prose", fact.text)
            case model.Figure():
                self.add("alt", block.alt)
                self.add("label", block.caption, *block.labels.values())
            case model.Table():
                self.add("cell", *block.columns, *(cell for row in block.rows for cell in row))
            case model.Emergency() | model.CallUs():
                self.chapter(block.title, block.at)
                self.add("prose", block.lead)
                self.add("sign", *block.signs)
            case model.ComeBack():
                self.chapter(block.title, block.at)
                self.add("sign", *block.signs)
            case model.Note():
                self.chapter(block.title, block.at)
                self.add("prose", block.text)
            case model.Section():
                self.chapter(block.title, block.at)
                self.body(block.body)
            case model.Columns():
                self.body(block.main)
                self.body(block.side)
            case model.TreatmentTable():
                self.treatments(block)
            case model.Pictures():
                for scene in block.items:
                    self.add("alt", scene.alt)
                    self.add("label", scene.title)
                    self.add("prose", scene.text)
            case model.TickList():
                self.chapter(block.title, block.at)
                self.add("prose", block.text)
                self.add("item", *block.options)
            case model.FillIn():
                self.chapter(block.title, block.at)
                self.add("cell", *block.columns, *block.rows)
            case model.CutOutCard():
                self.chapter(block.title, block.at)
                self.add("prose", block.text)
                for side in (block.front, block.back):
                    self.add("heading", side.title)
                    self.add("prose", side.lead)
                    self.add("sign", *side.signs)
            case model.TherapistNote() | model.SourceList():
                self.add("label", block.title)
            case model.ExerciseStrip() | model.Include():
                pass  # exercises are looked at by themselves; includes are in place

    def treatments(self, block: model.TreatmentTable) -> None:
        for treatment in self.guidelines.treatments:
            if treatment.id in block.show:
                verdict = treatment.verdict(self.chosen)
                self.add("cell", treatment.name, verdict.answer, verdict.note)
