"""Finding bursts, keeping them, and what the team says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from parvis.core import journal
from parvis.core.models import Account
from parvis.listening.bursts.cause import cause_of
from parvis.listening.bursts.queries import LEARNS_FOR, judged
from parvis.listening.bursts.reads import Heard, Pair, classes, heard, loud, mute, same_hours
from parvis.listening.bursts.rules import (
    BACK,
    DAY,
    HOUR,
    LONGEST,
    MANNERS,
    Stretch,
    Verdict,
    hush_for,
    is_news,
    odds_for,
    silence,
    stretch,
    surge,
)
from parvis.listening.models import Burst, Watch
from parvis.listening.rules import hour_of

VERDICTS = ("", "news", "noise")


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    seen: Stretch
    verdict: Verdict


def look(brand_id: int, at: datetime) -> list[Burst]:
    """Every watch of the brand as it stands at `at`: bursts that are new, or grew. Looking twice changes nothing.

    Six queries, and some for each burst.
    """
    watches = {watch.pk: watch for watch in Watch.objects.filter(brand_id=brand_id, paused_at=None)}
    of, hour = classes(brand_id), hour_of(at)
    speaking, hushed = loud(list(watches), of, hour), mute(list(watches), of, hour)
    past = heard([*speaking, *hushed], of, hour)
    learnt = judged(list(watches), at - LEARNS_FOR)
    found: list[tuple[Pair, _Found]] = []
    for pair in speaking:
        if pair in past and (risen := _risen(pair, past[pair], hour, *learnt.get(pair[0], (0, 0)))):
            found.append((pair, risen))
    for pair, last in hushed.items():
        if pair in past and (hush := _hushed(pair, past[pair], last, hour, *learnt.get(pair[0], (0, 0)))):
            found.append((pair, hush))
    kept = [_keep(watches[pair[0]], pair, past[pair], one, at) for pair, one in found]
    return [burst for burst in kept if burst is not None]


def _risen(pair: Pair, past: Heard, hour: datetime, noise: int, news: int) -> _Found | None:
    manner = MANNERS[pair[1]]
    odds = odds_for(manner, noise, news)
    best: _Found | None = None
    for look in manner.looks:
        seen = stretch(past.hours, hour - (look - 1) * HOUR, hour + HOUR, past.first)
        verdict = surge(seen)
        if verdict and is_news(seen, verdict, manner, odds) and (best is None or verdict.score > best.verdict.score):
            best = _Found("surge", seen, verdict)
    return best and _Found("surge", _begun(best, past), best.verdict)


def _begun(found: _Found, past: Heard) -> Stretch:
    """Without the hours at its beginning in which nothing unusual was said."""
    seen = found.seen
    usual = found.verdict.expected / ((seen.until - seen.since) / HOUR)
    loud = (hour for hour in sorted(past.hours) if seen.since <= hour < seen.until and past.hours[hour] > usual)
    return stretch(past.hours, next(loud, seen.since), seen.until, past.first)


def _hushed(pair: Pair, past: Heard, last: datetime, hour: datetime, noise: int, news: int) -> _Found | None:
    """From the hour after the last word to the last whole hour."""
    seen = stretch(past.hours, last + HOUR, hour, past.first)
    verdict = silence(seen)
    return _Found("silence", seen, verdict) if verdict and verdict.score >= hush_for(noise, news) else None


@transaction.atomic
def _keep(watch: Watch, pair: Pair, past: Heard, found: _Found, at: datetime) -> Burst | None:
    """The burst, or the one that it continues; None when nothing of it is new."""
    if not Watch.objects.select_for_update().filter(pk=watch.pk, version=watch.version, paused_at=None).exists():
        return None
    lasting = _lasting(watch, pair, found)
    burst = lasting or Burst(watch=watch, brand_id=watch.brand_id, kind=found.kind, sources=pair[1], found_at=at)
    seen, score = found.seen, found.verdict.score
    if lasting:
        seen = stretch(past.hours, lasting.since, max(lasting.until, seen.until), past.first)
        score = max(score, lasting.score)
        if (lasting.until, lasting.observed) == (seen.until, seen.observed):
            return None
    verdict = (surge(seen) if found.kind == "surge" else silence(seen)) or found.verdict
    burst.since, burst.until, burst.observed = seen.since, seen.until, seen.observed
    burst.expected, burst.score, burst.changed_at = round(verdict.expected, 2), round(score, 2), at
    burst.day_before = same_hours(past, seen, 1)
    burst.week_before = same_hours(past, seen, 7)
    burst.cause = cause_of(watch, seen.since, seen.until, _grown(past, seen))
    burst.save()
    return burst


def _lasting(watch: Watch, pair: Pair, found: _Found) -> Burst | None:
    """The burst that this one continues: the same silence, or a surge that ended a look ago at most."""
    same = Burst.objects.filter(watch=watch, kind=found.kind, sources=pair[1])
    if found.kind == "silence":
        return same.filter(since=found.seen.since).first()
    near = found.seen.since - max(MANNERS[pair[1]].looks) * HOUR
    since = found.seen.until - LONGEST * HOUR
    lasting = same.filter(until__gte=near, since__lte=found.seen.until, since__gt=since).order_by("-since").first()
    return lasting or same.filter(since=found.seen.since).first()


def _grown(past: Heard, seen: Stretch) -> dict[int, tuple[int, float]]:
    """Place → hits in the stretch, and usually in such a one."""
    now: dict[int, int] = {}
    before: dict[int, int] = {}
    for n in range(round((seen.until - seen.since) / HOUR)):
        hour = seen.since + n * HOUR
        for place, hits in past.places.get(hour, {}).items():
            now[place] = now.get(place, 0) + hits
        for day in range(1, BACK + 1):
            for place, hits in past.places.get(hour - day * DAY, {}).items():
                before[place] = before.get(place, 0) + hits
    days = max(1, len(seen.past))
    return {place: (now.get(place, 0), before.get(place, 0) / days) for place in now.keys() | before.keys()}


@transaction.atomic
def judge(burst: Burst, verdict: str, *, by: Account, at: datetime) -> None:
    """`verdict`: news, noise (the watch or place asks for more from then on), or "" to take an earlier one back."""
    if verdict not in VERDICTS:
        raise ValueError(verdict)
    burst.verdict = verdict
    burst.judged_by, burst.judged_at = (by, at) if verdict else (None, None)
    burst.save(update_fields=["verdict", "judged_by", "judged_at"])
    about = f"watch:{burst.watch_id}" if burst.watch_id else f"place:{burst.place_id}"
    journal.record(
        burst.brand, actor=by, verb="burst.judged", object=about, at=at,
        data={"burst": burst.pk, "verdict": verdict},
    )  # fmt: skip


def forget_causes(gone: Iterable[tuple[int, datetime]]) -> None:
    """(watch, moment) of posts that go: what bursts say of such hours loses its words, links and posts; figures stay."""
    moments: dict[int, list[datetime]] = {}
    for watch_id, at in gone:
        moments.setdefault(watch_id, []).append(at)
    for watch_id, ats in sorted(moments.items()):
        touched = Q(since__lte=max(ats), until__gt=min(ats))
        for burst in Burst.objects.select_for_update().filter(touched, watch_id=watch_id).order_by("pk"):
            if any(burst.since <= at < burst.until for at in ats):
                burst.cause = {"places": burst.cause.get("places", [])}
                burst.save(update_fields=["cause"])
