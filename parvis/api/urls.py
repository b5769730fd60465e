"""The API at /api/v1/, described at /api/v1/openapi.json."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import django_auth

from parvis.api import (  # noqa: F401  each tells the router its operations when it is loaded
    accounts,
    alerts,
    answers,
    boards,
    brand,
    bring,
    bringing,
    bulk,
    candidates,
    cases,
    collections,
    columns,
    community,
    crisis,
    crisis_things,
    desk,
    discovery,
    dossier,
    echoes,
    escalation,
    hours,
    house,
    invitations,
    judgements,
    keys,
    learning,
    macros,
    matching,
    merging,
    moderation,
    notices,
    openweb,
    people,
    personas,
    places,
    posts,
    privacy,
    reads,
    routing,
    team,
    today,
    together,
    trends,
    triage,
    views,
    watches,
    webhooks,
)
from parvis.api.description import Description
from parvis.api.door import KeyAuth, Refused
from parvis.api.reading import Reading
from parvis.api.router import exact, router

ROOT = "/api/v1/"


DESCRIPTION = """What the pages do, for programs.

Signed in by `Authorization: Bearer pv_…` (a key from the settings) or by the session of the pages, whose writes need its CSRF token.
Lists go page by page: give `next` of one answer as `cursor` of the next call. Writes take an `Idempotency-Key`: asked twice, carried out
once, for 24 hours. What is refused is told as problem+json (RFC 9457), with `errors` at the fields concerned."""


class Api(NinjaAPI):
    """Knows where it stands: its addresses are loaded at its first call, so that reversing them would not find them."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return ROOT

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Description:
        return _described(self, ROOT if path_prefix is None else path_prefix)


@cache
def _described(of: Api, root: str) -> Description:
    """Once a process: nothing of it changes, and it takes a second."""
    return Description(of, root)


api = Api(
    title="Parvis",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    auth=[KeyAuth(), django_auth],
    urls_namespace="api",
    parser=Reading(),
)
api.add_router("", exact)
api.add_router("", router)
__all__ = ["api", "urlpatterns"]


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    errors = [{"field": field, "said": said} for field, said in error.errors.items()]
    answer = _problem(request, error.status, error.title, detail=error.detail, errors=errors, **error.more)
    if error.after:
        answer["Retry-After"] = str(error.after)
    return answer


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = _problem(request, 401, "Sign in first")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Each fault with its field, "body.name"."""
    errors = [
        {
            "field": ".".join(str(part) for part in one["loc"] if part != "body" or len(one["loc"]) == 1),
            "said": one["msg"],
        }
        for one in error.errors
    ]
    return _problem(request, 422, "What was sent does not fit", errors=errors)


@api.exception_handler(HttpError)
def refused_by_the_library(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What our own reading of a body refuses comes wrapped as a body that cannot be read."""
    if isinstance(error.__cause__, Refused):
        return refused(request, error.__cause__)
    return _problem(request, error.status_code, str(error))


@api.exception_handler(Http404)
def nothing_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(request, 404, "Nothing there")


def _problem(request: HttpRequest, status: int, title: str, **more: object) -> HttpResponse:
    told = {"type": "about:blank", "title": title, "status": status, **{k: v for k, v in more.items() if v}}
    answer = api.create_response(request, told, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


urlpatterns = [path("api/v1/", api.urls)]
