"""A document for many patients: laid out once, then stamped; laid out afresh where a stamp cannot do it.

`Press` is the door: `stamp` is quick and may decline, `lay_out` is the reference and always right.
"""

from __future__ import annotations

from generator.stamp.base import How
from generator.stamp.press import LaidOut, Order, Press, Printed, Stamped

__all__ = ["How", "LaidOut", "Order", "Press", "Printed", "Stamped"]
