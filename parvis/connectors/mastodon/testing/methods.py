"""The methods of the API, each a function of (instance, call) → (JSON, Link header)."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from parvis.connectors.mastodon.testing.instance import Instance, Refused, Said, Token, account_id, challenge_of, tags


@dataclass(frozen=True, slots=True)
class Call:
    """`reader`: the account behind the token, "" for a stranger."""

    path: tuple[str, ...]
    query: Sequence[tuple[str, str]]
    headers: dict[str, str]
    body: bytes
    reader: str = ""
    scopes: tuple[str, ...] = field(default=())

    def asked(self, name: str, otherwise: str = "") -> str:
        return next((value for key, value in self.query if key == name), otherwise)

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


Result = tuple[Any, str]
Method = Callable[[Instance, Call], Result]


def _need(call: Call, scope: str) -> None:
    """Raises Refused: 401 for strangers, 403 for a token whose scopes do not reach so far."""
    if not call.reader:
        raise Refused(401, "The access token is invalid")
    if not any(one in (scope, scope.partition(":")[0]) for one in call.scopes):
        raise Refused(403, "This action is outside the authorized scopes")


def _key(number: str) -> str:
    """Longer numbers are newer; letters are all of one length."""
    return number.zfill(30)


def _page(instance: Instance, call: Call, things: Sequence[tuple[str, Any]], path: str) -> Result:
    """`things`: (id, JSON), oldest first. As Mastodon pages: newest first, `min_id` gives those next to it."""
    limit = int(call.asked("limit", "20"))
    before, after = call.asked("max_id"), call.asked("min_id")
    found = [
        (i, told)
        for i, told in things
        if (not before or _key(i) < _key(before)) and (not after or _key(i) > _key(after))
    ]
    page = list(reversed(found[:limit] if after else found[-limit:]))
    if not page or not instance.dialect.links:
        return [told for _, told in page], ""
    base = f"https://{instance.domain}{path}"
    link = f'<{base}?max_id={page[-1][0]}>; rel="next", <{base}?min_id={page[0][0]}>; rel="prev"'
    return [told for _, told in page], link


def _statuses(instance: Instance, call: Call, chosen: Callable[[Said], bool], path: str) -> Result:
    shown = [s for s in instance.posts.values() if chosen(s) and instance.visible(s, call.reader)]
    shown.sort(key=lambda s: s.id)
    return _page(instance, call, [(s.id, instance.status(s)) for s in shown], path)


def _stranger(instance: Instance, call: Call) -> None:
    if not call.reader and not instance.dialect.open_to_strangers:
        raise Refused(401, "This method requires an authenticated user")


def timeline(instance: Instance, call: Call) -> Result:
    _stranger(instance, call)
    who = next((one for one in instance.accounts() if account_id(one) == call.path[0]), None)
    if who is None:
        raise Refused(404, "Record not found")
    boosts = call.asked("exclude_reblogs") != "true"
    return _statuses(
        instance,
        call,
        lambda s: s.handle == who and (boosts or not s.boost_of),
        f"/api/v1/accounts/{call.path[0]}/statuses",
    )


def hashtag(instance: Instance, call: Call) -> Result:
    _stranger(instance, call)
    name = call.path[0].lower()
    return _statuses(
        instance, call, lambda s: name in tags(s.text) and s.visibility == "public", f"/api/v1/timelines/tag/{name}"
    )


def public(instance: Instance, call: Call) -> Result:
    _stranger(instance, call)
    return _statuses(
        instance,
        call,
        lambda s: "@" not in s.handle and not s.boost_of and s.visibility == "public",
        "/api/v1/timelines/public",
    )


def notifications(instance: Instance, call: Call) -> Result:
    _need(call, "read:notifications")
    wanted = call.every("types[]")
    things = [
        (number, {
            "id": number, "type": kind, "created_at": instance.status(instance.posts[post])["created_at"],
            "account": instance.account(instance.posts[post].handle), "status": instance.status(instance.posts[post]),
        })
        for number, kind, post, to in sorted(instance.notices)
        if to == call.reader and (not wanted or kind in wanted) and instance.visible(instance.posts[post], call.reader)
    ]  # fmt: skip
    return _page(instance, call, things, "/api/v1/notifications")


def search(instance: Instance, call: Call) -> Result:
    if call.asked("resolve") == "true":
        _need(call, "read:search")
    words, kind = call.asked("q").casefold(), call.asked("type")
    found: dict[str, Any] = {"accounts": [], "statuses": [], "hashtags": []}
    if kind in ("", "accounts"):
        name = words.removeprefix("@").removesuffix(f"@{instance.domain}")
        found["accounts"] = [instance.account(one) for one in instance.accounts() if one.casefold() == name]
    if kind == "statuses" and call.reader:
        _need(call, "read:search")
        found["statuses"] = _statuses(instance, call, lambda s: words in s.text.casefold(), "/api/v2/search")[0]
    return found, ""


def lookup(instance: Instance, call: Call) -> Result:
    name = call.asked("acct").casefold().removesuffix(f"@{instance.domain}")
    who = next((one for one in instance.accounts() if one.casefold() == name), None)
    if who is None:
        raise Refused(404, "Record not found")
    return instance.account(who), ""


def own_account(instance: Instance, call: Call) -> Result:
    _need(call, "read:accounts")
    return instance.account(call.reader), ""


def _post(instance: Instance, call: Call) -> Said:
    said = instance.posts.get(call.path[0])
    if said is None or not instance.visible(said, call.reader):
        raise Refused(404, "Record not found")
    return said


def one_status(instance: Instance, call: Call) -> Result:
    return instance.status(_post(instance, call)), ""


def many_statuses(instance: Instance, call: Call) -> Result:
    if not instance.dialect.many_at_once:
        raise Refused(404, "Not Found")
    found = (instance.posts.get(one) for one in call.every("id[]"))
    return [instance.status(s) for s in found if s and instance.visible(s, call.reader)], ""


def context(instance: Instance, call: Call) -> Result:
    said = _post(instance, call)
    sides = {"ancestors": instance.above(said), "descendants": instance.below(said)}
    return {
        side: [instance.status(one) for one in some if instance.visible(one, call.reader)]
        for side, some in sides.items()
    }, ""


def publish(instance: Instance, call: Call) -> Result:
    _need(call, "write:statuses")
    key, told = call.headers.get("idempotency-key", ""), call.told
    if instance.dialect.keeps_keys and key in instance.keys:
        return instance.status(instance.posts[instance.keys[key]]), ""
    counted = re.sub(r"(@[\w.-]+)@[\w.-]+\w", r"\1", re.sub(r"https?://\S+", "x" * 23, told["status"]))
    if len(counted) > instance.limit:
        raise Refused(422, f"Validation failed: Text character limit of {instance.limit} exceeded")
    parent = told.get("in_reply_to_id", "")
    if parent and (parent not in instance.posts or not instance.visible(instance.posts[parent], call.reader)):
        raise Refused(404, "Record not found")
    said = instance.say(
        call.reader, told["status"], parent=parent, visibility=told.get("visibility", "public"),
        warning=told.get("spoiler_text", ""), language=told.get("language", "fr"), at=instance.now(),
    )  # fmt: skip
    instance.keys[key] = said.id
    return instance.status(said), ""


def instance_page(instance: Instance, call: Call) -> Result:
    if not instance.dialect.new_instance_page:
        raise Refused(404, "Not Found")
    urls = {"streaming": instance.streams} if instance.streams else {}
    return {
        "domain": instance.domain, "title": "Les Rails", "version": "4.4.0",
        "configuration": {"urls": urls, "statuses": {"max_characters": instance.limit}},
    }, ""  # fmt: skip


def old_instance_page(instance: Instance, call: Call) -> Result:
    return {
        "uri": instance.domain, "title": "Les Rails", "version": "2.7.2 (compatible; Pleroma 2.6.0)",
        "max_toot_chars": instance.limit, "urls": {"streaming_api": instance.streams},
    }, ""  # fmt: skip


def new_app(instance: Instance, call: Call) -> Result:
    client = secrets.token_hex(8)
    told = call.told
    instance.apps[client] = {
        "secret": secrets.token_hex(8),
        "redirect": told["redirect_uris"],
        "scopes": told["scopes"],
    }
    return {
        "id": client,
        "name": told["client_name"],
        "client_id": client,
        "client_secret": instance.apps[client]["secret"],
    }, ""


def token(instance: Instance, call: Call) -> Result:
    told = call.told
    app = instance.apps.get(told["client_id"])
    if app is None or app["secret"] != told["client_secret"]:
        raise Refused(401, "invalid_client")
    if told["grant_type"] == "refresh_token":
        held = next((t for t in instance.tokens.values() if t.refresh and t.refresh == told.get("refresh_token")), None)
        if held is None or held.revoked:
            raise Refused(400, "invalid_grant")
        return _new_token(instance, held.account, " ".join(held.scopes)), ""
    code = instance.codes.get(told.get("code", ""))
    good = code and not code.used and code.client == told["client_id"] and code.redirect == told.get("redirect_uri")
    if code is None or not good or code.challenge != challenge_of(told.get("code_verifier", "")):
        raise Refused(400, "invalid_grant")
    code.used = True
    return _new_token(instance, code.account, code.scope), ""


def revoked(instance: Instance, call: Call) -> Result:
    """RFC 7009: what is not known is answered as if it had been revoked."""
    told = call.told
    app = instance.apps.get(told["client_id"])
    if app is None or app["secret"] != told["client_secret"]:
        raise Refused(403, "unauthorized_client")
    for name, held in list(instance.tokens.items()):
        if told["token"] in (name, held.refresh):
            instance.revoke(name)
    return {}, ""


def _new_token(instance: Instance, account: str, scope: str) -> dict[str, Any]:
    lasts = instance.dialect.lasts
    made, refresh = secrets.token_hex(8), secrets.token_hex(8) if lasts else ""
    ends = instance.now() + timedelta(seconds=lasts) if lasts else None
    instance.tokens[made] = Token(account, tuple(scope.split()), ends, refresh=refresh)
    told = {"access_token": made, "token_type": "Bearer", "scope": scope, "created_at": int(instance.now().timestamp())}
    return told | ({"expires_in": lasts, "refresh_token": refresh} if lasts else {})


METHODS: dict[tuple[str, str], Method] = {
    ("GET", "/api/v1/accounts/{id}/statuses"): timeline,
    ("GET", "/api/v1/timelines/tag/{hashtag}"): hashtag,
    ("GET", "/api/v1/timelines/public"): public,
    ("GET", "/api/v1/notifications"): notifications,
    ("GET", "/api/v2/search"): search,
    ("GET", "/api/v1/accounts/lookup"): lookup,
    ("GET", "/api/v1/accounts/verify_credentials"): own_account,
    ("GET", "/api/v1/statuses/{id}/context"): context,
    ("GET", "/api/v1/statuses/{id}"): one_status,
    ("GET", "/api/v1/statuses"): many_statuses,
    ("POST", "/api/v1/statuses"): publish,
    ("GET", "/api/v2/instance"): instance_page,
    ("GET", "/api/v1/instance"): old_instance_page,
    ("POST", "/api/v1/apps"): new_app,
    ("POST", "/oauth/token"): token,
    ("POST", "/oauth/revoke"): revoked,
}
PATTERNS = [
    (method, pattern, re.compile(re.sub(r"\{\w+\}", r"([^/]+)", pattern))) for method, pattern in METHODS
]  # fmt: skip
