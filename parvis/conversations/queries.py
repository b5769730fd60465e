"""Reads about places, threads and posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from parvis.analysis.reading import LANGUAGES
from parvis.connectors.contract import Act, Standing
from parvis.conversations.incoming import Incoming, changes, each_once
from parvis.conversations.links import canonical, link_key
from parvis.conversations.models import Link, Moderation, Place, Post, Reading, Stream
from parvis.conversations.rules import EVERYTHING, KEPT_BACK
from parvis.conversations.sight import Sight
from parvis.core.models import Account, Brand
from parvis.core.sql import as_moment


@dataclass(frozen=True, slots=True)
class Sifted:
    """What of a page is worth storing, each post once, in order.

    `impostors`: how many mails came under the id of an earlier one with other words; they are left out.
    """

    worth: list[Incoming]
    impostors: int = 0


def unknown_or_changed(place: Place, incoming: Sequence[Incoming]) -> Sifted:
    """Sift a page by what is stored already."""
    batch = each_once(incoming)
    rows = Post.objects.filter(place=place, remote_id__in=list(batch)).values_list(
        "remote_id", "source", "title", "kind", "direction", "canonical_hash", "standing", "erased_at"
    )
    stored = {row[0]: row[1:] for row in rows}
    worth, impostors = [], sum(_contradicts(post, batch[post.remote_id]) for post in incoming)
    for post in batch.values():
        kept = stored.get(post.remote_id)
        if kept is None:
            worth.append(post)
            continue
        source, title, kind, direction, hashed, standing, erased = kept
        if erased is not None:
            continue
        if changes(post, source, title, kind, direction, hashed) or standing != post.item.standing:
            worth.append(post)
        # Our own mail comes back from the folder of sent mails as its server writes it: that is no oddity.
        elif source != post.source and not direction == post.direction == "out":
            impostors += 1
    return Sifted(worth, impostors)


def _contradicts(post: Incoming, kept: Incoming) -> bool:
    return post.item.kind == "mail" and post.source != kept.source


def due_streams(at: datetime, *, limit: int = 200) -> list[int]:
    """Streams to read now, longest due first; those being read or resting are left out, and those that are followed."""
    return list(
        Stream.objects.filter(due_at__lte=at, place__paused_at=None, place__ended_at=None)
        .exclude(place__kind=EVERYTHING)
        .filter(Q(lease_until=None) | Q(lease_until__lt=at))
        .order_by("due_at")
        .values_list("pk", flat=True)[:limit]
    )


def followed_places() -> QuerySet[Place]:
    """Places, over all brands, that are streams of everything, oldest first."""
    return (
        Place.objects.filter(kind=EVERYTHING, paused_at=None, ended_at=None)
        .select_related("brand", "credential")
        .order_by("pk")
    )


def held_posts(place: Place, remote_ids: Sequence[str]) -> set[str]:
    """Those of these posts that are stored, deleted or not."""
    return set(Post.objects.filter(place=place, remote_id__in=list(remote_ids)).values_list("remote_id", flat=True))


def sharing(posts: QuerySet[Post], address: str) -> QuerySet[Post]:
    """Those of `posts` that share the page that this address means, however each of them wrote it."""
    page = link_key(canonical(address))
    return posts.filter(Exists(Link.objects.filter(brand_id=OuterRef("brand_id"), key=page, post_id=OuterRef("pk"))))


def versions_of(place: Place, remote_ids: Sequence[str]) -> dict[str, str]:
    """The version that a stream named of these posts when it told them last."""
    rows = Post.objects.filter(place=place, remote_id__in=list(remote_ids)).values_list("remote_id", "extra")
    return {remote_id: str(extra.get("version", "")) for remote_id, extra in rows}


def posts_of_authors(place: Place, authors: Sequence[str]) -> list[str]:
    """What these authors (by their ids on the network) said in the place and did not delete."""
    said = Post.objects.filter(
        place=place, author__brand_id=place.brand_id, author__network=place.network, deleted_at=None
    )
    return list(said.filter(author__remote_id__in=list(authors)).values_list("remote_id", flat=True))


def announcing_streams() -> QuerySet[Stream]:
    """Streams that their network can announce news of, and that are read without trouble, oldest place first."""
    return (
        Stream.objects.filter(place__paused_at=None, place__ended_at=None, place__settings__support__wake="yes")
        .filter(failures=0)
        .exclude(cursor="")
        .select_related("place", "place__credential")
        .order_by("place_id")
    )


def places_of(brand_id: int) -> QuerySet[Place]:
    """Every place of the brand with its main stream and its access, by name."""
    places = Place.objects.filter(brand_id=brand_id).select_related("credential").defer("credential__sealed")
    return places.prefetch_related("streams").order_by("name", "pk")


def places_through(credential_id: int) -> list[Place]:
    """The places that an access opens, with their streams."""
    places = Place.objects.filter(credential_id=credential_id, ended_at=None).select_related("brand", "credential")
    return list(places.prefetch_related("streams").order_by("pk"))


def places_per_access(brand_id: int) -> Counter[int]:
    """How many places of the brand each access opens."""
    open_places = Place.objects.filter(brand_id=brand_id, ended_at=None, credential__isnull=False)
    return Counter(open_places.values_list("credential_id", flat=True))


def countable_places() -> list[int]:
    """Places, over all brands, whose network counts again what became of posts, and that are read without trouble."""
    open_places = Place.objects.filter(settings__support__metrics="yes", paused_at=None, ended_at=None)
    return list(open_places.filter(streams__failures=0).order_by("pk").values_list("pk", flat=True).distinct())


def latest_in(place: Place, since: datetime, limit: int) -> list[str]:
    """Remote ids of the posts of a place since then, newest first; those that are gone are left out."""
    posts = Post.objects.filter(place=place, at__gte=since, deleted_at=None).order_by("-at", "-pk")
    return list(posts.values_list("remote_id", flat=True)[:limit])


ROW_JOINS = ("place", "thread", "author", "reading")


def posts_of(brand_id: int) -> QuerySet[Post]:
    """Posts of the brand, newest first, with all that a row shows: constant queries whatever their number."""
    return Post.objects.filter(brand_id=brand_id).select_related(*ROW_JOINS).order_by("-at", "-pk")


def older_than(posts: QuerySet[Post], at: datetime, pk: int) -> QuerySet[Post]:
    """The next page after the post (`at`, `pk`): by key, as fast at depth as at the top."""
    return posts.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)


MANY = 100
"""Identities of one person beyond which a statement with a branch for each would be too long."""


def posts_by(
    brand_id: int,
    identity_ids: Sequence[int],
    *,
    after: tuple[datetime, int] | None = None,
    limit: int,
    sight: Sight | None = None,
) -> list[Post]:
    """The latest that some identities wrote, over all places, newest first; or the next after the post (at, pk)."""
    ids = latest_ids(brand_id, identity_ids, after=after, limit=limit, sight=sight)
    # By key alone, in the order of the keys: asked for an order too, SQLite walks all posts of the brand to find them.
    found = Post.objects.select_related(*ROW_JOINS).in_bulk(ids)
    return [found[pk] for pk in ids]


def latest_ids(
    brand_id: int,
    identity_ids: Sequence[int],
    *,
    after: tuple[datetime, int] | None = None,
    limit: int,
    sight: Sight | None = None,
) -> list[int]:
    """The last `limit` posts of these identities together, newest first, or those after the post (at, pk).

    Cut from each identity's own stretch of the index: under one IN, both databases read and sort all that the identities
    ever wrote. The plus keeps SQLite from reading all posts of the brand instead.
    """
    limited = sight is not None and not sight.whole
    if len(identity_ids) > MANY or limited:
        theirs = Post.objects.filter(brand_id=brand_id, author_id__in=list(identity_ids)).order_by("-at", "-pk")
        theirs = sight.posts(theirs) if sight else theirs
        return list((older_than(theirs, *after) if after else theirs).values_list("pk", flat=True)[:limit])
    if not identity_ids:
        return []
    each = "SELECT id, at FROM conversations_post WHERE author_id = %s AND +brand_id = %s AND NOT sealed ORDER BY at DESC, id DESC LIMIT %s"
    if after:
        each = each.replace(" ORDER", " AND at <= %s AND (at < %s OR id < %s) ORDER")
    moment = (as_moment(after[0]), as_moment(after[0]), after[1]) if after else ()
    union = " UNION ALL ".join(f"SELECT * FROM ({each}) AS of_{n}" for n, _ in enumerate(identity_ids))  # noqa: S608
    given = [value for pk in identity_ids for value in (pk, brand_id, *moment, limit)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({union}) AS theirs ORDER BY at DESC, id DESC LIMIT %s", [*given, limit])  # noqa: S608  only our own words
        return [pk for (pk,) in cursor.fetchall()]


def thread_posts(brand_id: int, thread_id: int, *, before_seq: int | None = None, limit: int = 30) -> list[Post]:
    """The last `limit` posts of a thread (before a sequence number), in reading order."""
    posts = Post.objects.filter(brand_id=brand_id, thread_id=thread_id).select_related(
        "author", "author__person", "reading"
    )
    if before_seq is not None:
        posts = posts.filter(seq__lt=before_seq)
    return list(reversed(posts.order_by(F("seq").desc())[:limit]))


RECENT = 300
"""Posts behind the figures of a person: the latest, so that the figures cost the same for everybody."""


def mood_of(post_ids: Sequence[int]) -> dict[str, int]:
    """How many of these posts read negative, neutral, positive; uncertain ones are counted apart."""
    moods = {"positive": 0, "neutral": 0, "negative": 0, "uncertain": 0}
    read = Reading.objects.filter(post_id__in=list(post_ids)).values_list("sentiment", "uncertain")
    for sentiment, uncertain, n in read.annotate(n=Count("pk")).order_by():
        moods["uncertain" if uncertain or not sentiment else sentiment] += n
    moods["uncertain"] += len(post_ids) - sum(moods.values())
    return moods


def places_spoken_in(post_ids: Sequence[int]) -> list[tuple[Place, int]]:
    """Where these posts stand, most posts first."""
    counted = Post.objects.filter(pk__in=list(post_ids)).values_list("place_id").annotate(n=Count("pk")).order_by()
    found = Counter(dict(counted))
    places = Place.objects.in_bulk(list(found))
    return [(places[place_id], n) for place_id, n in found.most_common()]


@dataclass(frozen=True, slots=True)
class PostFilters:
    """What the stream of posts shows; empty = everything. `mood`: negative, neutral, positive or uncertain.

    `until` is excluded. `word`: as written, begun with a capital, or in capitals; `link`: the beginning of an address.
    """

    place_id: int | None = None
    network: str = ""
    mood: str = ""
    language: str = ""
    direction: str = ""
    standing: str = ""
    since: datetime | None = None
    until: datetime | None = None
    word: str = ""
    link: str = ""


def filtered(posts: QuerySet[Post], filters: PostFilters) -> QuerySet[Post]:
    """Private messages are shown only to who asks for their place."""
    if filters.place_id is not None:
        posts = posts.filter(place_id=filters.place_id)
    else:
        posts = posts.exclude(place__visibility=KEPT_BACK)
    if filters.network:
        posts = posts.filter(place__network=filters.network)
    if filters.mood == "uncertain":
        posts = posts.filter(reading__uncertain=True)
    elif filters.mood:
        posts = posts.filter(reading__sentiment=filters.mood, reading__uncertain=False)
    if filters.language:
        posts = posts.filter(reading__language=filters.language)
    if filters.direction:
        posts = posts.filter(direction=filters.direction)
    if filters.standing:
        posts = posts.filter(standing=filters.standing)
    return _among(posts, filters)


def _among(posts: QuerySet[Post], filters: PostFilters) -> QuerySet[Post]:
    """Of a stretch of time, with a word or a link in them."""
    if filters.since is not None:
        posts = posts.filter(at__gte=filters.since)
    if filters.until is not None:
        posts = posts.filter(at__lt=filters.until)
    if filters.word:
        ways = {filters.word, filters.word.capitalize(), filters.word.upper()}
        written = [Q(**{f"{column}__contains": way}) for column in ("text", "title") for way in sorted(ways)]
        posts = posts.filter(reduce(or_, written))
    if filters.link:
        posts = posts.filter(html__contains='href="' + filters.link.replace("&", "&amp;"))
    return posts


def posts_a_day(place_id: int, since: datetime) -> dict[date, int]:
    """Local day → posts of the place since then; days without any are absent."""
    rows = Post.objects.filter(place_id=place_id, at__gte=since).annotate(day=TruncDate("at")).values_list("day")
    return dict(rows.annotate(n=Count("pk")))


def span_of(brand_id: int) -> tuple[datetime, datetime] | None:
    """When the oldest and the newest post of the brand were written; None without posts."""
    posts = Post.objects.filter(brand_id=brand_id)
    oldest = posts.order_by("at", "pk").values_list("at", flat=True).first()
    newest = posts.order_by("-at", "-pk").values_list("at", flat=True).first()
    return (oldest, newest) if oldest and newest else None


def languages_of(brand: Brand) -> tuple[str, ...]:
    """Codes that a post may be said to be in: those of its brand, and those that Parvis reads."""
    return tuple(dict.fromkeys([*brand.languages, *LANGUAGES]))


def troubled(brand_id: int, *, limit: int = 20) -> list[Place]:
    """Places that a person must mend: their reading fails, or they are gone. By name. One query."""
    failing = Exists(Stream.objects.filter(place=OuterRef("pk"), problem__isnull=False))
    rows = Place.objects.filter(Q(failing) | Q(ended_at__isnull=False), brand_id=brand_id, paused_at=None)
    return list(rows.only("pk", "name", "network").order_by("name", "pk")[:limit])


def keeping_for_a_time() -> list[int]:
    """Places, of any brand, that keep posts for a number of days only."""
    return list(Place.sealed_too.exclude(retention_days=None).order_by("pk").values_list("pk", flat=True))


def outlived(
    place_id: int, before: datetime, *, after: tuple[datetime, int] | None = None, limit: int
) -> list[tuple[datetime, int]]:
    """(at, id) of posts of a place written before, oldest first, that still have words; or the next after one of them."""
    posts = Post.sealed_too.filter(place_id=place_id, at__lt=before).exclude(Q(text="") & ~Q(erased_at=None))
    if after:
        posts = posts.filter(Q(at__gt=after[0]) | Q(at=after[0], pk__gt=after[1]), at__gte=after[0])
    return list(posts.order_by("at", "pk").values_list("at", "pk")[:limit])


def heard_from(identity_ids: Sequence[int]) -> dict[int, tuple[frozenset[str], frozenset[int]]]:
    """In which languages and places each was heard, over all their posts."""
    heard: dict[int, tuple[set[str], set[int]]] = {}
    posts = Post.objects.filter(author__in=list(identity_ids), direction="in").order_by()
    for author, place, language in posts.values_list("author_id", "place_id", "reading__language").distinct():
        languages, places = heard.setdefault(author, (set(), set()))
        places.add(place)
        if language:
            languages.add(language)
    return {author: (frozenset(languages), frozenset(places)) for author, (languages, places) in heard.items()}


def who_answered_whom(identity_ids: Sequence[int]) -> frozenset[tuple[int, int]]:
    """Pairs of these identities (lower id first) of which one answered the other."""
    ids = list(identity_ids)
    answers = Post.objects.filter(author__in=ids, parent__author__in=ids).exclude(author=F("parent__author"))
    pairs = answers.values_list("author_id", "parent__author_id").distinct().order_by()
    return frozenset((min(a, b), max(a, b)) for a, b in pairs if a is not None and b is not None)


def asked_decisions(at: datetime, *, limit: int = 200) -> list[int]:
    """Decisions that should have reached their place before `at`."""
    asked = Moderation.objects.filter(state="asked", again_at__lte=at)
    return list(asked.order_by("again_at").values_list("pk", flat=True)[:limit])


def last_decisions(brand_id: int, post_ids: Sequence[int]) -> dict[int, Moderation]:
    """What was last decided of each of these posts, by post. One query."""
    rows = Moderation.objects.filter(brand_id=brand_id, post_id__in=list(post_ids)).exclude(state="replaced")
    return {row.post_id: row for row in rows.select_related("by").order_by("pk")}


def stood_before(post_id: int) -> Standing:
    """How a post stood before it was last taken away."""
    taken = Moderation.objects.filter(post_id=post_id, act__in=[Act.SPAM, Act.TRASH]).order_by("-pk")
    return "held" if taken.values_list("before", flat=True).first() == "held" else ""


def decided_at(brand_id: int, by: Account, at: datetime) -> QuerySet[Moderation]:
    """What somebody decided in one go."""
    return Moderation.objects.filter(brand_id=brand_id, by=by, at=at).exclude(state="replaced")
