"""The community's search: what changed is found within a minute."""

from __future__ import annotations

from datetime import timedelta

from parvis.community.actions.search import behind, index_topic, settle
from parvis.core.jobs import enqueue, task

AT_ONCE = 200


@task(every=timedelta(minutes=1))
def index_topics() -> None:
    """Whatever was written, reworded, moved, hidden or taken away since: each such act makes its topic's version grow.

    So no act has to tell search, and none can forget to; and what an earlier release cut in another way is cut anew. Safe
    to repeat at any point.
    """
    topics = behind(AT_ONCE)
    for topic_id in topics:
        index_topic(topic_id)
    if len(topics) == AT_ONCE:
        enqueue(index_topics, key="search")


@task(queue="slow", every=timedelta(days=1))
def settle_search() -> None:
    """What retention crossed out of the index goes for good."""
    settle()
