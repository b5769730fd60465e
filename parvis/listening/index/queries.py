"""Which posts of the past a query may meet."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from parvis.conversations.models import Post
from parvis.listening.index.asking import asked, may_meet
from parvis.listening.index.block import Numbers, moment, unpacked
from parvis.listening.models import Reworded, WordBlock, WordMark
from parvis.listening.query.ast import Node


def worth_reading(brand_id: int, ast: Node, until: datetime, most: int) -> list[int] | None:
    """Ids of posts of the brand, newest first, that may meet `ast` and were written at `until` at the latest: all of that
    very instant, `most` of before, and those of the same instant as the last of them. None when the index cannot tell (it is young, or `ast` names no word).
    """
    sides = asked(ast)
    if not sides or not WordBlock.objects.filter(brand_id=brand_id).exists():
        return None
    found = [_loose(brand_id, until)]
    for body in WordBlock.objects.filter(brand_id=brand_id).values_list("body", flat=True).iterator(chunk_size=4):
        some = unpacked(body)
        at = may_meet(some, sides)
        found.append(np.stack([some.moments[at], some.posts[at]]))
    moments, posts = np.concatenate(found, axis=1)
    order = np.lexsort((-posts, -moments))
    moments, posts = moments[order], posts[order]
    first, before = np.searchsorted(-moments, [-moment(until), 1 - moment(until)]).tolist()
    last = before + most - 1
    end = len(posts) if last >= len(posts) else int(np.searchsorted(-moments, -moments[last], side="right"))
    return list(dict.fromkeys(posts[first:end].tolist()))


def _loose(brand_id: int, until: datetime) -> Numbers:
    """(moments, ids) of posts that are in no block, or in one with other words than they have now."""
    mark = WordMark.objects.filter(pk=1).first()
    posts = Post.objects.filter(pk__gt=mark.indexed if mark else 0).values_list("pk", "at", "brand_id")
    edited = Post.objects.filter(pk__in=Reworded.objects.filter(brand_id=brand_id).values("post_id"))
    # By key alone: told the brand too, SQLite would read every post of it.
    rows = [*posts, *edited.values_list("pk", "at", "brand_id")]
    theirs = [(moment(at), pk) for pk, at, brand in rows if brand == brand_id]
    return np.array(theirs, np.int64).reshape(-1, 2).T
