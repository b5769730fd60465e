from parvis.core.models.brand import Account, Brand, Department, Seat
from parvis.core.models.handshake import Handshake
from parvis.core.models.job import Bucket, Job, Schedule
from parvis.core.models.journal import Credential, Event, Journal

__all__ = [
    "Account",
    "Brand",
    "Bucket",
    "Credential",
    "Department",
    "Event",
    "Handshake",
    "Job",
    "Journal",
    "Schedule",
    "Seat",
]
