"""Places and stored posts as watches see them: must say the same as `understanding.document_of` said on the way in."""

from __future__ import annotations

from urllib.parse import urlsplit

from parvis.conversations.models import Place, Post
from parvis.conversations.rendering import addresses
from parvis.flows.understanding import Where
from parvis.listening.matching import Document


def where_of(place: Place) -> Where:
    languages = tuple(place.brand.languages or [place.brand.language])
    return Where(place.network, (place.name, str(place.pk)), place.url or place.address, place.language, languages)


def document_of_post(post: Post) -> Document:
    """Needs `select_related("place", "author", "reading")`, as `conversations.queries.posts_of` does."""
    author, reading = post.author, getattr(post, "reading", None)
    return Document(
        text=f"{post.title}\n{post.text}" if post.title else post.text,
        authors=tuple(name for name in (author.handle, author.name) if name) if author else (),
        places=(post.place.name, str(post.place_id)),
        site=urlsplit(post.url or post.place.url or post.place.address).hostname or "",
        language=reading.language if reading else post.language,
        network=post.place.network,
        kind=post.kind,
        tags=tuple(post.tags),
        links=tuple(addresses(post.html)) if "<a " in post.html else (),
        at=post.at,
        followers=author.followers if author else None,
    )
