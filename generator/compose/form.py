"""Form → blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from generator import blocks
from generator.blocks import Block, Document, Run, plain
from generator.compose.setting import Setting, Texts, colophon, letterhead, value_run
from generator.errors import InputError, Problem
from generator.model import form as model
from generator.model.form import Form, Group
from generator.text import Value, literal

_COLUMNS = 12


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
        return blocks.Section(heading, tuple(self._rows(group)))

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
            span = _COLUMNS if isinstance(item, model.Display) else item.span
            if row and used + span > _COLUMNS:
                yield blocks.FieldRow(tuple(row))
                row, used = [], 0
            if isinstance(item, model.Display):
                yield blocks.Paragraph(self.text(item.text))
                continue
            row.append(self._field(group, item))
            used += span
        if row:
            yield blocks.FieldRow(tuple(row))

    def _field(self, group: Group, item: model.Question) -> blocks.Field:
        match item:
            case model.StringItem(comb=None):
                return self._text_field(group, item, lines=1)
            case model.StringItem():
                return self._comb(group, item)
            case model.TextItem():
                return self._text_field(group, item, lines=item.lines)
            case model.DateItem():
                return self._date(group, item)
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

    def _text_field(self, group: Group, item: model.StringItem | model.TextItem, lines: int) -> blocks.TextField:
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

    def _date(self, group: Group, item: model.DateItem) -> blocks.Field:
        """Return three groups of cells in the country's order, each a field of its own."""
        words, order = self.setting.words, self.setting.country.date_order
        question = self._question(group, item)
        letters = dict(zip("dmy", words.date_letters, strict=True))
        tips = {"d": words.day, "m": words.month, "y": words.year}
        given = self._date_value(group, item)
        groups = []
        for part in order:
            cells = 4 if part == "y" else 2
            text = (
                {"d": f"{given[0].day:02}", "m": f"{given[0].month:02}", "y": f"{given[0].year:04}"}[part]
                if given
                else ""
            )
            value = given[1] if given else None
            run = Run(text, value=f"{value.name}.{part}", at=value.at or item.at) if value else None
            groups.append(
                blocks.CombGroup(
                    cells,
                    suffix={"d": "day", "m": "month", "y": "year"}[part],
                    letters=literal(letters[part] * cells, words.at),
                    tooltip=f"{question.tooltip}: {tips[part]}",
                    value=run,
                )
            )
        return blocks.CombField(question, tuple(groups))

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
        value = self._value(group, item)
        codes = {option.code for option in item.answerOption}
        options = tuple(blocks.Option(option.code, self.text(option.display)) for option in item.answerOption)
        if value and value.name and value.name.startswith("patient."):
            value = _as_code(value, options)
        elif value and (not set(value.text.split()) <= codes or (not item.repeats and " " in value.text)):
            hint = f"use {'' if item.repeats else 'one of '}{', '.join(sorted(codes))}"
            self.problems.append(Problem(f"“{item.linkId}” has no such answer", value.at, hint))
        question = self._question(group, item, value)
        return blocks.ChoiceField(question, options, item.repeats, item.label, item.columns)


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
    """Return the linkId paths of all questions that take an answer on screen."""
    silent = (model.Display, model.SignatureItem)
    return [f"{g.linkId}.{item.linkId}" for g in form.item for item in g.item if not isinstance(item, silent)]
