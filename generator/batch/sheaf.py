"""A sheaf of documents → files at their place, made by a worker: another process, or another computer's.

A worker tells what came of each document in numbers. Nothing that leaves it, and nothing that Dask may log of it, says
anything of a patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from generator.batch.cloud import Target, is_address, place_of
from generator.batch.inputs import Inputs
from generator.batch.layouts import Shop
from generator.batch.ledger import LOCK
from generator.batch.place import Place, Sums, TakenError
from generator.batch.report import MISTAKES, TAKEN, Failure, failure_of, failure_of_ours
from generator.build import VERSION
from generator.errors import Location, MissingAssetError, PaperwellError, Problem, WriteError
from generator.stamp import How, Order, Press, Printed, Stamped

if TYPE_CHECKING:
    from generator.model.patient import Patient

_one_at_a_time = Lock()  # a press is not for several threads, and a Dask worker may have some


@dataclass(frozen=True, slots=True)
class Piece:
    """One document to make and to write; *library* is the hash of what the run's library holds for it."""

    name: str
    replace: bool
    library: bytes
    order: Order
    patient: Patient | None = field(repr=False)
    values: Mapping[str, str] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Documents that travel together to a worker; *version* is that of the run's Paperwell."""

    shop: Shop
    target: Target
    pieces: tuple[Piece, ...] = field(repr=False)  # Dask logs what it was given when a task fails
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class Made:
    """A document that is at its place."""

    size: int
    sum: bytes
    how: How
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a worker makes nothing of a sheaf: it would for every other."""

    problem: Problem


Outcome = Made | Failure | Problem  # a problem: the file could not be written


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a worker keeps between sheaves."""

    press: Press
    inputs: Inputs
    sums: Sums


@lru_cache(maxsize=2)
def _bench(shop: Shop) -> _Bench:
    from generator.library import open_library

    library = open_library(Path(shop.clinic))
    return _Bench(Press(library, shop.on), Inputs(library, shop.on, b""), Sums())


_store = lru_cache(maxsize=2)(place_of)  # its connections are kept open


@contextmanager
def _place(target: Target) -> Iterator[Place]:
    """Open the place. Raises WriteError for a folder that is another one here: files written there would be lost."""
    if is_address(target.address):
        yield _store(target)
        return
    if not Path(target.address, LOCK).exists():
        what = "a worker does not see the output folder"
        hint = "write to a folder that all computers share under one path, or to s3://"
        raise WriteError(Problem(what, Location(target.address), hint))
    with closing(place_of(target)) as folder:  # it may have been removed and made again since the last sheaf
        yield folder


def make_sheaf(sheaf: Sheaf) -> list[Outcome] | Refused:
    """Make and write the documents of *sheaf*; return what came of each, or why nothing did.

    A document that is there already with the same bytes is done: another worker made it, and died before it could say
    so.
    """
    try:
        with _one_at_a_time:
            bench = _checked(sheaf)
        with _place(sheaf.target) as place:  # one is made while those before it are written
            made = ((piece, _made(bench.press, piece)) for piece in sheaf.pieces)
            outcomes = place.each(partial(_written, bench, place, *pair) for pair in made)
            place.settle()
    except PaperwellError as error:
        return Refused(error.problems[0])
    return outcomes


def _checked(sheaf: Sheaf) -> _Bench:
    """Return the bench for *sheaf*. Raises MissingAssetError where it would print something else than the run."""
    at = Location(sheaf.shop.clinic)
    if sheaf.version != VERSION:
        hint = "install the same version of Paperwell on all of them"
        raise MissingAssetError(Problem(f"a worker has Paperwell {VERSION}, the run has {sheaf.version}", at, hint))
    if not Path(sheaf.shop.clinic, "clinic.yaml").is_file():
        hint = "have the clinic's folder at the same path on every computer that works"
        raise MissingAssetError(Problem("a worker does not have the clinic's folder", at, hint))
    wanted = {piece.order: piece.library for piece in sheaf.pieces}
    if not _agrees(_bench(sheaf.shop), wanted):
        _bench.cache_clear()  # it may have read its files before they were brought up to date
        if not _agrees(_bench(sheaf.shop), wanted):
            hint = "bring its copy of the clinic's folder and of Paperwell up to date"
            raise MissingAssetError(Problem("a worker has other files in its library than the run", at, hint))
    return _bench(sheaf.shop)


def _agrees(bench: _Bench, wanted: Mapping[Order, bytes]) -> bool:
    return all(bench.inputs.library(order) == library for order, library in wanted.items())


def _made(press: Press, piece: Piece) -> Printed | Failure:
    try:
        with _one_at_a_time:
            return _stamped(press, piece) or press.lay_out(piece.order, piece.patient, piece.values)
    except PaperwellError as error:
        return failure_of(error)
    except MISTAKES as error:  # Dask would log its text, which may be a patient's
        return failure_of_ours(error)


def _stamped(press: Press, piece: Piece) -> Stamped | None:
    if piece.patient is None:
        return None
    try:
        return press.stamp(piece.order, piece.patient, piece.values)
    except MISTAKES:  # one odd row is laid out instead
        return None


def _written(bench: _Bench, place: Place, piece: Piece, printed: Printed | Failure) -> Outcome:
    if isinstance(printed, Failure):
        return printed
    total = bench.sums(printed.parts)
    try:
        place.write(piece.name, printed.parts, replace=piece.replace)
    except TakenError:
        try:
            if place.sum(piece.name) != total:
                return TAKEN
        except WriteError as error:
            return error.problems[0]
    except WriteError as error:
        return error.problems[0]
    return Made(sum(map(len, printed.parts)), total, printed.how, printed.notes)
