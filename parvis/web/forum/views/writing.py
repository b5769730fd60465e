"""Members write: a topic, an answer, an edit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.community.actions.rewording import Crossed
from parvis.community.actions.topics import TopicClosed, new_key
from parvis.community.models import Topic
from parvis.community.queries.drafts import draft_for
from parvis.community.queries.messages import others_in
from parvis.community.queries.naming import previewed
from parvis.community.queries.revisions import hidden_from
from parvis.community.queries.sorted import alike_in
from parvis.community.queries.topics import last_of, post_in, topic_for
from parvis.community.rules.access import Refusal, may_link, why_not_answer, why_not_begin
from parvis.community.rules.differences import differences
from parvis.community.rules.kinds import Kind
from parvis.community.rules.messages import SAID_AT_ONCE, SAID_EVERY, why_not_go_on
from parvis.community.rules.quoting import quoted
from parvis.community.rules.revising import print_of
from parvis.core.clock import now
from parvis.core.ratelimit import wait_for
from parvis.flows.hosting import answer_topic, begin_topic, reword_post
from parvis.web.forum.bringing import fits, posted
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
    if room.kind is Kind.ARTICLES:
        return HttpResponseRedirect(guest.ways.new_article(room.slug))
    refused = why_not_begin(room, guest.who, at=at)
    if refused is Refusal.CHARTER and request.method != "POST":
        return HttpResponseRedirect(guest.ways.charter(request.get_full_path()))
    told_with, problem = posted(request)
    form = TopicForm(told_with, initial={"key": new_key(), **_begun(request, space_id=room.id)})
    fit = request.method == "POST" and refused is None and fits(form, problem)
    alike: list[Topic] = []
    if fit and not {"sure", "preview"} & set(request.POST):
        alike = alike_in(guest.house, guest.who, room.kind, form.cleaned_data["title"])
    if fit and not alike:
        told = form.cleaned_data
        if "preview" in request.POST:
            shown = previewed(guest.brand.pk, told["body"], space_id=room.id, links=may_link(room, guest.who))
            return page(request, "forum/begin.html", room=room, form=form, refused="", preview=shown, alike=[])
        made = begin_topic(
            room, guest.who, guest.member, title=told["title"], body=told["body"], key=told["key"], at=at
        )
        if room.kind is Kind.CONTESTS and guest.who.arranges:
            return HttpResponseRedirect(guest.ways.contest(made.topic.pk, "set"))
        if room.kind is Kind.TESTS and guest.who.arranges:
            return HttpResponseRedirect(guest.ways.test(made.topic.pk, "set"))
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
    else:
        refused = why_not_go_on(guest.who, others_in(one, guest.member)) or flooded(request)
    if refused is Refusal.CHARTER and request.method != "POST":
        return HttpResponseRedirect(guest.ways.charter(request.get_full_path()))
    told_with, problem = posted(request)
    form = AnswerForm(told_with, initial={"key": new_key(), **_answering(request, one)})
    said = refusal(refused)
    if request.method == "POST" and refused is None and fits(form, problem):
        told = form.cleaned_data
        if "preview" in request.POST:
            links = may_link(room, guest.who)
            shown = previewed(guest.brand.pk, told["body"], space_id=one.space_id, topic_id=id, links=links)
            return page(
                request, "forum/answer.html", topic=one, room=room, form=form, refused="", preview=shown, alike=[]
            )
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
    if post.author_id != guest.member.identity_id and not (guest.who.moderates and one.space_id is not None):
        raise Http404
    first = post.seq == 1
    title = one.title if first else ""
    seen = print_of(post.source, title)
    told_with, problem = posted(request)
    form = EditForm(told_with, initial={"body": post.source, "title": title, "seen": seen})
    if not first:
        del form.fields["title"]
    shown: dict[str, Any] = {"topic": one, "room": room_of(guest, one), "post": post, "form": form}
    if request.method != "POST" or not fits(form, problem):
        return page(request, "forum/edit.html", 422 if form.is_bound else 200, **shown)
    told = form.cleaned_data
    if "preview" in request.POST:
        links = may_link(shown["room"], guest.who)
        html = previewed(guest.brand.pk, told["body"], space_id=one.space_id, topic_id=one.pk, links=links)
        return page(request, "forum/edit.html", **shown, preview=html)
    try:
        reword_post(
            one, room_of(guest, one), guest.who, guest.member, post, body=told["body"], title=told.get("title", ""),
            seen=told["seen"], at=at,
        )  # fmt: skip
    except Crossed as other:
        theirs = print_of(other.source, other.title if first else "")
        changed = differences(other.source, told["body"])
        return page(request, "forum/edit.html", 409, **shown, seen=theirs, theirs=other, changed=changed)
    topic = topic_at(guest, one.pk)
    return HttpResponseRedirect(guest.ways.post(topic.slug, one.pk, post.seq))


def flooded(request: GuestRequest) -> Refusal | None:
    """Counts what is sent in private, and nothing else."""
    member = request.guest.member
    if request.method != "POST" or "preview" in request.POST or member is None:
        return None
    wait = wait_for(f"message:{member.pk}", every=SAID_EVERY, burst=SAID_AT_ONCE, at=now())
    return Refusal.FLOOD if wait else None


def _begun(request: GuestRequest, *, space_id: int | None = None, topic_id: int | None = None) -> dict[str, str]:
    """What this member had begun to write there."""
    member = request.guest.member
    kept = draft_for(member, topic_id=topic_id, space_id=space_id) if member and request.method == "GET" else None
    return {"title": kept.title, "body": kept.body} if kept else {}


def _answering(request: GuestRequest, topic: Topic) -> dict[str, Any]:
    """The draft, and below it the post that is quoted: `?quote=<post>`."""
    begun: dict[str, Any] = {**_begun(request, topic_id=topic.pk)}
    word = request.GET.get("quote", "")
    post = post_in(topic, int(word)) if word.isdecimal() and len(word) < 18 else None
    if post is None or hidden_from(topic, post, request.guest.who):
        return begun
    where = request.guest.ways.permalink(topic.slug, topic.pk, post.seq)
    words = quoted(post.author.name if post.author else "", where, post.source)
    return {"body": "\n\n".join(filter(None, [begun.get("body", "").strip(), words])), "parent": post.pk}
