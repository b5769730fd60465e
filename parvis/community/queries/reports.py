"""What moderators are shown of what members report: the post itself, and nothing around it in private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from parvis.community.models import Member, Report
from parvis.community.queries.topics import Before
from parvis.conversations.models import Revision

ROWS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """`author` None = not a member any more. `before`: how the post read when it was reported, where it was changed since.
    `private`: it stands where the moderators do not read."""

    report: Report
    author: Member | None
    before: str
    private: bool


def reports(brand_id: int, *, waiting: bool, readable: frozenset[int], before: Before | None = None) -> list[Shown]:
    """Those that wait, oldest first; those decided, newest first. ROWS + 1 at most; three queries."""
    rows = Report.objects.filter(brand_id=brand_id).select_related("post", "topic", "member", "decided_by", "brand")
    if waiting:
        rows = rows.filter(decision="").order_by("at", "pk")
        if before is not None:
            rows = rows.filter(Q(at__gt=before.at) | Q(at=before.at, pk__gt=before.id))
    else:
        rows = rows.exclude(decision="").order_by("-decided_at", "-pk")
        if before is not None:
            rows = rows.filter(Q(decided_at__lt=before.at) | Q(decided_at=before.at, pk__lt=before.id))
    return _shown(list(rows[: ROWS + 1]), readable)


def _shown(rows: Sequence[Report], readable: frozenset[int]) -> list[Shown]:
    posts = [row.post_id for row in rows]
    authors = {m.identity_id: m for m in Member.objects.filter(identity__in=[row.post.author_id for row in rows])}
    earlier: dict[int, list[Revision]] = {}
    for revision in Revision.objects.filter(post__in=posts).order_by("at", "pk"):
        earlier.setdefault(revision.post_id, []).append(revision)
    return [
        Shown(
            row,
            authors.get(row.post.author_id),
            next((one.text for one in earlier.get(row.post_id, ()) if one.at > row.at), ""),
            row.topic.space_id not in readable,
        )
        for row in rows
    ]


def report_of(brand_id: int, pk: int) -> Report | None:
    return Report.objects.select_related("topic__brand", "brand").filter(brand_id=brand_id, pk=pk).first()


def reported_by(member: Member, post_id: int) -> bool:
    return Report.objects.filter(member=member, post_id=post_id).exists()
