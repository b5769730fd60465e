from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "merge_separate": OWED,
    "merge_undo": "undo_merge",
    "people_import": "import_contacts",
    "person_consent_add": "record_consent",
    "person_edit": OWED,
    "person_erase": "erase_person",
    "person_export": "ask_copy",
    "person_merge": "merge_people",
    "person_note_add": "add_note",
    "person_note_edit": "edit_note",
    "person_note_remove": "remove_note",
    "person_promise_add": "make_promise",
    "person_promise_settle": "settle_promise",
    "refusal_back": OWED,
    "suggestion_back": OWED,
    "suggestion_different": "refuse_suggestion",
    "suggestion_later": OWED,
    "suggestion_same": "accept_suggestion",
}

ASKED_MORE = {"merge_people": (404,)}
