"""Somebody asks to be forgotten: what goes, what stays, and what does not come back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post, Reading, Thread
from parvis.core.journal import verify
from parvis.core.models import Brand, Journal, Seat
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.models import Case
from parvis.flows.erase import erase
from parvis.flows.intake import take_in
from parvis.flows.watches import match_recent
from parvis.listening.actions import save_watch
from parvis.listening.models import Hit, Watch, WatchDay, WatchHour
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.models import Outgoing
from parvis.people.actions.merging import merge, unmerge
from parvis.people.models import Erased, Identity, Merge, Person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LEA = Author("u-lea", name="Léa Morin", handle="lea.morin", url="https://plaza.example/@lea.morin")
OMAR = Author("u-omar", name="Omar", handle="omar")
WORDS = "Trois heures à quai à Dijon, et pas un mot au micro."


@pytest.fixture
def wall(brand: Brand) -> Place:
    made, _ = add_place(brand, NewPlace("plaza", "wall", "w", "w", "Mur"), by=None, at=NOON)
    return made


@pytest.fixture
def talk(wall: Place) -> list[Item]:
    """Léa begins, Omar answers, Léa again."""
    items = [
        Item("p1", "t1", WORDS, title="À quai", author=LEA, at=NOON, url="https://plaza.example/@lea.morin/1"),
        Item("p2", "t1", "Pareil ici.", author=OMAR, at=NOON + timedelta(minutes=1), parent_id="p1"),
        Item("p3", "t1", "Merci Omar.", author=LEA, at=NOON + timedelta(minutes=2), parent_id="p2"),
    ]
    take_in(wall, items, NOON + timedelta(hours=1))
    return items


def lea(brand: Brand) -> Person:
    return Identity.objects.get(brand=brand, remote_id="u-lea").person


@pytest.mark.django_db
def test_posts_keep_their_place_in_the_thread_and_nothing_that_was_said(
    brand: Brand, ines: Seat, talk: list[Item]
) -> None:
    toll = erase(brand, lea(brand), by=ines.account, at=NOON)
    assert (toll.identities, toll.posts) == (1, 2)
    thread = Thread.objects.get()
    posts = list(Post.objects.filter(thread=thread).order_by("seq"))
    assert [post.text for post in posts] == ["", "Pareil ici.", ""]
    assert [post.erased_at is not None for post in posts] == [True, False, True]
    assert posts[1].parent_id == posts[0].pk
    assert (thread.title, thread.url, thread.post_count) == ("", "", 3)
    assert [p.name for p in Person.objects.all()] == ["Omar"]
    assert Reading.objects.count() == 1
    line = Journal.objects.get(verb="person.erased")
    assert line.data == {"identities": 1, "posts": 2, "answers": 0, "cases": 0}
    assert verify(brand) is None


@pytest.mark.django_db
def test_nothing_of_an_erased_author_comes_back_through_the_intake(
    brand: Brand, ines: Seat, wall: Place, talk: list[Item]
) -> None:
    erase(brand, lea(brand), by=ines.account, at=NOON)
    later = NOON + timedelta(hours=2)
    reworded = Item("p1", "t1", "Autrement dit.", author=LEA, at=NOON)
    nameless = Item("p3", "t1", "Merci Omar.", at=NOON)
    new = Item("p9", "t9", "Encore moi.", author=LEA, at=later)
    taken = take_in(wall, [*talk, reworded, nameless, new], later)
    assert (taken.new, taken.edited) == (0, 0)
    assert Post.objects.count() == 3
    assert not Identity.objects.filter(remote_id="u-lea").exists()


@pytest.mark.django_db
def test_what_others_say_below_an_erased_post_finds_its_thread(
    brand: Brand, ines: Seat, wall: Place, talk: list[Item]
) -> None:
    erase(brand, lea(brand), by=ines.account, at=NOON)
    first = Post.objects.order_by("seq")[0]
    later = NOON + timedelta(hours=2)
    take_in(wall, [Item("p4", "t1", "Et le retour ?", author=OMAR, at=later, parent_id="p1")], later)
    answer = Post.objects.get(remote_id="p4")
    assert (answer.thread_id, answer.parent_id, answer.seq) == (first.thread_id, first.pk, 4)


@pytest.mark.django_db
def test_our_answers_lose_their_words_and_names_and_drafts_go(
    brand: Brand, ines: Seat, wall: Place, talk: list[Item]
) -> None:
    post = Post.objects.get(remote_id="p1")
    case = open_case(post, By(ines.account, NOON))
    sent = save_draft(
        post, Writing(f"Bonjour Léa,\n> {WORDS}\nNous cherchons pourquoi.", None), by=ines.account, at=NOON
    )
    Outgoing.objects.filter(pk=sent.pk).update(state="sent", sent_at=NOON, remote_id="o1")
    ours = Item(
        "o1", "t1", f"Bonjour Léa,\n\n> {WORDS}\n\nNous cherchons pourquoi.", "markdown", at=NOON, parent_id="p1",
        extra={"direction": "out", "to": "lea.morin"},
    )  # fmt: skip
    take_in(wall, [ours], NOON + timedelta(hours=1))
    draft = save_draft(post, Writing("Chère Léa", None), by=ines.account, at=NOON)

    erase(brand, lea(brand), by=ines.account, at=NOON + timedelta(hours=2))

    assert not Outgoing.objects.filter(pk=draft.pk).exists()
    sent.refresh_from_db()
    assert sent.body == "Bonjour […],\n> […]\nNous cherchons pourquoi."
    answer = Post.objects.get(remote_id="o1")
    for text in (answer.text, answer.html, answer.source, str(answer.extra)):
        assert "Léa" not in text
        assert "Dijon" not in text
        assert "lea.morin" not in text
    assert "Nous cherchons pourquoi." in answer.text
    case.refresh_from_db()
    assert (case.state, case.outcome, case.author_id, case.person_id) == ("closed", "no_answer_needed", None, None)
    # The network still shows our answer with the quotation: it does not bring it back.
    assert take_in(wall, [ours], NOON + timedelta(hours=3)).edited == 0
    answer.refresh_from_db()
    assert "Dijon" not in answer.text


@pytest.mark.django_db
def test_figures_of_watches_follow(brand: Brand, ines: Seat, wall: Place) -> None:
    watch = save_watch(brand, name="Gares", query="dijon", role="topic", by=None, at=NOON)
    take_in(
        wall,
        [Item("p1", "t1", WORDS, author=LEA, at=NOON), Item("p2", "t2", "Dijon aussi", author=OMAR, at=NOON)],
        NOON,
    )
    match_recent(watch.pk)
    assert (WatchHour.objects.get().n, WatchDay.objects.get().n) == (2, 2)
    erase(brand, lea(brand), by=ines.account, at=NOON)
    assert (Hit.objects.count(), WatchHour.objects.get().n, WatchDay.objects.get().n) == (1, 1, 1)
    assert Watch.objects.get(pk=watch.pk).hit_count == 1


@pytest.mark.django_db
def test_who_was_merged_goes_with_them_and_the_merge_is_not_undone_afterwards(
    brand: Brand, ines: Seat, talk: list[Item]
) -> None:
    omar = Identity.objects.get(remote_id="u-omar").person
    made = merge(brand, winner=lea(brand), loser=omar, by=ines.account, at=NOON)
    erase(brand, lea(brand), by=ines.account, at=NOON)
    assert not Person.objects.exists()
    assert not Merge.objects.exists()
    with pytest.raises(Merge.DoesNotExist):
        unmerge(brand, merged=made, by=ines.account, at=NOON)
    assert not Identity.objects.exists()


@pytest.mark.django_db
def test_another_brand_keeps_what_it_holds(brand: Brand, other_brand: Brand, ines: Seat, talk: list[Item]) -> None:
    theirs, _ = add_place(other_brand, NewPlace("plaza", "wall", "w", "w", "Mur"), by=None, at=NOON)
    take_in(theirs, talk, NOON + timedelta(hours=1))
    erase(brand, lea(brand), by=ines.account, at=NOON)
    assert Post.objects.filter(brand=other_brand).exclude(text="").count() == 3
    assert take_in(theirs, [Item("p9", "t9", "Encore moi.", author=LEA, at=NOON)], NOON).new == 1


@pytest.mark.django_db
def test_a_tombstone_says_nothing_without_the_key(brand: Brand, ines: Seat, talk: list[Item]) -> None:
    erase(brand, lea(brand), by=ines.account, at=NOON)
    assert Erased.objects.count() == 5, "an identity, a handle, two posts, a thread"
    for stone in Erased.objects.all():
        assert len(stone.hash) == 64
    assert Case.objects.count() == 0


@pytest.mark.django_db
def test_who_counts_as_another_meanwhile_is_not_half_erased(brand: Brand, ines: Seat, talk: list[Item]) -> None:
    omar = Identity.objects.get(remote_id="u-omar").person
    merge(brand, winner=omar, loser=lea(brand), by=ines.account, at=NOON)
    early = Person.objects.get(name="Léa Morin")
    with pytest.raises(Person.DoesNotExist):
        erase(brand, early, by=ines.account, at=NOON)
    assert Post.objects.filter(text=WORDS).exists()
