from tests.parity.kinds import Sent, Verbs

VERBS: Verbs = {
    "merge_separate": "separate_merge",
    "merge_undo": "undo_merge",
    "people_import": "import_contacts",
    "person_consent_add": "record_consent",
    "person_edit": "describe_person",
    "person_erase": "erase_person",
    "person_export": "ask_copy",
    "person_merge": "merge_people",
    "person_note_add": "add_note",
    "person_note_edit": "edit_note",
    "person_note_remove": "remove_note",
    "person_promise_add": "make_promise",
    "person_promise_settle": "settle_promise",
    "refusal_back": "take_back_refusal",
    "suggestion_back": "bring_suggestion_back",
    "suggestion_different": "refuse_suggestion",
    "suggestion_later": "put_suggestion_aside",
    "suggestion_same": "accept_suggestion",
}

SENT: dict[str, Sent] = {"describe_person": lambda _ids: {"name": "Ana", "stage": "fan"}}
ASKED_MORE = {"merge_people": (404,)}
