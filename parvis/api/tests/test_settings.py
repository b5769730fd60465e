"""What the settings do, by program: the same acts, the same refusals, each at its field."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.api.tests.calling import Caller, caller, fields
from parvis.core.apikeys import make_key
from parvis.core.clock import now
from parvis.core.models import ApiKey, Brand, Once, Seat, Webhook
from parvis.core.roles import Permission, Role
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.models import OpeningHours, TriageRule
from parvis.listening.actions import save_watch

pytestmark = pytest.mark.django_db
HOOK = {"name": "boutique", "url": "https://shop.example/hook", "topics": ["case"]}


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


@pytest.fixture
def api(owner: Seat) -> Caller:
    return caller(owner)


# The brand and its team ------------------------------------------------------------------------------------------------


def test_the_brand_is_renamed_and_a_false_zone_is_refused_at_its_field(api: Caller, brand: Brand) -> None:
    said = {"name": "Nocturne & Cie", "language": "fr", "languages": ["fr", "fr", "en"], "timezone": "Europe/Paris"}
    assert api("PUT", "settings", said).json()["languages"] == ["fr", "en"]
    assert api("GET", "settings").json()["name"] == "Nocturne & Cie"
    assert fields(api("PUT", "settings", {**said, "timezone": "Mars/Olympus"})) == ["timezone"]
    assert fields(api("PUT", "settings", {**said, "languages": []})) == ["languages"]


def test_a_seat_changes_its_quality_and_the_last_owner_stays(api: Caller, owner: Seat, ines: Seat) -> None:
    department = api("POST", "departments", {"name": "Presse"}).json()["id"]
    changed = api("PUT", f"seats/{ines.pk}", {"role": "expert", "department": department, "languages": ["fr"]})
    assert (changed.json()["role"], changed.json()["department"]) == ("expert", department)
    alone = api("PUT", f"seats/{owner.pk}", {"role": "observer"})
    assert (alone.status_code, fields(alone)) == (409, ["role"])
    assert fields(api("PUT", f"seats/{ines.pk}", {"role": "expert", "department": 999})) == ["department"]
    assert fields(api("PUT", f"seats/{ines.pk}", {"role": "agency_guest", "places": [999]})) == ["places"]
    assert fields(api("POST", "departments", {"name": "Presse"})) == ["name"]


def test_only_an_owner_makes_owners(brand: Brand, ines: Seat) -> None:
    manager = caller(seat_for(brand, Role.MANAGER))
    refused = manager("PUT", f"seats/{ines.pk}", {"role": "owner"})
    assert (refused.status_code, fields(refused)) == (403, ["role"])
    assert manager("POST", "invitations", {"role": "owner"}).status_code == 403


def test_a_seat_ends_and_an_heir_takes_over(api: Caller, owner: Seat, ines: Seat) -> None:
    assert api("GET", f"seats/{ines.pk}/desk").json()["cases"] == 0
    assert fields(api("POST", f"seats/{ines.pk}/end", {"heir": ines.pk})) == ["heir"]
    assert api("POST", f"seats/{ines.pk}/end", {"heir": owner.pk}).status_code == 200
    assert [one["id"] for one in api("GET", "seats").json()] == [owner.pk]
    assert api("POST", f"seats/{owner.pk}/end", {}).status_code == 409


def test_the_link_of_an_invitation_is_told_once_and_kept_nowhere(api: Caller) -> None:
    made = api("POST", "invitations", {"role": "observer", "email": "zoe@example.org"}, Idempotency_Key="a")
    link = made.json()["link"]
    assert made["Cache-Control"] == "no-store"
    assert Client().get(link).status_code == 200
    assert api("GET", "invitations").json()[0]["link"] == ""
    assert link.rsplit("/", 2)[-2].encode() not in bytes(Once.objects.get().body or b"")
    again = api("POST", "invitations", {"role": "observer", "email": "zoe@example.org"}, Idempotency_Key="a")
    assert again.status_code == 409
    assert fields(api("POST", "invitations", {"role": "observer", "email": "zoe"})) == ["email"]
    where = f"invitations/{made.json()['id']}"
    assert api("POST", f"{where}/renew").json()["link"] != link
    assert api("POST", f"{where}/revoke").json() == {"revoked": True}
    assert api("POST", f"{where}/renew").status_code == 409


def test_who_signs_is_added_reworded_and_ended(api: Caller, ines: Seat) -> None:
    made = api("POST", "personas", {"name": "Zoé", "quality": "voix", "seat": ines.pk}).json()
    assert (made["seat"], made["signatures"]["fr"]) == (ines.pk, "Zoé, voix de Nocturne")
    assert fields(api("POST", "personas", {"name": "Zoé"})) == ["name"]
    assert fields(api("POST", "personas", {"name": "Léo", "seat": 999})) == ["seat"]
    assert (
        api("PUT", f"personas/{made['id']}", {"name": "Zoé", "signature": "— Z."}).json()["signatures"]["en"] == "— Z."
    )
    assert api("DELETE", f"personas/{made['id']}").status_code == 200
    assert api("GET", "personas").json() == []


# Time ------------------------------------------------------------------------------------------------------------------


def test_hours_are_set_on_the_version_that_was_seen(api: Caller, brand: Brand) -> None:
    week = [[[540, 720], [840, 1080]]] * 5 + [[], []]
    assert api("PUT", "hours", {"week": week, "country": "FR", "version": 0}).json()["version"] == 1
    stale = api("PUT", "hours", {"week": [], "version": 0})
    assert stale.status_code == 409
    assert OpeningHours.objects.get(brand=brand).week == week
    assert fields(api("PUT", "hours", {"week": [[[600, 540]]] + [[]] * 6})) == ["week"]
    assert fields(api("PUT", "hours", {"week": [[]]})) == ["week"]
    assert fields(api("PUT", "hours", {"week": [], "country": "XX"})) == ["country"]


def test_days_are_closed_and_opened_again(api: Caller) -> None:
    closed = api("POST", "hours/closings", {"first": "2026-12-24", "last": "2026-12-26", "name": "Noël"}).json()
    assert len(closed["closings"]) == 1
    assert fields(api("POST", "hours/closings", {"first": "2026-12-24", "last": "2026-12-01"})) == ["last"]
    assert api("POST", "hours/closings/remove", {"first": "2026-12-24", "last": "2026-12-26"}).json()["closings"] == []


def test_targets_are_set_and_taken_back(api: Caller) -> None:
    assert api("PUT", "targets", {"network": "feed", "minutes": 60}).json()[0]["minutes"] == 60
    assert fields(api("PUT", "targets", {"minutes": 60 * 24 * 61})) == ["minutes"]
    assert fields(api("PUT", "targets", {"network": "minitel", "minutes": 60})) == ["network"]
    assert api("PUT", "targets", {"network": "feed"}).json() == []


def test_a_step_of_escalation_names_whom_it_wakes(api: Caller) -> None:
    assert fields(api("POST", "escalation", {"amount": 100, "act": "send"})) == ["department"]
    assert fields(api("POST", "escalation", {"amount": 5000, "act": "raise"})) == ["amount"]
    made = api("POST", "escalation", {"amount": 80, "act": "raise", "type": "complaint"}).json()
    assert [one["id"] for one in api("GET", "escalation").json()] == [made["id"]]
    assert api("DELETE", f"escalation/{made['id']}").status_code == 200
    assert api("GET", "escalation").json() == []


# Rules -----------------------------------------------------------------------------------------------------------------


def test_rules_are_kept_tried_ordered_and_rest(api: Caller) -> None:
    first = api("POST", "rules", {"name": "Nuit", "conditions": {"held": True}}).json()
    second = api("POST", "rules", {"name": "Jour", "type": "praise"}).json()
    assert first["conditions"] == {"held": True}
    assert fields(api("POST", "rules", {"name": "Nuit"})) == ["name"]
    ordered = api("PUT", "rules/order", {"rules": [second["id"], first["id"]]}).json()
    assert [one["name"] for one in ordered] == ["Jour", "Nuit"]
    assert api("POST", "rules/try", {"name": "Essai", "rule": first["id"]}).json()["looked_at"] == 0
    assert api("POST", f"rules/{first['id']}/pause").json()["paused_at"]
    assert api("POST", f"rules/{first['id']}/resume").json()["paused_at"] is None
    assert api("DELETE", f"rules/{first['id']}").status_code == 200
    assert TriageRule.objects.count() == 1


def test_a_rule_names_watches_of_its_own_brand_only(api: Caller, other_brand: Brand) -> None:
    theirs = save_watch(other_brand, name="x", query="train", role="topic", by=None, at=now())
    assert fields(api("POST", "rules", {"name": "Nuit", "conditions": {"watches": [theirs.pk]}})) == [
        "conditions.watches"
    ]


def test_the_teams_ready_answers_are_reworded_by_who_edits_its_rules(api: Caller, brand: Brand, owner: Seat) -> None:
    shared = add_macro(brand, MacroDraft("Merci", "Merci"), by=owner.account, at=now())
    moderator = caller(seat_for(brand, Role.MODERATOR))
    assert moderator("PUT", f"macros/{shared.pk}", {"name": "Merci", "body": "Non"}).status_code == 403
    said = {"name": "Merci", "body": "Merci {person}", "shared": True}
    assert api("PUT", f"macros/{shared.pk}", said).json()["body"] == "Merci {person}"
    assert fields(api("PUT", f"macros/{shared.pk}", {**said, "body": "{nobody}"})) == ["body"]
    assert moderator("DELETE", f"macros/{shared.pk}").status_code == 403
    assert api("DELETE", f"macros/{shared.pk}").status_code == 200


# Watches ---------------------------------------------------------------------------------------------------------------


def test_a_watch_is_tried_made_reworded_and_rests(api: Caller) -> None:
    tried = api("POST", "watches/try", {"query": "train", "exclude": "jouet"}).json()
    assert (tried["query"], tried["looked_at"], tried["per_day"]) == ("train -jouet", 0, 0.0)
    made = api("POST", "watches", {"name": "Rail", "query": "train"}).json()
    taken = api("POST", "watches", {"name": "Rail", "query": "bus"})
    assert (taken.status_code, fields(taken)) == (409, ["name"])
    unread = api("PUT", f"watches/{made['id']}", {"name": "Rail", "query": "(train"})
    assert (unread.status_code, fields(unread), len(unread.json()["position"])) == (422, ["query"], 2)
    assert api("PUT", f"watches/{made['id']}", {"name": "Rail", "query": "train OR bus"}).json()["version"] == 2
    assert api("POST", f"watches/{made['id']}/pause").json()["paused_at"]
    assert api("POST", f"watches/{made['id']}/resume").json()["paused_at"] is None
    assert api("DELETE", f"watches/{made['id']}").json() == {"id": made["id"]}
    assert api("GET", f"watches/{made['id']}").status_code == 404
    assert api("GET", "watches/proposals?rivals=Diurne").json()


# Programs --------------------------------------------------------------------------------------------------------------


def test_a_key_is_made_by_somebody_signed_in_and_by_no_key(api: Caller, owner: Seat) -> None:
    made = api("POST", "keys", {"name": "boutique", "permissions": ["posts.see"], "days": 30})
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    listed = api("GET", "keys").json()
    assert made.json()["secret"] not in json.dumps(listed)
    _key, text = make_key(
        owner, name="x", permissions=[Permission.TEAM_EDIT], expires_at=None, by=owner.account, at=now()
    )
    program = Client(headers={"authorization": f"Bearer {text}"})
    refused = program.post(
        "/api/v1/brands/nocturne/keys", {"name": "y", "permissions": ["posts.see"]}, content_type="application/json"
    )
    assert (refused.status_code, refused.json()["title"]) == (403, "A key makes no key")
    assert ApiKey.objects.count() == 2
    assert api("DELETE", f"keys/{made.json()['id']}").status_code == 200
    assert len(api("GET", "keys").json()) == 1


def test_a_webhook_is_made_changed_paused_and_ended(api: Caller) -> None:
    made = api("POST", "webhooks", HOOK)
    assert made.json()["secret"].startswith("whsec_")
    where = f"webhooks/{made.json()['id']}"
    assert "secret" not in api("GET", "webhooks").json()[0]
    assert fields(api("PUT", where, {**HOOK, "url": "ftp://shop"})) == ["url"]
    assert fields(api("PUT", where, {**HOOK, "topics": []})) == ["topics"]
    assert api("PUT", where, {**HOOK, "topics": ["case", "place"]}).json()["topics"] == ["case", "place"]
    assert api("POST", f"{where}/pause").json()["paused_at"]
    assert api("POST", f"{where}/resume").json()["paused_at"] is None
    assert api("DELETE", where).status_code == 200
    assert api("GET", f"{where}/deliveries").status_code == 404


def test_deliveries_go_page_by_page_and_leave_again(api: Caller) -> None:
    hook = api("POST", "webhooks", {**HOOK, "url": "http://127.0.0.1:9/"}).json()["id"]
    for _ in range(3):
        assert api("POST", f"webhooks/{hook}/test").json() == {"arrived": False}
    first = api("GET", f"webhooks/{hook}/deliveries?limit=2").json()
    rest = api("GET", f"webhooks/{hook}/deliveries?limit=2&cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, "")
    assert first["items"][0]["problem"]
    again = api("POST", f"webhooks/{hook}/deliveries/{rest['items'][0]['id']}/again").json()
    assert (again["state"], again["attempts"]) == ("waiting", 0)
    assert api("GET", f"webhooks/{hook}/deliveries?cursor=x").status_code == 400


def test_the_journal_is_read_page_by_page_and_checked(api: Caller) -> None:
    for name in "ABC":
        api("POST", "departments", {"name": name})
    first = api("GET", "journal?limit=2&verb=department.added").json()
    rest = api("GET", f"journal?limit=2&verb=department.added&cursor={first['next']}").json()
    assert [one["data"]["name"] for one in first["items"] + rest["items"]] == ["C", "B", "A"]
    assert api("POST", "journal/check").json() == {"broken_at": None}


def test_jobs_are_shown_to_who_manages_every_brand_only(api: Caller, other_brand: Brand) -> None:
    assert api("GET", "jobs/failed").status_code == 404


@pytest.mark.parametrize("path", ["seats", "personas", "webhooks", "rules", "keys", "departments", "invitations"])
def test_a_list_costs_as_many_queries_whatever_its_length(api: Caller, brand: Brand, owner: Seat, path: str) -> None:
    def fill(n: int) -> None:
        seat_for(brand, Role.OBSERVER, name=f"o{n}")
        api("POST", "personas", {"name": f"P{n}"})
        api("POST", "webhooks", {**HOOK, "name": f"h{n}"})
        api("POST", "rules", {"name": f"R{n}"})
        api("POST", "keys", {"name": f"k{n}", "permissions": ["posts.see"]})
        department = api("POST", "departments", {"name": f"D{n}"}).json()["id"]
        api("POST", "invitations", {"role": "observer", "department": department})

    fill(0)
    with CaptureQueriesContext(connection) as few:
        assert len(api("GET", path).json()) >= 1
    for n in range(1, 4):
        fill(n)
    with CaptureQueriesContext(connection) as many:
        assert len(api("GET", path).json()) >= 4
    assert len(many) == len(few)
    assert Webhook.objects.count() == 4
