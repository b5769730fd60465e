from parvis.engagement.models.case import Case, CaseEvent, CaseReply
from parvis.engagement.models.escalation import Escalation, EscalationStep
from parvis.engagement.models.merge import CaseMerge
from parvis.engagement.models.notice import Notice
from parvis.engagement.models.promise import Promise
from parvis.engagement.models.routing import Routing
from parvis.engagement.models.rule import OpeningHours, ResponseTarget, TriageRule

__all__ = [
    "Case",
    "CaseEvent",
    "CaseMerge",
    "CaseReply",
    "Escalation",
    "EscalationStep",
    "Notice",
    "OpeningHours",
    "Promise",
    "ResponseTarget",
    "Routing",
    "TriageRule",
]
