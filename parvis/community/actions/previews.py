"""Pages that posts point to, shown under them: what a page told is kept for a while, and shown until somebody minds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.uploads import unlink_pictures
from parvis.community.models import LinkPreview, PostPreview, Topic
from parvis.community.rules.previewing import GOOD_FOR, POOR_FOR, key_of
from parvis.conversations.models import Post
from parvis.core import events, pictures
from parvis.core.models import Account
from parvis.core.remaking import Picture


@dataclass(frozen=True, slots=True)
class Page:
    """What a page told of itself. `title` "" = nothing that could be shown."""

    url: str
    title: str = ""
    described: str = ""
    site: str = ""
    picture: Picture | None = None


@transaction.atomic
def keep_page(brand_id: int, page: Page, *, at: datetime) -> LinkPreview:
    """Over what was known of the address. Topics that show it are drawn anew when it tells something else."""
    key, picture = key_of(page.url), page.picture
    before = LinkPreview.objects.select_for_update().filter(brand_id=brand_id, key=key).first()
    told = {
        "title": page.title[:200], "described": page.described[:300], "site": page.site[:100],
        "sha256": pictures.keep(brand_id, picture.body) if picture else "",
        "width": picture.width if picture else 0, "height": picture.height if picture else 0,
    }  # fmt: skip
    times = {"fetched_at": at, "expires_at": at + (GOOD_FOR if page.title else POOR_FOR)}
    kept, _new = LinkPreview.objects.update_or_create(
        brand_id=brand_id, key=key, defaults={"url": page.url[:2000], **told, **times}
    )
    if before is not None and {name: getattr(before, name) for name in told} != told:
        showing = PostPreview.objects.filter(preview=kept).values("post__thread_id")
        Topic.objects.filter(pk__in=showing).update(version=F("version") + 1)
        _let_go([before])
    return kept


@transaction.atomic
def show_pages(post: Post, previews: Sequence[LinkPreview], *, at: datetime) -> bool:
    """These pages under a post, and no others; one that was removed stays so. Whether its page is drawn anew.

    False also when the post was reworded, hidden or shut away since its links were read.
    """
    held = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk, deleted_at=None, standing="").first()
    if held is None or held.html != post.html:
        return False
    before = dict(PostPreview.objects.filter(post=held).values_list("preview_id", "position"))
    wanted = {preview.pk: n for n, preview in enumerate(previews)}
    PostPreview.objects.filter(post=held).exclude(preview_id__in=list(wanted)).delete()
    for pk, position in wanted.items():
        PostPreview.objects.update_or_create(
            post=held, preview_id=pk, defaults={"position": position, "brand_id": held.brand_id}
        )
    return _recount(held, changed=before != wanted, at=at)


@transaction.atomic
def put_away(post: Post, *, by: Account, at: datetime) -> None:
    """The links stand alone."""
    PostPreview.objects.filter(post=post, removed_at=None).update(removed_at=at, removed_by=by)
    _recount(post, changed=True, at=at)


@transaction.atomic
def bring_back(post: Post, *, at: datetime) -> None:
    PostPreview.objects.filter(post=post).update(removed_at=None, removed_by=None)
    _recount(post, changed=True, at=at)


@transaction.atomic
def forget_pages(*, at: datetime) -> int:
    """What no post shows any more and is out of date; how many."""
    gone = list(
        LinkPreview.objects.filter(expires_at__lt=at).exclude(pk__in=PostPreview.objects.values("preview"))[:500]
    )
    LinkPreview.objects.filter(pk__in=[one.pk for one in gone]).delete()
    _let_go(gone)
    return len(gone)


def forget_links(brand_id: int, identity_ids: Collection[int]) -> None:
    """What posts of these showed, in the caller's transaction."""
    PostPreview.objects.filter(brand_id=brand_id, post__author_id__in=list(identity_ids)).delete()


def _recount(post: Post, *, changed: bool, at: datetime) -> bool:
    """The topic knows how many its posts have, those removed too: their author may bring them back."""
    count = PostPreview.objects.filter(post__thread_id=post.thread_id).count()
    topics = Topic.objects.filter(pk=post.thread_id)
    if not changed and not topics.exclude(previews=count).exists():
        return False
    topics.update(previews=count, version=F("version") + 1)
    events.publish(post.brand_id, "topic", str(post.thread_id), at)
    return True


def _let_go(previews: Sequence[LinkPreview]) -> None:
    files = {(one.brand_id, one.sha256) for one in previews if one.sha256}
    transaction.on_commit(lambda: unlink_pictures(files))
