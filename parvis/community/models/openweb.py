"""What ties the community to the rest of the web: pages that its posts point to, pages that show it, pages that speak of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.space import Space
from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Account, Brand


class LinkPreview(models.Model):
    """What a page told of itself when it was asked, for whatever posts of the brand point to it. `title` "" = it told
    nothing, or could not be read: the link stands alone. `key`: hash of the address. `sha256` "" = no picture."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=32)
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=200, blank=True)
    described = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "key"], name="link_preview_once")]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="link_preview_expiry")]

    def __str__(self) -> str:
        return self.url

    @property
    def address(self) -> str:
        """Of its picture: the last part."""
        return f"{self.pk}-{self.width}x{self.height}-{self.sha256[:12]}.webp"


class PostPreview(models.Model):
    """A post shows a page that it points to. `removed_at`: its author, or a moderator, would rather have the link alone."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    preview = models.ForeignKey(LinkPreview, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "preview"], name="post_preview_once")]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.preview_id}"


class EmbedSite(models.Model):
    """A site that may show a space under its own pages. `prefix`: how the addresses of its pages begin, path included;
    `origin`: the part of it that browsers compare. `author`: in whose name topics for its pages are begun."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    author = models.ForeignKey(Member, models.CASCADE, related_name="+")
    prefix = models.CharField(max_length=500)
    origin = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "prefix"], name="embed_site_once", condition=models.Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.prefix


class EmbedPage(models.Model):
    """A page of such a site that somebody has visited. `topic` None = it has not been found yet to hold our script.
    `key`: hash of the address. `tried_at`: when it was last looked at."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    site = models.ForeignKey(EmbedSite, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    url = models.CharField(max_length=2000)
    topic = models.OneToOneField(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "key"], name="embed_page_once")]

    def __str__(self) -> str:
        return self.url


class WebMention(models.Model):
    """A page elsewhere says that it speaks of a topic. `state`: asked (not looked at yet) | held (it does; the team decides) |
    shown | refused. `key`: hash of `source`. What stands of it is what the page said when it was last looked at."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=32)
    source = models.CharField(max_length=2000)
    target = models.CharField(max_length=2000)
    state = models.CharField(max_length=8, default="asked")
    name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200, blank=True)
    excerpt = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "key"], name="webmention_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "state", "-id"], name="webmention_of_state")]

    def __str__(self) -> str:
        return f"{self.source} → {self.topic_id}"


class SentMention(models.Model):
    """A page that a post points to was told so. `said`: hash of the words that it was told of; "" = it hears of nobody.

    Written before the page is told: a crash in between leaves it untold, never told twice."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=32)
    target = models.CharField(max_length=2000)
    said = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "key"], name="sent_mention_once")]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.target}"
