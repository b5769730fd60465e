"""What somebody chose, answered and entered goes with them; counts follow, and tickets of a draw stay without a name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F

from parvis.community.models import (
    AnswerScore,
    AnswerVote,
    Ballot,
    Coming,
    ContestEntry,
    ContestVote,
    Happening,
    IdeaVote,
    TitleWord,
    Topic,
    Trial,
    TrialEntry,
    TrialFeedback,
    TrialParcel,
)
from parvis.community.rules.trials import Act, State, after


def forget_choices(brand_id: int, identity_ids: Collection[int]) -> None:
    """In the caller's transaction. Ballots of named polls lose their name and their words, and stay counted."""
    mine: dict[str, Any] = {"brand_id": brand_id, "member__identity_id__in": list(identity_ids)}
    for topic_id in IdeaVote.objects.filter(**mine).values_list("topic_id", flat=True):
        Topic.objects.filter(pk=topic_id).update(score=F("score") - 1, version=F("version") + 1)
    IdeaVote.objects.filter(**mine).delete()
    for post_id in AnswerVote.objects.filter(**mine).values_list("post_id", flat=True):
        AnswerScore.objects.filter(post_id=post_id).update(votes=F("votes") - 1)
    AnswerVote.objects.filter(**mine).delete()
    for coming in Coming.objects.filter(**mine).exclude(seat=""):
        counted = "taken" if coming.seat == "in" else "waiting"
        Happening.objects.filter(topic_id=coming.topic_id).update(**{counted: F(counted) - 1})
        Topic.objects.filter(pk=coming.topic_id).update(version=F("version") + 1)
    Coming.objects.filter(**mine).delete()
    for entry_id in ContestVote.objects.filter(**mine).values_list("entry_id", flat=True):
        ContestEntry.objects.filter(pk=entry_id).update(votes=F("votes") - 1)
    ContestVote.objects.filter(**mine).delete()
    ContestEntry.objects.filter(**mine).update(member=None, words="", told=[])
    forget_tests(brand_id, identity_ids)
    for ballot in Ballot.objects.filter(**mine):
        ballot.member = None
        ballot.answers = {question: said for question, said in ballot.answers.items() if not isinstance(said, str)}
        ballot.save(update_fields=["member", "answers"])
    begun = Topic.objects.filter(brand_id=brand_id, author__identity_id__in=list(identity_ids))
    TitleWord.objects.filter(topic__in=begun).delete()


def leave_tests(member_ids: Collection[int]) -> None:
    """Who goes is no tester any more: addresses go at once, applications are taken back. In the caller's transaction."""
    TrialParcel.objects.filter(entry__member__in=member_ids).delete()
    for entry in TrialEntry.objects.filter(member__in=member_ids):
        undecided = entry.state in (State.APPLIED, State.PICKED, State.ASIDE)
        entry.state = after(State(entry.state), Act.WITHDRAW) or entry.state
        entry.told, entry.folded, entry.country, entry.turn = [], "", "", 0
        entry.save(update_fields=["state", "told", "folded", "country", "turn"])
        if undecided:
            Trial.objects.filter(topic_id=entry.topic_id).update(applied=F("applied") - 1)
        Topic.objects.filter(pk=entry.topic_id).update(version=F("version") + 1)


def forget_tests(brand_id: int, identity_ids: Collection[int]) -> None:
    """Tickets and ratings stay, so that a lot and a mean can be computed again; words and who it was do not."""
    mine = TrialEntry.objects.filter(brand_id=brand_id, member__identity_id__in=list(identity_ids))
    leave_tests(list(mine.values_list("member_id", flat=True)))
    found = TrialFeedback.objects.filter(entry__in=mine)
    Topic.objects.filter(pk__in=found.values("topic")).update(version=F("version") + 1)
    found.update(pros="", cons="", post=None)
    mine.update(member=None, because="")
