"""What an archive of the community holds: the rows of each noun, within what its owners asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery

from parvis.community.models import (
    Acceptance,
    Article,
    ArticleAuthor,
    Category,
    Contest,
    EmbedPage,
    EmbedSite,
    Group,
    GroupMember,
    Happening,
    IdeaMerge,
    IdeaStep,
    Member,
    MemberBadge,
    OldAddress,
    Poll,
    PostReaction,
    Rating,
    Shelf,
    ShelfItem,
    Space,
    SpaceGroup,
    Spotlight,
    Tag,
    Topic,
    TopicTag,
    Trial,
    TrialFeedback,
    Upload,
    WebMention,
    Work,
)
from parvis.community.rules.access import OPEN_TO_TEAM
from parvis.conversations.models import Post, Revision

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows, and of which rooms."""

    brand_id: int
    spaces: list[int]

    @property
    def topics(self) -> QuerySet[Topic]:
        return Topic.objects.filter(brand_id=self.brand_id, space__in=self.spaces)

    @property
    def posts(self) -> QuerySet[Post]:
        standing = Post.sealed_too.filter(brand_id=self.brand_id, thread__in=self.topics.values("pk"))
        return standing.filter(deleted_at=None, erased_at=None)


def _spaces(scope: Scope) -> Rows:
    return Space.objects.filter(pk__in=scope.spaces).values(
        "id", "slug", "name", "about", "icon", "kind", "access", "policy", "position", "made_at", "closed_at"
    )  # fmt: skip


def _members(scope: Scope) -> Rows:
    return Member.objects.filter(brand_id=scope.brand_id).exclude(identity=None).values(
        "id", "handle", "name", "title", "about", "links", "listed", "trust", "joined_at", "left_at",
        email=F("account__email"),
    )  # fmt: skip


def _topics(scope: Scope) -> Rows:
    return scope.topics.values(
        "kind", "slug", "title", "space", "author", "begun_at", "state", "score", "closed_at", "closed_because", "pinned_at",
        "hidden_at", id=F("pk"),
    )  # fmt: skip


def _posts(scope: Scope) -> Rows:
    author = Member.objects.filter(identity=OuterRef("author")).values("pk")[:1]
    return scope.posts.values(
        "id", "at", "edited_at", "standing", "source",
        topic=F("thread_id"), number=F("seq"), answers=F("parent_id"), signed=Subquery(author),
    )  # fmt: skip


def _revisions(scope: Scope) -> Rows:
    return Revision.objects.filter(post__in=scope.posts).values("id", "post_id", "source", "at")


def _of_topics(model: type[Model], *left_out: str) -> Callable[[Scope], Rows]:
    """Everything that hangs on a topic, as it is stored, without `left_out`."""
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("brand_id", *left_out)]

    def rows(scope: Scope) -> Rows:
        return model._default_manager.filter(topic__in=scope.topics).values(*names)

    return rows


def _groups(scope: Scope) -> Rows:
    return Group.objects.filter(brand_id=scope.brand_id).values("id", "slug", "name", "about", "made_at")


def _group_members(scope: Scope) -> Rows:
    return GroupMember.objects.filter(brand_id=scope.brand_id).values("id", "group_id", "member_id", "at")


def _space_groups(scope: Scope) -> Rows:
    return SpaceGroup.objects.filter(space__in=scope.spaces).values("id", "space_id", "group_id", "may")


def _badges(scope: Scope) -> Rows:
    return MemberBadge.objects.filter(brand_id=scope.brand_id).values("id", "member_id", "kind", "at")


def _uploads(scope: Scope) -> Rows:
    shown = Q(post__in=scope.posts) | Q(
        pk__in=Work.objects.filter(brand_id=scope.brand_id, hidden_at=None).values("picture")
    )
    return Upload.objects.filter(shown, brand_id=scope.brand_id).values(
        "id", "member_id", "post_id", "sha256", "width", "height", "size", "at"
    )  # fmt: skip


def _addresses(scope: Scope) -> Rows:
    topics, posts = scope.topics.values("pk"), scope.posts.values("pk")
    open_here = (
        Q(kind="person") | Q(kind="room", target__in=scope.spaces) | Q(kind="topic", target__in=topics)
        | Q(kind="post", target__in=posts)
    )  # fmt: skip
    return OldAddress.objects.filter(open_here, brand_id=scope.brand_id).values("id", "path", "kind", "target")


