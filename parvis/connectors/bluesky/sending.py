"""Answers and new posts, at most once: the key of the message names the record, and no record is overwritten.

`putRecord` with `swapRecord: null` makes the record only if none stands under its name. A second try is refused, or
finds the same record; either way there is one post.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from parvis.connectors.bluesky.addresses import post_page
from parvis.connectors.bluesky.api import CONNECT_AGAIN, Api, NotThere, Taken
from parvis.connectors.bluesky.identifiers import POST, at_uri, is_did, record_key
from parvis.connectors.bluesky.lists import by_uri
from parvis.connectors.bluesky.richtext import BYTES, GRAPHEMES, compose, graphemes, mentioned
from parvis.connectors.contract import AuthExpired, Draft, Forbidden, Item, Rejected, Sent, Transient
from parvis.connectors.moments import moment
from parvis.connectors.told import inside, mapping, text
from parvis.core.messages import Message

MOST_MENTIONS = 5
"""Handles looked up for one message; more would be a mailing."""


def send(api: Api, draft: Draft, own: str, settings: Mapping[str, Any], now: datetime) -> Sent:
    """`own`: the DID of the account. What is asked before the write never reaches anybody. Raises ConnectorError."""
    if not (api.token and is_did(own)):
        raise AuthExpired(
            Message("No account is connected: Parvis may read here, not answer."),
            Message("Connect an account to answer from here."),
        )
    if settings.get("level") == "read":
        raise Forbidden(
            Message("This account was connected for reading only."),
            Message("Connect the account again with the level that lets Parvis answer."),
        )
    words = words_of(draft)
    check_length(words)
    record = _record(api, draft, words, now)
    key = record_key(draft.key, draft.reply_to.at if draft.reply_to else None)
    told = {"repo": own, "collection": POST, "rkey": key, "record": record, "swapRecord": None}
    try:
        made = api.post("com.atproto.repo.putRecord", told)
    except Taken:
        return _standing(api, draft, own)
    except NotThere:
        raise Rejected(
            Message("The network no longer knows the account that answers."), "body", CONNECT_AGAIN
        ) from None
    if at_uri(text(made.get("uri"))) is None:
        raise Transient(Message("The answer of the server does not say whether it took the message."), CONNECT_AGAIN)
    return _sent(text(made["uri"]), record, now)


def _standing(api: Api, draft: Draft, own: str) -> Sent:
    """The record that an earlier try left. Raises Rejected when it says something else."""
    sent = find_sent(api, draft, own)
    if sent is None:
        raise Rejected(
            Message("An earlier form of this message is there already, with other words."),
            "body",
            Message("Open the conversation and look; write a new answer if one is needed."),
        )
    return sent


def words_of(draft: Draft) -> str:
    """Whom it answers is told by the network itself: nobody is named first."""
    return f"{draft.body.strip()}\n\n{draft.signature}" if draft.signature else draft.body.strip()


def check_length(words: str) -> None:
    """Raises Rejected with the figure, before anything leaves."""
    length, size = graphemes(words), len(words.encode("utf-8", "surrogatepass"))
    if length > GRAPHEMES:
        raise Rejected(
            Message(
                "This message has %(length)s characters with your signature; %(most)s is the most here.",
                {"length": length, "most": GRAPHEMES},
            ),
            "body",
            Message("Shorten it, or send a link to the rest."),
        )
    if size > BYTES:
        raise Rejected(
            Message(
                "This message takes %(size)s bytes with your signature; %(most)s is the most here.",
                {"size": size, "most": BYTES},
            ),
            "body",
            Message("Use fewer emoji: some take more than twenty bytes each."),
        )


def _record(api: Api, draft: Draft, words: str, now: datetime) -> dict[str, Any]:
    record: dict[str, Any] = {"$type": POST, "text": words, "createdAt": _stamp(now)}
    answered = draft.reply_to
    if facets := compose(words, _dids(api, words)):
        record["facets"] = [facet.told() for facet in facets]
    if answered is None:
        return record
    if re.fullmatch(r"[a-z]{2,3}", answered.language):
        record["langs"] = [answered.language]
    return record | {"reply": _reply(api, answered)}


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dids(api: Api, words: str) -> dict[str, str]:
    """Who is named in the text; a handle that leads to nobody stays plain text. Raises ConnectorError: nothing was sent."""
    found = {}
    for handle in mentioned(words)[:MOST_MENTIONS]:
        try:
            did = text(api.get("com.atproto.identity.resolveHandle", [("handle", handle)]).get("did"))
        except (NotThere, Rejected):
            continue
        except Transient as error:
            raise _before(error) from error
        if is_did(did):
            found[handle] = did
    return found


def _before(error: Transient) -> Transient:
    """The same trouble, met before the message left."""
    return Transient(error.message, error.mend, reached=False)


def _reply(api: Api, answered: Item) -> dict[str, Any]:
    """Strong references (uri and cid) to the post answered and to the first of its conversation. Raises Rejected."""
    if answered.extra.get("closed"):
        raise Rejected(
            Message("The author does not let this account answer here."),
            "reply_to",
            Message("Answer another post of the conversation, or write elsewhere."),
        )
    cid, root = str(answered.extra.get("cid") or ""), str(answered.extra.get("root") or "")
    root_cid = str(answered.extra.get("root_cid") or "") if root else cid
    if not cid or not root_cid:
        return _asked(api, answered.remote_id)
    parent = {"uri": answered.remote_id, "cid": cid}
    return {"root": {"uri": root, "cid": root_cid} if root else parent, "parent": parent}


def _asked(api: Api, uri: str) -> dict[str, Any]:
    """For a post that was not read from the network: one of ours, sent a moment ago. Raises Rejected, ConnectorError."""
    try:
        view = by_uri(api, [uri]).get(uri)
    except Transient as error:
        raise _before(error) from error
    if view is None:
        raise Rejected(
            Message("The post that you answer no longer exists, or this account may not see it."),
            "reply_to",
            Message("Open the conversation: if it is gone, close the case."),
        )
    parent = {"uri": uri, "cid": text(view.get("cid"))}
    root = mapping(inside(view, "record", "reply", "root"))
    return {
        "root": {"uri": text(root["uri"]), "cid": text(root.get("cid"))} if root.get("uri") else parent,
        "parent": parent,
    }


def find_sent(api: Api, draft: Draft, own: str) -> Sent | None:
    """The record under the key of this message, if it is this message. Raises ConnectorError."""
    if not is_did(own):
        return None
    key = record_key(draft.key, draft.reply_to.at if draft.reply_to else None)
    try:
        told = api.get("com.atproto.repo.getRecord", [("repo", own), ("collection", POST), ("rkey", key)])
    except NotThere:
        return None
    record = mapping(told.get("value"))
    answered = draft.reply_to.remote_id if draft.reply_to else ""
    if text(record.get("text")) != words_of(draft) or text(inside(record, "reply", "parent", "uri")) != answered:
        return None
    return _sent(text(told.get("uri")), record, None)


def _sent(uri: str, record: Mapping[str, Any], now: datetime | None) -> Sent:
    at = moment(text(record.get("createdAt"))) or now or datetime.now(UTC)
    return Sent(uri, at, post_page(uri))


def own_did(secrets: Mapping[str, str], settings: Mapping[str, Any]) -> str:
    return secrets.get("did", "") or str(settings.get("did", ""))
