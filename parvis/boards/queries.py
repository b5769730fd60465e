"""Reads about boards: one query a column, whatever it holds, and at most MOST_COLUMNS columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parvis.boards.models import Board, BoardShare, Collection, CollectionItem, Column, ColumnMark, FeedList
from parvis.boards.rules import Kind, Visibility, token_hash
from parvis.conversations.models import Post
from parvis.conversations.queries import PostFilters, filtered, older_than, posts_of
from parvis.conversations.rules import KEPT_BACK
from parvis.conversations.sight import Sight
from parvis.core.models import Seat
from parvis.listening.models import Hit
from parvis.listening.queries import hits_of

ROWS = 15
"""Posts of a column at first; older ones are asked for by key."""
NEWS = 100
"""New posts are counted as far as this."""
After = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a column. `key`: its arrival, against which marks are held; `cursor`: of the page after it."""

    key: int
    cursor: After
    post: Post | None = None
    item: CollectionItem | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines of a column; `more`: others follow after the last."""

    entries: list[Entry]
    more: bool

    @property
    def newest(self) -> int:
        return max((entry.key for entry in self.entries), default=0)


def in_reach(seat: Seat) -> Q:
    """Of boards or collections: those of the team and one's own."""
    return Q(visibility=Visibility.TEAM.value) | Q(owner=seat)


def boards_of(seat: Seat) -> QuerySet[Board]:
    found = Board.objects.select_related("brand", "owner").filter(in_reach(seat), brand_id=seat.brand_id)
    return found.order_by("name", "pk")


def collections_of(seat: Seat) -> QuerySet[Collection]:
    """With how much is in each (`n`)."""
    found = Collection.objects.select_related("brand", "owner__account").filter(in_reach(seat), brand_id=seat.brand_id)
    return found.annotate(n=Count("items")).order_by("name", "pk")


def columns_of(board: Board, seat: Seat, sight: Sight) -> list[Column]:
    """In their order, those whose source this seat may see; one whose source was deleted says so."""
    rows = Column.objects.select_related("watch", "place", "collection").filter(board=board)
    if not sight.whole:
        rows = rows.filter(Q(place=None) | Q(place__in=sight.place_ids()))
    found = list(rows.order_by("position", "pk"))
    return [one for one in found if one.collection is None or seen_by(one.collection, seat)]


def column_of(seat: Seat, sight: Sight, pk: int) -> Column | None:
    """One column of a board in reach, with its board."""
    rows = Column.objects.select_related("watch", "place", "collection", "board__brand")
    found = rows.filter(pk=pk, board__in=boards_of(seat)).first()
    if found is None or (found.collection is not None and not seen_by(found.collection, seat)):
        return None
    hidden = found.place_id and not sight.whole and not sight.places().filter(pk=found.place_id).exists()
    return None if hidden else found


def seen_by(collection: Collection, seat: Seat) -> bool:
    return collection.visibility == Visibility.TEAM or collection.owner_id == seat.pk


def marks_of(columns: Sequence[Column], account_id: int) -> dict[int, int]:
    """Column → up to which arrival this person has read it; those never marked are absent. One query."""
    rows = ColumnMark.objects.filter(account_id=account_id, column__in=[one.pk for one in columns])
    return dict(rows.values_list("column_id", "upto"))


def stretch(column: Column, sight: Sight, *, after: After | None = None, limit: int = ROWS) -> Stretch:
    """The newest of a column, or what follows after `after`. One query; none where its source is gone."""
    if column.gone:
        return Stretch([], more=False)
    match column.kind:
        case Kind.WATCH:
            hits = hits_of(column.watch_id or 0, after=after, limit=limit + 1, sight=sight)
            found = [Entry(hit.post_id, (hit.at, hit.pk), post=hit.post) for hit in hits]
        case Kind.COLLECTION:
            found = _kept(column.collection_id or 0, sight, after, limit + 1)
        case _:
            posts = posts_in(column, sight)
            rows = (older_than(posts, *after) if after else posts)[: limit + 1]
            found = [Entry(post.pk, (post.at, post.pk), post=post) for post in rows]
    return Stretch(found[:limit], more=len(found) > limit)


