from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "credential_places": OWED,
    "place_add": OWED,
    "place_capture": OWED,
    "place_confirm": OWED,
    "place_connect": OWED,
    "place_describe": OWED,
    "place_keep": "keep_posts_for",
    "place_pause": OWED,
    "place_read": OWED,
    "place_remove": OWED,
    "place_resume": OWED,
    "place_settings": OWED,
    "place_table": OWED,
    "place_table_import": OWED,
    "places_import": OWED,
}
