"""Paste any address of the network: what it is, what can be done there, honestly; and wait for news, and count."""

from __future__ import annotations

import threading
import time

import pytest

from parvis.connectors.bluesky.items import MEMBERS_ONLY
from parvis.connectors.bluesky.testing.server import OURS, Served
from parvis.connectors.bluesky.tests.conftest import LOCAL, Opening, connector, let_in
from parvis.connectors.contract import (
    AuthExpired,
    Budget,
    Capability,
    Connector,
    Forbidden,
    Measures,
    Rejected,
    Transient,
    Wakes,
)
from parvis.connectors.recognise import Reaches, describe
from parvis.connectors.testing.website import Reply


@pytest.mark.parametrize(
    ("pasted", "kind", "title"),
    [
        ("@zoe.example", "account", "@zoe.example"), ("https://bsky.app/profile/zoe.example", "account", "@zoe.example"),
        ("https://bsky.app/hashtag/rail", "tag", "#rail"), ("https://bsky.app/search?q=rail", "search", "rail"),
        ("https://bsky.app/profile/zoe.example/feed/trains", "feed", "@zoe.example"),
    ],
)  # fmt: skip
def test_a_stranger_listens_and_is_told_that_answering_needs_an_account(
    made: Served, pasted: str, kind: str, title: str
) -> None:
    made.sky.say("zoe.example", "#rail bonjour")
    known: dict[str, Connector] = {"bluesky": connector(made)}
    found = describe(pasted, LOCAL, known)
    states = {capability: said.state for capability, said in found.support.items()}
    assert (found.network, found.kind, found.title, found.visibility) == ("bluesky", kind, title, "public")
    assert states[Capability.LISTEN] == states[Capability.METRICS] == "yes"
    assert states[Capability.REPLY] == states[Capability.FIND_SENT] == "needs"
    assert states[Capability.MODERATE] == states[Capability.WAKE] == "no"
    assert found.address == describe(found.address, LOCAL, known).address


def test_a_place_is_kept_by_what_stays_when_the_handle_changes(made: Served) -> None:
    said = made.sky.say("zoe.example", "bonjour")
    key = said.uri.rpartition("/")[2]
    found = connector(made).probe(f"https://bsky.app/profile/zoe.example/post/{key}", {}, {})
    assert found.address == f"https://bsky.app/profile/{said.did}/post/{key}"
    assert found.kind == "thread"


def test_a_search_that_is_shut_to_strangers_says_what_it_needs(made: Served) -> None:
    made.sky.search_is_open = False
    for address in ("https://bsky.app/search?q=rail", "https://bsky.app/hashtag/rail"):
        found = connector(made).probe(address, {}, {})
        assert found.support[Capability.LISTEN].state == "needs"
        assert found.support[Capability.LISTEN].reason
    assert (
        connector(made).probe("https://bsky.app/search?q=rail", {}, let_in(made)).support[Capability.LISTEN].state
        == "yes"
    )


def test_who_hides_from_strangers_is_shown_to_an_account_only_and_the_feed_is_offered(made: Served) -> None:
    made.sky.person("zoe.example").labels.append(MEMBERS_ONLY)
    found = connector(made).probe("https://bsky.app/profile/zoe.example", {}, {})
    assert found.support[Capability.LISTEN].state == "needs"
    assert found.choices[0][1].endswith("/rss")


def test_with_our_account_everything_the_level_allows_works(made: Served) -> None:
    secrets = let_in(made)
    for level, reply in (("answer", "yes"), ("read", "needs")):
        found = connector(made).probe(f"https://bsky.app/profile/{OURS}/mentions", {"level": level}, secrets)
        assert found.support[Capability.LISTEN].state == found.support[Capability.WAKE].state == "yes"
        assert found.support[Capability.REPLY].state == reply
        assert found.url == "https://bsky.app/notifications"


@pytest.mark.parametrize(
    "address",
    [
        "https://bsky.app/profile/personne.example",
        f"https://bsky.app/profile/{OURS}/post/3kabc",
        "https://blog.example/",
    ],
)
def test_what_is_not_there_is_told_plainly(made: Served, address: str) -> None:
    with pytest.raises(Rejected) as refused:
        connector(made).probe(address, {}, {})
    assert refused.value.mend


def test_the_connector_keeps_its_protocols(made: Served) -> None:
    assert isinstance(connector(made), Wakes)
    assert isinstance(connector(made), Measures)
    assert isinstance(connector(made), Reaches)


# Waiting -----------------------------------------------------------------------------------------------------------------