def _articles(scope: Scope) -> Rows:
    return Article.objects.filter(topic__in=scope.topics).values(
        "id", "topic_id", "summary", "cover_id", "cover_alt", "category_id", "published_at", "words", "stars", "ratings"
    )  # fmt: skip


def _article_authors(scope: Scope) -> Rows:
    of = ArticleAuthor.objects.filter(article__topic__in=scope.topics)
    return of.values("id", "member_id", "position", topic_id=F("article__topic_id"))


def _categories(scope: Scope) -> Rows:
    return Category.objects.filter(space__in=scope.spaces).values("id", "space_id", "slug", "name", "position")


def _tags(scope: Scope) -> Rows:
    used = TopicTag.objects.filter(topic__in=scope.topics).values("tag")
    return Tag.objects.filter(pk__in=used).values("id", "slug", "name")


def _collections(scope: Scope) -> Rows:
    return Shelf.objects.filter(brand_id=scope.brand_id, collection=None).values(
        "id", "member_id", "access", "name", "about", "made_at"
    )  # fmt: skip


def _collected(scope: Scope) -> Rows:
    """What lies in a room that stays out is left out of collections too."""
    within = Q(topic=None, post=None) | Q(topic__in=scope.topics, post=None) | Q(post__in=scope.posts)
    return ShelfItem.objects.filter(within, brand_id=scope.brand_id, shelf__collection=None).values(
        "id", "topic_id", "post_id", "url", "title", "note", "position", "at", collection_id=F("shelf_id")
    )  # fmt: skip


def _works(scope: Scope) -> Rows:
    return Work.objects.filter(brand_id=scope.brand_id, hidden_at=None).values(
        "id", "member_id", "title", "text", "link", "picture_id", "picture_alt", "at"
    )  # fmt: skip


def _presented(scope: Scope) -> Rows:
    agreed = Spotlight.objects.filter(brand_id=scope.brand_id, ended_at=None).exclude(agreed_at=None)
    return agreed.values("id", "member_id", "text", "position", "agreed_at")


def _feedback(scope: Scope) -> Rows:
    return TrialFeedback.objects.filter(topic__in=scope.topics).exclude(post=None).values(
        "topic_id", "post_id", "rating", "pros", "cons", "at", id=F("pk")
    )  # fmt: skip


def _mentions(scope: Scope) -> Rows:
    return WebMention.objects.filter(topic__in=scope.topics, state="shown").values(
        "id", "topic_id", "source", "name", "title", "excerpt", "verified_at"
    )  # fmt: skip


def _sites(scope: Scope) -> Rows:
    return EmbedSite.objects.filter(space__in=scope.spaces).values("id", "space_id", "prefix", "added_at", "ended_at")


def _pages(scope: Scope) -> Rows:
    return EmbedPage.objects.filter(topic__in=scope.topics).values("id", "site_id", "topic_id", "url")


NOUNS: Mapping[str, Callable[[Scope], Rows]] = {
    "spaces": _spaces, "groups": _groups, "group_members": _group_members, "space_groups": _space_groups,
    "members": _members, "badges": _badges, "topics": _topics, "posts": _posts, "revisions": _revisions,
    "reactions": _of_topics(PostReaction), "acceptances": _of_topics(Acceptance), "polls": _of_topics(Poll),
    "events": _of_topics(Happening), "contests": _of_topics(Contest, "seed"), "idea_steps": _of_topics(IdeaStep),
    "idea_merges": _of_topics(IdeaMerge), "tests": _of_topics(Trial, "seed"), "test_feedback": _feedback,
    "categories": _categories, "articles": _articles, "article_authors": _article_authors, "ratings": _of_topics(Rating),
    "tags": _tags, "topic_tags": _of_topics(TopicTag), "collections": _collections, "collected": _collected, "works": _works,
    "presented": _presented, "mentions": _mentions, "sites": _sites, "pages": _pages,
    "uploads": _uploads, "addresses": _addresses,
}  # fmt: skip
"""In the order in which they are written. docs/archive.md says what each holds."""


def scope_of(brand_id: int, *, sealed: bool) -> Scope:
    spaces = Space.objects.filter(brand_id=brand_id)
    known = spaces if sealed else spaces.filter(access__in=[access.value for access in OPEN_TO_TEAM])
    return Scope(brand_id, list(known.values_list("pk", flat=True)))
