"""Looking: the list, a case beside it. The same address gives a page, or the pane that htmx asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import notices
from parvis.engagement.models import Bulk, Case
from parvis.engagement.queries import case_of, routed
from parvis.engagement.queries.macros import macros_of
from parvis.engagement.queries.notices import unseen_about
from parvis.engagement.queries.views import opening_of
from parvis.engagement.rules.macros import Acts
from parvis.web.inbox import panes, words
from parvis.web.inbox.address import read
from parvis.web.inbox.aside import strand_of
from parvis.web.inbox.forms import snooze_times
from parvis.web.inbox.many import ShownBulk, shown_bulk
from parvis.web.ui.door import DeskRequest, screen


@require_GET
@screen(Permission.INBOX_SEE)
def inbox(request: DeskRequest) -> HttpResponse:
    at, shown = now(), read(_opening(request), request.desk.seat.pk)
    context = panes.list_pane(request.desk, shown, at)
    context["bulk"] = _bulk(request, at)
    return render(request, "inbox/list.html" if asked(request) == "list" else "inbox/desk.html", context)


@require_GET
@screen(Permission.INBOX_SEE)
def case(request: DeskRequest, case: int) -> HttpResponse:
    at, shown = now(), read(request.GET.dict(), request.desk.seat.pk)
    if asked(request) == "list":
        return render(request, "inbox/list.html", panes.list_pane(request.desk, shown, at, open_case=case))
    found, before = held(request, case), request.GET.get("before", "")
    if unseen_about(request.desk.brand.pk, request.desk.account.pk, case):
        notices.seen(request.desk.brand.pk, request.desk.account.pk, at=at, case_id=case)
    if found.merged_into_id is not None:
        return _at_the_whole(request, found)
    earlier = int(before) if before.isdecimal() else None
    strand = strand_of(request.desk, found, request.GET.get("thread", ""))
    if asked(request) == "talk":
        some = panes.talk(request.desk, found, strand, before=earlier)
        standing = {"states": words.STATES, "outcomes": words.OUTCOMES, "alone": "talk"}
        return render(
            request, "inbox/talk.html", {"case": found, "strand": strand, "shown": shown, "at": at, **standing, **some}
        )
    context: dict[str, Any] = panes.case_pane(request.desk, found, shown, at, strand=strand, before=earlier)
    context["snooze_times"] = snooze_times(at)
    context["macro"] = macro_to_follow(request, request.GET.get("macro", ""))
    if asked(request) == "case":
        return render(request, "inbox/case.html", context)
    context.update(panes.list_pane(request.desk, shown, at, open_case=case, team=context["team"]))
    return render(request, "inbox/desk.html", context)


def _at_the_whole(request: DeskRequest, merged: Case) -> HttpResponse:
    """What was merged is read in the case that it is part of now, in its own thread there."""
    address = reverse("case", kwargs={"brand": request.desk.brand.slug, "case": merged.merged_into_id})
    shown = read(request.GET.dict(), request.desk.seat.pk)
    return HttpResponseRedirect(address + shown.query(thread=merged.thread_id))


def held(request: DeskRequest, case: int) -> Case:
    try:
        return case_of(request.desk.brand.pk, case, routed(request.desk.seat))
    except Case.DoesNotExist:
        raise Http404 from None


def _opening(request: DeskRequest) -> dict[str, str]:
    """The parameters of the address; of the view that this seat's inbox opens with, when the address asks for nothing."""
    given = request.GET.dict()
    if given:
        return given
    return {name: str(value) for name, value in opening_of(request.desk.seat).items()}


def _bulk(request: DeskRequest, at: datetime) -> ShownBulk | None:
    word = request.GET.get("bulk", "")
    if not word.isdecimal() or len(word) > 17:
        return None
    found = Bulk.objects.filter(pk=int(word), brand=request.desk.brand, account=request.desk.account).first()
    return shown_bulk(found, at) if found else None


def macro_to_follow(request: DeskRequest, word: str) -> tuple[int, str] | None:
    """The one whose acts follow the sending: its id, and what it does."""
    if not word.isdecimal() or len(word) > 17:
        return None
    found = macros_of(request.desk.brand.pk, request.desk.account).filter(pk=int(word)).first()
    return (found.pk, words.acts_line(Acts.of(found.acts), words.Names(request.desk.brand))) if found else None


def asked(request: DeskRequest) -> str:
    """The id of the pane that htmx wants; "" = the whole page (a reload, a link, or history coming back)."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by the middleware of django-htmx
    return htmx.target or "" if htmx and not htmx.history_restore_request else ""
