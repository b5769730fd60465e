"""Whose face stands at an address."""

from __future__ import annotations

from parvis.community.models import Member


def face_at(brand_id: int, beginning: str) -> str | None:
    """The whole hash of a face that a member shows today, by the beginning of it."""
    found = Member.objects.filter(brand_id=brand_id, picture__gte=beginning, picture__lt=beginning + "g")
    return found.exclude(picture="").values_list("picture", flat=True).first()
