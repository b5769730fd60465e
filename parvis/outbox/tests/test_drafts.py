from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parvis.conversations.models import Post
from parvis.core.models import Brand, Journal, Seat
from parvis.core.roles import Role
from parvis.outbox.actions.delivery import claim_for_sending
from parvis.outbox.actions.drafts import (
    DraftExists,
    NotThere,
    StaleSave,
    Unsendable,
    Writing,
    approve,
    discard_draft,
    hand_over,
    queue,
    save_draft,
    submit,
    take_back,
)
from parvis.outbox.models import Outgoing
from parvis.outbox.queries import draft_of, needing_a_person, to_review, underway_of
from parvis.outbox.tests.conversation import a_place, a_post, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(brand: Brand, noon: datetime) -> Post:
    return a_post(a_place(brand, at=noon), at=noon)


@pytest.fixture
def draft(post: Post, ines: Seat, noon: datetime) -> Outgoing:
    return save_draft(post, Writing("Bonjour", None), by=ines.account, at=noon)


def test_an_autosave_finds_its_own_draft(draft: Outgoing, post: Post, ines: Seat, noon: datetime) -> None:
    again = save_draft(post, Writing("Bonjour Léa", None, draft.version), by=ines.account, at=noon)
    assert (again.pk, again.body, again.version) == (draft.pk, "Bonjour Léa", 2)
    assert draft_of(post.brand_id, post.thread_id, ines.account) == draft


def test_a_stale_save_is_refused_and_both_texts_survive(
    draft: Outgoing, post: Post, ines: Seat, noon: datetime
) -> None:
    save_draft(post, Writing("Window A", None, 1), by=ines.account, at=noon)
    with pytest.raises(StaleSave) as refused:
        save_draft(post, Writing("Window B", None, 1), by=ines.account, at=noon)
    assert (refused.value.stored.body, refused.value.refused) == ("Window A", "Window B")
    assert Outgoing.objects.get().body == "Window A"


def test_a_save_whose_answer_got_lost_may_be_repeated(draft: Outgoing, post: Post, ines: Seat, noon: datetime) -> None:
    save_draft(post, Writing("Bonjour Léa", None, 1), by=ines.account, at=noon)
    again = save_draft(post, Writing("Bonjour Léa", None, 1), by=ines.account, at=noon)
    assert again.version == 2


def test_two_authors_write_side_by_side(draft: Outgoing, post: Post, brand: Brand, noon: datetime) -> None:
    paul = colleague(brand, "paul", Role.EXPERT, at=noon)
    other = save_draft(post, Writing("Moi aussi", None), by=paul.account, at=noon)
    assert other.pk != draft.pk
    assert other.key != draft.key


def test_only_its_author_discards_a_draft(draft: Outgoing, brand: Brand, ines: Seat, noon: datetime) -> None:
    paul = colleague(brand, "paul", Role.EXPERT, at=noon)
    assert not discard_draft(draft, by=paul.account, at=noon)
    assert discard_draft(draft, by=ines.account, at=noon)
    assert not Outgoing.objects.exists()


def test_pressing_send_twice_queues_once(draft: Outgoing, ines: Seat, noon: datetime) -> None:
    first = queue(draft, by=ines.account, at=noon)
    second = queue(draft, by=ines.account, at=noon + timedelta(seconds=1))
    assert (first.state, second.state, second.key) == ("queued", "queued", draft.key)
    assert Journal.objects.filter(verb="reply.queued").count() == 1


def test_an_empty_message_stays_a_draft(post: Post, ines: Seat, noon: datetime) -> None:
    empty = save_draft(post, Writing("  ", None), by=ines.account, at=noon)
    with pytest.raises(Unsendable):
        queue(empty, by=ines.account, at=noon)
    assert Outgoing.objects.get().state == "draft"


def test_what_was_reviewed_is_queued_only_once_approved(
    draft: Outgoing, brand: Brand, ines: Seat, noon: datetime
) -> None:
    submit(draft, by=ines.account, at=noon)
    assert list(to_review(brand.pk)) == [draft]
    with pytest.raises(NotThere):
        queue(draft, by=ines.account, at=noon)
    approve(draft, by=colleague(brand, "chef", Role.MANAGER, at=noon).account, at=noon)
    assert queue(draft, by=ines.account, at=noon).state == "queued"


def test_a_message_is_taken_back_until_the_call_begins(draft: Outgoing, ines: Seat, noon: datetime) -> None:
    queue(draft, by=ines.account, at=noon)
    assert take_back(draft, by=ines.account, at=noon).state == "draft"
    queue(draft, by=ines.account, at=noon)
    claim_for_sending(draft.pk, noon)
    with pytest.raises(NotThere):
        take_back(draft, by=ines.account, at=noon)


def test_taking_back_does_not_throw_away_what_is_being_written(
    draft: Outgoing, post: Post, ines: Seat, noon: datetime
) -> None:
    queue(draft, by=ines.account, at=noon)
    other = save_draft(post, Writing("La suite", None), by=ines.account, at=noon)
    with pytest.raises(DraftExists) as refused:
        take_back(draft, by=ines.account, at=noon)
    assert refused.value.draft == other


def test_what_is_copied_by_hand_is_shown_until_somebody_did_it(
    draft: Outgoing, post: Post, ines: Seat, noon: datetime
) -> None:
    hand_over(draft, by=ines.account, at=noon)
    assert hand_over(draft, by=ines.account, at=noon).state == "by_hand"
    assert list(needing_a_person(post.brand_id)) == [draft]
    assert underway_of(post.brand_id, post.thread_id) == [draft]


def test_another_brand_reaches_nothing(
    draft: Outgoing, other_brand: Brand, post: Post, ines: Seat, noon: datetime
) -> None:
    assert draft_of(other_brand.pk, post.thread_id, ines.account) is None
    draft.brand = other_brand
    with pytest.raises(Outgoing.DoesNotExist):
        queue(draft, by=ines.account, at=noon)
