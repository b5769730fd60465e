"""The daily count is written down: how members stand, and what they have earned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.community.models import Member, MemberBadge, Trust
from parvis.community.queries.trust import Counted
from parvis.community.rules.badges import earned
from parvis.community.rules.trust import settled

_KEPT = ["level", "since", "doubted_at", "days", "topics", "written", "heard", "liked", "lapses", "counted_at"]


@transaction.atomic
def settle(found: Sequence[Counted], *, at: datetime) -> int:
    """How many stand on another level than before. Twice on one day changes nothing more than once."""
    rows, badges, moved = [], [], 0
    done = set(
        Trust.objects.filter(member__in=[c.member.pk for c in found], counted_at__date=at.date()).values_list(
            "pk", flat=True
        )
    )
    for one in found:
        if one.member.pk in done:
            continue
        now = settled(one.standing, one.measure, at=at)
        told = one.measure
        rows.append(
            Trust(
                member=one.member,
                brand_id=one.member.brand_id,
                level=now.level,
                since=now.since,
                doubted_at=now.doubted_at,
                days=told.days,
                topics=told.topics,
                written=told.written,
                heard=told.heard,
                liked=told.liked,
                lapses=told.lapses,
                counted_at=at,
            )
        )
        if now.level != one.member.trust:
            moved += Member.objects.filter(pk=one.member.pk).update(trust=now.level)
        badges += [
            MemberBadge(brand_id=one.member.brand_id, member=one.member, kind=kind.value, at=at, post_id=post)
            for kind, post in earned(one.deeds, at=at).items()
        ]
    Trust.objects.bulk_create(rows, update_conflicts=True, unique_fields=["member"], update_fields=_KEPT)
    MemberBadge.objects.bulk_create(badges, ignore_conflicts=True)
    return moved
