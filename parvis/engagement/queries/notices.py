"""What one person was told, in one brand."""

from __future__ import annotations

from datetime import datetime

from parvis.engagement.models import Notice, NoticeMail


def unseen_of(brand_id: int, account_id: int, *, before: int | None = None, limit: int = 50) -> list[Notice]:
    """Latest first, with their cases. `before`: the id of the last one of the page before.

    A notice may outlive the right to its case: ask `visible_to` before the case is shown.
    """
    rows = Notice.objects.filter(brand_id=brand_id, account_id=account_id, seen_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("case", "case__thread").order_by("-pk")[:limit])


def unseen_count(brand_id: int, account_id: int, *, most: int = 100) -> int:
    """At most `most`: a badge says "99+" beyond."""
    rows = Notice.objects.filter(brand_id=brand_id, account_id=account_id, seen_at=None)
    return len(rows.values_list("pk")[:most])  # on every page: a COUNT over a subquery costs twice as much to say


def unseen_about(brand_id: int, account_id: int, case_id: int) -> bool:
    """Whether something told of this case was not looked at yet."""
    return Notice.objects.filter(brand_id=brand_id, account_id=account_id, case_id=case_id, seen_at=None).exists()


def told_to(brand_id: int, account_id: int, *, before: int | None = None, limit: int = 50) -> list[Notice]:
    """All that was told, seen or not, latest first. `before`: the id of the last one of the page before."""
    rows = Notice.objects.filter(brand_id=brand_id, account_id=account_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("case", "case__thread", "case__person", "case__place").order_by("-pk")[:limit])


def mails_due(at: datetime, *, limit: int = 200) -> list[int]:
    """Notices that go by mail, over all brands, whose hour has come."""
    rows = NoticeMail.objects.filter(state="waiting", due_at__lte=at)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
