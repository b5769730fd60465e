"""On Bluesky's own servers: the contract, and what only they can tell. `make test-servers ARGS="-k bluesky"`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parvis.connectors.accounts import App
from parvis.connectors.bluesky.connector import BlueskyConnector
from parvis.connectors.bluesky.tests.network import PASSWORD, Member, Network, network, until, why_not
from parvis.connectors.contract import AuthExpired, Budget, Capability, Draft, Item, Rejected, Source
from parvis.connectors.net import Reach
from parvis.connectors.recognise import describe
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import Bench, Listening, Sending, read_all

pytestmark = pytest.mark.servers
LOCAL = Reach.allowing("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def sky() -> Iterator[Network]:
    if reason := why_not():
        pytest.skip(reason)
    with network() as made:
        yield made


class House:
    """Our account and somebody who speaks to it."""

    def __init__(self, sky: Network) -> None:
        self.sky, self.ours, self.zoe = sky, sky.join("veilleuse"), sky.join("zoe")
        self.network = BlueskyConnector(LOCAL, appview=sky.appview, plc=sky.plc)
        given = {"handle": self.ours.handle, "password": sky.app_password(self.ours)}
        self.granted = self.network.sign_in(given)
        self.settings = {**self.granted.settings, "level": "answer"}
        self.asked: dict[str, str] = {}

    def source(self, kind: str = "mentions", words: str = "") -> Source:
        address = self.network.address_of(self.granted.account, kind, words, self.settings)
        return Source(address, self.settings, dict(self.granted.secrets))

    def says(self, words: str, by: Member | None = None, **more: object) -> dict[str, str]:
        named = {self.ours.handle: self.ours.did, self.zoe.handle: self.zoe.did}
        return self.sky.say(by or self.zoe, words, named, **more)

    def say(self, text: str) -> None:
        self.says(f"@{self.ours.handle} {text} #rail")

    def said(self) -> list[str]:
        return self.sky.texts(self.ours)

    def read(self, source: Source | None = None, cursor: str = "") -> tuple[list[Item], str, list[str]]:
        found: list[Item] = []
        gone: list[str] = []
        for _ in range(20):
            page = self.network.fetch(source or self.source(), cursor, Budget())
            found, cursor, gone = [*found, *page.items], page.cursor, [*gone, *page.deletions]
            if not page.more:
                return found, cursor, gone
        raise AssertionError("it never ends")


@pytest.fixture
def house(sky: Network) -> House:
    return House(sky)


@pytest.fixture
def bench(sky: Network, house: House) -> Iterator[Bench]:
    with fault_proxy("127.0.0.1", int(sky.pds.rpartition(":")[2])) as proxy:
        source = house.source()
        source = Source(source.address, source.settings, {**source.secrets, "server": proxy.address})
        yield Bench(house.network, source, house, proxy)


class TestRealMentionsAreListenedTo(Listening):
    pass


class TestARealAccountIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench, house: House) -> Bench:
        bench.source = Source(f"https://bsky.app/profile/{house.zoe.did}", bench.source.settings, bench.source.secrets)
        return bench


class TestRealAnswersAreSent(Sending):
    pass


def test_an_answer_stands_in_its_conversation_and_its_author_is_told(house: House) -> None:
    root = house.says("Vous roulez à Noël ?")
    reply = {"root": root, "parent": root}
    house.says(f"Bonne question @{house.ours.handle} ! 🚆", by=house.zoe, reply=reply)
    items, _, _ = house.read()
    asked = next(item for item in items if "Bonne question" in item.body)
    assert (asked.thread_id, asked.parent_id, asked.language) == (root["uri"], root["uri"], "fr")
    assert {item.remote_id for item in items} == {root["uri"], asked.remote_id}  # the conversation above came along
    words = f"Oui, chaque nuit. Voir https://laveilleuse.example/noël (et @{house.zoe.handle}) #TrainDeNuit"
    sent = house.network.send(house.source(), Draft("k1", words, asked, "Inès"))
    until(lambda: house.sky.shows(sent.remote_id), "our answer")
    told = house.sky.call("app.bsky.notification.listNotifications", token=house.zoe.token)["notifications"]
    mine = next(one for one in told if one["uri"] == sent.remote_id)
    assert mine["record"]["reply"] == {"root": root, "parent": {"uri": asked.remote_id, "cid": asked.extra["cid"]}}
    kinds = [facet["features"][0]["$type"].rpartition("#")[2] for facet in mine["record"]["facets"]]
    assert kinds == ["link", "mention", "tag"]
    again, _, _ = house.read(house.source("account"))
    ours = next(item for item in again if item.remote_id == sent.remote_id)
    assert ours.extra["direction"] == "out"
    assert ours.tags == ("TrainDeNuit",)


def test_what_is_removed_is_told_to_be_gone(house: House) -> None:
    said = house.says(f"@{house.ours.handle} une erreur")
    house.says(f"@{house.ours.handle} qui reste")
    _, cursor, _ = house.read()
    house.sky.remove(house.zoe, said["uri"])
    _, _, gone = house.read(cursor=cursor)
    assert gone == [said["uri"]]


def test_hashtags_and_searches_are_read(house: House) -> None:
    said = house.says("Tout sur le #RailLent")
    house.says("#RailLentement sans le mot-dièse")
    assert [item.remote_id for item in house.read(house.source("tag", "RailLent"))[0]] == [said["uri"]]
    found = house.read(house.source("search", "sans le mot"))[0]
    assert ["sans le" in item.body for item in found] == [True]


def test_counters_are_counted_again(house: House) -> None:
    said = house.says("Comptez-moi")
    like = {"$type": "app.bsky.feed.like", "subject": said, "createdAt": "2026-01-01T00:00:00.000Z"}
    told = {"repo": house.ours.did, "collection": "app.bsky.feed.like", "record": like}
    house.sky.call("com.atproto.repo.createRecord", told, house.ours.token)
    until(lambda: _counts(house, said["uri"])["likes"] == 1, "a like")
    assert _counts(house, said["uri"]) == {"likes": 1, "reposts": 0, "replies": 0, "quotes": 0}


def _counts(house: House, uri: str) -> dict[str, int]:
    return dict(house.network.metrics(house.source(), [uri], Budget())[uri])


def test_a_key_makes_one_record_and_never_overwrites_it(house: House) -> None:
    house.say("une question")
    item = house.read()[0][0]
    first = house.network.send(house.source(), Draft("k2", "Réponse", item, "Inès"))
    assert house.network.send(house.source(), Draft("k2", "Réponse", item, "Inès")) == first
    with pytest.raises(Rejected, match="earlier form"):
        house.network.send(house.source(), Draft("k2", "Autre réponse", item, "Inès"))
    assert house.said().count("Réponse") == 1


def test_a_session_is_renewed_and_a_withdrawn_password_ends_it(house: House) -> None:
    secrets = dict(house.granted.secrets)
    renewed = house.network.renew(App(house.sky.pds, "", ""), secrets)
    assert renewed.secrets["refresh"] != secrets["refresh"]
    assert renewed.expires_at
    house.network.fetch(Source(house.source().address, house.settings, renewed.secrets), "", Budget())
    house.sky.withdraw(house.ours)
    with pytest.raises(AuthExpired, match="no longer renews"):
        house.network.renew(App(house.sky.pds, "", ""), renewed.secrets)


def test_the_main_password_is_refused_and_its_session_closed(house: House) -> None:
    with pytest.raises(Rejected, match="main password") as refused:
        house.network.sign_in({"handle": house.ours.handle, "password": PASSWORD})
    assert refused.value.field == "password"


def test_a_wrong_password_and_an_unknown_handle_are_told_at_their_fields(house: House) -> None:
    for handle, field in ((house.ours.handle, "password"), ("personne.test", "handle")):
        with pytest.raises(Rejected) as refused:
            house.network.sign_in({"handle": handle, "password": "abcd-efgh-ijkl-mnop"})
        assert refused.value.field == field


def test_a_stranger_listens_to_an_account_by_its_handle(house: House) -> None:
    house.says("Bonjour à tous")
    found = describe(f"@{house.zoe.handle}", LOCAL, {"bluesky": house.network})
    assert (found.kind, found.title, found.support[Capability.LISTEN].state) == (
        "account",
        f"@{house.zoe.handle}",
        "yes",
    )
    assert found.address.endswith(house.zoe.did)
    bench = Bench(house.network, Source(found.address), house, None)  # no fault is planned
    items, _ = read_all(bench)
    assert [item.body for item in items] == ["<p>Bonjour à tous</p>"]
    assert items[0].author
    assert (items[0].author.name, items[0].author.remote_id) == ("Zoe", house.zoe.did)
