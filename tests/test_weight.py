"""What each screen weighs on the wire: its page, its sheet and its scripts, compressed as the house compresses them."""

from __future__ import annotations

import gzip
import re
from datetime import datetime
from functools import cache

import pytest
from django.http import HttpResponse
from django.test import Client

from bench.filler import fill
from conftest import seat_for
from parvis.conversations.models import Thread
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.engagement.models import Case
from parvis.people.models import Identity
from tests.doors import ROUTES, Things, address
from tests.furnished import furnish

MOST, POSTS = 70_000, 1300
GZIP = {"accept-encoding": "gzip"}
NEEDED = re.compile(r'<(?:link rel="(?:stylesheet|preload|modulepreload)" href|script [^>]*src)="([^"]+)"')


@cache
def weight_of_file(at: str) -> int:
    answer = Client().get(at, headers=GZIP)
    assert answer.status_code == 200, at
    assert answer.headers["Cache-Control"].endswith("immutable"), f"{at} is asked for again on the next screen"
    return len(answer.getvalue())


def unpacked(page: HttpResponse) -> str:
    """Pages that show secrets are not compressed."""
    content = page.getvalue()
    return (gzip.decompress(content) if page.headers.get("Content-Encoding") else content).decode(errors="replace")


def with_much(brand: Brand) -> Things:
    """One of each thing, the heaviest that there is."""
    things = furnish(brand)
    longest = Thread.objects.filter(brand=brand).order_by("-last_seq", "-pk")[0]
    case = Case.objects.filter(brand=brand, state="open").order_by("-thread__last_seq", "-pk")[0]
    writer = Identity.objects.filter(brand=brand).order_by("pk")[0]  # the filler has the first of them write most
    assert writer.person_id is not None
    return Things({**things.ids, "thread": longest.pk, "case": case.pk, "person": writer.person_id})


@pytest.mark.django_db
def test_no_screen_weighs_more_than_seventy_kilobytes(noon: datetime) -> None:
    brand = fill("bench", POSTS, noon)
    things = with_much(brand)
    client = Client(raise_request_exception=False)
    client.force_login(seat_for(brand, Role.OWNER, name="pèse").account)
    weights = {}
    for route in ROUTES:
        page = client.get(address(route, brand, things), headers=GZIP)
        if page.status_code == 200 and "<html" in (plain := unpacked(page)):
            weights[route.name] = len(page.getvalue()) + sum(map(weight_of_file, NEEDED.findall(plain)))
    assert {"inbox", "case", "thread", "person", "watch_edit", "settings", "today"} <= weights.keys()
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}
