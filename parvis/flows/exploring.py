"""An exploration goes outward, a stretch at a time: the frontier is in the database, so that nothing is lost when it is cut."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from parvis.connectors.contract import ConnectorError, RateLimited
from parvis.connectors.net import Answer, Reach
from parvis.connectors.outward.caller import Caller
from parvis.connectors.outward.robots import read_robots
from parvis.core.brands import share
from parvis.core.clock import Clock, now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account, Brand
from parvis.flows.forgotten import handle_print, identity_print
from parvis.flows.outward import At, Harvest, author_keys, harvest
from parvis.flows.seeding import seed, theme_of
from parvis.listening.discovery.actions import explorations
from parvis.listening.discovery.actions.candidates import Standing, drop_samples, measure, rank
from parvis.listening.discovery.actions.explorations import Plan, begin, finish, set_out_again
from parvis.listening.discovery.actions.frontier import (
    Claim,
    Over,
    Rest,
    add_leads,
    add_links,
    claim,
    done,
    keep_robots,
    let_go,
    note,
    take_back,
    turn,
    unwell,
)
from parvis.listening.discovery.communities import communities
from parvis.listening.discovery.models import Candidate, Exploration, Lead, Visit
from parvis.listening.discovery.queries import edges_of, places_known
from parvis.listening.discovery.sites import handles_of, site_of
from parvis.listening.matching import Matcher
from parvis.people.models import Identity
from parvis.people.queries import erased_among

STRETCH = timedelta(seconds=15)
"""How long one job works: a worker that stops waits no longer."""
PATH = 8
COMPARED = 10
"""Requests after which the places found are ranked anew."""


def set_out(brand: Brand, plan: Plan, *, by: Account, at: datetime) -> Exploration:
    """Raises `listening.query.QueryError`."""
    with transaction.atomic():
        made = begin(brand, plan, by=by, at=at)
        enqueue(explore, key=f"explore:{made.pk}", exploration_id=made.pk)
    return made


def go_on(one: Exploration, *, by: Account, at: datetime) -> None:
    with transaction.atomic():
        explorations.resume(one, by=by, at=at)
        enqueue(explore, key=f"explore:{one.pk}", exploration_id=one.pk)


def again(one: Exploration, *, by: Account | None, at: datetime) -> bool:
    """False while it runs."""
    with transaction.atomic():
        if not set_out_again(one, by=by, at=at):
            return False
        enqueue(explore, key=f"explore:{one.pk}", exploration_id=one.pk)
    return True


@task(queue="slow")
def explore(exploration_id: int) -> None:
    """One stretch; asks for the next, at the moment when a host may be asked again."""
    rest = advance(exploration_id, caller(), now)
    if rest:
        enqueue(explore, key=f"explore:{exploration_id}", run_at=rest, exploration_id=exploration_id)


@task(every=timedelta(days=1), queue="slow")
def keep_explorations() -> None:
    """Those that set out again every month; and the words of places that nobody accepted go."""
    at = now()
    for one in Exploration.objects.filter(again_at__lte=at).exclude(ended_at=None).select_related("brand"):
        again(one, by=None, at=at)
    drop_samples(at)


def caller() -> Caller:
    """Says where whoever runs a site finds us: PARVIS_CONTACT, else our own public address."""
    hosts = [host for host in settings.ALLOWED_HOSTS if "." in host.strip(".") and not host.startswith(("127.", "*"))]
    contact = os.environ.get("PARVIS_CONTACT", "") or (f"https://{hosts[0].lstrip('.')}/" if hosts else "")
    return Caller(Reach.from_environment(), contact)


def polite_caller(purpose: str, *, size: int, seconds: float) -> Caller:
    """The same, for another errand."""
    return replace(caller(), purpose=purpose, size=size, seconds=seconds)


def advance(exploration_id: int, through: Caller, clock: Clock) -> datetime | None:
    """Visit after visit, one at a time, for STRETCH or until every host wants a rest. None = it is over; else when to go on."""
    one = Exploration.objects.select_related("brand").filter(pk=exploration_id, paused_at=None, ended_at=None).first()
    if one is None:
        return None
    until, theme = clock() + STRETCH, theme_of(one.theme)
    if one.stepped_at is None:
        seed(one, clock())
    while (at := clock()) < until:
        held = claim(exploration_id, at)
        if isinstance(held, Over):
            compare(exploration_id, at)
            if held.ending:
                finish(exploration_id, held.ending, at)
            return None
        if isinstance(held, Rest):
            return held.until
        step(held, through, theme, clock)
        if not held.exploration.pages % COMPARED:
            compare(exploration_id, clock())
    return clock()


def step(held: Claim, through: Caller, theme: Matcher, clock: Clock) -> None:
    """One request, and what came of it in one transaction. Cut anywhere, it is made again later."""
    if held.robots:
        _ask_leave(held, through, clock)
        return
    if not read_robots(held.host.robots).allows(held.lead.address):
        with transaction.atomic():
            take_back(held)
            if done(held.lead, "forbidden", clock()):
                note(held.exploration, Visit(at=clock(), address=held.lead.address, outcome="forbidden"))
        return
    conditions = {"If-None-Match": held.lead.etag, "If-Modified-Since": held.lead.modified}
    try:
        answer = through.page(held.lead.address, {name: value for name, value in conditions.items() if value})
    except ConnectorError as error:
        _refused(held, error, clock())
        return
    _keep(held, answer, theme, clock())


def _ask_leave(held: Claim, through: Caller, clock: Clock) -> None:
    """robots.txt first. Who cannot answer now gives no leave: asked again later, thrice at most."""
    address = f"{held.host.origin}/robots.txt"
    try:
        text, rules = through.robots(held.host.origin)
    except ConnectorError as error:
        at = clock()
        with transaction.atomic():
            unwell(held.host)
            let_go(held.host, at, until=_until(error, at))
            note(held.exploration, Visit(at=at, address=address, status=error.status, outcome=_word(error)))
        return
    at = clock()
    with transaction.atomic():
        keep_robots(held.host, text, rules.delay, at)
        let_go(held.host, at)
        note(held.exploration, Visit(at=at, address=address, status=200, outcome="robots", size=len(text)))


def _refused(held: Claim, error: ConnectorError, at: datetime) -> None:
    with transaction.atomic():
        if error.retry:
            unwell(held.host)
        else:
            done(held.lead, _word(error), at)
        let_go(held.host, at, until=_until(error, at))
        note(held.exploration, Visit(at=at, address=held.lead.address, status=error.status, outcome=_word(error)))


def _until(error: ConnectorError, at: datetime) -> datetime:
    if isinstance(error, RateLimited):
        return max(error.until, at + timedelta(seconds=60))
    return at + timedelta(seconds=60 if error.retry else 0)


def _word(error: ConnectorError) -> str:
    if isinstance(error, RateLimited):
        return "busy"
    return "failed" if error.retry else "refused"


def _keep(held: Claim, answer: Answer, theme: Matcher, at: datetime) -> None:
    """What somebody said who was erased is as if it had not been said."""
    one, lead = held.exploration, held.lead
    here = At(lead.address, lead.site, lead.depth, _bond(lead))
    found = harvest(answer, here, theme, at)
    prints = {identity_print(one.brand_id, "feed", name): name for name in author_keys(answer, at)}
    own = {handle_print(one.brand_id, network, handle) for network, handle in handles_of(lead.site)}
    with transaction.atomic():
        share(one.brand_id)
        gone = erased_among(one.brand_id, {*prints, *own})
        if gone & own:
            found = Harvest("other")
        elif gone:
            found = harvest(answer, here, theme, at, erased=frozenset(prints[mark] for mark in gone))
        let_go(held.host, at)
        _store(held, answer, found, at)


def _store(held: Claim, answer: Answer, found: Harvest, at: datetime) -> None:
    one, lead = held.exploration, held.lead
    visit = Visit(at=at, address=lead.address, status=answer.status, outcome=found.outcome, size=len(answer.body))
    if found.outcome == "moved" and turn(lead, answer.moved_to):
        note(one, visit)
        return
    marks = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
    if not done(lead, found.outcome, at, **marks):
        return
    visit.found = add_leads(one, found.leads, at, via=lead)
    add_links(one, lead.site, found.links)
    if found.measure and found.measure.site not in places_known(one.brand_id):
        measure(one, found.measure, path_of(lead), at)
    note(one, visit)


def _bond(lead: Lead) -> str:
    """A hashtag is no place, and a place listened to is known: what they are matters more than that they are feeds."""
    return lead.bond if lead.bond in ("hashtag", "place") or lead.kind != "feed" else "feed"


def path_of(lead: Lead) -> list[str]:
    """From where it was set out to what was visited: the places on the way, each once."""
    steps: list[str] = []
    one: Lead | None = lead
    while one is not None and len(steps) < PATH:
        if not steps or steps[-1] != one.site:
            steps.append(one.site)
        one = one.via
    return steps[::-1]


@dataclass(frozen=True, slots=True)
class _Around:
    """Who points to a place, and who is linked with it."""

    citing: Mapping[str, set[str]]
    linked: Mapping[str, set[str]]


def compare(exploration_id: int, at: datetime) -> None:
    """Who points to whom, which places go together: scores anew. Safe to repeat."""
    one = Exploration.objects.filter(pk=exploration_id).first()
    if one is None:
        return
    edges = edges_of(one.pk)
    kin = set(places_known(one.brand_id)) | {site_of(address) for address in one.seeds}
    rows = list(Candidate.objects.filter(exploration=one).values_list("pk", "site", "url"))
    groups = communities([*kin, *(site for _pk, site, _url in rows)], edges)
    around = _around((source, target) for source, target, _bond, _n in edges)
    urls = [url for _pk, _site, url in rows]
    followers = dict(
        Identity.objects.filter(brand_id=one.brand_id, url__in=urls)
        .exclude(followers=None)
        .values_list("url", "followers")
    )
    rank(
        one.pk,
        {
            pk: Standing(
                cited_by=len(around.citing.get(site, set()) - kin - {site}), kin=len(around.linked.get(site, set()) & kin - {site}),
                community=groups.get(site, 0), followers=followers.get(url),
            )
            for pk, site, url in rows
        },
        at,
    )  # fmt: skip


def _around(pairs: Iterable[tuple[str, str]]) -> _Around:
    citing: dict[str, set[str]] = defaultdict(set)
    linked: dict[str, set[str]] = defaultdict(set)
    for source, target in pairs:
        citing[target].add(source)
        linked[source].add(target)
        linked[target].add(source)
    return _Around(citing, linked)
