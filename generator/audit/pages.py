"""Whether a sheet fits its pages: A4 and Letter, two to four pages, none nearly empty, no hole, no lonely heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from generator.build import handout_content, setting_of, themes_of
from generator.check.finding import Finding
from generator.errors import PaperwellError

if TYPE_CHECKING:
    from generator.layout import PageFit
    from generator.library import Library
    from generator.model.evidence import GuidelineSet
    from generator.model.handout import Handout

PAPERS = ("a4", "letter")
LEAST, MOST = 2, 4  # pages
LEAST_FILLED = 0.25  # of a page
LARGEST_GAP = 0.3  # of a page, below its last block
LARGEST_HOLE = 0.12  # of page 1, above the red box


def page_findings(library: Library, sheet: Handout, on: date, sets: Sequence[GuidelineSet]) -> Iterator[Finding]:
    """Yield what is wrong with the pages of *sheet*, laid out for each paper and each guideline set."""
    from generator.layout import page_fit

    content = handout_content(library, sheet.id)
    for paper in PAPERS:
        themes = themes_of(library, content.looks, paper)
        known: set[Finding] = set()
        for chosen in sets:
            setting = setting_of(library, content, on, None, None, {})
            branch = setting.branch.model_copy(update={"guidelines": chosen})
            try:
                pages, in_order = page_fit(content.compose(replace(setting, branch=branch)), themes, library.fonts)
            except PaperwellError as error:
                for problem in error.problems:
                    at, hint = problem.at or sheet.at, problem.hint
                    yield Finding("page", at, f"{paper}: {problem.what}", "it cannot be printed", hint, paper)
                continue
            for finding in _of_pages(sheet, paper, pages, in_order=in_order):
                if finding not in known:
                    known.add(finding)
                    yield finding


def _of_pages(sheet: Handout, paper: str, pages: Sequence[PageFit], *, in_order: bool) -> Iterator[Finding]:
    name = {"a4": "A4", "letter": "Letter"}[paper]

    def found(what: str, why: str, instead: str) -> Finding:
        return Finding("page", sheet.at, f"{name}: {what}", why, instead, paper)

    easy = sheet.audience == "easy"
    least, most = (1, 1) if easy else (LEAST, MOST)
    if not least <= len(pages) <= most:
        said = "one page" if easy else f"{least} to {most} pages"
        yield found(f"{len(pages)} pages", f"a sheet has {said}: more is not read", "leave out what helps least")
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
