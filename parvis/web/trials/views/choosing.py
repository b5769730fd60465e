"""Who applied, who is chosen, and how anybody finds the lot again."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions.trials import BadChoice, TooLate, mark
from parvis.community.queries.trials import (
    ROWS,
    Sought,
    counts_of,
    entries_of,
    every_entry,
    own_ticket,
    phase_of,
    tickets_of,
)
from parvis.community.rules.trials import Act, Phase, State, late
from parvis.core.clock import now
from parvis.flows.trials import choose as choose_now
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import room_of
from parvis.web.kinds.files import as_csv
from parvis.web.trials.door import after_in, held_by, number_in, trial_at
from parvis.web.trials.wording import state_name

MARKS = {Act.PICK.value, Act.SET_ASIDE.value, Act.UNMARK.value}


@require_http_methods(["GET", "POST"])
@hosted_for_members
def people(request: GuestRequest, id: int) -> HttpResponse:
    """To read and to mark, before the choice is told; then how each stands."""
    topic, _what, account = held_by(request, id)
    if request.method == "POST":
        entry, act = number_in(request.POST.get("entry", "")), request.POST.get("act", "")
        if act not in MARKS:
            raise Http404
        try:
            mark(topic, entry, Act(act), because=request.POST.get("because", ""), by=account, at=now())
        except TooLate as problem:
            raise Http404 from problem
        return HttpResponseRedirect(f"{request.get_full_path()}#e{entry}")
    return _shown(request, id)


@require_POST
@hosted_for_members
def choose(request: GuestRequest, id: int) -> HttpResponse:
    """The choice is made and told to everybody."""
    topic, what, account = held_by(request, id)
    try:
        choose_now(topic, by=account, at=now())
    except TooLate as problem:
        raise Http404 from problem
    except BadChoice:
        wrong = _("Pick between one and %(n)s testers, then tell the choice.") % {"n": what.places}
        return _shown(request, id, wrong, 409)
    return HttpResponseRedirect(request.guest.ways.test(id, "people"))


def _shown(request: GuestRequest, id: int, wrong: str = "", status: int = 200) -> HttpResponse:
    topic, what, _account = held_by(request, id)
    sought = _sought(request)
    found, at = entries_of(topic, sought, after=after_in(request)), now()
    asked = {name: word for name, word in request.GET.items() if name != "after"}
    more = f"?{urlencode({**asked, 'after': found[ROWS - 1].pk})}" if len(found) > ROWS else ""
    counts, here = counts_of(topic), request.guest.ways.test(id, "people")
    return page(
        request, "trials/people.html", status, topic=topic, room=room_of(request.guest, topic), what=what,
        entries=[
            (one, state_name(State(one.state)), late(State(one.state), due_at=what.due_at, at=at)) for one in found[:ROWS]
        ],
        tabs=[(state_name(one), f"{here}?state={one}", sought.state == one, counts[one]) for one in State if counts.get(one)],
        more=more, sought=sought, wrong=wrong, phase=phase_of(what, at), choosing=phase_of(what, at) is Phase.CHOOSING,
    )  # fmt: skip


def _sought(request: GuestRequest) -> Sought:
    state, trust = request.GET.get("state", ""), request.GET.get("trust", "")
    return Sought(
        state=state if state in {one.value for one in State} else "",
        country=request.GET.get("country", "")[:60],
        words=request.GET.get("words", "").strip()[:100],
        trust=int(trust) if trust in {"1", "2", "3", "4"} else 0,
    )


@require_safe
@hosted_for_members
def people_csv(request: GuestRequest, id: int) -> HttpResponse:
    """Everybody who applied, with what was asked. No address."""
    topic, what, _account = held_by(request, id)
    rows: list[list[object]] = [["ticket", "member", "state", "late", "country", "parcel", "asked"]]
    at = now()
    for one in every_entry(topic):
        told = "; ".join(f"{label}: {said}" for label, said in one.told if said)
        behind = "1" if late(State(one.state), due_at=what.due_at, at=at) else ""
        parcel = one.parcel.state if hasattr(one, "parcel") else ""
        rows.append([one.ticket, one.member.name if one.member else "", one.state, behind, one.country, parcel, told])
    return as_csv(f"test-{id}", rows)


@require_safe
@hosted
def lot(request: GuestRequest, id: int) -> HttpResponse:
    """What was published when, and how to find the order of the lots again."""
    topic, _side, what = trial_at(request, id)
    guest = request.guest
    mine = own_ticket(topic, guest.member.pk) if guest.member else ""
    return page(request, "trials/lot.html", topic=topic, room=room_of(guest, topic), what=what, mine=mine)


@require_safe
@hosted
def tickets(request: GuestRequest, id: int) -> HttpResponse:
    """The list whose hash was published, a ticket a line; once the choice is told."""
    topic, _side, what = trial_at(request, id)
    if what.announced_at is None:
        raise Http404
    return HttpResponse("".join(f"{one}\n" for one in tickets_of(topic)), content_type="text/plain; charset=utf-8")
