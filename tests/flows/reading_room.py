"""A brand with two blogs, a mailbox, private messages and a watch that catches all that it may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post
from parvis.core.models import Brand
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.listening.models import Watch


@dataclass(frozen=True)
class Scene:
    watch: Watch
    blog: Place
    other: Place
    mail: Place
    private: Place


def furnished(brand: Brand, at: datetime, posts: int = 4) -> Scene:
    watch = save_watch(brand, name="Nuit", query="train*", role="topic", by=None, at=at)
    blog = _place(brand, "blog", at)
    other = _place(brand, "autre", at)
    mail = _place(brand, "courrier", at, network="email")
    private = _place(brand, "secret", at, visibility="secret")
    for place in (blog, other, mail, private):
        say(place, at, posts)
    return Scene(watch, blog, other, mail, private)


def _place(brand: Brand, name: str, at: datetime, network: str = "feed", visibility: str = "public") -> Place:
    where = f"https://{name}.example/feed"
    new = NewPlace(network, "feed", where, where, name.title(), visibility=visibility)
    return add_place(brand, new, by=None, at=at)[0]


def say(place: Place, at: datetime, n: int, *, first: int = 0) -> list[Post]:
    """`n` posts, each a minute before the one of the greater number."""
    numbers = range(first, first + n)
    items = [
        Item(
            f"{place.pk}-{i}", f"{place.pk}-t{i}", f"Le train {i} vu par {place.name}", title=f"Train {i} {place.name}",
            author=Author(f"a{i % 3}", f"Ana {i % 3}"), at=at - timedelta(minutes=1000 - i),
            url=f"https://{place.name.lower()}.example/{i}",
        )
        for i in numbers
    ]  # fmt: skip
    take_in(place, items, at)
    return list(Post.objects.filter(place=place, remote_id__in=[item.remote_id for item in items]).order_by("pk"))
