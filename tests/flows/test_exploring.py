"""An exploration on a dozen real sites: polite whatever they are, within its budget, and never lost when it is cut."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from conftest import seat_for
from parvis.connectors.net import Reach
from parvis.connectors.outward.caller import Caller
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.flows.exploring import advance, again, set_out
from parvis.listening.discovery.actions.candidates import drop_samples, refuse
from parvis.listening.discovery.actions.explorations import Plan, pause, repeat_monthly, resume
from parvis.listening.discovery.actions.frontier import Claim, Rest, add_leads, claim, let_go
from parvis.listening.discovery.actions.frontier import NewLead as New
from parvis.listening.discovery.models import Candidate, Exploration, Lead, Visit
from parvis.listening.discovery.queries import Filters, candidates_of, communities_of
from parvis.listening.discovery.rules import PAUSE, PER_HOST, Budget
from tests.flows.neighbourhood import Neighbourhood, neighbourhood

pytestmark = pytest.mark.django_db
WIDE = Budget(400, 50, 5, 600)
THROUGH = Caller(Reach.allowing("127.0.0.1"), "https://parvis.example/", seconds=5)


@pytest.fixture
def town() -> Iterator[Neighbourhood]:
    with neighbourhood(datetime.now(UTC)) as found:
        yield found


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


def begun(owner: Seat, town: Neighbourhood, budget: Budget = WIDE, *seeds: str) -> Exploration:
    plan = Plan("Trains de nuit", '"train de nuit"', seeds or (town.at("quai"),), budget)
    return set_out(owner.brand, plan, by=owner.account, at=town.clock.at)


def walked(one: Exploration, town: Neighbourhood, through: Caller = THROUGH) -> Exploration:
    """To its end: who has to wait, waits."""
    while rest := advance(one.pk, through, town.clock):
        town.clock.at = max(rest, town.clock.at)
    one.refresh_from_db()
    return one


def test_it_finds_the_places_of_the_theme_from_one_seed_and_says_how(owner: Seat, town: Neighbourhood) -> None:
    one = walked(begun(owner, town), town)
    found = {row.site: row for row in candidates_of(one, Filters(), after=None, limit=50)}
    assert one.ending == "done"
    assert {town.site(name) for name in ("quai", "couchette", "wagon", "veilleur", "gare")} <= found.keys()
    assert town.site("cuisine") not in found
    quai, gare = found[town.site("quai")], found[town.site("gare")]
    assert (quai.posts, quai.on_theme, quai.language, quai.weekly) == (20, 12, "fr", 3.5)
    assert quai.score > gare.score > 0
    assert gare.path == [town.site("quai"), town.site("gare")]
    assert found[town.site("couchette")].kin == 1
    assert any("train de nuit" in sample["text"] for sample in quai.samples)
    together = next(group for group in communities_of(one))
    assert town.site("couchette") in {voice.site for voice in together.voices}


def test_it_is_polite_to_every_host(owner: Seat, town: Neighbourhood) -> None:
    one = walked(begun(owner, town), town)
    assert [path for path in town.paths("secret") if path.startswith("/prive") or path.endswith(".json")] == []
    assert "/ouvert" in town.paths("secret") or "forbidden" in Visit.objects.filter(exploration=one).values_list(
        "outcome", flat=True
    )
    assert all(town.paths(name)[0] == "/robots.txt" for name in town.sites if town.paths(name))
    moments: dict[str, list[datetime]] = defaultdict(list)
    for name, _path, at in town.calls:
        moments[name].append(at)
    for name, seen in moments.items():
        pause_asked = 9 if name == "secret" else PAUSE
        assert all(later - sooner >= timedelta(seconds=pause_asked) for sooner, later in itertools.pairwise(seen)), name
    assert len(town.paths("trappe")) <= PER_HOST
    assert len(town.paths("lent")) <= 3  # one robots.txt, and each of the two addresses that point to one another
    asked = moments["presse"][1:]
    waits = [later - sooner for sooner, later in itertools.pairwise(asked)]
    assert waits[0] >= timedelta(seconds=290)  # as it was told, by the world's clock
    assert min(waits) >= timedelta(seconds=60)
    agent = town.sites["quai"].requests[0].headers["user-agent"]
    assert agent == "Parvis/0.1 (discovery; +https://parvis.example/)"


@pytest.mark.parametrize(
    "budget", [Budget(12, 50, 5, 600), Budget(400, 3, 5, 600), Budget(400, 50, 1, 600), Budget(400, 50, 5, 1)]
)
def test_no_budget_is_overdrawn(owner: Seat, town: Neighbourhood, budget: Budget) -> None:
    start = town.clock.at
    one = walked(begun(owner, town, budget), town)
    assert len(town.calls) <= budget.pages
    assert len({name for name, _path, _at in town.calls}) <= budget.hosts
    assert max(Lead.objects.filter(exploration=one).values_list("depth", flat=True)) <= budget.depth
    assert town.clock.at - start < timedelta(minutes=budget.minutes + 1)
    assert one.ended_at


class Killed(BaseException):
    """As the machine does it: nothing after it is run."""


def test_a_killed_exploration_goes_on_where_it_was_and_finds_the_same(
    owner: Seat, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, page, calls = begun(owner, town), Caller.page, 0

    def cut(self: Caller, address: str, conditions: dict[str, str]) -> object:
        nonlocal calls
        calls += 1
        answer = page(self, address, conditions)
        if calls % 4 == 0:
            raise Killed
        return answer

    monkeypatch.setattr(Caller, "page", cut)
    for _ in range(200):
        try:
            walked(one, town)
            break
        except Killed:
            town.clock.at += timedelta(seconds=5)
    one.refresh_from_db()
    assert one.ending == "done"
    found = {row.site: (row.posts, row.on_theme) for row in candidates_of(one, Filters(), after=None, limit=50)}
    assert found[town.site("quai")] == (20, 12)
    assert {town.site(name) for name in ("couchette", "wagon", "veilleur", "gare")} <= found.keys()
    done = Visit.objects.filter(exploration=one, outcome__in=("page", "feed")).values_list("address", flat=True)
    assert len(done) == len(set(done))


def test_two_explorations_never_ask_one_host_at_once(
    brand: Brand, other_brand: Brand, owner: Seat, town: Neighbourhood
) -> None:
    mine, at = begun(owner, town), town.clock.at
    theirs = begun(seat_for(other_brand, Role.OWNER), town)
    for one in (mine, theirs):
        add_leads(one, [New(town.at("quai"), "seed", 1.0, 0)], at)
    first = claim(mine.pk, at)
    assert isinstance(first, Claim)
    assert isinstance(claim(theirs.pk, at), Rest)
    let_go(first.host, at)
    assert isinstance(claim(theirs.pk, at + timedelta(seconds=PAUSE - 0.1)), Rest)
    assert isinstance(claim(theirs.pk, at + timedelta(seconds=PAUSE + 0.1)), Claim)


def test_at_rest_it_asks_nobody_and_then_goes_on(owner: Seat, town: Neighbourhood) -> None:
    one = begun(owner, town)
    advance(one.pk, THROUGH, town.clock)
    pause(one, by=owner.account, at=town.clock.at)
    calls = len(town.calls)
    assert advance(one.pk, THROUGH, town.clock) is None
    assert len(town.calls) == calls
    resume(one, by=owner.account, at=town.clock.at)
    assert walked(one, town).ending == "done"
    assert len(town.calls) > calls


def test_another_round_tells_only_what_is_new_and_asks_whether_anything_changed(
    owner: Seat, town: Neighbourhood
) -> None:
    one = walked(begun(owner, town), town)
    refused = Candidate.objects.get(exploration=one, site=town.site("wagon"))
    refuse(refused, "hors sujet", by=owner.account, at=town.clock.at)
    repeat_monthly(one, by=owner.account, at=town.clock.at)
    before = len(town.sites["quai"].requests)
    town.clock.at += timedelta(days=30)
    assert again(one, by=None, at=town.clock.at)
    one = walked(one, town)
    assert one.round == 2
    assert candidates_of(one, Filters(new=True), after=None, limit=50) == []
    assert town.site("wagon") not in {row.site for row in candidates_of(one, Filters(), after=None, limit=50)}
    assert '"1"' in {request.headers.get("if-none-match") for request in town.sites["quai"].requests[before:]}
    assert one.again_at


def test_an_unsafe_address_is_never_called(owner: Seat, town: Neighbourhood) -> None:
    one = walked(begun(owner, town, WIDE, "http://169.254.169.254/latest", town.at("quai")), town, Caller(seconds=3))
    assert town.calls == []
    assert not Candidate.objects.filter(exploration=one).exists()


def test_samples_go_after_a_time(owner: Seat, town: Neighbourhood) -> None:
    one = walked(begun(owner, town), town)
    assert drop_samples(town.clock.at + timedelta(days=29)) == 0
    assert drop_samples(town.clock.at + timedelta(days=31)) > 0
    assert not Candidate.objects.filter(exploration=one).exclude(samples=[]).exists()
