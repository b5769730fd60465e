"""Sign-in with an app password: a session of two tokens, of which the short one is renewed with the long one.

The main password of an account is refused, even when the network would take it: it opens everything, for ever.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from parvis.connectors.accounts import Granted
from parvis.connectors.bluesky.api import CONNECT_AGAIN, Api, NotThere, named
from parvis.connectors.bluesky.identity import Directory, Identity, nobody, written_handle
from parvis.connectors.contract import AuthExpired, Budget, ConnectorError, Rejected, Transient
from parvis.connectors.told import mapping, text
from parvis.core.messages import Message

log = logging.getLogger(__name__)

ERRAND = Budget(requests=4, items=0, seconds=20)
USUAL = timedelta(hours=1)
"""How long an access token is taken to last when it does not say."""
WHERE: Final = Message(
    "Make one at the network: Settings, Privacy and security, App passwords. It looks like abcd-efgh-ijkl-mnop."
)


def main_password() -> Rejected:
    return Rejected(
        Message("This is the main password of the account. Parvis did not keep it, and does not want it."),
        "password",
        WHERE,
    )


def sign_in(directory: Directory, given: Mapping[str, str], now: datetime) -> Granted:
    """Raises Rejected with the field (handle, password), ConnectorError."""
    who = written_handle(given.get("handle", ""))
    if not who:
        raise nobody(given.get("handle", ""))
    password = given.get("password", "").strip()
    if not password:
        raise Rejected(Message("An app password is needed."), "password", WHERE)
    found = directory.find(who)
    api = Api.within(directory.web, found.pds, "", ERRAND)
    try:
        told = api.post("com.atproto.server.createSession", {"identifier": found.did, "password": password})
    except NotThere:
        raise nobody(who) from None
    except ConnectorError as error:
        raise _refused(error) from error
    if _payload(text(told.get("accessJwt"))).get("scope") == "com.atproto.access":
        _leave(api, text(told.get("refreshJwt")))
        raise main_password()
    return _granted(told, found, now)


def _refused(error: ConnectorError) -> ConnectorError:
    name, _words = named(error)
    if name == "AuthFactorTokenRequired":
        # Only the main password is asked for a second factor; an app password never is.
        return main_password()
    if error.status == 401:
        return Rejected(Message("The network does not take this password for this account."), "password", WHERE)
    return error


def _leave(api: Api, refresh: str) -> None:
    """The session that a main password opened is closed at once, as far as the network lets us."""
    api.token = refresh
    try:
        api.post("com.atproto.server.deleteSession")
    except (NotThere, ConnectorError) as error:
        log.warning("a session opened by a main password could not be closed: %s", error)


def revoke(directory: Directory, secrets: Mapping[str, str]) -> None:
    """The session is closed at its server: the long token opens nothing any more. Raises ConnectorError."""
    api = Api.within(directory.web, secrets.get("server", ""), secrets.get("refresh", ""), ERRAND)
    try:
        api.post("com.atproto.server.deleteSession")
    except NotThere:
        return


def renew(directory: Directory, secrets: Mapping[str, str], now: datetime) -> Granted:
    """Two fresh tokens for the long one, which is worth nothing afterwards. Raises AuthExpired, ConnectorError."""
    ended = AuthExpired(
        Message("The network no longer renews this access: the app password was removed, or not used for months."),
        CONNECT_AGAIN,
    )
    if not secrets.get("refresh") or not secrets.get("server"):
        raise ended
    api = Api.within(directory.web, secrets["server"], secrets["refresh"], ERRAND)
    try:
        told = api.post("com.atproto.server.refreshSession")
    except NotThere:
        raise ended from None
    except AuthExpired as error:
        raise ended from error
    if text(told.get("did")) not in ("", secrets.get("did", text(told.get("did")))):
        raise ended
    return _granted(told, Identity(text(told.get("did")), "", _moved(directory, told, secrets["server"])), now)


def _moved(directory: Directory, told: Mapping[str, Any], server: str) -> str:
    """Accounts change their server; the new one is believed when it is as protected as the old."""
    document = told.get("didDoc")
    if not isinstance(document, dict):
        return server
    try:
        return directory.server_of(document, text(told.get("did")))
    except ConnectorError:
        return server


def _granted(told: Mapping[str, Any], found: Identity, now: datetime) -> Granted:
    token, refresh, handle = text(told.get("accessJwt")), text(told.get("refreshJwt")), text(told.get("handle"))
    if not (token and refresh and text(told.get("did")) == found.did):
        raise Transient(
            Message("The answer of the server does not say whether it let us in."),
            Message("Begin again in a moment."),
        )
    account = f"@{handle or found.handle or found.did}"
    settings = {"account": account, "did": found.did, "name": handle or found.handle, "server": found.pds}
    return Granted(
        account=account,
        secrets={"token": token, "refresh": refresh, "server": found.pds, "did": found.did},
        scopes=(text(_payload(token).get("scope")) or "com.atproto.appPass",),
        expires_at=now + _life(token),
        settings={**settings, "renews": True},
        identity=found.did,
    )


def _life(token: str) -> timedelta:
    """How long the token says that it lasts: a span, so that a wrong clock over there does no harm."""
    told = _payload(token)
    begins, ends = told.get("iat"), told.get("exp")
    if not (isinstance(begins, int) and isinstance(ends, int)) or not 60 <= ends - begins <= 10**8:
        return USUAL
    return timedelta(seconds=ends - begins)


def _payload(token: str) -> Mapping[str, Any]:
    """What a token says of itself, unproved; {} where it is closed to us."""
    try:
        middle = token.split(".")[1]
        return mapping(json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))))
    except (ValueError, IndexError, RecursionError):
        return {}
