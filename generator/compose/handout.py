"""Handout → blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from generator import blocks
from generator.blocks import Block, Document, Run, Text, plain
from generator.compose.setting import Setting, Texts, colophon, identity_cells, letterhead, value_run
from generator.errors import InputError, Problem, UsageError
from generator.model import handout as model
from generator.model.base import Template
from generator.model.handout import Handout
from generator.text import literal

if TYPE_CHECKING:
    from generator.compose.programme import Catalogue
    from generator.model.programme import Programme


def compose_handout(
    handout: Handout, setting: Setting, programme: tuple[Programme, Catalogue] | None = None
) -> Document:
    """Return the advice sheet for the setting, with a *programme* on pages of its own.

    Raises InputError with every fault of its templates and doses, UsageError when there is a therapist's note and
    the sheet has no place for it.
    """
    composer = _Composer(handout, setting)
    body: list[Block] = [
        blocks.Title(literal(handout.title), composer.text(handout.lead), composer.text(handout.topic))
    ]
    if setting.has_patient:
        body += _patient_strip(setting)
    body += composer.blocks(handout.body)
    if programme:
        from generator.compose.programme import programme_section  # with the models of exercises: 20 ms

        body.append(programme_section(*programme, setting, composer.text))
    foot = colophon(handout, composer.text(handout.disclaimer), setting, online=True)
    if composer.text.problems:
        raise InputError(composer.text.problems)
    if setting.note and not composer.noted and not programme:
        hint = "leave the note out, or add “kind: therapist_note” to the sheet"
        raise UsageError(Problem(f"“{handout.id}” has no place for a note", handout.at, hint))
    return Document(
        id=handout.id,
        title=handout.title,
        subject=plain(composer.text(handout.topic)),
        author=setting.clinic.name,
        language=setting.language,
        date=setting.date,
        letterhead=letterhead(setting, compact=False),
        colophon=foot,
        body=tuple(body),
    )


def _patient_strip(setting: Setting) -> list[Block]:
    """Return the strip with what is known of the patient."""
    words = setting.words
    cells = [
        blocks.Cell(literal(label), (value_run(value),), share)
        for label, name, share in identity_cells(words)
        if (value := setting.patient_value(name))
    ]
    cells.append(blocks.Cell(literal(words.date), literal(setting.long_date(setting.date))))
    return [blocks.PatientStrip(tuple(cells))]


class _Composer:
    """Turns the body of one handout into blocks."""

    def __init__(self, handout: Handout, setting: Setting) -> None:
        self.text = Texts(setting)
        self.noted = False
        self._handout = handout
        self._setting = setting

    def blocks(self, body: Sequence[model.Block], level: int = 2) -> tuple[Block, ...]:
        """Return the blocks of *body*; headings in it are of *level*, those of the parts in it one deeper."""
        return tuple(self._block(part, level) for part in body)

    def _block(self, part: model.Block, level: int) -> Block:
        text = self.text
        match part:
            case Template():
                return blocks.Paragraph(text(part))
            case model.Paragraph():
                return blocks.Paragraph(text(part.text))
            case model.Points():
                return blocks.BulletList(self._filled(part.items), part.kind)
            case model.Glance():
                return blocks.Glance(tuple((text(fact.title), text(fact.text)) for fact in part.facts))
            case model.Figure():
                labels = tuple((anchor, text(words)) for anchor, words in part.labels.items())
                return blocks.Figure(part.figure, plain(text(part.alt)), text(part.caption), labels, part.at)
            case model.Table():
                return self._table(part)
            case model.Emergency():
                signs = self._filled(part.signs)
                return blocks.Callout("emergency", text(part.title), text(part.lead), signs, part.at, level)
            case model.CallUs():
                signs = self._filled(part.signs)
                return blocks.Callout("call_us", text(part.title), text(part.lead), signs, part.at, level)
            case model.Note():
                return blocks.Callout("note", text(part.title), text(part.text), (), part.at, level)
            case model.TherapistNote():
                self.noted = True
                note = self._setting.note
                return blocks.TherapistNote(text(part.title), (value_run(note),) if note else (), level)
            case model.Section():
                return blocks.Section(blocks.Heading(text(part.title), level), self.blocks(part.body, level + 1))
            case model.Columns():
                return blocks.Columns(self.blocks(part.main, level), self.blocks(part.side, level))
            case model.SourceList():
                return self._sources(part)
            case _:
                assert_never(part)

    def _filled(self, items: Sequence[Template]) -> tuple[Text, ...]:
        """Return the texts of a list; an entry that says nothing here falls away."""
        return tuple(filter(None, (self.text(item) for item in items)))

    def _table(self, table: model.Table) -> Block:
        text = self.text
        return blocks.Table(
            summary=plain(text(table.title)),
            head=tuple(text(column) for column in table.columns),
            rows=tuple(tuple(text(cell) for cell in row) for row in table.rows),
            widths=table.widths or tuple(1 for _ in table.columns),
        )

    def _sources(self, part: model.SourceList) -> Block:
        """Return the sources run in: short, since they are for the few who look them up."""
        text = [replace(run, bold=True) for run in self.text(part.title)]
        for index, source in enumerate(self._handout.sources):
            text += [Run("\u00a0· " if index else ": "), Run(source.cite, href=source.url, at=source.at)]
        return blocks.Paragraph(tuple(text), "small")
