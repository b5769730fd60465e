"""Sites that may show a space under their pages: listed, ended; their pages, as they are visited first."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.community.models import EmbedPage, EmbedSite, Member, Space, Topic
from parvis.community.rules.access import Access
from parvis.community.rules.embeds import origin_of, prefix_of
from parvis.community.rules.previewing import key_of
from parvis.core import journal
from parvis.core.models import Account


class CannotList(Exception):
    """`why`: address (it is none), listed (it is already), closed (everybody must be able to read the space)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def list_site(space: Space, author: Member, said: str, *, by: Account | None, at: datetime) -> EmbedSite:
    """Raises CannotList. `author`: begins the topics of its pages."""
    prefix = prefix_of(said)
    if not prefix:
        raise CannotList("address")
    if space.access != Access.PUBLIC:
        raise CannotList("closed")
    try:
        with transaction.atomic():
            made = EmbedSite.objects.create(
                brand_id=space.brand_id, space=space, author=author, prefix=prefix, origin=origin_of(prefix),
                added_at=at, added_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise CannotList("listed") from None
    _told(made, "embed.listed", by, at)
    return made


@transaction.atomic
def end_site(site: EmbedSite, *, by: Account, at: datetime) -> None:
    """Nothing is shown there any more; what was said stays in the space."""
    if EmbedSite.objects.filter(pk=site.pk, ended_at=None).update(ended_at=at, ended_by=by):
        _told(site, "embed.ended", by, at)


@transaction.atomic
def visited(site: EmbedSite, page: str, *, at: datetime) -> EmbedPage:
    """A page of it, seen for the first time; of two first visitors both find one."""
    found, _new = EmbedPage.objects.get_or_create(
        brand_id=site.brand_id, key=key_of(page), defaults={"site": site, "url": page, "seen_at": at}
    )
    return found


@transaction.atomic
def tried(page: EmbedPage, *, at: datetime) -> None:
    EmbedPage.objects.filter(pk=page.pk).update(tried_at=at)


@transaction.atomic
def bind_page(page: EmbedPage, topic: Topic, *, at: datetime) -> None:
    EmbedPage.objects.filter(pk=page.pk, topic=None).update(topic=topic, tried_at=at)


def _told(site: EmbedSite, verb: str, by: Account | None, at: datetime) -> None:
    journal.record(
        site.brand, actor=by, verb=verb, object=f"space:{site.space_id}", data={"site": site.prefix[:300]}, at=at
    )
