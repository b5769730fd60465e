"""An answer leaves once, under a key of its own, in its conversation, and no longer than the network takes."""

from __future__ import annotations

import json

import pytest

from parvis.connectors.bluesky.richtext import graphemes
from parvis.connectors.bluesky.sending import check_length, words_of
from parvis.connectors.bluesky.testing.server import OURS
from parvis.connectors.bluesky.testing.sky import Said, Sky
from parvis.connectors.bluesky.tests.conftest import Desk, Opening
from parvis.connectors.contract import AuthExpired, Draft, Forbidden, Item, Rejected, Source, Transient
from parvis.connectors.testing.website import Reply


def answered(here: Desk, words: str = "une question ?", parent: Said | None = None) -> Item:
    said = here.sky.say("zoe.example", f"@{OURS} {words}", parent=parent)
    return next(item for item in here.read() if item.remote_id == said.uri)


def last(sky: Sky) -> Said:
    return list(sky.posts.values())[-1]


def test_an_answer_names_its_parent_and_the_first_of_the_conversation(desk: Opening) -> None:
    here = desk()
    root = here.sky.say("ana.example", "La racine")
    item = answered(here, parent=root)
    sent = here.network.send(here.source, here.draft("Oui, à 21 h.", item))
    said = last(here.sky)
    assert (said.text, said.uri, said.record["langs"]) == ("Oui, à 21 h.", sent.remote_id, ["fr"])
    assert said.record["reply"] == {"root": root.strong, "parent": here.sky.posts[item.remote_id].strong}
    assert sent.url == f"https://bsky.app/profile/{said.did}/post/{said.uri.rpartition('/')[2]}"


