"""A post, or a collection, is put before a colleague; or a mail about it is begun in one's own mail program."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.boards.models import Collection
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission
from parvis.engagement.queries.alerts import wish_of
from parvis.flows.keeping import NotForThem, may_be_sent, send_to
from parvis.web.collections.forms import SendForm
from parvis.web.collections.found import collection_at, post_at
from parvis.web.ui.door import DeskRequest, screen

SEE = Permission.POSTS_SEE


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def post(request: DeskRequest, id: int) -> HttpResponse:
    found = post_at(request, id)
    link = found.url if found.place.visibility == "public" and found.url.startswith(("https://", "http://")) else ""
    return _page(request, found, found.title or found.thread.title or found.text[:80], link, "post")


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def collection(request: DeskRequest, id: int) -> HttpResponse:
    one = collection_at(request, id)
    return _page(request, one, one.name, "", "collection")


def _page(request: DeskRequest, what: Post | Collection, title: str, link: str, route: str) -> HttpResponse:
    seats = _colleagues(request, what)
    back = reverse(route, kwargs={"brand": request.desk.brand.slug, "id": what.pk})
    form = SendForm(request.POST or None, seats=seats, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        to = next(seat for seat in seats if str(seat.pk) == told["to"])
        try:
            new = send_to(
                to, what, note=told["note"], key=told["key"], by=request.desk.account, at=now(), mail=told["mail"]
            )
        except NotForThem:
            form.add_error("to", _("This colleague may not see it any more."))
        else:
            said = _("Sent to %(name)s.") if new else _("It was sent to %(name)s already.")
            messages.success(request, said % {"name": to.account.name})
            if told["mail"] and not wish_of(to).mail:
                messages.info(request, _("They want no mails: it stands among their notices only."))
            return redirect(back)
    mailto = f"mailto:?subject={quote(title[:120])}&body={quote(link or request.build_absolute_uri(back))}"
    context = {"form": form, "seats": seats, "title": title, "back": back, "mailto": mailto, "outside": bool(link)}
    return render(request, "collections/send.html", context, status=422 if form.is_bound else 200)


def _colleagues(request: DeskRequest, what: Post | Collection) -> list[Seat]:
    """Those who may see it, by name. Guests and experts cost a query each: there are few."""
    seats = Seat.objects.select_related("account").filter(brand=request.desk.brand, ended_at=None)
    others = seats.exclude(pk=request.desk.seat.pk).order_by("account__name", "pk")
    return [seat for seat in others if may_be_sent(seat, what)]
