"""Pages for passers-by, kept as they left: all who come without a session see the same bytes.

What a page shows is known by a version: of the topic for a topic's page, of the whole community for lists. One small
query says whether the kept page still holds; then nothing is drawn, packed or looked up again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from parvis.web.forum.door import GuestRequest

View = Callable[..., HttpResponse]


def kept(view: View) -> View:
    """A page that passers-by share: it may be kept, and says so."""

    def keeping(request: GuestRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.guest.account is None and response.status_code == 200:
            response.headers["Cache-Control"] = "no-cache"
        else:
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    keeping.__module__, keeping.__qualname__ = view.__module__, view.__qualname__
    return keeping
