"""Whole addresses of the community: at its own host name where it has one, wherever it is looked at."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from parvis.web.forum.door import GuestRequest


def origin_of(request: GuestRequest) -> str:
    """What stands before a path, such as https://forum.example. What feeds, search engines and friends are told."""
    worn = request.guest.community.worn
    if worn is not None and worn.domain:
        return f"{urlsplit(settings.HOUSE).scheme}://{worn.domain}"
    return f"{request.scheme}://{request.get_host()}"
