"""Reposts and near-copies are one group, shown and counted, never dropped; a person has the last word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.echoes import forget_old_keys, put_back, take_out
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.record import remove
from parvis.conversations.echo_queries import folded, members_of
from parvis.conversations.models import Echo, EchoGroup, EchoKey, Place, Post
from parvis.conversations.queries import posts_of, sharing
from parvis.conversations.sight import Sight
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.listening.models import Watch
from parvis.listening.queries import distinct_since

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MESSAGE = "Le train de nuit Paris Nice est encore annulé ce soir, merci Nocturne pour l’information tardive"


@pytest.fixture
def place(brand: Brand) -> Place:
    save_watch(brand, name="Nuit", query='"train de nuit"', role="brand", by=None, at=AT)
    return add_place(brand, NewPlace("feed", "feed", "https://a.fr", "https://a.fr", "A"), by=None, at=AT)[0]


def come(place: Place, *said: str, at: datetime = AT, key: str = "p") -> None:
    """Each in a thread of its own, by an author of their own."""
    items = [Item(f"{key}{n}", f"{key}{n}", one, author=Author(f"{key}{n}"), at=at) for n, one in enumerate(said)]
    take_in(place, items, at)


@pytest.mark.django_db
def test_copies_in_one_page_and_in_later_ones_are_one_group_and_every_figure_counts_every_post(place: Place) -> None:
    come(
        place, MESSAGE, f"RT @zoe {MESSAGE} https://t.co/x", "Un train de nuit pour Brest, départ demain à huit heures"
    )
    come(place, MESSAGE.replace("soir", "matin"), at=AT + timedelta(days=2), key="q")
    group = EchoGroup.objects.get()
    assert (group.count, group.first.remote_id if group.first else "") == (3, "p0")
    assert sorted(Echo.objects.values_list("post__remote_id", "similarity"))[0] == ("p0", 100)
    assert 70 <= Echo.objects.get(post__remote_id="q0").similarity < 100
    watch = Watch.objects.get()
    assert watch.hit_count == 4
    assert distinct_since(watch.pk, AT - timedelta(days=1)) == 2


@pytest.mark.django_db
def test_a_copy_after_the_window_or_in_another_brand_is_no_copy(place: Place, other_brand: Brand) -> None:
    come(place, MESSAGE)
    come(place, MESSAGE, at=AT + timedelta(days=9), key="q")
    elsewhere, _ = add_place(other_brand, NewPlace("feed", "feed", "https://a.fr", "https://a.fr", "A"), by=None, at=AT)
    come(elsewhere, MESSAGE)
    assert not EchoGroup.objects.exists()
    assert forget_old_keys(AT + timedelta(days=1)) == 18
    assert EchoKey.objects.count() == 9


@pytest.mark.django_db
def test_private_messages_are_never_compared(place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(visibility="secret")
    place.refresh_from_db()
    come(place, MESSAGE, MESSAGE)
    assert not EchoKey.objects.exists()


@pytest.mark.django_db
def test_a_person_takes_a_post_out_and_puts_it_back(place: Place, brand: Brand) -> None:
    come(place, MESSAGE, MESSAGE, MESSAGE)
    by = seat_for(brand, Role.MODERATOR).account
    first = Echo.objects.get(post__remote_id="p0")
    assert take_out(first, by=by, at=AT)
    assert not take_out(first, by=by, at=AT)
    group = EchoGroup.objects.get()
    assert (group.count, group.first.remote_id if group.first else "") == (2, "p1")
    come(place, MESSAGE, key="q")
    assert EchoGroup.objects.get().count == 3
    assert put_back(Echo.objects.get(pk=first.pk), by=by, at=AT)
    group.refresh_from_db()
    assert (group.count, group.first_id) == (4, first.post_id)


@pytest.mark.django_db
def test_a_group_goes_on_when_its_first_post_is_deleted_or_says_something_else(place: Place) -> None:
    come(place, MESSAGE, MESSAGE, MESSAGE)
    remove(place, ["p0"], AT)
    assert EchoGroup.objects.get().count == 2
    come(place, MESSAGE, key="q")
    assert EchoGroup.objects.get().count == 3
    take_in(place, [Item("p1", "p1", "Finalement tout va bien, on dort dans le train", author=Author("p1"), at=AT)], AT)
    group = EchoGroup.objects.get()
    assert (group.count, group.first.remote_id if group.first else "") == (2, "p2")
    remove(place, ["p2", "q0"], AT)
    assert not EchoGroup.objects.exists()


@pytest.mark.django_db
def test_a_page_folds_each_group_into_its_newest_post_with_its_number(
    place: Place, brand: Brand, django_assert_num_queries
) -> None:
    come(place, MESSAGE, "Autre chose de tout à fait différent, vraiment", MESSAGE, MESSAGE)
    found = list(posts_of(brand.pk))
    with django_assert_num_queries(1):
        shown = folded(found, Sight(brand.pk))
    assert len(shown) == 2
    echoed = next(post for post in shown if post.text.startswith("Le train"))
    assert echoed.echoed == 3
    assert [post.remote_id for post, _echo in members_of(echoed.pk, Sight(brand.pk), limit=10)] == ["p3", "p2", "p0"]


@pytest.mark.django_db
def test_who_shared_a_link_is_known_however_they_wrote_it(place: Place, brand: Brand) -> None:
    come(
        place,
        "Lisez https://www.lemonde.fr/a?utm_source=x",
        "Oui http://m.lemonde.fr/a/#suite",
        "Non https://lemonde.fr/b",
    )
    shared = sharing(Post.objects.filter(brand=brand), "https://lemonde.fr/a")
    assert sorted(shared.values_list("remote_id", flat=True)) == ["p0", "p1"]
