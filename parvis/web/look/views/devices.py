"""Calls on a device: asked for, tried, stopped. The browser's own question comes only after a button was pressed."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.devices import Offered, let_call, let_call_no_more
from parvis.community.queries.devices import devices_of
from parvis.community.rules.push import fits
from parvis.connectors.contract import ConnectorError
from parvis.connectors.net.client import parse
from parvis.connectors.net.reach import Reach
from parvis.core.clock import now
from parvis.core.ratelimit import wait_for
from parvis.flows.push import public_key
from parvis.flows.push import try_out as call_all
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.pages import page

LONGEST = 1000
TRIES, EVERY = 3, timedelta(minutes=10)


@require_safe
@hosted_for_members
def devices(request: GuestRequest) -> HttpResponse:
    guest, at = request.guest, now()
    assert guest.member is not None
    key = public_key(guest.brand, at=at)
    return page(
        request, "look/devices.html", devices=devices_of(guest.member), key=key, tried=request.GET.get("tried", "")
    )


@require_POST
@hosted_for_members
def add(request: GuestRequest) -> HttpResponse:
    """What the browser gives of itself, from the page's script; `refused` says why not."""
    member, said = request.guest.member, request.POST
    assert member is not None
    endpoint, key, secret = (said.get(name, "").strip() for name in ("endpoint", "key", "secret"))
    if not reachable(endpoint) or not fits(key, secret):
        return JsonResponse({"refused": _("This browser gave an address that cannot be called.")}, status=422)
    if wait_for(f"device:{member.pk}", every=timedelta(minutes=1), burst=10, at=now()) > 0:
        return JsonResponse({"refused": _("Too many devices at once: try again in a minute.")}, status=429)
    let_call(member, Offered(endpoint, key, secret, browser(request.headers.get("User-Agent", ""))), at=now())
    return JsonResponse({"added": True}, status=201)


@require_POST
@hosted_for_members
def stop(request: GuestRequest) -> HttpResponse:
    """`device`: one of the list; `endpoint`: this one; neither: all."""
    guest, said = request.guest, request.POST
    assert guest.member is not None
    number = said.get("device", "")
    one = int(number) if number.isdecimal() and len(number) < 16 else None
    let_call_no_more(guest.member, one, endpoint=said.get("endpoint", "")[:LONGEST], at=now())
    return HttpResponseRedirect(guest.ways.devices())


@require_POST
@hosted_for_members
def try_out(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    if wait_for(f"device-try:{guest.member.pk}", every=EVERY, burst=TRIES, at=now()) > 0:
        return HttpResponseRedirect(f"{guest.ways.devices()}?tried=often")
    body = _("This device can be called. Nothing else happened.")
    called = call_all(guest.member, guest.community.name, body, guest.ways.devices())
    return HttpResponseRedirect(f"{guest.ways.devices()}?tried={'sent' if called else 'none'}")


def reachable(endpoint: str) -> bool:
    """Whether it is an address of the web that may be called; where its name leads is looked at when it is."""
    if not endpoint or len(endpoint) > LONGEST:
        return False
    try:
        url, reach = parse(endpoint), Reach.from_environment()
        port = url.port or (443 if url.scheme == "https" else 80)
        reach.check_port(url.host, port)
        plain = url.scheme == "https" or reach.vouches_for(url.host, port)
        # An address in figures is checked here; a name is, once it is resolved, at each call.
        if url.host.replace(".", "").isdecimal():
            reach.check(url.host, port, [url.host])
    except (ConnectorError, ValueError):
        return False
    return plain and ":" not in url.host


def browser(agent: str) -> str:
    """How a device is called in a list: its browser and its system, nothing finer."""
    names = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]
    systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac", "macOS")]
    systems.append(("Linux", "Linux"))
    found = [next((name for sign, name in known if sign in agent), "") for known in (names, systems)]
    return " · ".join(one for one in found if one)
