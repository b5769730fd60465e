"""Members write: a topic, an answer, an edit."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.community.actions.topics import TopicClosed, new_key
from parvis.community.models import Topic
from parvis.community.queries.sorted import alike_in
from parvis.community.queries.topics import last_of, post_in, topic_for
from parvis.community.rules.access import Refusal, why_not_answer, why_not_begin
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
from parvis.flows.hosting import answer_topic, begin_topic, reword_post
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.forms import AnswerForm, EditForm, TopicForm
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import room_at
from parvis.web.forum.views.topics import room_of, topic_at
from parvis.web.forum.wording import refusal


@require_http_methods(["GET", "POST"])
@hosted_for_members
def begin(request: GuestRequest, space: str) -> HttpResponse:
    guest = request.guest
    room, at = room_at(guest, space), now()
    assert guest.member is not None
    refused = why_not_begin(room, guest.who, at=at)
    form = TopicForm(request.POST or None, initial={"key": new_key()})
    alike: list[Topic] = []
    if request.method == "POST" and refused is None and form.is_valid() and "sure" not in request.POST:
        alike = alike_in(guest.house, guest.who, room.kind, form.cleaned_data["title"])
    if request.method == "POST" and refused is None and not alike and form.is_valid():
        told = form.cleaned_data
        made = begin_topic(
            room, guest.who, guest.member, title=told["title"], body=told["body"], key=told["key"], at=at
        )
        if room.kind is Kind.CONTESTS and guest.who.arranges:
            return HttpResponseRedirect(guest.ways.contest(made.topic.pk, "set"))
        if room.kind is Kind.EVENTS:
            return HttpResponseRedirect(guest.ways.event(made.topic.pk, "set"))
        return HttpResponseRedirect(guest.ways.topic(made.topic.slug, made.topic.pk))
    status = 403 if refused else 422 if form.is_bound else 200
    return page(request, "forum/begin.html", status, room=room, form=form, refused=refusal(refused), alike=alike)


@require_http_methods(["GET", "POST"])
@hosted_for_members
def answer(request: GuestRequest, id: int) -> HttpResponse:
    """GET: the form on a page of its own, for who was sent here by sign-in."""
    guest, at = request.guest, now()
    one = topic_at(guest, id)
    room = room_of(guest, one)
    assert guest.member is not None
    slow = room is not None and room.policy.slow
    refused: Refusal | None = None
    if room is not None:
        refused = why_not_answer(room, guest.who, last=last_of(guest.member, one) if slow else None, at=at)
    form = AnswerForm(request.POST or None, initial={"key": new_key()})
    said = refusal(refused)
    if request.method == "POST" and refused is None and form.is_valid():
        told = form.cleaned_data
        parent = post_in(one, told["parent"]) if told["parent"] else None
        try:
            made = answer_topic(
                one, room, guest.who, guest.member, body=told["body"], key=told["key"], parent=parent, at=at
            )
            return HttpResponseRedirect(guest.ways.post(one.slug, id, made.post.seq))
        except TopicClosed:
            said = _(
                "This topic was closed while you were writing. Copy your words: you can begin a topic of your own."
            )
    status = 403 if refused else 409 if said else 422 if form.is_bound else 200
    return page(request, "forum/answer.html", status, topic=one, room=room, form=form, refused=said)


@require_http_methods(["GET", "POST"])
@hosted_for_members
def edit(request: GuestRequest, id: int) -> HttpResponse:
    """One's own words, or anybody's for a moderator of the team."""
    guest, at = request.guest, now()
    assert guest.member is not None
    post = post_in(None, id, brand_id=guest.brand.pk)
    one = topic_for(guest.house, guest.who, post.thread_id) if post is not None else None
    if post is None or one is None or post.deleted_at is not None:
        raise Http404
    if post.author_id != guest.member.identity_id and not guest.who.moderates:
        raise Http404
    first = post.seq == 1
    form = EditForm(request.POST or None, initial={"body": post.source, "title": one.title if first else ""})
    if not first:
        del form.fields["title"]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        reword_post(one, room_of(guest, one), post, body=told["body"], title=told.get("title", ""), at=at)
        topic = topic_at(guest, one.pk)
        return HttpResponseRedirect(guest.ways.post(topic.slug, one.pk, post.seq))
    return page(request, "forum/edit.html", 422 if form.is_bound else 200, topic=one, post=post, form=form)
