"""A community comes from another forum: its file is read once and laid out, shown as a trial, then brought in batch by batch.

A worker that dies leaves everything where its last batch was kept; the next one goes on from there. The same file twice, or
a newer one of the same forum, brings only what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions import brought, taking_back
from parvis.community.actions.bringing import (
    Choice,
    NewBringing,
    Seen,
    ask_undo,
    begin,
    decide,
    finish,
    goes_on,
    has_read,
    looked,
    stopped,
    undone,
)
from parvis.community.actions.brought import SOMEBODY, Batch, OldMember, OldRoom, OldTopic, OldWords, Step, remote_of
from parvis.community.actions.houses import NETWORK
from parvis.community.models import Bringing
from parvis.community.rendering import rendered
from parvis.connectors.contract import ConnectorError, RateLimited, Rejected
from parvis.connectors.forums.readers import READERS, SITE
from parvis.connectors.forums.records import Line, Person, Topic
from parvis.connectors.forums.site import home_of
from parvis.connectors.forums.site import read as read_site
from parvis.connectors.forums.staging import Staging
from parvis.connectors.net import Reach
from parvis.connectors.net.client import Web
from parvis.core import events, files
from parvis.core.brands import share
from parvis.core.clock import now
from parvis.core.jobs import Later, enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Account, Brand
from parvis.core.tombstones import fingerprint
from parvis.flows.forgotten import identity_print
from parvis.people.queries import erased_among

CHUNK = 400
"""People or posts of one transaction."""
SAMPLES, SHOWN = 5, 200
GONE = Message("The file is no longer here: it was kept for some days only. Give it again.")


@task(queue="slow")
def look_through(bringing_id: int) -> None:
    """Read the whole of it; nothing is brought in yet."""
    look(bringing_id, now())


@task(queue="slow")
def bring_in(bringing_id: int) -> None:
    bring(bringing_id, now())


@task(queue="slow")
def take_back(bringing_id: int) -> None:
    undo(bringing_id, now())


def begin_file(
    brand: Brand, kind: str, file: BinaryIO, name: str, *, origin: str = "", by: Account, at: datetime
) -> Bringing:
    """Keep a file of `kind` (`READERS`) and have it read."""
    token = files.new_token()
    with _packed(brand.pk, token).open("wb") as kept:
        while block := file.read(1 << 20):
            kept.write(block)
    new = NewBringing(kind, name, origin.strip() or kind, token)
    with transaction.atomic():
        made = begin(brand, new, by=by, at=at)
        enqueue(look_through, bringing_id=made.pk)
    return made


@transaction.atomic
def begin_site(brand: Brand, address: str, *, by: Account, at: datetime) -> Bringing:
    """Have a Discourse read by its API, as everybody may. Raises Rejected for what is no web address."""
    home = home_of(address)
    host = urlsplit(home).hostname
    if not host or "." not in host:
        raise Rejected(Message("“%(address)s” is not a web address.", {"address": address[:80]}), field="address")
    made = begin(brand, NewBringing(SITE, host, host, files.new_token(), home), by=by, at=at)
    enqueue(look_through, bringing_id=made.pk)
    return made


@transaction.atomic
def let_in(bringing: Bringing, choice: Choice, *, by: Account, at: datetime) -> None:
    """Raises NotNow."""
    decide(bringing, choice, by=by, at=at)
    enqueue(bring_in, key=f"bring:{bringing.pk}", bringing_id=bringing.pk)


@transaction.atomic
def go_on(bringing: Bringing) -> None:
    """Again from where it stopped, when what stopped it is mended."""
    if goes_on(bringing):
        job = look_through if bringing.looked_at is None else bring_in
        enqueue(job, key=f"bring:{bringing.pk}", bringing_id=bringing.pk)


@transaction.atomic
def let_go(bringing: Bringing, *, by: Account, at: datetime) -> None:
    """All that it brought goes. Raises NotNow."""
    ask_undo(bringing, by=by, at=at)
    enqueue(take_back, key=f"take-back:{bringing.pk}", bringing_id=bringing.pk)


def _packed(brand_id: int, token: str) -> Path:
    return files.path_of("imports", brand_id, token, files.PACKED)


def _laid(bringing: Bringing) -> Path:
    return files.path_of("imports", bringing.brand_id, bringing.token, files.PACKED + ".laid")


def look(bringing_id: int, at: datetime) -> bool:
    """False when it was looked at already, or cannot be read. Safe to repeat: a file is laid out anew."""
    bringing = Bringing.objects.select_related("brand").filter(pk=bringing_id, looked_at=None, undo_at=None).first()
    if bringing is None:
        return False
    if bringing.kind != SITE:
        for path in _laid(bringing).parent.glob(f"{_laid(bringing).name}*"):
            path.unlink(missing_ok=True)
    try:
        with Staging(_laid(bringing)) as staging:
            for lines in staging.take(_lines(bringing, staging)):
                if not has_read(bringing, lines):
                    return False
            looked(bringing, _seen(staging), at=at)
    except RateLimited as problem:
        raise Later(problem.until) from problem
    except ConnectorError as problem:
        stopped(bringing, problem.message)
        return False
    except FileNotFoundError:
        stopped(bringing, GONE)
        return False
    events.publish(bringing.brand_id, "places", f"bringing:{bringing.pk}", at)
    return True


def _lines(bringing: Bringing, staging: Staging) -> Iterator[Line]:
    if bringing.kind == SITE:
        yield from read_site(bringing.address, Web(Reach.from_environment()), staging.has_topic)
        return
    path = _packed(bringing.brand_id, bringing.token)
    with path.open("rb") as file:
        yield from READERS[bringing.kind](file, path.stat().st_size)


def _seen(staging: Staging) -> Seen:
    counts = staging.counts()
    rooms = [{"name": room.name, "access": room.access, "topics": n} for room, n in staging.rooms()]
    told = {
        "people": counts.people, "rooms": rooms[:SHOWN], "topics": counts.topics, "posts": counts.posts,
        "attachments": counts.attachments, "problems": counts.problems, "left": counts.left,
    }  # fmt: skip
    problems = [{"line": line, **problem} for line, problem in staging.problems(SHOWN)]
    samples = [{"at": post.at.isoformat(), "html": rendered(post.body)[1][:4000]} for post in staging.samples(SAMPLES)]
    return Seen(told, problems, samples, counts.posts)


def bring(bringing_id: int, at: datetime) -> bool:
    """False when it is finished already, or another worker brings it in. Safe to repeat from any point."""
    decided = Bringing.objects.select_related("brand").exclude(decided_at=None)
    bringing = decided.filter(pk=bringing_id, finished_at=None, undo_at=None).first()
    if bringing is None:
        return False
    if not _laid(bringing).exists():
        stopped(bringing, GONE)
        return False
    with Staging(_laid(bringing)) as staging, override(bringing.brand.language):
        whole = _people(bringing, staging, at) and _rooms(bringing, staging, at) and _topics(bringing, staging, at)
    if whole and finish(bringing, at=at):
        files.drop("imports", bringing.brand_id, bringing.token)
        events.publish(bringing.brand_id, "places", f"bringing:{bringing.pk}", at)
        return True
    return False


def _was(bringing: Bringing) -> list[str]:
    return [bringing.step, *bringing.after]


def _moved(bringing: Bringing, done: bool) -> bool:
    if done:
        bringing.refresh_from_db(fields=["step", "after"])
    return done


def _people(bringing: Bringing, staging: Staging, at: datetime) -> bool:
    while bringing.step == "people":
        after = bringing.after[0] if bringing.after else ""
        people = staging.people(after, CHUNK)
        told = [] if after else [OldMember(SOMEBODY, "", _("Somebody of old"), "", None, "", ())]
        last = len(people) < CHUNK
        step = Step(_was(bringing), "rooms" if last else "people", [] if last else [people[-1].remote])
        with transaction.atomic():
            share(bringing.brand_id)
            gone = _erased(bringing, [one.remote for one in people])
            told += [_member(bringing, one) for one in people if one.remote not in gone]
            done = brought.bring_people(bringing, told, step, at=at)
        if not _moved(bringing, done):
            return False
    return True


def _erased(bringing: Bringing, remotes: Sequence[str]) -> set[str]:
    """Who asked to be forgotten: they do not come back, nor what they wrote."""
    prints = {identity_print(bringing.brand_id, NETWORK, remote_of(bringing, one)): one for one in remotes}
    return {prints[one] for one in erased_among(bringing.brand_id, prints)}


def _member(bringing: Bringing, one: Person) -> OldMember:
    known = address_print(bringing.brand_id, one.email) if "@" in one.email else ""
    return OldMember(one.remote, one.handle, one.name, one.about, one.joined, known, one.paths)


def address_print(brand_id: int, address: str) -> str:
    """What is kept of an address of the old forum."""
    return fingerprint(brand_id, "claim", address.strip().casefold())


def _rooms(bringing: Bringing, staging: Staging, at: datetime) -> bool:
    if bringing.step != "rooms":
        return True
    open_to = bringing.opening
    rooms = [
        OldRoom(room.remote, room.name or bringing.origin, room.about,
                open_to if room.access == "public" else room.access, room.kind, room.paths)
        for room, n in staging.rooms()
        if (room.access != "private" or bringing.private == "seal") and (n or bringing.kind == "archive")
    ]  # fmt: skip
    step = Step(_was(bringing), "topics", [])
    group = _("Old forum: closed rooms")
    return _moved(bringing, brought.bring_rooms(bringing, rooms, group, step, by=bringing.decided_by, at=at))


def _topics(bringing: Bringing, staging: Staging, at: datetime) -> bool:
    if bringing.step != "topics":
        return bringing.step == "done"
    rooms = brought.known(bringing, "room", [room.remote for room, _n in staging.rooms()])
    for batch, after in _batches(bringing, staging, set(rooms)):
        with transaction.atomic():
            share(bringing.brand_id)
            gone = _erased(bringing, list({one.author for one in batch.posts} | {one.author for one in batch.topics}))
            batch.posts = [one for one in batch.posts if one.author not in gone]
            said = {one.topic for one in batch.posts}
            batch.topics = [one for one in batch.topics if one.remote in said]
            done = brought.bring_batch(bringing, batch, Step(_was(bringing), "topics", after), at=at)
        if not _moved(bringing, done):
            return False
    return True


def _batches(bringing: Bringing, staging: Staging, rooms: set[str]) -> Iterator[tuple[Batch, list[str]]]:
    """Batches of CHUNK posts, each with where the next run begins: behind the last topic that is whole."""
    batch, after = Batch(), list(bringing.after) or ["", ""]
    while topics := staging.topics((after[0], after[1]), CHUNK):
        for topic in topics:
            numbers, whole = staging.numbered(topic.remote), 0
            if topic.room in rooms:
                for n, post in enumerate(staging.posts(topic.remote)):
                    if n == 0 or not batch.topics or batch.topics[-1].remote != topic.remote:
                        batch.topics.append(_topic(topic))
                    parent = numbers.get(post.parent, "") if post.parent.startswith("#") else post.parent
                    words = OldWords(
                        post.remote, topic.remote, post.author, post.at, post.edited, post.body, parent, post.paths
                    )
                    batch.posts.append(words)
                    whole = n + 1
                    if len(batch.posts) == CHUNK:
                        yield batch, after
                        batch = Batch()
            batch.done += whole
            after = [topic.at.isoformat(), topic.remote]
    yield batch, after


def _topic(one: Topic) -> OldTopic:
    return OldTopic(one.remote, one.room, one.title, one.author, one.at, one.closed, one.pinned, one.paths)


def undo(bringing_id: int, at: datetime) -> bool:
    """False when nobody asked, or all is gone already. Safe to repeat."""
    bringing = (
        Bringing.objects.select_related("brand").filter(pk=bringing_id, undone_at=None).exclude(undo_at=None).first()
    )
    if bringing is None:
        return False
    kept, after = 0, 0
    while (told := taking_back.take_back_some(bringing, after)) is not None:
        after, stay = told
        kept += stay
    posts: int | None = 0
    while posts is not None:
        posts = taking_back.take_back_posts(bringing, posts)
    taking_back.take_back_rest(bringing)
    undone(bringing, kept=kept, at=at)
    files.drop("imports", bringing.brand_id, bringing.token)
    events.publish(bringing.brand_id, "places", f"bringing:{bringing.pk}", at)
    return True
