"""Measures of the neutral figure in % of its standing height, and the outlines of head, hands and feet.

Radii are (front, back, side): how far the flesh reaches from the bone's line. Outlines of head, hand and foot are
drawn in the plane they are known best in, x along the part's own main axis turned upright, facing right.
"""

from __future__ import annotations

from generator.figures.shapes import Point

THIGH_LENGTH, SHANK_LENGTH = 24.5, 23.5
UPPER_LENGTH, FORE_LENGTH = 16.5, 14.0
HIP_HALF, SHOULDER_HALF = 4.2, 7.4
ANKLE_HEIGHT = 4.1  # above the sole
TIPTOE = 3.2  # the ankle rises when the weight is on the toes
KNEE_HEIGHT = 3.7  # kneeling
WRIST_HEIGHT = 1.9  # palm down
ELBOW_HEIGHT = 2.4  # leaning on the forearm
HEAD_RADIUS = 7.0

# Arc length from the hips: (front, back, side). Stations stand where the trunk turns and where clothes end.
TRUNK: tuple[tuple[float, float, float, float], ...] = (
    (-4.4, 3.4, 4.8, 5.4), (-2.3, 5.0, 6.3, 7.5), (0.0, 5.7, 7.0, 8.4), (3.2, 6.0, 6.8, 8.3), (7.4, 6.0, 5.3, 7.1),
    (11.0, 6.0, 4.7, 6.6), (15.0, 6.3, 4.9, 7.2), (18.7, 6.7, 5.3, 8.2), (22.4, 6.9, 5.6, 9.0),
    (26.0, 6.2, 5.4, 8.9), (28.6, 4.5, 4.4, 6.6), (29.5, 3.6, 3.8, 4.3), (32.2, 3.0, 3.2, 3.0), (34.7, 2.8, 3.0, 2.8),
)  # fmt: skip
SHIRT = (3, 12)  # stations first to last + 1
SHORTS = (0, 5)
NECK = (9, 14)
LUMBAR = (3, 6)  # segments that share the bend of the low back: from station 3 to 6
THORAX = (6, 11)
NECK_BENDS = (11, 13)

# Share of the bone: (front, back, side).
THIGH = ((0.0, 6.0, 6.3, 5.2), (0.3, 6.3, 6.0, 5.3), (0.62, 5.3, 4.8, 4.4), (1.0, 3.75, 3.6, 3.4))
SHANK = ((0.0, 3.7, 3.6, 3.3), (0.16, 3.45, 4.0, 3.4), (0.36, 3.05, 4.4, 3.5), (0.66, 2.45, 3.1, 2.6),
         (1.0, 2.15, 2.3, 2.1))  # fmt: skip
UPPER = ((0.0, 3.3, 3.3, 3.1), (0.38, 3.1, 3.1, 2.9), (0.75, 2.5, 2.6, 2.5), (1.0, 2.35, 2.35, 2.3))
FORE = ((0.0, 2.35, 2.35, 2.3), (0.28, 2.6, 2.5, 2.4), (0.7, 1.9, 1.9, 1.95), (1.0, 1.55, 1.55, 1.7))
LEG_HEM, SLEEVE_HEM = 0.62, 0.5  # where shorts and sleeve end
CLOTH = 0.4  # cloth over skin

