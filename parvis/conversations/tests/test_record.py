"""A post is kept once, in its thread, with its past; whatever order or how often the network gives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.record import record, remove
from parvis.conversations.incoming import prepare
from parvis.conversations.models import Link, Place, Post, Revision, Thread
from parvis.core.models import Brand
from parvis.people.actions import Sighting, attribute
from parvis.people.models import Identity, Person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def place(brand: Brand) -> Place:
    made, _ = add_place(
        brand, NewPlace("feed", "feed", "https://b.example/feed", "https://b.example/feed", "Blog"), by=None, at=NOON
    )
    return made


def item(number: int, *, thread: str = "t", parent: str = "", body: str = "", minutes: int | None = None) -> Item:
    at = NOON - timedelta(minutes=100 - (minutes if minutes is not None else number))
    return Item(
        remote_id=f"p{number}",
        thread_id=thread,
        parent_id=parent,
        body=body or f"post {number}",
        at=at,
        author=Author(f"a{number % 3}", name=f"Author {number % 3}"),
    )


def keep(place: Place, *items: Item, at: datetime = NOON) -> tuple[int, int]:
    people = attribute(
        place.brand_id, place.network, {i.author.remote_id: Sighting(i.author, at, at) for i in items if i.author}
    )
    done = record(place, [prepare(i) for i in items], {k: v.identity_id for k, v in people.items()}, at)
    return len(done.new), len(done.edited)


@pytest.mark.django_db
def test_a_page_given_twice_is_stored_once(place: Place) -> None:
    page = [item(1), item(2, parent="p1"), item(3, thread="u")]
    assert keep(place, *page) == (3, 0)
    assert keep(place, *page) == (0, 0)
    place.refresh_from_db()
    assert (Post.objects.count(), place.post_count, Thread.objects.count()) == (3, 3, 2)
    assert Post.objects.get(remote_id="p2").parent == Post.objects.get(remote_id="p1")


@pytest.mark.django_db
def test_one_id_twice_in_a_page_is_one_post_in_its_last_form(place: Place) -> None:
    keep(place, item(1, body="first"), item(1, body="second"))
    assert [p.text for p in Post.objects.all()] == ["second"]


@pytest.mark.django_db
def test_an_edit_keeps_the_earlier_wording(place: Place) -> None:
    keep(place, item(1, body="before"))
    assert keep(place, item(1, body="after"), at=NOON + timedelta(hours=1)) == (0, 1)
    post = Post.objects.get()
    assert post.text == "after"
    assert post.edited_at == NOON + timedelta(hours=1)
    assert [r.text for r in Revision.objects.all()] == ["before"]


@pytest.mark.django_db
def test_a_mail_is_never_reworded_by_another_under_its_id(place: Place) -> None:
    mail = replace(item(1, body="Remboursez-moi 10 €."), kind="mail")
    forged = replace(mail, body="Remboursez-moi 10 000 €.")
    assert keep(place, mail, forged) == (1, 0), "in one page the first of the two stands"
    assert keep(place, forged) == (0, 0)
    assert keep(place, replace(forged, kind="post")) == (0, 0), "and no other kind gets round it"
    assert [p.text for p in Post.objects.all()] == ["Remboursez-moi 10 €."]
    assert not Revision.objects.exists()


@pytest.mark.django_db
def test_an_address_that_would_run_in_the_page_is_not_kept(place: Place) -> None:
    keep(
        place,
        replace(item(1, thread="a"), url="javascript:alert(1)"),
        replace(item(2, thread="b"), url="java\nscript:alert(1)"),
        replace(item(3, thread="c"), url="data:text/html,<script>"),
        replace(item(4, thread="d"), url="https://blog.example/1"),
    )
    kept = ["", "", "", "https://blog.example/1"]
    assert list(Post.objects.order_by("remote_id").values_list("url", flat=True)) == kept
    assert list(Thread.objects.order_by("remote_id").values_list("url", flat=True)) == kept


@pytest.mark.django_db
def test_a_deletion_upstream_empties_the_post_and_keeps_its_place(place: Place) -> None:
    keep(place, item(1), item(2))
    assert remove(place, ["p1", "unknown"], NOON) == 1
    assert remove(place, ["p1"], NOON) == 0
    gone = Post.objects.get(remote_id="p1")
    assert gone.deleted_at == NOON
    assert (gone.text, gone.html) == ("", "")
    assert Revision.objects.get(post=gone).text == "post 1"


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1899, 2199])
def test_a_date_that_cannot_be_true_becomes_the_time_of_arrival(place: Place, year: int) -> None:
    keep(place, replace(item(1), at=datetime(year, 1, 1, tzinfo=UTC)))
    assert Post.objects.get().at == NOON


@pytest.mark.django_db
def test_a_post_without_date_or_author_is_kept(place: Place) -> None:
    keep(place, replace(item(1), at=None, author=None))
    post = Post.objects.get()
    assert post.at == NOON
    assert post.author is None


@pytest.mark.django_db
def test_links_are_kept_with_their_host(place: Place) -> None:
    keep(
        place,
        replace(item(1), body='<a href="https://Example.org/x">x</a><a href="http://[">broken</a>', format="html"),
    )
    assert [(link.host, link.url) for link in Link.objects.all()] == [("example.org", "https://Example.org/x")]


@pytest.mark.django_db
def test_200_kb_zero_width_rtl_and_5000_emoji_are_kept(place: Place) -> None:
    bodies = ["é" * 200_000, "a\u200bb\u202egnp.exe", "🎉" * 5_000, "nul\x00 and \ud800 lone"]
    keep(place, *[item(n, body=body) for n, body in enumerate(bodies)])
    assert Post.objects.get(remote_id="p2").text == "🎉" * 5_000
    assert Post.objects.get(remote_id="p3").text == "nul and  lone"


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 11), max_size=6), max_size=8))
def test_any_order_and_overlap_of_pages_ends_in_the_same_posts(place: Place, pages: list[list[int]]) -> None:
    Post.objects.all().delete()
    Thread.objects.all().delete()
    Place.objects.filter(pk=place.pk).update(post_count=0)
    for page in pages:
        if page:
            keep(place, *[item(n, thread=f"t{n % 4}", parent=f"p{n - 4}" if n >= 4 else "") for n in page])
    given_ids = {f"p{n}" for page in pages for n in page}
    assert set(Post.objects.values_list("remote_id", flat=True)) == given_ids
    for thread in Thread.objects.all():
        seqs = list(Post.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        assert (thread.last_seq, thread.post_count) == (len(seqs), len(seqs))
    place.refresh_from_db()
    assert place.post_count == len(given_ids)


@pytest.mark.django_db
def test_an_author_is_one_identity_and_one_person_however_often_met(place: Place) -> None:
    keep(place, item(1), item(4))
    keep(place, item(7))
    assert (Identity.objects.count(), Person.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_profile_keeps_the_latest_and_forgets_nothing_for_a_blank(place: Place) -> None:
    for author in (Author("x", name="Old", url="https://x.example", followers=3), Author("x", name="New", followers=5)):
        attribute(place.brand_id, "feed", {"x": Sighting(author, NOON, NOON)})
    known = Identity.objects.get()
    assert (known.name, known.url, known.followers) == ("New", "https://x.example", 5)


def test_the_fast_insert_fills_every_column_of_a_post() -> None:
    from parvis.conversations.actions.insert import _COLUMNS

    assert sorted(_COLUMNS) == sorted(f.attname for f in Post._meta.concrete_fields if f.attname != "id")
