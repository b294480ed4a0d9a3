"""Everything a document is made of → a short hash: a document whose hash is in the ledger need not be made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from generator.batch.place import checksum
from generator.build import VERSION
from generator.model.patient import Patient

if TYPE_CHECKING:
    from generator.library import Library
    from generator.stamp import Order

_PACKAGE = Path(__file__).parent.parent
_FIELDS = attrgetter(*Patient.model_fields)
_BYTES = 16
_MOST_ORDERS = 1_000


class Inputs:
    """Hashes documents with a key, so that no hash can be looked up in a list of hashed names."""

    def __init__(self, library: Library, on: date, key: bytes) -> None:
        self._library, self._on, self._key = library, on, key
        self._orders: dict[Order, blake2b] = {}
        self._files: dict[tuple[str, str, bool], bytes] = {}

    def __call__(self, order: Order, patient: Patient | None, values: Mapping[str, str] | None) -> bytes:
        """Return the hash of a document."""
        started = self._orders.get(order)
        if started is None:
            started = self._started(order)
        running = started.copy()
        said = _FIELDS(patient) if patient is not None else None
        running.update(repr((said, sorted(values.items()) if values else None)).encode("utf-8", "surrogatepass"))
        return running.digest()

    def _started(self, order: Order) -> blake2b:
        """Return the hash of what all patients share; kept for some orders, as programmes differ from row to row."""
        running = blake2b(key=self._key, digest_size=_BYTES)
        running.update(repr((VERSION, self._on, order)).encode())
        running.update(self.library(order))
        if len(self._orders) > _MOST_ORDERS:
            self._orders.clear()
        self._orders[order] = running
        return running

    def library(self, order: Order) -> bytes:
        """Return the hash of the library's files that make *order*; they are read once."""
        kind = (order.kind, order.id, _has_exercises(order))
        if kind not in self._files:
            self._files[kind] = library_hash(self._library, order)
        return self._files[kind]


def library_hash(library: Library, *orders: Order) -> bytes:
    """Return a hash of the library's files that make *orders*, wherever they are: other computers keep it elsewhere."""
    paths = {path for order in orders for path in _files(library, order)}
    running = blake2b(digest_size=_BYTES)
    for content in sorted(repr(path.name).encode() + _content(path) for path in paths):
        running.update(content)
    return running.digest()


def _files(library: Library, order: Order) -> Iterator[Path]:
    """Yield what makes *order* what it is: the clinic, words, fonts, and its own text."""
    folders = library.folders
    yield library.folder / "clinic.yaml"
    if library.logo:
        yield library.logo
    yield from _yaml(library.folder / "locales")
    yield from _yaml(_PACKAGE / "locales")
    yield from (path for folder in folders for path in _yaml(folder / "fonts"))
    yield from font_files(library)
    if order.id:
        name = f"{order.kind}s/{order.id}.yaml"
        yield from [folder / name for folder in folders if (folder / name).is_file()][:1]
        yield library.folder / "reviews.yaml"
    if order.kind == "handout":
        yield from library.drawn_on_by(order.id)
    if order.kind == "handout" or _has_exercises(order):
        yield from (path for folder in folders for path in _yaml(folder / "handouts" / "exercises"))


def _yaml(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.yaml"))


def font_files(library: Library) -> list[Path]:
    """Return the files of the fonts that documents are printed in."""
    folder = next(folder / "fonts" for folder in library.folders if (folder / "fonts" / "fonts.yaml").is_file())
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in (".ttf", ".otf"))


def file_hash(path: Path) -> str:
    """Return the checksum of a file as the manifest has it; an empty text where it cannot be read."""
    try:
        return checksum(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _has_exercises(order: Order) -> bool:
    return order.kind == "programme" or bool(order.exercises or order.phase)


def _content(path: Path) -> bytes:
    """Return the hash of a file's bytes; nothing of a file that is not there."""
    try:
        return blake2b(path.read_bytes(), digest_size=_BYTES).digest()
    except OSError:
        return b""
