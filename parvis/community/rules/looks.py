"""What a community wears: six colours and a font are chosen, every other colour is made of them so that it can be read.

No choice can break contrast: what is chosen passes or is refused with the nearest that does, and what is derived is moved until
it passes on every ground where it stands (text 4.5, what is drawn 3: WCAG 2.2, 1.4.3 and 1.4.11).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from parvis.community.rules.colours import at_lightness, faded, least_contrast, legible, lightness, mixed, oklch

TEXT, DRAWN = 4.5, 3.0
BRIGHTEST_NIGHT, DARKEST_DAY = 0.3, 0.88
"""OKLCH lightness of a ground: by day no darker, by night no brighter, so that words stand out on all that is made of it."""


class Light(StrEnum):
    DAY = "light"
    NIGHT = "dark"


class Part(StrEnum):
    GROUND = "ground"
    INK = "ink"
    ACCENT = "accent"


@dataclass(frozen=True, slots=True)
class Colours:
    """As #rrggbb. `accent`: of links, buttons, what is new."""

    ground: str
    ink: str
    accent: str


HOUSE: Mapping[Light, Colours] = {
    Light.DAY: Colours(oklch(0.955, 0.012, 84), oklch(0.27, 0.022, 55), oklch(0.43, 0.135, 261)),
    Light.NIGHT: Colours(oklch(0.19, 0.014, 262), oklch(0.94, 0.012, 85), oklch(0.78, 0.1, 258)),
}
"""What is worn where nothing was chosen."""

_GLASS: Mapping[str, Mapping[Light, str]] = {
    "ruby": {Light.DAY: oklch(0.46, 0.165, 22), Light.NIGHT: oklch(0.79, 0.11, 20)},
    "amber": {Light.DAY: oklch(0.46, 0.1, 68), Light.NIGHT: oklch(0.84, 0.11, 82)},
    "emerald": {Light.DAY: oklch(0.43, 0.09, 158), Light.NIGHT: oklch(0.8, 0.1, 158)},
    "slate": {Light.DAY: oklch(0.42, 0.03, 262), Light.NIGHT: oklch(0.8, 0.025, 262)},
}
"""Colours that mean something: they stay what they are, and move as far as the ground asks."""
GROUNDS = ("ground", "paving", "surface", "raised", "sunken")
WASHES = ("cobalt-wash", "ruby-wash", "amber-wash", "emerald-wash", "slate-wash")
INKS = ("ink", "ink-soft", "ink-faint")
ACCENTS = ("cobalt", "cobalt-deep")


class Font(StrEnum):
    HOUSE = "house"
    SYSTEM = "system"
    HUMANIST = "humanist"
    CLASSIC = "classic"
    ROUND = "round"
    TYPEWRITER = "typewriter"


_SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
_SERIF = 'ui-serif, Charter, "Iowan Old Style", "Source Serif 4", Georgia, "Noto Serif", "Liberation Serif", serif'
_HUMANIST = 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", "Source Sans 3", "Noto Sans", sans-serif'
_ROUND = 'ui-rounded, "Hiragino Maru Gothic ProN", Quicksand, Comfortaa, Manjari, "Arial Rounded MT Bold", system-ui, sans-serif'
_TYPED = 'ui-monospace, "Cascadia Code", "Source Code Pro", Menlo, Consolas, "DejaVu Sans Mono", monospace'
STACKS: Mapping[Font, tuple[str, str]] = {
    Font.SYSTEM: (_SANS, _SANS),
    Font.HUMANIST: (_HUMANIST, _HUMANIST),
    Font.CLASSIC: (_SERIF, _SERIF),
    Font.ROUND: (_ROUND, _ROUND),
    Font.TYPEWRITER: (_TYPED, _SANS),
}
"""Of titles and of text: fonts that machines have. None is fetched, so none can be late, nor tell who reads."""

WORDS: Mapping[str, int] = {"members": 40, "new_topic": 40, "welcome": 400}
"""What the team may word itself, and how long."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A colour that cannot be worn. `nearest`: the nearest that can; `has`: its contrast, where that is what it lacks."""

    part: Part
    nearest: str
    has: float | None = None


def why_not(colours: Colours, light: Light) -> list[Refused]:
    """What of the three cannot be worn; the others are judged on the ground as it would be mended."""
    day, refused = light is Light.DAY, []
    ground = mended_ground(colours.ground, light)
    if ground != colours.ground:
        refused.append(Refused(Part.GROUND, ground))
    on = list(_grounds(ground, light).values())
    for part, colour, more in (
        (Part.INK, colours.ink, _washes(ground, colours.accent, light)),
        (Part.ACCENT, colours.accent, {"": _wash(colours.accent, light)}),
    ):
        under = [*on, *more.values()]
        if (has := least_contrast(colour, under)) < TEXT:
            # A little more than is asked: an accent moved takes its wash along.
            refused.append(Refused(part, legible(colour, under, TEXT + 0.1, darker=day), has))
    return refused


