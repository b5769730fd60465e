"""Members say how they wish to be told. What they agree to and what they end is kept, with the words that they read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from parvis.community.models import Member, MemberNotice, NoticeConsent, NoticeWish
from parvis.community.queries.notices import wishes_of
from parvis.community.rules.notices import Channel, Kind, Rhythm, Wishes, next_digest, worded
from parvis.core.models import Account


@dataclass(frozen=True, slots=True)
class Read:
    """How they said it: `way` page | link; `wording`: what they read, by channel ("digest" for the digest)."""

    way: str
    wording: Mapping[str, str]
    by: Account | None


@transaction.atomic
def wish(member: Member, wishes: Wishes, *, read: Read, zone: str, at: datetime) -> None:
    """`zone`: the house's clock, by which whoever chose nothing was told."""
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    before = wishes_of(member, zone)
    quiet = wishes.quiet or (None, None)
    told = {
        "brand_id": member.brand_id, "timezone": wishes.zone, "quiet_from": quiet[0], "quiet_to": quiet[1],
        "rhythm": wishes.rhythm.value, "at": at, **{one.value: worded(wishes.kinds[one]) for one in Channel},
    }  # fmt: skip
    if (before.rhythm, before.zone) != (wishes.rhythm, wishes.zone):
        told |= {"digest_at": next_digest(at, wishes.rhythm, wishes.zone), "digest_since": at}
    NoticeWish.objects.update_or_create(member=member, defaults=told)
    _consented(member, before, wishes, read, at)
    ended = before.kinds[Channel.MAIL] - wishes.kinds[Channel.MAIL]
    MemberNotice.objects.filter(member=member, kind__in=ended, mail_at__isnull=False).update(mail_at=None)
    MemberNotice.objects.filter(
        member=member, kind__in=before.kinds[Channel.PUSH] - wishes.kinds[Channel.PUSH], push=True
    ).update(push=False)


def unsubscribe(member: Member, kinds: frozenset[Kind], *, digest: bool, read: Read, zone: str, at: datetime) -> None:
    """No more mail of these kinds; no digest either where `digest`."""
    now = wishes_of(member, zone)
    mail = {**now.kinds, Channel.MAIL: now.kinds[Channel.MAIL] - kinds}
    rhythm = Rhythm.NEVER if digest else now.rhythm
    wish(member, replace(now, kinds=mail, rhythm=rhythm), read=read, zone=zone, at=at)


def _consented(member: Member, before: Wishes, after: Wishes, read: Read, at: datetime) -> None:
    acts = [
        (channel.value, kind.value, kind in after.kinds[channel])
        for channel in (Channel.MAIL, Channel.PUSH)
        for kind in Kind
        if (kind in before.kinds[channel]) is not (kind in after.kinds[channel])
    ]
    if before.rhythm is not after.rhythm:
        given = after.rhythm is not Rhythm.NEVER
        acts.append(("digest", (after.rhythm if given else before.rhythm).value, given))
    NoticeConsent.objects.bulk_create(
        NoticeConsent(
            brand_id=member.brand_id, member=member, channel=channel, about=about, given=given,
            wording=read.wording.get(channel, "")[:300], way=read.way, by=read.by, at=at,
        )
        for channel, about, given in acts
    )  # fmt: skip
