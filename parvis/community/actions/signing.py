"""A post of the team says in whose quality it was written."""

from __future__ import annotations

from parvis.community.models import Member, Signature
from parvis.conversations.models import Post
from parvis.core.models import Account, Seat
from parvis.core.roles import Role
from parvis.outbox.models import Persona


def sign(post: Post, member: Member) -> None:
    """In the caller's transaction: by the persona that the account answers under, for its department. An expert answers
    under its own name. Who holds no seat signs nothing."""
    if member.account is None:
        return
    mine = Persona.objects.filter(brand_id=post.brand_id, account=member.account, ended_at=None)
    sign_as(post, member.account, mine.order_by("pk").first())


def sign_as(post: Post, account: Account, persona: Persona | None) -> None:
    """As `sign`, by the persona that was chosen."""
    seats = Seat.objects.select_related("department").filter(brand_id=post.brand_id, account=account, ended_at=None)
    seat = seats.first()
    if seat is None:
        return
    expert = seat.role == Role.EXPERT
    department = seat.department.name if seat.department else persona.quality if persona and not expert else ""
    Signature.objects.get_or_create(
        post=post,
        defaults={
            "brand_id": post.brand_id, "role": "expert" if expert else "team",
            "name": persona.name if persona and not expert else "", "department": department,
        },
    )  # fmt: skip
