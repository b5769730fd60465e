"""Everything that is said on the network, over a real WebSocket: cursors, lines that break or keep silent, hostile messages."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.bluesky.connector import BlueskyConnector
from parvis.connectors.bluesky.jetstream import OVERLAP, QUEUED, at, decode, view_of
from parvis.connectors.bluesky.testing.jetstream import POST, START, Sky, did, streaming
from parvis.connectors.contract import Capability, ConnectorError, Source, Transient
from parvis.connectors.net import Reach
from parvis.connectors.recognise import describe
from parvis.connectors.streams import Batch, Rhythm, Said, Streams, Unreadable

QUICK = Rhythm(size=50, seconds=0.05, silence=0.3)
NETWORK = BlueskyConnector(Reach.allowing("127.0.0.1"))


@pytest.fixture
def sky() -> Iterator[Sky]:
    with streaming() as made:
        yield made


def heard(sky: Sky, cursor: str, wanted: int, rhythm: Rhythm = QUICK) -> list[Batch]:
    """Batches until so many messages came."""
    found: list[Batch] = []
    with closing(NETWORK.follow(Source(sky.address), cursor, rhythm)) as line:
        for batch in line:
            found.append(batch)
            if sum(one.read for one in found) >= wanted:
                return found
    raise AssertionError


def test_what_was_said_since_the_cursor_is_told_again_with_an_overlap_in_order(sky: Sky) -> None:
    for n in range(120):
        sky.say(f"mot {n}")
    batches = heard(sky, str(START + 40_000), 120)
    assert sky.lines[0]["cursor"] == [str(START + 40_000 - OVERLAP)]
    events = [event for batch in batches for event in batch.events]
    assert [event.text for event in events] == [f"mot {n}" for n in range(120)]
    assert batches[-1].cursor == str(sky.clock)
    assert all(len(batch.events) <= QUICK.size for batch in batches)
    assert not any(batch.gap for batch in batches)
    assert NETWORK.moment(batches[-1].cursor) == at(sky.clock)


def test_without_a_cursor_only_what_comes_is_told(sky: Sky) -> None:
    sky.say("avant")

    def speak() -> None:
        with sky.changed:
            sky.changed.wait_for(lambda: sky.lines, 5)
        sky.say("maintenant")

    threading.Thread(target=speak).start()
    (event,) = [event for batch in heard(sky, "", 1) for event in batch.events]
    assert (event.said, event.text, event.by, event.language) == (Said.NEW, "maintenant", did(1), "fr")


def test_the_cursor_never_goes_back_when_moments_come_out_of_order(sky: Sky) -> None:
    sky.say("un")
    latest = sky.clock
    sky.tell({"did": did(2), "kind": "identity", "identity": {"did": did(2), "handle": "zoe.example"}}, later=-500)
    assert heard(sky, str(START), 2)[-1].cursor == str(latest)


def test_a_cursor_older_than_what_is_kept_is_told_as_a_gap(sky: Sky) -> None:
    sky.clock += 3_600_000_000
    sky.say("enfin")
    first = heard(sky, str(START), 1)[0]
    assert first.gap == (at(START), at(sky.clock))


def test_a_line_cut_within_a_message_gives_what_came_before_then_says_that_it_broke(sky: Sky) -> None:
    for n in range(10):
        sky.say(f"mot {n}")
    sky.cut_after = 4
    got: list[str] = []

    def listen() -> None:
        with closing(NETWORK.follow(Source(sky.address), str(START), QUICK)) as line:
            for batch in line:
                got.extend(event.text for event in batch.events)

    with pytest.raises(ConnectorError) as broke:
        listen()
    assert got == [f"mot {n}" for n in range(4)]
    assert broke.value.retry
    sky.cut_after = 0
    assert sum(len(batch.events) for batch in heard(sky, str(START), 10)) == 10


def test_a_line_that_says_nothing_is_given_up(sky: Sky) -> None:
    sky.dumb = True
    with pytest.raises(Transient, match="says nothing"):
        heard(sky, str(START), 1)


def test_the_server_waits_for_a_reader_that_is_slow(sky: Sky) -> None:
    """Nothing is drawn from the line while we are busy: what is held here is bounded, whatever is told."""
    many = 3 * QUEUED
    for n in range(many):
        sky.say(f"mot {n} " + "x" * 20_000)
    with closing(NETWORK.follow(Source(sky.address), str(START), QUICK)) as line:
        next(line)
        until_still(sky)
        assert sky.sent < many - QUEUED // 2
        read = 0
        for batch in line:
            read += batch.read
            if read >= QUEUED:
                break


def until_still(sky: Sky) -> None:
    before = -1
    while before != sky.sent:
        before = sky.sent
        threading.Event().wait(0.15)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b'{"did":"did:plc:a","time_us":17', "json"),
        (b"\xff\xfe\x00", "json"),
        (b"[" * 100_000, "json"),
        (b"[]", "shape"),
        (b'"did"', "shape"),
        (b'{"did":"did:plc:a","time_us":"17","kind":"commit"}', "shape"),
        (b'{"did":"did:plc:a","time_us":99999999999999999999,"kind":"commit"}', "shape"),
        (json.dumps({"did": did(1), "time_us": START, "kind": "commit"}).encode(), "shape"),
        (json.dumps({"did": did(1), "time_us": START, "kind": "commit", "commit": {"collection": POST, "rkey": "a", "operation": "create", "record": {"text": "x" * 1_000_000}}}).encode(), "long"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_to_be_so(message: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as fault:
        decode(message)
    assert fault.value.why == why


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["\x00", "\ud800", "app.bsky.richtext.facet#tag"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["text", "facets", "features", "$type", "tag", "uri", "embed", "images", "alt", "external", "title", "media",
                         "record", "langs", "reply", "root", "parent", "labels", "values", "val", "index", "byteStart", "byteEnd", "tags"]),
        inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["text", "facets", "embed", "langs", "reply", "tags", "labels", "createdAt"]), JSON, max_size=6
    )
)
def test_whatever_a_stranger_writes_becomes_an_item_or_is_left_out(record: dict[str, object]) -> None:
    told = {"did": did(1), "time_us": START, "kind": "commit",
            "commit": {"collection": POST, "rkey": "a", "operation": "create", "record": record, "rev": "a", "cid": "b"}}  # fmt: skip
    try:
        _when, event = decode(json.dumps(told).encode())
    except Unreadable:
        return
    assert event is not None
    item = NETWORK.item(event)
    assert item.remote_id == event.remote_id == view_of(told)["uri"]
    assert event.text.split("\n")[0][:3] in item.body or "<" in item.body or not item.body


@pytest.mark.parametrize("pasted", ["https://bsky.app/", "bsky.app"])
def test_the_whole_network_is_a_place_once_it_was_heard(sky: Sky, monkeypatch: pytest.MonkeyPatch, pasted: str) -> None:
    monkeypatch.setenv("PARVIS_BLUESKY_JETSTREAM", sky.address)
    threading.Timer(0.2, lambda: sky.say("bonjour")).start()
    found = describe(pasted, Reach.allowing("127.0.0.1"), {"bluesky": NETWORK})
    assert (found.kind, found.address, found.support[Capability.STREAM].state) == (
        "everything",
        "https://bsky.app",
        "yes",
    )
    assert isinstance(NETWORK, Streams)


def test_a_server_of_ones_own_is_a_place_too_and_its_address_is_checked(sky: Sky) -> None:
    threading.Timer(0.2, lambda: sky.say("bonjour")).start()
    assert describe(sky.address, Reach.allowing("127.0.0.1"), {"bluesky": NETWORK}).address == sky.address
    with pytest.raises(ConnectorError, match=r"private|port"):
        describe(sky.address, Reach(), {"bluesky": BlueskyConnector(Reach())})
