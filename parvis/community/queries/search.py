"""Looking for posts of the community: the same on SQLite and PostgreSQL, and never more than the newest WINDOW of what meets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from parvis.community.models import SearchDoc
from parvis.community.queries.house import House
from parvis.community.rules.access import Room, Who
from parvis.community.rules.questions import SOLVED
from parvis.community.rules.words import Asked, asked, excerpt, nearness
from parvis.core.sql import as_moment, from_moment

WINDOW, RANKED, PAGE = 2_000, 100, 20
"""Posts weighed; those looked at closely, which can be paged to; those of one page."""
IN_TITLE, BESIDE, NEWER = 3.0, 1.0, 1.0
"""What a word of the title, all words together and being the newest weigh."""


@dataclass(frozen=True, slots=True)
class Search:
    """`space`, `author` (the identity that signs): by id; `until`: before that moment. `solved`: questions alone,
    solved or not yet."""

    words: str
    space: int | None = None
    author: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    image: bool = False
    solved: bool | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that meets. `pieces`: of its text, marked or not."""

    id: int
    seq: int
    topic: int
    slug: str
    title: str
    room: Room
    handle: str
    name: str
    at: datetime
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Results:
    """`number`: of all that meet, WINDOW at most; `pages` that can be asked for."""

    hits: list[Hit]
    number: int
    pages: int


NOTHING = Results([], 0, 0)


def find(house: House, who: Who, search: Search, page: int = 1) -> Results:
    """Best first, of the rooms that `who` may read. Three queries at most."""
    wanted = asked(search.words)
    rooms = house.readable(who)
    if search.space is not None:
        rooms &= {search.space}
    if not wanted.words or not rooms:
        return NOTHING
    met = _met(wanted, sorted(rooms), search)
    best = _ranked(met, wanted)
    shown = best[(page - 1) * PAGE : page * PAGE]
    return Results(_shown(house, rooms, shown, wanted), len(met), -(-len(best) // PAGE))


_MET = """
SELECT d.post_id, d.title FROM {index}
JOIN community_topic t ON t.thread_id = d.topic_id
WHERE {meets} AND t.hidden_at IS NULL AND t.space_id IN ({rooms}){more}
ORDER BY {newest} DESC LIMIT {window}
"""


def _met(wanted: Asked, rooms: Sequence[int], search: Search) -> list[tuple[int, str]]:
    """(post, stems of the title where it is the first), newest first."""
    index, meets, newest, question = _question(wanted)
    more, given = _narrowed(search)
    statement = _MET.format(
        index=index, meets=meets, rooms=", ".join(["%s"] * len(rooms)), more=more, newest=newest, window=WINDOW
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [question, *rooms, *given])
        return list(cursor.fetchall())


def _question(wanted: Asked) -> tuple[str, str, str, str]:
    """(tables, condition, order, what is asked) in this database's own way. Forms are of a-z and 0-9: nothing to escape."""
    groups = [(sorted(forms), wanted.begins in forms) for forms in wanted.words]
    if connection.vendor == "postgresql":
        said = " & ".join(
            "(" + " | ".join(f"'{form}'" for form in forms) + (f" | '{wanted.begins}':*" if begun else "") + ")"
            for forms, begun in groups
        )
        words = "array_to_tsvector(string_to_array(btrim(d.stems || ' ' || d.others), ' '))"
        return "community_searchdoc d", f"{words} @@ %s::tsquery", "d.post_id", said
    said = " AND ".join(
        "(" + " OR ".join(f'"{form}"' for form in forms) + (f' OR "{wanted.begins}" *' if begun else "") + ")"
        for forms, begun in groups
    )
    tables = "community_searchindex f JOIN community_searchdoc d ON d.post_id = f.rowid"
    return tables, "community_searchindex MATCH %s", "f.rowid", said


def _narrowed(search: Search) -> tuple[str, list[Any]]:
    asked_for = {
        " AND d.author_id = %s": search.author,
        " AND d.at >= %s": as_moment(search.since) if search.since else None,
        " AND d.at < %s": as_moment(search.until) if search.until else None,
        " AND d.image = %s": True if search.image else None,
    }
    if search.solved is not None:
        asked_for[" AND t.kind = 'questions' AND t.state = %s"] = SOLVED if search.solved else ""
    kept = {condition: value for condition, value in asked_for.items() if value is not None}
    return "".join(kept), list(kept.values())


def _ranked(met: Sequence[tuple[int, str]], wanted: Asked) -> list[int]:
    """Posts, best first, RANKED at most: by words of the title and how new, then by how near the words stand."""
    if not met:
        return []
    step = NEWER / len(met)
    rough = sorted(
        (
            (_in_title(title, wanted) - place * step if title else -place * step, pk)
            for place, (pk, title) in enumerate(met)
        ),
        reverse=True,
    )[:RANKED]
    if len(wanted.words) > 1:
        near = _nearness([pk for _weight, pk in rough], wanted)
        rough = sorted(((weight + BESIDE * near.get(pk, 0.0), pk) for weight, pk in rough), reverse=True)
    return [pk for _weight, pk in rough]


def _in_title(title: str, wanted: Asked) -> float:
    words = set(title.split(" "))
    return IN_TITLE * sum(not words.isdisjoint(forms) for forms in wanted.words) / len(wanted.words)


def _nearness(post_ids: Collection[int], wanted: Asked) -> dict[int, float]:
    rows = SearchDoc.objects.filter(pk__in=post_ids).values_list("pk", "stems")
    return {pk: nearness(stems, wanted) for pk, stems in rows}


_SHOWN = """
SELECT p.id, p.seq, t.thread_id, t.slug, t.title, t.space_id, m.handle, m.name, p.at, p.text
FROM conversations_post p
JOIN community_topic t ON t.thread_id = p.thread_id
LEFT JOIN community_member m ON m.identity_id = p.author_id
WHERE p.id IN ({ids}) AND p.deleted_at IS NULL AND p.standing = '' AND t.hidden_at IS NULL
"""


def _shown(house: House, rooms: Collection[int], post_ids: Sequence[int], wanted: Asked) -> list[Hit]:
    """In the order given; what was taken away or moved out of `rooms` since it was put into the index is left out."""
    if not post_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN.format(ids=", ".join(["%s"] * len(post_ids))), list(post_ids))
        found = {row[0]: row for row in cursor.fetchall()}
    return [_hit(house, found[pk], wanted) for pk in post_ids if pk in found and found[pk][5] in rooms]


def _hit(house: House, row: tuple[Any, ...], wanted: Asked) -> Hit:
    return Hit(
        id=row[0], seq=row[1], topic=row[2], slug=row[3], title=row[4], room=house.rooms[row[5]], handle=row[6] or "",
        name=row[7] or "", at=from_moment(row[8]), pieces=excerpt(row[9], wanted),
    )  # fmt: skip
