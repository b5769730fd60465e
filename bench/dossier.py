"""A person's page at 100 and at 10,000 posts, the erasure of the latter, and a table of 200,000 contacts with broken lines."""

from __future__ import annotations

import io
import os
import time
from datetime import UTC, datetime, timedelta

from django.urls import reverse

from bench.figures import Figure
from bench.screens import GROWTH, cost_of
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role
from parvis.flows import contacts
from parvis.flows.erase import erase
from parvis.flows.intake import take_in
from parvis.people.models import Identity, Person

NEEDS_DATABASE = True
FEW, MANY, LINES = 100, 10_000, 200_000
BROKEN = 97
"""One line in so many has no address, one in so many an open quotation mark."""
STEP = timedelta(minutes=47)


def run() -> list[Figure]:
    """Sizes from PARVIS_BENCH_SIZES: few, many posts, lines of the table."""
    few, many, lines = (int(n) for n in os.environ.get("PARVIS_BENCH_SIZES", f"{FEW},{MANY},{LINES}").split(","))
    now = datetime.now(UTC)
    brand = Brand.objects.create(name="Bench", slug="bench-dossier", languages=["fr"], created_at=now)
    account = Account.objects.create(email="1@bench-dossier.example", name="Bench", created_at=now)
    Seat.objects.create(account=account, brand=brand, role=Role.OWNER, created_at=now)
    small, large = speaker(brand, "few", few, now), speaker(brand, "many", many, now)
    base, most = (
        cost_of(brand, reverse("person", kwargs={"brand": brand.slug, "id": person.pk})) for person in (small, large)
    )
    ratio = most.ms / base.ms
    imported, refused = table(brand, account, lines, now)
    start = time.perf_counter()
    erase(brand, large, by=account, at=now)
    erased = time.perf_counter() - start
    return [
        Figure(f"page, {few:,} posts", base.ms, "CPU ms"),
        Figure(f"page, {many:,} posts", most.ms, "CPU ms", ratio, f"{few:,} posts", f"≤ {GROWTH} ×", ratio <= GROWTH),
        Figure("page: queries", most.queries, "queries", aim="constant", ok=most.queries == base.queries),
        Figure(f"table of {lines:,} contacts", imported, "s"),
        Figure("lines refused", refused, "lines", aim="the broken ones", ok=refused == broken(lines)),
        Figure(f"erasure, {many:,} posts", erased, "s"),
    ]


def speaker(brand: Brand, name: str, n: int, now: datetime) -> Person:
    """Somebody who wrote `n` posts in two places, through the intake."""
    author = Author(f"u-{name}", name=f"{name.title()} Quill", handle=f"{name}quill")
    for wall in range(2):
        place, _ = add_place(brand, NewPlace("plaza", "wall", f"{name}{wall}", "w", f"Mur {wall}"), by=None, at=now)
        items = [
            Item(f"{name}-{i}", f"{name}-t{i // 3}", f"Message {i} du train de nuit pour Dijon, merci à bord.", author=author,
                 at=now - STEP * i, tags=("train",))
            for i in range(wall, n, 2)
        ]  # fmt: skip
        for begin in range(0, len(items), 500):
            take_in(place, items[begin : begin + 500], now)
    return Identity.objects.get(brand=brand, remote_id=f"u-{name}").person


def table(brand: Brand, account: Account, lines: int, now: datetime) -> tuple[float, int]:
    """Seconds to read it, and how many lines were refused."""
    rows = "".join(_line(n) for n in range(lines))
    made = contacts.begin(brand, io.BytesIO(f"nom;email;étape;accord\n{rows}".encode()), "c.csv", by=account, at=now)
    start = time.perf_counter()
    contacts.run(made.pk, now)
    spent = time.perf_counter() - start
    made.refresh_from_db()
    return spent, made.refused


def _line(n: int) -> str:
    match n % BROKEN:
        case 1:
            return f"Personne {n};;fan;oui\n"
        case 2:
            return f'"Personne {n};p{n}@example.org;fan;oui\n'
    return f"Personne {n};p{n}@example.org;fan;{'oui' if n % 2 else 'non'}\n"


def broken(lines: int) -> int:
    return sum(n % BROKEN in (1, 2) for n in range(lines))
