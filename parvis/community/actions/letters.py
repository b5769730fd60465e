"""Mails to members, each at most once: what is in one is taken before it leaves, and what nobody knows is never tried again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.community.models import MemberLetter, MemberNotice, NoticeWish
from parvis.community.rules.notices import Rhythm, next_digest


@transaction.atomic
def claim_notices(member_id: int, *, lease_until: datetime, at: datetime) -> MemberLetter | None:
    """A letter of everything that waits for this member, one of which is due. None: another took them, or they were read."""
    waiting = MemberNotice.objects.filter(member_id=member_id, mail_at__isnull=False, read_at=None)
    rows = list(waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk", "brand_id", "mail_at"))
    if not any(due <= at for _pk, _brand, due in rows if due is not None):
        return None
    letter = MemberLetter.objects.create(brand_id=rows[0][1], member_id=member_id, lease_until=lease_until, at=at)
    MemberNotice.objects.filter(pk__in=[pk for pk, *_more in rows]).update(mail_at=None, letter=letter)
    return letter


def postpone(member_id: int, until: datetime) -> None:
    """They sleep: what is due before comes then."""
    due = MemberNotice.objects.filter(member_id=member_id, mail_at__lt=until, read_at=None)
    due.update(mail_at=until)


def drop_dues(member_id: int) -> None:
    """Nobody is there to be mailed any more."""
    MemberNotice.objects.filter(member_id=member_id, mail_at__isnull=False).update(mail_at=None)


@transaction.atomic
def claim_digest(member_id: int, *, lease_until: datetime, at: datetime) -> MemberLetter | None:
    """The digest that is due, of what moved since the last. The next is set at once: this one never comes twice."""
    wish = NoticeWish.objects.select_for_update(of=("self",)).filter(member_id=member_id, digest_at__lte=at).first()
    if wish is None:
        return None
    letter = MemberLetter.objects.create(
        brand_id=wish.brand_id, member_id=member_id, digest=True, since=wish.digest_since, lease_until=lease_until, at=at
    )  # fmt: skip
    wish.digest_at, wish.digest_since = next_digest(at, Rhythm(wish.rhythm), wish.timezone), at
    wish.save(update_fields=["digest_at", "digest_since"])
    return letter


@transaction.atomic
def claim_again(pk: int, *, lease_until: datetime, at: datetime) -> MemberLetter | None:
    """A letter that surely did not leave, for another try, counted before it is made."""
    rows = MemberLetter.objects.select_for_update(of=("self",)).filter(pk=pk, state="waiting", due_at__lte=at)
    letter = rows.first()
    if letter is None:
        return None
    MemberLetter.objects.filter(pk=pk).update(
        state="sending", attempts=F("attempts") + 1, lease_until=lease_until, due_at=None
    )
    letter.refresh_from_db()
    return letter


def letter_tried(
    letter: MemberLetter, *, state: str, again: datetime | None, problem: dict[str, Any] | None, at: datetime
) -> None:
    held = MemberLetter.objects.filter(pk=letter.pk, state="sending", attempts=letter.attempts)
    held.update(
        state=state, due_at=again, lease_until=None, problem=problem, sent_at=at if state == "sent" else None
    )  # fmt: skip


def doubt_letters(at: datetime) -> int:
    """What was being sent when its process died may have left: nobody sends it again."""
    lost = MemberLetter.objects.filter(state="sending", lease_until__lt=at)
    return lost.update(state="unknown", lease_until=None)


def forget_letters(before: datetime) -> int:
    return MemberLetter.objects.filter(at__lt=before).exclude(state__in=["sending", "waiting"]).delete()[0]
