"""What a WordPress says when it says no: its codes first, then the words of the pages it shows instead, in our six errors.

Codes do not depend on the language of the site; words do, and are known here in English and in French.
"""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Gone, RateLimited, Rejected, Transient
from parvis.connectors.net.refusals import SHORTEST_WAIT
from parvis.core.messages import Message

CLOSED_API = (
    "rest_no_route", "rest_disabled", "rest_cannot_access", "rest_api_cannot_access", "rest_login_required", "disabled",
    "rest_api_access_restricted", "rest_forbidden_user",
)  # fmt: skip
_SIGNED_OUT = (
    "rest_not_logged_in", "rest_comment_login_required", "incorrect_password", "invalid_username", "invalid_email",
    "invalid_application_password",
)  # fmt: skip
_NO_PASSWORDS = ("application_passwords_disabled", "application_passwords_disabled_for_user")
_GONE = (
    "rest_comment_invalid_id", "rest_post_invalid_id", "rest_comment_trash_post", "rest_comment_draft_post",
    "rest_comment_invalid_post_id", "rest_already_trashed",
)  # fmt: skip
_BAD_WORDS = ("rest_comment_content_invalid", "comment_content_column_length", "require_valid_comment")
_WORDS: tuple[tuple[str, str], ...] = (
    ("comment_flood", r"too quickly|trop rapidement|trop vite"),
    ("comment_duplicate", r"duplicate comment|doublon|déjà (?:dit|envoyé)"),
    ("rest_comment_closed", r"comments are closed|commentaires (?:sont )?fermés"),
    ("critical", r"critical error|erreur critique|error establishing a database|connexion à la base de données"),
    ("maintenance", r"scheduled maintenance|brièvement indisponible|maintenance (?:planifiée|programmée)"),
)
_TAG = re.compile(r"<[^>]{0,500}>")
RENEW = Message("Make a new application password in WordPress (Users → Profile) and give it here.")
BROKEN = Message("Nothing was wrong on our side: whoever runs the site finds the reason in its error log.")


def code_of(error: ConnectorError) -> str:
    """WordPress's own code for its refusal, read from its JSON or, failing that, from its words; "" when it says neither."""
    told = _json(error.said)
    code = str(told.get("code", "")) if told else ""
    if code and code != "wp_die":
        return code
    words = html.unescape(_TAG.sub(" ", str(told.get("message", "")) if told else error.said)).lower()
    return next((name for name, pattern in _WORDS if re.search(pattern, words)), code)


def understood(error: ConnectorError, host: str, now: datetime | None = None) -> ConnectorError:
    """The error that says most; `error` itself where WordPress added nothing to it."""
    made = _of_code(code_of(error), error, host, now or datetime.now(UTC))
    if made is not error:
        made.status, made.said = error.status, error.said
    return made


def _of_code(code: str, error: ConnectorError, host: str, now: datetime) -> ConnectorError:
    where: dict[str, str | int] = {"host": host}
    if code == "comment_flood":
        wait = Message("Parvis sends it again by itself in a moment.")
        return RateLimited(Message("%(host)s finds that we comment too quickly.", where), now + SHORTEST_WAIT, wait)
    if code == "comment_duplicate":
        return Rejected(
            Message("%(host)s already has this very comment from us.", where),
            field="body",
            mend=Message(
                "Look in the conversation: your answer is there. If you have something to add, say it otherwise."
            ),
        )
    if code == "rest_comment_closed":
        return Rejected(Message("Comments on this article are closed."), field="reply_to")
    if code in _NO_PASSWORDS:
        return Forbidden(
            Message("Application passwords are turned off on %(host)s.", where),
            Message(
                "Ask whoever runs the site to turn them on: they need https, and no security extension against them."
            ),
        )
    if code in _GONE:
        return Gone(Message("This article or comment is no longer on %(host)s.", where))
    if code in _BAD_WORDS or code.endswith("_column_length"):
        return Rejected(Message("%(host)s does not take a comment of this form or length.", where), field="body")
    if code == "critical":
        return Transient(Message("%(host)s shows a critical error instead of an answer.", where), BROKEN)
    if code == "maintenance":
        return RateLimited(Message("%(host)s is being updated.", where), now + timedelta(minutes=10))
    return _of_rights(code, error, where)


def _of_rights(code: str, error: ConnectorError, where: dict[str, Any]) -> ConnectorError:
    if code in CLOSED_API or (error.status in (401, 403) and code.startswith("rest_api")):
        return Forbidden(
            Message("%(host)s has closed its programming interface (REST API).", where),
            Message("Ask whoever runs the site to open /wp-json/ to Parvis, or listen to the feed of the site."),
        )
    if error.status == 401 or code in _SIGNED_OUT:
        return AuthExpired(Message("%(host)s does not accept this user name and application password.", where), RENEW)
    if error.status == 403 and code:
        return Forbidden(
            Message("The WordPress role of this user does not allow this on %(host)s.", where),
            Message("Ask for the role of Editor, or use the application password of an Editor."),
        )
    return error


def unreadable(host: str) -> Transient:
    """For an answer that is no JSON: PHP's own complaints, a page of a firewall, half an answer."""
    return Transient(
        Message("%(host)s answers something that is no data: often an error of an extension.", {"host": host}), BROKEN
    )


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return _cut_json(text)
    return found if isinstance(found, dict) else {}


def _cut_json(text: str) -> dict[str, Any]:
    """The code and the message of a refusal of which only the first words were read."""
    code = re.search(r'^\s*\{\s*"code"\s*:\s*"(\w{1,80})"', text)
    return {"code": code[1]} if code else {}
