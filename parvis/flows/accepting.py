"""A place that an exploration proposes becomes one that is listened to."""

from __future__ import annotations

from datetime import datetime

from parvis.core.models import Account
from parvis.flows.adding import Added, Given, add
from parvis.flows.places import look_at
from parvis.listening.discovery.actions.candidates import accept
from parvis.listening.discovery.models import Candidate


def listen_to_candidate(one: Candidate, *, by: Account, at: datetime) -> Added:
    """Looked at anew, then added as if its address had been typed. Raises ConnectorError: nothing changes."""
    brand = one.exploration.brand
    finding = look_at(one.address)
    given = {need.name: need.default for need in finding.needs if not need.secret}
    added = add(brand, finding, Given(given, {}, one.title), by=by, at=at)
    accept(one, added.place, by=by, at=at)
    return added
