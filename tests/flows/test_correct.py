"""Somebody corrects a mood: their word stands, the figures follow, and the journal knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Post, Reading
from parvis.core.models import Brand, Journal, Seat
from parvis.engagement.queries.crisis import weigh
from parvis.flows.correct import correct, correct_mood, undo_correction
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.listening.models import WatchHour

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_correction_stands_and_the_figures_follow(brand: Brand, ines: Seat) -> None:
    place, _ = add_place(
        brand, NewPlace("feed", "feed", "https://b.example/f", "https://b.example/f", "Blog"), by=None, at=NOON
    )
    save_watch(brand, name="Nuit", query="nocturne", role="brand", by=None, at=NOON)
    said = Item(
        "p1", "t1", "Nocturne, quelle honte, c’est inadmissible et scandaleux !", author=Author("a", "Ana"), at=NOON
    )
    take_in(place, [said], NOON)
    post = Post.objects.select_related("brand").get()
    assert WatchHour.objects.get().negative == 1

    assert correct_mood(post, "positive", by=ines.account, at=NOON)
    assert WatchHour.objects.get().negative == 0
    assert correct_mood(post, "neutral", by=ines.account, at=NOON)
    assert WatchHour.objects.get().negative == 0
    assert correct_mood(post, "negative", by=ines.account, at=NOON)
    assert WatchHour.objects.get().negative == 1
    assert [line.verb for line in Journal.objects.filter(object=f"post:{post.pk}")] == ["post.reread"] * 3
    reading = Reading.objects.get()
    assert (reading.sentiment, reading.confidence, reading.corrected_by) == ("negative", 1.0, ines.account)

    # The machine reads it again: the person's word stands.
    take_in(place, [Item("p1", "t1", "Nocturne, merci, superbe !", author=Author("a", "Ana"), at=NOON)], NOON)
    assert Reading.objects.get().sentiment == "negative"


@pytest.mark.django_db
def test_a_post_without_reading_is_left_as_it_is(brand: Brand, ines: Seat) -> None:
    place, _ = add_place(
        brand, NewPlace("feed", "feed", "https://b.example/f", "https://b.example/f", "Blog"), by=None, at=NOON
    )
    take_in(place, [Item("p1", "t1", "Bonjour", at=NOON)], NOON)
    Reading.objects.all().delete()
    assert not correct_mood(Post.objects.select_related("brand").get(), "positive", by=ines.account, at=NOON)
    assert not Journal.objects.filter(verb="post.reread").exists()


@pytest.mark.django_db
def test_a_type_and_a_language_corrected_count_at_once_and_are_taken_back(brand: Brand, ines: Seat) -> None:
    place, _ = add_place(
        brand, NewPlace("feed", "feed", "https://b.example/f", "https://b.example/f", "Blog"), by=None, at=NOON
    )
    save_watch(brand, name="Nuit", query="nocturne", role="brand", by=None, at=NOON)
    take_in(
        place,
        [Item("p1", "t1", "La nocturne de ce soir, on y va ensemble ?", author=Author("a", "Ana"), at=NOON)],
        NOON,
    )
    post = Post.objects.select_related("brand").get()

    def counted() -> tuple[int, list[tuple[str, int]]]:
        return weigh(brand.pk, NOON).measures.typed, list(WatchHour.objects.values_list("language", "n"))

    assert counted() == (0, [("fr", 1)])
    assert correct(post, "type", "yes", label="crisis", by=ines.account, at=NOON)
    assert correct(post, "language", "en", by=ines.account, at=NOON)
    assert counted() == (1, [("en", 1)])
    assert undo_correction(post, "type", label="crisis", by=ines.account, at=NOON)
    assert undo_correction(post, "language", by=ines.account, at=NOON)
    assert counted() == (0, [("fr", 1)])
