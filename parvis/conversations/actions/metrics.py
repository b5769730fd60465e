"""What became of posts: the counts that networks give again and again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from parvis.conversations.models import Place, Post


@transaction.atomic
def recount(place: Place, counts: Mapping[str, Mapping[str, int]]) -> int:
    """Keep the latest counts, by remote id; how many posts changed. A count that is not given again stays."""
    changed = []
    for post in Post.objects.filter(place=place, remote_id__in=list(counts)).only("pk", "remote_id", "metrics"):
        told = {**post.metrics, **counts[post.remote_id]}
        if told != post.metrics:
            post.metrics = told
            changed.append(post)
    # In key order, so that two workers lock posts in the same order.
    Post.objects.bulk_update(sorted(changed, key=lambda post: post.pk), ["metrics"], batch_size=200)
    return len(changed)
