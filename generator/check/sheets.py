"""Rules over what a sheet is made of: its boxes, alt texts, aliases, links, exercises; and over shared parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import shorten
from typing import get_args

from generator.check.cautions import SYNONYMS
from generator.check.finding import Finding
from generator.check.passages import Chapter, passages_of
from generator.errors import Location
from generator.model import handout as model
from generator.model.base import Template, templates
from generator.model.exercise import Condition, Exercise
from generator.model.handout import Handout, Part, SameSheet, parts_of

_ALT_LENGTH = (25, 420)
_PICTURE_OF = re.compile(r"^(?:an?\s+|the\s+)?(?:picture|image|drawing|illustration|figure|photo)\b", re.IGNORECASE)
_BARE_LINK = re.compile(r"(?<!\()\bhttps?://\S+")
_LINK = re.compile(r"\[([^\[\]]+)\]\((https://[^)\s]+)\)")
_HOST = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#].*)?$", re.IGNORECASE)


def missing_blocks(handout: Handout) -> Iterator[Finding]:
    """Yield what every sheet has to have and this one has not (issue: emergency box, action, come-back rule)."""
    kinds = {getattr(block, "kind", "") for block in parts_of(handout.body)}
    needed = {
        "emergency": ("no emergency box", "rare signs need help at once", "add “kind: include, part: danger_signs”"),
        "do": ("nothing to do", "people want to know what they can do themselves", "add a list “kind: do”"),
        "come_back": ("no rule when to come back", "who gets no better needs to know", "add “part: come_back”"),
        "sources": ("no list of sources", "readers may look a fact up", "add “kind: sources” at the end"),
    }
    if handout.audience == "everybody":
        amber = ("no amber box", "some signs need help the same day", "add “kind: include, part: same_day”")
        needed["call_us"] = amber
        needed["glance"] = ("no panel of facts", "many read no further", "add “kind: glance” at the top")
    if not kinds & {"figure", "pictures"}:
        needed["figure"] = ("no picture", "a picture is understood and kept in mind", "add “kind: figure”")
    for kind, (what, why, instead) in needed.items():
        if kind not in kinds:
            yield Finding("missing", handout.at, what, why, instead, kind)


def alt_texts(handout: Handout) -> Iterator[Finding]:
    """Yield alt texts that say too little, too much, or that they are a picture."""
    for block in parts_of(handout.body):
        for alt, caption in _alts(block):
            text, (least, most) = alt.source, _ALT_LENGTH
            why = "a screen reader says this instead of the picture"
            if len(text) < least or (caption and text.strip(".") == caption.source.strip(".")):
                yield Finding("alt", alt.at, f"alt text “{text}” says little", why, "say what the picture shows", text)
            if len(text) > most:
                yield Finding("alt", alt.at, f"alt text of {len(text)} characters", why, f"at most {most}", text)
            if _PICTURE_OF.match(text):
                yield Finding(
                    "alt",
                    alt.at,
                    f"“{shorten(text, 40, placeholder=' …')}”",
                    "a screen reader says “figure” itself",
                    "start with what it shows",
                    text,
                )


def _alts(block: model.Block) -> Iterator[tuple[Template, Template | None]]:
    if isinstance(block, model.Figure):
        yield block.alt, block.caption
    elif isinstance(block, model.Pictures):
        for scene in block.items:
            if scene.alt:
                yield scene.alt, None


def links(handout: Handout, chapters: Iterable[Chapter]) -> Iterator[Finding]:
    """Yield addresses that are printed bare, lead nowhere by their form, or hide behind words that say nothing."""
    for passage in passages_of(list(chapters)):
        for found in _BARE_LINK.finditer(passage.text):
            why, instead = "nobody types it, and a screen reader spells it", "write [words](https://…)"
            yield Finding("link", passage.at, f"a bare address: {found[0]}", why, instead, found[0])
    for block in parts_of(handout.body):
        for text in model_texts(block):
            for words, address in _LINK.findall(text.source):
                if not _HOST.match(address):
                    why = "it leads nowhere"
                    yield Finding(
                        "link", text.at, f"“{address}” is no address", why, "write https://host.tld/…", address
                    )
                if words.lower() in ("here", "link", "this", "more"):
                    why = "a list of links is read out without the text around it"
                    yield Finding(
                        "link", text.at, f"“{words}” as the words of a link", why, "say where it leads", words
                    )


def model_texts(block: model.Block) -> Iterator[Template]:
    """Yield the texts that *block* itself prints, not those of blocks in it."""
    if isinstance(block, model.Section | model.Columns):
        yield from [block.title] if isinstance(block, model.Section) else []
    else:
        yield from templates(block)


def alias_findings(sheets: Mapping[str, Handout | SameSheet]) -> Iterator[Finding]:
    """Yield words that lead to two sheets, or that a sheet need not list since it is called that."""
    why, owner = "a search must lead to one sheet", dict[str, str]()
    titles = {_plain(sheet.title): id_ for id_, sheet in sheets.items() if not _is_easy(sheet)}
    for id_, sheet in sorted(sheets.items()):
        for alias in sheet.aliases:
            word = _plain(alias)
            if word == _plain(sheet.title):
                yield Finding("alias", sheet.at, f"“{alias}” is the title already", why, "delete it", alias)
            elif owner.get(word) == id_:
                yield Finding("alias", sheet.at, f"“{alias}” stands here twice", why, "delete one", alias)
            elif (other := owner.get(word) or titles.get(word)) and _text(sheets[other]) != _text(sheet):
                what = f"“{alias}” leads to “{other}” too"
                yield Finding("alias", sheet.at, what, why, "keep it in one of the two", alias)
            owner.setdefault(word, id_)
        if not sheet.aliases and not _is_easy(sheet):
            yield Finding("alias", sheet.at, "no aliases", "people search with their own words", "add some", id_)


def _text(sheet: Handout | SameSheet) -> str:
    """Return the id of the sheet whose text *sheet* has."""
    return sheet.same_as if isinstance(sheet, SameSheet) else sheet.id


def _is_easy(sheet: Handout | SameSheet) -> bool:
    return isinstance(sheet, Handout) and sheet.audience == "easy"


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def exercises_of(handout: Handout) -> Mapping[str, Location]:
    """Return the exercises that the sheet's programmes and pictures show, each with its first place."""
    found: dict[str, Location] = {}
    for phase in handout.programmes:
        for entry in phase.exercise:
            found.setdefault(entry.id, entry.at)
    for block in parts_of(handout.body):
        for scene in block.items if isinstance(block, model.Pictures) else ():
            if scene.exercise:
                found.setdefault(scene.exercise, scene.at)
    return found


