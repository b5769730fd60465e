"""An idea: wanted by members, answered by the team, merged with its like."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions.ideas import NotMergeable, merge, take_step, unmerge, unwant, want
from parvis.community.models import Topic
from parvis.community.queries.kinds import lives_on_in, merged_into, steps_of
from parvis.community.queries.topics import topic_for
from parvis.community.rules.ideas import Status, status_of, takes_votes
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import refused, room_of, topic_at
from parvis.web.kinds.forms import MergeForm, StepForm


@require_POST
@hosted_for_members
def vote(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    topic = idea_at(request, id)
    if guest.member is None or refused(guest, topic) or not takes_votes(status_of(topic.state)):
        raise Http404
    if request.POST.get("want") == "0":
        unwant(topic, guest.member)
    else:
        want(topic, guest.member, at=now())
    return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))


@require_safe
@hosted
def story(request: GuestRequest, id: int) -> HttpResponse:
    topic = idea_at(request, id)
    return page(
        request, "kinds/story.html", topic=topic, room=room_of(request.guest, topic), steps=steps_of(topic),
        merged=merged_into(topic),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@hosted_for_members
def step(request: GuestRequest, id: int) -> HttpResponse:
    topic, by = arranged(request, id)
    form = StepForm(request.POST or None, initial={"status": status_of(topic.state).value})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        take_step(topic, Status(told["status"]), word=told["word"], by=by, at=now())
        return HttpResponseRedirect(request.guest.ways.topic(topic.slug, topic.pk))
    return _step_page(request, topic, form, MergeForm(), 422 if form.is_bound else 200)


@require_POST
@hosted_for_members
def merged(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    topic, by = arranged(request, id)
    form = MergeForm(request.POST)
    if form.is_valid():
        into = topic_for(guest.house, guest.who, form.number())
        try:
            if into is None:
                raise NotMergeable
            merge(topic, into, by=by, at=now())
            return HttpResponseRedirect(guest.ways.topic(into.slug, into.pk))
        except NotMergeable:
            form.add_error("into", _("Give another idea of this space, which is not merged itself."))
    return _step_page(request, topic, StepForm(initial={"status": status_of(topic.state).value}), form, 422)


@require_POST
@hosted_for_members
def unmerged(request: GuestRequest, id: int) -> HttpResponse:
    topic, by = arranged(request, id)
    unmerge(topic, by=by, at=now())
    return HttpResponseRedirect(request.guest.ways.topic(topic.slug, topic.pk))


def _step_page(request: GuestRequest, topic: Topic, form: StepForm, merging: MergeForm, status: int) -> HttpResponse:
    return page(
        request, "kinds/step.html", status, topic=topic, room=room_of(request.guest, topic), form=form, merging=merging,
        merged=lives_on_in(topic) is not None,
    )  # fmt: skip


def idea_at(request: GuestRequest, id: int) -> Topic:
    """Raises Http404."""
    topic = topic_at(request.guest, id)
    if topic.kind != Kind.IDEAS:
        raise Http404
    return topic


def arranged(request: GuestRequest, id: int) -> tuple[Topic, Account]:
    """An idea, and who of the team runs the community; Http404 for everybody else."""
    topic, account = idea_at(request, id), request.guest.account
    if account is None or not request.guest.who.arranges:
        raise Http404
    return topic, account
