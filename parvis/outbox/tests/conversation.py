"""A thread on a network, for tests that need one."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role
from parvis.people.models import Identity, Person


def a_place(brand: Brand, *, network: str = "plaza", at: datetime, name: str = "Place", owned: bool = False) -> Place:
    return Place.objects.create(
        brand=brand, network=network, kind="wall", remote_id=name, address=name, name=name, owned=owned, created_at=at
    )


def colleague(brand: Brand, name: str, role: Role, *, at: datetime) -> Seat:
    account = Account.objects.create(email=f"{name}@{brand.slug}.example", name=name.title(), created_at=at)
    return Seat.objects.create(account=account, brand=brand, role=role, created_at=at)


def somebody(brand: Brand, name: str, *, at: datetime, network: str = "plaza") -> Identity:
    person = Person.objects.create(brand=brand, name=name, first_seen_at=at, last_seen_at=at)
    return Identity.objects.create(
        brand=brand, network=network, remote_id=name, handle=name, name=name, person=person, first_seen_at=at
    )


def a_post(
    place: Place,
    *,
    at: datetime,
    author: Identity | None = None,
    thread: str = "t1",
    text: str = "Bonjour ?",
    parent: Post | None = None,
    direction: str = "in",
    received: timedelta = timedelta(0),
) -> Post:
    """The next post of `thread`, which is made at the first."""
    row, _ = Thread.objects.get_or_create(
        place=place, remote_id=thread, defaults={"brand": place.brand, "title": f"Title {thread}", "bumped_at": at}
    )
    row.last_seq += 1
    row.post_count += 1
    row.save()
    return Post.objects.create(
        brand=place.brand, place=place, thread=row, seq=row.last_seq, remote_id=f"{thread}/{row.last_seq}",
        parent=parent, author=author, direction=direction, source=text, text=text, html=f"<p>{text}</p>",
        at=at, received_at=at + received,
    )  # fmt: skip
