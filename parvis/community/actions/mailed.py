"""Answers to notices that come by mail: kept until they are taken, then forgotten as mails."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.community.models import MailedAnswer, MailRefusal, Member
from parvis.community.rendering import LONGEST
from parvis.community.tokens import Answered
from parvis.conversations.models import Post


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail whose headers say which notice it answers."""

    answered: Answered
    message_id: str
    sender: str
    body: str


def keep_answers(brand_id: int, mailed: Sequence[Mailed], *, at: datetime) -> None:
    """In the transaction of the page that brought them. Of members and posts that are gone, nothing is kept."""
    for one in mailed:
        member = Member.objects.filter(brand_id=brand_id, pk=one.answered.member).first()
        post = Post.sealed_too.filter(brand_id=brand_id, pk=one.answered.post).first()
        if member is None or post is None:
            continue
        key = hashlib.sha256(f"{brand_id} {one.message_id}".encode()).hexdigest()[:32]
        MailedAnswer.objects.get_or_create(
            key=key,
            defaults={
                "brand_id": brand_id, "member": member, "post": post, "sender": one.sender[:320].lower(),
                "body": one.body[:LONGEST], "at": at,
            },
        )  # fmt: skip


def let_go(answer: MailedAnswer) -> None:
    """It was taken, or refused."""
    MailedAnswer.objects.filter(pk=answer.pk).delete()


def may_refuse(member: Member, at: datetime) -> bool:
    """Whether they were not told yet today that an answer by mail was not taken."""
    try:
        with transaction.atomic():
            MailRefusal.objects.create(brand_id=member.brand_id, member=member, day=at.date())
    except IntegrityError:
        return False
    return True
