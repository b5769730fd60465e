"""All that is said on a network, over a real WebSocket, to what a watch keeps: nothing lost, nothing twice, nothing of others."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.bluesky.connector import BlueskyConnector
from parvis.connectors.bluesky.testing.jetstream import START, Sky, did, streaming
from parvis.connectors.bluesky.testing.server import served
from parvis.connectors.contract import Source
from parvis.connectors.net import Reach
from parvis.connectors.streams import Rhythm
from parvis.conversations.actions.parts import split
from parvis.conversations.actions.places import NewPlace, add_place, pause
from parvis.conversations.actions.streams import LeaseLost, advance, claim
from parvis.conversations.models import Place, Post, Revision, Stream
from parvis.conversations.parts import Part, parts, read_part
from parvis.conversations.queries import due_streams
from parvis.core.models import Brand
from parvis.flows import firehose, following
from parvis.flows.firehose import LEASE, Listening
from parvis.flows.following import Following, Pace
from parvis.flows.intake import poll
from parvis.listening.actions import save_watch
from parvis.listening.models import Hit, Watch

AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
NETWORK = BlueskyConnector(Reach.allowing("127.0.0.1"), appview="http://127.0.0.1:9")
QUICK = Rhythm(size=20, seconds=0.05, silence=5)
SOON = Pace(look=0.05, grace=0.3, pause=0.05, longest=0.2, rest=0.2)


@pytest.fixture
def sky() -> Iterator[Sky]:
    with streaming() as made:
        yield made


@pytest.fixture
def place(brand: Brand, sky: Sky) -> Place:
    made, _ = add_place(brand, NewPlace("bluesky", "everything", sky.address, sky.address, "Bluesky"), by=None, at=AT)
    Stream.objects.filter(place=made).update(cursor=str(START))
    save_watch(brand, name="Nuit", query='"train de nuit" SAUF miniature', role="brand", by=None, at=AT)
    return made


def hear(place: Place, sky: Sky, *, part: Part | None = None, at: datetime = AT) -> Listening:
    """One reader until all that was told so far was read; its lease ends with it, as if it had died."""
    stream = claim(Stream.objects.get(place=place, name=(part or Part()).name).pk, at, LEASE)
    assert stream is not None
    source = Source(sky.address)
    listening = Listening(stream.place, NETWORK.item, partial(NETWORK.signed, source), part or Part(), stream)
    listening._unsigned_until = float("inf")
    with closing(NETWORK.follow(source, stream.cursor, QUICK)) as line:
        for batch in line:
            listening.take(batch, at)
            if batch.cursor == str(max(when for when, _ in sky.told)):
                break
    Stream.objects.filter(pk=stream.pk).update(lease_until=None)
    return listening


def told(place: Place) -> list[str]:
    return sorted(Post.objects.filter(place=place, deleted_at=None).values_list("text", flat=True))


@pytest.mark.django_db
def test_only_what_a_watch_catches_is_kept_with_its_author_and_thread(place: Place, sky: Sky) -> None:
    uri = sky.say("Le train de nuit, enfin !", who=7)
    sky.say("Un gâteau", who=8)
    sky.say("train de nuit miniature", who=8)
    root = {"uri": uri, "cid": "bafyreia"}
    sky.say("Oui, le #train de nuit", who=9, reply={"root": root, "parent": root})
    taken = hear(place, sky).taken
    assert (taken["read"], taken["new"], taken["hits"]) == (4, 2, 2)
    first, answer = Post.objects.order_by("pk")
    assert (first.remote_id, first.author.remote_id if first.author else "") == (uri, did(7))
    assert (answer.thread_id, answer.parent_id, answer.kind) == (first.thread_id, first.pk, "reply")
    stream = Stream.objects.get(place=place)
    assert (stream.cursor, stream.failures, stream.succeeded_at) == (str(sky.clock), 0, AT)


@pytest.mark.django_db
def test_the_same_stream_again_stores_nothing_twice_and_brings_nothing_back(place: Place, sky: Sky) -> None:
    kept = [sky.say(f"train de nuit {n}", who=n) for n in range(8)]
    sky.say("train de nuit, voie 2", who=3, key=kept[3].rpartition("/")[2], operation="update")
    sky.say("train de nuit, voie 3", who=3, key=kept[3].rpartition("/")[2], operation="update")
    sky.delete(kept[5])
    hear(place, sky)
    before = (told(place), Hit.objects.count(), Watch.objects.get().hit_count, Revision.objects.count())
    assert "train de nuit, voie 3" in before[0]
    assert "train de nuit 5" not in before[0]
    sky.told += sky.told[:4]  # told twice
    Stream.objects.update(cursor=str(START))
    assert hear(place, sky).taken["new"] == 0
    assert (told(place), Hit.objects.count(), Watch.objects.get().hit_count, Revision.objects.count()) == before


@pytest.mark.django_db
def test_edits_and_deletions_of_what_we_hold_are_followed_whatever_they_say_now(place: Place, sky: Sky) -> None:
    kept, gone = sky.say("train de nuit", who=1), sky.say("un train de nuit", who=2)
    left = sky.say("le train de nuit", who=3)
    hear(place, sky)
    sky.say("un gâteau", who=1, key=kept.rpartition("/")[2], operation="update")
    sky.say("une tarte", who=1, key="never", operation="update")
    sky.delete(gone)
    sky.leave(3)
    sky.leave(1, status="deactivated")
    taken = hear(place, sky).taken
    assert (taken["edited"], taken["gone"], taken["new"]) == (1, 2, 0)
    assert told(place) == ["un gâteau"]
    assert Post.objects.get(remote_id=left).text == ""


@pytest.mark.django_db
def test_messages_that_cannot_be_read_are_counted_told_and_left_out(place: Place, sky: Sky) -> None:
    sky.spoil(b'{"did":"did:plc:a","time_us":1')
    sky.spoil(b"[]")
    sky.say("train de nuit \x00 \ud83d fin", who=1, tags=["a\x00b", "\udc00"])
    sky.say("train de nuit " + "x" * 150_000, who=2)
    sky.say("rien")
    assert hear(place, sky).taken["new"] == 1
    assert told(place)[0].startswith("train de nuit")
    notices = {n["text"]: n["params"] for n in Stream.objects.get(place=place).notices}
    assert [n["count"] for n in notices.values()] == [1, 1, 1]
    assert Post.objects.get().tags == ["ab", ""]


@pytest.mark.django_db
def test_a_gap_is_told_to_whoever_looks_at_the_place_and_stays_told(place: Place, sky: Sky) -> None:
    sky.clock += 7_200_000_000
    sky.say("train de nuit")
    hear(place, sky)
    sky.say("train de nuit, suite")
    hear(place, sky)
    (gap,) = Stream.objects.get(place=place).notices
    assert gap["params"] == {"from": "2026-03-02 12:00:00", "to": "2026-03-02 14:00:00"}


@pytest.mark.django_db
def test_who_wrote_is_asked_of_the_network_and_a_post_does_not_wait_for_it(place: Place, sky: Sky) -> None:
    with served() as network:
        zoe = network.sky.person("zoe.example")
        commit = {"rev": "1", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "a", "cid": "b",
                  "record": {"text": "train de nuit"}}  # fmt: skip
        sky.tell({"did": zoe.did, "kind": "commit", "commit": commit})
        known = BlueskyConnector(Reach.allowing("127.0.0.1"), appview=network.address)
        with closing(known.follow(Source(sky.address), str(START), QUICK)) as line:
            batch = next(batch for batch in line if batch.events)
        Listening(place, known.item, partial(known.signed, Source(sky.address))).take(batch, AT)
    author = Post.objects.get().author
    assert author is not None
    assert author.handle == "@zoe.example"


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_fails_in_the_middle_loses_and_doubles_nothing(
    place: Place, sky: Sky, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cursor moves with its posts or not at all: the database fails before and after, again and again."""
    for n in range(100):
        sky.say(f"train de nuit {n}" if n % 3 else "autre chose", who=n % 5)
    dice, whole = random.Random(5), advance

    def failing(*given: Any) -> None:
        if dice.random() < 0.4:
            raise OperationalError("the lights went out")
        whole(*given)
        if dice.random() < 0.4:
            raise OperationalError("the lights went out")

    monkeypatch.setattr(firehose, "advance", failing)
    for _ in range(60):
        try:
            hear(place, sky)
            break
        except OperationalError:
            Stream.objects.update(lease_until=None)
    monkeypatch.setattr(firehose, "advance", whole)
    hear(place, sky)
    assert told(place) == sorted(f"train de nuit {n}" for n in range(100) if n % 3)
    watch = Watch.objects.get()
    assert watch.hit_count == Hit.objects.count() == Post.objects.count()


