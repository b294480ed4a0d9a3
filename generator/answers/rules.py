"""Rules of a form + answers → what was asked (FHIR R4, Questionnaire.item.enableWhen)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from generator.answer import YES, AnswerError, parse_answer
from generator.answers.result import Answer
from generator.model import question as q
from generator.model.form import Entry, Form, Place, entries, places

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


class Rules:
    """Which questions of a form are asked."""

    def __init__(self, form: Form) -> None:
        self._places = {place.item.linkId: place for place in places(form)}
        self._asked_about: dict[str, list[Entry]] = {}
        for entry in entries(form):
            self._asked_about.setdefault(entry.item.linkId, []).append(entry)
            if entry.part is not None and entry.row is None:
                self._asked_about.setdefault(f"{entry.item.linkId}.{entry.part.linkId}", []).append(entry)
        self._none = not any(place.item.enableWhen for place in self._places.values())

    def not_asked(self, answers: Mapping[str, Answer]) -> frozenset[str]:
        """Return the linkIds of the items that were not to be answered."""
        if self._none:
            return frozenset()
        known: dict[str, bool] = {}
        return frozenset(id_ for id_, place in self._places.items() if not self._is_asked(place, answers, known))

    def _is_asked(self, place: Place, answers: Mapping[str, Answer], known: dict[str, bool]) -> bool:
        """Tell whether *place* and all groups around it are asked; rules that go round in a circle do not count."""
        for item in (*place.groups, place.item):
            if item.linkId not in known:
                known[item.linkId] = True
                known[item.linkId] = self._holds(item, answers, known)
            if not known[item.linkId]:
                return False
        return True

    def _holds(self, item: q.Item, answers: Mapping[str, Answer], known: dict[str, bool]) -> bool:
        results = [self._result(rule, answers, known) for rule in item.enableWhen]
        told = [result for result in results if result is not None]
        return not told or (any(told) if item.enableBehavior == "any" else all(told))

    def _result(self, rule: q.EnableWhen, answers: Mapping[str, Answer], known: dict[str, bool]) -> bool | None:
        """Return whether *rule* holds; None for one that asks about nothing, which `paperwell` refuses in a form.

        The answer to a question that was not asked counts as blank.
        """
        about = self._asked_about.get(rule.question)
        if not about:
            return None
        found: list[Any] = []
        if self._is_asked(self._places[about[0].item.linkId], answers, known):
            found = [value for entry in about for value in _listed(answers.get(entry.path))]
        if rule.operator == "exists":
            return bool(found) == (rule.answer == YES)
        try:
            wanted = parse_answer(about[0].item, rule.answer)
        except AnswerError:
            return None
        if rule.operator == "=":
            return wanted in found
        if rule.operator == "!=":
            return wanted not in found
        return not isinstance(wanted, str) and any(_COMPARE[rule.operator](value, wanted) for value in found)


def _listed(answer: Answer | None) -> tuple[Any, ...]:
    return () if answer is None else answer if isinstance(answer, tuple) else (answer,)
