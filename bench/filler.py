"""A brand of any size, poured straight into the tables: a million posts in a minute, in the shape of a real team's.

Threads of 6 posts and some of 60, a person for 15 posts of whom a few write much, a case for 20 posts of which a bounded
number is open, 40 places and 20 watches whatever the size. The texts are the demo brand's. Rows carry ids of their own, so
that a table is poured whole: `executemany` on SQLite, COPY on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from itertools import islice
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from bench.ground import watches_for
from bench.talk import TERM, VOICE, terms, voices
from parvis.conversations.models import Place, Post, Reading, Stream, Thread
from parvis.core.models import Account, Brand, Department, Seat
from parvis.core.sql import as_moment
from parvis.demo.scenario import build
from parvis.engagement.models import Case, CaseEvent
from parvis.listening.actions import recount_days
from parvis.listening.models import Hit, Watch, WatchHour, WatchTerm, WatchVoice
from parvis.outbox.models import Persona
from parvis.people.models import Identity, Person

NETWORKS = ("feed", "email", "manual")
PLACES, WATCHES, TEXTS = 40, 20, 6_000
BLOCK, LONG, SHORT = 600, 60, 90
"""Posts are written in blocks: one thread of 60 and ninety of 6, all going on at once."""
OPEN, WAITING, SNOOZED = 400, 40, 20
STEP = timedelta(seconds=30)
NUMBERED: list[type[models.Model]] = [Person, Identity, Thread, Post, Hit, WatchHour, Case, CaseEvent]
"""Tables whose rows get their ids here."""
TYPES = ("complaint", "question", "help", "praise", "suggestion", "purchase", "other")
MOODS = ("neutral", "neutral", "positive", "negative")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows of one brand point at; `first`: the id before the first row, by table."""

    brand: Brand
    seats: list[Seat]
    departments: list[Department]
    places: list[Place]
    watches: list[Watch]
    size: int
    first: dict[type[models.Model], int]
    start: datetime

    @property
    def people(self) -> int:
        """As many on each network."""
        return max(2, self.size // 15 // len(NETWORKS)) * len(NETWORKS)


@transaction.atomic
def fill(slug: str, size: int, now: datetime) -> Brand:
    """A brand of `size` posts, the last of them written at `now`."""
    ground = _settle(slug, size, now)
    random = Random(size)
    authors = list(_authors(ground, random))
    _pour(Person, PERSON, _people(ground))
    _pour(Identity, IDENTITY, _identities(ground))
    _pour(Thread, THREAD, _threads(ground, authors))
    _pour(Post, POST, _posts(ground, authors, _texts(now.date(), min(size, TEXTS))))
    _pour(Reading, READING, _readings(ground, random))
    _pour(Hit, HIT, _hits(ground))
    _pour(WatchHour, HOUR, _hours(ground))
    _pour(WatchVoice, VOICE, voices(ground.brand.pk, _said(ground, authors)))
    ids = [watch.pk for watch in ground.watches]
    _pour(WatchTerm, TERM, terms(ground.brand.pk, ids, [place.pk for place in ground.places], ground.start, now))
    _pour(Case, CASE, _cases(ground, authors, now))
    _pour(CaseEvent, EVENT, _events(ground))
    _reset_sequences()
    recount_days(ground.brand.pk)
    return ground.brand


@lru_cache(maxsize=4)
def _texts(today: date, number: int) -> list[str]:
    return [post.text for post in islice(build(scale=1, today=today).posts(), number)]


def analyse() -> None:
    """What PostgreSQL does by itself after a while; SQLite plans without, as an installation does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")


def _settle(slug: str, size: int, now: datetime) -> Ground:
    brand = Brand.objects.create(name=slug, slug=slug, language="fr", languages=["fr", "en"], created_at=now)
    departments = [Department.objects.create(brand=brand, name=f"Service {n}") for n in range(5)]
    seats = [_seat(brand, departments[n % 5], n, now) for n in range(8)]
    start = now - STEP * size
    places = [_place(brand, n, size, now) for n in range(PLACES)]
    Stream.objects.bulk_create(
        Stream(brand=brand, place=p, due_at=now, fetched_at=now, succeeded_at=now) for p in places
    )
    watches_for(brand, WATCHES)
    Watch.objects.filter(brand=brand).update(matched_back_to=start, hit_count=size // 40)
    watches = list(Watch.objects.filter(brand=brand).order_by("pk"))
    first = {model: model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0 for model in NUMBERED}
    return Ground(brand, seats, departments, places, watches, size, first, start)


def _seat(brand: Brand, department: Department, n: int, now: datetime) -> Seat:
    account = Account.objects.create(email=f"{n}@{brand.slug}.example", name=f"Équipière {n}", created_at=now)
    Persona.objects.create(brand=brand, account=account, name=account.name, quality="community manager")
    role = "community_manager" if n else "owner"
    return Seat.objects.create(account=account, brand=brand, role=role, department=department, created_at=now)


def _place(brand: Brand, n: int, size: int, now: datetime) -> Place:
    address = f"https://place-{n}.example/feed.xml"
    return Place.objects.create(
        brand=brand, network=NETWORKS[n % 3], kind="feed", remote_id=address, address=address, url=address,
        name=f"Lieu {n:02}", language="fr", created_at=now, post_count=size // PLACES, last_post_at=now,
    )  # fmt: skip


# ── who: person p speaks on network p % 3; one person in ten under a second name there


def _authors(ground: Ground, random: Random) -> Iterator[int]:
    """The person (0…) who writes each post: a few write much."""
    each = ground.people // len(NETWORKS)
    for n in range(ground.size):
        network = _place_of(_thread_of(n)) % 3
        yield int(each * random.random() ** 2) * len(NETWORKS) + network


def _identity_of(ground: Ground, person: int, n: int) -> int:
    """The id of the identity under which `person` writes post `n`."""
    second = person % 10 < 1 and n % 5 == 0
    return ground.first[Identity] + (ground.people + person // 10 + 1 if second else person + 1)


PERSON = ("id", "brand_id", "name", "kind", "stage", "languages", "first_seen_at", "last_seen_at")
IDENTITY = (
    *("id", "brand_id", "network", "remote_id", "handle", "name", "url", "avatar_url", "verified", "person_id"),
    "first_seen_at",
)


def _people(ground: Ground) -> Iterator[tuple[Any, ...]]:
    first = as_moment(ground.start)
    for p in range(ground.people):
        seen = as_moment(ground.start + STEP * (ground.size - p * 7919 % ground.size))
        stage = ("", "customer", "fan")[p % 3]
        yield ground.first[Person] + p + 1, ground.brand.pk, f"Prénom Nom {p}", "human", stage, "[]", first, seen


def _identities(ground: Ground) -> Iterator[tuple[Any, ...]]:
    first = as_moment(ground.start)
    for n, p in enumerate((*range(ground.people), *range(0, ground.people, 10))):
        yield (
            ground.first[Identity] + n + 1, ground.brand.pk, NETWORKS[p % 3], f"nom{n}", f"nom{n}", f"Prénom Nom {p}",
            f"https://profils.example/{n}", "", False, ground.first[Person] + p + 1, first,
        )  # fmt: skip


# ── what: blocks of threads that go on at once


def _thread_of(n: int) -> int:
    """The thread (0…) of post `n`: a tenth of a block is one long thread, the rest goes round ninety short ones."""
    block, within = divmod(n, BLOCK)
    return block * (SHORT + 1) + (0 if within % 10 == 0 else 1 + (within - within // 10 - 1) % SHORT)


def _seq_of(n: int) -> int:
    within = n % BLOCK
    return (within // 10 if within % 10 == 0 else (within - within // 10 - 1) // SHORT) + 1


def _previous(n: int) -> int:
    """The post before `n` in its thread, when there is one."""
    if _seq_of(n) == 1:
        return -1
    return n - 10 if n % 10 == 0 else n - SHORT * 10 // 9


def _place_of(thread: int) -> int:
    return thread * 7 % PLACES


THREAD = (
    *("id", "brand_id", "place_id", "remote_id", "title", "url", "author_id", "state", "last_seq", "post_count"),
    "bumped_at",
)


def _threads(ground: Ground, authors: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for block in range(0, ground.size, BLOCK):
        posts = range(block, min(block + BLOCK, ground.size))
        opening = {_thread_of(n): n for n in posts if _seq_of(n) == 1}
        latest = {_thread_of(n): n for n in posts}
        for thread, n in opening.items():
            seq, bumped = _seq_of(latest[thread]), as_moment(ground.start + STEP * latest[thread])
            yield (
                ground.first[Thread] + thread + 1, ground.brand.pk, ground.places[_place_of(thread)].pk, f"t{thread}",
                f"Une conversation sur les trains de nuit, la {thread}e", f"https://fils.example/{thread}",
                _identity_of(ground, authors[n], n), "open", seq, seq, bumped,
            )  # fmt: skip


POST = (
    *("id", "brand_id", "place_id", "thread_id", "seq", "remote_id", "parent_id", "author_id", "kind", "direction"),
    *("title", "format", "source", "folded", "text", "html", "html_version", "url", "at", "received_at", "language"),
    *("canonical_hash", "tags", "metrics", "extra"),
)


def _posts(ground: Ground, authors: Sequence[int], texts: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    brand, base = ground.brand.pk, ground.first[Post]
    pages = [f"<p>{escape(text)}</p>" for text in texts]
    for n in range(ground.size):
        thread, seq, text = _thread_of(n), _seq_of(n), n % len(texts)
        at = as_moment(ground.start + STEP * n)
        before = _previous(n)
        yield (
            base + n + 1, brand, ground.places[_place_of(thread)].pk, ground.first[Thread] + thread + 1, seq, f"p{n}",
            base + before + 1 if before >= 0 else None, _identity_of(ground, authors[n], n),
            "post" if seq == 1 else "comment", "in", "", "text", texts[text], "", texts[text], pages[text], 1,
            f"https://fils.example/{thread}#{n}", at, at, "fr", n, "[]", "{}", "{}",
        )  # fmt: skip


READING = (
    *("post_id", "brand_id", "model", "language", "sentiment", "confidence", "uncertain", "intents"),
    *("toxicity", "spam", "register", "evidence"),
)


def _readings(ground: Ground, random: Random) -> Iterator[tuple[Any, ...]]:
    brand, base = ground.brand.pk, ground.first[Post]
    evidence = '{"sentiment": [[0, 5, 0.8], [12, 20, -0.4]]}'
    for n in range(ground.size):
        sure = random.random()
        yield (
            base + n + 1, brand, "bench", "fr" if n % 4 else "en", MOODS[int(sure * 4)], sure, n % 9 == 0,
            '["question"]' if n % 5 == 0 else "[]", 0.0, 0.0, "vous", evidence,
        )  # fmt: skip


HIT = ("id", "brand_id", "watch_id", "post_id", "at")
HOUR = ("id", "brand_id", "watch_id", "place_id", "language", "hour", "n", "negative")


def _hits(ground: Ground) -> Iterator[tuple[Any, ...]]:
    """Every second post is caught by one watch."""
    for k, n in enumerate(range(0, ground.size, 2), 1):
        watch, at = ground.watches[(k * k + k // 3) % WATCHES].pk, as_moment(ground.start + STEP * n)
        yield ground.first[Hit] + k, ground.brand.pk, watch, ground.first[Post] + n + 1, at


def _said(ground: Ground, authors: Sequence[int]) -> Iterator[tuple[int, int, datetime, int]]:
    """Of each hit, as it is counted: (watch, place, moment, author)."""
    for k, n in enumerate(range(0, ground.size, 2), 1):
        watch = ground.watches[(k * k + k // 3) % WATCHES].pk
        yield (
            watch,
            ground.places[_place_of(_thread_of(n))].pk,
            ground.start + STEP * n,
            _identity_of(ground, authors[n], n),
        )


def _hours(ground: Ground) -> Iterator[tuple[Any, ...]]:
    """Each watch catches something in two places every hour."""
    hours = int(ground.size * STEP / timedelta(hours=1)) + 1
    begin = ground.start.replace(minute=0, second=0, microsecond=0)
    pk = ground.first[WatchHour]
    for hour in range(hours):
        at = as_moment(begin + timedelta(hours=hour))
        for k, watch in enumerate(ground.watches):
            for step in (0, 7):
                pk += 1
                place = ground.places[(hour + k + step) % PLACES].pk
                yield pk, ground.brand.pk, watch.pk, place, "fr", at, 2 + hour % 5, hour % 3


# ── what is owed: a case for every 20th post that opens a thread


CASE = (
    *("id", "brand_id", "thread_id", "place_id", "post_id", "author_id", "person_id", "type", "state"),
    *("priority", "assignee_id"),
    *("department_id", "opened_by", "opened_at", "waiting_since", "first_reply_at", "due_at", "snoozed_until"),
    *("closed_at", "outcome", "updated_at", "version"),
)
EVENT = ("id", "case_id", "at", "actor_id", "kind", "data")


def _opening_posts(ground: Ground) -> list[int]:
    found = [n for n in range(ground.size) if _seq_of(n) == 1]
    return found[:: max(1, len(found) * 20 // max(1, ground.size))]


def _states(number: int) -> Iterator[str]:
    """The latest cases are those at work."""
    work = ["open"] * OPEN + ["waiting"] * WAITING + ["snoozed"] * SNOOZED
    Random(1).shuffle(work)
    yield from ["closed"] * (number - len(work))
    yield from work[-number:]


def _cases(ground: Ground, authors: Sequence[int], now: datetime) -> Iterator[tuple[Any, ...]]:
    opening = _opening_posts(ground)
    for k, (n, state) in enumerate(zip(opening, _states(len(opening)), strict=True)):
        at, is_open, thread = as_moment(ground.start + STEP * n), state == "open", _thread_of(n)
        seat = ground.seats[k % 8].pk if k % 3 else None
        due = now + timedelta(minutes=(k * 37) % 1440 - 400)
        yield (
            ground.first[Case] + k + 1, ground.brand.pk, ground.first[Thread] + thread + 1,
            ground.places[_place_of(thread)].pk, ground.first[Post] + n + 1, _identity_of(ground, authors[n], n),
            ground.first[Person] + authors[n] + 1, TYPES[k % 7], state, k % 3, seat, ground.departments[k % 5].pk, "Réclamations", at, at if is_open else None,
            None if is_open else at, as_moment(due) if is_open else None,
            as_moment(now + timedelta(hours=9)) if state == "snoozed" else None, at if state == "closed" else None,
            "answered" if state == "closed" else "", at, 1,
        )  # fmt: skip


def _events(ground: Ground) -> Iterator[tuple[Any, ...]]:
    for k, n in enumerate(_opening_posts(ground)):
        at = as_moment(ground.start + STEP * n)
        for step, kind in enumerate(("opened", "note")):
            yield (
                ground.first[CaseEvent] + 2 * k + step + 1, ground.first[Case] + k + 1, at,
                ground.seats[0].account_id if step else None, kind, '{"text": "À rappeler demain."}' if step else "{}",
            )  # fmt: skip


# ── the two ways of pouring


def _pour(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Columns that are not named here get what a new row of the house has in them."""
    others = {str(f.column): f for f in model._meta.concrete_fields if f.column not in columns and not f.primary_key}
    rest = tuple(f.get_db_prep_save(f.get_default(), connection) for f in others.values())
    columns, rows = (*columns, *others), ((*row, *rest) for row in rows)
    table, named = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        statement = f"INSERT INTO {table} ({named}) VALUES ({', '.join(['%s'] * len(columns))})"
        iterator = iter(rows)
        while some := list(islice(iterator, 5_000)):
            cursor.executemany(statement, some)


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), NUMBERED):
            cursor.execute(statement)
