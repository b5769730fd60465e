"""Markup planted in everything that people and networks write comes out as words on every page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post, Stream, Thread
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.core.team import add_department
from parvis.engagement.actions.cases import By, note, open_case
from parvis.engagement.actions.settings import RuleForm, add_rule
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.actions.personas import Signing, add_persona
from parvis.people.actions import describe
from parvis.people.models import Identity
from tests.doors import ROUTES, Things, address, filled, operations
from tests.pages import leads_somewhere_safe, read

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PROBE = "\"'><xss-probe onmouseover=alert(1)>x</xss-probe><img src=x onerror=alert(2)><script>alert(3)</script>{{7*7}}"
RUNS = "javascript:alert(4)"
OURS = {"core", "people", "conversations", "listening", "boards", "outbox", "engagement"}
CLOSED_LISTS = {
    *("kind", "network", "state", "role", "type", "format", "direction", "visibility", "slug", "password", "outcome"),
    *("timezone", "language", "register", "sentiment", "task", "queue", "html", "prev_hash", "hash", "key", "topic"),
    *("lease_token", "ref", "verb", "session_data", "token_hash"),
}
"""Text that only the code writes, from a closed list or by a function of its own (`html` is made by the sanitiser)."""
LANGUAGES_OF_QUERIES = {("Watch", "query")}
"""Kept only when it can be read: the planted one is a good query."""


def furnish(brand: Brand) -> tuple[Things, Seat]:
    """One of each thing, written through the actions with everything hostile that they let through."""
    seat = seat_for(brand, Role.OWNER, name="fondatrice")
    by = By(seat.account, NOON)
    new = NewPlace("feed", "feed", RUNS, RUNS, PROBE, url=RUNS, tags=(PROBE,))
    place, _ = add_place(brand, new, by=seat.account, at=NOON)
    author = Author(PROBE, name=PROBE, handle=PROBE, url=RUNS, avatar_url=RUNS)
    link = f'<a href="{RUNS}">ici</a><svg onload=alert(5)><a href=" jav&#x09;ascript:alert(6)">là</a>'
    take_in(
        place,
        [
            Item("p1", "t1", PROBE + link, "html", title=PROBE, author=author, at=NOON, url=RUNS, tags=(PROBE,)),
            Item("p2", "t1", f"[x]({RUNS}) {PROBE}", "markdown", author=author, at=NOON, parent_id="p1", folded=PROBE),
            Item("p3", "t1", PROBE + RUNS, "text", kind="mail", title=PROBE, author=author, extra={"subject": PROBE}),
        ],
        NOON,
    )
    post = Post.objects.get(remote_id="p1")
    assert post.author is not None
    describe(post.author.person, by=seat.account, at=NOON, changes={"name": PROBE, "note": PROBE, "stage": "fan"})
    watch = save_watch(
        brand, name=PROBE[:120], query='bonjour OU "<script>alert(7)</script>"', role="topic", by=None, at=NOON
    )
    case = open_case(post, by)
    note(brand, case.pk, PROBE, By(seat.account, NOON))
    persona = add_persona(brand, Signing(PROBE, PROBE, None, PROBE), by=seat.account, at=NOON)
    rule = add_rule(brand, RuleForm(PROBE, {}), by=seat.account, at=NOON)
    draft = save_draft(post, Writing(PROBE, persona), by=seat.account, at=NOON)
    ids = {
        "case": case.pk, "watch": watch.pk, "place": place.pk, "post": post.pk, "thread": post.thread_id,
        "person": post.author.person_id, "seat": seat.pk, "persona": persona.pk, "outgoing": draft.pk, "rule": rule.pk,
        "department": add_department(brand, PROBE[:80], by=seat.account, at=NOON).pk,
    }  # fmt: skip
    return Things(ids), seat


def plant() -> int:
    """The probe in every text field of every row, past the actions: templates must not rely on them. How many fields."""
    fields = 0
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model.__name__ in ("Journal", "Bucket", "Schedule"):
            continue
        for found in model._meta.get_fields():
            if not isinstance(found, models.CharField | models.TextField) or found.primary_key:
                continue
            if found.name in CLOSED_LISTS or (model.__name__, found.name) in LANGUAGES_OF_QUERIES:
                continue
            fields += 1
            start = "https://x.example/" if found.name.endswith("url") else ""
            for row in model._default_manager.all():
                text = f"{start}{row.pk}{PROBE}"[: found.max_length]
                model._default_manager.filter(pk=row.pk).update(**{found.name: text})
    trouble = {"kind": "Rejected", "text": PROBE, "params": {}, "mend": {"text": PROBE, "params": {}}}
    Stream.objects.update(problem=trouble, notices=[{"text": PROBE, "params": {}}], failures=4)
    Post.objects.update(tags=[PROBE])
    Place.objects.update(tags=[PROBE])
    return fields


def pages(client: Client, brand: Brand, things: Things, query: str = "") -> dict[str, bytes]:
    """Every page that opens, by the name of its route."""
    opened = {}
    for route in ROUTES:
        answer = client.get(address(route, brand, things) + query)
        assert answer.status_code < 500, (route.name, answer.status_code)
        if answer["Content-Type"].startswith("text/html"):
            opened[route.name] = answer.content
        else:
            assert answer.headers.get("X-Content-Type-Options") == "nosniff", route.name
    return opened


def faults(opened: dict[str, bytes]) -> list[tuple[str, object]]:
    wrong: list[tuple[str, object]] = []
    for name, content in opened.items():
        page = read(content)
        wrong += [(name, fault) for fault in page.faults]
        if "xss-probe" in page.tags or b"<script>alert" in content:
            wrong.append((name, "the probe is an element"))
        if b"49" in content and b"{{7*7}}" not in content and PROBE[:10].encode() in content:
            wrong.append((name, "the probe was read as a template"))
    return wrong


@pytest.fixture
def scene(brand: Brand) -> tuple[Client, Brand, Things]:
    things, seat = furnish(brand)
    client = Client()
    client.force_login(seat.account)
    return client, brand, things


def test_the_search_for_faults_finds_them() -> None:
    for bad in (
        "<script>1</script>", "<p onclick=x>", "<a href=javascript:x>", '<a href=" java\nscript:x">', "<p style=x>",
        "<style>p{}</style>", "<iframe src='data:text/html,x'>", "<form action=javascript:x>", "<p hx-on:click=x>",
    ):  # fmt: skip
        assert read(bad.encode()).faults, bad
    assert not read(b'<a href="/x?y=javascript:z">a</a><script src="/a.js"></script><a href="mailto:a@b">m</a>').faults


@pytest.mark.django_db
def test_what_comes_in_through_the_actions_runs_on_no_page(scene: tuple[Client, Brand, Things]) -> None:
    opened = pages(*scene)
    assert {"inbox", "posts", "person", "thread"} <= set(opened)
    assert faults(opened) == []
    assert any(b"xss-probe" in content for content in opened.values()), "the probe was planted and shows as words"


@pytest.mark.django_db
def test_what_stands_in_any_text_field_of_any_model_runs_on_no_page(scene: tuple[Client, Brand, Things]) -> None:
    assert plant() > 30
    opened = pages(*scene)
    assert faults(opened) == []
    assert sum(b"xss-probe" in content for content in opened.values()) >= 4


@pytest.mark.django_db
def test_what_stands_in_an_address_runs_on_no_page(scene: tuple[Client, Brand, Things]) -> None:
    hostile = "%22%27%3E%3Cxss-probe%3E%3Cscript%3Ealert(1)%3C/script%3E"
    names = ("q", "query", "view", "after", "upto", "before", "place", "mood", "name", "address", "at", "sort", "tab")
    query = "?" + "&".join(f"{name}={hostile}" for name in names) + f"&next={RUNS}"
    assert faults(pages(*scene, query)) == []


@pytest.mark.django_db
def test_what_a_form_gives_back_runs_on_no_page(scene: tuple[Client, Brand, Things]) -> None:
    client, brand, things = scene
    names = (
        "name",
        "query",
        "text",
        "body",
        "note",
        "title",
        "author",
        "quality",
        "signature",
        "email",
        "stage",
        "tags",
    )
    given = dict.fromkeys(names, PROBE) | {"address": RUNS, "url": RUNS, "next": RUNS, "version": PROBE}
    client.raise_request_exception = False
    shown = {}
    for route in ROUTES:
        answer = client.post(address(route, brand, things), given)
        assert answer.status_code < 500, (route.name, answer.status_code)
        assert leads_somewhere_safe(answer.headers.get("Location", "")), route.name
        if answer["Content-Type"].startswith("text/html"):
            shown[route.name] = answer.content
    assert faults(shown) == []


@pytest.mark.django_db
def test_no_address_that_runs_is_kept_and_the_api_gives_none(scene: tuple[Client, Brand, Things]) -> None:
    client, brand, things = scene
    for model, names in ((Post, ["url"]), (Thread, ["url"]), (Place, ["url"]), (Identity, ["url", "avatar_url"])):
        for name in names:
            kept = model._default_manager.values_list(name, flat=True)
            assert all(leads_somewhere_safe(link) for link in kept), (model, name)
    for method, path, _, _ in operations():
        if method == "get":
            answer = client.get(filled(path, brand, things))
            files = ("application/json", "application/zip", "text/csv", "application/problem+json")
            assert answer["Content-Type"].startswith(files), path
            assert f'url":"{RUNS}'.encode() not in answer.content.replace(b" ", b"")


@pytest.mark.django_db
def test_the_timeline_of_a_case_shows_a_note_as_words(scene: tuple[Client, Brand, Things]) -> None:
    client, brand, things = scene
    route = next(r for r in ROUTES if r.name == "case")
    content = client.get(address(route, brand, things)).content
    assert b"&lt;xss-probe" in content
