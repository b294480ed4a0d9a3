"""Whether a sheet fits its pages: A4 and Letter, two to four pages, none nearly empty, no hole, no lonely heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from generator.build import handout_content, setting_of, themes_of
from generator.check.finding import Finding, unusable
from generator.errors import FitError, PaperwellError

if TYPE_CHECKING:
    from generator.blocks import Document
    from generator.build import Content
    from generator.layout import PageFit
    from generator.layout.typeset import TextMemory
    from generator.library import Library
    from generator.model.evidence import GuidelineSet
    from generator.model.handout import Handout

    Fit = tuple[tuple[PageFit, ...], bool]

NAMES = {"a4": "A4", "letter": "Letter"}
LEAST, MOST = 2, 4  # pages
LEAST_FILLED = 0.25  # of a page
LARGEST_GAP = 0.3  # of a page, below its last block
LARGEST_HOLE = 0.12  # of page 1, above the red box
_SOMEBODY = {"given": "Ann", "family": "Example", "id": "P-1", "therapist": "B. Example"}
_SHARE = re.compile(r"\d+%")


def page_findings(
    library: Library, sheet: Handout, on: date, sets: Sequence[GuidelineSet], memory: TextMemory
) -> Iterator[Finding]:
    """Yield what is wrong with the pages of *sheet*, laid out for each paper and each guideline set.

    A fault that several guideline sets share is told once, as the first of them has it. *memory* keeps texts that
    other sheets have too.
    """
    from generator.layout import page_fit

    content = handout_content(library, sheet.id)
    try:
        documents = _documents(library, content, on, sets)
        for paper in NAMES:
            known: set[str] = set()
            themes = themes_of(library, content.looks, paper)
            fits = partial(page_fit, themes=themes, fonts=library.fonts, memory=memory)
            for finding in _on_paper(sheet, paper, documents, fits):
                fault = _SHARE.sub("", finding.what)
                if fault not in known:
                    known.add(fault)
                    yield finding
    except PaperwellError as error:
        yield from unusable(error, sheet.at)


def _documents(library: Library, content: Content, on: date, sets: Sequence[GuidelineSet]) -> list[Document]:
    """Return what the guideline sets make of a sheet, each once, and the sheet for a patient: it has a strip more."""
    found: list[Document] = []
    for chosen in sets:
        setting = setting_of(library, content, on, None, None, {})
        branch = setting.branch.model_copy(update={"guidelines": chosen})
        document = content.compose(replace(setting, branch=branch))
        if document not in found:
            found.append(document)
    personal = setting_of(library, content, on, None, None, _SOMEBODY)
    return [*found, content.compose(personal)]


def _on_paper(
    sheet: Handout, paper: str, documents: Sequence[Document], fits: Callable[[Document], Fit]
) -> Iterator[Finding]:
    for document in documents:
        try:
            pages, in_order = fits(document)
        except FitError as error:
            for problem in error.problems:
                what, instead = f"{NAMES[paper]}: {problem.what}", problem.hint or "make it smaller"
                yield Finding("page", problem.at or sheet.at, what, "it cannot be printed", instead, paper)
            continue
        yield from fit_findings(sheet, paper, pages, in_order=in_order)


def fit_findings(sheet: Handout, paper: str, pages: Sequence[PageFit], *, in_order: bool) -> Iterator[Finding]:
    """Yield what is wrong with *pages* of *paper*; *in_order* tells whether the text before the red box fits page 1."""

    def found(what: str, why: str, instead: str) -> Finding:
        return Finding("page", sheet.at, f"{NAMES[paper]}: {what}", why, instead, paper)

    easy = sheet.audience == "easy"
    least, most = (1, 1) if easy else (LEAST, MOST)
    if not least <= len(pages) <= most:
        said = "one page" if easy else f"{least} to {most} pages"
        what = f"{len(pages)} page{'' if len(pages) == 1 else 's'}"
        if len(pages) > most:
            yield found(what, f"a sheet has {said}: more is not read", "leave out what helps least")
        else:
            yield found(what, f"a sheet has {said}: less leaves questions open", "add what is missing")
    if not in_order:
        why = "what stands before the red box runs over page 1, and would be read after it"
        yield found("page 1 is too full", why, "shorten what stands before the red box")
    for number, page in enumerate(pages, 1):
        if page.filled < LEAST_FILLED:
            what = f"page {number} is {page.filled:.0%} full"
            yield found(
                what, "a page that is nearly empty looks forgotten", "shorten the sheet, or add what is missing"
            )
        if page.gap > (LARGEST_HOLE if number == 1 else LARGEST_GAP):
            what = f"page {number} has a hole of {page.gap:.0%} of the page"
            yield found(what, "it looks as if something were missing", "move or split what stands after it")
        if page.lonely:
            why = "readers miss what it is the heading of"
            yield found(f"page {number} ends with a heading", why, "move a block")
