"""A week of opening hours, on the screen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from parvis.core.models import Brand, Seat
from parvis.engagement.actions.hours import Opening, set_hours
from parvis.engagement.models import OpeningHours
from parvis.engagement.queries.terms import opening_of, terms_of
from parvis.web.settings.tests.reading import said_at, text

AT = "/b/nocturne/settings/hours"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def week(**more: str) -> dict[str, str]:
    days = {f"{edge}_{day}_0": value for day in range(5) for edge, value in (("from", "09:00"), ("to", "18:00"))}
    return {"always": "no", "country": "FR", "region": "57", "version": "0", **days, **more}


def test_a_week_is_kept_and_shown_with_its_next_closed_days(desk: Client, brand: Brand) -> None:
    assert (
        desk.post(
            f"{AT}/save", week(from_5_0="22:00", to_5_0="00:00", to_0_0="12:00", from_0_1="14:00", to_0_1="17:30")
        ).status_code
        == 302
    )
    kept = opening_of(brand)
    assert kept.week == [[[540, 720], [840, 1050]], *[[[540, 1080]]] * 4, [[1320, 1440]], []]
    assert (kept.country, kept.region) == ("FR", "57")
    page = text(desk.get(f"{AT}/"))
    assert 'name="to_5_0" id="id_to_5_0" value="00:00"' in page
    assert "Saint-Étienne" in page or "Easter" in page or "Good Friday" in page or "Labor Day" in page
    assert "would be due" in page


def test_always_open_is_a_choice_and_never_open_is_said(desk: Client, brand: Brand) -> None:
    desk.post(f"{AT}/save", week())
    desk.post(f"{AT}/save", week(always="yes", version="1", country="", region=""))
    assert terms_of(brand.pk).hours.week is None
    empty = {name: "" for name in week() if name[:2] in ("fr", "to")}
    desk.post(f"{AT}/save", {**week(version="2"), **empty})
    assert "you are never open" in text(desk.get(f"{AT}/"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to_0_0": "08:00"}, "id_to_0_0"),
        ({"to_1_0": ""}, "id_to_1_0"),
        ({"from_2_1": "14:00"}, "id_to_2_1"),
        ({"from_3_0": "noon"}, "id_from_3_0"),
        ({"country": "XX"}, "id_country"),
        ({"country": "BE"}, "id_region"),
    ],
)
def test_what_is_no_week_is_refused_at_its_field_with_all_that_was_typed(
    desk: Client, more: dict[str, str], field: str
) -> None:
    answer = desk.post(f"{AT}/save", week(**more))
    assert answer.status_code == 422
    assert said_at(answer, field)
    assert 'name="to_4_0" id="id_to_4_0" value="18:00"' in text(answer)
    assert not OpeningHours.objects.exists()


def test_a_stale_week_is_shown_beside_what_stands_and_can_be_put_in_its_place(desk: Client, ines: Seat) -> None:
    set_hours(ines.brand, Opening([[(600, 660)]] + [[]] * 6), by=ines.account, at=datetime.now(UTC))
    answer = desk.post(f"{AT}/save", week())
    assert answer.status_code == 409
    page = text(answer)
    assert "10:00–11:00" in page
    assert 'name="from_0_0" id="id_from_0_0" value="09:00"' in page
    assert 'name="version" value="1"' in page
    assert desk.post(f"{AT}/save", week(version="1")).status_code == 302


def test_monday_is_copied_without_being_saved(desk: Client) -> None:
    page = text(
        desk.post(f"{AT}/save", {"always": "no", "from_0_0": "10:00", "to_0_0": "16:00", "version": "0", "copy": "1"})
    )
    assert 'id="id_from_4_0" value="10:00"' in page
    assert not OpeningHours.objects.exists()


def test_own_closed_days_come_and_go(desk: Client, brand: Brand) -> None:
    desk.post(f"{AT}/close", {"first": "2027-08-02", "last": "2027-08-15", "name": "Été"})
    desk.post(f"{AT}/close", {"first": "2027-12-24"})
    assert [c["name"] for c in opening_of(brand).closings] == ["Été", ""]
    assert "Été" in text(desk.get(f"{AT}/"))
    assert said_at(desk.post(f"{AT}/close", {"first": "2027-08-02", "last": "2027-08-01"}), "id_last")
    assert said_at(desk.post(f"{AT}/close", {"first": "soon"}), "id_first")
    desk.post(f"{AT}/reopen", {"first": "2027-08-02", "last": "2027-08-15"})
    desk.post(f"{AT}/reopen", {"first": "nonsense"})
    assert [c["first"] for c in opening_of(brand).closings] == ["2027-12-24"]
