"""A person knows better than the machine: their word stands, with full confidence, until they or a colleague take it back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.conversations import saying
from parvis.conversations.actions.readings import Pairs, columns
from parvis.conversations.models import Correction, Post, Reading
from parvis.conversations.queries import languages_of
from parvis.core import journal
from parvis.core.models import Account

_JSON = ("intents", "evidence")
_TOUCHED = ("sentiment", "confidence", "uncertain", "intents", "toxicity", "tier", "spam", "language", "register")


@transaction.atomic
def correct_reading(
    post: Post, facet: str, value: str, *, label: str = "", by: Account, at: datetime
) -> Correction | None:
    """None when the post has no reading (it is being read now). Raises NotSayable."""
    saying.check(facet, value, label, languages_of(post.brand))
    reading = Reading.objects.select_for_update().filter(post=post).first()
    if reading is None:
        return None
    stands = {name: getattr(reading, name) for name in _TOUCHED}
    before = saying.said(stands, facet, label)
    made = Correction.objects.create(
        brand_id=post.brand_id, post=post, facet=facet, label=label, before=before, after=value,
        was=saying.kept(stands, facet, label), by=by, at=at,
    )  # fmt: skip
    _set(reading, saying.changed(stands, facet, label, value), by)
    told = {"facet": facet, "from": before, "to": value} | ({"label": label} if label else {})
    journal.record(post.brand, actor=by, verb="post.reread", object=f"post:{post.pk}", data=told, at=at)
    return made


@transaction.atomic
def take_back(post: Post, facet: str, *, label: str = "", by: Account, at: datetime) -> Correction | None:
    """Undo the last word on this facet: what stood before it stands again. None when nobody had said anything."""
    reading = Reading.objects.select_for_update().filter(post=post).first()
    mine = Correction.objects.filter(post=post, brand_id=post.brand_id, undone_at=None).order_by("-pk")
    last = mine.filter(facet=facet, label=label).first()
    if reading is None or last is None:
        return None
    last.undone_at, last.undone_by = at, by
    last.save(update_fields=["undone_at", "undone_by"])
    stands = {name: getattr(reading, name) for name in _TOUCHED}
    left = mine.first()
    _set(reading, saying.restored(stands, facet, label, last.was), left.by if left else None)
    told = {"facet": facet, "from": last.after, "to": last.before} | ({"label": label} if label else {})
    journal.record(post.brand, actor=by, verb="post.reread_undone", object=f"post:{post.pk}", data=told, at=at)
    return last


def _set(reading: Reading, values: dict[str, Any], by: Account | None) -> None:
    for name, value in values.items():
        setattr(reading, name, value)
    reading.corrected_by = by
    reading.save(update_fields=[*values, "corrected_by"])


@transaction.atomic
def read_again(pairs: Pairs) -> None:
    """Posts whose words changed after somebody had corrected how they were read: the machine's part is renewed, theirs stays."""
    understood = {post.pk: read for post, read in pairs}
    corrected = Reading.objects.select_for_update().filter(post_id__in=list(understood), corrected_by__isnull=False)
    standing = _standing(list(understood))
    for reading in corrected.order_by("pk"):
        fresh = columns(understood[reading.pk])
        fresh |= {name: json.loads(fresh[name]) for name in _JSON}
        for correction in standing.get(reading.pk, ()):
            correction.was = saying.kept(fresh, correction.facet, correction.label)
            fresh |= saying.changed(fresh, correction.facet, correction.label, correction.after)
            correction.save(update_fields=["was"])
        for name, value in fresh.items():
            setattr(reading, name, value)
        reading.save(update_fields=list(fresh))


def _standing(post_ids: Sequence[int]) -> dict[int, list[Correction]]:
    """In the order in which they were said."""
    found: dict[int, list[Correction]] = {}
    for one in Correction.objects.filter(post_id__in=list(post_ids), undone_at=None).order_by("pk"):
        found.setdefault(one.post_id, []).append(one)
    return found
