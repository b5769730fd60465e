"""Trends of one watch beside the others: volume, mood, voices, share of voice, what rises, and bursts."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.listening.bursts.queries import between
from parvis.listening.models import Watch
from parvis.listening.trends.queries import Count3, Point, rising_in, series, shares_of, voices_of
from parvis.listening.trends.rules import Risen, quarter_of
from parvis.web.trends.asked import Asked, asked_of
from parvis.web.trends.curve import curve_of
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import language_name, network_name

TERMS, LINKS, BURSTS = 12, 8, 8


@screen(Permission.POSTS_SEE)
@require_GET
def trends(request: DeskRequest) -> HttpResponse:
    asked = asked_of(request.GET, request.desk, now())
    context: dict[str, Any] = {"asked": asked, "period": asked.period, "watch": asked.watch, **_choices(asked)}
    if asked.watch is not None:
        context |= _figures(asked, asked.watch)
        whole, period = request.desk.sight.whole, asked.period
        context["bursts"] = between(asked.scope.brand_id, period.since, period.until, limit=BURSTS) if whole else []
    return render(request, "trends/page.html", context)


def _figures(asked: Asked, watch: Watch) -> dict[str, Any]:
    period, earlier, scope = asked.period, asked.period.before(), asked.scope
    points = series(scope, watch.pk, period)
    total, before = summed(points), sum(point.before for point in points)
    voices = voices_of(scope, watch.pk, period.since, period.until)
    told: dict[str, Any] = {
        "total": total,
        "before": before,
        "change": change(total.n, before),
        "voices": voices,
        "voices_before": voices_of(scope, watch.pk, earlier.since, earlier.until),
        "curve": curve_of(points, period, asked.posts),
        "shares": shares_of(scope, period),
        "whole": asked.posts(period.since, period.until),
        "was": asked.posts(earlier.since, earlier.until),
    }
    growth = total.n / before if before else 1.0
    for kind, most in (("term", TERMS), ("link", LINKS)):
        told[f"{kind}s"] = _risen(asked, watch, kind, growth, most)
    return told


def _risen(asked: Asked, watch: Watch, kind: str, growth: float, most: int) -> list[tuple[Risen, str]]:
    """Each with the query of its posts' address: whole quarters of a day, as they are counted."""
    period, earlier = asked.period, asked.period.before()
    now, before = (period.since, period.until), (earlier.since, earlier.until)
    found = rising_in(asked.scope, watch, kind, now, before, growth, most=most)
    since = quarter_of(period.since)

    def behind(term: str) -> str:
        word, link = (term, "") if kind == "term" else ("", term)
        return asked.posts(since, period.until, word=word, link=link)

    return [(one, behind(one.term)) for one in found]


def summed(points: list[Point]) -> Count3:
    total = Count3()
    for point in points:
        total = total.plus(point.now)
    return total


def change(n: int, before: int) -> int | None:
    """Percent more than before; None where there was nothing."""
    return round(100 * (n - before) / before) if before else None


def _choices(asked: Asked) -> dict[str, Any]:
    networks = {(network, network_name(network)) for _pk, _name, network in asked.places}
    return {
        "places": [(pk, name) for pk, name, _network in asked.places],
        "networks": sorted(networks),
        "languages": [(code, language_name(code)) for code in asked.languages],
    }


@screen(Permission.EXPORT)
@require_GET
def series_csv(request: DeskRequest) -> HttpResponse:
    """The series that is shown: one line an hour or a day."""
    asked = asked_of(request.GET, request.desk, now())
    if asked.watch is None:
        raise Http404
    out = StringIO()
    table = csv.writer(out)
    table.writerow([_("From"), _("Up to"), _("Posts"), _("Negative"), _("Neutral"), _("Positive"), _("Period before")])
    for point in series(asked.scope, asked.watch.pk, asked.period):
        n, negative, positive = point.now
        local = [moment.astimezone(asked.period.zone).isoformat() for moment in (point.since, point.until)]
        table.writerow([*local, n, negative, n - negative - positive, positive, point.before])
    name = f"parvis-{request.desk.brand.slug}-{asked.watch.pk}-{asked.period.first}-{asked.period.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
