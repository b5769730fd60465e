"""Sessions that know whose they are: listed, and ended one by one or all at once. This module is the SESSION_ENGINE."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection

from parvis.core.clock import now
from parvis.core.models import Account, Session
from parvis.core.sql import as_moment, columns_of, from_row

SEEN, OPENED, DEVICE, NETWORK = "seen", "opened", "device", "network"
STRONG = "strong"
"""In a session whose owner showed more than a password."""
RESEEN = timedelta(minutes=5)
"""How exact "last seen" is: each page that is opened must not cost a write."""


_KEPT = (
    f"SELECT {columns_of(Session, 's')} FROM {Session._meta.db_table} s WHERE s.session_key = %s AND s.expire_date > %s"  # noqa: S608  names of ours
)


class SessionStore(DatabaseStore):
    """As Django's, with whose it is, on what and since when beside its data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """As Django's, in a plain query: whoever is signed in asks for one with every page."""
        with connection.cursor() as cursor:
            cursor.execute(_KEPT, [self.session_key, as_moment(now())])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return from_row(Session, row)

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        made = cast(Session, super().create_model_instance(dict(data)))
        account = data.get(SESSION_KEY)
        made.account_id = int(account) if account else None
        made.device, made.network = data.get(DEVICE, ""), data.get(NETWORK, "")
        made.opened_at, made.seen_at = _moment(data.get(OPENED)), _moment(data.get(SEEN))
        return made


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def coarse(address: str) -> str:
    """The network that an address belongs to (IPv4: /24, IPv6: /48); "" for what is no address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    width = 24 if known.version == 4 else 48
    return str(ipaddress.ip_network(f"{known}/{width}", strict=False))


def open_on(session: Any, device: str, address: str, at: datetime) -> None:
    """Note in a session that has just begun where it is held."""
    session[OPENED] = session[SEEN] = at.isoformat()
    session[DEVICE], session[NETWORK] = device[:300], coarse(address)


def seen(session: Any, at: datetime) -> None:
    """Somebody is there. Written down every few minutes only."""
    last = _moment(session.get(SEEN))
    if last is not None and at - last >= RESEEN:
        session[SEEN] = at.isoformat()


def sessions_of(account: Account, at: datetime) -> list[Session]:
    """Those that still open the house, last seen first."""
    rows = Session.objects.filter(account_id=account.pk, expire_date__gt=at).defer("session_data")
    return sorted(rows, key=lambda one: (one.seen_at or one.expire_date, one.pk), reverse=True)


def ref_of(key: str | None) -> str:
    """How pages name a session: its key is what opens the house, and stands in no page."""
    return hashlib.sha256((key or "").encode()).hexdigest()[:20]


def end_session(account: Account, ref: str) -> bool:
    """Its browser is signed out at its next request. False: there is no such session of this account."""
    keys = Session.objects.filter(account_id=account.pk).values_list("session_key", flat=True)
    found = [key for key in keys if ref_of(key) == ref]
    return bool(Session.objects.filter(session_key__in=found).delete()[0])


def end_others(account: Account, key: str | None) -> int:
    """End every session of the account but `key`; how many."""
    return Session.objects.filter(account_id=account.pk).exclude(session_key=key or "").delete()[0]


def forget(*, at: datetime) -> int:
    """Remove sessions that have run out; how many."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]
