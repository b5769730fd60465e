"""Places that keep posts for a time only: once a day, what is older goes, a bounded stretch at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from parvis.conversations.actions.echoes import forget_old_keys
from parvis.conversations.actions.erasure import Veiled, drop_empty_threads, drop_posts, empty_posts, untitle_threads
from parvis.conversations.echoes import WINDOW
from parvis.conversations.models import Place, Post
from parvis.conversations.queries import keeping_for_a_time, outlived
from parvis.core import events, files
from parvis.core.brands import hold
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.engagement.actions.alerts import forget_old_alerts
from parvis.engagement.queries import referred_to, threads_at_work
from parvis.listening.actions import forget_hits
from parvis.listening.index.actions import unindex
from parvis.people.actions.contacts import forget_imports
from parvis.people.actions.dossier import forget_exports

BATCH = 500
STRETCH = 20_000
"""Posts of one place that one job looks at: the rest waits for the next, so that nobody else waits."""
FILES_DAYS = 7
"""Copies of a person's data, and reports of imports, that nobody fetched."""
ALERTS_DAYS = 180
"""Alerts that were seen or closed."""


@task(every=timedelta(days=1), queue="slow")
def let_go_of_old_posts() -> None:
    """Each place by itself; copies that were not fetched in time; alerts that are long done with."""
    at = now()
    for place_id in keeping_for_a_time():
        enqueue(let_go_in, key=f"retention:{place_id}", place_id=place_id)
    forget_old_keys(at - WINDOW)
    forget_exports(at - timedelta(days=FILES_DAYS))
    forget_imports(at - timedelta(days=FILES_DAYS))
    forget_old_alerts(at - timedelta(days=ALERTS_DAYS))
    files.forget(older_than_days=FILES_DAYS)


@task(queue="slow")
def let_go_in(place_id: int, since: str = "", pk: int = 0) -> None:
    """One stretch of one place, on from a post; asks for the next when there is more."""
    reached = retain(place_id, now(), after=(datetime.fromisoformat(since), pk) if since else None)
    if reached:
        at, last = reached
        enqueue(let_go_in, key=f"retention:{place_id}", place_id=place_id, since=at.isoformat(), pk=last)


def retain(
    place_id: int, at: datetime, *, after: tuple[datetime, int] | None = None, stretch: int = STRETCH
) -> tuple[datetime, int] | None:
    """Posts older than the place keeps go, oldest first, unless somebody works on their thread; None = none is left.

    Otherwise the last post looked at, after which to go on. One that a closed case or an answer of ours refers to loses its
    words and keeps its place; the others go whole. Safe to repeat at any point.
    """
    place = Place.sealed_too.filter(pk=place_id).exclude(retention_days=None).first()
    if place is None or place.retention_days is None:
        return None
    before = at - timedelta(days=place.retention_days)
    for _ in range(max(1, stretch // BATCH)):
        rows = outlived(place.pk, before, after=after, limit=BATCH)
        if not rows:
            return None
        _let_go(place, [pk for _at, pk in rows], at)
        after = rows[-1]
    return after


@transaction.atomic
def _let_go(place: Place, ids: list[int], at: datetime) -> None:
    hold(place.brand_id)
    posts = list(
        Post.sealed_too.select_for_update(of=("self",)).filter(pk__in=ids).select_related("reading").order_by("pk")
    )
    busy = threads_at_work({post.thread_id for post in posts})
    gone = [post for post in posts if post.thread_id not in busy]
    if not gone:
        return
    forget_hits(place.brand_id, [(post.pk, _negative(post)) for post in gone])
    unindex(place.brand_id, [post.pk for post in gone])
    held = referred_to([post.pk for post in gone])
    emptied = [post for post in gone if post.pk in held]
    empty_posts([Veiled(post.pk, post.remote_id) for post in emptied], at)
    loose = [post for post in gone if post.pk not in held]
    drop_posts(place, [post.pk for post in loose])
    drop_empty_threads({post.thread_id for post in loose})
    untitle_threads({post.thread_id for post in emptied})
    events.publish(place.brand_id, "posts", str(place.pk), at)


def _negative(post: Post) -> bool:
    reading = getattr(post, "reading", None)
    return bool(reading and reading.sentiment == "negative")
