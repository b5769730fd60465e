"""What docs/api.md shows is what happens: its calls are made, in their order, and answered as it says."""

from __future__ import annotations

import json
import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from conftest import seat_for
from parvis.core.apikeys import make_key
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Permission, Role
from parvis.core.webhooks import PAUSES, signature
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.models import Case
from parvis.outbox.actions.personas import Signing, add_persona
from parvis.outbox.models import Outgoing
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from tests.inside import application

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "api.md").read_text()
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in BLOCK.finditer(page)]


@pytest.fixture
def key(brand: Brand, noon: datetime) -> str:
    seat = seat_for(brand, Role.OWNER)
    place = a_place(brand, at=noon)
    place.settings = {"support": {"reply": "no"}}
    place.save()
    for who in ("lea", "max"):
        open_case(a_post(place, author=somebody(brand, who, at=noon), at=noon, thread=who), By(seat.account, noon))
    add_persona(brand, Signing("Inès", "l’équipe"), by=seat.account, at=noon)
    return make_key(seat, name="docs", permissions=list(Permission), expires_at=None, by=seat.account, at=now())[1]


def curl(command: str, known: dict[str, str]) -> Any:
    """As the shell and curl would: the address, the method, the headers, the body."""
    for name, value in known.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:2] == ["curl", "-s"]
    method, headers, body, where = "GET", {}, "", ""
    rest = iter(words[2:])
    for word in rest:
        match word:
            case "-X":
                method = next(rest)
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                body = next(rest)
            case _:
                where = word
    return Client().generic(
        method, where, body, content_type=headers.pop("Content-Type", "application/json"), headers=headers
    )


def as_told(said: Any, told: Any) -> bool:
    """What the page shows stands in the answer; ids are those of the day."""
    if isinstance(told, dict):
        return all(name == "id" or as_told(said.get(name), value) for name, value in told.items())
    if isinstance(told, list):
        return len(said) >= len(told) and all(as_told(one, other) for one, other in zip(said, told, strict=False))
    return bool(said == told)


@pytest.mark.django_db
def test_each_curl_of_the_page_is_answered_as_it_shows(key: str) -> None:
    case = Case.objects.order_by("pk")[0]
    known = {"PARVIS_KEY": key, "PARVIS": "", "CASE": str(case.pk)}
    shown = blocks(PAGE)
    commands = [(n, text) for n, (kind, text) in enumerate(shown) if kind == "bash"]
    assert len(commands) > 3
    for n, command in commands:
        answer, (kind, text) = curl(command, known), shown[n + 1]
        assert kind == "json"
        assert as_told(answer.json(), json.loads(text)), (command, answer.content)


@pytest.mark.django_db
def test_the_python_of_the_page_runs_from_top_to_bottom(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS", "http://testserver")
    monkeypatch.setenv("PARVIS_KEY", key)
    inside, scope = httpx.Client, dict[str, Any]()
    with application() as app:
        line = httpx.WSGITransport(app=app)
        monkeypatch.setattr(httpx, "Client", lambda **given: inside(transport=line, **given))
        for kind, text in blocks(PAGE):
            if kind == "python":
                exec(compile(text, "docs/api.md", "exec"), scope)
    assert len(scope["mine_and_others"]) == 2
    assert scope["answer"]["state"] == scope["state"] == "by_hand"
    assert scope["question"] == "Bonjour ?"
    assert Outgoing.objects.filter(state="draft", body="À ce soir.").count() == 1
    secret, body = "whsec_c2VjcmV0", b'{"id": "1"}'
    headers = {"webhook-id": "7.case:1", "webhook-timestamp": "1000"}
    headers["webhook-signature"] = signature(secret, "7.case:1", 1000, body)
    assert scope["is_ours"](secret, headers, body, at=1100)
    assert not scope["is_ours"](secret, headers, body + b" ", at=1100)
    assert not scope["is_ours"](secret, headers, body, at=2000)


def test_the_french_page_shows_the_same_calls() -> None:
    assert blocks((DOCS / "fr/api.md").read_text()) == blocks(PAGE)


def test_what_the_page_says_of_tries_and_limits_is_so() -> None:
    assert "tried again nine times" in PAGE
    assert len(PAUSES) == 9
    assert "five times a second, sixty at once" in PAGE
