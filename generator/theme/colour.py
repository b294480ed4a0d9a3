"""Colour arithmetic: sRGB triples from 0 to 1, WCAG 2 contrast, tints by their grey value."""

from __future__ import annotations

RGB = tuple[float, float, float]

WHITE: RGB = (1.0, 1.0, 1.0)
_NIGHT: RGB = (0.04, 0.06, 0.09)  # what a brand colour is darkened towards: near black, a little blue


def rgb(code: str) -> RGB:
    """Return the colour that “#RRGGBB” names."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def code(colour: RGB) -> str:
    """Return *colour* as “#RRGGBB”."""
    return "#" + "".join(f"{round(c * 255):02X}" for c in colour)


def mix(a: RGB, b: RGB, amount: float) -> RGB:
    """Return *a* moved *amount* (0 to 1) of the way to *b*."""
    return (a[0] + (b[0] - a[0]) * amount, a[1] + (b[1] - a[1]) * amount, a[2] + (b[2] - a[2]) * amount)


def luminance(colour: RGB) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: RGB, b: RGB) -> float:
    """Return the contrast ratio, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def grey(colour: RGB) -> RGB:
    """Return the grey that prints as light as *colour*."""
    y = luminance(colour)
    value = 12.92 * y if y <= 0.0031308 else 1.055 * y ** (1 / 2.4) - 0.055
    return (value, value, value)


def darken(colour: RGB, ratio: float, on: RGB = WHITE) -> RGB:
    """Return *colour*, darkened just enough to reach the contrast *ratio* on the background *on*."""
    for step in range(101):
        darker = mix(colour, _NIGHT, step / 100)
        if contrast(darker, on) >= ratio:
            return darker
    return _NIGHT


def tone(colour: RGB, value: float) -> RGB:
    """Return the tint or shade of *colour* whose grey is *value* (0 black, 1 white).

    Every brand so prints with the same greys on a mono printer.
    """
    low, high = (colour, WHITE) if grey(colour)[0] < value else (_NIGHT, colour)
    start, end = 0.0, 1.0
    for _ in range(24):
        middle = (start + end) / 2
        if grey(mix(low, high, middle))[0] < value:
            start = middle
        else:
            end = middle
    return mix(low, high, start)
