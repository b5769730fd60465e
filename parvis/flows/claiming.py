"""Who wrote in an old forum comes here, and what they wrote is theirs again: by the address that both forums know."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.community.actions.taking_back import claim
from parvis.community.models import Member, OldPerson
from parvis.community.queries.oldways import old_people, proved
from parvis.core.brands import share
from parvis.core.models import Account
from parvis.flows.bringing_in import address_print


def to_claim(brand_id: int, account: Account) -> tuple[bool, list[OldPerson]]:
    """(whether its address is proved, who of old forums had it). Nothing is told to an address that is not proved."""
    if not proved(account):
        return False, []
    return True, old_people(brand_id, address_print(brand_id, account.email))


@transaction.atomic
def claim_all(member: Member, account: Account, *, at: datetime) -> int:
    """All that this address wrote in old forums is the member's; how many posts."""
    share(member.brand_id)
    return sum(claim(one, member, at=at) for one in to_claim(member.brand_id, account)[1])
