"""Handout → blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, assert_never

from generator import blocks
from generator.blocks import Block, CardFace, Document, ExerciseCard, Run, Text, TextField, plain
from generator.compose.setting import Setting, Texts, colophon, identity_cells, letterhead, value_run
from generator.errors import InputError, Problem, UsageError
from generator.model import handout as model
from generator.model.base import Template
from generator.model.handout import Handout
from generator.text import literal

if TYPE_CHECKING:
    from generator.compose.programme import Catalogue
    from generator.model.evidence import Guidelines, GuidelineSet, Source
    from generator.model.exercise import Exercise
    from generator.model.figure_words import FigureWords
    from generator.model.programme import Programme

_LONGEST_ENTRY = 120  # characters of an entry of the clinic


class Shelf(Protocol):
    """What sheets draw on; the library is one."""

    @property
    def sources(self) -> Mapping[str, Source]: ...
    @property
    def guidelines(self) -> Guidelines: ...
    def exercise(self, id_: str) -> Exercise: ...
    def figure_words(self, language: str) -> FigureWords: ...


def compose_handout(
    handout: Handout,
    setting: Setting,
    shelf: Shelf,
    programme: tuple[Programme, Catalogue] | None = None,
    *,
    duplex_card: bool = False,
) -> Document:
    """Return the advice sheet for the setting, with a *programme* on pages of its own.

    A card to cut out is made to fold or, as *duplex_card*, to be printed on both sides.

    Raises InputError with every fault of its templates and doses, UsageError when there is a therapist's note and
    the sheet has no place for it.
    """
    composer = _Composer(handout, setting, shelf, duplex_card=duplex_card)
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

    def __init__(self, handout: Handout, setting: Setting, shelf: Shelf, *, duplex_card: bool) -> None:
        self.text = Texts(setting)
        self.noted = False
        self._handout = handout
        self._setting = setting
        self._shelf = shelf
        self._duplex_card = duplex_card

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
            case model.ComeBack():
                listed = blocks.BulletList(self._filled(part.signs), "points")
                return blocks.Section(blocks.Heading(text(part.title), level), (listed,))
            case model.Note():
                return blocks.Callout("note", text(part.title), text(part.text), (), part.at, level)
            case model.TherapistNote():
                self.noted = True
                note = self._setting.note
                return blocks.TherapistNote(text(part.title), (value_run(note),) if note else (), level)
            case model.Section():
                pictured = any(isinstance(inner, model.ExerciseStrip | model.Pictures) for inner in part.body)
                body = self.blocks(part.body, level + 1)
                heading = blocks.Heading(text(part.title), level)
                return blocks.Section(heading, body, page="together" if pictured else None)
            case model.Columns():
                return blocks.Columns(self.blocks(part.main, level), self.blocks(part.side, level))
            case model.SourceList():
                return self._sources(part)
            case model.TreatmentTable():
                return self._treatments(part)
            case model.ExerciseStrip():
                return self._exercises(part, level)
            case model.Pictures():
                return blocks.CardGrid(tuple(self._scene(scene) for scene in part.items), 9, level)
            case model.TickList():
                return self._ticks(part, level)
            case model.FillIn():
                return self._fill_in(part, level)
            case model.CutOutCard():
                front, back = self._face(part.front), self._face(part.back)
                return blocks.CutOutCard(text(part.title), text(part.text), front, back, self._duplex_card, level)
            case model.Include():
                raise TypeError(f"“{part.part}” is not in place: the library does that")
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

    def _treatments(self, part: model.TreatmentTable) -> Block:
        """Return what the branch's guidelines say of the treatments *part* names."""
        text, guidelines = self.text, self._shelf.guidelines
        known = {treatment.id: treatment for treatment in guidelines.treatments}
        rows = []
        for treatment in (known[id_] for id_ in part.show):
            verdict = treatment.verdict(self._setting.guidelines)
            rows.append((text(treatment.name), text(verdict.answer), text(verdict.note)))
        head = tuple(text(column) for column in guidelines.columns)
        return blocks.Table(plain(text(part.title)), head, tuple(rows), (4, 3, 5))

    def _exercises(self, part: model.ExerciseStrip, level: int) -> Block:
        """Return a small card for each exercise of a phase: picture, name, dose."""
        from generator.compose.programme import small_card  # with the models of exercises: 20 ms

        shelf = self._shelf
        pictures = shelf.figure_words(self._handout.language)
        phase = next(phase for phase in self._handout.programmes if phase.id == part.phase)
        cards = [
            small_card(entry, shelf.exercise(entry.id), pictures, self._setting, self.text.problems)
            for entry in phase.exercise
        ]
        return blocks.CardStrip(tuple(filter(None, cards)), level)

    def _scene(self, scene: model.Scene) -> ExerciseCard:
        from generator.figures import exercise_alt, exercise_scene, figure

        words = tuple(filter(None, (self.text(scene.text),)))
        if scene.figure:
            drawing, alt = figure(scene.figure), plain(self.text(scene.alt))
        else:
            exercise = self._shelf.exercise(scene.exercise or "")
            pictures = self._shelf.figure_words(self._handout.language)
            drawing, alt = exercise_scene(exercise), exercise_alt(exercise, "right", pictures)
        return blocks.ExerciseCard(None, self.text(scene.title), drawing, alt, words)

    def _ticks(self, part: model.TickList, level: int) -> Block:
        """Return the boxes to tick under a heading of their own."""
        title = self.text(part.title)
        question = blocks.Question(part.id, title, plain(title), 12, type="choice")
        options = tuple(blocks.Option(f"{number}", self.text(words)) for number, words in enumerate(part.options, 1))
        field = blocks.ChoiceField(question, options, several=True, label="heading", columns=1)
        lead = (blocks.Paragraph(self.text(part.text)),) if part.text else ()
        return blocks.Section(blocks.Heading(title, level), (*lead, blocks.FieldRow((field,))), page="together")

    def _fill_in(self, part: model.FillIn, level: int) -> Block:
        """Return rows to write in under a heading of their own."""
        title = self.text(part.title)
        heads = tuple((self.text(column), width) for column, width in zip(part.columns, part.widths, strict=True))
        rows: list[tuple[TextField | Text, ...]] = []
        for number, words in enumerate(part.rows, 1):
            row = self.text(words)
            boxes = []
            for column, (head, width) in enumerate(heads[1:], 1):
                name, tip = f"{part.id}.row{number}.column{column}", f"{plain(title)}: {plain(row)}, {plain(head)}"
                box = blocks.Question(name, head, tip, width, type="string")
                boxes.append(blocks.TextField(box, _LONGEST_ENTRY))
            rows.append((row, *boxes))
        question = blocks.Question(part.id, title, plain(title), 12, type="group")
        table = blocks.EntryTable(question, heads, tuple(rows), label="heading")
        return blocks.Section(blocks.Heading(title, level), (table,), page="together")

    def _face(self, side: model.CardSide) -> CardFace:
        return blocks.CardFace(self.text(side.title), self.text(side.lead), self._filled(side.signs))

    def _sources(self, part: model.SourceList) -> Block:
        """Return the sources run in: short, since they are for the few who look them up."""
        text = [replace(run, bold=True) for run in self.text(part.title)]
        found = (self._shelf.sources[id_] for id_ in cited(self._handout, self._shelf, self._setting.guidelines))
        for index, source in enumerate(source for source in found if source.printed):
            text += [Run("\u00a0· " if index else ": "), Run(source.cite, href=source.link, at=source.at)]
        return blocks.Paragraph(tuple(text), "small")


def cited(handout: Handout, shelf: Shelf, guidelines: GuidelineSet) -> tuple[str, ...]:
    """Return the ids of the sources that *handout* names, in order of first use, with those of its treatments."""
    ids: list[str] = []
    for block in model.parts_of(handout.body):
        if isinstance(block, model.TreatmentTable):
            verdicts = {t.id: t.verdict(guidelines) for t in shelf.guidelines.treatments}
            ids += [source for id_ in block.show for source in verdicts[id_].sources]
        else:
            ids += [source for part in model.own_sourced(block) for source in part.sources]
    ids += [source for phase in handout.programmes for source in phase.sources]
    return tuple(dict.fromkeys(ids))
