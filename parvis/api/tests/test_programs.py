"""Programs at the door: keys, writes asked twice, refusals that say what to do."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import seat_for
from parvis.api import door
from parvis.core import once
from parvis.core.apikeys import NotYours, end_key, make_key
from parvis.core.clock import now
from parvis.core.models import ApiKey, Brand, Once, Seat
from parvis.core.roles import Permission, Role
from parvis.listening.models import Watch

pytestmark = pytest.mark.django_db
READS = [Permission.POSTS_SEE]
WRITES = [Permission.POSTS_SEE, Permission.WATCHES_EDIT]


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


def key_for(seat: Seat, permissions: list[Permission], **more: Any) -> tuple[ApiKey, str]:
    given = {"name": "shop", "expires_at": None, "by": seat.account, "at": now(), **more}
    return make_key(seat, permissions=permissions, **given)


def call(text: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """Without a session and with the CSRF check that browsers meet."""
    client = Client(enforce_csrf_checks=True)
    extra = {"Authorization": f"Bearer {text}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return client.generic(
        method, f"/api/v1/brands/{path}", b"" if body is None else json.dumps(body).encode(),
        content_type="application/json", headers=extra,
    )  # fmt: skip


def test_a_key_opens_what_it_was_made_for_and_nothing_else(owner: Seat, brand: Brand, other_brand: Brand) -> None:
    _, text = key_for(owner, READS)
    assert call(text, "GET", "nocturne/watches").status_code == 200
    refused = call(text, "POST", "nocturne/watches", {"name": "x", "query": "train"})
    assert refused.status_code == 403
    assert refused.json()["detail"] == "It needs watches.edit."
    assert call(text, "GET", "nocturne/places").status_code == 403
    assert call(text, "GET", "rivale/watches").status_code == 404
    assert call(text + "x", "GET", "nocturne/watches").status_code == 401
    assert call("pv_1_2_3", "GET", "nocturne/watches").status_code == 401


def test_a_key_never_does_more_than_its_seat_today(owner: Seat, ines: Seat) -> None:
    with pytest.raises(NotYours):
        key_for(ines, [Permission.TEAM_EDIT])
    _, text = key_for(owner, WRITES)
    Seat.objects.filter(pk=owner.pk).update(role=Role.OBSERVER.value)
    assert call(text, "POST", "nocturne/watches", {"name": "x", "query": "train"}).status_code == 403
    Seat.objects.filter(pk=owner.pk).update(ended_at=now())
    assert call(text, "GET", "nocturne/watches").status_code == 401


def test_a_key_ends_by_a_person_or_by_time(owner: Seat) -> None:
    key, text = key_for(owner, READS)
    end_key(key, by=owner.account, at=now())
    assert call(text, "GET", "nocturne/watches").status_code == 401
    _, late = key_for(owner, READS, expires_at=now() - timedelta(seconds=1))
    assert call(late, "GET", "nocturne/watches").status_code == 401


def test_only_a_digest_is_kept_and_its_use_is_noted(owner: Seat) -> None:
    key, text = key_for(owner, READS)
    secret = text.split("_", 2)[2]
    assert secret not in str(list(ApiKey.objects.values()))
    call(text, "GET", "nocturne/watches")
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_a_program_that_calls_too_often_is_told_when_to_come_back(owner: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "BURST", 2)
    monkeypatch.setattr(door, "STEADY", timedelta(hours=1))
    _, text = key_for(owner, READS)
    answers = [call(text, "GET", "nocturne/watches") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) >= 1
    assert answers[2]["Content-Type"] == "application/problem+json"


def test_a_write_asked_twice_is_carried_out_once(owner: Seat) -> None:
    _, text = key_for(owner, WRITES)
    body = {"name": "Nuit", "query": "train"}
    first, second = (call(text, "POST", "nocturne/watches", body, Idempotency_Key="k-1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Watch.objects.count() == 1


def test_a_key_of_a_write_is_not_lent_to_another(owner: Seat) -> None:
    _, text = key_for(owner, WRITES)
    call(text, "POST", "nocturne/watches", {"name": "Nuit", "query": "train"}, Idempotency_Key="k-1")
    other = call(text, "POST", "nocturne/watches", {"name": "Jour", "query": "train"}, Idempotency_Key="k-1")
    assert other.status_code == 422
    _, another = key_for(owner, WRITES)
    theirs = call(another, "POST", "nocturne/watches", {"name": "Jour", "query": "train"}, Idempotency_Key="k-1")
    assert theirs.status_code == 201, "each caller has keys of its own"


def test_what_was_refused_may_be_asked_again_mended(owner: Seat) -> None:
    _, text = key_for(owner, WRITES)
    assert (
        call(text, "POST", "nocturne/watches", {"name": "Nuit", "query": "(("}, Idempotency_Key="k").status_code == 422
    )
    assert (
        call(text, "POST", "nocturne/watches", {"name": "Nuit", "query": "train"}, Idempotency_Key="k").status_code
        == 201
    )


def test_a_write_whose_process_died_is_unknown_not_repeated(owner: Seat) -> None:
    _, text = key_for(owner, WRITES)
    body = {"name": "Nuit", "query": "train"}
    call(text, "POST", "nocturne/watches", body, Idempotency_Key="k")
    Once.objects.update(status=None)
    answer = call(text, "POST", "nocturne/watches", body, Idempotency_Key="k")
    assert answer.status_code == 409
    assert "look before" in answer.json()["title"]
    assert Watch.objects.count() == 1


def test_keys_of_writes_are_forgotten_after_a_day(noon: datetime) -> None:
    once.begin("s", "k", "r", noon)
    assert once.begin("s", "k", "r", noon).state == "unknown"
    assert once.begin("s", "k", "r", noon + timedelta(hours=25)).state == "new"
    assert once.forget(at=noon + timedelta(hours=80)) == 1


@pytest.mark.parametrize("body", [{"name": 3}, {"query": "x"}, [], "x", None])
def test_what_does_not_fit_is_told_at_its_field(owner: Seat, body: Any) -> None:
    _, text = key_for(owner, WRITES)
    answer = call(text, "POST", "nocturne/watches", body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
    if isinstance(body, dict):
        assert answer.json()["errors"][0]["field"]


def test_a_broken_key_is_said_to_be_one(owner: Seat) -> None:
    _, text = key_for(owner, WRITES)
    assert call(text, "POST", "nocturne/watches", {}, Idempotency_Key="x" * 300).status_code == 400
