"""What an import makes: members without account, rooms, topics and posts; each batch with the mark of how far it came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.houses import NETWORK, SpaceForm, make_space
from parvis.community.actions.members import make_group
from parvis.community.models import Bringing, BroughtThing, Community, Member, OldAddress, OldPerson, Space, Topic
from parvis.community.rendering import VERSION, rendered
from parvis.community.rules.access import Access
from parvis.community.rules.kinds import Kind
from parvis.community.rules.naming import KEPT_HANDLES, handle_key, handle_of, name_key, slug_of
from parvis.community.rules.oldways import ways
from parvis.connectors.contract import Author
from parvis.conversations.actions.brought import OldPost, OldThread, bring_posts, bring_threads
from parvis.conversations.models import Thread
from parvis.core.models import Account
from parvis.core.sql import as_moment, run_many
from parvis.people.actions import Sighting, attribute

SOMEBODY = ""
"""The id of those who wrote and are told of nowhere."""
_PLAIN_KINDS = {Kind.DISCUSSION, Kind.ANNOUNCEMENTS}


@dataclass(frozen=True, slots=True)
class OldMember:
    """`print`: of the address by which they claim what they wrote, "" = none is known."""

    remote: str
    handle: str
    name: str
    about: str
    joined: datetime | None
    print: str
    paths: Sequence[str]


@dataclass(frozen=True, slots=True)
class OldRoom:
    remote: str
    name: str
    about: str
    access: str
    kind: str
    paths: Sequence[str]


@dataclass(frozen=True, slots=True)
class OldTopic:
    remote: str
    room: str
    title: str
    author: str
    at: datetime
    closed: bool
    pinned: bool
    paths: Sequence[str]


@dataclass(frozen=True, slots=True)
class OldWords:
    """A post of an old topic. `parent`: the id of another there."""

    remote: str
    topic: str
    author: str
    at: datetime
    edited: datetime | None
    body: str
    parent: str
    paths: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """Where the next batch begins. `was`: where this one began: two workers never do the same batch."""

    was: Sequence[str]
    name: str
    after: Sequence[str]


def _hold(bringing: Bringing, step: Step) -> bool:
    """Whether this batch is still to do."""
    held = Bringing.objects.select_for_update().get(pk=bringing.pk)
    return [held.step, *held.after] == list(step.was) and held.undo_at is None and held.finished_at is None


def _move(bringing: Bringing, step: Step, **counted: int) -> None:
    Bringing.objects.filter(pk=bringing.pk).update(
        step=step.name, after=list(step.after), **{name: F(name) + n for name, n in counted.items()}
    )


def known(bringing: Bringing, kind: str, remotes: Iterable[str]) -> dict[str, int]:
    """Our ids of what this forum's imports made."""
    found = BroughtThing.objects.filter(brand_id=bringing.brand_id, origin=bringing.origin, kind=kind)
    return dict(found.filter(remote__in={one[:200] for one in remotes}).values_list("remote", "target"))


def _brought(bringing: Bringing, kind: str, made: Sequence[tuple[str, int, Sequence[str]]]) -> None:
    of = {"brand_id": bringing.brand_id, "bringing": bringing, "kind": kind}
    BroughtThing.objects.bulk_create(
        (BroughtThing(origin=bringing.origin, remote=remote[:200], target=pk, **of) for remote, pk, _paths in made),
        batch_size=500,
    )
    paths = {found[0]: pk for _remote, pk, some in made for path in some if (found := ways(path))}
    OldAddress.objects.bulk_create(
        (OldAddress(path=path, target=pk, **of) for path, pk in paths.items()), batch_size=500, ignore_conflicts=True
    )


@transaction.atomic
def bring_people(bringing: Bringing, people: Sequence[OldMember], step: Step, *, at: datetime) -> bool:
    """Members who have not come yet: they signed what they wrote there. False = another worker was faster."""
    if not _hold(bringing, step):
        return False
    met = known(bringing, "person", [one.remote for one in people])
    new = [one for one in people if one.remote[:200] not in met]
    made = _members(bringing, new, at)
    _brought(bringing, "person", [(one.remote, made[one.remote].pk, one.paths) for one in new])
    prints = [
        OldPerson(brand_id=bringing.brand_id, member=made[one.remote], print=one.print) for one in new if one.print
    ]
    OldPerson.objects.bulk_create(prints, ignore_conflicts=True)
    _move(bringing, step, people=len(new))
    return True


