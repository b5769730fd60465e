"""phpBB 3: a dump of its MySQL tables, whatever their prefix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from parvis.connectors.forums.bbcode import markdown
from parvis.connectors.forums.bounds import moment, unpacked
from parvis.connectors.forums.discourse import UNDATED
from parvis.connectors.forums.mysql import Row, rows
from parvis.connectors.forums.records import (
    Attachment,
    Left,
    Line,
    Opened,
    Person,
    Post,
    Problem,
    Room,
    Said,
    Topic,
)
from parvis.connectors.forums.words import storable

_ROBOT, _CATEGORY, _LINK = "2", "0", "2"
_NO_ACCESS = "16"
"""The role of phpBB that sees nothing of a forum."""


_BESIDE = {"groups", "acl_groups", "acl_users"}
"""Tables of rights; those of single users are known so that nobody takes them for users."""


def read(file: BinaryIO, size: int) -> Iterator[Line]:
    """Every record of a dump. Who may read a forum is told by `groups` and `acl_groups`; without them all are private."""
    names: dict[str, str] = {}
    rights: list[tuple[int, str, str]] = []
    for table, row, number in rows(unpacked(file, size), frozenset(_TABLES) | _BESIDE):
        if isinstance(row, Line):
            yield row
        elif table == "groups":
            names[row.get("group_id", "")] = row.get("group_name", "")
        elif table == "acl_groups":
            if row.get("forum_id", "0") != "0" and row.get("auth_role_id", "0") != _NO_ACCESS:
                rights.append((number, row["forum_id"], row.get("group_id", "")))
        elif table in _TABLES:
            try:
                yield from [Line(number, said) for said in _TABLES[table](row)]
            except (KeyError, ValueError):
                yield Line(number, Problem(UNDATED))
    for number, forum, group in rights:
        access = {"GUESTS": "public", "REGISTERED": "members"}.get(names.get(group, ""))
        if access:
            yield Line(number, Opened(forum, access))


def _user(row: Row) -> Iterator[Said]:
    if row.get("user_type") == _ROBOT or row["user_id"] == "1":
        return
    yield Person(
        row["user_id"], storable(row["username"]), storable(row["username"]), row.get("user_email", ""),
        moment(row.get("user_regdate")), paths=(f"memberlist?u={row['user_id']}",),
    )  # fmt: skip


def _forum(row: Row) -> Iterator[Said]:
    if row.get("forum_type") in (_CATEGORY, _LINK):
        return
    access = "private"
    yield Room(
        row["forum_id"], storable(row["forum_name"]), storable(markdown(row.get("forum_desc", ""))), access, "",
        int(row.get("left_id") or 0), paths=(f"viewforum?f={row['forum_id']}",),
    )  # fmt: skip


def _topic(row: Row) -> Iterator[Said]:
    at = moment(row["topic_time"])
    if row.get("topic_moved_id", "0") not in ("0", ""):
        return
    if row.get("topic_visibility", row.get("topic_approved", "1")) != "1":
        yield Left("hidden")
    elif at is None:
        yield Problem(UNDATED)
    else:
        pinned = row.get("topic_type", "0") in ("1", "2", "3")
        yield Topic(
            row["topic_id"], row["forum_id"], storable(row["topic_title"]), row["topic_poster"], at,
            row.get("topic_status") == "1", pinned, (f"viewtopic?t={row['topic_id']}",),
        )  # fmt: skip


def _post(row: Row) -> Iterator[Said]:
    at = moment(row["post_time"])
    if row.get("post_visibility", row.get("post_approved", "1")) != "1":
        yield Left("hidden")
    elif at is None:
        yield Problem(UNDATED)
    else:
        # phpBB numbers no posts: they stand in the order of their dates, and of their ids.
        yield Post(
            row["post_id"], row["topic_id"], row["poster_id"] if row["poster_id"] != "1" else "", at,
            markdown(row["post_text"], row.get("bbcode_uid", "")), int(row["post_id"]), "",
            moment(row.get("post_edit_time")), (f"viewtopic?p={row['post_id']}",),
        )  # fmt: skip


def _attachment(row: Row) -> Iterator[Said]:
    size = int(row.get("filesize") or 0)
    yield Attachment(row["attach_id"], row.get("post_msg_id", ""), storable(row.get("real_filename", ""))[:200], size)


def _message(_row: Row) -> Iterator[Said]:
    yield Left("messages")


_TABLES: dict[str, Callable[[Row], Iterator[Said]]] = {
    "users": _user, "forums": _forum, "topics": _topic, "posts": _post, "attachments": _attachment, "privmsgs": _message,
}  # fmt: skip
