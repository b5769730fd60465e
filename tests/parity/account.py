"""One's own account: profile, sessions, second factors."""

from tests.parity.kinds import OWED, OfThePage, Verbs

VERBS: Verbs = {
    "account_password": OfThePage("a password is typed by the person whose it is, never by a program"),
    "account_profile": "change_profile",
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
