from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from importlib import import_module

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError

from parvis.core import accounts, journal
from parvis.core.models import Account, Brand, Credential, Seat
from parvis.core.roles import Role
from parvis.site.command import COMMANDS, main

HELP = (
    "import sys; from parvis.site.command import main; main(['--help'], standalone_mode=False); "
    "print(sorted(name for name in ('django', 'granian', 'babel', 'httpx') if name in sys.modules))"
)


def test_help_imports_neither_django_nor_the_server() -> None:
    ran = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
    assert all(name in ran.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    ("language", "spoken", "unspoken"),
    [
        ("fr", ["Utilisation", "Options", "Affiche ce message"], ["Usage:", "Show this"]),
        ("en", ["Usage:", "Show this message"], []),
    ],
)
def test_help_speaks_one_language_throughout(language: str, spoken: list[str], unspoken: list[str]) -> None:
    asked = [sys.executable, "-m", "parvis.site.command"]
    environment = {**os.environ, "PARVIS_LANGUAGE": language}
    helped = subprocess.run([*asked, "--help"], capture_output=True, text=True, check=True, env=environment).stdout
    assert all(words in helped for words in spoken)
    assert not any(words in helped for words in unspoken)
    refused = subprocess.run([*asked, "fly"], capture_output=True, text=True, check=False, env=environment).stderr
    assert ("Aucune commande" in refused) == (language == "fr")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_list_says(name: str) -> None:
    module, _, attribute = COMMANDS[name].place.partition(":")
    assert getattr(import_module(module), attribute).name == name


@pytest.mark.django_db
def test_the_first_owner_can_sign_in_with_the_password_that_is_told(noon: datetime) -> None:
    founded = accounts.found("La Nocturne", at=noon)
    assert founded is not None
    owner, password = founded
    assert owner.check_password(password)
    assert Seat.objects.get(account=owner).role == Role.OWNER
    assert accounts.found("Another", at=noon) is None, "once only"


@pytest.mark.django_db
def test_an_account_is_added_with_a_seat_and_a_journal_line(brand: Brand) -> None:
    ran = CliRunner().invoke(
        main, ["account", "add", "Max@Nocturne.example", "--brand", "nocturne", "--role", "expert"]
    )
    assert ran.exit_code == 0, ran.output
    seat = Seat.objects.get(account__email="max@nocturne.example")
    assert (seat.brand, seat.role) == (brand, "expert")
    assert seat.account.check_password(ran.output.split()[-1])
    assert journal.verify(brand) is None


@pytest.mark.django_db
def test_an_account_that_exists_keeps_its_password_and_changes_its_role(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    before = Account.objects.get(pk=ines.account_id).password
    accounts.add(ines.account.email, brand=brand, role=Role.MANAGER, password="other", at=noon)
    assert Account.objects.get(pk=ines.account_id).password == before
    assert Seat.objects.get(account=ines.account).role == "manager"


@pytest.mark.django_db
def test_a_bad_address_makes_no_account(brand: Brand, noon: datetime) -> None:
    with pytest.raises(ValidationError):
        accounts.add("not an address", brand=brand, role=Role.OWNER, password="x", at=noon)
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_an_unknown_brand_is_answered_with_those_there_are(brand: Brand) -> None:
    ran = CliRunner().invoke(main, ["account", "add", "a@b.example", "--brand", "nocturn", "--role", "owner"])
    assert ran.exit_code == 2
    assert "nocturne" in ran.output


@pytest.mark.django_db
@pytest.mark.parametrize(("password", "status"), [("a-long-enough-phrase", 0), ("short", 2)])
def test_a_password_is_set_if_it_is_good_enough(ines: Seat, password: str, status: int) -> None:
    ran = CliRunner().invoke(main, ["account", "password", ines.account.email, "--password", password])
    assert ran.exit_code == status, ran.output
    assert Account.objects.get(pk=ines.account_id).check_password(password) is (status == 0)


@pytest.mark.django_db
def test_check_names_a_credential_whose_key_is_gone(brand: Brand, noon: datetime) -> None:
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    Credential.objects.create(brand=brand, network="email", name="contact", sealed=b"lost", updated_at=noon)
    ran = CliRunner().invoke(main, ["check"])
    assert ran.exit_code == 1
    assert "email contact" in ran.output
