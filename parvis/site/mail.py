"""The house's own mail: invitations. Mail of a brand leaves by the mailbox of that brand, never by this one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

SCHEMES = {"smtp": 587, "smtps": 465}
PATIENCE = 10
"""Seconds: somebody waits for the page."""


class BadMailServer(ValueError):
    """PARVIS_SMTP is no address of a mail server."""


def mail_settings(environment: Mapping[str, str]) -> tuple[bool, dict[str, object]]:
    """Whether there is a server, and Django's EMAIL_… from PARVIS_SMTP. Without it nothing can be sent, and pages show links to copy.

    `smtp://` speaks TLS as soon as it is connected (STARTTLS), `smtps://` from the first byte; `?tls=no` neither.
    Raises BadMailServer.
    """
    given = environment.get("PARVIS_SMTP", "")
    if not given:
        return False, {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(given)
    try:
        port = parts.port or SCHEMES.get(parts.scheme)
    except ValueError:
        port = None
    if parts.scheme not in SCHEMES or not parts.hostname or not port:
        raise BadMailServer("PARVIS_SMTP: write smtp://user:password@host:587")
    user = unquote(parts.username or "")
    sender = environment.get("PARVIS_SMTP_FROM") or (user if "@" in user else f"parvis@{parts.hostname}")
    return True, {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and "tls=no" not in parts.query,
        "EMAIL_TIMEOUT": PATIENCE,
        "DEFAULT_FROM_EMAIL": sender,
    }
