"""Everything heard, newest first; one thread."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from parvis.conversations.echo_queries import folded
from parvis.conversations.links import canonical
from parvis.conversations.queries import PostFilters, filtered, older_than, places_of, posts_of, sharing, thread_posts
from parvis.conversations.rules import EARLIEST
from parvis.core.roles import Permission
from parvis.flows.at_home import HOUSE
from parvis.listening.bursts.reads import classes
from parvis.listening.bursts.rules import MANNERS
from parvis.listening.models import Hit, Watch
from parvis.web.posts.moderation import care_of
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen

ROWS = 40
THREAD_ROWS = 30
NARROWING = ("from", "to", "sources", "word", "link")
"""What figures add to their links, besides the filters that a person chooses."""
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


@screen(Permission.POSTS_SEE)
@require_GET
def posts(request: DeskRequest) -> HttpResponse:
    brand_id = request.desk.brand.pk
    asked = request.GET
    filters = PostFilters(
        place_id=_number(asked.get("place", "")),
        network=asked.get("network", ""),
        mood=asked.get("mood", ""),
        language=asked.get("lang", ""),
        direction=asked.get("direction", ""),
        standing=asked.get("standing", ""),
        since=_moment(asked.get("from", "")),
        until=_moment(asked.get("to", "")),
        word=asked.get("word", "")[:80],
        link=asked.get("link", "")[:300],
    )
    sight = request.desk.sight
    rows = filtered(sight.posts(posts_of(brand_id)), filters)
    watch_id = _number(asked.get("watch", ""))
    if watch_id is not None:
        rows = rows.filter(Exists(Hit.objects.filter(watch_id=watch_id, post_id=OuterRef("pk"))))
    shares = canonical(asked.get("shares", ""))
    rows = sharing(rows, shares) if shares else rows
    sources = asked.get("sources", "")
    if sources in MANNERS:
        rows = rows.filter(place_id__in=[pk for pk, of in classes(brand_id).items() if of == sources])
    after = cursor_of(asked.get("after", ""))
    found = list((older_than(rows, *after) if after else rows)[: ROWS + 1])
    last = found[ROWS - 1] if len(found) > ROWS else None
    in_sight = sight.places(places_of(brand_id)).prefetch_related(None)
    places = list(in_sight.values_list("pk", "name", "settings__support__moderate", "network"))
    context = {
        "posts": folded(found[:ROWS], sight),
        "older": cursor_after(request, last.at, last.pk) if last else "",
        "filters": filters,
        "watch_id": watch_id,
        "shares": shares,
        "places": [(pk, name) for pk, name, _able, _network in places],
        "moderated": bool(filters.standing)
        or any(able == "yes" or network == HOUSE.network for _pk, _name, able, network in places),
        "watches": list(Watch.objects.filter(brand_id=brand_id).order_by("name").values_list("pk", "name")),
        "narrowed": [(name, asked[name]) for name in NARROWING if asked.get(name)],
        "any_filter": bool(set(asked) - {"after"}),
        "asked": asked.urlencode(),
    }
    return render(request, "posts/list.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _moment(text: str) -> datetime | None:
    """As figures name the ends of their stretch; None for what is no moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and EARLIEST <= moment <= LATEST else None


@screen(Permission.POSTS_SEE)
@require_GET
def post(request: DeskRequest, id: int) -> HttpResponse:
    """The post's place in its thread: an address that one can keep."""
    found = request.desk.sight.posts().filter(pk=id).values("thread_id", "seq").first()
    if found is None:
        raise Http404
    where = reverse("thread", kwargs={"brand": request.desk.brand.slug, "id": found["thread_id"]})
    return redirect(f"{where}?upto={found['seq'] + THREAD_ROWS // 2}#post-{id}")


@screen(Permission.POSTS_SEE)
@require_GET
def thread(request: DeskRequest, id: int) -> HttpResponse:
    found = request.desk.sight.thread(id)
    if found is None:
        raise Http404
    upto = _number(request.GET.get("upto", ""))
    shown = thread_posts(found.brand_id, found.pk, before_seq=None if upto is None else upto + 1, limit=THREAD_ROWS)
    context = {
        "thread": found,
        "posts": shown,
        "care": care_of(request.desk, found.place, shown),
        "earlier": shown[0].seq - 1 if shown and shown[0].seq > 1 else None,
        "later": min(shown[-1].seq + THREAD_ROWS, found.last_seq) if shown and shown[-1].seq < found.last_seq else None,
    }
    return render(request, "posts/thread.html", context)
