"""What documents share: parts, sources, other names, sign-offs, colours; and the exceptions that files make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from generator.build import CARD_PART
from generator.check import evidence, sheets
from generator.check.finding import Finding, unusable
from generator.errors import Location, PaperwellError
from generator.model.handout import Handout, Include, SameSheet, parts_of

if TYPE_CHECKING:
    from generator.library import Library
    from generator.model.base import Published
    from generator.model.evidence import SignOff
    from generator.model.handout import Allowance

READ = TypeVar("READ")
_UNPLACED = Location("the library")


def shared_findings(library: Library) -> Iterator[Finding]:
    """Yield what is wrong between the documents of *library*, and with what only some of them use."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: sheets.alias_findings(_written(library)),
        lambda: _unused(library),
        lambda: _signed(library, "forms", library.form, library.form_ids()),
        lambda: _signed(library, "handouts", library.handout, library.handout_ids()),
        lambda: _broken_parts(library),
        lambda: _contrast(library),
    )
    for look in looks:
        try:
            yield from look()
        except PaperwellError as error:  # of a file that all of them draw on
            yield from unusable(error, _UNPLACED)


def _written(library: Library) -> dict[str, Handout | SameSheet]:
    """Return the sheets that can be read, as their authors wrote them."""
    return {id_: library.written_handout(id_) for id_ in library.handout_ids() if library.is_readable(id_)}


def _unused(library: Library) -> Iterator[Finding]:
    """Yield sources and parts that nobody names; nobody knows while a file cannot be read that may name them."""
    written, exercises = _written(library), library.exercise_ids()
    parts = _readable(library.part, library.part_ids())
    if len(written) < len(library.handout_ids()) or len(_readable(library.exercise, exercises)) < len(exercises):
        return
    yield from sheets.unused_parts(parts, written.values(), (CARD_PART,))
    yield from evidence.register_findings(library.sources, library.named_sources())


def _signed(library: Library, kind: str, load: Callable[[str], Published], ids: Sequence[str]) -> Iterator[Finding]:
    """Yield sign-offs that hold no longer, of documents that can be read."""
    signed: dict[str, SignOff] = getattr(library.sign_offs, kind)
    hashes = {document.id: library.text_hash(document) for document in _readable(load, [i for i in ids if i in signed])}
    known = {id_: sign_off for id_, sign_off in signed.items() if id_ in hashes or id_ not in ids}
    yield from evidence.sign_off_findings(kind, known, hashes)


def _readable(load: Callable[[str], READ], ids: Iterable[str]) -> list[READ]:
    found = []
    for id_ in ids:
        try:
            found.append(load(id_))
        except PaperwellError:  # told where the document itself is looked at
            continue
    return found


def _broken_parts(library: Library) -> Iterator[Finding]:
    for id_ in library.part_ids():
        try:
            library.part(id_)
        except PaperwellError as error:
            yield from unusable(error, _UNPLACED)


def _contrast(library: Library) -> Iterator[Finding]:
    """Yield the clinic's colours that are too light to read (WCAG 2.2, 1.4.3) and printed darker."""
    from generator.theme import make_theme

    brand = library.clinic.brand
    for note in make_theme(brand.colour, brand.accent).notes:
        why, instead = "text needs a contrast of 4.5 to 1", "choose a darker colour, or live with the darker print"
        yield Finding("contrast", brand.at, note, why, instead, note, "warning")


def allowances(library: Library, ids: Iterable[str]) -> tuple[list[Allowance], list[Allowance]]:
    """Return the exceptions that the sheets *ids* and their parts make, and those of sheets they are the same as.

    Some of the second are for what only that other sheet says: nobody may wonder when they allow nothing.
    """
    own = {id_: library.written_handout(id_) for id_ in ids if library.is_readable(id_)}
    same = {sheet.same_as for sheet in own.values() if isinstance(sheet, SameSheet)} - set(own)
    others = [library.written_handout(id_) for id_ in sorted(same)]
    bodies = [sheet.body for sheet in (*own.values(), *others) if isinstance(sheet, Handout)]
    included = {block.part for body in bodies for block in parts_of(body) if isinstance(block, Include)}
    sources = (*own.values(), *(library.part(id_) for id_ in sorted(included)))
    return [one for source in sources for one in source.allow], [one for sheet in others for one in sheet.allow]
