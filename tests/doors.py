"""Every page of a brand and every operation of the API, as they are walked: a new one is met by itself."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parvis.api.urls import api
from parvis.core.models import Brand
from parvis.core.roles import Permission
from tests.parity.sent import ASKED_MORE, SENT


@dataclass(frozen=True)
class Route:
    """One page under a brand. `permission`: what its door asks; None = no door."""

    name: str
    parameters: tuple[str, ...]
    permission: Permission | None


def routes() -> Iterator[Route]:
    for name, pattern in _walk(get_resolver().url_patterns, ""):
        if name.startswith("b/<slug:brand>/"):
            parameters = tuple(p for p in pattern.pattern.converters if p != "brand")
            yield Route(str(pattern.name), parameters, getattr(pattern.callback, "permission", None))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, path)
        else:
            yield path, one


DEBUG_ONLY = {"gallery"}
ROUTES = sorted({r for r in routes() if r.name not in DEBUG_ONLY}, key=lambda r: r.name)


@dataclass(frozen=True)
class Things:
    """One of each, by the noun with which routes begin."""

    ids: dict[str, int]

    def for_route(self, route: Route) -> dict[str, int]:
        nouns = sorted((n for n in self.ids if route.name.startswith(n) or n in route.parameters), key=len)
        chosen = self.ids[nouns[-1]] if nouns else 1
        return {p: self.ids.get(p, chosen) if p != "id" else chosen for p in route.parameters}


def address(route: Route, brand: Brand, things: Things) -> str:
    return reverse(route.name, kwargs={"brand": brand.slug, **things.for_route(route)})


class Operation(NamedTuple):
    method: str
    path: str
    permission: Permission
    name: str


@functools.cache
def operations() -> list[Operation]:
    """Every operation, from its own description."""
    paths = api.get_openapi_schema()["paths"]
    return [
        Operation(method, path, Permission(told["x-permission"]), told["operationId"])
        for path, methods in paths.items()
        for method, told in methods.items()
    ]


def body_for(operation: Operation, things: Things, role: str = "") -> object:
    """What an operation takes: by its name in the tables of `tests.parity`, or by the last word of its path; the others take
    what makes a watch."""
    sent = SENT.get(operation.name)
    if sent is not None:
        return sent(things.ids)
    taken: dict[str, dict[str, object]] = {
        "notes": {"text": "Vu"},
        "{note}": {"text": "Vu encore"},
        "consents": {"channel": "email", "purpose": "newsletter", "given": True},
        "promises": {"text": "Rappeler"},
        "{promise}": {"outcome": "kept"},
        "erasure": {"name": "Ana"},
        "tables": {"file_name": "c.csv", "content": "nom;email\nAna;ana@example.org\n"},
        "retention": {"days": 30},
    }
    enough = {"query": "train", "body": "Bonjour", "text": "vu", "act": "type:praise", "cases": []}
    return taken.get(operation.path.rpartition("/")[2], {**enough, "name": f"w-{role}", "other": things.ids["other"]})


def answers_past_the_door(operation: Operation) -> tuple[int, ...]:
    """Some operations want more than this walk sends: past the door, they say so."""
    return (200, 201, *ASKED_MORE.get(operation.name, ()))


def filled(path: str, brand: Brand, things: Things) -> str:
    for noun, pk in things.ids.items():
        path = path.replace("{" + noun + "}", str(pk))
    return path.replace("{brand}", brand.slug)


def call(client: Client, operation: Operation, brand: Brand, things: Things, role: str = "") -> HttpResponse:
    """A read's body is nothing: the test client would write it into the address."""
    where = filled(operation.path, brand, things)
    body = None if operation.method == "get" else body_for(operation, things, role)
    answer: HttpResponse = getattr(client, operation.method)(where, body, content_type="application/json")
    return answer
