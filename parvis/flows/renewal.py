"""Staying let in: accesses that end are renewed before they do, by one process at a time."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from parvis.connectors.accounts import Accounts, App, Granted
from parvis.connectors.contract import ConnectorError
from parvis.connectors.net import Reach
from parvis.connectors.recognise import Reaches
from parvis.connectors.registry import connector_for
from parvis.core import credentials
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Brand, Credential

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(hours=6)


def opening(network: str) -> Accounts:
    """The connector that opens accounts there. Raises KeyError."""
    connector = connector_for(network)
    if isinstance(connector, Reaches):
        connector = connector.within(Reach.from_environment())
    if not isinstance(connector, Accounts):
        raise KeyError(network)
    return connector


def keep(brand: Brand, network: str, level: str, app: App, given: Granted, at: datetime) -> Credential:
    """The app stays with the token: it is what renews it."""
    return credentials.keep(
        brand,
        network=network,
        name=given.account,
        secrets={**app_kept(app), **given.secrets},
        at=at,
        scopes=given.scopes,
        expires_at=given.expires_at,
        seen={**given.settings, "level": level, **({"identity": given.identity} if given.identity else {})},
    )


def app_kept(app: App) -> dict[str, str]:
    return {
        "server": app.server, "client_id": app.client_id, "client_secret": app.client_secret, "redirect": app.redirect
    }  # fmt: skip


def app_of(secrets: Mapping[str, str]) -> App:
    return App(
        secrets.get("server", ""),
        secrets.get("client_id", ""),
        secrets.get("client_secret", ""),
        secrets.get("redirect", ""),
    )


@task(every=timedelta(minutes=5))
def renew_accesses() -> None:
    """Accesses that end soon are renewed where the network allows it."""
    for credential_id in credentials.to_renew(now()):
        enqueue(renew_access, key=f"renew:{credential_id}", credential_id=credential_id)


@task(attempts=1)
def renew_access(credential_id: int) -> None:
    renew(credential_id, now())


def renew(credential_id: int, at: datetime) -> bool:
    """Renew one access, by one process at a time; whether it was. Where only a person can, its end is told in time."""
    access = credentials.claim_renewal(credential_id, at)
    if access is None:
        return False
    try:
        secrets = credentials.secrets_of(access)
        given = opening(access.network).renew(app_of(secrets), secrets)
    except (ConnectorError, credentials.CannotOpen, KeyError) as error:
        log.info("access %s is not renewed: %s", credential_id, error)
        until = getattr(error, "until", None)
        soon = timedelta(minutes=10) if getattr(error, "retry", False) else TRY_AGAIN
        credentials.renew_later(access, until or at + soon)
        return False
    level = str(access.settings.get("level", ""))
    with transaction.atomic():
        if not credentials.unchanged(access):  # disconnected, or connected anew, meanwhile
            return False
        keep(access.brand, access.network, level, app_of(secrets), _named(given, access), at)
    return True


def _named(given: Granted, access: Credential) -> Granted:
    """A renewal never opens another account's place, and keeps the scopes that it does not repeat."""
    return replace(given, account=access.name, scopes=given.scopes or tuple(access.scopes))


def in_time(access: Credential, at: datetime) -> Credential:
    """The access as it may be used now: one that ended while nobody was at work here is renewed first, if it can be."""
    if access.expires_at is None or access.expires_at > at or not renew(access.pk, at):
        return access
    return Credential.objects.get(pk=access.pk)
