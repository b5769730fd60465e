"""The call of a product test: written by the team, applied for by members."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions.trials import Frozen, TooLate, apply_for
from parvis.community.models import Trial
from parvis.community.queries.trials import phase_of
from parvis.community.rules.trials import Refused, State, why_not_apply
from parvis.core.clock import now
from parvis.core.ratelimit import wait_for
from parvis.flows.trials import open_call, step_back
from parvis.web.forum.door import Guest, GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import refused, room_of
from parvis.web.trials.door import run_by, trial_at
from parvis.web.trials.forms import ApplyForm, SetForm, told_of

EVERY, BURST = timedelta(minutes=2), 10
"""Applications of one member, taken back and made again."""


@require_http_methods(["GET", "POST"])
@hosted_for_members
def set_up(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    topic, side, account = run_by(request, id)
    form = SetForm(request.POST or None, initial=told_of(side.what) if side.what else None)
    if request.method == "POST" and form.is_valid():
        try:
            open_call(topic, form.call(), by=account, at=now())
            return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
        except Frozen:
            form.add_error(None, _("Somebody has applied: the call stands as it is."))
    status = 422 if form.is_bound else 200
    return page(request, "trials/set.html", status, topic=topic, room=room_of(guest, topic), form=form)


@require_safe
@hosted
def call(request: GuestRequest, id: int) -> HttpResponse:
    """All that the call says, and what becomes of data."""
    topic, _side, what = trial_at(request, id)
    return page(request, "trials/call.html", topic=topic, room=room_of(request.guest, topic), what=what)


@require_http_methods(["GET", "POST"])
@hosted_for_members
def apply(request: GuestRequest, id: int) -> HttpResponse:
    guest, at = request.guest, now()
    topic, side, what = trial_at(request, id)
    if guest.member is None or refused(guest, topic) or side.state not in ("", State.WITHDRAWN):
        raise Http404
    form, said = ApplyForm(what, request.POST or None), why_not(guest, what)
    if request.method == "POST" and not said and form.is_valid():
        if wait_for(f"trial:{guest.member.pk}", every=EVERY, burst=BURST, at=at):
            said = _("You have applied and withdrawn often. Wait some minutes, and try again.")
        else:
            try:
                country = form.cleaned_data.get("country", "")
                apply_for(topic, guest.member, country=country, told=form.told(), at=at)
                return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
            except TooLate:
                said = refusal(Refused.NOT_OPEN, what)
    status = 403 if said else 422 if form.is_bound else 200
    return page(
        request, "trials/apply.html", status, topic=topic, room=room_of(guest, topic), form=form, said=said, what=what
    )


@require_POST
@hosted_for_members
def leave(request: GuestRequest, id: int) -> HttpResponse:
    """One's application is taken back, or one's place given to who waits."""
    guest = request.guest
    topic, _side, _what = trial_at(request, id)
    assert guest.member is not None
    try:
        step_back(topic, guest.member, at=now())
    except TooLate as problem:
        raise Http404 from problem
    return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))


def why_not(guest: Guest, what: Trial) -> str:
    """Why this member may not apply, "" = it may."""
    assert guest.member is not None
    at = now()
    why = why_not_apply(
        now=phase_of(what, at), team=guest.who.team, joined_at=guest.member.joined_at, age_days=what.age_days,
        has_trust=guest.member.trust, trust=what.trust, at=at,
    )  # fmt: skip
    return refusal(why, what) if why is not None else ""


def refusal(why: Refused, what: Trial) -> str:
    return {
        Refused.NOT_OPEN: _("Applications are not open now."),
        Refused.TEAM: _("Who organises does not take part."),
        Refused.TOO_YOUNG: _("One applies after %(n)s days of membership.") % {"n": what.age_days},
        Refused.TRUST: _("This test asks for more trust than you have yet."),
    }[why]
