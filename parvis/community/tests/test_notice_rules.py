"""When a mail may come, whatever the clocks do; and what a mail of ours can be answered by."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.community.quotes import handles_in, quotes_in
from parvis.community.rules.notices import Kind, Rhythm, called, kinds_in, next_digest, quiet_until, worded
from parvis.community.tokens import Answered, answered_by, message_id, unsubscriber, unsubscribing

ZONES = st.sampled_from(["Europe/Paris", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
@settings(max_examples=30)
def test_quiet_hours_end_within_a_day_and_outside_of_themselves(at, zone, first, last):
    until = quiet_until(at, zone, (first, last))
    if until is None:
        return
    assert at < until <= at + timedelta(hours=26)
    assert quiet_until(until, zone, (first, last)) is None or until == at + timedelta(minutes=1)


def test_a_night_ends_at_its_hour_on_the_days_when_clocks_change():
    night = (time(22), time(7))
    spring = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))
    ends = quiet_until(spring.astimezone(UTC), "Europe/Paris", night)
    assert ends == datetime(2026, 3, 29, 7, tzinfo=ZoneInfo("Europe/Paris"))
    assert ends - spring.astimezone(UTC) == timedelta(hours=5, minutes=30)
    assert quiet_until(datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Paris", night) is None
    assert quiet_until(spring, "Europe/Paris", None) is None


@given(MOMENTS, ZONES, st.sampled_from([one for one in Rhythm if one]))
@settings(max_examples=30)
def test_a_digest_comes_in_the_morning_of_its_reader(at, zone, rhythm):
    due = next_digest(at, rhythm, zone)
    assert due is not None
    assert due > at
    assert due.astimezone(ZoneInfo(zone)).hour in (8, 9)


@given(st.sets(st.sampled_from(list(Kind))))
@settings(max_examples=30)
def test_kinds_are_kept_as_words_of_which_none_is_part_of_another(kinds):
    assert kinds_in(worded(kinds)) == kinds
    assert all((f" {kind} " in worded(kinds)) is (kind in kinds) for kind in Kind)
    assert len(worded(list(Kind))) <= 120


def test_a_post_and_an_author_call_a_few():
    assert called(range(30), before=0) == list(range(10))
    assert called(range(30), before=37) == [0, 1, 2]
    assert called(range(30), before=90) == []


@given(st.integers(1, 10**17), st.integers(1, 10**17), st.integers(0, 10**9))
@settings(max_examples=30)
def test_only_our_own_ids_and_tokens_are_answered(member, post, letter):
    answered = Answered(member, post)
    ours = message_id(answered, letter, "h.test")
    assert answered_by(["x@y", ours]) == answered
    assert answered_by([ours.strip("<>")]) == answered
    assert answered_by([ours.replace(f"re.{member}.", f"re.{member + 1}.")]) is None
    assert answered_by(["re.1.2.zz@h.test", "", "re.1.2"]) is None
    assert unsubscriber(unsubscribing(member, "mention")) == (member, "mention")
    assert unsubscriber(unsubscribing(member, "mention")[:-1]) is None


def test_who_is_spoken_to_is_read_from_our_own_html_only():
    html = (
        '<p><a class="mention" href="/c/place/m/lea">@lea</a> @tom &lt;a class="mention" href="/c/place/m/tom"&gt;</p>'
    )
    quote = '<blockquote>\n<p><a href="/c/place/t/x/7/3" rel="nofollow">Léa</a></p></blockquote><p><a href="/c/place/t/x/8/1">x</a></p>'
    assert handles_in(html) == ["lea"]
    assert quotes_in(quote, "place") == [(7, 3)]
    assert quotes_in(quote, "other") == []
