"""Working together without a browser: every act works by plain forms, and tells what became of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, classify
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.actions.presence import sign
from parvis.engagement.actions.views import open_with, save_view
from parvis.engagement.models import Bulk, BulkCase, Case, Macro, Notice, Presence, SavedView
from parvis.engagement.queries import Filters, inbox
from parvis.engagement.queries.views import figures
from parvis.engagement.rules.macros import Acts
from parvis.outbox.models import Outgoing
from parvis.web.inbox.tests.scene import Scene, colleague, set_scene
from parvis.web.inbox.tests.test_panes import cost, page

INBOX = "/b/nocturne/inbox"


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def scene(ines: Seat, at: datetime) -> Scene:
    return set_scene(ines, at)


@pytest.fixture
def malik(brand: Brand, at: datetime) -> Seat:
    return colleague(brand, "Malik", at)


def client_of(seat: Seat) -> Client:
    client = Client()
    client.force_login(seat.account)
    client.cookies["parvis_language"] = "en"
    return client


@pytest.fixture
def desk(ines: Seat) -> Client:
    return client_of(ines)


# Presence


def test_a_colleague_at_a_case_is_seen_in_the_list_and_in_the_pane(
    desk: Client, scene: Scene, malik: Seat, at: datetime
) -> None:
    case = scene.cases[0]
    answer = client_of(malik).post(f"{INBOX}/{case.pk}/presence", {"typing": "1"})
    assert answer.json() == {}
    assert "Malik is writing an answer" in page(desk, f"{INBOX}/")
    assert "Malik is writing an answer" in page(desk, f"{INBOX}/{case.pk}")
    told = desk.post(f"{INBOX}/{case.pk}/presence", {"typing": "0", "cases": f"{case.pk},999,x"}).json()
    assert told == {str(case.pk): {"text": "Malik is writing an answer", "typing": True}}
    client_of(malik).post(f"{INBOX}/{case.pk}/presence", {"leave": "1"})
    assert desk.get(f"{INBOX}/here?cases={case.pk}").json() == {}


def test_signing_out_takes_one_away_from_every_case(desk: Client, scene: Scene) -> None:
    desk.post(f"{INBOX}/{scene.cases[0].pk}/presence")
    assert Presence.objects.count() == 1
    desk.post("/logout")
    assert not Presence.objects.exists()


def test_an_expert_learns_nothing_of_cases_that_are_not_theirs(
    scene: Scene, brand: Brand, malik: Seat, at: datetime
) -> None:
    sign(malik, scene.cases[0], typing=True, at=datetime.now(UTC))
    expert = client_of(seat_for(brand, Role.EXPERT))
    assert expert.get(f"{INBOX}/here?cases={scene.cases[0].pk}").json() == {}
    assert expert.post(f"{INBOX}/{scene.cases[0].pk}/presence").status_code == 404


# Crossing answers


def answer_of(case: Case, seat: Seat, at: datetime, state: str = "queued") -> Outgoing:
    return Outgoing.objects.create(
        brand=case.brand, place=case.place, thread=case.thread, reply_to=case.post, author=seat.account,
        body="C’est fait.", state=state, key=f"{seat.pk}-{case.pk}", created_at=at, updated_at=at, queued_at=at,
    )  # fmt: skip


def known_of(shown: str) -> str:
    found = re.search(r'name="known" value="(\d+)"', shown)
    assert found
    return found[1]


def test_an_answer_that_crosses_a_colleagues_is_held_back_and_kept(
    desk: Client, scene: Scene, malik: Seat, at: datetime
) -> None:
    case = scene.cases[0]
    known = known_of(page(desk, f"{INBOX}/{case.pk}"))
    answer_of(case, malik, at)
    said = {"body": "Bonjour, voici.", "version": "0", "known": known}
    answer = desk.post(f"{INBOX}/{case.pk}/send", said)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Malik has answered meanwhile." in shown
    assert "C’est fait." in shown
    mine = Outgoing.objects.get(author_id=desk.session["_auth_user_id"])
    assert (mine.state, mine.body) == ("draft", "Bonjour, voici.")
    again = {"body": mine.body, "version": str(mine.version), "known": known_of(shown), "confirm": "1"}
    assert desk.post(f"{INBOX}/{case.pk}/send", again).status_code == 302
    mine.refresh_from_db()
    assert mine.state != "draft"


def test_who_sends_while_a_colleague_writes_is_asked_first(
    desk: Client, scene: Scene, malik: Seat, at: datetime
) -> None:
    case = scene.cases[0]
    sign(malik, case, typing=True, at=datetime.now(UTC))
    said = {"body": "Bonjour.", "version": "0", "known": "0"}
    assert "Malik is writing an answer here just now." in desk.post(f"{INBOX}/{case.pk}/send", said).content.decode()
    said |= {"version": "1", "confirm": "1"}
    assert desk.post(f"{INBOX}/{case.pk}/send", said).status_code == 302


def test_ones_own_earlier_answer_stops_nobody(desk: Client, ines: Seat, scene: Scene, at: datetime) -> None:
    case = scene.cases[0]
    answer_of(case, ines, at, "sent")
    said = {"body": "Encore un mot.", "version": "0", "known": "0"}
    assert desk.post(f"{INBOX}/{case.pk}/send", said).status_code == 302


def test_a_stale_answer_keeps_what_was_typed_in_its_box(desk: Client, scene: Scene) -> None:
    case = scene.cases[0]
    desk.post(f"{INBOX}/{case.pk}/draft", {"body": "D’une fenêtre", "version": "0"})
    shown = desk.post(f"{INBOX}/{case.pk}/send", {"body": "De l’autre", "version": "0"}).content.decode()
    box = shown.split('<textarea class="composer-text"')[1].split("</textarea>")[0]
    assert "De l’autre" in box
    assert "D’une fenêtre" in shown


def test_a_session_that_ended_answers_an_island_without_a_page_and_a_form_with_the_way_back(scene: Scene) -> None:
    case = scene.cases[0]
    island = Client().post(f"{INBOX}/{case.pk}/draft", {"body": "x"}, headers={"HX-Request": "true"})
    assert (island.status_code, island.content) == (401, b"")
    here = f"http://testserver{INBOX}/{case.pk}?view=mine"
    form = Client().post(f"{INBOX}/{case.pk}/send", {"body": "x"}, headers={"Referer": here})
    assert form["Location"] == f"/login?next={INBOX}/{case.pk}%3Fview%3Dmine"
    away = Client().post(f"{INBOX}/{case.pk}/send", {"body": "x"}, headers={"Referer": "https://elsewhere.example/x"})
    assert away["Location"] == "/login?next=/"


# Ready answers


def test_ready_answers_come_filled_in_for_this_conversation(
    desk: Client, ines: Seat, scene: Scene, at: datetime
) -> None:
    case = scene.cases[0]
    draft = MacroDraft("Merci", "Bonjour {personne}, {mon nom} de {marque}", acts=Acts(assign="me", close="resolved"))
    macro = add_macro(ines.brand, draft, by=ines.account, at=at)
    told = desk.get(f"{INBOX}/{case.pk}/macros", headers={"Accept": "application/json"}).json()["macros"]
    assert told[0]["text"] == "Bonjour Camille Roussel, Ines de Nocturne"
    assert told[0]["does"] == "given to me · closed: Resolved"
    assert "Bonjour Camille Roussel" in page(desk, f"{INBOX}/{case.pk}/macros")
    onward = desk.post(f"{INBOX}/{case.pk}/macros/{macro.pk}")["Location"]
    shown = page(desk, onward)
    assert "Bonjour Camille Roussel, Ines de Nocturne</textarea>" in shown
    assert f'name="macro" value="{macro.pk}"' in shown
    said = {"body": "Bonjour", "version": "1", "known": "0", "macro": str(macro.pk)}
    assert desk.post(f"{INBOX}/{case.pk}/send", said).status_code == 302
    case.refresh_from_db()
    assert (case.assignee_id, case.state, case.outcome) == (ines.pk, "closed", "resolved")


def test_a_ready_act_without_words_is_done_at_once(desk: Client, ines: Seat, scene: Scene, at: datetime) -> None:
    macro = add_macro(ines.brand, MacroDraft("Spam", acts=Acts(close="spam")), by=ines.account, at=at)
    desk.post(f"{INBOX}/{scene.cases[0].pk}/macros/{macro.pk}")
    assert Case.objects.get(pk=scene.cases[0].pk).outcome == "spam"


def test_somebody_elses_ready_answer_is_not_there(desk: Client, scene: Scene, malik: Seat, at: datetime) -> None:
    macro = add_macro(malik.brand, MacroDraft("À lui", "…", owner=malik.account), by=malik.account, at=at)
    assert desk.post(f"{INBOX}/{scene.cases[0].pk}/macros/{macro.pk}").status_code == 404
    assert desk.get(f"/b/nocturne/settings/macros/{macro.pk}/").status_code == 404


def test_ready_answers_are_tended_in_the_settings(desk: Client, brand: Brand) -> None:
    at = "/b/nocturne/settings/macros"
    refused = desk.post(f"{at}/add", {"name": "Merci", "body": "Cher {prenom}"})
    assert refused.status_code == 422
    assert re.search(r'id="id_body-error">.*?\{prenom\} is not a variable', refused.content.decode(), re.DOTALL)
    assert desk.post(f"{at}/add", {"name": "Merci", "body": "Cher {person}", "whose": "team"}).status_code == 302
    macro = Macro.objects.get()
    assert macro.owner_id is None
    assert "Cher Camille Martin" in desk.get(f"{at}/preview", {"body": "Cher {person}"}).content.decode()
    moderator = client_of(seat_for(brand, Role.MODERATOR))
    assert "Cher Camille Martin" in page(moderator, f"{at}/{macro.pk}/")
    moderator.post(f"{at}/{macro.pk}/remove")
    assert Macro.objects.exists()
    moderator.post(f"{at}/add", {"name": "Mine", "body": "x", "whose": "team"})
    assert not Macro.objects.filter(name="Mine", owner=None).exists()


# Many at once


def many(client: Client, act: str, cases: list[Case], **more: str) -> str:
    answer = client.post(f"{INBOX}/bulk?view=all", {"act": act, "case": [f"{c.pk}:{c.version}" for c in cases], **more})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_many_are_closed_told_and_undone(desk: Client, ines: Seat, scene: Scene, at: datetime) -> None:
    classify(ines.brand, scene.cases[0].pk, By(ines.account, at), priority=1)
    shown = page(desk, many(desk, "close:resolved", scene.cases[:4]))
    assert "3 cases closed: Resolved." in shown
    assert "1 had changed meanwhile and was left as it is:" in shown
    assert "Camille Roussel" in shown.split('id="bulk-told"')[1].split("</div></div>")[0]
    bulk = Bulk.objects.get()
    back = desk.post(f"{INBOX}/bulk/{bulk.pk}/undo?view=all")["Location"]
    assert "Undone: 3 cases are as they were." in page(desk, back)
    assert Case.objects.filter(state="open").count() == len(scene.cases)


def test_all_of_a_view_is_all_that_its_filters_let_through(desk: Client, scene: Scene) -> None:
    place = scene.places["feed"]
    desk.post(f"{INBOX}/bulk?view=all&place={place.pk}", {"act": "priority:2", "all": "1"})
    assert set(Case.objects.filter(priority=2)) == set(Case.objects.filter(place=place))


@pytest.mark.parametrize("act", ["", "close", "close:never", "snooze:never", "assign:999999", "nonsense:1"])
def test_what_cannot_be_done_to_many_is_said(desk: Client, scene: Scene, act: str) -> None:
    shown = page(desk, many(desk, act, scene.cases))
    assert "toast-" in shown
    assert not BulkCase.objects.exclude(state="todo").exists()


def test_an_expert_changes_many_of_theirs_only(brand: Brand, scene: Scene) -> None:
    expert = seat_for(brand, Role.EXPERT)
    Case.objects.filter(pk=scene.cases[0].pk).update(assignee=expert)
    many(client_of(expert), "priority:2", scene.cases)
    client_of(expert).post(f"{INBOX}/bulk?view=all", {"act": "priority:1", "all": "1"})
    assert list(Case.objects.exclude(priority=0).values_list("pk", flat=True)) == [scene.cases[0].pk]


# Kept views


def test_a_view_is_kept_opened_first_and_tended(desk: Client, scene: Scene) -> None:
    place = scene.places["feed"]
    desk.post(f"{INBOX}/views/save?view=all&place={place.pk}", {"name": "Le blog"})
    view = SavedView.objects.get()
    assert view.asked == {"view": "all", "place": str(place.pk)}
    assert "Le blog" in page(desk, f"{INBOX}/")
    assert "Camille Roussel" in page(desk, f"{INBOX}/")
    desk.post(f"{INBOX}/views/default", {"view": view.pk})
    assert "Camille Roussel" not in page(desk, f"{INBOX}/")
    assert "Camille Roussel" in page(desk, f"{INBOX}/?view=all")
    desk.post(f"{INBOX}/views/{view.pk}/rename", {"name": "Blog"})
    assert "Blog" in page(desk, f"{INBOX}/views/")
    desk.post(f"{INBOX}/views/{view.pk}/remove")
    assert "Camille Roussel" in page(desk, f"{INBOX}/")


def test_figures_of_views_agree_with_their_lists_and_cost_one_query(
    desk: Client, ines: Seat, scene: Scene, at: datetime
) -> None:
    asked = {
        1: Filters(),
        2: Filters(place_id=scene.places["feed"].pk),
        3: Filters(view="mine", seat_id=ines.pk),
        4: Filters(network="email", type="help"),
        5: Filters(text="x"),
    }
    with CaptureQueriesContext(connection) as seen:
        told = figures(ines.brand_id, asked, at)
    assert len(seen) == 1
    assert told == {key: len(inbox(ines.brand_id, asked[key], at)) for key in (1, 2, 3, 4)}


def test_five_views_or_twenty_cost_the_same(desk: Client, ines: Seat, scene: Scene, at: datetime) -> None:
    costs = []
    for n in range(20):
        save_view(ines.brand, f"v{n}", {"view": "all"}, seat=ines, by=ines.account, at=at)
        if n in (4, 19):
            costs.append([cost(desk, f"{INBOX}/"), cost(desk, f"{INBOX}/views/menu"), cost(desk, f"{INBOX}/views/")])
    assert costs[0] == costs[1]


def test_views_of_others_and_of_the_team_are_not_everybodys_to_change(
    desk: Client, ines: Seat, malik: Seat, brand: Brand, at: datetime
) -> None:
    his = save_view(brand, "À lui", {"view": "all"}, seat=malik, by=malik.account, at=at)
    team = save_view(brand, "À tous", {"view": "late"}, seat=None, by=malik.account, at=at)
    open_with(ines, team)
    assert "À lui" not in page(desk, f"{INBOX}/views/")
    assert desk.post(f"{INBOX}/views/{his.pk}/remove").status_code == 404
    observer = client_of(seat_for(brand, Role.OBSERVER))
    observer.post(f"{INBOX}/views/{team.pk}/remove")
    assert SavedView.objects.count() == 2


# Mentions


def test_a_colleague_named_in_a_note_finds_a_notice_that_opening_the_case_ticks_off(
    desk: Client, scene: Scene, malik: Seat, brand: Brand
) -> None:
    case, theirs = scene.cases[0], client_of(malik)
    seat_for(brand, Role.EXPERT, name="zoe")
    noted = desk.post(f"{INBOX}/{case.pk}/note", {"text": "@malik et @zoe : qui répond ?"}, follow=True)
    assert "Zoe may not see this case" in noted.content.decode()
    shown = page(theirs, "/b/nocturne/notices/")
    assert "Ines named you in a note" in shown
    assert re.search(r'class="bell-count">1<', shown)
    assert "bell-count" not in page(desk, "/b/nocturne/notices/")
    page(theirs, f"{INBOX}/{case.pk}")
    assert Notice.objects.get().seen_at is not None
    assert "bell-count" not in page(theirs, "/b/nocturne/notices/")


def test_a_notice_whose_case_one_may_not_see_any_more_names_nothing_of_it(
    scene: Scene, malik: Seat, desk: Client
) -> None:
    case = scene.cases[0]
    desk.post(f"{INBOX}/{case.pk}/note", {"text": "@malik"})
    Seat.objects.filter(pk=malik.pk).update(role="expert")
    shown = page(client_of(malik), "/b/nocturne/notices/")
    assert "You may not see this case any more." in shown
    assert case.thread.title not in shown


def test_the_api_does_the_same(desk: Client, scene: Scene, malik: Seat) -> None:
    root, case = "/api/v1/brands/nocturne", scene.cases[0]

    def call(path: str, body: object) -> dict[str, object]:
        answer = desk.post(f"{root}/{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return dict(answer.json())

    assert call(f"cases/{case.pk}/notes", {"text": "@malik"})["told"] == [malik.pk]
    stale = {"id": scene.cases[1].pk, "version": 9}
    done = call("cases/bulk", {"act": "close:spam", "cases": [{"id": case.pk, "version": case.version}, stale]})
    assert (done["done"], done["left"]) == (1, [scene.cases[1].pk])
    assert call("cases/bulk/undo", {})["undone"]
    assert Case.objects.get(pk=case.pk).state == "open"
    sign(malik, case, typing=True, at=datetime.now(UTC) - timedelta(seconds=1))
    assert desk.get(f"{root}/cases/{case.pk}/presence").json() == [{"name": "Malik", "typing": True}]
