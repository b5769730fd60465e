from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Brand, Department, Seat
from parvis.engagement.models import Case
from parvis.engagement.queries import COUNTED, After, Filters, View, after_of, counts, inbox
from parvis.listening.models import Hit, Watch
from parvis.outbox.tests.conversation import a_place, somebody
from parvis.people.models import Identity

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STATES = ("open", "open", "open", "waiting", "snoozed", "closed")


def fill(place: Place, author: Identity, at: datetime, *, n: int, states: tuple[str, ...] = STATES) -> list[Case]:
    """`n` cases in turn in each state; open ones owed from six hours ago on, one an hour."""
    brand = place.brand
    start = Thread.objects.count()
    threads = Thread.objects.bulk_create(
        Thread(brand=brand, place=place, remote_id=f"{start + i}", title=f"Quai {i}", bumped_at=at) for i in range(n)
    )
    posts = Post.objects.bulk_create(
        Post(
            brand=brand, place=place, thread=t, seq=1, remote_id=t.remote_id, author=author, at=at, received_at=at,
            source="x", text="x", html="x",
        )
        for t in threads
    )  # fmt: skip
    return Case.objects.bulk_create(
        [_case(posts[i], author, states[i % len(states)], at + (i % 200 - 6) * HOUR, at + i * HOUR) for i in range(n)]
    )


def _case(post: Post, author: Identity, state: str, due_at: datetime, updated_at: datetime) -> Case:
    waits = state in ("open", "snoozed")
    return Case(
        brand_id=post.brand_id, thread_id=post.thread_id, place_id=post.place_id, post=post,
        author=author, person_id=author.person_id, state=state, opened_at=post.at, updated_at=updated_at,
        due_at=due_at if waits else None, waiting_since=post.at if waits else None,
    )  # fmt: skip


@pytest.fixture
def place(brand: Brand, noon: datetime) -> Place:
    return a_place(brand, at=noon)


@pytest.fixture
def lea(brand: Brand, noon: datetime) -> Identity:
    return somebody(brand, "Léa", at=noon)


def test_what_is_late_stands_first_then_what_is_owed_soonest(place: Place, lea: Identity, noon: datetime) -> None:
    fill(place, lea, noon, n=24)
    shown = inbox(place.brand_id, Filters(), noon)
    late = [case.late for case in shown]
    assert late == sorted(late, reverse=True)
    assert 0 < sum(late) < len(late)
    owed = [case.due_at for case in shown if case.due_at]
    assert owed == sorted(owed)
    assert len(owed) == len(shown)


@pytest.mark.parametrize("view", ["all", "late", "unassigned", "waiting", "snoozed", "closed"])
def test_pages_follow_each_other_without_gap_or_overlap(
    place: Place, lea: Identity, noon: datetime, view: View
) -> None:
    cases = fill(place, lea, noon, n=60)
    Case.objects.filter(pk__in=[c.pk for c in cases], state="open").update(due_at=noon - HOUR)  # all alike
    Case.objects.exclude(state="open").update(updated_at=noon)
    whole = [c.pk for c in inbox(place.brand_id, Filters(view=view), noon)]
    seen: list[int] = []
    after: After | None = None
    while page := inbox(place.brand_id, Filters(view=view), noon, after=after, limit=3):
        seen += [c.pk for c in page]
        after = after_of(page[-1], Filters(view=view))
    assert seen == whole
    assert whole


def test_each_filter_narrows(place: Place, brand: Brand, lea: Identity, ines: Seat, noon: datetime) -> None:
    cases = fill(place, lea, noon, n=6, states=("open",))
    elsewhere = a_place(brand, network="feed", at=noon, name="Blog")
    other = fill(elsewhere, somebody(brand, "Max", at=noon), noon, n=1, states=("open",))[0]
    care = Department.objects.create(brand=brand, name="Relation clients")
    Case.objects.filter(pk=cases[0].pk).update(assignee=ines, type="help", department=care)
    Thread.objects.filter(pk=cases[1].thread_id).update(title="Le quai fantôme")
    watch = Watch.objects.create(brand=brand, name="w", query="quai", created_at=noon)
    Hit.objects.create(brand=brand, watch=watch, post=cases[2].post, at=noon)

    def found(filters: Filters) -> set[int]:
        return {case.pk for case in inbox(brand.pk, filters, noon)}

    assert found(Filters(view="mine", seat_id=ines.pk)) == {cases[0].pk}
    assert found(Filters(view="unassigned")) == {c.pk for c in [*cases[1:], other]}
    assert found(Filters(place_id=elsewhere.pk)) == {other.pk}
    assert found(Filters(network="feed")) == {other.pk}
    assert found(Filters(type="help")) == {cases[0].pk}
    assert found(Filters(assignee_id=ines.pk)) == {cases[0].pk}
    assert found(Filters(department_id=care.pk)) == {cases[0].pk}
    assert found(Filters(watch_id=watch.pk)) == {cases[2].pk}
    assert found(Filters(text="fantôme")) == {cases[1].pk}
    assert found(Filters(text="max")) == {other.pk}
    assert found(Filters(text="max", type="help")) == set()


def test_another_brand_sees_nothing(place: Place, other_brand: Brand, lea: Identity, noon: datetime) -> None:
    fill(place, lea, noon, n=6)
    assert inbox(other_brand.pk, Filters(), noon) == []
    assert set(counts(other_brand.pk, None, noon).values()) == {0}


def test_the_sidebar_counts_what_the_views_show(place: Place, lea: Identity, ines: Seat, noon: datetime) -> None:
    cases = fill(place, lea, noon, n=30)
    Case.objects.filter(pk=cases[0].pk).update(assignee=ines)
    told = counts(place.brand_id, ines.pk, noon)
    for view, n in told.items():
        assert n == len(inbox(place.brand_id, Filters(view=view, seat_id=ines.pk), noon)), view
    assert told["mine"] == 1
    assert told["waiting"] == 5


def test_counts_stop_where_nobody_reads_on(place: Place, lea: Identity, noon: datetime) -> None:
    fill(place, lea, noon, n=COUNTED + 5, states=("open",))
    assert counts(place.brand_id, None, noon)["all"] == COUNTED


def test_the_number_of_queries_is_constant(place: Place, lea: Identity, ines: Seat, noon: datetime) -> None:
    taken = []
    for n in (6, 120):
        fill(place, lea, noon, n=n)
        with CaptureQueriesContext(connection) as queries:
            for case in inbox(place.brand_id, Filters(), noon):
                assert all([case.title, case.place, case.words, case.person])
            counts(place.brand_id, ines.pk, noon)
        taken.append(len(queries))
    assert taken == [3, 3]


@pytest.mark.parametrize(
    ("view", "index"),
    [("all", "case_to_do"), ("late", "case_to_do"), ("unassigned", "case_"), ("mine", "case_mine"),
     ("waiting", "case_by_state"), ("closed", "case_by_state")],
)  # fmt: skip
def test_each_view_reads_its_index(
    place: Place, lea: Identity, ines: Seat, noon: datetime, view: View, index: str
) -> None:
    fill(place, lea, noon, n=3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    filters = Filters(view=view, seat_id=ines.pk)
    with CaptureQueriesContext(connection) as queries:
        inbox(place.brand_id, filters, noon, limit=20)
    plan = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(plan + queries[0]["sql"])
        rows = cursor.fetchall()
    told = "\n".join(str(row) for row in rows)
    # Unassigned: either index of open cases serves, whichever the planner finds shorter.
    assert index in told, told
    assert "TEMP B-TREE" not in told, told
    assert "Seq Scan" not in told, told
