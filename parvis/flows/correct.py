"""A person corrects how a post was read; figures that counted the old reading follow."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.conversations.actions.readings import correct_sentiment
from parvis.conversations.models import Post
from parvis.core.models import Account
from parvis.listening.actions import shift_mood


@transaction.atomic
def correct_mood(post: Post, mood: str, *, by: Account, at: datetime) -> bool:
    """`mood`: negative, neutral or positive. False when the post has no reading yet: nothing is changed."""
    before = correct_sentiment(post, mood, by=by, at=at)
    if before is None:
        return False
    shift_mood(post.pk, post.place_id, post.at, before=before, after=mood)
    return True
