"""The statistic on series whose truth is known."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from random import Random

import pytest

from parvis.listening.bursts.rules import (
    DAY,
    HOUR,
    HUSH,
    MANNERS,
    Sources,
    class_of,
    is_news,
    odds_for,
    silence,
    stretch,
    surge,
    upper,
)

START = datetime(2026, 1, 5, tzinfo=UTC)
FALSE_ALARMS = 1.0
"""In a thousand hours of a watch, at most: one in six weeks, of talk that comes in gusts."""


def gust(random: Random, mean: float, shape: float) -> int:
    """A negative binomial number: Poisson's, whose own mean varies."""
    level = random.gammavariate(shape, mean / shape)
    left, n = random.random(), 0
    chance = math.exp(-level)
    while left > chance and n < 1000:
        left -= chance
        n += 1
        chance *= level / n
    return n


def usual(at: datetime, rate: float) -> float:
    """Quiet nights, busy evenings, calmer week-ends."""
    return rate * (1.02 + math.sin((at.hour - 12) / 12 * math.pi)) * (0.7 if at.weekday() > 4 else 1.1)


def series(random: Random, rate: float, days: int, shape: float = 4.0) -> dict[datetime, int]:
    hours = (START + n * HOUR for n in range(days * 24))
    return {at: gust(random, usual(at, rate), shape) for at in hours}


def alarms(hours: dict[datetime, int], sources: Sources) -> list[datetime]:
    manner, found = MANNERS[sources], []
    for at in list(hours)[28 * 24 :]:
        looks = [stretch(hours, at - (look - 1) * HOUR, at + HOUR, START) for look in manner.looks]
        if any((v := surge(seen)) and is_news(seen, v, manner, manner.odds) for seen in looks):
            found.append(at)
    return found


@pytest.mark.parametrize(("sources", "rate"), [("stream", 2), ("stream", 30), ("forum", 2), ("mail", 0.5), ("feed", 1)])
def test_false_alarms_are_rare_on_talk_that_comes_in_gusts(sources: Sources, rate: float) -> None:
    looked = 42 * 24
    found = alarms(series(Random(7), rate, 70), sources)
    apart = [at for n, at in enumerate(found) if n == 0 or at - found[n - 1] > HOUR]
    assert 1000 * len(apart) / looked <= FALSE_ALARMS


@pytest.mark.parametrize(("sources", "rate"), [("stream", 3), ("forum", 2), ("mail", 1), ("feed", 1)])
def test_five_times_the_usual_for_a_day_is_found(sources: Sources, rate: float) -> None:
    random = Random(3)
    hours = series(random, rate, 42)
    begin = START + 37 * DAY  # a Wednesday
    for n in range(24):
        at = begin + n * HOUR
        hours[at] = gust(random, 5 * usual(at, rate), 4)
    found = [at for at in alarms(hours, sources) if at >= begin]
    assert found
    assert found[0] < begin + 18 * HOUR


def test_a_watch_that_always_speaks_and_is_mute_is_silent_and_one_that_often_rests_is_not() -> None:
    steady, rare = series(Random(1), 4, 42, shape=20), series(Random(1), 0.1, 42)
    last = START + 41 * DAY + 7 * HOUR
    for hours, silent in ((steady, True), (rare, False)):
        for n in range(16):
            hours[last + n * HOUR] = 0
        verdict = silence(stretch(hours, last, last + 14 * HOUR, START))
        assert bool(verdict and verdict.score >= HUSH) is silent


def test_nothing_is_judged_before_a_week_is_known() -> None:
    hours = {START + 6 * DAY: 500}
    assert surge(stretch(hours, START + 6 * DAY, START + 6 * DAY + HOUR, START)) is None


def test_not_news_raises_the_bar_and_news_gives_it_back() -> None:
    manner = MANNERS["stream"]
    assert odds_for(manner, 2, 0) == manner.odds + 2
    assert odds_for(manner, 2, 4) == manner.odds
    assert odds_for(manner, 99, 0) == manner.odds + 4
    assert odds_for(manner, 0, 99) == manner.odds - 0.5


def test_the_chance_of_so_much_is_what_one_counts() -> None:
    odds = 3.0 / (3.0 + 2.0)
    chances = [math.gamma(k + 2) / math.gamma(k + 1) * (1 - odds) ** 2 * odds**k for k in range(120)]
    assert upper(9, 3.0, 2.0) == pytest.approx(-math.log10(sum(chances[9:])), abs=1e-6)
    assert upper(3, 3.0, 2.0) == 0


def test_places_belong_to_the_class_that_speaks_as_they_do() -> None:
    assert [class_of("bluesky", "account"), class_of("email", "mailbox"), class_of("feed", "press"), class_of("manual", "forum")] == [
        "stream", "mail", "feed", "forum",
    ]  # fmt: skip
