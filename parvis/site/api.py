"""The API, loaded by the first call of it: its libraries cost half a second that the first page need not wait for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import Resolver404, get_resolver
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # the API checks the token itself, with the session that it asks for
def api(request: HttpRequest, rest: str) -> HttpResponseBase:
    try:
        found = get_resolver("parvis.api.urls").resolve(request.path_info)
    except Resolver404:
        told = {"type": "about:blank", "title": "No operation has this address", "status": 404}
        return JsonResponse(told, status=404, content_type="application/problem+json")
    request.resolver_match = found
    once: Any = import_module("parvis.api.once")
    answer: HttpResponseBase = once.answered_once(request, lambda: found.func(request, *found.args, **found.kwargs))
    return answer
