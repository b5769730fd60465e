"""What a page tells of itself to search engines and to whoever passes its address on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parvis.community.models import Topic
from parvis.community.queries.articles import ArticleSide
from parvis.community.queries.kinds import Side
from parvis.community.queries.topics import Shown
from parvis.community.rules.access import Access, Room
from parvis.web.forum.article_card import of_article
from parvis.web.forum.ways import Ways

DESCRIBED, TOLD = 200, 1_000
"""Characters of the description, and of the text in the structured data."""


@dataclass(frozen=True, slots=True)
class Card:
    """`described`: the first words; `data`: JSON-LD for a data block, with nothing in it that could end one."""

    described: str
    data: Markup


def of_topic(
    topic: Topic, room: Room | None, posts: Sequence[Shown], number: int, ways: Ways, origin: str,
    side: Side | None = None,
) -> Card | None:  # fmt: skip
    """For the first page of a topic in a public room; None elsewhere."""
    first = posts[0] if posts else None
    if room is None or room.access is not Access.PUBLIC or number > 1 or first is None or not first.html:
        return None
    text = Markup(first.html).striptags()  # noqa: S704  only to take its tags away
    where = origin + ways.topic(topic.slug, topic.pk)
    author = {"@type": "Person", "name": first.name}
    if first.handle:
        author["url"] = origin + ways.member(first.handle)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": where,
        "url": where,
        "headline": topic.title,
        "text": text[:TOLD],
        "author": author,
        "datePublished": topic.begun_at.isoformat(),
        "dateModified": topic.bumped_at.isoformat(),
        "commentCount": topic.post_count - 1,
        "isPartOf": {"@type": "WebPage", "name": room.name, "url": origin + ways.space(room.slug)},
    }
    if isinstance(side, ArticleSide):
        data |= of_article(side, ways, origin)
        text = side.summary or text
    return Card(_cut(text), _block(data))


def _cut(text: str) -> str:
    return text if len(text) <= DESCRIBED else text[:DESCRIBED].rsplit(" ", 1)[0] + "…"


def _block(data: object) -> Markup:
    said = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        said = said.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(said)  # noqa: S704  no sign of HTML is left in it
