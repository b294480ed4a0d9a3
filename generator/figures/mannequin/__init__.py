"""The posable figure: pose (joint angles, contacts) → skeleton → outlines → shapes of a scene.

Frame: figure units, a standing figure is 100 tall. x runs forward for an upright figure, y up, z to the figure's
working side, which is its right until the scene is mirrored. The ground is y = 0.
"""
