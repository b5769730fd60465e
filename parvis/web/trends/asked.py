"""What a reader of trends asks for: a period, a watch, a place, a network or a language. What cannot be understood is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict

from parvis.conversations.queries import languages_of
from parvis.listening.models import Watch
from parvis.listening.queries import watches_of
from parvis.listening.trends.periods import Period, period_of
from parvis.listening.trends.queries import Scope
from parvis.web.ui.door import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """`watch`: None where the brand has none. `watches`: all of them; `places`: those in sight, (id, name, network);
    `languages`: codes that posts may be in."""

    period: Period
    scope: Scope
    watch: Watch | None
    watches: Sequence[Watch]
    places: Sequence[tuple[int, str, str]]
    languages: Sequence[str]

    def posts(
        self, since: datetime, until: datetime, watch_id: int | None = None, *, word: str = "", link: str = ""
    ) -> str:
        """Query of the address of the posts behind a figure."""
        told = {"watch": watch_id or (self.watch.pk if self.watch else ""), **window(since, until)}
        told |= {"place": self.scope.place_id or "", "network": self.scope.network, "lang": self.scope.language}
        told |= {"word": word, "link": link}
        return urlencode({name: value for name, value in told.items() if value})

    def here(self, **changed: str) -> str:
        """Query of this page's address, with some of it changed."""
        period = self.period
        told = {"watch": str(self.watch.pk) if self.watch else "", "period": period.key, "by": period.by}
        told |= {"place": str(self.scope.place_id or ""), "network": self.scope.network, "lang": self.scope.language}
        if period.key == "custom":
            told |= {"first": period.first.isoformat(), "last": period.last.isoformat()}
        told |= changed
        return urlencode({name: value for name, value in told.items() if value})


def window(since: datetime, until: datetime) -> dict[str, str]:
    """As the screen of posts takes it."""
    return {"from": since.isoformat(), "to": until.isoformat()}


def asked_of(query: QueryDict, desk: Desk, at: datetime) -> Asked:
    """Two queries."""
    brand = desk.brand
    period = period_of(
        query.get("period", ""), at, ZoneInfo(brand.timezone),
        first=query.get("first", ""), last=query.get("last", ""), by=query.get("by", ""),
    )  # fmt: skip
    watches = list(watches_of(brand.pk))
    places = list(desk.sight.places().order_by("name", "pk").values_list("pk", "name", "network"))
    place = next((pk for pk, _name, _network in places if str(pk) == query.get("place", "")), None)
    network = query.get("network", "")
    network = network if network in {found for _pk, _name, found in places} else ""
    spoken, language = languages_of(brand), query.get("lang", "")
    scope = Scope(brand.pk, desk.sight, place, network, language if language in spoken else "")
    return Asked(period, scope, _chosen(watches, query.get("watch", "")), watches, places, spoken)


def _chosen(watches: Sequence[Watch], said: str) -> Watch | None:
    """The one that is named; else the loudest of the brand's own, else the loudest."""
    named = next((watch for watch in watches if str(watch.pk) == said), None)
    loudest = sorted(watches, key=lambda watch: (watch.role != "brand", watch.paused_at is not None, -watch.hit_count))
    return named or next(iter(loudest), None)
