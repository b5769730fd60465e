"""What members were told, how they wish to be told, and what left by mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Account, Brand


class MemberLetter(models.Model):
    """A mail to one member, at most once: of notices, or a digest. States are those of an alert on its way
    (waiting, sending, sent, failed, unknown, left). `lease_until`: being sent; after it nobody knows whether it left."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    digest = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="sending")
    since = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="member_letter_due", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="member_letter_leased", condition=Q(state="sending")),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.state}"


class MemberNotice(models.Model):
    """Something that concerns a member. One line for a topic and a kind as long as it is not read: what comes meanwhile joins it.

    `kind`, `what`: `rules.notices`. `post`: the last that it is about; `first_seq` to `last_seq`: since which; `times`: how many.
    `by`: who did the last. `words`: a moderator's reason. `shown`: in the page; `push`: to be pushed still; `mail_at`: when it may leave by mail, None = it
    left, or is not to; `letter`: in which. Whether its reader may see what it is about is asked when it is shown.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=9, blank=True, default="", db_default="")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    first_seq = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    times = models.PositiveIntegerField(default=1)
    words = models.CharField(max_length=300, blank=True, default="", db_default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    shown = models.BooleanField(default=True)
    push = models.BooleanField(default=False)
    mail_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(MemberLetter, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "topic", "kind"], condition=Q(read_at=None), name="member_notice_unread_once"
            ),
            models.UniqueConstraint(
                fields=["member", "kind"], condition=Q(read_at=None, topic=None), name="member_notice_house_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "-at", "-id"], name="member_notice_recent"),
            models.Index(fields=["mail_at", "member"], name="member_notice_due", condition=Q(mail_at__isnull=False)),
            models.Index(fields=["at"], name="member_notice_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.member_id}"


class PostTold(models.Model):
    """A post of which members were told: once, however often its job runs. `named`: how many it called by their names."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    named = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["author", "at"], name="post_told_by", condition=Q(named__gt=0))]

    def __str__(self) -> str:
        return str(self.post_id)


class NoticeWish(models.Model):
    """How a member wishes to be told; without a row, as the house does (`rules.notices.DEFAULTS`).

    `page`, `mail`, `push`: kinds, as `rules.notices.worded` writes them. Quiet from `quiet_from` to `quiet_to` by the clock of
    `timezone`. `rhythm`: of the digest, "" = none; `digest_at`: the next; `digest_since`: from when on it tells.
    """

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=120, blank=True)
    mail = models.CharField(max_length=120, blank=True)
    push = models.CharField(max_length=120, blank=True)
    timezone = models.CharField(max_length=64)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    rhythm = models.CharField(max_length=7, blank=True)
    digest_at = models.DateTimeField(null=True, blank=True)
    digest_since = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["digest_at"], name="notice_wish_digest", condition=Q(digest_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.rhythm}"


class NoticeConsent(models.Model):
    """One act: a member gave or withdrew leave to be told on a channel. `about`: the kinds, or the rhythm of the digest;
    `wording`: what they read then; `way`: page (signed in) | link (of a mail). Rows are added, never changed."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=6)
    about = models.CharField(max_length=120)
    given = models.BooleanField()
    wording = models.CharField(max_length=300)
    way = models.CharField(max_length=4)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} {self.channel} {'+' if self.given else '-'}"


class MailRefusal(models.Model):
    """A member was told that an answer by mail was not taken: once a day at most. `day`: in UTC."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "day"], name="mail_refusal_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.day}"


class MailedAnswer(models.Model):
    """What somebody answered to a notice by mail, until it is taken or refused: `post` is what they answer. `key`: of the mail,
    so that it makes one post however often it is read; `sender`: the address that it came from."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    sender = models.CharField(max_length=320)
    body = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} → {self.post_id}"
