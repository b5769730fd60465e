"""Answer below an article, find an answer again, and decide what the public sees."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from parvis.connectors.contract import (
    Act,
    AuthExpired,
    ConnectorError,
    Draft,
    Forbidden,
    Gone,
    Item,
    Rejected,
    Sent,
    Standing,
    Transient,
)
from parvis.connectors.wordpress.cursor import written
from parvis.connectors.wordpress.items import ARTICLE, COMMENT, date_of, number_of, standing_of
from parvis.connectors.wordpress.me import whoami
from parvis.connectors.wordpress.refusals import code_of
from parvis.connectors.wordpress.rest import Rest
from parvis.core.messages import Message

_TAG = re.compile(r"<[^>]{0,500}>")
_NOT_SAID = re.compile(r"[\W_]+")
SKEW = timedelta(hours=1)
_STATUS = {Act.APPROVE: "approved", Act.HOLD: "hold", Act.SPAM: "spam", Act.TRASH: "trash"}
_BECOMES: Mapping[Act, Standing] = {Act.APPROVE: "", Act.HOLD: "held", Act.SPAM: "spam", Act.TRASH: "trash"}
_BACK: Mapping[Standing, str] = {"spam": "unspam", "trash": "untrash"}


def answer(rest: Rest, draft: Draft) -> Sent:
    """One comment, under the name of the user whose password this is.

    A network that already has this very comment from us has it from an earlier try whose answer was lost.
    """
    signed_in(rest)
    post, parent = _below(draft.reply_to)
    said = html.escape(_whole(draft), quote=False)
    try:
        made = rest.post("wp/v2/comments", {"post": post, "parent": parent, "content": said})
    except Rejected as error:
        if code_of(error) != "comment_duplicate":
            raise
        earlier = find(rest, draft)
        if earlier is None:
            raise
        return earlier
    if not made.get("id"):
        raise Transient(Message("%(host)s does not say what it did with the comment.", {"host": rest.host}))
    return _sent(made)


def find(rest: Rest, draft: Draft) -> Sent | None:
    """Our own latest comment there with the same words, whatever WordPress made of their quotes and spaces."""
    signed_in(rest)
    post, parent = _below(draft.reply_to)
    me = whoami(rest)
    since = (draft.reply_to.at if draft.reply_to and draft.reply_to.at else datetime(1990, 1, 1, tzinfo=UTC)) - SKEW
    asked: dict[str, str | int] = {
        "post": post, "parent": parent, "order": "desc", "per_page": 100, "after": f"{written(since)}Z",
    }  # fmt: skip
    wider: dict[str, str | int] = {"status": "any", "author": me.user_id} if me.edits and me.user_id else {}
    rows = rest.list("wp/v2/comments", **asked, **wider).rows
    wanted = _words(_whole(draft))
    ours = (row for row in rows if not me.user_id or row.get("author") == me.user_id)
    return next((_sent(row) for row in ours if _words(_said(row)) == wanted and standing_of(row) != "trash"), None)


def moderate(rest: Rest, remote_id: str, act: Act) -> Standing:
    """Raises Gone, Forbidden, Rejected for what is no comment."""
    signed_in(rest)
    number = number_of(remote_id, COMMENT)
    if not number:
        raise Rejected(Message("Only comments are moderated; articles are edited in WordPress."), field="post")
    path = f"wp/v2/comments/{number}"
    if act == Act.RESTORE:
        before = standing_of(rest.get(path, context="edit"))
        status = _BACK.get(before, "")
        return standing_of(rest.post(path, {"status": status})) if status else before
    try:
        return standing_of(rest.post(path, {"status": _STATUS[act]}))
    except (Transient, Gone) as error:
        # WordPress says "failed" (500) or "already" (410) where the comment stands as wanted before we ask.
        if code_of(error) not in ("rest_comment_failed_edit", "rest_already_trashed"):
            raise
        return _stands(rest, path, act, error)


def _stands(rest: Rest, path: str, act: Act, error: ConnectorError) -> Standing:
    standing = standing_of(rest.get(path, context="edit"))
    if standing != _BECOMES[act]:
        raise error
    return standing


def signed_in(rest: Rest) -> None:
    if not rest.signed_in:
        raise AuthExpired(
            Message("Without an application password Parvis only reads this site."),
            Message("Give the user name and an application password in the settings of the place."),
        )


def _below(item: Item | None) -> tuple[int, int]:
    """(article, comment answered or 0)"""
    post = number_of(item.thread_id, ARTICLE) if item else 0
    if item is None or not post:
        raise Forbidden(Message("Parvis answers below articles; it does not write new ones."))
    return post, number_of(item.remote_id, COMMENT)


def _whole(draft: Draft) -> str:
    return f"{draft.body.strip()}\n\n{draft.signature}" if draft.signature else draft.body.strip()


def _said(row: Mapping[str, Any]) -> str:
    content = row.get("content") or {}
    return html.unescape(_TAG.sub(" ", str(content.get("rendered") or "")))


def _words(text: str) -> str:
    """Letters and digits alone; where there are none (an emoji), the text as it is."""
    return _NOT_SAID.sub("", text).casefold() or text.strip()


def _sent(row: Mapping[str, Any]) -> Sent:
    return Sent(f"{COMMENT}{row['id']}", date_of(row) or datetime.now(UTC), str(row.get("link") or ""))
