"""Counters of posts, asked for again, many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parvis.connectors.bluesky.api import Api
from parvis.connectors.bluesky.identifiers import at_uri
from parvis.connectors.bluesky.items import counts
from parvis.connectors.bluesky.lists import by_uri
from parvis.connectors.bluesky.reading import AT_ONCE


def metrics(api: Api, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """Posts that are gone or hidden are left out, as are those beyond the budget. Raises ConnectorError."""
    found: dict[str, Mapping[str, int]] = {}
    # One that is no address would have the whole lot refused.
    waiting = [one for one in dict.fromkeys(remote_ids) if at_uri(one)]
    while waiting and not api.spent:
        some, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        found |= {uri: counts(view) for uri, view in by_uri(api, some).items() if uri in some}
    return found
