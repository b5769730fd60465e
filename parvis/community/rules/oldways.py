"""Addresses of old forums, written in one way each. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST = 300
_TOPIC = re.compile(r"(?:.*/)?t/(?:[^/]+/)?(\d{1,18})(?:/(\d{1,9}))?(?:/(?:last|print|summary))?")
_DEEP = re.compile(r"(?:.*/)?(u|users|c|p|s|m)/(.+)")
_PHP = re.compile(r"(?:.*/)?(viewtopic|viewforum|memberlist)\.php")


def ways(address: str) -> list[str]:
    """What to look an old address up by, the nearest first: its path and query, with or without its host.

    >>> ways("/t/hello-all/12/3")
    ['t/12/3', 't/12', 't/hello-all/12/3']
    """
    parts = urlsplit(address.strip()[: LONGEST * 2].replace("\\", "/"))
    path, asked = unquote(parts.path).strip("/"), parse_qs(parts.query[:LONGEST])
    found: list[str] = []
    if match := _TOPIC.fullmatch(path):
        found += [f"t/{match[1]}/{match[2]}"] if match[2] else []
        found.append(f"t/{match[1]}")
    elif match := _DEEP.fullmatch(path):
        found += _named(match[1], match[2])
    elif match := _PHP.fullmatch(path):
        found += [f"{match[1]}?{name}={asked[name][0]}" for name in _ASKED[match[1]] if name in asked]
    whole = f"{path}?{parts.query}" if parts.query else path
    return [way for way in dict.fromkeys([*found, whole, path]) if way and len(way) <= LONGEST]


_ASKED = {"viewtopic": ("p", "t"), "viewforum": ("f",), "memberlist": ("u",)}


def _named(kind: str, rest: str) -> list[str]:
    steps = rest.split("/")
    match kind:
        case "u" | "users" | "m":
            return [f"u/{steps[0].lower()}", f"m/{steps[0].lower()}"]
        case "c":
            return [f"c/{step}" for step in (reversed(steps) if steps[-1].isdecimal() else steps[-1:])]
        case "s":
            return [f"s/{steps[0]}"]
    return [f"{kind}/{steps[0]}"]
