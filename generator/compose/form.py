"""Form → blocks: sections with rows of fields, grids, the clinic's own strip and box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator import blocks
from generator.blocks import Block, Document, plain
from generator.compose.fields import Fields, Where
from generator.compose.grids import body_chart, entry_table, matrix
from generator.compose.instructions import Instructions
from generator.compose.scores import score_box
from generator.compose.setting import Setting, Texts, colophon, letterhead
from generator.compose.skips import skips
from generator.errors import InputError, Problem
from generator.model import question as q
from generator.model.form import Form, entries, questions_hash
from generator.text import literal

_COLUMNS = 12
_FIRST_LEVEL = 2  # of a section's heading; the title has level 1


def compose_form(form: Form, setting: Setting) -> Document:
    """Return the questionnaire for the setting; raises InputError with every fault of its texts and rows."""
    text = Texts(setting)
    instructions = Instructions(form, skips(form), setting.words, text, setting.long_date)
    composer = _Composer(setting, Fields(setting, text, instructions, []))
    body: list[Block] = [blocks.Title(literal(form.title), text(form.lead))]
    number = 0
    for group in form.item:
        number += not group.staff
        if group.staff and form.scores:
            body.append(score_box(form, setting, text))
        body.append(composer.staff(group) if group.staff else composer.section(Where(), group, number))
    if form.scores and not form.item[-1].staff:
        body.append(score_box(form, setting, text))
    fingerprint = questions_hash(form)
    pen = literal(f"{setting.words.pen} ", setting.words.at) if setting.medium != "screen" else ()
    foot = colophon(form, (*pen, *text(form.footer)), setting, online=False, fingerprint=fingerprint)
    if problems := [*text.problems, *composer.fields.problems]:
        raise InputError(problems)
    return Document(
        id=form.id,
        title=form.title,
        subject=setting.words.form,
        author=setting.clinic.name,
        language=setting.language,
        date=setting.date,
        letterhead=_letterhead(setting),
        colophon=foot,
        body=tuple(body),
        form=blocks.FormIdentity(form.id, form.version, form.code, fingerprint),
        flat=setting.medium == "paper",
    )


def _letterhead(setting: Setting) -> blocks.Letterhead:
    """Return the head of a form; pages of a form that names nobody have a line for the name, should they part."""
    head = letterhead(setting, compact=True)
    return head if setting.patient_value("id") else replace(head, write_name=literal(setting.words.name))


@dataclass(frozen=True, slots=True)
class _Composer:
    """Turns groups into sections and strips."""

    setting: Setting
    fields: Fields

    def section(self, where: Where, group: q.Group, number: int | None = None) -> blocks.Section:
        """Return a numbered section with its rows of fields, or a part of one under a smaller heading."""
        text, condition = self.fields.text, self.fields.instructions.condition(group)
        title, note = text(group.text), text(group.note)
        level = _FIRST_LEVEL + len(where.ids)
        heading = blocks.Heading(title, level, number, note=condition or note)
        body = list(self._rows(where.inside(group, plain(title)), group))
        if condition and note:
            body.insert(0, blocks.Paragraph(note, "soft"))
        return blocks.Section(heading, tuple(body), group.page)

    def staff(self, group: q.Group) -> Block:
        """Return the strip for the clinic's own entries: one row of short boxes."""
        title = self.fields.text(group.text)
        where, boxes = Where().inside(group, plain(title)), []
        for item in group.item:
            if isinstance(item, q.QuestionItem) and item.hidden:
                continue
            if isinstance(item, q.StringItem) and not item.comb:
                boxes.append(self.fields.text_field(where, item, lines=1))
            else:
                hint = "use “type: string” there"
                self.fields.problems.append(Problem("the staff strip holds only short boxes", item.at, hint))
        return blocks.StaffStrip(title, tuple(boxes))

    def _rows(self, where: Where, group: q.Group) -> Iterator[Block]:
        """Yield rows that fill the twelve columns; words between questions, grids and groups stand alone."""
        row: list[blocks.Field] = []
        used = 0
        for item in group.item:
            if isinstance(item, q.QuestionItem) and item.hidden:
                continue
            alone = self._alone(where, item)
            span = item.span if isinstance(item, q.QuestionItem) and not alone else _COLUMNS
            if row and used + span > _COLUMNS:
                yield blocks.FieldRow(tuple(row))
                row, used = [], 0
            if alone:
                yield alone
                continue
            row.append(self.fields.field(where, item))
            used += span
        if row:
            yield blocks.FieldRow(tuple(row))

    def _alone(self, where: Where, item: q.Question) -> Block | None:
        """Return the block of an item that takes the whole width, or None for a field of a row."""
        match item:
            case q.Group():
                return self.section(where, item)
            case q.Display():
                return self._words(item)
            case q.Matrix():
                return matrix(self.fields, where, item)
            case q.EntryTable():
                return entry_table(self.fields, where, item)
            case q.BodyChart():
                return body_chart(self.fields, where, item)
        return None

    def _words(self, item: q.Display) -> Block:
        condition = self.fields.instructions.condition(item)
        text = self.fields.text(item.text)
        text = (*condition, blocks.Run(": "), *text) if condition else text
        match item.control:
            case "danger":
                return blocks.Alert(text)
            case "help":
                return blocks.Paragraph(text, "soft")
            case "legal":
                return blocks.Paragraph(text, "small")
        return blocks.Paragraph(text)


def fields_of(form: Form) -> Sequence[str]:
    """Return the linkId paths of the questions that an answer can be given for beforehand."""
    silent = (q.SignatureItem, q.TimeItem, q.DateTimeItem, q.EntryTable)
    return [entry.path for entry in entries(form) if not entry.item.hidden and not isinstance(entry.item, silent)]
