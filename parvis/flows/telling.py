"""A post of the community is told to the members whom it concerns: those it speaks to, those it answers, those who follow.

Once for each post, in one transaction, whatever their number: the job may run twice, and be cut anywhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from parvis.community.actions.notices import (
    About,
    begin_telling,
    forget_notices,
    said_live,
    tell_following,
    tell_taking_part,
)
from parvis.community.actions.notices import tell as tell_them
from parvis.community.models import Member, Topic
from parvis.community.queries.notices import author_in, named_since
from parvis.community.quotes import handles_in, quotes_in
from parvis.community.rules.naming import handle_key
from parvis.community.rules.notices import Kind, called
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.flows.notice_push import push_of

HOUR = timedelta(hours=1)


@task()
def tell(post_id: int) -> None:
    """Of rooms that nobody else hears: sealed ones, and private messages."""
    tell_post(post_id, now())


@task(every=timedelta(days=1), queue="slow")
def forget_old_notices() -> None:
    while forget_notices(at=now()):
        pass


def tell_post(post_id: int, at: datetime) -> int:
    """How many were told. 0 too where it was told before, waits for a moderator, or is gone."""
    with transaction.atomic():
        post = Post.sealed_too.select_for_update(of=("self",)).select_related("parent").filter(pk=post_id).first()
        if post is None or post.deleted_at is not None or post.standing or post.author_id is None:
            return 0
        topic = Topic.objects.select_related("space", "brand").filter(pk=post.thread_id, hidden_at=None).first()
        author = Member.objects.filter(identity=post.author_id).first()
        if topic is None or author is None:
            return 0
        named = _named(topic, post, author, at)
        if not begin_telling(post, author, named=len(named), at=at):
            return 0
        told = _tell(topic, post, author, named, at)
        if told:
            said_live(post, at)
            transaction.on_commit(lambda: push_of(post_id))
    return told


def _named(topic: Topic, post: Post, author: Member, at: datetime) -> list[int]:
    """Whom it calls by their names, as many as one post and one author in an hour may."""
    handles = [handle_key(handle) for handle in handles_in(post.html)]
    if not handles:
        return []
    found = dict(Member.objects.filter(brand=topic.brand_id, handle_key__in=handles).values_list("handle_key", "pk"))
    ids = [found[key] for key in handles if key in found and found[key] != author.pk]
    return called(ids, before=named_since(author, at - HOUR))


def _tell(topic: Topic, post: Post, author: Member, named: list[int], at: datetime) -> int:
    """The weightier first: whoever is told in one way is not told in another."""
    if topic.space_id is None:
        return tell_taking_part(About(topic, post, author, Kind.MESSAGE), without=[author.pk], at=at)
    told = tell_them(About(topic, post, author, Kind.MENTION), named, at=at)
    before = {author.pk, *named}
    quoted = _quoted(topic, post) - before
    told += tell_them(About(topic, post, author, Kind.QUOTE), quoted, at=at)
    before |= quoted
    answered = _answered(topic, post) - before
    told += tell_them(About(topic, post, author, Kind.REPLY), answered, at=at)
    return told + tell_following(About(topic, post, author, Kind.WATCHED), without=before | answered, at=at)


def _quoted(topic: Topic, post: Post) -> set[int]:
    """Who said what it quotes, wherever it stood. Whether they may read this is asked when they are told."""
    authors = set()
    for number, seq in quotes_in(post.html, topic.brand.slug):
        there = topic if number == topic.pk else Topic.objects.filter(pk=number, brand=topic.brand_id).first()
        who = author_in(there, seq) if there is not None else None
        authors |= {who} if who is not None else set()
    return authors


def _answered(topic: Topic, post: Post) -> set[int]:
    """Who wrote the post that it answers; of an answer to nobody in particular, who began the topic."""
    if post.seq == 1:
        return set()
    if post.parent is None:
        return {topic.author_id}
    return set(Member.objects.filter(identity=post.parent.author_id).values_list("pk", flat=True))
