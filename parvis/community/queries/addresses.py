"""At which host name a community stands."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from parvis.community.models import Community, Look


def origin_for(community: Community) -> str:
    """What stands before its paths in a letter, such as https://forum.example."""
    worn = community.worn
    return f"{urlsplit(settings.HOUSE).scheme}://{worn.domain}" if worn and worn.domain else str(settings.HOUSE)


def slug_at(host: str) -> str:
    """The open community whose host name this is (`host`: with or without a port); "" = none."""
    name = host.partition(":")[0].lower()
    found = Look.objects.filter(domain=name, community__ended_at=None) if name else Look.objects.none()
    return found.values_list("brand__slug", flat=True).first() or ""
