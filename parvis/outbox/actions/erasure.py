"""Answers to somebody who asked to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.core.traces import Traces
from parvis.outbox.models import Outgoing
from parvis.outbox.rules import State

UNSENT = (State.DRAFT, State.REVIEW, State.APPROVED, State.QUEUED, State.FAILED, State.BY_HAND)
"""What nobody outside can have read. One that is on its way, or may have arrived, stays and is cleaned."""


def answers_to(brand_id: int, identity_ids: Sequence[int], thread_ids: Sequence[int]) -> QuerySet[Outgoing]:
    """What we wrote to these identities, or in the threads that they began."""
    theirs = Q(addressee_id__in=list(identity_ids)) | Q(thread_id__in=list(thread_ids))
    return Outgoing.objects.filter(theirs, brand_id=brand_id)


@transaction.atomic
def drop_unsent(brand_id: int, identity_ids: Sequence[int], thread_ids: Sequence[int]) -> int:
    """Drafts and answers that have not left: there is nobody to send them to."""
    unsent = answers_to(brand_id, identity_ids, thread_ids).filter(state__in=UNSENT, doubted=False)
    return unsent.delete()[0]


@transaction.atomic
def clean_body(outgoing: Outgoing, traces: Traces) -> None:
    """What was sent, without their words and names."""
    outgoing.body = traces.clean(outgoing.body)
    outgoing.problem = traces.clean(outgoing.problem)
    outgoing.url = "" if traces.within(outgoing.url) else outgoing.url
    outgoing.remote_id = outgoing.key if traces.within(outgoing.remote_id) else outgoing.remote_id
    outgoing.addressee = None
    outgoing.save(update_fields=["body", "problem", "url", "remote_id", "addressee"])
