"""A post says it otherwise; how it read before is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.topics import words_of
from parvis.community.actions.uploads import bind_pictures
from parvis.community.models import Member, Topic
from parvis.community.rules.access import Who
from parvis.community.rules.naming import slug_of
from parvis.community.rules.revising import print_of, waits_for_links
from parvis.conversations.actions.hosted import reword_hosted
from parvis.conversations.models import Post
from parvis.conversations.rendering import addresses
from parvis.core import events, journal


class Crossed(Exception):
    """Somebody else has changed the post since: `source` and `title` are theirs."""

    def __init__(self, source: str, title: str) -> None:
        super().__init__("the post was changed meanwhile")
        self.source = source
        self.title = title


@transaction.atomic
def reword(
    topic: Topic, post: Post, *, by: Member, who: Who, body: str, title: str = "", seen: str = "", links: bool = True,
    at: datetime,
) -> bool:  # fmt: skip
    """The words of a post, and the title of its topic where it is the first. False = the words stood so already.

    `seen`: `print_of` the words that the editor had before them; "" does not ask; `links`: `may_link`. Raises Crossed.
    """
    held = Post.sealed_too.select_for_update().get(pk=post.pk)
    first = Topic.objects.select_for_update().get(pk=topic.pk)
    title = title.strip()[:200] if held.seq == 1 and title.strip() else first.title if held.seq == 1 else ""
    if seen and seen != print_of(held.source, first.title if held.seq == 1 else ""):
        raise Crossed(held.source, first.title)
    words = words_of(topic, body, held.remote_id, held.standing, held.direction == "out", links=links)
    if words.source == held.source and title in ("", first.title):
        return False
    if held.standing == "" and waits_for_links(addresses(held.html), addresses(words.html), who):
        words = words.waiting()
    reword_hosted(held, words, title=title, at=at)
    bind_pictures(held, by)
    if title:
        Topic.objects.filter(pk=topic.pk).update(title=title, slug=slug_of(title))
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    _noted(held, by, waits=words.standing != "" and post.standing == "", at=at)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
    return True


def _noted(post: Post, by: Member, *, waits: bool, at: datetime) -> None:
    """In the journal where a person other than the author decides, or where the house holds a post back."""
    if post.author_id != by.identity_id:
        journal.record(post.brand, actor=by.account, verb="post.reworded", object=f"post:{post.pk}", data={}, at=at)
    if waits:
        said = {"because": "links"}
        journal.record(post.brand, actor=None, verb="post.held", object=f"post:{post.pk}", data=said, at=at)
