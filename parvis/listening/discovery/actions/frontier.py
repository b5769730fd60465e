"""What is still to be seen, in order of promise; who may be asked now; and the journal of what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.db.models.functions import Least

from parvis.connectors.addresses import origin
from parvis.conversations.rendering import storable
from parvis.listening.discovery.models import Exploration, Host, Lead, SiteLink, Unwanted, Visit
from parvis.listening.discovery.rules import LEASE, PAUSE, PER_HOST, TRIES
from parvis.listening.discovery.sites import host_of, key_of, site_of, worth_asking

WAITING = 20
"""Leads kept for each request of the budget: the least promising of a crowd are never reached."""
ROBOTS_GOOD_FOR = timedelta(hours=24)
AGAIN = 0.05
"""What each further pointer adds to a promise."""
LONGEST_STEP = 120.0
"""Seconds between two steps that count as work: a night's stop does not."""


@dataclass(frozen=True, slots=True)
class NewLead:
    address: str
    bond: str
    promise: float
    depth: int
    kind: str = "page"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """`robots`: the host's robots.txt is to be asked for first."""

    exploration: Exploration
    lead: Lead
    host: Host
    robots: bool


@dataclass(frozen=True, slots=True)
class Rest:
    """Every host that is left wants to be let alone until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Over:
    """`ending`: done, pages or minutes; "" = it is not running."""

    ending: str


@transaction.atomic
def claim(exploration_id: int, at: datetime) -> Claim | Rest | Over:
    """The most promising address whose host may be asked now; the host is ours for LEASE, the request is counted."""
    one = Exploration.objects.select_for_update().filter(pk=exploration_id, paused_at=None, ended_at=None).first()
    if one is None:
        return Over("")
    since = (at - one.stepped_at).total_seconds() if one.stepped_at else 0.0
    one.seconds, one.stepped_at = one.seconds + min(max(since, 0.0), LONGEST_STEP), at
    one.save(update_fields=["seconds", "stepped_at"])
    if one.pages >= one.most_pages:
        return Over("pages")
    if one.seconds >= one.most_minutes * 60:
        return Over("minutes")
    left = _left(one)
    for lead in left.filter(host__next_at__lte=at).select_related("host").order_by("-promise", "pk")[:10]:
        if _take(lead.host, at):
            return _claimed(one, lead, at)
    soonest = left.aggregate(at=Min("host__next_at"))["at"]
    if soonest is None:
        return Over("done")
    rest = max(soonest, at + timedelta(seconds=1))
    return Rest(rest) if (rest - at).total_seconds() < one.most_minutes * 60 - one.seconds else Over("minutes")


def _left(one: Exploration) -> QuerySet[Lead]:
    left = Lead.objects.filter(
        exploration=one,
        done_at=None,
        tries__lt=TRIES,
        host__shut="",
        host__pages__lt=PER_HOST,
        depth__lte=one.most_depth,
    )
    entered = Host.objects.filter(exploration=one).exclude(entered_at=None).count()
    return left.exclude(host__entered_at=None) if entered >= one.most_hosts else left


def _take(host: Host, at: datetime) -> bool:
    """Never two at once to one host, whoever's explorations they are: all rows of its name are one gate."""
    rows = list(Host.objects.select_for_update().filter(name=host.name).order_by("pk"))
    until = max(row.next_at for row in rows)
    Host.objects.filter(name=host.name).update(next_at=until if until > at else at + LEASE)
    return until <= at


def _claimed(one: Exploration, lead: Lead, at: datetime) -> Claim:
    host = lead.host
    robots = host.robots_at is None or host.robots_at < at - ROBOTS_GOOD_FOR
    Exploration.objects.filter(pk=one.pk).update(pages=F("pages") + 1)
    Host.objects.filter(pk=host.pk).update(pages=F("pages") + 1, entered_at=host.entered_at or at)
    if not robots:
        Lead.objects.filter(pk=lead.pk).update(tries=F("tries") + 1)
    return Claim(one, lead, host, robots)


@transaction.atomic
def take_back(held: Claim) -> None:
    """What was claimed is not asked after all: robots are not allowed there. It costs nothing."""
    Exploration.objects.filter(pk=held.exploration.pk).update(pages=F("pages") - 1)
    Host.objects.filter(pk=held.host.pk).update(pages=F("pages") - 1)
    Host.objects.filter(name=held.host.name).update(next_at=held.host.next_at)


