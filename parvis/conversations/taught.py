"""What people taught a brand's weights: their corrections, the posts that they left as they were read, and the versions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, QuerySet

from parvis.analysis.learning.corrected import Said
from parvis.conversations.models import BrandHead, Correction, Post, SecondReader
from parvis.conversations.rules import KEPT_BACK

LEARNABLE = ("sentiment", "type", "toxicity", "spam")
"""Language and register are told by rules: corrections of them stand, and teach nothing."""
MOST = 1500
LEFT = 300
ENOUGH = 10
EVERY = 20
"""Corrections that a first training needs, and after how many new ones the next comes by itself."""


@dataclass(frozen=True, slots=True)
class Lessons:
    said: list[Said]
    corrections: int
    up_to: int


def standing_corrections(brand_id: int) -> QuerySet[Correction]:
    """Those that teach, newest first: not taken back, on words that are still there. What is private teaches nothing."""
    rows = Correction.objects.filter(brand_id=brand_id, undone_at=None, facet__in=LEARNABLE).exclude(post__text="")
    return rows.exclude(post__place__visibility=KEPT_BACK).select_related("post", "by").order_by("-pk")


def lessons_of(brand_id: int) -> Lessons:
    """The last word on each judgement of each post, and recent posts that nobody corrected."""
    said: list[Said] = []
    met: set[tuple[int, str, str]] = set()
    rows = standing_corrections(brand_id)[:MOST]
    for row in rows:
        if (key := (row.post_id, row.facet, row.label)) not in met:
            met.add(key)
            said.append(Said(row.post.text, row.post.language, row.facet, row.label, row.after))
    taught = len(said)
    said += [Said(text, language) for text, language in _left(brand_id).values_list("text", "language")[:LEFT]]
    return Lessons(said, taught, max((row.pk for row in rows), default=0))


def _left(brand_id: int) -> QuerySet[Post]:
    posts = Post.objects.filter(brand_id=brand_id, direction="in", deleted_at=None, reading__corrected_by=None)
    posts = posts.exclude(text="").exclude(place__visibility=KEPT_BACK)
    return posts.filter(reading__isnull=False).order_by("-at", "-pk")


def untaught(brand_id: int) -> int:
    """How many corrections the newest version does not know."""
    known = BrandHead.objects.filter(brand_id=brand_id).aggregate(n=Max("up_to"))["n"] or 0
    return standing_corrections(brand_id).filter(pk__gt=known).count()


def versions_of(brand_id: int) -> QuerySet[BrandHead]:
    return BrandHead.objects.filter(brand_id=brand_id).defer("weights").order_by("-version")


def head_in_use(brand_id: int) -> tuple[int, int, str] | None:
    """(id, version, base) of the one that reads; None for the house's weights alone. One query."""
    used = BrandHead.objects.filter(brand_id=brand_id, used_from__isnull=False, given_up_at=None)
    return used.order_by("-used_from", "-version").values_list("pk", "version", "base").first()


def taught_by(head: BrandHead) -> QuerySet[Correction]:
    """The corrections that stand behind a version, newest first."""
    return standing_corrections(head.brand_id).filter(pk__lte=head.up_to)


def reader_of(brand_id: int) -> SecondReader | None:
    """The second reader that the brand has now."""
    rows = SecondReader.objects.filter(brand_id=brand_id, ended_at=None)
    return rows.select_related("brand", "credential", "started_by").first()
