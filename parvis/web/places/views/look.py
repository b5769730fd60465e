"""All places of the brand, what needs a person first; and one place."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parvis.connectors.addresses import origin
from parvis.conversations.echo_queries import folded
from parvis.conversations.models import Place
from parvis.conversations.queries import places_of, posts_a_day, posts_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.connect import networks
from parvis.listening.bursts.queries import current
from parvis.web.places.forms import DescribeForm, RetentionForm
from parvis.web.places.rows import GROUPS, PlaceRow, counted, group_name, in_order, row_of
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import network_name

ROWS = 100
POSTS = 12
DAYS = 30


@screen(Permission.PLACES_SEE)
@require_GET
def places(request: DeskRequest) -> HttpResponse:
    at = now()
    every = [row_of(place, at) for place in request.desk.sight.places(places_of(request.desk.brand.pk))]
    asked = {name: request.GET.get(name, "").strip() for name in ("health", "network", "q")}
    rows = in_order(row for row in every if _wanted(row, asked))
    start = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() else 0
    more = {**{k: v for k, v in asked.items() if v}, "from": start + ROWS}
    context = {
        "rows": rows[start : start + ROWS],
        "total": len(every),
        "older": f"?{urlencode(more)}" if len(rows) > start + ROWS else "",
        "asked": asked,
        "states": _states(every, asked),
        "networks": _networks(every, asked),
    }
    return render(request, "places/list.html", context)


def _wanted(row: PlaceRow, asked: dict[str, str]) -> bool:
    return (
        (row.group == asked["health"] if asked["health"] else row.group != "removed")
        and (not asked["network"] or row.place.network == asked["network"])
        and asked["q"].casefold() in f"{row.place.name} {row.place.address}".casefold()
    )


def _states(every: list[PlaceRow], asked: dict[str, str]) -> list[tuple[str, str, bool, int]]:
    numbers = counted(every)
    all_of_them = len(every) - numbers["removed"]
    pills = [(_("All"), _address(asked, health=""), not asked["health"], all_of_them)]
    pills += [
        (group_name(group), _address(asked, health=group), asked["health"] == group, numbers[group])
        for group in GROUPS
        if numbers[group]
    ]
    return pills


def _networks(every: list[PlaceRow], asked: dict[str, str]) -> list[tuple[str, str, bool, None]]:
    known = sorted({row.place.network for row in every})
    if len(known) < 2:
        return []
    pills = [(_("Every network"), _address(asked, network=""), not asked["network"], None)]
    return pills + [(network_name(n), _address(asked, network=n), asked["network"] == n, None) for n in known]


def _address(asked: dict[str, str], **changed: str) -> str:
    kept = {name: value for name, value in {**asked, **changed}.items() if value}
    return f"?{urlencode(kept)}"


@screen(Permission.PLACES_SEE)
@require_GET
def place(request: DeskRequest, id: int) -> HttpResponse:
    return show(request, found(request, id))


def found(request: DeskRequest, id: int) -> Place:
    one = request.desk.sight.places(places_of(request.desk.brand.pk)).filter(pk=id).first()
    if one is None:
        raise Http404
    one.brand = request.desk.brand
    return one


def show(
    request: DeskRequest,
    one: Place,
    form: DescribeForm | None = None,
    *,
    keeping: RetentionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = now()
    row = row_of(one, at)
    days = volume(one.pk, at)
    context: dict[str, Any] = {
        "row": row,
        "place": one,
        "stream": row.stream,
        "next_reading": row.stream.due_at
        if row.stream and row.behind is None and row.stream.due_at < at + timedelta(days=DAYS)
        else None,
        "posts": folded(posts_of(one.brand_id).filter(place=one)[:POSTS], request.desk.sight)
        if request.desk.may("posts.see")
        else [],
        "days": days,
        "bursts": current(one.brand_id, at, place_id=one.pk)
        if request.desk.sight.whole and request.desk.may("posts.see")
        else [],
        "month": sum(n for _day, n, _link in days),
        "form": form or DescribeForm({"name": one.name, "language": one.language}),
        "editing": form is not None,
        "keeping": keeping or RetentionForm({"days": one.retention_days}),
        "keeping_wrong": keeping is not None,
        **allowed(one),
        "through": _server(one),
        "page_by_hand": one.network == "manual" and one.kind == "page",
    }
    return render(request, "places/place.html", context, status=status)


def allowed(one: Place) -> dict[str, Any]:
    """What this access to the place allows, each with its reason, as it was found when the place was last tried."""
    support, reasons = one.settings.get("support", {}), one.settings.get("reasons", {})
    wanted = [need["help"] for need in one.settings.get("needs", []) if need["secret"] and need["help"]]
    missing = "needs" in support.values() and not one.credential_id
    return {
        "support": support,
        "abilities": [(name, state, reasons.get(name)) for name, state in support.items()],
        "lacking": wanted[0] if missing and wanted else None,
    }


def _server(place: Place) -> str:
    """Where the account of this place is connected; "" for a network that is not."""
    return str(place.settings.get("server") or origin(place.address)) if place.network in networks() else ""


def volume(place_id: int, at: datetime) -> list[tuple[str, int, str]]:
    """(day in words, posts, query of their address) for each of the last DAYS days, oldest first."""
    today = timezone.localtime(at).date()
    first = today - timedelta(days=DAYS - 1)
    counts = posts_a_day(place_id, timezone.make_aware(datetime.combine(first, time.min)))
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return [
        (date_format(day, "j N"), counts.get(day, 0), urlencode({"place": place_id, "after": end_of(day)}))
        for day in days
    ]


def end_of(day: Any) -> str:
    """Where the posts of that local day begin in a list that runs backwards, as `ui.cursor` reads it."""
    return f"{timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)).isoformat()}_0"
