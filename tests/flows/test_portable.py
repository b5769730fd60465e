"""A person's copy: all that the house holds of them, to read and to compute with."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.core.files import path_of
from parvis.core.models import Brand, Journal, Seat
from parvis.flows import portable
from parvis.flows.erase import erase
from parvis.flows.intake import take_in
from parvis.people.actions.dossier import Said, add_note, record_consent
from parvis.people.models import Export, Identity, Person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LEA = Author("u-lea", name="Léa <b>Morin</b>", handle="lea")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def lea(brand: Brand, ines: Seat) -> Person:
    place, _ = add_place(brand, NewPlace("plaza", "wall", "w", "w", "Mur"), by=None, at=NOON)
    said = [Item(f"p{n}", f"t{n}", f"Message {n}", author=LEA, at=NOON - timedelta(hours=n)) for n in range(7)]
    take_in(place, [*said, Item("o", "t0", "D’Omar", author=Author("omar", "Omar"), at=NOON)], NOON)
    take_in(place, [Item("p0", "t0", "Message redit", author=LEA, at=NOON)], NOON)
    person = Identity.objects.get(remote_id="u-lea").person
    add_note(person, "Aime les trains", by=ines.account, at=NOON)
    record_consent(person, Said("email", "newsletter", True, NOON, "v1"), by=ines.account, at=NOON)
    return person


def archive(made: Export) -> tuple[dict[str, Any], str]:
    with ZipFile(path_of("exports", made.brand_id, made.token, ".zip")) as opened:
        assert sorted(opened.namelist()) == ["data.json", "index.html"]
        return json.loads(opened.read("data.json")), opened.read("index.html").decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("fr", "Ce qui a été dit"), ("en", "What they said")])
def test_the_copy_holds_everything_of_them_and_nothing_of_others(
    lea: Person, ines: Seat, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setattr(portable, "BATCH", 3)
    made = portable.ask(lea, language=language, by=ines.account, at=NOON)
    assert portable.write(made.pk, NOON)
    made.refresh_from_db()
    assert (made.done, made.total, made.ready_at) == (7, 7, NOON)
    told, page = archive(made)
    assert [post["text"] for post in told["posts"]] == ["Message redit", *(f"Message {n}" for n in range(1, 7))]
    assert told["posts"][0]["earlier"][0]["text"] == "Message 0"
    assert told["posts"][0]["reading__sentiment"]
    assert [note["text"] for note in told["notes"]] == ["Aime les trains"]
    assert [(c["channel"], c["given"]) for c in told["consents"]] == [("email", True)]
    assert told["identities"][0]["handle"] == "lea"
    assert "person.exported" in [line["verb"] for line in told["journal"]]
    assert "Omar" not in page + json.dumps(told)
    assert "<b>Morin" not in page
    assert words in page
    assert f'<html lang="{language}">' in page
    assert not portable.write(made.pk, NOON), "it is written once"


@pytest.mark.django_db
def test_the_copy_is_fetched_by_those_who_may_export(client: Client, lea: Person, ines: Seat) -> None:
    client.force_login(ines.account)
    where = f"/b/nocturne/people/{lea.pk}/export"
    assert client.post(where).status_code == 302
    made = Export.objects.get()
    assert client.get(f"{where}/{made.pk}.zip").status_code == 302
    assert "every 2s" in client.get(where).content.decode()
    portable.write(made.pk, NOON)
    answer = client.get(f"{where}/{made.pk}.zip")
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"PK")
    assert Journal.objects.get(verb="person.exported").actor == ines.account


@pytest.mark.django_db
def test_an_erased_person_leaves_no_copy(lea: Person, ines: Seat, django_capture_on_commit_callbacks: Any) -> None:
    made = portable.ask(lea, language="fr", by=ines.account, at=NOON)
    late = portable.ask(lea, language="fr", by=ines.account, at=NOON)
    portable.write(made.pk, NOON)
    with django_capture_on_commit_callbacks(execute=True):
        erase(ines.brand, lea, by=ines.account, at=NOON)
    assert not portable.write(late.pk, NOON)
    assert not path_of("exports", made.brand_id, made.token, ".zip").exists()
