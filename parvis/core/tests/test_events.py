from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from parvis.core.events import forget, publish
from parvis.core.models import Brand, Event

pytestmark = pytest.mark.django_db


def test_an_event_of_an_undone_transaction_was_never_there(brand: Brand, noon: datetime) -> None:
    with transaction.atomic():
        publish(brand.pk, "case", "case:42", noon)
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_events_are_forgotten_after_an_hour(brand: Brand, noon: datetime) -> None:
    publish(brand.pk, "case", "case:42", noon)
    assert forget(at=noon + timedelta(minutes=59)) == 0
    assert forget(at=noon + timedelta(minutes=61)) == 1
