"""Polls and surveys inside a topic."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions.polls import PollClosed, cast, close_poll
from parvis.community.models import Topic
from parvis.community.queries.polls import Sight, ballots, named_ballots, own_ballot, poll_for
from parvis.community.rules.polls import Asks, BadBallot, Shows
from parvis.core.clock import now
from parvis.flows.polling import ask
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import refused, room_of, topic_at
from parvis.web.kinds.files import as_csv
from parvis.web.kinds.poll_forms import Questions, SettingForm, chosen_in, poll_form, said


@require_http_methods(["GET", "POST"])
@hosted_for_members
def new(request: GuestRequest, id: int) -> HttpResponse:
    """Who began the topic asks one question; the team several, which makes a survey."""
    guest = request.guest
    topic = topic_at(guest, id)
    if guest.member is None or not may_ask(request, topic) or refused(guest, topic):
        raise Http404
    many, at = guest.who.team, now()
    questions = Questions(request.POST or None, prefix="q")
    setting = SettingForm(request.POST or None, initial={"shows": Shows.VOTED.value})
    if request.method == "POST" and "more" in request.POST and many:
        sent = request.POST.copy()
        sent["q-TOTAL_FORMS"] = str(min(len(questions.forms) + 1, 20))
        questions = Questions(sent, prefix="q")
    elif request.method == "POST" and questions.is_valid() and setting.is_valid():
        told = poll_form(questions, setting)
        if told.closes_at is not None and told.closes_at <= at:
            setting.add_error("closes_at", _("Give an hour to come."))
        elif len(told.questions) == 1 or many:
            ask(topic, told, by=guest.member)
            return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
    status = 422 if questions.is_bound and "more" not in request.POST else 200
    return page(
        request, "kinds/new_poll.html", status, topic=topic, room=room_of(guest, topic), questions=questions,
        setting=setting, many=many, adding="more" in request.POST,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@hosted
def poll(request: GuestRequest, id: int) -> HttpResponse:
    """Its ballot, and its results for who may see them."""
    guest, at, wrong, status = request.guest, now(), 0, 200
    sight, topic = poll_at(request, id)
    may_vote = guest.member is not None and sight.open and not refused(guest, topic)
    chosen = own_ballot(sight.poll, guest.member) if guest.member is not None and sight.voted else {}
    if request.method == "POST":
        if guest.member is None or not may_vote:
            raise Http404
        try:
            cast(sight.poll, guest.member, chosen_in(sight.questions, request.POST), at=at)
            return HttpResponseRedirect(f"{guest.ways.topic(topic.slug, topic.pk)}#poll-{id}")
        except BadBallot as problem:
            wrong, status = problem.question, 422
        except PollClosed:
            return HttpResponseRedirect(guest.ways.poll(id))
    names = named_ballots(sight.poll) if sight.results is not None else []
    spoken = [(name, [said(q, answers.get(str(q.id))) for q in sight.questions if q.asks is not Asks.TEXT]) for name, answers in names]  # fmt: skip
    return page(
        request, "kinds/poll.html", status, topic=topic, room=room_of(guest, topic), sight=sight, may_vote=may_vote,
        chosen=chosen, wrong=wrong, spoken=spoken, may_close=sight.open and may_close(request, sight),
    )  # fmt: skip


@require_POST
@hosted_for_members
def close(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    sight, topic = poll_at(request, id)
    if not may_close(request, sight):
        raise Http404
    close_poll(sight.poll, by=guest.account, at=now())
    return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))


@require_safe
@hosted
def results_csv(request: GuestRequest, id: int) -> HttpResponse:
    sight, _topic = poll_at(request, id)
    if sight.results is None:
        raise Http404
    rows: list[list[object]] = [["question", "choice", "votes", "place"]]
    for question in sight.questions:
        rows += [[question.text, row.text, row.votes, row.place or ""] for row in sight.results.get(question.id, [])]
    return as_csv(f"poll-{id}", rows)


@require_safe
@hosted_for_members
def ballots_csv(request: GuestRequest, id: int) -> HttpResponse:
    """For the team that runs the community: each ballot, with free words; with names only where the poll is named. Of an
    anonymous one only once it is closed: two tables with one voter between them would tell what that one chose."""
    sight, _topic = poll_at(request, id)
    if not request.guest.who.arranges or (sight.poll.anonymous and sight.open):
        raise Http404
    rows = [["member", *(question.text for question in sight.questions)]]
    for name, answers in ballots(sight.poll):
        rows.append([name, *(said(question, answers.get(str(question.id))) for question in sight.questions)])
    return as_csv(f"ballots-{id}", rows)


def poll_at(request: GuestRequest, id: int) -> tuple[Sight, Topic]:
    """Raises Http404, also where its topic may not be read."""
    guest = request.guest
    sight = poll_for(guest.brand.pk, guest.who, id, at=now())
    if sight is None:
        raise Http404
    return sight, topic_at(guest, sight.poll.topic_id)


def may_ask(request: GuestRequest, topic: Topic) -> bool:
    who = request.guest.who
    return topic.polls < 5 and (who.member == topic.author_id or who.moderates or who.arranges)


def may_close(request: GuestRequest, sight: Sight) -> bool:
    who = request.guest.who
    return who.member is not None and (who.member == sight.poll.made_by_id or who.moderates or who.arranges)
