"""Topics get tags: the community's own words for what they are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.models import Tag, Topic, TopicTag
from parvis.community.rules.tags import stored
from parvis.core import events
from parvis.core.traces import Traces


@transaction.atomic
def set_tags(topic: Topic, tags: Sequence[tuple[str, str]], *, at: datetime) -> bool:
    """(slug, name) of each, instead of those it had. False = it had these."""
    held = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    known = {one.slug: one for one in Tag.objects.filter(brand_id=held.brand_id, slug__in=[slug for slug, _n in tags])}
    for slug, name in tags:
        if slug not in known:
            known[slug], _new = Tag.objects.get_or_create(brand_id=held.brand_id, slug=slug, defaults={"name": name})
    chosen = [known[slug] for slug, _name in tags]
    tagged = stored([one.name for one in chosen])
    if tagged == held.tagged:
        return False
    TopicTag.objects.filter(topic=held).delete()
    TopicTag.objects.bulk_create(TopicTag(brand_id=held.brand_id, tag=one, topic=held) for one in chosen)
    Topic.objects.filter(pk=held.pk).update(tagged=tagged, version=F("version") + 1)
    topic.tagged = tagged
    events.publish(held.brand_id, "topic", str(held.pk), at)
    return True


def forget_tags(topics: Collection[int]) -> None:
    """Of topics whose author is forgotten, in the caller's transaction; a tag that nothing bears goes."""
    borne = set(TopicTag.objects.filter(topic__in=list(topics)).values_list("tag_id", flat=True))
    TopicTag.objects.filter(topic__in=list(topics)).delete()
    Topic.objects.filter(pk__in=list(topics)).update(tagged="")
    Tag.objects.filter(pk__in=borne).exclude(pk__in=TopicTag.objects.filter(tag__in=borne).values("tag")).delete()


def clean_tags(brand_id: int, traces: Traces) -> None:
    """Tags that name somebody who is forgotten go from every topic, in the caller's transaction."""
    named = [one for one in Tag.objects.filter(brand_id=brand_id) if traces.within([one.name, one.slug])]
    for tag in named:
        for topic in Topic.objects.filter(pk__in=TopicTag.objects.filter(tag=tag).values("topic")):
            kept = [name for name in topic.tagged.split("\n") if name != tag.name]
            Topic.objects.filter(pk=topic.pk).update(tagged=stored(kept), version=F("version") + 1)
        tag.delete()
