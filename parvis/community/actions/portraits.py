"""Members show a face, or no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from parvis.community.models import Member, Topic
from parvis.community.queries.uploads import shown_somewhere
from parvis.conversations.models import Post
from parvis.core import pictures
from parvis.core.ratelimit import wait_for
from parvis.core.remaking import Picture

EVERY, AT_ONCE = timedelta(minutes=10), 10


class TooOften(Exception):
    """Ten faces at once, then one every ten minutes."""


@transaction.atomic
def show_face(member: Member, picture: Picture | None, *, at: datetime) -> None:
    """None: initials again. Pages that show the member are drawn anew. Raises TooOften."""
    if picture is not None and wait_for(f"face:{member.pk}", every=EVERY, burst=AT_ONCE, at=at) > 0:
        raise TooOften
    held = Member.objects.select_for_update().only("pk", "picture").get(pk=member.pk)
    before = held.picture
    member.picture = pictures.keep(member.brand_id, picture.body) if picture else ""
    member.save(update_fields=["picture"])
    if before == member.picture:
        return
    said_in = Post.sealed_too.filter(author_id=member.identity_id).values("thread_id")
    theirs = Q(thread__in=said_in) | Q(author=member)
    Topic.objects.filter(theirs, brand_id=member.brand_id).update(version=F("version") + 1)
    let_go(member.brand_id, before)


def let_go(brand_id: int, sha256: str) -> None:
    """The file of a picture that stands nowhere any more goes, once the caller's transaction stands."""
    if sha256:
        transaction.on_commit(lambda: _unlink(brand_id, sha256))


def _unlink(brand_id: int, sha256: str) -> None:
    if not shown_somewhere(brand_id, sha256):
        pictures.drop(brand_id, sha256)
