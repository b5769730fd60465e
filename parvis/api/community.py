"""The brand's own community as the team arranges it: opened, its spaces, its groups."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.community_shapes import (
    GroupIn,
    GroupMemberShape,
    GroupShape,
    HandleIn,
    HouseIn,
    HouseShape,
    SpaceIn,
    SpaceOrderIn,
    SpaceShape,
)
from parvis.api.cursor import number_of, page_size
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.finding import one
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, PageOf
from parvis.community.actions import houses
from parvis.community.actions import members as acts
from parvis.community.actions.carrying import CannotCarry
from parvis.community.actions.houses import HouseForm, SpaceForm
from parvis.community.models import Community, Group, GroupMember, Space
from parvis.community.queries.rooms import community_for, groups_of, member_named, members_in, spaces_of
from parvis.community.rules.access import OPEN_TO_TEAM, Access
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.core.roles import Permission
from parvis.flows.arranging import change_space

EDIT = Permission.COMMUNITY_EDIT
HOME, SPACE, GROUP = "/brands/{brand}/community", "/brands/{brand}/spaces/{space}", "/brands/{brand}/groups/{group}"


@router.get(HOME, response=HouseShape, operation_id="get_community", openapi_extra=asks(EDIT), summary="The community")
def community(request: HttpRequest, brand: str) -> HouseShape:
    found = community_for(enter(request, brand, EDIT).brand.pk)
    if found is None:
        raise Refused(404, "No community was opened")
    return _told(found)


@router.post(
    HOME, response=HouseShape, operation_id="open_community", openapi_extra=asks(EDIT),
    summary="Open it; one that was closed is opened as it was",
)  # fmt: skip
def open_it(request: HttpRequest, brand: str, body: HouseIn) -> HouseShape:
    caller = enter(request, brand, EDIT)
    by = by_of(caller)
    return _told(houses.open_community(caller.brand, name=body.name, tagline=body.tagline, by=by, at=now()))


@router.put(
    HOME, response=HouseShape, operation_id="describe_community", openapi_extra=asks(EDIT),
    summary="Its name, its sentence, who may join",
)  # fmt: skip
def describe(request: HttpRequest, brand: str, body: HouseIn) -> HouseShape:
    caller = enter(request, brand, EDIT)
    found = open_house(caller)
    houses.describe_community(found, HouseForm(body.name, body.tagline, body.joining), by=by_of(caller), at=now())
    return _told(found)


@router.delete(
    HOME, response=HouseShape, operation_id="close_community", openapi_extra=asks(EDIT),
    summary="Nobody enters any more; nothing is deleted",
)  # fmt: skip
def close_it(request: HttpRequest, brand: str) -> HouseShape:
    caller = enter(request, brand, EDIT)
    found = open_house(caller)
    houses.close_community(found, by=by_of(caller), at=now())
    return _told(found)


@router.get(
    "/brands/{brand}/spaces", response=list[SpaceShape], operation_id="list_spaces", openapi_extra=asks(EDIT),
    summary="In their order",
)  # fmt: skip
def spaces(request: HttpRequest, brand: str) -> list[SpaceShape]:
    return [_shape(space) for space in spaces_of(enter(request, brand, EDIT).brand.pk)]


@router.post(
    "/brands/{brand}/spaces", response={201: SpaceShape}, operation_id="make_space", openapi_extra=asks(EDIT),
    summary="A room, after the others",
)  # fmt: skip
def make(request: HttpRequest, brand: str, body: SpaceIn) -> Status[SpaceShape]:
    caller = enter(request, brand, EDIT)
    return Status(201, _shape(houses.make_space(open_house(caller), _form(caller, body), by=by_of(caller), at=now())))


@router.put(
    SPACE,
    response=SpaceShape,
    operation_id="change_space",
    openapi_extra=asks(EDIT),
    summary="All of it, but its address",
)
def change(request: HttpRequest, brand: str, space: Id, body: SpaceIn) -> SpaceShape:
    caller = enter(request, brand, EDIT)
    found = _space(caller, space)
    try:
        change_space(found, _form(caller, body), by=by_of(caller), at=now())
    except CannotCarry:
        raise fault("access", "The team has worked on what was said here", status=409) from None
    return _shape(found)


@router.post(
    "/brands/{brand}/community/order", response=list[SpaceShape], operation_id="arrange_spaces", openapi_extra=asks(EDIT),
    summary="Put them in order",
)  # fmt: skip
def arrange(request: HttpRequest, brand: str, body: SpaceOrderIn) -> list[SpaceShape]:
    caller = enter(request, brand, EDIT)
    houses.arrange_spaces(open_house(caller), body.order, by=by_of(caller), at=now())
    return [_shape(space) for space in spaces_of(caller.brand.pk)]


@router.post(
    f"{SPACE}/closure",
    response=SpaceShape,
    operation_id="shut_space",
    openapi_extra=asks(EDIT),
    summary="Read, not written",
)
def shut(request: HttpRequest, brand: str, space: Id) -> SpaceShape:
    caller = enter(request, brand, EDIT)
    found = _space(caller, space)
    houses.shut_space(found, by=by_of(caller), at=now())
    return _shape(found)


@router.delete(
    f"{SPACE}/closure",
    response=SpaceShape,
    operation_id="reopen_space",
    openapi_extra=asks(EDIT),
    summary="Written in again",
)
def reopen(request: HttpRequest, brand: str, space: Id) -> SpaceShape:
    caller = enter(request, brand, EDIT)
    found = _space(caller, space)
    houses.reopen_space(found, by=by_of(caller), at=now())
    return _shape(found)


@router.get(
    "/brands/{brand}/groups",
    response=list[GroupShape],
    operation_id="list_groups",
    openapi_extra=asks(EDIT),
    summary="By name",
)
def groups(request: HttpRequest, brand: str) -> list[GroupShape]:
    return [_group(group, group.n) for group in groups_of(enter(request, brand, EDIT).brand.pk)]  # type: ignore[attr-defined]


@router.post(
    "/brands/{brand}/groups", response={201: GroupShape}, operation_id="make_group", openapi_extra=asks(EDIT),
    summary="A group; one of this name that is there is given back",
)  # fmt: skip
def make_group(request: HttpRequest, brand: str, body: GroupIn) -> Status[GroupShape]:
    caller = enter(request, brand, EDIT)
    made = acts.make_group(open_house(caller), body.name, about=body.about, by=by_of(caller), at=now())
    return Status(201, _group(made, members_in(made).count()))


@router.delete(
    GROUP,
    response=DeletedShape,
    operation_id="delete_group",
    openapi_extra=asks(EDIT),
    summary="Its members stay members",
)
def delete_group(request: HttpRequest, brand: str, group: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    acts.delete_group(_group_at(caller, group), by=by_of(caller), at=now())
    return DeletedShape(id=group)


@router.get(
    f"{GROUP}/members", response=PageOf[GroupMemberShape], operation_id="list_group_members", openapi_extra=asks(EDIT),
    summary="In the order in which they came",
)  # fmt: skip
def inside(request: HttpRequest, brand: str, group: Id, cursor: str = "", limit: int = 50) -> PageOf[GroupMemberShape]:
    found, size = _group_at(enter(request, brand, EDIT), group), page_size(limit)
    rows = list(members_in(found).filter(pk__gt=number_of(cursor) if cursor else 0)[: size + 1])
    return PageOf(items=[_member(row) for row in rows[:size]], next=str(rows[size - 1].pk) if len(rows) > size else "")


@router.post(
    f"{GROUP}/members", response=GroupShape, operation_id="put_in_group", openapi_extra=asks(EDIT), summary="By handle"
)
def put(request: HttpRequest, brand: str, group: Id, body: HandleIn) -> GroupShape:
    caller = enter(request, brand, EDIT)
    found = _group_at(caller, group)
    member = member_named(caller.brand.pk, body.handle)
    if member is None:
        raise fault("handle", "Nobody here has this handle")
    acts.put_in_group(found, member, by=by_of(caller), at=now())
    return _group(found, members_in(found).count())


@router.delete(
    f"{GROUP}/members/{{member}}", response=GroupShape, operation_id="take_out_of_group", openapi_extra=asks(EDIT),
    summary="They stay members",
)  # fmt: skip
def take_out(request: HttpRequest, brand: str, group: Id, member: Id) -> GroupShape:
    caller = enter(request, brand, EDIT)
    found = _group_at(caller, group)
    row = members_in(found).filter(member_id=member).first()
    if row is not None:
        acts.take_out_of_group(found, row.member, by=by_of(caller), at=now())
    return _group(found, members_in(found).count())


def by_of(caller: Caller) -> Account:
    return caller.seat.account


def open_house(caller: Caller) -> Community:
    found = community_for(caller.brand.pk)
    if found is None or found.ended_at is not None:
        raise Refused(404, "No community is open")
    return found


def _space(caller: Caller, pk: int) -> Space:
    open_house(caller)
    return one(spaces_of(caller.brand.pk), pk, "space")


def _group_at(caller: Caller, pk: int) -> Group:
    open_house(caller)
    return one(groups_of(caller.brand.pk), pk, "group")


def _form(caller: Caller, body: SpaceIn) -> SpaceForm:
    access = Access(body.access)
    own = set(groups_of(caller.brand.pk).filter(pk__in=list(body.groups)).values_list("pk", flat=True))
    given = {pk: str(may) for pk, may in body.groups.items() if pk in own}
    if access not in OPEN_TO_TEAM and not given:
        raise fault("groups", "Say which groups of this brand enter")
    policy = {
        "begins": body.begins, "trust": body.trust, "slow": body.slow, "links": body.links,
        "premoderate": body.premoderate,
    }  # fmt: skip
    return SpaceForm(body.name, Kind(body.kind), access, body.about, policy=policy, groups=given)


def _told(found: Community) -> HouseShape:
    return HouseShape(
        name=found.name, tagline=found.tagline, joining=found.joining, open=found.ended_at is None,
        url=f"/c/{found.brand.slug}/",
    )  # fmt: skip


def _shape(space: Space) -> SpaceShape:
    return SpaceShape(
        id=space.pk, slug=space.slug, name=space.name, about=space.about, kind=space.kind, access=space.access,
        policy=space.policy, topics=space.topic_count, closed_at=space.closed_at,
        url=f"/c/{space.brand.slug}/s/{space.slug}",
    )  # fmt: skip


def _group(group: Group, members: int) -> GroupShape:
    return GroupShape(id=group.pk, slug=group.slug, name=group.name, about=group.about, members=members)


def _member(row: GroupMember) -> GroupMemberShape:
    return GroupMemberShape(member=row.member_id, handle=row.member.handle, name=row.member.name, at=row.at)
