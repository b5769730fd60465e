"""How a post read before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parvis.community.models import Member, Topic
from parvis.community.rules.access import Access, Room, Who
from parvis.community.rules.differences import Piece, differences
from parvis.conversations.models import Post, Revision


@dataclass(frozen=True, slots=True)
class Version:
    """`number`: from 1, the first words. `at`: when they came. `since`: what changed from the version before."""

    number: int
    at: datetime
    since: list[Piece]


def may_see_versions(post: Post, room: Room | None, who: Who, member: Member | None) -> bool:
    """Its author and moderators (in private, nobody moderates); everybody where what was edited stands before everybody."""
    if (who.moderates and room is not None) or (member is not None and post.author_id == member.identity_id):
        return True
    return room is not None and room.access is Access.PUBLIC and post.standing == ""


def version_of(post: Post, number: int | None) -> tuple[Version, int] | None:
    """(a version, how many there are); `number` None = the last. None where it never was edited, or not so often."""
    before = list(Revision.objects.filter(post=post).order_by("at", "pk").values_list("source", "at"))
    words = [source for source, _at in before] + [post.source]
    moments = [post.at, *(at for _source, at in before)]
    chosen = len(words) if number is None else number
    if len(words) < 2 or not 2 <= chosen <= len(words):
        return None
    since = differences(words[chosen - 2], words[chosen - 1])
    return Version(chosen, moments[chosen - 1], since), len(words)


def hidden_from(topic: Topic, post: Post, who: Who) -> bool:
    """Whether a post of a topic that one may read is kept from this reader."""
    return post.thread_id != topic.pk or (
        (post.deleted_at is not None or post.standing != "") and not (who.moderates and topic.space_id is not None)
    )
