"""The only home of writes about a brand's second reader, and of what it said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from parvis.analysis.backends.protocol import Verdict
from parvis.conversations.models import Post, Reading, SecondReader
from parvis.core import journal
from parvis.core.credentials import keep
from parvis.core.messages import Message
from parvis.core.models import Account, Brand

NETWORK = "second reader"
AGREED, DISPUTED = 0.9, 0.6
"""Confidence where heads and back end say the same, and where they do not: then a person should look."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`key`: of the address; "" keeps the one it had, or none. `price`: of a million tokens; `money_a_day`: that may be spent."""

    kind: str
    model: str
    address: str = ""
    key: str = ""
    tokens_a_day: int = 0
    price: Decimal | None = None
    money_a_day: Decimal | None = None
    currency: str = "EUR"


@transaction.atomic
def start_reader(brand: Brand, wish: Wish, *, last_post: int, by: Account, at: datetime) -> SecondReader:
    """It reads what comes after the post `last_post`, in the place of the one that read before."""
    before = SecondReader.objects.select_for_update().filter(brand=brand, ended_at=None).first()
    credential = before.credential if before and (before.kind, before.address) == (wish.kind, wish.address) else None
    if wish.key:
        credential = keep(brand, network=NETWORK, name=wish.address[:200], secrets={"key": wish.key}, at=at)
    if before:
        before.ended_at, before.ended_by = at, by
        before.save(update_fields=["ended_at", "ended_by"])
    made = SecondReader.objects.create(
        brand=brand, kind=wish.kind, address=wish.address, model=wish.model, credential=credential,
        tokens_a_day=wish.tokens_a_day, price=wish.price, money_a_day=wish.money_a_day, currency=wish.currency, started_at=at, started_by=by, read_to=last_post,
        spent=before.spent if before else 0, spent_on=before.spent_on if before else None,
    )  # fmt: skip
    told = {"kind": wish.kind, "name": wish.model, "address": wish.address}
    journal.record(brand, actor=by, verb="reader.started", object=f"reader:{made.pk}", data=told, at=at)
    return made


@transaction.atomic
def end_reader(reader: SecondReader, *, by: Account, at: datetime) -> bool:
    """False when it had ended already."""
    if not SecondReader.objects.filter(pk=reader.pk, ended_at=None).update(ended_at=at, ended_by=by):
        return False
    told = {"name": reader.model}
    journal.record(reader.brand, actor=by, verb="reader.ended", object=f"reader:{reader.pk}", data=told, at=at)
    return True


@transaction.atomic
def spend(reader_id: int, tokens: int, *, on: date) -> bool:
    """Set aside before asking; False when the day's budgets, in tokens and in money, do not allow it, or the reader has ended."""
    reader = SecondReader.objects.select_for_update().filter(pk=reader_id, ended_at=None).first()
    if reader is None:
        return False
    spent = reader.spent if reader.spent_on == on else 0
    if reader.kind == "chat" and spent + tokens > reader.most_a_day:
        return False
    reader.spent, reader.spent_on = spent + tokens, on
    reader.save(update_fields=["spent", "spent_on"])
    return True


@transaction.atomic
def settle(reader_id: int, *, aside: int, tokens: int, on: date, read_to: int, answered: int, at: datetime) -> None:
    """It answered: what it cost stands in the place of what was set aside, and it goes on after the post `read_to`."""
    reader = SecondReader.objects.select_for_update().get(pk=reader_id)
    if reader.spent_on == on:
        reader.spent = max(0, reader.spent - aside + tokens)
    reader.read_to, reader.answered = max(reader.read_to, read_to), reader.answered + answered
    reader.answered_at, reader.problem, reader.failed_at = at, None, None
    reader.save(update_fields=["spent", "read_to", "answered", "answered_at", "problem", "failed_at"])


@transaction.atomic
def stumbled(reader_id: int, reason: Message, *, read_to: int, at: datetime) -> None:
    """It did not answer: the heads' reading of those posts stays, and the next ones are tried."""
    reader = SecondReader.objects.select_for_update().get(pk=reader_id)
    reader.read_to, reader.failed_at = max(reader.read_to, read_to), at
    reader.problem = {"text": reason.text, "params": dict(reason.params)}
    reader.save(update_fields=["read_to", "failed_at", "problem"])


@transaction.atomic
def store_verdicts(posts: Sequence[Post], verdicts: Mapping[int, Verdict], model: str) -> list[tuple[Post, str, str]]:
    """What a back end said replaces what the heads said, never what a person said. Posts whose mood changed are returned with
    it, before and after, so that figures follow."""
    shifted = []
    by_id = {post.pk: post for post in posts}
    readings = Reading.objects.select_for_update().filter(post_id__in=list(verdicts), corrected_by=None)
    for reading in readings.order_by("pk"):
        verdict, before = verdicts[reading.pk], reading.sentiment
        for name, value in _columns(reading, verdict).items():
            setattr(reading, name, value)
        reading.model = model
        reading.save()
        if before != reading.sentiment:
            shifted.append((by_id[reading.pk], before, reading.sentiment))
    return shifted


def _columns(reading: Reading, verdict: Verdict) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if verdict.sentiment is not None:
        same = verdict.sentiment == reading.sentiment
        found |= {"sentiment": verdict.sentiment, "confidence": AGREED if same else DISPUTED, "uncertain": not same}
    if verdict.types is not None:
        held = {entry["label"] for entry in reading.intents}
        found["intents"] = [{"label": one, "confidence": AGREED if one in held else DISPUTED} for one in verdict.types]
        found["spam"] = max(reading.spam, DISPUTED) if "spam" in verdict.types else min(reading.spam, 1 - DISPUTED)
    if verdict.tier is not None:
        toxic = verdict.tier != "none"
        found |= {"tier": verdict.tier, "toxicity": max(reading.toxicity, DISPUTED) if toxic else min(reading.toxicity, 1 - DISPUTED)}  # fmt: skip
    return found
