"""An article goes out: at once, or by itself at its hour. Then it is a topic as any other, and heard as one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from parvis.community.actions import topics
from parvis.community.actions.articles import came_out, hold_back, set_hour
from parvis.community.actions.tending import close
from parvis.community.models import Article, ArticleAuthor, Topic
from parvis.community.queries.house import arrived
from parvis.community.rules.access import may_link
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account
from parvis.flows.hosting import signed


class Held(StrEnum):
    """Why an article cannot go out."""

    AUTHOR = "author"
    CLOSED = "closed"


class CannotGoOut(Exception):
    def __init__(self, why: Held) -> None:
        super().__init__(why.value)
        self.why = why


@transaction.atomic
def publish(article: Article, *, by: Account | None, at: datetime) -> Topic:
    """In the name of its first author. Out already: the topic that it is. Raises CannotGoOut."""
    held = Article.objects.select_for_update(of=("self",)).select_related("space__place", "brand").get(pk=article.pk)
    if held.topic_id is not None:
        return Topic.objects.get(pk=held.topic_id)
    first = ArticleAuthor.objects.filter(article=held).select_related("member").order_by("position").first()
    author = first.member if first else held.made_by
    found = arrived(held.brand.slug, author.account_id) if author.account_id else None
    if found is None or found.member is None or author.identity_id is None:
        raise CannotGoOut(Held.AUTHOR)
    room = found.house.rooms[held.space_id]
    if room.closed:
        raise CannotGoOut(Held.CLOSED)
    # The team has read what a member proposed: it does not wait for a moderator a second time.
    made = topics.begin(
        held.space,
        author,
        title=held.title,
        body=held.body,
        key=held.key,
        at=at,
        ours=found.who.team,
        links=may_link(room, found.who),
    )
    signed(made, found.who, author, room)
    came_out(held, made.topic, made.post, by=by, at=at)
    if not held.comments and by is not None:
        close(made.topic, because="", by=by, at=at)
    return made.topic


@transaction.atomic
def schedule(article: Article, due: datetime, *, by: Account, at: datetime) -> None:
    """Another hour instead of the one it had: the job of the earlier one finds that it is not due."""
    if set_hour(article, due, by=by, at=at):
        enqueue(publish_due, run_at=max(due, at), article_id=article.pk)


@task()
def publish_due(article_id: int) -> None:
    """Safe to repeat. What cannot go out is held back and says why."""
    at = now()
    due = Article.objects.select_related("set_by").filter(pk=article_id, topic=None, due_at__lte=at).first()
    if due is None:
        return
    try:
        publish(due, by=due.set_by, at=at)
    except CannotGoOut as problem:
        hold_back(due, word=problem.why.value)
