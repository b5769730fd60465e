"""Sign-in at an instance: the app registers itself there, a person says yes, a code becomes a token (RFC 6749, PKCE)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from parvis.connectors.accounts import App, Asked, Granted
from parvis.connectors.contract import AuthExpired, ConnectorError, Rejected
from parvis.connectors.mastodon.access import LEVELS
from parvis.connectors.mastodon.api import Api, NotThere
from parvis.connectors.mastodon.instance import about
from parvis.connectors.mastodon.items import domain_of, full_handle
from parvis.connectors.told import text
from parvis.core.messages import Message

NAME, SITE = "Parvis", "https://github.com/parvis"
EVERY_SCOPE = tuple(dict.fromkeys(scope for level in LEVELS for scope in level.scopes))


def scopes_of(level: str) -> tuple[str, ...]:
    return next((one.scopes for one in LEVELS if one.name == level), LEVELS[-1].scopes)


def register(api: Api, redirect: str) -> App:
    """Parvis makes itself known to this instance, once. Raises ConnectorError; Rejected for what is no instance."""
    told = {"client_name": NAME, "redirect_uris": redirect, "scopes": " ".join(EVERY_SCOPE), "website": SITE}
    host = api.origin.partition("://")[2]
    try:
        made = api.post("/api/v1/apps", told)
    except NotThere:
        raise no_instance(host) from None
    except ConnectorError as error:
        if error.status or isinstance(error, Rejected):
            raise (error if error.retry else no_instance(host)) from error
        raise
    if not isinstance(made, dict) or not made.get("client_id"):
        raise no_instance(host)
    return App(api.origin, text(made["client_id"]), text(made.get("client_secret")), redirect)


def no_instance(host: str) -> Rejected:
    return Rejected(
        Message("%(host)s is not a server of Mastodon or of its family.", {"host": host}),
        "server",
        Message("Give the part behind the last @ of the account: piaille.fr for @zoe@piaille.fr."),
    )


def authorise_url(app: App, asked: Asked) -> str:
    told = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": asked.redirect,
        "scope": " ".join(scopes_of(asked.level)),
        "state": asked.state,
        "code_challenge": asked.challenge,
        "code_challenge_method": "S256",
        "force_login": "true",
        **({"lang": asked.language} if asked.language else {}),
    }
    return f"{app.server}/oauth/authorize?{urlencode(told)}"


def exchange(api: Api, app: App, asked: Asked, code: str, verifier: str, now: datetime) -> Granted:
    """The token, and whose it is. Raises ConnectorError."""
    told = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "redirect_uri": asked.redirect,
        "code_verifier": verifier,
        "scope": " ".join(scopes_of(asked.level)),
    }
    return _granted(api, app, _token(api, told), scopes_of(asked.level), now)


def renew(api: Api, app: App, secrets: Mapping[str, str], now: datetime) -> Granted:
    """With the refresh token that some dialects give. Raises AuthExpired without one."""
    if not secrets.get("refresh"):
        raise AuthExpired(
            Message("This access cannot be renewed by a program."), Message("Connect the account again before it ends.")
        )
    told = {
        "grant_type": "refresh_token",
        "refresh_token": secrets["refresh"],
        "client_id": app.client_id,
        "client_secret": app.client_secret,
    }
    given = _token(api, told)
    return _granted(api, app, {"refresh_token": secrets["refresh"], **given}, (), now)


def revoke(api: Api, app: App, secrets: Mapping[str, str]) -> None:
    """A token that the server does not know is as good as revoked."""
    told = {"client_id": app.client_id, "client_secret": app.client_secret}
    for name in ("refresh", "token"):
        if secrets.get(name):
            api.post("/oauth/revoke", {**told, "token": secrets[name]})


def _token(api: Api, told: Mapping[str, str]) -> dict[str, Any]:
    refused = AuthExpired(
        Message("The server no longer takes this authorisation: it was used already, or waited too long."),
        Message("Begin again: choose the account once more."),
    )
    try:
        given = api.post("/oauth/token", told)
    except NotThere:
        raise refused from None
    except ConnectorError as error:
        raise refused if error.status in (400, 401, 403, 422) else error from error
    if not isinstance(given, dict) or not given.get("access_token"):
        raise refused
    return given


def _granted(api: Api, app: App, given: Mapping[str, Any], scopes: tuple[str, ...], now: datetime) -> Granted:
    api.token = text(given["access_token"])
    try:
        who = api.get("/api/v1/accounts/verify_credentials")
    except NotThere:
        who = {}
    if not isinstance(who, dict) or not who.get("id"):
        raise no_instance(api.origin.partition("://")[2])
    instance = about(api)
    account = (
        f"@{full_handle(text(who.get('acct')) or text(who.get('username')), domain_of(instance.told, app.server))}"
    )
    secrets = {"token": api.token, "refresh": text(given.get("refresh_token"))}
    return Granted(
        account=account,
        secrets={name: value for name, value in secrets.items() if value},
        scopes=tuple(text(given.get("scope")).split()) or scopes,
        expires_at=_end(given, now),
        settings={**instance.settings, "account": account, "server": app.server, "name": text(who.get("username"))},
    )


def _end(given: Mapping[str, Any], now: datetime) -> datetime | None:
    """`expires_in` counts from now by our own clock, whatever the server's says; absent or senseless = no end."""
    seconds = given.get("expires_in")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 10**9:
        return None
    return (now + timedelta(seconds=seconds)).astimezone(UTC)
