"""Keep what was understood of posts, and what people said instead."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from parvis.analysis.reading import Reading as Understood
from parvis.conversations.models import Post, Reading
from parvis.core.models import Account


def store_readings(pairs: Iterable[tuple[Post, Understood]]) -> list[Reading]:
    """One reading a post, replacing the machine's earlier one; a person's correction is never overwritten."""
    rows = [_row(post, understood) for post, understood in pairs]
    fields = [f.name for f in Reading._meta.concrete_fields if f.name not in ("post", "brand", "corrected_by")]
    corrected = set(
        Reading.objects.filter(post_id__in=[r.post_id for r in rows], corrected_by__isnull=False).values_list(
            "post_id", flat=True
        )
    )
    kept = [row for row in rows if row.post_id not in corrected]
    Reading.objects.bulk_create(
        kept, batch_size=500, update_conflicts=True, unique_fields=["post"], update_fields=fields
    )
    return kept


def _row(post: Post, understood: Understood) -> Reading:
    return Reading(
        post=post,
        brand_id=post.brand_id,
        model=understood.model,
        language=understood.language,
        sentiment=understood.sentiment.label,
        confidence=understood.sentiment.confidence,
        uncertain=understood.sentiment.uncertain,
        intents=[{"label": i.label, "confidence": i.confidence} for i in understood.intents],
        toxicity=understood.toxicity.score,
        spam=understood.spam.score,
        register=understood.register,
        evidence=_evidence(understood),
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
def correct_sentiment(post: Post, sentiment: str, *, by: Account) -> None:
    """A person knows better: their word stands, with full confidence, and the machine does not take it back."""
    Reading.objects.filter(post=post).update(sentiment=sentiment, confidence=1.0, uncertain=False, corrected_by=by)
