from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from parvis.core.models import Brand, Journal, Seat
from parvis.engagement.actions import hours as acts
from parvis.engagement.actions.hours import Opening, StaleHours, UnknownCalendar
from parvis.engagement.models import ResponseTarget
from parvis.engagement.queries.terms import calendar_of, opening_of, targets_of, terms_of
from parvis.engagement.rules.calendar import Calendar, Closing, countries, public_holidays, read_back, regions
from parvis.engagement.rules.hours import NEVER, Hours
from parvis.engagement.rules.targets import Key, Target, Terms, has_target

HOUR = timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")
OFFICE = (((540, 720), (840, 1080)),) * 5 + ((), ())
FRIDAY = datetime(2026, 4, 30, 16, 0, tzinfo=PARIS)  # a Thursday in truth: the day before the first of May


@pytest.mark.parametrize(
    ("targets", "network", "kind", "priority", "minutes"),
    [
        ({}, "email", "mail", 0, 24 * 60),
        ({}, "mastodon", "post", 0, 120),
        ({}, "feed", "comment", 0, 8 * 60),
        ({}, "feed", "review", 0, 24 * 60),
        ({Key("feed"): 30}, "feed", "review", 0, 30),
        ({Key(): 45}, "email", "mail", 0, 45),
        ({Key(): 45, Key("email"): 60}, "email", "mail", 0, 60),
        ({Key("", "review"): 90, Key("feed"): 60}, "feed", "review", 0, 60),
        ({Key("", "review"): 90, Key("feed", "review"): 70, Key("feed"): 60}, "feed", "review", 0, 70),
        ({Key("", "", 2): 15, Key("email", "mail"): 60}, "email", "mail", 2, 15),
        ({Key("", "", 2): 15, Key("email", "", 2): 20}, "email", "mail", 2, 20),
        ({Key("", "", 2): 15}, "email", "mail", 1, 24 * 60),
    ],
)
def test_the_most_particular_target_decides(
    targets: dict[Key, int], network: str, kind: str, priority: int, minutes: int
) -> None:
    terms = Terms({key: Target(n) for key, n in targets.items()})
    assert terms.target(network, kind, priority).minutes == minutes


def test_a_target_passes_in_open_time_or_around_the_clock() -> None:
    first_of_may = Hours(PARIS, OFFICE, Calendar("FR").closed)
    terms = Terms({Key(): Target(180), Key("", "", 2): Target(180, around_the_clock=True)}, first_of_may)
    assert terms.due(FRIDAY, "feed", "post") == datetime(2026, 5, 4, 10, 0, tzinfo=PARIS)
    assert terms.due(FRIDAY, "feed", "post", 2) == FRIDAY + 3 * HOUR


def test_who_never_opens_has_no_target() -> None:
    due = Terms(hours=Hours(PARIS, ((),) * 7)).due(FRIDAY, "feed", "post")
    assert due == NEVER
    assert not has_target(due)
    assert not has_target(None)
    assert has_target(FRIDAY)


# The calendar


def test_france_closes_eleven_days_and_its_parts_some_more() -> None:
    france = public_holidays("FR", "", 2026, "fr")
    assert len(france) == 11
    assert france[date(2026, 4, 6)] == "Lundi de Pâques"
    assert set(public_holidays("FR", "57", 2026, "fr")) - set(france) == {date(2026, 4, 3), date(2026, 12, 26)}
    assert date(2026, 12, 20) in public_holidays("FR", "974", 2026, "fr")  # abolition of slavery
    assert regions("FR")["6AE"] == "Alsace"
    assert "Zone A" not in regions("FR")


def test_other_countries_are_there_and_unknown_ones_close_nothing() -> None:
    assert {"BE", "CH", "DE", "CA", "LU", "GB"} <= countries()
    assert date(2026, 7, 21) in public_holidays("BE", "", 2026, "fr")
    assert "BW" in regions("CH") or "GE" in regions("CH")
    assert public_holidays("XX", "", 2026, "fr") == {}
    assert public_holidays("FR", "nowhere", 2026, "fr") == public_holidays("FR", "", 2026, "fr")
    assert public_holidays("FR", "", 2026, "tlh")  # a language that the library does not speak


def test_every_name_that_we_gave_a_part_of_france_is_one_the_library_knows() -> None:
    known = import_module("holidays").country_holidays("FR").subdivisions
    assert set(regions("FR")) <= set(known)
    assert {code for code in known if not code.startswith("Zone")} == set(regions("FR"))


def test_own_closed_days_come_with_the_others_in_order() -> None:
    calendar = Calendar("FR", "", (Closing(date(2026, 12, 24), date(2026, 12, 26), "Inventaire"),))
    assert calendar.next_closed(date(2026, 12, 1), "fr", limit=4) == [
        (date(2026, 12, 24), "Inventaire"),
        (date(2026, 12, 25), "Inventaire"),
        (date(2026, 12, 26), "Inventaire"),
        (date(2027, 1, 1), "Jour de l'an"),
    ]


# What a brand sets


