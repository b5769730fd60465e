"""What was said, in which thread, and how we read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.conversations.models.open import Open
from parvis.conversations.models.place import Place
from parvis.conversations.rules import VEIL
from parvis.core.models import Account, Brand
from parvis.people.models import Identity


class Thread(models.Model):
    """One conversation in one place. `last_seq` numbers its posts: addresses and deep pages stay stable.

    `sealed`: it stands in a sealed place, as its posts do.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    remote_id = models.CharField(max_length=500)
    title = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    author = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, default="open")
    last_seq = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    bumped_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)

    objects = Open()
    sealed_too: ClassVar[models.Manager[Thread]] = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "remote_id"], name="thread_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "-bumped_at", "-id"], name="thread_recent")]

    def __str__(self) -> str:
        return self.title or self.remote_id


class Post(models.Model):
    """A tweet, a comment, an e-mail, a review, a forum post.

    `source`: the body as received, in `format`; `text`: its plain form, what is matched, read and searched;
    `html`: sanitised once, at `html_version`; `extra`: what the connector needs to answer it. `erased_at`: something was
    taken out of it for good (a person asked, or its place keeps posts for a time): its source no longer changes it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    remote_id = models.CharField(max_length=500)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    author = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, default="post")
    direction = models.CharField(max_length=3, default="in")
    title = models.CharField(max_length=300, blank=True)
    format = models.CharField(max_length=8, default="text")
    source = models.TextField()
    folded = models.TextField(blank=True)
    text = models.TextField()
    html = models.TextField()
    html_version = models.PositiveSmallIntegerField(default=1)
    url = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    standing = models.CharField(max_length=8, default="", blank=True)  # "" (its public sees it) | held | spam | trash
    language = models.CharField(max_length=8, blank=True)
    canonical_hash = models.BigIntegerField(default=0)
    tags = models.JSONField(default=list)
    metrics = models.JSONField(default=dict)
    extra = models.JSONField(default=dict)
    sealed = models.BooleanField(default=False)
    echoed = 1
    """How many posts say the same, itself among them, once `echo_queries` has found it out."""

    objects = Open()
    sealed_too: ClassVar[models.Manager[Post]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "remote_id"], name="post_once"),
            models.UniqueConstraint(fields=["thread", "seq"], name="post_seq_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "-at", "-id"], name="post_recent"),
            models.Index(fields=["place", "-at", "-id"], name="post_of_place"),
            models.Index(fields=["author", "-at", "-id"], name="post_of_author"),
            models.Index(fields=["parent"], name="post_answers", condition=models.Q(parent__isnull=False)),
            *(
                models.Index(fields=["brand", "-at", "-id"], name=f"post_{hidden}", condition=models.Q(standing=hidden))
                for hidden in ("held", "spam", "trash")
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def forgotten(self) -> bool:
        """Its author asked to be forgotten (and neither deleted it nor outlived what its place keeps)."""
        return self.remote_id.startswith(VEIL)


class Revision(models.Model):
    """How a post read before an edit or a deletion upstream."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    source = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.post_id} {self.at}"


class Reading(models.Model):
    """What the machine understood of a post, or what a person said instead (`Correction` has who, and what it was).

    `model`: what answered. `evidence`: spans into `Post.text`.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="reading")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    model = models.CharField(max_length=80)
    language = models.CharField(max_length=8, blank=True)
    sentiment = models.CharField(max_length=8)
    confidence = models.FloatField()
    uncertain = models.BooleanField(default=False)
    intents = models.JSONField(default=list)
    toxicity = models.FloatField(default=0)
    tier = models.CharField(max_length=8, default="none")  # none | insult | threat | hate
    spam = models.FloatField(default=0)
    phishing = models.FloatField(default=0)
    register = models.CharField(max_length=5, default="none")
    evidence = models.JSONField(default=dict)
    corrected_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.sentiment} {self.confidence:.2f}"


class Link(models.Model):
    """An address that a post mentions. `key`: of the page that it means (`links.link_key`), however it was written."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    host = models.CharField(max_length=255)
    url = models.CharField(max_length=2000)
    key = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "host", "-id"], name="link_of_host"),
            models.Index(fields=["brand", "key", "-id"], name="link_of_page"),
        ]

    def __str__(self) -> str:
        return self.url
