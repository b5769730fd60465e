"""Rate limits by GCRA: one number per key, "when the next one would have been due" (ITU-T I.371)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from parvis.core.models import Bucket


def wait_for(key: str, *, every: timedelta, burst: int, at: datetime) -> float:
    """Count one act. 0.0 = allowed; otherwise seconds until it would be, and it was not counted.

    `every`: the steady distance between two acts; `burst`: how many may come at once (≥ 1).
    """
    moment, distance = at.timestamp(), every.total_seconds()
    with transaction.atomic():
        # Insert first, so that two first comers of one key share a row and queue for its lock.
        Bucket.objects.bulk_create([Bucket(key=key[:120], tat=0)], ignore_conflicts=True)
        bucket = Bucket.objects.select_for_update().get(key=key[:120])
        due = max(bucket.tat, moment)
        early = due - moment - (burst - 1) * distance
        if early > 1e-6:
            return early
        bucket.tat = due + distance
        bucket.save(update_fields=["tat"])
        return 0.0


def forget(*, at: datetime) -> int:
    """Remove buckets that have long been full again; how many."""
    return Bucket.objects.filter(tat__lt=at.timestamp() - 86_400).delete()[0]
