"""The settings without a browser: who may do what, what is refused and where it is said, at what cost."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from conftest import seat_for
from parvis.core import journal, team
from parvis.core.jobs import failures
from parvis.core.jobs.engine import Call
from parvis.core.jobs.registry import all_tasks
from parvis.core.models import Account, Brand, Department, Job, Journal, Seat
from parvis.core.roles import PERMISSIONS, Permission, Role
from parvis.core.tasks import tidy
from parvis.engagement.models import ResponseTarget, TriageRule
from parvis.engagement.rules import CONDITIONS
from parvis.engagement.visibility import visible_to
from parvis.flows import tasks as flows
from parvis.listening.models import Hit, Watch
from parvis.outbox.models import Persona
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from parvis.web.settings.forms.rules import RuleForm
from parvis.web.settings.words.acts import VERBS
from parvis.web.settings.words.roles import ACTS, NOTES, acts_of, role_sentence
from parvis.web.settings.words.rules import Known, condition_words
from parvis.web.settings.words.jobs import TASKS, error_words

PARVIS = Path(__file__).resolve().parents[3]
TABS = ["", "team/", "personas/", "rules/", "targets/", "journal/", "jobs/"]


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


def signed_in(seat: Seat) -> Client:
    client = Client()
    client.force_login(seat.account)
    client.cookies["parvis_language"] = "en"
    return client


@pytest.fixture
def desk(owner: Seat) -> Client:
    return signed_in(owner)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def said_at(answer: HttpResponse, field: str) -> str:
    """The error that stands at a field; a page that has none there fails the test."""
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', text(answer), re.S)
    assert found, f"nothing said at {field}"
    return found[1]


# Doors


@pytest.mark.parametrize("page", TABS)
def test_every_sub_page_stands_before_its_owner(desk: Client, page: str) -> None:
    answer = desk.get(f"/b/nocturne/settings/{page}")
    assert answer.status_code == 200
    assert text(answer).count('class="tab"') == len(TABS) + 1


@pytest.mark.parametrize("page", TABS)
def test_another_brands_settings_do_not_exist(desk: Client, other_brand: Brand, page: str) -> None:
    assert desk.get(f"/b/rivale/settings/{page}").status_code == 404


@pytest.mark.parametrize("role", [r for r in Role if Permission.SETTINGS_SEE not in PERMISSIONS[r]])
def test_who_may_not_see_the_settings_still_has_an_account(brand: Brand, role: Role) -> None:
    client = signed_in(seat_for(brand, role))
    assert {client.get(f"/b/nocturne/settings/{page}").status_code for page in TABS} == {403}
    page = text(client.get("/b/nocturne/account/"))
    assert "New password" in page
    assert 'class="tab"' not in page
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


def test_the_note_on_experts_is_true(ines: Seat, brand: Brand) -> None:
    restricted = {r for r in Role if str(visible_to(Seat(brand=brand, role=r)).query) != str(visible_to(ines).query)}
    assert restricted == set(NOTES) - {Role.OWNER}


def test_every_act_that_the_code_writes_into_the_journal_has_words() -> None:
    written = set()
    for path in PARVIS.rglob("*.py"):
        if "tests" in path.parts or "web" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(
                    r"(brand|seat|password|department|persona|rules?|target|watch|place|person|reply|jobs)\.[a-z_]+",
                    node.value,
                ):
                    written.add(node.value)
    permissions = {p.value for p in Permission}
    assert {"seat.give", "rule.paused", "watch.made"} <= written
    assert written - permissions - set(VERBS) == set()


def test_every_job_that_the_installation_knows_has_words() -> None:
    ours = {task.name for task in all_tasks() if task.name.startswith("parvis.") and ".tests." not in task.name}
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


# Brand


def test_the_brand_is_saved_and_wrong_fields_are_named(desk: Client, brand: Brand) -> None:
    good = {"name": "Nocturne & Cie", "language": "en", "languages": ["en", "de"], "timezone": "Europe/Berlin"}
    assert desk.post("/b/nocturne/settings/brand", good).status_code == 302
    assert Brand.objects.get(pk=brand.pk).timezone == "Europe/Berlin"
    refused = desk.post("/b/nocturne/settings/brand", {**good, "name": "", "languages": [], "timezone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert "name" in said_at(refused, "id_name")
    assert "at least one" in said_at(refused, "id_languages")
    assert said_at(refused, "id_timezone")


# Team


def newcomer(**more: object) -> dict[str, object]:
    return {
        "email": "lou@nocturne.example",
        "name": "Lou",
        "role": "expert",
        "hours": "10",
        "languages": ["fr"],
        **more,
    }


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(desk: Client) -> None:
    answer = desk.post("/b/nocturne/settings/team/add", newcomer())
    password = re.search(r'class="one-time">([^<]+)<', text(answer))
    assert password
    assert answer.headers["Cache-Control"] == "no-store"
    assert Client().login(username="lou@nocturne.example", password=password[1])
    assert password[1] not in text(desk.get("/b/nocturne/settings/team/"))


def test_a_wrong_newcomer_is_refused_at_the_field(desk: Client, ines: Seat) -> None:
    again = desk.post("/b/nocturne/settings/team/add", newcomer(email=ines.account.email))
    assert "already" in said_at(again, "id_email")
    wrong = desk.post("/b/nocturne/settings/team/add", newcomer(email="lou", hours="99", role="king"))
    assert (wrong.status_code, Account.objects.filter(name="Lou").exists()) == (422, False)
    assert "whole address" in said_at(wrong, "id_email")
    assert said_at(wrong, "id_hours")
    assert said_at(wrong, "id_role")


def test_a_change_of_role_shuts_doors_at_once(desk: Client, ines: Seat) -> None:
    theirs = signed_in(ines)
    assert theirs.get("/b/nocturne/settings/").status_code == 200
    desk.post(f"/b/nocturne/settings/team/{ines.pk}/", {"role": "observer", "hours": "5"})
    assert theirs.get("/b/nocturne/settings/").status_code == 403
    desk.post(f"/b/nocturne/settings/team/{ines.pk}/end")
    assert theirs.get("/b/nocturne/account/").status_code == 404


def test_the_last_owner_can_neither_step_down_nor_leave(desk: Client, owner: Seat) -> None:
    down = desk.post(f"/b/nocturne/settings/team/{owner.pk}/", {"role": "manager", "hours": "5"})
    assert "no owner left" in said_at(down, "id_role")
    desk.post(f"/b/nocturne/settings/team/{owner.pk}/end")
    stored = Seat.objects.get(pk=owner.pk)
    assert (stored.role, stored.ended_at) == ("owner", None)
    assert "End this seat" not in text(desk.get(f"/b/nocturne/settings/team/{owner.pk}/"))


def test_a_manager_is_not_offered_the_role_of_owner_and_cannot_force_it(brand: Brand, owner: Seat) -> None:
    manager = signed_in(seat_for(brand, Role.MANAGER))
    assert 'value="owner"' not in text(manager.get("/b/nocturne/settings/team/add"))
    assert said_at(manager.post("/b/nocturne/settings/team/add", newcomer(role="owner")), "id_role")
    taken = manager.post(f"/b/nocturne/settings/team/{owner.pk}/", {"role": "observer", "hours": "5"})
    assert "Only an owner" in said_at(taken, "id_role")


def test_departments_are_added_renamed_and_removed(desk: Client, brand: Brand) -> None:
    at = "/b/nocturne/settings/departments"
    desk.post(f"{at}/add", {"name": "PR"})
    desk.post(f"{at}/add", {"name": "Sales"})
    pr, sales = Department.objects.order_by("name")
    assert "of this name" in said_at(desk.post(f"{at}/add", {"name": "PR"}), "id_name")
    assert "of this name" in text(desk.post(f"{at}/{sales.pk}/rename", {"name": "PR"}))
    desk.post(f"{at}/{sales.pk}/rename", {"name": "Ventes"})
    desk.post(f"{at}/{pr.pk}/remove")
    assert list(Department.objects.values_list("name", flat=True)) == ["Ventes"]


# Personas


def test_the_signature_is_shown_in_both_languages_as_the_public_reads_it(desk: Client) -> None:
    said = {"name": "Inès", "quality": "community manager"}
    shown = text(desk.get("/b/nocturne/settings/personas/signature", said))
    assert "Inès, community manager de Nocturne" in shown
    assert "Inès, community manager at Nocturne" in shown
    by_hand = text(desk.get("/b/nocturne/settings/personas/signature", {**said, "signature": "— <b>Inès</b>"}))
    assert by_hand.count("— &lt;b&gt;Inès&lt;/b&gt;") == 2


def test_a_persona_from_its_first_day_to_its_last(desk: Client, brand: Brand, ines: Seat) -> None:
    at = "/b/nocturne/settings/personas"
    desk.post(f"{at}/add", {"name": "Inès", "quality": "community manager", "account": ines.account_id})
    persona = Persona.objects.get()
    assert persona.account == ines.account
    desk.post(f"{at}/{persona.pk}/", {"name": "Inès C.", "quality": "porte-parole"})
    persona.refresh_from_db()
    assert (persona.name, persona.account) == ("Inès C.", None)
    desk.post(f"{at}/{persona.pk}/end")
    assert "Nobody signs yet" in text(desk.get(f"{at}/"))
    assert "had, this name" in said_at(desk.post(f"{at}/add", {"name": "Inès C."}), "id_name")


def test_a_persona_is_never_somebody_from_outside(desk: Client, other_brand: Brand) -> None:
    stranger = seat_for(other_brand, Role.EXPERT).account
    refused = desk.post("/b/nocturne/settings/personas/add", {"name": "X", "account": stranger.pk})
    assert said_at(refused, "id_account")
    assert not Persona.objects.exists()


# Rules


def rule_form(**more: object) -> dict[str, object]:
    return {"name": "Questions", "opens": "yes", "priority": "0", **more}


def test_a_rule_is_written_condition_by_condition(desk: Client, brand: Brand, noon: datetime) -> None:
    place = a_place(brand, at=noon)
    asked = rule_form(
        places=[place.pk], intents=["question", "help"], mentions_question="yes", reply_to_us="no", min_followers="200",
        type="question", priority="1",
    )  # fmt: skip
    assert desk.post("/b/nocturne/settings/rules/add", asked).status_code == 302
    rule = TriageRule.objects.get()
    assert rule.conditions == {
        "places": [place.pk], "intents": ["question", "help"], "mentions_question": True, "reply_to_us": False,
        "min_followers": 200,
    }  # fmt: skip
    page = text(desk.get(f"/b/nocturne/settings/rules/{rule.pk}/"))
    assert re.search(rf'name="places" value="{place.pk}" checked', page)
    assert '<option value="no" selected' in page
    desk.post(f"/b/nocturne/settings/rules/{rule.pk}/", rule_form(name="Everything", opens="no"))
    rule.refresh_from_db()
    assert (rule.conditions, rule.opens, rule.name) == ({}, False, "Everything")


def test_what_no_rule_may_say_is_refused_at_the_field(
    desk: Client, brand: Brand, other_brand: Brand, noon: datetime
) -> None:
    theirs = Watch.objects.create(brand=other_brand, name="w", query="x", created_at=noon)
    TriageRule.objects.create(brand=brand, name="Questions")
    answer = desk.post("/b/nocturne/settings/rules/add", rule_form(watches=[theirs.pk], min_followers="-3"))
    assert answer.status_code == 422
    assert said_at(answer, "id_watches")
    assert said_at(answer, "id_min_followers")
    assert "Another rule" in said_at(desk.post("/b/nocturne/settings/rules/add", rule_form()), "id_name")


def names(brand: Brand) -> list[str]:
    return list(TriageRule.objects.filter(brand=brand).order_by("position").values_list("name", flat=True))


def test_rules_move_rest_and_go(desk: Client, brand: Brand) -> None:
    a, b, c = (TriageRule.objects.create(brand=brand, name=n, position=i) for i, n in enumerate("abc"))
    at = "/b/nocturne/settings/rules"
    desk.post(f"{at}/{c.pk}/up")
    assert names(brand) == ["a", "c", "b"]
    desk.post(f"{at}/{a.pk}/down")
    assert names(brand) == ["c", "a", "b"]
    desk.post(f"{at}/{c.pk}/up")
    assert names(brand) == ["c", "a", "b"]
    desk.post(f"{at}/{b.pk}/pause")
    assert "Paused" in text(desk.get(f"{at}/"))
    desk.post(f"{at}/{b.pk}/resume")
    desk.post(f"{at}/{a.pk}/remove")
    assert names(brand) == ["c", "b"]
    assert TriageRule.objects.get(name="b").paused_at is None


def test_a_trial_tells_what_a_rule_would_have_opened_and_opens_nothing(
    desk: Client, brand: Brand, noon: datetime
) -> None:
    place, lea = a_place(brand, at=noon), somebody(brand, "lea", at=noon)
    posts = [a_post(place, author=lea, thread=f"t{n % 2}", at=noon - timedelta(hours=n)) for n in range(3)]
    watch = Watch.objects.create(brand=brand, name="w", query="x", created_at=noon)
    for post in posts[:2]:
        Hit.objects.create(brand=brand, watch=watch, post=post, at=post.at)
    answer = desk.post("/b/nocturne/settings/rules/add", rule_form(watches=[watch.pk], **{"try": "1"}))
    page = text(answer)
    assert "Of the latest 3 posts it would have opened 2 cases." in page
    assert f'href="/b/nocturne/posts/{posts[0].pk}/"' in page
    assert f'href="/b/nocturne/posts/{posts[2].pk}/"' not in page
    assert not TriageRule.objects.exists()
    TriageRule.objects.create(brand=brand, name="First", conditions={"watches": [watch.pk]})
    page = text(desk.post("/b/nocturne/settings/rules/add", rule_form(**{"try": "1"})))
    assert "it would have opened 1 case." in page
    assert "2 more posts fit" in page


# Targets


def test_a_target_is_set_in_the_unit_one_thinks_in_and_taken_back(desk: Client, brand: Brand) -> None:
    at = "/b/nocturne/settings/targets"
    desk.post(f"{at}/set", {"network": "email", "value": "2", "unit": "days"})
    assert ResponseTarget.objects.get().minutes == 2880
    page = text(desk.get(f"{at}/"))
    assert re.search(r'name="value" value="2" id="email_value"', page)
    assert "the default, 8 h" in page
    desk.post(f"{at}/set", {"network": "email", "value": "", "unit": "days"})
    assert not ResponseTarget.objects.exists()


@pytest.mark.parametrize("value", ["0", "-1", "many", "61"])
def test_a_target_that_cannot_be_is_refused_at_its_network(desk: Client, value: str) -> None:
    answer = desk.post("/b/nocturne/settings/targets/set", {"network": "email", "value": value, "unit": "days"})
    assert answer.status_code == 422
    assert said_at(answer, "email_value")
    assert not ResponseTarget.objects.exists()


# Journal


def test_the_journal_says_who_did_what_and_pages_by_key(desk: Client, owner: Seat, ines: Seat, noon: datetime) -> None:
    for n in range(55):
        journal.record(owner.brand, actor=ines.account, verb="watch.paused", object="watch:1", data={}, at=noon)
    journal.record(owner.brand, actor=None, verb="case.closed", object="case:7", data={"name": "x"}, at=noon)
    team.add_department(owner.brand, "PR", by=owner.account, at=noon)
    first = text(desk.get("/b/nocturne/settings/journal/"))
    assert "added the department “PR”" in re.sub(r"\s+", " ", first)
    assert 'href="/b/nocturne/inbox/7">no. 7</a>' in first
    assert first.count("<tr>") == 51
    older = re.search(r'rel="next" href="\?(before=\d+)"', first)
    assert older
    second = text(desk.get(f"/b/nocturne/settings/journal/?{older[1]}"))
    assert second.count("<tr>") == 8
    mine = text(desk.get(f"/b/nocturne/settings/journal/?who={owner.account_id}"))
    assert mine.count("<tr>") == 2
    assert text(desk.get("/b/nocturne/settings/journal/?what=password.set")).count("<tr>") == 0


def test_the_chain_is_checked_on_demand(desk: Client, owner: Seat, noon: datetime) -> None:
    journal.record(owner.brand, actor=None, verb="watch.paused", object="watch:1", data={}, at=noon)
    desk.post("/b/nocturne/settings/journal/check")
    assert "nothing was changed afterwards" in text(desk.get("/b/nocturne/settings/journal/"))
    forged = Journal(brand=owner.brand, seq=2, at=noon, verb="x", object="y", prev_hash="0" * 64, hash="0" * 64)
    forged.save(force_insert=True)
    desk.post("/b/nocturne/settings/journal/check")
    assert "Line 2 does not fit" in text(desk.get("/b/nocturne/settings/journal/"))


# Jobs


@pytest.fixture
def given_up(db: None, noon: datetime) -> Job:
    error = "Traceback (most recent call last):\n  File x\nConnectionError: the network is away"
    failures.keep(Call(tidy.name, "default", {}, None, noon, 0, 5), attempts=5, error=error, at=noon)
    return failures.failed().get()


def test_a_failed_job_says_why_and_is_tried_again_or_dismissed(desk: Client, given_up: Job) -> None:
    page = text(desk.get("/b/nocturne/settings/jobs/"))
    assert "Tidy up" in page
    assert '<p class="excerpt">ConnectionError: the network is away</p>' in page
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/retry")
    assert not failures.failed().exists()
    assert Journal.objects.get().verb == "jobs.retried"
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/dismiss")
    assert "not among the failed" in text(desk.get("/b/nocturne/settings/jobs/"))


def test_a_job_that_this_version_lacks_can_only_be_dismissed(desk: Client, given_up: Job) -> None:
    Job.objects.update(task="parvis.gone.task")
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/retry")
    assert "no such job any more" in text(desk.get("/b/nocturne/settings/jobs/"))
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/dismiss")
    assert not failures.failed().exists()


def test_jobs_of_all_brands_are_not_for_the_owner_of_one(desk: Client, other_brand: Brand, given_up: Job) -> None:
    page = text(desk.get("/b/nocturne/settings/jobs/"))
    assert "ConnectionError" not in page
    assert desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/dismiss").status_code == 404
    assert failures.failed().exists()


def test_an_error_without_words_says_so() -> None:
    with override("en"):
        assert error_words("  \n") == "No reason was kept."


# Your account


@pytest.fixture
def observer(brand: Brand) -> Seat:
    seat = seat_for(brand, Role.OBSERVER)
    seat.account.set_password("les trains de nuit")
    seat.account.save()
    return seat


def test_name_and_language_are_ones_own(observer: Seat) -> None:
    client = signed_in(observer)
    client.post("/b/nocturne/account/profile", {"name": "Odile", "language": "fr"})
    observer.account.refresh_from_db()
    assert (observer.account.name, observer.account.language) == ("Odile", "fr")
    assert '<html lang="fr"' in text(client.get("/b/nocturne/account/"))
    assert "Give your name" in said_at(
        signed_in(observer).post("/b/nocturne/account/profile", {"name": " "}), "id_name"
    )


def test_a_new_password_keeps_this_session_and_ends_the_others(observer: Seat) -> None:
    here, elsewhere = signed_in(observer), signed_in(observer)
    said = {"old": "les trains de nuit", "new": "un quai sous la pluie", "again": "un quai sous la pluie"}
    assert here.post("/b/nocturne/account/password", said).status_code == 302
    assert here.get("/b/nocturne/account/").status_code == 200
    assert elsewhere.get("/b/nocturne/account/").status_code == 302
    assert Client().login(username=observer.account.email, password="un quai sous la pluie")
    assert Journal.objects.get(verb="password.set").actor == observer.account


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"old": "wrong"}, "id_old"),
        ({"new": "short", "again": "short"}, "id_new"),
        ({"new": "password123", "again": "password123"}, "id_new"),
        ({"again": "another one entirely"}, "id_again"),
    ],
)
def test_a_refused_password_says_why_at_the_field_and_is_not_echoed(
    observer: Seat, said: dict[str, str], field: str
) -> None:
    good = {"old": "les trains de nuit", "new": "un quai sous la pluie", "again": "un quai sous la pluie"}
    answer = signed_in(observer).post("/b/nocturne/account/password", {**good, **said})
    assert answer.status_code == 422
    assert said_at(answer, field)
    assert "un quai sous la pluie" not in text(answer)
    observer.account.refresh_from_db()
    assert observer.account.check_password("les trains de nuit")


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