def posts_in(column: Column, sight: Sight) -> QuerySet[Post]:
    """Of a place or a saved search; never private messages."""
    posts = sight.posts(posts_of(column.brand_id))
    if column.kind == Kind.PLACE:
        return posts.filter(place_id=column.place_id or 0).exclude(place__visibility=KEPT_BACK)
    asked = column.asked
    place, watch = str(asked.get("place", "")), str(asked.get("watch", ""))
    filters = PostFilters(
        place_id=int(place) if place.isdecimal() else None, network=asked.get("network", ""), mood=asked.get("mood", ""),
        language=asked.get("lang", ""), direction=asked.get("direction", ""), standing=asked.get("standing", ""),
    )  # fmt: skip
    posts = filtered(posts, filters).exclude(place__visibility=KEPT_BACK)
    if watch.isdecimal():
        posts = posts.filter(Exists(Hit.objects.filter(watch_id=int(watch), post_id=OuterRef("pk"))))
    return posts


def items_in(collection_id: int, sight: Sight) -> QuerySet[CollectionItem]:
    """In their order; posts out of sight are left out."""
    rows = CollectionItem.objects.filter(collection_id=collection_id)
    if not sight.whole:
        rows = rows.filter(Q(post=None) | Q(post__in=sight.posts()))
    joined = rows.select_related("post__place", "post__thread", "post__author", "post__reading", "added_by")
    return joined.order_by("position", "pk")


def _kept(collection_id: int, sight: Sight, after: After | None, limit: int) -> list[Entry]:
    """A column's cursor is a moment and an id: here the id is that of the last item, whose position is asked for."""
    rows = items_in(collection_id, sight).exclude(post__place__visibility=KEPT_BACK)
    if after:
        last = CollectionItem.objects.filter(pk=after[1]).values("position")[:1]
        rows = rows.filter(Q(position__gt=last) | Q(position=last, pk__gt=after[1]))
    return [Entry(one.pk, (one.added_at, one.pk), post=one.post, item=one) for one in rows[:limit]]


def news(column: Column, sight: Sight, since: int) -> int:
    """What arrived after that arrival, at most NEWS. One query."""
    if column.gone:
        return 0
    match column.kind:
        case Kind.WATCH:
            hits = Hit.objects.filter(watch_id=column.watch_id or 0, post_id__gt=since)
            hits = hits if sight.whole else hits.filter(post__in=sight.posts())
            return len(hits.values_list("pk")[:NEWS])
        case Kind.COLLECTION:
            kept = items_in(column.collection_id or 0, sight).exclude(post__place__visibility=KEPT_BACK)
            rows = kept.filter(pk__gt=since)
            return len(rows.select_related(None).values_list("pk")[:NEWS])
        case _:
            posts = posts_in(column, sight).filter(pk__gt=since).select_related(None).order_by()
            return len(posts.values_list("pk")[:NEWS])


def shares_of(board: Board, at: datetime) -> list[BoardShare]:
    """Links that open it now, latest first."""
    rows = BoardShare.objects.filter(board=board, revoked_at=None, expires_at__gt=at).select_related("by")
    return list(rows.order_by("-at", "-pk"))


def shared(token: str, at: datetime) -> BoardShare | None:
    """The share that this secret opens; None when it ended, or when who made a board of their own has left the team."""
    rows = BoardShare.objects.filter(token_hash=token_hash(token), revoked_at=None, expires_at__gt=at)
    rows = rows.filter(Q(board__visibility=Visibility.TEAM.value) | Q(board__owner__ended_at=None))
    return rows.select_related("board__brand", "board__owner").first()


def public(entry: Entry) -> bool:
    """Whether anybody may read it where it was said: a published post with a public address, never mail, never a place
    with a door; a link by its own address."""
    post = entry.post
    if post is None:
        return entry.item is not None and bool(entry.item.link)
    return (
        post.place.visibility == "public" and post.place.network != "email" and post.kind != "mail"
        and not post.standing and post.deleted_at is None and post.erased_at is None
        and post.url.startswith(("https://", "http://"))
    )  # fmt: skip


def shared_stretch(column: Column, limit: int = ROWS) -> list[Entry]:
    """What strangers see of a column, of its newest 3 × `limit` lines. One query."""
    found = stretch(column, Sight(column.brand_id), limit=3 * limit).entries
    return [entry for entry in found if public(entry)][:limit]


def lists_of(brand_id: int) -> QuerySet[FeedList]:
    """Lists of feeds that the team brought."""
    return FeedList.objects.select_related("brand", "by", "seat").filter(brand_id=brand_id)
