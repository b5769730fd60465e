"""One person over all places: what they said, what we answered, what was noted, allowed and promised, in one line of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

from django.db.models import Q, QuerySet

from parvis.conversations.models import Post
from parvis.conversations.queries import ROW_JOINS, latest_ids, older_than
from parvis.conversations.sight import Sight
from parvis.core.models import Seat
from parvis.engagement.models import Case, Promise
from parvis.engagement.queries import routed, sight_of
from parvis.outbox.models import Outgoing
from parvis.people.families import family_of
from parvis.people.models import Consent, Note, Person
from parvis.people.queries import identities_of

Kind = Literal["post", "answer", "case", "note", "consent", "promise"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Entry(NamedTuple):
    """One row of the timeline. `key`: orders rows of one moment, and says where the next page begins."""

    at: datetime
    key: int
    kind: Kind
    thing: Any


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a dossier is about. `family`: they and all who were merged into them; `identities`: ids of their names."""

    brand_id: int
    family: Sequence[int]
    identities: Sequence[int]


@dataclass(frozen=True, slots=True)
class Sought:
    """What the timeline shows; empty = everything. `only`: these posts, behind a figure."""

    kind: str = ""
    place_id: int | None = None
    only: Sequence[int] | None = None
    kinds: Sequence[Kind] = field(default=KINDS)


def family_seen(sight: Sight, person_id: int) -> list[int]:
    """Whose notes, acts of consent and promises are shown: they tell of the whole house, not of one of its places, so
    that a seat which sees some places only is shown none."""
    return family_of(sight.brand_id, person_id) if sight.whole else []


def known(person: Person, sight: Sight | None = None) -> Known:
    """Two queries. `sight`: of who looks; None = the whole."""
    seen = sight or Sight(person.brand_id)
    family = family_seen(seen, person.pk)
    identities = identities_of(person.brand_id, person.pk, None if seen.whole else seen.identities()).values_list(
        "pk", flat=True
    )
    return Known(person.brand_id, family, list(identities))


def timeline(
    who: Known, seat: Seat, sought: Sought, *, after: tuple[datetime, int] | None = None, limit: int
) -> list[Entry]:
    """Newest first; each kind is cut by key first, so that a page costs the same for everybody. `seat`: who looks."""
    asked = [kind for kind in _asked(sought) if kind in sought.kinds]
    found: list[Entry] = []
    for kind in asked:
        rank = KINDS.index(kind)
        before = (after[0], _bound(after[1], rank)) if after else None
        things = _SOURCES[kind](_Ask(who, seat, sought, before, limit))
        found += [Entry(at, pk * len(KINDS) + rank, kind, thing) for at, pk, thing in things]
    return sorted(found, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def _asked(sought: Sought) -> Sequence[Kind]:
    if sought.only is not None:
        return ("post",)
    return tuple(kind for kind in KINDS if sought.kind in ("", kind) and (sought.place_id is None or kind in _PLACED))


def _bound(key: int, rank: int) -> int:
    """The id below which rows of this kind stand after the row `key`, of those of its moment."""
    return -((rank - key) // len(KINDS))


class _Ask(NamedTuple):
    who: Known
    seat: Seat
    sought: Sought
    before: tuple[datetime, int] | None
    limit: int


Found = list[tuple[datetime, int, Any]]


def _posts(ask: _Ask) -> Found:
    ids = _post_ids(ask)
    posts = Post.objects.select_related(*ROW_JOINS).in_bulk(ids)
    return [(posts[pk].at, pk, posts[pk]) for pk in ids]


def _post_ids(ask: _Ask) -> list[int]:
    who, sought, sight = ask.who, ask.sought, sight_of(ask.seat)
    if sought.only is None and sought.place_id is None:
        return latest_ids(who.brand_id, who.identities, after=ask.before, limit=ask.limit, sight=sight)
    posts = sight.posts().filter(author_id__in=list(who.identities)).order_by("-at", "-pk")
    if sought.only is not None:
        posts = posts.filter(pk__in=list(sought.only))
    if sought.place_id is not None:
        posts = posts.filter(place_id=sought.place_id)
    return list((older_than(posts, *ask.before) if ask.before else posts).values_list("pk", flat=True)[: ask.limit])


def _answers(ask: _Ask) -> Found:
    rows = Outgoing.objects.filter(brand_id=ask.who.brand_id, addressee_id__in=list(ask.who.identities))
    rows = (
        sight_of(ask.seat)
        .in_threads(rows.filter(sent_at__isnull=False))
        .select_related("place", "thread", "persona", "author")
    )
    if ask.sought.place_id is not None:
        rows = rows.filter(place_id=ask.sought.place_id)
    return _cut(rows, "sent_at", ask)


def _cases(ask: _Ask) -> Found:
    # By the author that each case keeps, who is of the brand: told the brand too, SQLite reads every case of it.
    rows, only = Case.objects.filter(author_id__in=list(ask.who.identities)), routed(ask.seat)
    rows = only.of(rows) if only else rows
    if ask.sought.place_id is not None:
        rows = rows.filter(place_id=ask.sought.place_id)
    return _cut(rows.select_related("place", "thread", "post"), "updated_at", ask)


def _of_family(model: Any, *joins: str) -> Callable[[_Ask], Found]:
    def look(ask: _Ask) -> Found:
        rows = model.objects.filter(brand_id=ask.who.brand_id, person_id__in=list(ask.who.family))
        return _cut(rows.select_related(*joins), "at", ask)

    return look


def _cut(rows: QuerySet[Any], moment: str, ask: _Ask) -> Found:
    if ask.before:
        at, pk = ask.before
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": pk}), **{f"{moment}__lte": at})
    return [(getattr(row, moment), row.pk, row) for row in rows.order_by(f"-{moment}", "-pk")[: ask.limit]]


_SOURCES: dict[Kind, Callable[[_Ask], Found]] = {
    "post": _posts,
    "answer": _answers,
    "case": _cases,
    "note": _of_family(Note, "author"),
    "consent": _of_family(Consent, "by"),
    "promise": _of_family(Promise, "owner__account"),
}
_PLACED = ("post", "answer", "case")
"""What happens in a place; the rest happens with the person."""
