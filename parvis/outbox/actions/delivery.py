"""From the queue to the network and back: every passage is one conditional UPDATE, so that two processes cannot both win.

`attempts` is the fence: the news of a call is taken only while the message still is in the attempt that made the call.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from parvis.connectors.addresses import web_address
from parvis.connectors.contract import Sent
from parvis.core import events, journal
from parvis.core.models import Account
from parvis.outbox.actions.drafts import NotThere
from parvis.outbox.models import Outgoing
from parvis.outbox.queries import whole
from parvis.outbox.rules import LEASE, State, Verdict, next_look, sources_of


def claim_for_sending(outgoing_id: int, at: datetime) -> Outgoing | None:
    """queued → sending, committed when this returns: only then may the call begin. None when it is not ours to send.

    Raises RuntimeError inside a transaction: the passage could be rolled back after the call.
    """
    with transaction.atomic(durable=True):
        due = Q(send_at=None) | Q(send_at__lte=at)
        taken = Outgoing.objects.filter(due, pk=outgoing_id, state=State.QUEUED).update(
            state=State.SENDING, attempts=F("attempts") + 1, lease_until=at + LEASE, updated_at=at
        )
        if not taken:
            return None
        mine = whole(outgoing_id)
        _published(mine, at)
    return mine


@transaction.atomic
def record_sent(outgoing: Outgoing, sent: Sent, at: datetime) -> bool:
    """The network has it. Also taken late, when the message had been given up for unconfirmed meanwhile.

    False when it is in a later attempt or already sent: then nothing changes.
    """
    # Some networks give no id: ours then stands in, so that the answer shows in its thread.
    outgoing.remote_id, outgoing.url = sent.remote_id[:500] or outgoing.key, web_address(sent.url)
    done = _own(outgoing, State.SENT).update(
        state=State.SENT, remote_id=outgoing.remote_id, url=outgoing.url, sent_at=sent.at, problem=None,
        lease_until=None, look_at=None, updated_at=at,
    )  # fmt: skip
    outgoing.sent_at = sent.at
    return _heard(outgoing, done, at)


@transaction.atomic
def record_verdict(outgoing: Outgoing, said: Verdict, at: datetime) -> bool:
    """The call did not end well: back to the queue, unconfirmed or failed, with the reason. False as in `record_sent`."""
    done = _own(outgoing, said.state).filter(state=State.SENDING).update(
        state=said.state, problem=said.problem, send_at=said.again_at, lease_until=None, updated_at=at,
        doubted=said.doubtful,
        look_at=at if said.state is State.UNCONFIRMED else None,
    )  # fmt: skip
    return _heard(outgoing, done, at)


def _own(outgoing: Outgoing, to: State) -> Any:
    return Outgoing.objects.filter(pk=outgoing.pk, attempts=outgoing.attempts, state__in=sources_of(to))


@transaction.atomic
def record_not_found(outgoing: Outgoing, at: datetime) -> datetime | None:
    """It was looked for in the place, in vain (which proves nothing). When to look next; None = never again."""
    following = next_look(outgoing.updated_at, at)
    Outgoing.objects.filter(pk=outgoing.pk, state=State.UNCONFIRMED, attempts=outgoing.attempts).update(
        look_at=following
    )
    return following


@transaction.atomic
def link_post(outgoing: Outgoing, post_id: int) -> None:
    """The post that this message became in its thread."""
    Outgoing.objects.filter(pk=outgoing.pk, post=None).update(post_id=post_id)


@transaction.atomic
def confirm_by_hand(outgoing: Outgoing, *, by: Account, at: datetime, url: str = "") -> Outgoing:
    """A person saw it in the place (unconfirmed), or put it there (by hand). `url`: where, if they know.

    Saying so twice changes nothing. Raises NotThere.
    """
    stored = Outgoing.objects.select_for_update().get(pk=outgoing.pk, brand_id=outgoing.brand_id)
    if stored.state == State.SENT:
        return stored
    if stored.state not in (State.UNCONFIRMED, State.BY_HAND):
        raise NotThere(stored.state)
    stored.state, stored.sent_at, stored.updated_at = State.SENT, at, at
    # The network's own id is unknown; ours stands in for it so that the answer shows in its thread.
    stored.remote_id, stored.url = stored.remote_id or stored.key, web_address(url)
    stored.problem, stored.look_at = None, None
    stored.save(update_fields=["state", "sent_at", "updated_at", "remote_id", "url", "problem", "look_at"])
    _tell(stored, by, "reply.confirmed", {}, at)
    return stored


@transaction.atomic
def send_again(outgoing: Outgoing, *, by: Account, at: datetime) -> Outgoing:
    """A person decides: after a failure, or because they looked and the unconfirmed message is not there.

    The key stays: a network or mailbox that knows it drops the copy, and a late find still finds it. Raises NotThere.
    """
    again = [State.FAILED, State.UNCONFIRMED]
    done = Outgoing.objects.filter(pk=outgoing.pk, brand_id=outgoing.brand_id, state__in=again).update(
        state=State.QUEUED, send_at=None, queued_at=at, problem=None, look_at=None, doubted=False, updated_at=at
    )
    stored = Outgoing.objects.get(pk=outgoing.pk, brand_id=outgoing.brand_id)
    if not done and stored.state not in (State.QUEUED, State.SENDING):
        raise NotThere(stored.state)
    if done:
        _tell(stored, by, "reply.sent_again", {"after": outgoing.state}, at)
    return stored


def _heard(outgoing: Outgoing, done: int, at: datetime) -> bool:
    if done:
        _published(outgoing, at)
    return bool(done)


def _published(outgoing: Outgoing, at: datetime) -> None:
    events.publish(outgoing.brand_id, "outgoing", f"thread:{outgoing.thread_id}", at)


def _tell(outgoing: Outgoing, by: Account, verb: str, data: dict[str, Any], at: datetime) -> None:
    journal.record(outgoing.brand, actor=by, verb=verb, object=f"outgoing:{outgoing.pk}", data=data, at=at)
    _published(outgoing, at)
