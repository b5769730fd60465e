"""A person corrects how a post was read; figures that counted the old reading follow, and the brand's weights learn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.conversations.actions.corrections import correct_reading, take_back
from parvis.conversations.models import Post
from parvis.core.models import Account
from parvis.flows.learning import learn_when_due
from parvis.listening.actions import reheard
from parvis.listening.trends.heard import heard


def correct_mood(post: Post, mood: str, *, by: Account, at: datetime) -> bool:
    """`mood`: negative, neutral or positive. False when the post has no reading yet: nothing is changed."""
    return correct(post, "sentiment", mood, by=by, at=at)


@transaction.atomic
def correct(post: Post, facet: str, value: str, *, label: str = "", by: Account, at: datetime) -> bool:
    """One judgement (`conversations.saying` has the facets and their values). False when the post has no reading yet.

    Raises NotSayable.
    """
    before = heard([post.pk])
    made = correct_reading(post, facet, value, label=label, by=by, at=at)
    if made is None:
        return False
    reheard(before)
    learn_when_due(post.brand_id)
    return True


@transaction.atomic
def undo_correction(post: Post, facet: str, *, label: str = "", by: Account, at: datetime) -> bool:
    """The last word on this facet is taken back. False when there was none."""
    before = heard([post.pk])
    gone = take_back(post, facet, label=label, by=by, at=at)
    if gone is None:
        return False
    reheard(before)
    return True
