"""Every page and API operation, with every role, signed out, and from another brand. A new route is walked by itself."""

from __future__ import annotations

import pytest
from django.db.transaction import atomic, set_rollback
from django.test import Client

from conftest import NOON, seat_for, shows_places
from parvis.core.models import Brand
from parvis.core.roles import PERMISSIONS, Permission, Role
from tests.doors import ROUTES, Route, address, answers_past_the_door, call, operations
from tests.furnished import furnish

SIGHTS = {Role.OWNER, Role.AGENCY_GUEST, Role.EXPERT}
ROLES = [role if role in SIGHTS else pytest.param(role, marks=pytest.mark.any_database) for role in Role]
"""All. A refusal is the same on every database; what is read behind the door is read by the owner, and by those of limited sight."""


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
