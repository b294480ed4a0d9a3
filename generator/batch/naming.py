"""A row's values → the name of its file: safe characters, no way out of the folder, nothing too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from generator.errors import InputError, Problem
from generator.model.base import Template
from generator.text import Pattern, pattern

MOST_BYTES = 200  # of a part of a name; file systems take 255, and “-10000” may follow
_ENDING = ".pdf"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)  # devices on Windows
_USUAL_PATH = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]{4,99}/)*[A-Za-z0-9][A-Za-z0-9_-]{4,99}\.pdf")
_PATTERN_PARTS = re.compile(r"[A-Za-z0-9._ -]*")


def slug(value: str) -> str:
    """Return *value* in the letters A to Z, digits, dot, hyphen and underscore; nothing where it has none of them."""
    if _SAFE.fullmatch(value):
        return value
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"\.{2,}", ".", _UNSAFE.sub("-", plain)).strip(".-_ ")


@dataclass(frozen=True, slots=True)
class Naming:
    """Names files by a pattern; *names* are the values it needs."""

    pattern: Pattern

    @property
    def names(self) -> frozenset[str]:
        """The columns and other values that the pattern prints or looks at."""
        return self.pattern.names

    def __call__(self, values: Mapping[str, str], row: int) -> str:
        """Return the file name for *values*; what has no safe letter is named by its row."""
        safe = {}
        for name in self.pattern.names:
            value = values.get(name, "")
            safe[name] = value if _SAFE.fullmatch(value) else slug(value) or f"row-{row}"
        return safe_path(self.pattern.fill(safe), row)


def naming(template: Template) -> Naming:
    """Return how *template* names files; raises InputError for one that leads out of the folder."""
    made = pattern(template)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "x", template.source, flags=re.DOTALL)
    parts = text.split("/")
    hint = "write it like {{ branch }}/{{ document }}-{{ id }}.pdf"
    if text.startswith(("/", "~")) or "\\" in text or re.match(r"[A-Za-z]:", text):
        raise InputError(Problem("the pattern of file names starts outside the output folder", template.at, hint))
    if any(set(part) <= set(". ") for part in parts):
        raise InputError(Problem("the pattern of file names leads out of its folder", template.at, hint))
    if not all(_PATTERN_PARTS.fullmatch(part) for part in parts):
        hint = "use letters A to Z, digits, dot, hyphen and underscore"
        raise InputError(Problem("the pattern of file names has other signs", template.at, hint))
    return Naming(made)


def safe_path(text: str, row: int) -> str:
    """Return *text* as a relative path that every file system takes, ending in .pdf."""
    if _USUAL_PATH.fullmatch(text):
        return text
    parts = [_part(part) for part in text.removesuffix(_ENDING).split("/")]
    kept = [part for part in parts[:-1] if part] + [parts[-1] or f"row-{row}"]
    return "/".join(kept) + _ENDING


def _part(text: str) -> str:
    part = slug(text)[: MOST_BYTES - len(_ENDING)].rstrip(".-_ ")
    return _RESERVED.sub(lambda found: f"{found[0]}_", part, count=1) if _RESERVED.match(part) else part


def numbered(name: str, number: int) -> str:
    """Return the name of the file number *number* of those with one name: a.pdf, a-2.pdf, a-3.pdf."""
    return name if number < 2 else f"{name.removesuffix(_ENDING)}-{number}{_ENDING}"


def collision_key(name: str) -> str:
    """Return what is the same for names that some file systems take for one."""
    return name.lower()
