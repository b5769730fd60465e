"""What members are told also comes by mail: a little later, several in one, not at their quiet hours, not once they have read it.

At most once, as with alerts: a mail is taken before it leaves, and where nobody knows whether it left nobody sends it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from parvis.community.actions import letters
from parvis.community.models import Member, MemberLetter
from parvis.community.queries.house import arrived
from parvis.community.queries.letters import digests_due, letters_due, members_due
from parvis.community.queries.notices import wishes_of
from parvis.community.rules.notices import quiet_until
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.engagement.rules.deliveries import LEASE, State, after
from parvis.flows.mailing import post
from parvis.flows.member_letters import letter_for

KEPT = timedelta(days=180)


@task(every=timedelta(minutes=1))
def mail_members() -> None:
    """Called twice, cut anywhere: nothing is lost, nothing leaves twice."""
    if settings.MAILS:
        mail_due(now())


@task(every=timedelta(days=1), queue="slow")
def forget_old_letters() -> None:
    letters.forget_letters(now() - KEPT)


def mail_due(at: datetime) -> int:
    """How many mails were tried. What a dead process was sending is in doubt from now on."""
    letters.doubt_letters(at)
    taken = [_take(pk, at) for pk in members_due(at)]
    taken += [letters.claim_digest(pk, lease_until=at + LEASE, at=at) for pk in digests_due(at)]
    taken += [letters.claim_again(pk, lease_until=at + LEASE, at=at) for pk in letters_due(at)]
    return sum(_send(letter, at) for letter in taken if letter is not None)


def _take(member_id: int, at: datetime) -> MemberLetter | None:
    """What waits for a member, unless they sleep."""
    member = Member.objects.select_related("account", "brand").get(pk=member_id)
    if member.account is None or not member.account.is_active or member.left_at is not None:
        letters.drop_dues(member_id)
        return None
    wishes = wishes_of(member, member.brand.timezone)
    until = quiet_until(at, wishes.zone, wishes.quiet)
    if until is not None:
        letters.postpone(member_id, until)
        return None
    return letters.claim_notices(member_id, lease_until=at + LEASE, at=at)


def _send(letter: MemberLetter, at: datetime) -> bool:
    """Between claim and answer nothing else is written: a crash leaves it in doubt."""
    member = letter.member
    found = arrived(letter.brand.slug, member.account_id) if member.account_id else None
    mail = letter_for(letter, found) if found is not None and found.member is not None else None
    if mail is None:
        letters.letter_tried(letter, state=State.LEFT, again=None, problem=None, at=at)
        return False
    end, problem = post(mail)
    state, again = after(end, letter.attempts, at)
    letters.letter_tried(letter, state=state, again=again, problem=problem, at=at)
    return True