def test_an_answer_to_the_first_post_has_it_for_root_and_parent(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    here.network.send(here.source, here.draft("Oui", item))
    strong = here.sky.posts[item.remote_id].strong
    assert last(here.sky).record["reply"] == {"root": strong, "parent": strong}


def test_a_post_of_ours_sent_a_moment_ago_can_be_answered(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    sent = here.network.send(here.source, here.draft("Oui", item))
    ours = Item(sent.remote_id, item.thread_id, "Oui", at=sent.at, extra={"key": "k1"})
    here.network.send(here.source, here.draft("Et même à 22 h", ours, "k2"))
    reply = last(here.sky).record["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (item.remote_id, sent.remote_id)


def test_an_answer_to_what_is_not_there_any_more_says_so(desk: Opening) -> None:
    here = desk()
    gone = Item(f"at://{here.sky.person('zoe.example').did}/app.bsky.feed.post/3kgone", "x", "?", extra={})
    with pytest.raises(Rejected, match="no longer exists") as refused:
        here.network.send(here.source, here.draft("Trop tard", gone))
    assert refused.value.field == "reply_to"


def test_where_the_author_lets_nobody_answer_nothing_leaves(desk: Opening) -> None:
    here = desk()
    said = here.sky.say("zoe.example", f"@{OURS} sans réponse, merci", closed=True)
    (item,) = here.read()
    with pytest.raises(Rejected, match="does not let this account answer"):
        here.network.send(here.source, here.draft("Si", item))
    assert last(here.sky) is said


def test_links_mentions_and_hashtags_are_written_by_their_bytes(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    words = "Été 🚆 : @zoe.example et @personne.example, voir https://laveilleuse.example/été. #TrainDeNuit"
    here.network.send(here.source, here.draft(words, item))
    said = last(here.sky)
    encoded = said.text.encode()
    covered = {
        encoded[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(): f["features"][0]
        for f in said.record["facets"]
    }
    assert list(covered) == ["@zoe.example", "https://laveilleuse.example/été", "#TrainDeNuit"]
    assert covered["@zoe.example"]["did"] == here.sky.person("zoe.example").did


@pytest.mark.parametrize(
    ("words", "said"),
    [("é" * 301, "301 characters"), ("👨‍👩‍👧‍👦" * 301, "301 characters"), ("👨‍👩‍👧‍👦" * 200, "5000 bytes")],
)
def test_what_is_too_long_is_refused_with_the_figure_before_anything_leaves(
    desk: Opening, words: str, said: str
) -> None:
    here = desk()
    item = answered(here)
    before = len(here.made.asked)
    with pytest.raises(Rejected, match=said) as refused:
        here.network.send(here.source, here.draft(words, item))
    assert (refused.value.field, len(here.made.asked)) == ("body", before)


@pytest.mark.parametrize("words", ["é" * 300, "🇫🇷" * 300, "👨‍👩‍👧‍👦" * 120])
def test_what_is_just_short_enough_leaves(desk: Opening, words: str) -> None:
    here = desk()
    here.network.send(here.source, here.draft(words, answered(here)))
    assert last(here.sky).text == words


def test_the_signature_counts(desk: Opening) -> None:
    draft = Draft("k", "x" * 290, None, "Inès", signature="Inès, La Veilleuse")
    assert graphemes(words_of(draft)) == 310
    with pytest.raises(Rejected, match="310 characters"):
        check_length(words_of(draft))


def test_a_second_try_finds_the_first_and_the_two_are_one(desk: Opening) -> None:
    here = desk()
    draft = here.draft("Une seule fois", answered(here))
    first, second = here.network.send(here.source, draft), here.network.send(here.source, draft)
    assert first == second == here.network.find_sent(here.source, draft)
    assert [one.text for one in here.sky.posts.values()].count("Une seule fois") == 1


def test_a_key_never_overwrites_what_stands_under_it(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    here.network.send(here.source, here.draft("D’abord", item))
    with pytest.raises(Rejected, match="earlier form"):
        here.network.send(here.source, here.draft("Ensuite", item))
    assert last(here.sky).text == "D’abord"
    assert here.network.find_sent(here.source, here.draft("Ensuite", item)) is None


def test_the_same_words_to_somebody_else_are_another_message(desk: Opening) -> None:
    here = desk()
    one, other = answered(here), answered(here)
    here.network.send(here.source, here.draft("Merci !", one))
    assert here.network.find_sent(here.source, here.draft("Merci !", other, "k2")) is None
    here.network.send(here.source, here.draft("Merci !", other, "k2"))
    assert [said.text for said in here.sky.posts.values()].count("Merci !") == 2


def test_trouble_before_the_message_left_is_known_to_be_before(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    here.made.instead = Reply(500, b"{}")
    with pytest.raises(Transient) as trouble:
        here.network.send(here.source, here.draft("Bonjour @zoe.example", item))
    assert trouble.value.reached is False
    with pytest.raises(Transient) as trouble:
        here.network.send(here.source, here.draft("Bonjour", item))
    assert trouble.value.reached is True
    assert here.network.idempotent


def test_without_an_account_or_for_reading_only_nothing_leaves(desk: Opening) -> None:
    stranger, here = desk("profile/{zoe}", stranger=True), desk()
    item = answered(here)
    with pytest.raises(AuthExpired):
        stranger.network.send(stranger.source, here.draft("Bonjour", item))
    before = len(here.made.asked)
    assert stranger.network.find_sent(stranger.source, here.draft("Bonjour", item)) is None
    assert len(here.made.asked) == before
    here.source = Source(here.source.address, {**here.source.settings, "level": "read"}, here.source.secrets)
    with pytest.raises(Forbidden) as refused:
        here.network.send(here.source, here.draft("Bonjour", item))
    assert "level that lets Parvis answer" in str(refused.value.mend)


def test_an_answer_that_says_nothing_is_no_yes(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    for body in (b"{}", b'{"uri": 3}', b"[]", b"<html>", json.dumps({"uri": "javascript:1"}).encode()):
        here.made.instead = Reply(200, body)
        with pytest.raises(Transient):
            here.network.send(here.source, here.draft("Bonjour", item))
