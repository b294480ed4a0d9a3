"""Which text a clinician has signed off, and whether that still holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from generator.fingerprint import short_hash
from generator.model.base import Node, Published, Review, Template
from generator.model.evidence import SignOff, Treatment

DOCUMENT = TypeVar("DOCUMENT", bound=Published)


def text_hash(document: Published, treatments: Iterable[Treatment] = ()) -> str:
    """Return eight signs that change with every word of *document* and of the *treatments* it shows, in any language.

    Shared parts count as part of the document; its review does not.
    """
    fields = {name: _plain(getattr(document, name)) for name in type(document).model_fields if name != "review"}
    said = [fields, [_plain(treatment) for treatment in treatments]]
    return short_hash(json.dumps(said, ensure_ascii=False, sort_keys=True))


def _plain(value: Any) -> Any:
    """Return *value* as JSON has it."""
    if isinstance(value, Template):
        return value.source
    if isinstance(value, Node):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple | list):
        return [_plain(child) for child in value]
    if isinstance(value, dict):
        return {str(key): _plain(child) for key, child in value.items()}
    return (
        value.isoformat() if isinstance(value, date) else value if isinstance(value, str | int | float) else str(value)
    )


def signed_off(document: DOCUMENT, sign_off: SignOff, text: str) -> DOCUMENT:
    """Return *document*, whose hash is *text*, with the review of *sign_off*, or as it is where that is of another."""
    if sign_off.version != document.version or sign_off.text != text:
        return document
    review = Review(
        written=document.review.written,
        reviewed=sign_off.reviewed,
        reviewer=sign_off.reviewer,
        next_review=sign_off.next_review,
    )
    made = document.model_copy(update={"review": review})
    made._at = document.at
    return made
