"""Keep what was understood of posts, and what people said instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.analysis.reading import Reading as Understood
from parvis.conversations.models import Post, Reading
from parvis.core import journal
from parvis.core.models import Account
from parvis.core.sql import as_json, run_many

_KEEP = (
    "INSERT INTO conversations_reading (post_id, brand_id, model, language, sentiment, confidence, uncertain, intents,"
    " toxicity, spam, register, evidence) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (post_id) DO UPDATE SET model = excluded.model, language = excluded.language,"
    " sentiment = excluded.sentiment, confidence = excluded.confidence, uncertain = excluded.uncertain,"
    " intents = excluded.intents, toxicity = excluded.toxicity, spam = excluded.spam, register = excluded.register,"
    " evidence = excluded.evidence WHERE conversations_reading.corrected_by_id IS NULL"
)


def store_readings(pairs: Iterable[tuple[Post, Understood]]) -> None:
    """One reading a post, replacing the machine's earlier one; a person's correction is never overwritten."""
    run_many(_KEEP, [_row(post, understood) for post, understood in pairs])


def _row(post: Post, understood: Understood) -> tuple[Any, ...]:
    return (
        post.pk,
        post.brand_id,
        understood.model,
        understood.language,
        understood.sentiment.label,
        understood.sentiment.confidence,
        understood.sentiment.uncertain,
        as_json([{"label": i.label, "confidence": i.confidence} for i in understood.intents]),
        understood.toxicity.score,
        understood.spam.score,
        understood.register,
        as_json(_evidence(understood)),
    )


def _evidence(understood: Understood) -> dict[str, list[list[float]]]:
    """Spans into the text by facet: [start, end, weight]."""
    facets = {
        "sentiment": understood.sentiment.evidence,
        "toxicity": understood.toxicity.evidence,
        "spam": understood.spam.evidence,
        **{f"intent:{i.label}": i.evidence for i in understood.intents},
    }
    return {name: [list(span) for span in spans] for name, spans in facets.items() if spans}


@transaction.atomic
def correct_sentiment(post: Post, sentiment: str, *, by: Account, at: datetime) -> str | None:
    """A person knows better: their word stands, with full confidence, and the machine does not take it back.

    What it read before; None when the post has no reading (it is being read now).
    """
    reading = Reading.objects.select_for_update().filter(post=post).first()
    if reading is None:
        return None
    before, reading.sentiment = reading.sentiment, sentiment
    reading.confidence, reading.uncertain, reading.corrected_by = 1.0, False, by
    reading.save(update_fields=["sentiment", "confidence", "uncertain", "corrected_by"])
    said = {"from": before, "to": sentiment}
    journal.record(post.brand, actor=by, verb="post.reread", object=f"post:{post.pk}", data=said, at=at)
    return before
