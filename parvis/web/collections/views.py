"""All collections; one of them; and taken along as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.boards.queries import collections_of, items_in
from parvis.core.roles import Permission
from parvis.flows.collections_out import KINDS, as_file
from parvis.web.collections.forms import LinkForm
from parvis.web.collections.found import collection_at, may_change
from parvis.web.ui.door import DeskRequest, screen

ROWS = 40


@require_GET
@screen(Permission.POSTS_SEE)
def collections(request: DeskRequest) -> HttpResponse:
    return render(request, "collections/list.html", {"collections": list(collections_of(request.desk.seat))})


@require_GET
@screen(Permission.POSTS_SEE)
def collection(request: DeskRequest, id: int) -> HttpResponse:
    """In the order made by hand; `after`: the position of the last one seen."""
    one = collection_at(request, id)
    word = request.GET.get("after", "")
    after = int(word) if word.isdecimal() and len(word) < 10 else -1
    items = list(items_in(one.pk, request.desk.sight).filter(position__gt=after)[: ROWS + 1])
    context = {
        "collection": one,
        "items": items[:ROWS],
        "older": f"?after={items[ROWS - 1].position}" if len(items) > ROWS else "",
        "first": after < 0,
        "may_change": may_change(request.desk, one),
        "form": LinkForm(),
    }
    return render(request, "collections/collection.html", context)


@require_GET
@screen(Permission.EXPORT)
def take(request: DeskRequest, id: int) -> HttpResponse:
    """`as`: csv, md or json."""
    one, kind = collection_at(request, id), request.GET.get("as", "csv")
    if kind not in KINDS:
        raise Http404
    content = as_file(one, request.desk.sight, kind)
    named = {"Content-Disposition": f'attachment; filename="parvis-collection-{one.pk}.{kind}"'}
    return HttpResponse(content, content_type=KINDS[kind], headers=named)