@pytest.mark.django_db
def test_targets_are_set_and_given_back(brand: Brand, other_brand: Brand, ines: Seat, noon: datetime) -> None:
    by = {"by": ines.account, "at": noon}
    acts.set_target(brand, Key("email"), Target(60), **by)
    acts.set_target(brand, Key("email"), Target(90, around_the_clock=True), **by)
    acts.set_target(brand, Key("email", "", 2), Target(15), **by)
    acts.set_target(brand, Key("email", "", 2), Target(20), **by)
    assert terms_of(brand.pk).targets == {Key("email"): Target(90, True), Key("email", "", 2): Target(20)}
    assert terms_of(other_brand.pk).targets == {}
    acts.set_target(brand, Key("email"), None, **by)
    assert [(row.network, row.priority) for row in targets_of(brand.pk)] == [("email", 2)]


@pytest.mark.django_db
def test_a_brand_that_never_said_is_always_open(brand: Brand, noon: datetime) -> None:
    assert terms_of(brand.pk).due(noon, "feed", "review") == noon + 24 * HOUR
    assert opening_of(brand).version == 0


@pytest.mark.django_db
def test_hours_hold_in_the_zone_of_the_brand(brand: Brand, ines: Seat, noon: datetime) -> None:
    acts.set_hours(brand, Opening(OFFICE, "FR", "57"), by=ines.account, at=noon)
    good_friday = datetime(2026, 4, 2, 17, 30, tzinfo=PARIS)
    # Good Friday, the week-end and Easter Monday do not count in Moselle.
    assert terms_of(brand.pk).due(good_friday, "mastodon", "post") == datetime(2026, 4, 7, 10, 30, tzinfo=PARIS)
    brand.timezone = "Indian/Reunion"
    brand.save()
    at_nine_there = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    assert terms_of(brand.pk).due(at_nine_there, "mastodon", "post") == at_nine_there + 2 * HOUR
    assert Journal.objects.filter(verb="hours.set").count() == 1


@pytest.mark.django_db
def test_a_stale_week_is_refused_and_shows_what_stands(brand: Brand, ines: Seat, noon: datetime) -> None:
    acts.set_hours(brand, Opening(OFFICE), by=ines.account, at=noon, version=0)
    with pytest.raises(StaleHours) as refused:
        acts.set_hours(brand, Opening(()), by=ines.account, at=noon, version=0)
    assert refused.value.stored.version == 1
    assert acts.set_hours(brand, Opening(()), by=ines.account, at=noon, version=1).week == []


@pytest.mark.django_db
def test_what_is_no_week_and_no_country_is_refused(brand: Brand, ines: Seat, noon: datetime) -> None:
    with pytest.raises(ValueError, match="no slot"):
        acts.set_hours(brand, Opening([[(720, 540)]] + [[]] * 6), by=ines.account, at=noon)
    for country, region in [("XX", ""), ("FR", "Zone A"), ("", "57")]:
        with pytest.raises(UnknownCalendar):
            acts.set_hours(brand, Opening((), country, region), by=ines.account, at=noon)
    with pytest.raises(acts.BackwardClosing):
        acts.add_closing(brand, Closing(date(2026, 8, 2), date(2026, 8, 1)), by=ines.account, at=noon)


@pytest.mark.django_db
def test_own_closed_days_are_added_once_and_removed(brand: Brand, ines: Seat, noon: datetime) -> None:
    summer = Closing(date(2026, 8, 1), date(2026, 8, 15), "Été")
    acts.add_closing(brand, Closing(summer.first, summer.last, "Congés"), by=ines.account, at=noon)
    acts.add_closing(brand, summer, by=ines.account, at=noon)
    assert read_back(opening_of(brand).closings) == (summer,)
    assert calendar_of(opening_of(brand)).reason(date(2026, 8, 15)) == "Été"
    acts.remove_closing(brand, summer, by=ines.account, at=noon)
    acts.remove_closing(brand, summer, by=ines.account, at=noon)
    assert opening_of(brand).version == 3


BEFORE = ("engagement", "0002_notice")


@pytest.mark.django_db(transaction=True)
def test_targets_of_before_keep_their_meaning(brand: Brand, noon: datetime) -> None:
    """Their table alone is put back to what it was and goes through what it went through: the whole house would take a minute."""
    loader = MigrationLoader(connection)
    state = loader.project_state([BEFORE])
    old = state.apps.get_model("engagement", "ResponseTarget")
    with connection.schema_editor() as editor:
        editor.delete_model(ResponseTarget)
        editor.create_model(old)
    for network, minutes in [("email", 60), ("", 45)]:
        old.objects.create(brand_id=brand.pk, network=network, minutes=minutes)
    for name, step in steps_of("responsetarget", loader):
        with connection.schema_editor(atomic=loader.get_migration(*name).atomic) as editor:
            after = state.clone()
            step.state_forwards(name[0], after)
            step.database_forwards(name[0], editor, state, after)
            state = after
    terms = terms_of(brand.pk)
    assert terms.due(noon, "email", "mail") == noon + 60 * timedelta(minutes=1)
    assert terms.due(noon, "mastodon", "post", 2) == noon + 45 * timedelta(minutes=1)


def steps_of(table: str, loader: MigrationLoader) -> list[tuple[tuple[str, str], Operation]]:
    """What happened to a table of ours since, in order."""
    since = [key for key in loader.graph.forwards_plan(loader.graph.leaf_nodes("engagement")[0]) if key[0] == BEFORE[0]]
    return [
        (key, operation)
        for key in since[since.index(BEFORE) + 1 :]
        for operation in loader.get_migration(*key).operations
        if getattr(operation, "model_name", "").lower() == table
    ]
