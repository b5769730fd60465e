"""Colours as numbers: how bright they are to the eye (WCAG 2.2), and the nearest one that can be read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_HEX = re.compile(r"#[0-9a-f]{6}")
STEPS = 14
"""Halvings of a search: finer than a 256th of a channel."""
Lab = tuple[float, float, float]


def is_colour(said: str) -> bool:
    """Written as #rrggbb, in small letters."""
    return _HEX.fullmatch(said) is not None


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def least_contrast(colour: str, grounds: Iterable[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def lightness(colour: str) -> float:
    """Of OKLCH: 0 to 1, even to the eye."""
    return _lch(colour)[0]


def at_lightness(colour: str, light: float) -> str:
    """The same hue, as bright as asked, as vivid as a screen can show it there."""
    _light, chroma, hue = _lch(colour)
    return oklch(light, chroma, hue)


def faded(colour: str, light: float, most: float) -> str:
    """As `at_lightness`, and no more vivid than `most`."""
    _light, chroma, hue = _lch(colour)
    return oklch(light, min(chroma, most), hue)


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the other, in OKLab."""
    first, second = _lab(one), _lab(other)
    light, a, b = (x + (y - x) * share for x, y in zip(first, second, strict=True))
    return oklch(light, math.hypot(a, b), math.degrees(math.atan2(b, a)))


def legible(colour: str, grounds: Iterable[str], least: float, *, darker: bool) -> str:
    """The nearest colour that has this contrast on every ground: itself, or as much darker (or brighter) as is needed.
    Black, or white, where nothing nearer has."""
    on = tuple(grounds)
    if least_contrast(colour, on) >= least:
        return colour
    near, far = lightness(colour), 0.0 if darker else 1.0
    for _step in range(STEPS):
        middle = (near + far) / 2
        if least_contrast(at_lightness(colour, middle), on) >= least:
            far = middle
        else:
            near = middle
    return at_lightness(colour, far)


def oklch(light: float, chroma: float, hue: float) -> str:
    """#rrggbb; less vivid where a screen cannot show it so."""
    light = min(1.0, max(0.0, light))
    angle, low, high = math.radians(hue), 0.0, chroma
    if not _shown(_rgb(light, chroma, angle)):
        for _step in range(STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(_rgb(light, middle, angle)) else (low, middle)
        chroma = low
    return "#" + "".join(f"{_byte(part):02x}" for part in _rgb(light, chroma, angle))


def _linear(colour: str) -> Lab:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _opened(red), _opened(green), _opened(blue)


def _opened(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _byte(part: float) -> int:
    part = min(1.0, max(0.0, part))
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))


def _shown(rgb: Lab) -> bool:
    return all(-0.0001 <= part <= 1.0001 for part in rgb)


def _lab(colour: str) -> Lab:
    """OKLab (Björn Ottosson, 2020)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _lch(colour: str) -> Lab:
    light, a, b = _lab(colour)
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a))


def _rgb(light: float, chroma: float, angle: float) -> Lab:
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
