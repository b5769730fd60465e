"""Cases that became one, and cases that became two: which case a thread or a post belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max, Q

from parvis.conversations.models import Post
from parvis.core.models import Seat
from parvis.engagement.models import Case, CaseMerge
from parvis.engagement.queries import routed, visible_to
from parvis.engagement.rules import CaseState


def root_of(case: Case) -> Case:
    """The case that this one is part of now: itself, unless it was merged. Merges are kept flat: one step."""
    return case.merged_into or case


def members_of(case: Case) -> list[Case]:
    """The case and those merged into it, each with its thread: itself first, then in the order in which they opened."""
    # Merges stay within the brand; told it too, SQLite reads every case of it.
    rows = Case.objects.filter(Q(pk=case.pk) | Q(merged_into_id=case.pk))
    shown = rows.select_related("brand", "place", "thread", "post", "post__author__person", "person")
    return sorted(shown, key=lambda member: (member.pk != case.pk, member.pk))


def members_seen(seat: Seat, case: Case) -> list[Case]:
    """The case and what was merged into it; a guest of an agency sees of these what happened in its places."""
    members, only = members_of(case), routed(seat)
    if only is None or not only.guest or len(members) == 1:
        return members
    seen = set(visible_to(seat).filter(pk__in=[one.pk for one in members]).values_list("pk", flat=True))
    return [one for one in members if one.pk in seen]


def strand_of(seat: Seat, case: Case, thread_id: int | None) -> Case:
    """Which of the conversations of a case is meant: its own, or that of a case that was merged in."""
    if thread_id is None or thread_id == case.thread_id:
        return case
    return next((member for member in members_seen(seat, case) if member.thread_id == thread_id), case)


def answered_post(case: Case) -> Post:
    """The post that an answer answers: the last that somebody else wrote in the thread and that stands there."""
    theirs = Post.objects.filter(brand_id=case.brand_id, thread_id=case.thread_id, direction="in", deleted_at=None)
    theirs = theirs.exclude(standing__in=("spam", "trash"))
    if case.split_from_id is not None:
        theirs = theirs.filter(author_id=case.author_id)
    else:
        apart = Case.objects.filter(thread_id=case.thread_id, split_from__isnull=False).exclude(state="closed")
        theirs = theirs.exclude(pk__in=apart.values("post_id"))
    return theirs.select_related("place").order_by("-seq").first() or case.post


def standing_on(brand_id: int, thread_id: int) -> list[Case]:
    """The cases of a thread that are not closed, as what they are part of: the thread's own first, then those split off."""
    rows = Case.objects.filter(brand_id=brand_id, thread_id=thread_id)
    rows = rows.filter(~Q(state=CaseState.CLOSED) | (Q(merged_into__isnull=False) & ~Q(merged_into__state="closed")))
    found = list(rows.select_related("merged_into", "post__author", "thread").order_by("pk"))
    return sorted(found, key=lambda case: (case.split_from_id is not None, case.pk))


def standing_apart(case: Case) -> bool:
    """Whether several cases share the thread of this one."""
    return len(standing_on(case.brand_id, case.thread_id)) > 1


def case_answered_by(reply_to: Post) -> Case | None:
    """The open case that an answer to this post belongs to; None = there is none."""
    standing = standing_on(reply_to.brand_id, reply_to.thread_id)
    person = reply_to.author.person_id if reply_to.author else None
    found = of_post(standing, reply_to.pk, reply_to.parent_id, person)
    return root_of(found) if found else None


def of_post(standing: Sequence[Case], post_id: int, parent_id: int | None, person_id: int | None) -> Case | None:
    """Which of a thread's cases a post belongs to. What was split off has its own post, what answers it, and the words of
    its person when they are not the person of the thread's own case."""
    own = next((case for case in standing if case.split_from_id is None), None)
    for case in reversed(standing):
        if case.split_from_id is None:
            continue
        theirs = _person(case)
        if case.post_id in (post_id, parent_id):
            return case
        if theirs is not None and theirs == person_id and (own is None or _person(own) != theirs):
            return case
    return own


def _person(case: Case) -> int | None:
    return case.post.author.person_id if case.post.author else case.person_id


def unanswered_since(member: Case) -> datetime | None:
    """Since when the person of this case waits in its thread: their first word after our last. None = they do not."""
    posts = Post.objects.filter(brand_id=member.brand_id, thread_id=member.thread_id, deleted_at=None)
    last = posts.filter(direction="out").aggregate(last=Max("seq"))["last"] or 0
    theirs = posts.filter(direction="in", seq__gt=last)
    person = _person(member)
    if person is not None:
        theirs = theirs.filter(author__person_id=person)
    return theirs.order_by("seq").values_list("at", flat=True).first()


def merge_into(case: Case) -> list[CaseMerge]:
    """The merges that made this case what it is and stand, latest first."""
    rows = CaseMerge.objects.filter(brand_id=case.brand_id, winner=case, undone_at=None)
    return list(rows.select_related("loser__thread", "loser__post", "by").order_by("-pk"))
