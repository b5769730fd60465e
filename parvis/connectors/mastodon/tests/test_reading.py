"""What is said at an instance becomes items: in their conversations, with their edits, without what is not ours to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.contract import Budget, Item
from parvis.connectors.mastodon.cursor import State
from parvis.connectors.mastodon.items import body_of, to_item, visibility
from parvis.connectors.mastodon.tests.conftest import Opening
from parvis.connectors.pace import LATEST, SOONEST, next_wait


def by_text(items: list[Item], words: str) -> Item:
    return next(item for item in items if words in item.body)


def test_an_item_is_whole(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    here.instance.names["zoe"] = "Zoé :train: des rails"
    said = here.instance.say("zoe", "Bonjour le #TrainDeNuit", language="fr")
    here.instance.like("a", said)
    here.instance.boost("b", said)
    (item,) = here.read()
    assert (item.kind, item.language, item.tags, item.format) == ("post", "fr", ("traindenuit",), "html")
    assert item.metrics == {"likes": 1, "reposts": 1, "replies": 0}
    assert item.author
    assert (item.author.name, item.author.handle) == ("Zoé des rails", f"@zoe@127.0.0.1:{here.made.port}")
    assert item.extra["visibility"] == "public"
    assert item.thread_id == item.remote_id == said.id


def test_the_same_person_has_one_identity_from_wherever_they_are_seen(desk: Opening) -> None:
    here = desk()
    here.instance.say("zoe", "@veilleuse de la maison")
    here.instance.say("Zoe@Ailleurs.example", "@veilleuse de loin")
    assert {item.author.remote_id for item in here.read() if item.author} == {
        "zoe@rails.example", "zoe@ailleurs.example",
    }  # fmt: skip


def test_a_boost_counts_and_is_no_post(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    other = here.instance.say("ana", "à partager")
    here.instance.boost("zoe", other)
    here.instance.say("zoe", "mon mot")
    assert [item.body for item in here.read()] == ["<p>mon mot</p>"]


def test_a_mention_brings_the_conversation_above_and_below_it(desk: Opening) -> None:
    here = desk()
    root = here.instance.say("ana", "Qui connaît un train de nuit ?")
    answer = here.instance.say("zoe", "Demande à @veilleuse !", parent=root.id)
    here.instance.say("leo", "Oui, ils sont bien.", parent=answer.id)
    items = here.read()
    assert [item.body[3:7] for item in items] == ["Qui ", "Dema", "Oui,"]
    assert {item.thread_id for item in items} == {root.id}
    assert by_text(items, "Oui").parent_id == answer.id


def test_answers_that_come_later_join_what_an_account_said(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    said = here.instance.say("zoe", "Une annonce")
    here.read()
    here.instance.say("ana", "Bravo", parent=said.id)
    items = here.read()
    assert [item.thread_id for item in items if "Bravo" in item.body] == [said.id]
    assert here.read() == []


def test_a_thread_keeps_its_name_when_its_root_arrives_later(desk: Opening) -> None:
    here = desk()
    root = here.instance.say("ana@loin.example", "La racine")
    middle = here.instance.say("zoe", "Au milieu @veilleuse", parent=root.id)
    here.instance.hidden_roots.add(root.id)
    middle.parent = ""  # the server does not know yet what this answers
    (first,) = here.read()
    middle.parent = root.id
    here.instance.hidden_roots.clear()
    here.instance.say("leo", "Plus bas @veilleuse", parent=middle.id)
    later = here.read()
    assert {item.thread_id for item in later} == {first.thread_id}
    assert by_text(later, "Plus bas").parent_id == middle.id


def test_an_edit_is_given_again_and_nothing_else_is(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    said = here.instance.say("zoe", "avant")
    here.instance.say("zoe", "autre")
    here.read()
    here.instance.edit(said, "après")
    (item,) = here.read()
    assert (item.remote_id, item.body) == (said.id, "<p>après</p>")
    assert item.edited_at
    assert here.read() == []


@pytest.mark.parametrize("path", ["@zoe", "tags/rail", "@veilleuse/mentions"])
def test_what_was_removed_is_told_once(desk: Opening, path: str) -> None:
    here = desk(path)
    gone = [here.instance.say("zoe", f"@veilleuse #rail {n}") for n in range(4)]
    here.read()
    here.instance.remove(gone[1])
    here.read()
    here.read()
    assert [page.deletions for page in here.pages[-2:]] == [(gone[1].id,), ()]


def test_what_only_left_the_list_is_not_taken_for_removed(desk: Opening) -> None:
    here = desk()
    said = here.instance.say("zoe", "@veilleuse bonjour")
    here.instance.say("zoe", "@veilleuse encore")
    here.read()
    here.instance.notices = [one for one in here.instance.notices if one[2] != said.id]  # the notice was dismissed
    here.read()
    assert here.pages[-1].deletions == ()


def test_a_post_that_a_server_learns_of_late_is_not_missed(desk: Opening) -> None:
    here = desk("tags/rail", stranger=True)
    late = here.instance.say("zoe@loin.example", "#rail écrit tôt, arrivé tard")
    del here.instance.posts[late.id]
    here.instance.say("ana", "#rail entre-temps")
    here.read()
    here.instance.posts[late.id] = late
    assert [item.remote_id for item in here.read()] == [late.id]


def test_a_burst_larger_than_a_page_is_read_to_the_last(desk: Opening) -> None:
    here = desk("tags/rail", stranger=True)
    here.instance.say("zoe", "#rail départ")
    here.read()
    for n in range(150):
        here.instance.say("zoe", f"#rail n{n}.")
    heard = here.read(Budget(requests=4, items=25))
    assert len({item.remote_id for item in heard if "n" in item.body}) == 150


def test_private_messages_stand_in_a_place_of_their_own(desk: Opening) -> None:
    mentions, messages = desk(), desk("@veilleuse/messages")
    mentions.instance.say("zoe", "@veilleuse en public")
    mentions.instance.say("zoe", "@veilleuse entre nous", visibility="direct")
    mentions.instance.say("zoe", "@veilleuse aux abonnés", visibility="private")
    assert {item.extra["visibility"] for item in mentions.read()} == {"public", "private"}
    assert [item.extra["visibility"] for item in messages.read()] == ["direct"]


@pytest.mark.parametrize("path", ["@zoe", "tags/rail", "search?q=rail"])
def test_a_public_place_never_holds_what_a_stranger_may_not_read(desk: Opening, path: str) -> None:
    here = desk(path)
    for seen in ("private", "direct"):
        here.instance.say("zoe", f"@veilleuse #rail {seen}", visibility=seen)
    here.instance.say("zoe", "#rail pour tous", visibility="public")
    assert [item.extra["visibility"] for item in here.read()] == ["public"]


def test_a_visibility_that_nobody_knows_is_taken_for_private() -> None:
    assert [visibility({"visibility": said}) for said in ("public", "local", "circle", None, 3)] == [
        "public", "private", "direct", "direct", "direct",
    ]  # fmt: skip


def test_a_warning_folds_what_is_behind_it(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    here.instance.say("zoe", "Le héros meurt <à la fin>", warning="Fin du film & suite")
    (item,) = here.read()
    assert item.title == "Fin du film & suite"
    assert item.body.startswith("<details><summary>Fin du film &amp; suite</summary><p>Le héros meurt")


def test_pictures_and_polls_are_words_and_votes_are_no_edit(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    said = here.instance.say("zoe", "Regardez")
    said.media = [
        {"id": "1", "type": "image", "url": "https://x.example/a.jpg", "description": 'Un quai "vide" <la nuit>'},
        {"id": "2", "type": "video", "url": "https://x.example/film.mp4", "description": None},
    ]
    said.poll = {"options": [{"title": "Vienne", "votes_count": 3}, {"title": "<b>Rome</b>"}], "votes_count": 3}
    (item,) = here.read()
    assert '<img alt="Un quai &quot;vide&quot; &lt;la nuit&gt;">' in item.body
    assert ">film.mp4</a>" in item.body
    assert "<li>Vienne</li><li>&lt;b&gt;Rome&lt;/b&gt;</li>" in item.body
    assert item.metrics["votes"] == 3
    said.poll["votes_count"] = 9
    assert here.read() == []


def test_our_own_words_go_out_and_theirs_come_in(desk: Opening) -> None:
    here = desk("@veilleuse")
    said = here.instance.say("veilleuse", "Nous repartons")
    here.instance.say("zoe", "Enfin !", parent=said.id)
    assert [(item.body, item.extra.get("direction")) for item in here.read()] == [
        ("<p>Nous repartons</p>", "out"), ("<p>Enfin !</p>", None),
    ]  # fmt: skip


def test_the_past_of_a_new_place_is_bounded(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    for n in range(300):
        here.instance.say("zoe", f"n{n}")
    assert len(here.read()) == 120
    assert here.read() == []


def test_ten_thousand_characters_are_one_post(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    here.instance.say("zoe", "long " * 2000)
    (item,) = here.read()
    assert len(item.body) >= 10_000


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "content", "account", "acct", "tags", "name", "poll", "options", "title", "media_attachments", "description", "emojis", "shortcode", "created_at", "edited_at", "spoiler_text", "in_reply_to_id", "visibility"]), inner, max_size=6)))  # fmt: skip
def test_whatever_a_status_holds_it_becomes_an_item_or_is_left_out(told: object) -> None:
    status = {"id": "1", "account": {}, **(told if isinstance(told, dict) else {"content": told})}
    status["account"] = status["account"] if isinstance(status["account"], dict) else {}
    item = to_item(status, "1", "rails.example")
    assert isinstance(item.body, str)
    assert body_of(status, "") == item.body or item.title
    assert item.author
    assert item.author.remote_id


@given(st.text())
def test_whatever_a_cursor_holds_it_is_read_or_begun_anew(cursor: str) -> None:
    assert State.load(State.load(cursor).dump()) == State.load(cursor)


def test_lively_places_are_asked_more_often_and_a_clock_ahead_does_no_harm() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert next_wait([noon - timedelta(minutes=1)], noon) == SOONEST
    assert next_wait([noon + timedelta(days=400)], noon) == SOONEST
    assert next_wait([noon - timedelta(days=9)], noon) == LATEST
    assert SOONEST <= next_wait([], noon) <= LATEST
