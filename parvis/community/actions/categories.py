"""What a space of articles is sorted by: named, put in order, taken away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from parvis.boards.rules import moved
from parvis.community.models import Category, Space, Topic
from parvis.community.rules.naming import slug_of
from parvis.core import journal
from parvis.core.models import Account


@transaction.atomic
def add_category(space: Space, name: str, *, by: Account | None, at: datetime) -> Category:
    """After the others; one of this name that is there is given back."""
    last = Category.objects.filter(space=space).aggregate(last=Max("position"))["last"]
    made, new = Category.objects.get_or_create(
        space=space, slug=slug_of(name, "c")[:60],
        defaults={"brand_id": space.brand_id, "name": name.strip()[:60], "position": 0 if last is None else last + 1, "made_at": at},
    )  # fmt: skip
    if new:
        _told(made, "category.added", by, at)
    return made


@transaction.atomic
def rename_category(category: Category, name: str, *, by: Account, at: datetime) -> None:
    """Its address stays. Pages that show it are drawn anew."""
    category.name = name.strip()[:60]
    category.save(update_fields=["name"])
    Topic.objects.filter(space_id=category.space_id, state=str(category.pk)).update(version=F("version") + 1)
    _told(category, "category.renamed", by, at)


@transaction.atomic
def move_category(category: Category, to: int, *, by: Account, at: datetime) -> list[int]:
    """To index `to` of its space; the ids in their new order."""
    standing = {
        one.pk: one
        for one in Category.objects.select_for_update().filter(space_id=category.space_id).order_by("position", "pk")
    }
    order = moved(list(standing), category.pk, to)
    for position, pk in enumerate(order):
        standing[pk].position = position
    Category.objects.bulk_update(standing.values(), ["position"])
    _told(category, "category.moved", by, at)
    return order


@transaction.atomic
def delete_category(category: Category, *, by: Account, at: datetime) -> None:
    """Its articles stay, without one."""
    sorted_so = Topic.objects.filter(space_id=category.space_id, state=str(category.pk))
    sorted_so.update(state="", version=F("version") + 1)
    _told(category, "category.deleted", by, at)
    category.delete()


def _told(category: Category, verb: str, by: Account | None, at: datetime) -> None:
    said = {"name": category.name}
    journal.record(category.brand, actor=by, verb=verb, object=f"category:{category.pk}", data=said, at=at)
