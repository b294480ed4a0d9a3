"""What the foot of every document says of its review, and what a sign-off of it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from generator.errors import PaperwellError

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.base import Published

Kind = Literal["form", "handout"]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What the foot of a document's pages says of its review; *text* is what a sign-off of it names."""

    kind: Kind
    id: str
    version: str
    text: str
    state: Literal["reviewed", "overdue", "awaiting"]
    next_review: date
    reviewer: str | None


def review_states(library: Library, on: date) -> list[ReviewState]:
    """Return the state of every form and sheet that can be read, on a day; “paperwell check” tells of the others."""
    forms = _states(library, "form", library.form_ids(), library.form, on)
    return [*forms, *_states(library, "handout", library.handout_ids(), library.handout, on)]


def _states(
    library: Library, kind: Kind, ids: Iterable[str], load: Callable[[str], Published], on: date
) -> Iterator[ReviewState]:
    for id_ in ids:
        try:
            document = load(id_)
        except PaperwellError:
            continue
        review, text = document.review, library.text_hash(document)
        yield ReviewState(kind, id_, document.version, text, review.state(on), review.next_review, review.reviewer)
