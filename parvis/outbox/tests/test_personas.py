from __future__ import annotations

from datetime import datetime

import pytest

from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.outbox.actions.personas import NameTaken, Signing, add_persona, edit_persona, end_persona
from parvis.outbox.letters import signature_of
from parvis.outbox.models import Persona
from parvis.outbox.queries import personas_of
from parvis.outbox.tests.conversation import colleague

pytestmark = pytest.mark.django_db


def test_everyone_signs_with_their_own_name_or_the_teams(brand: Brand, ines: Seat, noon: datetime) -> None:
    team = add_persona(brand, Signing("L’équipe", "relation clients"), by=ines.account, at=noon)
    mine = add_persona(brand, Signing("Inès", "community manager", ines.account), by=ines.account, at=noon)
    paul = colleague(brand, "paul", Role.EXPERT, at=noon)
    assert list(personas_of(brand.pk, ines.account)) == [mine, team]
    assert list(personas_of(brand.pk, paul.account)) == [team]
    assert signature_of(mine, brand.name, "fr") == "Inès, community manager de Nocturne"


def test_two_personas_of_one_name_are_refused(brand: Brand, other_brand: Brand, ines: Seat, noon: datetime) -> None:
    add_persona(brand, Signing("Inès", "community manager"), by=ines.account, at=noon)
    with pytest.raises(NameTaken):
        add_persona(brand, Signing("Inès", "modératrice"), by=ines.account, at=noon)
    add_persona(other_brand, Signing("Inès", "community manager"), by=ines.account, at=noon)
    assert Persona.objects.count() == 2


def test_an_ended_persona_signs_no_more(brand: Brand, ines: Seat, noon: datetime) -> None:
    mine = add_persona(brand, Signing("Inès", "stagiaire"), by=ines.account, at=noon)
    edit_persona(
        mine, Signing("Inès", "community manager", signature="— Inès, pour Nocturne"), by=ines.account, at=noon
    )
    assert signature_of(mine, brand.name, "fr") == "— Inès, pour Nocturne"
    end_persona(mine, by=ines.account, at=noon)
    assert list(personas_of(brand.pk, ines.account)) == []
