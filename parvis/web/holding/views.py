"""Posts that await a decision, wherever we moderate: looked through, decided many at once, taken back."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from parvis.connectors.contract import Act
from parvis.conversations.queries import decided_at
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.holding import ROWS, decide_many, held_in, undo_many
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen

DECIDES = Permission.POSTS_MODERATE
ACTS = (Act.APPROVE, Act.TRASH, Act.SPAM)


@require_safe
@screen(DECIDES)
def held(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    found = held_in(desk.sight, after=cursor_of(request.GET.get("after", "")))
    last = found[ROWS - 1] if len(found) > ROWS else None
    done = _moment(request.GET.get("done", ""))
    context = {
        "posts": found[:ROWS],
        "older": cursor_after(request, last.at, last.pk) if last else "",
        "first": "after" not in request.GET,
        "done": done,
        "decided": decided_at(desk.brand.pk, desk.account, done).count() if done else 0,
    }
    return render(request, "holding/held.html", context)


@require_POST
@screen(DECIDES)
def decide(request: DeskRequest) -> HttpResponse:
    desk, at = request.desk, now()
    act, ids = request.POST.get("act", ""), _numbers(request.POST.getlist("post"))
    if act not in list(ACTS):
        raise Http404
    where = reverse("held", kwargs={"brand": desk.brand.slug})
    if not ids:
        messages.warning(request, _("Choose at least one post."))
        return redirect(where)
    decide_many(desk.sight, ids, Act(act), by=desk.account, at=at, because=request.POST.get("because", ""))
    return redirect(f"{where}?{urlencode({'done': at.isoformat()})}")


@require_POST
@screen(DECIDES)
def take_back(request: DeskRequest) -> HttpResponse:
    desk, at = request.desk, _moment(request.POST.get("done", ""))
    if at is None:
        raise Http404
    n = len(undo_many(desk.sight, desk.brand.pk, by=desk.account, of=at, at=now()))
    messages.success(request, ngettext("%(n)s post stands as before.", "%(n)s posts stand as before.", n) % {"n": n})
    return redirect("held", brand=desk.brand.slug)


def _numbers(words: list[str]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 19]


def _moment(word: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(word)
    except ValueError:
        return None
    return at if at.tzinfo else None
