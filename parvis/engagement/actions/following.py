"""Posts of our own house were carried elsewhere: the cases about them follow."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parvis.conversations.models import Post
from parvis.engagement.models import Case


@transaction.atomic
def follow_posts(brand_id: int, post_ids: Sequence[int]) -> None:
    """Where an open case stands in the new thread already, the one that comes stands beside it, about its post alone."""
    cases = Case.objects.select_for_update().filter(brand_id=brand_id, post_id__in=list(post_ids)).order_by("pk")
    where = dict(Post.objects.filter(pk__in=list(post_ids)).values_list("pk", "thread_id"))
    places = dict(Post.objects.filter(pk__in=list(post_ids)).values_list("pk", "place_id"))
    for case in cases:
        if case.post_id not in where or (case.thread_id, case.place_id) == (where[case.post_id], places[case.post_id]):
            continue
        here = Case.objects.filter(thread_id=where[case.post_id], split_from=None).exclude(state="closed")
        if case.state != "closed" and case.split_from_id is None and case.thread_id != where[case.post_id]:
            case.split_from = here.exclude(pk=case.pk).first()
        case.thread_id, case.place_id = where[case.post_id], places[case.post_id]
        case.save(update_fields=["thread", "place", "split_from"])
