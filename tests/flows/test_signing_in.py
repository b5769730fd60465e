"""An account opened here with an app password: read and answered through, kept open, ended and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from parvis.connectors.bluesky.testing.server import OURS, Served, served
from parvis.connectors.contract import Rejected
from parvis.connectors.testing.website import Reply
from parvis.conversations.models import Place, Post, Stream
from parvis.core import credentials
from parvis.core.models import Credential, Journal, Seat
from parvis.flows.connect import Chosen, listen_through, sign_in
from parvis.flows.intake import poll
from parvis.flows.measuring import measure
from parvis.flows.renewal import renew
from parvis.flows.reply import send_reply
from parvis.outbox.actions.drafts import Writing, queue, save_draft
from parvis.outbox.models import Outgoing
from parvis.web.places.rows import row_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Served) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("PARVIS_BLUESKY_APPVIEW", made.address)
    monkeypatch.setenv("PARVIS_BLUESKY_PLC", made.address)


@pytest.fixture
def made() -> Iterator[Served]:
    with served() as one:
        yield one


def at() -> datetime:
    return datetime.now(UTC)


def opened(made: Served, seat: Seat, password: str = "", level: str = "answer") -> Credential:
    handle = next(person.handle for person in made.sky.people.values())
    given = {"handle": handle, "password": password or made.sky.app_password(handle)}
    return sign_in(seat.brand, "bluesky", level, given, by=seat.account, at=at())


def listening(made: Served, seat: Seat, kind: str = "mentions", password: str = "") -> Place:
    chosen = listen_through(opened(made, seat, password), [Chosen(kind, "", kind)], by=seat.account, at=at())
    assert chosen.refused == ()
    return chosen.places[0]


def read(place: Place, when: datetime | None = None) -> None:
    poll(place.streams.get().pk, when or at())


def answered(post: Post, seat: Seat, words: str) -> Outgoing:
    draft = save_draft(post, Writing(words, None), by=seat.account, at=at())
    queue(draft, by=seat.account, at=at())
    return Outgoing.objects.get(pk=draft.pk)


def test_what_opened_the_account_is_sealed_and_the_password_is_nowhere(made: Served, ines: Seat) -> None:
    password = made.sky.app_password(OURS)
    access = opened(made, ines, password)
    assert (access.name, access.network, access.settings["level"]) == (f"@{OURS}", "bluesky", "answer")
    secrets = credentials.secrets_of(access)
    assert password not in list(secrets.values())
    for secret in (secrets["token"], secrets["refresh"]):
        assert secret.encode() not in bytes(access.sealed)
        assert secret not in str(access.settings) + str(Journal.objects.get(verb="access.given").data)


def test_a_main_password_leaves_nothing_behind(made: Served, ines: Seat) -> None:
    made.sky.person(OURS).passwords["hunter2"] = "com.atproto.access"
    with pytest.raises(Rejected):
        opened(made, ines, "hunter2")
    assert not Credential.objects.exists()
    assert not Journal.objects.filter(verb="access.given").exists()


def test_a_mention_is_heard_answered_and_counted(made: Served, ines: Seat) -> None:
    said = made.sky.say("zoe.example", f"@{OURS} Une question ?")
    place = listening(made, ines)
    read(place)
    outgoing = answered(Post.objects.get(), ines, "Oui, chaque nuit.")
    assert send_reply(outgoing.pk, at()) == "sent"
    read(place)
    assert list(Post.objects.order_by("seq").values_list("direction", "text")) == [
        ("in", f"@{OURS} Une question ?"), ("out", "Oui, chaque nuit."),
    ]  # fmt: skip
    made.sky.like("ana.example", said)
    assert measure(place.pk, at())
    assert Post.objects.get(direction="in").metrics["likes"] == 1


def test_an_answer_whose_fate_is_unknown_is_tried_again_and_is_one(made: Served, ines: Seat) -> None:
    made.sky.say("zoe.example", f"@{OURS} Une question ?")
    place = listening(made, ines)
    read(place)
    outgoing = answered(Post.objects.get(), ines, "Une seule fois")
    made.instead = Reply(502, b"")
    assert send_reply(outgoing.pk, at()) == "queued"
    made.instead = None
    assert send_reply(outgoing.pk, at() + timedelta(hours=1)) == "sent"
    assert [one.text for one in made.sky.posts.values()].count("Une seule fois") == 1


def test_an_answer_that_is_too_long_stays_with_its_author_and_the_figure_is_told(made: Served, ines: Seat) -> None:
    made.sky.say("zoe.example", f"@{OURS} Une question ?")
    place = listening(made, ines)
    read(place)
    outgoing = answered(Post.objects.get(), ines, "é" * 301)
    assert send_reply(outgoing.pk, at()) == "failed"
    problem = Outgoing.objects.get().problem
    assert problem
    assert problem["params"] == {"length": 301, "most": 300}
    assert len(made.sky.posts) == 1


def test_what_is_withdrawn_there_is_withdrawn_here(made: Served, ines: Seat) -> None:
    said = made.sky.say("zoe.example", f"@{OURS} une erreur")
    made.sky.say("zoe.example", f"@{OURS} qui reste")
    place = listening(made, ines)
    read(place)
    made.sky.remove(said)
    read(place)
    assert Post.objects.get(remote_id=said.uri).text == ""


def test_an_access_is_renewed_before_it_ends(made: Served, ines: Seat) -> None:
    access = opened(made, ines)
    assert credentials.to_renew(at()) == []
    later = at() + timedelta(minutes=85)
    assert credentials.to_renew(later) == [access.pk]
    assert renew(access.pk, later)
    renewed = Credential.objects.get()
    assert credentials.secrets_of(renewed)["refresh"] != credentials.secrets_of(access)["refresh"]
    assert (renewed.name, renewed.settings["level"]) == (access.name, "answer")


def test_a_machine_that_slept_longer_than_a_session_wakes_without_a_word(made: Served, ines: Seat) -> None:
    place = listening(made, ines)
    made.sky.say("zoe.example", f"@{OURS} pendant la nuit")
    made.sky.skew = timedelta(hours=9)
    read(place, at() + timedelta(hours=9))
    assert Post.objects.count() == 1
    assert Stream.objects.get().problem is None


def test_an_app_password_withdrawn_in_mid_work_is_told_mended_and_loses_nothing(made: Served, ines: Seat) -> None:
    password = made.sky.app_password(OURS)
    made.sky.say("zoe.example", f"@{OURS} un")
    place = listening(made, ines, password=password)
    read(place)
    made.sky.withdraw(OURS, password)
    made.sky.say("zoe.example", f"@{OURS} deux")
    read(place)  # the short token lives to its end
    made.sky.say("zoe.example", f"@{OURS} trois")
    made.sky.skew = timedelta(hours=3)
    read(place, at() + timedelta(hours=3))
    row = row_of(Place.objects.get(), at() + timedelta(hours=3))
    assert row.expired
    assert "nothing is lost" in str(row.health.mend)
    assert Post.objects.count() == 2
    opened(made, ines)
    assert Stream.objects.get().problem is None
    read(place, at() + timedelta(hours=3))
    assert Post.objects.count() == 3


def test_an_account_that_was_renamed_is_still_the_same_account(made: Served, ines: Seat) -> None:
    place = listening(made, ines)
    made.sky.person(OURS).handle = "nouvelle.example"
    again = opened(made, ines)
    assert Credential.objects.get() == again
    assert Place.objects.get() == place
    made.sky.say("zoe.example", "@nouvelle.example bonjour")
    read(place)
    assert Post.objects.count() == 1
