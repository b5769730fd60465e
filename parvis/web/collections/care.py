"""Collections made, named, deleted; what is in them noted, put in order, taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.boards.actions import collections as verbs
from parvis.boards.actions.collections import OnBoardsOfTheTeam
from parvis.boards.models import Collection
from parvis.boards.queries import items_in
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.collections.forms import AboutCollection, Why
from parvis.web.collections.found import collection_at, item_at, tended
from parvis.web.ui.door import DeskRequest, screen

SEE = Permission.POSTS_SEE


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def new(request: DeskRequest) -> HttpResponse:
    form = AboutCollection(request.POST or None, desk=request.desk)
    if request.method == "POST" and form.is_valid():
        made = verbs.make_collection(request.desk.seat, form.said(), at=now())
        return _back(request, made)
    context = {"form": form, "collection": None}
    return render(request, "collections/edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def edit(request: DeskRequest, id: int) -> HttpResponse:
    one = collection_at(request, id)

    def act() -> HttpResponse:
        now_is = {"name": one.name, "about": one.about, "visibility": one.visibility}
        form = AboutCollection(request.POST or None, initial=now_is, desk=request.desk)
        if request.method == "POST" and form.is_valid():
            try:
                verbs.change_collection(one, form.said(), by=request.desk.account, at=now())
            except OnBoardsOfTheTeam:
                form.add_error("visibility", _("A board of the team shows it: take that column away first."))
            else:
                return _back(request, one)
        context = {"form": form, "collection": one}
        return render(request, "collections/edit.html", context, status=422 if form.is_bound else 200)

    return tended(request, one, act)


@require_POST
@screen(SEE)
def delete(request: DeskRequest, id: int) -> HttpResponse:
    one = collection_at(request, id)

    def act() -> HttpResponse:
        name = one.name
        verbs.delete_collection(one, by=request.desk.account, at=now())
        messages.success(request, _("The collection “%(name)s” is deleted; the posts stay.") % {"name": name})
        return redirect("collections", brand=request.desk.brand.slug)

    return tended(request, one, act)


@require_POST
@screen(SEE)
def edit_item(request: DeskRequest, id: int) -> HttpResponse:
    item, form = item_at(request, id), Why(request.POST)

    def act() -> HttpResponse:
        if form.is_valid():
            verbs.change_item(item, **form.why(), by=request.desk.account, at=now())
        else:
            messages.error(request, _("Too long: 500 characters for a note, 200 for tags."))
        return _back(request, item.collection)

    return tended(request, item.collection, act)


@require_POST
@screen(SEE)
def move_item(request: DeskRequest, id: int) -> HttpResponse:
    """One step `up` or down."""
    item = item_at(request, id)

    def act() -> HttpResponse:
        order = list(items_in(item.collection_id, request.desk.sight).values_list("pk", flat=True))
        to = order.index(item.pk) + (-1 if request.POST.get("up") else 1)
        verbs.move_item(item, to, by=request.desk.account, at=now())
        return _back(request, item.collection)

    return tended(request, item.collection, act)


@require_POST
@screen(SEE)
def remove_item(request: DeskRequest, id: int) -> HttpResponse:
    item = item_at(request, id)

    def act() -> HttpResponse:
        verbs.remove_item(item, by=request.desk.account, at=now())
        messages.success(request, _("Taken out; it stays where it was said."))
        return _back(request, item.collection)

    return tended(request, item.collection, act)


def _back(request: DeskRequest, collection: Collection) -> HttpResponse:
    return redirect("collection", brand=request.desk.brand.slug, id=collection.pk)
