from parvis.engagement.models.bulk import Bulk, BulkCase
from parvis.engagement.models.case import Case, CaseEvent, CaseReply
from parvis.engagement.models.macro import Macro
from parvis.engagement.models.notice import Notice
from parvis.engagement.models.presence import Presence
from parvis.engagement.models.rule import ResponseTarget, TriageRule
from parvis.engagement.models.view import Habit, SavedView

__all__ = [
    "Bulk",
    "BulkCase",
    "Case",
    "CaseEvent",
    "CaseReply",
    "Habit",
    "Macro",
    "Notice",
    "Presence",
    "ResponseTarget",
    "SavedView",
    "TriageRule",
]
