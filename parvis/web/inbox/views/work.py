"""What one does with a case: each view is one verb of the domain, then back to the case."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission
from parvis.engagement.actions import cases
from parvis.engagement.actions.cases import AlreadyOpen, By, MergedAway, NotInFuture, StaleCase
from parvis.engagement.actions.notes import leave_note
from parvis.engagement.models import Case
from parvis.engagement.queries import routed, visible_to
from parvis.web.inbox import forms
from parvis.web.inbox.address import read
from parvis.web.inbox.stale import stale
from parvis.web.ui.door import DeskRequest, screen


def verb(view: Callable[[DeskRequest, int], None]) -> Callable[..., HttpResponse]:
    """POST, the permission, the refusals of the domain in words, and the way back to the case."""

    def act(request: DeskRequest, case: int) -> HttpResponse:
        if not visible_to(request.desk.seat).filter(pk=case).exists():
            raise Http404
        try:
            view(request, case)
        except Case.DoesNotExist:
            raise Http404 from None
        except StaleCase as refused:
            return stale(request, case, refused.stored)
        except MergedAway as refused:
            return stale(request, case, refused.case)
        except AlreadyOpen as refused:
            messages.info(request, _("This conversation has an open case already: here it is."))
            return back(request, refused.case.pk)
        if routed(request.desk.seat) and not visible_to(request.desk.seat).filter(pk=case).exists():
            return gone(request)
        return back(request, case)

    act.__module__, act.__qualname__ = view.__module__, view.__qualname__
    return require_POST(screen(Permission.CASE_WORK)(act))


def back(request: DeskRequest, case: int) -> HttpResponse:
    shown = read(request.GET.dict(), request.desk.seat.pk)
    address = reverse("case", kwargs={"brand": request.desk.brand.slug, "case": case})
    return HttpResponseRedirect(address + shown.query())


def gone(request: DeskRequest) -> HttpResponse:
    """An expert gave it back: it is not theirs to see any more. A whole page, also where htmx asked for a pane."""
    address = reverse("inbox", kwargs={"brand": request.desk.brand.slug})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def by(request: DeskRequest) -> By:
    version = request.POST.get("version", "")
    return By(request.desk.account, now(), int(version) if version.isdecimal() else None)


@verb
def assign(request: DeskRequest, case: int) -> None:
    seat = request.POST.get("seat", "")
    if not seat:
        cases.unassign(request.desk.brand, case, by(request))
        return
    to = get_object_or_404(Seat, pk=seat if seat.isdecimal() else 0, brand=request.desk.brand, ended_at=None)
    cases.assign(request.desk.brand, case, to, by(request))


@verb
def classify(request: DeskRequest, case: int) -> None:
    form = forms.Classify(request.POST)
    if valid(request, form):
        cases.classify(request.desk.brand, case, by(request), kind=form.chosen())


@verb
def note(request: DeskRequest, case: int) -> None:
    form = forms.Note(request.POST)
    if valid(request, form):
        left = leave_note(request.desk.brand, case, form.cleaned_data["text"], by(request))
        for seat in left.blind:
            messages.warning(
                request, _("%(name)s may not see this case, and hears nothing of it.") % {"name": seat.account.name}
            )


@verb
def snooze(request: DeskRequest, case: int) -> None:
    form = forms.Snooze(request.POST, at=now())
    if not valid(request, form):
        return
    try:
        cases.snooze(request.desk.brand, case, form.chosen(), by(request))
    except NotInFuture:
        messages.error(request, _("That moment has passed: choose a later one."))


@verb
def close(request: DeskRequest, case: int) -> None:
    form = forms.Close(request.POST)
    if valid(request, form):
        cases.close(request.desk.brand, case, form.chosen(), by(request))
        messages.success(request, _("Case closed."))


@verb
def reopen(request: DeskRequest, case: int) -> None:
    cases.reopen(request.desk.brand, case, by(request))


@require_POST
@screen(Permission.CASE_WORK)
def open_case(request: DeskRequest, post: int) -> HttpResponse:
    """By hand, from any post: its open case if it has one already."""
    about = get_object_or_404(Post.objects.select_related("place", "author"), pk=post, brand=request.desk.brand)
    try:
        return back(request, cases.open_case(about, by(request)).pk)
    except AlreadyOpen as standing:
        return back(request, standing.case.pk)


def valid(request: DeskRequest, form: Form) -> bool:
    """Whether the form may be acted on; if not, each of its errors is told."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return not form.errors
