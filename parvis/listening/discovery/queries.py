"""Reads about explorations and what they found. Constant queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from parvis.conversations.models import Place
from parvis.conversations.rules import KEPT_BACK
from parvis.listening.discovery.communities import Edge
from parvis.listening.discovery.models import Candidate, Exploration, Host, Lead, SiteLink, Visit
from parvis.listening.discovery.sites import site_of

EDGES = 50_000


def explorations_of(brand_id: int) -> QuerySet[Exploration]:
    """Latest first."""
    return Exploration.objects.filter(brand_id=brand_id).order_by("-pk")


def with_counts(rows: QuerySet[Exploration]) -> list[tuple[Exploration, int, int]]:
    """(exploration, places found, those nobody decided of yet). Two queries."""
    listed = list(rows)
    counted = {
        pk: (found, open_)
        for pk, found, open_ in Candidate.objects.filter(exploration__in=listed)
        .values_list("exploration_id")
        .annotate(found=Count("pk"), open=Count("pk", filter=Q(decision="")))
    }
    return [(one, *counted.get(one.pk, (0, 0))) for one in listed]


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the candidates is wanted. `decision`: "open" (nothing decided), accepted, refused, later; "" = all.
    `active`: at least so many messages a week. `new`: first found in the latest round."""

    decision: str = "open"
    network: str = ""
    language: str = ""
    active: float = 0.0
    community: int = 0
    new: bool = False


def candidates_of(one: Exploration, asked: Filters, *, after: tuple[float, int] | None, limit: int) -> list[Candidate]:
    """Best first; `after`: (score, id) of the last one seen. One query."""
    rows = Candidate.objects.filter(exploration=one, on_theme__gt=0)
    if asked.decision:
        rows = rows.filter(decision="" if asked.decision == "open" else asked.decision)
    if asked.network:
        rows = rows.filter(network=asked.network)
    if asked.language:
        rows = rows.filter(language=asked.language)
    if asked.active:
        rows = rows.filter(weekly__gte=asked.active)
    if asked.community:
        rows = rows.filter(community=asked.community)
    if asked.new:
        rows = rows.filter(round=one.round)
    if after:
        score, pk = after
        rows = rows.filter(Q(score__lt=score) | Q(score=score, pk__lt=pk))
    return list(rows.order_by("-score", "-pk")[:limit])


@dataclass(frozen=True, slots=True)
class Facets:
    """How many candidates there are of each kind, for the filters."""

    decisions: dict[str, int]
    networks: dict[str, int]
    languages: dict[str, int]
    new: int


def facets_of(one: Exploration) -> Facets:
    """One query."""
    rows = (
        Candidate.objects.filter(exploration=one, on_theme__gt=0)
        .order_by()
        .values_list("decision", "network", "language", "round")
        .annotate(n=Count("pk"))
    )
    decisions, networks, languages = defaultdict[str, int](int), defaultdict[str, int](int), defaultdict[str, int](int)
    new = 0
    for decision, network, language, round_, n in rows:
        decisions[decision or "open"] += n
        networks[network] += n
        languages[language] += n
        new += n if round_ == one.round else 0
    return Facets(dict(decisions), dict(networks), dict(languages), new)


def candidate_of(brand_id: int, pk: int) -> Candidate | None:
    rows = Candidate.objects.select_related("exploration", "exploration__brand", "place", "decided_by")
    return rows.filter(brand_id=brand_id, pk=pk).first()


def links_with(one: Candidate, most: int = 40) -> tuple[list[SiteLink], list[SiteLink]]:
    """(those that point to it, those it points to), heaviest first. Two queries."""
    links = SiteLink.objects.filter(exploration_id=one.exploration_id).order_by("-n", "pk")
    return list(links.filter(target=one.site)[:most]), list(links.filter(source=one.site)[:most])


def edges_of(exploration_id: int) -> list[Edge]:
    links = SiteLink.objects.filter(exploration_id=exploration_id).order_by("pk")
    return list(links.values_list("source", "target", "bond", "n")[:EDGES])


def places_known(brand_id: int) -> dict[str, str]:
    """Site → name of what the brand listens to; private messages apart."""
    rows = Place.objects.filter(brand_id=brand_id, ended_at=None).exclude(visibility=KEPT_BACK).order_by("pk")
    found = {site_of(url or address): name for url, address, name in rows.values_list("url", "address", "name")}
    return {site: name for site, name in found.items() if site}


def visits_of(one: Exploration) -> QuerySet[Visit]:
    """Latest first."""
    return Visit.objects.filter(exploration=one).order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an exploration is. `hosts`: asked in this round; `waiting`: addresses still to be seen."""

    hosts: int
    waiting: int


def progress_of(one: Exploration) -> Progress:
    """Two queries."""
    entered = Host.objects.filter(exploration=one).exclude(entered_at=None).count()
    return Progress(entered, Lead.objects.filter(exploration=one, done_at=None).count())


@dataclass(frozen=True, slots=True)
class Community:
    """Places that link to one another. `voices`: the best of them first; `known`: those listened to or named at the start."""

    number: int
    voices: list[Candidate]
    size: int


def communities_of(one: Exploration, *, shown: int = 5) -> list[Community]:
    """Largest first; one query."""
    rows = Candidate.objects.filter(exploration=one, community__gt=0, on_theme__gt=0).exclude(decision="refused")
    grouped: dict[int, list[Candidate]] = defaultdict(list)
    for row in rows.order_by("community", "-score", "-pk").defer("samples", "path"):
        grouped[row.community].append(row)
    found = [Community(number, rows[:shown], len(rows)) for number, rows in grouped.items()]
    return sorted(found, key=lambda one: (-one.size, one.number))