@pytest.mark.django_db
def test_a_reader_whose_lease_was_taken_stores_nothing(place: Place, sky: Sky) -> None:
    stream = claim(Stream.objects.get(place=place).pk, AT, LEASE)
    assert stream is not None
    assert claim(stream.pk, AT + LEASE + timedelta(seconds=1), LEASE) is not None
    sky.say("train de nuit")
    with closing(NETWORK.follow(Source(sky.address), str(START), QUICK)) as line:
        batch = next(batch for batch in line if batch.events)
    with pytest.raises(LeaseLost):
        Listening(place, NETWORK.item, stream=stream).take(batch, AT)
    assert not Post.objects.exists()


# Parts ------------------------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.integers(1, 64))
def test_every_post_is_in_exactly_one_part(key: str, of: int) -> None:
    assert sum(part.has(key) for part in parts(of)) == 1
    assert all(read_part(part.name) == part for part in parts(of))


@pytest.mark.parametrize("written", ["0/2", "3/2", "1/0", "1/1000", "a/b", "1", "", "1/2/3"])
def test_a_part_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=f"^{written}$"):
        read_part(written)


@pytest.mark.django_db
def test_parts_together_hear_what_one_would_and_go_on_from_where_the_stream_was(place: Place, sky: Sky) -> None:
    sky.say("train de nuit avant", who=1)
    hear(place, sky)
    rows = split(place, 3, AT)
    assert {row.cursor for row in rows} == {str(sky.clock)}
    for n in range(40):
        sky.say(f"train de nuit {n}", who=n)
    new = [hear(place, sky, part=part).taken["new"] for part in parts(3)]
    assert sum(new) == 40
    assert all(n > 5 for n in new)
    assert len(told(place)) == 41
    Stream.objects.filter(name="2/3").update(cursor=str(START))
    assert {row.cursor for row in split(place, 2, AT)} == {str(START)}, "nobody’s cursor is passed over"
    assert hear(place, sky, part=Part(1, 2)).taken["new"] == 0


