"""Answers → the flags they raise: what asks for help now, today or soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from generator.answers.result import Answer, RaisedFlag
from generator.answers.wording import option_of, plain_text
from generator.model import question as q
from generator.model.form import Entry

LEVELS: tuple[q.Flag, ...] = get_args(q.Flag)


def raised(entries: Iterable[Entry], answers: Mapping[str, Answer]) -> tuple[RaisedFlag, ...]:
    """Return the flags of *answers*, the most urgent first; those of questions that were not to be asked, too."""
    found = [flag for entry in entries if entry.path in answers for flag in flags_of(entry, answers[entry.path])]
    return tuple(sorted(found, key=lambda flag: LEVELS.index(flag.level)))


def flags_of(entry: Entry, answer: Answer) -> Iterator[RaisedFlag]:
    """Yield the flags that *answer* raises at *entry*. A row's own flag goes before that of the answer."""
    item, part = entry.item, entry.part
    match item:
        case q.BooleanItem(flag=level) if level and answer is True:
            yield RaisedFlag(level, entry.path, plain_text(item.text))
        case q.Matrix(answerOption=None):
            if isinstance(part, q.MatrixRow) and part.flag and answer is True:
                yield RaisedFlag(part.flag, entry.path, plain_text(part.text))
        case q.ChoiceItem() | q.Matrix():
            for code in answer if isinstance(answer, tuple) else (answer,):
                option = option_of(item, str(code))
                if option is None or not option.flag:
                    continue
                row = part if isinstance(part, q.MatrixRow) else None
                label = f"{plain_text(row.text if row else item.text)}: {plain_text(option.display)}"
                yield RaisedFlag((row and row.flag) or option.flag, entry.path, label)
