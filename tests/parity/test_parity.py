"""Each verb of the pages has an operation of the API beside it, or a reason why not: a new one without fails here."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from conftest import seat_for
from parvis.core.models import Brand
from parvis.core.roles import Permission, Role
from tests.doors import ROUTES, Route, operations
from tests.parity.kinds import Beside, OfThePage, Verbs
from tests.parity.sent import SCREENS


def tables() -> dict[str, Verbs]:
    """By screen."""
    return {name: screen.VERBS for name, screen in SCREENS.items()}


VERBS: Verbs = {route: beside for table in tables().values() for route, beside in table.items()}


def permissions() -> dict[str, Permission]:
    """What each operation asks for, by its name."""
    return {one.name: one.permission for one in operations()}


def named(beside: Beside) -> tuple[str, ...]:
    return (beside,) if isinstance(beside, str) else beside if isinstance(beside, tuple) else ()


def takes_post(client: Client, brand: Brand, route: Route) -> bool:
    """Asked with a method that nobody takes, a page says which it does; one that answers all the same takes all."""
    where = reverse(route.name, kwargs={"brand": brand.slug, **dict.fromkeys(route.parameters, 1)})
    answer = client.trace(where)
    return answer.status_code != 405 or "POST" in answer["Allow"]


@pytest.mark.any_database
@pytest.mark.django_db
def test_each_verb_of_the_pages_stands_in_a_table(brand: Brand) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(seat_for(brand, Role.OWNER).account)
    verbs = {route.name for route in ROUTES if takes_post(client, brand, route)}
    assert len(verbs) > 100
    assert sorted(verbs - set(VERBS)) == [], "name the operation in tests/parity"
    assert sorted(set(VERBS) - verbs) == [], "no page has these verbs any more"


def test_no_verb_stands_in_two_tables() -> None:
    assert sum(map(len, tables().values())) == len(VERBS)


def test_each_operation_beside_a_verb_exists() -> None:
    wanting = {route: beside for route, beside in VERBS.items() if not set(named(beside)) <= set(permissions())}
    assert wanting == {}


@pytest.mark.parametrize("route", [r for r in ROUTES if named(VERBS.get(r.name, ()))], ids=lambda r: r.name)
def test_an_operation_asks_for_the_permission_that_its_page_asks_for(route: Route) -> None:
    assert route.permission is not None
    assert {permissions()[name] for name in named(VERBS[route.name])} == {route.permission}


def test_what_stays_with_the_pages_has_a_reason() -> None:
    for beside in VERBS.values():
        assert not isinstance(beside, OfThePage) or len(beside.reason) > 20
