"""What the tests of signing in share."""

from __future__ import annotations

from typing import Any

from django.test import Client

from parvis.core.clock import now
from parvis.core.models import Account
from parvis.web.porch import engine
from parvis.web.ui.arrival import CONFIRMED

PASSWORD = "les-trains-de-nuit"


def with_password(account: Account) -> Account:
    account.set_password(PASSWORD)
    account.save()
    return account


def signed_in(account: Account, **session: Any) -> Client:
    """As after a sign-in by password a moment ago."""
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(account)
    kept = client.session
    kept[CONFIRMED] = now().isoformat()
    kept.update(session)
    kept.save()
    return client


def code_for(secret: str) -> str:
    """What an authenticator application shows now."""
    counter = next(iter(engine.totp().yield_hotp_counters_from_time()))
    return str(engine.totp().format_hotp_value(engine.totp().hotp_value(secret, counter)))


def connect_application(client: Client, slug: str = "nocturne") -> str:
    """The secret of an application that is connected now."""
    client.get(f"/b/{slug}/account/security/totp")
    secret = str(client.session["mfa.totp.secret"])
    answer = client.post(f"/b/{slug}/account/security/totp", {"code": code_for(secret)})
    assert answer.status_code == 302, answer.content
    return secret
