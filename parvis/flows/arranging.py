"""The team changes who enters a space: what was said there leaves its screens, or comes to them, with the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from parvis.community.actions import houses
from parvis.community.actions.houses import SpaceForm
from parvis.community.models import Space
from parvis.community.rules.access import OPEN_TO_TEAM, Access
from parvis.conversations.models import Post
from parvis.core.jobs import enqueue
from parvis.core.models import Account
from parvis.flows.hosting import hear
from parvis.flows.tending import shut_away

AT_A_TIME = 500
"""Posts in one statement."""


@transaction.atomic
def change_space(space: Space, form: SpaceForm, *, by: Account, at: datetime) -> None:
    """Raises CannotCarry: "worked" = cases, alerts or corrections stand on what was said there, which cannot be sealed."""
    was_open, opens = Access(space.access) in OPEN_TO_TEAM, form.access in OPEN_TO_TEAM
    if was_open and not opens:
        for ids in _posts(space):
            shut_away(space.brand_id, ids)
    houses.change_space(space, form, by=by, at=at)
    if opens and not was_open:
        for ids in _posts(space):
            for pk in ids:
                enqueue(hear, key=f"hear:{pk}", post_id=pk)


def _posts(space: Space) -> Iterator[list[int]]:
    ids = list(Post.sealed_too.filter(place_id=space.place_id).order_by("pk").values_list("pk", flat=True))
    return (ids[start : start + AT_A_TIME] for start in range(0, len(ids), AT_A_TIME))
