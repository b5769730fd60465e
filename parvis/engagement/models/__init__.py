from parvis.engagement.models.case import Case, CaseEvent, CaseReply
from parvis.engagement.models.promise import Promise
from parvis.engagement.models.rule import ResponseTarget, TriageRule

__all__ = ["Case", "CaseEvent", "CaseReply", "Promise", "ResponseTarget", "TriageRule"]
