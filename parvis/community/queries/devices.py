"""Which devices of a member are called."""

from __future__ import annotations

from parvis.community.models import Device, Member


def devices_of(member: Member) -> list[Device]:
    return list(Device.objects.filter(member=member).order_by("-agreed_at", "-pk"))


def called(account_id: int, slug: str) -> list[Device]:
    """Those of an account in one community that stands open."""
    of = Device.objects.filter(member__account_id=account_id, member__left_at=None, brand__slug=slug)
    return list(of.order_by("pk"))
