"""What is worth keeping is kept, what is worth reading is put before a colleague; a link is given the title of its page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.boards.actions.collections import Kept, keep, send, titled
from parvis.boards.models import Collection, CollectionItem
from parvis.boards.queries import seen_by
from parvis.connectors.addresses import absolute
from parvis.connectors.contract import ConnectorError, Rejected
from parvis.connectors.net import Reach
from parvis.connectors.pages.heading import title_at
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Account, Seat
from parvis.core.roles import Permission, allows
from parvis.engagement.actions.notice_mails import mail_too
from parvis.engagement.actions.notices import tell
from parvis.engagement.queries import sight_of


class NotForThem(Exception):
    """That colleague has left, or may not see what would be sent."""


@task(queue="slow")
def read_title(item_id: int) -> None:
    """Ask the page of a link for its title. Called twice it asks once."""
    name_link(item_id, now())


@transaction.atomic
def keep_link(
    collection: Collection, address: str, *, note: str = "", tags: Sequence[str] = (), by: Account, at: datetime
) -> tuple[CollectionItem, bool]:
    """(item, whether it is new); its title is asked for in the background. Raises Rejected, CollectionFull."""
    said = address.strip()
    link = absolute("", said if "://" in said else f"https://{said}")
    if not link or "." not in link:
        raise Rejected(
            Message("“%(address)s” is not a web address.", {"address": said[:80]}),
            field="address",
            mend=Message("A web address begins with https:// and has no spaces."),
        )
    item, new = keep(collection, Kept(url=link, note=note, tags=tags), by=by, at=at)
    if new:
        enqueue(read_title, item_id=item.pk)
    return item, new


def name_link(item_id: int, at: datetime) -> bool:
    """False when it is gone, or has been asked for already. Outside of any transaction: somebody else's server answers."""
    item = CollectionItem.objects.filter(pk=item_id, fetched_at=None).exclude(url="").first()
    if item is None:
        return False
    try:
        return titled(item.pk, title=title_at(item.url, Reach.from_environment()), at=at)
    except ConnectorError as problem:
        told = {"text": problem.message.text, "params": dict(problem.message.params)}
        return titled(item.pk, problem=told, at=at)


def may_be_sent(seat: Seat, what: Post | Collection) -> bool:
    """Whether this colleague may see it."""
    if seat.ended_at is not None or not allows(seat.role, Permission.POSTS_SEE):
        return False
    if isinstance(what, Collection):
        return seen_by(what, seat)
    return sight_of(seat).posts().filter(pk=what.pk).exists()


@transaction.atomic
def send_to(
    to: Seat, what: Post | Collection, *, note: str, key: str, by: Account, at: datetime, mail: bool = False
) -> bool:
    """A notice with a note, and a mail of it where they want mails; False when it was sent before under this key. Raises
    NotForThem."""
    if to.brand_id != what.brand_id or not may_be_sent(to, what):
        raise NotForThem
    sent, new = send(to, what, note=note, key=key, by=by, at=at)
    if new:
        noun = "collection" if isinstance(what, Collection) else "post"
        data = {"by": by.name, "note": sent.note, noun: what.pk}
        [notice] = tell(to.brand, [to.account_id], "sent", at=at, data=data)
        if mail:
            mail_too(notice, to, by=by, at=at)
    return new
