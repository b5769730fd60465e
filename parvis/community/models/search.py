"""What is found in the community."""

from __future__ import annotations

from django.db import models

from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Brand
from parvis.people.models import Identity


class SearchDoc(models.Model):
    """A post that stands, as search finds it (`rules.words`). Rooms and what is hidden are asked of the topic as it is now.

    `title`: stems of the topic's title, with its first post only; they stand in `stems` too. `said`, `as_of`: what it was
    made from. The index of `stems` and `others` is each database's own (FTS5 with triggers, a tsvector with GIN): a
    migration that has SQLite make this table anew makes the triggers anew.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    author = models.ForeignKey(Identity, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    image = models.BooleanField(default=False)
    title = models.TextField(blank=True)
    stems = models.TextField(blank=True)
    others = models.TextField(blank=True)
    said = models.BigIntegerField()
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.post_id)


class SearchMark(models.Model):
    """At which of its versions a topic was last put into the index; `cut`: `rules.words.VERSION` at the time."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    cut = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.topic_id} {self.version}"
