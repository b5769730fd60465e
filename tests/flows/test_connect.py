"""An account is opened at its network, read and answered through, renewed, and lost without losing anything."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connections
from django.test import Client

from parvis.connectors.contract import AuthExpired
from parvis.connectors.mastodon.testing.instance import Dialect
from parvis.connectors.mastodon.testing.server import Served, grant, served
from parvis.connectors.testing.website import Reply
from parvis.conversations.health import State
from parvis.conversations.models import Place, Post, Stream
from parvis.conversations.queries import PostFilters, filtered, posts_of
from parvis.core import credentials, handshakes
from parvis.core.handshakes import Where
from parvis.core.models import Account, Brand, Credential, Handshake, Journal, Seat
from parvis.flows.connect import Chosen, Wish, come_back, leave, listen_through
from parvis.flows.intake import poll
from parvis.flows.measuring import measure, measure_due
from parvis.flows.places import listen_to, look_at
from parvis.flows.renewal import renew
from parvis.flows.reply import send_reply
from parvis.flows.watches import preview, save
from parvis.listening.models import Hit
from parvis.outbox.actions.drafts import Writing, queue, save_draft
from parvis.outbox.models import Outgoing
from parvis.web.places.rows import row_of
from tests.test_hostile_html import PROBE, RUNS

pytestmark = pytest.mark.django_db
SESSION = "session-1"


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")


@pytest.fixture
def dialect() -> Dialect:
    return Dialect()


@pytest.fixture
def made(dialect: Dialect) -> Iterator[Served]:
    with served(dialect) as one:
        yield one


def at() -> datetime:
    return datetime.now(UTC)


def who(seat: Seat, session: str = SESSION) -> Where:
    return Where(seat.brand, seat.account, session)


def gone(made: Served, seat: Seat, level: str = "answer") -> dict[str, str]:
    """The query of the address where the person is sent."""
    wish = Wish("mastodon", made.address, level, "https://desk.example/back", {}, "fr")
    return dict(parse_qsl(urlsplit(leave(wish, who(seat), at=at())).query))


def connected(made: Served, seat: Seat, level: str = "answer", account: str = "veilleuse") -> Credential:
    query = gone(made, seat, level)
    return come_back(query["state"], grant(made.instance, query, account), who(seat), at=at())


def listening(made: Served, seat: Seat, *kinds: tuple[str, str]) -> list[Place]:
    access = connected(made, seat)
    chosen = [Chosen(kind, words, kind) for kind, words in kinds or [("mentions", "")]]
    opened = listen_through(access, chosen, by=seat.account, at=at())
    assert opened.refused == ()
    return list(opened.places)


def read(place: Place) -> None:
    poll(place.streams.get().pk, at())


# There and back -------------------------------------------------------------------------------------------------------


def test_a_yes_becomes_a_sealed_access_and_a_line_of_the_journal(made: Served, ines: Seat) -> None:
    access = connected(made, ines)
    assert (access.name, access.network) == ("@veilleuse@rails.example", "mastodon")
    token = credentials.secrets_of(access)["token"]
    assert token.encode() not in bytes(access.sealed)
    assert token not in str(access.settings)
    line = Journal.objects.get(verb="access.given")
    assert token not in str(line.data)


def test_coming_back_twice_with_one_state_is_refused(made: Served, ines: Seat) -> None:
    query = gone(made, ines)
    come_back(query["state"], grant(made.instance, query, "veilleuse"), who(ines), at=at())
    with pytest.raises(AuthExpired):
        come_back(query["state"], grant(made.instance, query, "veilleuse"), who(ines), at=at())
    assert Credential.objects.count() == 1


def test_a_state_is_worth_nothing_in_another_session_brand_or_account(
    made: Served, ines: Seat, other_brand: Brand
) -> None:
    query = gone(made, ines)
    strangers = [
        who(ines, "session-2"),
        Where(other_brand, ines.account, SESSION),
        Where(ines.brand, Seat.objects.create(account=_somebody(), brand=ines.brand, role="owner", created_at=at()).account, SESSION),
    ]  # fmt: skip
    for stranger in strangers:
        with pytest.raises(AuthExpired):
            come_back(query["state"], "code", stranger, at=at())
    assert come_back(query["state"], grant(made.instance, query, "veilleuse"), who(ines), at=at())


def _somebody() -> Account:
    return Account.objects.create(email="autre@nocturne.example", name="Autre", created_at=at())


def test_a_quarter_of_an_hour_later_the_way_back_is_shut(made: Served, ines: Seat) -> None:
    query = gone(made, ines)
    with pytest.raises(AuthExpired):
        come_back(query["state"], "code", who(ines), at=at() + handshakes.GOOD_FOR + timedelta(seconds=1))


def test_a_no_connects_nothing_and_uses_the_state_up(made: Served, ines: Seat) -> None:
    query = gone(made, ines)
    for _ in range(2):
        with pytest.raises(AuthExpired):
            come_back(query["state"], "", who(ines), at=at())
    assert not Credential.objects.exists()


def test_neither_state_nor_verifier_nor_secret_stands_in_the_database(made: Served, ines: Seat) -> None:
    query = gone(made, ines)
    kept = Handshake.objects.get()
    stored = f"{kept.state}{kept.session}{bytes(kept.sealed)!r}"
    app = made.instance.apps[query["client_id"]]
    assert not any(word in stored for word in (query["state"], app["secret"], SESSION))
    assert handshakes.forget(at=at() + timedelta(days=2)) == 1


# Listening and answering ----------------------------------------------------------------------------------------------


def test_what_is_chosen_is_read_at_once(made: Served, ines: Seat) -> None:
    made.instance.say("zoe", "@veilleuse Le #TrainDeNuit repart-il ?")
    mentions, tag, search = listening(made, ines, ("mentions", ""), ("tag", "traindenuit"), ("search", "repart"))
    for place in (mentions, tag, search):
        read(place)
        assert Post.objects.filter(place=place).count() == 1
    assert (mentions.visibility, tag.visibility) == ("members", "public")


def test_a_place_that_was_listened_to_without_an_account_is_answered_through_it(made: Served, ines: Seat) -> None:
    place, _ = listen_to(ines.brand, look_at(f"{made.address}/tags/rail"), {}, by=ines.account, at=at())
    assert place.settings["support"]["reply"] == "needs"
    (again,) = listening(made, ines, ("tag", "rail"))
    assert again.pk == place.pk
    again.refresh_from_db()
    assert (again.settings["support"]["reply"], again.credential_id) == ("yes", Credential.objects.get().pk)


def test_several_accounts_of_one_brand_keep_to_themselves(made: Served, ines: Seat) -> None:
    made.instance.names["presse"] = "Presse"
    one, two = connected(made, ines), connected(made, ines, account="presse")
    made.instance.say("zoe", "@veilleuse bonjour")
    made.instance.say("zoe", "@presse bonjour aussi")
    for access in (one, two):
        (place,) = listen_through(access, [Chosen("mentions", "", access.name)], by=ines.account, at=at()).places
        read(place)
    assert sorted(Post.objects.values_list("place__name", "text")) == [
        ("@presse@rails.example", "@presse bonjour aussi"), ("@veilleuse@rails.example", "@veilleuse bonjour"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_an_answer_leaves_and_its_echo_is_no_edit(made: Served, ines: Seat) -> None:
    made.instance.say("zoe@loin.example", "@veilleuse Une question ?")
    (place,) = listening(made, ines)
    read(place)
    sent = _answered(Post.objects.get(), ines, "Oui : https://example.org/")
    assert sent.state == "sent"
    made.instance.say("zoe@loin.example", "@veilleuse Merci !", parent=sent.remote_id)
    read(place)
    ours = Post.objects.get(remote_id=sent.remote_id)
    assert (ours.direction, ours.edited_at) == ("out", None)
    assert Post.objects.filter(thread=ours.thread).count() == 3


def _answered(post: Post, seat: Seat, words: str) -> Outgoing:
    draft = save_draft(post, Writing(words, None), by=seat.account, at=at())
    queue(draft, by=seat.account, at=at())
    send_reply(draft.pk, at())
    return Outgoing.objects.get(pk=draft.pk)


def test_private_messages_are_answered_and_meet_no_watch_and_no_list(made: Served, ines: Seat) -> None:
    save(ines.brand, name="Train", query="train", role="topic", by=ines.account, at=at())
    made.instance.say("zoe", "@veilleuse mon train, entre nous", visibility="direct")
    made.instance.say("zoe", "@veilleuse mon train, en public")
    messages, mentions = listening(made, ines, ("messages", ""), ("mentions", ""))
    read(messages)
    read(mentions)
    assert [hit.post.place_id for hit in Hit.objects.select_related("post")] == [mentions.pk]
    assert preview(ines.brand.pk, "train").found == 1
    assert [post.place_id for post in filtered(posts_of(ines.brand.pk), PostFilters())] == [mentions.pk]
    assert filtered(posts_of(ines.brand.pk), PostFilters(place_id=messages.pk)).count() == 1
    client = Client()
    client.force_login(ines.account)
    listed = client.get("/api/v1/brands/nocturne/posts").json()["items"]
    assert [post["text"] for post in listed] == ["@veilleuse mon train, en public"]


# Trouble --------------------------------------------------------------------------------------------------------------


def test_a_revoked_token_in_mid_work_is_told_mended_and_loses_nothing(made: Served, ines: Seat) -> None:
    made.instance.say("zoe", "@veilleuse un")
    (place,) = listening(made, ines)
    read(place)
    made.instance.revoke(credentials.secrets_of(Credential.objects.get())["token"])
    made.instance.say("zoe", "@veilleuse deux")
    read(place)
    row = row_of(Place.objects.get(), at())
    assert (row.health.state, row.expired) == (State.FAILING, True)
    assert "no longer accepts the access" in str(row.health.message)
    assert "nothing is lost" in str(row.health.mend)
    assert Post.objects.count() == 1
    connected(made, ines)
    assert Stream.objects.get().problem is None
    read(place)
    assert list(Post.objects.order_by("at").values_list("text", flat=True)) == ["@veilleuse un", "@veilleuse deux"]


@pytest.mark.django_db(transaction=True)
def test_an_answer_refused_for_a_revoked_token_stays_with_its_person(made: Served, ines: Seat) -> None:
    made.instance.say("zoe", "@veilleuse Une question ?")
    (place,) = listening(made, ines)
    read(place)
    made.instance.revoke(credentials.secrets_of(Credential.objects.get())["token"])
    outgoing = _answered(Post.objects.get(), ines, "Notre réponse")
    assert (outgoing.state, outgoing.body) == ("failed", "Notre réponse")
    assert outgoing.problem
    assert outgoing.problem["kind"] == "AuthExpired"


def test_a_network_that_fails_for_an_hour_then_gives_everything_at_once(made: Served, ines: Seat) -> None:
    (place,) = listening(made, ines, ("tag", "rail"))
    made.instance.say("zoe", "#rail avant")
    read(place)
    moment = at()
    made.instead = Reply(500, b"oops")
    for n in range(8):
        Stream.objects.update(lease_until=None)
        poll(place.streams.get().pk, moment + timedelta(minutes=8 * n))
        for m in range(12):
            made.instance.say("zoe", f"#rail {n}-{m}")
    assert row_of(Place.objects.get(), moment).health.state == State.FAILING
    made.instead = None
    read(place)
    assert Post.objects.count() == 97
    assert row_of(Place.objects.prefetch_related("streams").get(), at()).health.state == State.OK


def test_a_hostile_post_is_words_and_nothing_of_it_runs(made: Served, ines: Seat) -> None:
    made.instance.names["zoe"] = PROBE
    hostile = f'{PROBE}<a href="{RUNS}">ici</a></details><svg onload=alert(5)>'
    said = made.instance.say("zoe", "#rail", warning=PROBE, html=hostile)
    said.media = [
        {"id": str(n), "type": "image", "url": RUNS, "description": words} for n, words in enumerate([PROBE, ""])
    ]
    said.poll = {"options": [{"title": PROBE}]}
    (place,) = listening(made, ines, ("tag", "rail"))
    read(place)
    elements = Elements()
    elements.feed(Post.objects.get().html)
    assert elements.names <= {"details", "summary", "p", "a", "img", "ul", "li"}
    assert elements.attributes <= {"alt", "rel"}


class Elements(HTMLParser):
    """What of a text is markup."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


