"""The structure tree as values (ISO 32000-1, 14.7): built while drawing, written by finish.py."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

# Standard structure types in use (ISO 32000-1, 14.8.4); anything else is a mistake of ours.
TAGS = frozenset(
    [
        "Document",
        "Sect",
        "Div",
        "P",
        "H1",
        "H2",
        "H3",
        "H4",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "THead",
        "TBody",
        "TR",
        "TH",
        "TD",
        "Span",
        "Link",
        "Figure",
        "Form",
    ]
)


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """A piece of page content that belongs to an element; pages count from 0."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class AnnotationRef:
    """An annotation (link or form field) that belongs to an element, by its number in the document."""

    page: int
    number: int


Kid = "StructElem | MarkedContent | AnnotationRef"


@dataclass(slots=True, eq=False)
class StructElem:
    """One element of the tree. `attributes` are by owner: {"Table": {"Scope": "/Column"}}; names start with “/”."""

    tag: str
    alt: str | None = None
    lang: str | None = None
    attributes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    kids: list[StructElem | MarkedContent | AnnotationRef] = field(default_factory=list)


class StructTree:
    """A tree under construction, with the stack of open elements."""

    def __init__(self) -> None:
        self.root = StructElem("Document")
        self._stack = [self.root]
        self._by_key: dict[Hashable, StructElem] = {}

    @property
    def current(self) -> StructElem:
        """The innermost open element."""
        return self._stack[-1]

    def open(
        self,
        tag: str,
        key: Hashable | None = None,
        *,
        alt: str | None = None,
        lang: str | None = None,
        attributes: Mapping[str, Mapping[str, object]] | None = None,
    ) -> StructElem:
        """Open the element of *key* again, or a new one under the current element.

        The key keeps a paragraph, list or section one element when it runs over pages.
        """
        if tag not in TAGS:
            raise ValueError(f"{tag} is not a standard structure type in use")
        elem = self._by_key.get(key) if key is not None else None
        if elem is None:
            elem = StructElem(tag, alt, lang, attributes or {})
            self.current.kids.append(elem)
            if key is not None:
                self._by_key[key] = elem
        self._stack.append(elem)
        return elem

    def close(self) -> None:
        """Close the innermost open element."""
        if len(self._stack) == 1:
            raise RuntimeError("no element is open")
        self._stack.pop()
