"""What a person sees when something is wrong: what happened, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _say(
        request, 404, _("This page does not exist"), _("It may have been moved, or it belongs to another team.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _say(request, 403, _("Your role does not open this door"), _("Ask an owner of the brand if you need it."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _say(request, 403, _("This form has expired"), _("Go back, reload the page and send it again."))


def broken(request: HttpRequest) -> HttpResponse:
    return _say(request, 500, _("Something broke on our side"), _("Nothing you wrote is lost. Try again in a minute."))


def _say(request: HttpRequest, status: int, title: str, mend: str) -> HttpResponse:
    return render(request, "ui/error.html", {"title": title, "mend": mend}, status=status)
