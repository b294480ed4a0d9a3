"""Form → blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from generator import blocks
from generator.blocks import Block, Document, Run, plain
from generator.compose.setting import Setting, Texts, colophon, letterhead, value_run
from generator.errors import InputError, Problem
from generator.model import form as model
from generator.model.base import Template
from generator.model.form import Form, Group
from generator.text import Value, literal

_COLUMNS = 12
_NUMBER_LENGTH = 12
_OTHER_LENGTH = 120


def compose_form(form: Form, setting: Setting) -> Document:
    """Return the questionnaire for the setting; raises InputError with every fault of its texts and rows."""
    composer = _Composer(setting, Texts(setting), [])
    body: list[Block] = [blocks.Title(literal(form.title), composer.text(form.lead))]
    number = 0
    for group in form.item:
        number += not group.staff
        body.append(composer.staff(group) if group.staff else composer.section(group, number))
    foot = colophon(form, composer.text(form.footer), setting, online=False)
    if problems := [*composer.text.problems, *composer.problems]:
        raise InputError(problems)
    return Document(
        id=form.id,
        title=form.title,
        subject=setting.words.form,
        author=setting.clinic.name,
        language=setting.language,
        date=setting.date,
        letterhead=letterhead(setting, compact=True),
        colophon=foot,
        body=tuple(body),
    )


@dataclass(slots=True)
class _Composer:
    """Turns groups into sections and strips."""

    setting: Setting
    text: Texts
    problems: list[Problem]

    def section(self, group: Group, number: int) -> Block:
        """Return a numbered section with its rows of fields."""
        heading = blocks.Heading(self.text(group.text), number=number, note=self.text(group.note))
        return blocks.Section(heading, tuple(self._rows(group)), group.page)

    def staff(self, group: Group) -> Block:
        """Return the strip for the clinic's own entries: one row of short boxes."""
        fields = []
        for item in group.item:
            if isinstance(item, model.StringItem) and not item.comb:
                fields.append(self._text_field(group, item, lines=1))
            else:
                hint = "use “type: string” there"
                self.problems.append(Problem("the staff strip holds only short boxes", item.at, hint))
        return blocks.StaffStrip(self.text(group.text), tuple(fields))

    def _rows(self, group: Group) -> Iterator[Block]:
        """Yield rows that fill the twelve columns; words between questions stand alone."""
        row: list[blocks.Field] = []
        used = 0
        for item in group.item:
            alone = self._alone(group, item)
            span = _COLUMNS if isinstance(item, model.Display) or alone else item.span
            if row and used + span > _COLUMNS:
                yield blocks.FieldRow(tuple(row))
                row, used = [], 0
            if alone:
                yield alone
                continue
            row.append(self._field(group, item))
            used += span
        if row:
            yield blocks.FieldRow(tuple(row))

    def _alone(self, group: Group, item: model.Question) -> Block | None:
        """Return the block of an item that takes the whole width, or None for a field of a row."""
        match item:
            case model.Display():
                return blocks.Paragraph(self.text(item.text))
            case model.Matrix():
                options = tuple(blocks.Option(o.code, self.text(o.display)) for o in item.answerOption)
                question = self._question(group, item)
                rows = tuple(self._part(question, row.linkId, row.text) for row in item.item)
                return blocks.Matrix(question, options, rows, item.repeats)
            case model.EntryTable():
                return self._entry_table(group, item)
        return None

    def _part(self, question: blocks.Question, link_id: str, label: Template) -> blocks.Question:
        """Return the question of a row or cell: its name and tooltip lie below the whole one's."""
        text = self.text(label)
        name, tooltip = f"{question.name}.{link_id}", f"{question.tooltip}: {plain(text)}"
        return replace(question, name=name, label=text, tooltip=tooltip, hint=(), value=None)

    def _entry_table(self, group: Group, item: model.EntryTable) -> Block:
        question = self._question(group, item)
        heads = tuple((self.text(column.text), column.span) for column in item.item)
        rows = []
        for number in range(1, item.rows + 1):
            row = replace(question, name=f"{question.name}.row{number}", tooltip=f"{question.tooltip}, {number}")
            cells = (self._part(row, column.linkId, column.text) for column in item.item)
            rows.append(
                tuple(blocks.TextField(cell, column.maxLength) for cell, column in zip(cells, item.item, strict=True))
            )
        return blocks.EntryTable(question, heads, tuple(rows))

    def _field(self, group: Group, item: model.Question) -> blocks.Field:
        match item:
            case model.StringItem(comb=None) | model.UrlItem():
                return self._text_field(group, item, lines=1)
            case model.StringItem():
                return self._comb(group, item)
            case model.TextItem():
                return self._text_field(group, item, lines=item.lines)
            case model.DateItem() | model.TimeItem() | model.DateTimeItem():
                return self._moment(group, item)
            case model.BooleanItem():
                return self._yes_or_no(group, item)
            case model.IntegerItem(control="scale"):
                return self._scale(group, item)
            case model.IntegerItem() | model.DecimalItem() | model.QuantityItem():
                return self._number(group, item)
            case model.ChoiceItem():
                return self._choice(group, item)
            case model.SignatureItem():
                return blocks.Signature(self._question(group, item))
        raise TypeError(type(item).__name__)  # display items have no field

    def _question(self, group: Group, item: model._Question, value: Value | None = None) -> blocks.Question:
        """Return what all fields share; the tooltip is the full label with its section."""
        words = self.setting.words
        label = self.text(item.text)
        parts = [plain(self.text(group.text)), plain(label)]
        if item.hint:
            parts.append(plain(self.text(item.hint)))
        tooltip = ": ".join(dict.fromkeys(parts))
        if item.required:
            tooltip += f" ({words.required})"
        hint = self.text(item.hint) or (literal(words.optional) if item.optional else ())
        return blocks.Question(
            name=f"{group.linkId}.{item.linkId}",
            label=label,
            tooltip=tooltip,
            span=item.span,
            required=item.required,
            read_only=item.readOnly,
            hint=hint,
            value=value_run(value) if value else None,
        )

    def _value(self, group: Group, item: model._Question) -> Value | None:
        """Return what fills the item: an answer given with the command, or the patient's value."""
        given = self.setting.answers.get(f"{group.linkId}.{item.linkId}")
        return given or (self.setting.patient_value(item.prefill) if item.prefill else None)

    def _text_field(
        self, group: Group, item: model.StringItem | model.TextItem | model.UrlItem, lines: int
    ) -> blocks.TextField:
        value = self._value(group, item)
        return blocks.TextField(self._question(group, item, value), item.maxLength, lines)

    def _comb(self, group: Group, item: model.StringItem) -> blocks.Field:
        """Return cells; a plain box where the country has no groups, or where a value would not fit the cells."""
        country = self.setting.country
        parts = {"postcode": country.postcode, "phone": country.phone}.get(str(item.comb), item.comb)
        value = self._value(group, item)
        squeezed = _squeezed(value, parts) if isinstance(parts, tuple) else None
        if not isinstance(parts, tuple) or not parts or (value and squeezed is None):
            return self._text_field(group, item, lines=1)
        question = self._question(group, item, value)
        cells = blocks.CombGroup(sum(parts), parts, value=value_run(squeezed) if squeezed else None)
        return blocks.CombField(question, (cells,))

    def _moment(self, group: Group, item: model.DateItem | model.TimeItem | model.DateTimeItem) -> blocks.Field:
        """Return groups of cells for a date in the country's order, a time or both; each group is a field."""
        words = self.setting.words
        question = self._question(group, item)
        order: str = "" if isinstance(item, model.TimeItem) else self.setting.country.date_order
        order += "" if isinstance(item, model.DateItem) else "HM"
        letters = dict(zip("dmyHM", words.date_letters + words.time_letters, strict=True))
        names = {
            "d": ("day", words.day),
            "m": ("month", words.month),
            "y": ("year", words.year),
            "H": ("hour", words.hour),
            "M": ("minute", words.minute),
        }
        given = self._date_value(group, item) if isinstance(item, model.DateItem) else None
        groups = []
        for part in order:
            cells, (suffix, tip) = 4 if part == "y" else 2, names[part]
            run = _date_part(part, *given, item) if given else None
            tooltip = f"{question.tooltip}: {tip}"
            groups.append(blocks.CombGroup(cells, (), suffix, literal(letters[part] * cells, words.at), tooltip, run))
        return blocks.CombField(question, tuple(groups))

    def _yes_or_no(self, group: Group, item: model.BooleanItem) -> blocks.Field:
        """Return two answers, no at the left; FHIR's codes are false and true."""
        words, value = self.setting.words, self._value(group, item)
        options = (blocks.Option("false", literal(words.no)), blocks.Option("true", literal(words.yes)))
        value = self._answer(item, value, options, several=False)
        return blocks.ChoiceField(self._question(group, item, value), options, several=False, label=item.label)

    def _number(self, group: Group, item: model.IntegerItem | model.DecimalItem | model.QuantityItem) -> blocks.Field:
        """Return a box; digits in cells for a whole number whose bounds tell how many it can have."""
        value = self._value(group, item)
        question = self._question(group, item, value)
        if isinstance(item, model.QuantityItem):
            return blocks.TextField(question, _NUMBER_LENGTH, unit=self.text(item.unit))
        low, high = item.minValue, item.maxValue
        cells = len(f"{high:.0f}") if isinstance(item, model.IntegerItem) and high is not None else 0
        if not cells or low is None or low < 0 or (value and len(value.text) > cells):
            return blocks.TextField(question, _NUMBER_LENGTH)
        return blocks.CombField(question, (blocks.CombGroup(cells, value=question.value),))

    def _scale(self, group: Group, item: model.IntegerItem) -> blocks.Field:
        """Return a cell for each number of the scale."""
        if item.minValue is None or item.maxValue is None:
            raise TypeError("a scale has bounds")  # the model has seen to it
        numbers = tuple(range(int(item.minValue), int(item.maxValue) + 1))
        options = tuple(blocks.Option(str(number), literal(str(number))) for number in numbers)
        value = self._answer(item, self._value(group, item), options, several=False)
        question = self._question(group, item, value)
        return blocks.ScaleField(question, numbers, self.text(item.low), self.text(item.high))

    def _date_value(self, group: Group, item: model.DateItem) -> tuple[date, Value] | None:
        """Return the date that fills the item, with the value it came from."""
        given = self.setting.answers.get(f"{group.linkId}.{item.linkId}")
        if given:
            try:
                return date.fromisoformat(given.text), given
            except ValueError:
                hint = "write it as 2026-11-30"
                self.problems.append(Problem(f"the value of “{item.linkId}” is not a date", given.at, hint))
                return None
        value = self.setting.patient_value(item.prefill) if item.prefill else None
        found = getattr(self.setting.patient, item.prefill) if value and item.prefill else None
        return (found, value) if value and isinstance(found, date) else None

    def _choice(self, group: Group, item: model.ChoiceItem) -> blocks.Field:
        made = [blocks.Option(o.code, self.text(o.display), o.exclusive) for o in item.answerOption]
        if item.type == "open-choice":
            last = next((index for index, option in enumerate(made) if option.apart), len(made))
            made.insert(last, self._other(group, item))
        options = tuple(made)
        value = self._answer(item, self._value(group, item), options, item.repeats)
        question = self._question(group, item, value)
        return blocks.ChoiceField(question, options, item.repeats, item.label, item.columns)

    def _other(self, group: Group, item: model.ChoiceItem) -> blocks.Option:
        """Return the answer that open-choice adds, with its line; that has a field of its own."""
        label = literal(self.setting.words.other)
        question = self._question(group, item)
        name, tooltip = f"{question.name}_{model.OTHER}", f"{question.tooltip}: {plain(label)}"
        line = blocks.TextField(replace(question, name=name, tooltip=tooltip, required=False), _OTHER_LENGTH)
        return blocks.Option(model.OTHER, label, line=line)

    def _answer(
        self, item: model._Question, value: Value | None, options: Sequence[blocks.Option], several: bool
    ) -> Value | None:
        """Return *value* as codes of *options*: a patient's word is looked up, an answer given must be right."""
        if value and value.name and value.name.startswith("patient."):
            return _as_code(value, options)
        codes = [option.code for option in options]
        if value and (not set(value.text.split()) <= set(codes) or (not several and " " in value.text)):
            hint = f"use {'' if several else 'one of '}{', '.join(codes)}"
            self.problems.append(Problem(f"“{item.linkId}” has no such answer", value.at, hint))
        return value


