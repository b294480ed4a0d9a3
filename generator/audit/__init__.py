"""Everything “paperwell check” looks at: all documents of a library, as every branch would print them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, get_args

from generator.audit.pages import page_findings
from generator.blocks import plain
from generator.build import CARD_PART, make_setting
from generator.check import evidence, sheets, words
from generator.check.finding import Finding, without_allowed
from generator.check.passages import READ, Chapter, Passage, chapters, passages_of
from generator.check.pemat import pemat
from generator.check.reading import Reading, reading
from generator.errors import Location, PaperwellError
from generator.model.base import Published, Template, templates
from generator.model.evidence import GuidelineSet

if TYPE_CHECKING:
    from generator.compose.setting import Setting
    from generator.library import Library
    from generator.model.exercise import Exercise
    from generator.model.form import Form
    from generator.model.handout import Handout

SETS: tuple[GuidelineSet, ...] = get_args(GuidelineSet)


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How one sheet reads: grades by chapter, of the whole, and what of PEMAT-P it has."""

    id: str
    chapters: tuple[tuple[str, Reading], ...]
    whole: Reading
    pemat: Mapping[int, bool | None]


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found; *sheets* are the reports of all sheets that could be read."""

    findings: tuple[Finding, ...]
    sheets: tuple[SheetReport, ...] = ()
    looked_at: int = 0

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.level == "error" for finding in self.findings)


@dataclass(slots=True)
class _Run:
    """One look at a library: findings as they come, each once however many sheets share the text."""

    library: Library
    on: date
    found: dict[Finding, None] = field(default_factory=dict)
    reports: list[SheetReport] = field(default_factory=list)
    vocabularies: dict[str, words.Vocabulary | None] = field(default_factory=dict)

    def add(self, findings: Iterator[Finding]) -> None:
        self.found |= dict.fromkeys(findings)

    def vocabulary(self, language: str) -> words.Vocabulary | None:
        """Return what is known of a language's words, or None."""
        if language not in self.vocabularies:
            wording = self.library.wording(language)
            self.vocabularies[language] = words.Vocabulary(wording) if wording else None
        return self.vocabularies[language]


def audit(
    library: Library, ids: Sequence[str] = (), *, on: date, progress: Callable[[str], None] = lambda _: None
) -> Audit:
    """Return what is wrong with the documents *ids* of *library*, or with all of them and all that they share.

    *progress* is told each id before it is looked at. Raises UsageError for an id that there is not.
    """
    run = _Run(library, on)
    sheet_ids, form_ids = library.handout_ids(), library.form_ids()
    exercise_ids = library.exercise_ids()
    chosen = library.known_ids(ids) if ids else (*sheet_ids, *form_ids, *exercise_ids)
    for id_ in chosen:
        progress(id_)
        try:
            if id_ in sheet_ids:
                _look_at_sheet(run, library.handout(id_))
            elif id_ in form_ids:
                _look_at_form(run, library.form(id_))
            else:
                _look_at_exercise(run, library.exercise(id_))
        except PaperwellError as error:
            run.add(_broken(error))
    if not ids:
        _look_at_shared(run)
    allowed = [(entry.at.file, entry) for entry in library.allowances(chosen if ids else sheet_ids)]
    findings = sorted(without_allowed(run.found, allowed), key=_place)
    return Audit(tuple(findings), tuple(run.reports), len(chosen))


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return (finding.at.file, finding.at.line or 0, finding.rule, finding.what)


def _broken(error: PaperwellError) -> Iterator[Finding]:
    """Yield what makes a file unusable."""
    for problem in error.problems:
        why = "a document with this cannot be printed"
        yield Finding("file", problem.at or Location("the library"), problem.what, why, problem.hint or "mend it")


# -- sheets ---------------------------------------------------------------------------------------------------------


def _settings(run: _Run, published: Published) -> Iterator[tuple[GuidelineSet, Setting]]:
    """Yield settings that between them make every text of a sheet appear: all branches, all guideline sets."""
    library = run.library
    for branch in library.clinic.branches:
        setting = make_setting(library, published, run.on, branch.id, None, {}, ())
        yield setting.guidelines, setting
    first = make_setting(library, published, run.on, None, None, {}, ())
    for chosen in SETS:
        branch = first.branch.model_copy(update={"guidelines": chosen})
        yield chosen, replace(first, branch=branch)


