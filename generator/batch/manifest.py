"""A finished run → manifest.json: files with sizes and checksums, versions, counts. No patient's text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.batch.inputs import file_hash, font_files
from generator.batch.ledger import Ledger
from generator.batch.report import Report
from generator.build import VERSION
from generator.errors import PaperwellError
from generator.output import PrivateFile

if TYPE_CHECKING:
    from generator.library import Library

MANIFEST = "manifest.json"
_FORMAT = 1


Listed = tuple[str, int, str]  # name, size, checksum


def write_manifest(
    path: Path, ledger: Ledger, library: Library, on: date, report: Report, prints: Sequence[Listed] = ()
) -> None:
    """Write the manifest of a run that has come to its end. Raises WriteError."""
    with PrivateFile(path, overwrite=True) as file:
        head = {
            "manifest": _FORMAT,
            "paperwell": VERSION,
            "clinic": library.clinic.id,
            "date": on.isoformat(),
            "checksum": "BLAKE2b-256, as of b2sum -l 256",
            "counts": _counts(report),
            "documents": _documents(library, sorted({document for document, _ in report.per})),
            "print_files": [{"file": name, "bytes": size, "checksum": total} for name, size, total in prints],
            "fonts": [{"file": font.name, "checksum": file_hash(font)} for font in font_files(library)],
        }
        text = json.dumps(head, ensure_ascii=False, indent=1)
        file.write(text.removesuffix("\n}").encode() + b',\n "files": [')
        sign = "\n  "
        for line in _files(ledger):
            file.write(f"{sign}{line}".encode())
            sign = ",\n  "
        file.write(b"\n ]\n}\n")
        file.keep()


def _counts(report: Report) -> dict[str, Any]:
    per = [{"document": d, "branch": b, "count": n} for (d, b), n in sorted(report.per.items())]
    names = ("rows", "rejected", "documents", "stamped", "rewrapped", "laid_out", "there", "changed", "failed")
    return {**{name: getattr(report, name) for name in names}, "per": per}


def _documents(library: Library, names: Sequence[str]) -> list[dict[str, str]]:
    """Return the versions of the documents; one that is broken has failed row by row and has none."""
    found = []
    for name in names:
        kind, _, id_ = name.partition(":")
        try:
            match kind:
                case "form":
                    version = library.form(id_).version
                case "handout":
                    version = library.handout(id_).version
                case _:
                    version = library.programme_page().version
        except PaperwellError:
            continue
        found.append({"document": name, "version": version})
    return found


def _files(ledger: Ledger) -> Iterator[str]:
    """Yield the files of this run in order of their names; the names need no quoting, which would take longest."""
    for name, size, total in ledger.files():
        yield f'{{"file": "{name}", "bytes": {size}, "checksum": "{total.hex()}"}}'
