"""Answers → FHIR R4 QuestionnaireResponse (hl7.org/fhir/R4/questionnaireresponse.html) as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any

from generator.answers.export import number
from generator.answers.result import Answer, Answers
from generator.answers.shapes import SCORES
from generator.answers.wording import option_of, plain_text
from generator.model import question as q
from generator.model.form import Form

_MAX_INTEGER = 2**31 - 1  # of FHIR's integer
_FILES = "urn:paperwell:file"
Json = dict[str, Any]


def questionnaire_response(
    form: Form, answers: Answers, *, zone: tzinfo | None = None, authored: datetime | None = None
) -> Json:
    """Return the resource for one file of *form*.

    FHIR's dateTime needs the offset of its zone, and a form has none: without *zone*, a date with a time is given
    as a string. *authored*, with its own zone, says when the answers were gathered.
    """
    made: Json = {
        "resourceType": "QuestionnaireResponse",
        "language": form.language,
        "identifier": {"system": _FILES, "value": answers.file},
        "questionnaire": f"urn:paperwell:form:{answers.form}|{answers.version}",
        "status": answers.status,
    }
    if authored is not None:
        made["authored"] = authored.isoformat()
    writer = _Writer(answers.answers, zone)
    items = [*writer.items(form.item, ()), *_scores(form, answers)]
    if items:
        made["item"] = items
    return made


def _scores(form: Form, answers: Answers) -> Iterator[Json]:
    texts = {score.linkId: plain_text(score.text) for score in form.scores}
    found = [
        {
            "linkId": f"{SCORES}.{score.linkId}",
            "text": texts[score.linkId],
            "answer": [{"valueDecimal": number(score.value)}],
        }
        for score in answers.scores
        if score.value is not None
    ]
    if found:
        yield {"linkId": SCORES, "item": found}


class _Writer:
    """Writes the items that have answers; blank questions and empty groups are left out, as FHIR allows."""

    def __init__(self, answers: Mapping[str, Answer], zone: tzinfo | None) -> None:
        self._answers = answers
        self._zone = zone

    def items(self, items: Sequence[q.Question], above: tuple[str, ...]) -> Iterator[Json]:
        """Yield the items with answers below the linkIds *above*."""
        for item in items:
            ids = (*above, item.linkId)
            path = ".".join(ids)
            match item:
                case q.Display():
                    continue
                case q.Group():
                    inside = list(self.items(item.item, ids))
                case q.Matrix():
                    inside = [found for row in item.item for found in self._one(f"{path}.{row.linkId}", item, row)]
                case q.EntryTable():
                    inside = list(self._rows(path, item))
                case _:
                    yield from self._one(path, item, item)
                    continue
            if inside:
                yield {"linkId": path, "text": plain_text(item.text), "item": inside}

    def _rows(self, path: str, item: q.EntryTable) -> Iterator[Json]:
        """Yield the rows that have an answer; a printed first cell is the row's text."""
        texts = [{"text": plain_text(row)} for row in item.rows] if isinstance(item.rows, tuple) else [{}] * item.rows
        for index, text in enumerate(texts, start=1):
            row = f"{path}.row{index}"
            cells = [found for column in item.item for found in self._one(f"{row}.{column.linkId}", item, column)]
            if cells:
                yield {"linkId": row, **text, "item": cells}

    def _one(
        self, path: str, item: q.QuestionItem, named: q.QuestionItem | q.MatrixRow | q.TableColumn
    ) -> Iterator[Json]:
        """Yield the item at *path*, unless it is blank."""
        answer = self._answers.get(path)
        other = self._answers.get(f"{path}_{q.OTHER}")
        values = [] if answer is None else self._values(item, answer, other)
        if other is not None and not any(value == {"valueString": other} for value in values):
            values.append({"valueString": other})
        if values:
            yield {"linkId": path, "text": plain_text(named.text), "answer": values}

    def _values(self, item: q.QuestionItem, answer: Answer, other: Answer | None) -> list[Json]:
        listed = answer if isinstance(answer, tuple) else (answer,)
        return [self._value(item, one, other) for one in listed]

    def _value(self, item: q.QuestionItem, answer: Answer, other: Answer | None) -> Json:
        match item:
            case q.ChoiceItem() | q.BodyChart():
                if answer == q.OTHER and other is not None:
                    return {"valueString": other}
                return {"valueCoding": _coding(item, str(answer))}
            case q.Matrix() if not isinstance(answer, bool):
                return {"valueCoding": _coding(item, str(answer))}
            case q.QuantityItem():
                return {"valueQuantity": {"value": answer, "unit": plain_text(item.unit)}}
            case q.UrlItem():
                return {"valueUri": answer}
            case q.AttachmentItem():
                return {"valueAttachment": {"title": answer}}
        return self._plain(answer)

    def _plain(self, answer: Answer) -> Json:
        match answer:
            case bool():
                return {"valueBoolean": answer}
            case int() if abs(answer) <= _MAX_INTEGER:
                return {"valueInteger": answer}
            case int() | float():
                return {"valueDecimal": answer}
            case datetime() if self._zone is None:
                return {"valueString": answer.isoformat()}
            case datetime():
                return {"valueDateTime": answer.replace(tzinfo=self._zone).isoformat()}
            case date():
                return {"valueDate": answer.isoformat()}
            case time():
                return {"valueTime": answer.isoformat()}
        return {"valueString": answer}


def _coding(item: q.QuestionItem, code: str) -> Json:
    """Return the code with its word; codes with a side say it themselves."""
    option = option_of(item, code) if isinstance(item, q.ChoiceItem | q.Matrix) else None
    if option is None or option.code != code:
        return {"code": code}
    return {"code": code, "display": plain_text(option.display)}
