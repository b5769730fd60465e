"""Private messages: a topic without a space, for those whom it was written to.

Nobody is let into what was said before they came: whoever wants more people goes on with them in a new conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.drafts import Begun, drop_draft
from parvis.community.actions.houses import NETWORK
from parvis.community.actions.topics import Written, counted, made_before, words_of
from parvis.community.models import Community, Member, Topic, TopicMember, TopicState
from parvis.community.rules.kinds import MESSAGE
from parvis.community.rules.messages import title_of
from parvis.community.rules.naming import slug_of
from parvis.conversations.actions.hosted import open_thread
from parvis.conversations.models import Place
from parvis.conversations.rules import SEALED
from parvis.core import events


@transaction.atomic
def begin(
    community: Community, member: Member, to: Sequence[Member], *, title: str, body: str, key: str, at: datetime
) -> Written:
    """A conversation with its first words (the caller asked `rules.messages.why_not_write`)."""
    place = _place(community, at)
    if (before := made_before(place.pk, member, key)) is not None:
        return before
    title = title_of(title, body)
    words = words_of(Topic(brand_id=community.brand_id), body, key, "", False, links=True)
    thread, post = open_thread(place, member.signs_as, title, words, at=at)
    topic = Topic.objects.create(
        thread=thread, brand_id=community.brand_id, space=None, kind=MESSAGE, slug=slug_of(title), title=title,
        author=member, last_author=member, begun_at=at, bumped_at=at,
    )  # fmt: skip
    TopicMember.objects.bulk_create(
        TopicMember(brand_id=community.brand_id, topic=topic, member=one, at=at)
        for one in {one.pk: one for one in (member, *to)}.values()
    )
    counted(topic, member, post, at)
    return Written(topic, post, True)


@transaction.atomic
def leave(topic: Topic, member: Member, *, at: datetime) -> bool:
    """It reads the conversation no longer, what was said while it was there neither. False = it had left already."""
    mine = TopicMember.objects.filter(topic=topic, member=member, left_at=None)
    if not mine.update(left_at=at):
        return False
    TopicState.objects.filter(topic=topic, member=member).delete()
    drop_draft(member, Begun(topic_id=topic.pk))
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
    return True


def _place(community: Community, at: datetime) -> Place:
    """Where private messages stand: sealed from all that the team sees and hears."""
    brand = community.brand
    found, _new = Place.sealed_too.get_or_create(
        brand=brand, network=NETWORK, kind="messages", remote_id="messages",
        defaults={
            "address": f"/c/{brand.slug}", "name": community.name, "url": "", "owned": True,
            "visibility": SEALED, "created_at": at,
        },
    )  # fmt: skip
    return found
