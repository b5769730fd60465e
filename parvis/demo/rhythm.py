"""When the demo's people write: how many posts a day, at what hour, and after how long one answers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from random import Random

from parvis.demo.house import BURST_DAY, CRISIS_DAY, DAYS

DAY = 86400
_HOURS = tuple(accumulate((2, 1, 0.5, 0.4, 0.5, 1.5, 4, 7, 8, 6, 5, 5, 7, 6, 4, 4, 4.5, 6, 8, 10, 12, 13, 10, 5)))
_NIGHT = tuple(accumulate((14, 14, 13, 13, 9, 6, 6, 7, 7, 6, 5, 4, 5, 4, 4, 4, 4, 5, 5, 5, 5, 4, 3, 3)))
_WEEK = (1.0, 0.92, 0.9, 0.95, 1.12, 1.18, 1.3)
_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
_SURGE = {
    BURST_DAY: 3.2,
    BURST_DAY + 1: 4.2,
    BURST_DAY + 2: 2.6,
    BURST_DAY + 3: 1.7,
    BURST_DAY + 4: 1.3,
    CRISIS_DAY + 1: 5.2,
    CRISIS_DAY + 2: 3.8,
    CRISIS_DAY + 3: 2.0,
    CRISIS_DAY + 4: 1.4,
}


def quotas(total: int, start: date) -> list[int]:
    """How many posts of threads born on each of the 90 days; they sum to `total` exactly."""
    weights = []
    for day in range(DAYS):
        when = start + timedelta(days=day)
        holiday = 1.25 if (when.month, when.day) in _HOLIDAYS else 1.0
        weights.append(_WEEK[when.weekday()] * holiday * _SURGE.get(day, 1.0) * (1 + day / 450))
    bounds = [round(total * part / sum(weights)) for part in accumulate(weights)]
    return [after - before for before, after in zip([0, *bounds], bounds, strict=False)]


def second_of_day(day: int, rng: Random) -> int:
    hours = _NIGHT if day == CRISIS_DAY + 1 else _HOURS
    return rng.choices(range(24), cum_weights=hours)[0] * 3600 + rng.randrange(3600)


def later(second: int, median: float, rng: Random) -> int:
    """A moment after `second`, `median` seconds later as a rule; people sleep between one and half past six."""
    moment = second + 20 + int(median * rng.lognormvariate(0, 1.1))
    clock = moment % DAY
    asleep = 3600 < clock < 23400 and moment // DAY != CRISIS_DAY + 1
    return moment - clock + 23400 + int((clock - 3600) * 0.4) + rng.randrange(900) if asleep else moment


def office(second: int, median: float, rng: Random) -> int:
    """When the team answers: between eight and eight, at once during the crisis."""
    if second // DAY in (CRISIS_DAY + 1, CRISIS_DAY + 2):
        return second + 300 + rng.randrange(5400)
    moment = second + 240 + int(median * rng.lognormvariate(0, 0.7))
    clock = moment % DAY
    if clock < 28800:
        return moment - clock + 28800 + rng.randrange(5400)
    return moment - clock + DAY + 28800 + rng.randrange(5400) if clock > 72000 else moment
