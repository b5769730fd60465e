from parvis.engagement.models.alert import Alert, AlertDelivery, AlertPost, AlertQuiet, AlertRule, AlertWish
from parvis.engagement.models.bulk import Bulk, BulkCase
from parvis.engagement.models.case import Case, CaseEvent, CaseReply
from parvis.engagement.models.crisis import (
    Crisis,
    CrisisContact,
    CrisisEvent,
    CrisisProposal,
    CrisisRole,
    CrisisTask,
    CrisisWatch,
    Statement,
    StatementUse,
)
from parvis.engagement.models.escalation import Escalation, EscalationStep
from parvis.engagement.models.macro import Macro
from parvis.engagement.models.merge import CaseMerge
from parvis.engagement.models.notice import Notice, NoticeMail
from parvis.engagement.models.presence import Presence
from parvis.engagement.models.promise import Promise
from parvis.engagement.models.routing import Routing
from parvis.engagement.models.rule import OpeningHours, ResponseTarget, TriageRule
from parvis.engagement.models.view import Habit, SavedView

__all__ = [
    "Alert",
    "AlertDelivery",
    "AlertPost",
    "AlertQuiet",
    "AlertRule",
    "AlertWish",
    "Bulk",
    "BulkCase",
    "Case",
    "CaseEvent",
    "CaseMerge",
    "CaseReply",
    "Crisis",
    "CrisisContact",
    "CrisisEvent",
    "CrisisProposal",
    "CrisisRole",
    "CrisisTask",
    "CrisisWatch",
    "Escalation",
    "EscalationStep",
    "Habit",
    "Macro",
    "Notice",
    "NoticeMail",
    "OpeningHours",
    "Presence",
    "Promise",
    "ResponseTarget",
    "Routing",
    "SavedView",
    "Statement",
    "StatementUse",
    "TriageRule",
]
