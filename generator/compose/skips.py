"""Rules of a form → instructions for the pen: “No – go to 7”, “only if Yes in 2b”, and the numbers they need.

An answer that switches off all that follows up to some place becomes a jump to that place; every other rule is
printed where it holds, at the item itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from generator.answer import NO, YES
from generator.model import question as q
from generator.model.form import Form, Place, places

END = ""  # where a jump leads that skips all the rest
_SHORTEST_JUMP = 2  # questions: one alone says itself when it is asked


@dataclass(frozen=True, slots=True)
class Skips:
    """What is printed for the rules of a form.

    `numbers`: linkId → “7” of a section, “7b” of a question, of those sections where instructions need them.
    `jumps`: linkId and answer code → linkId of where to go on, or END. `conditions`: linkId → the rules that its
    own place must say. `follows`: linkIds of items whose rule is about the question just above.
    """

    numbers: Mapping[str, str] = field(default_factory=dict)
    jumps: Mapping[tuple[str, str], str] = field(default_factory=dict)
    conditions: Mapping[str, tuple[q.EnableWhen, ...]] = field(default_factory=dict)
    follows: frozenset[str] = frozenset()


def skips(form: Form) -> Skips:
    """Return the instructions for the rules of *form*; nothing for a form without rules."""
    if not any(place.item.enableWhen for place in places(form)):
        return Skips()
    leaves = [place for place in places(form) if not isinstance(place.item, q.Group) and _is_printed(place)]
    jumps: dict[tuple[str, str], str] = {}
    told: dict[str, set[tuple[str, str]]] = {}  # linkId → the answers whose jump passes it over
    for index, leaf in enumerate(leaves):
        for code in _single_codes(leaf.item):
            rest = leaves[index + 1 :]
            run = list(takewhile(_switched_off_by(leaf.item.linkId, code), rest))
            if len(run) >= _SHORTEST_JUMP:
                jumps[leaf.item.linkId, code] = _target(rest[len(run) :], (leaf, *run))
                for place in run:
                    for item in (*place.groups, place.item):
                        told.setdefault(item.linkId, set()).add((leaf.item.linkId, code))
    conditions, follows = {}, set()
    by_id = {place.item.linkId: place for place in places(form)}
    for place in places(form):
        if place.item.enableWhen and _is_printed(place) and not _is_told(place, by_id, told):
            conditions[place.item.linkId] = place.item.enableWhen
            if _follows(place, leaves):
                follows.add(place.item.linkId)
    named = {target for target in jumps.values() if target}
    named |= {rule.question.split(".")[0] for id_, rules in conditions.items() if id_ not in follows for rule in rules}
    return Skips(dict(_numbers(form, named)), jumps, conditions, frozenset(follows))


def _is_printed(place: Place) -> bool:
    hidden = isinstance(place.item, q.QuestionItem) and place.item.hidden
    return not hidden and not any(group.staff for group in place.groups)


def _single_codes(item: q.Group | q.Question) -> Sequence[str]:
    """Return the codes of a question with one answer that is printed word by word; nothing for all others."""
    match item:
        case q.BooleanItem():
            return (NO, YES)
        case q.ChoiceItem(repeats=False):
            return [option.code for option in item.answerOption]
    return ()


def _switched_off_by(asked: str, code: str) -> Callable[[Place], bool]:
    """Return what tells whether the answer *code* to *asked* alone keeps an item from being asked."""

    def off(item: q.Group | q.Question) -> bool:
        about = [rule for rule in item.enableWhen if rule.question == asked]
        failed = [rule for rule in about if not _holds(rule, code)]
        if item.enableBehavior == "any":
            return bool(failed) and len(failed) == len(item.enableWhen)
        return bool(failed)

    return lambda place: any(off(item) for item in (*place.groups, place.item))


def _holds(rule: q.EnableWhen, code: str) -> bool:
    match rule.operator:
        case "exists":
            return rule.answer == YES
        case "!=":
            return rule.answer != code
    return rule.answer == code


def _target(rest: Sequence[Place], before: Sequence[Place]) -> str:
    """Return the linkId of what comes first in *rest*: of its section, where nothing *before* stands in that."""
    begun = {place.groups[0].linkId for place in before}
    for place in rest:
        if place.groups[0].linkId not in begun:
            return place.groups[0].linkId
        if isinstance(place.item, q.QuestionItem):
            return place.item.linkId
    return END


def _is_told(place: Place, by_id: Mapping[str, Place], told: Mapping[str, set[tuple[str, str]]]) -> bool:
    """Tell whether jumps alone keep people from *place* whenever its rules do."""
    asked = {rule.question for rule in place.item.enableWhen}
    about = by_id.get(next(iter(asked))) if len(asked) == 1 else None
    if about is None:
        return False
    alone = Place(place.item)
    codes = [code for code in _single_codes(about.item) if _switched_off_by(about.item.linkId, code)(alone)]
    passed = told.get(place.item.linkId, set())
    return bool(codes) and all((about.item.linkId, code) in passed for code in codes)


def _follows(place: Place, leaves: Sequence[Place]) -> bool:
    """Tell whether all rules of *place* are about the question printed just above it."""
    index = next((i for i, leaf in enumerate(leaves) if place.item in (*leaf.groups, leaf.item)), 0)
    return index > 0 and all(rule.question == leaves[index - 1].item.linkId for rule in place.item.enableWhen)


def _numbers(form: Form, named: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the numbers of sections, and of the questions of those sections where one is named."""
    section = 0
    for group in form.item:
        if group.staff:
            continue
        section += 1
        yield group.linkId, str(section)
        inside = [place for place in places(form) if place.groups[:1] == (group,)]
        asked = [place.item for place in inside if isinstance(place.item, q.QuestionItem) and not place.item.hidden]
        if any(place.item.linkId in named for place in inside):
            yield from ((item.linkId, item.prefix or f"{section}{letters(i)}") for i, item in enumerate(asked))


def letters(index: int) -> str:
    """Return a, b … z, aa, ab … for 0, 1 …"""
    more, last = divmod(index, 26)
    return (letters(more - 1) if more else "") + chr(ord("a") + last)
