"""Boards of columns that a team reads side by side, and collections of what is worth keeping."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.conversations.models import Place, Post
from parvis.core.models import Account, Brand, Seat
from parvis.listening.models import Watch


class Collection(models.Model):
    """Posts and links that somebody keeps, in an order of their own. `visibility`: private (its owner's) or team."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    visibility = models.CharField(max_length=8, default="team")
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "name"], name="collection_of_brand")]

    def __str__(self) -> str:
        return self.name


class CollectionItem(models.Model):
    """A post, or a link, with why it is kept. `problem`: why the title of a link could not be read, as a sentence."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    tags = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collection", "post"], condition=Q(post__isnull=False), name="kept_once"),
            models.UniqueConstraint(fields=["collection", "url"], condition=~Q(url=""), name="link_kept_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["collection", "position", "id"], name="item_in_order")]

    def __str__(self) -> str:
        return self.title or self.url or f"post {self.post_id}"

    @property
    def link(self) -> str:
        """Where it leads, "" for whatever is no web address."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


class Board(models.Model):
    """Columns under a name. `visibility`: private (its owner's) or team; `density`: titles or cards."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    visibility = models.CharField(max_length=8, default="team")
    name = models.CharField(max_length=60)
    density = models.CharField(max_length=8, default="cards")
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "name"], name="board_of_brand")]

    def __str__(self) -> str:
        return self.name


class Column(models.Model):
    """One live list of a board: of a watch, a place, a collection, or a saved search (`asked`, as an address says it).

    Where what it showed was deleted, the column stays and says so. `name` "" = that of what it shows.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    board = models.ForeignKey(Board, models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10)
    watch = models.ForeignKey(Watch, models.SET_NULL, null=True, related_name="+")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, related_name="+")
    collection = models.ForeignKey(Collection, models.SET_NULL, null=True, related_name="+")
    asked = models.JSONField(default=dict)
    wide = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["board", "position", "id"], name="column_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> Watch | Place | Collection | None:
        return {"watch": self.watch, "place": self.place, "collection": self.collection}.get(self.kind)

    @property
    def gone(self) -> bool:
        """What it showed was deleted."""
        return self.kind != "search" and self.source is None

    @property
    def title(self) -> str:
        return self.name or (self.source.name if self.source else "")


class ColumnMark(models.Model):
    """Up to which arrival one person has read a column: the id of a post, or of an item in a column of a collection.

    By arrival, not by date: what comes late of an earlier hour is new all the same.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    column = models.ForeignKey(Column, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    upto = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["column", "account"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.column_id} ≤ {self.upto}"


class BoardShare(models.Model):
    """A secret link that shows the public part of a board to whoever holds it, for a time, until it is revoked."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.board_id} until {self.expires_at}"


class Sending(models.Model):
    """A post or a collection put before a colleague, once: `key` is that of the page it was sent from."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    to = models.ForeignKey(Account, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    collection = models.ForeignKey(Collection, models.CASCADE, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "key", "to"], name="sent_to_them_once")]

    def __str__(self) -> str:
        return f"{self.by_id} → {self.to_id}"


class FeedList(models.Model):
    """A list of feeds on its way in. `rows`: each feed with its folder and how it stands; `refused`: lines with the reason.

    A row's `state`: new, known (a place already), skipped, added, failed, asks (wants something of a person first).
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    rows = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    as_boards = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
