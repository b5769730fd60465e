"""What the brand wants to hear of, and what it heard."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.conversations.models import Place, Post
from parvis.core.models import Account, Brand
from parvis.listening.discovery.models import (
    Candidate as Candidate,
)
from parvis.people.models import Identity


class Watch(models.Model):
    """A query that every incoming post meets. `query` is as the person typed it, always valid.

    `counted_as`: how its figures were counted (`trends.rules.COUNTED_AS`); an older manner is counted anew at night.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    query = models.TextField()
    role = models.CharField(max_length=8, default="topic")  # brand | rival | topic | crisis
    created_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    paused_at = models.DateTimeField(null=True, blank=True)
    counted_as = models.PositiveSmallIntegerField(default=0)
    matched_back_to = models.DateTimeField(null=True, blank=True)
    hit_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "name"], name="watch_name_once")]
        # Whether any watch changed is read from it alone, every second while a stream is heard.
        indexes: ClassVar = [models.Index(fields=["brand", "version", "id"], name="watch_versions")]

    def __str__(self) -> str:
        return self.name


class Hit(models.Model):
    """A post that a watch caught. `at` is the post's, so that a watch reads in order."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "watch"], name="hit_once")]
        indexes: ClassVar = [models.Index(fields=["watch", "-at", "-id"], name="hit_of_watch")]

    def __str__(self) -> str:
        return f"{self.watch_id} · {self.post_id}"


class WatchHour(models.Model):
    """Hits of one watch in one place and language in one hour: what charts read instead of posts."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    language = models.CharField(max_length=8, default="", blank=True)
    n = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "hour", "place", "language"], name="watch_hour_once")
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.hour} {self.n}"


class WatchDay(models.Model):
    """The hours of one watch added up by the days of its brand's time zone, places together: what lists and curves read.

    Always what its hours say: written with them, made anew from them when the zone changes (`actions.recount_days`).
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    n = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["watch", "day"], name="watch_day_once")]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.day} {self.n}"


class WatchVoice(models.Model):
    """Who spoke among the hits of a watch in a place and language in an hour: the set by which authors are counted once.

    `n`: their hits there; `followers`: how many followed them when the last was counted, None where the network does not say.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    language = models.CharField(max_length=8, default="", blank=True)
    author = models.ForeignKey(Identity, models.CASCADE, related_name="+")
    n = models.PositiveIntegerField(default=0)
    followers = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "hour", "place", "language", "author"], name="watch_voice_once")
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.hour} {self.author_id}"


class WatchTerm(models.Model):
    """In how many hits of a watch, in a place and language, in a quarter of a day, a word or a link stands. `kind`: term | link.

    The most frequent of each quarter are kept (`trends.actions.trim`), so that the table grows with time, not with talk.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", db_index=False)
    quarter = models.DateTimeField()
    language = models.CharField(max_length=8, default="", blank=True)
    kind = models.CharField(max_length=4)
    term = models.CharField(max_length=300)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["watch", "kind", "quarter", "place", "language", "term"], name="watch_term_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.n}"


class Burst(models.Model):
    """A watch that caught far more than chance allows, or fell silent; or a place that did: from `since` to `until`, in one
    class of sources.

    `observed` and `expected` hits; `score`: how unlikely, as the power of ten (6 = once in a million hours); `day_before`,
    `week_before`: hits of the same hours then. `cause`: {"terms": [[word, n]], "links": [[url, n]], "posts": [ids, earliest
    first], "places": [[id, n, usual]]}. `verdict`: "" | news | noise, by whom and when.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=7)  # surge | silence
    sources = models.CharField(max_length=8)  # stream | forum | mail | feed
    since = models.DateTimeField()
    until = models.DateTimeField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    score = models.FloatField()
    day_before = models.PositiveIntegerField(default=0)
    week_before = models.PositiveIntegerField(default=0)
    cause = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    verdict = models.CharField(max_length=5, default="", blank=True)
    judged_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "kind", "sources", "since"], name="burst_once"),
            models.UniqueConstraint(fields=["place", "since"], name="hush_once"),
            models.CheckConstraint(
                condition=models.Q(watch=None, place__isnull=False) | models.Q(watch__isnull=False, place=None),
                name="burst_of_one",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["brand", "-since", "-id"], name="burst_recent")]

    def __str__(self) -> str:
        return f"{self.watch_id or self.place_id} {self.kind} {self.since}"

    @property
    def name(self) -> str:
        """Of the watch or place that it is about."""
        about = self.watch or self.place
        return about.name if about else ""


class WordBlock(models.Model):
    """The words of some thousand posts of a brand (`index.block.packed`), so that a new watch finds them without reading them.

    Made from posts, and nothing but them: dropped, it costs time only. `least`, `most`: ids of posts between which its own lie.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    size = models.PositiveIntegerField()
    least = models.BigIntegerField()
    most = models.BigIntegerField()
    body = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "size"], name="word_block_of_brand")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.least}–{self.most}"


class WordMark(models.Model):
    """How far posts are in blocks: up to the id `indexed`. `seen`: the highest id at `seen_at`; those below it have settled."""

    indexed = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.indexed}/{self.seen}"


class Reworded(models.Model):
    """A post whose words changed: its new ones go into the next block. A row for each time, so that none is taken for another."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.post_id}"
