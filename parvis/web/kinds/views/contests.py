"""Contests: their rules, entries, votes, and a draw that anybody computes again."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions import contests
from parvis.community.actions.contests import ContestClosed, Frozen
from parvis.community.models import Contest, Topic
from parvis.community.queries.contests import (
    ROWS,
    ContestSide,
    contest_side,
    entries_of,
    entry_in,
    every_entry,
    tickets_of,
    vote_of,
    winners_of,
)
from parvis.community.rules.contests import Refused, Way, why_not_enter
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.core.ratelimit import wait_for
from parvis.flows.contests import decide, open_contest
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import refused, room_of, topic_at
from parvis.web.kinds.contest_forms import EntryForm, RulesForm, told_of
from parvis.web.kinds.files import as_csv

EVERY, BURST = timedelta(minutes=2), 10
"""Entries from one machine: a family shares one, a script wants more."""


@require_http_methods(["GET", "POST"])
@hosted_for_members
def set_up(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    topic, side, account = run_by(request, id)
    form = RulesForm(request.POST or None, initial=told_of(side.what) if side.what else {"organiser": guest.brand.name})
    if request.method == "POST" and form.is_valid():
        try:
            open_contest(topic, form.rules(), by=account, at=now())
            return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
        except Frozen:
            form.add_error(None, _("Somebody has entered: the rules stand as they are."))
    return page(
        request,
        "kinds/contest_set.html",
        422 if form.is_bound else 200,
        topic=topic,
        room=room_of(guest, topic),
        form=form,
    )


@require_http_methods(["GET", "POST"])
@hosted_for_members
def enter(request: GuestRequest, id: int) -> HttpResponse:
    guest, at = request.guest, now()
    topic, side, what = contest_at(request, id)
    if guest.member is None or refused(guest, topic) or side.ticket:
        raise Http404
    why = why_not_enter(
        opens_at=what.opens_at, closes_at=what.closes_at, closed=what.closed_at is not None, team=guest.who.team,
        joined_at=guest.member.joined_at, age_days=what.age_days, has_trust=guest.member.trust, trust=what.trust, at=at,
    )  # fmt: skip
    form, said = EntryForm(what, request.POST or None), refusal(why, what)
    if request.method == "POST" and not said and form.is_valid():
        if wait_for(f"contest:{machine_of(request)}", every=EVERY, burst=BURST, at=at):
            said = _("Many entries come from your network. Wait some minutes, and try again.")
        else:
            try:
                contests.enter(topic, guest.member, words=form.cleaned_data.get("words", ""), told=form.told(), at=at)
                return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
            except ContestClosed:
                said = refusal(Refused.NOT_OPEN, what)
    status = 403 if said else 422 if form.is_bound else 200
    return page(
        request,
        "kinds/contest_enter.html",
        status,
        topic=topic,
        room=room_of(guest, topic),
        form=form,
        said=said,
        what=what,
    )


@require_safe
@hosted
def entries(request: GuestRequest, id: int) -> HttpResponse:
    """What was entered, where members vote or a jury reads: to vote for, and to choose from. For a draw, its list is tickets."""
    guest = request.guest
    topic, _side, what = contest_at(request, id)
    judges = guest.who.arranges and guest.member is not None
    if what.way == Way.DRAW or (what.way == Way.JURY and not judges):
        raise Http404
    word = request.GET.get("after", "0")
    if not (word.isdecimal() and word.isascii() and len(word) < 19):
        raise Http404
    found = entries_of(topic, after=int(word))
    more = f"?after={found[ROWS - 1].pk}" if len(found) > ROWS else ""
    voting = what.way == Way.VOTE and what.closed_at is None and guest.member is not None and not refused(guest, topic)
    return page(
        request, "kinds/contest_entries.html", topic=topic, room=room_of(guest, topic), what=what, entries=found[:ROWS],
        more=more, voting=voting, mine=vote_of(topic, guest.who.member or 0),
        judging=judges and what.way == Way.JURY and what.closed_at is not None and what.awarded_at is None,
    )  # fmt: skip


@require_safe
@hosted_for_members
def entries_csv(request: GuestRequest, id: int) -> HttpResponse:
    """For who runs the contest: each entry, with what it was asked."""
    topic, _side, _account = run_by(request, id)
    rows: list[list[object]] = [["ticket", "member", "place", "votes", "words", "asked"]]
    for one in every_entry(topic):
        told = "; ".join(f"{label}: {said}" for label, said in one.told if said)
        rows.append([one.ticket, one.member.name if one.member else "", one.place or "", one.votes, one.words, told])
    return as_csv(f"contest-{id}", rows)


@require_POST
@hosted_for_members
def vote(request: GuestRequest, id: int) -> HttpResponse:
    guest, at = request.guest, now()
    topic, _side, what = contest_at(request, id)
    entry = entry_in(topic, number_in(request.POST.get("entry", "")))
    if guest.member is None or entry is None or refused(guest, topic):
        raise Http404
    if at - guest.member.joined_at < timedelta(days=what.age_days) or guest.member.trust < what.trust:
        raise Http404
    try:
        contests.vote_for(entry, guest.member, at=at)
    except ContestClosed as problem:
        raise Http404 from problem
    return HttpResponseRedirect(guest.ways.contest(id, "entries"))


@require_POST
@hosted_for_members
def award(request: GuestRequest, id: int) -> HttpResponse:
    topic, _side, account = run_by(request, id)
    chosen = [entry_in(topic, number_in(word)) for word in dict.fromkeys(request.POST.getlist("entry"))]
    try:
        decide(topic, [entry for entry in chosen if entry is not None], by=account, at=now())
    except (ContestClosed, Contest.DoesNotExist) as problem:
        raise Http404 from problem
    return HttpResponseRedirect(request.guest.ways.topic(topic.slug, topic.pk))


@require_safe
@hosted
def rules(request: GuestRequest, id: int) -> HttpResponse:
    topic, _side, what = contest_at(request, id)
    return page(request, "kinds/contest_rules.html", topic=topic, room=room_of(request.guest, topic), what=what)


@require_safe
@hosted
def draw(request: GuestRequest, id: int) -> HttpResponse:
    """What was published when, and how to find the winners again."""
    topic, _side, what = contest_at(request, id)
    return page(
        request, "kinds/contest_draw.html", topic=topic, room=room_of(request.guest, topic), what=what,
        winners=winners_of(topic) if what.awarded_at else [],
    )  # fmt: skip


@require_safe
@hosted
def tickets(request: GuestRequest, id: int) -> HttpResponse:
    """The list whose hash was published, a ticket a line; once it is fixed."""
    topic, _side, what = contest_at(request, id)
    if what.closed_at is None:
        raise Http404
    return HttpResponse("".join(f"{one}\n" for one in tickets_of(topic)), content_type="text/plain; charset=utf-8")


def refusal(why: Refused | None, what: Contest) -> str:
    if why is None:
        return ""
    return {
        Refused.NOT_OPEN: _("It is not open now."),
        Refused.TEAM: _("Who organises does not take part."),
        Refused.TOO_YOUNG: _("One enters after %(n)s days of membership.") % {"n": what.age_days},
        Refused.TRUST: _("This contest asks for more trust than you have yet."),
    }[why]


def machine_of(request: GuestRequest) -> str:
    """No address in the table of buckets."""
    return blake2b(request.META.get("REMOTE_ADDR", "").encode("utf-8", "replace"), digest_size=16).hexdigest()


def number_in(word: str) -> int:
    """0 for what is no number of ours."""
    return int(word) if word.isdecimal() and word.isascii() and len(word) < 19 else 0


def contest_at(request: GuestRequest, id: int) -> tuple[Topic, ContestSide, Contest]:
    """A contest that is set. Raises Http404."""
    topic = topic_at(request.guest, id)
    side = contest_side(topic, request.guest.who, at=now()) if topic.kind == Kind.CONTESTS else None
    if side is None or side.what is None:
        raise Http404
    return topic, side, side.what


def run_by(request: GuestRequest, id: int) -> tuple[Topic, ContestSide, Account]:
    """A topic of contests, and who of the team runs the community; Http404 otherwise."""
    topic, account = topic_at(request.guest, id), request.guest.account
    if topic.kind != Kind.CONTESTS or account is None or not request.guest.who.arranges:
        raise Http404
    return topic, contest_side(topic, request.guest.who, at=now()), account
