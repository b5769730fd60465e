"""Keep what was understood of posts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from parvis.analysis.reading import Reading as Understood
from parvis.conversations.models import Post
from parvis.core.sql import as_json, run_many

_COLUMNS = (
    "model", "language", "sentiment", "confidence", "uncertain", "intents", "toxicity", "tier", "spam", "phishing",
    "register", "evidence",
)  # fmt: skip
_KEEP = (
    f"INSERT INTO conversations_reading (post_id, brand_id, {', '.join(_COLUMNS)})"  # noqa: S608  our own words
    f" VALUES ({', '.join(['%s'] * (len(_COLUMNS) + 2))})"
    f" ON CONFLICT (post_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS)}"
    " WHERE conversations_reading.corrected_by_id IS NULL"
)
Pairs = Sequence[tuple[Post, Understood]]


def store_readings(pairs: Iterable[tuple[Post, Understood]]) -> None:
    """One reading a post, replacing the machine's earlier one. One that a person corrected is left as it is
    (`corrections.read_again` renews what they did not touch)."""
    run_many(_KEEP, [(post.pk, post.brand_id, *columns(understood).values()) for post, understood in pairs])


def columns(understood: Understood) -> dict[str, Any]:
    """The columns of a reading, as the database takes them."""
    values = (
        understood.model,
        understood.language,
        understood.sentiment.label,
        understood.sentiment.confidence,
        understood.sentiment.uncertain,
        as_json([{"label": i.label, "confidence": i.confidence} for i in understood.intents]),
        understood.toxicity.score,
        understood.toxicity.tier,
        understood.spam.score,
        understood.phishing.score,
        understood.register,
        as_json(evidence(understood)),
    )
    return dict(zip(_COLUMNS, values, strict=True))


def evidence(understood: Understood) -> dict[str, list[list[float]]]:
    """Spans into the text by facet: [start, end, weight]."""
    facets = {
        "sentiment": understood.sentiment.evidence,
        "toxicity": understood.toxicity.evidence,
        "spam": understood.spam.evidence,
        "phishing": understood.phishing.evidence,
        **{f"intent:{i.label}": i.evidence for i in understood.intents},
    }
    return {name: [list(span) for span in spans] for name, spans in facets.items() if spans}