def remote_of(bringing: Bringing, remote: str) -> str:
    """By which an identity, a thread or a post of the old forum is known among ours."""
    return f"import:{bringing.origin}:{remote}"[:300]


def _members(bringing: Bringing, new: Sequence[OldMember], at: datetime) -> dict[str, Member]:
    brand_id = bringing.brand_id
    handles = _handles(brand_id, new)
    seen = {}
    for one in new:
        first = min(one.joined or at, at)
        who = Author(remote_of(bringing, one.remote), name=one.name[:120], handle=handles[one.remote])
        seen[who.remote_id] = Sighting(who, first, first)
    whose = {remote: one.identity_id for remote, one in attribute(brand_id, NETWORK, seen).items()}
    # An identity that an undone import left behind, or that another version of the file told of.
    there: dict[int | None, Member] = {
        m.identity_id: m for m in Member.objects.filter(brand_id=brand_id, identity__in=list(whose.values()))
    }
    fresh: dict[int | None, Member] = {}
    for one in new:
        identity = whose[remote_of(bringing, one.remote)]
        if identity not in there and identity not in fresh:
            fresh[identity] = Member(
                brand_id=brand_id, identity_id=identity, handle=handles[one.remote],
                handle_key=handle_key(handles[one.remote]), name=one.name[:120] or handles[one.remote],
                name_key=name_key(one.name), about=one.about[:2000], listed=False, days=0,
                joined_at=min(one.joined or at, at), seen_at=min(one.joined or at, at), left_at=at,
            )  # fmt: skip
    Member.objects.bulk_create(fresh.values(), batch_size=500)
    there |= fresh
    return {one.remote: there[whose[remote_of(bringing, one.remote)]] for one in new}


def _handles(brand_id: int, new: Sequence[OldMember]) -> dict[str, str]:
    """The nearest free handle of each."""
    wanted = {one.remote: handle_of(one.handle) or handle_of(one.name) or "membre" for one in new}
    taken = set(Member.objects.filter(brand_id=brand_id).values_list("handle_key", flat=True)) | KEPT_HANDLES
    given: dict[str, str] = {}
    for remote, handle in wanted.items():
        free, n = handle, 1
        while handle_key(free) in taken:
            n += 1
            free = f"{handle[: 38 - len(str(n))].rstrip('-_.')}-{n}"
        taken.add(handle_key(free))
        given[remote] = free
    return given


@transaction.atomic
def bring_rooms(
    bringing: Bringing, rooms: Sequence[OldRoom], group: str, step: Step, *, by: Account | None, at: datetime
) -> bool:
    """Spaces after those that stand. Private ones enter the group of this name, in which nobody is until somebody is put."""
    if not _hold(bringing, step):
        return False
    community = Community.objects.select_related("brand").get(pk=bringing.brand_id)
    met = known(bringing, "room", [one.remote for one in rooms])
    made = []
    for one in rooms:
        if one.remote[:200] in met:
            continue
        closed = one.access == "private"
        groups = {make_group(community, group, by=by, at=at).pk: "write"} if closed else {}
        kind = Kind(one.kind) if one.kind in {kind.value for kind in _PLAIN_KINDS} else Kind.DISCUSSION
        access = Access.SECRET if closed else Access(one.access)
        form = SpaceForm(one.name[:80] or bringing.origin[:80], kind, access, one.about[:300], groups=groups)
        made.append((one.remote, make_space(community, form, by=by, at=at).pk, one.paths))
    _brought(bringing, "room", made)
    _move(bringing, step, rooms=len(made))
    return True


@dataclass(slots=True)
class Batch:
    """Topics, and posts of these or earlier ones, in their order. `done`: posts of the file that are behind with it."""

    topics: list[OldTopic] = field(default_factory=list)
    posts: list[OldWords] = field(default_factory=list)
    done: int = 0


@transaction.atomic
def bring_batch(bringing: Bringing, batch: Batch, step: Step, *, at: datetime) -> bool:
    """False = another worker was faster. What stands already is passed over: safe to repeat at any point."""
    if not _hold(bringing, step):
        return False
    members = _authors(bringing, batch)
    topics = _topics(bringing, batch, members)
    met = known(bringing, "post", [one.remote for one in batch.posts])
    new = [one for one in batch.posts if one.remote[:200] not in met and one.topic[:200] in topics]
    _posts(bringing, new, topics, members, at)
    _move(bringing, step, posts=len(new), done=batch.done)
    return True


