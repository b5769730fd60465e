from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "post_moderate": OWED,
    "post_moderate_undo": OWED,
    "post_mood": OWED,
}
