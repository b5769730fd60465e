"""A brand's corrections teach its weights: on demand, and by itself after every twenty."""

from __future__ import annotations

from datetime import datetime

from parvis.analysis.chosen import Chosen, chosen
from parvis.analysis.learning.corrected import learn_from, told_words
from parvis.conversations.actions.learning import keep_head
from parvis.conversations.models import BrandHead
from parvis.conversations.taught import ENOUGH, EVERY, lessons_of, taught_by, untaught, versions_of
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account, Brand

SHOWN = 200
"""Corrections whose words are weighed for the page of a version."""


class TooFew(Exception):
    """Not enough corrections to learn from, or to judge what was learnt by."""


@task(queue="slow", attempts=2)
def learn_brand(brand_id: int, asked_by: int | None = None) -> None:
    """Nothing when there is nothing new to learn: called twice, it trains once."""
    brand = Brand.objects.filter(pk=brand_id).first()
    if brand is not None:
        by = Account.objects.filter(pk=asked_by).first() if asked_by else None
        learn(brand, by=by, at=now())


def learn_when_due(brand_id: int) -> None:
    if untaught(brand_id) >= EVERY:
        enqueue(learn_brand, key=f"learn:{brand_id}", brand_id=brand_id)


def ask_to_learn(brand: Brand, *, by: Account) -> None:
    """By a job, soon. Raises TooFew."""
    if lessons_of(brand.pk).corrections < ENOUGH:
        raise TooFew
    enqueue(learn_brand, key=f"learn:{brand.pk}", brand_id=brand.pk, asked_by=by.pk)


def learn(brand: Brand, *, by: Account | None, at: datetime) -> BrandHead | None:
    """The new version; None when there are too few corrections, or the newest version knows all of them."""
    house, lessons = chosen(), lessons_of(brand.pk)
    if lessons.corrections < ENOUGH:
        return None
    newest = versions_of(brand.pk).first()
    if newest and (newest.base, newest.corrections, newest.up_to) == (house.key, lessons.corrections, lessons.up_to):
        return None
    return keep_head(brand, learn_from(lessons.said, house.heads), lessons, base=house.key, by=by, at=at)


def words_of(head: BrandHead, house: Chosen) -> list[tuple[str, list[tuple[str, float]]]]:
    """By trained head, the words of its corrections that now weigh most. From the posts as they are: what was erased since
    is not shown. Nothing for a version made for other weights."""
    if head.base != house.key:
        return []
    texts = [one.post.text for one in taught_by(head)[:SHOWN]]
    return told_words(bytes(BrandHead.objects.values_list("weights", flat=True).get(pk=head.pk)), texts)
