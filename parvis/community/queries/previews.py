"""Pages that posts point to, as a topic shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parvis.community.models import LinkPreview, PostPreview, Topic
from parvis.community.queries.house import House
from parvis.community.queries.topics import topic_for
from parvis.community.rules.access import Who
from parvis.community.rules.previewing import key_of


@dataclass(frozen=True, slots=True)
class Shown:
    """`picture`: the last part of its address, "" = none. `removed`: only its author and moderators know of it."""

    url: str
    title: str
    described: str
    site: str
    picture: str
    width: int
    height: int
    removed: bool


def previews_at(topic: Topic, posts: Sequence[int]) -> Mapping[int, list[Shown]]:
    """By post. One query, and none where the topic has none."""
    if not topic.previews or not posts:
        return {}
    found: dict[int, list[Shown]] = {}
    rows = PostPreview.objects.filter(post_id__in=posts).exclude(preview__title="").select_related("preview")
    for row in rows.order_by("post_id", "position"):
        page = row.preview
        picture = page.address if page.sha256 else ""
        found.setdefault(row.post_id, []).append(
            Shown(page.url, page.title, page.described, page.site, picture, page.width, page.height, row.removed_at is not None)
        )  # fmt: skip
    return found


def shown_under(posts: Sequence[int]) -> list[int]:
    """Of these posts, those that show a page."""
    return list(PostPreview.objects.filter(post_id__in=posts).values_list("post_id", flat=True).distinct())


def fresh(brand_id: int, url: str, *, at: datetime) -> LinkPreview | None:
    """What is known of an address and still taken for true."""
    return LinkPreview.objects.filter(brand_id=brand_id, key=key_of(url), expires_at__gt=at).first()


def page_picture(house: House, who: Who, address: str) -> LinkPreview | None:
    """By the last part of its address, for who may read one of the posts that show it."""
    number = address.partition("-")[0]
    if not number.isdecimal() or len(number) > 15:
        return None
    found = LinkPreview.objects.filter(brand_id=house.brand_id, pk=int(number)).exclude(sha256="").first()
    if found is None or found.address != address:
        return None
    shown = PostPreview.objects.filter(preview=found, removed_at=None, post__deleted_at=None, post__standing="")
    threads = shown.order_by("-pk").values_list("post__thread_id", flat=True)[:20]
    return found if any(topic_for(house, who, thread) is not None for thread in threads) else None