def exercise_cautions(handout: Handout, exercises: Mapping[str, Exercise]) -> Iterator[Finding]:
    """Yield exercises that the sheet shows and its condition speaks against; an easy sheet has that of the full one."""
    name = handout.id.removesuffix("-easy")
    condition = SYNONYMS.get(name, name)
    if condition not in get_args(Condition):
        return
    for id_, at in exercises_of(handout).items():
        for caution in exercises[id_].cautions:
            if caution.condition == condition and caution.action == "avoid" and caution.from_week is None:
                what = f"“{id_}”: to leave out with {condition.replace('_', ' ')}"
                yield Finding("caution", at, what, caution.advice, "choose another exercise", id_)


def unused_parts(
    parts: Iterable[Part], sheets: Iterable[Handout | SameSheet], kept: Iterable[str]
) -> Iterator[Finding]:
    """Yield shared parts that no sheet includes; *kept* are printed by the command itself."""
    used = set(kept)
    for sheet in sheets:
        if isinstance(sheet, Handout):
            used |= {block.part for block in parts_of(sheet.body) if isinstance(block, model.Include)}
    for part in parts:
        if part.id not in used:
            what = f"shared part “{part.id}” is in no sheet"
            yield Finding(
                "unused",
                part.at,
                what,
                "what nobody prints is not kept right",
                "include it, or delete it",
                part.id,
                "warning",
            )
