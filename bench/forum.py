"""What the community's pages cost: a real server in one process, a community of 100,000 posts, visitors one, four and
sixteen at a time. CPU is that of the whole server process, its database in it (SQLite)."""

from __future__ import annotations

import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from bench.figures import Figure
from bench.load import Ask, Seen, ask_many, middle
from bench.square import LEXICON, Square, pour
from bench.start import PARVIS, PATIENCE, ROOT, environment
from parvis.community.actions.search import behind, index_topic
from parvis.community.models import Member, Topic

NEEDS_DATABASE = True
POSTS, MANY, FEW, RUNS = 100_000, 600, 200, 3
CEILINGS = {
    "topic, passer-by, warm": 0.6, "topic, passer-by, cold": 3.0, "topic, member": 4.5, "latest list, member": 3.5,
    "search": 7.0, "topic as JSON": 2.4, "an answer": 7.0, "nothing new (304)": 0.6,
}  # fmt: skip
BARE = "a bare answer (/health)"
"""What any answer costs on this machine at this moment: others are told beside it."""
PACKED = {"Accept-Encoding": "gzip", "Accept-Language": "fr"}


def run() -> list[Figure]:
    square = pour("place", int(os.environ.get("PARVIS_BENCH_SIZES") or POSTS))
    for topic_id in behind(POSTS):
        index_topic(topic_id)
    connection.cursor().execute("ANALYZE")
    cookie = signed_in(square.members[3])
    with serving() as (base, process):
        asks = cases(square, cookie, base)
        found = {name: _measure(base, process, many) for name, many in asks.items()}
        figures = [_figure(name, seen, found[BARE]) for name, seen in found.items()]
        deep, first = found["page 50 of a long topic"].cpu, found["page 1 of a long topic"].cpu
        figures.append(Figure("page 50 against page 1", deep / first, "×", aim="≤ 1.1", ok=deep / first <= 1.1))
        figures += list(_crowds(base, process, asks["topic, member"], asks["an answer"]))
        memory = process.memory_info().rss / 1e6
        figures.append(Figure("memory of the server afterwards", memory, "MB", aim="≤ 150", ok=memory <= 150))
    return figures


def cases(square: Square, cookie: str, base: str) -> dict[str, list[Ask]]:
    home = f"/c/{square.brand.slug}"
    usual, long = (f"{home}/t/{one.slug}/{one.pk}" for one in (square.usual, square.long))
    member = {**PACKED, "Cookie": cookie}
    others = [f"{home}/t/{t.slug}/{t.pk}" for t in topics(square, MANY)]
    return {
        BARE: [Ask("/health")] * MANY,
        "topic, passer-by, cold": [Ask(path, headers=PACKED) for path in others],
        "topic, passer-by, warm": [Ask(usual, headers=PACKED)] * MANY,
        "nothing new (304)": [Ask(usual, headers={**PACKED, "If-None-Match": etag(base, usual)}, status=304)] * MANY,
        "topic as JSON": [Ask(f"{path}.json", headers=PACKED) for path in others[:FEW]],
        "topic, member": [Ask(usual, headers=member)] * FEW,
        "latest list, passer-by": [Ask(f"{home}/", headers=PACKED)] * FEW,
        "latest list, member": [Ask(f"{home}/", headers=member)] * FEW,
        "page 1 of a long topic": [Ask(long, headers=member)] * FEW,
        "page 50 of a long topic": [Ask(f"{long}?page=50", headers=member)] * FEW,
        "search": [Ask(f"{home}/search?{urlencode({'q': words})}", headers=PACKED) for words in questions(FEW)],
        "an answer": [answer(square, cookie, base) for _ in range(FEW)],
    }


def topics(square: Square, number: int) -> list[Any]:
    """Those of twenty posts and more, so that each has a whole page."""
    return list(Topic.objects.filter(brand=square.brand, post_count__gte=20).order_by("-bumped_at")[:number])


