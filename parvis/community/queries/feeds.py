"""What the open web is told of: public rooms alone, whoever asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from parvis.community.models import Community, Space, Topic
from parvis.community.queries.house import House
from parvis.community.rules.access import NOBODY, Access
from parvis.core.sql import from_moment

ENTRIES, SITEMAP = 30, 5_000
"""Entries of a feed; addresses of one page of the sitemap."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post of a feed, with the topic that it stands in. `summary`: what an article says of itself, with its first post."""

    topic: int
    slug: str
    title: str
    seq: int
    html: str
    at: datetime
    changed: datetime
    name: str
    summary: str = ""


def public(house: House) -> frozenset[int]:
    return house.readable(NOBODY)


def newest(house: House, spaces: Collection[int]) -> list[tuple[int, int]]:
    """(topic, version) of those begun last in `spaces`: what an answer of the feed depends on."""
    topics = Topic.objects.filter(brand_id=house.brand_id, space__in=spaces, hidden_at=None)
    return list(topics.order_by("-pk").values_list("pk", "version")[:ENTRIES])


_ENTRIES = """
SELECT t.thread_id, t.slug, t.title, p.seq, p.html, p.at, p.edited_at, m.name, CASE WHEN p.seq = 1 THEN a.summary END
FROM conversations_post p
JOIN community_topic t ON t.thread_id = p.thread_id
LEFT JOIN community_member m ON m.identity_id = p.author_id
LEFT JOIN community_article a ON a.topic_id = t.thread_id
WHERE {which} AND p.deleted_at IS NULL AND p.standing = ''
ORDER BY t.thread_id DESC, p.seq DESC LIMIT %s
"""


def first_posts(topic_ids: Collection[int]) -> list[Entry]:
    """With which these topics begin, newest first."""
    if not topic_ids:
        return []
    which = f"p.thread_id IN ({', '.join(['%s'] * len(topic_ids))}) AND p.seq = 1"
    return _entries(which, list(topic_ids))


def last_posts(topic: Topic) -> list[Entry]:
    """Newest first."""
    return _entries("p.thread_id = %s AND p.seq > %s", [topic.pk, topic.last_seq - ENTRIES])


def _entries(which: str, given: list[Any]) -> list[Entry]:
    """`which`: words of ours."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES.format(which=which), [*given, ENTRIES])
        rows = cursor.fetchall()
    return [
        Entry(
            topic=row[0], slug=row[1], title=row[2], seq=row[3], html=row[4], at=from_moment(row[5]),
            changed=from_moment(row[6] or row[5]), name=row[7] or "", summary=row[8] or "",
        )
        for row in rows
    ]  # fmt: skip


_EDGES = """
SELECT thread_id FROM (
  SELECT thread_id, ROW_NUMBER() OVER (ORDER BY thread_id) AS number FROM community_topic
  WHERE brand_id = %s AND hidden_at IS NULL AND space_id IN ({spaces})
) numbered WHERE number %% %s = 0 ORDER BY thread_id
"""


def edges(house: House) -> list[int]:
    """After which topics the pages of the sitemap begin; the first begins after 0."""
    spaces = sorted(public(house))
    if not spaces:
        return [0]
    with connection.cursor() as cursor:
        cursor.execute(_EDGES.format(spaces=", ".join(["%s"] * len(spaces))), [house.brand_id, *spaces, SITEMAP])
        return [0, *(row[0] for row in cursor.fetchall())]


def addresses(house: House, after: int) -> list[tuple[int, str, datetime]]:
    """(topic, slug, moved last) of one page of the sitemap."""
    topics = Topic.objects.filter(brand_id=house.brand_id, space__in=public(house), hidden_at=None, pk__gt=after)
    return list(topics.order_by("pk").values_list("pk", "slug", "bumped_at")[:SITEMAP])


def open_to_the_web() -> list[str]:
    """Slugs of the brands whose community has a public room."""
    rooms = Space.objects.filter(access=Access.PUBLIC.value).values("brand_id")
    open_ones = Community.objects.filter(ended_at=None, brand_id__in=rooms)
    return list(open_ones.order_by("brand__slug").values_list("brand__slug", flat=True))
