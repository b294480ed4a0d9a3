"""Rules over evidence and review: every figure has a source, every source its facts, every text its review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from generator.check.finding import Finding
from generator.errors import Location
from generator.model import handout as model
from generator.model.base import Published, Template, templates
from generator.model.evidence import SignOff, Source
from generator.model.handout import Block, Handout

_LONGEST_REVIEW = 3  # years: evidence moves on
_FIGURE = re.compile(
    r"\d|\b(?:half|a third|a quarter|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:in|out of|of)\s+\w+"
    r"|\b(?:most|few|many) people\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\W\d_]+ \d+")  # “Day 1” of a table to write in
_VALUE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)


def unsourced(handout: Handout) -> Iterator[Finding]:
    """Yield figures and recommendations that name no source. A section's sources hold for all that stands in it."""
    yield from _unsourced(handout.body, covered=False)
    for phase in handout.programmes:
        if not phase.sources:
            yield _without_source(f"programme “{phase.id}”", phase.at)


def _unsourced(body: Iterable[Block], *, covered: bool) -> Iterator[Finding]:
    for block in body:
        match block:
            case model.Section():
                yield from _unsourced(block.body, covered=covered or bool(block.sources))
            case model.Columns():
                yield from _unsourced(block.main + block.side, covered=covered)
            case Template():
                if not covered and _has_figure(block):
                    yield _without_source(_shown(block), block.at)
            case _ if not covered:
                for part in model.own_sourced(block):
                    if not part.sources and _needs_source(part):
                        yield _without_source(_shown(next(templates(part))), part.at)


def _needs_source(part: model.Sourced) -> bool:
    match part:
        case model.Paragraph() | model.Note() | model.Scene() | model.FillIn() | model.Include():
            return any(map(_has_figure, templates(part)))
        case model.Points(kind="points"):
            return any(map(_has_figure, part.items))
        case model.CardSide():
            return bool(part.signs and part.lead)
        case _:
            return True  # what to do and to ease off, facts, tables, boxes: all of it is advice


def _has_figure(text: Template) -> bool:
    return not _LABEL.fullmatch(text.source) and bool(_FIGURE.search(_VALUE.sub(" ", text.source)))


def _shown(text: Template) -> str:
    words = text.source.split()
    return f"“{' '.join(words[:9])}{' …' if len(words) > 9 else ''}”"


def _without_source(what: str, at: Location) -> Finding:
    why = "nobody can check a figure or a piece of advice without its source"
    return Finding("source", at, f"{what} names no source", why, "add “sources: [id]”, from sources.yaml", what)


def register_findings(sources: Mapping[str, Source], used: set[str]) -> Iterator[Finding]:
    """Yield sources that nobody names, and those that cannot be looked up."""
    for source in sources.values():
        if source.id not in used:
            what = f"source “{source.id}” is not named anywhere"
            yield Finding(
                "unused", source.at, what, "a register that is too long is not read", "delete it", source.id, "warning"
            )
        if source.printed and not (source.author and (source.title or source.number or source.url or source.doi)):
            what = f"source “{source.id}” cannot be looked up"
            instead = "add “author” and “title”, “doi”, “number” or “url”"
            yield Finding("register", source.at, what, "who doubts a line wants to read the source", instead, source.id)


def review_findings(document: Published, on: date) -> Iterator[Finding]:
    """Yield dates of a review that cannot be, lie too far ahead, or are past on a day."""
    review = document.review
    at = review.at if review.at.line else document.at
    why = "a text that nobody has looked at for years misleads"
    if review.state(on) == "overdue":
        what = f"the review was due on {review.next_review.isoformat()}: the page says “Review overdue”"
        yield Finding("review", at, what, why, "have it reviewed, and set “next_review”", document.id)
    if review.next_review.year - review.written.year > _LONGEST_REVIEW:
        what = f"the next review is more than {_LONGEST_REVIEW} years after it was written"
        yield Finding("review", at, what, why, "set an earlier “next_review”", document.id)
    if review.next_review <= review.written or (review.reviewed and not review.written <= review.reviewed <= on):
        yield Finding("review", at, "the dates of the review are not in order", why, "correct them", document.id)


def sign_off_findings(kind: str, sign_offs: Mapping[str, SignOff], hashes: Mapping[str, str]) -> Iterator[Finding]:
    """Yield sign-offs of reviews.yaml that hold no longer; *hashes* are those of the texts as they stand."""
    for id_, sign_off in sign_offs.items():
        if id_ not in hashes:
            what, instead = f"there is no “{id_}” among the {kind}", "correct the id, or delete the entry"
        elif sign_off.text != hashes[id_]:
            what = f"“{id_}” has changed since it was signed off: the page says “Awaiting clinical review”"
            instead = f"review it, then write “text: {hashes[id_]}” and its version"
        else:
            continue
        yield Finding("sign-off", sign_off.at, what, "a signature is for the text that was read", instead, id_)
