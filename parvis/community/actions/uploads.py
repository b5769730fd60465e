"""Pictures that members bring: kept, bound to the post they stand in, let go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Sum

from parvis.community.models import LinkPreview, Member, Upload
from parvis.community.rules.access import Who
from parvis.community.rules.uploads import pictures_in, quota_of
from parvis.conversations.models import Post
from parvis.core import pictures
from parvis.core.remaking import Picture

UNUSED = timedelta(days=2)
"""How long a picture waits for its post: a draft may take a night."""


class QuotaFull(Exception):
    """Enough for a day."""


@transaction.atomic
def keep_picture(member: Member, who: Who, picture: Picture, *, at: datetime) -> Upload:
    """Raises QuotaFull."""
    # One after the other for each member: ten at once are counted as ten.
    Member.objects.select_for_update().only("pk").get(pk=member.pk)
    today = Upload.objects.filter(member=member, at__gt=at - timedelta(days=1)).aggregate(
        n=Count("pk"), size=Sum("size")
    )
    quota = quota_of(who)
    if today["n"] >= quota.files or (today["size"] or 0) + len(picture.body) > quota.bytes:
        raise QuotaFull
    return Upload.objects.create(
        brand_id=member.brand_id, member=member, sha256=pictures.keep(member.brand_id, picture.body),
        width=picture.width, height=picture.height, size=len(picture.body), at=at,
    )  # fmt: skip


def bind_pictures(post: Post, member: Member) -> None:
    """What this member brought and shows in the post is seen by who may read it, in the caller's transaction."""
    shown = pictures_in(post.html)
    if shown:
        Upload.objects.filter(brand_id=post.brand_id, member=member, post=None, pk__in=shown).update(post=post)


def forget_unused(*, at: datetime) -> int:
    """Pictures that no post came to show; how many."""
    return _drop(Upload.objects.filter(post=None, at__lt=at - UNUSED).values_list("pk", flat=True)[:1000])


def forget_pictures(brand_id: int, identity_ids: Collection[int]) -> int:
    """Those of members who asked to be forgotten, in the caller's transaction; how many."""
    mine = Upload.objects.filter(brand_id=brand_id, member__identity_id__in=list(identity_ids))
    return _drop(mine.values_list("pk", flat=True))


@transaction.atomic
def _drop(ids: Collection[int]) -> int:
    gone = list(Upload.objects.select_for_update().filter(pk__in=list(ids)))
    Upload.objects.filter(pk__in=[one.pk for one in gone]).delete()
    files = {(one.brand_id, one.sha256) for one in gone}
    transaction.on_commit(lambda: unlink_pictures(files))
    return len(gone)


def unlink_pictures(files: Collection[tuple[int, str]]) -> None:
    """(brand, hash) of each; unless somebody else brought the same, or a page that is shown has it."""
    for brand_id, sha256 in files:
        same = {"brand_id": brand_id, "sha256": sha256}
        if not Upload.objects.filter(**same).exists() and not LinkPreview.objects.filter(**same).exists():
            pictures.drop(brand_id, sha256)
