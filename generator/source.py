"""YAML 1.2 files → plain data that remembers its lines, and pydantic's findings → Problems.

Knows nothing of what the data mean: that is the models' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from generator.errors import InputError, Location, MissingAssetError, Problem, nearest

Model = TypeVar("Model", bound=BaseModel)

MAX_DEPTH = 40
MAX_BYTES = 2_000_000
MAX_NODES = 100_000  # aliases may unfold a small file into a huge one


class SourceDict(dict[str, Any]):
    """A YAML mapping with the place of itself and of its keys."""

    at: Location
    keys_at: dict[str, Location]
    known_keys: tuple[str, ...] = ()


class SourceList(list[Any]):
    """A YAML sequence with its place."""

    at: Location


class SourceStr(str):
    """A YAML text with the place where it starts."""

    __slots__ = ("at",)
    at: Location


class SourceInt(int):
    """A YAML whole number with its place."""

    at: Location


class _Reader:
    """Turn composed YAML nodes into located data; gathers problems instead of stopping at one."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._nodes = 0

    def place(self, node: Node) -> Location:
        return Location(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def read(self, node: Node, depth: int = 0) -> Any:
        self._nodes += 1
        if depth > MAX_DEPTH:
            self.problems.append(Problem("nested too deeply", self.place(node), "write it flatter"))
            return None
        if self._nodes > MAX_NODES:
            if self._nodes == MAX_NODES + 1:
                self.problems.append(Problem("the file unfolds too far", self.place(node), "use fewer aliases"))
            return None
        match node:
            case MappingNode():
                return self.mapping(node, depth)
            case SequenceNode():
                items = SourceList(self.read(child, depth + 1) for child in node.value)
                items.at = self.place(node)
                return items
            case ScalarNode():
                return self.scalar(node)
        raise TypeError(type(node).__name__)  # YAML has no fourth kind of node

    def mapping(self, node: MappingNode, depth: int) -> SourceDict:
        data = SourceDict()
        data.at, data.keys_at = self.place(node), {}
        for key_node, value_node in node.value:
            at = self.place(key_node)
            if not isinstance(key_node, ScalarNode):
                hint = "a text that starts with a brace or bracket needs quotes"
                self.problems.append(Problem("a key cannot be a list or mapping", at, hint))
                continue
            key = str(key_node.value)
            if key in data:
                self.problems.append(
                    Problem(f"“{key}” stands twice", at, f"the first is on line {data.keys_at[key].line}")
                )
                continue
            data.keys_at[key] = at
            data[key] = self.read(value_node, depth + 1)
        return data

    def scalar(self, node: ScalarNode) -> Any:
        value, tag = node.value, str(node.tag).rsplit(":", 1)[-1]
        if tag == "null":
            return None
        if tag == "bool" and value.lower() in ("true", "false"):
            return value.lower() == "true"
        try:
            if tag == "int":
                number = SourceInt(value.replace("_", ""), 0 if value.lstrip("+-")[:2] in ("0x", "0o") else 10)
                number.at = self.place(node)
                return number
            if tag == "float":
                return float(value.replace("_", ""))
        except ValueError:
            pass  # not a number after all: keep the author's text
        text = SourceStr(value)
        text.at = self.place(node)
        return text


# The parser in C goes one call deeper for each level and has no bound of its own.
_SUSPICIOUS = re.compile(r"(?:[-?:][ \t]+){100}")
MAX_BRACKETS = 2_000


def _refuse_depth(yaml: Any, text: str, file: str) -> None:
    """Raise InputError where *text* is nested so deeply that composing it could exhaust the stack."""
    depth = 0
    for event in yaml.parse(text):
        kind = type(event).__name__
        depth += kind in ("MappingStartEvent", "SequenceStartEvent")
        depth -= kind in ("MappingEndEvent", "SequenceEndEvent")
        if depth > MAX_DEPTH + 1:
            at = Location(file, event.start_mark.line + 1, event.start_mark.column + 1)
            raise InputError(Problem("nested too deeply", at, "write it flatter"))


def parse_yaml(text: str, file: str) -> Any:
    """Return the data of one YAML 1.2 document, located; raises InputError with every problem of the syntax."""
    yaml: Any = YAML(typ="safe")
    try:
        if _SUSPICIOUS.search(text) or text.count("[") + text.count("{") > MAX_BRACKETS:
            _refuse_depth(yaml, text, file)
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        raise InputError(
            Problem(f"this is not valid YAML: {error.problem}", at, "check the indents and the quotes")
        ) from None
    except (YAMLError, RecursionError) as error:
        raise InputError(
            Problem(f"this is not valid YAML: {type(error).__name__}", Location(file), "check the whole file")
        ) from None
    if node is None:
        raise InputError(Problem("the file is empty", Location(file), "copy one of the built-in files"))
    reader = _Reader(file)
    data = reader.read(node)
    if reader.problems:
        raise InputError(reader.problems)
    return data


def read_yaml(path: Path, shown: str | None = None) -> Any:
    """Return the located data of the YAML file *path*, named *shown* in messages.

    Raises MissingAssetError when it cannot be read, InputError when it is not UTF-8 or not YAML.
    """
    file = shown or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MissingAssetError(
            Problem(f"cannot read the file: {error.strerror}", Location(file), "check its name and rights")
        ) from None
    if len(raw) > MAX_BYTES:
        raise InputError(Problem("the file is larger than 2 MB", Location(file), "split it"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            Problem("the file is not UTF-8", Location(file, line), "save it as UTF-8 in your editor")
        ) from None
    return parse_yaml(text, file)


def locate(data: Any, loc: Iterable[int | str], file: str) -> Location:
    """Return the place of what pydantic calls *loc*, or of the nearest thing around it."""
    at = getattr(data, "at", Location(file))
    for step in loc:
        if isinstance(data, SourceDict) and step in data:
            at, data = data.keys_at[str(step)], data[str(step)]
        elif isinstance(data, SourceDict) and step in data.keys_at:
            at = data.keys_at[str(step)]
        elif isinstance(data, SourceList) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue  # the name of a union's branch, or a key that is missing
        at = getattr(data, "at", at)
    return at


def _mapping_around(data: Any, loc: tuple[int | str, ...]) -> SourceDict | None:
    """Return the innermost mapping on the way to *loc*, the last step left out."""
    found = data if isinstance(data, SourceDict) else None
    for step in loc[:-1]:
        if isinstance(data, SourceDict) and step in data:
            data = data[str(step)]
        elif isinstance(data, SourceList) and isinstance(step, int) and step < len(data):
            data = data[step]
        if isinstance(data, SourceDict):
            found = data
    return found


# pydantic's own error types (stable identifiers) in an author's words: what, hint
_WORDS = {
    "missing": ("“{name}” is missing", "add it"),
    "string_type": ("“{name}” should be a text", "put it in quotes"),
    "text_type": ("“{name}” should be a text", "put it in quotes"),
    "int_type": ("“{name}” should be a whole number", ""),
    "int_from_float": ("“{name}” should be a whole number", ""),
    "date_from_datetime_inexact": ("“{name}” should be a date", "write it as 2026-11-30"),
    "int_parsing": ("“{name}” should be a whole number", ""),
    "bool_type": ("“{name}” should be true or false", ""),
    "bool_parsing": ("“{name}” should be true or false", ""),
    "date_from_datetime_parsing": ("“{name}” should be a date", "write it as 2026-11-30"),
    "date_parsing": ("“{name}” should be a date", "write it as 2026-11-30"),
    "date_type": ("“{name}” should be a date", "write it as 2026-11-30"),
    "list_type": ("“{name}” should be a list", "start each entry with “- ”"),
    "tuple_type": ("“{name}” should be a list", "start each entry with “- ”"),
    "dict_type": ("“{name}” should hold “key: value” lines", ""),
    "model_type": ("“{name}” should hold “key: value” lines", ""),
    "model_attributes_type": ("“{name}” should hold “key: value” lines", ""),
    "too_short": ("“{name}” has too few entries", "give at least {min_length}"),
    "too_long": ("“{name}” has too many entries", "at most {max_length} have room"),
    "greater_than_equal": ("“{name}” is too small", "at least {ge}"),
    "less_than_equal": ("“{name}” is too large", "at most {le}"),
    "literal_error": ("“{input}” is not known for “{name}”", "use {expected}"),
    "enum": ("“{input}” is not known for “{name}”", "use {expected}"),
    "string_too_short": ("“{name}” is empty", "write something"),
    "string_too_long": ("“{name}” is too long", "at most {max_length} characters"),
    "string_pattern_mismatch": ("“{input}” cannot be a value of “{name}”", "it must match {pattern}"),
    "written_as": ("“{value}” cannot be a value of “{name}”", "{hint}"),
    "union_tag_invalid": ("“{tag}” is not a known kind here", "use {expected_tags}"),
    "union_tag_not_found": ("“type” or “kind” is missing", "say what it is"),
}


def problems_of(error: ValidationError, data: Any, file: str) -> list[Problem]:
    """Return pydantic's findings as Problems with lines and hints, in the order of the file."""
    details = error.errors(include_url=False)
    places = {detail["loc"] for detail in details}
    found = [
        _problem(detail, data, file)
        for detail in details
        # a list whose entries are wrong also counts as too short: say the cause alone
        if not (detail["type"] == "too_short" and any(_inside(place, detail["loc"]) for place in places))
    ]
    return sorted(found, key=lambda p: ((p.at.line or 0), (p.at.column or 0)) if p.at else (0, 0))


def _inside(place: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _problem(detail: Any, data: Any, file: str) -> Problem:
    loc = detail["loc"]
    at = locate(data, loc, file)
    kind, context = detail["type"], detail.get("ctx", {})
    name = _name(loc)
    if kind == "extra_forbidden":
        around = _mapping_around(data, loc)
        known = around.known_keys if around is not None else ()
        at = around.keys_at.get(name, at) if around is not None else at
        return Problem(f"unknown key “{name}”", at, nearest(name, known))
    if kind in _WORDS:
        what, hint = _WORDS[kind]
        values = {**context, "name": name, "input": detail.get("input")}
        if kind in ("string_type", "text_type") and isinstance(detail.get("input"), dict):
            hint = "put it in quotes: YAML reads braces as “key: value”"
        return Problem(what.format_map(values), at, hint.format_map(values))
    return Problem(detail["msg"], context.get("at", at), context.get("hint", ""))  # models may know the place better


def _name(loc: tuple[int | str, ...]) -> str:
    """Return what a message calls the thing at *loc*: its key, or an entry of the key's list."""
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "the file")
    return f"{name}, entry {loc[-1] + 1}" if loc and isinstance(loc[-1], int) else name


def load_model(model: type[Model], data: Any, file: str) -> Model:
    """Return *data* as *model*; raises InputError with every problem of the file at once."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error, data, file)) from None
