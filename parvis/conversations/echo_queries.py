"""Groups of posts that say the same, as lists show them: one row each on a page, with its number, and all members behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from parvis.conversations.models import Echo, Post
from parvis.conversations.queries import ROW_JOINS
from parvis.conversations.sight import Sight


def numbered(posts: Iterable[Post], sight: Sight) -> list[Post]:
    """The same posts, each with `echoed`: how many say what it says, itself among them. One query."""
    listed = list(posts)
    groups = _groups(listed, sight)
    for post in listed:
        post.echoed = groups.get(post.pk, (0, 1))[1]
    return listed


def folded(posts: Iterable[Post], sight: Sight) -> list[Post]:
    """As `numbered`, and of each group only what comes first on this page: the others stand behind its number. One query."""
    return folded_each([list(posts)], sight)[0]


def folded_each(lists: Sequence[Sequence[Post]], sight: Sight) -> list[list[Post]]:
    """Several lists that stand beside each other, each folded by itself. One query for all."""
    groups = _groups([post for listed in lists for post in listed], sight)
    return [_folded(listed, groups) for listed in lists]


def _folded(listed: Sequence[Post], groups: Mapping[int, tuple[int, int]]) -> list[Post]:
    shown: list[Post] = []
    met: set[int] = set()
    for post in listed:
        group, post.echoed = groups.get(post.pk, (0, 1))
        if not group or group not in met:
            shown.append(post)
        met.add(group)
    return shown


def _groups(posts: Sequence[Post], sight: Sight) -> dict[int, tuple[int, int]]:
    """Post → its group and how many of its members are in sight; those alone are left out."""
    rows = Echo.objects.filter(post_id__in=[post.pk for post in posts], out_at=None)
    if sight.whole:
        counted = rows.values_list("post_id", "group_id", "group__count")
    else:
        seen = Echo.objects.filter(group=OuterRef("group"), out_at=None, post__in=sight.posts())
        each = seen.order_by().values("group").annotate(n=Count("pk")).values("n")
        counted = rows.annotate(n=Coalesce(Subquery(each), 1)).values_list("post_id", "group_id", "n")
    return {post_id: (group_id, count) for post_id, group_id, count in counted if count > 1}


def echo_of(post_id: int, sight: Sight) -> Echo | None:
    """The post as a member of its group; None for one that is alone, or out of sight."""
    return Echo.objects.select_related("group", "brand").filter(post_id=post_id, post__in=sight.posts()).first()


def members_of(
    post_id: int, sight: Sight, *, limit: int, after: tuple[datetime, int] | None = None
) -> list[tuple[Post, Echo]]:
    """All who say what this post says, newest first, those that a person took out among them; or the next after (at, id)."""
    group = Echo.objects.filter(post_id=post_id).values("group")
    rows = Echo.objects.filter(brand_id=sight.brand_id, group__in=group, post__in=sight.posts())
    if after:
        at, pk = after
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    joins = [f"post__{name}" for name in ROW_JOINS]
    found = rows.select_related("out_by", *joins).order_by(F("at").desc(), F("pk").desc())[:limit]
    return [(echo.post, echo) for echo in found]
