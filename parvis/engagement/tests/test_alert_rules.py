"""What raises an alert, and that none becomes a flood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.folding import fold_tokens
from parvis.engagement.rules.alert_words import figures_said
from parvis.engagement.rules.alerts import (
    Flow,
    Heard,
    Kind,
    Limits,
    Placed,
    Trigger,
    limits_of,
    phrases,
    raised,
    replay,
    replay_swings,
)
from parvis.engagement.rules.deliveries import Wishes, due
from parvis.engagement.rules.hours import Hours

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def post(
    n: int = 1, *, minutes: int = 0, negative: bool = False, followers: int | None = None, text: str = ""
) -> Heard:
    return Heard(n, NOON + timedelta(minutes=minutes), negative, followers, f" {' '.join(fold_tokens(text))} ")


def many(number: int, *, negative: int = 0) -> list[Heard]:
    return [post(n, negative=n < negative) for n in range(number)]


@pytest.mark.parametrize(
    ("trigger", "recent", "figures"),
    [
        (Trigger(Kind.HIT), many(1), {"posts": 1}),
        (Trigger(Kind.VOLUME, 5, 2), many(6), {"posts": 6, "hours": 2}),
        (Trigger(Kind.VOLUME, 5, 2), many(5), None),
        (Trigger(Kind.NEGATIVE, 50, 3), many(6, negative=3), {"posts": 6, "negative": 3, "hours": 3}),
        (Trigger(Kind.NEGATIVE, 50, 3), many(6, negative=2), None),
        (Trigger(Kind.NEGATIVE, 50, 3), many(4, negative=4), None),
        (Trigger(Kind.REACH, 1000), [post(followers=1000)], {"posts": 1, "followers": 1000}),
        (Trigger(Kind.REACH, 1000), [post(followers=999), post(2)], None),
    ],
)
def test_a_rule_is_raised_by(trigger: Trigger, recent: list[Heard], figures: dict[str, int] | None) -> None:
    found = raised(trigger, recent, recent)
    assert (dict(found.figures) if found else None) == figures
    assert figures is None or "%(" not in str(figures_said(trigger.kind, figures))


@pytest.mark.parametrize(
    ("words", "text", "raises"),
    [
        ("boycott*", "On BOYCOTTE cette marque", True),
        ("boycott", "On boycotte cette marque", False),
        ("procès, à l’aide", "A l'aide !", True),
        ("plainte", "complainte", False),
        ("早, 火事", "火事だ", True),
        (" , *", "rien", False),
    ],
)
def test_a_word_is_heard_as_watches_hear_it(words: str, text: str, raises: bool) -> None:
    trigger = Trigger(Kind.WORD, words=words)
    assert (raised(trigger, [post(text=text)], [], phrases(words, fold_tokens)) is not None) is raises


@settings(max_examples=60, deadline=None)
@given(
    gaps=st.lists(st.integers(0, 400), min_size=1, max_size=80),
    window=st.integers(5, 300),
    a_day=st.integers(1, 4),
    digest=st.booleans(),
)
def test_no_flood_and_nothing_lost(gaps: list[int], window: int, a_day: int, digest: bool) -> None:
    """At most one alert a window; at most so many told at once a day; every post is in an alert."""
    flow = Flow(Limits(timedelta(minutes=window), a_day, digest), PARIS)
    at, told = NOON, []
    for gap in gaps:
        at += timedelta(minutes=gap)
        told.append((at, flow.raise_at(at)))
    begun = [moment for moment, _posts, _how in flow.alerts]
    assert all(b - a >= timedelta(minutes=window) for a, b in pairwise(begun))
    assert sum(posts for _at, posts, _how in flow.alerts) == len(gaps)
    days: dict[object, int] = {}
    for moment, how in told:
        days[moment.astimezone(PARIS).date()] = days.get(moment.astimezone(PARIS).date(), 0) + (how is Placed.AT_ONCE)
    assert max(days.values()) <= (0 if digest else a_day)


def test_a_rule_tried_on_the_past_says_what_it_would_have_done() -> None:
    heard = [post(n, minutes=n) for n in range(100)]
    trigger = Trigger(Kind.VOLUME, 10, 1)
    seen = replay(trigger, limits_of(trigger, 5, 5, False), heard, PARIS)
    assert (seen.at_once, seen.digest, seen.folded) == (2, 0, 88), "it counts over an hour: one alert an hour"
    burst = Trigger(Kind.BURST)
    begun = [(NOON, 40), (NOON + timedelta(hours=3), 30), (NOON + timedelta(hours=30), 50)]
    swings = replay_swings(limits_of(burst, 5, 5, False), begun, PARIS)
    assert (swings.at_once, swings.folded) == (2, 1), "one a day"


WEEK = (((9 * 60, 18 * 60),),) * 5 + ((), ())


@pytest.mark.parametrize(
    ("at", "wishes", "digest", "urgent", "comes"),
    [
        ("2026-03-02T12:00", Wishes(), False, False, "2026-03-02T12:00"),
        ("2026-03-02T12:00", Wishes(), True, False, "2026-03-03T09:00"),
        ("2026-03-02T07:00", Wishes(digest_only=True), False, False, "2026-03-02T09:00"),
        ("2026-03-02T22:30", Wishes("hours"), False, False, "2026-03-03T08:00"),
        ("2026-03-03T06:30", Wishes("hours"), False, False, "2026-03-03T08:00"),
        ("2026-03-02T22:30", Wishes("hours"), False, True, "2026-03-02T22:30"),
        ("2026-03-06T19:00", Wishes("closed"), False, False, "2026-03-09T09:00"),
        ("2026-03-02T10:00", Wishes("closed"), False, False, "2026-03-02T10:00"),
        ("2026-03-02T12:00", Wishes("hours", 480, 480), False, False, "2026-03-02T12:00"),
        ("2026-03-28T23:00", Wishes("hours", 22 * 60, 7 * 60), False, False, "2026-03-29T07:00"),
    ],
)
def test_quiet_hours(at: str, wishes: Wishes, digest: bool, urgent: bool, comes: str) -> None:
    """In the brand's time; the last one sleeps through the night in which the clock is put forward."""
    moment = datetime.fromisoformat(at).replace(tzinfo=PARIS).astimezone(UTC)
    found = due(moment, wishes, Hours(PARIS, WEEK), digest=digest, urgent=urgent)
    assert found == datetime.fromisoformat(comes).replace(tzinfo=PARIS)
