"""The raw fields of one place for an answer → its value, checked against the question; blank stays blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.answer import OTHER_LENGTH, YES, AnswerError, codes, contradiction, parse_answer, several
from generator.answers.extract import RawField
from generator.answers.result import Answer
from generator.answers.shapes import TIME_PARTS, is_open, parts_of
from generator.model import question as q
from generator.model.form import Entry

_BLANK = RawField("text")
Fields = Mapping[str, RawField]


def answers_at(entry: Entry, fields: Fields) -> Iterator[tuple[str, Answer | AnswerError]]:
    """Yield what was answered at *entry*, by path; an error for what is no answer to it; nothing when it is blank."""
    item, path = entry.item, entry.path
    if item.hidden:
        yield from _set_beforehand(entry)
        return
    match item:
        case q.SignatureItem():
            return
        case q.DateItem() | q.TimeItem() | q.DateTimeItem():
            found = _moment(path, item, fields)
        case q.BooleanItem() | q.IntegerItem(control="scale"):
            found = _button(path, item, fields)
        case q.ChoiceItem() | q.Matrix() | q.BodyChart():
            yield from _choices(path, item, fields)
            return
        case _:
            found = _words(entry, fields.get(path, _BLANK))
    if found is not None:
        yield path, found


def _set_beforehand(entry: Entry) -> Iterator[tuple[str, Answer | AnswerError]]:
    """Yield the first answer of a hidden question; “today” was the day on which the form was made: not known here."""
    item = entry.item
    if not item.initial or item.initial == (q.TODAY,) or isinstance(item, q.Matrix | q.EntryTable):
        return
    try:
        values = tuple(parse_answer(item, text) for text in item.initial)
    except AnswerError as error:
        yield entry.path, error
        return
    yield entry.path, tuple(map(str, values)) if several(item) else values[0]


# -- words and numbers ------------------------------------------------------------------------------------------------


def _words(entry: Entry, field: RawField) -> Answer | AnswerError | None:
    item = entry.item
    if field.differs:
        return AnswerError("holds two different answers", "look at the file")
    text = _lines(field.text) if isinstance(item, q.TextItem) else " ".join(field.text.split())
    if not text:
        return None
    if isinstance(entry.part, q.TableColumn):
        most = entry.part.maxLength
        return text if len(text) <= most else AnswerError("is too long", f"at most {most} characters")
    return _parsed(item, text)


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _parsed(item: q.QuestionItem, text: str) -> Answer | AnswerError:
    try:
        return parse_answer(item, text)
    except AnswerError as error:
        return error


def _moment(path: str, item: q.DateItem | q.TimeItem | q.DateTimeItem, fields: Fields) -> Answer | AnswerError | None:
    parts = {part: "".join(fields.get(f"{path}.{part}", _BLANK).text.split()) for part in parts_of(item)}
    if not any(parts.values()):
        return None
    missing = [part for part, text in parts.items() if not text]
    if missing:
        return AnswerError(f"is not complete: no {', no '.join(missing)}", "ask for the rest")
    for part, text in parts.items():
        if not re.fullmatch(r"\d{4}" if part == "year" else r"\d{1,2}", text):
            return AnswerError(f"has a {part} that is none", f"use {'four' if part == 'year' else 'two'} digits")
    digits = {part: str(int(text)).zfill(4 if part == "year" else 2) for part, text in parts.items()}
    iso = "-".join(digits[part] for part in ("year", "month", "day") if part in digits)
    clock = ":".join(digits[part] for part in TIME_PARTS if part in digits)
    return _parsed(item, "T".join(filter(None, (iso, clock))))


# -- answers to choose from -------------------------------------------------------------------------------------------


def _button(path: str, item: q.QuestionItem, fields: Fields) -> Answer | AnswerError | None:
    """Return the answer of a group of radio buttons."""
    chosen = fields.get(path, _BLANK).chosen
    if len(chosen) > 1:
        return contradiction(item, chosen)
    return _parsed(item, chosen[0]) if chosen else None


def _choices(
    path: str, item: q.ChoiceItem | q.Matrix | q.BodyChart, fields: Fields
) -> Iterator[tuple[str, Answer | AnswerError]]:
    """Yield the answer to a choice, and what stands on its line for another one."""
    other = " ".join(fields.get(f"{path}_{q.OTHER}", _BLANK).text.split()) if is_open(item) else ""
    if several(item):
        found = _ticks(path, item, fields, other)
    else:
        found = _button(path, item, fields)
        if other and found is None:
            found = q.OTHER
        elif other and not isinstance(found, AnswerError) and found != q.OTHER:
            found = AnswerError("has an answer and another one in words", "one is right")
    if found is not None:
        yield path, found
    if other:
        long = AnswerError("is too long", f"at most {OTHER_LENGTH} characters")
        yield f"{path}_{q.OTHER}", other if len(other) <= OTHER_LENGTH else long


def _ticks(
    path: str, item: q.ChoiceItem | q.Matrix | q.BodyChart, fields: Fields, other: str
) -> Answer | AnswerError | None:
    chosen = []
    for code in codes(item):
        field = fields.get(f"{path}.{code}", _BLANK)
        if field.chosen and field.chosen != (code,):
            return AnswerError("has a box that holds something else than its tick", "look at the file")
        if field.chosen or (other and code == q.OTHER):
            chosen.append(code)
    return (contradiction(item, chosen) or tuple(chosen)) if chosen else None


def chosen_at(entry: Entry, fields: Fields) -> Answer:
    """Return all that is chosen at *entry*, even what contradicts itself: a flag must not get lost over that."""
    item, path = entry.item, entry.path
    if not isinstance(item, q.BooleanItem | q.ChoiceItem | q.Matrix):
        return ()
    if isinstance(item, q.BooleanItem) or item.answerOption is None:
        return YES in fields.get(path, _BLANK).chosen
    if several(item):
        return tuple(code for code in codes(item) if fields.get(f"{path}.{code}", _BLANK).chosen)
    return fields.get(path, _BLANK).chosen
