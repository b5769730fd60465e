"""A post as a person pastes it: a text with what they know of it, or the address of a page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from parvis.connectors.addresses import absolute, canonical
from parvis.connectors.contract import Item, Kind, Page, Rejected
from parvis.connectors.manual.rows import author_of, fingerprint
from parvis.connectors.pages.article import read_page
from parvis.core.messages import Message

if TYPE_CHECKING:
    from parvis.connectors.net import Web  # pasting a text needs no network: its client is loaded by who fetches

LONGEST = 500_000


def from_text(
    text: str, *, address: str = "", author: str = "", title: str = "", at: datetime | None = None, kind: Kind = "post"
) -> Item:
    """Pasting the same text of the same author again gives the same item. Raises Rejected, with the field."""
    body = text.replace("\0", "").strip()
    if not body:
        raise Rejected(Message("There is no text yet."), field="text", mend=Message("Paste what the person wrote."))
    if len(body) > LONGEST:
        raise Rejected(
            Message("The text is longer than %(most)s characters.", {"most": LONGEST}),
            field="text",
            mend=Message("Paste one post at a time, or import a file."),
        )
    link = absolute("", address)
    if address.strip() and not link:
        raise Rejected(
            Message("“%(address)s” is not a web address.", {"address": address.strip()[:80]}),
            field="address",
            mend=Message("A web address begins with https:// and has no spaces."),
        )
    remote_id = fingerprint({"text": body, "author": author.strip(), "url": link})
    return Item(
        remote_id=remote_id,
        thread_id=canonical(link) or remote_id,
        body=body,
        kind=kind,
        title=title.strip(),
        author=author_of(author, "", ""),
        at=at,
        url=link,
    )


def from_address(web: Web, address: str) -> Page:
    """The article of a page and the comments under it. Raises ConnectorError: many networks show nothing to a stranger."""
    answer = web.get(address, {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"})
    charset = answer.headers.get("content-type", "").partition("charset=")[2].split(";")[0].strip()
    if answer.content_type and not answer.content_type.startswith(("text/", "application/xhtml", "application/xml")):
        raise Rejected(
            Message("This address gives a file (%(type)s), not a page.", {"type": answer.content_type[:60]}),
            field="address",
            mend=Message("Paste the text itself."),
        )
    return read_page(answer.body, answer.url, charset)
