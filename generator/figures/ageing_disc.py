"""Draw a young disc and an older one from the side, one over the other, each between its two vertebrae.

View from the person's right, who faces right; 1.9 mm are one unit. Below, the disc has lost height and comes out a
little all round, and the edges of the bone beside it have small smooth lips: what the years do to most spines.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame
from generator.figures.shapes import Drawing, Paint, Point, Shape
from generator.figures.skin import skin_window
from generator.figures.vertebrae import BODY_HEIGHT, Vertebra, disc, stacked

_WIDTH, _HEIGHT = 48.0, 96.0
_SCALE = 0.53
_X, _LEAN = 35.6, 4.0  # degrees backwards from one to the next: the low back is hollow
YOUNG_MM, OLDER_MM = 11.0, 6.4  # from one body to the next
_OLDER_DISC = Paint("shirt", amount=0.34)  # drier, so paler
_GAP, _YOUNG_WINDOW, _OLDER_WINDOW = 2.4, 48.0, 45.6


def _pair(lower: Frame, gap_mm: float, *lips: int) -> tuple[Vertebra, Vertebra]:
    """Stack two vertebrae, listed from below; *lips* are at the edges beside the disc."""
    upper = stacked(lower, gap_mm, -_LEAN, half_below=BODY_HEIGHT / 2, scale=_SCALE)
    return Vertebra(lower, lips=frozenset(lips[:1])), Vertebra(upper, lips=frozenset(lips[1:]))


OLDER = _pair(Frame(_X, 15.4, _SCALE, _LEAN), OLDER_MM, 1, -1)
YOUNG = _pair(Frame(_X, 63.4, _SCALE, _LEAN), YOUNG_MM)


def draw_ageing_disc() -> Drawing:
    """Draw the young disc above, the older one below."""
    windows = (
        skin_window(_WIDTH, _YOUNG_WINDOW, foot=_OLDER_WINDOW + _GAP),
        skin_window(_WIDTH, _OLDER_WINDOW),
    )
    young, older = (v.frame for v in YOUNG[::-1]), (v.frame for v in OLDER[::-1])
    shapes = (
        *windows,
        disc(*young, front=1.2, back=0.5),
        *_bones(YOUNG),
        disc(*older, paint=_OLDER_DISC, front=4.2, back=1.8),
        *_bones(OLDER),
    )
    return Drawing(_WIDTH, _HEIGHT, shapes, _anchors())


def _bones(pair: tuple[Vertebra, Vertebra]) -> Iterator[Shape]:
    for vertebra in pair:
        yield vertebra.body()
        yield from vertebra.arch()


def _anchors() -> Mapping[str, Point]:
    (young, _), (older, _) = YOUNG, OLDER
    return {
        "young_disc": young.frame.point(11, 18.5),
        "vertebra": young.frame.point(9, 0),
        "older_disc": older.frame.point(11, 16.4),
        "edge": older.frame.point(18.6, 12.4),
    }
