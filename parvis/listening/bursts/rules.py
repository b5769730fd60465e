"""Whether a watch says far more than chance allows, or far less: one statistic, tuned by class of source. Pure functions.

Hits of a stretch of time are compared with the same hours of each of the 28 days before. Their mean μ (the same day of the
week counts twice, an old burst is cut off) and their spread give a negative binomial law: Poisson's, with the weather that
real talk has. Score = −log₁₀ of the chance of so much, or more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import lgamma, log, log1p
from statistics import median
from typing import Literal

Sources = Literal["stream", "forum", "mail", "feed"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BACK = 28
"""Days that are compared with."""
ENOUGH = 7
"""Days of past without which nothing is judged."""
STEADY = 16.0
"""The largest shape of the law that is believed, however even the past was: real talk always comes in gusts."""
HUSH = 3.0
"""The score from which silence is one, where the same hours of the past were never silent."""
LONGEST = 72
"""Hours of one burst, and of a silence that is looked for."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a class of sources speaks. `looks`: hours that are judged together; `least`: hits under which nothing is news;
    `odds`: the score from which it is; `mute`: hours after which silence may be one."""

    looks: tuple[int, ...]
    least: int
    odds: float
    mute: int


MANNERS: Mapping[Sources, Manner] = {
    "stream": Manner(looks=(1, 4), least=10, odds=5.0, mute=6),
    "forum": Manner(looks=(3, 9), least=6, odds=4.5, mute=12),
    "mail": Manner(looks=(6, 24), least=5, odds=4.5, mute=24),
    "feed": Manner(looks=(6, 24), least=5, odds=4.5, mute=24),
}
_STREAMS = frozenset({"bluesky", "mastodon", "firehose", "jetstream", "stream"})
_FEEDS = frozenset({"feed", "pages", "press"})


def class_of(network: str, kind: str) -> Sources:
    """Of a place: a network's stream, a forum or comments, mail and reviews, feeds."""
    if network == "email" or kind in ("mailbox", "reviews", "review"):
        return "mail"
    if kind in ("forum", "space", "comments", "page", "video") or network in ("parvis", "wordpress"):
        return "forum"
    if network in _STREAMS:
        return "stream"
    return "feed" if network in _FEEDS else "forum"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hits from `since` to `until`, and of the same hours one day, two days… before (`past`, nearest first)."""

    since: datetime
    until: datetime
    observed: int
    past: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`expected`: μ; `score`: −log₁₀ of the chance."""

    expected: float
    score: float


def stretch(hours: Mapping[datetime, int], since: datetime, until: datetime, first: datetime) -> Stretch:
    """`hours`: hits by hour; `first`: from when on the watch has listened to these sources."""
    span = [since + n * HOUR for n in range(round((until - since) / HOUR))]
    days = [n for n in range(1, BACK + 1) if since - n * DAY >= first]
    past = tuple(sum(hours.get(hour - n * DAY, 0) for hour in span) for n in days)
    return Stretch(since, until, sum(hours.get(hour, 0) for hour in span), past)


def law(past: Sequence[int]) -> tuple[float, float]:
    """(mean, shape) of the negative binomial that the past speaks for: its variance is mean + mean² / shape."""
    limit = 4 * median(past) + 6
    cut = [min(value, limit) for value in past]
    weights = [2.0 if n % 7 == 0 else 1.0 for n in range(1, len(cut) + 1)]
    mean = (sum(w * x for w, x in zip(weights, cut, strict=True)) + 0.5) / sum(weights)
    spread = sum(w * (x - mean) ** 2 for w, x in zip(weights, cut, strict=True)) / sum(weights)
    spread *= len(cut) / max(1, len(cut) - 1)
    return mean, max(0.3, min(STEADY, mean * mean / max(spread - mean, 1e-9)))


def surge(seen: Stretch) -> Verdict | None:
    """How surprising it is that so much was said; None where the past is too short to tell."""
    if len(seen.past) < ENOUGH:
        return None
    mean, shape = law(seen.past)
    return Verdict(mean, upper(seen.observed, mean, shape))


def silence(seen: Stretch) -> Verdict | None:
    """How surprising it is that nothing was said. None where the past is short, or was ever silent in these hours."""
    if len(seen.past) < ENOUGH or seen.observed or not all(seen.past):
        return None
    mean, shape = law(seen.past)
    return Verdict(mean, shape * log1p(mean / shape) / log(10))


def is_news(seen: Stretch, verdict: Verdict, manner: Manner, odds: float) -> bool:
    """A surge that somebody should be told of: improbable, not tiny, and more than double."""
    return verdict.score >= odds and seen.observed >= manner.least and seen.observed >= 2 * verdict.expected


def odds_for(manner: Manner, noise: int, news: int) -> float:
    """What the team said of earlier bursts moves the bar: each “not news” by a power of ten, each “news” back by a half.

    Within half a power below and four above what the class of sources asks for.
    """
    return manner.odds + _learnt(noise, news)


def hush_for(noise: int, news: int) -> float:
    """The score from which silence is told of, moved as that of a surge is."""
    return HUSH + _learnt(noise, news)


def _learnt(noise: int, news: int) -> float:
    return min(4.0, max(-0.5, noise - news / 2))


def upper(observed: int, mean: float, shape: float) -> float:
    """−log₁₀ P(X ≥ observed) for the negative binomial (mean, shape); 0 for what is not above the mean."""
    if observed <= mean:
        return 0.0
    odds = mean / (mean + shape)
    at = lgamma(observed + shape) - lgamma(shape) - lgamma(observed + 1) + shape * log(1 - odds) + observed * log(odds)
    total, term, k = 0.0, 1.0, observed
    while term > 1e-12 * (total + 1e-300) and k < observed + 100_000:
        total += term
        term *= (k + shape) / (k + 1) * odds
        k += 1
    return max(0.0, -(at + log(total)) / log(10))
