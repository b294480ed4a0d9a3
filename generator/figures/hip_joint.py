"""Draw the left hip joint from the front: half of the pelvis, the thigh bone, cartilage on ball and socket.

The person's left is on the right; 3.6 mm are one unit. The frame is that of `pelvis_front`. The socket is opened: its
cartilage and that of the ball show as in a cut.
"""

from collections.abc import Iterator, Mapping

from generator.figures.curves import Frame, smooth
from generator.figures.paints import BONE_LINE, BONE_PT, BONE_SHADE, DISC
from generator.figures.pelvis_front import HEAD, SACRUM, SYMPHYSIS, cartilage, hip_bone, joint_space, thigh_bone
from generator.figures.shapes import Drawing, Point, Shape
from generator.figures.skin import skin_beside

_WIDTH, _HEIGHT = 50.0, 74.2
_FRAME = Frame(0.5, 13.1, 0.275)

_CONTOUR: tuple[Point, ...] = (
    (123, 221), (130, 198), (146, 168), (162, 130), (173, 96), (177, 64), (174, 24), (168, -22), (165.6, -46),
)  # fmt: skip
_LOWEST_DISC: tuple[Point, ...] = ((0, 194), (24, 193.6), (26.4, 187.6), (23, 181.6), (0, 182.6))
_LOWEST_VERTEBRA: tuple[Point, ...] = (
    (0, 215), (23, 215), (25.4, 212.6), (23.4, 205), (25.4, 195.6), (23, 193.4), (0, 194),
)  # fmt: skip


def draw_hip_joint() -> Drawing:
    """Draw the figure from back to front."""
    skin = skin_beside(_FRAME.points(_CONTOUR), _FRAME.x)
    return Drawing(_WIDTH, _HEIGHT, (*skin, *_pelvis(), *_joint()), _anchors())


def _pelvis() -> Iterator[Shape]:
    for part, paint in ((_LOWEST_DISC, DISC), (_LOWEST_VERTEBRA, BONE_SHADE), (SACRUM, BONE_SHADE), (SYMPHYSIS, DISC)):
        yield Shape(smooth(_FRAME.points(part)), paint, BONE_LINE, BONE_PT)
    yield from hip_bone(_FRAME, 1)


def _joint() -> Iterator[Shape]:
    yield joint_space(_FRAME)
    yield thigh_bone(_FRAME, 1)
    yield from cartilage(_FRAME)


def _anchors() -> Mapping[str, Point]:
    x, y = HEAD
    return {
        "pelvis": _FRAME.point(114, 176),
        "socket": _FRAME.point(103.6, 104.4),
        "cartilage": _FRAME.point(x + 15.6, y + 16),
        "ball": _FRAME.point(x + 6, y + 2),
        "thigh_bone": _FRAME.point(146, 30),
    }
