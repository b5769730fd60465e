"""An account of the brand is opened at its network: what that allows, there and back, what to listen to."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.connectors.accounts import Accounts, OAuth, SignsIn
from parvis.connectors.addresses import host_of
from parvis.connectors.contract import ConnectorError
from parvis.conversations.health import Health, access_ending
from parvis.conversations.queries import places_per_access, places_through
from parvis.core.clock import now
from parvis.core.credentials import access_of, accesses_of
from parvis.core.handshakes import Where
from parvis.core.models import Credential
from parvis.core.roles import Permission
from parvis.flows.connect import Chosen, Wish, chosen_from, come_back, leave, listen_through, networks, sign_in
from parvis.flows.disconnect import disconnect as end_access
from parvis.flows.disconnect import what_stops
from parvis.web.places.forms import AccountForm, OffersForm
from parvis.web.places.problems import put, said
from parvis.web.ui.answers import go, status_of
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.language import language_of
from parvis.web.ui.wording import say


@dataclass(frozen=True, slots=True)
class AccessRow:
    """An account connected, with what it opens and when it ends."""

    access: Credential
    places: int
    ending: Health | None


@screen(Permission.PLACES_EDIT)
@require_GET
def accounts(request: DeskRequest) -> HttpResponse:
    """The networks that can be connected, and the accounts that are."""
    at, known, places = now(), networks(), places_per_access(request.desk.brand.pk)
    rows = [
        AccessRow(one, places[one.pk], access_ending(one.updated_at, one.expires_at, at))
        for one in accesses_of(request.desk.brand)
        if one.network in known
    ]
    return render(request, "places/accounts.html", {"rows": rows, "networks": known})


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def connect(request: DeskRequest) -> HttpResponse:
    """What each level allows, honestly; a POST opens the account, or prepares the way to the network and shows it as a link.

    As a link, because our content policy sends no form elsewhere, and because people like to see where they go.
    """
    network, connector = _asked(request)
    if request.method == "GET":
        form = AccountForm(None, connector, initial={name: request.GET.get(name, "") for name in ("server", "handle")})
        return _account_page(request, network, connector, form)
    form = AccountForm(request.POST, connector)
    if not form.is_valid():
        return _account_page(request, network, connector, form, status=422)
    try:
        if isinstance(connector, OAuth):
            return _on_the_way(request, network, form)
        return _let_in(request, network, form)
    except ConnectorError as problem:
        put(problem, form, "server" if "server" in form.fields else None)
        return _account_page(request, network, connector, form, status=422)


def _on_the_way(request: DeskRequest, network: str, form: AccountForm) -> HttpResponse:
    wish = Wish(
        network=network,
        server=form.cleaned_data.get("server", ""),
        level=form.cleaned_data["level"],
        redirect=request.build_absolute_uri(reverse("place_connect_return", kwargs={"brand": request.desk.brand.slug})),
        given=form.given(),
        language=language_of(request),
    )
    leads_to = leave(wish, _who(request), at=now())
    context = {"network": network, "leads_to": leads_to, "server": host_of(leads_to)}
    return render(request, "places/leave.html", context)


def _let_in(request: DeskRequest, network: str, form: AccountForm) -> HttpResponse:
    brand, level = request.desk.brand, form.cleaned_data["level"]
    access = sign_in(brand, network, level, form.password(), by=request.desk.account, at=now())
    return _connected(request, access)


def _connected(request: DeskRequest, access: Credential) -> HttpResponse:
    messages.success(request, _("%(account)s is connected.") % {"account": access.name})
    return go(request, reverse("credential_places", kwargs={"brand": request.desk.brand.slug, "id": access.pk}))


def _account_page(
    request: DeskRequest, network: str, connector: Accounts, form: AccountForm, status: int = 200
) -> HttpResponse:
    levels = [(level, connector.access(level.name)) for level in connector.levels]
    warning = connector.warning if isinstance(connector, SignsIn) else None
    context = {"network": network, "form": form, "levels": levels, "warning": warning}
    return render(request, "places/connect.html", context, status=status_of(request, status))


@screen(Permission.PLACES_EDIT)
@require_GET
def returned(request: DeskRequest) -> HttpResponse:
    """Where the network sends the person back to, once."""
    brand = request.desk.brand.slug
    try:
        access = come_back(request.GET.get("state", ""), request.GET.get("code", ""), _who(request), at=now())
    except ConnectorError as problem:
        messages.error(request, said(problem))
        return redirect("place_accounts", brand=brand)
    return _connected(request, access)


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def disconnect(request: DeskRequest, id: int) -> HttpResponse:
    """What stops, said before it does."""
    access = access_of(request.desk.brand, id)
    if access is None or access.network not in networks():
        raise Http404
    if request.method == "GET":
        return render(request, "places/disconnect.html", {"access": access, "stops": what_stops(access)})
    ended = end_access(access, by=request.desk.account, at=now())
    messages.success(request, _("%(account)s is disconnected; its keys are gone from here.") % {"account": access.name})
    if not ended.revoked:
        messages.warning(
            request, _("The network could not be told: end the access of Parvis in your account there too.")
        )
    return redirect("place_accounts", brand=request.desk.brand.slug)


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def choose(request: DeskRequest, id: int) -> HttpResponse:
    """What to listen to through this account: mentions, hashtags, searches."""
    access = access_of(request.desk.brand, id)
    connector = networks().get(access.network) if access else None
    if access is None or connector is None:
        raise Http404
    open_now = {(place.kind, place.address): place for place in places_through(access.pk)}
    offers = connector.offers(str(access.settings.get("level", "")))
    form = OffersForm(request.POST if request.method == "POST" else None, offers, {kind for kind, _a in open_now})
    status = 200
    if request.method == "POST":
        if form.is_valid() and (wanted := _chosen(form, access)):
            return _listen(request, access, wanted)
        form.add_error(None, _("Choose at least one thing to listen to."))
        status = 422
    context = {"access": access, "form": form, "open_now": list(open_now.values())}
    return render(request, "places/choose.html", context, status=status)


def _chosen(form: OffersForm, access: Credential) -> list[Chosen]:
    said = [(offer.kind, form.cleaned_data.get(offer.kind)) for offer in form.offers]
    return chosen_from(form.offers, access, [(kind, str(value)) for kind, value in said if value], say)


def _listen(request: DeskRequest, access: Credential, wanted: list[Chosen]) -> HttpResponse:
    opened = listen_through(access, wanted, by=request.desk.account, at=now())
    for name, problem in opened.refused:
        messages.error(request, f"{name} : {said(problem)}")
    if not opened.places:
        return redirect("credential_places", brand=request.desk.brand.slug, id=access.pk)
    messages.success(request, _("Being read now: %(names)s.") % {"names": ", ".join(p.name for p in opened.places)})
    if len(opened.places) == 1:
        return redirect("place", brand=request.desk.brand.slug, id=opened.places[0].pk)
    return redirect("places", brand=request.desk.brand.slug)


def _asked(request: DeskRequest) -> tuple[str, Accounts]:
    """The network asked for; the first one when none is. Raises Http404 where none can be connected."""
    known = networks()
    asked = request.POST.get("network") or request.GET.get("network") or next(iter(known), "")
    if asked not in known:
        raise Http404
    return asked, known[asked]


def _who(request: DeskRequest) -> Where:
    return Where(request.desk.brand, request.desk.account, request.session.session_key or "")
