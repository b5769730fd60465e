"""Who is at home in the community, and in which groups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Account, Brand
from parvis.people.models import Identity


class Member(models.Model):
    """An account in a brand's community. What it writes is signed by its `identity`, so that the team knows the person.

    `handle`: its name in addresses and mentions; `handle_key`: folded, by which it is found and once only. `title`: shown under the name
    (a department, a trade). `name_key`: the name folded, for search; `links`: addresses of its own, one a line;
    `hidden`: what of its page it keeps to itself (words of `rules.profile.Part`); `listed`: in the directory; `days`: on which it came;
    `folds`: members whose posts are folded for it. `trust`: 0 newcomer … 4 pillar. `charter_version`: the last one it agreed to. `seen_at`: to the
    hour. `picture`: hash of its portrait (`core.pictures`), "" = its initials. `left_at`: it left; its posts stay under the name that it chose to leave. `identity` None: it was forgotten.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    identity = models.OneToOneField(Identity, models.PROTECT, null=True, related_name="+")
    handle = models.CharField(max_length=40)
    handle_key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80, blank=True)
    about = models.TextField(blank=True)
    name_key = models.CharField(max_length=120, blank=True)
    links = models.TextField(blank=True)
    hidden = models.CharField(max_length=80, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    listed = models.BooleanField(default=True)
    trust = models.PositiveSmallIntegerField(default=0)
    folds = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=1)
    charter_version = models.PositiveIntegerField(default=0)
    charter_at = models.DateTimeField(null=True, blank=True)
    post_count = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "handle_key"], name="member_handle_once"),
            models.UniqueConstraint(fields=["account", "brand"], name="member_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "-joined_at", "-id"], name="member_recent"),
            models.Index(fields=["brand", "name_key"], name="member_named"),
            models.Index(fields=["brand", "picture"], name="member_pictured", condition=~models.Q(picture="")),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def signs_as(self) -> Identity:
        """Of somebody who has not been forgotten."""
        assert self.identity is not None
        return self.identity


class Group(models.Model):
    """Members who are given spaces together."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "slug"], name="group_once")]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "member"], name="group_member_once")]

    def __str__(self) -> str:
        return f"{self.group_id} · {self.member_id}"
