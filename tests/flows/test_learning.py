"""A brand corrects, its weights learn, what comes next is read better, and one may go back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.analysis.chosen import chosen
from parvis.analysis.learning.corrected import learn_from
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.learning import give_up_head, keep_head, use_head
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import BrandHead, Correction, Place, Post, Reading
from parvis.conversations.reader import forget, heads_for
from parvis.conversations.rules import KEPT_BACK
from parvis.conversations.taught import ENOUGH, lessons_of, untaught
from parvis.core.models import Brand, Job, Journal, Seat
from parvis.flows import learning
from parvis.flows.correct import correct, undo_correction
from parvis.flows.erase import erase
from parvis.flows.intake import take_in

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OURS = "quel zbradaraldjan ce {} de nuit"
THINGS = ("train", "repas", "lit", "wagon", "bar", "voyage", "menu", "trajet", "réveil", "quai", "dîner", "hamac")
CALM = ("Le train part à midi", "Le quai est au nord", "Il y a un bar à bord", "La gare ouvre à six heures")
pytestmark = pytest.mark.django_db


def somewhere(brand: Brand) -> Place:
    address = "https://b.example/f"
    return add_place(brand, NewPlace("feed", "feed", address, address, "Blog"), by=None, at=NOON)[0]


def heard(place: Place, texts: list[str], tag: str = "p") -> list[Post]:
    items = [
        Item(f"{tag}{n}", f"{tag}{n}", text, author=Author("zoe", "Zoé"), at=NOON, language="fr")
        for n, text in enumerate(texts)
    ]
    take_in(place, items, NOON)
    return list(Post.objects.filter(remote_id__startswith=tag, place=place).select_related("brand").order_by("pk"))


def taught(brand: Brand, ines: Seat) -> list[Post]:
    """Twelve corrections on what this brand's people say, beside twenty posts that nobody corrects."""
    place = somewhere(brand)
    heard(place, [f"{text} {n}" for n in range(5) for text in CALM], "c")
    posts = heard(place, [OURS.format(thing) for thing in THINGS])
    for post in posts:
        correct(post, "sentiment", "positive", by=ines.account, at=NOON)
    return posts


def mood(place: Place, text: str, tag: str) -> str:
    return str(Reading.objects.get(post=heard(place, [text], tag)[0]).sentiment)


