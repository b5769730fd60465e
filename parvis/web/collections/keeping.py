"""A post, or a link, is kept in a collection."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.boards.actions.collections import CollectionForm, CollectionFull, Kept, keep, make_collection
from parvis.boards.models import Collection, CollectionItem
from parvis.boards.queries import collections_of
from parvis.boards.rules import MOST_ITEMS, Visibility
from parvis.connectors.contract import Rejected
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.keeping import keep_link
from parvis.web.collections.forms import NEW, KeepForm, LinkForm
from parvis.web.collections.found import collection_at, may_change, post_at, tended
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say

SEE = Permission.POSTS_SEE


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def post(request: DeskRequest, id: int) -> HttpResponse:
    found = post_at(request, id)
    mine = [one for one in collections_of(request.desk.seat) if may_change(request.desk, one)]
    form = KeepForm(request.POST or None, mine=mine)
    if request.method == "POST" and form.is_valid():
        into = _into(request, form, mine)
        try:
            _item, new = keep(into, Kept(post=found, **form.why()), by=request.desk.account, at=now())
        except CollectionFull:
            form.add_error("collection", _full())
        else:
            _say(request, into, new)
            return redirect("collection", brand=request.desk.brand.slug, id=into.pk)
    already = CollectionItem.objects.filter(post=found, collection__in=[one.pk for one in mine])
    context = {"post": found, "form": form, "there": [item.collection_id for item in already], "mine": mine}
    return render(request, "collections/keep.html", context, status=422 if form.is_bound else 200)


@require_POST
@screen(SEE)
def link(request: DeskRequest, id: int) -> HttpResponse:
    one, form = collection_at(request, id), LinkForm(request.POST)

    def act() -> HttpResponse:
        if form.is_valid():
            try:
                said = form.cleaned_data["address"]
                _item, new = keep_link(one, said, **form.why(), by=request.desk.account, at=now())
            except Rejected as problem:
                messages.error(request, f"{say(problem.message)} {say(problem.mend)}".strip())
            except CollectionFull:
                messages.error(request, _full())
            else:
                _say(request, one, new)
        else:
            messages.error(request, _("Give the address of the page."))
        return redirect("collection", brand=request.desk.brand.slug, id=one.pk)

    return tended(request, one, act)


def _into(request: DeskRequest, form: KeepForm, mine: list[Collection]) -> Collection:
    chosen = form.cleaned_data["collection"]
    if chosen != NEW:
        return next(one for one in mine if str(one.pk) == chosen)
    shown = Visibility.TEAM if request.desk.may(Permission.CASE_WORK) else Visibility.PRIVATE
    form_of = CollectionForm(form.cleaned_data["name"], visibility=shown)
    return make_collection(request.desk.seat, form_of, at=now())


def _say(request: DeskRequest, into: Collection, new: bool) -> None:
    if new:
        messages.success(request, _("Kept in “%(name)s”.") % {"name": into.name})
    else:
        messages.info(request, _("It was in “%(name)s” already.") % {"name": into.name})


def _full() -> str:
    return _("This collection holds %(n)s already: begin another one.") % {"n": MOST_ITEMS}
