"""The settings: who may enter where, sentences that cannot lie, and what pages cost."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.core import journal
from parvis.core import tasks as tasks_of_core
from parvis.core.jobs.registry import all_tasks
from parvis.core.models import Brand, Department, Journal, Seat
from parvis.core.roles import PERMISSIONS, Permission, Role
from parvis.engagement.models import TriageRule
from parvis.engagement.queries import visible_to
from parvis.engagement.rules import CONDITIONS
from parvis.flows import tasks as flows
from parvis.listening.models import Watch
from parvis.outbox.models import Persona
from parvis.web.settings.forms.rules import RuleForm
from parvis.web.settings.tests.reading import TABS, signed_in, text
from parvis.web.settings.words.acts import VERBS
from parvis.web.settings.words.jobs import TASKS
from parvis.web.settings.words.roles import ACTS, NOTES, acts_of, role_sentence
from parvis.web.settings.words.rules import Known, condition_words

PARVIS = Path(__file__).resolve().parents[3]
KNOWN_VERBS = re.compile(
    r"(brand|seat|invitation|factor|session|key|webhook|password|department|persona|post|macro|view|cases?|rules?|target|watch|place|person|reply|jobs)"
    r"\.[a-z_]+"
)


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


@pytest.fixture
def desk(owner: Seat) -> Client:
    return signed_in(owner)


# Doors


@pytest.mark.parametrize("page", TABS)
def test_every_sub_page_stands_before_its_owner(desk: Client, page: str) -> None:
    answer = desk.get(f"/b/nocturne/settings/{page}")
    assert answer.status_code == 200
    assert text(answer).count('class="tab"') == len(TABS) + 3  # ready answers, one's account, how one signs in


@pytest.mark.parametrize("page", TABS)
def test_another_brands_settings_do_not_exist(desk: Client, other_brand: Brand, page: str) -> None:
    assert desk.get(f"/b/rivale/settings/{page}").status_code == 404


@pytest.mark.parametrize("role", [r for r in Role if Permission.SETTINGS_SEE not in PERMISSIONS[r]])
def test_who_may_not_see_the_settings_still_has_an_account(brand: Brand, role: Role) -> None:
    client = signed_in(seat_for(brand, role))
    assert {client.get(f"/b/nocturne/settings/{page}").status_code for page in TABS} == {403}
    page = text(client.get("/b/nocturne/account/"))
    assert "New password" in page
    assert page.count('class="tab"') == (3 if Permission.CASE_WORK in PERMISSIONS[role] else 2)
    assert 'class="menu-item" href="/b/nocturne/account/"' in page


def test_a_community_manager_sets_rules_but_not_the_team(brand: Brand, ines: Seat) -> None:
    client = signed_in(ines)
    assert client.get("/b/nocturne/settings/rules/add").status_code == 200
    assert client.get("/b/nocturne/settings/team/add").status_code == 403
    assert client.post("/b/nocturne/settings/brand", {"name": "Mine"}).status_code == 403
    assert client.get("/b/nocturne/settings/journal/").status_code == 403
    assert "Add a person" not in text(client.get("/b/nocturne/settings/team/"))


def test_what_belongs_to_another_brand_cannot_be_touched(desk: Client, other_brand: Brand, noon: datetime) -> None:
    seat = seat_for(other_brand, Role.EXPERT)
    department = Department.objects.create(brand=other_brand, name="PR")
    persona = Persona.objects.create(brand=other_brand, name="Zoé", quality="")
    rule = TriageRule.objects.create(brand=other_brand, name="Theirs")
    at = "/b/nocturne/settings"
    for path in (
        f"team/{seat.pk}/end", f"departments/{department.pk}/rename", f"departments/{department.pk}/remove",
        f"personas/{persona.pk}/", f"personas/{persona.pk}/end", f"rules/{rule.pk}/", f"rules/{rule.pk}/up",
        f"rules/{rule.pk}/pause", f"rules/{rule.pk}/remove", f"team/{seat.pk}/",
    ):  # fmt: skip
        assert desk.post(f"{at}/{path}", {"name": "x"}).status_code == 404, path
    assert not Journal.objects.exists()


# Words that cannot lie


@pytest.mark.parametrize("role", Role)
def test_the_sentence_of_a_role_says_its_permissions_all_and_only(role: Role) -> None:
    said = acts_of(PERMISSIONS[role])
    assert frozenset().union(*(group for group, _words in said)) == PERMISSIONS[role]
    assert sum(len(group) for group, _words in said) == len(PERMISSIONS[role])
    sentence = role_sentence(role)
    assert all(str(words) in sentence for _group, words in said)
    assert str(NOTES.get(role, "")) in sentence


def test_every_permission_alone_has_words() -> None:
    assert {p for p in Permission if not acts_of(frozenset({p}))} == set()
    assert {len(acts_of(group)) for group, _words in ACTS} == {1}


def test_the_notes_on_experts_and_guests_are_true(ines: Seat, brand: Brand) -> None:
    restricted = {r for r in Role if str(visible_to(Seat(brand=brand, role=r)).query) != str(visible_to(ines).query)}
    assert restricted == set(NOTES) - {Role.OWNER}


def test_every_act_that_the_code_writes_into_the_journal_has_words() -> None:
    written = set()
    for path in PARVIS.rglob("*.py"):
        if "tests" in path.parts or "web" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and KNOWN_VERBS.fullmatch(said):
                written.add(said)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("keep", "publish"):
                kinds = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                written |= {f"case.{kind}" for kind in kinds if "engagement" in path.parts}
    permissions = {p.value for p in Permission}
    assert {"seat.give", "rule.paused", "watch.made", "case.note", "case.snoozed"} <= written
    assert written - permissions - set(VERBS) == set()


def test_every_job_that_the_installation_knows_has_words() -> None:
    ours = {task.name for task in all_tasks() if task.name.startswith("parvis.") and ".tests." not in task.name}
    assert tasks_of_core.tidy.name in ours
    assert len(ours) > len(flows.__all__)
    assert ours == set(TASKS)


def test_every_condition_is_a_field_and_has_words(brand: Brand) -> None:
    known = Known({1: "La Veilleuse"}, {2: "Blog"})
    form = RuleForm(brand=brand, known=known, networks=["feed"])
    assert set(CONDITIONS) <= set(form.fields)
    samples = {int: [1], str: ["fr"], bool: True, float: 3}
    for name, (kind, _build) in CONDITIONS.items():
        words = condition_words({name: samples[kind]}, known)
        assert name not in words or name in ("watched",), words
        assert "%(" not in words


def test_a_rule_reads_as_a_sentence(desk: Client, brand: Brand, noon: datetime) -> None:
    watch = Watch.objects.create(brand=brand, name="La Veilleuse", query="veilleuse", created_at=noon)
    pr = Department.objects.create(brand=brand, name="PR")
    conditions = {"watches": [watch.pk], "mentions_question": True}
    TriageRule.objects.create(brand=brand, name="R", conditions=conditions, type="question", priority=2, department=pr)
    page = re.sub(r"<[^>]+>", "", text(desk.get("/b/nocturne/settings/rules/")))
    assert "If the post is caught by “La Veilleuse” and asks a question →: open a case: question, PR, urgent." in page


# Cost


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def crowd(brand: Brand, owner: Seat, n: int) -> None:
    at = datetime.now(UTC)
    for i in range(n):
        seat = seat_for(brand, Role.EXPERT, name=f"e{n}-{i}")
        seat.department = Department.objects.create(brand=brand, name=f"D{n}-{i}")
        seat.save()
        Persona.objects.create(brand=brand, name=f"P{n}-{i}", quality="x", account=seat.account)
        TriageRule.objects.create(brand=brand, name=f"R{n}-{i}", position=i, department=seat.department)
        journal.record(brand, actor=seat.account, verb="seat.changed", object=f"seat:{seat.pk}", data={}, at=at)


@pytest.mark.parametrize("page", TABS)
def test_a_page_costs_the_same_queries_for_five_rows_and_fifty(desk: Client, owner: Seat, page: str) -> None:
    crowd(owner.brand, owner, 5)
    few = queries(desk, f"/b/nocturne/settings/{page}")
    crowd(owner.brand, owner, 45)
    assert queries(desk, f"/b/nocturne/settings/{page}") == few
    assert few <= 12
