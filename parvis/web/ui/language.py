"""The reader's language: their account's, else the cookie, else what the browser asks for, else French."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = "parvis_language"
KNOWN = tuple(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language_of(request))
        return response


def language_of(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(COOKIE, "")
    if cookie in KNOWN:
        return cookie
    chosen = getattr(request.user, "language", "") if hasattr(request, "user") else ""
    return chosen if chosen in KNOWN else translation.get_language_from_request(request)
