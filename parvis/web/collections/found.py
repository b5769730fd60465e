"""What an address of these pages names, or 404; and whether this seat may change it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parvis.boards.models import Collection, CollectionItem
from parvis.boards.queries import collections_of, items_in
from parvis.boards.rules import Visibility
from parvis.conversations.models import Post
from parvis.core.roles import Permission
from parvis.web.ui.door import Desk, DeskRequest


def collection_at(request: DeskRequest, id: int) -> Collection:
    found = collections_of(request.desk.seat).filter(pk=id).first()
    if found is None:
        raise Http404
    found.brand = request.desk.brand
    return found


def item_at(request: DeskRequest, id: int) -> CollectionItem:
    """Of a collection in reach, its post in sight."""
    holder = CollectionItem.objects.filter(pk=id, collection__in=collections_of(request.desk.seat).values("pk"))
    where = holder.values_list("collection_id", flat=True).first()
    found = items_in(where, request.desk.sight).filter(pk=id).first() if where else None
    if found is None:
        raise Http404
    found.collection = collection_at(request, found.collection_id)
    return found


def post_at(request: DeskRequest, id: int) -> Post:
    posts = request.desk.sight.posts().select_related("place", "thread", "author", "reading")
    found = posts.filter(pk=id, erased_at=None).first()
    if found is None:
        raise Http404
    found.brand = request.desk.brand
    return found


def may_change(desk: Desk, collection: Collection) -> bool:
    """One's own; those of the team are filled by whoever works cases."""
    if collection.owner_id == desk.seat.pk:
        return True
    return collection.visibility == Visibility.TEAM and desk.may(Permission.CASE_WORK)


def tended(request: DeskRequest, collection: Collection, act: Callable[[], HttpResponse]) -> HttpResponse:
    """`act`, or back to the collection with the reason why not."""
    if not may_change(request.desk, collection):
        messages.error(request, _("This collection belongs to the team: whoever works its cases may change it."))
        return redirect("collection", brand=request.desk.brand.slug, id=collection.pk)
    return act()