# Staying let in -------------------------------------------------------------------------------------------------------


def end_of(access: Credential) -> datetime:
    assert access.expires_at
    return access.expires_at


ENDING = pytest.mark.parametrize("dialect", [Dialect("ending", lasts=60 * 86_400)], ids=["ending"])


@ENDING
def test_an_end_is_told_before_it_comes(made: Served, ines: Seat) -> None:
    (place,) = listening(made, ines)
    read(place)
    access = Credential.objects.get()

    def seen(left: timedelta) -> tuple[State, str]:
        found = row_of(Place.objects.select_related("credential").get(), end_of(access) - left).health
        return found.state, str(found.message)

    assert seen(timedelta(days=8))[0] != State.EXPIRING
    assert seen(timedelta(days=6)) == (State.EXPIRING, "The access to this account ends in 6 days.")
    assert seen(timedelta(hours=5)) == (State.EXPIRING, "The access to this account ends in 5 h.")
    assert "has ended" in seen(-timedelta(hours=1))[1]


@ENDING
def test_an_access_that_ends_is_renewed_before_anybody_is_told(made: Served, ines: Seat) -> None:
    access = connected(made, ines)
    assert credentials.to_renew(at()) == []
    later = end_of(access) - timedelta(days=9)
    assert credentials.to_renew(later) == [access.pk]
    assert renew(access.pk, later)
    renewed = Credential.objects.get()
    assert renewed.expires_at
    assert renewed.expires_at > end_of(access) - timedelta(minutes=1)
    before, after = credentials.secrets_of(access)["token"], credentials.secrets_of(renewed)["token"]
    assert before != after
    assert made.instance.account_of(after) == "veilleuse"
    assert renewed.settings["level"] == "answer"


