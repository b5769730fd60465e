"""A notice that also goes by mail: asked for by who sends it, at the hours of who gets it, at most once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.core.models import Account, Seat
from parvis.engagement.actions.notices import tell
from parvis.engagement.models import Notice, NoticeMail
from parvis.engagement.queries.alerts import clock_of, wish_of, wishes
from parvis.engagement.rules.deliveries import LEASE, End, State, after, due


@transaction.atomic
def mail_too(notice: Notice, seat: Seat, *, by: Account, at: datetime) -> NoticeMail | None:
    """None: they want no mails, so the notice alone stands before them."""
    wish = wish_of(seat)
    if not wish.mail:
        return None
    when = due(at, wishes(wish), clock_of(seat.brand), digest=False, urgent=False)
    return NoticeMail.objects.create(brand_id=seat.brand_id, notice=notice, seat=seat, asked_by=by, due_at=when, at=at)


@transaction.atomic
def claim_notice_mail(pk: int, at: datetime) -> NoticeMail | None:
    """Taken for one try, counted before it is made. What they have looked at in the page meanwhile, or left, is let be."""
    rows = NoticeMail.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.WAITING, due_at__lte=at)
    row = rows.select_related("notice", "seat__account", "brand").first()
    if row is None:
        return None
    held = NoticeMail.objects.filter(pk=pk)
    if row.notice.seen_at is not None or row.seat.ended_at is not None:
        held.update(state=State.LEFT, due_at=None)
        return None
    held.update(state=State.SENDING, attempts=F("attempts") + 1, lease_until=at + LEASE, due_at=None)
    row.attempts += 1
    return row


@transaction.atomic
def notice_mail_tried(row: NoticeMail, end: End, problem: dict[str, Any] | None, at: datetime) -> None:
    """What came of the try; after the last one, who sent it hears of it."""
    state, again = after(end, row.attempts, at)
    held = NoticeMail.objects.filter(pk=row.pk, state=State.SENDING, attempts=row.attempts)
    settled = held.update(
        state=state, due_at=again, lease_until=None, problem=problem, sent_at=at if end is End.SENT else None
    )
    if settled and state in (State.FAILED, State.UNKNOWN) and row.asked_by_id:
        tell(row.brand, [row.asked_by_id], "mail failed", at=at, data={"to": row.seat.account.name})


@transaction.atomic
def left_out(row: NoticeMail) -> None:
    """It is not theirs to see any more."""
    NoticeMail.objects.filter(pk=row.pk, state=State.SENDING).update(state=State.LEFT, lease_until=None)


@transaction.atomic
def doubt_notice_mails(at: datetime) -> None:
    """What was being sent when its process died may have left: it is not sent again, and its sender hears of it."""
    lost = NoticeMail.objects.select_for_update(of=("self",)).filter(state=State.SENDING, lease_until__lt=at)
    for row in lost.select_related("brand", "seat__account").order_by("pk"):
        notice_mail_tried(row, End.DOUBTED, None, at)
