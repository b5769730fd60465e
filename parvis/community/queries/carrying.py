"""Where posts went that stood elsewhere."""

from __future__ import annotations

from parvis.community.models import Carriage, CarriedPost, Topic
from parvis.community.queries.house import House
from parvis.community.queries.topics import may_read_topic
from parvis.community.rules.access import Who
from parvis.conversations.models import Post


def carried_to(house: House, who: Who, topic_id: int, seq: int | None) -> tuple[Topic, int] | None:
    """(topic, number) where post `seq` of a topic stands today (None: where the whole topic went), if `who` may read it."""
    past = CarriedPost.objects.filter(brand_id=house.brand_id, topic_id=topic_id, carriage__undone_at=None)
    past = past.filter(carriage__kind="merge") if seq is None else past.filter(seq=seq)
    found = past.select_related("post").order_by("seq", "-pk").first()
    if found is None or found.post.thread_id == topic_id:
        return None
    topic = Topic.objects.filter(brand_id=house.brand_id, pk=found.post.thread_id).first()
    if topic is None or topic.hidden_at is not None or not may_read_topic(house, who, topic):
        return None
    return topic, found.post.seq


def stands_at(topic_id: int, seq: int) -> bool:
    return Post.sealed_too.filter(thread_id=topic_id, seq=seq).exists()


def to_take_back(topic: Topic) -> Carriage | None:
    """The last carriage from or to a topic that was not taken back."""
    stands = Carriage.objects.filter(brand_id=topic.brand_id, undone_at=None).select_related("source", "target")
    return (stands.filter(source=topic) | stands.filter(target=topic)).order_by("-pk").first()
