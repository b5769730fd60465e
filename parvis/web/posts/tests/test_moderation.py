"""Held comments in the list, in their thread and in the inbox: shown, decided, taken back, by those who may."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for, shows_places
from parvis.conversations.models import Moderation, Place, Post
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, open_case
from parvis.outbox.tests.conversation import a_place, a_post, somebody


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


@pytest.fixture
def blog(brand: Brand, noon: datetime) -> Place:
    place = a_place(brand, at=noon, name="Le Journal")
    place.network, place.settings = "wordpress", {"support": {"moderate": "yes", "reply": "yes"}}
    place.save()
    return place


def comment(place: Place, at: datetime, n: int = 0, standing: str = "held") -> Post:
    post = a_post(place, author=somebody(place.brand, f"zoe{n}", at=at), at=at, thread="post-1", text=f"Bonjour {n}")
    post.kind, post.standing = "comment", standing
    post.save()
    return post


def page(desk: Client, address: str) -> str:
    return desk.get(f"/b/nocturne/{address}").content.decode()


def test_the_list_shows_how_a_post_stands_and_filters_by_it(desk: Client, blog: Place, noon: datetime) -> None:
    held, shown = comment(blog, noon, 1), comment(blog, noon, 2, "")
    assert page(desk, "posts/").count("Awaits a decision") == 2  # the filter and the one post
    only = page(desk, "posts/?standing=held")
    assert f"row-{held.pk}" in only
    assert f"row-{shown.pk}" not in only


def test_the_filter_is_offered_where_something_is_moderated(desk: Client, brand: Brand, noon: datetime) -> None:
    a_post(a_place(brand, at=noon), at=noon)
    assert "Published or not" not in page(desk, "posts/")


def test_a_held_comment_is_approved_from_its_thread_and_that_is_said(desk: Client, blog: Place, noon: datetime) -> None:
    held = comment(blog, noon)
    thread = f"threads/{held.thread_id}/"
    assert all(word in page(desk, thread) for word in ("Approve", "Spam", "Trash", "whole-post-hidden"))
    back = desk.post(f"/b/nocturne/posts/{held.pk}/moderate", {"act": "approve", "next": f"/b/nocturne/{thread}"})
    assert back["Location"] == f"/b/nocturne/{thread}"
    assert "“Approve” is on its way to the site." in page(desk, thread)
    Moderation.objects.update(state="done")
    Post.objects.filter(pk=held.pk).update(standing="")
    assert "Approved by Ines" in page(desk, thread)
    desk.post(f"/b/nocturne/posts/{held.pk}/moderate/undo", {})
    assert list(Moderation.objects.order_by("pk").values_list("act", flat=True)) == ["approve", "hold"]


def test_a_failure_is_shown_with_its_mend(desk: Client, blog: Place, ines: Seat, noon: datetime) -> None:
    held = comment(blog, noon)
    problem = {"kind": "Forbidden", "text": "No.", "params": {}, "mend": {"text": "Ask.", "params": {}}}
    Moderation.objects.create(
        brand=blog.brand,
        post=held,
        act="spam",
        before="held",
        by=ines.account,
        at=noon,
        state="failed",
        problem=problem,
    )
    shown = page(desk, f"threads/{held.thread_id}/")
    assert all(words in shown for words in ("“Spam” did not reach the site", "No.", "Ask.", "Approve"))


def test_the_inbox_shows_and_decides_too(desk: Client, blog: Place, ines: Seat, noon: datetime) -> None:
    case = open_case(comment(blog, noon), By(ines.account, noon))
    shown = page(desk, f"inbox/{case.pk}")
    assert shown.count("Awaits a decision") == 2  # the line of the list, and the post
    assert "/moderate" in shown


def test_an_observer_and_an_expert_see_no_verbs_and_have_none(
    client: Client, blog: Place, brand: Brand, noon: datetime
) -> None:
    held = comment(blog, noon)
    for role, door in ((Role.OBSERVER, 403), (Role.EXPERT, 403), (Role.MODERATOR, 302), (Role.AGENCY_GUEST, 302)):
        client.force_login(shows_places(seat_for(brand, role)).account)
        may = "moderation-" in page(client, f"threads/{held.thread_id}/")
        assert may is (door == 302)
        assert client.post(f"/b/nocturne/posts/{held.pk}/moderate", {"act": "spam"}).status_code == door


@pytest.mark.parametrize("how", ["act", "place", "kind", "deleted", "undo"])
def test_what_cannot_be_decided_has_no_page(desk: Client, blog: Place, noon: datetime, how: str) -> None:
    held = comment(blog, noon)
    if how == "place":
        Place.objects.update(settings={"support": {"moderate": "no"}})
    if how == "kind":
        Post.objects.update(kind="article")
    if how == "deleted":
        Post.objects.update(deleted_at=noon)
    verb = "moderate/undo" if how == "undo" else "moderate"
    asked = {"act": "delete" if how == "act" else "spam"}
    assert desk.post(f"/b/nocturne/posts/{held.pk}/{verb}", asked).status_code == 404


def test_a_thread_costs_the_same_whatever_was_decided(desk: Client, blog: Place, ines: Seat, noon: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(desk, f"threads/{first.thread_id}/")
        return len(asked)

    first = comment(blog, noon)
    one = cost()
    for n in range(1, 12):
        post = comment(blog, noon, n)
        Moderation.objects.create(
            brand=blog.brand, post=post, act="spam", before="held", by=ines.account, at=noon, state="done"
        )
    assert cost() == one
