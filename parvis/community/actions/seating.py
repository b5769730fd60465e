"""Whoever of the team answers from the desk is at home in the community from then on."""

from __future__ import annotations

from datetime import datetime

from parvis.community.actions.members import HandleTaken, join
from parvis.community.models import Community, Member
from parvis.community.rules.naming import handle_of
from parvis.core.models import Account


def seated(community: Community, account: Account, *, at: datetime) -> Member:
    """The account's membership, made under its own name where there is none yet. In the caller's transaction."""
    known = Member.objects.filter(brand_id=community.brand_id, account=account, left_at=None).first()
    if known is not None:
        return known
    wanted = handle_of(account.name)[:30] or "equipe"
    for handle in (wanted, f"{wanted}-{account.pk}", f"equipe-{account.pk}"):
        try:
            return join(community, account, handle=handle, name=account.name, at=at)
        except HandleTaken:
            continue
    raise HandleTaken
