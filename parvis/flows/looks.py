"""The team dresses its community: what it asks for is judged, its pictures are made anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from parvis.community.actions.looks import hang
from parvis.community.models import Community, Look
from parvis.core.miniatures import fitted
from parvis.core.models import Account
from parvis.core.remaking import made_anew

SIZES: Mapping[str, tuple[int, int]] = {"logo": (560, 144), "logo_dark": (560, 144), "emblem": (512, 512)}
"""Pixels at most, by where a picture hangs."""
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def hang_picture(community: Community, where: str, body: bytes, *, by: Account, at: datetime) -> Look:
    """Raises NotAPicture, KeyError for no place of ours. The work on its pixels holds no lock."""
    return hang(community, where, fitted(made_anew(body), *SIZES[where]), by=by, at=at)


def why_not_domain(name: str) -> Literal["", "shape", "house", "unserved"]:
    """Whether a community can stand at this host name. `unserved`: whoever runs the house does not let it answer there."""
    if not _HOST.fullmatch(name):
        return "shape"
    if name == (urlsplit(settings.HOUSE).hostname or ""):
        return "house"
    return "" if any(_serves(host.lower(), name) for host in settings.ALLOWED_HOSTS) else "unserved"


def _serves(host: str, name: str) -> bool:
    """As the web server itself reads it: a dot before stands for every name under it, a star for all."""
    return host in ("*", name) or (host.startswith(".") and (name.endswith(host) or name == host[1:]))
