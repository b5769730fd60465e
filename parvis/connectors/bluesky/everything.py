"""The place that is the whole network: tried by listening for a moment; and who wrote what a watch caught there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from parvis.connectors.bluesky.addresses import Where
from parvis.connectors.bluesky.api import Api, NotThere
from parvis.connectors.bluesky.items import to_author
from parvis.connectors.bluesky.jetstream import Line
from parvis.connectors.bluesky.probing import NO_MODERATION, YES, answers
from parvis.connectors.bluesky.richtext import WEB
from parvis.connectors.contract import Author, Capability, Finding, Item, Transient
from parvis.connectors.told import entries, text
from parvis.core.messages import Message

AT_ONCE = 25
"""Profiles in one request, as the network allows."""
_KEPT = ("account", "did", "server", "name", "level")


def look(line: Line, where: Where, api: Api, settings: Mapping[str, Any]) -> Finding:
    """Raises ConnectorError when the stream cannot be opened, or says nothing."""
    batch = next(iter(line.follow("")))
    if not batch.read:
        raise Transient(Message("The stream is open and says nothing."), Message("Try again in a few minutes."))
    return Finding(
        network="bluesky",
        kind="everything",
        address=where.address,
        title="Bluesky",
        url=WEB,
        summary=Message("All of Bluesky, as it is said: only posts that one of your watches catches are kept."),
        support={
            Capability.LISTEN: YES,
            Capability.STREAM: YES,
            Capability.REPLY: answers(api, settings),
            Capability.FIND_SENT: answers(api, settings),
            Capability.METRICS: YES,
            Capability.MODERATE: NO_MODERATION,
        },
        settings={name: settings[name] for name in _KEPT if settings.get(name)},
    )


def signed(api: Api, items: Sequence[Item]) -> list[Item]:
    """With the profiles of their authors. Raises ConnectorError."""
    dids = list(dict.fromkeys(item.author.remote_id for item in items if item.author))
    authors: dict[str, Author] = {}
    for start in range(0, len(dids), AT_ONCE):
        if api.spent:
            break
        try:
            told = api.get("app.bsky.actor.getProfiles", [("actors", did) for did in dids[start : start + AT_ONCE]])
        except NotThere:
            continue
        authors |= {text(one.get("did")): to_author(one) for one in entries(told, "profiles")}
    return [_signed(item, authors.get(item.author.remote_id if item.author else "")) for item in items]


def _signed(item: Item, author: Author | None) -> Item:
    return replace(item, author=author, extra={**item.extra, "handle": author.handle}) if author else item
