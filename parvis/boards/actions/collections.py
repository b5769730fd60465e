"""Collections: what is kept in them, why, in which order; and what was put before a colleague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.boards.actions.order import end_of, put
from parvis.boards.models import Collection, CollectionItem, Column, Sending
from parvis.boards.rules import MOST_ITEMS, Visibility
from parvis.conversations.models import Post
from parvis.conversations.rendering import storable
from parvis.core import events, journal
from parvis.core.models import Account, Seat
from parvis.core.traces import Traces
from parvis.people.rules import clip


class CollectionFull(Exception):
    """MOST_ITEMS are in it already."""


class OnBoardsOfTheTeam(Exception):
    """A column of a team's board shows it: it cannot become one person's own."""


@dataclass(frozen=True, slots=True)
class CollectionForm:
    name: str
    about: str = ""
    visibility: Visibility = Visibility.TEAM


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be kept: a post or the address of a page; why, and under which tags."""

    post: Post | None = None
    url: str = ""
    note: str = ""
    tags: Sequence[str] = ()


@transaction.atomic
def make_collection(seat: Seat, form: CollectionForm, *, at: datetime) -> Collection:
    made = Collection.objects.create(
        brand=seat.brand, owner=seat, name=clip(form.name, 120), about=storable(form.about)[:500],
        visibility=form.visibility.value, created_at=at,
    )  # fmt: skip
    _tell(made, "collection.made", seat.account, at)
    return made


@transaction.atomic
def change_collection(collection: Collection, form: CollectionForm, *, by: Account, at: datetime) -> Collection:
    """Raises OnBoardsOfTheTeam."""
    shown = Column.objects.filter(collection=collection, board__visibility=Visibility.TEAM.value)
    if form.visibility is Visibility.PRIVATE and shown.exists():
        raise OnBoardsOfTheTeam
    collection.name, collection.about = clip(form.name, 120), storable(form.about)[:500]
    collection.visibility = form.visibility.value
    collection.save(update_fields=["name", "about", "visibility"])
    _tell(collection, "collection.changed", by, at)
    return collection


@transaction.atomic
def delete_collection(collection: Collection, *, by: Account, at: datetime) -> None:
    """What was kept in it stays where it was said."""
    _tell(collection, "collection.deleted", by, at)
    Collection.objects.filter(pk=collection.pk).delete()


@transaction.atomic
def keep(collection: Collection, kept: Kept, *, by: Account, at: datetime) -> tuple[CollectionItem, bool]:
    """At the end; (item, whether it is new): what is in it already stays as it is. Raises CollectionFull."""
    held = Collection.objects.select_for_update().get(pk=collection.pk)
    mine = CollectionItem.objects.filter(collection=held)
    there = mine.filter(post=kept.post) if kept.post else mine.filter(url=kept.url)
    found = there.first()
    if found is not None:
        return found, False
    if mine.count() >= MOST_ITEMS:
        raise CollectionFull
    made = CollectionItem.objects.create(
        brand_id=held.brand_id, collection=held, post=kept.post, url="" if kept.post else kept.url,
        note=storable(kept.note)[:500], tags=list(kept.tags), position=end_of(mine),
        added_by=by, added_at=at,
    )  # fmt: skip
    _tell(held, "collection.kept", by, at, item=made.pk)
    return made, True


@transaction.atomic
def change_item(item: CollectionItem, *, note: str, tags: Sequence[str], by: Account, at: datetime) -> CollectionItem:
    item.note, item.tags = storable(note)[:500], list(tags)
    item.save(update_fields=["note", "tags"])
    _tell(item.collection, "collection.item_changed", by, at, item=item.pk)
    return item


@transaction.atomic
def move_item(item: CollectionItem, to: int, *, by: Account, at: datetime) -> list[int]:
    """To index `to` of its collection. The ids in their new order."""
    held = Collection.objects.select_for_update().get(pk=item.collection_id)
    order = put(CollectionItem.objects.filter(collection=held), item.pk, to)
    _tell(held, "collection.item_moved", by, at, item=item.pk)
    return order


@transaction.atomic
def remove_item(item: CollectionItem, *, by: Account, at: datetime) -> None:
    _tell(item.collection, "collection.item_removed", by, at, item=item.pk)
    CollectionItem.objects.filter(pk=item.pk).delete()


@transaction.atomic
def titled(item_id: int, *, title: str = "", problem: Mapping[str, Any] | None = None, at: datetime) -> bool:
    """What the page of a link calls itself, or why nobody knows. False when the item is gone."""
    rows = CollectionItem.objects.filter(pk=item_id)
    brand_id = rows.values_list("brand_id", flat=True).first()
    if brand_id is None:
        return False
    rows.update(title=clip(title, 300), problem=dict(problem) if problem else None, fetched_at=at)
    events.publish(brand_id, "boards", f"item:{item_id}", at)
    return True


@transaction.atomic
def send(to: Seat, what: Post | Collection, *, note: str, key: str, by: Account, at: datetime) -> tuple[Sending, bool]:
    """(sending, whether it is new): asked twice under one key, it is sent once."""
    post, collection = (what, None) if isinstance(what, Post) else (None, what)
    sent, new = Sending.objects.get_or_create(
        brand_id=to.brand_id, key=clip(key, 64), to=to.account,
        defaults={"by": by, "post": post, "collection": collection, "note": storable(note)[:500], "at": at},
    )  # fmt: skip
    return sent, new


@transaction.atomic
def forget_posts(brand_id: int, post_ids: Sequence[int]) -> int:
    """Posts of somebody who asked to be forgotten: what was noted of them, and to whom it was sent, goes with them."""
    ids = list(post_ids)
    Sending.objects.filter(brand_id=brand_id, post_id__in=ids).delete()
    return CollectionItem.objects.filter(brand_id=brand_id, post_id__in=ids).delete()[0]


@transaction.atomic
def clean_words(brand_id: int, traces: Traces) -> None:
    """Words of somebody who asked to be forgotten, in what was noted of others: cleaned; a link that names them goes."""
    for item in CollectionItem.objects.filter(brand_id=brand_id).iterator(chunk_size=500):
        if traces.within(item.url):
            item.delete()
        elif traces.within([item.title, item.note, item.tags, item.problem]):
            item.title, item.note = traces.clean(item.title)[:300], traces.clean(item.note)[:500]
            item.tags, item.problem = traces.clean(item.tags), traces.clean(item.problem)
            item.save(update_fields=["title", "note", "tags", "problem"])
    for sent in Sending.objects.filter(brand_id=brand_id).exclude(note="").iterator(chunk_size=500):
        if traces.within(sent.note):
            sent.note = traces.clean(sent.note)[:500]
            sent.save(update_fields=["note"])


def _tell(collection: Collection, verb: str, by: Account | None, at: datetime, **more: int) -> None:
    said = {"name": collection.name, **more}
    journal.record(collection.brand, actor=by, verb=verb, object=f"collection:{collection.pk}", data=said, at=at)
    events.publish(collection.brand_id, "boards", f"collection:{collection.pk}", at)
