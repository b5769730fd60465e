from parvis.core.models.brand import Account, Brand, Department, Seat
from parvis.core.models.door import Invitation, Keeper, Session
from parvis.core.models.job import Bucket, Job, Schedule
from parvis.core.models.journal import Credential, Event, Journal

__all__ = [
    "Account", "Brand", "Bucket", "Credential", "Department", "Event", "Invitation", "Job", "Journal", "Keeper",
    "Schedule", "Seat", "Session",
]  # fmt: skip
