"""Pages elsewhere that speak of topics."""

from __future__ import annotations

from django.db.models import QuerySet

from parvis.community.models import SentMention, Topic, WebMention
from parvis.conversations.models import Post

UNDER, ROWS = 50, 50
"""Shown under a topic, the first that came; rows of the team's list."""


def mentions_of(topic: Topic) -> list[WebMention]:
    """Those that the team lets stand. No query where there are none."""
    if not topic.mentions:
        return []
    return list(WebMention.objects.filter(topic=topic, state="shown").order_by("pk")[:UNDER])


def mentions_for_team(brand_id: int, *, after: int | None = None) -> QuerySet[WebMention]:
    """Those that were found to speak of a topic, the newest first. `after`: the last of the page before."""
    found = WebMention.objects.select_related("topic", "brand").filter(brand_id=brand_id).exclude(state="asked")
    return (found.filter(pk__lt=after) if after is not None else found).order_by("-pk")


def told_of(post: Post) -> list[str]:
    """Pages that were told of a post before: they are told too when it no longer speaks of them."""
    return list(SentMention.objects.filter(post=post).order_by("pk").values_list("target", flat=True))
