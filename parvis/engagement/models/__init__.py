from parvis.engagement.models.case import Case, CaseEvent, CaseReply
from parvis.engagement.models.notice import Notice
from parvis.engagement.models.rule import ResponseTarget, TriageRule

__all__ = ["Case", "CaseEvent", "CaseReply", "Notice", "ResponseTarget", "TriageRule"]
