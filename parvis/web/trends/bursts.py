"""One burst with its evidence: observed against usual, its curve, what it is about, who said it first; and its judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.conversations.models import Place
from parvis.conversations.queries import posts_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.bursts import EVERY
from parvis.listening.bursts.actions import VERDICTS, judge
from parvis.listening.bursts.queries import bursts_of, curve_around
from parvis.listening.models import Burst
from parvis.web.trends.asked import window
from parvis.web.ui.door import DeskRequest, screen

AROUND = timedelta(hours=36)
WIDTH, HEIGHT = 1000, 200


@screen(Permission.POSTS_SEE)
@require_GET
def burst(request: DeskRequest, id: int) -> HttpResponse:
    one = _found(request, id)
    if not request.desk.sight.whole:
        messages.info(request, _("A burst is counted over all places of the brand; here is what is said in yours."))
        return redirect(f"{reverse('trends', kwargs={'brand': request.desk.brand.slug})}?watch={one.watch_id or ''}")
    cause = one.cause
    posts = {post.pk: post for post in posts_of(one.brand_id).filter(pk__in=cause.get("posts", []))}
    names = dict(
        Place.objects.filter(brand=one.brand_id, pk__in=[p[0] for p in cause.get("places", [])]).values_list(
            "pk", "name"
        )
    )
    shown = {**_behind(one), **window(one.since, one.until)}
    context: dict[str, Any] = {
        "burst": one,
        "posts": [posts[pk] for pk in cause.get("posts", []) if pk in posts],
        "places": [(pk, names[pk], n, usual) for pk, n, usual in cause.get("places", []) if pk in names],
        "terms": [(term, n, urlencode({**shown, "word": term})) for term, n in cause.get("terms", [])],
        "links": [(link, n, urlencode({**shown, "link": link})) for link, n in cause.get("links", [])],
        "whole": urlencode(shown),
        "drawn": _drawn(one),
        "minutes": EVERY // timedelta(minutes=1),
    }
    return render(request, "trends/burst.html", context)


def _behind(one: Burst) -> dict[str, object]:
    """How the screen of posts is asked for those of its watch in its class of sources, or of its place."""
    return {"watch": one.watch_id, "sources": one.sources} if one.watch_id else {"place": one.place_id}


@dataclass(frozen=True, slots=True)
class Drawn:
    """`bars`: (label, hits, usual, x, y, height, query of its posts' address, within the burst)"""

    bars: list[tuple[str, int, float, float, float, float, str, bool]]
    step: float
    line: str
    top: int


def _drawn(one: Burst) -> Drawn:
    until = min(one.until + AROUND / 3, max(one.until, one.changed_at))
    hours = curve_around(one, one.since - AROUND, until)
    top = max([1, *(n for _at, n, _usual in hours), *(round(usual) for _at, _n, usual in hours)])
    step = WIDTH / max(1, len(hours))
    bars, line = [], []
    for n, (at, hits, usual) in enumerate(hours):
        height = HEIGHT * hits / top
        told = urlencode({**_behind(one), **window(at, at + timedelta(hours=1))})
        inside = one.since <= at < one.until
        bars.append(
            (
                date_format(timezone.localtime(at), "j N, H:i"),
                hits,
                usual,
                round(n * step, 2),
                round(HEIGHT - height, 2),
                round(height, 2),
                told,
                inside,
            )
        )
        line.append(f"{(n + 0.5) * step:.1f},{HEIGHT * (1 - usual / top):.1f}")
    return Drawn(bars, round(step, 2), " ".join(line), top)


@screen(Permission.WATCHES_EDIT)
@require_POST
def judge_it(request: DeskRequest, id: int) -> HttpResponse:
    one, verdict = _found(request, id), request.POST.get("verdict", "")
    if verdict not in VERDICTS:
        raise Http404
    judge(one, verdict, by=request.desk.account, at=now())
    said = {
        "news": _("Thank you: this was news."),
        "noise": _("Understood: Parvis will ask for more before it speaks up here."),
        "": _("Your judgement is taken back."),
    }
    messages.success(request, said[verdict])
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("burst", brand=request.desk.brand.slug, id=id)


def _found(request: DeskRequest, id: int) -> Burst:
    one = bursts_of(request.desk.brand.pk).select_related("watch", "place", "judged_by").filter(pk=id).first()
    if one is None:
        raise Http404
    one.brand = request.desk.brand
    return one
