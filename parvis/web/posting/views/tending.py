"""Tools of moderators for a topic and its posts; authors may close their own topic, and take their own answer back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.community.actions import tending
from parvis.community.actions.carrying import CannotCarry
from parvis.community.models import Topic
from parvis.community.queries.carrying import to_take_back
from parvis.community.queries.topics import posts_on
from parvis.community.rules.access import Room, may_close
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.flows.hosting import let_stand
from parvis.flows.tending import merge_topics, move_topic, split_topic, take_back
from parvis.web.forum.door import Guest, GuestRequest, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import page_in, room_of, topic_at
from parvis.web.posting.found import post_at

SIMPLE: dict[str, Callable[..., bool]] = {
    "reopen": tending.reopen,
    "pin": tending.pin,
    "unpin": tending.unpin,
    "hide": tending.hide_topic,
    "show": tending.show_topic,
}


@require_POST
@hosted_for_members
def post(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    found = post_at(guest, id)
    assert guest.member is not None
    assert guest.account is not None
    mine = found.post.author_id == guest.member.identity_id and found.post.seq > 1
    # In private, nobody moderates: what is reported is decided.
    moderates = guest.who.moderates and found.room is not None
    verb = request.POST.get("verb", "")
    if verb == "hide" and (moderates or mine):
        tending.hide_post(found.topic, found.post, by=guest.account, at=now())
    elif verb == "show" and moderates:
        let_stand(found.topic, found.post, by=guest.account, at=now())
    else:
        raise Http404
    return HttpResponseRedirect(guest.ways.post(found.topic.slug, found.topic.pk, found.post.seq))


@require_http_methods(["GET", "POST"])
@hosted_for_members
def topic(request: GuestRequest, id: int) -> HttpResponse:
    """GET: every tool on one page. POST: `verb` says which."""
    guest = request.guest
    one = topic_at(guest, id)
    room = room_of(guest, one)
    if room is None or not (guest.who.moderates or closable(guest, one, room)):
        raise Http404
    why = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_done(request, one, room))
        except CannotCarry as refused:
            why = refused.why
    number = page_in(request)
    shown: dict[str, Any] = {"problem": _sentence(why) if why else "", "number": number, "posts": [], "back": None}
    if guest.who.moderates:
        shown["posts"] = [post for post in posts_on(id, number, held_too=True) if post.seq > 1]
        shown["back"] = to_take_back(one)
    others = [other for other in guest.rooms() if other.id != room.id and guest.may_read(other)]
    return page(
        request, "posting/tend.html", 409 if why else 200, topic=one, room=room, others=others, **shown,
        closable=closable(guest, one, room),
    )  # fmt: skip


def closable(guest: Guest, topic: Topic, room: Room) -> bool:
    author = guest.member is not None and topic.author_id == guest.member.pk
    by_author = None if topic.closed_at is None else topic.closed_by_id == (guest.account.pk if guest.account else 0)
    return may_close(room, guest.who, author=author, closed_by_author=by_author)


def _done(request: GuestRequest, one: Topic, room: Room) -> str:
    """Does what was asked; where to go then. Raises CannotCarry, Http404."""
    guest, verb = request.guest, request.POST.get("verb", "")
    account = guest.account
    assert account is not None
    if verb in ("close", "reopen") and closable(guest, one, room):
        if verb == "close":
            tending.close(one, because=request.POST.get("because", ""), by=account, at=now())
        else:
            tending.reopen(one, by=account, at=now())
    elif not guest.who.moderates:
        raise Http404
    elif verb in SIMPLE:
        SIMPLE[verb](one, by=account, at=now())
    else:
        one = _carried(request, one, room, verb, account)
    return guest.ways.topic(one.slug, one.pk)


def _carried(request: GuestRequest, one: Topic, room: Room, verb: str, by: Account) -> Topic:
    """The topic to look at then."""
    guest, told, at = request.guest, request.POST, now()
    match verb:
        case "move":
            to = guest.house.by_slug.get(told.get("space", ""))
            if to is None or not guest.may_read(to):
                raise Http404
            move_topic(one, room, to, by=by, at=at)
            return one
        case "split":
            title = told.get("title", "").strip()
            if len(title) < 5:
                raise CannotCarry("title")
            seqs = [int(word) for word in told.getlist("seq") if word.isdecimal() and len(word) < 9]
            return split_topic(one, room, seqs, title=title, by=by, at=at)
        case "merge":
            into = _named(guest, told.get("into", ""))
            merge_topics(one, room, into, guest.house.rooms[into.space_id or 0], by=by, at=at)
            return into
        case "undo":
            carriage = to_take_back(one)
            if carriage is None or told.get("carriage") != str(carriage.pk):
                raise CannotCarry("undone")
            rooms = [guest.house.rooms[side.space_id or 0] for side in (carriage.source, carriage.target)]
            take_back(carriage, rooms[0], rooms[1], by=by, at=at)
            return carriage.source
    raise Http404


def _named(guest: Guest, word: str) -> Topic:
    """A topic of a space by its number, or by its address. Raises CannotCarry."""
    number = next(
        (part for part in reversed(word.strip().split("?")[0].split("#")[0].split("/")) if part.isdecimal()), ""
    )
    for part in [number] if number and len(number) < 18 else []:
        try:
            found = topic_at(guest, int(part))
        except Http404 as problem:
            raise CannotCarry("same") from problem
        if found.space_id is not None:
            return found
    raise CannotCarry("same")


def _sentence(why: str) -> str:
    return {
        "same": _("Name another topic or space: one that you may read."),
        "messages": _("Private messages stay where they are."),
        "none": _("Choose at least one post."),
        "first": _("The first post opens its topic: it stays. Move or merge the whole topic instead."),
        "title": _("Give the new topic a title: five characters at least."),
        "undone": _("Somebody took it back already."),
        "gone": _("Some of these posts were carried further since: take that back first."),
        "worked": _("The team has worked on this: a case, an alert or a correction stands on it, and the room is closed to the team."),
    }[why]  # fmt: skip
