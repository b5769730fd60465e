"""What a request may bring: not more than the disk should take, and no character that a database refuses."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parvis.web.ui.errors import too_large


class SizeMiddleware:
    """413 beyond LARGEST_UPLOAD. Without a length, Django reads nothing, so that nobody gets round it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            # PostgreSQL keeps no NUL: a mistyped address must find nothing, not break the page.
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > settings.LARGEST_UPLOAD:
            return too_large(request, settings.LARGEST_UPLOAD)
        return self.get_response(request)
