"""The inner workings of django-allauth: passkeys, codes, recovery codes, sign-in elsewhere. No cryptography is ours.

They are loaded by the first person who needs them (fido2, an HTTP client, a drawer of QR codes: a third of a second), so
that a start costs what it did. Their functions read the request from a context: each call stands in `speaking`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from parvis.core import factors
from parvis.core.models import Account

LONGEST = 20_000
"""Characters of what a browser tells of a key."""


class NotShown(Exception):
    """The key, code or recovery code does not fit."""


@contextmanager
def speaking(request: HttpRequest) -> Iterator[None]:
    with request_context(request):
        yield


def webauthn() -> Any:
    return import_module("allauth.mfa.webauthn.internal.auth")


def totp() -> Any:
    return import_module("allauth.mfa.totp.internal.auth")


def recovery() -> Any:
    return import_module("allauth.mfa.recovery_codes.internal.auth")


def options_to_show(request: HttpRequest, account: Account | None) -> dict[str, Any]:
    """What the browser's `navigator.credentials.get` takes; `account` None = whoever the key belongs to."""
    with speaking(request):
        made: dict[str, Any] = webauthn().begin_authentication(account)
    return made


def options_to_add(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What `navigator.credentials.create` takes: a key that opens by itself, unlocked by its owner."""
    with speaking(request):
        made: dict[str, Any] = webauthn().begin_registration(account, True)
    return made


def shown_key(request: HttpRequest, text: str, account: Account | None) -> Account:
    """Whose key was shown. Raises NotShown."""
    credential = _told(text)
    try:
        with speaking(request):
            webauthn().parse_authentication_response(credential)
            who: Account = account or webauthn().extract_user_from_response(credential)
            authenticator: Authenticator = webauthn().complete_authentication(who, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotShown from error
    if not who.is_active:
        raise NotShown
    factors.used(authenticator)
    return who


def added_key(request: HttpRequest, text: str, account: Account) -> dict[str, Any]:
    """The credential that was made for the challenge of this session. Raises NotShown."""
    credential = _told(text)
    try:
        with speaking(request):
            webauthn().parse_registration_response(credential)
            webauthn().complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotShown from error
    return credential


def _told(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text) if len(text) <= LONGEST else None
    except ValueError as error:
        raise NotShown from error
    if not isinstance(told, dict) or not isinstance(told.get("response"), dict):
        raise NotShown
    return told


def shown_code(request: HttpRequest, code: str, account: Account) -> str:
    """A code of the application, or a recovery code, which is used up by it: "totp" or "recovery_codes". Raises NotShown."""
    bare = "".join(code.split())[:20]
    with speaking(request):
        totp(), recovery()
        for held in factors.codes_of(account):
            if held.wrap().validate_code(bare):
                factors.used(held)
                return str(held.type)
    raise NotShown


def proposed_secret(request: HttpRequest, account: Account) -> tuple[str, str]:
    """A new secret for an authenticator application, kept in the session until a code proves it; and its QR code (SVG)."""
    with speaking(request):
        secret: str = totp().get_totp_secret()
        adapter = factors.Factors()
        drawn: str = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    return secret, drawn[drawn.index("<svg") :]


def proves_secret(request: HttpRequest, code: str) -> str:
    """The proposed secret, which this code comes from. Raises NotShown."""
    with speaking(request):
        secret: str = totp().get_totp_secret()
        if not totp().validate_totp_code(secret, "".join(code.split())[:10]):
            raise NotShown
        totp().clear_totp_secret(request)
    return secret


def unseen_codes(request: HttpRequest, account: Account) -> tuple[list[str], int]:
    """The recovery codes if nobody has looked at them yet (they are shown once), and how many are left."""
    held = factors.recovery_of(account)
    if held is None:
        return [], 0
    with speaking(request):
        codes = recovery().RecoveryCodes(held)
        left: list[str] = codes.get_unused_codes()
        if codes.did_view:
            return [], len(left)
        codes.mark_as_viewed()
    return left, len(left)
