"""One patient, as the practice's export gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from pydantic import ConfigDict, PrivateAttr

from generator.errors import Location
from generator.model.base import Node


class Patient(Node):
    """What a document may print about a patient. Every field may be absent.

    Values are text exactly as the export gave them, except dates. Never logged, never shown in an error.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    _set_by: dict[str, Location] = PrivateAttr(default_factory=dict)

    id: str | None = None
    title: str | None = None
    given: str | None = None
    family: str | None = None
    name: str | None = None
    preferred_name: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    therapist: str | None = None

    def place(self, field: str) -> Location:
        """Return where *field* came from: the row and column of the export, or the option that set it."""
        if field in self._set_by:
            return self._set_by[field]
        if field == "name" and not self.name:
            parts = [part for part in ("given", "family") if getattr(self, part)]
            if len(parts) == 1 or any(part in self._set_by for part in parts):
                return self.place(parts[0])
            return self._column("column “given” or “family”")
        return self._column(f"column “{field}”")

    def _column(self, name: str) -> Location:
        return Location(f"{self.at}, {name}") if self.at.line else self.at

    def with_values(self, values: Mapping[str, object], places: Mapping[str, Location]) -> Patient:
        """Return this patient with some fields set by hand, each with its own place."""
        old = {name: getattr(self, name) for name in type(self).model_fields}
        changed = type(self).model_validate({**old, **values})
        changed._at = self.at
        changed._set_by = {**self._set_by, **places}
        return changed

    @property
    def full_name(self) -> str | None:
        """The name as one line, from the export's own column or from its parts."""
        if self.name:
            return self.name
        if self.given and self.family:
            return f"{self.given} {self.family}"
        return self.given or self.family or None
