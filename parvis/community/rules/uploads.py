"""How much a member may bring in a day, and how a picture is spoken of in a text. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parvis.community.rules.access import TRUSTED, Who

PICTURE = re.compile(r"/c/[\w-]+/files/(?P<id>\d{1,15})-(?P<width>\d{1,4})x(?P<height>\d{1,4})-[0-9a-f]{12}\.webp")


@dataclass(frozen=True, slots=True)
class Quota:
    """In one day."""

    files: int
    bytes: int


def quota_of(who: Who) -> Quota:
    if who.team:
        return Quota(500, 500_000_000)
    return Quota(60, 60_000_000) if who.trust >= TRUSTED else Quota(15, 15_000_000)


def pictures_in(html: str) -> list[int]:
    """The uploads that sanitised HTML shows, each once."""
    return list(dict.fromkeys(int(found["id"]) for found in PICTURE.finditer(html)))
