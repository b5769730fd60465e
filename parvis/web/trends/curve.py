"""A series as a drawing: bars of moods, a line of the period before, and the same as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from parvis.listening.trends.periods import Period
from parvis.listening.trends.queries import Count3, Point

WIDTH, HEIGHT = 1000, 240
"""Units of the drawing, whatever its size on the page."""
AIR = 0.14
"""Of a step, on each side of its bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour or day. `parts`: (mood, y, height) from the ground up; `href`: query of its posts' address."""

    label: str
    at: int
    now: Count3
    before: int
    href: str
    x: float
    width: float
    parts: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """`top`: the largest figure drawn; `line`: points of the period before; `step`: width of one bar with its air."""

    bars: tuple[Bar, ...]
    top: int
    line: str
    step: float


def curve_of(points: Sequence[Point], period: Period, href: Callable[[datetime, datetime], str]) -> Curve:
    top = max([1, *(point.now.n for point in points), *(point.before for point in points)])
    step = WIDTH / max(1, len(points))
    bars = tuple(_bar(point, n, step, top, period, href) for n, point in enumerate(points))
    line = " ".join(f"{(n + 0.5) * step:.1f},{_y(point.before, top):.1f}" for n, point in enumerate(points))
    return Curve(bars, top, line, round(step, 2))


def _bar(point: Point, n: int, step: float, top: int, period: Period, href: Callable[[datetime, datetime], str]) -> Bar:
    return Bar(
        label=label_of(point.since, period),
        at=int(point.since.timestamp()),
        now=point.now,
        before=point.before,
        href=href(point.since, point.until),
        x=round((n + AIR) * step, 2),
        width=round(step * (1 - 2 * AIR), 2),
        parts=_parts(point.now, top),
    )


def _parts(count: Count3, top: int) -> tuple[tuple[str, float, float], ...]:
    """Negative below, then what is neither, then positive."""
    ground, parts = 0, []
    for mood, n in (
        ("negative", count.negative),
        ("neutral", count.n - count.negative - count.positive),
        ("positive", count.positive),
    ):
        if n > 0:
            parts.append((mood, round(_y(ground + n, top), 2), round(_y(ground, top) - _y(ground + n, top), 2)))
            ground += n
    return tuple(parts)


def _y(n: float, top: int) -> float:
    return HEIGHT * (1 - n / top)


def label_of(since: datetime, period: Period) -> str:
    return date_format(timezone.localtime(since, period.zone), "j N" if period.by == "day" else "j N, H:i")
