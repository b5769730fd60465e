"""Articles: on their page, on cards, and before they are out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from parvis.community.models import Article, ArticleAuthor, Category, Member, Rating, Topic
from parvis.community.queries.house import House
from parvis.community.rules.access import Room, Who
from parvis.community.rules.articles import State, may_publish, may_see, mean, minutes, state_of
from parvis.conversations.models import Post
from parvis.core.sql import from_moment

ROWS = 30


@dataclass(frozen=True, slots=True)
class Byline:
    """`handle` "" = it was forgotten."""

    handle: str
    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class ArticleSide:
    """An article as one reader sees it. `cover`: the last part of its address, "" = none. `mine`: the stars this reader gave."""

    kind: str
    id: int
    summary: str
    cover: str
    cover_alt: str
    category: tuple[str, str] | None
    authors: Sequence[Byline]
    minutes: int
    published_at: datetime
    mean: float
    ratings: int
    mine: int
    signs: bool


_ARTICLE = """
SELECT a.id, a.summary, a.words, a.published_at, a.stars, a.ratings, a.cover_alt, c.slug, c.name,
       u.id, u.width, u.height, u.sha256, r.stars, m.id, m.handle, m.name, m.title,
       CASE WHEN p.deleted_at IS NULL AND p.standing = '' THEN 1 ELSE 0 END
FROM community_article a
JOIN conversations_post p ON p.thread_id = a.topic_id AND p.seq = 1
LEFT JOIN community_category c ON c.id = a.category_id
LEFT JOIN community_upload u ON u.id = a.cover_id
LEFT JOIN community_rating r ON r.topic_id = a.topic_id AND r.member_id = %s
LEFT JOIN community_articleauthor w ON w.article_id = a.id
LEFT JOIN community_member m ON m.id = w.member_id
WHERE a.topic_id = %s ORDER BY w.position
"""


def article_side(topic: Topic, who: Who) -> ArticleSide | None:
    """One query. None for a topic that was begun otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(_ARTICLE, [who.member, topic.pk])
        rows = cursor.fetchall()
    if not rows or rows[0][3] is None:
        return None
    first = rows[0]
    authors = [Byline(row[15], row[16], row[17]) for row in rows if row[15]]
    cover = f"{first[9]}-{first[10]}x{first[11]}-{first[12][:12]}.webp" if first[9] is not None and first[18] else ""
    return ArticleSide(
        "article", first[0], first[1] if first[18] else "", cover, first[6], (first[7], first[8]) if first[7] else None, authors,
        minutes(first[2]), from_moment(first[3]), mean(first[4], first[5]), first[5], first[13] or 0,
        who.member is not None and who.member in {row[14] for row in rows},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of an article beside its line."""

    summary: str
    cover: str
    cover_alt: str
    width: int
    height: int
    category: str
    authors: str
    minutes: int
    mean: float
    ratings: int


def cards_of(topics: Collection[int]) -> Mapping[int, Card]:
    """By topic; of those whose text stands. Two queries."""
    text = Post.sealed_too.filter(thread_id=OuterRef("topic_id"), seq=1, deleted_at=None, standing="")
    found = list(Article.objects.filter(Exists(text), topic_id__in=list(topics)).select_related("cover", "category"))
    names: dict[int, list[str]] = {}
    signed = ArticleAuthor.objects.filter(article__in=found).order_by("position")
    for article, name in signed.values_list("article_id", "member__name"):
        names.setdefault(article, []).append(name)
    return {
        one.topic_id: Card(
            one.summary, one.cover.address if one.cover else "", one.cover_alt, one.cover.width if one.cover else 0,
            one.cover.height if one.cover else 0, one.category.name if one.category else "",
            ", ".join(filter(None, names.get(one.pk, []))), minutes(one.words), mean(one.stars, one.ratings), one.ratings,
        )
        for one in found
        if one.topic_id is not None
    }  # fmt: skip


def categories_of(space_id: int) -> list[Category]:
    """In their order."""
    return list(Category.objects.filter(space_id=space_id).select_related("brand").order_by("position", "pk"))


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An article and what this reader may do with it."""

    article: Article
    room: Room
    authors: Sequence[Member]
    state: State
    may_publish: bool


def manuscript_for(house: House, who: Who, pk: int) -> Manuscript | None:
    """None also where it exists and is none of this reader's business."""
    article = (
        Article.objects.select_related("brand", "space", "category", "cover", "topic", "made_by")
        .filter(pk=pk, brand_id=house.brand_id)
        .first()
    )
    if article is None:
        return None
    space_id = article.topic.space_id if article.topic is not None else article.space_id
    if space_id is None or space_id not in house.readable(who):
        return None
    if article.topic is not None and article.topic.hidden_at is not None and not who.moderates:
        return None
    authors = [one.member for one in ArticleAuthor.objects.filter(article=article).select_related("member").order_by("position")]  # fmt: skip
    ids = frozenset({article.made_by_id, *(one.pk for one in authors)})
    runs = who.arranges or who.moderates
    if not may_see(who.member, ids, runs=runs):
        return None
    state = state_of(article.proposed_at, article.due_at, article.published_at)
    return Manuscript(
        article, house.rooms[space_id], authors, state,
        may_publish(who.member, ids, team=who.team, runs=runs),
    )  # fmt: skip


def manuscripts(who: Who, room: Room, *, before: int | None) -> list[Article]:
    """What is not out yet and this reader works on, the newest first; ROWS + 1 at most. What others write reaches the team
    once it is proposed."""
    found = Article.objects.filter(space_id=room.id, topic=None).select_related("made_by")
    mine = Q(made_by_id=who.member or 0) | Q(
        pk__in=ArticleAuthor.objects.filter(member_id=who.member or 0).values("article")
    )
    found = found.filter(
        mine | Q(proposed_at__isnull=False) | Q(due_at__isnull=False) if who.arranges or who.moderates else mine
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: ROWS + 1])


def given_stars(topic: Topic) -> list[tuple[int, int]]:
    """(stars, members who gave as many), five first."""
    counted = Rating.objects.filter(topic=topic).order_by().values_list("stars").annotate(n=Count("pk"))
    found: dict[int, int] = dict(counted)
    return [(stars, found.get(stars, 0)) for stars in range(5, 0, -1)]


def category_in(brand_id: int, pk: int) -> Category | None:
    return Category.objects.select_related("brand").filter(brand_id=brand_id, pk=pk).first()
