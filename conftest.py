"""What every test may ask for: a brand with its team, on the database of this run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.test import TransactionTestCase

from parvis.analysis.chosen import live_in
from parvis.conversations import reader
from parvis.conversations.models import Place, SeatPlace
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role
from parvis.listening import standing
from tests.emptied import empty

live_in(None)  # what ships, whatever whoever runs the tests has trained here
pytest_plugins = ["tests.browser"]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
USES = {
    "django_db": {"db", "transactional_db", "live_server"},
    "browser": {"chromium"},
    "servers": {"started_servers"},
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test by what it uses, so that no run that chooses by mark (PostgreSQL's) forgets one."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for mark, fixtures in USES.items():
            if used & fixtures and item.get_closest_marker(mark) is None:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Browsers ask several things at once, as threads do: each request needs a connection of its own, which SQLite in memory has not."""
    default = connections["default"].settings_dict
    several = ("browser", "threads")
    browsing = any(item.get_closest_marker(name) for item in request.session.items for name in several)
    if browsing and default["ENGINE"].endswith("sqlite3"):
        default["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_cheap() -> Iterator[None]:
    """A tenth of a second for each password, a hundred megabytes for each, would be most of the cost of signing in."""
    with pytest.MonkeyPatch.context() as cheap:
        cheap.setattr(Argon2PasswordHasher, "time_cost", 1)
        cheap.setattr(Argon2PasswordHasher, "memory_cost", 64)
        cheap.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: empty())
        yield


@pytest.fixture(autouse=True)
def _no_matcher_of_another_test() -> None:
    """A rolled back test gives its ids to the next: what stands ready in this process belongs to rows that never were."""
    standing.forget()
    reader.forget()


@pytest.fixture
def noon() -> datetime:
    """A Monday at noon, UTC: the time of tests that need one."""
    return NOON


@pytest.fixture
def brand(db: None) -> Brand:
    return Brand.objects.create(
        name="Nocturne", slug="nocturne", language="fr", languages=["fr", "en"], created_at=NOON
    )


@pytest.fixture
def other_brand(db: None) -> Brand:
    return Brand.objects.create(name="Rivale", slug="rivale", language="fr", languages=["fr"], created_at=NOON)


def seat_for(brand: Brand, role: Role, *, name: str = "") -> Seat:
    """A seat of `role` with its own account; the password is never set (tests use `force_login`)."""
    who = name or role.value
    account = Account.objects.create(email=f"{who}@{brand.slug}.example", name=who.title(), created_at=NOON)
    return Seat.objects.create(account=account, brand=brand, role=role, created_at=NOON)


def shows_places(seat: Seat) -> Seat:
    """To a guest of an agency, all places that the brand has now: without one they see nothing at all."""
    if seat.role == Role.AGENCY_GUEST:
        places = Place.objects.filter(brand=seat.brand_id)
        SeatPlace.objects.bulk_create(SeatPlace(brand_id=seat.brand_id, seat=seat, place=place) for place in places)
    return seat


@pytest.fixture
def ines(brand: Brand) -> Seat:
    """The community manager."""
    return seat_for(brand, Role.COMMUNITY_MANAGER, name="ines")
