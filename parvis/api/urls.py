"""The API at /api/v1/, described at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.security import django_auth

from parvis.api import reads, together, writes
from parvis.api.door import Refused
from parvis.api.router import router

ROOT = "/api/v1/"


class Api(NinjaAPI):
    """Knows where it stands: its addresses are loaded at its first call, so that reversing them would not find them."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return ROOT


api = Api(
    title="Parvis",
    version="1",
    description="What the pages do, for programs. Signed in by the session of the pages; writes need its CSRF token.",
    docs_url=None,
    auth=django_auth,
    urls_namespace="api",
)
api.add_router("", router)
__all__ = ["api", "reads", "together", "urlpatterns", "writes"]


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _problem(request, error.status, error.title)


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _problem(request, 401, "Sign in first")


def _problem(request: HttpRequest, status: int, title: str) -> HttpResponse:
    answer = api.create_response(request, {"type": "about:blank", "title": title, "status": status}, status=status)
    answer["Content-Type"] = "application/problem+json"
    return answer


urlpatterns = [path("api/v1/", api.urls)]
