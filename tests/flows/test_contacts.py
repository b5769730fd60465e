"""Tables of contacts on their way in: each line once, with the reason of those left out, whatever happens in between."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.connectors.contract import Author, Item, Rejected
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.core.models import Brand, Seat
from parvis.flows import contacts
from parvis.flows.erase import erase
from parvis.flows.intake import take_in
from parvis.people.actions.contacts import take_contacts
from parvis.people.actions.dossier import Said, record_consent
from parvis.people.models import Consent, Identity, Import, Person, RefusedLine
from parvis.people.queries import acts_of
from parvis.people.rules import may_reach

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TABLE = """Nom;E-mail;Pseudo;Réseau;Étape;Consentement;Date du consentement
Léa Morin;Lea@example.org;@lea;Mastodon;ambassadrice;oui;01/02/2026
Omar;omar@example.org;;;client;non;
"Cassée;sans@fin.example;;;;;
Zoé;pas une adresse;;;;;
Rien;;;;;;
Ana;;ana;plaza;reine;;
Bob;bob@example.org;;;;peut-être;
Léa Morin;lea@example.org;;;;;
Trop;t@example.org;;;;;;;;de cellules
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


def bring(brand: Brand, seat: Seat, text: str = TABLE) -> Import:
    made = contacts.begin(brand, io.BytesIO(text.encode()), "contacts.csv", by=seat.account, at=NOON)
    contacts.run(made.pk, NOON)
    made.refresh_from_db()
    return made


@pytest.mark.django_db
def test_good_lines_are_kept_and_each_bad_one_says_why(brand: Brand, ines: Seat) -> None:
    made = bring(brand, ines)
    assert (made.added, made.known, made.refused) == (2, 1, 6)
    assert made.finished_at == NOON
    reasons = {line.number: line.reason["text"] for line in RefusedLine.objects.all()}
    assert sorted(reasons) == [4, 5, 6, 7, 8, 10]
    assert reasons[5] == "The e-mail address is not one."
    assert "pas une adresse" not in str(list(RefusedLine.objects.values_list("reason")))
    lea = Person.objects.get(name="Léa Morin")
    assert lea.stage == "ambassador"
    names = set(Identity.objects.filter(person=lea).values_list("network", "remote_id"))
    assert names == {("email", "lea@example.org"), ("manual", "mastodon/@lea")}
    act = Consent.objects.get()
    assert (act.person, act.channel, act.purpose, act.given) == (lea, "email", "newsletter", True)
    assert may_reach(acts_of(brand.pk, [lea.pk]), "email", "newsletter", NOON)


@pytest.mark.django_db
def test_the_same_table_twice_adds_nobody(brand: Brand, ines: Seat) -> None:
    bring(brand, ines)
    made = bring(brand, ines)
    assert (made.added, made.known) == (0, 3)
    assert Person.objects.count() == 2
    assert Consent.objects.count() == 1


@pytest.mark.django_db
def test_who_speaks_in_a_place_is_known_again(brand: Brand, ines: Seat) -> None:
    place, _ = add_place(brand, NewPlace("email", "mailbox", "m", "m", "Boîte"), by=None, at=NOON)
    take_in(place, [Item("m1", "t", "Bonjour", author=Author("lea@example.org", "Léa M."), at=NOON)], NOON)
    made = bring(brand, ines)
    assert (made.added, made.known) == (1, 2)
    assert Person.objects.get(name="Léa M.").stage == "ambassador"


@pytest.mark.django_db
def test_a_withdrawal_stands_against_an_older_table(brand: Brand, ines: Seat) -> None:
    bring(brand, ines)
    lea = Person.objects.get(name="Léa Morin")
    record_consent(lea, Said("email", "newsletter", False, NOON), by=ines.account, at=NOON)
    assert not may_reach(acts_of(brand.pk, [lea.pk]), "email", "newsletter", NOON)
    bring(brand, ines)
    assert not may_reach(acts_of(brand.pk, [lea.pk]), "email", "newsletter", NOON), "its date is older"


@pytest.mark.django_db
def test_who_asked_to_be_forgotten_is_refused_by_address_and_by_handle(brand: Brand, ines: Seat) -> None:
    bring(brand, ines)
    erase(brand, Person.objects.get(name="Léa Morin"), by=ines.account, at=NOON)
    made = bring(brand, ines)
    assert (made.added, made.known, made.refused) == (0, 1, 8)
    assert not Person.objects.filter(name="Léa Morin").exists()
    assert bring(brand, ines, "handle;réseau\n@LEA;mastodon\n").refused == 1


@pytest.mark.django_db
def test_a_worker_that_dies_leaves_no_line_out_and_takes_none_twice(
    brand: Brand, ines: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts, "CHUNK", 10)
    rows = "".join(f"P{n};p{n}@example.org\n" if n % 7 else f"P{n};broken\n" for n in range(100))
    made = contacts.begin(brand, io.BytesIO(f"nom;email\n{rows}".encode()), "c.csv", by=ines.account, at=NOON)
    taken, calls = take_contacts, 0

    def dies(*args: Any, **more: Any) -> bool:
        nonlocal calls
        calls += 1
        if calls in (3, 6):
            raise KeyboardInterrupt
        return taken(*args, **more)

    monkeypatch.setattr(contacts, "take_contacts", dies)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            contacts.run(made.pk, NOON)
    assert contacts.run(made.pk, NOON)
    made.refresh_from_db()
    assert (made.added, made.refused, made.known) == (85, 15, 0)
    assert Person.objects.count() == 85
    assert not contacts.run(made.pk, NOON)


@pytest.mark.django_db
def test_wrong_columns_are_refused_before_anything_is_kept(brand: Brand, ines: Seat) -> None:
    with pytest.raises(Rejected) as refused:
        contacts.begin(brand, io.BytesIO(b"nom;ville\nAna;Dijon\n"), "c.csv", by=ines.account, at=NOON)
    assert refused.value.field == "file"
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_a_batch_costs_some_statements_not_one_a_line(brand: Brand, ines: Seat) -> None:
    def cost(n: int, tag: str) -> int:
        rows = "".join(f"{tag}{i};{tag}{i}@example.org;oui\n" for i in range(n))
        made = contacts.begin(brand, io.BytesIO(f"nom;email;accord\n{rows}".encode()), "c", by=ines.account, at=NOON)
        with CaptureQueriesContext(connection) as seen:
            contacts.run(made.pk, NOON)
        return len(seen)

    assert cost(10, "a") < 20
    assert cost(400, "b") < 40, "SQLite takes some hundred rows a statement"
