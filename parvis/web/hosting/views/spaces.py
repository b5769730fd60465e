"""Spaces are made, changed, put in order, shut."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.community.actions import houses
from parvis.community.actions.carrying import CannotCarry
from parvis.community.models import Space
from parvis.community.queries.rooms import groups_in, spaces_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.arranging import change_space
from parvis.web.hosting.forms import AboutSpace, stands
from parvis.web.hosting.views.house import community_at
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.COMMUNITY_EDIT


@require_http_methods(["GET", "HEAD", "POST"])
@screen(EDIT)
def new(request: DeskRequest) -> HttpResponse:
    community = community_at(request)
    form = AboutSpace(request.POST or None, brand_id=request.desk.brand.pk)
    if request.method == "POST" and form.is_valid():
        made = houses.make_space(community, form.said(), by=request.desk.account, at=now())
        messages.success(request, _("The space “%(name)s” stands.") % {"name": made.name})
        return redirect("hosting", brand=request.desk.brand.slug)
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@screen(EDIT)
def edit(request: DeskRequest, id: int) -> HttpResponse:
    community_at(request)
    space = space_at(request, id)
    now_is = stands(space, groups_in(space))
    form = AboutSpace(request.POST or None, initial=now_is, brand_id=request.desk.brand.pk)
    if request.method == "POST" and form.is_valid():
        try:
            change_space(space, form.said(), by=request.desk.account, at=now())
        except CannotCarry:
            form.add_error(
                "access",
                _(
                    "The team has worked on what was said here: cases, alerts or corrections stand on it. Move those topics to another space first."
                ),
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("hosting", brand=request.desk.brand.slug)
    return _page(request, form, space)


@require_POST
@screen(EDIT)
def move(request: DeskRequest, id: int, way: str) -> HttpResponse:
    """`way`: up or down, by one."""
    community, space = community_at(request), space_at(request, id)
    if way not in ("up", "down"):
        raise Http404
    order = list(spaces_of(request.desk.brand.pk).values_list("pk", flat=True))
    at = order.index(space.pk)
    to = max(0, min(len(order) - 1, at + (-1 if way == "up" else 1)))
    order.insert(to, order.pop(at))
    houses.arrange_spaces(community, order, by=request.desk.account, at=now())
    return redirect("hosting", brand=request.desk.brand.slug)


@require_POST
@screen(EDIT)
def shut(request: DeskRequest, id: int) -> HttpResponse:
    community_at(request)
    houses.shut_space(space_at(request, id), by=request.desk.account, at=now())
    return redirect("hosting", brand=request.desk.brand.slug)


@require_POST
@screen(EDIT)
def reopen(request: DeskRequest, id: int) -> HttpResponse:
    community_at(request)
    houses.reopen_space(space_at(request, id), by=request.desk.account, at=now())
    return redirect("hosting", brand=request.desk.brand.slug)


def space_at(request: DeskRequest, id: int) -> Space:
    """A space of this brand, or Http404."""
    found = spaces_of(request.desk.brand.pk).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _page(request: DeskRequest, form: AboutSpace, space: Space | None) -> HttpResponse:
    context = {"form": form, "space": space}
    return render(request, "hosting/space.html", context, status=422 if form.is_bound else 200)
