from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.core.journal import FIRST, line_hash, record, verify
from parvis.core.models import Brand, Journal, Seat
from parvis.core.models.journal import AppendOnly

pytestmark = pytest.mark.django_db
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def lines(brand: Brand, ines: Seat, noon: datetime) -> list[Journal]:
    return [
        record(brand, actor=ines.account, verb="case.close", object=f"case:{n}", data={"n": n}, at=noon + timedelta(n))
        for n in range(5)
    ]


def tamper(line: Journal, **changes: Any) -> None:
    """As somebody would who has the database in their hands: without its trigger, and without our code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER core_journal_append_only" + (" ON core_journal" if connection.vendor == "postgresql" else "")
        )
        for name, value in changes.items():
            cursor.execute(f"UPDATE core_journal SET {name} = %s WHERE id = %s", [value, line.pk])


def test_each_line_holds_the_hash_of_the_one_before(brand: Brand, lines: list[Journal]) -> None:
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5]
    assert [line.prev_hash for line in lines] == [FIRST, *(line.hash for line in lines[:-1])]
    assert verify(brand) is None


def test_each_brand_has_its_own_chain(brand: Brand, other_brand: Brand, lines: list[Journal], noon: datetime) -> None:
    first = record(other_brand, actor=None, verb="brand.found", object="brand:1", data={}, at=noon)
    assert (first.seq, first.prev_hash) == (1, FIRST)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("verb", "case.open"),
        ("object", "case:99"),
        ("data", '{"n": 99}'),
        ("actor_id", None),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("hash", "f" * 64),
        ("prev_hash", "f" * 64),
        ("seq", 77),
    ],
)
def test_any_later_change_of_a_line_shows(brand: Brand, lines: list[Journal], name: str, value: Any) -> None:
    tamper(lines[2], **{name: value})
    assert verify(brand) in (3, 4)


def test_a_line_changed_with_its_hash_recomputed_shows_at_the_next(brand: Brand, lines: list[Journal]) -> None:
    lines[2].verb = "case.open"
    tamper(lines[2], verb="case.open", hash=line_hash(lines[2]))
    assert verify(brand) == 4


def test_a_removed_line_shows(brand: Brand, lines: list[Journal]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_journal WHERE id = %s", [lines[1].pk])
    assert verify(brand) == 3


def test_lines_are_only_ever_added(lines: list[Journal]) -> None:
    lines[0].verb = "nothing.happened"
    for act in (lines[0].save, lines[0].delete, Journal.objects.all().delete):
        with pytest.raises(AppendOnly):
            act()
    with pytest.raises(AppendOnly):
        Journal.objects.update(verb="nothing.happened")


def test_the_database_refuses_a_change_too(lines: list[Journal]) -> None:
    with (
        pytest.raises(DatabaseError, match="journal lines do not change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE core_journal SET verb = 'nothing.happened'")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.text(), JSON, max_size=4))
def test_whatever_is_written_verifies_after_its_way_through_the_database(
    brand: Brand, noon: datetime, data: dict[str, Any]
) -> None:
    record(brand, actor=None, verb="any", object="", data=data, at=noon)
    assert verify(brand) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"bytes"])
def test_what_is_not_json_is_refused(brand: Brand, noon: datetime, value: Any) -> None:
    with pytest.raises(TypeError, match="journal keeps"):
        record(brand, actor=None, verb="any", object="", data={"x": value}, at=noon)


@pytest.mark.parametrize(("asked", "index"), [("actor_id", "journal_of_actor"), ("verb", "journal_of_verb")])
def test_the_filters_of_the_journal_are_served_by_an_index(ines: Seat, noon: datetime, asked: str, index: str) -> None:
    lines = [
        Journal(
            brand=ines.brand, seq=n, at=noon, actor=None, verb="post.read", object="post:1", prev_hash="", hash=str(n)
        )
        for n in range(1, 3_000)
    ]
    Journal.objects.bulk_create(lines)
    record(ines.brand, actor=ines.account, verb="seat.give", object="seat:1", data={}, at=noon)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE core_journal")
    wanted = {"actor_id": ines.account_id, "verb": "seat.give"}[asked]
    rows = Journal.objects.filter(brand=ines.brand, **{asked: wanted}).order_by("-seq")[:50]
    assert index in rows.explain()
