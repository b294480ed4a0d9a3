"""One patient, as the practice's export gives them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import ConfigDict

from generator.errors import Location
from generator.model.base import Node


class Patient(Node):
    """What a document may print about a patient. Every field may be absent.

    Values are text exactly as the export gave them, except dates. Never logged, never shown in an error.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

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
        """Return where *field* came from: the row of the export and the name of the column."""
        return Location(f"{self.at}, column “{field}”") if self.at.line else self.at

    @property
    def full_name(self) -> str | None:
        """The name as one line, from the export's own column or from its parts."""
        parts = [part for part in (self.given, self.family) if part]
        return self.name or (" ".join(parts) if parts else None)
