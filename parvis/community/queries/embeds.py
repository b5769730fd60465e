"""Sites that show a space under their pages, and what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from parvis.community.models import EmbedPage, EmbedSite, Topic
from parvis.community.queries.house import House
from parvis.community.rules.access import Access, Room
from parvis.community.rules.embeds import fitting, page_of
from parvis.community.rules.previewing import key_of
from parvis.conversations.models import Post

ASKED = 50
"""Pages that are counted at once."""


def sites_of(brand_id: int) -> QuerySet[EmbedSite]:
    """Those that are listed now, the last first."""
    return (
        EmbedSite.objects.select_related("brand", "space", "author")
        .filter(brand_id=brand_id, ended_at=None)
        .order_by("-pk")
    )


def site_for(house: House, page: str) -> tuple[EmbedSite, Room] | None:
    """The site that a page (as `page_of` writes it) belongs to, with the public room that it shows."""
    sites = {site.prefix: site for site in sites_of(house.brand_id)}
    site = sites.get(fitting(page, list(sites)))
    room = house.rooms.get(site.space_id) if site else None
    return (site, room) if site is not None and room is not None and room.access is Access.PUBLIC else None


def page_at(brand_id: int, page: str) -> EmbedPage | None:
    return EmbedPage.objects.select_related("topic").filter(brand_id=brand_id, key=key_of(page)).first()


def counts(house: House, addresses: Sequence[str]) -> dict[str, int]:
    """Comments under each page, as it was asked for; 0 for what nobody commented on, or that is not public."""
    keys = {address: key_of(page_of(address)) for address in addresses[:ASKED]}
    public = [room.id for room in house.rooms.values() if room.access is Access.PUBLIC]
    found = EmbedPage.objects.filter(
        brand_id=house.brand_id, key__in=list(keys.values()), topic__space_id__in=public, topic__hidden_at=None
    )
    posts = dict(found.values_list("key", "topic__post_count"))
    return {address: max(0, posts.get(key, 1) - 1) for address, key in keys.items()}


def due_again(page: EmbedPage, *, since: datetime) -> bool:
    """Whether a page without a topic is worth another look."""
    return page.topic_id is None and (page.tried_at is None or page.tried_at < since)


def voices_in(topic: Topic) -> int:
    """How many have spoken in it."""
    said = Post.objects.filter(thread_id=topic.pk, deleted_at=None, standing="")
    return said.values("author_id").distinct().count()
