from tests.parity.kinds import OWED, OfThePage, Verbs

VERBS: Verbs = {
    "bulk-undo": "undo_on_many",
    "case-assign": OWED,
    "case-classify": OWED,
    "case-close": OWED,
    "case-macro": OWED,
    "case-merge": "merge_cases",
    "case-merge-undo": OWED,
    "case-note": "leave_note",
    "case-open": OWED,
    "case-presence": OfThePage("the heartbeat of an open page: a program looks at nothing, and answers without typing"),
    "case-recall": OWED,
    "case-reopen": OWED,
    "case-return": "return_case",
    "case-route": "ask_about_case",
    "case-snooze": OWED,
    "case-split": OWED,
    "inbox-bulk": "act_on_many",
    "outgoing-again": OWED,
    "outgoing-back": OWED,
    "outgoing-confirm": OWED,
    "reply-discard": OWED,
    "reply-save": OWED,
    "reply-send": OWED,
    "view-remove": OWED,
    "view-rename": OWED,
    "view-up": OWED,
    "views-default": OWED,
    "views-save": "keep_view",
}

ASKED_MORE = {"ask_about_case": (422,), "return_case": (422,), "merge_cases": (404,)}
