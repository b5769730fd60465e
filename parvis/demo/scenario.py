"""Ninety days of La Veilleuse, told the same way every time, as long as one likes.

`build(today=…).posts()` streams in time order and holds only the threads that are still going on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from heapq import heappop, heappush
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from parvis.demo import cast, house, phrases, rhythm
from parvis.demo.house import BURST_DAY, CRISIS_DAY, DAYS, PLACES
from parvis.demo.model import DemoCase, DemoPerson, DemoPlace, DemoPost, Language
from parvis.demo.phrases import Situation
from parvis.demo.threads import Teller, Told

POSTS = 6000
_STYLES = {
    "mailbox": "mail",
    "forum": "forum",
    "space": "own",
    "reviews": "avis",
    "page": "page",
    "blog": "blog",
    "press": "press",
    "video": "video",
    "account": "social",
    "hashtag": "social",
}
_ATTENTION = {
    "rail-lent": 1.6,
    "gazette": 1.8,
    "quai9": 5,
    "slow-across": 1.4,
    "contact": 16,
    "hello": 7,
    "avis": 15,
    "page": 8,
    "video": 0.8,
    "mentions": 14,
    "motdiese": 9,
    "ciel": 15,
    "entraide": 7,
    "wagon-bar": 5,
}
_ENGLISH = {
    "avis": 0.3,
    "video": 0.3,
    "mentions": 0.22,
    "motdiese": 0.3,
    "ciel": 0.4,
    "wagon-bar": 0.3,
    "quai9": 0.05,
    "entraide": 0.1,
    "page": 0.08,
}


@dataclass(frozen=True)
class Scenario:
    """The whole demo. `start` is midnight in Paris, aware UTC; a post's moment is `start + post.at`."""

    scale: int
    today: date

    brand = house.BRAND
    places = house.PLACES
    departments = house.DEPARTMENTS
    seats = house.SEATS
    personas = house.PERSONAS
    watches = house.WATCHES
    triage_rules = house.TRIAGE_RULES

    @property
    def start(self) -> datetime:
        """Ninety days before `today`'s first midnight, so that the story ends yesterday."""
        first = self.today - timedelta(days=DAYS)
        return datetime(first.year, first.month, first.day, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)

    @cached_property
    def people(self) -> tuple[DemoPerson, ...]:
        return cast.people(self.scale)

    def threads(self) -> Iterator[Told]:
        """Threads by the day of their first post; that is not the time order of their posts."""
        for _, told in self._days():
            yield from told

    def posts(self) -> Iterator[DemoPost]:
        """Exactly `6000 * scale` posts in time order, parents before children."""
        heap: list[tuple[timedelta, int, DemoPost]] = []
        number = 0
        for day, told in self._days():
            for thread in told:
                for post in thread.posts:
                    heappush(heap, (post.at, number, post))
                    number += 1
            while heap and heap[0][0] < timedelta(days=day + 1):
                yield heappop(heap)[2]

    def cases(self) -> Iterator[DemoCase]:
        return (thread.case for thread in self.threads() if thread.case is not None)

    def _days(self) -> Iterator[tuple[int, list[Told]]]:
        rng = Random("La Veilleuse")
        teller = Teller(cast.Pools(self.people), rng)
        choose = _Choice(rng)
        for day, quota in enumerate(rhythm.quotas(POSTS * self.scale, self.today - timedelta(days=DAYS))):
            told: list[Told] = []
            for situation, place, second in choose.scripted(day):
                if quota > 0:
                    told.append(teller.tell(situation, place, second, quota))
                    quota -= len(told[-1].posts)
            while quota > 0:
                situation, place = choose.next(day)
                second = day * rhythm.DAY + rhythm.second_of_day(day, rng)
                told.append(teller.tell(situation, place, second, quota))
                quota -= len(told[-1].posts)
            yield day, told


class _Choice:
    """Which situation happens where on a given day."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._pools: dict[tuple[str, Language, str], tuple[list[Situation], list[float]]] = {}

    def scripted(self, day: int) -> Iterator[tuple[Situation, DemoPlace, int]]:
        by_key = {place.key: place for place in PLACES}
        for situation in phrases.situations():
            if situation.scripted and situation.scripted[0] == day:
                yield situation, by_key[situation.scripted[2]], day * rhythm.DAY + situation.scripted[1] * 60

    def next(self, day: int) -> tuple[Situation, DemoPlace]:
        rng = self._rng
        while True:
            alive = [place for place in PLACES if place.health.since_day is None or day < place.health.since_day]
            place = rng.choices(alive, [_ATTENTION[place.key] for place in alive])[0]
            language = place.language or ("en" if rng.random() < _ENGLISH[place.key] else "fr")
            if place.language == "fr" and rng.random() < _ENGLISH.get(place.key, 0):
                language = "en"
            situations, weights = self._pool(_STYLES[place.kind], language, _phase(day, rng))
            if situations:
                return rng.choices(situations, cum_weights=weights)[0], place

    def _pool(self, style: str, language: Language, phase: str) -> tuple[list[Situation], list[float]]:
        found = self._pools.get((style, language, phase))
        if found is None:
            fit = [
                each
                for each in phrases.situations()
                if not each.scripted and each.language == language and style in each.where and each.phase == phase
            ]
            found = self._pools[style, language, phase] = fit, list(accumulate(each.weight for each in fit))
        return found


def _phase(day: int, rng: Random) -> str:
    """What the day's talk is about, for a share of it."""
    if BURST_DAY <= day <= BURST_DAY + 6 and rng.random() < 0.6 - 0.07 * (day - BURST_DAY):
        return "burst"
    if day == CRISIS_DAY + 1 and rng.random() < 0.85:
        return "crisis_night" if rng.random() < 0.4 else "crisis_anger"
    if day in (CRISIS_DAY + 2, CRISIS_DAY + 3) and rng.random() < (0.75 if day == CRISIS_DAY + 2 else 0.45):
        return "crisis_anger"
    if CRISIS_DAY + 3 <= day <= CRISIS_DAY + 7 and rng.random() < 0.35:
        return "crisis_after"
    return ""


def build(*, scale: int = 1, today: date) -> Scenario:
    """The demo ending on the eve of `today`, `scale` times as many people and posts. Raises ValueError below 1."""
    if scale < 1:
        raise ValueError(f"the scale must be 1 or more, not {scale}")
    return Scenario(scale, today)
