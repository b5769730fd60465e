"""The community as the team arranges it."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from parvis.community.models import Community, Group, GroupMember, Member, Space, SpaceGroup
from parvis.community.rules.naming import handle_key


def community_for(brand_id: int) -> Community | None:
    """Open or closed; None = never opened."""
    return Community.objects.select_related("brand").filter(pk=brand_id).first()


def spaces_of(brand_id: int) -> QuerySet[Space]:
    """In their order."""
    return Space.objects.select_related("brand").filter(brand_id=brand_id).order_by("position", "pk")


def groups_in(space: Space) -> dict[int, str]:
    """What each group may do in it."""
    return dict(SpaceGroup.objects.filter(space=space).values_list("group_id", "may"))


def groups_of(brand_id: int) -> QuerySet[Group]:
    """By name, each with `n`, its members."""
    groups = Group.objects.select_related("brand").filter(brand_id=brand_id).order_by("name", "pk")
    inside = GroupMember.objects.filter(group=OuterRef("pk")).order_by().values("group").annotate(n=Count("pk"))
    return groups.annotate(n=Coalesce(Subquery(inside.values("n")), 0))


def members_in(group: Group) -> QuerySet[GroupMember]:
    """In the order in which they came."""
    return GroupMember.objects.filter(group=group).select_related("member").order_by("pk")


def member_named(brand_id: int, handle: str) -> Member | None:
    """By handle, however it is pointed, with or without @."""
    key = handle_key(handle.strip().removeprefix("@"))
    return Member.objects.filter(brand_id=brand_id, handle_key=key, left_at=None).first()
