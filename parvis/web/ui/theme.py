"""Light, dark, or as the machine has it: a cookie that the server reads, so that no page flashes."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "parvis_theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"
