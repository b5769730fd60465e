"""From a served feed to stored, attributed, read, matched and triaged posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import Author, Item, Page
from parvis.connectors.testing.website import Reply, Website, website
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.streams import LeaseLost, claim
from parvis.conversations.models import Place, Post, Reading, Stream
from parvis.core.models import Brand
from parvis.engagement.models import Case
from parvis.flows.intake import poll, take_in, take_page
from parvis.flows.watches import match_back, match_recent, preview
from parvis.listening.actions import save_watch
from parvis.listening.models import Hit, WatchHour

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Le blog du rail</title><link>http://blog.example/</link>
<item><guid>1</guid><title>Retour du train de nuit</title><description>&lt;p&gt;Superbe voyage, merci Nocturne !&lt;/p&gt;</description>
<author>lea@example.org (Léa)</author><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>Recette de crêpes</title><description>De la farine, des œufs.</description>
<pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate></item>
</channel></rss>"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    with website() as served:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", served.host)
        yield served


def place_at(brand: Brand, address: str) -> Place:
    made, _ = add_place(brand, NewPlace("feed", "feed", address, address, "Le blog du rail"), by=None, at=NOON)
    return made


@pytest.mark.django_db
def test_a_feed_becomes_posts_with_author_reading_and_hits(brand: Brand, site: Website) -> None:
    site.put("/feed", FEED, "application/rss+xml")
    place = place_at(brand, site.at("/feed"))
    watch = save_watch(brand, name="Nuit", query='"train de nuit" OU Nocturne', role="brand", by=None, at=NOON)
    stream = Stream.objects.get(place=place)

    taken = poll(stream.pk, NOON)

    assert taken is not None
    assert (taken.new, taken.hits) == (2, 1)
    post = Post.objects.get(remote_id__contains="1", title="Retour du train de nuit")
    assert post.author is not None
    assert post.author.person.name == "Léa"
    assert Reading.objects.get(post=post).sentiment == "positive"
    assert [(h.watch_id, h.post_id) for h in Hit.objects.all()] == [(watch.pk, post.pk)]
    assert WatchHour.objects.get().n == 1
    stream.refresh_from_db()
    assert stream.succeeded_at == NOON
    assert stream.due_at > NOON
    assert poll(stream.pk, NOON + timedelta(hours=1)) is not None
    assert Post.objects.count() == 2


@pytest.mark.django_db
def test_a_place_that_fails_keeps_its_cursor_and_says_why(brand: Brand, site: Website) -> None:
    site.put("/feed", FEED, "application/rss+xml")
    place = place_at(brand, site.at("/feed"))
    stream = Stream.objects.get(place=place)
    poll(stream.pk, NOON)
    stream.refresh_from_db()
    cursor = stream.cursor
    site.pages["/feed"] = Reply(500, b"oops")
    poll(stream.pk, NOON + timedelta(hours=1))
    stream.refresh_from_db()
    assert stream.cursor == cursor
    assert stream.failures == 1
    assert stream.problem is not None
    assert stream.problem["text"]
    assert stream.due_at > NOON + timedelta(hours=1)


@pytest.mark.django_db
def test_a_place_that_is_gone_is_not_read_again(brand: Brand, site: Website) -> None:
    site.pages["/feed"] = Reply(410)
    place = place_at(brand, site.at("/feed"))
    stream = Stream.objects.get(place=place)
    poll(stream.pk, NOON)
    place.refresh_from_db()
    assert place.ended_at == NOON
    assert poll(stream.pk, NOON + timedelta(days=1)) is None


@pytest.mark.django_db
def test_two_readers_never_read_one_stream_at_once(brand: Brand) -> None:
    stream = Stream.objects.get(place=place_at(brand, "http://b.example/feed"))
    first = claim(stream.pk, NOON)
    assert first is not None
    assert claim(stream.pk, NOON + timedelta(minutes=1)) is None
    second = claim(stream.pk, NOON + timedelta(minutes=10))
    assert second is not None
    late = Page(items=(Item("p1", "t1", "trop tard"),), cursor="c")
    with pytest.raises(LeaseLost):
        take_page(first, late, NOON)
    assert Post.objects.count() == 0, "what the slower reader brought is rolled back with its cursor"
    assert take_page(second, late, NOON).new == 1


@pytest.mark.django_db
def test_a_crash_between_storing_and_the_cursor_loses_and_doubles_nothing(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = claim(Stream.objects.get(place=place_at(brand, "http://b.example/feed")).pk, NOON)
    assert stream is not None
    page = Page(items=(Item("p1", "t1", "bonjour", author=Author("a1", "Ana")),), cursor="next")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("parvis.flows.intake.advance", crash)
        with pytest.raises(KeyboardInterrupt):
            take_page(stream, page, NOON)
    assert Post.objects.count() == 0
    assert take_page(stream, page, NOON).new == 1
    stream.refresh_from_db()
    assert stream.cursor == "next"


@pytest.mark.django_db
def test_a_question_to_the_brand_opens_a_case(brand: Brand) -> None:
    from parvis.engagement.actions.settings import start_rules

    start_rules(brand, str)
    place = place_at(brand, "http://b.example/feed")
    save_watch(brand, name="Nuit", query="nocturne", role="brand", by=None, at=NOON)
    asked = Item(
        "p1", "t1", "Bonjour Nocturne, comment réserver une place pour mon vélo ?", author=Author("a1", "Ana"), at=NOON
    )
    chat = Item("p2", "t2", "Il pleut ce matin.", author=Author("a2", "Bob"), at=NOON)
    assert take_in(place, [asked, chat], NOON).cases == 1
    assert Case.objects.get().post.remote_id == "p1"


@pytest.mark.django_db
def test_a_watch_finds_the_past_once_and_its_hours_add_up(brand: Brand) -> None:
    place = place_at(brand, "http://b.example/feed")
    said = [
        Item(f"p{n}", f"t{n}", "le train de nuit" if n % 3 == 0 else "autre chose", at=NOON - timedelta(hours=n))
        for n in range(30)
    ]
    take_in(place, said, NOON)
    watch = save_watch(brand, name="Nuit", query='"train de nuit"', role="topic", by=None, at=NOON)
    assert match_back(watch.pk, NOON) is False
    assert match_recent(watch.pk) == 0
    match_back(watch.pk, NOON)
    watch.refresh_from_db()
    assert watch.hit_count == Hit.objects.count() == 10
    assert sum(WatchHour.objects.values_list("n", flat=True)) == 10


@pytest.mark.django_db
def test_a_preview_estimates_and_proposes_what_to_leave_out(brand: Brand) -> None:
    place = place_at(brand, "http://b.example/feed")
    said = [
        Item(
            f"p{n}", f"t{n}", "nocturne de Chopin au piano" if n % 2 else "train nocturne", at=NOON - timedelta(days=n)
        )
        for n in range(10)
    ]
    take_in(place, said, NOON)
    seen = preview(brand.pk, "nocturne")
    assert (seen.found, seen.looked_at) == (10, 10)
    assert 0.9 < seen.per_day < 1.3
    assert "chopin" in dict(seen.exclusions)


@pytest.mark.django_db
def test_a_brand_never_hears_another_brands_posts(brand: Brand, other_brand: Brand) -> None:
    save_watch(other_brand, name="Nuit", query="train", role="topic", by=None, at=NOON)
    take_in(place_at(brand, "http://b.example/feed"), [Item("p1", "t1", "le train")], NOON)
    assert Hit.objects.count() == 0
    assert preview(other_brand.pk, "train").found == 0
