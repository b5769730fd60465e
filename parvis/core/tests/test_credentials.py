from __future__ import annotations

import stat
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from parvis.core import credentials
from parvis.core.credentials import CannotOpen, keep, rotate, secrets_of
from parvis.core.keyring import Keyring
from parvis.core.models import Brand, Credential

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path / "keys"


@pytest.fixture
def mailbox(brand: Brand, noon: datetime) -> Credential:
    return keep(brand, network="email", name="contact@nocturne.example", secrets={"password": "sésame"}, at=noon)


def test_a_secret_comes_back_and_is_not_in_the_database(mailbox: Credential) -> None:
    stored = Credential.objects.get()
    assert secrets_of(stored)["password"] == "sésame"
    assert b"same" not in bytes(stored.sealed)


def test_the_key_is_a_file_that_only_its_owner_reads(mailbox: Credential, keys: Path) -> None:
    (key,) = keys.glob("*.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_secrets_do_not_show_themselves(mailbox: Credential) -> None:
    secrets = secrets_of(mailbox)
    assert "sésame" not in f"{secrets} {secrets!r} {mailbox!r}"
    with pytest.raises(KeyError) as raised:
        secrets["token"]
    assert "sésame" not in "".join(traceback.format_exception(raised.value))


def test_the_same_account_is_kept_once(brand: Brand, mailbox: Credential, noon: datetime) -> None:
    again = keep(brand, network="email", name="contact@nocturne.example", secrets={"password": "new"}, at=noon)
    assert again.pk == mailbox.pk
    assert secrets_of(again)["password"] == "new"


def test_sealed_bytes_do_not_open_for_another_brand(mailbox: Credential, other_brand: Brand) -> None:
    mailbox.brand = other_brand
    with pytest.raises(CannotOpen):
        secrets_of(mailbox)


def test_a_changed_byte_is_noticed(mailbox: Credential) -> None:
    mailbox.sealed = bytes(mailbox.sealed)[:-4] + b"AAA="
    with pytest.raises(CannotOpen):
        secrets_of(mailbox)


def test_rotation_seals_everything_anew_and_retires_the_oldest_key(mailbox: Credential, keys: Path) -> None:
    sealed = {bytes(mailbox.sealed)}
    for _ in range(3):
        assert rotate() == 1
        stored = Credential.objects.get()
        assert secrets_of(stored)["password"] == "sésame"
        sealed.add(bytes(stored.sealed))
    assert len(sealed) == 4
    assert [path.name for path in sorted(keys.glob("*.key"))] == ["0003.key", "0004.key"]


def test_what_was_sealed_with_the_key_before_during_a_rotation_still_opens(brand: Brand, noon: datetime) -> None:
    before = credentials.seal(brand.pk, "email", {"password": "sésame"})
    rotate()
    late = Credential.objects.create(brand=brand, network="email", name="late", sealed=before, updated_at=noon)
    assert secrets_of(late)["password"] == "sésame"
    rotate()
    rotate()
    assert secrets_of(Credential.objects.get())["password"] == "sésame"


def test_a_rotation_that_stops_half_way_leaves_everything_readable(mailbox: Credential, keys: Path) -> None:
    ring = Keyring(keys)
    with ring.locked():
        ring.add()
    assert secrets_of(Credential.objects.get())["password"] == "sésame"
