"""Every page and API operation, with every role, signed out, and from another brand. A new route is walked by itself."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from django.db.transaction import atomic, set_rollback
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conftest import seat_for, shows_places
from parvis.api.urls import api
from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board, share_board
from parvis.boards.actions.collections import CollectionForm, Kept, make_collection
from parvis.boards.actions.collections import keep as keep_in
from parvis.community.actions.bringing import NewBringing
from parvis.community.actions.bringing import begin as begin_bringing
from parvis.community.actions.embeds import list_site
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.actions.webmentions import take_note, verified
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import BrandHead, Post
from parvis.core.apikeys import make_key
from parvis.core.credentials import keep as keep_access
from parvis.core.files import new_token
from parvis.core.invitations import Offer, invite
from parvis.core.jobs.engine import Call
from parvis.core.jobs.failures import failed, keep
from parvis.core.models import Account, Brand, Delivery, Seat
from parvis.core.roles import PERMISSIONS, Permission, Role
from parvis.core.team import add_department
from parvis.core.webhooks import Wish, add_webhook
from parvis.engagement.actions.alerts import RuleDraft, add_alert_rule, look
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.crisis import add_contacts, add_task, give_role
from parvis.engagement.actions.crisis import propose as propose_crisis
from parvis.engagement.actions.escalation import StepForm, add_step
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.actions.promises import Word, promise
from parvis.engagement.actions.settings import RuleForm, add_rule
from parvis.engagement.actions.statements import Wording, validate_statement, write_statement
from parvis.engagement.actions.views import save_view
from parvis.engagement.models import AlertDelivery, CrisisContact
from parvis.engagement.rules.alerts import Kind, Raised, Trigger
from parvis.engagement.rules.bulk import Act as BulkAct
from parvis.engagement.rules.crisis import Role as CrisisRole
from parvis.engagement.rules.crisis import Score
from parvis.engagement.rules.escalation import Act, Unit
from parvis.flows import archive as archive_out
from parvis.flows.bulk import act_on_many
from parvis.flows.crisis import open_room
from parvis.flows.feedlists import read_list
from parvis.flows.intake import take_in
from parvis.listening.actions import Caught, save_watch, store_hits
from parvis.listening.discovery.actions.candidates import Measure, measure
from parvis.listening.discovery.actions.explorations import Plan, begin
from parvis.listening.discovery.rules import Budget
from parvis.listening.models import Burst, Watch
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.actions.personas import Signing, add_persona
from parvis.outbox.models import Outgoing
from parvis.outbox.tests.conversation import somebody
from parvis.people.actions.contacts import begin_import
from parvis.people.actions.dossier import add_note, ask_export
from parvis.people.actions.merging import merge
from parvis.people.actions.suggesting import Found, propose, refuse
from parvis.people.models import Note, Suggestion
from tests.parity.sent import ASKED_MORE, SENT
from tests.square import Square

FEEDS = b'<opml><body><outline text="Train"><outline xmlUrl="https://a.example/f"/></outline></body></opml>'
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INNER = {"id": "case", "seq": "1"}
PARTS = {
    "case": "case", "watch": "watch", "place": "place", "person": "person", "post": "post", "thread": "thread",
    "seat": "seat", "invitation": "invitation", "persona": "persona", "rule": "rule", "step": "step", "outgoing": "outgoing",
    "department": "department", "job": "job", "credential": "credential",
    "note": "note", "promise": "promise", "copy": "copy", "table": "table",
    "suggestion": "suggestion", "merge": "merge", "refusal": "refusal",
    "macro": "macro", "view": "view", "bulk": "bulk", "head": "head", "burst": "burst",
    "exploration": "exploration", "candidate": "candidate",
    "board": "board", "column": "column", "share": "share", "feedlist": "feedlist", "collection": "collection", "item": "item",
    "alert": "alert", "alert_rule": "alert_rule", "alert_delivery": "alert_delivery", "statement": "statement",
    "crisis": "crisis", "crisis_role": "crisis_role", "crisis_task": "crisis_task",
    "crisis_contact": "crisis_contact", "crisis_proposal": "crisis_proposal",
    "space": "space", "group": "group", "member": "member",
    "embed_site": "embed_site", "webmention": "webmention",
    "bringing": "bringing", "archive": "archive",
}  # fmt: skip

SIGHTS = {Role.OWNER, Role.AGENCY_GUEST, Role.EXPERT}
ROLES = [role if role in SIGHTS else pytest.param(role, marks=pytest.mark.any_database) for role in Role]
"""All. A refusal is the same on every database; what is read behind the door is read by the owner, and by those of limited sight."""


@dataclass(frozen=True)
class Route:
    """One page under a brand. `permission`: what its door asks; None = no door."""

    name: str
    parameters: tuple[str, ...]
    permission: Permission | None


def routes() -> Iterator[Route]:
    for name, pattern in _walk(get_resolver().url_patterns, ""):
        if name.startswith("b/<slug:brand>/"):
            parameters = tuple(p for p in pattern.pattern.converters if p != "brand")
            yield Route(str(pattern.name), parameters, getattr(pattern.callback, "permission", None))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, path)
        else:
            yield path, one


DEBUG_ONLY = {"gallery"}
ROUTES = sorted({r for r in routes() if r.name not in DEBUG_ONLY}, key=lambda r: r.name)


@dataclass(frozen=True)
class Things:
    """One of each, by the noun with which routes begin."""

    ids: dict[str, int]

    def for_route(self, route: Route) -> dict[str, int]:
        nouns = sorted((n for n in self.ids if route.name.startswith(n) or n in route.parameters), key=len)
        chosen = self.ids[nouns[-1]] if nouns else 1
        return {p: self.ids.get(p, chosen) if p != "id" else chosen for p in route.parameters}


def furnish(brand: Brand) -> Things:
    """A place with a post, its thread, author and case; a watch; a seat."""
    where = f"https://{brand.slug}.example/feed"
    place, _ = add_place(brand, NewPlace("feed", "feed", where, where, "Blog"), by=None, at=NOON)
    take_in(place, [Item("p1", "t1", "Bonjour ?", author=Author("a1", "Ana"), at=NOON)], NOON)
    post = Post.objects.get(place=place)
    assert post.author is not None
    watch = save_watch(brand, name="Nuit", query="bonjour", role="topic", by=None, at=NOON)
    seat = seat_for(brand, Role.OWNER, name="fondatrice")
    case = open_case(post, By(seat.account, NOON))
    others = [somebody(brand, name, at=NOON).person for name in ("b", "c", "d")]
    merged = merge(brand, winner=others[0], loser=others[1], by=None, at=NOON)
    refusal = refuse(brand, one=post.author.person, other=others[0], by=seat.account, at=NOON)
    propose(brand.pk, [], [Found(post.author.person_id, others[2].pk, 0.9, [])], NOON)
    assert refusal is not None
    keep(Call("gone", "default", {}, None, NOON, 0, 1), attempts=1, error="no", at=NOON)
    shared = save_view(brand, "Nuit", {"view": "mine"}, seat=None, by=seat.account, at=NOON)
    bulk = act_on_many(brand, [(case.pk, case.version)], BulkAct("type", "praise"), by=seat.account, at=NOON)
    person = post.author.person
    note = add_note(person, "Aime les trains", by=seat.account, at=NOON)
    Note.objects.filter(pk=note.pk).update(author=None)  # anybody who may edit people may reword it
    table = begin_import(brand, file_name="c.csv", token="", total=1, by=seat.account, at=NOON)
    at = {"by": seat.account, "at": NOON}
    key, _text = make_key(seat, name="k", permissions=[Permission.POSTS_SEE], expires_at=None, **at)
    hook, _secret = add_webhook(brand, Wish("h", "https://192.168.0.1/", ["case"]), last_hit=0, **at)
    told = Delivery.objects.create(brand=brand, webhook=hook, event="e", topic="case.opened", payload={}, at=NOON)
    answer = save_draft(post, Writing("Bonjour", None), by=seat.account, at=NOON)
    Outgoing.objects.filter(pk=answer.pk).update(state="failed")
    head = BrandHead.objects.create(
        brand=brand, version=1, base="", corrections=1, up_to=1, before=0.5, after=0.6, trained_at=NOON, used_from=NOON
    )
    burst = Burst.objects.create(
        watch=watch, brand=brand, kind="surge", sources="feed", since=NOON, until=NOON + timedelta(hours=1), observed=30,
        expected=3, score=6, found_at=NOON, changed_at=NOON,
        cause={"terms": [["bonjour", 2]], "links": [["https://x.example", 2]], "posts": [post.pk], "places": [[place.pk, 30, 3]]},
    )  # fmt: skip
    board = make_board(seat, BoardForm("Le matin"), at=NOON)
    collection = make_collection(seat, CollectionForm("À garder"), at=NOON)
    exploration = begin(brand, Plan("Nuit", "bonjour", ["https://quai.example/"], Budget(50, 5, 2, 5)), **at)
    told_of = Measure(f"{brand.slug}.example", "http://127.0.0.1:9/feed", "http://127.0.0.1:9/", "Le quai", 9, 4)
    candidate = measure(exploration, told_of, ["quai.example"], NOON)
    assert candidate is not None
    return Things(
        alarm(brand, watch, post, seat)
        | square(brand)
        | {
            "burst": burst.pk,
            "board": board.pk, "collection": collection.pk,
            "column": add_column(board, Source(watch=watch), **at).pk,
            "share": share_board(board, good_for=timedelta(days=7), **at)[0].pk,
            "item": keep_in(collection, Kept(post=post), **at)[0].pk,
            "feedlist": read_list(seat, FEEDS, "f.opml", at=NOON).pk,
            "exploration": exploration.pk, "candidate": candidate.pk,
            "answer": answer.pk, "head": head.pk,
            "macro": add_macro(brand, MacroDraft("Merci", "Merci {person}"), **at).pk, "view": shared.pk, "bulk": bulk.pk,
            "key": key.pk, "webhook": hook.pk, "delivery": told.pk,
            "case": case.pk, "watch": watch.pk, "place": place.pk, "post": post.pk, "thread": post.thread_id,
            "suggestion": Suggestion.objects.get(brand=brand).pk, "merge": merged.pk, "refusal": refusal.pk,
            "person": post.author.person_id, "other": others[2].pk, "seat": seat.pk, "job": failed()[0].pk,
            "department": add_department(brand, "PR", by=seat.account, at=NOON).pk,
            "credential": keep_access(
                brand, network="mastodon", name="@ana@rails.example", secrets={"token": "x"}, at=NOON,
                seen={"server": "https://rails.example", "name": "ana", "level": "read"},
            ).pk,
            "persona": add_persona(brand, Signing("Ana", "voice"), by=seat.account, at=NOON).pk,
            "rule": add_rule(brand, RuleForm("Nuit"), by=seat.account, at=NOON).pk,
            "invitation": invite(brand, Offer("", Role.OBSERVER), by=seat, at=NOON)[0].pk,
            "note": note.pk, "table": table.pk,
            "copy": ask_export(person, language="fr", by=seat.account, at=NOON).pk,
            "promise": promise(person, Word("Rappeler"), by=seat.account, at=NOON).pk,
            "step": add_step(brand, StepForm(Unit.PERCENT, 80, Act.RAISE), by=seat.account, at=NOON).pk,
        }
    )  # fmt: skip


def square(brand: Brand) -> dict[str, int]:
    """A community with a space and a group that a member is in."""
    house = Square(brand, NOON)
    member, group = house.member("lea"), make_group(house.community, "Proches", by=None, at=NOON)
    put_in_group(group, member, by=None, at=NOON)
    space = house.space("Entraide")
    site = list_site(space, member, "https://blog.example/", by=None, at=NOON)
    topic = house.topic(space, member, "Une bougie")
    cited = take_note(topic, "https://quai.example/a", "https://parvis.example/t", at=NOON)
    verified(cited, name="Le quai", title="Lu ailleurs", excerpt="…", at=NOON)
    return {
        "space": space.pk, "group": group.pk, "member": member.pk, "embed_site": site.pk, "webmention": cited.pk,
        "bringing": begin_bringing(brand, NewBringing("csv", "f.csv", "csv", new_token()), by=member.account, at=NOON).pk,
        "archive": written(brand, member.account),
    }  # fmt: skip


def written(brand: Brand, by: Account) -> int:
    made = archive_out.ask(brand, sealed=False, language="fr", by=by, at=NOON)
    archive_out.write(made.pk, NOON)
    return made.pk


def alarm(brand: Brand, watch: Watch, post: Post, seat: Seat) -> dict[str, int]:
    """An alert about a post, whose mail failed; a crisis on its watch, with one of each thing in it, and one proposed."""
    by = {"by": seat.account, "at": NOON}
    store_hits(brand.pk, [Caught(watch.pk, post.pk, post.place_id, NOON, negative=True)])
    draft = RuleDraft("Foule", Trigger(Kind.HIT), watch, seats=[seat.pk], mail=True)
    rule = add_alert_rule(brand, draft, **by)
    alert = look(rule.pk, Raised((post.pk,), {"posts": 1}), 0, NOON)
    assert alert is not None
    AlertDelivery.objects.filter(alert=alert, channel="mail").update(state="failed")
    assert post.author is not None
    crisis = open_room(brand, "Nuit", [watch], **by)
    statement = write_statement(crisis, Wording("Attente", "Nous savons."), **by)
    validate_statement(statement, version=1, **by)
    add_contacts(crisis, [post.author.person], **by)
    return {
        "alert": alert.pk, "alert_rule": rule.pk,
        "alert_delivery": AlertDelivery.objects.get(alert=alert, channel="mail").pk,
        "crisis": crisis.pk, "statement": statement.pk, "crisis_role": give_role(crisis, CrisisRole.PILOT, seat, **by).pk,
        "crisis_task": add_task(crisis, "Prévenir", **by).pk,
        "crisis_contact": CrisisContact.objects.get(crisis=crisis).pk,
        "crisis_proposal": propose_crisis(brand, Score(60.0, ()), 55.0, [watch.pk], [], at=NOON).pk,
    }  # fmt: skip


def address(route: Route, brand: Brand, things: Things) -> str:
    return reverse(route.name, kwargs={"brand": brand.slug, **things.for_route(route)})


def test_there_are_routes_to_walk() -> None:
    assert {"inbox", "posts", "people", "person", "thread"} <= {r.name for r in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.name)
def test_no_page_of_a_brand_is_without_a_door(route: Route) -> None:
    assert isinstance(route.permission, Permission)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_enters_exactly_where_it_may(brand: Brand, role: Role, method: str) -> None:
    things = furnish(brand)
    client = Client(raise_request_exception=False)
    client.force_login(shows_places(seat_for(brand, role)).account)
    wrong = []
    for route in ROUTES:
        with atomic():  # undone, so that no page meets what another one removed
            status = getattr(client, method)(address(route, brand, things)).status_code
            set_rollback(True)
        allowed = route.permission in PERMISSIONS[role]
        # An expert's door opens on the cases routed to them only: for this one, the page does not exist.
        # A form sent empty, or for what an earlier form of this walk removed, may answer 404 too.
        unrouted = status == 404 and (role is Role.EXPERT or method == "post")
        if status != 405 and ((status == 403) == allowed or status >= 500 or (status == 404 and not unrouted)):
            wrong.append((route.name, status, "allowed" if allowed else "not allowed"))
    assert wrong == []


@pytest.mark.any_database
@pytest.mark.django_db
def test_a_visitor_is_sent_to_the_sign_in_from_every_page(brand: Brand) -> None:
    things = furnish(brand)
    for route in ROUTES:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address(route, brand, things))
            if answer.status_code != 405:
                assert answer.status_code == 302, route.name
                assert answer["Location"].startswith("/login"), route.name


@pytest.mark.any_database
@pytest.mark.django_db
def test_a_seat_elsewhere_opens_nothing_here_and_says_nothing(brand: Brand, other_brand: Brand) -> None:
    things = furnish(brand)
    client = Client(raise_request_exception=False)
    client.force_login(seat_for(other_brand, Role.OWNER).account)
    for route in ROUTES:
        for method in ("get", "post"):
            assert getattr(client, method)(address(route, brand, things)).status_code in (404, 405), route.name


@pytest.mark.django_db
def test_nothing_of_another_brand_opens_under_ones_own_address(brand: Brand, other_brand: Brand) -> None:
    theirs = furnish(other_brand)
    client = Client(raise_request_exception=False)
    client.force_login(seat_for(brand, Role.OWNER).account)
    wrong = []
    for route in ROUTES:
        known = [n for n in theirs.ids if route.name.startswith(n) or n in route.parameters]
        if not route.parameters or not known:
            continue
        for method in ("get", "post"):
            status = getattr(client, method)(address(route, brand, theirs)).status_code
            if status not in (404, 405):
                wrong.append((route.name, method, status))
    assert wrong == []


@pytest.mark.any_database
@pytest.mark.django_db
def test_an_ended_seat_opens_nothing(brand: Brand) -> None:
    things = furnish(brand)
    seat = seat_for(brand, Role.OWNER)
    seat.ended_at = NOON
    seat.save()
    client = Client()
    client.force_login(seat.account)
    for route in ROUTES:
        assert client.get(address(route, brand, things)).status_code in (404, 405), route.name


# The API ------------------------------------------------------------------------------------------------------------


class Operation(NamedTuple):
    method: str
    path: str
    permission: Permission
    name: str


@functools.cache
def operations() -> list[Operation]:
    """Every operation, from its own description."""
    paths = api.get_openapi_schema()["paths"]
    return [
        Operation(method, path, Permission(told["x-permission"]), told["operationId"])
        for path, methods in paths.items()
        for method, told in methods.items()
    ]


def body_for(operation: Operation, things: Things, role: str = "") -> object:
    """What an operation takes: by its name in the tables of `tests.parity`, or by the last word of its path; the others take
    what makes a watch."""
    sent = SENT.get(operation.name)
    if sent is not None:
        return sent(things.ids)
    taken: dict[str, dict[str, object]] = {
        "notes": {"text": "Vu"},
        "{note}": {"text": "Vu encore"},
        "consents": {"channel": "email", "purpose": "newsletter", "given": True},
        "promises": {"text": "Rappeler"},
        "{promise}": {"outcome": "kept"},
        "erasure": {"name": "Ana"},
        "tables": {"file_name": "c.csv", "content": "nom;email\nAna;ana@example.org\n"},
        "retention": {"days": 30},
    }
    enough = {"query": "train", "body": "Bonjour", "text": "vu", "act": "type:praise", "cases": []}
    return taken.get(operation.path.rpartition("/")[2], {**enough, "name": f"w-{role}", "other": things.ids["other"]})


def answers_past_the_door(operation: Operation) -> tuple[int, ...]:
    """Some operations want more than this walk sends: past the door, they say so."""
    return (200, 201, *ASKED_MORE.get(operation.name, ()))


def filled(path: str, brand: Brand, things: Things) -> str:
    for noun, pk in things.ids.items():
        path = path.replace("{" + noun + "}", str(pk))
    return path.replace("{brand}", brand.slug)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_calls_exactly_the_operations_it_may(brand: Brand, role: Role) -> None:
    things = furnish(brand)
    client = Client()
    client.force_login(shows_places(seat_for(brand, role)).account)
    for operation in operations():
        with atomic():  # undone, so that no operation meets what another one removed
            answer = call(client, operation, brand, things, role)
            set_rollback(True)
        expected = answers_past_the_door(operation) if operation.permission in PERMISSIONS[role] else (403,)
        if role is Role.EXPERT and "{case}" in operation.path and expected != (403,):
            expected = (404,)  # not routed to them
        assert answer.status_code in expected, (operation, answer.content)


def call(client: Client, operation: Operation, brand: Brand, things: Things, role: str = "") -> HttpResponse:
    """A read's body is nothing: the test client would write it into the address."""
    where = filled(operation.path, brand, things)
    body = None if operation.method == "get" else body_for(operation, things, role)
    answer: HttpResponse = getattr(client, operation.method)(where, body, content_type="application/json")
    return answer


@pytest.mark.any_database
@pytest.mark.django_db
def test_the_api_is_shut_to_visitors_and_to_other_brands(brand: Brand, other_brand: Brand) -> None:
    things = furnish(brand)
    stranger = Client()
    stranger.force_login(seat_for(other_brand, Role.OWNER).account)
    for operation in operations():
        assert call(Client(), operation, brand, things).status_code == 401
        answer = call(stranger, operation, brand, things)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_the_api_describes_itself_to_those_who_are_signed_in_or_not(brand: Brand) -> None:
    told = Client().get("/api/v1/openapi.json")
    assert told.status_code == 200
    assert set(told.json()["paths"]) == {one.path for one in operations()}
    assert Client().get("/api/v1/nothing").status_code == 404


@pytest.mark.django_db
def test_an_api_write_without_the_csrf_token_is_refused(brand: Brand) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(seat_for(brand, Role.OWNER).account)
    made = client.post(
        f"/api/v1/brands/{brand.slug}/watches", {"name": "x", "query": "train"}, content_type="application/json"
    )
    assert made.status_code in (401, 403)
