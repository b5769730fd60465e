"""The way out: a person lets an answer go → claim → the network → what is known of it → our post in its thread → the case.

Between the claim and the news nothing is repeated: whoever dies there leaves the message in `sending`; `tend` finds it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from parvis.connectors.contract import Connector, ConnectorError, Gone, Sent
from parvis.conversations.actions.own import take_as_ours
from parvis.conversations.actions.record import record
from parvis.conversations.incoming import prepare
from parvis.core import events
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Account, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.cases import link_reply, reply_sent
from parvis.engagement.actions.statements import note_uses
from parvis.engagement.queries.families import case_answered_by
from parvis.flows.at_home import HOUSE, connector_at, why_unanswerable
from parvis.flows.sources import source_of
from parvis.outbox.actions import delivery, drafts
from parvis.outbox.letters import draft_for, own_item
from parvis.outbox.models import Outgoing
from parvis.outbox.queries import abandoned, due_to_send, to_look_for, whole
from parvis.outbox.rules import State, Verdict, backoff, interrupted, verdict

log = logging.getLogger(__name__)


@task()
def send_queued(outgoing_id: int) -> None:
    """Called twice it sends once: the second call finds the message out of the queue."""
    send_reply(outgoing_id, now())


@task(every=timedelta(minutes=1))
def tend_outbox() -> None:
    """What a crash left behind, what is due, what is still looked for."""
    recover(now())


@transaction.atomic
def let_go(outgoing: Outgoing, *, by: Account, at: datetime, send_at: datetime | None = None) -> Outgoing:
    """A person presses « send »: the message is queued with its job, or set out to be copied where no program may answer.

    Pressing twice sends once. Raises drafts.NotThere, drafts.Unsendable.
    """
    _check_signature(outgoing, by)
    _check_topic(outgoing)
    if by_hand_only(outgoing):
        stored = drafts.hand_over(outgoing, by=by, at=at)
    else:
        stored = drafts.queue(outgoing, by=by, at=at, send_at=send_at)
        if stored.state == State.QUEUED:
            _ask(stored, stored.send_at)
    case = case_answered_by(stored.reply_to)
    if case is not None:
        link_reply(case, stored)
    note_uses(stored, case, at=at)
    return stored


def _check_signature(outgoing: Outgoing, by: Account) -> None:
    """Experts answer as who they are: under a persona of their own. Raises drafts.Unsendable."""
    persona = outgoing.persona
    own = persona is not None and persona.account_id == by.pk
    if (
        not own
        and Seat.objects.filter(brand_id=outgoing.brand_id, account=by, ended_at=None, role=Role.EXPERT).exists()
    ):
        raise drafts.Unsendable(
            Message("An expert signs with their own name: ask a manager to give you a persona, then send again.")
        )


def _check_topic(outgoing: Outgoing) -> None:
    """In our own community one knows before sending whether the topic takes an answer. Raises drafts.Unsendable."""
    if outgoing.place.network != HOUSE.network:
        return
    refused = why_unanswerable(outgoing.reply_to)
    if refused is not None:
        raise drafts.Unsendable(refused)


def by_hand_only(outgoing: Outgoing) -> bool:
    """Whether this place takes answers from people only: it said so when it was added, or its network is gone from here."""
    support: Mapping[str, object] = outgoing.place.settings.get("support") or {}
    try:
        connector_at(outgoing.place.network)
    except KeyError:
        return True
    return outgoing.place.network == "manual" or support.get("reply") in ("no", "needs")


@transaction.atomic
def send_again(outgoing: Outgoing, *, by: Account, at: datetime) -> Outgoing:
    """A person decided so (see delivery.send_again)."""
    stored = delivery.send_again(outgoing, by=by, at=at)
    if stored.state == State.QUEUED:
        _ask(stored, None)
    return stored


@transaction.atomic
def confirm_by_hand(outgoing: Outgoing, *, by: Account, at: datetime, url: str = "") -> Outgoing:
    """It is there: a person looked, or put it there. Our post appears in its thread and the case waits for them."""
    stored = delivery.confirm_by_hand(outgoing, by=by, at=at, url=url)
    if stored.post_id is None:
        _take_home(whole(stored.pk), at)
    return stored


def send_reply(outgoing_id: int, at: datetime) -> State | None:
    """Send one message, at most once; the state it is in now, None when it was not ours to send.

    Never raises for what a network does. A crash before the claim leaves it queued, after the claim in `sending`.
    """
    outgoing = delivery.claim_for_sending(outgoing_id, at)
    if outgoing is None:
        return None
    try:
        connector = _connector_of(outgoing)
    except ConnectorError as error:
        return _keep_verdict(outgoing, _judged(error, outgoing, idempotent=False, at=at), at)
    try:
        sent = connector.send(source_of(outgoing.place, at), draft_for(outgoing))
    except Exception as error:
        # Broad on purpose: whatever a connector raises, nobody knows whether the message left. The verdict says what then.
        if not isinstance(error, ConnectorError):
            log.exception("sending outgoing %s", outgoing.pk)
        said = _judged(error, outgoing, idempotent=connector.idempotent, at=at)
        return _keep_verdict(outgoing, said, at)
    return State.SENT if _keep_sent(outgoing, sent, at) else None


def _judged(error: Exception, outgoing: Outgoing, *, idempotent: bool, at: datetime) -> Verdict:
    return verdict(error, idempotent=idempotent, doubted=outgoing.doubted, attempts=outgoing.attempts, at=at)


def _connector_of(outgoing: Outgoing) -> Connector:
    """Raises Gone."""
    try:
        return connector_at(outgoing.place.network)
    except KeyError:
        raise Gone(
            Message("This installation no longer knows the network “%(name)s”.", {"name": outgoing.place.network}),
            Message("Answer by hand: copy your message, open the conversation, then mark it as answered."),
        ) from None


@transaction.atomic
def _keep_sent(outgoing: Outgoing, sent: Sent, at: datetime) -> bool:
    if not delivery.record_sent(outgoing, sent, at):
        return False
    _take_home(outgoing, at)
    return True


def _take_home(outgoing: Outgoing, at: datetime) -> None:
    """Our own words in their thread, and the case that they answer."""
    if outgoing.place.network != HOUSE.network:  # there it stands already
        recorded = record(outgoing.place, [prepare(own_item(outgoing))], {}, at)
        # The intake may have been faster: then the post is known already, as somebody's; it is ours.
        post = recorded.new[0] if recorded.new else take_as_ours(outgoing.place, outgoing.remote_id)
        if post is not None:
            delivery.link_post(outgoing, post.pk)
    reply_sent(outgoing, at)
    events.publish(outgoing.brand_id, "posts", str(outgoing.place_id), at)


@transaction.atomic
def _keep_verdict(outgoing: Outgoing, said: Verdict, at: datetime) -> State | None:
    if not delivery.record_verdict(outgoing, said, at):
        return None
    if said.state is State.QUEUED:
        _ask(outgoing, said.again_at)
    return said.state


def _ask(outgoing: Outgoing, run_at: datetime | None) -> None:
    enqueue(send_queued, key=f"send:{outgoing.pk}", run_at=run_at, priority=10, outgoing_id=outgoing.pk)


def recover(at: datetime) -> int:
    """After a crash and every minute: nothing stays on the way for ever, nothing is sent blindly. How many were touched.

    A message whose process died is unconfirmed (queued again with the same key where equal keys make one post);
    then it is looked for in its place. Queued messages whose job got lost get another.
    """
    lost = [outgoing for outgoing in abandoned(at) if _give_up(outgoing, at)]
    waiting = due_to_send(at - timedelta(minutes=1))
    for outgoing_id in waiting:
        enqueue(send_queued, key=f"send:{outgoing_id}", priority=10, outgoing_id=outgoing_id)
    return len(lost) + len(waiting) + find_unconfirmed(at)


def _give_up(outgoing: Outgoing, at: datetime) -> bool:
    try:
        again = connector_at(outgoing.place.network).idempotent
    except KeyError:
        again = False
    state = State.QUEUED if again else State.UNCONFIRMED
    run_at = at + backoff(outgoing.attempts) if again else None
    return _keep_verdict(outgoing, Verdict(state, interrupted(), run_at, doubtful=True), at) is not None


def find_unconfirmed(at: datetime) -> int:
    """Look for unconfirmed messages in their places; how many were found. Not found proves nothing: a person decides."""
    return sum(_found(whole(outgoing_id), at) for outgoing_id in to_look_for(at))


def _found(outgoing: Outgoing, at: datetime) -> bool:
    try:
        connector: Connector = connector_at(outgoing.place.network)
        sent = connector.find_sent(source_of(outgoing.place, at), draft_for(outgoing))
    except Exception:
        # Whatever hinders the look: it is taken again later, and the message stays before a person meanwhile.
        log.warning("looking for outgoing %s", outgoing.pk, exc_info=True)
        sent = None
    if sent is None:
        delivery.record_not_found(outgoing, at)
        return False
    return _keep_sent(outgoing, sent, at)
