"""Everything “paperwell check” looks at: all documents of a library, as every branch would print them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, get_args

from generator.audit.pages import page_findings
from generator.audit.shared import allowances, shared_findings
from generator.blocks import plain
from generator.build import make_setting
from generator.check import evidence, sheets, words
from generator.check.finding import Finding, unusable, without_allowed
from generator.check.passages import READ, Chapter, Passage, chapters, passages_of, programme_passages
from generator.check.pemat import pemat
from generator.check.reading import Reading, reading
from generator.compose.programme import dose_problem
from generator.errors import InputError, Location, PaperwellError
from generator.layout.typeset import TextMemory
from generator.model.base import Published, Template, templates
from generator.model.evidence import GuidelineSet

if TYPE_CHECKING:
    from generator.compose.setting import Setting
    from generator.library import Library
    from generator.model.exercise import Exercise
    from generator.model.form import Form
    from generator.model.handout import Handout

SETS: tuple[GuidelineSet, ...] = get_args(GuidelineSet)
_UNPLACED = Location("the library")


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
    """One look at a library: findings as they come, each once however many sheets and branches share the text."""

    library: Library
    on: date
    found: dict[Finding, None] = field(default_factory=dict)
    reports: list[SheetReport] = field(default_factory=list)
    vocabularies: dict[str, words.Vocabulary | None] = field(default_factory=dict)
    seen: set[Passage] = field(default_factory=set)
    told: set[tuple[str, Location]] = field(default_factory=set)
    memory: TextMemory = field(default_factory=TextMemory)

    def add(self, findings: Iterable[Finding]) -> None:
        self.found |= dict.fromkeys(findings)

    def add_reading(self, findings: Iterable[Finding]) -> None:
        """Add what is found in one reading of a sheet, without what another branch's reading told of the same place."""
        fresh = [finding for finding in findings if (finding.rule, finding.at) not in self.told]
        self.told |= {(finding.rule, finding.at) for finding in fresh}
        self.add(fresh)

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
            run.add(unusable(error, _UNPLACED))
    if not ids:
        run.add(shared_findings(library))
    findings = without_allowed(run.found, *allowances(library, [id_ for id_ in chosen if id_ in sheet_ids]))
    return Audit(tuple(sorted(findings, key=_place)), tuple(run.reports), len(chosen))


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return (finding.at.file, finding.at.line or 0, finding.rule, finding.what)


# -- sheets ---------------------------------------------------------------------------------------------------------


def _settings(run: _Run, published: Published) -> Iterator[tuple[GuidelineSet, Setting]]:
    """Yield settings that between them make every text of a sheet appear: all branches, all guideline sets."""
    library = run.library
    for branch in library.clinic.branches:
        setting = make_setting(library, published, run.on, branch.id, None, {}, ())
        yield setting.guidelines, setting
    first = make_setting(library, published, run.on, None, None, {}, ())
    for chosen in (other for other in SETS if other != first.guidelines):
        branch = first.branch.model_copy(update={"guidelines": chosen})
        yield chosen, replace(first, branch=branch)


def _look_at_sheet(run: _Run, sheet: Handout) -> None:
    library = run.library
    run.add(evidence.review_findings(sheet, run.on))
    run.add(evidence.unsourced(sheet))
    run.add(sheets.missing_blocks(sheet))
    run.add(sheets.alt_texts(sheet))
    run.add(sheets.exercise_cautions(sheet, {id_: library.exercise(id_) for id_ in sheets.exercises_of(sheet)}))
    for number, (chosen, setting) in enumerate(_settings(run, sheet)):
        told = chapters(sheet, _saying(setting), library.guidelines, chosen)
        run.add_reading(_in_one_reading(run, sheet, told, chosen))
        if number == 0:
            parts = tuple((chapter.title, reading(chapter.text)) for chapter in told)
            whole = reading("\n".join(chapter.text for chapter in told))
            run.reports.append(SheetReport(sheet.id, parts, whole, pemat(sheet, told)))
    doses = [dose_problem(entry, library.exercise(entry.id)) for phase in sheet.programmes for entry in phase.exercise]
    if wrong := [problem for problem in doses if problem]:
        raise InputError(wrong)
    run.add(page_findings(library, sheet, run.on, SETS, run.memory))


def _saying(setting: Setting) -> Callable[[Template], str]:
    render = setting.renderer()
    return lambda template: plain(render(template))


def _in_one_reading(run: _Run, sheet: Handout, told: list[Chapter], chosen: GuidelineSet) -> Iterator[Finding]:
    yield from sheets.links(sheet, told)
    vocabulary = run.vocabulary(sheet.language)
    if vocabulary:
        most = words.EASY_GRADE if sheet.audience == "easy" else words.GRADE
        yield from _in_words(run, vocabulary, (*passages_of(told), *programme_passages(sheet)))
        yield from words.grades(told, vocabulary, most)
        yield from words.praised_treatments(told, vocabulary, run.library.guidelines, chosen)


def _in_words(run: _Run, vocabulary: words.Vocabulary, passages: Iterable[Passage]) -> Iterator[Finding]:
    """Yield words, doses, long sentences and passives to mend, of passages that have not been looked at before."""
    fresh = [passage for passage in passages if passage not in run.seen]
    run.seen |= set(fresh)
    yield from words.avoided_words(fresh, vocabulary)
    yield from words.drug_doses(fresh, vocabulary)
    read = [passage for passage in fresh if passage.kind in READ or passage.kind in ("cell", "small")]
    yield from words.long_sentences(read)
    yield from words.passive_voice(read)


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
    run.add(_in_words(run, vocabulary, passages))
    run.add(words.grades([Chapter(exercise.name, exercise.at, passages)], vocabulary, words.GRADE))
