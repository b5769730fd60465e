"""A member brings a picture: made anew, counted, kept; let go when no post comes to show it."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.community.actions.uploads import forget_unused, keep_picture
from parvis.community.models import Member, Upload
from parvis.community.rules.access import Who
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.core.remaking import made_anew


def bring_picture(member: Member, who: Who, body: bytes, *, at: datetime) -> Upload:
    """Raises NotAPicture, QuotaFull. The work on its pixels holds no lock."""
    return keep_picture(member, who, made_anew(body), at=at)


@task(every=timedelta(days=1), queue="slow")
def forget_unused_pictures() -> None:
    """Safe to repeat."""
    forget_unused(at=now())
