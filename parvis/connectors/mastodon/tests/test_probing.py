"""Paste any address of the fediverse: what it is, what can be done there, honestly."""

from __future__ import annotations

import pytest

from parvis.connectors.contract import Capability, Rejected
from parvis.connectors.mastodon.addresses import is_ours, origin_of, read_address
from parvis.connectors.mastodon.testing.instance import GOTOSOCIAL, Dialect
from parvis.connectors.mastodon.testing.server import Served
from parvis.connectors.mastodon.tests.conftest import CONNECTOR, SETTINGS
from parvis.connectors.net import Reach
from parvis.connectors.recognise import describe
from parvis.connectors.testing.website import website

LOCAL = Reach.allowing("127.0.0.1")
SHUT = Dialect("shut", open_to_strangers=False)


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("https://piaille.fr/@zoe", "account", "zoe"), ("https://piaille.fr/@zoe@mamot.fr", "account", "zoe@mamot.fr"),
        ("https://piaille.fr/web/@zoe", "account", "zoe"), ("https://piaille.fr/users/zoe", "account", "zoe"),
        ("https://piaille.fr/@zoe/with_replies", "account", "zoe"), ("https://piaille.fr/@zoe/media", "account", "zoe"),
        ("https://piaille.fr/@zoe/110123456789", "post", "zoe"), ("https://gts.example/@zoe/statuses/01JABCDEF", "post", "zoe"),
        ("https://piaille.fr/users/zoe/statuses/110123", "post", "zoe"), ("https://pleroma.example/notice/9xYz123", "post", ""),
        ("https://piaille.fr/tags/TrainDeNuit", "tag", "TrainDeNuit"), ("https://piaille.fr/tags/%C3%A9t%C3%A9", "tag", "été"),
        ("https://piaille.fr/@zoe/mentions", "mentions", "zoe"), ("https://mastodon.social/", "instance", ""),
    ],
)  # fmt: skip
def test_an_address_means(address: str, kind: str, name: str) -> None:
    where = read_address(address)
    assert where
    assert (where.kind, where.name) == (kind, name)
    assert is_ours(address)
    again = read_address(where.address)
    assert kind == "post" or again == where


@pytest.mark.parametrize(
    "address",
    [
        "https://medium.com/@zoe", "https://www.youtube.com/@arte", "https://www.tiktok.com/@zoe", "https://www.threads.net/@zoe",
        "https://piaille.fr/@zoe.rss", "https://blog.example/", "https://blog.example/tag/train", "https://blog.example/search?q=x",
        "https://u:p@piaille.fr/@zoe", "mailto:zoe@piaille.fr", "https://[", "", "https://example.org/@",
    ],
)  # fmt: skip
def test_what_is_not_of_the_fediverse_is_left_to_others(address: str) -> None:
    assert not is_ours(address)


@pytest.mark.parametrize(
    ("written", "origin"),
    [("piaille.fr", "https://piaille.fr"), ("@zoe@Piaille.fr", "https://piaille.fr"), ("https://piaille.fr/about", "https://piaille.fr"), ("deux mots", ""), ("", "")],
)  # fmt: skip
def test_the_server_of_an_account_is_found_in_whatever_is_pasted(written: str, origin: str) -> None:
    assert origin_of(written) == origin


@pytest.mark.parametrize("path", ["/@zoe", "/@zoe/110000000000000001", "/tags/rail"])
def test_a_stranger_listens_and_is_told_that_answering_needs_an_account(made: Served, path: str) -> None:
    made.instance.say("zoe", "#rail bonjour")
    found = describe(made.address + path, LOCAL)
    states = {capability: said.state for capability, said in found.support.items()}
    assert (found.network, found.visibility) == ("mastodon", "public")
    assert states[Capability.LISTEN] == "yes"
    assert states[Capability.REPLY] == states[Capability.FIND_SENT] == "needs"
    assert states[Capability.MODERATE] == "no"
    assert found.settings["limit"] == 500


def test_with_our_account_everything_the_level_allows_works(made: Served) -> None:
    token = {"token": made.instance.token_for("veilleuse")}
    for level, reply in (("answer", "yes"), ("read", "needs")):
        found = CONNECTOR.probe(f"{made.address}/@veilleuse/mentions", {**SETTINGS, "level": level}, token)
        assert found.support[Capability.LISTEN].state == "yes"
        assert found.support[Capability.WAKE].state == "yes"
        assert found.support[Capability.REPLY].state == reply
        assert found.visibility == "members"
    assert CONNECTOR.probe(f"{made.address}/@veilleuse/messages", SETTINGS, token).visibility == "secret"


@pytest.mark.parametrize("dialect", [SHUT], ids=["shut"])
def test_a_server_that_shows_nothing_to_strangers_says_what_it_needs_and_offers_its_feed(made: Served) -> None:
    made.instance.say("zoe", "#rail")
    for path in ("/@zoe", "/tags/rail"):
        found = describe(made.address + path, LOCAL)
        assert found.support[Capability.LISTEN].state == "needs"
        assert found.choices[0][1] == f"{made.address}{path}.rss"


@pytest.mark.parametrize("dialect", [GOTOSOCIAL], ids=["gotosocial"])
def test_nobody_of_that_name_is_told_plainly(made: Served) -> None:
    with pytest.raises(Rejected, match="nothing at this address"):
        CONNECTOR.probe(f"{made.address}/@personne", {}, {})


def test_a_page_that_only_looks_like_a_profile_is_read_for_itself() -> None:
    with website() as site:
        site.put("/users/zoe", "<html><title>Zoé</title><p>Un carnet sans aucun flux.</p></html>", "text/html")
        assert describe(site.at("/users/zoe"), LOCAL).network == "manual"