# Following --------------------------------------------------------------------------------------------------------------


def until(holds: Any, seconds: float = 10) -> None:
    waited = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if holds():
            return
        waited.wait(0.05)
    raise AssertionError


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "connector_for", lambda name: NETWORK)


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("network")
def test_lines_that_break_or_keep_silent_are_opened_again_and_a_paused_place_is_let_go(place: Place, sky: Sky) -> None:
    Stream.objects.update(cursor="")
    house = Following(pace=SOON, rhythm=Rhythm(size=20, seconds=0.05, silence=0.5))
    house.start()
    until(lambda: sky.lines)
    sky.say("train de nuit 0")
    until(lambda: Post.objects.count() == 1)
    sky.cut_after = 3
    for n in range(1, 12):
        sky.say(f"train de nuit {n}", who=n)
    until(lambda: len(sky.lines) >= 3)
    sky.cut_after = 0
    until(lambda: Post.objects.count() == 12)
    sky.dumb, lines = True, len(sky.lines)
    until(lambda: len(sky.lines) > lines)
    sky.dumb = False
    sky.say("train de nuit 12")
    until(lambda: Post.objects.count() == 13)
    stream = Stream.objects.get(place=place)
    assert not due_streams(AT + timedelta(days=900))
    pause(place, by=None, at=AT)
    until(lambda: not house.heard)
    house.stop(5)
    stream.refresh_from_db()
    assert stream.lease_until is None
    assert poll(stream.pk, AT) is None


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("network")
def test_each_process_takes_a_part_and_one_takes_over_from_another_that_died(place: Place, sky: Sky) -> None:
    here, there = Following(2, pace=Pace(0.05, 60, 0.05, 0.2, 0.2), rhythm=QUICK), Following(2, pace=SOON, rhythm=QUICK)
    here.start()
    until(lambda: len(here.heard) == 1)
    there.start()
    until(lambda: len(there.heard) == 1)
    assert here.heard.isdisjoint(there.heard)
    for n in range(30):
        sky.say(f"train de nuit {n}", who=n)
    until(lambda: Post.objects.count() == 30)
    here.stop(5)
    Stream.objects.filter(pk__in=here.heard).update(lease_until=AT)
    until(lambda: len(there.heard) == 2)
    for n in range(30, 60):
        sky.say(f"train de nuit {n}", who=n)
    until(lambda: Post.objects.count() == 60)
    there.stop(5)
    assert Watch.objects.get().hit_count == Hit.objects.count() == 60
