"""Answers → a file, a folder or a stream, one after the other, so that thousands need no room."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

from generator.answers.export import Table, json_of
from generator.answers.fhir import questionnaire_response
from generator.answers.result import Answers
from generator.library import Library
from generator.output import PrivateFile, target

Format = Literal["json", "csv", "fhir"]
Place = str | BinaryIO
_NAMES = {"json": "answers.json", "fhir": "answers.fhir.json"}


class _Text(Protocol):
    """What is written: some text for each file, and some at the end if there was any."""

    def more(self, answers: Answers) -> str: ...

    def end(self) -> str: ...


def is_folder(place: Place) -> bool:
    """Tell whether *place* is a folder, or is to become one: “out/”."""
    return isinstance(place, str) and (place.endswith(("/", os.sep)) or Path(place).is_dir())


@contextmanager
def writing(
    place: Place,
    library: Library,
    format: Format,
    *,
    several: bool,
    overwrite: bool = False,
    zone: tzinfo | None = None,
) -> Iterator[Callable[[Answers], None]]:
    """Give a function that writes one file's answers to *place*; files get their names when all is written.

    With *several*, JSON is a list and FHIR a Bundle. A CSV folder has one file a form. Without any answers nothing
    is written. Raises WriteError.
    """
    text = _texts(library, format, several=several, zone=zone)
    by_form = format == "csv" and is_folder(place)
    outputs: dict[str, _Output] = {}
    with ExitStack() as stack:

        def output(form: str, name: str) -> _Output:
            if form not in outputs:
                outputs[form] = _Output(_opened(place, name, overwrite, stack), text())
            return outputs[form]

        if not by_form:  # that it may be written is known before a thousand files are read
            output("", _NAMES.get(format, "answers.csv"))

        def add(answers: Answers) -> None:
            found = output(answers.form, f"{answers.form}.csv") if by_form else outputs[""]
            found.add(answers)

        yield add
        for found in outputs.values():
            found.end()


def _opened(place: Place, name: str, overwrite: bool, stack: ExitStack) -> PrivateFile | BinaryIO:
    if not isinstance(place, str):
        return place
    return stack.enter_context(PrivateFile(target(place, name), overwrite=overwrite))


@dataclass(slots=True)
class _Output:
    """A place to write to, with what is written there."""

    file: PrivateFile | BinaryIO
    text: _Text
    used: bool = False

    def add(self, answers: Answers) -> None:
        self.file.write(self.text.more(answers).encode())
        self.used = True

    def end(self) -> None:
        if not self.used:
            return
        self.file.write(self.text.end().encode())
        if isinstance(self.file, PrivateFile):
            self.file.keep()
        else:
            self.file.flush()


def _texts(library: Library, format: Format, *, several: bool, zone: tzinfo | None) -> Callable[[], _Text]:
    def fhir(answers: Answers) -> dict[str, Any]:
        response = questionnaire_response(library.form(answers.form), answers, zone=zone)
        return {"resource": response} if several else response

    match format:
        case "csv":
            return lambda: _Csv(library)
        case "json":
            return lambda: _Json(json_of, "[\n" if several else "", "\n]\n" if several else "\n")
    head = '{"resourceType": "Bundle", "type": "collection", "entry": [\n'
    return lambda: _Json(fhir, head if several else "", "\n]}\n" if several else "\n")


@dataclass(slots=True)
class _Json:
    """Objects with a comma between them."""

    one: Callable[[Answers], dict[str, Any]]
    head: str
    tail: str
    begun: bool = False

    def more(self, answers: Answers) -> str:
        before = ",\n" if self.begun else self.head
        self.begun = True
        return before + json.dumps(self.one(answers), ensure_ascii=False, indent=2)

    def end(self) -> str:
        return self.tail


@dataclass(slots=True)
class _Csv:
    """The rows of one form; the first one tells which."""

    library: Library
    table: Table | None = None

    def more(self, answers: Answers) -> str:
        if self.table is not None:
            return self.table.row(answers)
        self.table = Table(self.library.form(answers.form))
        return self.table.header() + self.table.row(answers)

    def end(self) -> str:
        return ""
