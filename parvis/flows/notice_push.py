"""What members are told also goes to their devices, where they asked for it."""

from __future__ import annotations

from django.utils.translation import override

from parvis.community.actions.notices import take_pushes
from parvis.community.models import MemberNotice
from parvis.community.queries.house import arrived
from parvis.community.queries.notices import told_to
from parvis.core.jobs import enqueue, task
from parvis.flows.notice_words import address_of, sentence
from parvis.flows.push import push


def push_of(post_id: int) -> None:
    if MemberNotice.objects.filter(post=post_id, push=True).exists():
        enqueue(push_notices, key=f"push-notices:{post_id}", post_id=post_id)


@task(attempts=1)
def push_notices(post_id: int) -> None:
    """Each at most once: it is taken before it leaves. Nobody who may no longer read it hears of it."""
    for notice in take_pushes(post_id):
        _push(notice)


def _push(notice: MemberNotice) -> None:
    account = notice.member.account
    found = arrived(notice.brand.slug, account.pk) if account is not None else None
    if account is None or found is None:
        return
    with override(account.language or notice.brand.language):
        for told in told_to(found.house, found.who, only=[notice.pk], unread=True, shown=False):
            where = address_of(told, found.house.slug)
            push(account.pk, found.community.name, sentence(told), where, f"notice-{told.id}")
