"""Members keep collections of their own; the team shows some of the desk's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from parvis.boards.models import Collection
from parvis.boards.rules import moved
from parvis.community.models import Member, Shelf, ShelfItem, Topic
from parvis.community.rules.shelves import MOST_ITEMS, MOST_SHELVES
from parvis.conversations.models import Post
from parvis.conversations.rendering import storable
from parvis.core import journal
from parvis.core.models import Account
from parvis.core.traces import Traces


class ShelfFull(Exception):
    """MOST_ITEMS are in it, or the member has MOST_SHELVES."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be kept: a topic, a post of it, or an address elsewhere under a title; and why."""

    topic: Topic | None = None
    post: Post | None = None
    url: str = ""
    title: str = ""
    note: str = ""


@transaction.atomic
def make_shelf(member: Member, name: str, about: str, *, at: datetime) -> Shelf:
    """Raises ShelfFull."""
    Member.objects.select_for_update().only("pk").get(pk=member.pk)
    if Shelf.objects.filter(member=member).count() >= MOST_SHELVES:
        raise ShelfFull
    return Shelf.objects.create(
        brand_id=member.brand_id,
        member=member,
        name=storable(name).strip()[:120],
        about=storable(about)[:500],
        made_at=at,
    )


def change_shelf(shelf: Shelf, name: str, about: str) -> None:
    shelf.name, shelf.about = storable(name).strip()[:120], storable(about)[:500]
    shelf.save(update_fields=["name", "about"])


@transaction.atomic
def take_down(shelf: Shelf, *, by: Account, at: datetime) -> None:
    """What it held stays where it was said. In the journal where it is not its owner's doing."""
    if shelf.member is None or shelf.member.account_id != by.pk:
        said = {"name": shelf.name} if shelf.member is None else {}
        journal.record(shelf.brand, actor=by, verb="shelf.taken_down", object=f"shelf:{shelf.pk}", data=said, at=at)
    Shelf.objects.filter(pk=shelf.pk).delete()


@transaction.atomic
def put_in_shelf(shelf: Shelf, piece: Piece, *, at: datetime) -> tuple[ShelfItem, bool]:
    """At the end; (item, whether it is new): what is in it stays as it is. Raises ShelfFull."""
    Shelf.objects.select_for_update(of=("self",)).get(pk=shelf.pk)
    mine = ShelfItem.objects.filter(shelf=shelf)
    there = mine.filter(topic=piece.topic, post=piece.post, url=piece.url).first()
    if there is not None:
        return there, False
    if mine.count() >= MOST_ITEMS:
        raise ShelfFull
    last = mine.aggregate(last=Max("position"))["last"]
    made = ShelfItem.objects.create(
        brand_id=shelf.brand_id, shelf=shelf, topic=piece.topic, post=piece.post, url=piece.url[:2000],
        title=storable(piece.title).strip()[:300], note=storable(piece.note)[:500],
        position=0 if last is None else last + 1, at=at,
    )  # fmt: skip
    return made, True


def annotate(item: ShelfItem, note: str) -> None:
    """Why it is kept."""
    item.note = storable(note)[:500]
    item.save(update_fields=["note"])


@transaction.atomic
def move_in_shelf(item: ShelfItem, step: int) -> None:
    """Up (-1) or down (1)."""
    Shelf.objects.select_for_update(of=("self",)).get(pk=item.shelf_id)
    standing = {one.pk: one for one in ShelfItem.objects.filter(shelf_id=item.shelf_id).order_by("position", "pk")}
    order = list(standing)
    for position, pk in enumerate(moved(order, item.pk, order.index(item.pk) + step)):
        standing[pk].position = position
    ShelfItem.objects.bulk_update(standing.values(), ["position"])


def take_out(item: ShelfItem) -> None:
    ShelfItem.objects.filter(pk=item.pk).delete()


@transaction.atomic
def show_collection(collection: Collection, access: str, *, by: Account, at: datetime) -> Shelf:
    """One of the desk, to everybody or to members: from now on as it is kept there."""
    shown, _new = Shelf.objects.update_or_create(
        collection=collection,
        defaults={"brand_id": collection.brand_id, "access": access, "by": by},
        create_defaults={"brand_id": collection.brand_id, "access": access, "by": by, "made_at": at},
    )
    said = {"name": collection.name, "access": access}
    journal.record(collection.brand, actor=by, verb="collection.shown", object=f"shelf:{shown.pk}", data=said, at=at)
    return shown


def clean_shelves(brand_id: int, traces: Traces) -> None:
    """What members noted of somebody who is forgotten is cleaned, in the caller's transaction; a link that names them goes."""
    for shelf in Shelf.objects.filter(brand_id=brand_id, member__isnull=False).iterator(chunk_size=500):
        if traces.within([shelf.name, shelf.about]):
            shelf.name, shelf.about = traces.clean(shelf.name)[:120], traces.clean(shelf.about)[:500]
            shelf.save(update_fields=["name", "about"])
    for item in ShelfItem.objects.filter(brand_id=brand_id).iterator(chunk_size=500):
        if traces.within(item.url):
            item.delete()
        elif traces.within([item.title, item.note]):
            item.title, item.note = traces.clean(item.title)[:300], traces.clean(item.note)[:500]
            item.save(update_fields=["title", "note"])
