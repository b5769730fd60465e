"""A fake of the WordPress REST interface: it remembers, and refuses what the real one does not describe.

It stands in for the real one where Debian's is not installed; `test_real.py` runs the same suite on that.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from parvis.connectors.testing.website import Reply, Request, Website, website
from parvis.connectors.wordpress.tests import schema

ROLES = {
    "administrator": {"moderate_comments": True, "edit_posts": True},
    "author": {"edit_posts": True},
    "subscriber": {},
}  # fmt: skip


@dataclass(frozen=True)
class User:
    id: int
    login: str
    name: str
    role: str
    password: str

    def may(self, what: str) -> bool:
        return bool(ROLES[self.role].get(what))


class No(Exception):
    """A refusal in WordPress's own form."""

    def __init__(self, code: str, status: int, message: str = "") -> None:
        super().__init__(code)
        self.reply = _json({"code": code, "message": message or code, "data": {"status": status}}, status)


@dataclass
class FakeWordPress:
    """`floods`: comments of those who do not moderate come too quickly. `passwords_on`: as the index says."""

    site: Website
    users: list[User] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    described: dict[str, Any] = field(default_factory=schema.load)
    floods: bool = False
    passwords_on: bool = True
    closed: bool = False
    next_id: int = 1
    clock: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=1))

    def write(self, title: str, *, at: datetime | None = None) -> int:
        when = _gmt(at or self._tick())
        self.articles.append(
            {
                "id": self._number(), "date_gmt": when, "modified_gmt": when, "title": {"rendered": html.escape(title)},
                "content": {"rendered": "<p>Il repart.</p>\n"}, "author": 2, "comment_status": "open",
            }
        )  # fmt: skip
        return int(self.articles[-1]["id"])

    def comment(self, text: str, *, status: str = "approved", user: int = 0, **more: Any) -> int:
        made = {
            "id": self._number(), "post": self.articles[-1]["id"], "parent": 0, "author": user, "author_name": "Zoé",
            "author_url": "", "date_gmt": _gmt(more.pop("at", None) or self._tick()), "status": status,
            "type": "comment", "was": "hold", "text": text, **more,
        }  # fmt: skip
        self.comments.append(made)
        return int(made["id"])

    def answer(self, request: Request) -> Reply:
        parts = urlsplit(request.path)
        given: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
        path = given.pop("rest_route", "") or parts.path.removeprefix("/wp-json")
        if not (path.startswith("/wp/") or path == "/"):
            return self._page(request)
        body = json.loads(request.body) if request.body else {}
        try:
            route = schema.check(self.described, request.method, path, {**given, **body})
            return self._routed(route, path, request, {**given, **body})
        except schema.Refused as refused:
            return No("rest_invalid_param", 400, str(refused)).reply
        except No as refused:
            return refused.reply

    def _page(self, request: Request) -> Reply:
        link = f'<{self.site.address}/wp-json/>; rel="https://api.w.org/"'
        return Reply(
            200,
            b"<html><head><title>Le Journal</title></head><body>Bonjour</body></html>",
            {"Content-Type": "text/html; charset=UTF-8", "Link": link},
        )

    def _routed(self, route: str, path: str, request: Request, asked: dict[str, Any]) -> Reply:
        me = self._user(request)
        match (request.method, route):
            case ("GET", "/"):
                return _json(self._index())
            case ("GET", "/wp/v2/posts"):
                return self._posts(asked)
            case ("GET", "/wp/v2/users/me"):
                if me is None:
                    raise No("rest_not_logged_in", 401)
                return _json({"id": me.id, "name": me.name, "roles": [me.role], "capabilities": ROLES[me.role]})
            case ("GET", "/wp/v2/comments"):
                return self._listed(asked, me)
            case ("POST", "/wp/v2/comments"):
                return self._created(asked, me)
        return self._one(int(path.rpartition("/")[2]), asked, me, change=request.method == "POST")

    def _index(self) -> dict[str, Any]:
        told = {"name": "Le Journal de La Veilleuse", "home": self.site.address, "namespaces": ["oembed/1.0", "wp/v2"]}
        return {**told, "authentication": {"application-passwords": {}} if self.passwords_on else []}

    def _posts(self, asked: Mapping[str, Any]) -> Reply:
        by = "modified_gmt" if asked.get("orderby") == "modified" else "date_gmt"
        after = asked.get("modified_after" if by == "modified_gmt" else "after", "")
        rows = sorted(
            (one for one in self.articles if one[by] > after.rstrip("Z")), key=lambda one: (one[by], one["id"])
        )
        return _paged([self._article(one) for one in rows], asked)

    def _article(self, row: dict[str, Any]) -> dict[str, Any]:
        writer = next((one for one in self.users if one.id == row["author"]), None)
        embedded = {"author": [{"id": writer.id, "name": writer.name, "slug": writer.login}]} if writer else {}
        return {**row, "link": f"{self.site.address}/billet-{row['id']}/", "_embedded": embedded}

    def _listed(self, asked: Mapping[str, Any], me: User | None) -> Reply:
        edits = me is not None and me.may("edit_posts")
        code = 403 if me else 401
        if asked.get("context") == "edit" and not (me and me.may("moderate_comments")):
            raise No("rest_forbidden_context", code)
        if not edits and {"status", "type", "author", "author_email"} & asked.keys():
            raise No("rest_forbidden_param", code)
        rows = [row for row in self.comments if _asked_for(row, asked) and self._readable(row, me)]
        rows.sort(key=lambda row: (row["date_gmt"], row["id"]), reverse=asked.get("order", "desc") == "desc")
        return _paged([self._shown(row) for row in rows], asked)

    def _readable(self, row: Mapping[str, Any], me: User | None) -> bool:
        return row["status"] == "approved" or (me is not None and (row["author"] == me.id or self._edits(row, me)))

    def _edits(self, row: Mapping[str, Any], me: User) -> bool:
        below = next((one for one in self.articles if one["id"] == row["post"]), {"author": 0})
        return me.may("moderate_comments") or (me.may("edit_posts") and below["author"] == me.id)

    def _shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        above = next((one for one in self.articles if one["id"] == row["post"]), None)
        rendered = "".join(f"<p>{part}</p>\n" for part in row["text"].replace("'", "&#8217;").split("\n\n"))
        return {
            **{name: value for name, value in row.items() if name not in ("text", "was")},
            "content": {"rendered": rendered},
            "link": f"{self.site.address}/billet-{row['post']}/#comment-{row['id']}",
            "_embedded": {"up": [self._article(above)]} if above else {},
        }

    def _created(self, asked: Mapping[str, Any], me: User | None) -> Reply:
        if me is None:
            raise No("rest_comment_login_required", 401)
        article = next((one for one in self.articles if one["id"] == asked["post"]), None)
        if article is None:
            raise No("rest_comment_invalid_post_id", 403)
        if article["comment_status"] == "closed":
            raise No("rest_comment_closed", 403)
        same = {"post": asked["post"], "parent": asked.get("parent", 0), "author": me.id, "text": asked["content"]}
        if any(same.items() <= row.items() and row["status"] != "trash" for row in self.comments):
            raise No("comment_duplicate", 409, "Détection d&rsquo;un doublon")
        if self.floods and not me.may("moderate_comments"):
            raise No("comment_flood", 400, "Vous envoyez vos commentaires trop rapidement.")
        number = self.comment(same.pop("text"), user=same.pop("author"), author_name=me.name, **same)
        return _json(self._shown(next(row for row in self.comments if row["id"] == number)), 201)

    def _one(self, number: int, asked: Mapping[str, Any], me: User | None, *, change: bool) -> Reply:
        row = next((one for one in self.comments if one["id"] == number), None)
        if row is None:
            raise No("rest_comment_invalid_id", 404)
        if not self._readable(row, me) or (change and not (me and self._edits(row, me))):
            raise No("rest_cannot_edit" if change else "rest_cannot_read", 403 if me else 401)
        if change:
            self._decide(row, str(asked["status"]))
        return _json(self._shown(row))

    def _decide(self, row: dict[str, Any], status: str) -> None:
        if status in ("unspam", "untrash"):
            if row["status"] != status.removeprefix("un"):
                raise No("rest_comment_failed_edit", 500)
            row["status"] = row["was"]
            return
        if status == row["status"] and status in ("approved", "spam", "trash"):
            raise No("rest_comment_failed_edit", 500)
        if status in ("spam", "trash") and row["status"] in ("approved", "hold"):
            row["was"] = row["status"]
        row["status"] = status

    def _user(self, request: Request) -> User | None:
        """A wrong password makes a stranger, as in WordPress before 6.2."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Basic":
            return None
        login, _, password = base64.b64decode(token).decode().partition(":")
        return next((one for one in self.users if (one.login, one.password) == (login, password)), None)

    def _number(self) -> int:
        self.next_id += 1
        return self.next_id

    def _tick(self) -> datetime:
        self.clock += timedelta(seconds=1)
        return self.clock


@contextmanager
def fake_wordpress() -> Iterator[FakeWordPress]:
    with website() as site:
        people = (("ines", "Inès", "administrator"), ("paul", "Paul", "author"), ("lou", "Lou", "subscriber"))
        users = [User(n, login, name, role, f"mot de {login}") for n, (login, name, role) in enumerate(people, 1)]
        fake = FakeWordPress(site, users)
        site.otherwise = fake.answer
        fake.write("Le train de nuit")
        yield fake


def _asked_for(row: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    status, kind = asked.get("status", "approve"), asked.get("type", "comment")
    if "include" in asked and str(row["id"]) not in asked["include"].split(","):
        return False
    wanted = {"any": {"approved", "hold", "spam", "trash"}, "all": {"approved", "hold"}, "approve": {"approved"}}
    return (
        row["status"] in wanted.get(status, {status})
        and kind in ("all", row["type"])
        and row["date_gmt"] > asked.get("after", "").rstrip("Z")
        and all(str(row[name]) == asked[name] for name in ("post", "parent", "author") if name in asked)
    )


def _paged(rows: list[dict[str, Any]], asked: Mapping[str, Any]) -> Reply:
    size, page = int(asked.get("per_page", 10)), int(asked.get("page", 1))
    pages = -(-len(rows) // size)
    return _json(
        rows[(page - 1) * size : page * size], headers={"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
    )


def _json(said: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(
        status, json.dumps(said).encode(), {"Content-Type": "application/json; charset=UTF-8", **(headers or {})}
    )


def _gmt(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
