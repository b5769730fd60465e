from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "key_add": OWED,
    "key_end": OWED,
    "webhook_add": OWED,
    "webhook_again": OWED,
    "webhook_edit": OWED,
    "webhook_end": OWED,
    "webhook_pause": OWED,
    "webhook_resume": OWED,
    "webhook_try": OWED,
}
