"""A decision about a post, on its way to the place: a person decides → the network → how the post stands now.

Deciding twice does no harm, so a decision whose answer was lost is simply taken again; what fails is shown where it was asked.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from parvis.connectors.contract import Act, ConnectorError, Forbidden, Moderates, RateLimited, Transient
from parvis.conversations.actions.moderate import again, ask, carried_out, failed
from parvis.conversations.models import Moderation, Place, Post
from parvis.conversations.queries import asked_decisions
from parvis.conversations.rules import opposite
from parvis.conversations.sight import Sight
from parvis.core import events
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Account
from parvis.flows.at_home import HOUSE, connector_at
from parvis.flows.sources import source_of
from parvis.outbox.rules import MOST_TRIES, backoff, problem

log = logging.getLogger(__name__)
MODERATED = ("comment", "pingback", "trackback")


@task()
def moderate_post(moderation_id: int) -> None:
    """Called twice it decides the same twice, which does no harm."""
    carry_out(moderation_id, now())


@task(every=timedelta(minutes=1))
def tend_decisions() -> None:
    """What a crash left behind, and what is to be tried again."""
    for moderation_id in asked_decisions(now() - timedelta(seconds=30)):
        enqueue(moderate_post, key=f"moderate:{moderation_id}", priority=10, moderation_id=moderation_id)


def moderated_here(place: Place) -> bool:
    """Whether what we decide reaches this place: its network can, and our account there may."""
    if place.network == HOUSE.network:
        return place.ended_at is None
    try:
        able = isinstance(connector_at(place.network), Moderates)
    except KeyError:
        return False
    support = place.settings.get("support") or {}
    return able and support.get("moderate") == "yes" and place.ended_at is None


def decidable(post: Post, place: Place) -> bool:
    """`place`: its own. Whether its kind is moderated: in our own community every post is; elsewhere articles are not."""
    return post.kind in MODERATED or place.network == HOUSE.network


def moderated(sight: Sight, post_id: int) -> Post | None:
    """A post in sight that stands in a place that obeys us; None: of this one, nothing can be decided here."""
    found = sight.posts().select_related("place", "brand").filter(pk=post_id, deleted_at=None).first()
    return found if found and decidable(found, found.place) and moderated_here(found.place) else None


@transaction.atomic
def decide(post: Post, act: Act, *, by: Account, at: datetime, because: str = "") -> Moderation:
    """A person decides: kept and on its way in one transaction; in our own community, carried out in it.

    `because`: told to whoever wrote the post there."""
    made = ask(post, act, by=by, at=at, because=because)
    if post.place.network == HOUSE.network:
        carry_out(made.pk, at)
        made.refresh_from_db()
        return made
    enqueue(moderate_post, key=f"moderate:{made.pk}", priority=10, moderation_id=made.pk)
    return made


def undo(moderation: Moderation, *, by: Account, at: datetime) -> Moderation:
    """Back to how the post stood before."""
    return decide(moderation.post, opposite(moderation.act, moderation.before), by=by, at=at)


def carry_out(moderation_id: int, at: datetime) -> str | None:
    """Tell the place once; the state of the decision now, None when it is settled already. Never raises for a network."""
    waiting = Moderation.objects.select_related("post__place__credential").filter(pk=moderation_id, state="asked")
    decision = waiting.first()
    if decision is None:
        return None
    place = decision.post.place
    try:
        connector = connector_at(place.network)
        if not isinstance(connector, Moderates):
            raise Forbidden(Message("This network lets nobody moderate from here."))
        standing = connector.moderate(source_of(place), decision.post.remote_id, Act(decision.act))
    except Exception as error:
        # Broad on purpose: whatever a connector raises, the decision is shown as failed, not lost.
        if not isinstance(error, ConnectorError):
            log.exception("carrying out moderation %s", decision.pk)
        return _stumbled(decision, error, at)
    with transaction.atomic():
        carried_out(decision, standing, at=at)
        _tell(decision, at)
    return "done"


def _stumbled(decision: Moderation, error: Exception, at: datetime) -> str:
    with transaction.atomic():
        _tell(decision, at)
        if isinstance(error, RateLimited | Transient) and decision.attempts + 1 < MOST_TRIES:
            wait = at + backoff(decision.attempts + 1)
            until = max(error.until, wait) if isinstance(error, RateLimited) else wait
            again(decision, problem(error), again_at=until)
            enqueue(moderate_post, key=f"moderate:{decision.pk}", run_at=until, priority=10, moderation_id=decision.pk)
            return "asked"
        failed(decision, problem(error), at=at)
        return "failed"


def _tell(decision: Moderation, at: datetime) -> None:
    events.publish(decision.brand_id, "posts", str(decision.post.place_id), at)
