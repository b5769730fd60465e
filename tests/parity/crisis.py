from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "crisis_add_people": "add_crisis_people",
    "crisis_add_task": "add_crisis_task",
    "crisis_close": "close_crisis",
    "crisis_contact_informed": "inform_crisis_person",
    "crisis_contact_message": "draft_to_crisis_person",
    "crisis_contact_remove": "remove_crisis_person",
    "crisis_give_role": "give_crisis_role",
    "crisis_new": "open_crisis",
    "crisis_note": "write_crisis_journal",
    "crisis_proposal_refuse": "refuse_crisis",
    "crisis_reopen": "reopen_crisis",
    "crisis_role_end": "end_crisis_role",
    "crisis_task_remove": "remove_crisis_task",
    "crisis_task_reword": "change_crisis_task",
    "crisis_task_tick": "change_crisis_task",
    "crisis_write_statement": "write_statement",
    "statement_reword": "reword_statement",
    "statement_validate": "validate_statement",
    "statement_withdraw": "withdraw_statement",
}
SENT: dict[str, Sent] = {
    "add_crisis_people": lambda ids: {"people": [ids["person"]]},
    "add_crisis_task": lambda _ids: {"text": "Prévenir le standard"},
    "change_crisis_task": lambda _ids: {"done": True},
    "close_crisis": lambda _ids: {"worked": "Le standard savait"},
    "give_crisis_role": lambda ids: {"role": "pilot", "seat": ids["seat"]},
    "inform_crisis_person": lambda _ids: {},
    "open_crisis": lambda ids: {"name": "Nuit", "watches": [ids["watch"]]},
    "reword_statement": lambda _ids: {"name": "Attente", "body": "Nous savons.", "version": 1},
    "validate_statement": lambda _ids: {"version": 1},
    "write_crisis_journal": lambda _ids: {"text": "On attend."},
    "write_statement": lambda _ids: {"name": "Attente", "body": "Nous savons."},
}
NEVER_IN_PRIVATE = (409,)
ASKED_MORE = {"draft_to_crisis_person": NEVER_IN_PRIVATE}
"""Nobody of the furniture ever wrote a mail."""
