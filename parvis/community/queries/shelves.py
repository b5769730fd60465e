"""Collections as the community shows them: of each, what its reader may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from parvis.boards.models import Collection as Kept
from parvis.boards.models import CollectionItem
from parvis.community.models import Shelf, ShelfItem, Topic
from parvis.community.queries.house import House
from parvis.community.rules.access import NOBODY, Access, Who
from parvis.conversations.models import Post

ROWS, PIECES = 30, 200
NETWORK = "parvis"
TITLED = 120
"""Characters of a post that stand for its title."""


def open_to_all(house: House) -> bool:
    """Whether passers-by have anything to see here at all."""
    return bool(house.readable(NOBODY))


def shelves(house: House, who: Who, *, before: int | None, member: int | None = None) -> list[Shelf]:
    """Those that `who` may see, the newest first, ROWS + 1 at most; of one `member`."""
    found = _seen(house, who)
    if member is not None:
        found = found.filter(member_id=member)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: ROWS + 1])


def shelf_for(house: House, who: Who, pk: int) -> Shelf | None:
    return _seen(house, who).filter(pk=pk).first()


def _seen(house: House, who: Who) -> QuerySet[Shelf]:
    found = Shelf.objects.select_related("member", "collection", "brand").filter(brand_id=house.brand_id)
    if who.member is not None or who.team:
        return found
    return found.filter(access=Access.PUBLIC.value) if open_to_all(house) else found.none()


@dataclass(frozen=True, slots=True)
class Shown:
    """Something kept. `topic`: (slug, id, seq) in the community, else `url`. `of`: who said it, or which site."""

    id: int
    title: str
    note: str
    at: datetime
    topic: tuple[str, int, int] | None = None
    url: str = ""
    of: str = ""


def pieces(house: House, who: Who, shelf: Shelf) -> list[Shown]:
    """In the order made by hand, PIECES at most; what this reader may not see is left out. Three queries at most."""
    if shelf.collection is not None:
        return _of_desk(house, who, shelf.collection)
    items = list(
        ShelfItem.objects.filter(shelf=shelf).select_related("post__author").order_by("position", "pk")[:PIECES]
    )
    topics = _topics(house, who, [item.topic_id for item in items if item.topic_id])
    return [one for item in items if (one := _own(item, topics)) is not None]


def _own(item: ShelfItem, topics: dict[int, Topic]) -> Shown | None:
    if item.topic_id is None:
        return Shown(item.pk, item.title or item.url, item.note, item.at, url=item.url, of=site(item.url))
    topic = topics.get(item.topic_id)
    if topic is None:
        return None
    post = item.post
    if post is None:
        return Shown(item.pk, topic.title, item.note, item.at, (topic.slug, topic.pk, 0), of=topic.author.name)
    if post.deleted_at is not None or post.standing or post.thread_id != topic.pk:
        return None
    name = post.author.name if post.author else ""
    return Shown(item.pk, topic.title, item.note, item.at, (topic.slug, topic.pk, post.seq), of=name)


def _of_desk(house: House, who: Who, collection: Kept) -> list[Shown]:
    """Posts of the community where this reader may read them; of elsewhere, what is public there."""
    rows = CollectionItem.objects.filter(collection=collection).select_related("post__place", "post__author")
    items = list(rows.order_by("position", "pk")[:PIECES])
    topics = _topics(
        house, who, [one.post.thread_id for one in items if one.post and one.post.place.network == NETWORK]
    )
    return [one for item in items if (one := _kept(item, item.post, topics)) is not None]


def _kept(item: CollectionItem, post: Post | None, topics: dict[int, Topic]) -> Shown | None:
    if post is None:
        link = item.link
        return Shown(item.pk, item.title or link, item.note, item.added_at, url=link, of=site(link)) if link else None
    if post.deleted_at is not None or post.standing or post.sealed:
        return None
    name = post.author.name if post.author else ""
    if post.place.network == NETWORK:
        topic = topics.get(post.thread_id)
        where = (topic.slug, topic.pk, post.seq) if topic else None
        return Shown(item.pk, topic.title, item.note, item.added_at, where, of=name) if topic else None
    if post.place.visibility != "public" or not post.url.startswith(("https://", "http://")):
        return None
    return Shown(item.pk, post.title or _begins(post.text), item.note, item.added_at, url=post.url, of=name)


def _topics(house: House, who: Who, ids: Collection[int]) -> dict[int, Topic]:
    if not ids:
        return {}
    found = Topic.objects.filter(pk__in=ids, hidden_at=None, space__in=house.readable(who))
    return {topic.pk: topic for topic in found.select_related("author")}


def _begins(text: str) -> str:
    return text if len(text) <= TITLED else text[:TITLED].rsplit(" ", 1)[0] + "…"


def site(url: str) -> str:
    return url.split("/")[2].removeprefix("www.") if url.count("/") > 1 else ""


def desk_collections(brand_id: int) -> Sequence[Kept]:
    """What the team could show: the team's own, by name, each with `shelf` where it is shown."""
    found = list(Kept.objects.filter(brand_id=brand_id, visibility="team").order_by("name", "pk")[:PIECES])
    shown = {one.collection_id: one for one in Shelf.objects.filter(brand_id=brand_id, collection__in=found)}
    for one in found:
        one.shelf = shown.get(one.pk)  # type: ignore[attr-defined]
    return found


def shelf_of(collection: Kept) -> Shelf | None:
    """Where a collection of the desk is shown."""
    return Shelf.objects.select_related("brand").filter(collection=collection).first()
