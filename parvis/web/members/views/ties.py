"""What one follows, and what one would rather not hear of."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from parvis.community.actions.ties import hear_space, hear_topic, tie
from parvis.community.queries.ties import spaces_heard, topic_level
from parvis.community.rules.ties import Level, Tie
from parvis.core.clock import now
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import room_at
from parvis.web.forum.views.topics import room_of, topic_at
from parvis.web.members.views.profiles import member_at


@require_POST
@hosted_for_members
def to_member(request: GuestRequest, handle: str) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    other = member_at(guest, handle)
    word = request.POST.get("kind", "")
    if other.pk == guest.member.pk or word not in ("", *Tie):
        raise Http404
    tie(guest.member, other, Tie(word) if word else None, at=now())
    return HttpResponseRedirect(guest.ways.member(other.handle))


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def of_topic(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    one = topic_at(guest, id)
    assert guest.member is not None
    back = guest.ways.topic(one.slug, id)
    if request.method == "POST":
        hear_topic(guest.member, one, _level(request))
        return HttpResponseRedirect(back)
    level = topic_level(guest.member, one) or ""
    return page(request, "members/hear.html", room=room_of(guest, one), what=one.title, level=level, back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def of_space(request: GuestRequest, space: str) -> HttpResponse:
    guest = request.guest
    room = room_at(guest, space)
    assert guest.member is not None
    back = guest.ways.space(room.slug)
    if request.method == "POST":
        hear_space(guest.member, room.id, _level(request), at=now())
        return HttpResponseRedirect(back)
    level = spaces_heard(guest.member.pk).get(room.id, "")
    return page(request, "members/hear.html", room=room, what=room.name, level=level, back=back)


def _level(request: GuestRequest) -> Level | None:
    """Raises Http404 for what no page of ours sends."""
    word = request.POST.get("level", "")
    if word not in ("", *Level):
        raise Http404
    return Level(word) if word else None
