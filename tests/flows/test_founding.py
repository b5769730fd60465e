"""The first minute of an installation: somebody can sign in, cases open, answers can be signed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.core.brands import Portrait
from parvis.core.models import Account, Brand
from parvis.engagement.models import Case, TriageRule
from parvis.flows.brands import portray
from parvis.flows.founding import found
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.outbox.letters import signature_of
from parvis.outbox.models import Persona
from parvis.outbox.queries import personas_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_first_brand_opens_cases_and_its_owner_can_sign() -> None:
    founded = found("La Nocturne", str, at=NOON)
    assert founded is not None
    owner, password = founded
    assert owner.check_password(password)
    brand = Brand.objects.get()
    place, _ = add_place(brand, NewPlace("feed", "feed", "f", "http://b.example/f", "Blog"), by=owner, at=NOON)
    save_watch(brand, name="Nous", query="nocturne", role="brand", by=owner, at=NOON)
    asked = Item("p1", "t1", "Bonjour Nocturne, comment réserver ?", author=Author("a1", "Ana"), at=NOON)
    assert take_in(place, [asked], NOON).cases == 1
    assert Case.objects.get().opened_by
    [persona] = personas_of(brand.pk, owner)
    assert signature_of(persona, brand.name, "en") == "The team, La Nocturne", "no login name is shown to the public"
    portray(brand, Portrait("La Veilleuse", "fr", ["fr"], "Europe/Paris"), by=owner, at=NOON)
    assert signature_of(persona, brand.name, "fr") == "The team, La Veilleuse", "a new name of the brand is signed with"


@pytest.mark.django_db
def test_rules_and_signature_are_in_the_language_of_the_brand() -> None:
    found("La Nocturne", lambda text: f"fr:{text}", at=NOON)
    assert all(name.startswith("fr:") for name in TriageRule.objects.values_list("name", flat=True))
    assert Persona.objects.get().name == "fr:The team"


@pytest.mark.django_db
def test_a_brand_is_founded_once() -> None:
    found("La Nocturne", str, at=NOON)
    assert found("Une autre", str, at=NOON) is None
    assert (Account.objects.count(), Brand.objects.count(), Persona.objects.count()) == (1, 1, 1)
