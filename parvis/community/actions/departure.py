"""A member goes; what it wrote stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.community.actions.erasure import detach, strip_name
from parvis.community.models import Member
from parvis.conversations.actions.hosted import unsign


@transaction.atomic
def go(member: Member, *, forget_login: bool, at: datetime) -> None:
    """Under its name. `forget_login`: no account comes back as this member."""
    detach(member.brand_id, [member])
    member.left_at = at
    member.listed = False
    if forget_login:
        member.account = None
    member.save(update_fields=["left_at", "listed", "account"])


@transaction.atomic
def unname(member: Member, *, at: datetime) -> None:
    """As somebody who left: its words stay, its name goes. The team's own record of the person is the team's."""
    detach(member.brand_id, [member])
    unsign(member.brand_id, member.signs_as.pk)
    strip_name(member, at)