def test_a_mention_is_announced_soon(desk: Opening) -> None:
    here = desk()
    here.sky.say("zoe.example", f"@{OURS} avant")
    here.read()
    timer = threading.Timer(0.2, lambda: here.sky.say("zoe.example", f"@{OURS} voilà"))
    timer.start()
    started = time.monotonic()
    assert here.network.wait(here.source, 10, here.cursor)
    assert time.monotonic() - started < 5
    timer.join()
    assert any("voilà" in item.body for item in here.read())


def test_what_came_before_the_wait_is_news_at_once(desk: Opening) -> None:
    here = desk()
    here.sky.say("zoe.example", f"@{OURS} avant")
    here.read()
    here.sky.say("zoe.example", f"@{OURS} entre deux")
    assert here.network.wait(here.source, 10, here.cursor)


def test_without_news_the_wait_ends_in_time_and_a_like_is_none(desk: Opening) -> None:
    here = desk()
    said = here.sky.say(OURS, "bonjour")
    here.sky.like("zoe.example", said)
    here.made.left = 5
    started = time.monotonic()
    assert here.network.wait(here.source, 0.3) is False
    assert time.monotonic() - started < 3


def test_a_place_that_announces_nothing_and_an_access_that_ended_say_so(desk: Opening) -> None:
    with pytest.raises(Forbidden):
        desk("hashtag/rail").network.wait(desk("hashtag/rail").source, 5)
    here = desk()
    here.sky.sessions.clear()
    with pytest.raises(AuthExpired):
        here.network.wait(here.source, 5)


# Bad input ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"<html>503</html>", b"[]", b"{}", b"null", b'{"posts": 3}', b"[" * 3000])
def test_something_else_than_data_loses_nothing(desk: Opening, body: bytes) -> None:
    here = desk("hashtag/rail", stranger=True)
    here.sky.say("zoe.example", "#rail avant")
    here.read()
    here.made.instead = Reply(200, body, {"Content-Type": "text/html"})
    with pytest.raises(Transient) as refused:
        here.read()
    assert refused.value.mend
    here.made.instead = None
    here.sky.say("zoe.example", "#rail après")
    assert ["après" in item.body for item in here.read()] == [True]
    assert all(page.deletions == () for page in here.pages)


def test_a_404_of_a_server_under_repair_ends_no_place(desk: Opening) -> None:
    here = desk("profile/{zoe}", stranger=True)
    here.sky.say("zoe.example", "bonjour")
    here.read()
    for reply in (Reply(404, b"<html>nginx</html>"), Reply(501, b'{"error":"MethodNotImplemented"}')):
        here.made.instead = reply
        with pytest.raises(Transient):
            here.read()


@pytest.mark.parametrize("path", ["profile/{ours}/mentions", "hashtag/rail", "profile/{zoe}"])
def test_an_access_that_ended_is_told_and_the_place_goes_on_where_it_was(desk: Opening, path: str) -> None:
    here = desk(path)
    here.sky.say("zoe.example", f"@{OURS} #rail un")
    here.read()
    kept = dict(here.sky.sessions)
    here.sky.sessions.clear()
    here.sky.say("zoe.example", f"@{OURS} #rail deux")
    with pytest.raises(AuthExpired) as refused:
        here.read()
    assert "nothing is lost" in str(refused.value.mend)
    here.sky.sessions = kept
    assert ["deux" in item.body for item in here.read()] == [True]


def test_a_limit_that_is_used_up_is_respected_before_it_is_enforced(desk: Opening) -> None:
    here = desk()
    for n in range(40):
        here.sky.say("zoe.example", f"@{OURS} n{n}")
    here.made.left = 0
    before = len(here.made.asked)
    page = here.network.fetch(here.source, "", Budget())
    assert len(here.made.asked) - before <= 2
    assert not page.more
    assert page.wait
    assert 200 < page.wait.total_seconds() < 300
    here.cursor, here.made.left = page.cursor, 2000
    assert len(page.items) + len(here.read()) == 40


def test_counters_are_asked_again_within_their_budget_and_what_is_gone_is_left_out(desk: Opening) -> None:
    here = desk("profile/{zoe}", stranger=True)
    said = [here.sky.say("zoe.example", str(n)) for n in range(60)]
    here.sky.like("ana.example", said[0])
    here.sky.remove(said[1])
    found = here.network.metrics(here.source, ["no address", *(one.uri for one in said)], Budget(requests=2))
    assert len(found) == 49
    assert found[said[0].uri] == {"likes": 1, "reposts": 0, "replies": 0, "quotes": 0}
    assert said[1].uri not in found
