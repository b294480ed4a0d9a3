"""Rules of a form → instructions for the pen: “No – go to 7”, “only if Yes in 2b”, and the numbers they need.

An answer that switches off all that follows up to some place becomes a jump to that place; every other rule is
printed where it holds, at the item itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from generator.answer import NO, YES
from generator.model import question as q
from generator.model.form import Form, Place, places

Jump = tuple[str, str]  # the linkId of a question, and the code of the answer that leads on
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
    jumps: Mapping[Jump, str] = field(default_factory=dict)
    conditions: Mapping[str, tuple[q.EnableWhen, ...]] = field(default_factory=dict)
    follows: frozenset[str] = frozenset()


def skips(form: Form) -> Skips:
    """Return the instructions for the rules of *form*; nothing for a form without rules."""
    by_id = {place.item.linkId: place for place in places(form)}
    if not any(place.item.enableWhen for place in by_id.values()):
        return Skips()
    leaves = [place for place in by_id.values() if not isinstance(place.item, q.Group) and _is_printed(place)]
    jumps: dict[Jump, str] = {}
    passed: dict[str, set[Jump]] = {}  # linkId → the jumps over it
    for index, leaf in enumerate(leaves):
        for code in _printed_codes(leaf.item):
            run = _switched_off(leaf, code, leaves[index + 1 :])
            target = _target(leaves[index + 1 + len(run) :], (leaf, *run))
            if len(run) < _SHORTEST_JUMP or target is None:
                continue
            jumps[leaf.item.linkId, code] = target
            for item in (item for place in run for item in (*place.groups, place.item)):
                passed.setdefault(item.linkId, set()).add((leaf.item.linkId, code))
    conditions: dict[str, tuple[q.EnableWhen, ...]] = {}
    for id_, place in by_id.items():
        if place.item.enableWhen and _is_printed(place) and not _is_told(place, by_id, passed, conditions):
            conditions[id_] = place.item.enableWhen
    follows = frozenset(id_ for id_ in conditions if _follows(by_id[id_], leaves))
    named = {target for target in jumps.values() if target}
    named |= {rule.question.split(".")[0] for id_, rules in conditions.items() if id_ not in follows for rule in rules}
    return Skips(dict(_numbers(form, named)), jumps, conditions, follows)


def _is_printed(place: Place) -> bool:
    hidden = isinstance(place.item, q.QuestionItem) and place.item.hidden
    return not hidden and not any(group.staff for group in place.groups)


def _printed_codes(item: q.Group | q.Question) -> Sequence[str]:
    """Return the codes of a question with one answer that is printed word by word; nothing for all others."""
    match item:
        case q.BooleanItem():
            return (NO, YES)
        case q.ChoiceItem(repeats=False):
            return [option.code for option in item.answerOption]
    return ()


def _switched_off(asked: Place, code: str, rest: Sequence[Place]) -> list[Place]:
    """Return what *rest* starts with that nobody is asked who gave the answer *code* to *asked*.

    It ends where a jump can lead: not inside a group whose heading, with the group's own rule, was jumped over.
    """
    answers: dict[str, str | None] = {asked.item.linkId: code}
    run: list[Place] = []
    for place in rest:
        if not any(_is_off(item, answers) for item in (*place.groups, place.item)):
            break
        run.append(place)
        answers[place.item.linkId] = None
    while run and len(run) < len(rest) and _has_rule_between(asked, run[-1], rest[len(run)]):
        run.pop()
    return run


def _has_rule_between(asked: Place, last: Place, following: Place) -> bool:
    """Tell whether *last* and *following* share a group with a rule that *asked* does not stand in."""
    return any(g.enableWhen for g in following.groups if g in last.groups and g not in asked.groups)


def _is_off(item: q.Item, answers: Mapping[str, str | None]) -> bool:
    """Tell whether *answers* alone keep *item* from being asked; None stands for a question that was not asked."""
    failed = []
    for rule in item.enableWhen:
        asked = rule.question.split(".")[0]
        failed.append(asked in answers and not _holds(rule, answers[asked]))
    return bool(failed) and (all(failed) if item.enableBehavior == "any" else any(failed))


def _holds(rule: q.EnableWhen, code: str | None) -> bool:
    match rule.operator:
        case "exists":
            return (code is not None) == (rule.answer == YES)
        case "!=":
            return rule.answer != code
    return rule.answer == code


def _target(rest: Sequence[Place], before: Sequence[Place]) -> str | None:
    """Return the linkId of what *rest* starts with: of its section, where nothing *before* stands in that.

    None for words between questions: they have no number to go to, and nobody must miss them.
    """
    if not rest:
        return END
    section = rest[0].groups[0].linkId
    if section not in {place.groups[0].linkId for place in before}:
        return section
    return rest[0].item.linkId if isinstance(rest[0].item, q.QuestionItem) else None


def _is_told(
    place: Place, by_id: Mapping[str, Place], passed: Mapping[str, set[Jump]], conditions: Mapping[str, object]
) -> bool:
    """Tell whether jumps alone keep people from *place* whenever its rules do; *conditions* are of items before it."""
    asked = {rule.question for rule in place.item.enableWhen}
    about = by_id.get(next(iter(asked))) if len(asked) == 1 else None
    if about is None:
        return False
    id_, codes = about.item.linkId, list(_printed_codes(about.item))
    codes += [q.OTHER] if about.item.type == "open-choice" else []  # a line to write on: nothing can jump from there
    needed = {(id_, code) for code in codes if _is_off(place.item, {id_: code})}
    if not needed:
        return False
    if _is_off(place.item, {id_: None}):  # neither may anybody come here who was not asked *about*
        around = [item for item in (*about.groups, about.item) if item not in place.groups]
        if any(item.linkId in conditions for item in around):
            return False
        needed |= passed.get(id_, set())
    return needed <= passed.get(place.item.linkId, set())


def _follows(place: Place, leaves: Sequence[Place]) -> bool:
    """Tell whether all rules of *place* are about the question printed just above it in its section."""
    index = next((i for i, leaf in enumerate(leaves) if place.item in (*leaf.groups, leaf.item)), 0)
    above = leaves[index - 1] if index else place
    return above.groups[:1] == place.groups[:1] and all(r.question == above.item.linkId for r in place.item.enableWhen)


def _numbers(form: Form, named: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the numbers of sections, and of the questions of those sections where one is named."""
    taken = {getattr(place.item, "prefix", None) for place in places(form)}
    section = 0
    for group in form.item:
        if group.staff:
            continue
        section += 1
        yield group.linkId, str(section)
        inside = [place.item for place in places(form) if place.groups[:1] == (group,)]
        asked = [item for item in inside if isinstance(item, q.QuestionItem) and not item.hidden]
        if not any(item.linkId in named for item in inside):
            continue
        # What stands in the heading alone has no words of its own that a number could go before.
        yield from ((item.linkId, str(section)) for item in asked if _stands_in_heading(item))
        free = (number for number in (f"{section}{letters(i)}" for i in count()) if number not in taken)
        lettered = zip((item for item in asked if not _stands_in_heading(item)), free, strict=False)
        yield from ((item.linkId, item.prefix or number) for item, number in lettered)


def _stands_in_heading(item: q.QuestionItem) -> bool:
    return isinstance(item, q.ChoiceItem | q.GridItem) and item.label == "heading"


def letters(index: int) -> str:
    """Return a, b … z, aa, ab … for 0, 1 …"""
    more, last = divmod(index, 26)
    return (letters(more - 1) if more else "") + chr(ord("a") + last)
