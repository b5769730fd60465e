"""What a tester found is kept beside the post that says it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.trials import TooLate, changed
from parvis.community.models import Trial, TrialEntry, TrialFeedback
from parvis.community.rules.trials import Act, State, after
from parvis.conversations.models import Post


@transaction.atomic
def awaited(entry: TrialEntry, *, at: datetime) -> TrialEntry:
    """The tester, under the test's lock, whose feedback may come. Raises TooLate."""
    held = Trial.objects.select_for_update(of=("self",)).get(topic_id=entry.topic_id)
    found = TrialEntry.objects.get(pk=entry.pk)
    if at < held.starts_at or after(State(found.state), Act.TELL) is None:
        raise TooLate
    return found


@transaction.atomic
def keep_feedback(
    entry: TrialEntry, post: Post, *, rating: int, pros: str, cons: str, at: datetime
) -> TrialFeedback:  # fmt: skip
    """Once, in the transaction of its post, which asked `awaited`."""
    made = TrialFeedback.objects.create(
        entry=entry, brand_id=entry.brand_id, topic_id=entry.topic_id, post=post, rating=rating, pros=pros[:1000],
        cons=cons[:1000], at=at,
    )  # fmt: skip
    TrialEntry.objects.filter(pk=entry.pk).update(state=after(State(entry.state), Act.TELL))
    Trial.objects.filter(topic_id=entry.topic_id).update(feedbacks=F("feedbacks") + 1)
    changed(entry.topic_id, entry.brand_id, at)
    return made
