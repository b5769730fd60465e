"""Reads about what the brand says."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet

from parvis.core.models import Account, Seat
from parvis.core.roles import Role
from parvis.outbox.models import Outgoing, Persona
from parvis.outbox.rules import State

_SHOWN = ("persona", "author", "place")


def draft_of(brand_id: int, thread_id: int, author: Account) -> Outgoing | None:
    """What this author was writing in this thread."""
    drafts = Outgoing.objects.filter(brand_id=brand_id, thread_id=thread_id, author=author, state=State.DRAFT)
    return drafts.select_related(*_SHOWN).first()


def underway_of(brand_id: int, thread_id: int) -> list[Outgoing]:
    """Messages of a thread that somebody must know of: everything that is neither a draft nor sent, oldest first."""
    rows = Outgoing.objects.filter(brand_id=brand_id, thread_id=thread_id).exclude(state__in=[State.DRAFT, State.SENT])
    return list(rows.select_related(*_SHOWN).order_by("pk"))


def sent_posts_of(brand_id: int, thread_id: int) -> dict[int, Outgoing]:
    """Sent messages by the id of their post: who of us signed which post."""
    rows = Outgoing.objects.filter(brand_id=brand_id, thread_id=thread_id, state=State.SENT, post__isnull=False)
    return {row.post_id: row for row in rows.select_related(*_SHOWN) if row.post_id is not None}


def needing_a_person(brand_id: int) -> QuerySet[Outgoing]:
    """Unconfirmed, failed, or to be copied by hand: none of them ends without somebody. Oldest first."""
    waiting = [State.UNCONFIRMED, State.FAILED, State.BY_HAND]
    rows = Outgoing.objects.filter(brand_id=brand_id, state__in=waiting)
    return rows.select_related(*_SHOWN, "thread").order_by("pk")


def to_review(brand_id: int) -> QuerySet[Outgoing]:
    """Oldest first."""
    return (
        Outgoing.objects.filter(brand_id=brand_id, state=State.REVIEW).select_related(*_SHOWN, "thread").order_by("pk")
    )


def personas_of(brand_id: int, account: Account) -> QuerySet[Persona]:
    """Those this account may sign with: its own first, then the team's."""
    rows = Persona.objects.filter(Q(account=account) | Q(account=None), brand_id=brand_id, ended_at=None)
    return rows.order_by(F("account").asc(nulls_last=True), "name")


def personas_for(seat: Seat) -> QuerySet[Persona]:
    """Under which names this seat may answer: experts under their own only."""
    if seat.role == Role.EXPERT:
        return own_personas_of(seat.brand_id, seat.account)
    return personas_of(seat.brand_id, seat.account)


def own_personas_of(brand_id: int, account: Account) -> QuerySet[Persona]:
    """Those that are this account's alone."""
    return Persona.objects.filter(account=account, brand_id=brand_id, ended_at=None).order_by("name")


def whole(outgoing_id: int) -> Outgoing:
    """With all that its connector must know."""
    return Outgoing.objects.select_related(
        "brand", "place", "place__credential", "thread", "persona", "reply_to", "reply_to__author", "reply_to__parent",
        "reply_to__thread",
    ).get(pk=outgoing_id)  # fmt: skip


def due_to_send(at: datetime, *, limit: int = 500) -> list[int]:
    """Queued messages whose time has come, oldest first: their jobs normally have them already."""
    due = Outgoing.objects.filter(Q(send_at=None) | Q(send_at__lte=at), state=State.QUEUED)
    return list(due.order_by("updated_at").values_list("pk", flat=True)[:limit])


def abandoned(at: datetime, *, limit: int = 500) -> list[Outgoing]:
    """Being sent by a process that must be dead by now."""
    rows = Outgoing.objects.filter(state=State.SENDING, lease_until__lt=at)
    return list(rows.select_related("place").order_by("updated_at")[:limit])


def to_look_for(at: datetime, *, limit: int = 100) -> list[int]:
    """Unconfirmed messages that it is time to look for in their place."""
    rows = Outgoing.objects.filter(state=State.UNCONFIRMED, look_at__lte=at)
    return list(rows.order_by("updated_at").values_list("pk", flat=True)[:limit])


def drafts_of(brand_id: int, author: Account, *, limit: int = 20) -> list[Outgoing]:
    """What this author has begun and not sent, latest first; empty ones left out."""
    rows = Outgoing.objects.filter(brand_id=brand_id, author=author, state=State.DRAFT).exclude(body="")
    return list(rows.select_related("thread", "place", "reply_to__author").order_by("-updated_at", "-pk")[:limit])
