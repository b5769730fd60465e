"""The community as the team arranges it: opened, described, closed; its spaces and groups."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions import houses
from parvis.community.actions.houses import SpaceForm
from parvis.community.models import Community
from parvis.community.queries.rooms import community_for, groups_of, spaces_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.hosting.forms import GroupForm, HouseForms, OpenForm
from parvis.web.hosting.words import ACCESS, KINDS, STARTERS
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.COMMUNITY_EDIT


@require_safe
@screen(EDIT)
def house(request: DeskRequest) -> HttpResponse:
    return house_page(request)


@require_POST
@screen(EDIT)
def open_it(request: DeskRequest) -> HttpResponse:
    """With the spaces chosen; opened again as it was, if it was closed."""
    form, desk, at = OpenForm(request.POST), request.desk, now()
    if not form.is_valid():
        return house_page(request, open_form=form, status=422)
    told = form.cleaned_data
    community = houses.open_community(desk.brand, name=told["name"], tagline=told["tagline"], by=desk.account, at=at)
    if not spaces_of(desk.brand.pk).exists():
        for kind in form.kinds():
            name, about = STARTERS[kind]
            houses.make_space(community, SpaceForm(str(name), kind, about=str(about)), by=desk.account, at=at)
    messages.success(request, _("The community is open. Say hello in it: the first topic sets the tone."))
    return redirect("hosting", brand=desk.brand.slug)


@require_POST
@screen(EDIT)
def describe(request: DeskRequest) -> HttpResponse:
    form = HouseForms(request.POST)
    if not form.is_valid():
        return house_page(request, about_form=form, status=422)
    houses.describe_community(community_at(request), form.said(), by=request.desk.account, at=now())
    messages.success(request, _("Saved."))
    return redirect("hosting", brand=request.desk.brand.slug)


@require_POST
@screen(EDIT)
def close_it(request: DeskRequest) -> HttpResponse:
    houses.close_community(community_at(request), by=request.desk.account, at=now())
    messages.success(request, _("The community is closed. Nothing is lost: open it again when you like."))
    return redirect("hosting", brand=request.desk.brand.slug)


def community_at(request: DeskRequest) -> Community:
    """The open community of this brand, or Http404."""
    found = community_for(request.desk.brand.pk)
    if found is None or found.ended_at is not None:
        raise Http404
    return found


def house_page(
    request: DeskRequest, *, open_form: OpenForm | None = None, about_form: HouseForms | None = None,
    group_form: GroupForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    brand = request.desk.brand
    found = community_for(brand.pk)
    community = found if found is not None and found.ended_at is None else None
    starters = [kind.value for kind in STARTERS]
    first = {"name": found.name if found else brand.name, "tagline": found.tagline if found else "", "first": starters}
    about = {"name": community.name, "tagline": community.tagline} if community else {}
    context = {
        "community": community,
        "was_open": found is not None,
        "spaces": list(spaces_of(brand.pk)) if community else [],
        "groups": list(groups_of(brand.pk)) if community else [],
        "kinds": KINDS,
        "accesses": ACCESS,
        "open_form": open_form or OpenForm(initial=first),
        "about_form": about_form or HouseForms(initial=about),
        "group_form": group_form or GroupForm(),
    }
    return render(request, "hosting/house.html", context, status=status)