HEAD: tuple[Point, ...] = (
    (-2.6, -6.6), (1.2, -6.4), (4.3, -6.5), (5.3, -5.0), (5.2, -3.5), (5.55, -2.6), (6.5, -1.5), (5.4, 0.8),
    (5.5, 3.0), (3.9, 5.9), (0.4, 7.2), (-3.2, 6.6), (-5.8, 3.8), (-6.2, 0.2), (-5.0, -3.0), (-3.6, -4.8),
)  # fmt: skip
HAIR: tuple[Point, ...] = (
    (5.1, 3.9), (3.9, 6.3), (0.4, 7.7), (-3.4, 7.0), (-6.2, 4.0), (-6.7, 0.0), (-5.5, -3.4), (-3.6, -4.2),
    (-2.2, -2.4), (-1.3, 0.2), (-0.4, 2.2), (2.2, 3.1),
)  # fmt: skip
FACE: tuple[Point, ...] = (
    (0, -6.9), (2.6, -6.2), (4.4, -3.4), (5.2, 0.5), (4.9, 4.0), (2.8, 6.7), (0, 7.4), (-2.8, 6.7), (-4.9, 4.0),
    (-5.2, 0.5), (-4.4, -3.4), (-2.6, -6.2),
)  # fmt: skip
FACE_HAIR: tuple[Point, ...] = (
    (5.6, 0.2), (5.6, 4.4), (3.2, 7.3), (0, 8.0), (-3.2, 7.3), (-5.6, 4.4), (-5.6, 0.2), (-4.7, 2.0), (-3.4, 3.9),
    (0, 4.7), (3.4, 3.9), (4.7, 2.0),
)  # fmt: skip
NAPE_HAIR: tuple[Point, ...] = (
    (5.6, 0.2), (5.6, 4.4), (3.2, 7.3), (0, 8.0), (-3.2, 7.3), (-5.6, 4.4), (-5.6, 0.2), (-4.4, -3.4), (0, -4.6),
    (4.4, -3.4),
)  # fmt: skip
FOOT: tuple[Point, ...] = (
    (-1.5, 3.2), (-2.4, 1.2), (-3.3, -0.6), (-3.9, -2.8), (-3.0, -4.1), (0.5, -4.0), (3.6, -3.9), (7.4, -4.1),
    (10.3, -4.1), (11.0, -3.0), (9.6, -1.9), (6.2, -0.4), (3.2, 1.0), (1.5, 3.4),
)  # fmt: skip
FOOT_TUCKED: tuple[Point, ...] = (
    (-1.5, 3.2), (-2.4, 1.2), (-3.3, -0.6), (-3.9, -2.8), (-3.0, -4.1), (0.5, -4.0), (3.6, -4.0), (6.6, -4.4),
    (7.9, -2.9), (9.3, -0.3), (8.9, 0.9), (7.4, 0.2), (6.0, -1.0), (3.2, 1.0), (1.5, 3.4),
)  # fmt: skip
FOOT_FRONT: tuple[Point, ...] = (
    (-2.0, 2.4), (-2.5, -0.5), (-3.2, -2.6), (-2.9, -4.1), (2.7, -4.1), (3.1, -2.6), (2.5, -0.5), (2.0, 2.4),
)  # fmt: skip
FOOT_PLAN: tuple[Point, ...] = (
    (-3.8, 0), (-3.0, 2.0), (0, 2.1), (4.5, 2.9), (8.4, 3.0), (10.8, 1.4), (10.4, -1.2), (7.6, -2.4), (0, -2.2),
    (-3.0, -2.0),
)  # fmt: skip
HAND: tuple[Point, ...] = (
    (0, 1.55),
    (2.2, 1.8),
    (4.8, 1.6),
    (6.7, 1.0),
    (7.2, 0.0),
    (6.5, -0.9),
    (4.4, -1.45),
    (2.2, -1.65),
    (0, -1.55),
)
THUMB: tuple[Point, ...] = ((0.8, 1.0), (2.4, 2.5), (4.2, 2.9), (4.6, 2.1), (3.6, 1.2), (2.0, 0.2))
HAND_FLAT: tuple[Point, ...] = (
    (0, 1.5),
    (2.2, 1.5),
    (4.6, 0.5),
    (6.9, -0.5),
    (7.4, -1.3),
    (6.6, -1.9),
    (3.0, -1.9),
    (0.2, -1.9),
    (-1.3, -0.9),
)
FIST: tuple[Point, ...] = (
    (-0.4, 1.6),
    (2.4, 2.2),
    (4.4, 1.9),
    (5.2, 0.2),
    (4.6, -1.9),
    (2.6, -2.5),
    (0.4, -1.7),
)
FIST_THUMB: tuple[Point, ...] = ((1.0, 0.9), (2.8, 0.7), (4.2, -0.3), (3.9, -1.2), (2.4, -1.0), (1.2, -0.4))
