"""One's own account: profile, sessions, second factors."""

from tests.parity.kinds import OWED, Verbs

VERBS: Verbs = {
    "account_password": OWED,
    "account_profile": OWED,
    "codes-new": OWED,
    "own-key-add": OWED,
    "own-key-name": OWED,
    "own-key-options": OWED,
    "own-key-remove": OWED,
    "session-end": OWED,
    "sessions-end": OWED,
    "tie-remove": OWED,
    "totp": OWED,
    "totp-remove": OWED,
}
