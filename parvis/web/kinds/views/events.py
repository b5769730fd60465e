"""Events: when and where, who comes, and the calendars that one takes away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions import happenings
from parvis.community.actions.happenings import TooLate
from parvis.community.models import Happening, Topic
from parvis.community.queries.happenings import (
    ROWS,
    HappeningSide,
    all_comings,
    calendar,
    comings,
    happening_side,
)
from parvis.community.queries.happenings import upcoming as those_to_come
from parvis.community.rules.happenings import Answer
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.flows.gathering import plan
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import before_in, room_at
from parvis.web.forum.views.topics import refused, room_of, topic_at
from parvis.web.kinds.event_forms import AnswerForm, SetForm, told_of
from parvis.web.kinds.files import as_calendar, as_csv

PAST = timedelta(days=90)
"""How far back the calendar of a space goes."""


@require_http_methods(["GET", "POST"])
@hosted_for_members
def set_up(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    topic, account = run_by(request, id)
    side = happening_side(topic, guest.who, at=now())
    initial = told_of(side.what) if side.what else {"timezone": guest.brand.timezone, "seats": 0}
    form = SetForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        plan(topic, form.happening(), by=account, at=now())
        return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
    return page(
        request, "kinds/event_set.html", 422 if form.is_bound else 200, topic=topic, room=room_of(guest, topic),
        form=form, side=side,
    )  # fmt: skip


@require_POST
@hosted_for_members
def cancel(request: GuestRequest, id: int) -> HttpResponse:
    topic, account = run_by(request, id)
    happenings.call_off(topic, by=account, at=now())
    return HttpResponseRedirect(request.guest.ways.topic(topic.slug, topic.pk))


@require_http_methods(["GET", "POST"])
@hosted_for_members
def answer(request: GuestRequest, id: int) -> HttpResponse:
    """Yes, maybe, no; on a page of its own where the event asks for more."""
    guest, at = request.guest, now()
    topic, side = event_at(request, id)
    if guest.member is None or side.what is None or not side.open or refused(guest, topic):
        raise Http404
    form = AnswerForm(side.what.asks, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            happenings.answer(topic, guest.member, Answer(form.cleaned_data["answer"]), told=form.told(), at=at)
        except TooLate as problem:
            raise Http404 from problem
        return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
    return page(
        request, "kinds/event_answer.html", 422 if form.is_bound else 200, topic=topic, room=room_of(guest, topic),
        form=form, said=dict(side.told),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@hosted_for_members
def people(request: GuestRequest, id: int) -> HttpResponse:
    """Who comes, and who came. For who runs the event."""
    guest = request.guest
    topic, account = run_by(request, id)
    if request.method == "POST":
        member, came = request.POST.get("member", ""), request.POST.get("came") == "1"
        if not (member.isdecimal() and member.isascii() and len(member) < 19):
            raise Http404
        happenings.mark_came(topic, int(member), came=came, by=account, at=now())
        return HttpResponseRedirect(f"{guest.ways.event(id, 'people')}#m{member}")
    after = request.GET.get("after", "0")
    if not (after.isdecimal() and after.isascii() and len(after) < 19):
        raise Http404
    found = comings(topic, after=int(after))
    more = f"?after={found[99].pk}" if len(found) > 100 else ""
    return page(
        request, "kinds/event_people.html", topic=topic, room=room_of(guest, topic), people=found[:100], more=more,
        side=happening_side(topic, guest.who, at=now()),
    )  # fmt: skip


@require_safe
@hosted_for_members
def people_csv(request: GuestRequest, id: int) -> HttpResponse:
    topic, _account = run_by(request, id)
    rows: list[list[object]] = [["member", "answer", "seat", "came", "asked"]]
    for one in all_comings(topic):
        told = "; ".join(f"{label}: {said}" for label, said in one.told if said)
        rows.append([one.member.name, one.answer, one.seat, "1" if one.came_at else "", told])
    return as_csv(f"event-{id}", rows)


@require_safe
@hosted
def ics(request: GuestRequest, id: int) -> HttpResponse:
    topic, side = event_at(request, id)
    if side.what is None:
        raise Http404
    side.what.topic = topic
    found = [(side.what, full(request, topic), side.online)]
    return as_calendar(f"event-{id}", topic.title, found, at=now())


@require_safe
@hosted
def space_ics(request: GuestRequest, space: str) -> HttpResponse:
    guest, at = request.guest, now()
    room = room_at(guest, space)
    found = calendar(guest.house, room.id, since=at - PAST)
    return as_calendar(room.slug, room.name, [(one, full(request, one.topic), "") for one in found], at=at)


@require_safe
@hosted
def upcoming(request: GuestRequest, space: str) -> HttpResponse:
    guest = request.guest
    room = room_at(guest, space)
    before = before_in(request)
    after = (before.at, before.id) if before else None
    found = those_to_come(guest.house, [room.id], at=now(), after=after)
    return page(
        request, "kinds/upcoming.html", room=room, events=found[:ROWS], later=later(found), chosen=("upcoming", None)
    )


def later(found: list[Happening]) -> str:
    if len(found) <= ROWS:
        return ""
    last = found[ROWS - 1]
    return f"?before={last.starts_at.isoformat()}_{last.topic_id}".replace("+", "%2B")


def full(request: GuestRequest, topic: Topic) -> str:
    return f"{settings.HOUSE}{request.guest.ways.topic(topic.slug, topic.pk)}"


def event_at(request: GuestRequest, id: int, *, at: datetime | None = None) -> tuple[Topic, HappeningSide]:
    """Raises Http404."""
    topic = topic_at(request.guest, id)
    if topic.kind != Kind.EVENTS:
        raise Http404
    return topic, happening_side(topic, request.guest.who, at=at or now())


def run_by(request: GuestRequest, id: int) -> tuple[Topic, Account]:
    """An event, and who may run it: the member who began it, or who of the team runs the community; Http404 otherwise."""
    topic, _side = event_at(request, id)
    who, account = request.guest.who, request.guest.account
    if account is None or not (who.arranges or who.member == topic.author_id):
        raise Http404
    return topic, account
