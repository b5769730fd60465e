"""What an article tells of itself to search engines: who wrote it, and what members think of it."""

from __future__ import annotations

from typing import Any

from parvis.community.queries.articles import ArticleSide
from parvis.web.forum.ways import Ways


def of_article(side: ArticleSide, ways: Ways, origin: str) -> dict[str, Any]:
    """Instead of what is told of any topic."""
    told: dict[str, Any] = {
        "@type": "Article",
        "description": side.summary,
        "datePublished": side.published_at.isoformat(),
        "timeRequired": f"PT{side.minutes}M",
        "author": [
            {"@type": "Person", "name": one.name, "url": origin + ways.member(one.handle)} for one in side.authors
        ],
    }
    if side.category:
        told["articleSection"] = side.category[1]
    if side.cover:
        told["image"] = origin + ways.picture(side.cover)
    if side.ratings:
        told["aggregateRating"] = {
            "@type": "AggregateRating", "ratingValue": side.mean, "ratingCount": side.ratings, "bestRating": 5,
            "worstRating": 1,
        }  # fmt: skip
    return told