def _date_part(part: str, day: date, value: Value, item: model._Question) -> Run:
    """Return one part of a date as the run that fills its cells."""
    text = {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": f"{day.year:04}"}[part]
    return Run(text, value=f"{value.name}.{part}", at=value.at or item.at)


def _as_code(value: Value, options: Sequence[blocks.Option]) -> Value | None:
    """Return the answer that an export's word means, by its code or words; None when it is neither."""
    word = value.text.casefold()
    code = next((o.code for o in options if word in (o.code.casefold(), plain(o.text).casefold())), None)
    return Value(code, value.name, value.at) if code else None


def _squeezed(value: Value | None, parts: tuple[int, ...]) -> Value | None:
    """Return *value* as it goes into cells, or None when it does not fit them.

    Written in as many portions as the cells have, each starts its own (“ZZ3 1GH” in 4 + 3 cells leaves the
    fourth empty); otherwise blanks, brackets and hyphens fall away.
    """
    if value is None:
        return None
    portions = re.split(r"[\s()-]+", value.text.strip("() "))
    text = "".join(portions)
    if len(portions) == len(parts) and all(len(p) <= n for p, n in zip(portions, parts, strict=True)):
        text = "".join(p.ljust(n) for p, n in zip(portions, parts, strict=True)).rstrip()
    return Value(text, value.name, value.at) if len(text) <= sum(parts) else None


def fields_of(form: Form) -> Sequence[str]:
    """Return the linkId paths of the questions that an answer can be given for beforehand."""
    silent = (model.Display, model.SignatureItem, model.TimeItem, model.DateTimeItem, model.Matrix, model.EntryTable)
    return [f"{g.linkId}.{item.linkId}" for g in form.item for item in g.item if not isinstance(item, silent)]
