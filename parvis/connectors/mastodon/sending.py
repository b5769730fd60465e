"""Answers and new posts. The key goes along for an hour's protection, but some dialects ignore it: it proves nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from parvis.connectors.contract import AuthExpired, Draft, Forbidden, Rejected, Sent, Transient
from parvis.connectors.mastodon.api import CONNECT_AGAIN, Api, NotThere
from parvis.connectors.moments import moment
from parvis.connectors.told import text
from parvis.core.folding import fold_tokens
from parvis.core.messages import Message

LINK_COUNTS = 23
_LINK = re.compile(r"https?://[^\s<>\"]+")
_FAR_MENTION = re.compile(r"(?<![\w/])(@[\w.-]+)@[\w.-]+\w")
_TAG = re.compile(r"<[^>]*>")


def send(api: Api, draft: Draft, settings: Mapping[str, Any], now: datetime) -> Sent:
    """One POST, the first request of the call: whatever breaks, it is this one. Raises ConnectorError."""
    if not api.token:
        raise AuthExpired(
            Message("No account is connected: Parvis may read here, not answer."),
            Message("Connect an account of that server to answer from here."),
        )
    words = words_of(draft, str(settings.get("account", "")))
    check_length(words, settings)
    try:
        told = api.post("/api/v1/statuses", request(draft, words), {"Idempotency-Key": draft.key})
    except NotThere:
        raise Rejected(
            Message("The post that you answer no longer exists, or this account may not see it."),
            "reply_to",
            Message("Open the conversation: if it is gone, close the case."),
        ) from None
    except Forbidden as error:
        raise Forbidden(
            error.message, Message("Connect the account again with the level that lets Parvis answer.")
        ) from error
    sent = _sent(told, now)
    if sent is None:
        raise Transient(Message("The answer of the server does not say whether it took the message."), CONNECT_AGAIN)
    return sent


def request(draft: Draft, words: str) -> dict[str, Any]:
    """As visible as the post answered and behind the same warning: an answer never shows what was said in private.

    Raises Rejected for an answer to a post of which that is not known.
    """
    answered = draft.reply_to
    told: dict[str, Any] = {"status": words, "visibility": "public"}
    if answered is None:
        return told
    seen = str(answered.extra.get("visibility") or "")
    if not seen:
        raise Rejected(
            Message("Parvis does not know who may see the post that you answer."),
            "reply_to",
            Message("Answer another post of the conversation, one that was read from the network."),
        )
    told |= {"in_reply_to_id": answered.remote_id, "visibility": seen}
    if warning := str(answered.extra.get("warning") or ""):
        told |= {"spoiler_text": warning, "sensitive": True}
    if re.fullmatch(r"[a-z]{2,3}", answered.language):
        told["language"] = answered.language
    return told


def words_of(draft: Draft, own: str = "") -> str:
    """The person answered is named first, as the network wants it, unless the text names them or it is ourselves."""
    body = f"{draft.body.strip()}\n\n{draft.signature}" if draft.signature else draft.body.strip()
    handle = str(draft.reply_to.extra.get("handle", "")) if draft.reply_to else ""
    if not handle or handle.casefold() in (own.casefold(), "") or handle.casefold() in body.casefold():
        return body
    return f"{handle} {body}"


def length(words: str) -> int:
    """As the network counts: each link for 23 characters, a far mention without its server."""
    return len(_FAR_MENTION.sub(r"\1", _LINK.sub("x" * LINK_COUNTS, words)))


def check_length(words: str, settings: Mapping[str, Any]) -> None:
    """Raises Rejected for what the instance is known to refuse; one whose limit is unknown says so itself."""
    limit = settings.get("limit")
    most = limit if isinstance(limit, int) else 0
    if most and length(words) > most:
        raise Rejected(
            Message(
                "This message has %(length)s characters with the name of the person and your signature; %(most)s is the most here.",
                {"length": length(words), "most": most},
            ),
            "body",
            Message("Shorten it, or send a link to the rest."),
        )


def find_sent(api: Api, draft: Draft, settings: Mapping[str, Any], now: datetime) -> Sent | None:
    """Among our own latest posts: the same words in answer to the same post. Raises ConnectorError."""
    try:
        who = api.get("/api/v1/accounts/verify_credentials")
        told = api.get(
            f"/api/v1/accounts/{text(who.get('id'))}/statuses", [("limit", "40"), ("exclude_reblogs", "true")]
        )
    except NotThere:
        return None
    wanted = bare(words_of(draft, str(settings.get("account", ""))))
    answered = draft.reply_to.remote_id if draft.reply_to else ""
    for one in told if isinstance(told, list) else []:
        if text(one.get("in_reply_to_id")) == answered and bare(_plain(text(one.get("content")))) == wanted:
            return _sent(one, now)
    return None


def _sent(told: Any, now: datetime) -> Sent | None:
    if not isinstance(told, dict) or not told.get("id"):
        return None
    return Sent(text(told["id"]), moment(text(told.get("created_at"))) or now, text(told.get("url")))


def _plain(content: str) -> str:
    return html.unescape(_TAG.sub("", re.sub(r"<br\s*/?>|</p>", " ", content)))


def bare(words: str) -> str:
    """Letters and digits alone, without the servers of mentions: servers rewrite spaces, marks and links in their own way."""
    return "".join(fold_tokens(_FAR_MENTION.sub(r"\1", words))).replace("@", "")
