"""A member shows a post to the moderators; they decide. In private, the reported post is all that they see."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions import reports as acts
from parvis.community.queries.reports import ROWS, Shown, report_of, reported_by
from parvis.community.queries.reports import reports as reports_of
from parvis.community.rules.reports import Decision, Why
from parvis.core.clock import now
from parvis.core.ratelimit import wait_for
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.kept import private
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import before_in
from parvis.web.messages.forms import WHYS, ReportForm
from parvis.web.posting.found import post_at

STEADY, BURST = timedelta(minutes=5), 10


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def report(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    found = post_at(guest, id)
    assert guest.member is not None
    if found.post.author_id == guest.member.identity_id:
        raise Http404
    known = reported_by(guest.member, id)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and not known and form.is_valid():
        if wait := wait_for(f"report:{guest.member.pk}", every=STEADY, burst=BURST, at=now()):
            return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)})
        told = form.cleaned_data
        acts.report(found.topic, found.post, guest.member, why=Why(told["why"]), words=told["words"], at=now())
        known = True
    return private(
        page(
            request, "messages/report.html", 422 if form.is_bound and not known else 200, topic=found.topic,
            room=found.room, post=found.post, form=form, known=known, whys=WHYS,
        )
    )  # fmt: skip


@require_safe
@hosted_for_members
def reports(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    if not guest.who.moderates:
        raise Http404
    waiting, before = "decided" not in request.GET, before_in(request)
    found = reports_of(guest.brand.pk, waiting=waiting, readable=guest.house.readable(guest.who), before=before)
    shown = found[:ROWS]
    older = _older(shown[-1], waiting) if len(found) > ROWS else ""
    return private(
        page(
            request, "messages/reports.html", reports=shown, waiting=waiting, older=older, first=before is None,
            whys=dict(WHYS),
        )
    )  # fmt: skip


@require_POST
@hosted_for_members
def decide(request: GuestRequest, report: int) -> HttpResponse:
    guest = request.guest
    found = report_of(guest.brand.pk, report) if guest.who.moderates else None
    word = request.POST.get("decision", "")
    if found is None or guest.account is None or word not in list(Decision):
        raise Http404
    acts.decide(found, Decision(word), by=guest.account, at=now())
    return HttpResponseRedirect(guest.ways.reports() + ("?decided" if found.decision else ""))


def _older(last: Shown, waiting: bool) -> str:
    at = last.report.at if waiting else last.report.decided_at
    assert at is not None
    where = f"before={at.isoformat()}_{last.report.pk}".replace("+", "%2B")
    return f"?{where}" if waiting else f"?decided&{where}"
