"""What it costs to tell a thousand members of one post, by itself and beside the loop that one would write first; then live
pages: a thousand members who listen on one process."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psutil
from django.db import connection, transaction

from bench.figures import Figure, cpu
from bench.forum import serving, signed_in
from bench.square import Square, pour
from parvis.community.actions.ties import hear_topic
from parvis.community.actions.topics import answer, new_key
from parvis.community.models import Community, Member, MemberNotice, MemberTie, Topic, TopicState
from parvis.community.queries.house import house_of
from parvis.community.queries.notices import told_to, unread_of
from parvis.community.rules.access import Who
from parvis.community.rules.ties import Level
from parvis.conversations.models import Post
from parvis.flows.telling import tell_post

NEEDS_DATABASE = True
POSTS, WATCHERS, RUNS, NAIVE_RUNS = 20_000, 1_000, 7, 3
WAIT = 60.0


def run() -> list[Figure]:
    square = pour("avis", int(os.environ.get("PARVIS_BENCH_SIZES") or POSTS))
    watchers = square.members[10 : 10 + WATCHERS]
    for member in watchers:
        hear_topic(member, square.usual, Level.WATCHING)
    connection.cursor().execute("ANALYZE")
    told = [_timed(lambda post: tell_post(post.pk, datetime.now(UTC)), _post(square)) for _ in range(RUNS)]
    assert MemberNotice.objects.count() in (WATCHERS, WATCHERS + 1), "each in one line, and who began the topic"
    MemberNotice.objects.all().delete()
    naive = [_timed(naively, _post(square)) for _ in range(NAIVE_RUNS)]
    spent, wall = (sorted(one)[len(one) // 2] for one in zip(*told, strict=True))
    first, slow = told[0][1], sorted(one for _cpu, one in naive)[NAIVE_RUNS // 2]
    figures = [
        Figure("1,000 watchers told", wall, "ms", aim="≤ 50", ok=wall <= 50, beside={"CPU, ms": spent, "the first, ms": first}),
        Figure("the same, in a loop", slow, "ms", ratio=slow / wall, against="1,000 watchers told"),
    ]  # fmt: skip
    return [*figures, *_read(square, watchers[0]), *_live(square, watchers)]


def _post(square: Square) -> Post:
    at = datetime.now(UTC)
    return answer(square.usual, square.members[3], body="Merci, c’est noté.", key=new_key(), at=at).post


def _timed(work: Callable[[Post], object], post: Post) -> tuple[float, float]:
    """(CPU, clock) in milliseconds. The database is in this process."""
    spent, began = time.process_time(), time.perf_counter()
    work(post)
    return (time.process_time() - spent) * 1e3, (time.perf_counter() - began) * 1e3


def naively(post: Post) -> None:
    """As one would write it first: for each follower, whether it wants to hear, what it was told already, then the row."""
    topic = Topic.objects.get(pk=post.thread_id)
    author = Member.objects.get(identity=post.author_id)
    with transaction.atomic():
        for state in TopicState.objects.filter(topic=topic, level=Level.WATCHING).select_related("member"):
            if MemberTie.objects.filter(member=state.member, other=author, kind__in=["mute", "block"]).exists():
                continue
            before = MemberNotice.objects.filter(member=state.member, topic=topic, kind="watched", read_at=None).first()
            if before is not None:
                before.post, before.last_seq, before.times, before.at = post, post.seq, before.times + 1, post.at
                before.save()
            else:
                MemberNotice.objects.create(
                    brand_id=topic.brand_id, member=state.member, topic=topic, kind="watched", post=post, by=author,
                    first_seq=post.seq, last_seq=post.seq, at=post.at, mail_at=post.at + timedelta(hours=1),
                )  # fmt: skip


def _read(square: Square, member: Member) -> list[Figure]:
    """One's bell and page of notices, as the database answers them."""
    house, who = house_of(Community.objects.get(brand=square.brand)), Who(member=member.pk)
    topics = Topic.objects.filter(brand=square.brand).order_by("-bumped_at")[:200]
    MemberNotice.objects.filter(member=member).delete()
    MemberNotice.objects.bulk_create(
        MemberNotice(
            brand=square.brand, member=member, topic=topic, kind="watched", first_seq=1, last_seq=1, at=topic.bumped_at,
            post=Post.objects.get(thread=topic.pk, seq=1), by=square.members[3],
        )
        for topic in topics
    )  # fmt: skip
    asked: dict[str, Callable[[], object]] = {
        "the bell of who has 200 not read": lambda: unread_of(house, who),
        "their page of notices": lambda: told_to(house, who),
    }
    return [Figure(name, cpu(ask, times=50) * 1e3, "CPU ms") for name, ask in asked.items()]


def _live(square: Square, members: list[Member]) -> list[Figure]:
    """Memory of the server with a thousand open pages, and how long the last waits to be rung."""
    cookies = [signed_in(member) for member in members]
    with serving() as (base, process):
        return asyncio.run(_listen(square, base, process, cookies))


async def _listen(square: Square, base: str, process: psutil.Process, cookies: list[str]) -> list[Figure]:
    host, port = base.removeprefix("http://").split(":")
    path = f"/c/{square.brand.slug}/notices/live"
    first = await _open(host, int(port), path, cookies[0])
    before = process.memory_info().rss / 1e6
    pages = [first, *[await _open(host, int(port), path, cookie) for cookie in cookies[1:]]]
    memory = process.memory_info().rss / 1e6 - before
    await asyncio.to_thread(MemberNotice.objects.all().delete)
    post = await asyncio.to_thread(_post, square)
    await asyncio.to_thread(tell_post, post.pk, datetime.now(UTC))
    began = time.perf_counter()
    async with asyncio.timeout(WAIT):
        await asyncio.gather(*(_rung(reader) for reader, _writer in pages))
    waited = time.perf_counter() - began
    for _reader, writer in pages:
        writer.close()
    return [
        Figure("1,000 live pages: memory more", memory, "MB", aim="≤ 60", ok=memory <= 60),
        Figure("1,000 live pages: the last is rung after", waited, "s", aim="≤ 3", ok=waited <= 3),
    ]


async def _open(host: str, port: int, path: str, cookie: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
    async with asyncio.timeout(WAIT):
        await reader.readuntil(b"retry: 2000")
    return reader, writer


async def _rung(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b"event: notice")
