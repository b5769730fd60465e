"""What search finds, kept beside the posts: whatever changes a topic's page makes its version grow, and here is looked at again."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery

from parvis.community.models import SearchDoc, SearchMark, Topic
from parvis.community.rules.words import LANGUAGES, NO_WORDS, VERSION, indexed, titled
from parvis.conversations.models import Post
from parvis.core.brands import share

BATCH = 500
_PICTURE = re.compile(r"<img\b[^>]*\ssrc=")
_CHANGING = ["topic", "author", "at", "image", "title", "stems", "others", "said", "as_of"]


def behind(limit: int) -> list[int]:
    """Topics whose pages show something else than what is in the index; oldest first. Private messages are never there."""
    at = SearchMark.objects.filter(topic=OuterRef("pk"), cut=VERSION).values("version")
    topics = Topic.objects.filter(space__isnull=False).annotate(indexed=Subquery(at))
    return list(
        topics.exclude(indexed__isnull=False, indexed=F("version")).order_by("pk").values_list("pk", flat=True)[:limit]
    )


@transaction.atomic
def index_topic(topic_id: int) -> int:
    """Its posts that stand, as they are now; how many were put in anew. Safe to repeat."""
    topic = Topic.objects.select_related("brand").filter(pk=topic_id, space__isnull=False).first()
    if topic is None:
        return 0
    # Who erases holds the brand: what is read below is either not forgotten yet, and taken out by them, or gone.
    share(topic.brand_id)
    topic.refresh_from_db(fields=["version", "title"])
    posts = Post.sealed_too.filter(thread_id=topic_id, deleted_at=None, standing="", erased_at=None)
    standing = {row[0]: row[1:] for row in posts.values_list("pk", "canonical_hash", "at", "edited_at", "seq")}
    known = {row[0]: row[1:] for row in SearchDoc.objects.filter(topic=topic).values_list("pk", "said", "as_of")}
    _forget([pk for pk in known if pk not in standing])
    if SearchMark.objects.filter(topic=topic).exclude(cut=VERSION).exists():
        known = {}
    changed = [
        pk for pk, (said, at, edited, seq) in standing.items() if seq == 1 or known.get(pk) != (said, edited or at)
    ]
    for start in range(0, len(changed), BATCH):
        _put(topic, changed[start : start + BATCH])
    SearchMark.objects.update_or_create(
        topic=topic, defaults={"version": topic.version, "cut": VERSION, "brand_id": topic.brand_id}
    )
    return len(changed)


def _put(topic: Topic, ids: Collection[int]) -> None:
    docs = [_doc(topic, post) for post in Post.sealed_too.filter(pk__in=ids).order_by("pk")]
    SearchDoc.objects.bulk_create(docs, update_conflicts=True, unique_fields=["post"], update_fields=_CHANGING)


def _doc(topic: Topic, post: Post) -> SearchDoc:
    spoken = [post.language] if post.language else list(dict.fromkeys([topic.brand.language, *LANGUAGES]))
    first = indexed(topic.title, spoken) if post.seq == 1 else NO_WORDS
    words = indexed(f"{topic.title}\n{post.text}" if post.seq == 1 else post.text, spoken)
    return SearchDoc(
        post=post, brand_id=post.brand_id, topic=topic, author_id=post.author_id, at=post.at, image=_PICTURE.search(post.html) is not None,
        title=first.stems, stems=words.stems, others=f"{words.others} {titled(first)}".strip(), said=post.canonical_hash, as_of=post.edited_at or post.at,
    )  # fmt: skip


def _forget(post_ids: Collection[int]) -> None:
    ids: list[Any] = list(post_ids)
    for start in range(0, len(ids), BATCH):
        SearchDoc.objects.filter(pk__in=ids[start : start + BATCH]).delete()


@transaction.atomic
def forget_words(topic_ids: Collection[int]) -> None:
    """Nothing of these topics is found any more until they are put into the index again, as they are then."""
    ids = list(topic_ids)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        SearchDoc.objects.filter(topic_id__in=some).delete()
        SearchMark.objects.filter(topic_id__in=some).delete()


@transaction.atomic
def let_go_of_words(post_ids: Collection[int]) -> None:
    _forget(post_ids)


def settle() -> None:
    """Words of posts that are gone stand no longer in the index's own file: FTS5 only crosses them out until then."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO community_searchindex (community_searchindex) VALUES ('optimize')")
