"""Alerts on their way out by mail: taken for one try, what came of it; and how each person wants to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from parvis.core import events, journal
from parvis.core.models import Account, Seat
from parvis.engagement.models import AlertDelivery, AlertQuiet, AlertRule, AlertWish
from parvis.engagement.queries.alerts import quiet_for
from parvis.engagement.rules.deliveries import LEASE, End, State, after
from parvis.engagement.rules.hours import DAY

A_MAIL = 50
"""Alerts in one mail; the others follow in the next."""


class NotToSend(Exception):
    """It is not in a state from which a person may send it again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says of how they are told; as `AlertWish`."""

    mail: bool = True
    quiet: str = ""
    quiet_from: int = 20 * 60
    quiet_to: int = 8 * 60
    digest_only: bool = False
    digest_at: int = 9 * 60


@transaction.atomic
def claim_mails(brand_id: int, to: str, at: datetime) -> list[AlertDelivery]:
    """All that is due for one recipient, taken for one try, counted before it is made. What they have silenced since is left."""
    waiting = AlertDelivery.objects.select_for_update(of=("self",)).filter(
        brand_id=brand_id, to=to, channel="mail", state=State.WAITING, due_at__lte=at
    )
    rows = list(waiting.select_related("alert__rule__watch", "brand", "seat__account").order_by("pk")[:A_MAIL])
    silent = quiet_for({row.alert.rule_id for row in rows})
    gone = [row for row in rows if (row.alert.rule_id, to) in silent or (row.seat and row.seat.ended_at is not None)]
    AlertDelivery.objects.filter(pk__in=[row.pk for row in gone]).update(state=State.LEFT, due_at=None)
    taken = [row for row in rows if row not in gone]
    AlertDelivery.objects.filter(pk__in=[row.pk for row in taken]).update(
        state=State.SENDING, attempts=F("attempts") + 1, lease_until=at + LEASE, due_at=None
    )
    for row in taken:
        row.attempts += 1
    return taken


@transaction.atomic
def tried(rows: Sequence[AlertDelivery], end: End, problem: dict[str, Any] | None, at: datetime) -> None:
    """What came of the try. Rows that somebody else has settled meanwhile (their lease had run out) stay as they are."""
    for row in rows:
        state, again = after(end, row.attempts, at)
        held = AlertDelivery.objects.filter(pk=row.pk, state=State.SENDING, attempts=row.attempts)
        held.update(
            state=state, due_at=again, lease_until=None, problem=problem, sent_at=at if end is End.SENT else None
        )


@transaction.atomic
def doubt_abandoned(at: datetime) -> int:
    """Whatever was being sent when its process died: nobody knows, so nobody sends it again but a person. How many."""
    lost = AlertDelivery.objects.filter(state=State.SENDING, lease_until__lt=at)
    return lost.update(state=State.UNKNOWN, lease_until=None)


@transaction.atomic
def send_alert_again(delivery: AlertDelivery, *, by: Account, at: datetime) -> None:
    """A person decided so, having looked. Raises NotToSend."""
    stuck = AlertDelivery.objects.filter(pk=delivery.pk, channel="mail", state__in=[State.FAILED, State.UNKNOWN])
    if not stuck.update(state=State.WAITING, attempts=0, due_at=at, problem=None):
        raise NotToSend
    said = {"delivery": delivery.pk}
    object = f"alert:{delivery.alert_id}"
    journal.record(delivery.brand, actor=by, verb="alert.sent_again", object=object, data=said, at=at)
    events.publish(delivery.brand_id, "alerts", object, at)


@transaction.atomic
def leave_out(rows: Sequence[AlertDelivery]) -> None:
    """Nothing of them is theirs to see any more."""
    AlertDelivery.objects.filter(pk__in=[row.pk for row in rows], state=State.SENDING).update(
        state=State.LEFT, lease_until=None
    )


@transaction.atomic
def quieten(rule: AlertRule, to: str, *, at: datetime) -> bool:
    """This recipient wants no more mail of it. True when it was news."""
    try:
        with transaction.atomic():
            AlertQuiet.objects.create(brand_id=rule.brand_id, rule=rule, to=to, at=at)
    except IntegrityError:
        return False
    waiting = AlertDelivery.objects.filter(alert__rule=rule, to=to, channel="mail", state=State.WAITING)
    waiting.update(state=State.LEFT, due_at=None)
    return True


@transaction.atomic
def unquieten(rule: AlertRule, to: str, *, at: datetime) -> bool:
    return bool(AlertQuiet.objects.filter(rule=rule, to=to, ended_at=None).update(ended_at=at))


@transaction.atomic
def wish(seat: Seat, wanted: Wanted, *, at: datetime) -> AlertWish:
    """Of one's own. Raises ValueError for a minute that no day has. What waits already keeps its time."""
    minutes = (wanted.quiet_from, wanted.quiet_to, wanted.digest_at)
    if wanted.quiet not in ("", "hours", "closed") or not all(0 <= minute < DAY for minute in minutes):
        raise ValueError("no such hours")
    said = {
        "brand_id": seat.brand_id, "mail": wanted.mail, "quiet": wanted.quiet, "quiet_from": wanted.quiet_from,
        "quiet_to": wanted.quiet_to, "digest_only": wanted.digest_only, "digest_at": wanted.digest_at, "updated_at": at,
    }  # fmt: skip
    return AlertWish.objects.update_or_create(seat=seat, defaults=said)[0]
