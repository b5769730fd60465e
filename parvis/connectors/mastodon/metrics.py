"""Counters of posts, asked for again: many at a time where the server can, one by one elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from parvis.connectors.contract import AuthExpired, ConnectorError, Rejected
from parvis.connectors.mastodon.api import Api, NotThere
from parvis.connectors.mastodon.items import counts
from parvis.connectors.told import text

AT_ONCE = 20


def metrics(api: Api, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """Posts that are gone or hidden are left out, as are those beyond the budget. Raises ConnectorError."""
    found: dict[str, Mapping[str, int]] = {}
    waiting = list(dict.fromkeys(remote_ids))
    try:
        while waiting and not api.spent:
            some, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            told = api.get("/api/v1/statuses", [("id[]", one) for one in some])
            if not isinstance(told, list):
                raise NotThere("/api/v1/statuses")
            found |= {text(one.get("id")): counts(one) for one in told if isinstance(one, dict)}
    except (NotThere, Rejected):
        found |= _one_by_one(api, [one for one in remote_ids if one not in found])
    wanted = set(remote_ids)
    return {post: told for post, told in found.items() if post in wanted}


def _one_by_one(api: Api, remote_ids: Sequence[str]) -> dict[str, Mapping[str, int]]:
    """For servers before Mastodon 4.3 and for dialects."""
    found: dict[str, Mapping[str, int]] = {}
    for one in remote_ids:
        if api.spent:
            break
        try:
            told: Any = api.get(f"/api/v1/statuses/{quote(one, safe='')}")
        except NotThere:
            continue
        except ConnectorError as error:
            if error.retry or isinstance(error, AuthExpired):
                raise
            continue
        found |= {one: counts(told)} if isinstance(told, dict) else {}
    return found
