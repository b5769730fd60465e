"""Who counts as whom: standing merges are a forest, its roots are the people that one sees. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from parvis.people.models import Merge, NotSame

_UP = """
WITH RECURSIVE up(start, id, far) AS (
  SELECT id, id, 0 FROM people_person WHERE brand_id = %s AND id IN ({ids})
  UNION ALL SELECT up.start, m.winner_id, far + 1 FROM people_merge m JOIN up ON m.loser_id = up.id WHERE m.undone_at IS NULL
) SELECT start, id FROM up ORDER BY far
"""
_DOWN = """
WITH RECURSIVE down(start, id, nth) AS (
  SELECT id, id, CAST(0 AS bigint) FROM people_person WHERE brand_id = %s AND id IN ({ids})
  UNION ALL SELECT down.start, m.loser_id, m.id FROM people_merge m JOIN down ON m.winner_id = down.id WHERE m.undone_at IS NULL
) SELECT start, id FROM down ORDER BY nth
"""


def heads_of(brand_id: int, person_ids: Iterable[int]) -> dict[int, int]:
    """Who each of these counts as: themselves, or the winner of the merges above them. Unknown ones are left out."""
    return dict(_walk(_UP, brand_id, person_ids))


def families_of(brand_id: int, person_ids: Iterable[int]) -> dict[int, list[int]]:
    """Each of these with all who count as them, in the order of the merges."""
    found: dict[int, list[int]] = {}
    for start, member in _walk(_DOWN, brand_id, person_ids):
        found.setdefault(start, []).append(member)
    return found


def family_of(brand_id: int, person_id: int) -> list[int]:
    """The person, and all who count as them: what was noted of each of these is known of them all."""
    return families_of(brand_id, [person_id]).get(person_id, [person_id])


def _walk(statement: str, brand_id: int, person_ids: Iterable[int]) -> list[tuple[int, int]]:
    ids = sorted(set(person_ids))
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.format(ids=", ".join(["%s"] * len(ids))), [brand_id, *ids])
        return [(int(start), int(found)) for start, found in cursor.fetchall()]


def refused_among(brand_id: int, families: Mapping[int, Sequence[int]]) -> set[tuple[int, int]]:
    """Pairs of heads (lower id first) of whom somebody said that they, or any who count as them, are two people."""
    head = {member: start for start, members in families.items() for member in members}
    rows = NotSame.objects.filter(brand_id=brand_id, low__in=list(head), high__in=list(head))
    pairs = ((head[low], head[high]) for low, high in rows.values_list("low_id", "high_id"))
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


def merges_of(brand_id: int, family: Sequence[int]) -> list[Merge]:
    """What made this family, standing or undone, latest first."""
    rows = Merge.objects.filter(brand_id=brand_id, winner__in=list(family)).select_related(
        "winner", "loser", "by", "undone_by"
    )
    return list(rows.order_by("-at", "-pk")[:100])
