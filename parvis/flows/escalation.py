"""Cases that near their target, or are over it, make themselves heard."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.engagement.actions.escalation import look_at, take_steps
from parvis.engagement.queries.escalation import to_look_at

log = logging.getLogger(__name__)
A_TIME = 500
"""Cases looked at in one call: the next call goes on where this one stopped."""


@task(every=timedelta(minutes=1))
def escalate_cases() -> None:
    """Every minute, a bounded number of cases; called twice it does everything once."""
    escalate(now())


def escalate(at: datetime) -> int:
    """How many steps were taken. One transaction a case: one that fails holds up no other."""
    taken = 0
    for case_id in look_at(to_look_at(at, limit=A_TIME), at):
        try:
            taken += take_steps(case_id, at)
        except Exception:
            # Whatever it is, it stands in the log every minute until somebody mends it, and the others go on.
            log.exception("escalating case %s", case_id)
    return taken
