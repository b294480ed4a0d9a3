"""Rules, first answers and scores of a form: what points nowhere, backwards or at something that cannot be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.answer import AnswerError, contradiction, greatest, parse_answer
from generator.errors import Problem, nearest
from generator.model import question as q
from generator.model.form import Entry, Form, Place, counted, entries, places
from generator.model.score import Score

_ORDERED = ("<", ">", "<=", ">=")


def form_problems(form: Form) -> Iterator[Problem]:
    """Yield what is wrong between the items of *form*, each with its line."""
    order = _Order.of(form)
    for place in places(form):
        for rule in place.item.enableWhen:
            yield from _rule_problems(order, place, rule)
        if isinstance(place.item, q.QuestionItem):
            yield from _initial_problems(place.item)
    for score in form.scores:
        yield from _score_problems(form, order, score)
    ids = [score.linkId for score in form.scores]
    for score in form.scores:
        if ids.count(score.linkId) > 1 or score.linkId in order.position:
            yield Problem(f"“{score.linkId}” is used twice", score.at, "give the score a linkId of its own")


@dataclass(frozen=True, slots=True)
class _Order:
    """What an answer can be asked of, by the short path that authors write: linkId, or linkId.row."""

    found: Mapping[str, tuple[Entry, ...]]
    position: Mapping[str, int]  # of every item, in reading order
    rules: Mapping[str, tuple[str, ...]]  # linkId → what its rules ask about

    @classmethod
    def of(cls, form: Form) -> _Order:
        found: dict[str, tuple[Entry, ...]] = {}
        for entry in entries(form):
            names = [entry.item.linkId]
            if entry.part and entry.row is None:
                names.append(f"{entry.item.linkId}.{entry.part.linkId}")
            for name in names:
                found[name] = (*found.get(name, ()), entry)
        listed = [place.item for place in places(form)]
        position = {item.linkId: index for index, item in enumerate(listed)}
        rules = {item.linkId: tuple(rule.question.split(".")[0] for rule in item.enableWhen) for item in listed}
        return cls(found, position, rules)

    def circle(self, start: str) -> list[str]:
        """Return the linkIds on the way from *start* over rules back to it, or nothing."""
        ways, seen = [[start]], {start}
        while ways:
            way = ways.pop()
            for asked in self.rules.get(way[-1], ()):
                if asked == start:
                    return [*way, start]
                if asked not in seen:
                    seen.add(asked)
                    ways.append([*way, asked])
        return []


def _rule_problems(order: _Order, place: Place, rule: q.EnableWhen) -> Iterator[Problem]:
    name = rule.question
    about = order.found.get(name, ())
    if not about:
        hint = nearest(name, order.found)
        yield Problem(f"the rule asks about “{name}”, and no question is called that", rule.at, hint)
        return
    item = about[0].item
    if circle := order.circle(place.item.linkId):
        yield Problem(f"the rules go round in a circle: {' → '.join(circle)}", rule.at, "drop one of them")
    elif order.position[item.linkId] >= order.position[place.item.linkId]:
        hint = "move the question up: people fill in a form from the top"
        yield Problem(f"the rule asks about “{name}”, which comes later", rule.at, hint)
    if item.hidden:
        yield Problem(
            f"the rule asks about “{name}”, which nobody sees", rule.at, "show the question, or drop the rule"
        )
    if isinstance(item, q.SignatureItem | q.EntryTable) or (len(about) > 1 and not isinstance(item, q.BodyChart)):
        hint = "name one row, as linkId.row" if isinstance(item, q.Matrix) else "ask about another question"
        yield Problem(f"“{name}” has no single answer to ask about", rule.at, hint)
        return
    if rule.operator == "exists":
        if rule.answer not in ("true", "false"):
            yield Problem("“exists” is true or false", rule.at, "write “answer: true”")
        return
    if rule.operator in _ORDERED and not isinstance(item, q.NumberItem | q.DateItem | q.TimeItem | q.DateTimeItem):
        yield Problem(f"“{name}” cannot be more or less than something", rule.at, "use = or !=")
        return
    try:
        parse_answer(item, rule.answer)
    except AnswerError as error:
        yield Problem(f"“{name}” can never have this answer: it {error.what}", rule.at, error.hint)


def _initial_problems(item: q.QuestionItem) -> Iterator[Problem]:
    if not item.initial:
        if item.hidden and item.required:
            yield Problem(f"“{item.linkId}” is required and hidden", item.at, "give it “initial”, or show it")
        return
    silent = (q.SignatureItem, q.AttachmentItem, q.Matrix, q.EntryTable, q.TimeItem, q.DateTimeItem)
    if isinstance(item, silent):
        yield Problem(f"“{item.linkId}” can have no first answer", item.at, "drop “initial”")
        return
    for text in item.initial:
        if isinstance(item, q.DateItem) and text == q.TODAY:
            continue
        try:
            parse_answer(item, text)
        except AnswerError as error:
            yield Problem(f"the first answer of “{item.linkId}” {error.what}", item.at, error.hint)
    if clash := contradiction(item, item.initial):
        yield Problem(f"the first answer of “{item.linkId}” {clash.what}", item.at, clash.hint)


def _score_problems(form: Form, order: _Order, score: Score) -> Iterator[Problem]:
    for name in dict.fromkeys(score.item):
        if score.item.count(name) > 1:
            yield Problem(f"the score counts “{name}” twice", score.at, "name it once")
        about = order.found.get(name, ())
        if not about:
            hint = nearest(name, order.found)
            yield Problem(f"the score counts “{name}”, and no question is called that", score.at, hint)
        elif why := _uncountable(about[0].item, score):
            yield Problem(f"the score counts “{name}”, which {why}", about[0].item.at, "leave it out of the score")
    if score.method == "percentage":
        for entry in counted(form, score):
            if not greatest(entry.item):
                yield Problem(
                    f"the score is a percentage, and “{entry.item.linkId}” has no greatest answer",
                    entry.item.at,
                    "give it “maxValue”, or answers with scores",
                )
    number = sum(len(order.found.get(name, ())) for name in set(score.item))
    if number and score.missing.most >= number:
        yield Problem("the score would be worked out of nothing", score.at, f"let “most” be below {number}")


def _uncountable(item: q.QuestionItem, score: Score) -> str:
    """Return why *item* cannot be part of a score, or nothing when it can."""
    match item:
        case q.IntegerItem() | q.DecimalItem() | q.QuantityItem() | q.BooleanItem() | q.Matrix(answerOption=None):
            return ""
        case q.ChoiceItem() | q.Matrix() if score.method == "count":
            counts = any(option.score or option.flag for option in item.answerOption or ())
            return "" if counts else "has no answer with a score or a flag"
        case q.ChoiceItem() | q.Matrix():
            without = [option for option in item.answerOption or () if option.score is None and not option.exclusive]
            return f"has answers without a score, such as “{without[0].code}”" if without else ""
        case q.StringItem() | q.TextItem() | q.UrlItem():
            return "is text: nothing to add up"
    return "has no number to add up"
