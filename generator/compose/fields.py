"""One question → its field: name, label, tooltip, the answer known beforehand, and the boxes that fit its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from generator import blocks
from generator.answer import OTHER_LENGTH, AnswerError, contradiction, parse_answer
from generator.blocks import Run, plain
from generator.compose.instructions import Instructions
from generator.compose.setting import Setting, Texts, day_values, value_run
from generator.errors import Problem
from generator.model import question as q
from generator.model.base import Template
from generator.text import Value, literal

_NUMBER_LENGTH = 12
POINTS_A_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Where:
    """The groups that a question stands in: their linkIds and their headings, from the outside in."""

    ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def inside(self, group: q.Group, title: str) -> Where:
        """Return the place inside *group*."""
        return Where((*self.ids, group.linkId), (*self.titles, title))

    def path(self, link_id: str) -> str:
        """Return the full name of the field *link_id* here."""
        return ".".join((*self.ids, link_id))


@dataclass(frozen=True, slots=True)
class Fields:
    """Makes fields for a setting; gathers problems, so that all of them can be told at the end."""

    setting: Setting
    text: Texts
    instructions: Instructions
    problems: list[Problem]

    def field(self, where: Where, item: q.Question) -> blocks.Field:
        """Return the field of a question that stands in a row."""
        match item:
            case q.StringItem(comb=None) | q.UrlItem():
                return self.text_field(where, item, lines=1)
            case q.StringItem():
                return self._comb(where, item)
            case q.TextItem():
                return self.text_field(where, item, lines=item.lines)
            case q.DateItem() | q.TimeItem() | q.DateTimeItem():
                return self._moment(where, item)
            case q.BooleanItem():
                return self._yes_or_no(where, item)
            case q.IntegerItem(control="scale"):
                return self._scale(where, item)
            case q.IntegerItem(control="vas"):
                return self._analogue_scale(where, item)
            case q.IntegerItem() | q.DecimalItem() | q.QuantityItem():
                return self._number(where, item)
            case q.ChoiceItem():
                return self._choice(where, item)
            case q.SignatureItem():
                return blocks.Signature(self.question(where, item))
            case q.AttachmentItem():
                field = self.text_field(where, item, lines=1)
                return blocks.AttachmentFrame(field, item.height * POINTS_A_MM, literal(self.setting.words.attach))
        raise TypeError(type(item).__name__)  # words and grids are blocks of their own

    # -- what all have -----------------------------------------------------------------------------------------

    def question(self, where: Where, item: q.QuestionItem, value: Value | None = None) -> blocks.Question:
        """Return what all fields share; the tooltip is the full label with its section."""
        words = self.setting.words
        condition, hint = self.instructions.condition(item), self.text(item.hint)
        label = (*self.instructions.number(item), *self.text(item.text))
        parts = [*where.titles, plain(label), *(plain(part) for part in (condition, hint) if part)]
        tooltip = ": ".join(dict.fromkeys(parts))
        if item.required:
            tooltip += f" ({words.required})"
        said = [part for part in (condition, hint) if part] or ([literal(words.optional)] if item.optional else [])
        return blocks.Question(
            name=where.path(item.linkId),
            label=label,
            tooltip=tooltip,
            span=item.span,
            required=item.required,
            read_only=item.readOnly,
            hint=_joined(said, " · "),
            value=value_run(value) if value else None,
            type=item.type,
        )

    def part(self, question: blocks.Question, link_id: str, label: Template) -> blocks.Question:
        """Return the question of a row or cell: its name and tooltip lie below the whole one's."""
        text = self.text(label)
        name, tooltip = f"{question.name}.{link_id}", f"{question.tooltip}: {plain(text)}"
        return replace(question, name=name, label=text, tooltip=tooltip, hint=(), value=None)

    def value(self, where: Where, item: q.QuestionItem) -> Value | None:
        """Return what fills the item: an answer given with the command, the patient's value, or the first answer."""
        given = self.given(where.path(item.linkId), item)
        if given:
            return given
        known = self.setting.patient_value(item.prefill) if item.prefill else None
        return known or (Value(" ".join(item.initial), at=item.at) if item.initial else None)

    def given(self, path: str, item: q.QuestionItem) -> Value | None:
        """Return the answer given with the command for the field *path*, checked."""
        given = self.setting.answers.get(path)
        if not given or isinstance(item, q.StringItem | q.TextItem | q.UrlItem | q.AttachmentItem):
            return given
        chosen = given.text.split() if isinstance(item, q.ChoiceItem | q.Matrix | q.BodyChart) else [given.text]
        try:
            for text in chosen:
                parse_answer(item, text)
            if clash := contradiction(item, chosen):
                raise clash
        except AnswerError as error:
            self.problems.append(Problem(f"the value of “{item.linkId}” {error.what}", given.at, error.hint))
            return None
        return given

    # -- words and numbers -------------------------------------------------------------------------------------

    def text_field(
        self, where: Where, item: q.StringItem | q.TextItem | q.UrlItem | q.AttachmentItem, lines: int
    ) -> blocks.TextField:
        """Return a box for words."""
        value = self.value(where, item)
        return blocks.TextField(self.question(where, item, value), item.maxLength, lines)

    def _comb(self, where: Where, item: q.StringItem) -> blocks.Field:
        """Return cells; a plain box where the country has no groups, or where a value would not fit the cells."""
        country = self.setting.country
        parts = {"postcode": country.postcode, "phone": country.phone}.get(str(item.comb), item.comb)
        value = self.value(where, item)
        if not isinstance(parts, tuple) or not parts:
            return self.text_field(where, item, lines=1)
        squeezed = self.setting.in_cells(value, parts) if value else None
        if value and squeezed is None:
            return self.text_field(where, item, lines=1)
        question = self.question(where, item, value)
        cells = blocks.CombGroup(sum(parts), parts, value=value_run(squeezed) if squeezed else None)
        return blocks.CombField(question, (cells,))

    def _number(self, where: Where, item: q.IntegerItem | q.DecimalItem | q.QuantityItem) -> blocks.Field:
        """Return a box; digits in cells for a whole number whose bounds tell how many it can have."""
        value = self.value(where, item)
        question = self.question(where, item, value)
        if isinstance(item, q.QuantityItem):
            return blocks.TextField(question, _NUMBER_LENGTH, unit=self.text(item.unit))
        low, high = item.minValue, item.maxValue
        cells = len(f"{high:.0f}") if isinstance(item, q.IntegerItem) and high is not None else 0
        if not cells or low is None or low < 0 or (value and not self.setting.is_short(value, cells)):
            return blocks.TextField(question, _NUMBER_LENGTH)
        return blocks.CombField(question, (blocks.CombGroup(cells, value=question.value),))

    def _analogue_scale(self, where: Where, item: q.IntegerItem) -> blocks.Field:
        """Return the line of 100 mm with a box for where the mark stands."""
        question = self.question(where, item, self.value(where, item))
        box = blocks.TextField(question, 3, unit=literal(self.setting.words.millimetres))
        return blocks.AnalogueScale(box, self.text(item.low), self.text(item.high))

    # -- dates and times ---------------------------------------------------------------------------------------

    def _moment(self, where: Where, item: q.DateItem | q.TimeItem | q.DateTimeItem) -> blocks.Field:
        """Return groups of cells for a date in the country's order, a time or both; each group is a field."""
        words = self.setting.words
        question = self.question(where, item)
        order: str = "" if isinstance(item, q.TimeItem) else self.setting.country.date_order
        order += "" if isinstance(item, q.DateItem) else "HM"
        letters = dict(zip("dmyHM", words.date_letters + words.time_letters, strict=True))
        names = {
            "d": ("day", words.day),
            "m": ("month", words.month),
            "y": ("year", words.year),
            "H": ("hour", words.hour),
            "M": ("minute", words.minute),
        }
        given = self._date_value(where, item) if isinstance(item, q.DateItem) else None
        groups = []
        for part in order:
            cells, (suffix, tip) = 4 if part == "y" else 2, names[part]
            run = value_run(given[part]) if given else None
            shown = literal(letters[part] * cells, words.at) if self.setting.medium != "screen" else ()
            groups.append(blocks.CombGroup(cells, (), suffix, shown, f"{question.tooltip}: {tip}", run))
        return blocks.CombField(question, tuple(groups))

    def _date_value(self, where: Where, item: q.DateItem) -> Mapping[str, Value] | None:
        """Return day, month and year of the date that fills the item."""
        value = self.value(where, item)
        if value is None:
            return None
        if value.name and value.name.startswith("patient."):
            return self.setting.patient_day(item.prefill) if item.prefill else None
        day = self.setting.date if value.text == q.TODAY else date.fromisoformat(value.text)
        return day_values(day, value.name, value.at or item.at)

    # -- answers to choose from --------------------------------------------------------------------------------

    def _as_code(self, value: Value | None, options: Sequence[blocks.Option]) -> Value | None:
        """Return *value* as codes of *options*: a patient's word is looked up, an answer has been checked before."""
        if value is None or not (value.name or "").startswith("patient."):
            return value
        codes: dict[str, str] = {}
        for option in options:
            codes.setdefault(option.code.casefold(), option.code)
            codes.setdefault(plain(option.text).casefold(), option.code)
        return self.setting.patient_code(value, codes)

    def _yes_or_no(self, where: Where, item: q.BooleanItem) -> blocks.Field:
        """Return two answers, no at the left; FHIR's codes are false and true."""
        options = tuple(replace(o, go=self.instructions.go(item, o.code)) for o in self.no_and_yes())
        value = self._as_code(self.value(where, item), options)
        return blocks.ChoiceField(self.question(where, item, value), options, several=False, label=item.label)

    def no_and_yes(self) -> tuple[blocks.Option, ...]:
        """Return the answers of a question for yes or no."""
        words = self.setting.words
        return (blocks.Option("false", literal(words.no)), blocks.Option("true", literal(words.yes)))

    def _scale(self, where: Where, item: q.IntegerItem) -> blocks.Field:
        """Return a cell for each number of the scale."""
        if item.minValue is None or item.maxValue is None:
            raise TypeError("a scale has bounds")  # the model has seen to it
        numbers = tuple(range(int(item.minValue), int(item.maxValue) + 1))
        options = tuple(blocks.Option(str(number), literal(str(number))) for number in numbers)
        question = self.question(where, item, self._as_code(self.value(where, item), options))
        return blocks.ScaleField(question, numbers, self.text(item.low), self.text(item.high))

    def _choice(self, where: Where, item: q.ChoiceItem) -> blocks.Field:
        made = [
            blocks.Option(o.code, self.text(o.display), o.exclusive, go=self.instructions.go(item, o.code))
            for o in item.answerOption
        ]
        if item.type == "open-choice":
            last = next((index for index, option in enumerate(made) if option.apart), len(made))
            made.insert(last, self._other(where, item))
        options = tuple(made)
        question = self.question(where, item, self._as_code(self.value(where, item), options))
        return blocks.ChoiceField(question, options, item.repeats, item.label, item.columns)

    def _other(self, where: Where, item: q.ChoiceItem) -> blocks.Option:
        """Return the answer that open-choice adds, with its line; that has a field of its own."""
        label = literal(self.setting.words.other)
        question = self.question(where, item)
        name, tooltip = f"{question.name}_{q.OTHER}", f"{question.tooltip}: {plain(label)}"
        line = replace(question, name=name, tooltip=tooltip, required=False, type="string")
        return blocks.Option(q.OTHER, label, line=blocks.TextField(line, OTHER_LENGTH))


def _joined(parts: Sequence[blocks.Text], sign: str) -> blocks.Text:
    """Return *parts* with *sign* between them."""
    runs: list[Run] = []
    for index, part in enumerate(parts):
        runs += [Run(sign)] if index else []
        runs += part
    return tuple(runs)
