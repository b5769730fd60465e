"""A whole import is taken back; and what somebody wrote in an old forum is claimed by its author."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, ProtectedError, Q

from parvis.community.actions.houses import rights_changed
from parvis.community.actions.search import forget_words
from parvis.community.models import Bringing, BroughtThing, Member, OldAddress, OldPerson, SearchDoc, Space, Topic
from parvis.conversations.actions.brought import resign, take_back_threads, take_back_words
from parvis.conversations.models import Place, Post
from parvis.core import journal

BATCH = 50


def take_back_some(bringing: Bringing, after: int) -> tuple[int, int] | None:
    """Some topics and their posts go, in a transaction of their own; (where the next batch begins, topics kept). None = no
    more. A topic in which members have answered since, or on which the team works, stays."""
    things = BroughtThing.objects.filter(bringing=bringing, kind="topic", pk__gt=after).order_by("pk")[:BATCH]
    rows = list(things)
    if not rows:
        return None
    kept = sum(not _take_back(bringing, thing) for thing in rows)
    return rows[-1].pk, kept


@transaction.atomic
def _take_back(bringing: Bringing, thing: BroughtThing) -> bool:
    topic = Topic.objects.select_for_update(of=("self",)).filter(pk=thing.target).first()
    if topic is not None:
        brought = BroughtThing.objects.filter(brand_id=bringing.brand_id, kind="post", target=OuterRef("pk"))
        if Post.sealed_too.filter(~Exists(brought), thread_id=topic.pk).exists():
            return False
        posts = list(Post.sealed_too.filter(thread_id=topic.pk).values_list("pk", "author_id"))
        try:
            with transaction.atomic():
                forget_words([topic.pk])
                topic.delete()
                take_back_threads(bringing.brand_id, [thing.target])
        except ProtectedError:
            return False
        _counted(topic.space_id, [author for _pk, author in posts])
        _unsay(bringing, "post", [pk for pk, _author in posts])
    _unsay(bringing, "topic", [thing.target])
    return True


def _counted(space_id: int | None, authors: list[int | None]) -> None:
    Space.objects.filter(pk=space_id or 0).update(topic_count=F("topic_count") - 1)
    for identity in {one for one in authors if one is not None}:
        Member.objects.filter(identity=identity).update(post_count=F("post_count") - authors.count(identity))


def _unsay(bringing: Bringing, kind: str, targets: list[int]) -> None:
    for start in range(0, len(targets), 500):
        of = {"brand_id": bringing.brand_id, "kind": kind, "target__in": targets[start : start + 500]}
        OldAddress.objects.filter(**of).exclude(bringing=None).delete()
        BroughtThing.objects.filter(**of).delete()


@transaction.atomic
def take_back_posts(bringing: Bringing, after: int) -> int | None:
    """Some posts that it put into topics of an earlier import go, their numbers stay; where the next batch begins."""
    things = list(BroughtThing.objects.filter(bringing=bringing, kind="post", pk__gt=after).order_by("pk")[:500])
    if not things:
        return None
    kept = BroughtThing.objects.filter(bringing=bringing, kind="topic").values_list("target", flat=True)
    here = Post.sealed_too.filter(pk__in=[one.target for one in things]).exclude(thread__in=list(kept))
    told = list(here.values_list("pk", "thread_id"))
    try:
        with transaction.atomic():
            take_back_words([pk for pk, _thread in told])
            for thread_id, n in Counter(thread for _pk, thread in told).items():
                Topic.objects.filter(pk=thread_id).update(post_count=F("post_count") - n, version=F("version") + 1)
            _unsay(bringing, "post", [pk for pk, _thread in told])
    except ProtectedError:
        # The team works on one of them: they stay.
        return things[-1].pk
    return things[-1].pk


@transaction.atomic
def take_back_rest(bringing: Bringing) -> None:
    """Rooms in which nothing stands, and people who wrote nothing else and have not come."""
    brand_id = bringing.brand_id
    rooms = BroughtThing.objects.filter(bringing=bringing, kind="room").values_list("target", flat=True)
    for space in Space.objects.filter(brand_id=brand_id, pk__in=list(rooms)):
        if not Topic.objects.filter(space=space).exists():
            _unsay(bringing, "room", [space.pk])
            space.delete()
            Place.sealed_too.filter(pk=space.place_id).delete()
    rights_changed(brand_id)
    people = BroughtThing.objects.filter(bringing=bringing, kind="person").values_list("target", flat=True)
    idle = Member.objects.filter(brand_id=brand_id, pk__in=list(people), account=None).exclude(
        Q(Exists(Post.sealed_too.filter(author=OuterRef("identity")))) | Q(Exists(Topic.objects.filter(author=OuterRef("pk"))))
        | Q(Exists(Topic.objects.filter(last_author=OuterRef("pk"))))
    )  # fmt: skip
    gone = list(idle.values_list("pk", flat=True))
    _unsay(bringing, "person", gone)
    for start in range(0, len(gone), 500):
        Member.objects.filter(pk__in=gone[start : start + 500]).delete()


@transaction.atomic
def claim(old: OldPerson, member: Member, *, at: datetime) -> int:
    """What this person of an old forum wrote is the member's from now on; how many posts. The caller proved the address."""
    held = OldPerson.objects.select_for_update().select_related("member").filter(pk=old.pk).first()
    if held is None or held.member.account_id is not None or held.brand_id != member.brand_id:
        return 0
    was, brand_id = held.member, member.brand_id
    before, n = was.signs_as.pk, was.post_count
    threads = resign(brand_id, before, member.signs_as.pk)
    SearchDoc.objects.filter(brand_id=brand_id, author_id=before).update(author=member.identity)
    Topic.objects.filter(brand_id=brand_id, author=was).update(author=member)
    Topic.objects.filter(brand_id=brand_id, last_author=was).update(last_author=member)
    for start in range(0, len(threads), 500):
        Topic.objects.filter(pk__in=threads[start : start + 500]).update(version=F("version") + 1)
    for model in (BroughtThing, OldAddress):
        model._default_manager.filter(brand_id=brand_id, kind="person", target=was.pk).update(target=member.pk)
    Member.objects.filter(pk=member.pk).update(
        post_count=F("post_count") + n, joined_at=min(was.joined_at, member.joined_at)
    )  # fmt: skip
    journal.record(
        member.brand,
        actor=member.account,
        verb="member.claimed",
        object=f"member:{member.pk}",
        data={"posts": n},
        at=at,
    )
    was.delete()
    return n
