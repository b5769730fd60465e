"""What the team arranges of the showcase: whom it presents, which of its collections the community sees."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.boards.models import Collection
from parvis.boards.rules import Visibility
from parvis.community.actions import showcase as acts
from parvis.community.actions.shelves import show_collection, take_down
from parvis.community.models import Spotlight
from parvis.community.queries.rooms import member_named
from parvis.community.queries.shelves import desk_collections, shelf_of
from parvis.community.queries.showcase import asked
from parvis.community.rules.access import OPEN_TO_TEAM
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.hosting.views.house import community_at
from parvis.web.showing.forms import PresentForm
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.COMMUNITY_EDIT


@require_safe
@screen(EDIT)
def showcase(request: DeskRequest) -> HttpResponse:
    return _page(request, PresentForm())


@require_POST
@screen(EDIT)
def propose(request: DeskRequest) -> HttpResponse:
    """The member is asked; until it agrees nobody sees it."""
    community_at(request)
    form, desk = PresentForm(request.POST), request.desk
    if form.is_valid():
        member = member_named(desk.brand.pk, form.cleaned_data["handle"])
        if member is not None:
            acts.present(member, form.cleaned_data["text"], by=desk.account, at=now())
            messages.success(
                request, _("%(name)s is asked, and finds your words in the showcase.") % {"name": member.name}
            )
            return redirect("showing_desk", brand=desk.brand.slug)
        form.add_error("handle", _("Nobody here has this handle. It stands under their name in the community."))
    return _page(request, form, 422)


@require_POST
@screen(EDIT)
def move(request: DeskRequest, id: int, way: str) -> HttpResponse:
    """`way`: up or down, by one."""
    found = spotlight_at(request, id)
    if way not in ("up", "down"):
        raise Http404
    order = [one.pk for one in asked(request.desk.brand.pk)]
    acts.move_spotlight(found, order.index(id) + (-1 if way == "up" else 1), by=request.desk.account, at=now())
    return redirect("showing_desk", brand=request.desk.brand.slug)


@require_POST
@screen(EDIT)
def end(request: DeskRequest, id: int) -> HttpResponse:
    acts.take_back(spotlight_at(request, id), by=request.desk.account, at=now())
    return redirect("showing_desk", brand=request.desk.brand.slug)


@require_POST
@screen(EDIT)
def collection(request: DeskRequest, id: int) -> HttpResponse:
    """`access`: public or members shows it, "" takes it down."""
    community_at(request)
    desk, access = request.desk, request.POST.get("access", "")
    found = Collection.objects.filter(brand=desk.brand, visibility=Visibility.TEAM.value, pk=id).first()
    if found is None or (access and access not in {one.value for one in OPEN_TO_TEAM}):
        raise Http404
    if access:
        show_collection(found, access, by=desk.account, at=now())
    elif (shown := shelf_of(found)) is not None:
        take_down(shown, by=desk.account, at=now())
    return redirect("showing_desk", brand=desk.brand.slug)


def spotlight_at(request: DeskRequest, id: int) -> Spotlight:
    """Raises Http404."""
    community_at(request)
    found = asked(request.desk.brand.pk).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _page(request: DeskRequest, form: PresentForm, status: int = 200) -> HttpResponse:
    community_at(request)
    pk = request.desk.brand.pk
    context = {"form": form, "people": list(asked(pk)), "collections": desk_collections(pk)}
    return render(request, "showing/desk.html", context, status=status)
