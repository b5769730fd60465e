"""The only home of writes about what a brand's corrections taught."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from parvis.analysis.learning.additive import pack
from parvis.analysis.learning.corrected import Learnt
from parvis.conversations.models import BrandHead
from parvis.conversations.taught import Lessons
from parvis.core import journal
from parvis.core.models import Account, Brand


@transaction.atomic
def keep_head(
    brand: Brand, learnt: Learnt, lessons: Lessons, *, base: str, by: Account | None, at: datetime
) -> BrandHead:
    """A new version. It reads from now on only when it was right more often than the house's weights alone."""
    Brand.objects.select_for_update(no_key=True).only("pk").get(pk=brand.pk)
    last = BrandHead.objects.filter(brand=brand).aggregate(n=Max("version"))["n"] or 0
    facets = [asdict(one) for one in learnt.facets]
    head = BrandHead.objects.create(
        brand=brand, version=last + 1, base=base, weights=pack(learnt.additive), corrections=lessons.corrections,
        up_to=lessons.up_to, before=learnt.before, after=learnt.after,
        figures={"quiet": len(lessons.said) - lessons.corrections, "facets": facets}, trained_at=at, trained_by=by,
    )  # fmt: skip
    told = {"corrections": head.corrections, "before": round(head.before, 4), "after": round(head.after, 4)}
    _tell(head, "reading.learnt", by, at, told)
    if head.better:
        use_head(head, by=None, at=at)
    return head


@transaction.atomic
def use_head(head: BrandHead, *, by: Account | None, at: datetime) -> None:
    """It reads from now on; posts that were read already stay as they are. None = Parvis itself."""
    head.used_from, head.used_by, head.given_up_at, head.given_up_by = at, by, None, None
    head.save(update_fields=["used_from", "used_by", "given_up_at", "given_up_by"])
    _tell(head, "reading.used", by, at)


@transaction.atomic
def give_up_head(head: BrandHead, *, by: Account, at: datetime) -> bool:
    """The version that was used before reads again. False when it did not read."""
    mine = BrandHead.objects.filter(pk=head.pk, used_from__isnull=False, given_up_at=None)
    if not mine.update(given_up_at=at, given_up_by=by):
        return False
    _tell(head, "reading.given_up", by, at)
    return True


def _tell(head: BrandHead, verb: str, by: Account | None, at: datetime, data: dict[str, float] | None = None) -> None:
    told = {"version": head.version, **(data or {})}
    journal.record(head.brand, actor=by, verb=verb, object=f"brandhead:{head.pk}", data=told, at=at)
