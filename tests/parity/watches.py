from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "watch_delete": OWED,
    "watch_edit": OWED,
    "watch_new": "make_watch",
    "watch_pause": OWED,
    "watch_resume": OWED,
    "watch_try": OWED,
    "watch_try_new": OWED,
}
