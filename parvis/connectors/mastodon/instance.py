"""What an instance says of itself: its name, its limits, where its streams are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.connectors.mastodon.api import Api, NotThere
from parvis.connectors.mastodon.items import domain_of
from parvis.connectors.told import inside, text


@dataclass(frozen=True, slots=True)
class Instance:
    """`told`: as the instance says it. `settings`: what places there are to know."""

    told: Mapping[str, Any]
    settings: Mapping[str, Any]

    @property
    def title(self) -> str:
        return text(self.told.get("title"))[:100]


def about(api: Api) -> Instance:
    """From /api/v2/instance, else /api/v1. Raises NotThere for what is no instance, ConnectorError."""
    try:
        told = api.get("/api/v2/instance")
    except NotThere:
        told = api.get("/api/v1/instance")
    if not isinstance(told, dict) or not (told.get("domain") or told.get("uri")):
        raise NotThere(api.origin)
    found = {
        "domain": domain_of(told, api.origin),
        "limit": _limit(told),
        "streaming": text(inside(told, "configuration", "urls", "streaming") or inside(told, "urls", "streaming_api")),
    }
    return Instance(told, {name: value for name, value in found.items() if value})


def _limit(told: Mapping[str, Any]) -> int:
    """Characters of a post; 0 = not said. Pleroma and Friendica say it in their own word."""
    for said in (inside(told, "configuration", "statuses", "max_characters"), told.get("max_toot_chars")):
        if isinstance(said, int) and 0 < said < 10**7:
            return said
    return 0
