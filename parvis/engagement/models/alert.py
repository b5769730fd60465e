"""What raises an alert, the alerts that were raised, and how far each has gone to whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.conversations.models import Post
from parvis.core.models import Account, Brand, Delivery, Seat, Webhook
from parvis.listening.models import Watch


class AlertRule(models.Model):
    """What somebody wants to be told of. `watch` None = whatever any watch of the brand catches.

    `kind`, `amount`, `hours`, `words`: what raises it (`rules.alerts.Trigger`). `seats`: ids of those who are told,
    `addresses`: e-mail addresses of others. `digest`: with the others, once a day; `urgent`: quiet hours do not hold it.
    `window`: minutes in which one alert takes all in; `a_day`: alerts told at once in a day, the rest by digest.
    `told_hit`: the hit up to which it has looked.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    watch = models.ForeignKey(Watch, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    amount = models.PositiveIntegerField(default=0)
    hours = models.PositiveSmallIntegerField(default=1)
    words = models.CharField(max_length=300, blank=True)
    seats = models.JSONField(default=list)
    addresses = models.JSONField(default=list)
    page = models.BooleanField(default=True)
    mail = models.BooleanField(default=False)
    webhook = models.ForeignKey(Webhook, models.SET_NULL, null=True, blank=True, related_name="+")
    digest = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    window = models.PositiveSmallIntegerField(default=60)
    a_day = models.PositiveSmallIntegerField(default=5)
    told_hit = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """That a rule was raised. `figures`: what it saw then; `more`: posts folded into it since, the last at `last_at`.

    `digest`: it waits for the digest, since its rule says so or has told enough that day. Seen and closed by whom, when.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(AlertRule, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    figures = models.JSONField(default=dict)
    more = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    digest = models.BooleanField(default=False)
    seen_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "-at", "-id"], name="alert_latest"),
            models.Index(fields=["rule", "-at", "-id"], name="alert_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.at}"


class AlertPost(models.Model):
    """A post that raised an alert, or was folded into it: once for each rule, however often the rule looks."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(AlertRule, models.CASCADE, related_name="+", db_index=False)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "post"], name="alert_post_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} · {self.post_id}"


class AlertDelivery(models.Model):
    """An alert on its way to one recipient by one channel: page, mail, webhook. States: `rules.deliveries.State`.

    `to`: "seat:5", "mail:ana@example.org", "hook:3". `attempts` counts the tries; `lease_until`: being sent, after it
    nobody knows whether it left; `handed`: the delivery of a webhook, which goes on from there by itself.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=8)
    to = models.CharField(max_length=270)
    seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, default="waiting")
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)
    handed = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["alert", "channel", "to"], name="alert_told_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="alert_due", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="alert_leased", condition=Q(state="sending")),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} → {self.to} {self.state}"


class AlertQuiet(models.Model):
    """That a recipient wants no more mail of a rule. `ended_at`: they want it again."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(AlertRule, models.CASCADE, related_name="+", db_index=False)
    to = models.CharField(max_length=270)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "to"], condition=Q(ended_at=None), name="alert_quiet_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.to}"


class AlertWish(models.Model):
    """How one person of the team is told. `quiet`: "" never, "hours" from `quiet_from` to `quiet_to`, "closed" outside the
    opening hours of the brand; minutes of the day, in the brand's time zone. `digest_only`: all of it once a day, at `digest_at`.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    seat = models.OneToOneField(Seat, models.CASCADE, related_name="+")
    mail = models.BooleanField(default=True)
    quiet = models.CharField(max_length=6, blank=True)
    quiet_from = models.PositiveSmallIntegerField(default=20 * 60)
    quiet_to = models.PositiveSmallIntegerField(default=8 * 60)
    digest_only = models.BooleanField(default=False)
    digest_at = models.PositiveSmallIntegerField(default=9 * 60)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id} {self.quiet}"