@ENDING
@pytest.mark.django_db(transaction=True)
def test_two_workers_renew_once(made: Served, ines: Seat) -> None:
    access = connected(made, ines)
    later = end_of(access) - timedelta(days=9)
    before = len(made.instance.tokens)

    def work(_: int) -> bool:
        try:
            return renew(access.pk, later)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 1
    assert len(made.instance.tokens) == before + 1


@ENDING
def test_what_cannot_be_renewed_is_tried_again_later_and_stays_as_it_is(made: Served, ines: Seat) -> None:
    access = connected(made, ines)
    later = end_of(access) - timedelta(days=9)
    made.instead = Reply(500, b"oops")
    assert not renew(access.pk, later)
    assert credentials.to_renew(later) == []
    made.instead = None
    assert renew(access.pk, later + timedelta(minutes=11))


def test_an_access_without_an_end_is_never_renewed(made: Served, ines: Seat) -> None:
    access = connected(made, ines)
    assert access.expires_at is None
    assert credentials.to_renew(at() + timedelta(days=4000)) == []
    assert not renew(access.pk, at())


# Counting -------------------------------------------------------------------------------------------------------------


def test_counts_of_recent_posts_are_asked_again(made: Served, ines: Seat) -> None:
    said = made.instance.say("zoe", "#rail un")
    (place,) = listening(made, ines, ("tag", "rail"))
    read(place)
    made.instance.like("ana", said)
    made.instance.boost("leo", said)
    assert measure(place.pk, at()) == 1
    assert Post.objects.get().metrics == {"likes": 1, "reposts": 1, "replies": 0}
    assert measure(place.pk, at()) == 0
    assert measure(place.pk, at() + timedelta(days=8)) == 0


def test_only_places_that_can_be_counted_are(made: Served, ines: Seat, django_assert_num_queries) -> None:
    listening(made, ines, ("tag", "rail"))
    Place.objects.update(settings={})
    with django_assert_num_queries(1):
        measure_due()


def test_counting_never_raises_for_what_a_network_does(made: Served, ines: Seat) -> None:
    made.instance.say("zoe", "#rail un")
    (place,) = listening(made, ines, ("tag", "rail"))
    read(place)
    for reply in (Reply(500, b""), Reply(429, b"{}"), Reply(401, b"{}"), Reply(200, b"<html>")):
        made.instead = reply
        assert measure(place.pk, at()) == 0
    made.instead = None
