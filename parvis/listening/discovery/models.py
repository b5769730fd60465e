"""An exploration, how far it went, what it found and what was decided of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.conversations.models import Place
from parvis.core.models import Account, Brand


class Exploration(models.Model):
    """One way outward. `theme`: a query, as typed. `most_*`: what it may spend in one round; `pages`, `seconds`: spent in this one.

    It runs while `paused_at` and `ended_at` are None. `ending`: why it ended (done, pages, minutes, stopped).
    `monthly_since`: set = it sets out again every month; `again_at`: when next.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    theme = models.TextField()
    watch = models.ForeignKey("listening.Watch", models.SET_NULL, null=True, blank=True, related_name="+")
    seeds = models.JSONField(default=list)
    most_pages = models.PositiveIntegerField()
    most_hosts = models.PositiveIntegerField()
    most_depth = models.PositiveIntegerField()
    most_minutes = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=1)
    pages = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    stepped_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=12, blank=True)
    monthly_since = models.DateTimeField(null=True, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "-id"], name="exploration_of_brand")]

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """A site as an exploration treats it. `next_at`: not to be asked before, by any exploration. `shut`: why it is not asked
    any more (unwell, busy). `entered_at`: first asked; `robots`: what it lets robots read, asked at `robots_at`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    exploration = models.ForeignKey(Exploration, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=255)
    origin = models.CharField(max_length=270)
    robots = models.TextField(blank=True)
    robots_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField()
    delay = models.FloatField(default=0)
    pages = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    shut = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["exploration", "name"], name="host_once")]
        indexes: ClassVar = [models.Index(fields=["name"], name="host_by_name")]

    def __str__(self) -> str:
        return self.name


class Lead(models.Model):
    """An address that may be worth a visit, and how it was come upon. `bond`: the quality of what pointed to it.

    `promise` 0–1: greatest first. `site`: the place it belongs to (`sites.site_of`). `outcome`: what the visit gave.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    exploration = models.ForeignKey(Exploration, models.CASCADE, related_name="+", db_index=False)
    host = models.ForeignKey(Host, models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=2000)
    key = models.CharField(max_length=32)
    site = models.CharField(max_length=255)
    kind = models.CharField(max_length=8, default="page")  # page | feed | list
    bond = models.CharField(max_length=12)
    via = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    depth = models.PositiveIntegerField(default=0)
    promise = models.FloatField(default=0)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    modified = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["exploration", "key"], name="lead_once")]
        indexes: ClassVar = [models.Index(fields=["exploration", "done_at", "-promise"], name="lead_best_first")]

    def __str__(self) -> str:
        return self.address


class Visit(models.Model):
    """One request, in the journal of its exploration. `outcome`: as of its lead, or robots. `found`: addresses that were new."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    exploration = models.ForeignKey(Exploration, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    address = models.CharField(max_length=2000)
    status = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=12)
    size = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["exploration", "-at", "-id"], name="visit_latest")]

    def __str__(self) -> str:
        return f"{self.address} {self.outcome}"


class SiteLink(models.Model):
    """A place that points to another, both as `sites.site_of` names them; `n`: how often it was seen to."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    exploration = models.ForeignKey(Exploration, models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=255)
    target = models.CharField(max_length=255)
    bond = models.CharField(max_length=12)
    n = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exploration", "source", "target", "bond"], name="site_link_once")
        ]
        indexes: ClassVar = [models.Index(fields=["exploration", "target"], name="site_link_to")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Candidate(models.Model):
    """A place that was found, what was measured there, and what somebody decided.

    `site`: its name as `sites.site_of` has it. `posts`, `on_theme`: of its latest messages; `weekly`: messages a week;
    `comments`: a message; None = not said. `cited_by`: other places that point to it, `kin`: places listened to, or seeds, that point to
    it or that it points to. `samples`: [{"title", "text", "url", "at"}] of messages on the theme, gone after a time unless accepted.
    `decision`: accepted, refused, later, or none; `reason`: for a refusal.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    exploration = models.ForeignKey(Exploration, models.CASCADE, related_name="+", db_index=False)
    site = models.CharField(max_length=255)
    address = models.CharField(max_length=2000)
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=200)
    network = models.CharField(max_length=32, default="feed")
    language = models.CharField(max_length=8, blank=True)
    posts = models.PositiveIntegerField(default=0)
    on_theme = models.PositiveIntegerField(default=0)
    weekly = models.FloatField(null=True, blank=True)
    last_post_at = models.DateTimeField(null=True, blank=True)
    comments = models.FloatField(null=True, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    cited_by = models.PositiveIntegerField(default=0)
    kin = models.PositiveIntegerField(default=0)
    ears = models.CharField(max_length=40, blank=True)
    community = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0)
    confidence = models.CharField(max_length=8, default="low")
    path = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    round = models.PositiveIntegerField(default=1)
    found_at = models.DateTimeField()
    measured_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["exploration", "site"], name="candidate_once")]
        indexes: ClassVar = [models.Index(fields=["exploration", "-score", "-id"], name="candidate_best_first")]

    def __str__(self) -> str:
        return self.title


class Unwanted(models.Model):
    """A place that the team refused: no exploration of the brand proposes it again, until somebody takes the refusal back."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    site = models.CharField(max_length=255)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "unwanted"
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "site"], name="unwanted_once")]

    def __str__(self) -> str:
        return self.site