def _authors(bringing: Bringing, batch: Batch) -> Mapping[str, Member]:
    """By their old id; those who are told of nowhere are SOMEBODY."""
    remotes = {one.author for one in batch.topics} | {one.author for one in batch.posts} | {SOMEBODY}
    ids = known(bringing, "person", remotes)
    members = Member.objects.in_bulk(ids.values())
    found = {remote: members[pk] for remote, pk in ids.items() if pk in members and members[pk].identity_id}
    return {remote: found.get(remote[:200], found[SOMEBODY]) for remote in remotes}


def _topics(bringing: Bringing, batch: Batch, members: Mapping[str, Member]) -> dict[str, int]:
    met = known(bringing, "topic", [one.topic for one in batch.posts] + [one.remote for one in batch.topics])
    rooms = known(bringing, "room", [one.room for one in batch.topics])
    spaces = Space.objects.select_related("place").in_bulk(rooms.values())
    new = [one for one in batch.topics if one.remote[:200] not in met and rooms.get(one.room[:200]) in spaces]
    old = [
        OldThread(spaces[rooms[one.room[:200]]].place, remote_of(bringing, one.remote), one.title,
                  members[one.author].identity_id or 0, one.at)
        for one in new
    ]  # fmt: skip
    threads = bring_threads(old)
    Topic.objects.bulk_create(
        [_topic(bringing, one, thread, spaces[rooms[one.room[:200]]], members[one.author])
         for one, thread in zip(new, threads, strict=True)], batch_size=200,
    )  # fmt: skip
    for space_id, n in Counter(rooms[one.room[:200]] for one in new).items():
        Space.objects.filter(pk=space_id).update(topic_count=F("topic_count") + n)
    made = [(one.remote, thread.pk, one.paths) for one, thread in zip(new, threads, strict=True)]
    _brought(bringing, "topic", made)
    Bringing.objects.filter(pk=bringing.pk).update(topics=F("topics") + len(new))
    return met | {remote[:200]: pk for remote, pk, _paths in made}


def _topic(bringing: Bringing, one: OldTopic, thread: Thread, space: Space, author: Member) -> Topic:
    return Topic(
        thread=thread, brand_id=bringing.brand_id, space=space, kind=space.kind, slug=slug_of(one.title),
        title=one.title[:200], author=author, last_author=author, begun_at=one.at, bumped_at=one.at, post_count=0, last_seq=0,
        closed_at=one.at if one.closed else None, pinned_at=one.at if one.pinned else None,
    )  # fmt: skip


def _posts(
    bringing: Bringing, new: Sequence[OldWords], topics: Mapping[str, int], members: Mapping[str, Member], at: datetime
) -> None:
    if not new:
        return
    threads = Thread.sealed_too.select_related("place").in_bulk({topics[one.topic[:200]] for one in new})
    made = bring_posts(threads, [_words(bringing, one, topics, members) for one in new], VERSION, at)
    _brought(bringing, "post", [(one.remote, post.pk, one.paths) for one, post in zip(new, made, strict=True)])
    last, counted = {}, Counter(post.thread_id for post in made)
    for one, post in zip(new, made, strict=True):
        last[post.thread_id] = (post.seq, as_moment(post.at), members[one.author].pk)
    run_many(
        "UPDATE community_topic SET last_seq = %s, bumped_at = %s, last_author_id = %s, post_count = post_count + %s,"
        " version = version + 1 WHERE thread_id = %s",
        [(*last[pk], n, pk) for pk, n in sorted(counted.items())],
    )
    wrote = Counter(members[one.author].pk for one in new)
    run_many("UPDATE community_member SET post_count = post_count + %s WHERE id = %s",
             [(n, pk) for pk, n in sorted(wrote.items())])  # fmt: skip


def _words(
    bringing: Bringing, one: OldWords, topics: Mapping[str, int], members: Mapping[str, Member]
) -> OldPost:  # fmt: skip
    source, html, text = rendered(one.body)
    return OldPost(
        topics[one.topic[:200]], remote_of(bringing, one.remote), members[one.author].identity_id or 0, one.at, one.edited, source,
        html, text, remote_of(bringing, one.parent) if one.parent else "",
    )  # fmt: skip
