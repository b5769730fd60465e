"""What somebody was writing goes to a colleague when their seat ends: nothing leaves in the name of who is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from parvis.core import events
from parvis.core.models import Account, Brand
from parvis.outbox.models import Outgoing
from parvis.outbox.rules import State

WRITTEN = (State.DRAFT, State.REVIEW, State.APPROVED, State.QUEUED)
"""Nobody outside has seen it yet."""
STUCK = (State.FAILED, State.BY_HAND)
"""It stands in its case for everybody; an heir gets it as a draft."""


@dataclass(frozen=True, slots=True)
class Handed:
    """`given`: now drafts of the heir. `left`: (thread, text) that nobody could take over; the messages are gone."""

    given: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)


def written_by(brand: Brand, account: Account) -> QuerySet[Outgoing]:
    """What may still be stopped, oldest first. What may have been published already is not touched."""
    rows = Outgoing.objects.filter(brand=brand, author=account, state__in=[*WRITTEN, *STUCK], doubted=False)
    return rows.order_by("pk")


@transaction.atomic
def hand_messages(brand: Brand, account: Account, heir: Account | None, *, at: datetime) -> Handed:
    """Drafts, messages in review and those that wait for their time become drafts of `heir`, who decides anew.

    A persona of one's own is not handed over: the heir chooses who signs. One author has one draft in a thread: where the
    heir writes already, or there is no heir, the text is given back for a note. Stuck messages without an heir stay.
    """
    given, left = 0, []
    for message in written_by(brand, account).select_for_update(of=("self",)).select_related("persona"):
        drafts = Outgoing.objects.filter(thread_id=message.thread_id, author=heir, state=State.DRAFT)
        if heir is None or drafts.exists():
            if message.state not in STUCK:
                left.append((message.thread_id, message.body))
                message.delete()
            continue
        if message.persona is not None and message.persona.account_id is not None:
            message.persona = None
        message.author, message.state = heir, State.DRAFT
        message.send_at, message.problem, message.updated_at = None, None, at
        message.version += 1
        message.save(update_fields=["persona", "author", "state", "send_at", "problem", "updated_at", "version"])
        events.publish(brand.pk, "outgoing", f"thread:{message.thread_id}", at)
        given += 1
    return Handed(given, left)
