"""Writes under an Idempotency-Key: carried out once; a repetition is given the first answer again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import IntegrityError, transaction

from parvis.core.models import Once

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Before:
    """`new`: go on, and `keep` the answer. `same`: answer `kept` again. `other`: the key stood for another request.

    `unknown`: the first is under way, or its process died: whether it was carried out, nobody knows.
    """

    state: Literal["new", "same", "other", "unknown"]
    kept: Once


def begin(scope: str, key: str, request: str, at: datetime) -> Before:
    """Of two that come together one is `new`. `scope`: who asks; `request`: a digest of what is asked."""
    Once.objects.filter(scope=scope, key=key, at__lt=at - KEPT).delete()
    try:
        with transaction.atomic():
            return Before("new", Once.objects.create(scope=scope, key=key, request=request, at=at))
    except IntegrityError:
        kept = Once.objects.get(scope=scope, key=key)
    if kept.request != request:
        return Before("other", kept)
    return Before("unknown" if kept.status is None else "same", kept)


def keep(kept: Once, *, status: int, content_type: str, body: bytes) -> None:
    Once.objects.filter(pk=kept.pk).update(status=status, content_type=content_type, body=body)


def give_back(kept: Once) -> None:
    """It was not carried out: the key may be used again."""
    Once.objects.filter(pk=kept.pk, status=None).delete()


def forget(*, at: datetime) -> int:
    return Once.objects.filter(at__lt=at - KEPT).delete()[0]
