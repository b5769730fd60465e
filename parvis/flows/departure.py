"""A member leaves by itself: with its name under what it wrote, without, or taking its words along."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from parvis.community.actions.departure import go, unname
from parvis.community.actions.erasure import at_home_elsewhere
from parvis.community.models import Member
from parvis.core import journal
from parvis.core.newcomers import forget_account
from parvis.flows.erase import erase
from parvis.people.actions.standing_alone import stand_alone


class Words(StrEnum):
    """What becomes of what one wrote. TAKEN: posts keep their numbers, and nothing that was said."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    TAKEN = "taken"


@transaction.atomic
def leave(member: Member, words: Words, *, close_account: bool, at: datetime) -> bool:
    """Whether the account is gone too: of one's own will, or because nobody knows any more whose it was. Never that of
    somebody who is at home elsewhere, or in a team."""
    account = member.account
    assert account is not None
    data = {"words": words.value}
    journal.record(member.brand, actor=account, verb="member.left", object=f"member:{member.pk}", data=data, at=at)
    match words:
        case Words.SIGNED:
            go(member, forget_login=close_account, at=at)
        case Words.UNSIGNED:
            unname(member, at=at)
        case Words.TAKEN:
            # Of this identity alone: whom the team takes for the same person may be somebody else.
            erase(member.brand, stand_alone(member.signs_as, at=at), by=account, at=at)
    if words is Words.SIGNED and not close_account:
        return False
    return not at_home_elsewhere(account) and (not account.is_active or forget_account(account))
