"""Answers that suit a whole page and a page in which htmx replaces a part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def status_of(request: HttpRequest, status: int) -> int:
    """htmx shows only what comes with success: errors at their fields must come so too."""
    return 200 if by_htmx(request) else status


def go(request: HttpRequest, address: str) -> HttpResponse:
    """To another page, whichever way the form was sent."""
    return HttpResponse(headers={"HX-Redirect": address}) if by_htmx(request) else redirect(address)
