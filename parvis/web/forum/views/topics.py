"""One topic, page by page."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_safe

from parvis.community.actions.notices import read_in
from parvis.community.actions.reading import read_to
from parvis.community.actions.topics import new_key
from parvis.community.models import Topic
from parvis.community.queries.carrying import carried_to, stands_at
from parvis.community.queries.kinds import elsewhere, side_of
from parvis.community.queries.messages import others_in, people_in
from parvis.community.queries.polls import polls_of
from parvis.community.queries.previews import previews_at
from parvis.community.queries.signs import marked_on, reactions_at
from parvis.community.queries.ties import folded_for
from parvis.community.queries.topics import Shown, opened, posts_on, topic_for
from parvis.community.queries.webmentions import mentions_of
from parvis.community.rules.access import Room, why_not_answer
from parvis.community.rules.messages import why_not_go_on
from parvis.community.rules.paging import page_of, span
from parvis.core.clock import now
from parvis.web.forum.door import Guest, GuestRequest, hosted
from parvis.web.forum.kept import kept
from parvis.web.forum.pages import page


@require_safe
@hosted
def topic(request: GuestRequest, slug: str, id: int) -> HttpResponse:
    guest = request.guest
    found = opened(guest.house, guest.who, id)
    if found is None:
        return _merged(guest, id)
    one, state = found
    number, last = page_in(request), page_of(one.last_seq)
    if one.slug != slug or number > last:
        return HttpResponsePermanentRedirect(guest.ways.topic(one.slug, id, min(number, last)))
    posts = posts_on(id, number, held_too=guest.who.moderates)
    side = side_of(one, posts, guest.who, at=now())
    if (there := elsewhere(side)) is not None and "alone" not in request.GET:
        return HttpResponseRedirect(guest.ways.topic(there[1], there[0]))
    ids = [post.id for post in posts]
    if guest.member is not None:
        seen = min(span(number)[1], one.last_seq)
        read_to(one, guest.member, seen, state.read)
        if guest.told:
            read_in(id, guest.member.pk, seen, at=now())
    shown = page(
        request,
        "forum/topic.html",
        topic=one,
        room=room_of(guest, one),
        posts=posts,
        number=number,
        last=last,
        read=state.read,
        draft=state.draft,
        signs=reactions_at(one, ids, guest.who),
        marked=marked_on(state, ids, guest.who),
        refused=refused(guest, one),
        folded=folded_for(guest.member),
        key=new_key() if guest.member else "",
        side=side,
        previews=previews_at(one, ids),
        mentions=mentions_of(one),
        polls=polls_of(one, guest.who, at=now()),
        people=people_in(one) if one.space_id is None else [],
    )
    return kept(shown, request, one)


@require_safe
@hosted
def as_json(request: GuestRequest, slug: str, id: int) -> HttpResponse:
    """A page of a topic as data: what feeds readers and programs without a key."""
    guest = request.guest
    one, number = topic_at(guest, id), page_in(request)
    last = page_of(one.last_seq)
    if number > last:
        raise Http404
    told = {
        "id": one.pk,
        "title": one.title,
        "url": guest.ways.topic(one.slug, id, number),
        "kind": one.kind,
        "page": number,
        "pages": last,
        "posts_count": one.post_count,
        "closed": one.closed_at is not None,
        "posts": [_said(post) for post in posts_on(id, number)],
    }
    return kept(JsonResponse(told, json_dumps_params={"ensure_ascii": False}), request, one)


def _said(post: Shown) -> dict[str, object]:
    """A post that was taken away keeps its number."""
    author = {"handle": post.handle, "name": post.name} if post.html else None
    return {
        "id": post.id,
        "number": post.seq,
        "at": post.at,
        "edited_at": post.edited_at,
        "answers": post.parent,
        "author": author,
        "html": post.html,
    }


@require_safe
@hosted
def permalink(request: GuestRequest, slug: str, id: int, seq: int) -> HttpResponse:
    """To the page on which the post stands today."""
    guest = request.guest
    one = topic_for(guest.house, guest.who, id)
    if one is not None and 1 <= seq <= one.last_seq and stands_at(id, seq):
        return HttpResponseRedirect(guest.ways.post(one.slug, id, seq))
    carried = carried_to(guest.house, guest.who, id, seq)
    if carried is None:
        raise Http404
    there, number = carried
    return HttpResponsePermanentRedirect(guest.ways.permalink(there.slug, there.pk, number))


def _merged(guest: Guest, id: int) -> HttpResponse:
    """Where a topic went that was merged into another. Raises Http404."""
    carried = carried_to(guest.house, guest.who, id, None)
    if carried is None:
        raise Http404
    there, number = carried
    return HttpResponsePermanentRedirect(guest.ways.permalink(there.slug, there.pk, number))


def topic_at(guest: Guest, id: int) -> Topic:
    """Raises Http404, also where it exists and this guest may not know of it."""
    found = topic_for(guest.house, guest.who, id)
    if found is None:
        raise Http404
    return found


def room_of(guest: Guest, topic: Topic) -> Room | None:
    return guest.house.rooms[topic.space_id] if topic.space_id is not None else None


def refused(guest: Guest, topic: Topic) -> str:
    """Why this guest may not answer, "" = it may. Slowness is told when it happens."""
    if topic.closed_at is not None:
        return "topic_closed"
    room = room_of(guest, topic)
    if room is None:
        return why_not_go_on(guest.who, others_in(topic, guest.member)) or "" if guest.member else ""
    return why_not_answer(room, guest.who, last=None, at=now()) or ""


def page_in(request: GuestRequest) -> int:
    word = request.GET.get("page", "1")
    if not (word.isdecimal() and word.isascii() and 0 < len(word) < 7 and int(word) > 0):
        raise Http404
    return int(word)
