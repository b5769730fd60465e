"""Servers that fail, lie, or mean harm: said plainly, nothing lost, nothing run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import AuthExpired, Budget, Gone, Measures, RateLimited, Transient
from parvis.connectors.mastodon.testing.instance import GOTOSOCIAL, MASTODON, stamp
from parvis.connectors.mastodon.tests.conftest import CONNECTOR, Opening
from parvis.connectors.testing.website import Reply


def test_a_server_that_fails_for_an_hour_then_gives_everything_at_once(desk: Opening) -> None:
    here = desk("tags/rail", stranger=True)
    here.instance.say("zoe", "#rail avant")
    here.read()
    for n in range(12):  # every five minutes of that hour
        here.made.instead = Reply(500, b"oops" if n % 2 else b'{"error":"x"}')
        with pytest.raises(Transient):
            here.read()
        for m in range(15):
            here.instance.say("zoe", f"#rail pendant {n}-{m}.")
    here.made.instead = None
    heard = {item.remote_id for item in here.read(Budget(requests=5, items=40))}
    assert len(heard) == 180
    assert here.read() == []


@pytest.mark.parametrize(
    "body",
    [b"<!doctype html><title>Maintenance</title>", b"", b"\xff\xfe", b"[" * 100_000, b"null", b'"x"', b"[1,2,null]"],
)
def test_something_else_than_data_loses_nothing(desk: Opening, body: bytes) -> None:
    here = desk("tags/rail", stranger=True)
    here.instance.say("zoe", "#rail avant")
    here.read()
    here.made.instead = Reply(200, body, {"Content-Type": "text/html"})
    with pytest.raises(Transient) as refused:
        here.read()
    assert refused.value.mend
    here.made.instead = None
    here.instance.say("zoe", "#rail après")
    assert [item.body for item in here.read()] == ["<p>#rail après</p>"]
    assert all(page.deletions == () for page in here.pages)


def test_a_404_of_a_server_under_repair_ends_no_place_but_its_own_word_does(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    here.instance.say("zoe", "bonjour")
    here.read()
    here.made.instead = Reply(404, b"<html>nginx</html>", {"Content-Type": "text/html"})
    with pytest.raises(Transient):
        here.read()
    here.made.instead = None
    here.instance.posts.clear()
    with pytest.raises(Gone):
        here.read()


@pytest.mark.parametrize("path", ["@veilleuse/mentions", "tags/rail", "@zoe", "search?q=rail"])
def test_a_revoked_token_is_told_and_the_place_goes_on_where_it_was(desk: Opening, path: str) -> None:
    here = desk(path)
    here.instance.say("zoe", "@veilleuse #rail un")
    here.read()
    token = here.source.secrets["token"]
    here.instance.revoke(token)
    here.instance.say("zoe", "@veilleuse #rail deux")
    with pytest.raises(AuthExpired) as refused:
        here.read()
    assert "revoked" in str(refused.value)
    assert "nothing is lost" in str(refused.value.mend)
    here.instance.token_for("veilleuse", name=token)
    assert ["deux" in item.body for item in here.read()] == [True]


def test_a_token_revoked_in_the_middle_of_a_reading_loses_nothing(desk: Opening) -> None:
    here = desk()
    root = here.instance.say("ana", "racine")
    for n in range(6):
        here.instance.say("zoe", f"@veilleuse réponse {n}", parent=here.instance.say("ana", f"r{n}", parent=root.id).id)
    page = CONNECTOR.fetch(here.source, "", Budget(requests=3, items=50))
    assert page.more
    here.cursor = page.cursor
    heard = list(page.items)
    token = here.source.secrets["token"]
    here.instance.revoke(token)
    with pytest.raises(AuthExpired):
        here.read()
    here.instance.token_for("veilleuse", name=token)
    heard += here.read()
    assert {item.body[-5] for item in heard if "réponse" in item.body} == set("012345")


def test_the_hour_to_come_back_is_reckoned_by_the_servers_clock(desk: Opening) -> None:
    here = desk("tags/rail", stranger=True)
    here.instance.skew = timedelta(hours=7)
    ahead = here.instance.now() + timedelta(minutes=4)
    here.made.instead = Reply(429, b'{"error":"x"}', {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": stamp(ahead)})
    with pytest.raises(RateLimited) as refused:
        here.read()
    wait = refused.value.until - datetime.now(UTC)
    assert timedelta(minutes=3) < wait < timedelta(minutes=5)


@pytest.mark.parametrize(
    "reset",
    ["", "demain", "9" * 300, "-5", stamp(datetime(2400, 1, 1, tzinfo=UTC)), stamp(datetime(1990, 1, 1, tzinfo=UTC))],
)
def test_whatever_hour_is_named_we_come_back_within_a_day(desk: Opening, reset: str) -> None:
    here = desk("tags/rail", stranger=True)
    here.made.instead = Reply(429, b"{}", {"X-RateLimit-Reset": reset})
    with pytest.raises(RateLimited) as refused:
        here.read()
    assert timedelta(seconds=20) < refused.value.until - datetime.now(UTC) <= timedelta(hours=24)


@pytest.mark.parametrize("skew", [timedelta(days=3), timedelta(days=-3)])
def test_a_clock_that_is_wrong_by_days_neither_loses_nor_doubles(desk: Opening, skew: timedelta) -> None:
    here = desk("tags/rail", stranger=True)
    here.instance.skew = skew
    here.instance.say("zoe", "#rail un")
    first = here.read()
    here.instance.skew = timedelta()
    here.instance.say("zoe", "#rail deux")
    assert [len(first), len(here.read()), len(here.read())] == [1, 1, 0]


@pytest.mark.parametrize("dialect", [MASTODON, GOTOSOCIAL], ids=lambda d: d.name)
def test_counters_are_asked_again_and_what_is_gone_is_left_out(desk: Opening) -> None:
    assert isinstance(CONNECTOR, Measures)
    here = desk("@zoe", stranger=True)
    said = [here.instance.say("zoe", str(n)) for n in range(3)]
    here.instance.like("a", said[0])
    here.instance.remove(said[1])
    found = CONNECTOR.metrics(here.source, [one.id for one in said], Budget())
    assert found == {
        said[0].id: {"likes": 1, "reposts": 0, "replies": 0},
        said[2].id: {"likes": 0, "reposts": 0, "replies": 0},
    }


def test_counters_cost_no_more_than_their_budget(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    said = [here.instance.say("zoe", str(n)).id for n in range(90)]
    before = len(here.made.asked)
    assert len(CONNECTOR.metrics(here.source, said, Budget(requests=2))) == 40
    assert len(here.made.asked) - before == 2
