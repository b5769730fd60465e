"""What members are told also goes to their devices, once somebody has plugged in what carries it there."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import override

from parvis.community.actions.notices import take_pushes
from parvis.community.models import MemberNotice
from parvis.community.queries.house import arrived
from parvis.community.queries.notices import told_to
from parvis.core.jobs import enqueue, task
from parvis.flows.notice_words import address_of, sentence

Carrier = Callable[[int, str, str, str, str], object]
"""(account, title, body, address such as /c/place/t/…, tag): takes a notice to the devices of an account."""
_CARRIERS: list[Carrier] = []


def plug(carrier: Carrier) -> None:
    """From now on members may ask to be told so. The last one plugged in carries."""
    _CARRIERS[:] = [carrier]


def unplug() -> None:
    _CARRIERS.clear()


def can_push() -> bool:
    return bool(_CARRIERS)


def push_of(post_id: int) -> None:
    if can_push():
        enqueue(push_notices, key=f"push:{post_id}", post_id=post_id)


@task(attempts=1)
def push_notices(post_id: int) -> None:
    """Each at most once: it is taken before it leaves. Nobody who may no longer read it hears of it."""
    for notice in take_pushes(post_id):
        _push(notice)


def _push(notice: MemberNotice) -> None:
    account = notice.member.account
    found = arrived(notice.brand.slug, account.pk) if account is not None else None
    if account is None or found is None or not _CARRIERS:
        return
    with override(account.language or notice.brand.language):
        for told in told_to(found.house, found.who, only=[notice.pk], unread=True, shown=False):
            where = address_of(told, found.house.slug)
            _CARRIERS[0](account.pk, found.community.name, sentence(told), where, f"notice-{told.id}")
