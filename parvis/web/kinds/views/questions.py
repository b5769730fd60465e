"""A question: solved by an answer, its answers found useful, and found again while one writes it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.questions import NoAnswer, accept, unaccept, unvote, vote
from parvis.community.models import Topic
from parvis.community.queries.sorted import alike_in
from parvis.community.queries.topics import post_in, topic_for
from parvis.community.rules.kinds import Kind
from parvis.community.rules.questions import may_accept
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.views.lists import room_at
from parvis.web.forum.views.topics import refused


@require_POST
@hosted_for_members
def accepted(request: GuestRequest, id: int) -> HttpResponse:
    guest, at = request.guest, now()
    topic, post = answer_at(request, id)
    if guest.member is None or not may_accept(guest.who, topic.author_id):
        raise Http404
    if request.POST.get("accepted") == "0":
        unaccept(topic, at=at)
    else:
        try:
            accept(topic, post, by=guest.member, at=at)
        except NoAnswer as problem:
            raise Http404 from problem
    return HttpResponseRedirect(guest.ways.post(topic.slug, topic.pk, post.seq))


@require_POST
@hosted_for_members
def useful(request: GuestRequest, id: int) -> HttpResponse:
    guest, at = request.guest, now()
    topic, post = answer_at(request, id)
    if guest.member is None or refused(guest, topic):
        raise Http404
    if request.POST.get("useful") == "0":
        unvote(topic, post, guest.member)
    else:
        try:
            vote(topic, post, guest.member, at=at)
        except NoAnswer as problem:
            raise Http404 from problem
    return HttpResponseRedirect(guest.ways.post(topic.slug, topic.pk, post.seq))


@require_safe
@hosted_for_members
def alike(request: GuestRequest, space: str) -> HttpResponse:
    """JSON for the form: topics of all spaces that this member reads, whose title says about the same."""
    guest = request.guest
    room = room_at(guest, space)
    found = alike_in(guest.house, guest.who, room.kind, request.GET.get("title", ""))
    told = [{"title": one.title, "href": guest.ways.topic(one.slug, one.pk), "state": one.state} for one in found]
    answer = JsonResponse({"alike": told})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def answer_at(request: GuestRequest, post_id: int) -> tuple[Topic, Post]:
    """An answer to a question that this guest may read; Http404 otherwise."""
    guest = request.guest
    post = post_in(None, post_id, brand_id=guest.brand.pk)
    topic = topic_for(guest.house, guest.who, post.thread_id) if post is not None else None
    if post is None or topic is None or topic.kind != Kind.QUESTIONS:
        raise Http404
    return topic, post