def mended(colours: Colours, light: Light) -> Colours:
    """The nearest that can be worn."""
    nearest = {one.part: one.nearest for one in why_not(colours, light)}
    return Colours(
        nearest.get(Part.GROUND, colours.ground),
        nearest.get(Part.INK, colours.ink),
        nearest.get(Part.ACCENT, colours.accent),
    )


def mended_ground(colour: str, light: Light) -> str:
    bright, day = lightness(colour), light is Light.DAY
    if (bright >= DARKEST_DAY) if day else (bright <= BRIGHTEST_NIGHT):
        return colour
    # A hair beyond the limit: a channel has 256 steps only.
    return at_lightness(colour, DARKEST_DAY + 0.004 if day else BRIGHTEST_NIGHT - 0.004)


def tokens(colours: Colours, light: Light) -> dict[str, str]:
    """Every colour that pages of the community name, by its name."""
    day = light is Light.DAY
    made = _grounds(colours.ground, light)
    on = list(made.values())
    made |= _washes(colours.ground, colours.accent, light)
    every = [*on, *(made[name] for name in WASHES)]
    made["ink"] = legible(colours.ink, every, TEXT, darker=day)
    made["ink-soft"] = legible(mixed(made["ink"], colours.ground, 0.2), every, TEXT, darker=day)
    made["ink-faint"] = legible(mixed(made["ink"], colours.ground, 0.32), every, TEXT, darker=day)
    under = [*on, made["cobalt-wash"]]
    made["cobalt"] = legible(colours.accent, under, TEXT, darker=day)
    deeper = lightness(made["cobalt"]) + (-0.08 if day else 0.08)
    made["cobalt-deep"] = legible(at_lightness(made["cobalt"], deeper), under, TEXT, darker=day)
    accents = [made["cobalt"], made["cobalt-deep"]]
    made["on-cobalt"] = legible("#ffffff" if day else colours.ground, accents, TEXT, darker=not day)
    for name, glass in _GLASS.items():
        made[name] = legible(glass[light], [*on, made[f"{name}-wash"]], TEXT, darker=day)
    made["on-ruby"] = legible("#ffffff" if day else colours.ground, [made["ruby"]], TEXT, darker=not day)
    made["joint"] = mixed(colours.ground, made["ink"], 0.13)
    made["joint-strong"] = legible(mixed(colours.ground, made["ink"], 0.45), on, DRAWN, darker=day)
    made["focus"] = legible(made["cobalt"], every, DRAWN, darker=day)
    return made


def pairs() -> Iterator[tuple[str, str, float]]:
    """(what stands, on which ground, the contrast that it has at least), for all that pages put together."""
    for ground in (*GROUNDS, *WASHES):
        yield from ((ink, ground, TEXT) for ink in INKS)
        yield "focus", ground, DRAWN
    for ground in (*GROUNDS, "cobalt-wash"):
        yield from ((accent, ground, TEXT) for accent in ACCENTS)
    for ground in GROUNDS:
        yield "joint-strong", ground, DRAWN
        yield from ((name, ground, TEXT) for name in _GLASS)
    yield from ((name, f"{name}-wash", TEXT) for name in _GLASS)
    yield from (("on-cobalt", accent, TEXT) for accent in ACCENTS)
    yield "on-ruby", "ruby", TEXT


def sheet(worn: Mapping[Light, Colours] | None, font: Font) -> str:
    """The style sheet: tokens alone, over those of the house."""
    lines = []
    if worn:
        day, night = (tokens(worn[light], light) for light in Light)
        lines = [f"--{name}:light-dark({day[name]},{night[name]});" for name in day]
    if font in STACKS:
        title, text = STACKS[font]
        lines += [f"--title:{title};", f"--text:{text};"]
    return "@layer tokens{:root{" + "".join(lines) + "}}\n"


def _grounds(ground: str, light: Light) -> dict[str, str]:
    bright = lightness(ground)
    away = {"ground": 0.0, "paving": -0.03, "surface": 0.033, "raised": 0.045, "sunken": -0.015}
    if light is Light.NIGHT:
        away = {"ground": 0.0, "paving": 0.035, "surface": 0.06, "raised": 0.095, "sunken": 0.02}
    return {name: at_lightness(ground, bright + step) if step else ground for name, step in away.items()}


def _wash(colour: str, light: Light) -> str:
    return faded(colour, 0.93, 0.03) if light is Light.DAY else faded(colour, 0.325, 0.055)


def _washes(ground: str, accent: str, light: Light) -> dict[str, str]:
    made = {"cobalt-wash": _wash(accent, light)}
    return made | {f"{name}-wash": _wash(glass[light], light) for name, glass in _GLASS.items()}
