"""Who must not come back: what the intake asks before it stores anything, and the fingerprints that it asks by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from parvis.conversations.incoming import Incoming
from parvis.conversations.models import Place
from parvis.conversations.rules import believable, veiled_id
from parvis.core.tombstones import fingerprint
from parvis.people.queries import anybody_erased, erased_among


def identity_print(brand_id: int, network: str, remote_id: str) -> str:
    return fingerprint(brand_id, "identity", network, remote_id)


def handle_print(brand_id: int, network: str, handle: str) -> str:
    """Networks write a handle with or without its sign, in any case."""
    return fingerprint(brand_id, "handle", network, handle.lstrip("@").casefold())


def post_print(place_id: int, remote_id: str) -> str:
    return fingerprint(place_id, "post", remote_id)


def thread_print(place_id: int, remote_id: str) -> str:
    return fingerprint(place_id, "thread", remote_id)


def admitted(place: Place, incoming: Sequence[Incoming], at: datetime) -> list[Incoming]:
    """What may be stored: nothing of somebody who was erased, nothing older than the place keeps.

    What others say below an erased post finds its thread again. Ask inside the transaction that stores, after
    `core.brands.share`: an erasure is then either seen, or waits.
    """
    kept = [post for post in incoming if not _outlived(place, post, at)]
    if not kept or not anybody_erased(place.brand_id):
        return kept
    prints = [_Prints(place, post) for post in kept]
    erased = erased_among(place.brand_id, {each for of in prints for each in of.all})
    return [of.veiled(erased) for of in prints if not of.refused(erased)] if erased else kept


def _outlived(place: Place, post: Incoming, at: datetime) -> bool:
    days = place.retention_days
    return days is not None and believable(post.item.at, at) < at - timedelta(days=days)


class _Prints:
    """The fingerprints of one post, of its author, its thread and the post that it answers."""

    def __init__(self, place: Place, post: Incoming) -> None:
        self.post = post
        self.author = identity_print(place.brand_id, place.network, post.author_id) if post.author_id else ""
        self.own = post_print(place.pk, post.remote_id)
        self.thread = thread_print(place.pk, post.thread_id)
        self.parent = post_print(place.pk, post.parent_id) if post.parent_id else ""
        self.all = {self.author, self.own, self.thread, self.parent} - {""}

    def refused(self, erased: set[str]) -> bool:
        return self.author in erased or self.own in erased

    def veiled(self, erased: set[str]) -> Incoming:
        """The same post, with the names under which an erased thread and post are still there."""
        thread = veiled_id(self.thread) if self.thread in erased else self.post.thread_id
        parent = veiled_id(self.parent) if self.parent in erased else self.post.parent_id
        if (thread, parent) == (self.post.thread_id, self.post.parent_id):
            return self.post
        return replace(self.post, thread_id=thread, parent_id=parent)
