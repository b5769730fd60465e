from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.engagement.rules.hours import ALWAYS, DAY, NEVER, Hours, Week, after, between, is_open, tidy

MINUTE = timedelta(minutes=1)
PARIS = ZoneInfo("Europe/Paris")
NINE_TO_SIX: Week = (((540, 720), (840, 1080)),) * 5 + ((), ())
OFFICE = Hours(PARIS, NINE_TO_SIX)


def paris(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def slots() -> st.SearchStrategy[tuple[tuple[int, int], ...]]:
    edges = [0, 90, 120, 135, 150, 180, 200, 540, 720, 1080, 1439, DAY]
    one = st.sampled_from([(opens, closes) for opens in edges for closes in edges if opens < closes])
    return st.lists(one, max_size=3).map(tidy)


ZONES = ["Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Indian/Reunion", "Africa/Casablanca"]
# Around changes of the clock: late March, early April, late October, early November; and a Ramadan in Morocco.
STARTS = [
    datetime(2026, 2, 14, 20, 0, tzinfo=UTC),
    datetime(2026, 3, 7, 20, 0, tzinfo=UTC),
    datetime(2026, 3, 28, 20, 0, tzinfo=UTC),
    datetime(2026, 4, 4, 10, 0, tzinfo=UTC),
    datetime(2026, 10, 24, 20, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
]


@st.composite
def hours_and_start(draw: st.DrawFn) -> tuple[Hours, datetime]:
    week = draw(st.tuples(*[slots()] * 7))
    start = draw(st.sampled_from(STARTS)) + draw(st.integers(0, 2 * DAY)) * MINUTE
    shut = draw(st.sets(st.integers(0, 4), max_size=2))
    closed = {start.date() + timedelta(days=n) for n in shut}
    return Hours(ZoneInfo(draw(st.sampled_from(ZONES))), week, closed.__contains__), start


def looked_at_the_clock(at: datetime, hours: Hours) -> bool:
    """The slow oracle: the clock on the wall, read in this minute."""
    local = at.astimezone(hours.zone)
    if hours.closed(local.date()):
        return False
    assert hours.week is not None
    return any(opens <= local.hour * 60 + local.minute < closes for opens, closes in hours.week[local.weekday()])


@given(hours_and_start(), st.integers(0, 3 * DAY))
def test_open_time_is_what_somebody_counts_who_looks_at_the_clock_every_minute(
    case: tuple[Hours, datetime], minutes: int
) -> None:
    hours, start = case
    counted = sum(looked_at_the_clock(start + n * MINUTE, hours) for n in range(minutes))
    assert between(start, start + minutes * MINUTE, hours) == counted * MINUTE


@given(hours_and_start(), st.integers(1, 900))
def test_the_due_moment_is_where_the_counted_minutes_are_full(case: tuple[Hours, datetime], wanted: int) -> None:
    hours, start = case
    due, counted, at = after(start, wanted * MINUTE, hours), 0, start
    while counted < wanted and at < start + timedelta(days=5):
        counted += looked_at_the_clock(at, hours)
        at += MINUTE
    if counted == wanted:
        assert due == at
    else:
        assert due > at


@given(hours_and_start(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_counting_to_the_second_adds_up(case: tuple[Hours, datetime], first: int, second: int) -> None:
    hours, start = case
    middle = start + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    assert between(start, middle, hours) + between(middle, end, hours) == between(start, end, hours)
    asked = timedelta(seconds=first % 90_000 + 1)
    due = after(start, asked, hours)
    assert due == NEVER or between(start, due, hours) == asked


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        (paris(2, 10), 60, paris(2, 11)),  # Monday morning
        (paris(2, 11, 30), 60, paris(2, 14, 30)),  # over lunch
        (paris(6, 17, 30), 60, paris(9, 9, 30)),  # over the week-end
        (paris(7, 3), 1, paris(9, 9, 1)),  # in the night of Saturday
        (paris(2, 9), 180, paris(2, 12)),  # full at the very end of a slot, not at the beginning of the next
    ],
)
def test_an_hour_of_the_office(start: datetime, minutes: int, due: datetime) -> None:
    assert after(start, minutes * MINUTE, OFFICE) == due


def test_a_closed_day_does_not_count() -> None:
    shut = Hours(PARIS, NINE_TO_SIX, {date(2026, 3, 3)}.__contains__)
    assert after(paris(2, 17, 30), 60 * MINUTE, shut) == paris(4, 9, 30)
    assert not is_open(paris(3, 10), shut)
    assert is_open(paris(2, 10), shut)


def test_around_the_clock_a_day_has_as_many_hours_as_the_day() -> None:
    assert after(paris(28, 12), timedelta(hours=24), ALWAYS) == paris(28, 12) + timedelta(hours=24)
    every_minute = Hours(PARIS, (((0, DAY),),) * 7)
    assert between(paris(29, 0), paris(30, 0), every_minute) == timedelta(hours=23)
    assert between(paris(25, 0, month=10), paris(26, 0, month=10), every_minute) == timedelta(hours=25)


def test_an_hour_that_the_clock_leaves_out_is_not_worked_and_one_that_it_repeats_is_worked_twice() -> None:
    night = Hours(PARIS, (((120, 180),),) * 7)
    assert between(paris(29, 0), paris(30, 0), night) == timedelta()
    assert between(paris(25, 0, month=10), paris(26, 0, month=10), night) == timedelta(hours=2)


def test_who_never_opens_owes_nothing() -> None:
    assert after(paris(2, 10), MINUTE, Hours(PARIS, ((),) * 7)) == NEVER
    assert after(paris(2, 10), MINUTE, Hours(PARIS, NINE_TO_SIX, lambda _day: True)) == NEVER


def test_slots_are_put_in_order_and_joined() -> None:
    assert tidy([(840, 1080), (540, 720), (700, 840)]) == ((540, 1080),)
    assert tidy([(840, 1080), (540, 720)]) == ((540, 720), (840, 1080))
    for wrong in [(720, 540), (540, 540), (0, DAY + 1), (-1, 3)]:
        with pytest.raises(ValueError, match="no slot"):
            tidy([wrong])
