"""Parcels: an address from who was chosen, on its way, come or not. Addresses are opened for who ships, and it is written down."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions import parcels as boxes
from parvis.community.actions.trials import TooLate
from parvis.community.models import Topic
from parvis.community.queries.trials import ROWS, labels_of, parcel_counts, parcel_of, parcels_of
from parvis.community.rules.trials import Parcel, State
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.flows.trials import send_parcel
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import room_of
from parvis.web.kinds.files import as_csv
from parvis.web.trials.door import after_in, held_by, mine, number_in, trial_at
from parvis.web.trials.forms import AddressForm, ProblemForm, SendForm
from parvis.web.trials.wording import parcel_name

LABEL = ("name", "street", "more", "postcode", "town", "country", "phone")


@require_http_methods(["GET", "POST"])
@hosted_for_members
def address(request: GuestRequest, id: int) -> HttpResponse:
    """One's own, until the parcel has left."""
    guest = request.guest
    topic, _side, what = trial_at(request, id)
    entry = mine(request, topic)
    parcel = parcel_of(entry)
    if parcel is None or entry.state != State.CHOSEN or parcel.state not in (Parcel.AWAITED, Parcel.READY):
        raise Http404
    form = AddressForm(request.POST or None, initial=boxes.address_of(parcel, topic.pk) or {"country": entry.country})
    if request.method == "POST" and form.is_valid():
        try:
            boxes.give_address(entry, form.cleaned_data, at=now())
        except TooLate as problem:
            raise Http404 from problem
        return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
    status = 422 if form.is_bound else 200
    return page(request, "trials/address.html", status, topic=topic, room=room_of(guest, topic), form=form, what=what)


@require_POST
@hosted_for_members
def arrived(request: GuestRequest, id: int) -> HttpResponse:
    """The tester says that it came, or what is wrong."""
    topic, _side, _what = trial_at(request, id)
    entry, problem = mine(request, topic), ProblemForm(request.POST)
    if entry.state not in (State.CHOSEN, State.DONE, State.MISSED):
        raise Http404
    try:
        if request.POST.get("arrived") == "1":
            boxes.receive(topic, entry.pk, at=now())
        elif problem.is_valid():
            boxes.report(topic, entry.pk, problem.cleaned_data["problem"])
    except TooLate as why:
        raise Http404 from why
    return HttpResponseRedirect(request.guest.ways.topic(topic.slug, topic.pk))


@require_http_methods(["GET", "POST"])
@hosted_for_members
def parcels(request: GuestRequest, id: int) -> HttpResponse:
    """For who ships. One address is shown at a time, to who asks for it."""
    topic, _what, account = held_by(request, id)
    if request.method == "POST":
        entry = number_in(request.POST.get("entry", ""))
        if request.POST.get("act") == "open":
            return _shown(request, id, opened=entry)
        _act(request, topic, entry, account)
        return HttpResponseRedirect(f"{request.get_full_path()}#e{entry}")
    return _shown(request, id)


def _act(request: GuestRequest, topic: Topic, entry: int, account: Account) -> None:
    """Raises Http404 where the parcel cannot go that way."""
    act, form, problem = request.POST.get("act", ""), SendForm(request.POST), ProblemForm(request.POST)
    try:
        match act:
            case "send" if form.is_valid():
                told = form.cleaned_data
                send_parcel(
                    topic, entry, carrier=told["carrier"], tracking=told["tracking"], by=account, at=now()
                )  # fmt: skip
            case "receive":
                boxes.receive(topic, entry, at=now())
            case "again":
                boxes.send_again(topic, entry)
            case "fail" if problem.is_valid():
                boxes.report(topic, entry, problem.cleaned_data["problem"])
    except TooLate as why:
        raise Http404 from why


def _shown(request: GuestRequest, id: int, opened: int = 0) -> HttpResponse:
    topic, what, account = held_by(request, id)
    word = request.GET.get("state", "")
    state = word if word in {one.value for one in Parcel} else ""
    found = parcels_of(topic, state=state, after=after_in(request))
    more = f"?state={state}&after={found[ROWS - 1].pk}" if len(found) > ROWS else ""
    counts, here = parcel_counts(topic), request.guest.ways.test(id, "parcels")
    shown = [one for one in found if one.pk == opened]
    return page(
        request, "trials/parcels.html", topic=topic, room=room_of(request.guest, topic), what=what, more=more,
        parcels=[(one, parcel_name(Parcel(one.state))) for one in found[:ROWS]], state=state,
        tabs=[(parcel_name(one), f"{here}?state={one}", state == one, counts[one]) for one in Parcel if counts.get(one)],
        addresses=boxes.open_addresses(topic, shown, by=account, at=now()) if shown else {},
    )  # fmt: skip


@require_safe
@hosted_for_members
def labels_csv(request: GuestRequest, id: int) -> HttpResponse:
    """A label for each parcel to send."""
    topic, _what, account = held_by(request, id)
    ready = labels_of(topic)
    addresses = boxes.open_addresses(topic, ready, by=account, at=now())
    rows = [list(LABEL), *([told.get(name, "") for name in LABEL] for told in addresses.values())]
    return as_csv(f"labels-{id}", rows)
