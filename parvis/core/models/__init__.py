from parvis.core.models.brand import Account, Brand, Department, Seat
from parvis.core.models.handshake import Handshake
from parvis.core.models.job import Bucket, Job, Schedule
from parvis.core.models.journal import Credential, Event, Journal
from parvis.core.models.programs import ApiKey, Delivery, Once, Webhook

__all__ = [
    "Account",
    "ApiKey",
    "Brand",
    "Bucket",
    "Credential",
    "Delivery",
    "Department",
    "Event",
    "Handshake",
    "Job",
    "Journal",
    "Once",
    "Schedule",
    "Seat",
    "Webhook",
]
