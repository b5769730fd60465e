"""Merge then unmerge is before, whatever happened between: random histories against a naive model of the forest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import Author
from parvis.core.models import Account, Brand
from parvis.people.actions import Sighting, attribute, describe
from parvis.people.actions.merging import AlreadyOne, merge, unmerge
from parvis.people.actions.suggesting import refuse
from parvis.people.families import families_of, heads_of, merges_of, refused_among
from parvis.people.models import Apart, Identity, Merge, NotSame, Person

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STAGES = ("", "fan", "customer", "partner")
HISTORY = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 7), st.integers(0, 7)),
        st.tuples(st.just("unmerge"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("speak"), st.integers(0, 7), st.integers(1, 400)),
        st.tuples(st.just("newcomer"), st.just(0), st.integers(1, 400)),
        st.tuples(st.just("stage"), st.integers(0, 7), st.integers(0, 3)),
        st.tuples(st.just("refuse"), st.integers(0, 7), st.integers(0, 7)),
    ),
    max_size=24,
)


@dataclass
class Own:
    """What somebody is by themselves."""

    stage: str
    first: datetime
    last: datetime


@dataclass
class Naive:
    """The forest as one would draw it: who counts as whom directly, and what each is alone."""

    own: dict[int, Own] = field(default_factory=dict)
    above: dict[int, tuple[int, int]] = field(default_factory=dict)
    homes: dict[int, int] = field(default_factory=dict)

    def head(self, person: int) -> int:
        while person in self.above:
            person = self.above[person][0]
        return person

    def family(self, head: int) -> list[int]:
        merged = sorted((m, p) for p, (_, m) in self.above.items() if p != head and self._under(p, head))
        return [head, *(p for _, p in merged)]

    def _under(self, person: int, head: int) -> bool:
        while person in self.above:
            person = self.above[person][0]
            if person == head:
                return True
        return False


class World:
    def __init__(self, brand: Brand, by: Account) -> None:
        self.brand, self.by, self.model, self.n = brand, by, Naive(), 0
        for _ in range(5):
            self.newcomer(0, 0)

    def newcomer(self, _: int, minutes: int) -> None:
        self.n += 1
        at = START + timedelta(minutes=minutes)
        known = attribute(self.brand.pk, "plaza", {f"r{self.n}": Sighting(Author(f"r{self.n}", f"N{self.n}"), at, at)})
        told = known[f"r{self.n}"]
        self.model.own[told.person_id] = Own("", at, at)
        self.model.homes[told.identity_id] = told.person_id

    def pick(self, n: int) -> int:
        people = sorted(self.model.own)
        return people[n % len(people)]

    def merge(self, a: int, b: int) -> None:
        one, other = self.pick(a), self.pick(b)
        first, second = self.model.head(one), self.model.head(other)
        again = {"winner": Person(pk=one), "loser": Person(pk=other), "by": self.by, "at": START + timedelta(days=1)}
        if first == second:
            with pytest.raises(ValueError if one == other else AlreadyOne):
                merge(self.brand, **again)
            return
        made = merge(self.brand, **again)
        assert (made.winner_id, made.loser_id) == (first, second)
        self.model.above[second] = (first, made.pk)

    def unmerge(self, n: int, _: int) -> None:
        rows = list(Merge.objects.filter(brand=self.brand).order_by("pk"))
        if rows:
            row = rows[n % len(rows)]
            assert unmerge(self.brand, merged=row, by=self.by, at=START + timedelta(days=2)) is (row.undone_at is None)
            if row.undone_at is None:
                del self.model.above[row.loser_id]

    def speak(self, n: int, minutes: int) -> None:
        identity = sorted(self.model.homes)[n % len(self.model.homes)]
        at = START + timedelta(minutes=minutes)
        remote = Identity.objects.get(pk=identity).remote_id
        attribute(self.brand.pk, "plaza", {remote: Sighting(Author(remote), at, at)})
        own = self.model.own[self.model.homes[identity]]
        own.last = max(own.last, at)

    def stage(self, n: int, which: int) -> None:
        head = self.model.head(self.pick(n))
        person = Person.objects.select_related("brand").get(pk=head)
        if person.stage != STAGES[which]:
            for one in [head] if STAGES[which] else self.model.family(head):
                self.model.own[one].stage = STAGES[which]
        describe(person, by=self.by, at=START, changes={"name": person.name, "stage": STAGES[which]})

    def refuse(self, a: int, b: int) -> None:
        one, other = self.pick(a), self.pick(b)
        if one != other:
            made = refuse(self.brand, one=Person(pk=one), other=Person(pk=other), by=self.by, at=START)
            assert (made is None) == (self.model.head(one) == self.model.head(other))

    def check(self) -> None:
        model = self.model
        heads = {p: model.head(p) for p in model.own}
        assert heads_of(self.brand.pk, model.own) == heads
        assert dict(Identity.objects.values_list("pk", "person_id")) == {
            i: heads[home] for i, home in model.homes.items()
        }
        for head in set(heads.values()):
            family = model.family(head)
            assert families_of(self.brand.pk, [head])[head] == family
            person, alone = Person.objects.get(pk=head), [model.own[p] for p in family]
            assert person.first_seen_at == min(o.first for o in alone)
            assert person.last_seen_at == max(o.last for o in alone)
            assert person.stage == next((o.stage for o in alone if o.stage), "")
        assert Apart.objects.count() == sum(len(model.family(h)) for h in set(heads.values()) if model.family(h) != [h])
        refused = {tuple(sorted((heads[r.low_id], heads[r.high_id]))) for r in NotSame.objects.filter(brand=self.brand)}
        known = refused_among(self.brand.pk, families_of(self.brand.pk, set(heads.values())))
        assert known == {pair for pair in refused if pair[0] != pair[1]}, "a refusal holds for whoever counts as them"


def rows() -> list[object]:
    """Everything that a merge touches."""
    tables = (Person.objects, Identity.objects, Apart.objects, NotSame.objects)
    return [row for table in tables for row in table.order_by("pk").values()]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORY)
@pytest.mark.django_db
def test_whatever_happened_everybody_counts_as_the_forest_says(
    brand: Brand, ines: object, history: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        world = World(brand, ines.account)  # type: ignore[attr-defined]
        for verb, a, b in history:
            getattr(world, verb)(a, b)
            world.check()
        transaction.set_rollback(True)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORY, pair=st.tuples(st.integers(0, 7), st.integers(0, 7)))
@pytest.mark.django_db
def test_merge_then_unmerge_is_before_to_the_last_column(
    brand: Brand, ines: object, history: list[tuple[str, int, int]], pair: tuple[int, int]
) -> None:
    with transaction.atomic():
        world = World(brand, ines.account)  # type: ignore[attr-defined]
        for verb, a, b in history:
            getattr(world, verb)(a, b)
        before, merges = rows(), Merge.objects.count()
        world.merge(*pair)
        if Merge.objects.count() > merges:
            made = Merge.objects.latest("pk")
            assert unmerge(brand, merged=made, by=None, at=START)
        assert rows() == before
        transaction.set_rollback(True)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=HISTORY, order=st.randoms(use_true_random=False))
@pytest.mark.django_db
def test_all_merges_undone_in_any_order_leave_everybody_alone(
    brand: Brand, ines: object, history: list[tuple[str, int, int]], order: object
) -> None:
    with transaction.atomic():
        world = World(brand, ines.account)  # type: ignore[attr-defined]
        for verb, a, b in history:
            getattr(world, verb)(a, b)
        standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        order.shuffle(standing)  # type: ignore[attr-defined]
        for row in standing:
            assert unmerge(brand, merged=row, by=None, at=START)
            del world.model.above[row.loser_id]
            world.check()
        assert not Apart.objects.exists()
        assert not Identity.objects.exclude(home=None).exists()
        assert merges_of(brand.pk, sorted(world.model.own)) is not None
        transaction.set_rollback(True)
