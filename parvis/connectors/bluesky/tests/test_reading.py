"""Each kind of place, what stands around it, and what is withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.bluesky.cursor import State
from parvis.connectors.bluesky.items import MEMBERS_ONLY, is_post, to_item
from parvis.connectors.bluesky.testing.server import OURS
from parvis.connectors.bluesky.tests.conftest import Opening
from parvis.connectors.contract import Budget, Gone, Item

PLACES = ["profile/{ours}/mentions", "hashtag/rail", "profile/{zoe}", "search?q=rail", "profile/{zoe}/lists/3k"]


def bodies(items: list[Item]) -> list[str]:
    return [item.body for item in items]


def test_a_mention_brings_the_conversation_above_and_below_it(desk: Opening) -> None:
    here = desk()
    root = here.sky.say("ana.example", "La racine")
    middle = here.sky.say("lou.example", "Le milieu", parent=root)
    asked = here.sky.say("zoe.example", f"@{OURS} et vous ?", parent=middle)
    here.sky.say("ana.example", "Moi aussi", parent=asked)
    items = here.read()
    assert {item.thread_id for item in items} == {root.uri}
    assert [item.parent_id for item in items] == ["", root.uri, middle.uri, asked.uri]


def test_mentions_answers_and_quotes_are_heard_likes_are_not(desk: Opening) -> None:
    here = desk()
    ours = here.sky.say(OURS, "Nous repartons")
    here.sky.like("zoe.example", ours)
    here.sky.say("zoe.example", "Enfin !", parent=ours)
    quoted = {"$type": "app.bsky.embed.record#view", "record": {"uri": ours.uri, "author": {"handle": OURS}, "value": {"text": "Nous repartons"}}}  # fmt: skip
    here.sky.say("ana.example", "Regardez", embed=quoted)
    heard = here.read()
    assert {item.author.handle for item in heard if item.author} == {f"@{OURS}", "@zoe.example", "@ana.example"}
    quote = heard[-1]
    assert quote.folded == f"@{OURS}\nNous repartons"
    assert "Nous repartons" not in quote.body


def test_an_answer_that_comes_later_to_a_mention_is_heard(desk: Opening) -> None:
    here = desk()
    asked = here.sky.say("zoe.example", f"@{OURS} et vous ?")
    here.read()
    here.sky.say("ana.example", "Je sais, moi", parent=asked)
    assert "<p>Je sais, moi</p>" in bodies(here.read())
    assert here.read() == []


def test_a_thread_keeps_its_name_and_its_posts_are_read_once(desk: Opening) -> None:
    root = None
    here = desk()
    root = here.sky.say("zoe.example", "Un voyage")
    for n in range(130):
        here.sky.say("ana.example", f"réponse {n}", parent=root)
    place = desk(f"profile/{{zoe}}/post/{root.uri.rpartition('/')[2]}", stranger=True)
    items = place.read(Budget(items=40))
    assert {item.thread_id for item in items} == {root.uri}
    assert len(items) == len({item.remote_id for item in items}) == 131
    assert place.read() == []


def test_a_conversation_whose_first_post_is_withdrawn_says_so_then_ends(desk: Opening) -> None:
    root = desk().sky.say("zoe.example", "Un voyage")
    here = desk(f"profile/{{zoe}}/post/{root.uri.rpartition('/')[2]}", stranger=True)
    here.read()
    here.sky.remove(root)
    here.read()
    assert here.pages[-1].deletions == (root.uri,)
    with pytest.raises(Gone):
        here.read()


@pytest.mark.parametrize("path", PLACES)
def test_reposts_are_counted_and_never_posts(desk: Opening, path: str) -> None:
    here = desk(path)
    said = here.sky.say("ana.example", f"@{OURS} #rail à partager")
    mine = here.sky.say("zoe.example", f"@{OURS} #rail aussi")
    here.sky.repost("zoe.example", said)
    here.sky.repost("lou.example", mine)
    items = here.read()
    assert len({item.remote_id for item in items}) == len(items)
    assert {item.metrics["reposts"] for item in items if item.remote_id == mine.uri} == {1}


@pytest.mark.parametrize("which", [0, 1, 4])
@pytest.mark.parametrize("path", ["profile/{ours}/mentions", "profile/{zoe}", "profile/{zoe}/lists/3k"])
def test_what_is_withdrawn_is_told_and_what_stays_is_not(desk: Opening, path: str, which: int) -> None:
    here = desk(path)
    said = [here.sky.say("zoe.example", f"@{OURS} n{n}") for n in range(5)]
    here.read()
    here.sky.remove(said[which])
    here.read()
    assert here.pages[-1].deletions == (said[which].uri,)
    here.read()
    assert not here.pages[-1].deletions


def test_who_blocks_us_is_not_taken_for_withdrawn(desk: Opening) -> None:
    here = desk()
    here.sky.say("zoe.example", f"@{OURS} bonjour")
    here.read()
    here.sky.block(OURS, "zoe.example")
    assert here.read() == []
    assert all(page.deletions == () for page in here.pages)


def test_a_conversation_with_holes_is_read_around_them(desk: Opening) -> None:
    here = desk()
    root = here.sky.say("ana.example", "La racine")
    gone = here.sky.say("lou.example", "Regretté", parent=root)
    shut = here.sky.say("noe.example", "Fâché", parent=root)
    here.sky.block(OURS, "noe.example")
    here.sky.say("zoe.example", f"@{OURS} sous le trou", parent=gone)
    here.sky.say("zoe.example", f"@{OURS} sous le blocage", parent=shut)
    here.sky.remove(gone)
    items = here.read()
    assert {"sous le trou" in item.body or "sous le blocage" in item.body for item in items} <= {True, False}
    assert {item.thread_id for item in items} == {root.uri}
    assert not any("Regretté" in body or "Fâché" in body for body in bodies(items))
    assert gone.uri in here.pages[0].deletions


@pytest.mark.parametrize("path", PLACES)
def test_a_burst_larger_than_a_sheet_is_read_to_the_last(desk: Opening, path: str) -> None:
    here = desk(path)
    here.sky.say("zoe.example", f"@{OURS} #rail départ")
    here.read()
    for n in range(350):
        here.sky.say("zoe.example", f"@{OURS} #rail n{n}.")
    heard = here.read(Budget(requests=4, items=60))
    numbers = {n for n in range(350) if any(f"n{n}." in body for body in bodies(heard))}
    assert numbers == set(range(350))


def test_more_that_comes_during_a_burst_is_not_lost(desk: Opening) -> None:
    here = desk("hashtag/rail", stranger=True)
    here.sky.say("zoe.example", "#rail départ")
    here.read()
    for n in range(250):
        here.sky.say("zoe.example", f"#rail a{n}.")
    page = here.network.fetch(here.source, here.cursor, Budget(requests=2, items=150))
    assert page.more
    here.cursor, heard = page.cursor, list(page.items)
    for n in range(250):
        here.sky.say("zoe.example", f"#rail b{n}.")
    heard += here.read(Budget(requests=2, items=150))
    assert all(any(f"{name}{n}." in body for body in bodies(heard)) for name in "ab" for n in range(250))


def test_the_past_of_a_new_place_is_bounded_and_stays_past(desk: Opening) -> None:
    here = desk("profile/{zoe}", stranger=True)
    said = [here.sky.say("zoe.example", f"n{n}") for n in range(300)]
    assert len(here.read()) == 100
    for one in said[-5:]:
        here.sky.remove(one)  # older posts move up into the newest sheet
    assert here.read() == []


def test_a_post_dated_back_below_what_was_read_is_read_all_the_same(desk: Opening) -> None:
    here = desk("hashtag/rail", stranger=True)
    for n in range(60):
        here.sky.say("zoe.example", f"#rail n{n}")
    here.read()
    here.sky.say("zoe.example", "#rail montre arrêtée", at=datetime.now(UTC) - timedelta(days=3))
    assert ["arrêtée" in body for body in bodies(here.read())] == [True]


def test_a_post_dated_in_the_future_or_in_the_past_is_read_once(desk: Opening) -> None:
    here = desk("hashtag/rail", stranger=True)
    here.sky.say("zoe.example", "#rail demain", at=datetime.now(UTC) + timedelta(days=900))
    here.sky.say("zoe.example", "#rail jadis", at=datetime(1985, 10, 26, tzinfo=UTC))
    assert len(here.read()) == 2
    here.sky.say("zoe.example", "#rail maintenant")
    assert bodies(here.read()) == ['<p><a href="https://bsky.app/hashtag/rail">#rail</a> maintenant</p>']


@pytest.mark.parametrize("skew", [timedelta(days=3), timedelta(days=-3)])
def test_a_clock_that_is_wrong_by_days_neither_loses_nor_doubles(desk: Opening, skew: timedelta) -> None:
    here = desk("hashtag/rail", stranger=True)
    here.sky.skew = skew
    here.sky.say("zoe.example", "#rail un")
    first = here.read()
    here.sky.skew = timedelta()
    here.sky.say("zoe.example", "#rail deux")
    assert [len(first), len(here.read()), len(here.read())] == [1, 1, 0]


def test_people_are_known_by_what_stays_when_they_change_their_name(desk: Opening) -> None:
    here = desk()
    here.sky.say("zoe.example", f"@{OURS} avant")
    (before,) = here.read()
    here.sky.person("zoe.example").handle = "zoe.autre.example"
    here.sky.say("zoe.autre.example", f"@{OURS} après")
    (after,) = here.read()
    assert before.author
    assert after.author
    assert before.author.remote_id == after.author.remote_id
    assert (before.author.handle, after.author.handle) == ("@zoe.example", "@zoe.autre.example")


def test_a_handle_that_leads_nowhere_is_not_shown(desk: Opening) -> None:
    here = desk()
    here.sky.say("zoe.example", f"@{OURS} bonjour")
    here.sky.person("zoe.example").handle = "handle.invalid"
    (item,) = here.read()
    assert item.author
    assert (item.author.handle, item.author.url) == ("", f"https://bsky.app/profile/{item.author.remote_id}")


def test_pictures_cards_and_films_are_words(desk: Opening) -> None:
    here = desk("profile/{zoe}", stranger=True)
    pictures = [{"alt": 'Un quai "vide" <la nuit>', "fullsize": "https://cdn.example/a"}, {"alt": " ", "fullsize": "https://cdn.example/b"}]  # fmt: skip
    card = {"uri": "https://blog.example/nuit", "title": "La <nuit>", "description": ""}
    here.sky.say("zoe.example", "Regardez", embed={"$type": "app.bsky.embed.images#view", "images": pictures})
    here.sky.say("zoe.example", "Lisez", embed={"$type": "app.bsky.embed.external#view", "external": card})
    here.sky.say("zoe.example", "Piège", embed={"$type": "app.bsky.embed.external#view", "external": {"uri": "javascript:alert(1)"}})  # fmt: skip
    here.sky.say("zoe.example", "Film", embed={"$type": "app.bsky.embed.video#view", "cid": "x", "alt": "Un départ", "playlist": ""})  # fmt: skip
    first, second, third, film = bodies(here.read())
    assert '<img alt="Un quai &quot;vide&quot; &lt;la nuit&gt;">' in first
    assert '<a href="https://cdn.example/b">cdn.example</a>' in first
    assert '<a href="https://blog.example/nuit">La &lt;nuit&gt;</a>' in second
    assert third == "<p>Piège</p>"
    assert '<img alt="Un départ">' in film


def test_labels_fold_what_they_warn_of(desk: Opening) -> None:
    here = desk("profile/{zoe}", stranger=True)
    here.sky.say("zoe.example", "Le héros meurt", labels=["spoiler"])
    (item,) = here.read()
    assert item.title == "spoiler"
    assert item.body == "<details><summary>spoiler</summary><p>Le héros meurt</p></details>"


def test_who_asks_not_to_be_shown_to_strangers_is_not(desk: Opening) -> None:
    stranger, member = desk("hashtag/rail", stranger=True), desk("hashtag/rail")
    stranger.sky.person("zoe.example").labels.append(MEMBERS_ONLY)
    stranger.sky.say("zoe.example", "#rail entre nous")
    stranger.sky.say("ana.example", "#rail pour tous")
    assert [len(stranger.read()), len(member.read())] == [1, 2]


def test_a_hashtag_holds_what_bears_it_only(desk: Opening) -> None:
    here = desk("hashtag/Rail", stranger=True)
    here.sky.say("zoe.example", "#rail oui")
    here.sky.say("zoe.example", "rail sans dièse")
    here.sky.say("zoe.example", "#railroad non")
    assert ["oui" in body for body in bodies(here.read())] == [True]


def test_our_own_words_go_out_and_theirs_come_in(desk: Opening) -> None:
    here = desk("profile/{ours}")
    said = here.sky.say(OURS, "Nous repartons")
    here.sky.say("zoe.example", "Enfin !", parent=said)
    assert [(item.body, item.extra.get("direction")) for item in here.read()] == [
        ("<p>Nous repartons</p>", "out"), ("<p>Enfin !</p>", None),
    ]  # fmt: skip


_LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
_TOLD = st.recursive(_LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "facets", "embed", "images", "alt", "record", "reply", "root", "parent", "uri", "cid", "langs", "tags", "labels", "val", "viewer", "external", "title", "author", "handle", "displayName", "createdAt", "index", "byteStart", "byteEnd", "features", "value", "media"]), inner, max_size=6))  # fmt: skip


@given(_TOLD, _TOLD)
def test_whatever_a_post_holds_it_becomes_an_item_or_is_left_out(record: object, more: object) -> None:
    did = "did:plc:" + "a" * 24
    view = {**(more if isinstance(more, dict) else {}), "uri": f"at://{did}/app.bsky.feed.post/3k", "record": record, "author": {"did": did, "handle": more}}  # fmt: skip
    if is_post(view):
        item = to_item(view)
        assert isinstance(item.body, str)
        assert item.author
        assert item.author.remote_id == did


@given(st.text())
def test_whatever_a_cursor_holds_it_is_read_or_begun_anew(cursor: str) -> None:
    assert State.load(State.load(cursor).dump()) == State.load(cursor)
