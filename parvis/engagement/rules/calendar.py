"""Public holidays, country by country and part by part, with the days that a brand closes by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Any

REGIONS: Mapping[str, Mapping[str, str]] = {
    "FR": {
        "57": "Moselle",
        "6AE": "Alsace",
        "971": "Guadeloupe",
        "972": "Martinique",
        "973": "Guyane",
        "974": "La Réunion",
        "976": "Mayotte",
        "BL": "Saint-Barthélemy",
        "MF": "Saint-Martin",
        "NC": "Nouvelle-Calédonie",
        "PF": "Polynésie française",
        "PM": "Saint-Pierre-et-Miquelon",
        "TF": "Terres australes françaises",
        "WF": "Wallis-et-Futuna",
    }
}
"""Parts with holidays of their own under the names people use, where the library knows codes only (or school zones too)."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The brand is closed from one day to another, both counted."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """`country` "" = no public holiday counts; `region`: a part of it with days of its own, "" = none."""

    country: str = ""
    region: str = ""
    closings: tuple[Closing, ...] = ()

    def closed(self, day: date) -> bool:
        return self.reason(day) is not None

    def reason(self, day: date, language: str = "fr") -> str | None:
        """Why the brand is closed on this day ("" = no name was given); None when it is not."""
        for closing in self.closings:
            if closing.first <= day <= closing.last:
                return closing.name
        return public_holidays(self.country, self.region, day.year, language).get(day) if self.country else None

    def next_closed(self, start: date, language: str, *, limit: int = 10) -> list[tuple[date, str]]:
        """The next closed days of the coming 400, each with its reason."""
        found: list[tuple[date, str]] = []
        for n in range(400):
            day = start + timedelta(days=n)
            if len(found) < limit and (reason := self.reason(day, language)) is not None:
                found.append((day, reason))
        return found


@lru_cache(maxsize=512)
def public_holidays(country: str, region: str, year: int, language: str) -> dict[date, str]:
    """Day to name, in `language` where the library has it. Nothing for a country or part that it does not know."""
    library = _library()
    spoken = {code[:2]: code for code in _known(country).supported_languages} if country in countries() else {}
    if not spoken and country not in countries():
        return {}
    part = region if region in regions(country) else None
    found = library.country_holidays(country, subdiv=part, years=year, language=spoken.get(language))
    return dict(found.items())


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """ISO codes of two letters."""
    return frozenset(code for code in _library().list_supported_countries() if len(code) == 2)


def regions(country: str) -> dict[str, str]:
    """Parts of a country with holidays of their own, by code: under its name where it has one."""
    if country not in countries():
        return {}
    if country in REGIONS:
        return dict(REGIONS[country])
    names: dict[str, str] = {}
    for name, code in getattr(_known(country), "subdivisions_aliases", {}).items():
        names[code] = max(names.get(code, ""), name, key=len)
    return {code: names.get(code, code) for code in _known(country).subdivisions}


def _known(country: str) -> Any:
    return _library().country_holidays(country)


def _library() -> Any:
    """Loaded when a brand first looks at a calendar: a third of a second that nothing else need wait for."""
    return import_module("holidays")


def stored(closings: Sequence[Closing]) -> list[dict[str, str]]:
    """As JSON keeps them."""
    return [{"first": c.first.isoformat(), "last": c.last.isoformat(), "name": c.name} for c in closings]


def read_back(rows: Sequence[Mapping[str, str]]) -> tuple[Closing, ...]:
    return tuple(sorted(_read(rows), key=lambda c: (c.first, c.last)))


def _read(rows: Sequence[Mapping[str, str]]) -> Iterator[Closing]:
    for row in rows:
        yield Closing(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row.get("name", ""))
