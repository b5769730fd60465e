"""All who say the same as one post; and a person's word on who does not."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.conversations.actions.echoes import put_back, take_out
from parvis.conversations.echo_queries import echo_of, members_of, numbered
from parvis.conversations.models import Echo
from parvis.conversations.queries import posts_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen

ROWS = 40


@screen(Permission.POSTS_SEE)
@require_GET
def echoes(request: DeskRequest, id: int) -> HttpResponse:
    sight = request.desk.sight
    post = sight.posts(posts_of(request.desk.brand.pk)).filter(pk=id).first()
    if post is None:
        raise Http404
    after = cursor_of(request.GET.get("after", ""))
    found = members_of(id, sight, limit=ROWS + 1, after=after)
    last = found[ROWS - 1][1] if len(found) > ROWS else None
    mine = echo_of(id, sight)
    context = {
        "post": post,
        "count": numbered([post], sight)[0].echoed,
        "members": found[:ROWS],
        "first_id": mine.group.first_id if mine else None,
        "older": cursor_after(request, last.at, last.pk) if last else "",
    }
    return render(request, "posts/echoes.html", context)


@screen(Permission.CASE_WORK)
@require_POST
def apart(request: DeskRequest, id: int) -> HttpResponse:
    echo = _echo(request, id)
    if take_out(echo, by=request.desk.account, at=now()):
        messages.success(request, _("Taken out: this post stands for itself again."))
    return _back(request, echo)


@screen(Permission.CASE_WORK)
@require_POST
def together(request: DeskRequest, id: int) -> HttpResponse:
    echo = _echo(request, id)
    if put_back(echo, by=request.desk.account, at=now()):
        messages.success(request, _("Put back with the others."))
    return _back(request, echo)


def _echo(request: DeskRequest, id: int) -> Echo:
    echo = echo_of(id, request.desk.sight)
    if echo is None:
        raise Http404
    return echo


def _back(request: DeskRequest, echo: Echo) -> HttpResponse:
    """To the group, seen from a post that is there for certain."""
    return redirect("post_echoes", brand=request.desk.brand.slug, id=echo.post_id)
