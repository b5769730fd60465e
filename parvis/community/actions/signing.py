"""A post of the team says in whose quality it was written."""

from __future__ import annotations

from parvis.community.models import Member, Signature
from parvis.conversations.models import Post
from parvis.core.models import Seat
from parvis.core.roles import Role
from parvis.outbox.models import Persona


def sign(post: Post, member: Member) -> None:
    """In the caller's transaction: by the persona that the account answers under, for its department. An expert answers
    under its own name. Who holds no seat signs nothing."""
    if member.account_id is None:
        return
    seat = (
        Seat.objects.select_related("department")
        .filter(brand_id=post.brand_id, account_id=member.account_id, ended_at=None)
        .first()
    )
    if seat is None:
        return
    expert = seat.role == Role.EXPERT
    persona = None
    if not expert:
        mine = Persona.objects.filter(brand_id=post.brand_id, account_id=member.account_id, ended_at=None)
        persona = mine.order_by("pk").first()
    department = seat.department.name if seat.department else persona.quality if persona else ""
    Signature.objects.get_or_create(
        post=post,
        defaults={
            "brand_id": post.brand_id, "role": "expert" if expert else "team",
            "name": persona.name if persona else "", "department": department,
        },
    )  # fmt: skip
