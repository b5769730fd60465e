"""What one seat may see of its brand. Every query that shows posts, places or people to somebody begins here.

Most seats see the whole; an agency guest sees the places it was given, an expert the threads routed to them. The limits
are subqueries, so that a page costs as many queries for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from parvis.conversations.models import Place, Post, SeatPlace, Thread
from parvis.people.models import Identity

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Sight:
    """`seat_id`: of a guest, whose places limit it; `threads`: the ids of the only threads it sees. Both None = the whole."""

    brand_id: int
    seat_id: int | None = None
    threads: QuerySet[Any, Any] | None = None

    @property
    def whole(self) -> bool:
        return self.seat_id is None and self.threads is None

    def place_ids(self) -> QuerySet[Any, Any]:
        """Only where the sight is limited: what `place_id` must be among."""
        if self.threads is not None:
            return Thread.objects.filter(brand_id=self.brand_id, pk__in=self.threads).values("place_id")
        return SeatPlace.objects.filter(seat_id=self.seat_id or 0).values("place_id")

    def in_places(self, rows: QuerySet[M], field: str = "place") -> QuerySet[M]:
        """Rows of things that stand in a place."""
        return rows if self.whole else rows.filter(**{f"{field}__in": self.place_ids()})

    def in_threads(self, rows: QuerySet[M], field: str = "thread") -> QuerySet[M]:
        """Rows of things that stand in a thread, with a `place` of their own."""
        if self.threads is not None:
            return rows.filter(**{f"{field}__in": self.threads})
        return self.in_places(rows)

    def places(self, rows: QuerySet[Place] | None = None) -> QuerySet[Place]:
        mine = Place.objects.filter(brand_id=self.brand_id) if rows is None else rows
        return self.in_places(mine, "pk")

    def posts(self, rows: QuerySet[Post] | None = None) -> QuerySet[Post]:
        return self.in_threads(Post.objects.filter(brand_id=self.brand_id) if rows is None else rows)

    def thread(self, pk: int) -> Thread | None:
        rows = Thread.objects.select_related("place").filter(brand_id=self.brand_id, pk=pk)
        return self.in_threads(rows, "pk").first()

    def identities(self) -> QuerySet[Identity]:
        """Those who spoke where this seat hears: with them, the people whom it may know."""
        rows = Identity.objects.filter(brand_id=self.brand_id)
        return rows if self.whole else rows.filter(Exists(self.posts().filter(author=OuterRef("pk"))))
