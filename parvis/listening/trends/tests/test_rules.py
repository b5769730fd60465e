"""Which words tell, and which rise."""

from __future__ import annotations

from datetime import UTC, datetime

from parvis.analysis.tokens import tokens
from parvis.listening.trends.heard import links_of
from parvis.listening.trends.rules import quarter_of, rising, telling


def test_names_addresses_numbers_and_common_words_tell_nothing() -> None:
    text = "@marie Le train d’Aurillac est en retard, en retard ! 2026 #grève https://x.example/a qu’il aujourd’hui"
    assert telling(tokens(text).words) == ("train", "aurillac", "retard", "#grève")


def test_a_link_counts_once_however_it_is_written() -> None:
    html = '<a href="https://x.example/a?utm_source=b">1</a> <a href="https://x.example/a/">2</a>'
    assert links_of(html) == ("https://x.example/a",)


def test_a_quarter_begins_every_six_hours() -> None:
    assert quarter_of(datetime(2026, 3, 2, 17, 59, tzinfo=UTC)) == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_what_grows_with_the_talk_does_not_rise() -> None:
    now, before = {"grève": 12, "train": 40, "café": 1}, {"train": 20}
    assert [one.term for one in rising(now, before, 2.0, most=9)] == ["grève"]
    assert [one.term for one in rising(now, before, 1.0, most=9)] == ["grève", "train"]
