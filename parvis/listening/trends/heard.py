"""What the figures of a watch count of a post: read from the post itself, the same way when it comes and when it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parvis.analysis.tokens import tokens
from parvis.connectors.addresses import canonical
from parvis.conversations.models import Post
from parvis.conversations.rendering import addresses
from parvis.listening.models import Hit
from parvis.listening.trends.rules import LINKS, telling

LONGEST = 300
"""Characters of a link that is counted: a longer one is nobody's to type, and is left out."""


@dataclass(frozen=True, slots=True)
class Heard:
    """`mood`, `language`: as they were read, "" when they were not. `followers`: of the author, None where their network does not say."""

    post_id: int
    place_id: int
    at: datetime
    mood: str
    language: str
    author_id: int | None
    followers: int | None
    terms: tuple[str, ...]
    links: tuple[str, ...]


_COLUMNS = (
    *("pk", "place_id", "at", "reading__sentiment", "reading__language", "author_id", "author__followers"),
    *("title", "text", "html"),
)


def heard(post_ids: Iterable[int]) -> dict[int, Heard]:
    """One query."""
    rows = Post.objects.filter(pk__in=list(post_ids)).order_by().values_list(*_COLUMNS)
    return {
        pk: Heard(pk, place, at, mood or "", spoken or "", author, followers, words_of(title, text), links_of(html))
        for pk, place, at, mood, spoken, author, followers, title, text, html in rows
    }


def heard_in(place_id: int, remote_ids: Iterable[str]) -> dict[int, Heard]:
    """Of the posts with these ids in their place, those that some watch caught, as they read now. Two queries at most."""
    named = Post.objects.filter(place_id=place_id, remote_id__in=[remote_id[:500] for remote_id in remote_ids])
    caught = set(Hit.objects.filter(post__in=named).values_list("post_id", flat=True))
    return heard(caught) if caught else {}


def words_of(title: str, text: str) -> tuple[str, ...]:
    return telling(tokens(f"{title}\n{text}" if title else text).words)


def links_of(html: str) -> tuple[str, ...]:
    """Canonical, each once."""
    found = dict.fromkeys(canonical(address) for address in addresses(html)) if "<a " in html else {}
    return tuple(link for link in found if 0 < len(link) <= LONGEST)[:LINKS]
