"""The first steps of a newcomer: the charter, what interests them, a first word. All but the first may be left out."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.ties import follow_spaces
from parvis.community.actions.topics import new_key
from parvis.community.queries.ties import spaces_heard
from parvis.community.rules.access import Room
from parvis.community.rules.arrival import Step, first_steps, hello_room
from parvis.community.rules.ties import Level
from parvis.core.clock import now
from parvis.flows.hosting import begin_topic
from parvis.web.forum.door import Guest, GuestRequest, hosted_for_members
from parvis.web.forum.forms import TopicForm
from parvis.web.forum.pages import page
from parvis.web.forum.views.joining import onward_in
from parvis.web.forum.views.lists import may_begin


@require_safe
@hosted_for_members
def begin(request: GuestRequest) -> HttpResponse:
    """To the first step that stands before them, or onward."""
    guest, onward = request.guest, onward_in(request)
    steps = steps_of(guest, onward)
    if not steps:
        return HttpResponseRedirect(onward)
    if steps[0] is Step.CHARTER:
        return HttpResponseRedirect(f"{guest.ways.base}/charter?{urlencode({'next': onward, 'steps': '1'})}")
    return HttpResponseRedirect(_way(guest, steps[0]))


def steps_of(guest: Guest, onward: str) -> list[Step]:
    member, community = guest.member, guest.community
    assert member is not None
    unread = bool(community.charter) and member.charter_version < community.charter_version
    return first_steps(charter=unread, rooms=len(readable(guest)), on_their_way=onward != guest.ways.home())


def readable(guest: Guest) -> list[Room]:
    return [room for room in guest.rooms() if guest.may_read(room)]


def _way(guest: Guest, step: Step) -> str:
    return guest.ways.interests() if step is Step.INTERESTS else guest.ways.hello()


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def interests(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    rooms = readable(guest)
    if request.method == "POST":
        chosen = [int(word) for word in request.POST.getlist("space") if word.isdecimal() and len(word) < 19]
        follow_spaces(guest.member, chosen, [room.id for room in rooms], at=now())
        return HttpResponseRedirect(guest.ways.hello())
    heard = spaces_heard(guest.member.pk)
    followed = {pk for pk, level in heard.items() if level is Level.WATCHING}
    return page(request, "members/interests.html", rooms=rooms, followed=followed)


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def hello(request: GuestRequest) -> HttpResponse:
    guest, at = request.guest, now()
    assert guest.member is not None
    room = hello_room([one for one in readable(guest) if may_begin(guest, one)])
    if room is None or guest.member.post_count:
        return HttpResponseRedirect(guest.ways.home())
    title = _("Hello, I am %(name)s") % {"name": guest.member.name}
    form = TopicForm(request.POST or None, initial={"key": new_key(), "title": title[:200]})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = begin_topic(
            room, guest.who, guest.member, title=told["title"], body=told["body"], key=told["key"], at=at
        )  # fmt: skip
        return HttpResponseRedirect(guest.ways.topic(made.topic.slug, made.topic.pk))
    return page(request, "members/hello.html", 422 if form.is_bound else 200, hello=room, form=form)
