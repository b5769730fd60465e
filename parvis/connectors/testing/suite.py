"""The contract that every network keeps, as tests. A network's tests subclass these and give a `bench` fixture.

class TestOurListening(Listening):
    @pytest.fixture
    def bench(self) -> Iterator[Bench]: ...
"""

from __future__ import annotations

import html
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Protocol

import pytest

from parvis.connectors.contract import (
    Act,
    AuthExpired,
    Budget,
    Capability,
    Connector,
    ConnectorError,
    Draft,
    Gone,
    Item,
    Moderates,
    Page,
    RateLimited,
    Source,
    Standing,
    Transient,
)
from parvis.connectors.testing.faults import CutBefore, CutInBody, CutInHeaders, Fault, LostAnswer, Repeat, Slow, Status
from parvis.connectors.testing.proxy import Proxy


class World(Protocol):
    """The place upstream, as its members see it."""

    def say(self, text: str) -> None:
        """Someone publishes `text` there."""
        ...

    def said(self) -> list[str]:
        """The text of everything published there, the answers we sent among it."""
        ...


@dataclass
class Bench:
    """`source` leads to the place through `proxy`."""

    connector: Connector
    source: Source
    world: World
    proxy: Proxy


BUDGET = Budget(requests=10, items=100, seconds=5)


def read_all(bench: Bench, cursor: str = "", budget: Budget = BUDGET) -> tuple[list[Item], str]:
    """Everything from `cursor` on, page after page, and the cursor to go on from."""
    items: list[Item] = []
    for _ in range(100):
        page = bench.connector.fetch(bench.source, cursor, budget)
        items += page.items
        cursor = page.cursor
        if not page.more:
            return items, cursor
    raise AssertionError("the connector says for ever that there is more")


def texts(items: list[Item] | tuple[Item, ...]) -> list[str]:
    """What was said, whatever the network made of its apostrophes."""
    return [html.unescape(f"{item.title} {item.body}").replace("’", "'") for item in items]


def holds(items: list[Item] | tuple[Item, ...], text: str) -> bool:
    return any(text in each for each in texts(items))


