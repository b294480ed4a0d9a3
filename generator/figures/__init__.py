"""Find a figure by id: pure geometry in theme roles, with no words and no PDF in it."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from generator.figures.sciatic_nerve import draw_sciatic_nerve
from generator.figures.shapes import Drawing

FIGURES: Mapping[str, Callable[[], Drawing]] = MappingProxyType({"sciatic_nerve": draw_sciatic_nerve})


@cache
def figure(figure_id: str) -> Drawing:
    """Draw the figure *figure_id* once and keep it; raise `KeyError` for an unknown id."""
    return FIGURES[figure_id]()
