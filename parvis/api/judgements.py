"""How a post was read: every judgement with its confidence and evidence, and the word of a person that replaces one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.finding import one
from parvis.api.router import router
from parvis.conversations.models import Correction, Post, Reading
from parvis.conversations.saying import NotSayable
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.correct import correct, undo_correction

SEE, SAY = Permission.INBOX_SEE, Permission.CASE_WORK


class TypeShape(Schema):
    label: str
    confidence: float


class CorrectionShape(Schema):
    """`facet`: sentiment, type, toxicity, spam, language or register; `label`: which type."""

    facet: str
    label: str
    before: str
    after: str
    by: str
    at: datetime


class ReadingShape(Schema):
    """`model`: what answered. `tier`: none, insult, threat or hate; `tu_or_vous`: the register, which also may be mixed or none; `evidence`: by facet, spans of the text with their
    weight; `corrections`: those that stand, newest first."""

    post: int
    model: str
    language: str
    sentiment: str
    confidence: float
    uncertain: bool
    types: list[TypeShape]
    toxicity: float
    tier: str
    spam: float
    phishing: float
    tu_or_vous: str
    evidence: dict[str, list[list[float]]]
    corrections: list[CorrectionShape]


class SaidIn(Schema):
    """`value`: a code of the facet; yes or no for a type and for spam; "" = another language than those of the brand."""

    facet: str
    value: str
    label: str = ""


class TakenBackIn(Schema):
    facet: str
    label: str = ""


@router.get(
    "/brands/{brand}/posts/{post}/reading",
    response=ReadingShape,
    operation_id="get_reading",
    openapi_extra=asks(SEE),
    summary="How a post was read, and why",
)
def get_reading(request: HttpRequest, brand: str, post: int) -> ReadingShape:
    caller = enter(request, brand, SEE)
    return _shape(_found(caller, post))


@router.post(
    "/brands/{brand}/posts/{post}/reading",
    response=ReadingShape,
    operation_id="correct_reading",
    openapi_extra=asks(SAY),
    summary="A person's word on one judgement replaces the machine's",
)
def correct_reading(request: HttpRequest, brand: str, post: int, body: SaidIn) -> ReadingShape:
    caller = enter(request, brand, SAY)
    found = _found(caller, post)
    try:
        done = correct(found, body.facet, body.value, label=body.label, by=caller.seat.account, at=now())
    except NotSayable as error:
        raise Refused(422, "No such judgement, or not one of its values") from error
    if not done:
        raise Refused(409, "This post is still being read: correct it in a moment")
    return _shape(_found(caller, post))


@router.post(
    "/brands/{brand}/posts/{post}/reading/undo",
    response=ReadingShape,
    operation_id="undo_correction",
    openapi_extra=asks(SAY),
    summary="Take back the last word on one judgement: it reads as before",
)
def undo(request: HttpRequest, brand: str, post: int, body: TakenBackIn) -> ReadingShape:
    caller = enter(request, brand, SAY)
    found = _found(caller, post)
    if not undo_correction(found, body.facet, label=body.label, by=caller.seat.account, at=now()):
        raise Refused(409, "Nobody has corrected this")
    return _shape(_found(caller, post))


def _found(caller: Caller, post: int) -> Post:
    rows = caller.sight.posts().select_related("brand", "place", "reading").filter(direction="in", deleted_at=None)
    return one(rows, post, "post")


def _shape(post: Post) -> ReadingShape:
    read: Reading | None = getattr(post, "reading", None)
    if read is None:
        raise Refused(409, "This post is still being read")
    said = Correction.objects.filter(post=post, undone_at=None).select_related("by").order_by("-pk")
    plain: dict[str, Any] = {
        name: getattr(read, name)
        for name in (
            "model", "language", "sentiment", "confidence", "uncertain", "toxicity", "tier", "spam", "phishing",
            "evidence",
        )
    }  # fmt: skip
    return ReadingShape(
        post=post.pk,
        tu_or_vous=read.register,
        types=[TypeShape(**entry) for entry in read.intents],
        corrections=[
            CorrectionShape(
                facet=c.facet, label=c.label, before=c.before, after=c.after, by=c.by.name if c.by else "", at=c.at
            )
            for c in said
        ],
        **plain,
    )
