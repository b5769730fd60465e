"""What stands under a tag."""

from __future__ import annotations

from parvis.community.models import Tag, Topic
from parvis.community.queries.feeds import ENTRIES, public
from parvis.community.queries.house import House
from parvis.community.queries.sorted import After
from parvis.community.queries.topics import ROWS, Line, lined
from parvis.community.rules.access import NOBODY, Who


def tag_called(brand_id: int, slug: str) -> Tag | None:
    return Tag.objects.filter(brand_id=brand_id, slug=slug).first()


_BORNE = "AND t.thread_id IN (SELECT topic_id FROM community_topictag WHERE tag_id = %s)"


def tagged_lines(house: House, who: Who, tag: Tag, *, after: After | None) -> list[Line]:
    """Topics that bear it and `who` may read, the newest first; ROWS + 1 at most. It costs what the tag bears, no more."""
    more, given = _BORNE, [tag.pk]
    if after is not None:
        more, given = f"{more} AND t.thread_id < %s", [*given, after.id]
    return lined(house, who, house.readable(who), more, given, "t.thread_id DESC", ROWS + 1)


def newest_tagged(house: House, tag: Tag) -> list[tuple[int, int]]:
    """(topic, version) in public rooms, for the feed."""
    borne = lined(house, NOBODY, public(house), _BORNE, [tag.pk], "t.thread_id DESC", ENTRIES)
    topics = Topic.objects.filter(pk__in=[line.id for line in borne])
    return list(topics.order_by("-pk").values_list("pk", "version"))