def test_what_was_corrected_is_read_right_next_time_until_it_is_given_up(brand: Brand, ines: Seat) -> None:
    posts = taught(brand, ines)
    place = posts[0].place
    assert mood(place, OURS.format("gala"), "a") == "neutral"
    head = learning.learn(brand, by=ines.account, at=NOON)
    assert head
    assert (head.version, head.corrections, head.better) == (1, 12, True)
    assert learning.learn(brand, by=None, at=NOON) is None, "nothing new to learn"

    post = heard(place, [OURS.format("salon")], "b")[0]
    reading = Reading.objects.get(post=post)
    assert (reading.sentiment, reading.model.endswith("+1")) == ("positive", True)
    assert mood(place, CALM[0], "d") == "neutral"
    with CaptureQueriesContext(connection) as seen:
        heads_for(brand.pk)
    assert len(seen) == 1

    assert give_up_head(head, by=ines.account, at=NOON)
    assert not give_up_head(head, by=ines.account, at=NOON)
    assert mood(place, OURS.format("dortoir"), "e") == "neutral"
    use_head(head, by=ines.account, at=NOON)
    assert mood(place, OURS.format("wagon-bar"), "f") == "positive"
    verbs = (
        Journal.objects.filter(brand=brand, verb__startswith="reading.").order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["reading.learnt", "reading.used", "reading.given_up", "reading.used"]


def test_a_version_that_is_not_better_does_not_read_by_itself_and_undoing_goes_back_one(
    brand: Brand, ines: Seat
) -> None:
    taught(brand, ines)
    lessons = lessons_of(brand.pk)
    found = learn_from(lessons.said, chosen().heads)
    at = [NOON + timedelta(minutes=n) for n in range(4)]
    worse = type(found)(found.additive, 0.9, 0.9, found.facets)
    first = keep_head(brand, found, lessons, base=chosen().key, by=None, at=at[0])
    second = keep_head(brand, worse, lessons, base=chosen().key, by=None, at=at[1])
    assert (first.used_from, second.used_from) == (at[0], None)
    use_head(second, by=ines.account, at=at[2])
    assert heads_for(brand.pk).model.name.endswith("+2")
    give_up_head(second, by=ines.account, at=at[3])
    assert heads_for(brand.pk).model.name.endswith("+1")
    BrandHead.objects.update(base="other weights")
    assert "+" not in heads_for(brand.pk).model.name
    BrandHead.objects.update(base=chosen().key, weights=b"tampered")
    BrandHead.objects.filter(pk=first.pk).update(used_from=at[3])
    assert heads_for(brand.pk).model.name.endswith("+1"), "held ready since it was built"
    forget()
    assert "+" not in heads_for(brand.pk).model.name


def test_learning_comes_by_itself_once_there_is_enough_that_is_new(
    brand: Brand, ines: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "EVERY", 3)
    posts = heard(somewhere(brand), [OURS.format(thing) for thing in THINGS[:4]])
    with pytest.raises(learning.TooFew):
        learning.ask_to_learn(brand, by=ines.account)
    for post in posts:
        correct(post, "type", "yes", label="praise", by=ines.account, at=NOON)
    assert Job.objects.filter(task__endswith="learn_brand").count() <= 1
    assert untaught(brand.pk) == 4 < ENOUGH
    assert learning.learn(brand, by=None, at=NOON) is None


def test_private_words_and_what_was_taken_back_teach_nothing(brand: Brand, other_brand: Brand, ines: Seat) -> None:
    posts = taught(brand, ines)
    undo_correction(posts[0], "sentiment", by=ines.account, at=NOON)
    correct(posts[1], "sentiment", "negative", by=ines.account, at=NOON)
    lessons = lessons_of(brand.pk)
    assert lessons.corrections == 11
    assert [one.value for one in lessons.said if one.text == posts[1].text and one.facet] == ["negative"]
    assert lessons_of(other_brand.pk).said == []
    Place.objects.update(visibility=KEPT_BACK)
    assert lessons_of(brand.pk).said == []


def test_who_is_erased_leaves_neither_corrections_nor_words(brand: Brand, ines: Seat, client: Client) -> None:
    posts = taught(brand, ines)
    head = learning.learn(brand, by=None, at=NOON)
    assert head
    assert learning.words_of(head, chosen())
    assert posts[0].author
    erase(brand, posts[0].author.person, by=ines.account, at=NOON)
    assert not Correction.objects.exists()
    assert learning.words_of(head, chosen()) == []
    client.force_login(ines.account)
    page = client.get(f"/b/{brand.slug}/settings/reading/{head.pk}/").content.decode()
    assert "zbradaraldjan" not in page


def test_a_correction_outlives_an_edit_and_the_rest_is_read_anew(brand: Brand, ines: Seat) -> None:
    place = somewhere(brand)
    post = heard(place, ["C’est une honte, inadmissible !"])[0]
    correct(post, "sentiment", "neutral", by=ines.account, at=NOON)
    take_in(place, [Item("p0", "p0", "Merci, superbe voyage !", author=Author("zoe", "Zoé"), at=NOON)], NOON)
    reading = Reading.objects.get(post=post)
    assert (reading.sentiment, reading.confidence) == ("neutral", 1.0)
    assert "complaint" not in {entry["label"] for entry in reading.intents}
    undo_correction(post, "sentiment", by=ines.account, at=NOON)
    reading.refresh_from_db()
    assert (reading.sentiment, reading.corrected_by) == ("positive", None)
