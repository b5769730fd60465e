"""A moment as the API takes it: with its time zone, and in a time that every database and calendar can hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _of_our_time(moment: datetime) -> datetime:
    if not FIRST <= moment <= LAST:
        raise ValueError("a moment lies between 1990 and 2200")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
