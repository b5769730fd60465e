"""What the desk says and decides about posts of the brand's own community arrives here, without a network in between.

It is a connector like the others, so that answers keep their states and decisions their way back. It stands above the
networks because it writes into the house: they know nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from parvis.community.actions import topics
from parvis.community.actions.houses import NETWORK
from parvis.community.actions.notices import tell_author
from parvis.community.actions.seating import seated
from parvis.community.actions.signing import sign_as
from parvis.community.actions.standing import put
from parvis.community.actions.topics import TopicClosed
from parvis.community.models import Community, Topic
from parvis.community.rules.notices import What
from parvis.connectors.contract import (
    Act,
    Budget,
    Connector,
    Draft,
    Finding,
    Forbidden,
    Gone,
    Page,
    Rejected,
    Sent,
    Source,
    Standing,
)
from parvis.connectors.registry import connector_for
from parvis.conversations.models import Post
from parvis.conversations.queries import stood_before
from parvis.core.clock import now
from parvis.core.jobs import enqueue
from parvis.core.messages import Message
from parvis.flows.hosting import hear, links_changed
from parvis.flows.telling import tell
from parvis.outbox.actions.delivery import link_post
from parvis.outbox.models import Outgoing

NOWHERE = Message("Spaces of your own community are made on its page.")
CLOSED = Message("This topic is closed: it takes no more answers.")
REOPEN = Message("Reopen it in the community, or begin a topic of your own.")
MISSING = Message("This topic is no longer there for the team: it was hidden, or carried into a closed room.")
SHUT = Message("The community is closed.")
STANDING: Mapping[Act, Standing] = {Act.APPROVE: "", Act.HOLD: "held", Act.SPAM: "spam", Act.TRASH: "trash"}


@dataclass(frozen=True, slots=True)
class AtHome:
    """`idempotent`: a message remembers the post that it became, in the transaction that wrote it."""

    network: str = NETWORK
    label: str = "Parvis"
    idempotent: bool = True

    def recognise(self, address: str) -> bool:
        return False

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        raise Rejected(NOWHERE, field="address")

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        return Page((), cursor=cursor, wait=timedelta(hours=24))

    def send(self, source: Source, draft: Draft) -> Sent:
        with transaction.atomic():
            message = Outgoing.objects.select_for_update(of=("self",)).get(key=draft.key)
            post = message.post or _published(message, draft.body)
            return Sent(post.remote_id, post.at)

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        post = Post.objects.filter(pk__in=Outgoing.objects.filter(key=draft.key).values("post")).first()
        return Sent(post.remote_id, post.at) if post is not None else None

    def moderate(self, source: Source, remote_id: str, act: Act) -> Standing:
        found = Post.objects.filter(place__network=NETWORK, place__address=source.address, remote_id=remote_id)
        post = found.filter(deleted_at=None).first()
        if post is None:
            raise Gone(MISSING)
        standing = stood_before(post.pk) if act == Act.RESTORE else STANDING[act]
        topic = Topic.objects.get(pk=post.thread_id)
        before = put(topic, post, standing, at=now())
        if before is not None:
            _decided(topic, post, before, standing)
        return standing


def _decided(topic: Topic, post: Post, before: str, standing: Standing) -> None:
    """Its author hears of it; of a post that now stands, everybody whom it concerns."""
    waited = before == "held"
    if standing == "":
        links_changed(post)
        enqueue(tell, key=f"tell:{post.pk}", post_id=post.pk)
        tell_author(topic, post, What.PUBLISHED if waited else What.SHOWN, by=None, at=now())
    elif standing != "held":
        tell_author(topic, post, What.REFUSED if waited else What.HIDDEN, by=None, at=now())


HOUSE = AtHome()


def connector_at(network: str) -> Connector:
    """As `connector_for`, the house of our own among them. Raises KeyError."""
    return HOUSE if network == NETWORK else connector_for(network)


def why_unanswerable(answered: Post) -> Message | None:
    """Why the post of a space takes no answer now; None = it does."""
    try:
        _topic_of(answered.pk)
    except (Forbidden, Gone) as refused:
        return refused.message
    return None


def _topic_of(post_id: int) -> Topic:
    """Where a post stands today. Raises Gone, Forbidden."""
    post = Post.objects.filter(pk=post_id).select_related("thread").first()
    topic = Topic.objects.filter(pk=post.thread_id, hidden_at=None).first() if post is not None else None
    if topic is None or post is None or post.thread.sealed:
        raise Gone(MISSING)
    if topic.closed_at is not None:
        raise Forbidden(CLOSED, REOPEN)
    return topic


def _published(message: Outgoing, body: str) -> Post:
    """In the caller's transaction, which holds the message: the persona signs, for its department."""
    community = Community.objects.select_related("brand").filter(brand_id=message.brand_id, ended_at=None).first()
    if community is None:
        raise Gone(SHUT)
    topic, at = _topic_of(message.reply_to_id), now()
    member = seated(community, message.author, at=at)
    try:
        made = topics.answer(topic, member, body=body, key=message.key, parent=message.reply_to, at=at, ours=True)
    except TopicClosed as closed:
        raise Forbidden(CLOSED, REOPEN) from closed
    sign_as(made.post, message.author, message.persona)
    link_post(message, made.post.pk)
    enqueue(hear, key=f"hear:{made.post.pk}", post_id=made.post.pk)
    return made.post
