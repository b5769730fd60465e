"""What was measured of places, how they compare, and what somebody decides of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.conversations.models import Place
from parvis.conversations.rendering import storable
from parvis.core import events, journal
from parvis.core.models import Account
from parvis.core.traces import Traces
from parvis.listening.discovery.actions.explorations import TOPIC
from parvis.listening.discovery.models import Candidate, Exploration, Host, Lead, SiteLink, Unwanted, Visit
from parvis.listening.discovery.rules import SAMPLES, SAMPLES_DAYS, Evidence, score
from parvis.listening.discovery.sites import host_of, network_of


@dataclass(frozen=True, slots=True)
class Measure:
    """What a feed (or one page, `posts` 1) says of its place. `samples`: as `Candidate.samples` has them."""

    site: str
    address: str
    url: str
    title: str
    posts: int
    on_theme: int
    language: str = ""
    weekly: float | None = None
    last_post_at: datetime | None = None
    comments: float | None = None
    ears: str = ""
    samples: Sequence[Mapping[str, str]] = ()
    by_hand: bool = False


def evidence_of(one: Candidate, at: datetime) -> Evidence:
    return Evidence(
        posts=one.posts, on_theme=one.on_theme, weekly=one.weekly, comments=one.comments, followers=one.followers,
        silence=max(at - one.last_post_at, timedelta()) if one.last_post_at else None, cited_by=one.cited_by, kin=one.kin,
    )  # fmt: skip


@transaction.atomic
def measure(one: Exploration, told: Measure, path: Sequence[str], at: datetime) -> Candidate | None:
    """Keep the figures of a place. A feed says them all at once; pages add up until a feed is found. None when refused before."""
    if Unwanted.objects.filter(brand_id=one.brand_id, site__in=[told.site, host_of(told.url)]).exists():
        return None
    known = Candidate.objects.select_for_update().filter(exploration=one, site=told.site).first()
    made = known or Candidate(
        brand_id=one.brand_id, exploration=one, site=told.site, path=[storable(step) for step in path], round=one.round,
        found_at=at, network="manual" if told.by_hand else network_of(told.site),
    )  # fmt: skip
    if told.by_hand and known and known.network != "manual":
        made.ears = told.ears or made.ears
    elif told.by_hand and known and known.round == one.round:
        made.posts, made.on_theme = made.posts + told.posts, made.on_theme + told.on_theme
        made.samples = [*made.samples, *told.samples][:SAMPLES]
    elif (
        not known
        or (not told.by_hand and known.network == "manual")
        or told.posts >= known.posts
        or known.address == told.address
    ):
        made.network = "manual" if told.by_hand else network_of(told.site)
        made.posts, made.on_theme, made.weekly = told.posts, told.on_theme, told.weekly
        made.last_post_at, made.comments = told.last_post_at, told.comments
        made.address, made.url, made.title = told.address, told.url, storable(told.title)[:200] or told.site
        made.language, made.ears = told.language[:8], told.ears or made.ears
        made.samples = list(told.samples)[:SAMPLES]
    made.measured_at = at
    weighed = score(evidence_of(made, at))
    made.score, made.confidence = weighed.value, weighed.confidence
    made.save()
    return made


@dataclass(frozen=True, slots=True)
class Standing:
    """What only shows once others were seen too."""

    cited_by: int
    kin: int
    community: int
    followers: int | None


@transaction.atomic
def rank(exploration_id: int, standings: Mapping[int, Standing], at: datetime) -> None:
    """Scores anew, with who points to whom. `standings`: by candidate."""
    rows = list(
        Candidate.objects.select_for_update().filter(exploration_id=exploration_id, pk__in=standings).order_by("pk")
    )
    for row in rows:
        told = standings[row.pk]
        row.cited_by, row.kin, row.community = told.cited_by, told.kin, told.community
        row.followers = told.followers if told.followers is not None else row.followers
        weighed = score(evidence_of(row, at))
        row.score, row.confidence = weighed.value, weighed.confidence
    Candidate.objects.bulk_update(
        rows, ["cited_by", "kin", "community", "followers", "score", "confidence"], batch_size=200
    )
    brand_id = rows[0].brand_id if rows else None
    if brand_id:
        events.publish(brand_id, TOPIC, f"exploration:{exploration_id}", at)


@transaction.atomic
def accept(one: Candidate, place: Place, *, by: Account, at: datetime) -> None:
    """It is listened to now: its samples stay as long as the exploration."""
    one.place = place
    _decide(one, "accepted", "", by, at, {"place": place.pk})


@transaction.atomic
def refuse(one: Candidate, reason: str, *, by: Account, at: datetime) -> None:
    """No exploration of the brand proposes it again."""
    said = storable(reason).strip()[:300]
    Unwanted.objects.update_or_create(
        brand_id=one.brand_id, site=one.site, defaults={"reason": said, "by": by, "at": at}
    )
    Lead.objects.filter(brand_id=one.brand_id, site=one.site, done_at=None).delete()
    _decide(one, "refused", said, by, at, {})


@transaction.atomic
def put_off(one: Candidate, *, by: Account, at: datetime) -> None:
    _decide(one, "later", "", by, at, {})


@transaction.atomic
def reconsider(one: Candidate, *, by: Account, at: datetime) -> None:
    """The decision is taken back; a place that is listened to stays one until it is removed there."""
    if one.decision == "refused":
        Unwanted.objects.filter(brand_id=one.brand_id, site=one.site).delete()
    _decide(one, "", "", by, at, {})


def _decide(one: Candidate, decision: str, reason: str, by: Account, at: datetime, data: dict[str, Any]) -> None:
    one.decision, one.reason, one.decided_by, one.decided_at = decision, reason, by, at
    one.save(update_fields=["decision", "reason", "decided_by", "decided_at", "place"])
    verb = f"candidate.{decision or 'reconsidered'}"
    journal.record(one.exploration.brand, actor=by, verb=verb, object=f"candidate:{one.pk}", data=data, at=at)
    events.publish(one.brand_id, TOPIC, f"exploration:{one.exploration_id}", at)


@transaction.atomic
def drop_samples(at: datetime) -> int:
    """The words of places that nobody accepted, after a time."""
    old = Candidate.objects.filter(measured_at__lt=at - timedelta(days=SAMPLES_DAYS)).exclude(decision="accepted")
    return old.exclude(samples=[]).update(samples=[])


@transaction.atomic
def forget_words(brand_id: int, traces: Traces) -> None:
    """Somebody asked to be forgotten: what names them, in words or addresses, goes."""
    wordy: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (Lead, ("address", "title", "site")), (Host, ("name", "origin", "robots")), (Visit, ("address",)), (SiteLink, ("source", "target")),
    )  # fmt: skip
    for kind, fields in wordy:
        rows = kind.objects.filter(brand_id=brand_id).values_list("pk", *fields).iterator(chunk_size=1000)
        _drop(kind, [row[0] for row in rows if traces.within(list(row[1:]))])
    unwanted = Unwanted.objects.filter(brand_id=brand_id).values_list("pk", "site", "reason")
    _drop(Unwanted, [row[0] for row in unwanted if traces.within(list(row[1:]))])
    for one in Candidate.objects.filter(brand_id=brand_id).iterator(chunk_size=200):
        if traces.within([one.address, one.url, one.site]):
            one.delete()
        elif traces.within([one.title, one.path, one.samples, one.reason]):
            one.title, one.path, one.reason = traces.clean(one.title), traces.clean(one.path), traces.clean(one.reason)
            one.samples = [sample for sample in one.samples if not traces.within(sample)]
            one.save(update_fields=["title", "path", "reason", "samples"])
    for exploration in Exploration.objects.filter(brand_id=brand_id).filter(~Q(seeds=[])):
        if traces.within(exploration.seeds):
            exploration.seeds = [seed for seed in exploration.seeds if not traces.within(seed)]
            exploration.save(update_fields=["seeds"])


def _drop(kind: Any, ids: Iterable[int]) -> None:
    listed = list(ids)
    for start in range(0, len(listed), 500):
        kind.objects.filter(pk__in=listed[start : start + 500]).delete()
