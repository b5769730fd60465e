"""The team presents members who agree to it; members show what they made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from parvis.boards.rules import moved
from parvis.community.models import Member, Spotlight, Upload, Work
from parvis.conversations.rendering import storable
from parvis.core import journal
from parvis.core.models import Account
from parvis.core.traces import Traces

MOST_WORKS = 60


class TooManyWorks(Exception):
    """A member shows MOST_WORKS already."""


@transaction.atomic
def present(member: Member, text: str, *, by: Account, at: datetime) -> Spotlight:
    """In these words, once the member agrees to them. Said otherwise, or asked again, it is agreed to anew."""
    text = storable(text).strip()[:600]
    held = Spotlight.objects.select_for_update().filter(member=member).first()
    if held is not None and held.text == text and held.ended_at is None:
        return held
    last = Spotlight.objects.filter(brand_id=member.brand_id).aggregate(last=Max("position"))["last"]
    if held is None:
        held = Spotlight(brand_id=member.brand_id, member=member, position=0 if last is None else last + 1)
    held.text, held.asked_at, held.asked_by, held.agreed_at, held.ended_at = text, at, by, None, None
    held.save()
    _told(held, "spotlight.asked", by, at)
    return held


@transaction.atomic
def agree(spotlight: Spotlight, text: str, *, at: datetime) -> bool:
    """The member's yes, to the words that it had before it. False = they are others by now, or it was taken back."""
    waiting = Spotlight.objects.filter(pk=spotlight.pk, text=text, ended_at=None, agreed_at=None)
    if not waiting.update(agreed_at=at):
        return False
    _told(spotlight, "spotlight.agreed", spotlight.member.account, at)
    return True


@transaction.atomic
def take_back(spotlight: Spotlight, *, by: Account, at: datetime) -> bool:
    """By the member or by the team: seen no more from now on."""
    if not Spotlight.objects.filter(pk=spotlight.pk, ended_at=None).update(ended_at=at, agreed_at=None):
        return False
    _told(spotlight, "spotlight.ended", by, at)
    return True


@transaction.atomic
def move_spotlight(spotlight: Spotlight, to: int, *, by: Account, at: datetime) -> list[int]:
    """To index `to` among all; the ids in their new order."""
    rows = Spotlight.objects.select_for_update().filter(brand_id=spotlight.brand_id, ended_at=None)
    standing = {one.pk: one for one in rows.order_by("position", "pk")}
    order = moved(list(standing), spotlight.pk, to)
    for position, pk in enumerate(order):
        standing[pk].position = position
    Spotlight.objects.bulk_update(standing.values(), ["position"])
    _told(spotlight, "spotlight.moved", by, at)
    return order


@dataclass(frozen=True, slots=True)
class WorkForm:
    """`picture`: None = as it was."""

    title: str
    text: str = ""
    link: str = ""
    picture: Upload | None = None
    picture_alt: str = ""


@transaction.atomic
def show_work(member: Member, form: WorkForm, *, at: datetime) -> Work:
    """Raises TooManyWorks."""
    Member.objects.select_for_update().only("pk").get(pk=member.pk)
    if Work.objects.filter(member=member).count() >= MOST_WORKS:
        raise TooManyWorks
    return _said(Work(brand_id=member.brand_id, member=member, at=at), form)


def change_work(work: Work, form: WorkForm) -> Work:
    return _said(work, form)


def _said(work: Work, form: WorkForm) -> Work:
    work.title, work.text = storable(form.title).strip()[:120], storable(form.text).strip()[:1000]
    work.link, work.picture, work.picture_alt = (
        form.link[:500],
        form.picture or work.picture,
        form.picture_alt.strip()[:200],
    )
    work.save()
    return work


def remove_work(work: Work) -> None:
    """Its picture goes with the next daily clearing."""
    Work.objects.filter(pk=work.pk).delete()


@transaction.atomic
def hide_work(work: Work, *, by: Account, at: datetime) -> bool:
    """By a moderator: its owner alone sees it."""
    if not Work.objects.filter(pk=work.pk, hidden_at=None).update(hidden_at=at, hidden_by=by):
        return False
    journal.record(work.brand, actor=by, verb="work.hidden", object=f"work:{work.pk}", data={}, at=at)
    return True


@transaction.atomic
def bring_back_work(work: Work, *, by: Account, at: datetime) -> bool:
    if not Work.objects.filter(pk=work.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
        return False
    journal.record(work.brand, actor=by, verb="work.shown", object=f"work:{work.pk}", data={}, at=at)
    return True


def clean_showcase(brand_id: int, traces: Traces) -> None:
    """What others say of somebody who is forgotten, in the caller's transaction."""
    for work in Work.objects.filter(brand_id=brand_id).iterator(chunk_size=500):
        said = [work.title, work.text, work.picture_alt]
        if traces.within(work.link):
            work.link = ""
            work.save(update_fields=["link"])
        if traces.within(said):
            work.title, work.text = traces.clean(work.title)[:120], traces.clean(work.text)[:1000]
            work.picture_alt = traces.clean(work.picture_alt)[:200]
            work.save(update_fields=["title", "text", "picture_alt"])
    for one in Spotlight.objects.filter(brand_id=brand_id).iterator(chunk_size=500):
        if traces.within(one.text):
            one.text = traces.clean(one.text)[:600]
            one.save(update_fields=["text"])


def forget_shown(members: Sequence[Member]) -> None:
    """All that somebody showed, and how they were presented, in the caller's transaction."""
    Spotlight.objects.filter(member__in=list(members)).delete()
    Work.objects.filter(member__in=list(members)).delete()


def _told(spotlight: Spotlight, verb: str, by: Account | None, at: datetime) -> None:
    journal.record(spotlight.brand, actor=by, verb=verb, object=f"spotlight:{spotlight.pk}", data={}, at=at)
