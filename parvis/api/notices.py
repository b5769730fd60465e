"""What the caller was told."""

from __future__ import annotations

from django.http import HttpRequest

from parvis.api.bounds import Id
from parvis.api.door import asks, enter
from parvis.api.router import router
from parvis.api.together_shapes import NoticeShape, SeenIn, SeenShape
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import notices as noticed
from parvis.engagement.queries import visible_to
from parvis.engagement.queries.notices import told_to

SEE = Permission.INBOX_SEE


@router.get(
    "/brands/{brand}/notices",
    response=list[NoticeShape],
    operation_id="list_notices",
    openapi_extra=asks(SEE),
    summary="What the caller was told, latest first; `before` = the id of the last one of the page before",
)
def notices(request: HttpRequest, brand: str, before: Id | None = None) -> list[NoticeShape]:
    """`case`: none where the right to see it has ended."""
    caller = enter(request, brand, SEE)
    rows = told_to(caller.brand.pk, caller.seat.account_id, before=before)
    asked = [n.case_id for n in rows if n.case_id is not None]
    seen = set(visible_to(caller.seat).filter(pk__in=asked).values_list("pk", flat=True))
    return [
        NoticeShape(id=n.pk, kind=n.kind, case=n.case_id if n.case_id in seen else None, at=n.at, seen_at=n.seen_at)
        for n in rows
    ]


@router.post(
    "/brands/{brand}/notices/seen",
    response=SeenShape,
    operation_id="see_notices",
    openapi_extra=asks(SEE),
    summary="The caller has looked at these notices, or at all",
)
def see_notices(request: HttpRequest, brand: str, body: SeenIn) -> SeenShape:
    caller = enter(request, brand, SEE)
    return SeenShape(seen=noticed.seen(caller.brand.pk, caller.seat.account_id, at=now(), ids=body.notices))
