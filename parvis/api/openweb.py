"""The community and the rest of the web: sites that show its comments, pages that speak of its topics."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id, Line
from parvis.api.cursor import number_of, page_size
from parvis.api.door import Caller, asks, enter
from parvis.api.faults import fault
from parvis.api.finding import one
from parvis.api.openweb_shapes import DecisionIn, SiteIn, SiteShape, WebMentionShape
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, PageOf
from parvis.community.actions.embeds import CannotList, end_site, list_site
from parvis.community.actions.webmentions import SHOWN, decide
from parvis.community.models import EmbedSite, WebMention
from parvis.community.queries.embeds import sites_of
from parvis.community.queries.rooms import member_named, spaces_of
from parvis.community.queries.webmentions import mentions_for_team
from parvis.core.clock import now
from parvis.core.roles import Permission

EDIT = Permission.COMMUNITY_EDIT
SITES, MENTIONS = "/brands/{brand}/embed-sites", "/brands/{brand}/webmentions"
REFUSED = {
    "address": ("prefix", "This is no address of a site"),
    "listed": ("prefix", "This site is listed already"),
    "closed": ("space", "Everybody must be able to read the space"),
}


@router.get(
    SITES, response=list[SiteShape], operation_id="list_embed_sites", openapi_extra=asks(EDIT),
    summary="Sites that show comments under their pages, the last listed first",
)  # fmt: skip
def sites(request: HttpRequest, brand: str) -> list[SiteShape]:
    return [_site(site, request) for site in sites_of(enter(request, brand, EDIT).brand.pk)[:100]]


@router.post(
    SITES, response={201: SiteShape}, operation_id="list_embed_site", openapi_extra=asks(EDIT),
    summary="Let a site show comments under its pages",
)  # fmt: skip
def add(request: HttpRequest, brand: str, body: SiteIn) -> Status[SiteShape]:
    caller = enter(request, brand, EDIT)
    space = one(spaces_of(caller.brand.pk), body.space, "space")
    author = member_named(caller.brand.pk, body.author)
    if author is None:
        raise fault("author", "No member has this handle")
    try:
        made = list_site(space, author, body.prefix, by=caller.seat.account, at=now())
    except CannotList as refused:
        raise fault(*REFUSED[refused.why]) from None
    return Status(201, _site(made, request))


@router.delete(
    f"{SITES}/{{embed_site}}", response=DeletedShape, operation_id="end_embed_site", openapi_extra=asks(EDIT),
    summary="It shows nothing of the community any more; what was said stays",
)  # fmt: skip
def end(request: HttpRequest, brand: str, embed_site: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    found = one(sites_of(caller.brand.pk), embed_site, "site")
    end_site(found, by=caller.seat.account, at=now())
    return DeletedShape(id=found.pk)


@router.get(
    MENTIONS, response=PageOf[WebMentionShape], operation_id="list_webmentions", openapi_extra=asks(EDIT),
    summary="Pages elsewhere that speak of topics, the newest first",
)  # fmt: skip
def mentions(request: HttpRequest, brand: str, cursor: Line = "", limit: int = 50) -> PageOf[WebMentionShape]:
    caller, size = enter(request, brand, EDIT), page_size(limit)
    rows = list(mentions_for_team(caller.brand.pk, after=number_of(cursor) if cursor else None)[: size + 1])
    onward = str(rows[size - 1].pk) if len(rows) > size else ""
    return PageOf[WebMentionShape](items=[_mention(row) for row in rows[:size]], next=onward)


@router.put(
    f"{MENTIONS}/{{webmention}}", response=WebMentionShape, operation_id="decide_webmention", openapi_extra=asks(EDIT),
    summary="Let it stand under its topic, or not",
)  # fmt: skip
def decide_of(request: HttpRequest, brand: str, webmention: Id, body: DecisionIn) -> WebMentionShape:
    caller = enter(request, brand, EDIT)
    found = _found(caller, webmention)
    decide(found, show=body.state == SHOWN, by=caller.seat.account, at=now())
    return _mention(_found(caller, webmention))


def _found(caller: Caller, pk: int) -> WebMention:
    return one(mentions_for_team(caller.brand.pk), pk, "mention")


def _site(site: EmbedSite, request: HttpRequest) -> SiteShape:
    return SiteShape(
        id=site.pk, prefix=site.prefix, space=site.space_id, author=site.author.handle, added_at=site.added_at,
        script=request.build_absolute_uri(f"/c/{site.brand.slug}/embed.js"),
    )  # fmt: skip


def _mention(row: WebMention) -> WebMentionShape:
    return WebMentionShape(
        id=row.pk, source=row.source, target=row.target, topic=row.topic_id, state=row.state, name=row.name,
        title=row.title, excerpt=row.excerpt, asked_at=row.asked_at, decided_at=row.decided_at,
    )  # fmt: skip
