"""How far members have read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from parvis.community.models import Member, Topic, TopicState


def read_to(topic: Topic, member: Member, seq: int, known: int | None) -> None:
    """The watermark goes up, never down. `known`: where it stood, None = nowhere yet."""
    if known is None:
        TopicState.objects.bulk_create(
            [TopicState(brand_id=topic.brand_id, member=member, topic=topic, read_seq=seq)],
            update_conflicts=True, unique_fields=["member", "topic"], update_fields=["read_seq"],
        )  # fmt: skip
    elif seq > known:
        TopicState.objects.filter(member=member, topic=topic, read_seq__lt=seq).update(read_seq=seq)


def seen_here(member: Member, *, at: datetime) -> None:
    """To the hour: more would be a write for each page. A new day counts as one more."""
    same = member.seen_at.date() == at.date()
    seen = Member.objects.filter(pk=member.pk, seen_at=member.seen_at)  # two pages at once count one day
    seen.update(seen_at=at, days=F("days") + (0 if same else 1))
