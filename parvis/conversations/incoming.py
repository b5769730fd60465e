"""An item ready to be stored: everything that needs computing is computed before the transaction opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import xxhash

from parvis.connectors.contract import Item
from parvis.conversations.rendering import render, storable
from parvis.core.folding import fold_tokens

HASHED = 20_000
"""Characters that decide whether two posts say the same: enough for any post, bounded for a 200 kB one."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """`item` as received; `source`, `title`, `folded` storable; `html` sanitised; `text` what is read and matched."""

    item: Item
    remote_id: str
    thread_id: str
    parent_id: str
    source: str
    title: str
    folded: str
    html: str
    text: str
    canonical_hash: int
    extra: Mapping[str, Any]

    @property
    def author_id(self) -> str:
        """The author's `remote_id`, "" when the source names nobody."""
        return self.item.author.remote_id[:300] if self.item.author else ""

    @property
    def direction(self) -> str:
        return "out" if self.item.extra.get("direction") == "out" else "in"


def prepare(item: Item) -> Incoming:
    source = storable(item.body)
    html, text = render(source, item.format)
    return Incoming(
        item=item,
        remote_id=item.remote_id[:500],
        thread_id=item.thread_id[:500],
        parent_id="" if item.parent_id == item.remote_id else item.parent_id[:500],
        source=source,
        title=storable(item.title)[:300],
        folded=storable(item.folded),
        html=html,
        text=text,
        canonical_hash=canonical_hash(text),
        extra={k: storable(v) if isinstance(v, str) else v for k, v in item.extra.items() if k != "direction"},
    )


def may_reword(kind: str, post: Incoming, direction: str = "in") -> bool:
    """Whether `post` may change the stored post of `kind` and `direction` that has its id.

    On a network, only its author can edit a post. A mail's id is written by its sender, and anyone who saw it can send
    another mail under it: what was received first stands. What we sent ourselves comes back as the network writes it
    (links, mentions): that is no edit, unless the network says that it is one.
    """
    if direction == "out" and post.item.edited_at is None:
        return False
    return "mail" not in (kind, post.item.kind)


def changes(post: Incoming, source: str, title: str, kind: str, direction: str, hashed: int) -> bool:
    """Whether `post` says something else than what is stored under its id, and has the authority to.

    Our own words come back as their network writes them (paragraphs, other quotes): that is no edit.
    """
    if (post.source, post.title) == (source, title) or not may_reword(kind, post, direction):
        return False
    return not (direction == "out" and source and post.canonical_hash == hashed)


def each_once(incoming: Iterable[Incoming]) -> dict[str, Incoming]:
    """Posts by id, in order: the last form of one that comes twice, the first of a mail."""
    batch: dict[str, Incoming] = {}
    for post in incoming:
        before = batch.get(post.remote_id)
        if before is None or may_reword(before.item.kind, post):
            batch[post.remote_id] = post
    return batch


def canonical_hash(text: str) -> int:
    """64 bits, signed, equal for texts that differ only in case, accents, punctuation or spacing."""
    unsigned = xxhash.xxh3_64_intdigest(" ".join(fold_tokens(text[:HASHED])).encode())
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned
