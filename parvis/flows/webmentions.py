"""Webmention, both ways: a page that cites a topic is looked at before anybody sees it; pages that a public post points to are told.

In: whatever is said is kept as asked, looked at by a job, then held for the team. Out: once for each post, page and wording.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from parvis.community.actions import webmentions as acts
from parvis.community.models import Member, SentMention, Topic, WebMention
from parvis.community.queries.house import House
from parvis.community.queries.topics import topic_for
from parvis.community.queries.webmentions import told_of
from parvis.community.rules.access import NOBODY, TRUSTED, Access
from parvis.community.rules.webmentions import may_cite, to_tell, topic_at
from parvis.connectors.contract import ConnectorError, RateLimited, Transient
from parvis.connectors.net import Reach, Web
from parvis.connectors.outward.webmention import citation_at, endpoint_of, tell
from parvis.conversations.models import Post
from parvis.conversations.rendering import addresses
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.ratelimit import wait_for

log = logging.getLogger(__name__)
SIZE, SECONDS = 1_000_000, 10.0
EVERY, BURST = timedelta(minutes=1), 20
"""What one host, or all of them for one brand (ten times that), may say."""


class NotForUs(Exception):
    """`source` or `target` is nothing that could be mentioned here."""


class Flood(Exception):
    """`wait`: seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait:.0f} s")
        self.wait = wait


def receive(house: House, origin: str, source: str, target: str) -> None:
    """`origin`: how our addresses began for whoever says so. Raises NotForUs, Flood."""
    at = now()
    number = topic_at(target, origin, house.slug)
    topic = topic_for(house, NOBODY, number) if number is not None else None
    if topic is None or not may_cite(source, target, origin):
        raise NotForUs
    host = (urlsplit(source).hostname or "")[:80]
    wait = wait_for(f"webmention:{house.brand_id}:{host}", every=EVERY, burst=BURST, at=at)
    wait = wait or wait_for(f"webmentions:{house.brand_id}", every=EVERY / 10, burst=BURST * 10, at=at)
    if wait:
        raise Flood(wait)
    with transaction.atomic():
        mention = acts.take_note(topic, source, target, at=at)
        enqueue(look_at_mention, key=f"webmention:{mention.pk}", mention_id=mention.pk)


@task(queue="slow", attempts=4)
def look_at_mention(mention_id: int) -> None:
    """Whether the page does speak of the topic. Safe to repeat; raises Transient to be called again."""
    mention = WebMention.objects.filter(pk=mention_id).first()
    if mention is None:
        return
    try:
        cited = citation_at(_web(), mention.source, mention.target)
    except (Transient, RateLimited):
        raise
    except ConnectorError as error:
        log.info("a page that says it cites us cannot be read: %s", error)
        cited = None
    if cited is None:
        acts.withdrawn(mention, at=now())
    else:
        acts.verified(mention, name=cited.name, title=cited.title, excerpt=cited.excerpt, at=now())


@task(every=timedelta(days=1), queue="slow")
def forget_unseen_mentions() -> None:
    """Safe to repeat."""
    acts.forget_unseen(at=now())


def tell_linked(post: Post, before: str = "") -> None:
    """In the transaction that writes the post. `before`: its HTML until then."""
    if not post.sealed and "<a " in post.html + before:
        enqueue(tell_pages, key=f"cite:{post.pk}", post_id=post.pk)


@task(queue="slow", attempts=1)
def tell_pages(post_id: int) -> None:
    """The pages that a public post points to, and those it did. Safe to repeat: each is told once of each wording."""
    post = Post.objects.select_related("place__brand").filter(pk=post_id).first()
    topic = Topic.objects.select_related("space").filter(pk=post.thread_id).first() if post else None
    if (
        post is None
        or topic is None
        or topic.space is None
        or topic.space.access != Access.PUBLIC
        or not _trusted(post)
    ):
        return
    stands = post.deleted_at is None and post.standing == "" and topic.hidden_at is None
    source = f"{settings.HOUSE}/c/{post.place.brand.slug}/t/-/{topic.pk}/{post.seq}"
    links = to_tell(addresses(post.html), settings.HOUSE) if stands else []
    said = hashlib.blake2b(post.html.encode() if stands else b"", digest_size=16).hexdigest()
    for target in dict.fromkeys([*links, *told_of(post)]):
        sent = acts.claim(post, target, said, at=now())
        if sent is not None:
            _tell(sent, source)


def _trusted(post: Post) -> bool:
    """Newcomers point to others without our word in it: else a community would be a way to send advertisements."""
    if post.direction == "out":
        return True
    return Member.objects.filter(identity_id=post.author_id, trust__gte=TRUSTED).exists() if post.author_id else False


def _tell(sent: SentMention, source: str) -> None:
    web = _web()
    try:
        endpoint = endpoint_of(web, sent.target)
        if endpoint:
            tell(web, endpoint, source, sent.target)
            acts.heard(sent, at=now())
    except ConnectorError as error:
        log.info("%s was not told that a post points to it: %s", urlsplit(sent.target).hostname, error)


def _web() -> Web:
    return Web(Reach.from_environment(), size=SIZE, seconds=SECONDS)
