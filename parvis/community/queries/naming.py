"""Who may be spoken to where: a member that may not read what is said is not called to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import Q, QuerySet

from parvis.community.models import GroupMember, Member, Space, SpaceGroup, TopicMember
from parvis.community.rendering import rendered
from parvis.community.rules.access import OPEN_TO_TEAM, Access
from parvis.community.rules.naming import handle_key
from parvis.core.models import Brand

OFFERED = 8


def readers(brand_id: int, space_id: int | None, topic_id: int | None) -> QuerySet[Member]:
    """Members who may read a space; of private messages (no space), those who take part in the topic."""
    members = Member.objects.filter(brand_id=brand_id, left_at=None)
    if space_id is None:
        taking_part = TopicMember.objects.filter(topic_id=topic_id, left_at=None)
        return members.filter(pk__in=taking_part.values("member"))
    access = Space.objects.filter(brand_id=brand_id, pk=space_id).values_list("access", flat=True).first()
    if access is None or Access(access) in OPEN_TO_TEAM:
        return members
    groups = SpaceGroup.objects.filter(space_id=space_id).values("group")
    return members.filter(pk__in=GroupMember.objects.filter(group__in=groups).values("member"))


def named_in(brand_id: int, space_id: int | None, topic_id: int | None, handles: Sequence[str]) -> Mapping[str, str]:
    """Of these handles, as written, those of members who may read there: the addresses of their pages."""
    wanted = {handle: handle_key(handle) for handle in handles}
    found = readers(brand_id, space_id, topic_id).filter(handle_key__in=set(wanted.values()))
    known = dict(found.values_list("handle_key", "handle"))
    if not known:
        return {}
    slug = Brand.objects.values_list("slug", flat=True).get(pk=brand_id)
    return {handle: f"/c/{slug}/m/{known[key]}" for handle, key in wanted.items() if key in known}


def previewed(
    brand_id: int, body: str, *, space_id: int | None = None, topic_id: int | None = None, links: bool
) -> str:
    """The HTML that these words would have there. `links`: `may_link`."""
    return rendered(body, partial(named_in, brand_id, space_id, topic_id), links=links)[1]


def offered(brand_id: int, space_id: int | None, topic_id: int | None, begun: str) -> list[tuple[str, str]]:
    """(handle, name) of members whose handle or name begins so; those who speak most come first."""
    key = handle_key(begun)
    begins = Q(handle_key__startswith=key) if key else Q()
    fitting = readers(brand_id, space_id, topic_id).filter(begins | Q(name__istartswith=begun))
    return list(fitting.order_by("-post_count", "pk").values_list("handle", "name")[:OFFERED])
