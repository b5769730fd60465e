"""A program that calls the API of one brand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from parvis.core.models import Seat


@dataclass(frozen=True)
class Caller:
    client: Client
    slug: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method, f"/api/v1/brands/{self.slug}/{path}", b"" if body is None else json.dumps(body).encode(),
            content_type="application/json", headers={k.replace("_", "-"): v for k, v in headers.items()},
        )  # fmt: skip


def caller(seat: Seat) -> Caller:
    """By the session of that seat's account."""
    client = Client()
    client.force_login(seat.account)
    return Caller(client, seat.brand.slug)


def fields(answer: Any) -> list[str]:
    """Where a refusal says that something is wrong."""
    assert answer["Content-Type"] == "application/problem+json"
    return [one["field"] for one in answer.json()["errors"]]
