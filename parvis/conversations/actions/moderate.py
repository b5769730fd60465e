"""A decision about a post of a place that we moderate: asked, then carried out, failed, or tried again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.connectors.contract import Act
from parvis.conversations.models import Moderation, Post
from parvis.core import journal
from parvis.core.models import Account


@transaction.atomic
def ask(post: Post, act: Act, *, by: Account, at: datetime, because: str = "") -> Moderation:
    """Keep what a person decided, before the place hears of it. Asking for what is on its way already asks once."""
    stored = Post.objects.select_for_update().get(pk=post.pk)
    underway = Moderation.objects.filter(post=stored, state="asked").order_by("-pk").first()
    if underway is not None and underway.act == act:
        return underway
    Moderation.objects.filter(post=stored, state="asked").update(state="replaced", settled_at=at)
    before = underway.before if underway is not None else stored.standing
    made = Moderation.objects.create(
        brand_id=stored.brand_id, post=stored, act=act.value, before=before, by=by, at=at, again_at=at,
        because=because.strip()[:300],
    )  # fmt: skip
    said = {"before": before}
    journal.record(post.brand, actor=by, verb=f"post.{act.value}", object=f"post:{post.pk}", data=said, at=at)
    return made


@transaction.atomic
def note_taken(post: Post, act: Act, before: str, *, by: Account, at: datetime) -> None:
    """A decision that was taken and carried out where the post stands: it counts as one taken here, and has the same way back."""
    Moderation.objects.filter(post=post, state="asked").update(state="replaced", settled_at=at)
    Moderation.objects.create(
        brand_id=post.brand_id, post=post, act=act.value, before=before, by=by, at=at, state="done", settled_at=at
    )


@transaction.atomic
def carried_out(moderation: Moderation, standing: str, *, at: datetime) -> bool:
    """The place did it. False when a later decision has replaced this one meanwhile."""
    if not _settle(moderation, "done", None, at):
        return False
    Post.objects.filter(pk=moderation.post_id).update(standing=standing)
    return True


@transaction.atomic
def failed(moderation: Moderation, problem: Mapping[str, Any], *, at: datetime) -> bool:
    """The place refused, or was tried often enough: the post stands as before, and the page says why."""
    return _settle(moderation, "failed", problem, at)


@transaction.atomic
def again(moderation: Moderation, problem: Mapping[str, Any], *, again_at: datetime) -> bool:
    """The place cannot be had now; deciding twice does no harm, so it is tried again."""
    asked = Moderation.objects.filter(pk=moderation.pk, state="asked")
    return bool(asked.update(problem=dict(problem), again_at=again_at, attempts=moderation.attempts + 1))


def forget_reasons(brand_id: int, identity_ids: Collection[int]) -> None:
    """What was written to somebody who is forgotten, in the caller's transaction."""
    told = Moderation.objects.filter(brand_id=brand_id, post__author_id__in=list(identity_ids))
    told.exclude(because="").update(because="")


def _settle(moderation: Moderation, state: str, problem: Mapping[str, Any] | None, at: datetime) -> bool:
    asked = Moderation.objects.filter(pk=moderation.pk, state="asked")
    said = dict(problem) if problem is not None else None
    return bool(asked.update(state=state, settled_at=at, problem=said, attempts=moderation.attempts + 1))
