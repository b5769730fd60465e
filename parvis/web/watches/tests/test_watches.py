"""Watches: the list, one watch, the wording of it. What is wrong in a query is said in both languages, at its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.conversations.models import Echo, Place, Post
from parvis.conversations.rules import EARLIEST
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.flows.watches import match_back, save
from parvis.listening.models import Hit, Watch
from parvis.web.places.tests.scene import place_for, talk


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


@pytest.fixture
def blog(brand: Brand, at: datetime) -> Place:
    place = place_for(brand, "Blog", at)
    talk(place, at, 21)
    return place


def page(desk: Client, address: str, **said: Any) -> str:
    answer = desk.post(address, said) if said else desk.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def tried(desk: Client, query: str, **more: str) -> str:
    return page(desk, "/b/nocturne/watches/try", name="N", role="topic", query=query, **more)


def watch_for(
    seat: Seat, at: datetime, query: str = "nocturne", name: str = "Nocturne", *, matched: bool = True
) -> Watch:
    made = save(seat.brand, name=name, query=query, role="brand", by=seat.account, at=at)
    while matched and match_back(made.pk, at):
        pass
    made.refresh_from_db()
    return made


def test_a_brand_without_watches_is_offered_three_made_from_its_name(desk: Client, brand: Brand) -> None:
    text = page(desk, "/b/nocturne/watches/")
    assert text.count("Try this one") == 3
    assert "Nocturne PROCHE/15 (arnaque* OU" in text
    for address in [
        part.split('"')[0].replace("&amp;", "&") for part in text.split('href="')[1:] if "watches/new?" in part[:60]
    ]:
        assert "fault-card" not in page(desk, address)


def test_the_list_shows_figures_that_open_the_posts(desk: Client, ines: Seat, blog: Place, at: datetime) -> None:
    watch = watch_for(ines, at)
    text = page(desk, "/b/nocturne/watches/")
    assert f'/posts/?watch={watch.pk}">15 posts' in text
    assert "% negative" in text


def test_the_list_costs_the_same_for_five_and_for_fifty_watches(
    desk: Client, ines: Seat, blog: Place, at: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(desk, "/b/nocturne/watches/")
        return len(seen)

    for n in range(5):
        watch_for(ines, at, name=f"W{n}")
    cost()
    five = cost()
    for n in range(5, 50):
        watch_for(ines, at, name=f"W{n}", matched=False)
    assert cost() == five
    assert five <= 9


def test_one_watch_costs_the_same_for_five_and_for_fifty_hits(
    desk: Client, ines: Seat, brand: Brand, at: datetime
) -> None:
    place = place_for(brand, "Blog", at)
    talk(place, at, 8)
    watch = watch_for(ines, at)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(desk, f"/b/nocturne/watches/{watch.pk}/")
        return len(seen)

    cost()
    few = cost()
    talk(place, at, 70, prefix="more")
    assert Hit.objects.filter(watch=watch).count() > 50
    assert cost() == few
    assert few <= 13


def test_hits_come_in_pages_by_key(desk: Client, ines: Seat, brand: Brand, at: datetime) -> None:
    talk(place_for(brand, "Blog", at), at, 70)
    watch = watch_for(ines, at)
    Echo.objects.all().delete()  # each post stands for itself
    first = page(desk, f"/b/nocturne/watches/{watch.pk}/")
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = page(desk, f"/b/nocturne/watches/{watch.pk}/{older}")
    seen = [{part.split('"')[0] for part in text.split('id="row-')[1:]} for text in (first, second)]
    assert len(seen[0]) == 30
    assert seen[1]
    assert not seen[0] & seen[1]


def test_saving_looks_backwards_and_says_how_far(desk: Client, ines: Seat, blog: Place, at: datetime) -> None:
    answer = desk.post("/b/nocturne/watches/new", {"name": "Nocturne", "role": "brand", "query": "nocturne"})
    watch = Watch.objects.get()
    address = f"/b/nocturne/watches/{watch.pk}/"
    assert answer.headers["Location"] == address
    assert "The past is about to be looked through" in page(desk, address)
    Watch.objects.update(matched_back_to=at - timedelta(days=2))
    assert "Matched back to" in page(desk, address)
    Watch.objects.update(matched_back_to=None)
    while match_back(watch.pk, at):
        pass
    text = page(desk, address)
    assert "Matched back to" not in text
    assert "every 2s" not in text
    assert Hit.objects.filter(watch=watch).count() == 15


def test_a_reader_of_old_posts_does_not_reopen_what_is_finished(
    desk: Client, ines: Seat, blog: Place, at: datetime
) -> None:
    watch = watch_for(ines, at)
    talk(place_for(ines.brand, "Archive", at), at - timedelta(days=900), 3)
    assert watch.matched_back_to == EARLIEST
    assert "Matched back to" not in page(desk, f"/b/nocturne/watches/{watch.pk}/")


@pytest.mark.parametrize(
    ("language", "query", "words", "fault", "mend"),
    [
        ("en", "train AND (nuit", "parenthes", "(", "train AND (nuit)"),
        ("fr", "train ET (nuit", "parenthèse", "(", "train ET (nuit)"),
        ("en", "-jouet", "what to leave out", "-jouet", ""),
        ("fr", "-jouet", "", "-jouet", ""),
    ],
)
def test_a_fault_is_shown_where_it_is_with_its_mend(
    desk: Client, blog: Place, language: str, query: str, words: str, fault: str, mend: str
) -> None:
    desk.cookies["parvis_language"] = language
    text = tried(desk, query)
    assert words in text.split('id="fault-title"')[1][:600]
    assert f'<mark class="fault">{fault}' in text
    if mend:
        assert f'name="use" value="{mend}"' in text


def test_the_mend_is_taken_by_one_press(desk: Client, blog: Place) -> None:
    text = tried(desk, "train AND (nuit", use="train AND (nuit)")
    assert "train AND (nuit)</textarea>" in text
    assert "fault-card" not in text


def test_a_query_that_cannot_be_read_is_not_saved(desk: Client, brand: Brand) -> None:
    answer = desk.post("/b/nocturne/watches/new", {"name": "N", "role": "topic", "query": "train AND ("})
    assert answer.status_code == 422
    assert 'id="id_query-error"' in answer.content.decode()
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"name": ""}, "name"), ({"role": "spy"}, "role"), ({"query": " "}, "query"), ({"query": "a" * 20_001}, "query")],
)
def test_what_is_missing_is_said_at_its_field(desk: Client, brand: Brand, said: dict[str, str], field: str) -> None:
    answer = desk.post("/b/nocturne/watches/new", {"name": "N", "role": "topic", "query": "train", **said})
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in answer.content.decode()


def test_two_watches_of_one_name_are_refused_but_one_keeps_its_own(
    desk: Client, ines: Seat, brand: Brand, at: datetime
) -> None:
    watch = watch_for(ines, at)
    told = {"name": "Nocturne", "role": "brand", "query": "nocturne OU train"}
    assert desk.post("/b/nocturne/watches/new", told).status_code == 422
    assert desk.post(f"/b/nocturne/watches/{watch.pk}/edit", told).status_code == 302


def test_the_preview_counts_estimates_and_marks_what_was_found(desk: Client, blog: Place) -> None:
    text = tried(desk, "nocturne")
    assert '<span class="figure-value">15</span>' in text
    assert '<span class="figure-value">3.6</span><span class="figure-label">posts a day, estimated' in text
    assert "<mark>Nocturne</mark>" in text


def test_a_frequent_word_is_left_out_by_one_press(desk: Client, blog: Place) -> None:
    assert 'name="exclude" value="bois"' in tried(desk, "nocturne")
    text = tried(desk, "nocturne", exclude="bois")
    assert "nocturne -bois</textarea>" in text
    assert '<span class="figure-value">12</span>' in text


def test_leaving_out_from_a_faulty_query_says_the_fault(desk: Client, blog: Place) -> None:
    assert "fault-card" in tried(desk, "nocturne AND (", exclude="bois")


def test_nothing_of_a_post_or_of_a_query_becomes_markup(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Blog", at)
    talk(place, at, 1)
    Post.objects.update(text="nocturne <script>alert(1)</script> nocturne")
    assert "<script>alert" not in tried(desk, "nocturne")
    assert "<script>alert" not in tried(desk, '(<script>alert(1)</script>"')


def test_a_new_wording_forgets_what_the_old_one_caught(desk: Client, ines: Seat, blog: Place, at: datetime) -> None:
    watch = watch_for(ines, at)
    desk.post(f"/b/nocturne/watches/{watch.pk}/edit", {"name": "Nocturne", "role": "rival", "query": "berlin"})
    watch.refresh_from_db()
    assert (watch.query, watch.role, watch.hit_count) == ("berlin", "rival", 0)


def test_what_was_said_during_a_pause_is_found_after_it(desk: Client, ines: Seat, blog: Place, at: datetime) -> None:
    watch = watch_for(ines, at)
    address = f"/b/nocturne/watches/{watch.pk}/"
    desk.post(address + "pause")
    talk(blog, at, 7, prefix="meanwhile")
    assert Hit.objects.filter(watch=watch).count() == 15
    desk.post(address + "resume")
    while match_back(watch.pk, datetime.now(UTC)):
        pass
    assert Hit.objects.filter(watch=watch).count() == 20


def test_a_deleted_watch_leaves_its_posts(desk: Client, ines: Seat, blog: Place, at: datetime) -> None:
    watch = watch_for(ines, at)
    assert "is deleted" in desk.post(f"/b/nocturne/watches/{watch.pk}/delete", follow=True).content.decode()
    assert not Watch.objects.exists()
    assert Post.objects.count() == 21


def test_an_observer_looks_and_changes_nothing(client: Client, ines: Seat, brand: Brand, at: datetime) -> None:
    watch = watch_for(ines, at)
    client.force_login(seat_for(brand, Role.OBSERVER).account)
    address = f"/b/nocturne/watches/{watch.pk}/"
    assert client.get("/b/nocturne/watches/").status_code == 200
    text = client.get(address).content.decode()
    assert "/delete" not in text
    for verb in ("edit", "try", "pause", "resume", "delete"):
        assert client.post(address + verb).status_code == 403
    assert client.get("/b/nocturne/watches/new").status_code == 403


def test_the_watch_of_another_brand_does_not_exist(desk: Client, other_brand: Brand, at: datetime) -> None:
    theirs = Watch.objects.create(brand=other_brand, name="R", query="rivale", created_at=at)
    for verb in ("", "edit"):
        assert desk.get(f"/b/nocturne/watches/{theirs.pk}/{verb}").status_code == 404
