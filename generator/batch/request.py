"""A job file, options of the command, or both → a job whose places are found from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.batch.cloud import is_address
from generator.batch.output import default_ledger
from generator.errors import InputError, Location, Problem, shown
from generator.model.base import Template
from generator.model.job import Job, RosterPart
from generator.roster import RosterSource
from generator.source import load_model, read_yaml

COMMAND = "the command"
_LINES = (".csv", ".tsv", ".tab", ".txt", ".jsonl")  # files with a row a line
_BLOCK = 1 << 20


def load_job(path: Path | None, options: Mapping[str, Any]) -> Job:
    """Return the job of a YAML file with *options* over its keys; without a file, the job they make.

    Places in the file are from its folder, those of *options* from the current one. A mapping in *options* changes
    the keys that it has. Raises InputError with every problem of the job.
    """
    data: Any = {}
    if path is not None:
        data = read_yaml(path, shown(path))
        if not isinstance(data, dict):
            hint = "start with “roster:” and “documents:”"
            raise InputError(Problem("a job holds “key: value” lines", Location(shown(path)), hint))
        _root(data, path.absolute().parent)
    for key, value in options.items():
        if key == "name":
            data[key] = Template(str(value), Location("--name"))
            continue
        old = data.get(key)
        if isinstance(value, Mapping) and isinstance(old, str):
            old = {"file": old}
        data[key] = {**old, **value} if isinstance(value, Mapping) and isinstance(old, dict) else value
    if isinstance(data.get("out"), str) and is_address(data["out"]) and "ledger" not in data:
        data["ledger"] = str(default_ledger(path.absolute().parent if path is not None else Path(), data["out"]))
    return load_model(Job, data, shown(path) if path is not None else COMMAND)


def _root(data: dict[str, Any], folder: Path) -> None:
    """Let the places in a job file start at its own *folder*."""
    for key in ("roster", "merge"):
        part = data.get(key)
        if isinstance(part, str):
            data[key] = _rooted(part, folder)
        elif isinstance(part, dict) and isinstance(part.get("file"), str):
            part["file"] = _rooted(part["file"], folder)
    for key in ("out", "ledger"):
        if isinstance(data.get(key), str):
            data[key] = _rooted(data[key], folder)


def _rooted(place: str, folder: Path) -> str:
    return place if place == "-" or "://" in place else str(folder / place)


def roster_source(part: RosterPart) -> RosterSource:
    """Return where the roster is, as the reader wants it."""
    return RosterSource(
        part.file,
        part.format,
        part.columns,
        part.date_order,
        part.sheet,
        part.query,
        part.encoding,
        part.delimiter,
    )


def count_rows(part: RosterPart) -> int | None:
    """Return about how many rows a text file has, to tell how far a run is; None where only reading it all tells."""
    path = Path(part.file)
    if path.suffix.lower() not in _LINES or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            lines = sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))
    except OSError:  # the reader will say so, with what to do
        return None
    return max(0, lines - (path.suffix.lower() != ".jsonl"))
