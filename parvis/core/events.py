"""What open pages should hear of: a topic and a reference, never content (whoever hears it asks again, with their rights)."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.core.models import Event

KEPT = timedelta(hours=1)
"""How long a page may have been away and still catch up by itself."""


def publish(brand_id: int, topic: str, ref: str, at: datetime) -> None:
    """Tell the open pages of a brand, once the caller's transaction is committed. `ref` like "case:42" or ""."""
    Event.objects.create(brand_id=brand_id, topic=topic, ref=ref, at=at)


def forget(*, at: datetime) -> int:
    """Remove what nobody can still be waiting for; how many."""
    return Event.objects.filter(at__lt=at - KEPT).delete()[0]
