"""An exploration sets out, rests, goes on, ends, sets out again, goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from parvis.conversations.rendering import storable
from parvis.core import events, journal
from parvis.core.models import Account, Brand
from parvis.listening.discovery.models import Candidate, Exploration, Host, Lead, SiteLink, Visit
from parvis.listening.discovery.rules import MONTH, Budget, within
from parvis.listening.query import parse
from parvis.people.rules import clip

TOPIC = "discovery"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person asks for. `theme`: a query; `seeds`: addresses."""

    name: str
    theme: str
    seeds: Sequence[str]
    budget: Budget
    watch_id: int | None = None


@transaction.atomic
def begin(brand: Brand, plan: Plan, *, by: Account | None, at: datetime) -> Exploration:
    """Raises `listening.query.QueryError`. The budget is kept within what the house allows."""
    theme, budget = storable(plan.theme), within(plan.budget)
    parse(theme)
    made = Exploration.objects.create(
        brand=brand, name=clip(plan.name, 120), theme=theme, watch_id=plan.watch_id, seeds=list(plan.seeds),
        most_pages=budget.pages, most_hosts=budget.hosts, most_depth=budget.depth, most_minutes=budget.minutes,
        created_by=by, created_at=at,
    )  # fmt: skip
    _told(made, "exploration.begun", by, at, {"theme": theme, "pages": budget.pages, "hosts": budget.hosts})
    return made


@transaction.atomic
def pause(one: Exploration, *, by: Account, at: datetime) -> None:
    if Exploration.objects.filter(pk=one.pk, paused_at=None, ended_at=None).update(paused_at=at):
        _told(one, "exploration.paused", by, at)


@transaction.atomic
def resume(one: Exploration, *, by: Account, at: datetime) -> None:
    """Goes on where it was."""
    resting = Exploration.objects.filter(pk=one.pk, ended_at=None).exclude(paused_at=None)
    if resting.update(paused_at=None, stepped_at=at):
        _told(one, "exploration.resumed", by, at)


@transaction.atomic
def stop(one: Exploration, *, by: Account, at: datetime) -> None:
    """For good; what it found stays."""
    if Exploration.objects.filter(pk=one.pk, ended_at=None).update(ended_at=at, paused_at=None, ending="stopped"):
        _told(one, "exploration.stopped", by, at)


@transaction.atomic
def finish(exploration_id: int, ending: str, at: datetime) -> None:
    """It ended by itself: done (nothing is left to see), pages or minutes (the budget is spent)."""
    one = Exploration.objects.select_for_update().filter(pk=exploration_id, ended_at=None).first()
    if one is None:
        return
    one.ended_at, one.ending = at, ending
    one.again_at = at + MONTH if one.monthly_since else None
    one.save(update_fields=["ended_at", "ending", "again_at"])
    events.publish(one.brand_id, TOPIC, f"exploration:{one.pk}", at)


@transaction.atomic
def repeat_monthly(one: Exploration, *, by: Account, at: datetime) -> None:
    """From now on it sets out again a month after each end, and tells what is new."""
    if Exploration.objects.filter(pk=one.pk, monthly_since=None).update(monthly_since=at):
        Exploration.objects.filter(pk=one.pk).exclude(ended_at=None).update(again_at=at + MONTH)
        _told(one, "exploration.monthly", by, at)


@transaction.atomic
def repeat_no_more(one: Exploration, *, by: Account, at: datetime) -> None:
    if Exploration.objects.filter(pk=one.pk).exclude(monthly_since=None).update(monthly_since=None, again_at=None):
        _told(one, "exploration.once", by, at)


@transaction.atomic
def set_out_again(one: Exploration, *, by: Account | None, at: datetime) -> bool:
    """A new round over the same ground, with the whole budget: what is found first in it is new. False while one runs."""
    again = Exploration.objects.select_for_update().filter(pk=one.pk).exclude(ended_at=None).first()
    if again is None:
        return False
    again.round, again.pages, again.seconds, again.stepped_at = again.round + 1, 0, 0, None
    again.ended_at, again.ending, again.again_at = None, "", None
    again.save()
    Host.objects.filter(exploration=again).update(pages=0, failures=0, shut="", robots_at=None, entered_at=None)
    # Articles do not change: what was a door (a seed, a feed, a list) is opened again.
    doors = Q(depth=0) | Q(kind__in=["feed", "list"])
    Lead.objects.filter(doors, exploration=again).update(done_at=None, tries=0)
    _told(again, "exploration.again", by, at, {"round": again.round})
    return True


@transaction.atomic
def delete(one: Exploration, *, by: Account, at: datetime) -> None:
    """With all that it found; places that were accepted, and refusals, stay."""
    _told(one, "exploration.deleted", by, at, {"name": one.name})
    for kind in (Visit, SiteLink, Candidate, Lead, Host):
        kind.objects.filter(exploration=one).delete()
    one.delete()


def _told(one: Exploration, verb: str, by: Account | None, at: datetime, data: dict[str, object] | None = None) -> None:
    journal.record(one.brand, actor=by, verb=verb, object=f"exploration:{one.pk}", data=data or {}, at=at)
    events.publish(one.brand_id, TOPIC, f"exploration:{one.pk}", at)
