"""Form + answers → its scores, exactly; with too many blanks there is no score, and never a 0 in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from generator.answer import greatest
from generator.answers.flags import flags_of
from generator.answers.result import Answer, ScoreResult
from generator.answers.rules import Rules
from generator.answers.wording import option_of, plain_text
from generator.model import question as q
from generator.model.form import Entry, Form, counted
from generator.model.score import Score


def score(form: Form, answers: Mapping[str, Answer]) -> tuple[ScoreResult, ...]:
    """Return the scores of *form* in its order. *answers* are by path, as in `Answers.answers`.

    Questions that were not to be asked do not count, whatever stands there.
    """
    if not form.scores:
        return ()
    return scores_of(form, answers, Rules(form).not_asked(answers))


def scores_of(form: Form, answers: Mapping[str, Answer], not_asked: frozenset[str]) -> tuple[ScoreResult, ...]:
    """Return the scores of *form* without the questions *not_asked*, by linkId."""
    return tuple(_result(form, score, answers, not_asked) for score in form.scores)


def _result(form: Form, score: Score, answers: Mapping[str, Answer], not_asked: frozenset[str]) -> ScoreResult:
    asked = [entry for entry in counted(form, score) if entry.item.linkId not in not_asked]
    values = [(entry, _value(entry, answers.get(entry.path), score)) for entry in asked]
    known = [(entry, value) for entry, value in values if value is not None]
    blank = len(asked) - len(known)
    reason = ""
    if not known:
        reason = "none of its questions has an answer that counts" if asked else "none of its questions was asked"
    elif blank > score.missing.most:
        reason = f"{blank} of {len(asked)} answers are missing; at most {score.missing.most} may be"
    elif score.method == "percentage" and not _most(entry for entry, _ in known):
        reason = "its questions have no greatest answer"
    if reason:
        return ScoreResult(score.linkId, None, None, len(known), len(asked), reason)
    value = rounded(_worked_out(score, asked, known), score.decimals)
    return ScoreResult(score.linkId, value, _band(score, value), len(known), len(asked))


def _worked_out(score: Score, asked: list[Entry], known: list[tuple[Entry, Fraction]]) -> Fraction:
    """Return the score before it is rounded; a blank counts as the mean of the others, or as nothing."""
    total = sum((value for _, value in known), Fraction())
    zero = score.missing.rule == "zero"
    match score.method:
        case "mean":
            return total / (len(asked) if zero else len(known))
        case "percentage":
            return 100 * total / _most(asked if zero else (entry for entry, _ in known))
    return total if zero else total * len(asked) / len(known)


def _most(entries: Iterable[Entry]) -> Fraction:
    """Return the greatest sum that answers at *entries* can have; 0 when one of them has no bound."""
    found = [greatest(entry.item) for entry in entries]
    return sum((_exact(most) for most in found if most), Fraction()) if all(found) else Fraction()


def _value(entry: Entry, answer: Answer | None, score: Score) -> Fraction | None:
    """Return what *answer* counts; None for a blank and for what has no number, such as “does not apply”."""
    if answer is None:
        return None
    value = _number(entry.item, answer)
    if score.method == "count":
        return Fraction(bool(value and value > 0) or any(True for _ in flags_of(entry, answer)))
    return value


def _number(item: q.QuestionItem, answer: Answer) -> Fraction | None:
    match item:
        case q.ChoiceItem() | q.Matrix(answerOption=tuple()):
            if isinstance(answer, tuple):
                options = [option_of(item, code) for code in answer]
                return sum((_exact(option.score) for option in options if option and option.score), Fraction())
            option = option_of(item, str(answer))
            return _exact(option.score) if option and option.score is not None else None
    return _exact(answer) if isinstance(answer, bool | int | float) else None


def _exact(number: float) -> Fraction:
    """Return *number* as it was written: 0.1 is a tenth."""
    return Fraction(Decimal(str(number + 0)))


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Return *value* rounded as people do it by hand: a half goes away from zero."""
    shifted = abs(value) * 10**decimals
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def _band(score: Score, value: Decimal) -> str | None:
    for band in score.band:
        if _exact(band.low) <= Fraction(value) <= _exact(band.high):
            return plain_text(band.text)
    return None