def _look_at_sheet(run: _Run, sheet: Handout) -> None:
    library = run.library
    run.add(evidence.review_findings(sheet, run.on))
    run.add(evidence.unsourced(sheet))
    run.add(sheets.missing_blocks(sheet))
    run.add(sheets.alt_texts(sheet))
    exercises = {entry.id: library.exercise(entry.id) for phase in sheet.programmes for entry in phase.exercise}
    run.add(sheets.exercise_cautions(sheet, exercises))
    for number, (chosen, setting) in enumerate(_settings(run, sheet)):
        told = chapters(sheet, _saying(setting), library.guidelines, chosen)
        run.add(sheets.links(sheet, told))
        _look_at_words(run, sheet.language, list(passages_of(told)))
        _look_at_reading(run, sheet, told, chosen)
        if number == 0:
            parts = tuple((chapter.title, reading(chapter.text)) for chapter in told)
            whole = reading("\n".join(chapter.text for chapter in told))
            run.reports.append(SheetReport(sheet.id, parts, whole, pemat(sheet, told)))
    run.add(page_findings(library, sheet, run.on, SETS))


def _saying(setting: Setting) -> Callable[[Template], str]:
    render = setting.renderer()
    return lambda template: plain(render(template))


def _look_at_reading(run: _Run, sheet: Handout, told: list[Chapter], chosen: GuidelineSet) -> None:
    vocabulary = run.vocabulary(sheet.language)
    if vocabulary is None:
        return
    most = words.EASY_GRADE if sheet.audience == "easy" else words.GRADE
    run.add(words.grades(told, vocabulary, most))
    run.add(words.praised_treatments(told, vocabulary, run.library.guidelines, chosen))


def _look_at_words(run: _Run, language: str, passages: list[Passage]) -> None:
    """Look for words, doses, long sentences and passives; only where something is known of the language."""
    vocabulary = run.vocabulary(language)
    if vocabulary is None:
        return
    run.add(words.avoided_words(passages, vocabulary))
    run.add(words.drug_doses(passages, vocabulary))
    read = [passage for passage in passages if passage.kind in READ or passage.kind in ("cell", "small")]
    run.add(words.long_sentences(read))
    run.add(words.passive_voice(read))


# -- forms and exercises --------------------------------------------------------------------------------------------


def _look_at_form(run: _Run, form: Form) -> None:
    """Look at a form's words and review; questions are no running text, so they have no reading grade."""
    run.add(evidence.review_findings(form, run.on))
    vocabulary = run.vocabulary(form.language)
    if vocabulary:
        setting = make_setting(run.library, form, run.on, None, None, {}, ())
        passages = [Passage(_saying(setting)(text), text.at, "item") for text in templates(form)]
        run.add(words.drug_doses(passages, vocabulary))
        run.add(words.avoided_words(passages, vocabulary, in_form=True))


def _look_at_exercise(run: _Run, exercise: Exercise) -> None:
    vocabulary = run.vocabulary(exercise.language)
    if vocabulary is None:
        return
    told = [exercise.short, *exercise.steps, exercise.feel, exercise.avoid, exercise.easier_how, exercise.harder_how]
    told += [caution.advice for caution in exercise.cautions]
    passages = [Passage(text, exercise.at, "prose") for text in told if text]
    _look_at_words(run, exercise.language, passages)
    run.add(words.grades([Chapter(exercise.name, exercise.at, passages)], vocabulary, words.GRADE))


# -- what documents share -------------------------------------------------------------------------------------------


def _look_at_shared(run: _Run) -> None:
    library = run.library
    written = {id_: library.written_handout(id_) for id_ in library.handout_ids() if library.is_readable(id_)}
    parts = [library.part(id_) for id_ in library.part_ids()]
    run.add(sheets.alias_findings(written))
    run.add(sheets.unused_parts(parts, written.values(), (CARD_PART,)))
    run.add(evidence.register_findings(library.sources, library.named_sources()))
    for kind, documents in (("forms", library.form), ("handouts", library.handout)):
        ids = library.form_ids() if kind == "forms" else library.handout_ids()
        signed = getattr(library.sign_offs, kind)
        hashes = {id_: library.text_hash(documents(id_)) for id_ in signed if id_ in ids}
        run.add(evidence.sign_off_findings(kind, signed, hashes))
    run.add(_contrast(library))


def _contrast(library: Library) -> Iterator[Finding]:
    """Yield the clinic's colours that are too light to read (WCAG 2.2, 1.4.3) and printed darker."""
    from generator.theme import make_theme

    brand = library.clinic.brand
    for note in make_theme(brand.colour, brand.accent).notes:
        why, instead = "text needs a contrast of 4.5 to 1", "choose a darker colour, or live with the darker print"
        yield Finding("contrast", brand.at, note, why, instead, note, "warning")
