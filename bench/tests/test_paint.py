"""What the bench of the first paint counts, walks and judges; how long anything takes is no matter here."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bench import paint
from bench.doors import Door, House, chosen, routes
from bench.phone import HANDSHAKES, Traffic, Visit
from bench.tests.test_benches import told
from parvis.web.urls import screens


def answer(request: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"requestId": request, "type": kind, "response": more}


def test_bytes_on_the_wire_are_counted_by_what_they_are() -> None:
    traffic = Traffic()
    for request, kind in [("1", "Document"), ("2", "Stylesheet"), ("3", "Script"), ("4", "Script"), ("5", "Manifest")]:
        traffic.answered(answer(request, kind))
        traffic.ended({"requestId": request, "encodedDataLength": 1000.4})
    assert traffic.by_kind() == {"html": 1000, "css": 1000, "js": 2000, "other": 1000}
    assert traffic.requests == 5


def test_streams_the_cache_and_what_never_ended_weigh_nothing() -> None:
    traffic = Traffic()
    traffic.answered(answer("1", "EventSource"))
    traffic.ended({"requestId": "1", "encodedDataLength": 5000})
    traffic.answered(answer("2", "Script", fromDiskCache=True))
    traffic.ended({"requestId": "2", "encodedDataLength": 5000})
    traffic.answered(answer("3", "Image"))
    assert traffic.by_kind().total() == 0
    assert traffic.requests == 1


def seen(first: float = 0.5, shift: float = 0.0, html: int = 20_000) -> Visit:
    return Visit(first, first + 0.1, shift, Counter(html=html, css=13_000), 4)


@pytest.mark.parametrize(
    ("visit", "kept"),
    [
        (seen(), True),
        (seen(first=1.0, shift=0.05, html=57_000), True),
        (seen(first=1.01), False),
        (seen(html=57_001), False),
        (seen(shift=0.06), False),
    ],
)
def test_a_screen_misses_its_aim_by_its_time_its_weight_or_what_moved(visit: Visit, kept: bool) -> None:
    bare = paint.figure(paint.BARE, seen(first=0.25), None)
    one = paint.figure(Door("inbox", "/"), visit, seen(first=0.25))
    told("paint", [bare, one])
    assert bare.ok is None
    assert one.ok is kept
    assert one.ratio == visit.first / 0.25
    assert one.beside["kB"] == visit.weight / 1000
    assert one.beside["connected too, s"] == visit.first + HANDSHAKES


def test_the_best_visit_counts_and_what_moved_in_any() -> None:
    best = paint.best([seen(0.9, 0.0), seen(0.6, 0.0, html=1), seen(0.7, 0.2)])
    assert (best.first, best.shift, best.sent["html"]) == (0.6, 0.2, 1)


def test_a_walk_visits_every_door_once_and_visitors_bring_no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = {}

    def visited(_browser: object, _base: str, address: str, given: dict[str, str]) -> Visit:
        cookies[address] = given
        return seen()

    monkeypatch.setattr(paint, "visit", visited)
    house = House("secret", [Door("sign-in", "/login", signed_in=False), Door("inbox", "/inbox")])
    walked = paint.walk(None, "", house)
    assert [door.address for door in walked] == ["/health", "/login", "/inbox"]
    assert [("secret" in given.values()) for given in cookies.values()] == [False, False, True]


def test_without_chromium_the_bench_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paint, "CHROMIUM", None)
    [line] = paint.run()
    assert line.case.startswith("skipped")
    assert line.ok is None


def test_a_route_means_the_thing_that_its_name_begins_with() -> None:
    known = {"person": 1, "persona": 2, "case": 3}
    assert chosen("persona_edit", "id", known) == 2
    assert chosen("person_merge", "id", known) == 1
    assert chosen("outgoing-back", "case", known) == 3
    assert chosen("merge_undo", "id", known) is None


def test_every_screen_of_the_house_has_routes_that_are_walked() -> None:
    names = {name for name, _parameters, inside in routes() if inside}
    assert {"inbox", "case", "person", "settings_team", "welcome"} <= names
    assert len(names) > len(screens())