class Listening:
    """Polling is the truth. `spent`, `expired`: how this network says 429 and 401."""

    busy: ClassVar[Fault] = Status(429, "120")
    broken: ClassVar[Fault] = Status(500)
    expired: ClassVar[Fault] = Status(401)
    cuts: ClassVar[tuple[Fault, ...]] = (CutBefore(), CutInHeaders(), CutInBody())
    slow: ClassVar[Fault] = Slow(0.2)

    def test_what_was_said_is_heard(self, bench: Bench) -> None:
        bench.world.say("le premier mot")
        items, _ = read_all(bench)
        assert holds(items, "le premier mot")

    def test_items_are_whole(self, bench: Bench) -> None:
        for n in range(3):
            bench.world.say(f"mot {n}")
        items, _ = read_all(bench)
        assert all(item.remote_id and item.thread_id for item in items)
        assert len({item.remote_id for item in items}) == len(items)
        assert all(item.at is None or item.at.utcoffset() == timedelta(0) for item in items)
        dates = [item.at for item in items if item.at]
        assert dates == sorted(dates)

    def test_reading_twice_from_one_cursor_gives_the_same(self, bench: Bench) -> None:
        bench.world.say("une fois")
        _, cursor = read_all(bench)
        bench.world.say("deux fois")
        first = bench.connector.fetch(bench.source, cursor, BUDGET)
        second = bench.connector.fetch(bench.source, cursor, BUDGET)
        assert first.items == second.items
        assert holds(first.items, "deux fois")

    def test_nothing_is_lost_between_two_readings(self, bench: Bench) -> None:
        heard: list[Item] = []
        cursor = ""
        for n in range(6):
            bench.world.say(f"parole n{n}.")
            if n % 2:
                more, cursor = read_all(bench, cursor)
                heard += more
        assert all(holds(heard, f"parole n{n}.") for n in range(6))

    def test_a_small_budget_loses_nothing(self, bench: Bench) -> None:
        for n in range(7):
            bench.world.say(f"parole n{n}.")
        items, _ = read_all(bench, budget=replace(BUDGET, items=2))
        assert all(holds(items, f"parole n{n}.") for n in range(7))

    def test_an_unreadable_cursor_starts_again_or_says_so(self, bench: Bench) -> None:
        bench.world.say("toujours là")
        for cursor in ("{", "null", "[]", '{"v":99}', "0", "été"):
            try:
                page = bench.connector.fetch(bench.source, cursor, BUDGET)
            except ConnectorError:
                continue
            assert holds(page.items, "toujours là")

    def test_too_many_requests_name_the_time_to_come_back(self, bench: Bench) -> None:
        bench.proxy.plan(self.busy)
        with pytest.raises(RateLimited) as refused:
            bench.connector.fetch(bench.source, "", BUDGET)
        assert refused.value.until > datetime.now(UTC) + timedelta(seconds=20)
        self._hears_again(bench)

    def test_a_fault_of_the_server_passes(self, bench: Bench) -> None:
        bench.proxy.plan(self.broken)
        with pytest.raises(Transient):
            bench.connector.fetch(bench.source, "", BUDGET)
        self._hears_again(bench)

    def test_an_expired_token_is_said_to_be_one(self, bench: Bench) -> None:
        bench.proxy.plan(self.expired)
        with pytest.raises(AuthExpired) as refused:
            bench.connector.fetch(bench.source, "", BUDGET)
        assert refused.value.mend
        self._hears_again(bench)

    def test_a_cut_line_passes(self, bench: Bench) -> None:
        bench.world.say("quelque chose d'assez long pour être coupé en deux")
        for cut in self.cuts:
            bench.proxy.plan(cut)
            with pytest.raises(Transient):
                bench.connector.fetch(bench.source, "", BUDGET)
        self._hears_again(bench)

    def test_a_slow_server_is_given_up_within_the_budget(self, bench: Bench) -> None:
        bench.world.say("lentement")
        bench.proxy.plan(self.slow)
        started = time.monotonic()
        with pytest.raises(Transient):
            bench.connector.fetch(bench.source, "", replace(BUDGET, seconds=1))
        assert time.monotonic() - started < 4

    def test_a_page_given_twice_is_the_same_page(self, bench: Bench) -> None:
        bench.world.say("répété")
        page: Page = bench.connector.fetch(bench.source, "", BUDGET)
        bench.proxy.plan(Repeat())
        assert bench.connector.fetch(bench.source, "", BUDGET).items == page.items

    def _hears_again(self, bench: Bench) -> None:
        bench.proxy.heal()
        bench.world.say("c'est reparti")
        items, _ = read_all(bench)
        assert holds(items, "c'est reparti")


class Sending:
    """At most once, and whoever asks knows which of the three it was: sent, not sent, nobody knows."""

    busy: ClassVar[Fault] = Status(429, "120")
    expired: ClassVar[Fault] = Status(401)
    lost: ClassVar[tuple[Fault, ...]] = (LostAnswer(2.0), CutInHeaders())

    def draft(self, bench: Bench, key: str, text: str) -> Draft:
        """An answer to the first thing said there."""
        bench.world.say("une question ?")
        items, _ = read_all(bench)
        return Draft(key=key, body=text, reply_to=items[0], sender="Camille")

    def test_an_answer_arrives_once(self, bench: Bench) -> None:
        sent = bench.connector.send(bench.source, self.draft(bench, "k1", "bien reçu"))
        assert sent.remote_id
        assert self._copies(bench, "bien reçu") == 1

    def test_a_lost_answer_is_unconfirmed_and_can_be_found(self, bench: Bench) -> None:
        for n, fault in enumerate(self.lost):
            text = f"perdu en route {n}"
            draft = self.draft(bench, f"lost-{n}", text)
            bench.proxy.plan(fault)
            with pytest.raises(Transient) as trouble:
                bench.connector.send(bench.source, draft)
            assert trouble.value.reached
            bench.proxy.heal()
            assert self._copies(bench, text) == 1
            if bench.connector.probe(bench.source.address, bench.source.settings, bench.source.secrets).support.get(
                Capability.FIND_SENT
            ):
                found = bench.connector.find_sent(bench.source, draft)
                assert found
                assert found.remote_id

    def test_an_idempotent_network_takes_the_same_key_once(self, bench: Bench) -> None:
        if not bench.connector.idempotent:
            pytest.skip("this network does not know keys")
        draft = self.draft(bench, "twice", "une seule fois")
        assert bench.connector.send(bench.source, draft) == bench.connector.send(bench.source, draft)
        assert self._copies(bench, "une seule fois") == 1

    def test_what_was_refused_was_not_sent(self, bench: Bench) -> None:
        draft = self.draft(bench, "refused", "pas parti")
        for fault, error in ((self.busy, RateLimited), (self.expired, AuthExpired)):
            bench.proxy.plan(fault)
            with pytest.raises(error):
                bench.connector.send(bench.source, draft)
        assert self._copies(bench, "pas parti") == 0

    def test_what_was_never_sent_is_not_found(self, bench: Bench) -> None:
        assert bench.connector.find_sent(bench.source, self.draft(bench, "never", "jamais parti")) is None

    def _copies(self, bench: Bench, text: str) -> int:
        return sum(text in said for said in bench.world.said())


