"""Telling people of the team, and hearing that they looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core import events
from parvis.core.models import Brand
from parvis.core.traces import Traces
from parvis.engagement.models import Case, Notice


@transaction.atomic
def tell(
    brand: Brand,
    account_ids: Iterable[int],
    kind: str,
    *,
    at: datetime,
    case: Case | None = None,
    data: Mapping[str, Any] | None = None,
) -> list[Notice]:
    """One notice each. Whoever has not seen an equal one (same kind, same case) gets that one renewed, not a second.

    `data`: JSON values; what it says is erased with the case, so it may name people. Pages hear "notices", "account:<id>".
    """
    told = []
    for account_id in dict.fromkeys(account_ids):
        if case is None:
            notice = Notice.objects.create(brand=brand, account_id=account_id, kind=kind, at=at, data=dict(data or {}))
        else:
            notice, _ = Notice.objects.update_or_create(
                account_id=account_id,
                kind=kind,
                case=case,
                seen_at=None,
                defaults={"brand": brand, "at": at, "data": dict(data or {})},
            )
        events.publish(brand.pk, "notices", f"account:{account_id}", at)
        told.append(notice)
    return told


@transaction.atomic
def seen(
    brand_id: int, account_id: int, *, at: datetime, ids: Iterable[int] | None = None, case_id: int | None = None
) -> int:
    """They looked: at these notices, or at what is told of this case, or at all of them. How many were new to them."""
    rows = Notice.objects.filter(brand_id=brand_id, account_id=account_id, seen_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    count = rows.update(seen_at=at)
    if count:
        events.publish(brand_id, "notices", f"account:{account_id}", at)
    return count


@transaction.atomic
def forget_posts(brand_id: int, post_ids: Iterable[int]) -> int:
    """Notices that put these posts before somebody: what was noted of them goes with them."""
    return Notice.objects.filter(brand_id=brand_id, kind="sent", data__post__in=list(post_ids)).delete()[0]


@transaction.atomic
def clean_notes(brand_id: int, traces: Traces) -> None:
    """Words of somebody who asked to be forgotten, in what colleagues wrote to each other about something else."""
    for notice in Notice.objects.filter(brand_id=brand_id, kind="sent").iterator(chunk_size=500):
        if traces.within(notice.data):
            notice.data = traces.clean(notice.data)
            notice.save(update_fields=["data"])
