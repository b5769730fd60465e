"""All watches of the brand; one watch and what it caught."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.conversations.echo_queries import folded
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.queries.alerts import alerts_of
from parvis.flows.watches import resume as resume_and_look_back
from parvis.listening.actions import delete_watch, pause_watch
from parvis.listening.bursts.queries import current
from parvis.listening.models import Watch
from parvis.listening.queries import distinct_since, hits_of, top_places, watches_of
from parvis.web.alerts.words import alert_said
from parvis.web.ui.banner import banner
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.watches.examples import examples_for
from parvis.web.watches.figures import backwards, rows_of, since

ROWS, BURSTS, ALERTS = 30, 3, 4


@screen(Permission.POSTS_SEE)
@require_GET
def watches(request: DeskRequest) -> HttpResponse:
    rows = rows_of(list(watches_of(request.desk.brand.pk)), now(), request.desk.sight)
    examples = [] if rows else examples_for(request.desk.brand)
    context = {"rows": rows, "examples": examples, "banner": banner(request.desk)}
    return render(request, "watches/list.html", context)


@screen(Permission.POSTS_SEE)
@require_GET
def watch(request: DeskRequest, id: int) -> HttpResponse:
    one = found(request, id)
    at = now()
    hits = hits_of(one.pk, after=cursor_of(request.GET.get("after", "")), limit=ROWS + 1, sight=request.desk.sight)
    last = hits[ROWS - 1] if len(hits) > ROWS else None
    context: dict[str, Any] = {
        "watch": one,
        "row": rows_of([one], at, request.desk.sight)[0],
        "back": backwards(one),
        "places": top_places(one.pk, since(at), sight=request.desk.sight),
        "bursts": current(one.brand_id, at, watch_id=one.pk, limit=BURSTS) if request.desk.sight.whole else [],
        "posts": folded([hit.post for hit in hits[:ROWS]], request.desk.sight),
        "distinct": distinct_since(one.pk, at - timedelta(days=7)),
        "older": cursor_after(request, last.at, last.pk) if last else "",
        "first_page": "after" not in request.GET,
        "alerts": [
            (alert, alert_said(alert, whole=request.desk.sight.whole))
            for alert in alerts_of(request.desk.sight, limit=ALERTS, watch_id=one.pk)
        ],
    }
    return render(request, "watches/watch.html", context)


@screen(Permission.WATCHES_EDIT)
@require_POST
def pause(request: DeskRequest, id: int) -> HttpResponse:
    pause_watch(found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("Paused: new posts are not compared with it."))
    return redirect("watch", brand=request.desk.brand.slug, id=id)


@screen(Permission.WATCHES_EDIT)
@require_POST
def resume(request: DeskRequest, id: int) -> HttpResponse:
    resume_and_look_back(found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("Listening again; what was said meanwhile is being looked for."))
    return redirect("watch", brand=request.desk.brand.slug, id=id)


@screen(Permission.WATCHES_EDIT)
@require_POST
def delete(request: DeskRequest, id: int) -> HttpResponse:
    one = found(request, id)
    name = one.name
    delete_watch(one, by=request.desk.account, at=now())
    messages.success(request, _("The watch “%(name)s” is deleted; the posts stay.") % {"name": name})
    return redirect("watches", brand=request.desk.brand.slug)


def found(request: DeskRequest, id: int) -> Watch:
    one = watches_of(request.desk.brand.pk).filter(pk=id).first()
    if one is None:
        raise Http404
    one.brand = request.desk.brand
    return one
