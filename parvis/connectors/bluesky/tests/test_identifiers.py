"""Names, addresses and keys: read whatever is pasted, and believe only what has the form."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.bluesky.addresses import read_address
from parvis.connectors.bluesky.connector import CONNECTOR
from parvis.connectors.bluesky.identifiers import at_uri, is_did, is_handle, is_tid, read_tid, record_key, tid
from parvis.connectors.bluesky.identity import written_handle
from parvis.connectors.recognise import complete

DID = "did:plc:" + "abcdefghijklmnopqrstuvwx"
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # zone given


@pytest.mark.parametrize(
    ("pasted", "kind", "who", "name"),
    [
        ("https://bsky.app/profile/zoe.bsky.social", "account", "zoe.bsky.social", ""),
        ("https://bsky.app/profile/Zoe.Example.FR/", "account", "zoe.example.fr", ""),
        (f"https://bsky.app/profile/{DID}", "account", DID, ""),
        ("@zoe.bsky.social", "account", "zoe.bsky.social", ""),
        ("@laveilleuse.example", "account", "laveilleuse.example", ""),
        ("zoe.bsky.social", "account", "zoe.bsky.social", ""),
        (DID, "account", DID, ""),
        ("did:web:zoe.example", "account", "did:web:zoe.example", ""),
        (f"at://{DID}", "account", DID, ""),
        ("https://bsky.app/profile/zoe.example/post/3kabcdefghi2k", "thread", "zoe.example", "3kabcdefghi2k"),
        (f"at://{DID}/app.bsky.feed.post/3kabcdefghi2k", "thread", DID, "3kabcdefghi2k"),
        ("https://bsky.app/profile/zoe.example/feed/trains", "feed", "zoe.example", "trains"),
        ("https://bsky.app/profile/zoe.example/lists/3kabc", "list", "zoe.example", "3kabc"),
        ("https://bsky.app/hashtag/TrainDeNuit", "tag", "", "TrainDeNuit"),
        ("https://bsky.app/hashtag/%C3%A9t%C3%A9?author=zoe", "tag", "", "été"),
        ("https://bsky.app/search?q=train+de+nuit", "search", "", "train de nuit"),
        (f"https://bsky.app/profile/{DID}/mentions", "mentions", DID, ""),
    ],
)  # fmt: skip
def test_an_address_means(pasted: str, kind: str, who: str, name: str) -> None:
    where = read_address(complete(pasted))
    assert where
    assert (where.kind, where.who, where.name) == (kind, who, name)
    assert CONNECTOR.recognise(complete(pasted))
    assert read_address(where.address) == where


@pytest.mark.parametrize(
    "address",
    [
        "https://bsky.app/about", "https://bsky.app/profile/zoe", "https://bsky.app/profile/zoe.example/rss", "https://blog.example/",
        "https://bsky.app/search?q=", "https://u:p@bsky.app/profile/zoe.example", "mailto:zoe@bsky.social", "zoe@bsky.social",
        "https://bsky.app.evil.example/profile/zoe.example", "https://help.bsky.social/page", "did:key:zabc", "did:plc:TOOSHORT",
        "at://zoe.example/app.bsky.feed.like/3k", "https://[", "", "@", "https://piaille.fr/@zoe",
    ],
)  # fmt: skip
def test_what_is_not_of_this_network_is_left_to_others(address: str) -> None:
    assert not CONNECTOR.recognise(address)


@given(st.text())
def test_whatever_is_pasted_it_is_read_quickly_or_refused(pasted: str) -> None:
    for form in (
        "{}",
        "at://{}",
        "https://bsky.app/profile/{}",
        "https://bsky.app/hashtag/{}",
        "https://bsky.app/search?q={}",
    ):
        where = read_address(form.format(pasted))
        assert where is None or read_address(where.address) == where


def test_an_endless_name_costs_nothing() -> None:
    started = time.monotonic()
    for long in ("a." * 50_000, "a-" * 50_000, "@" + "a" * 100_000 + ".b"):
        assert not is_handle(long)
        read_address(f"https://bsky.app/profile/{long}")
    assert time.monotonic() - started < 1


@given(st.integers(0, (1 << 53) - 1), st.integers(0, 1023))
def test_a_key_of_time_is_read_back_as_it_was_written(microseconds: int, clock: int) -> None:
    made = tid(microseconds, clock)
    assert is_tid(made)
    assert read_tid(made) == (microseconds, clock)


@given(st.integers(0, (1 << 53) - 2), st.integers(0, 1023), st.integers(0, 1023))
def test_keys_of_time_sort_like_time(microseconds: int, one: int, other: int) -> None:
    assert tid(microseconds, one) < tid(microseconds + 1, other)


@given(st.text(min_size=1), MOMENTS)
def test_a_message_has_one_key_which_lies_shortly_before_what_it_answers(key: str, near: datetime) -> None:
    made = record_key(key, near)
    assert made == record_key(key, near)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=read_tid(made)[0])
    assert timedelta() <= near - at < timedelta(hours=3)


def test_ten_thousand_messages_have_ten_thousand_keys() -> None:
    near = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert len({record_key(f"parvis-{n}", near) for n in range(10_000)}) == 10_000
    assert len({record_key(f"parvis-{n}", None) for n in range(10_000)}) == 10_000


@given(st.text(min_size=1))
def test_what_is_no_key_of_time_is_refused(written: str) -> None:
    if not is_tid(written):
        with pytest.raises(ValueError, match=re.escape(written)):
            read_tid(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("@Zoe.bsky.social", "zoe.bsky.social"), ("zoe", "zoe.bsky.social"), (" zoe.example ", "zoe.example"), (DID, DID),
        ("https://bsky.app/profile/zoe.example/", "zoe.example"), ("zoe@mail.example", ""), ("deux mots", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_account_meant_is_found_in_whatever_is_typed(written: str, meant: str) -> None:
    assert written_handle(written) == meant


def test_forms_of_names() -> None:
    assert is_did("did:web:localhost%3A2583")
    assert not is_did("did:web:a/b")
    assert not is_handle("zoe")
    assert not is_handle("zoe.1")
    assert not is_handle("été.example")
    assert at_uri(f"at://{DID}/app.bsky.feed.post/..%2F") is None
