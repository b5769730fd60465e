"""Members show a post to the moderators, who decide."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.community.actions.tending import hide_post, show_post
from parvis.community.models import Member, Report, Topic
from parvis.community.rules.reports import Decision, Why
from parvis.conversations.models import Post
from parvis.core import events, journal
from parvis.core.models import Account


def report(topic: Topic, post: Post, member: Member, *, why: Why, words: str, at: datetime) -> Report:
    """Once for each member: asked again, it stays as it was."""
    made, new = Report.objects.get_or_create(
        post=post, member=member,
        defaults={"brand_id": topic.brand_id, "topic": topic, "why": why.value, "words": words.strip()[:600], "at": at},
    )  # fmt: skip
    if new:
        events.publish(topic.brand_id, "reports", str(made.pk), at)
    return made


@transaction.atomic
def decide(report: Report, decision: Decision, *, by: Account, at: datetime) -> bool:
    """All that was said about the same post is decided with it. False = it was decided so already."""
    post = Post.sealed_too.select_for_update().get(pk=report.post_id)
    about = Report.objects.filter(brand_id=report.brand_id, post=post).exclude(decision=decision.value)
    if not about.update(decision=decision.value, decided_at=at, decided_by=by):
        return False
    change = hide_post if decision is Decision.TAKEN else show_post if report.decision == Decision.TAKEN else None
    if change is not None:
        change(report.topic, post, by=by, at=at)
    said = {"post": post.pk}
    of = f"report:{report.pk}"
    journal.record(report.brand, actor=by, verb=f"report.{decision.value}", object=of, data=said, at=at)
    return True
