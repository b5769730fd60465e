"""Discourse: what a site shows to everybody, asked of its own API, one answer after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from parvis.connectors.contract import Forbidden, Gone, Rejected
from parvis.connectors.forums.bounds import instant
from parvis.connectors.forums.discourse import UNDATED
from parvis.connectors.forums.records import Line, Person, Post, Problem, Room, Said, Topic
from parvis.connectors.forums.words import discourse_words, html_words, storable
from parvis.connectors.net.client import Web
from parvis.core.messages import Message

PAGES = 20_000
"""Of the list of topics, at most."""
AT_ONCE = 20
Json = dict[str, Any]


def home_of(address: str) -> str:
    """The address of a site as its API is asked: scheme and host, and the folder it stands in."""
    parts = urlsplit(address.strip() if "://" in address else f"https://{address.strip()}")
    folder = parts.path.rstrip("/") if parts.path.count("/") == 1 else ""
    return f"{parts.scheme}://{parts.netloc}{folder}"


def read(address: str, web: Web, known: Callable[[str], bool]) -> Iterator[Line]:
    """Every record that the site shows. `known`: a topic that an earlier run has whole is not asked for again.

    Raises Rejected when no Discourse answers there, and the errors of the contract.
    """
    home, number = home_of(address), 0
    for said in _categories(_get(web, f"{home}/categories.json", include_subcategories="true")):
        yield Line(0, said)
    met: set[str] = set()
    for page in range(PAGES):
        listed = _get(web, f"{home}/latest.json", order="created", page=str(page)).get("topic_list") or {}
        topics = [one for one in listed.get("topics") or [] if str(one.get("id")) not in met]
        if not topics:
            return
        for one in topics:
            met.add(str(one["id"]))
            number += 1
            if not known(str(one["id"])):
                yield from (Line(number, said) for said in _topic(web, home, str(one["id"])))


def _get(web: Web, address: str, **asked: str) -> Json:
    answer = web.get(f"{address}?{urlencode(asked)}" if asked else address, {"Accept": "application/json"})
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Rejected(
            Message("No Discourse answers at %(address)s.", {"address": address[:200]}), field="address",
            mend=Message("Give the address at which one reads the forum."),
        )  # fmt: skip
    return told


def _categories(told: Json) -> Iterator[Said]:
    found = (told.get("category_list") or {}).get("categories")
    if not isinstance(found, list):
        raise Rejected(Message("The site does not list its categories."), field="address")
    for one in [*found, *(sub for each in found for sub in each.get("subcategory_list") or [])]:
        access = "private" if one.get("read_restricted") else "public"
        yield Room(
            str(one["id"]), storable(str(one.get("name", ""))), html_words(str(one.get("description") or "")), access,
            str(one.get("parent_category_id") or ""), int(one.get("position") or 0),
            paths=(f"c/{one['id']}", f"c/{one.get('slug', '')}"),
        )  # fmt: skip


def _topic(web: Web, home: str, topic: str) -> Iterator[Said]:
    try:
        told = _get(web, f"{home}/t/{topic}.json", include_raw="true")
    except (Gone, Forbidden):
        return
    posts = list((told.get("post_stream") or {}).get("posts") or [])
    at = instant(told.get("created_at"))
    if not posts or at is None:
        yield Problem(UNDATED)
        return
    stream = [str(pk) for pk in (told.get("post_stream") or {}).get("stream") or []]
    missing = [pk for pk in stream if pk not in {str(post.get("id")) for post in posts}]
    met: set[str] = set()
    for start in range(0, len(missing), AT_ONCE):
        asked = urlencode([("include_raw", "true"), *(("post_ids[]", pk) for pk in missing[start : start + AT_ONCE])])
        posts += (_get(web, f"{home}/t/{topic}/posts.json?{asked}").get("post_stream") or {}).get("posts") or []
    for post in posts:
        yield from _post(topic, post, met)
    # Last, so that a topic that is known is known whole.
    yield Topic(
        topic, str(told.get("category_id") or ""), storable(str(told.get("title", ""))), str(posts[0].get("user_id", "")),
        at, bool(told.get("closed") or told.get("archived")), bool(told.get("pinned")), (f"t/{topic}",),
    )  # fmt: skip


def _post(topic: str, post: Json, met: set[str]) -> Iterator[Said]:
    at, author = instant(post.get("created_at")), str(post.get("user_id", ""))
    if at is None or post.get("post_type", 1) not in (1, 2) or post.get("hidden"):
        return
    handle = str(post.get("username", ""))
    if author not in met:
        met.add(author)
        name = storable(str(post.get("name") or handle))
        yield Person(author, handle, name, joined=None, paths=(f"u/{handle.lower()}",))
    raw = post.get("raw")
    words = discourse_words(raw) if isinstance(raw, str) else html_words(str(post.get("cooked", "")))
    answers, number = post.get("reply_to_post_number"), int(post["post_number"])
    yield Post(
        str(post["id"]), topic, author, at, words, number, f"#{answers}" if answers else "",
        paths=(f"t/{topic}/{number}", f"p/{post['id']}"),
    )  # fmt: skip
