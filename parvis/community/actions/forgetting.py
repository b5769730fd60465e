"""Somebody asks to be forgotten: what they left around posts goes with them. Their posts are emptied elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, F, Q

from parvis.community.actions.forgetting_choices import forget_choices
from parvis.community.actions.previews import forget_links
from parvis.community.actions.uploads import forget_pictures
from parvis.community.actions.webmentions import forget_told
from parvis.community.models import Bookmark, Draft, PostReaction, Report, Topic
from parvis.conversations.actions.moderate import forget_reasons
from parvis.core.traces import Traces


def forget_traces(brand_id: int, identity_ids: Collection[int]) -> None:
    """Drafts, marks, signs, pictures, pages shown and choices of these, in the caller's transaction."""
    mine = {"brand_id": brand_id, "member__identity_id__in": list(identity_ids)}
    signs = PostReaction.objects.filter(**mine)
    for topic_id, n in signs.values_list("topic_id").annotate(n=Count("pk")).order_by("topic_id"):
        Topic.objects.filter(pk=topic_id).update(reaction_count=F("reaction_count") - n, version=F("version") + 1)
    signs.delete()
    Draft.objects.filter(**mine).delete()
    Bookmark.objects.filter(**mine).delete()
    told = Report.objects.filter(brand_id=brand_id)
    told.filter(Q(post__author_id__in=list(identity_ids)) | Q(post__erased_at__isnull=False)).delete()
    forget_reasons(brand_id, identity_ids)
    forget_pictures(brand_id, identity_ids)
    forget_links(brand_id, identity_ids)
    forget_told(brand_id, identity_ids)
    forget_choices(brand_id, identity_ids)


def clean_reports(brand_id: int, traces: Traces) -> None:
    """What others wrote of somebody who is forgotten, when they showed a post to the moderators."""
    for row in Report.objects.filter(brand_id=brand_id).exclude(words=""):
        if traces.within(row.words):
            Report.objects.filter(pk=row.pk).update(words=traces.clean(row.words)[:600])