@transaction.atomic
def let_go(host: Host, at: datetime, *, until: datetime | None = None) -> None:
    """The visit is over: nobody asks there again before its pause, or `until`."""
    own = Host.objects.filter(pk=host.pk).values_list("delay", flat=True).first() or 0.0
    next_at = max(at + timedelta(seconds=max(PAUSE, own)), until or at)
    Host.objects.filter(name=host.name).update(next_at=next_at)


@transaction.atomic
def keep_robots(host: Host, text: str, delay: float, at: datetime) -> None:
    Host.objects.filter(pk=host.pk).update(robots=storable(text), robots_at=at, delay=delay)


@transaction.atomic
def unwell(host: Host) -> None:
    """It did not answer, or has a fault: after the third time it is let alone."""
    Host.objects.filter(pk=host.pk).update(failures=F("failures") + 1)
    Host.objects.filter(pk=host.pk, failures__gte=TRIES).update(shut="unwell")


@transaction.atomic
def done(lead: Lead, outcome: str, at: datetime, *, etag: str = "", modified: str = "") -> bool:
    """False when it was done already: a visit that was repeated is kept once."""
    return bool(
        Lead.objects.filter(pk=lead.pk, done_at=None).update(
            done_at=at, outcome=outcome, etag=storable(etag)[:500], modified=storable(modified)[:100]
        )
    )


@transaction.atomic
def turn(lead: Lead, address: str) -> bool:
    """The same page under its other name (https, www, a final slash): the lead goes there. False for another page."""
    if key_of(address) != lead.key:
        return False
    Lead.objects.filter(pk=lead.pk).update(address=storable(address)[:2000])
    return True


@transaction.atomic
def note(one: Exploration, visit: Visit) -> None:
    """One line of the exploration's journal."""
    visit.brand_id, visit.exploration = one.brand_id, one
    visit.address = storable(visit.address)[:2000]
    visit.save(force_insert=True)


@transaction.atomic
def add_leads(one: Exploration, found: Sequence[NewLead], at: datetime, *, via: Lead | None = None) -> int:
    """How many were new. What is too far, refused, closed to strangers, or one too many is left out; what is known already
    and was pointed to again promises a little more."""
    unwanted = set(Unwanted.objects.filter(brand_id=one.brand_id).values_list("site", flat=True))
    wanted: dict[str, NewLead] = {}
    for lead in sorted(found, key=lambda lead: -lead.promise):
        address = storable(lead.address).partition("#")[0]
        fit = lead.depth <= one.most_depth and len(address) <= 2000 and worth_asking(address)
        if fit and not {site_of(address), host_of(address)} & unwanted:
            wanted.setdefault(key_of(address), lead)
    known = set(Lead.objects.filter(exploration=one, key__in=wanted).values_list("key", flat=True))
    Lead.objects.filter(exploration=one, key__in=known, done_at=None).update(promise=Least(F("promise") + AGAIN, 1.0))
    room = WAITING * one.most_pages - Lead.objects.filter(exploration=one).count()
    fresh = [(key, lead) for key, lead in wanted.items() if key not in known][: max(room, 0)]
    hosts = _hosts(one, [lead.address for _key, lead in fresh], at)
    rows = [
        Lead(
            brand_id=one.brand_id, exploration=one, host_id=hosts[host_of(lead.address)], address=storable(lead.address).partition("#")[0],
            key=key, site=site_of(lead.address), kind=lead.kind, bond=lead.bond, via=via, title=storable(lead.title)[:200],
            depth=lead.depth, promise=lead.promise,
        )
        for key, lead in fresh
    ]  # fmt: skip
    Lead.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _hosts(one: Exploration, addresses: Iterable[str], at: datetime) -> dict[str, int]:
    named = {host_of(address): origin(address) for address in addresses}
    Host.objects.bulk_create(
        [
            Host(brand_id=one.brand_id, exploration=one, name=name[:255], origin=top[:270], next_at=at)
            for name, top in named.items()
        ],
        ignore_conflicts=True,
    )
    return dict(Host.objects.filter(exploration=one, name__in=named).values_list("name", "pk"))


@transaction.atomic
def add_links(one: Exploration, source: str, targets: Counter[tuple[str, str]]) -> None:
    """`targets`: (site, bond) → how often `source` points there. Mentions point the other way: they cite the source."""
    rows = [
        SiteLink(
            brand_id=one.brand_id, exploration=one, bond=bond, n=n,
            source=site if bond == "mention" else source, target=source if bond == "mention" else site,
        )
        for (site, bond), n in targets.items()
        if site and site != source
    ]  # fmt: skip
    SiteLink.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["exploration", "source", "target", "bond"], update_fields=["n"]
    )
