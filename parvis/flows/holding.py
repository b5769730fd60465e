"""Posts that await a decision, in the places that we moderate: decided many at once, and taken back together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from parvis.connectors.contract import Act
from parvis.conversations.models import Moderation, Post
from parvis.conversations.queries import decided_at, last_decisions, older_than
from parvis.conversations.sight import Sight
from parvis.core.models import Account
from parvis.flows.at_home import HOUSE
from parvis.flows.moderate import MODERATED, decidable, decide, moderated_here, undo

ROWS, MOST = 40, 100


def held_in(sight: Sight, *, after: tuple[datetime, int] | None = None) -> list[Post]:
    """In sight, newest first, ROWS + 1 at most. One query."""
    posts = sight.posts().filter(standing="held", deleted_at=None, place__ended_at=None)
    posts = posts.filter(
        Q(place__network=HOUSE.network) | Q(place__settings__support__moderate="yes", kind__in=MODERATED)
    )
    posts = posts.select_related("place", "author", "thread").order_by("-at", "-pk")
    return list((older_than(posts, *after) if after else posts)[: ROWS + 1])


@transaction.atomic
def decide_many(
    sight: Sight, ids: Sequence[int], act: Act, *, by: Account, at: datetime, because: str = ""
) -> list[Moderation]:
    """The same for all of `ids` that are in sight where we moderate, MOST at once. All bear `at`: by it they are taken back."""
    posts = sight.posts().select_related("place", "brand").filter(pk__in=list(ids)[:MOST], deleted_at=None)
    return [
        decide(post, act, by=by, at=at, because=because)
        for post in posts.order_by("pk")
        if decidable(post, post.place) and moderated_here(post.place)
    ]


@transaction.atomic
def undo_many(sight: Sight, brand_id: int, *, by: Account, of: datetime, at: datetime) -> list[Moderation]:
    """What this account decided at the moment `of`, where nothing was decided since and the place has carried it out."""
    rows = decided_at(brand_id, by, of).select_related("post__place", "post__brand")
    rows = rows.filter(post__in=sight.posts().values("pk"))
    done = {row.post_id: row for row in rows}
    last = last_decisions(brand_id, list(done))
    return [undo(row, by=by, at=at) for pk, row in done.items() if last[pk].pk == row.pk and row.state == "done"]
