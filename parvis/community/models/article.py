"""Articles: as they are written, before anybody reads them, and what stands around them once they are out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.community.models.member import Member
from parvis.community.models.space import Space
from parvis.community.models.topic import Topic
from parvis.community.models.upload import Upload
from parvis.core.models import Account, Brand


class Category(models.Model):
    """What a space of articles is sorted by, in the order that the team gave."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="+", db_index=False)
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "slug"], name="category_once")]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """A text on its way out (`rules.articles.State`), then what its topic shows beside the first post.

    Until it is out it stands here alone: nothing of it is a topic, a post, or found anywhere. Then `topic` holds the words
    and `body` is empty. `key`: of the topic that it will be. `word`: why the team gave it back, or why it could not go out.
    `due_at`, `set_by`: when it goes out by itself, and who said so. `words`: counted in its text. `stars`: all that its
    `ratings` members gave, together.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="+", db_index=False)
    topic = models.OneToOneField(Topic, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    cover = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="+")
    cover_alt = models.CharField(max_length=200, blank=True)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+")
    tagged = models.CharField(max_length=250, blank=True)
    comments = models.BooleanField(default=True)
    made_by = models.ForeignKey(Member, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    words = models.PositiveIntegerField(default=0)
    stars = models.PositiveIntegerField(default=0)
    ratings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "key"], name="article_once")]
        indexes: ClassVar = [
            models.Index(fields=["space", "-id"], name="article_unpublished", condition=Q(topic=None)),
        ]

    def __str__(self) -> str:
        return self.title


class ArticleAuthor(models.Model):
    """In whose name an article stands, in their order."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "member"], name="article_author_once")]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.member_id}"


class ArticlePicture(models.Model):
    """A picture of an article that is not out yet: kept for it, and seen by whoever works on it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="+", db_index=False)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "upload"], name="article_picture_once")]

    def __str__(self) -> str:
        return f"{self.article_id} · {self.upload_id}"


class Rating(models.Model):
    """What a member thinks of an article, from one star to five."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "member"], name="rating_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_of_five"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.stars}★ {self.topic_id}"
