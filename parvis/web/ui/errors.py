"""What a person sees when something is wrong: what happened, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _say(
        request, 404, _("This page does not exist"), _("It may have been moved, or it belongs to another team.")
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Also where the host asked for is not one of ours: nothing of the house is shown, not even its templates."""
    said = f"{_('This request cannot be read')}. {_('Check the address, then try again.')}\n"
    return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    mend = _("Send at most %(size)s MB at a time: cut the file in two.") % {"size": limit // 1_000_000}
    return _say(request, 413, _("This is too large to take in"), mend)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _say(request, 403, _("Your role does not open this door"), _("Ask an owner of the brand if you need it."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _say(request, 403, _("This form has expired"), _("Go back, reload the page and send it again."))


def broken(request: HttpRequest) -> HttpResponse:
    return _say(request, 500, _("Something broke on our side"), _("Nothing you wrote is lost. Try again in a minute."))


def _say(request: HttpRequest, status: int, title: str, mend: str) -> HttpResponse:
    return render(request, "ui/error.html", {"title": title, "mend": mend}, status=status)
