"""From the first letter to the queue: saving, having it read, handing it over."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.conversations.models import Post
from parvis.core import events, journal
from parvis.core.messages import Message
from parvis.core.models import Account
from parvis.outbox.models import Outgoing, Persona
from parvis.outbox.rules import LONGEST, TAKEN_BACK_FROM, State, refusal, sources_of


class StaleSave(Exception):
    """Somebody (or another window) saved since. `stored` is what stands; `refused` is the text that was not kept."""

    def __init__(self, stored: Outgoing, refused: str) -> None:
        super().__init__(f"version {stored.version} stands")
        self.stored = stored
        self.refused = refused


class NotThere(Exception):
    """The message is in another state than this asks for. `state`: the one it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class Unsendable(Exception):
    """The text cannot be sent; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class DraftExists(Exception):
    """The author is writing another answer in this thread: finish or discard it first. `draft` is that one."""

    def __init__(self, draft: Outgoing) -> None:
        super().__init__(f"draft {draft.pk}")
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Writing:
    """What the editor holds. `version`: the one it started from, 0 = it knows of no draft."""

    body: str
    persona: Persona | None
    version: int = 0


def new_key() -> str:
    """Unique for ever: 160 random bits, in characters that every network takes in an identifier."""
    return f"parvis-{secrets.token_hex(20)}"


@transaction.atomic
def save_draft(reply_to: Post, writing: Writing, *, by: Account, at: datetime) -> Outgoing:
    """Keep what is being written; the author's one draft in this thread. Raises StaleSave: nothing was overwritten.

    The same text saved again is no conflict: an autosave whose answer got lost repeats itself.
    """
    draft = _hold_draft(reply_to, by)
    if draft is None:
        return _first_save(reply_to, writing, by, at)
    body = writing.body[:LONGEST]
    if draft.version != writing.version:
        if draft.body == body:
            return draft
        raise StaleSave(draft, writing.body)
    draft.body, draft.persona, draft.reply_to = body, writing.persona, reply_to
    draft.addressee_id = reply_to.author_id
    draft.version, draft.updated_at = draft.version + 1, at
    draft.save(update_fields=["body", "persona", "reply_to", "addressee", "version", "updated_at"])
    return draft


def _hold_draft(reply_to: Post, by: Account) -> Outgoing | None:
    drafts = Outgoing.objects.select_for_update(of=("self",)).filter(brand_id=reply_to.brand_id, state=State.DRAFT)
    return drafts.filter(thread_id=reply_to.thread_id, author=by).first()


def _first_save(reply_to: Post, writing: Writing, by: Account, at: datetime) -> Outgoing:
    draft = Outgoing(
        brand_id=reply_to.brand_id,
        place_id=reply_to.place_id,
        thread_id=reply_to.thread_id,
        reply_to=reply_to,
        addressee_id=reply_to.author_id,
        persona=writing.persona,
        author=by,
        body=writing.body[:LONGEST],
        key=new_key(),
        created_at=at,
        updated_at=at,
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        # Two windows saved their first letter together: the database kept one draft.
        stored = _hold_draft(reply_to, by)
        if stored is None:
            raise
        raise StaleSave(stored, writing.body) from None
    return draft


@transaction.atomic
def discard_draft(outgoing: Outgoing, *, by: Account, at: datetime) -> bool:
    """The author wants none of it. False when there is no such draft (any more)."""
    gone, _ = Outgoing.objects.filter(pk=outgoing.pk, author=by, state=State.DRAFT).delete()
    if gone:
        _tell(outgoing, by, "reply.discarded", at)
    return bool(gone)


@transaction.atomic
def submit(outgoing: Outgoing, *, by: Account, at: datetime) -> Outgoing:
    """Ask somebody else to read it. Raises NotThere, Unsendable."""
    return _pass(outgoing, State.REVIEW, by, at, "reply.submitted")


@transaction.atomic
def approve(outgoing: Outgoing, *, by: Account, at: datetime) -> Outgoing:
    """Raises NotThere."""
    return _pass(outgoing, State.APPROVED, by, at, "reply.approved")


@transaction.atomic
def queue(outgoing: Outgoing, *, by: Account, at: datetime, send_at: datetime | None = None) -> Outgoing:
    """It leaves at `send_at`, or at once. Asking twice queues once: later calls return the message as it is.

    Raises Unsendable; NotThere from a state whose message cannot be queued this way.
    """
    stored = _hold(outgoing)
    if stored.state in (State.QUEUED, State.SENDING, State.SENT, State.UNCONFIRMED):
        return stored
    if stored.state == State.FAILED:
        raise NotThere(stored.state)
    stored.send_at, stored.queued_at = send_at, at
    return _move(stored, State.QUEUED, by, at, "reply.queued")


@transaction.atomic
def hand_over(outgoing: Outgoing, *, by: Account, at: datetime) -> Outgoing:
    """Its network takes no answer from a program (or refused it): a person will copy it there. Asking twice does so once."""
    stored = _hold(outgoing)
    if stored.state == State.BY_HAND:
        return stored
    stored.queued_at = at
    return _move(stored, State.BY_HAND, by, at, "reply.by_hand")


@transaction.atomic
def take_back(outgoing: Outgoing, *, by: Account, at: datetime) -> Outgoing:
    """Write on: from review, the queue (before the call begins), a failure, or the copying by hand.

    Raises NotThere, also when the call has begun; DraftExists.
    """
    stored = _hold(outgoing)
    # What may be published already is not reworded under the same key: it is sent, found, or a person decides.
    if stored.state not in TAKEN_BACK_FROM or stored.doubted:
        raise NotThere(stored.state)
    other = Outgoing.objects.filter(thread_id=stored.thread_id, author_id=stored.author_id, state=State.DRAFT).first()
    if other is not None:
        raise DraftExists(other)
    stored.send_at, stored.problem = None, None
    stored.version += 1
    return _move(stored, State.DRAFT, by, at, "reply.taken_back")


def _pass(outgoing: Outgoing, to: State, by: Account, at: datetime, verb: str) -> Outgoing:
    return _move(_hold(outgoing), to, by, at, verb)


def _hold(outgoing: Outgoing) -> Outgoing:
    return Outgoing.objects.select_for_update().get(pk=outgoing.pk, brand_id=outgoing.brand_id)


def _move(stored: Outgoing, to: State, by: Account, at: datetime, verb: str) -> Outgoing:
    """`stored` is locked by the caller's transaction."""
    if stored.state not in sources_of(to):
        raise NotThere(stored.state)
    reason = None if to is State.DRAFT else refusal(stored.body)
    if reason is not None:
        raise Unsendable(reason)
    stored.state, stored.updated_at = to, at
    stored.save(update_fields=["state", "send_at", "queued_at", "problem", "version", "updated_at"])
    _tell(stored, by, verb, at)
    return stored


def _tell(outgoing: Outgoing, by: Account, verb: str, at: datetime) -> None:
    thread = {"thread": outgoing.thread_id}
    journal.record(outgoing.brand, actor=by, verb=verb, object=f"outgoing:{outgoing.pk}", data=thread, at=at)
    events.publish(outgoing.brand_id, "outgoing", f"thread:{outgoing.thread_id}", at)
