"""A setting and a typesetter that know answers about a patient, but no value of one: what bases are made with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields

from generator.blocks import Text
from generator.compose.setting import Setting
from generator.layout.open import DependsOnValue, OpenText, open_typeset
from generator.layout.typeset import Typeset, Typesetter
from generator.pdf.fonts import Fonts
from generator.stamp.person import NOTE, cells_name
from generator.stamp.trace import (
    CodeOf,
    Equals,
    EqualsOther,
    FitsCells,
    FitsLine,
    IsDay,
    IsKnown,
    IsShort,
    LinesOf,
    Query,
    Questioner,
)
from generator.text import Value
from generator.theme import TypeStyle

STAND_IN = "\ue000"  # starts what stands for a value: neither authors nor patients may use it
Ask = Callable[[Query], Hashable]


def stand_in(name: str) -> str:
    """Return what stands for the value *name* in a base: characters that neither authors nor patients use."""
    return f"{STAND_IN}{name}\ue001"


class _Unknown(Value):
    """A value of a patient whose text is not known; comparing it asks."""

    __slots__ = ("_ask",)

    def __init__(self, name: str, ask: Ask) -> None:
        Value.__init__(self, stand_in(name), name)
        object.__setattr__(self, "_ask", ask)

    _ask: Ask

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _Unknown):
            return self._ask(EqualsOther(str(self.name), str(other.name))) is True
        text = other.text if isinstance(other, Value) else other
        return isinstance(text, str) and self._ask(Equals(str(self.name), text)) is True

    def __hash__(self) -> int:
        return hash(self.text)


@dataclass(frozen=True, slots=True)
class OpenSetting(Setting):
    """A setting for nobody in particular: it asks what decides over the document, and leaves open what is printed."""

    ask: Ask = field(kw_only=True)

    @property
    def has_patient(self) -> bool:
        return True

    def patient_value(self, name: str) -> Value | None:
        return self._known(f"patient.{name}")

    def _known(self, name: str) -> Value | None:
        return _Unknown(name, self.ask) if self.ask(IsKnown(name)) is True else None

    def patient_day(self, name: str) -> Mapping[str, Value] | None:
        if self.ask(IsDay(name)) is not True:
            return None
        return {part: _Unknown(f"patient.{name}.{part}", self.ask) for part in "dmy"}

    def patient_code(self, value: Value, codes: Mapping[str, str]) -> Value | None:
        if not isinstance(value, _Unknown):
            return Setting.patient_code(self, value, codes)
        code = self.ask(CodeOf(str(value.name), tuple(codes.items())))
        return Value(code) if isinstance(code, str) else None

    def in_cells(self, value: Value, parts: tuple[int, ...]) -> Value | None:
        if not isinstance(value, _Unknown):
            return Setting.in_cells(self, value, parts)
        known = self._known(cells_name(str(value.name), parts))
        if known is None and self.ask(FitsCells(str(value.name), parts)) is True:
            return Value("")
        return known

    def is_short(self, value: Value, most: int) -> bool:
        if not isinstance(value, _Unknown):
            return Setting.is_short(self, value, most)
        return self.ask(IsShort(str(value.name), most)) is True


def open_setting(setting: Setting, ask: Ask) -> OpenSetting:
    """Return *setting* with questions in the place of its patient and its note."""
    given = {each.name: getattr(setting, each.name) for each in fields(Setting)}
    note = _Unknown(NOTE, ask) if ask(IsKnown(NOTE)) is True else None
    return OpenSetting(**{**given, "patient": None, "note": note}, ask=ask)


class OpenTypesetter(Typesetter):
    """Sets text as ever, and leaves open what holds a patient's value: it asks only how many lines that has."""

    def __init__(self, fonts: Fonts, questioner: Questioner) -> None:
        super().__init__(fonts)
        self._questioner = questioner

    def leaves_open(self, text: Text) -> bool:
        return any(run.value for run in text)

    def set(self, text: Text, style: TypeStyle, width: float) -> Typeset:
        if not self.leaves_open(text):
            return super().set(text, style, width)
        if width == float("inf"):
            raise DependsOnValue("the width of a text with a patient's value")
        return self._open(OpenText(text, style, width, None))

    def fit(self, text: Text, style: TypeStyle, width: float, shrink: float) -> Typeset:
        if not self.leaves_open(text):
            return super().fit(text, style, width, shrink)
        found = self._open(OpenText(text, style, width, shrink))
        if len(found.lines) > 1:
            raise DependsOnValue("a value that is too long for its place")
        return found

    def fits(self, text: Text, style: TypeStyle, width: float) -> bool:
        if not self.leaves_open(text):
            return super().fits(text, style, width)
        source = self._questioner.same(OpenText(text, style, width, None))
        return self._questioner.ask(FitsLine(source)) is True

    def _open(self, source: OpenText) -> Typeset:
        source = self._questioner.same(source)
        lines = self._questioner.ask(LinesOf(source))
        if not isinstance(lines, int):
            raise TypeError("a number of lines is a number")
        if not lines:
            raise DependsOnValue("a value of blanks alone: nothing is left open for it")
        return open_typeset(source, lines, self.space)
