"""What an address turns out to be: an account, a hashtag, a post, an instance; what can be done there, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parvis.connectors.contract import AuthExpired, Capability, Finding, Forbidden, Rejected, Support, Transient
from parvis.connectors.mastodon.addresses import Where
from parvis.connectors.mastodon.api import Api, NotThere
from parvis.connectors.mastodon.instance import Instance, about
from parvis.connectors.mastodon.oauth import no_instance
from parvis.connectors.mastodon.reading import account_id
from parvis.connectors.told import text
from parvis.core.messages import Message

C = Capability
YES = Support("yes")
CONNECT = Message("Connect an account of this server: Places, then Accounts.")
NO_MODERATION = Support("no", Message("Parvis does not moderate there: posts belong to their authors and servers."))


def look(api: Api, where: Where, settings: Mapping[str, Any]) -> Finding:
    """Raises Rejected for what is no instance or holds no such thing, ConnectorError."""
    try:
        instance = about(api)
    except NotThere:
        raise no_instance(where.host) from None
    except Transient as error:
        if not error.status and error.reached and not api.token:  # it answers, but not with data
            raise Rejected(no_instance(where.host).message, "address", error.mend) from error
        raise
    try:
        if where.kind == "post":
            return _account(api, instance, _author_of(api, where), settings, by_post=True)
        if where.kind == "account":
            return _account(api, instance, where, settings)
        return _listed(api, instance, where, settings)
    except NotThere:
        raise Rejected(
            Message("%(host)s knows nothing at this address.", {"host": where.host}),
            "address",
            Message("Check the name: upper and lower case do not matter, the server does."),
        ) from None


def _author_of(api: Api, where: Where) -> Where:
    told = api.get(f"/api/v1/statuses/{where.post_id}")
    account = told.get("account") if isinstance(told, dict) else None
    name = text(account.get("acct")) if isinstance(account, dict) else ""
    if not name:
        raise NotThere(where.address)
    return replace(where, kind="account", name=name, post_id="")


def _account(
    api: Api, instance: Instance, where: Where, settings: Mapping[str, Any], *, by_post: bool = False
) -> Finding:
    summary = Message("The account %(name)s, as %(server)s shows it.", _named(where, instance))
    if by_post:
        summary = Message(
            "A post of %(name)s: Parvis can listen to this account, answers included.", _named(where, instance)
        )
    try:
        number = account_id(api, where)
        api.get(f"/api/v1/accounts/{number}/statuses", [("limit", "1")])
    except (AuthExpired, Forbidden) as error:
        return _finding(api, instance, where, settings, summary, Support("needs", error.message))
    return _finding(api, instance, where, settings, summary, YES)


def _listed(api: Api, instance: Instance, where: Where, settings: Mapping[str, Any]) -> Finding:
    named = _named(where, instance)
    if where.kind == "tag":
        summary = Message("The hashtag #%(name)s, as far as %(server)s knows it.", named)
    elif where.kind == "instance":
        summary = Message("What the members of %(server)s say in public.", named)
    elif where.kind == "search":
        summary = Message("A search for “%(name)s” at %(server)s.", named)
    elif where.kind == "messages":
        summary = Message("Private messages to %(name)s: a secret place.", named)
    else:
        summary = Message("Mentions of %(name)s and the conversations around them.", named)
    try:
        return _finding(api, instance, where, settings, summary, _tried(api, where))
    except (AuthExpired, Forbidden) as error:
        if api.token:
            raise
        return _finding(api, instance, where, settings, summary, Support("needs", error.message))


def _tried(api: Api, where: Where) -> Support:
    if where.kind == "tag":
        api.get(f"/api/v1/timelines/tag/{where.name}", [("limit", "1")])
        return YES
    if where.kind == "instance":
        api.get("/api/v1/timelines/public", [("local", "true"), ("limit", "1")])
        return YES
    if not api.token:
        return Support("needs", CONNECT)
    if where.kind == "search":
        api.get("/api/v2/search", [("q", where.name), ("type", "statuses"), ("limit", "1")])
    else:
        api.get("/api/v1/notifications", [("types[]", "mention"), ("limit", "1")])
    return YES


def _named(where: Where, instance: Instance) -> dict[str, str | int]:
    name = where.name if where.kind in ("tag", "search") else f"@{where.name}"
    return {"name": name[:200], "server": instance.title or where.host}


def _finding(
    api: Api, instance: Instance, where: Where, settings: Mapping[str, Any], summary: Message, listen: Support
) -> Finding:
    title = {
        "tag": f"#{where.name}",
        "search": where.name,
        "instance": where.host,
        "mentions": f"@{where.name}@{where.host}",
        "messages": f"@{where.name}@{where.host}",
    }.get(where.kind, f"@{where.name}" if "@" in where.name else f"@{where.name}@{instance.settings['domain']}")
    answers = _answers(api, settings)
    waits = YES if api.token and where.kind in ("mentions", "messages", "tag") else Support(
        "no", Message("Parvis looks every few minutes; with a connected account, mentions and hashtags announce themselves.")
    )  # fmt: skip
    return Finding(
        network="mastodon",
        kind=where.kind,
        address=where.address,
        title=title,
        url={"mentions": f"{where.origin}/notifications", "messages": f"{where.origin}/conversations"}.get(
            where.kind, ""
        ),
        summary=summary,
        support={
            C.LISTEN: listen,
            C.REPLY: answers,
            C.FIND_SENT: answers,
            C.METRICS: listen,
            C.WAKE: waits,
            C.MODERATE: NO_MODERATION,
        },
        choices=_open_feed(where) if listen.state != "yes" else (),
        settings={**settings_kept(settings), **instance.settings},
        visibility={"messages": "secret", "mentions": "members"}.get(where.kind, "public"),  # type: ignore[arg-type]  # literals
    )


def _open_feed(where: Where) -> tuple[tuple[str, str], ...]:
    """What most servers show to strangers even when their API is shut."""
    return ((f"{where.address}.rss", f"{where.address}.rss"),) if where.kind in ("account", "tag") else ()


def settings_kept(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: settings[name] for name in ("account", "server", "name", "level") if settings.get(name)}


def _answers(api: Api, settings: Mapping[str, Any]) -> Support:
    if api.token and settings.get("level", "answer") == "answer":
        return YES
    if api.token:
        return Support("needs", Message("This account was connected for reading only."))
    return Support("needs", CONNECT)
