"""Groups, and who is in them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions import members as acts
from parvis.community.models import Group, Member
from parvis.community.queries.rooms import groups_of, member_named, members_in
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.hosting.forms import GroupForm, HandleForm
from parvis.web.hosting.views.house import community_at, house_page
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.COMMUNITY_EDIT
ROWS = 50


@require_POST
@screen(EDIT)
def add(request: DeskRequest) -> HttpResponse:
    community, form = community_at(request), GroupForm(request.POST)
    if not form.is_valid():
        return house_page(request, group_form=form, status=422)
    told = form.cleaned_data
    made = acts.make_group(community, told["name"], about=told["about"], by=request.desk.account, at=now())
    return redirect("group", brand=request.desk.brand.slug, id=made.pk)


@require_safe
@screen(EDIT)
def group(request: DeskRequest, id: int) -> HttpResponse:
    return _page(request, group_at(request, id), HandleForm())


@require_POST
@screen(EDIT)
def put(request: DeskRequest, id: int) -> HttpResponse:
    found, form = group_at(request, id), HandleForm(request.POST)
    if form.is_valid():
        member = member_named(request.desk.brand.pk, form.cleaned_data["handle"])
        if member is not None:
            acts.put_in_group(found, member, by=request.desk.account, at=now())
            return redirect("group", brand=request.desk.brand.slug, id=found.pk)
        form.add_error("handle", _("Nobody here has this handle. It stands under their name in the community."))
    return _page(request, found, form, status=422)


@require_POST
@screen(EDIT)
def take_out(request: DeskRequest, id: int) -> HttpResponse:
    found, word = group_at(request, id), request.POST.get("member", "")
    chosen = int(word) if word.isascii() and word.isdecimal() and len(word) < 18 else 0
    member = Member.objects.filter(brand=request.desk.brand, pk=chosen).first()
    if member is None:
        raise Http404
    acts.take_out_of_group(found, member, by=request.desk.account, at=now())
    return redirect("group", brand=request.desk.brand.slug, id=found.pk)


@require_POST
@screen(EDIT)
def delete(request: DeskRequest, id: int) -> HttpResponse:
    found = group_at(request, id)
    name = found.name
    acts.delete_group(found, by=request.desk.account, at=now())
    messages.success(request, _("The group “%(name)s” is gone; its members stay.") % {"name": name})
    return redirect("hosting", brand=request.desk.brand.slug)


def group_at(request: DeskRequest, id: int) -> Group:
    """A group of this brand, or Http404."""
    found = groups_of(request.desk.brand.pk).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _page(request: DeskRequest, found: Group, form: HandleForm, status: int = 200) -> HttpResponse:
    word = request.GET.get("after", "")
    after = int(word) if word.isascii() and word.isdecimal() and len(word) < 18 else 0
    rows = list(members_in(found).filter(pk__gt=after)[: ROWS + 1])
    context = {
        "group": found, "rows": rows[:ROWS], "form": form,
        "older": f"?after={rows[ROWS - 1].pk}" if len(rows) > ROWS else "",
    }  # fmt: skip
    return render(request, "hosting/group.html", context, status=status)
