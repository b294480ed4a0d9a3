"""Rules as words on the page: where to go on after an answer, and when a question is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from generator.answer import NO, YES
from generator.blocks import Run, Text, plain
from generator.compose.skips import END, Skips
from generator.model import question as q
from generator.model.base import Template
from generator.model.form import Form, places
from generator.model.locale import BodyWords, Words
from generator.text import literal


@dataclass(frozen=True, slots=True)
class Instructions:
    """Words for the rules of a form; *text* renders its authors' own, *day* writes a date."""

    form: Form
    skips: Skips
    words: Words
    text: Callable[[Template | None], Text]
    day: Callable[[date], str]

    def number(self, item: q.QuestionItem) -> Text:
        """Return the number printed before the words of a question, if it has one."""
        number = item.prefix or self.skips.numbers.get(item.linkId)
        return (Run(f"{number} ", bold=True, at=item.text.at),) if number else ()

    def go(self, item: q.Question, code: str) -> Text:
        """Return what stands after the answer *code*: where to go on."""
        target = self.skips.jumps.get((item.linkId, code))
        if target is None:
            return ()
        words = self.words.rules
        line = words.go_to_end if target == END else words.go_to.replace("{number}", self.skips.numbers[target])
        return (Run(line, bold=True, at=self.words.at),)

    def condition(self, item: q.Item) -> Text:
        """Return when *item* is meant, where its own place must say so."""
        rules = self.skips.conditions.get(item.linkId, ())
        joint = f" {self.words.or_ if item.enableBehavior == 'any' else self.words.and_} "
        said = [self._rule(rule, follows=item.linkId in self.skips.follows) for rule in rules]
        return literal(joint.join(said), self.words.at)

    def _rule(self, rule: q.EnableWhen, *, follows: bool) -> str:
        words = self.words.rules
        if follows:
            return words.only_if.replace("{answer}", self._answer(rule))
        asked, _, row = rule.question.partition(".")
        number = self.skips.numbers.get(asked, "")
        if row:
            number += f" “{self._row(asked, row)}”"
        return words.only_if_in.replace("{answer}", self._answer(rule)).replace("{number}", number)

    def _answer(self, rule: q.EnableWhen) -> str:
        words = self.words.rules
        if rule.operator == "exists":
            return words.answered if rule.answer == YES else words.blank
        pattern = {
            "=": "{answer}",
            "!=": words.not_answer,
            ">": words.more,
            ">=": words.at_least,
            "<": words.less,
            "<=": words.at_most,
        }[rule.operator]
        return pattern.replace("{answer}", self._display(rule))

    def _display(self, rule: q.EnableWhen) -> str:
        """Return the words that stand for the rule's answer on the page."""
        shown: dict[str, str] = {}
        match item := self._item(rule.question.split(".")[0]):
            case q.BooleanItem() | q.Matrix(answerOption=None):
                shown = {NO: self.words.no, YES: self.words.yes}
            case q.DateItem():
                return self.day(date.fromisoformat(rule.answer))
            case q.BodyChart():
                shown = {rule.answer: body_part(self.words.body, rule.answer)}
            case q.ChoiceItem() | q.Matrix():
                shown = {option.code: plain(self.text(option.display)) for option in item.answerOption or ()}
                shown.setdefault(q.OTHER, self.words.other)
                for side, word in (("left", self.words.body.left), ("right", self.words.body.right)):
                    shown |= {f"{o.code}_{side}": f"{shown[o.code]}: {word}" for o in item.answerOption or ()}
        return shown.get(rule.answer, rule.answer)

    def _row(self, asked: str, row: str) -> str:
        item = self._item(asked)
        rows = item.item if isinstance(item, q.Matrix) else ()
        return next((plain(self.text(part.text)) for part in rows if part.linkId == row), row)

    def _item(self, link_id: str) -> q.Group | q.Question:
        return next(place.item for place in places(self.form) if place.item.linkId == link_id)


def body_part(words: BodyWords, code: str) -> str:
    """Return what the part *code* of the body chart is called, with its side."""
    for side, word in (("left", words.left), ("right", words.right)):
        part = code.removesuffix(f"_{side}")
        if part != code and part in words.parts:
            return words.sided.replace("{part}", words.parts[part]).replace("{side}", word)
    return words.parts.get(code, code)
