"""Pages elsewhere say that they speak of a topic: asked, looked at, decided by the team. And what we told others of our posts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from parvis.community.models import SentMention, Topic, WebMention
from parvis.community.rules.previewing import key_of
from parvis.conversations.models import Post
from parvis.core import events, journal
from parvis.core.models import Account
from parvis.core.traces import Traces

UNSEEN, TURNED_DOWN = timedelta(days=7), timedelta(days=90)
ASKED, HELD, SHOWN, REFUSED = "asked", "held", "shown", "refused"


@transaction.atomic
def take_note(topic: Topic, source: str, target: str, *, at: datetime) -> WebMention:
    """Said for the first time, or again: then it is looked at anew, and stands as it did meanwhile."""
    found, _new = WebMention.objects.get_or_create(
        topic=topic, key=key_of(source),
        defaults={"brand_id": topic.brand_id, "source": source, "target": target, "asked_at": at},
    )  # fmt: skip
    WebMention.objects.filter(pk=found.pk).update(target=target, asked_at=at)
    return found


@transaction.atomic
def verified(mention: WebMention, *, name: str, title: str, excerpt: str, at: datetime) -> None:
    """It does speak of the topic. What says something else than what the team let stand is looked at again by the team."""
    held = WebMention.objects.select_for_update(of=("self",)).filter(pk=mention.pk).first()
    if held is None:
        return
    told = {"name": name[:120], "title": title[:200], "excerpt": excerpt[:300]}
    changed = {field: getattr(held, field) for field in told} != told
    state = HELD if held.state == ASKED or (changed and held.state == SHOWN) else held.state
    WebMention.objects.filter(pk=held.pk).update(**told, state=state, verified_at=at)
    _recount(held, drawn=SHOWN in (held.state, state) and held.state != state, at=at)


@transaction.atomic
def withdrawn(mention: WebMention, *, at: datetime) -> None:
    """It does not, or no longer."""
    WebMention.objects.filter(pk=mention.pk).delete()
    _recount(mention, drawn=mention.state == SHOWN, at=at)


@transaction.atomic
def decide(mention: WebMention, *, show: bool, by: Account, at: datetime) -> bool:
    """Under the topic for all to see, or not at all. False = it stood so already, or was not looked at yet."""
    state = SHOWN if show else REFUSED
    waiting = WebMention.objects.filter(pk=mention.pk).exclude(state__in=[ASKED, state])
    if not waiting.update(state=state, decided_at=at, decided_by=by):
        return False
    said = {"source": mention.source[:300], "shown": show}
    journal.record(
        mention.brand, actor=by, verb="webmention.decided", object=f"topic:{mention.topic_id}", data=said, at=at
    )
    _recount(mention, drawn=True, at=at)
    return True


@transaction.atomic
def forget_unseen(*, at: datetime) -> int:
    """What could not be looked at for a week, and what was refused long ago; how many."""
    unseen = Q(state=ASKED, asked_at__lt=at - UNSEEN) | Q(state=REFUSED, decided_at__lt=at - TURNED_DOWN)
    return WebMention.objects.filter(unseen).delete()[0]


def claim(post: Post, target: str, said: str, *, at: datetime) -> SentMention | None:
    """The right to tell `target` of these words, once; None = it was told, or somebody else is telling it."""
    key = key_of(target)
    try:
        with transaction.atomic():
            return SentMention.objects.create(
                brand_id=post.brand_id, post=post, key=key, target=target, said=said, at=at
            )
    except IntegrityError:
        again = SentMention.objects.filter(post=post, key=key).exclude(said=said)
        return SentMention.objects.get(post=post, key=key) if again.update(said=said, at=at, done_at=None) else None


def heard(sent: SentMention, *, at: datetime) -> None:
    SentMention.objects.filter(pk=sent.pk).update(done_at=at)


def forget_told(brand_id: int, identity_ids: Collection[int]) -> None:
    """To whom posts of these were told, in the caller's transaction."""
    SentMention.objects.filter(brand_id=brand_id, post__author_id__in=list(identity_ids)).delete()


@transaction.atomic
def forget_mentions(brand_id: int, traces: Traces, *, at: datetime) -> None:
    """What pages elsewhere said by, or of, somebody who is forgotten."""
    for mention in WebMention.objects.filter(brand_id=brand_id).iterator():
        if traces.within([mention.name, mention.title, mention.excerpt, mention.source]):
            withdrawn(mention, at=at)


def _recount(mention: WebMention, *, drawn: bool, at: datetime) -> None:
    if drawn:
        count = WebMention.objects.filter(topic_id=mention.topic_id, state=SHOWN).count()
        Topic.objects.filter(pk=mention.topic_id).update(mentions=count, version=F("version") + 1)
        events.publish(mention.brand_id, "topic", str(mention.topic_id), at)
