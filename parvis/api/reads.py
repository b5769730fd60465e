"""Reads: places, posts, watches, cases, people of one brand."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest

from parvis.api.cursor import one_page, unpack
from parvis.api.door import Refused, asks, enter
from parvis.api.router import router
from parvis.api.shapes import (
    AuthorShape,
    CaseShape,
    IdentityShape,
    PageOf,
    PersonShape,
    PlaceShape,
    PostShape,
    WatchShape,
)
from parvis.conversations.models import Post
from parvis.conversations.queries import PostFilters, filtered, older_than, places_of, posts_of
from parvis.core.roles import Permission
from parvis.engagement.models import Case
from parvis.engagement.queries import visible_to
from parvis.engagement.rules.targets import has_target
from parvis.listening.models import Hit, Watch
from parvis.listening.seen import totals_seen
from parvis.people.families import heads_of
from parvis.people.models import Identity
from parvis.people.queries import people_of

SIZE = 50


@router.get(
    "/brands/{brand}/places",
    response=list[PlaceShape],
    operation_id="list_places",
    openapi_extra=asks(Permission.PLACES_SEE),
    summary="Every place, with how far it is read",
)
def places(request: HttpRequest, brand: str) -> object:
    caller = enter(request, brand, Permission.PLACES_SEE)
    return caller.sight.places(places_of(caller.brand.pk))


@router.get(
    "/brands/{brand}/posts",
    response=PageOf[PostShape],
    operation_id="list_posts",
    openapi_extra=asks(Permission.POSTS_SEE),
    summary="Posts, newest first",
)
def posts(
    request: HttpRequest,
    brand: str,
    place: int | None = None,
    watch: int | None = None,
    cursor: str = "",
    limit: int = SIZE,
) -> PageOf[PostShape]:
    caller = enter(request, brand, Permission.POSTS_SEE)
    seen = caller.sight.posts(posts_of(caller.brand.pk)).filter(deleted_at=None)
    rows = filtered(seen, PostFilters(place_id=place))
    if watch is not None:
        rows = rows.filter(Exists(caught_by(caller.brand.pk, watch)))
    if cursor:
        rows = older_than(rows, *unpack(cursor))
    found, following = one_page(rows, limit, lambda post: post.at)
    return PageOf[PostShape](items=[shape_of(p) for p in found], next=following)


def caught_by(brand_id: int, watch_id: int) -> QuerySet[Hit]:
    """Raises Refused(404) for a watch of another brand."""
    if not Watch.objects.filter(brand_id=brand_id, pk=watch_id).exists():
        raise Refused(404, "No such watch")
    return Hit.objects.filter(watch_id=watch_id, post_id=OuterRef("pk"))


def shape_of(post: Post) -> PostShape:
    author = post.author
    reading = getattr(post, "reading", None)
    return PostShape(
        id=post.pk,
        place=post.place_id,
        thread=post.thread_id,
        parent=post.parent_id,
        author=AuthorShape(identity=author.pk, person=author.person_id, name=author.name, handle=author.handle)
        if author
        else None,
        kind=post.kind,
        direction=post.direction,
        title=post.title,
        text=post.text,
        url=post.url,
        at=post.at,
        language=reading.language if reading else post.language,
        sentiment=reading.sentiment if reading else "",
        confidence=reading.confidence if reading else None,
    )


@router.get(
    "/brands/{brand}/watches",
    response=list[WatchShape],
    operation_id="list_watches",
    openapi_extra=asks(Permission.POSTS_SEE),
    summary="Every watch",
)
def watches(request: HttpRequest, brand: str) -> object:
    caller = enter(request, brand, Permission.POSTS_SEE)
    every = list(Watch.objects.filter(brand=caller.brand).order_by("name"))
    if not caller.sight.whole:
        totals = totals_seen(caller.sight, [one.pk for one in every])
        for one in every:
            one.hit_count = totals.get(one.pk, 0)
    return every


@router.get(
    "/brands/{brand}/cases",
    response=PageOf[CaseShape],
    operation_id="list_cases",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="Cases, latest change first",
)
def cases(
    request: HttpRequest, brand: str, state: str = "open", cursor: str = "", limit: int = SIZE
) -> PageOf[CaseShape]:
    caller = enter(request, brand, Permission.INBOX_SEE)
    rows = visible_to(caller.seat).select_related("author").filter(state=state).order_by("-updated_at", "-pk")
    if cursor:
        at, pk = unpack(cursor)
        rows = rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=pk))
    found, following = one_page(rows, limit, lambda case: case.updated_at)
    return PageOf[CaseShape](items=[case_shape(c) for c in found], next=following)


def case_shape(case: Case) -> CaseShape:
    return CaseShape(
        id=case.pk,
        thread=case.thread_id,
        place=case.place_id,
        post=case.post_id,
        person=case.author.person_id if case.author else case.person_id,  # a merge moves identities, never cases
        type=case.type,
        state=case.state,
        priority=case.priority,
        assignee=case.assignee_id,
        department=case.department_id,
        expert=case.expert_id,
        merged_into=case.merged_into_id,
        split_from=case.split_from_id,
        version=case.version,
        opened_at=case.opened_at,
        due_at=case.due_at if has_target(case.due_at) else None,
        closed_at=case.closed_at,
        outcome=case.outcome,
    )


@router.get(
    "/brands/{brand}/people/{person}",
    response=PersonShape,
    operation_id="get_person",
    openapi_extra=asks(Permission.PEOPLE_SEE),
    summary="One person and their identities; of somebody merged, whom they count as",
)
def person(request: HttpRequest, brand: str, person: int) -> PersonShape:
    caller = enter(request, brand, Permission.PEOPLE_SEE)
    known = caller.sight.identities()
    head = heads_of(caller.brand.pk, [person]).get(person, person)
    found = people_of(caller.brand.pk, known).filter(pk=head).prefetch_related(Prefetch("identities", known)).first()
    if found is None:
        raise Refused(404, "No such person")
    return PersonShape(
        id=found.pk,
        name=found.name,
        kind=found.kind,
        stage=found.stage,
        first_seen_at=found.first_seen_at,
        last_seen_at=found.last_seen_at,
        identities=[identity_shape(i) for i in found.identities.all()],
    )


def identity_shape(identity: Identity) -> IdentityShape:
    return IdentityShape(
        id=identity.pk,
        network=identity.network,
        name=identity.name,
        handle=identity.handle,
        url=identity.url,
        followers=identity.followers,
    )
