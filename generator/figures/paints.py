"""Name what the anatomical figures are painted with, so that bone, disc and nerve look the same in all of them."""

from generator.figures.shapes import Paint

SKIN = Paint("skin", amount=0.35)  # paler than the theme's tone, so that white bone and the nerve stand out
SKIN_LINE = Paint("line", amount=0.1)
BONE = Paint("bone")
BONE_SHADE = Paint("bone", "line", 0.12)
BONE_FAR = Paint("bone", "line", 0.2)
BONE_LINE = Paint("line", "bone", 0.12)
DISC = Paint("shirt", amount=0.1)
DISC_PALE = Paint("shirt", amount=0.6)
MUSCLE = Paint("shirt", amount=0.3)
MUSCLE_PALE = Paint("shirt", amount=0.62)
MUSCLE_LINE = Paint("line", "shirt", 0.35)
NERVE = Paint("accent")
NERVE_PALE = Paint("accent", amount=0.55)
NERVE_TINT = Paint("accent", amount=0.88)
PAPER = Paint("paper")

CONTOUR_PT, BONE_PT, FINE_PT, HALO_PT = 0.9, 0.6, 0.4, 1.3
