"""`/metrics` for Prometheus: how pages answer in this process, and how the house stands. Figures only: no names, no contents."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse

from parvis.conversations.doing import behind as behind_of
from parvis.conversations.models import Stream
from parvis.conversations.queries import followed_places
from parvis.conversations.rules import EVERYTHING
from parvis.core import clock
from parvis.core.jobs.engine import engine
from parvis.engagement.models import Case
from parvis.outbox.models import Outgoing
from parvis.web.ui.door import open_to_all

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds."""


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """One request. Nothing is kept where nobody may ask for it."""
    if settings.METRICS_TOKEN:
        _durations().labels(method, route, f"{status // 100}xx").observe(seconds)


@open_to_all
def metrics(request: HttpRequest) -> HttpResponse:
    """404 until PARVIS_METRICS_TOKEN is set; 401 without `Authorization: Bearer` of that token."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    library = _library()
    return HttpResponse(library.generate_latest(_registry()), content_type=library.CONTENT_TYPE_LATEST)


def _library() -> Any:
    """Loaded by the first who needs it: the first page does not."""
    return import_module("prometheus_client")


@cache
def _registry() -> Any:
    registry = _library().CollectorRegistry()
    registry.register(House())
    import_module("prometheus_client.process_collector").ProcessCollector(registry=registry)
    return registry


@cache
def _durations() -> Any:
    return _library().Histogram(
        "parvis_request_seconds",
        "Time to answer.",
        ["method", "route", "status"],
        buckets=BUCKETS,
        registry=_registry(),
    )


class House:
    """What every process of an installation says alike: it is read from the database when it is asked for."""

    def collect(self) -> Iterable[Any]:
        at = clock.now()
        yield from self._jobs(at)
        yield from self._streams(at)
        yield _gauge("parvis_cases", "Cases by state.", "state", dict(_grouped(Case, "state")))
        yield _gauge("parvis_outgoing", "Messages on their way out, by state.", "state", dict(_on_their_way()))

    def _jobs(self, at: datetime) -> Iterable[Any]:
        figures = engine().figures(at)
        states = {"waiting": figures.waiting, "running": figures.running, "failed": figures.failed}
        yield _gauge("parvis_jobs", "Jobs by state; waiting: due and not started.", "state", states)
        if figures.last_at:
            yield _figure("parvis_job_last_timestamp_seconds", "When a job last ended.", figures.last_at.timestamp())

    def _streams(self, at: datetime) -> Iterable[Any]:
        followed = followed_places().prefetch_related("streams")
        found = Stream.objects.filter(place__paused_at=None, place__ended_at=None).aggregate(
            all=Count("pk"),
            troubled=Count("pk", filter=~Q(problem=None)),
            oldest=Min("due_at", filter=~Q(place__kind=EVERYTHING)),
        )
        yield _gauge(
            "parvis_streams", "Places that are read, and those in trouble.", "state",
            {"well": found["all"] - found["troubled"], "troubled": found["troubled"]},
        )  # fmt: skip
        behind = [lag.total_seconds() for lag in (behind_of(place, at) for place in followed) if lag is not None]
        if behind:
            yield _figure(
                "parvis_firehose_lag_seconds", "How far the slowest stream of everything is behind.", max(behind)
            )
        late = max(0.0, (at - found["oldest"]).total_seconds()) if found["oldest"] else 0.0
        yield _figure("parvis_stream_lag_seconds", "By how much the most overdue reading is late.", late)


def _on_their_way() -> Iterable[tuple[str, int]]:
    return _grouped(Outgoing, "state", ~Q(state__in=["sent", "draft", "discarded"]))


def _grouped(model: Any, field: str, only: Q | None = None) -> Iterable[tuple[str, int]]:
    rows: Iterable[tuple[str, int]] = (
        model.objects.filter(only or Q()).values_list(field).annotate(n=Count("pk")).order_by(field)
    )
    return rows


def _gauge(name: str, said: str, label: str, values: dict[str, int]) -> Any:
    family = import_module("prometheus_client.core").GaugeMetricFamily(name, said, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def _figure(name: str, said: str, value: float) -> Any:
    return import_module("prometheus_client.core").GaugeMetricFamily(name, said, value=value)
