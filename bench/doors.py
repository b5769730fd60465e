"""Every page of a house that shows the demo brand: found in its addresses, each with the heaviest thing of its kind.

A new screen is walked by itself. What asks for a thing that the demo has none of gets one here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parvis.boards.models import Board, Collection, Column
from parvis.conversations.models import Place, Post, Thread
from parvis.core import credentials, invitations
from parvis.core.models import Brand, Department, Seat
from parvis.core.roles import Role
from parvis.core.sessions import STRONG
from parvis.core.webhooks import Wish, add_webhook
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.models import Case, TriageRule
from parvis.engagement.rules.bulk import Act
from parvis.flows.bulk import act_on_many
from parvis.flows.feedlists import read_list
from parvis.listening.discovery.models import Candidate, Exploration
from parvis.listening.models import Watch
from parvis.outbox.models import Persona
from parvis.people.actions.contacts import begin_import
from parvis.web.ui.arrival import CONFIRMED

UNDER = "b/<slug:brand>/"
FEEDS = b'<opml><body><outline text="Train"><outline xmlUrl="https://a.example/feed"/></outline></body></opml>'
HOST = {"host": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Door:
    """One page. `signed_in`: with the owner's session, or as a visitor."""

    name: str
    address: str
    signed_in: bool = True


@dataclass(frozen=True, slots=True)
class House:
    cookie: str
    doors: list[Door]


def open_house(brand: Brand, at: datetime) -> House:
    """Whatever answers an owner's look with a whole page, in alphabetical order, and the sign-in."""
    logging.getLogger("django.request").setLevel(logging.ERROR)  # half of the addresses refuse a look, and are no pages
    owner = Seat.objects.filter(brand=brand, role=Role.OWNER, ended_at=None).select_related("account")[0]
    client = _signed_in(owner, at)
    known = _things(brand, owner, at)
    found = [Door("sign-in", reverse("sign-in"), signed_in=False)]
    for name, parameters, inside in sorted(routes()):
        kwargs = {p: chosen(name, p, known) for p in parameters} | ({"brand": brand.slug} if inside else {})
        if None not in kwargs.values() and _is_page(client, address := reverse(name, kwargs=kwargs)):
            found.append(Door(name, address))
    return House(client.cookies[settings.SESSION_COOKIE_NAME].value, found)


def routes() -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """(name, its parameters but the brand, whether it is of a brand) of every address with a name."""
    for path, pattern in _walk(get_resolver().url_patterns, ""):
        if pattern.name:
            yield pattern.name, tuple(p for p in pattern.pattern.converters if p != "brand"), path.startswith(UNDER)


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, path)
        else:
            yield path, one


def chosen(name: str, parameter: str, known: dict[str, int]) -> int | None:
    """The thing that a route means by `id`: the longest noun with which its name begins."""
    if parameter in known:
        return known[parameter]
    nouns = [noun for noun in known if name.startswith(noun)]
    return known[max(nouns, key=len)] if nouns else None


def _is_page(client: Client, address: str) -> bool:
    answer = client.get(address, headers=HOST)
    return answer.status_code == 200 and b"<html" in answer.getvalue()[:2000]


def _signed_in(owner: Seat, at: datetime) -> Client:
    """Somebody who has just shown twice who they are: no page sends them to do so."""
    client = Client(raise_request_exception=False)
    client.force_login(owner.account, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[STRONG], session[CONFIRMED] = True, at.isoformat()
    session.save()
    return client


def _things(brand: Brand, owner: Seat, at: datetime) -> dict[str, int]:
    of = {"brand": brand}
    by: dict[str, Any] = {"by": owner.account, "at": at}
    case = Case.objects.filter(**of, state="open").order_by("-thread__last_seq", "-pk")[0]
    writers = Post.objects.filter(**of).exclude(author=None).values_list("author__person")
    writer = writers.annotate(n=Count("pk")).order_by("-n", "author__person")[0][0]
    seat = Seat.objects.filter(**of, role=Role.EXPERT, ended_at=None)[0]
    table = begin_import(brand, file_name="contacts.csv", token="", total=1, **by)
    made = {
        "macro": add_macro(brand, MacroDraft("Mesure", "Merci {person}"), **by).pk,
        "webhook": add_webhook(brand, Wish("CRM", "https://192.168.0.1/", ["case"]), last_hit=0, **by)[0].pk,
        "bulk": act_on_many(brand, [(case.pk, case.version)], Act("type", "praise"), **by).pk,
        "table": table.pk, "people_import_done": table.pk,
        "feedlist": read_list(owner, FEEDS, "feeds.opml", at=at).pk,
        "credential": credentials.keep(
            brand, network="mastodon", name="@veilleuse@rails.example", secrets={"token": "x"}, at=at,
            seen={"server": "https://rails.example", "name": "veilleuse", "level": "read"},
        ).pk,
        "invitation": invitations.invite(brand, invitations.Offer("", Role.OBSERVER), by=owner, at=at)[0].pk,
    }  # fmt: skip
    return made | {
        "case": case.pk, "thread": Thread.objects.filter(**of).order_by("-last_seq", "-pk")[0].pk, "person": writer,
        "post": Post.objects.filter(**of).latest("pk").pk, "place": Place.objects.filter(**of).order_by("-pk")[0].pk,
        "exploration": Exploration.objects.filter(**of)[0].pk, "candidate": Candidate.objects.filter(**of).order_by("-score")[0].pk,
        "watch": Watch.objects.filter(**of).order_by("-hit_count")[0].pk, "seat": seat.pk,
        "persona": Persona.objects.filter(**of)[0].pk, "rule": TriageRule.objects.filter(**of)[0].pk,
        "department": Department.objects.filter(**of)[0].pk,
        "board": Board.objects.filter(**of)[0].pk, "column": Column.objects.filter(**of)[0].pk,
        "collection": Collection.objects.filter(**of)[0].pk,
    }  # fmt: skip
