"""What members did here, counted for many at once; and how one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min

from parvis.community.models import Acceptance, Member, MemberBadge, PostReaction, TopicState, Trust
from parvis.community.queries.house import House
from parvis.community.rules.access import Who
from parvis.community.rules.badges import Badge, Deeds
from parvis.community.rules.trust import LAPSE_WINDOW, Measure, Standing
from parvis.connectors.contract import Act
from parvis.conversations.models import Moderation, Post

TAKING_AWAY = (Act.SPAM.value, Act.TRASH.value)
AWAY = ("spam", "trash")


@dataclass(frozen=True, slots=True)
class Counted:
    """A member as the daily count sees it."""

    member: Member
    standing: Standing
    measure: Measure
    deeds: Deeds


def count(members: Sequence[Member], at: datetime) -> list[Counted]:
    """Eight queries, however many members."""
    ids, signs = [m.pk for m in members], [m.identity_id for m in members]
    states = TopicState.objects.filter(member__in=ids, read_seq__gt=0)
    topics = dict(states.values_list("member_id").annotate(n=Count("pk")))
    said = Post.sealed_too.filter(author_id__in=signs, deleted_at=None, standing="")
    first = dict(said.values_list("author_id").annotate(first=Min("pk")))
    written = dict(said.values_list("author_id").annotate(n=Count("pk")))
    answers = Post.sealed_too.filter(parent__author_id__in=signs, deleted_at=None, standing="")
    others = answers.exclude(author_id=F("parent__author_id")).values_list("parent__author_id")
    heard = {pk: (n, welcome) for pk, n, welcome in others.annotate(n=Count("author_id", distinct=True), w=Min("pk"))}
    signed = PostReaction.objects.filter(post__author_id__in=signs, post__deleted_at=None, post__standing="")
    by_others = signed.exclude(member__identity_id=F("post__author_id")).values_list("post__author_id")
    liked = dict(by_others.annotate(n=Count("member_id", distinct=True)))
    solved = Acceptance.objects.filter(post__author_id__in=signs, post__deleted_at=None, post__standing="")
    of_others = solved.exclude(topic__author__identity_id=F("post__author_id")).values_list("post__author_id")
    helpful = dict(of_others.annotate(first=Min("post_id")))
    taken = Moderation.objects.filter(post__author_id__in=signs, act__in=TAKING_AWAY, at__gt=at - LAPSE_WINDOW)
    taken = taken.filter(post__standing__in=AWAY)  # what was given back is no lapse
    lapses = dict(taken.values_list("post__author_id").annotate(n=Count("post_id", distinct=True)))
    stood = {
        row.member_id: Standing(row.level, row.since, row.doubted_at) for row in Trust.objects.filter(member__in=ids)
    }
    found = []
    for member in members:
        sign = member.identity_id or 0
        n, welcome = heard.get(sign, (0, None))
        measure = Measure(
            days=member.days, topics=topics.get(member.pk, 0), written=written.get(sign, 0), heard=n,
            liked=liked.get(sign, 0), lapses=lapses.get(sign, 0), absent=at - member.seen_at,
        )  # fmt: skip
        deeds = Deeds(member.joined_at, first.get(sign), welcome, n, helpful.get(sign))
        standing = stood.get(member.pk) or Standing(member.trust, member.joined_at)
        found.append(Counted(member, standing, measure, deeds))
    return found


@dataclass(frozen=True, slots=True)
class Earned:
    """A badge on its owner's page. `slug` "" = no post that its reader may see."""

    kind: Badge
    at: datetime
    topic_id: int
    slug: str
    seq: int


def badges_of(house: House, who: Who, member: Member) -> list[Earned]:
    """In the order in which they were earned. One query."""
    rooms = {house.rooms[pk].place_id for pk in house.readable(who)}
    rows = MemberBadge.objects.filter(member=member).order_by("at", "pk")
    columns = ("kind", "at", "post__place_id", "post__thread_id", "post__seq", "post__deleted_at")
    return [
        Earned(Badge(kind), at, thread or 0, "t" if place in rooms and gone is None else "", seq or 0)
        for kind, at, place, thread, seq, gone in rows.values_list(*columns)
    ]


def standing_of(member: Member) -> tuple[Standing, Measure]:
    """As the last count left it."""
    row = Trust.objects.filter(member=member).first()
    if row is None:
        return Standing(member.trust, member.joined_at), Measure(days=member.days, written=member.post_count)
    measure = Measure(row.days, row.topics, row.written, row.heard, row.liked, row.lapses)
    return Standing(row.level, row.since, row.doubted_at), measure
