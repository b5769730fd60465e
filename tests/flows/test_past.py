"""A new watch finds the past through the index of words: what a reading of every post would find, and nothing of the forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post
from parvis.core.models import Brand, Seat
from parvis.flows import watches
from parvis.flows.documents import document_of_post
from parvis.flows.erase import erase
from parvis.flows.intake import take_in
from parvis.flows.retention import retain
from parvis.flows.watches import match_back
from parvis.listening.actions import save_watch
from parvis.listening.index import actions
from parvis.listening.index.actions import SETTLED, extend
from parvis.listening.index.asking import asked, may_meet
from parvis.listening.index.block import unpacked
from parvis.listening.matching import Document
from parvis.listening.models import Hit, Reworded, Watch, WordBlock, WordMark
from parvis.listening.query import parse

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SAID = (
    "le train de nuit",
    "une promotion en gare",
    "il pleut",
    "la panne du train",
    "rien de neuf",
    "gare de Lyon, panne",
)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some posts are worth a block, and stretches are short, so that a few posts make a long past."""
    monkeypatch.setattr(actions, "FEWEST", 5)
    monkeypatch.setattr(actions, "AT_ONCE", 8)
    monkeypatch.setattr(watches, "STRETCH", 7)
    monkeypatch.setattr(watches, "CHUNK", 3)


def place_of(brand: Brand) -> Place:
    return add_place(
        brand, NewPlace("feed", "feed", "http://b.example/f", "http://b.example/f", "Le blog"), by=None, at=NOON
    )[0]


def say(place: Place, *texts: str, first: int = 0, author: Author | None = None) -> None:
    said = [
        Item(f"p{n}", f"t{n}", text, author=author, at=NOON - timedelta(minutes=n // 3))
        for n, text in enumerate(texts, first)
    ]
    take_in(place, said, NOON)


def settle() -> None:
    """Rounds of the job, far enough apart for all that is stored to have settled."""
    mark = WordMark.objects.first()
    at = mark.seen_at if mark else NOON
    for _ in range(3):
        at += SETTLED
        while extend(at).more:
            pass


def found(brand: Brand, query: str) -> list[str]:
    """Remote ids that a new watch finds."""
    watch = save_watch(brand, name=f"{query} {Watch.objects.count()}", query=query, role="topic", by=None, at=NOON)
    rounds = 0
    while match_back(watch.pk, NOON):
        rounds += 1
        assert rounds < 50
    return sorted(Hit.objects.filter(watch=watch).values_list("post__remote_id", flat=True))


QUERIES = (
    "train",
    '"train de nuit"',
    "panne gare",
    "prom*",
    "train OR pleut",
    "panne -gare",
    "site:b.example",
    "de",
)


@pytest.mark.django_db
def test_the_index_finds_what_reading_everything_finds(brand: Brand, other_brand: Brand) -> None:
    say(place_of(brand), *SAID * 6)
    say(place_of(other_brand), *SAID * 2)
    read = {query: found(brand, query) for query in QUERIES}
    assert not WordBlock.objects.exists()
    settle()
    assert WordBlock.objects.filter(brand=brand).count() >= 1
    say(place_of(brand), "un train qui part", "une promotion", first=90)
    for query in QUERIES:
        late = {"train": ["p90"], "prom*": ["p91"], "train OR pleut": ["p90"], "site:b.example": ["p90", "p91"]}
        assert found(brand, query) == sorted(read[query] + late.get(query, [])), query


@pytest.mark.django_db
def test_a_rare_word_reads_only_the_posts_that_say_it(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    say(place_of(brand), *SAID * 6, "un escargot")
    settle()
    assert WordMark.objects.get().indexed == Post.objects.latest("pk").pk
    read: list[str] = []

    def watched(post: Post) -> Document:
        read.append(post.remote_id)
        return document_of_post(post)

    monkeypatch.setattr(watches, "document_of_post", watched)
    assert found(brand, "escargot") == read == ["p36"]


@pytest.mark.django_db
def test_posts_that_may_still_be_on_their_way_are_not_passed_over(brand: Brand) -> None:
    say(place_of(brand), *SAID)
    extend(NOON)
    say(place_of(brand), *SAID, first=10)
    assert extend(NOON + SETTLED / 2).posts == 0
    assert extend(NOON + SETTLED).posts == len(SAID)
    assert WordMark.objects.get().indexed == Post.objects.get(remote_id="p5").pk
    assert extend(NOON + 2 * SETTLED).posts == len(SAID)


@pytest.mark.django_db
def test_a_reworded_post_is_found_by_its_new_words_and_no_longer_by_the_old(brand: Brand) -> None:
    say(place_of(brand), *SAID * 3)
    settle()
    say(place_of(brand), "un escargot dans la gare")
    assert Reworded.objects.count() == 1
    assert found(brand, "escargot") == ["p0"]
    assert "p0" not in found(brand, '"train de nuit"')
    say(place_of(brand), *SAID, first=40)
    settle()
    assert not Reworded.objects.exists()
    assert found(brand, "escargot") == ["p0"]


@pytest.mark.django_db
def test_blocks_of_one_size_are_joined(brand: Brand) -> None:
    for turn in range(9):
        say(place_of(brand), *SAID, first=turn * 6)
        settle()
    assert WordBlock.objects.count() < 6
    assert sum(len(set(unpacked(kept.body).posts.tolist())) for kept in WordBlock.objects.all()) >= 48
    assert len(found(brand, "train")) == 18


@pytest.fixture
def words_left(brand: Brand) -> Iterator[list[int]]:
    """Posts that the index still has under "escargot"."""
    left: list[int] = []
    yield left
    for kept in WordBlock.objects.filter(brand=brand):
        some = unpacked(kept.body)
        left += some.posts[may_meet(some, asked(parse("escargot").ast))].tolist()
    assert left == []


@pytest.mark.django_db
def test_the_words_of_an_erased_person_leave_no_trace(brand: Brand, ines: Seat, words_left: list[int]) -> None:
    say(place_of(brand), *SAID * 3)
    say(place_of(brand), "mon escargot", first=30, author=Author("ana", "Ana"))
    settle()
    author = Post.objects.get(remote_id="p30").author
    assert author is not None
    erase(brand, author.person, by=ines.account, at=NOON)


@pytest.mark.django_db
def test_what_a_place_keeps_no_longer_leaves_no_trace(brand: Brand, words_left: list[int]) -> None:
    place = place_of(brand)
    say(place, *SAID * 3, "un escargot")
    settle()
    Place.objects.filter(pk=place.pk).update(retention_days=1)
    assert retain(place.pk, NOON + timedelta(days=3)) is None
