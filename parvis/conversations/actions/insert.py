"""New posts in statements of many rows: the ORM prepares each of 26 fields of each row apart, which is half the intake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from parvis.conversations.models import Post
from parvis.core.sql import as_json, as_moment

ROWS = 400
"""A statement takes at most 32,766 values on SQLite: 400 rows of 29 stay well below."""

_PLAIN = (
    *("brand_id", "place_id", "thread_id", "seq", "remote_id", "parent_id", "author_id", "kind", "direction", "title"),
    *(
        "format",
        "source",
        "folded",
        "text",
        "html",
        "html_version",
        "url",
        "language",
        "canonical_hash",
        "standing",
        "sealed",
    ),
)
_MOMENTS = ("at", "received_at", "edited_at", "deleted_at", "erased_at")
_JSON = ("tags", "metrics", "extra")
_COLUMNS = (*_PLAIN, *_MOMENTS, *_JSON)
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"


def insert_posts(posts: Sequence[Post]) -> None:
    """Store posts that are known to be new, and give each its `pk`, in the caller's transaction."""
    for start in range(0, len(posts), ROWS):
        _insert(posts[start : start + ROWS])


def _insert(posts: Sequence[Post]) -> None:
    statement = (
        f"INSERT INTO conversations_post ({', '.join(_COLUMNS)}) VALUES {', '.join([_ROW] * len(posts))}"  # noqa: S608
        " RETURNING id, remote_id"
    )
    values: list[Any] = []
    for post in posts:
        values += [getattr(post, name) for name in _PLAIN]
        values += [as_moment(getattr(post, name)) for name in _MOMENTS]
        values += [as_json(getattr(post, name)) for name in _JSON]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        # Matched by remote id: neither database promises to return rows in the order given.
        made = {remote_id: pk for pk, remote_id in cursor.fetchall()}
    for post in posts:
        post.pk = made[post.remote_id]
        post._state.adding = False
