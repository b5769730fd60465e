"""Every address of the community, asked for by everybody who may come: nothing of a room reaches who may not enter it.

A new address is walked by itself; a new kind of thing is put into `furnish`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db.transaction import atomic, set_rollback
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conftest import NOON, seat_for
from parvis.community.actions.articles import ArticleForm, write_article
from parvis.community.actions.bringing import lead_on
from parvis.community.actions.contests import ContestForm, enter, set_contest
from parvis.community.actions.feedback import keep_feedback
from parvis.community.actions.happenings import HappeningForm, set_happening
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.actions.parcels import give_address
from parvis.community.actions.polls import PollForm
from parvis.community.actions.reports import report
from parvis.community.actions.shelves import Piece, make_shelf, put_in_shelf
from parvis.community.actions.tags import set_tags
from parvis.community.actions.topics import new_key
from parvis.community.actions.trials import CallForm, announce, apply_for, set_call
from parvis.community.models import Group, Member, MemberNotice, Space, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.kinds import Kind
from parvis.community.rules.polls import Asks, Question
from parvis.community.rules.reports import Why
from parvis.conversations.models import Post
from parvis.core.models import Account, Brand
from parvis.core.roles import Role
from parvis.flows.articles import publish
from parvis.flows.finding import index_topics
from parvis.flows.messaging import begin_conversation
from parvis.flows.polling import ask
from tests.square import Square

WORD = "coquelicot"
"""What only the room says."""
PRIVATE = "pervenche"
"""What only a private conversation says."""
OF_TOPICS = (
    "forum_topic",
    "forum_topic_json",
    "forum_answer",
    "posting_tend",
    "members_hear_topic",
    "finding_topic_feed",
    "messages_depart",
)
OF_POSTS = (
    "forum_edit", "posting_versions", "posting_react", "posting_mark", "posting_tend_post", "messages_report",
)  # fmt: skip
IDEAS = ("kinds_idea", "kinds_vote", "kinds_step", "kinds_merge", "kinds_unmerge")

KINDS = (Kind.QUESTIONS, Kind.IDEAS, Kind.EVENTS, Kind.CONTESTS, Kind.TESTS, Kind.ARTICLES)
CONTESTS = tuple(
    f"kinds_contest_{what}"
    for what in ("set", "enter", "entries", "entries_csv", "vote", "award", "rules", "draw", "tickets")
)
TRIALS = (
    "set", "call", "apply", "leave", "people", "people_csv", "choose", "lot", "tickets", "address", "arrived", "parcels",
    "labels", "feedback", "found", "found_csv",
)  # fmt: skip
EVENTS = tuple(f"kinds_event_{what}" for what in ("ics", "set", "cancel", "answer", "people", "people_csv"))
STARS = ("articles_rate", "articles_ratings")
DRAFTS = ("articles_edit", "articles_act", "articles_preview")
SHELVES = tuple(f"showing_shelf{what}" for what in ("", "_edit", "_add", "_remove", "_item", "_feed"))
POLLS = ("kinds_poll", "kinds_close_poll", "kinds_poll_results", "kinds_poll_ballots")


class Route(NamedTuple):
    name: str
    parameters: tuple[str, ...]
    behind_a_door: bool


def routes() -> Iterator[Route]:
    for path, pattern in _walk(get_resolver().url_patterns, ""):
        if path.startswith("c/<slug:brand>/"):
            parameters = tuple(p for p in pattern.pattern.converters if p != "brand")
            yield Route(str(pattern.name), parameters, getattr(pattern.callback, "hosted", False))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, path)
        else:
            yield path, one


ROUTES = sorted(set(routes()))


class Furnished(NamedTuple):
    """`room`: what stands in a room that not everybody enters, by the parameters of addresses; `talk`: what stands in a private
    conversation of who is inside; `clients`: who comes, and whether they may read there."""

    room: dict[str, dict[str, object]]
    talk: dict[str, dict[str, object]]
    clients: dict[str, tuple[Client, bool]]


def furnish(brand: Brand, other: Brand, access: Access) -> Furnished:
    forget()
    square = Square(brand, NOON)
    inside, outside = square.member("dedans"), square.member("dehors")
    room = square.space("Serre", access)
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, inside, by=None, at=NOON)
    if access is not Access.MEMBERS:
        form = SpaceForm("Serre", access=access, groups={group.pk: "write"})
        change_space(room, form, by=inside.account, at=NOON)
    topic = square.topic(room, inside, f"Le {WORD}", f"Un mot : {WORD}.")
    answer = square.answer(topic, inside, f"Encore {WORD}.")
    kinds = {kind: closed_room(square, inside, group, access, kind) for kind in KINDS}
    solution = square.answer(kinds[Kind.QUESTIONS], inside, f"Le {WORD}, donc.")
    poll = ask(topic, PollForm([Question(1, f"Quel {WORD} ?", Asks.SINGLE, {1: "oui", 2: "non"})]), by=inside)
    set_happening(
        kinds[Kind.EVENTS],
        HappeningForm(NOON, NOON + timedelta(days=3650), "Europe/Paris", place=f"Au {WORD}"),
        by=inside.account,
        at=NOON,
    )
    rules = ContestForm(f"Le {WORD}", WORD, "1 €", 1, "vote", NOON, NOON + timedelta(days=3650))
    set_contest(kinds[Kind.CONTESTS], rules, by=inside.account, at=NOON)
    enter(kinds[Kind.CONTESTS], inside, words=f"Un {WORD}.", at=NOON)
    draft = write_article(space_called(brand, "serre-articles"), inside, ArticleForm(f"Le {WORD}", WORD, WORD), at=NOON)
    text = write_article(space_called(brand, "serre-articles"), inside, ArticleForm(f"Du {WORD}", WORD, WORD), at=NOON)
    article = publish(text, by=None, at=NOON)
    set_tags(topic, [("encore", f"{WORD}")], at=NOON)
    shelf = make_shelf(inside, "Fleurs", "", at=NOON)
    item, _new = put_in_shelf(shelf, Piece(topic=topic), at=NOON)
    talk = begin_conversation(
        square.community,
        square.member("confident"),
        [inside],
        title=f"La {PRIVATE}",
        body=f"La {PRIVATE}.",
        key=new_key(),
        at=NOON,
    )
    reported = report(talk.topic, talk.post, inside, why=Why.OTHER, words="", at=NOON)
    tried_out(kinds[Kind.TESTS], inside)
    for member in (inside, outside):  # told once, whatever became of the right to read it
        MemberNotice.objects.create(
            brand=brand, member=member, kind="watched", topic=topic, post=answer, by=inside, at=NOON
        )
    index_topics()
    lead_on(brand, [("t/9", "topic", topic.pk), ("t/9/1", "post", first_of(topic).pk)], by=inside.account, at=NOON)
    theirs = Square(other, NOON).member("ailleurs")
    stranger = Account.objects.create(email="inconnu@x.test", name="Inconnu", created_at=NOON)
    seats = {role.value: seat_for(brand, role, name=f"siege-{role.value}") for role in (Role.OWNER, Role.MODERATOR)}
    team = access is Access.MEMBERS
    people = {
        "inside": (inside.account, True),
        "outside": (outside.account, access is Access.MEMBERS),
        "stranger": (stranger, False),
        "another brand's": (theirs.account, False),
        **{name: (seat.account, team) for name, seat in seats.items()},
    }
    return Furnished(
        {
            "": {
                **{"slug": topic.slug, "seq": 2, "space": room.slug, "id": topic.pk, "handle": "dedans"},
                **{"token": "x", "provider": "house", "link": 1, "applicant": 1, "rest": "t/9/1"},
                **{"version": 1, "side": 192, "face": "0" * 20},
            },
            "forum_edit": {"id": answer.pk},
            **{key: {"id": solution.pk} for key in ("kinds_accept", "kinds_useful")},
            **{name: {"id": kinds[Kind.IDEAS].pk} for name in IDEAS},
            **{key: {"space": "serre-ideas"} for key in ("kinds_by", "kinds_done")},
            **{name: {"id": poll.pk} for name in POLLS},
            **{name: {"id": article.pk} for name in STARS},
            **{name: {"id": draft.pk} for name in DRAFTS},
            **{name: {"id": shelf.pk, "item": item.pk} for name in SHELVES},
            **{key: {"tag": "encore"} for key in ("articles_tag", "articles_tag_feed")},
            **{key: {"space": "serre-articles"} for key in ("articles_new", "articles_drafts")},
            **{name: {"id": kinds[Kind.EVENTS].pk} for name in EVENTS},
            **{name: {"id": kinds[Kind.CONTESTS].pk} for name in CONTESTS},
            **{f"trials_{what}": {"id": kinds[Kind.TESTS].pk} for what in TRIALS},
            **{key: {"space": "serre-events"} for key in ("kinds_upcoming", "kinds_space_ics")},
            "kinds_alike": {"space": "serre-questions"},
            "openweb_previews": {"id": answer.pk},
            "openweb_picture": {"name": "1-60x40-0123456789ab.webp"},
            "openweb_card": {"id": topic.pk, "digest": "0123456789abcdef"},
            "posting_picture": {"name": "1-60x40-0123456789ab.webp"},
            **{
                name: {"id": answer.pk}
                for name in (
                    "posting_versions",
                    "posting_react",
                    "posting_mark",
                    "posting_tend_post",
                    "messages_report",
                )
            },
            "messages_decide": {"report": reported.pk},
        },
        {
            **{name: {"id": talk.topic.pk, "slug": talk.topic.slug} for name in OF_TOPICS},
            **{name: {"id": talk.post.pk} for name in OF_POSTS},
            "forum_post": {"id": talk.topic.pk, "slug": talk.topic.slug, "seq": 1},
        },
        {"passer-by": (Client(), False), **{name: (_signed(who), may) for name, (who, may) in people.items()}},
    )


def first_of(topic: Topic) -> Post:
    return Post.sealed_too.get(thread_id=topic.pk, seq=1)


def tried_out(topic: Topic, inside: Member) -> None:
    """A product test of which somebody was sent a parcel, and said what it found."""
    assert inside.account is not None
    day = timedelta(days=1)
    call = CallForm(WORD, "1 €", WORD, 1, "lot", NOON - 9 * day, NOON - 8 * day, NOON - 7 * day, NOON + 3650 * day)
    set_call(topic, call, by=inside.account, at=NOON)
    apply_for(topic, inside, told=[(WORD, WORD)], at=NOON - 9 * day)
    [entry] = announce(topic, by=inside.account, at=NOON)
    give_address(entry, {"name": WORD, "town": WORD}, at=NOON)
    keep_feedback(entry, Post.sealed_too.get(thread_id=topic.pk, seq=1), rating=5, pros=WORD, cons=WORD, at=NOON)


def closed_room(square: Square, inside: Member, group: Group, access: Access, kind: Kind) -> Topic:
    """A topic of a kind, in a room as closed as the other."""
    room = square.space(f"Serre {kind.value}", access, kind)
    if access is not Access.MEMBERS:
        form = SpaceForm(room.name, kind, access, groups={group.pk: "write"})
        change_space(room, form, by=inside.account, at=NOON)
    return square.topic(room, inside, f"Le {WORD} encore", f"Un mot : {WORD}.")


def space_called(brand: Brand, slug: str) -> Space:
    return Space.objects.select_related("place").get(brand=brand, slug=slug)


def _signed(account: Account | None) -> Client:
    client = Client()
    assert account is not None
    client.force_login(account)
    return client


def address(route: Route, brand: Brand, room: dict[str, dict[str, object]]) -> str:
    told = {**room[""], **room.get(route.name, {})}
    asked = "?q=encore" if route.name == "finding_search" else ""
    return reverse(route.name, kwargs={"brand": brand.slug, **{p: told[p] for p in route.parameters}}) + asked


def test_every_address_of_the_community_has_its_door() -> None:
    assert [route.name for route in ROUTES if not route.behind_a_door] == []
    assert len(ROUTES) > 5


@pytest.mark.parametrize("access", [Access.MEMBERS, Access.GROUPS, Access.SECRET])
def test_nothing_of_a_room_reaches_who_may_not_enter(brand: Brand, other_brand: Brand, access: Access) -> None:
    house = furnish(brand, other_brand, access)
    seen, private, before = set(), set(), versions()
    for name, (client, may) in house.clients.items():
        for route in ROUTES:
            asked = address(route, brand, house.room)
            for method in (client.get, client.post):
                with atomic():
                    answer = method(asked)
                    set_rollback(True)
                said = answer.content.decode(errors="replace") + answer.headers.get("Location", "")
                assert answer.status_code < 500, f"{name} {asked}"
                assert may or WORD not in said, f"{name} reads {asked}"
                seen |= {(may, route.name)} if WORD in said else set()
                if route.name in house.talk:
                    said += _said(
                        client, method, address(route, brand, {"": {**house.room[""], **house.talk[route.name]}})
                    )
                told = PRIVATE in said
                assert name == "inside" or (name == "moderator" and route.name == "messages_reports") or not told, (
                    f"{name} reads {route.name} of a private conversation"
                )
                private |= {route.name} if told else set()
    meets = {"forum", "forum_topic", "finding_search", "bell", "bringing_old", "articles_tag", "showing_shelf"}
    assert {(True, name) for name in meets} <= seen, "the walk must meet the word where it may be read"
    assert {"forum_topic", "forum_post", "forum_topic_json", "messages", "messages_report"} <= private
    assert versions() == before


def _said(client: Client, method, asked: str) -> str:
    with atomic():
        answer = method(asked)
        set_rollback(True)
    return str(answer.content.decode() + answer.headers.get("Location", ""))


def versions() -> dict[int, int]:
    return dict(Topic.objects.values_list("pk", "version"))