def questions(number: int) -> list[str]:
    """Two words each, as people look for things; every one of them stands in thousands of posts."""
    chance = Random(11)
    return [" ".join(chance.sample(LEXICON, 2)) for _ in range(number)]


def etag(base: str, path: str) -> str:
    asked = urllib.request.Request(base + path, headers=PACKED)
    urllib.request.urlopen(asked).read()  # now it is kept, and has a tag
    with urllib.request.urlopen(asked) as answered:
        return str(answered.headers["ETag"])


def answer(square: Square, cookie: str, base: str) -> Ask:
    body = urlencode(
        {"body": "Merci, je vais essayer cela dès ce soir. " * 4, "key": uuid4().hex, "csrfmiddlewaretoken": TOKEN}
    )
    headers = {
        **PACKED, "Cookie": f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}", "Origin": base,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    return Ask(f"/c/{square.brand.slug}/topics/{square.usual.pk}/answer", "POST", headers, body.encode(), 302)


TOKEN = "a" * 32


def signed_in(member: Member) -> str:
    """The cookie of a session of this member."""
    account = member.account
    assert account is not None
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _measure(base: str, process: psutil.Process, asks: list[Ask]) -> Seen:
    """The median of RUNS; a page is warm after the first, unless each is asked for once."""
    if len({ask.path for ask in asks}) > 1:
        return ask_many(base, process, asks)
    if asks[0].method == "POST":
        return ask_many(base, process, asks)
    ask_many(base, process, asks[:20])
    return middle([ask_many(base, process, asks) for _ in range(RUNS)])


def _figure(name: str, seen: Seen, bare: Seen) -> Figure:
    ceiling = CEILINGS.get(name)
    beside = {
        "p50, ms": seen.p50,
        "p95, ms": seen.p95,
        "p99, ms": seen.p99,
        "a second": seen.rate,
        "errors": float(seen.errors),
    }
    aim = f"≤ {ceiling:g}" if ceiling else ""
    ok = (seen.cpu <= ceiling and not seen.errors) if ceiling else None
    if name == BARE:
        return Figure(name, seen.cpu, "CPU ms", beside=beside)
    return Figure(name, seen.cpu, "CPU ms", seen.cpu / bare.cpu, BARE, aim, ok, beside)


def _crowds(base: str, process: psutil.Process, reading: list[Ask], writing: list[Ask]) -> Iterator[Figure]:
    for together in (4, 16):
        seen = ask_many(base, process, reading, together=together)
        spread = seen.p99 / seen.p50
        ok = spread <= 2.5 if together == 4 else None
        beside = {
            "p50, ms": seen.p50,
            "p95, ms": seen.p95,
            "p99, ms": seen.p99,
            "a second": seen.rate,
            "errors": float(seen.errors),
        }
        yield Figure(
            f"topic, member, {together} together: p99 / p50",
            spread,
            "×",
            aim="≤ 2.5" if ok is not None else "",
            ok=ok,
            beside=beside,
        )
    fresh = [Ask(one.path, one.method, one.headers, _again(one.body), one.status) for one in writing]
    seen = ask_many(base, process, fresh, together=16)
    yield Figure(
        "16 writers at once: errors",
        float(seen.errors),
        "answers",
        aim="0",
        ok=seen.errors == 0,
        beside={"p50, ms": seen.p50, "p99, ms": seen.p99, "a second": seen.rate},
    )


def _again(body: bytes | None) -> bytes:
    return re.sub(rb"key=[0-9a-f]{32}", b"key=" + uuid4().hex.encode(), body or b"")


@contextmanager
def serving() -> Iterator[tuple[str, psutil.Process]]:
    """A `parvis run` in the data folder of this process: its address and its process. Jobs wait: what they cost is no page's."""
    command = [*PARVIS, "run", "--no-jobs", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)), None)
        if found is None:
            raise RuntimeError("parvis run ended before it served")
        yield found[0], psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE)
