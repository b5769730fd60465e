"""An outgoing message as its connector takes it, and as the post that it becomes."""

from __future__ import annotations

from parvis.connectors.contract import Author, Draft, Format, Item, Kind
from parvis.conversations.models import Post
from parvis.outbox.models import Outgoing, Persona
from parvis.outbox.rules import composed, signature


def signature_of(persona: Persona | None, brand: str, language: str) -> str:
    """What stands below the message; "" when nobody signs."""
    if persona is None:
        return ""
    return persona.signature or signature(persona.name, persona.quality, brand, language)


def draft_for(outgoing: Outgoing) -> Draft:
    """Needs what `queries.whole` selects. The same message always gives the same draft: the key tells it."""
    return Draft(
        key=outgoing.key,
        body=outgoing.body.strip(),
        reply_to=item_of(outgoing.reply_to),
        sender=outgoing.persona.name if outgoing.persona else outgoing.brand.name,
        signature=_signed(outgoing),
    )


def own_item(outgoing: Outgoing) -> Item:
    """Our answer as a post of its thread, as the public reads it: with its signature."""
    return Item(
        remote_id=outgoing.remote_id,
        thread_id=outgoing.thread.remote_id,
        body=composed(outgoing.body, _signed(outgoing)),
        kind="mail" if outgoing.reply_to.kind == "mail" else "reply",
        parent_id=outgoing.reply_to.remote_id,
        at=outgoing.sent_at,
        url=outgoing.url,
        language=outgoing.reply_to.language,
        extra={"direction": "out", "key": outgoing.key},
    )


def item_of(post: Post) -> Item:
    """A stored post as its connector once gave it: enough to answer it."""
    author = post.author
    form: Format = post.format  # type: ignore[assignment]  # written from the same literals
    kind: Kind = post.kind  # type: ignore[assignment]
    return Item(
        remote_id=post.remote_id,
        thread_id=post.thread.remote_id,
        body=post.source,
        format=form,
        kind=kind,
        title=post.title,
        author=Author(author.remote_id, name=author.name, handle=author.handle, url=author.url) if author else None,
        parent_id=post.parent.remote_id if post.parent else "",
        at=post.at,
        url=post.url,
        language=post.language,
        extra=post.extra,
    )


def _signed(outgoing: Outgoing) -> str:
    language = outgoing.reply_to.language or outgoing.place.language or outgoing.brand.language
    return signature_of(outgoing.persona, outgoing.brand.name, language)
