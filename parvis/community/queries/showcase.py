"""Whom the community presents, and what its members made."""

from __future__ import annotations

from django.db.models import QuerySet

from parvis.community.models import Spotlight, Work

ROWS, PRESENTED = 24, 60


def presented(brand_id: int) -> list[Spotlight]:
    """Members who agreed, in the order that the team gave."""
    seen = asked(brand_id).filter(agreed_at__isnull=False)
    return list(seen.order_by("position", "pk")[:PRESENTED])


def asked(brand_id: int) -> QuerySet[Spotlight]:
    """All that were asked and said nothing against it, agreed or not yet."""
    found = Spotlight.objects.select_related("member__account", "brand").filter(brand_id=brand_id, ended_at=None)
    return found.filter(member__left_at=None).order_by("position", "pk")


def asked_of(member_id: int | None) -> Spotlight | None:
    """What the team would say of this member."""
    if member_id is None:
        return None
    return (
        Spotlight.objects.select_related("member__account", "brand").filter(member_id=member_id, ended_at=None).first()
    )


def works(brand_id: int, *, before: int | None, member: int | None = None, hidden_too: bool = False) -> list[Work]:
    """The newest first; ROWS + 1 at most. `hidden_too`: for who moderates."""
    found = works_of(brand_id)
    if not hidden_too:
        found = found.filter(hidden_at=None)
    if member is not None:
        found = found.filter(member_id=member)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: ROWS + 1])


def works_of(brand_id: int) -> QuerySet[Work]:
    return Work.objects.select_related("member", "picture", "brand").filter(brand_id=brand_id)