class Moderated(World, Protocol):
    """A place where what people say may wait for somebody to let it through."""

    def hold(self, text: str) -> str:
        """Someone says `text`, which waits for a decision; its remote id."""
        ...

    def standing(self, remote_id: str) -> str:
        """Where it stands upstream, in the words of `Standing`."""
        ...


class Moderating:
    """Decisions arrive, may be repeated, can be taken back, and are read again by whoever listens."""

    busy: ClassVar[Fault] = Status(429, "120")
    broken: ClassVar[Fault] = Status(500)
    expired: ClassVar[Fault] = Status(401)
    lost: ClassVar[tuple[Fault, ...]] = (LostAnswer(2.0), CutInHeaders(), CutInBody())

    def test_what_waits_is_heard_as_waiting(self, bench: Bench) -> None:
        held = self.world(bench).hold("à retenir, s'il vous plaît")
        assert self.standings(bench)[held] == "held"

    def test_each_decision_arrives_and_is_read_again(self, bench: Bench) -> None:
        world, held = self.world(bench), self.world(bench).hold("à trancher")
        for act, standing in ((Act.APPROVE, ""), (Act.HOLD, "held"), (Act.SPAM, "spam"), (Act.TRASH, "trash")):
            assert self.decide(bench, held, act) == standing
            assert world.standing(held) == standing
            assert self.standings(bench)[held] == standing

    def test_a_decision_taken_twice_is_the_same_decision(self, bench: Bench) -> None:
        held = self.world(bench).hold("deux fois")
        for act, standing in ((Act.APPROVE, ""), (Act.HOLD, "held"), (Act.SPAM, "spam"), (Act.TRASH, "trash")):
            assert (self.decide(bench, held, act), self.decide(bench, held, act)) == (standing, standing)

    def test_spam_and_trash_come_back_as_they_stood(self, bench: Bench) -> None:
        held = self.world(bench).hold("remis en place")
        for away in (Act.SPAM, Act.TRASH):
            self.decide(bench, held, away)
            assert self.decide(bench, held, Act.RESTORE) == "held"
        assert self.decide(bench, held, Act.RESTORE) == "held"

    def test_what_is_not_there_is_gone(self, bench: Bench) -> None:
        nowhere = self.world(bench).hold("et voilà").rstrip("0123456789") + "999999"
        with pytest.raises(Gone):
            self.decide(bench, nowhere, Act.APPROVE)

    def test_a_refused_decision_changed_nothing(self, bench: Bench) -> None:
        held = self.world(bench).hold("pas encore")
        for fault, error in ((self.busy, RateLimited), (self.expired, AuthExpired), (self.broken, Transient)):
            bench.proxy.plan(fault)
            with pytest.raises(error):
                self.decide(bench, held, Act.APPROVE)
        assert self.world(bench).standing(held) == "held"

    def test_a_decision_whose_answer_was_lost_may_be_taken_again(self, bench: Bench) -> None:
        for fault in self.lost:
            held = self.world(bench).hold(f"perdu {fault}")
            bench.proxy.plan(fault)
            with pytest.raises(Transient) as trouble:
                self.decide(bench, held, Act.APPROVE)
            assert trouble.value.reached
            assert self.decide(bench, held, Act.APPROVE) == ""

    def decide(self, bench: Bench, remote_id: str, act: Act) -> Standing:
        assert isinstance(bench.connector, Moderates)
        return bench.connector.moderate(bench.source, remote_id, act)

    def standings(self, bench: Bench) -> dict[str, Standing]:
        items, _ = read_all(bench)
        return {item.remote_id: item.standing for item in items}

    def world(self, bench: Bench) -> Moderated:
        return bench.world  # type: ignore[return-value]  # the bench of a place that moderates
