"""What a space of articles is sorted by."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parvis.community.actions import categories as acts
from parvis.community.models import Category
from parvis.community.queries.articles import categories_of, category_in
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.hosting.views.house import community_at
from parvis.web.hosting.views.spaces import space_at
from parvis.web.showing.forms import NamedForm
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.COMMUNITY_EDIT


@require_http_methods(["GET", "HEAD", "POST"])
@screen(EDIT)
def categories(request: DeskRequest, id: int) -> HttpResponse:
    community_at(request)
    space, form = space_at(request, id), NamedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.add_category(space, form.cleaned_data["name"], by=request.desk.account, at=now())
        return redirect("space_categories", brand=request.desk.brand.slug, id=id)
    context = {"space": space, "form": form, "categories": categories_of(id)}
    return render(request, "showing/categories.html", context, status=422 if form.is_bound else 200)


@require_POST
@screen(EDIT)
def rename(request: DeskRequest, id: int) -> HttpResponse:
    found, form = category_at(request, id), NamedForm(request.POST)
    if form.is_valid():
        acts.rename_category(found, form.cleaned_data["name"], by=request.desk.account, at=now())
    return redirect("space_categories", brand=request.desk.brand.slug, id=found.space_id)


@require_POST
@screen(EDIT)
def move(request: DeskRequest, id: int, way: str) -> HttpResponse:
    found = category_at(request, id)
    if way not in ("up", "down"):
        raise Http404
    order = [one.pk for one in categories_of(found.space_id)]
    acts.move_category(found, order.index(id) + (-1 if way == "up" else 1), by=request.desk.account, at=now())
    return redirect("space_categories", brand=request.desk.brand.slug, id=found.space_id)


@require_POST
@screen(EDIT)
def delete(request: DeskRequest, id: int) -> HttpResponse:
    found = category_at(request, id)
    space_id = found.space_id
    acts.delete_category(found, by=request.desk.account, at=now())
    return redirect("space_categories", brand=request.desk.brand.slug, id=space_id)


def category_at(request: DeskRequest, id: int) -> Category:
    """Raises Http404."""
    community_at(request)
    found = category_in(request.desk.brand.pk, id)
    if found is None:
        raise Http404
    return found
