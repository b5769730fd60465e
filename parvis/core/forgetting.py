"""Words of a person in what programs were told, and in answers kept for programs that ask twice."""

from __future__ import annotations

from django.db import transaction

from parvis.core.models import Delivery, Once
from parvis.core.traces import Traces


@transaction.atomic
def forget_told(brand_id: int, traces: Traces) -> None:
    """Messages to webhooks lose them. An answer that holds any is emptied: asked again, its write is still not repeated."""
    for told in Delivery.objects.filter(brand_id=brand_id).iterator(chunk_size=500):
        if traces.within([told.payload, told.problem]):
            told.payload, told.problem = traces.clean(told.payload), traces.clean(told.problem)
            told.save(update_fields=["payload", "problem"])
    for once in Once.objects.iterator(chunk_size=500):
        if traces.within(once.key):
            once.delete()
        elif traces.within(bytes(once.body).decode("utf-8", "replace")):
            once.body = b"{}"
            once.save(update_fields=["body"])
